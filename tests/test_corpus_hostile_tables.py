"""Tables made to do harm, or broken: spreadsheets, Parquet, CSV, TSV, JSON and JSON Lines."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from framing.corpus.columns import wanted_columns
from framing.corpus.csvfiles import read_csv, read_tsv
from framing.corpus.jsonlines import read_json, read_json_lines
from framing.corpus.limits import LimitError, Limits
from framing.corpus.parquet import read_parquet
from framing.corpus.records import Record
from framing.corpus.spreadsheets import read_xlsx, recognises, sheet_rows

WANTED: Mapping[str, str | None] = wanted_columns({}, None)


def workbook(rows: list[list[Any]], *more: list[list[Any]]) -> bytes:
    book = Workbook()
    for place, sheet_data in enumerate((rows, *more)):
        sheet = book.active if place == 0 else book.create_sheet()
        for row in sheet_data:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            assert entry.filename != part or old in content
            target.writestr(entry, content.replace(old, new, 1) if entry.filename == part else content)
    return out.getvalue()


def texts(records: list[Record]) -> list[Any]:
    return [record.fields["text"] for record in records]


GOOD = workbook(
    [[], ["headline", "text", "date"], ["Talks", "One.", "2017-04-05"], [None, None, None], ["More", "Two."]]
)
SHEET = "xl/worksheets/sheet1.xml"


def test_a_spreadsheet_is_read_from_its_first_filled_row_without_blank_rows() -> None:
    records, problems = read_xlsx(GOOD, WANTED, name="reports.xlsx")
    assert [(r.row, r.fallback_id, r.fields["headline"], r.fields["text"]) for r in records] == [
        (1, "reports-0001", "Talks", "One."), (2, "reports-0002", "More", "Two."),
    ]  # fmt: skip
    assert records[1].fields["date"] is None and problems == []
    assert recognises(GOOD[:512], "x") or recognises(GOOD[:512], "reports.xlsx")
    assert sheet_rows(GOOD, name="x")[0][1] == ["Talks", "One.", "2017-04-05"]


def test_other_sheets_are_named() -> None:
    _, problems = read_xlsx(workbook([["text"], ["One."]], [["notes"]], []), WANTED, name="x.xlsx")
    assert [(p["level"], p["code"]) for p in problems] == [("warned", "sheet")]


def test_formulas_are_never_run_and_without_a_stored_result_missing() -> None:
    records, _ = read_xlsx(
        workbook([["text"], ['=WEBSERVICE("http://127.0.0.1:9/")'], ["Two."]]), WANTED, name="x.xlsx"
    )
    assert texts(records) == ["Two."]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("trick", ["laughs", "outside", "utf-16"])
def test_xml_entities_in_any_part_are_refused(part: str, trick: str) -> None:
    bodies = {
        "laughs": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "utf-16": b" " * 70_000 + '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'.encode("utf-16-le"),
    }
    with pytest.raises(ValueError, match=r"x\.xlsx: its part .* declares a document type"):
        read_xlsx(changed(GOOD, part, b"<", bodies[trick] + b"<"), WANTED, name="x.xlsx")


def test_a_bomb_of_a_spreadsheet_is_refused_unopened() -> None:
    bomb = changed(GOOD, SHEET, b"<sheetData>", b"<sheetData>" + b" " * 8_000_000)
    with pytest.raises(LimitError, match="ratio=200"):
        read_xlsx(bomb, WANTED, name="x.xlsx")
    with pytest.raises(LimitError, match="office_bytes=1,000"):
        read_xlsx(GOOD, WANTED, name="x.xlsx", limits=Limits(office_bytes=1000))


def test_a_cell_in_the_last_corner_of_the_sheet_costs_nothing() -> None:
    corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    started = time.monotonic()
    records, problems = read_xlsx(changed(GOOD, SHEET, b"</sheetData>", corner), WANTED, name="x.xlsx")
    assert time.monotonic() - started < 5
    assert texts(records) == ["One.", "Two."]
    assert [p["code"] for p in problems] == ["blank_rows"]
    with pytest.raises(LimitError, match="columns"):
        read_xlsx(workbook([["text", *range(30)]]), WANTED, name="x.xlsx", limits=Limits(columns=20))


def test_broken_spreadsheets_are_an_error_that_names_them() -> None:
    for data in (b"", b"PK\x03\x04", GOOD[:-300], changed(GOOD, SHEET, b"<sheetData>", b"<sheetData><row>")):
        with pytest.raises(ValueError, match=r"x\.xlsx"):
            read_xlsx(data, WANTED, name="x.xlsx")
    with pytest.raises(ValueError, match="holds no cell"):
        read_xlsx(workbook([]), WANTED, name="x.xlsx")


def parquet(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_parquet_from_bytes_and_file(tmp_path: Path) -> None:
    data = parquet(text=["One.", "Two."], n=[1, 2], tags=[["a"], []])
    (tmp_path / "x.parquet").write_bytes(data)
    for source in (data, tmp_path / "x.parquet"):
        records, _ = read_parquet(source, WANTED, name="x.parquet")
        assert texts(records) == ["One.", "Two."]
        assert records[0].extra == {"n": 1, "tags": ["a"]}
        assert records[1].fallback_id == "x-0002"


def test_a_text_that_stands_once_and_fills_a_million_rows_is_measured_first() -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 50_000]))
    bomb = parquet(text=repeated)
    assert len(bomb) < 200_000
    with pytest.raises(LimitError, match="total_bytes=100,000,000"):
        read_parquet(bomb, WANTED, name="x.parquet", limits=Limits(total_bytes=100_000_000))
    with pytest.raises(LimitError, match="cell_characters=10,000"):
        read_parquet(bomb, WANTED, name="x.parquet", limits=Limits(cell_characters=10_000))
    with pytest.raises(LimitError, match="rows=10"):
        read_parquet(bomb, WANTED, name="x.parquet", limits=Limits(rows=10))


def test_broken_parquet_is_an_error_that_names_it() -> None:
    data = parquet(text=["One.", "Two."])
    for broken in (
        b"",
        b"PAR1",
        data[:-20],
        data[:10] + b"\xff" * 40 + data[50:],
        b"PAR1" + b"\xff" * 60 + b"PAR1",
    ):
        with pytest.raises(ValueError, match=r"x\.parquet is not a readable Parquet file"):
            read_parquet(broken, WANTED, name="x.parquet")


def test_tabs_separate_a_tsv() -> None:
    records, _ = read_tsv(b"text\tdate\nOne, and more.\t2017-04-05\n", WANTED, name="x.tsv")
    assert records[0].fields["text"] == "One, and more."


@pytest.mark.parametrize(
    "value",
    [
        [{"text": "One."}, {"text": "Two."}],
        {"status": "ok", "articles": [{"text": "One."}, {"text": "Two."}], "tags": ["a"]},
    ],
)
def test_json_lists_are_read_alone_or_in_an_object(value: Any) -> None:
    assert texts(read_json(json.dumps(value).encode(), WANTED, name="x.json")[0]) == ["One.", "Two."]


def test_what_is_no_object_in_a_json_list_is_a_row() -> None:
    records, _ = read_json(b'[{"text": "One."}, 7, null, ["x"]]', WANTED, name="x.json")
    assert [record.dropped for record in records] == [False, True, True, True]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1, 2]", b'"x"', b"[" * 200_000, b'{"a": ' * 100_000, b"1" * 6000]
)
def test_json_that_is_no_list_of_objects_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"x\.json"):
        read_json(data, WANTED, name="x.json")


def test_json_lines_nested_without_end_or_with_endless_numbers_are_rows() -> None:
    lines = [
        b'{"text": "One."}',
        b'{"text": ' + b"[" * 100_000,
        b'{"text": ' + b"9" * 10_000 + b"}",
        b"NaN",
        b"\0",
    ]
    records, _ = read_json_lines(b"\n".join(lines), WANTED, name="x.jsonl")
    assert [record.dropped for record in records] == [False, True, True, True, True]


@pytest.mark.parametrize("reader", [read_csv, read_json_lines])
def test_tables_with_endless_lines_rows_and_columns_are_refused(reader: Any) -> None:
    if reader is read_csv:
        wide, long, many = (
            b"text," + b"," * 500 + b"\nx\n",
            b"text\n" + b"x" * 5000 + b"\n",
            b"text\n" + b"x\n" * 500,
        )
    else:
        wide = json.dumps({"text": "x"} | {f"k{n}": 1 for n in range(500)}).encode()
        long, many = json.dumps({"text": "x" * 5000}).encode(), b'{"text": "x"}\n' * 500
    for data, limit, value in ((wide, "columns", 100), (long, "cell_characters", 4000), (many, "rows", 400)):
        with pytest.raises(LimitError, match=f"{limit}={value:,}") as caught:
            reader(data, WANTED, name="x", limits=Limits(**{limit: value}))
        assert caught.value.limit == limit


def test_a_table_of_fifty_thousand_commas_is_refused_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(LimitError, match="columns"):
        read_csv(b"text" + b"," * 50_000 + b"\n", WANTED, name="x.csv")
    assert time.monotonic() - started < 2


def test_ragged_rows_null_bytes_and_lone_returns_stay_rows() -> None:
    data = b'headline,text\nA,One.\nB\nC,Three.,too,many\nD,Nu\0ll.\n,\nE,"a\rb"\n'
    records, _ = read_csv(data, WANTED, name="x.csv")
    assert [(r.dropped, [note.code for note in r.notes]) for r in records[:4]] == [
        (False, []), (False, ["ragged"]), (True, ["ragged"]), (False, []),
    ]  # fmt: skip
    assert records[3].fields["text"] == "Nu\0ll." and records[5].fields["text"] == "a\rb"
    assert texts(read_csv(b"headline,text\rA,One.\rB,Two.\r", WANTED, name="x.csv")[0]) == ["One.", "Two."]
