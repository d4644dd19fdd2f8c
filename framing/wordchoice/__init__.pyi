from framing.wordchoice.agency import agency
from framing.wordchoice.certainty import certainty_rate, find_certainty
from framing.wordchoice.collocates import count_collocates
from framing.wordchoice.concordance import concordance, concordances
from framing.wordchoice.contrast import contrast_words
from framing.wordchoice.count import count_words
from framing.wordchoice.distancing import distancing_rate, find_distancing
from framing.wordchoice.examples import Evidence, examples
from framing.wordchoice.findings import locate
from framing.wordchoice.frames import find_frames, frame_scores
from framing.wordchoice.frames_learned import frame_probability
from framing.wordchoice.frames_shares import frame_shares
from framing.wordchoice.frames_sides import frame_association
from framing.wordchoice.frames_trust import frame_agreement
from framing.wordchoice.harm import load_harm
from framing.wordchoice.lexicon import load_lexicon
from framing.wordchoice.masks import find_names
from framing.wordchoice.naming import find_naming, naming_shares, naming_switches
from framing.wordchoice.partisanship import partisanship
from framing.wordchoice.ready import words_about_sides, words_by_sides, words_of_outlets
from framing.wordchoice.roles import find_roles
from framing.wordchoice.shift import word_shift
from framing.wordchoice.tone import tone, tone_agreement
from framing.wordchoice.tone_find import find_tone

__all__ = [
    "Evidence",
    "agency",
    "certainty_rate",
    "concordance",
    "concordances",
    "contrast_words",
    "count_collocates",
    "count_words",
    "distancing_rate",
    "examples",
    "find_certainty",
    "find_distancing",
    "find_frames",
    "find_names",
    "find_naming",
    "find_roles",
    "find_tone",
    "frame_agreement",
    "frame_association",
    "frame_probability",
    "frame_scores",
    "frame_shares",
    "load_harm",
    "load_lexicon",
    "locate",
    "naming_shares",
    "naming_switches",
    "partisanship",
    "tone",
    "tone_agreement",
    "word_shift",
    "words_about_sides",
    "words_by_sides",
    "words_of_outlets",
]
