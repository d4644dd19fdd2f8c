"""write_coding_sheet and read_coding: there and back, and whatever a spreadsheet does in between."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import embedded
import numpy as np
import pandas as pd
import pytest
from coding_study import TEXT, canal_study, row, span
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from framing.coding import apply_coding, coding_sheet, measure_error, read_coding, write_coding_sheet
from framing.coding.find import find_words
from framing.coding.sheet import KEY_COLUMNS, SHEET_COLUMNS
from framing.coding.units import read_shown_spans
from framing.schema import make_table

Lines = list[dict[str, str]]


def read_lines(path: Path) -> Lines:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def write_lines(path: Path, lines: Lines, *, separator: str = ",", encoding: str = "utf-8") -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    path.write_bytes(out.getvalue().encode(encoding, "replace"))


def fill(lines: Lines, coder: str = "ann") -> Lines:
    """The sheet of the canal as a careful coder fills it in."""
    for line in lines:
        kind, content = line["unit_kind"], line["content"]
        if kind == "sentence":
            line["done"] = "yes"
        elif kind == "attribution":
            line["verdict"] = "not_attribution" if "start" in content else "right"
            if line["verdict"] == "right":
                line["side"] = "SOUTH" if line["speaker"].startswith("Colonel") else "NORTH"
        elif line["sentence"].startswith("“We will wait"):
            line |= {
                "right_content": '"We will wait',
                "right_speaker": "Ines Tal",
                "right_cue": "said",
                "side": "other",
            }
    lines[0]["coder"] = coder
    return lines


@cache
def drawn() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles, attributions = canal_study()
    return articles, attributions, coding_sheet(articles, attributions)


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles, attributions, sheet = drawn()
    path = tmp_path / "ann.csv"
    write_coding_sheet(sheet, path)
    write_lines(path, fill(read_lines(path)))
    return path, articles, attributions, sheet


def test_there_and_back(filled: Any) -> None:
    path, articles, attributions, sheet = filled
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert problems.empty, problems["message"].tolist()
    assert set(coding["coder"]) == {"ann"}
    table = apply_coding(attributions, articles, coding)
    assert table[["speaker", "cue", "content", "side"]].astype(object).values.tolist() == [
        ["Minister Ada Berg", "said", "the canal would open", "NORTH"],
        ["Colonel Ruso", "denied", "the claim", "SOUTH"],
        ["Ines Tal", "said", "“We will wait", "other"],
    ]
    found = measure_error(attributions, articles, coding)
    got = found[(found["measure"] == "recall") & (found["term"] == "found")]["estimate"].iloc[0]
    assert got == pytest.approx(2 / 3)
    # The spans that the coder left as they are hold after another run, whatever that finds.
    again = apply_coding(attributions.iloc[:0], articles, coding)
    assert again[["speaker", "cue", "content"]].equals(table[["speaker", "cue", "content"]])


def test_xlsx_says_the_same(filled: Any, tmp_path: Path) -> None:
    path, articles, _, sheet = filled
    book_path = tmp_path / "ann.xlsx"
    write_coding_sheet(sheet, book_path)
    book = load_workbook(book_path)
    assert book.sheetnames == ["instructions", "units"]
    page = book["units"]
    head = [cell.value for cell in page[1]]
    for number, line in enumerate(read_lines(path), start=2):
        for name, value in line.items():
            if value:
                page.cell(row=number, column=head.index(name) + 1, value=value)
    book.save(book_path)
    coding, problems = read_coding(book_path, articles)
    assert problems.empty, problems["message"].tolist()
    assert_frame_equal(coding, read_coding(path, articles)[0])


def test_the_file_is_the_same_and_offers_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, attributions = canal_study()
    sheet = coding_sheet(articles, attributions)
    for suffix in ("csv", "xlsx"):
        write_coding_sheet(sheet, tmp_path / f"a.{suffix}")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"20" not in b"".join(re.findall(rb"<dcterms[^>]*>([^<-]*)", book.read("docProps/core.xml")))
    later = time.time() + 86_400
    monkeypatch.setattr("time.time", lambda: later)
    for suffix in ("csv", "xlsx"):
        write_coding_sheet(sheet, tmp_path / f"b.{suffix}")
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    page = load_workbook(tmp_path / "a.xlsx")["units"]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation]
    assert '"right,wrong_side,wrong_span,not_attribution,missed"' in lists
    assert '"NORTH,SOUTH,joint,other,unresolved"' in lists
    head = {cell.value: cell.column_letter for cell in page[1]}
    assert all(page.column_dimensions[head[name]].hidden for name in KEY_COLUMNS)
    told = load_workbook(tmp_path / "a.xlsx")["instructions"]
    assert "NORTH, SOUTH; joint" in " ".join(cell.value for cell in told["A"])
    assert "NORTH, SOUTH; joint" in (tmp_path / "a.instructions.txt").read_text()
    # Nothing of the machine's judgement is in the file.
    assert not any(word in (tmp_path / "a.csv").read_text() for word in ("neutral", "berg", "rules"))


HOSTILE = '=HYPERLINK("http://x","y")\n+1 said Tom Reyes.\n@sum said Ann Lee, "-2 is less".\nTab\x07 bell.'


def test_formulas_are_defused_and_undone(tmp_path: Path) -> None:
    articles = make_table([{"article_id": "=a1", "text": HOSTILE, "body_start": 0}], "articles")
    found = make_table([row(HOSTILE, "=a1", "Tom Reyes", "said", "+1")], "attributions")
    sheet = coding_sheet(articles, found)
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"hostile.{suffix}"
        write_coding_sheet(sheet, path)
        if suffix == "csv":
            cells = [cell for line in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in line]
        else:
            page = load_workbook(path)["units"]
            assert all(cell.data_type in "sn" for line in page.iter_rows() for cell in line)
            cells = [str(v) for line in page.iter_rows(values_only=True) for v in line if v is not None]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
        coding, problems = read_coding(path, articles, sheet=sheet)
        assert coding.empty and problems.empty
    lines = read_lines(tmp_path / "hostile.csv")
    for line in lines:
        if line["unit_kind"] == "attribution":
            line |= {
                "verdict": "wrong_span",
                "right_content": '\'=HYPERLINK("http://x","y")',
                "side": "other",
            }
    write_lines(tmp_path / "hostile.csv", lines)
    coding, _ = read_coding(tmp_path / "hostile.csv", articles, coder="ann")
    content = coding[coding["variable"] == "content"].iloc[0]
    assert content["value"] == '=HYPERLINK("http://x","y")' and content["spans"] == ((0, 26),)
    assert set(coding["unit_id"]) == {found["attribution_id"].iloc[0]}


DAMAGE: dict[str, Callable[[Lines], Lines]] = {
    "sorted": lambda lines: sorted(lines, key=lambda line: (line["speaker"], line["unit_id"])),
    "blank rows": lambda lines: [x for line in lines for x in (line, dict.fromkeys(line, ""))],
    "columns in another order": lambda lines: [dict(reversed(list(line.items()))) for line in lines],
    "upper case and spaces": lambda lines: [
        line | {name: line[name].replace("_", " ").upper() for name in ("verdict", "done", "side")}
        for line in lines
    ],
    "names of columns in capitals": lambda lines: [{k.upper(): v for k, v in line.items()} for line in lines],
    "unit_kind dropped": lambda lines: [{k: v for k, v in line.items() if k != "unit_kind"} for line in lines],
    "texts dropped": lambda lines: [
        {k: v for k, v in line.items() if k not in ("context", "sentence", "speaker", "cue", "content")}
        for line in lines
    ],
    "article_id dropped": lambda lines: [{k: v for k, v in line.items() if k != "article_id"} for line in lines],
    "keys dropped": lambda lines: [
        {k: v for k, v in line.items() if k in ("unit_id", "parent_unit_id", "sentence") or k not in KEY_COLUMNS}
        for line in lines
    ],
    "decimal commas": lambda lines: [
        line | {"inclusion_probability": line["inclusion_probability"].replace(".", ",")} for line in lines
    ],
    "spare rows taken out": lambda lines: [
        line for line in lines if line["unit_kind"] != "missed" or line["right_content"]
    ],
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_that_does_not_matter(filled: Any, damage: str) -> None:
    path, articles, _, sheet = filled
    whole, _ = read_coding(path, articles, sheet=sheet)
    write_lines(path, DAMAGE[damage](read_lines(path)))
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert set(problems["code"]) <= {"column_missing", "no_sha256"}, problems["message"].tolist()
    assert_frame_equal(coding, whole)


@pytest.mark.parametrize(
    ("separator", "encoding", "codes"),
    [
        (";", "utf-8-sig", set()),
        ("\t", "utf-16", {"re_encoded"}),
        (";", "cp1252", {"re_encoded"}),
        (",", "ascii", set()),
    ],
)
def test_separators_and_encodings(filled: Any, separator: str, encoding: str, codes: set[str]) -> None:
    path, articles, _, sheet = filled
    whole, _ = read_coding(path, articles, sheet=sheet)
    write_lines(path, read_lines(path), separator=separator, encoding=encoding)
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert set(problems["code"]) == codes, problems["message"].tolist()
    assert_frame_equal(coding, whole)


def test_excel_says_its_separator(filled: Any) -> None:
    path, articles, _, sheet = filled
    whole, _ = read_coding(path, articles, sheet=sheet)
    write_lines(path, read_lines(path), separator=";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert problems.empty
    assert_frame_equal(coding, whole)


def changed(
    filled: Any, which: Callable[[dict[str, str]], bool], **cells: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    path, articles, _, sheet = filled
    lines = read_lines(path)
    hits = [line for line in lines if which(line)]
    assert hits
    for line in hits:
        line |= cells
    write_lines(path, lines)
    return read_coding(path, articles, sheet=sheet)


def berg(line: dict[str, str]) -> bool:
    return line["unit_kind"] == "attribution" and line["speaker"] == "Minister Ada Berg"


def missed(line: dict[str, str]) -> bool:
    return bool(line["right_content"])


@pytest.mark.parametrize(
    ("which", "cells", "code", "message"),
    [
        (berg, {"verdict": "rigth"}, "bad_value", "Did you mean 'right'?"),
        (berg, {"side": "NORT"}, "bad_value", "Did you mean 'NORTH'?"),
        (berg, {"side": ""}, "no_side", "has no side by ann"),
        (berg, {"verdict": ""}, "not_done", "has no verdict"),
        (berg, {"verdict": "wrong_span"}, "no_words", "without the right words"),
        (berg, {"right_content": "would open"}, "verdict_mended", "taken as wrong_span"),
        (berg, {"verdict": "wrong_span", "right_content": "the ship"}, "words_not_found", "'the ship' does not stand"),
        (berg, {"verdict": "wrong_span", "right_speaker": "Berg", "done": "yes"}, "", ""),
        (missed, {"right_content": "Rain fell"}, "outside_unit", "must begin in the sampled unit"),
        (missed, {"right_content": ""}, "no_content", "nothing says where it stands"),
        (missed, {"right_content": "We will swim"}, "words_not_found", "copy the words"),
        (missed, {"verdict": "right"}, "verdict_mended", "taken as missed"),
        (missed, {"article_sha256": "0" * 64}, "text_changed", "has changed since the sheet was drawn"),
        (berg, {"article_id": "chanal"}, "article_renamed", "its text is that of 'canal'"),
        (berg, {"unit_id": "canal:1-2"}, "bad_unit", "it was changed"),
        (berg, {"unit_id": "canal:10-99999:-1"}, "bad_span", "beyond the text"),
        (berg, {"unit_id": "", "parent_unit_id": ""}, "no_unit", "neither"),
        (lambda line: line["unit_kind"] == "sentence", {"side": "NORTH"}, "stray_answer", "for an attribution"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    filled: Any, which: Callable[[dict[str, str]], bool], cells: dict[str, str], code: str, message: str
) -> None:
    _, problems = changed(filled, which, **cells)
    told = problems[problems["code"] == code]
    assert len(told) > 0 if code else problems.empty, problems["message"].tolist()
    assert not code or message in told["message"].iloc[0]


def test_a_unit_is_not_done_before_all_is_judged(filled: Any) -> None:
    coding, problems = changed(filled, berg, verdict="")
    unit = next(u for u in filled[3]["parent_unit_id"].dropna())
    done = coding.loc[coding["variable"] == "done", "unit_id"]
    assert unit not in set(done) and len(done) == 5
    assert "no_verdict" in set(problems["code"])


def test_text_that_was_changed_or_is_not_there(filled: Any) -> None:
    path, articles, _, _ = filled
    other = articles.assign(text=TEXT.replace("Rain", "Snow"))
    coding, problems = read_coding(path, other)
    assert coding.empty and set(problems["code"]) == {"text_changed"}
    coding, problems = read_coding(path, articles.assign(article_id="other"))
    assert not coding.empty and set(problems["code"]) == {"article_renamed"}
    assert set(coding["article_id"]) == {"other"} and coding["unit_id"].str.startswith("other:").all()
    coding, problems = read_coding(path, articles.iloc[:0])
    assert coding.empty and set(problems["code"]) == {"unknown_article"}


def test_rows_that_are_gone(filled: Any) -> None:
    path, articles, _, sheet = filled
    write_lines(path, [line for line in read_lines(path) if not berg(line)])
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert {"rows_missing", "not_done"} == set(problems["code"])
    assert "1 attribution" in problems.loc[problems["code"] == "rows_missing", "message"].iloc[0]
    assert len(coding[coding["variable"] == "done"]) == 5


def test_two_coders_and_the_same_answer_twice(filled: Any, tmp_path: Path) -> None:
    path, articles, _, sheet = filled
    lines = read_lines(path)
    lines[0]["coder"] = "ben"
    write_lines(tmp_path / "ben.csv", lines)
    both, problems = read_coding([path, tmp_path / "ben.csv"], articles, sheet=sheet)
    assert problems.empty and both.groupby("coder").size().nunique() == 1
    one, _ = read_coding(path, articles, sheet=sheet)
    twice, problems = read_coding([path, path], articles, sheet=sheet)
    assert problems.empty
    assert_frame_equal(twice, one)
    for line in lines:
        line["coder"] = "ann" if line["coder"] else ""
        line["side"] = line["side"].replace("SOUTH", "NORTH")
    write_lines(tmp_path / "ben.csv", lines)
    later, problems = read_coding([path, tmp_path / "ben.csv"], articles, sheet=sheet)
    assert problems["code"].tolist() == ["said_twice"] and "the later is taken" in problems["message"].iloc[0]
    assert set(later.loc[later["variable"] == "side", "value"]) == {"NORTH", "other"}


def test_whose_answers(filled: Any) -> None:
    path, articles, _, _ = filled
    lines = read_lines(path)
    lines[0]["coder"] = ""
    write_lines(path, lines)
    coding, problems = read_coding(path, articles)
    assert set(coding["coder"]) == {"ann"} and problems["code"].tolist() == ["no_coder"]
    assert set(read_coding(path, articles, coder="cleo")[0]["coder"]) == {"cleo"}
    lines[0]["coder"], lines[2]["coder"] = "ann", "ben"
    write_lines(path, lines)
    _, problems = read_coding(path, articles)
    assert "in a file of several (ann, ben)" in problems["message"].iloc[0]


def test_unknown_columns_and_cells(filled: Any) -> None:
    path, articles, _, _ = filled
    lines = read_lines(path)
    lines[0]["verdikt"] = "right"
    write_lines(path, [line | {"verdikt": line.get("verdikt", "")} for line in lines])
    _, problems = read_coding(path, articles)
    assert "Did you mean 'verdict'?" in problems["message"].iloc[0]
    path.write_bytes(path.read_bytes().rstrip() + b",,,,,stray\r\n")
    assert "extra_cells" in set(read_coding(path, articles)[1]["code"])


def test_no_sheet_at_all(tmp_path: Path) -> None:
    articles, attributions = canal_study()
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="is no coding sheet"):
        read_coding(tmp_path / "x.csv", articles)
    (tmp_path / "x.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(ValueError, match="cannot be read as XLSX"):
        read_coding(tmp_path / "x.xlsx", articles)
    with pytest.raises(FileNotFoundError):
        read_coding(tmp_path / "none.xlsx", articles)
    with pytest.raises(ValueError, match="suffix of path"):
        read_coding(tmp_path / "x.ods", articles)
    sheet = coding_sheet(articles, attributions)
    with pytest.raises(ValueError, match="suffix of path"):
        write_coding_sheet(sheet, tmp_path / "x.ods")
    with pytest.raises(ValueError, match="spare=-1"):
        write_coding_sheet(sheet, tmp_path / "x.csv", spare=-1)
    with pytest.raises(ValueError, match="has no column 'stratum'"):
        write_coding_sheet(sheet.drop(columns="stratum"), tmp_path / "x.csv")


def test_a_long_article_fits_a_cell(tmp_path: Path) -> None:
    text = "Nobody signed. " * 4000
    articles = make_table([{"article_id": "long", "text": text, "body_start": 0}], "articles")
    sheet = coding_sheet(articles, make_table([], "attributions"), unit="article")
    write_coding_sheet(sheet, tmp_path / "long.csv", spare=0)
    lines = read_lines(tmp_path / "long.csv")
    assert len(lines) == 1 and len(lines[0]["sentence"]) < 32_767
    lines[0] |= {"done": "yes", "coder": "ann"}
    write_lines(tmp_path / "long.csv", lines)
    coding, problems = read_coding(tmp_path / "long.csv", articles, sheet=sheet)
    assert problems.empty and coding[["unit_id", "unit_kind", "variable"]].values.tolist() == [
        ["long", "article", "done"]
    ]


@pytest.mark.parametrize(
    ("words", "expected", "n"),
    [
        ("it", ["it"], 1),
        ('"a start"', ["“a start”"], 1),
        ("INES   tal", ["Ines Tal"], 1),
        ("We will … who called", ["We will", "who called"], 1),
        ("We will...a start", ["We will", "a start"], 1),
        ("Minister", ["Minister"], 1),
        ("we swim", None, 0),
        ("", None, 0),
        ("e", None, 0),
    ],
)
def test_words_are_found(words: str, expected: list[str] | None, n: int) -> None:
    start, end = span(TEXT, "“We will wait,” said Ines Tal, who called it “a start”.")
    spans, places = find_words(TEXT, words, start, end)
    assert places == n
    assert (None if spans is None else [TEXT[a:b] for a, b in spans]) == expected


def test_a_corpus_in_which_all_is_right_stays_as_it_is(tmp_path: Path) -> None:
    articles = embedded.corpus().head(6)
    found = embedded.machine_table()
    attributions = found[found["article_id"].isin(articles["article_id"])].reset_index(drop=True)
    sheet = coding_sheet(articles, attributions, n=10_000)
    write_coding_sheet(sheet, tmp_path / "all.csv")
    lines = read_lines(tmp_path / "all.csv")
    sides = dict(zip(attributions["attribution_id"], attributions["side"].astype(str), strict=True))
    for line in lines:
        if line["unit_kind"] == "sentence":
            line["done"] = "yes"
        elif line["unit_kind"] == "attribution":
            line |= {"verdict": "right", "side": sides[line["unit_id"]]}
    write_lines(tmp_path / "all.csv", lines)
    coding, problems = read_coding(tmp_path / "all.csv", articles, sheet=sheet)
    assert set(problems["code"]) == {"no_coder"}
    corrected = apply_coding(attributions, articles, coding)
    assert set(corrected["engine"]) == {"human"}
    # Nesting is worked out anew, and must come out as where attributions are found.
    kept = [name for name in attributions.columns if name not in ("engine", "resolved_by", "confidence")]
    assert_frame_equal(corrected[kept], attributions[kept])
    assert_frame_equal(apply_coding(corrected, articles, coding), corrected)


def test_every_column_is_known() -> None:
    assert len(set(SHEET_COLUMNS)) == len(SHEET_COLUMNS)
    assert np.isin(KEY_COLUMNS, SHEET_COLUMNS).all()


def test_spans_in_the_key_column_that_are_none() -> None:
    assert read_shown_spans("speaker 0-8 | cue 9-13 | content 14-50;60-70") == {
        "speaker": ((0, 8),), "cue": ((9, 13),), "content": ((14, 50), (60, 70)),
    }  # fmt: skip
    assert read_shown_spans("speaker 8-3 | cue x | content 60-70;14-50 | words 1-2") == {}
