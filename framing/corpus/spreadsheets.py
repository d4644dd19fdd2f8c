"""XLSX spreadsheets: the first sheet that holds a table, its cells as they were last calculated; no formula is run."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framing.corpus.archives import ZIP_MARKS, check_office
from framing.corpus.columns import distinct_names, map_columns
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits, source_bytes, stem_of
from framing.corpus.records import Note, Record, is_missing, problem

# A cell in the last row of a sheet makes a million blank rows before it.
_BLANK_ROWS = 100_000
_ROWS_ABOVE = 1_000


def recognises(head: bytes, path: str) -> bool:
    """Whether a file that begins with `head` may be a spreadsheet: a ZIP whose first names are those of an XLSX."""
    return head.startswith(ZIP_MARKS) and (b"xl/" in head or str(path).lower().endswith((".xlsx", ".xlsm")))


def read_xlsx(
    path: Path | bytes, wanted: Mapping[str, str | None], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a spreadsheet; `row` counts the rows of its table from 1, header and blank rows left out.

    Raises
    ------
    LimitError : it passes `file_bytes`, `office_bytes`, `ratio`, `rows`, `columns` or `cell_characters`.
    ValueError : it is no readable XLSX, is encrypted, or declares XML entities; or it lacks a column asked for.

    Notes
    -----
    The first sheet with any cell is read; another with cells is named in a row. Of a formula its last result is taken;
    where a program never stored one, the cell is missing.
    """
    header, body, problems = _table(source_bytes(path, name=name, limits=limits), name, limits)
    names = distinct_names(["" if cell is None else str(cell) for cell in header])
    column_map = map_columns(names, wanted, what=name)
    stem = stem_of(path, name)
    width = max(4, len(str(len(body))))
    records = []
    for number, cells in enumerate(body, start=1):
        values = dict(zip(names, [*cells, *[None] * (len(names) - len(cells))], strict=False))
        records.append(
            Record(
                input=name,
                row=number,
                fallback_id=f"{stem}-{number:0{width}d}",
                fields={field: values[column] for field, column in column_map.given.items()},
                extra={kept: values[column] for column, kept in column_map.extra.items()},
            )
        )
    return records, problems


def sheet_rows(
    path: Path | bytes, *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """All rows of the first sheet with any cell, the first of them its header; and problems as in `read_xlsx`."""
    header, body, problems = _table(source_bytes(path, name=name, limits=limits), name, limits)
    return [header, *body], problems


def _table(data: bytes, name: str, limits: Limits) -> tuple[list[Any], list[list[Any]], list[dict[str, Any]]]:
    check_office(data, name=name, limits=limits)
    # A third of a second that no other input needs.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # What it does not know of styles and extensions is of no concern here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _first_sheet(book, name, limits)
            finally:
                book.close()
    except LimitError:
        raise
    except _Empty as error:
        raise ValueError(str(error)) from None
    except Exception as error:  # a damaged part fails in as many ways as there are parts
        if isinstance(error, MemoryError):
            raise
        raise ValueError(f"{name} is not a readable spreadsheet: {type(error).__name__}: {error}") from error


class _Empty(Exception):
    """No sheet holds a cell."""


def _first_sheet(
    book: Any, name: str, limits: Limits
) -> tuple[list[Any], list[list[Any]], list[dict[str, Any]]]:
    found: tuple[list[Any], list[list[Any]]] | None = None
    problems: list[dict[str, Any]] = []
    for sheet in book.worksheets:
        # The size that a sheet states may be wrong, or made to be.
        sheet.reset_dimensions()
        header, at = _header(sheet, limits, name)
        if header is None:
            continue
        if found is not None:
            message = f"sheet {sheet.title[:60]!r} holds cells too; only the first sheet is read"
            problems.append(problem(name, None, Note("warned", "sheet", message)))
            continue
        body: list[list[Any]] = []
        blank = 0
        for row in sheet.iter_rows(min_row=at + 1, max_col=len(header), values_only=True):
            if not any(row) and all(is_missing(cell) for cell in row):
                blank += 1
                if blank > _BLANK_ROWS:
                    message = f"over {_BLANK_ROWS:,} blank rows: what comes after row {len(body)} is not read"
                    problems.append(problem(name, None, Note("warned", "blank_rows", message)))
                    break
                continue
            body.append(list(row))
            limits.check("rows", len(body), f"{name}: number of rows")
            longest = max(len(cell) for cell in ("", *row) if isinstance(cell, str))
            limits.check("cell_characters", longest, f"{name}: the longest cell of row {len(body)}")
        found = header, body
    if found is None:
        raise _Empty(f"{name} holds no cell; the first row of a spreadsheet names its columns.")
    return *found, problems


def _header(sheet: Any, limits: Limits, name: str) -> tuple[list[Any] | None, int]:
    """The first row with any cell, up to its last filled cell, and its number."""
    for number, row in enumerate(sheet.iter_rows(max_col=limits.columns + 1, values_only=True), start=1):
        if number > _ROWS_ABOVE:
            break
        filled = [place for place, cell in enumerate(row, start=1) if not is_missing(cell)]
        if filled:
            limits.check("columns", filled[-1], f"{name}: number of columns")
            return list(row[: filled[-1]]), number
    return None, 0
