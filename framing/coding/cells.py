"""Rows of a coding sheet as a spreadsheet left them: other separators, encodings, types, blank rows."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from framing.checks import choose, suggest
from framing.coding.sheet import SHEET_COLUMNS
from framing.corpus.decode import decode, replace_bad

_SEPARATORS = (",", ";", "\t", "|")
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")
_KEYS = ("unit_id", "parent_unit_id")


@dataclass
class Cells:
    """The rows of one file, by their number in it; `notes` are problems as (row, level, code, message)."""

    name: str
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    notes: list[tuple[int | None, str, str, str]] = field(default_factory=list)


def read_cells(path: Path) -> Cells:
    """Read a sheet that somebody filled in.

    Raises
    ------
    FileNotFoundError : there is no such file.
    ValueError : the suffix is neither .csv nor .xlsx, the file cannot be read, or it is no coding sheet.
    """
    suffix = choose("suffix of path", path.suffix.lower(), (".csv", ".xlsx"))
    out = Cells(path.name)
    lines = _csv_lines(path, out) if suffix == ".csv" else _xlsx_lines(path)
    at = next((i for i, line in enumerate(lines) if set(map(_plain, line)) & set(_KEYS)), None)
    if at is None:
        raise ValueError(
            f"{path.name} is no coding sheet: it has no column unit_id or parent_unit_id. Write it again with "
            "write_coding_sheet, and leave its columns as they are."
        )
    names = [_plain(cell) for cell in lines[at]]
    out.columns = [name for name in names if name in SHEET_COLUMNS]
    lost = [name for name in SHEET_COLUMNS if name not in names]
    if lost:
        told = f"column {', '.join(lost)} is not there any more; what it held is taken as missing"
        out.notes.append((None, "warned", "column_missing", told))
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in line):
            continue
        row: dict[str, str] = {}
        for name, cell in zip(names, line, strict=False):
            # A column that stands twice (somebody copied it): what is filled in counts.
            if name and cell.strip() and not row.get(name):
                row[name] = _unescaped(cell).strip()
        beyond = [cell for cell in line[len(names) :] if cell.strip()]
        if beyond:
            told = f"{len(beyond)} cells beyond the last column are not read: {beyond[0][:60]!r}"
            out.notes.append((number, "warned", "extra_cells", told))
        out.rows.append((number, row))
    for name in dict.fromkeys(names):
        filled = sum(1 for _, row in out.rows if row.get(name))
        if name and name not in SHEET_COLUMNS and filled:
            told = f"column {name!r} is not read ({filled} rows).{suggest(name, SHEET_COLUMNS)}"
            out.notes.append((None, "warned", "unknown_column", told))
    return out


def _plain(cell: str) -> str:
    return cell.strip().lstrip("\ufeff").casefold().replace(" ", "_")


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and (len(cell) == 1 or cell[1] in _ESCAPED) else cell


def _csv_lines(path: Path, out: Cells) -> list[list[str]]:
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise ValueError(f"{path.name} is no text; save the sheet as CSV (UTF-8) or XLSX.")
    text, n_bad = replace_bad(decoded.text)
    if decoded.encoding != "utf-8" or n_bad:
        told = (
            f"was saved as {decoded.encoding}, not UTF-8{f' ({n_bad} bytes cannot be read)' if n_bad else ''}"
        )
        out.notes.append(
            (None, "mended", "re_encoded", f"{told}; letters may have been lost in words typed in")
        )
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep="):
        # The line by which Excel is told the separator; a blank one keeps the numbers of rows.
        text = "\n" + rest
    best, lines = -1, [[""]]
    for mark in _SEPARATORS:
        limit = csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
        try:
            read = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        finally:
            csv.field_size_limit(limit)
        known = max((len(set(map(_plain, line)) & set(SHEET_COLUMNS)) for line in read), default=0)
        if known > best:
            best, lines = known, read
    return lines


# What openpyxl raises where a file is damaged: of the archive, of its XML, of what it expects to find there.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, TypeError, AttributeError, ValueError, EOFError, OSError,
)  # fmt: skip


def _xlsx_lines(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook  # a fifth of a second: not before it is needed
    from openpyxl.utils.exceptions import InvalidFileException

    data = path.read_bytes()
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, *_DAMAGED) as error:
        raise ValueError(
            f"{path.name} cannot be read as XLSX ({error}); open and save it again, or save it as CSV (UTF-8)."
        ) from error
    pages = [
        [[_text(v) for v in line] for line in page.iter_rows(values_only=True)] for page in book.worksheets
    ]
    held = [
        max((len(set(map(_plain, line)) & set(SHEET_COLUMNS)) for line in page), default=0) for page in pages
    ]
    return pages[held.index(max(held))] if pages else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
