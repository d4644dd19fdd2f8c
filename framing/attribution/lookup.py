"""What a cue says of its content, read from the words of the cue alone: no parse, no sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from framing.attribution.cues import Cue, CueBook, default_cues, load_cues

_TOKEN = re.compile(r"n't\b|'\w+|[^\W_]+?(?=n't\b)|[^\W_]+(?:[.-][^\W_]+)*|[^\w\s]")
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
    "scramble use".split()
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
_ADJECTIVE_SUFFIXES = (
    "able",
    "ible",
    "ful",
    "ous",
    "ive",
    "ic",
    "al",
    "ant",
    "ent",
    "y",
    "ish",
    "less",
    "ed",
    "ing",
)
_PREPOSITIONS = frozenset(
    "in from by of on at with for about to as over under per via through into amid".split()
)
_SKIP = frozenset("not n't never also even just only so too then now still once again have".split())
_GAP = 4
_RANK = {"verb": 3, "noun": 2, "adjective": 1, "preposition": 0}


@dataclass(frozen=True)
class CueReading:
    """What the codebook, or the rule for unknown cues, says of one cue; `cue_id` is None where the rule spoke."""

    cue_id: str | None
    lemma: str
    act: str
    cue_class: str
    stance: str


@dataclass(frozen=True)
class CueIndex:
    """Entries by id, and by the first word of each surface form, longest first."""

    cues: dict[str, Cue]
    by_first_word: dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]
    # Lemma of a verb → its entry with "to": "ask" → "ask to", a request and no question.
    with_infinitive: dict[str, Cue]
    # Ids of the first codebook: words that report by themselves. The others yield to them.
    strong: frozenset[str]
    version: str


@dataclass(frozen=True)
class _Match:
    """An entry that stands in a cue: the places of its words; the first bears the syntax."""

    cue: Cue
    places: tuple[int, ...]

    @property
    def at(self) -> int:
        return self.places[0]


def index_cues(*books: CueBook) -> CueIndex:
    """The entries of one or more codebooks, ready for `look_up`; of two with the same id the first counts.

    Parameters
    ----------
    books : codebooks as `load_cues` gives them; where words of several stand in one cue, those of the first speak.
    """
    forms: dict[str, dict[tuple[tuple[str, ...], str], Cue]] = {}
    cues: dict[str, Cue] = {}
    with_infinitive: dict[str, Cue] = {}
    for book in books:
        for cue in book.cues.values():
            if cue.cue_id in cues:
                continue
            cues[cue.cue_id] = cue
            if cue.pos == "verb" and cue.frames <= {"np_to"} and cue.lemma.endswith(" to"):
                with_infinitive[cue.lemma.removesuffix(" to")] = cue
            for form in cue.inflections:
                words = tuple(_tokens(form))
                forms.setdefault(words[0], {}).setdefault((words, cue.pos), cue)
    ordered = {
        word: tuple(
            (words, cue)
            for (words, _), cue in sorted(
                found.items(), key=lambda item: (-len(item[0][0]), -_RANK[item[0][1]], item[1].cue_id)
            )
        )
        for word, found in forms.items()
    }
    strong = frozenset(books[0].cues) if books else frozenset()
    return CueIndex(cues, ordered, with_infinitive, strong, "+".join(book.version for book in books))


@cache
def marked_cues() -> CueBook:
    """Cues of the package that only count where a reader or the tagger has marked a cue: the rules do not seek them."""
    text = resources.files("framing.codebooks").joinpath("cues_marked.csv").read_text(encoding="utf-8")
    return load_cues(text)


@cache
def default_index() -> CueIndex:
    """Both cue codebooks of the package."""
    return index_cues(default_cues(), marked_cues())


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
    words = _tokens(cue)
    if not words:
        return None
    after = _tokens(following[:120])[:12]
    matches = _matches(words, after, index)
    if not matches:
        return _unknown(words, after)
    head, act = _head(words, matches, index.strong)
    sense = index.with_infinitive.get(head.lemma)
    if sense is not None and _infinitive(words, after, matches, index):
        head, act = sense, sense.act
    return CueReading(head.cue_id, head.lemma, act, head.cue_class, head.stance)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "'").replace("‘", "'"))


def _matches(words: Sequence[str], after: Sequence[str], index: CueIndex) -> list[_Match]:
    """Entries whose first word stands in the cue, in order; one that lies in a longer one is left out."""
    found: list[_Match] = []
    line = [*words, *after[:4]]
    for at, word in enumerate(words):
        forms = index.by_first_word.get(word)
        if forms is None and "-" in word:  # "re-tweeted", "then-promised": the last part speaks
            last = word.rsplit("-", 1)[1]
            forms = None if last in _PREPOSITIONS else index.by_first_word.get(last)
        for form, cue in forms or ():
            if form == (word,) and word in _PREPOSITIONS and word != "per" and len(words) > 1:
                continue  # a bare preposition is a cue only where it stands alone: "In the survey, …"
            places = _places(line, at, form, len(words), cue)
            if places is not None:
                found.append(_Match(cue, places))
    taken: dict[int, tuple[int, ...]] = {}
    kept = []
    for match in sorted(found, key=lambda m: (-len(m.places), m.places[-1] - m.at, m.at)):
        if all(taken.get(place, match.places) == match.places for place in match.places):
            taken.update(dict.fromkeys(match.places, match.places))
            kept.append(match)
    return sorted(kept, key=lambda m: m.at)


def _places(
    line: Sequence[str], at: int, form: tuple[str, ...], end: int, cue: Cue
) -> tuple[int, ...] | None:
    """Where the words of a form stand: one after the other; in a verb's, other words of the cue may stand between."""
    if len(form) == 1:
        return (at,)
    if tuple(line[at : at + len(form)]) == form:
        return tuple(range(at, at + len(form)))
    if cue.pos == "preposition":
        return None
    places = [at]
    for word in form[1:]:
        start = places[-1] + 1
        stop = min(start + _GAP, end)
        try:
            places.append(line.index(word, start, stop))
        except ValueError:
            return None
    if any(line[place] in (",", ";") for place in range(at, places[-1])):
        return None
    return tuple(places)


