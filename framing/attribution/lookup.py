"""What a cue says of its content, read from the words of the cue alone: no parse, no sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.attribution.cue_index import (
    GAP,
    PREPOSITIONS,
    CueIndex,
    Match,
    default_index,
    entries_in,
    tokens,
)
from framing.attribution.cues import Cue

_AUXILIARIES = frozenset(
    "be am is are was were been being 's 're 'm have has had having 've 'd do does did will would can could shall "
    "should may might must wo ca ai 'll get gets got getting".split()
)
_BE = frozenset("be am is are was were been being 's 're 'm get gets got getting".split())
# With an adjective after them they say no more than "be": "remained hopeful that", "felt certain of".
_LINKING = frozenset("seem appear feel look sound remain become grow stay".split())
# Verbs that lend another verb its time or its way and report nothing themselves: "went on to say".
_TRANSPARENT = frozenset(
    "seem appear continue go_on seek look rush hasten come begin start proceed help get expect try attempt struggle "
    "scramble use hear".split()
)
# Verbs whose object names the act: "voiced concern about" is a concern, "issued a denial" a denial.
_LIGHT = frozenset(
    "make give offer issue deliver express voice raise level renew repeat hear show have take draw release send post "
    "present put publish share face hold reject signal cite reiterate get".split()
)
# Those of them that are acts of speech, whatever the noun: a fear that is voiced is spoken.
_SPEAKING = frozenset(
    "express voice issue deliver renew repeat raise level reiterate release publish share".split()
)
_DETERMINERS = frozenset(
    "a an the this that these those his her its their our my your no any some all every each another 's of in with "
    "for from by new more most such many few several nothing".split()
)
_CLAUSE_OPENERS = frozenset("that if whether how why what who when where which he she they we i".split())
_MARKS = frozenset(",;:—–-―\"“”'‘’().")
_NOUN_SUFFIXES = (
    "tion", "sion", "ment", "ness", "ance", "ence", "ity", "ism", "tions", "sions", "ments", "ances", "ences", "ities",
)  # fmt: skip
_ADJECTIVE_SUFFIXES = ("able", "ible", "ful", "ous", "ive", "ic", "al", "ant", "ent", "y", "ish", "less")
# Verbs whose second word may stand behind their object, and within how many words it does.
_TAKES_PARTED, _PARTED = frozenset({"hold"}), 9
_SKIP = frozenset("not n't never also even just only so too then now still once again have".split())


@dataclass(frozen=True)
class CueReading:
    """What the codebook, or the rule for unknown cues, says of one cue; `cue_id` is None where the rule spoke."""

    cue_id: str | None
    lemma: str
    act: str
    cue_class: str
    stance: str


def look_up(cue: str, following: str = "", *, index: CueIndex | None = None) -> CueReading | None:
    """Act, class and stance of a cue, from its words alone.

    Parameters
    ----------
    cue : the words of the cue as they stand in the text, auxiliaries, adverbs and hearers among them ("has made
        clear", "told reporters", "in the eyes of"); the pieces of a split cue joined by a space.
    following : what comes after it, most often the content: it tells "called | on" from "called" and
        "asked | him to go" from "asked | whether".
    index : the codebooks, by default those of the package.

    Returns
    -------
    CueReading; its `cue_id` is None where no entry fits and the rule for unknown cues spoke. None for a cue without a
    single sign.

    Notes
    -----
    Longest entry first, then verb before noun before adjective before preposition; of several verbs the one that
    governs ("declined to say", "issued a statement saying"). `codebooks/cues.md` states every rule.

    Examples
    --------
    >>> look_up("has made clear").cue_id
    'make_clear.v'
    """
    index = default_index() if index is None else index
    words = tokens(cue)
    if not words:
        return None
    after = tokens(following[:120])[:12]
    matches = [match for match in entries_in(words, after, index) if not _adverbial(words, match)]
    if not matches:
        return _unknown(words, after)
    head, act = _head(words, matches, index.strong)
    # Parted by whom it is about: "held | the owner responsible for the leak".
    parted = next((word for word in after[:_PARTED] if f"{head.lemma}_{word}.v" in index.cues), None)
    if head.pos == "verb" and head.lemma in _TAKES_PARTED and parted is not None:
        head = index.cues[f"{head.lemma}_{parted}.v"]
        act = head.act
    sense = index.with_infinitive.get(head.lemma)
    if sense is not None and _infinitive(words, after, matches, index):
        head, act = sense, sense.act
    return CueReading(head.cue_id, head.lemma, act, head.cue_class, head.stance)


def _head(words: Sequence[str], matches: Sequence[Match], strong: frozenset[str]) -> tuple[Cue, str]:
    """The entry that speaks for the cue, and the act: a feeling that somebody voices is spoken."""
    verbs = [m for m in matches if m.cue.pos == "verb" and _as_verb(words, m, matches)]
    nouns = [m for m in matches if m.cue.pos == "noun" and not _is_verb_form(words, m)]
    phrases = [m for m in matches if m.cue.pos == "preposition"]
    long = [m for m in phrases if len(m.places) > 1]
    if long and (not verbs or long[0].at < verbs[0].at):
        return long[0].cue, long[0].cue.act
    adjectives = [m for m in matches if m.cue.pos == "adjective" and _predicative(words, m, verbs, strong)]
    if adjectives:
        last = adjectives[-1].cue
        others = [v for v in verbs if v.at not in adjectives[-1].places and v.cue.lemma not in _LINKING]
        if not others:
            return last, last.act
        verbs = others
    if verbs:
        chosen = _governing(words, verbs, strong)
        yields = chosen.cue.lemma in _LIGHT | _TRANSPARENT or chosen.cue.cue_id not in strong
        if yields and len(chosen.places) == 1:
            named = [n.cue for n in nouns if 0 < n.at - chosen.at <= GAP + 1]
            named = [cue for cue in named if cue.cue_id in strong] or (
                named if chosen.cue.lemma in _LIGHT else []
            )
            if named:
                return named[0], chosen.cue.act if chosen.cue.lemma in _SPEAKING else named[0].act
        return chosen.cue, chosen.cue.act
    if nouns:
        return _first_noun([n for n in nouns if n.cue.cue_id in strong] or nouns)
    rest = [m for m in matches if m.cue.pos in ("adjective", "noun")] or phrases or list(matches)
    return rest[-1].cue, rest[-1].cue.act


def _first_noun(nouns: Sequence[Match]) -> tuple[Cue, str]:
    """The first noun, or the last of a compound: "suggestion at a debate" suggests, a "jobs report" reports."""
    head = nouns[0]
    for noun in nouns[1:]:
        if noun.at == head.places[-1] + 1:
            head = noun
    return head.cue, head.cue.act


def _adverbial(words: Sequence[str], match: Match) -> bool:
    """A verb's plain form that is no verb here: "harkened back", "a long plan", "ports, like these"."""
    at = match.at
    if match.cue.pos != "verb" or len(match.places) > 1 or words[at] != match.cue.lemma:
        return False
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if before in _MARKS or before.endswith(("ed", "ing")):
        return True
    return bool(after) and match.cue.frames <= {"for", "to"} and after not in ("for", "to")


def _as_verb(words: Sequence[str], match: Match, matches: Sequence[Match]) -> bool:
    """Whether a form that may also be a noun or adjective is read as a verb here."""
    if len(match.places) > 1:
        return True
    at = match.at
    word = words[at]
    inflected = word.endswith(("ed", "ing"))
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if word.endswith("ed") or not any(m.cue.pos == "noun" and m.places == match.places for m in matches):
        return inflected or before not in ("a", "an", "the")
    if after in _BE or after == "of" or before in ("'s", "'"):
        return False
    for place in range(at - 1, max(-1, at - 4), -1):
        if words[place] == "to" or words[place] in _AUXILIARIES:
            break
        if words[place] in _DETERMINERS and words[place] != "that":
            return False
    earlier = any(m.cue.pos == "verb" and m.at < at and m.places != match.places for m in matches)
    return not earlier or before in ("to", "and", "or", ",") or before in _AUXILIARIES


def _is_verb_form(words: Sequence[str], match: Match) -> bool:
    """A noun's form right after "to", a modal or "not" is a verb, whether or not the codebook has it."""
    at = match.places[0]
    return bool(at) and words[at - 1] in (
        "will",
        "would",
        "could",
        "can",
        "should",
        "must",
        "may",
        "might",
        "n't",
    )


def _predicative(words: Sequence[str], match: Match, verbs: Sequence[Match], strong: frozenset[str]) -> bool:
    """An adjective after a form of "be" or a linking verb, adverbs between; without them it speaks if no verb can."""
    at = match.at
    for place in range(at - 1, max(-1, at - 4), -1):
        if words[place] in _BE or any(v.at == place and v.cue.lemma in _LINKING for v in verbs):
            return True
        if words[place] in _AUXILIARIES or words[place] in _MARKS:
            return False
    twins = [v for v in verbs if v.places == match.places]
    after = words[match.places[-1] + 1 : match.places[-1] + 2]
    return not any(v.cue.cue_id in strong for v in twins) or bool(after and after[0] in PREPOSITIONS)


def _governing(words: Sequence[str], verbs: Sequence[Match], strong: frozenset[str]) -> Match:
    """Of several verbs the one that reports: later ones only where the earlier leads up to it."""
    reporting = [v for v in verbs if v.cue.cue_id in strong or len(v.places) > 1 or _before_to(words, v)]
    if all(v.cue.lemma.replace(" ", "_") in _TRANSPARENT for v in reporting):
        reporting = []
    verbs = reporting or verbs
    head = verbs[0]
    for verb in verbs[1:]:
        if verb.at <= head.places[-1]:
            if verb.at == head.at and len(verb.places) > len(head.places):
                head = verb
            continue
        between = words[head.places[-1] + 1 : verb.at]
        if _leads_up(head.cue, between, words[verb.at]):
            head = verb
    return head


def _before_to(words: Sequence[str], match: Match) -> bool:
    after = match.places[-1] + 1
    return "to" in match.cue.frames and words[after : after + 1] == ["to"]


def _leads_up(head: Cue, between: Sequence[str], word: str) -> bool:
    if head.lemma.replace(" ", "_") in _TRANSPARENT:
        return True
    reports = bool(head.frames & {"clause", "quote", "np_that"})
    if between and between[-1] == "to":
        return not head.frames & {"to", "np_to"}
    if reports and (
        any(w in _CLAUSE_OPENERS or w in (",", ";", "and", "but") for w in between) or not between
    ):
        return False
    if "by" in between:
        return True
    return not reports or word.endswith("ing")


def _infinitive(
    words: Sequence[str], after: Sequence[str], matches: Sequence[Match], index: CueIndex
) -> bool:
    """Whether somebody is asked or told to do: "to" comes before any clause or verb of its own."""
    start = matches[-1].places[-1] + 1 if matches else len(words)
    for word in [*words[start:], *after][:9]:
        if word == "to":
            return True
        if (
            word in _CLAUSE_OPENERS
            or (word in _AUXILIARIES and word != "'s")
            or (word in _MARKS and word not in ".'")
        ):
            return False
        if word.endswith(("s", "ed")) and any(
            cue.pos == "verb" for _, cue in index.by_first_word.get(word, ())
        ):
            return False
    return False


def _unknown(words: Sequence[str], after: Sequence[str]) -> CueReading:
    """The rule for a cue without an entry; `codebooks/cues.md` states it."""
    plain = [w for w in words if w[0].isalnum() and w not in _AUXILIARIES and w not in _SKIP]
    if not plain:
        return CueReading(None, " ".join(words), "speech", "assert", "neutral")
    content = [w for w in plain if w not in PREPOSITIONS and w not in _DETERMINERS and not w.endswith("ly")]
    verbal = [w for w in content if w.endswith(("ed", "ing"))]
    lemma = (verbal or content or plain)[-1]
    to_do = after[:1] == ["to"]
    if (
        any(w in _BE for w in words)
        and lemma.endswith(_ADJECTIVE_SUFFIXES)
        and not lemma.endswith(("ed", "ing"))
    ):
        return CueReading(None, lemma, "attitude", "other", "neutral")
    if to_do and not lemma.endswith(_NOUN_SUFFIXES):
        return CueReading(None, lemma, "attitude", "promise", "neutral")
    return CueReading(None, lemma, "speech", "assert", "neutral")
