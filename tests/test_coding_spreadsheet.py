"""What a spreadsheet does to columns and keys without a word: told, and never an answer to another attribution."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from coding_study import canal_study
from pandas.testing import assert_frame_equal
from test_coding_read import Lines, fill, read_lines, write_lines

from framing.coding import coding_sheet, read_coding, write_coding_sheet
from framing.coding.sheet import KEY_COLUMNS, SHEET_COLUMNS

SHOWN = [name for name in SHEET_COLUMNS if name not in KEY_COLUMNS]


@cache
def drawn() -> tuple[pd.DataFrame, pd.DataFrame]:
    articles, attributions = canal_study(2)
    return articles, coding_sheet(articles, attributions, n=9, strata="found", oversample={"found": 2})


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    write_coding_sheet(drawn()[1], tmp_path / "ann.csv")
    return fill(read_lines(tmp_path / "ann.csv"))


def read(path: Path, lines: Lines, *, sheet: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    articles, whole = drawn()
    write_lines(path, lines)
    return read_coding(path, articles, sheet=whole if sheet else None)


def said(coding: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(coding[["unit_id", "variable", "value"]].astype(str).itertuples(index=False, name=None))


@pytest.mark.parametrize("sheet", [True, False])
def test_columns_sorted_apart_from_the_keys_answer_for_no_other(
    tmp_path: Path, lines: Lines, sheet: bool
) -> None:
    right, _ = read(tmp_path / "ann.csv", lines, sheet=sheet)
    at = [number for number, line in enumerate(lines) if line["unit_kind"] == "attribution"]
    apart = [dict(line) for line in lines]
    for number, other in zip(at, [*at[1:], at[0]], strict=True):
        apart[number] |= {name: lines[other][name] for name in SHOWN}
    coding, problems = read(tmp_path / "ann.csv", apart, sheet=sheet)
    assert {"text_changed", "words_changed"} & set(problems["code"])
    assert said(coding) <= said(right)


def test_two_of_one_sentence_that_changed_places(tmp_path: Path) -> None:
    articles, attributions = canal_study()
    text = articles["text"].iloc[0]
    again = attributions.iloc[[0]].assign(
        attribution_id="canal:41-46:-1", content="canal", cue=None, cue_start=None, cue_end=None,
        content_start=text.index("canal would"), content_end=text.index(" would"), content_spans=None,
    )  # fmt: skip
    both = pd.concat([attributions.iloc[:1], again], ignore_index=True)
    path = tmp_path / "ann.csv"
    write_coding_sheet(coding_sheet(articles, both), path)
    lines = read_lines(path)
    one, two = (number for number, line in enumerate(lines) if line["unit_kind"] == "attribution")
    lines[one] |= {"verdict": "right", "side": "NORTH"}
    lines[two] |= {"verdict": "not_attribution"}
    first = {name: lines[one][name] for name in SHOWN}
    lines[one] |= {name: lines[two][name] for name in SHOWN}
    lines[two] |= first
    write_lines(path, lines)
    coding, problems = read_coding(path, articles)
    assert problems["code"].tolist().count("words_changed") == 2
    assert coding.empty


def test_words_typed_over_are_told(tmp_path: Path, lines: Lines) -> None:
    for line in lines:
        if line["speaker"] == "Colonel Ruso":
            line["speaker"] = "Colonel Ruso of the guard"
    _, problems = read(tmp_path / "ann.csv", lines)
    assert problems["code"].tolist() == ["typed_over"] * 2
    assert "right_speaker" in problems["message"].iloc[0]


CHANGES: dict[str, Callable[[int, dict[str, str]], dict[str, str]]] = {
    "rounded": lambda _, line: {"inclusion_probability": "0.7"},
    "dragged down": lambda n, line: {"inclusion_probability": str(0.1 + n / 100)},
    "a date": lambda _, line: {"inclusion_probability": "Jan 75"},
    "other spans": lambda _, line: {"spans": "content 0-5"} if line["spans"] else {},
    "spans of no text": lambda _, line: {"spans": "content 1-" + "9" * 5000} if line["spans"] else {},
    "other stratum": lambda _, line: {"stratum": "found"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_keys_hold_as_the_sheet_has_them(tmp_path: Path, lines: Lines, name: str) -> None:
    right, _ = read(tmp_path / "ann.csv", lines)
    coding, problems = read(
        tmp_path / "ann.csv", [line | CHANGES[name](number, line) for number, line in enumerate(lines)]
    )
    assert_frame_equal(coding, right)
    assert problems["code"].tolist() == ["key_changed"]
    assert "the sheet's holds" in problems["message"].iloc[0]


def test_ten_digits_of_a_chance_are_enough(tmp_path: Path, lines: Lines) -> None:
    short = [
        line | {"inclusion_probability": f"{float(line['inclusion_probability']):.10g}"} for line in lines
    ]
    _, problems = read(tmp_path / "ann.csv", short)
    assert problems.empty


def test_chances_that_differ_within_a_stratum_are_told_without_the_sheet(
    tmp_path: Path, lines: Lines
) -> None:
    _, problems = read(tmp_path / "ann.csv", lines, sheet=False)
    assert problems.empty
    dragged = [line | {"inclusion_probability": str(0.1 + n / 100)} for n, line in enumerate(lines)]
    _, problems = read(tmp_path / "ann.csv", dragged, sheet=False)
    assert problems["code"].tolist() == ["chance_differs"] * 2


def test_offsets_of_thousands_of_digits_are_no_unit(tmp_path: Path, lines: Lines) -> None:
    lines[0]["unit_id"] = "canal00:s" + "9" * 5000 + "-5"
    coding, problems = read(tmp_path / "ann.csv", lines)
    assert "bad_unit" in set(problems["code"]) and not coding.empty


def test_a_workbook_that_is_damaged_inside(tmp_path: Path) -> None:
    articles, sheet = drawn()
    whole, broken = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx"
    write_coding_sheet(sheet, whole)
    for part in ("xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"):
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, data[: len(data) // 2] if name == part else data)
        with pytest.raises(ValueError, match=r"broken\.xlsx cannot be read as XLSX"):
            read_coding(broken, articles)