def _head(words: Sequence[str], matches: Sequence[_Match], strong: frozenset[str]) -> tuple[Cue, str]:
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
            named = [n.cue for n in nouns if 0 < n.at - chosen.at <= _GAP + 1]
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


def _first_noun(nouns: Sequence[_Match]) -> tuple[Cue, str]:
    """The first noun, or the last of a compound: "suggestion at a debate" suggests, a "jobs report" reports."""
    head = nouns[0]
    for noun in nouns[1:]:
        if noun.at == head.places[-1] + 1:
            head = noun
    return head.cue, head.cue.act


def _as_verb(words: Sequence[str], match: _Match, matches: Sequence[_Match]) -> bool:
    """Whether a form that may also be a noun or adjective is read as a verb here."""
    if len(match.places) > 1:
        return True
    at = match.at
    word = words[at]
    inflected = word.endswith(("ed", "ing"))
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if word == match.cue.lemma and (before in _MARKS or before.endswith(("ed", "ing"))):
        return False  # "harkened back", "cities, like these"
    if word == match.cue.lemma and after and match.cue.frames <= {"for", "to"} and after not in ("for", "to"):
        return False  # "a long plan"
    if word.endswith("ed") or not any(m.cue.pos == "noun" and m.places == match.places for m in matches):
        return inflected or before not in ("a", "an", "the")
    if after in _BE or after == "of":
        return False
    for place in range(at - 1, max(-1, at - 4), -1):
        if words[place] == "to" or words[place] in _AUXILIARIES:
            break
        if words[place] in _DETERMINERS and words[place] != "that":
            return False
    earlier = any(m.cue.pos == "verb" and m.at < at and m.places != match.places for m in matches)
    return not earlier or before in ("to", "and", "or", ",") or before in _AUXILIARIES


def _is_verb_form(words: Sequence[str], match: _Match) -> bool:
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


def _predicative(
    words: Sequence[str], match: _Match, verbs: Sequence[_Match], strong: frozenset[str]
) -> bool:
    """An adjective after a form of "be" or a linking verb, adverbs between; without them it speaks if no verb can."""
    at = match.at
    for place in range(at - 1, max(-1, at - 4), -1):
        if words[place] in _BE or any(v.at == place and v.cue.lemma in _LINKING for v in verbs):
            return True
        if words[place] in _AUXILIARIES or words[place] in _MARKS:
            return False
    twins = [v for v in verbs if v.places == match.places]
    after = words[match.places[-1] + 1 : match.places[-1] + 2]
    return not any(v.cue.cue_id in strong for v in twins) or bool(after and after[0] in _PREPOSITIONS)


def _governing(words: Sequence[str], verbs: Sequence[_Match], strong: frozenset[str]) -> _Match:
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


def _before_to(words: Sequence[str], match: _Match) -> bool:
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
    words: Sequence[str], after: Sequence[str], matches: Sequence[_Match], index: CueIndex
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
    content = [w for w in plain if w not in _PREPOSITIONS and w not in _DETERMINERS and not w.endswith("ly")]
    verbal = [w for w in content if w.endswith(("ed", "ing"))]
    lemma = (verbal or content or plain)[-1]
    to_do = words[-1] == "to" or after[:1] == ["to"]
    if (
        any(w in _BE for w in words)
        and lemma.endswith(_ADJECTIVE_SUFFIXES)
        and not lemma.endswith(("ed", "ing"))
    ):
        return CueReading(None, lemma, "attitude", "other", "neutral")
    if to_do and not lemma.endswith(_NOUN_SUFFIXES):
        return CueReading(None, lemma, "attitude", "promise", "neutral")
    return CueReading(None, lemma, "speech", "assert", "neutral")
