"""The coding sheet as a file: CSV, or XLSX with instructions and drop-down lists."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framing.checks import choose, need_columns
from framing.coding.instructions import answers, instructions
from framing.coding.sheet import ANSWER_COLUMNS, KEY_COLUMNS, SHEET_COLUMNS
from framing.files import written_aside
from framing.schema.cells import csv_cells, csv_lines

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MISSED = "missed"
UNITS_SHEET = "units"
# Excel holds 32,767 characters in a cell, and cuts or spills what is longer.
CELL_LIMIT = 32_000
CUT = " […]"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What UTF-8 cannot hold. As U+FFFD, words copied from the sheet are found in the text again.
_SURROGATES = re.compile("[\ud800-\udfff]")
_WIDTHS = {"context": 60, "sentence": 50, "content": 40, "right_content": 30, "note": 24, "unit_kind": 12}
_STAMP = (1980, 1, 1, 0, 0, 0)


def write_coding_sheet(sheet: pd.DataFrame, path: str | os.PathLike[str], *, spare: int = 1) -> None:
    """Write a coding sheet for people to fill in.

    Parameters
    ----------
    sheet : what `coding_sheet` drew, or rows of it (to share it out between coders).
    path : the file; its suffix, .csv or .xlsx, is the format. An XLSX has the instructions on its first page, the units
        on its second, with drop-down lists of the answers.
    spare : rows of kind "missed" under each sampled unit, to write in what the machine did not find.

    Returns
    -------
    None

    Raises
    ------
    ValueError : another suffix, a column that is missing, `spare` below 0.

    See Also
    --------
    coding_sheet, read_coding

    Notes
    -----
    Cells that a spreadsheet would run as a formula begin with an apostrophe, which `read_coding` takes off again. Texts
    over 32,000 characters are cut in the file, since a spreadsheet cell holds no more; spans still count in the whole
    text. Beside a CSV stand its instructions, `<name>.instructions.txt`. The same sheet gives the same bytes.

    Examples
    --------
    >>> write_coding_sheet(sheet, "coding-ann.xlsx")
    """
    target = Path(path)
    suffix = choose("suffix of path", target.suffix, (".csv", ".xlsx"))
    need_columns(sheet, SHEET_COLUMNS, what="sheet", hint="Pass what coding_sheet drew.")
    if spare < 0:
        raise ValueError(f"spare={spare!r} is not allowed; allowed: 0 or more rows.")
    sides = [str(side) for side in sheet.attrs.get("sides", ())]
    rows = _with_spares(sheet, spare)
    if suffix == ".csv":
        lines = [list(SHEET_COLUMNS), *rows]
        told = "\n\n".join(instructions(sides)) + "\n"
        with written_aside(target) as aside:
            # The mark tells Excel that this is UTF-8.
            aside.write_bytes(("\ufeff" + _SURROGATES.sub("\ufffd", csv_lines(lines))).encode("utf-8"))
        with written_aside(target.with_name(target.stem + ".instructions.txt")) as aside:
            aside.write_bytes(told.encode("utf-8", "replace"))
        return
    book = _workbook(rows, sides)
    with written_aside(target) as aside:
        aside.write_bytes(_same_bytes(book))


def _with_spares(sheet: pd.DataFrame, spare: int) -> list[list[str]]:
    """The cells of all rows, the spare ones after everything found in their unit."""
    cells = {name: [_short(cell) for cell in csv_cells(sheet[name], None)] for name in SHEET_COLUMNS}
    records = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    keys = ("article_id", "article_sha256", "stratum", "inclusion_probability", "run_id")
    out: list[dict[str, str]] = []
    waiting: list[dict[str, str]] = []
    for record in records:
        if record["unit_kind"] != "attribution":
            out += waiting
            shown = record["sentence"] if record["unit_kind"] == "sentence" else ""
            blank = {"unit_kind": MISSED, "parent_unit_id": record["unit_id"], "sentence": shown}
            waiting = [blank | {key: record[key] for key in keys} for _ in range(spare)]
        out.append(record)
    out += waiting
    return [[record.get(name, "") for name in SHEET_COLUMNS] for record in out]


def _short(cell: str) -> str:
    # A spreadsheet counts in UTF-16, where a character beyond the first plane takes two.
    if len(cell) <= CELL_LIMIT // 2 or len(cell.encode("utf-16-le", "surrogatepass")) <= 2 * CELL_LIMIT:
        return cell
    sizes = np.cumsum([1 + (ord(letter) > 0xFFFF) for letter in cell[:CELL_LIMIT]])
    return cell[: int(np.searchsorted(sizes, CELL_LIMIT, side="right"))] + CUT


def _workbook(rows: list[list[str]], sides: list[str]) -> Workbook:
    # A fifth of a second to import: not before it is needed.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    told: Worksheet = book.active
    told.title = "instructions"
    told.column_dimensions["A"].width = 110
    for number, line in enumerate(instructions(sides), start=1):
        cell = _put(told, number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
    page: Worksheet = book.create_sheet(UNITS_SHEET)
    asked = PatternFill("solid", fgColor="FFF4CE")
    for column, name in enumerate(SHEET_COLUMNS, start=1):
        head = _put(page, 1, column, name)
        head.font = Font(bold=True)
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = _WIDTHS.get(name, 16)
        page.column_dimensions[letter].hidden = name in KEY_COLUMNS
        if name in ANSWER_COLUMNS:
            head.fill = asked
    top = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows, start=2):
        sampled = row[0] not in ("attribution", MISSED)
        for column, (name, value) in enumerate(zip(SHEET_COLUMNS, row, strict=True), start=1):
            cell = _put(page, number, column, value)
            cell.alignment = top
            cell.font = Font(bold=sampled and name in ("unit_kind", "sentence"))
            if name in ANSWER_COLUMNS:
                cell.protection = Protection(locked=False)
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(SHEET_COLUMNS))}{len(rows) + 1}"
    last = max(len(rows) + 1, 2) + 500
    for name, offered in answers(sides).items():
        # A list in a validation is one string of at most 255 characters with commas between.
        listed = ",".join(offered)
        if len(listed) > 250 or any("," in item or '"' in item for item in offered):
            continue
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = name, f"Choose one of: {listed}"[:250]
        letter = get_column_letter(SHEET_COLUMNS.index(name) + 1)
        rule.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(rule)
    book.active = 0
    return book


def _put(page: Worksheet, row: int, column: int, value: str) -> Any:
    """A cell that holds its text as text, whatever that begins with."""
    cell = page.cell(row=row, column=column)
    if value:
        cell.value = _NOT_XML.sub("\ufffd", value)
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _same_bytes(book: Workbook) -> bytes:
    """The workbook's bytes without the time at which it was written."""
    written = io.BytesIO()
    book.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
                data = re.sub(rb"<dc:creator>[^<]*", b"<dc:creator>", data)
            info = zipfile.ZipInfo(name, date_time=_STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()
