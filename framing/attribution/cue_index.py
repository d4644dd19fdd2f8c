"""The cue codebooks by surface form, and the entries whose words stand in a cue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from framing.attribution.cues import Cue, CueBook, default_cues, load_cues

_TOKEN = re.compile(r"n't\b|'\w+|[^\W_]+?(?=n't\b)|[^\W_]+(?:[.-][^\W_]+)*|[^\w\s]")
# Words of a verb's form may stand this far apart: "took strong issue with".
GAP = 4
_RANK = {"verb": 3, "noun": 2, "adjective": 1, "preposition": 0}
PREPOSITIONS = frozenset(
    "in from by of on at with for about to as over under per via through into amid".split()
)


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
class Match:
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
                words = tuple(tokens(form))
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


def tokens(text: str) -> list[str]:
    """Words and signs in lower case; "n't" and what follows an apostrophe stand alone."""
    return _TOKEN.findall(text.lower().replace("’", "'").replace("‘", "'"))


def entries_in(words: Sequence[str], after: Sequence[str], index: CueIndex) -> list[Match]:
    """Entries whose first word stands in the cue, in order; one that lies in a longer one is left out."""
    found: list[Match] = []
    line = [*words, *after[:4]]
    for at, word in enumerate(words):
        forms = index.by_first_word.get(word)
        if forms is None and "-" in word:  # "re-tweeted", "then-promised": the last part speaks
            last = word.rsplit("-", 1)[1]
            forms = None if last in PREPOSITIONS else index.by_first_word.get(last)
        for form, cue in forms or ():
            if form == (word,) and word in PREPOSITIONS and word != "per" and len(words) > 1:
                continue  # a bare preposition is a cue only where it stands alone: "In the survey, …"
            places = _places(line, at, form, len(words), cue)
            if places is not None:
                found.append(Match(cue, places))
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
        stop = min(start + GAP, end)
        try:
            places.append(line.index(word, start, stop))
        except ValueError:
            return None
    if any(line[place] in (",", ";") for place in range(at, places[-1])):
        return None
    return tuple(places)
