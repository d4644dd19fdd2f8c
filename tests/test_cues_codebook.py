"""The cue codebooks as data: every entry has its reasons, and no word is claimed twice."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from framing.attribution.cue_index import default_index, marked_cues
from framing.attribution.cues import default_cues

FILES = ("cues.csv", "cues_marked.csv")
COLUMNS = (
    "cue_id", "lemma", "inflections", "pos", "frames", "act", "cue_class", "stance", "reference", "example", "note",
)  # fmt: skip
LETTERS = {"verb": "v", "noun": "n", "adjective": "a", "preposition": "p"}
READER = Path(__file__).resolve().parent.parent / "benchmarks" / "cue_reader.csv"
VARIABLES = ("act", "cue_class", "stance")


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("framing.codebooks").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _holds(example: str, form: str) -> bool:
    """Whether the words of a form stand in the example in their order; others may stand between."""
    words = iter(re.findall(r"[\w'-]+", example.lower().replace("’", "'")))
    return all(word in words for word in form.lower().split())


@pytest.mark.parametrize("name", FILES)
def test_columns_order_and_ids(name: str) -> None:
    rows = _rows(name)
    assert tuple(rows[0]) == COLUMNS
    ids = [row["cue_id"] for row in rows]
    assert ids == sorted(ids)
    wrong = [
        row["cue_id"]
        for row in rows
        if row["cue_id"] != re.sub("['’]", "", row["lemma"]).replace(" ", "_") + "." + LETTERS[row["pos"]]
    ]
    assert not wrong


@pytest.mark.parametrize("name", FILES)
def test_every_entry_has_a_reference_and_an_example_with_the_cue(name: str) -> None:
    rows = _rows(name)
    assert not [row["cue_id"] for row in rows if not row["reference"]]
    assert not [row["cue_id"] for row in rows if not re.search(r"[.!?][”’]?$", row["example"])]
    without = [
        row["cue_id"]
        for row in rows
        if not any(_holds(row["example"], form) for form in row["inflections"].split("|"))
    ]
    assert not without


@pytest.mark.parametrize("name", FILES)
def test_lemma_is_among_the_forms_of_a_verb_and_forms_are_plain(name: str) -> None:
    for row in _rows(name):
        forms = row["inflections"].split("|")
        assert len(forms) == len(set(forms)), row["cue_id"]
        for form in forms:
            # Letters of two scripts look alike; a form is lower case, with single spaces.
            assert re.fullmatch(r"[a-z'é-]+( [a-z'-]+)*", form), (row["cue_id"], form)


def test_no_entry_stands_in_both_files_and_no_form_twice_in_a_part_of_speech() -> None:
    every = [row for name in FILES for row in _rows(name)]
    assert not [cue_id for cue_id, n in Counter(row["cue_id"] for row in every).items() if n > 1]
    forms = Counter((row["pos"], form) for row in every for form in row["inflections"].split("|"))
    assert not [form for form, n in forms.items() if n > 1]


def test_the_index_holds_both_codebooks() -> None:
    index = default_index()
    assert set(index.cues) == set(default_cues().cues) | set(marked_cues().cues)
    assert index.strong == frozenset(default_cues().cues)


def _kappa(pairs: list[tuple[str, str]]) -> float:
    values = sorted({value for pair in pairs for value in pair})
    n = len(pairs)
    table = {(a, b): sum(pair == (a, b) for pair in pairs) / n for a in values for b in values}
    agreed = sum(table[v, v] for v in values)
    chance = sum(sum(table[v, b] for b in values) * sum(table[a, v] for a in values) for v in values)
    return (agreed - chance) / (1 - chance)


def test_the_second_reading_is_whole_and_its_kappa_is_the_one_told() -> None:
    with READER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200 == len({row["cue_id"] for row in rows})
    told = resources.files("framing.codebooks").joinpath("cues.md").read_text(encoding="utf-8")
    for variable in VARIABLES:
        kappa = _kappa([(row["codebook_" + variable], row[variable]) for row in rows])
        assert f"{variable} {kappa:.2f}".replace("0.", ".") in told
