"""The cue codebook: words that introduce what someone said, with the frames they take."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from framing.checks import choose
from framing.schema import TABLES

FRAMES = (
    "clause", "quote", "to", "np_to", "np_of", "np_for", "np_with", "np_as", "np_pred", "np", "on_to", "for", "at",
    "about", "that_noun", "whether", "np_that", "parenthetical",
)  # fmt: skip
PARTS_OF_SPEECH = ("verb", "noun", "adjective", "preposition")


@dataclass(frozen=True)
class Cue:
    """One entry of the cue codebook."""

    cue_id: str
    lemma: str
    inflections: tuple[str, ...]
    pos: str
    frames: frozenset[str]
    act: str
    cue_class: str
    stance: str


class CueMatch(NamedTuple):
    """A cue in a sentence: tokens `first` to `last`; `head` is the token that bears its syntax."""

    cue: Cue
    first: int
    last: int
    head: int


Form = tuple[tuple[str, ...], Cue]


class FormsOf(NamedTuple):
    """Surface forms that begin with one word: those of more words by their second, the longest first, and its own."""

    longer: dict[str, tuple[Form, ...]]
    single: tuple[Form, ...]

    def at(self, lower: Sequence[str], index: int) -> Iterator[Form]:
        """The forms that stand at `index` of a sentence's words, the longest first."""
        if self.longer and index + 1 < len(lower):
            for form in self.longer.get(lower[index + 1], ()):
                length = len(form[0])
                if length == 2 or tuple(lower[index : index + length]) == form[0]:
                    yield form
        yield from self.single


@dataclass(frozen=True)
class CueBook:
    """The cues by surface form, with the version of the file they came from."""

    cues: dict[str, Cue]
    by_first_word: dict[str, FormsOf]
    # Words that a sentence must hold one of to have a cue of the codebook.
    first_words: frozenset[str]
    version: str

    def match(self, lower: Sequence[str]) -> list[CueMatch]:
        """Every cue whose surface form stands in a sentence; of two that begin together, the longest of each kind."""
        found = []
        known = self.by_first_word
        for index in [place for place, word in enumerate(lower) if word in known]:
            seen: set[str] = set()
            for words, cue in known[lower[index]].at(lower, index):
                if cue.pos not in seen:
                    seen.add(cue.pos)
                    last = index + len(words) - 1
                    found.append(CueMatch(cue, index, last, last if cue.pos == "preposition" else index))
        return found


def load_cues(text: str) -> CueBook:
    """Cues from the text of a CSV file in the columns of `codebooks/cues.csv`.

    Raises
    ------
    ValueError : an id repeats, or a value is outside its vocabulary; the message names the row.
    """
    vocabulary = {
        name: TABLES["attributions"].column(name).categories for name in ("act", "cue_class", "stance")
    }
    cues: dict[str, Cue] = {}
    forms: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        where = f"cues.csv line {line}"
        if row["cue_id"] in cues:
            raise ValueError(f"{where}: cue_id {row['cue_id']!r} stands twice; give each cue its own id.")
        frames = frozenset(row["frames"].split("|"))
        for frame in sorted(frames):
            choose(f"{where} frames", frame, FRAMES)
        for name, allowed in vocabulary.items():
            choose(f"{where} {name}", row[name], allowed)
        inflections = tuple(form.lower() for form in row["inflections"].split("|"))
        cue = Cue(
            row["cue_id"], row["lemma"], inflections, choose(f"{where} pos", row["pos"], PARTS_OF_SPEECH), frames,
            row["act"], row["cue_class"], row["stance"],
        )  # fmt: skip
        cues[cue.cue_id] = cue
        for form in inflections:
            words = tuple(form.replace("'s", " 's").split())
            forms.setdefault(words[0], []).append((words, cue))
    ordered = {
        word: _forms_of(sorted(found, key=lambda item: (-len(item[0]), item[1].cue_id)))
        for word, found in forms.items()
    }
    return CueBook(cues, ordered, frozenset(ordered), hashlib.sha256(text.encode()).hexdigest()[:12])


def _forms_of(forms: Sequence[Form]) -> FormsOf:
    longer: dict[str, list[Form]] = {}
    for form in forms:
        if len(form[0]) > 1:
            longer.setdefault(form[0][1], []).append(form)
    return FormsOf(
        {second: tuple(some) for second, some in longer.items()},
        tuple(form for form in forms if len(form[0]) == 1),
    )


@cache
def default_cues() -> CueBook:
    """The cue codebook of the package."""
    return load_cues(resources.files("framing.codebooks").joinpath("cues.csv").read_text(encoding="utf-8"))
