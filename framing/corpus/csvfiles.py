"""CSV and TSV files: a header, damaged rows kept or named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from framing.corpus.columns import distinct_names, map_columns
from framing.corpus.decode import decode, replace_bad
from framing.corpus.limits import DEFAULT_LIMITS, Limits, check_lines, source_bytes, stem_of
from framing.corpus.records import Note, Record, is_missing, problem


def read_csv(
    path: Path | bytes,
    wanted: Mapping[str, str | None],
    *,
    name: str,
    delimiter: str = ",",
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a CSV file; `row` counts its rows from 1, the header and blank lines left out.

    `path` may be the file's bytes. `limits`: `file_bytes`, `rows`, `columns` and `cell_characters` are held.
    """
    stem = stem_of(path, name)
    data = source_bytes(path, name=name, limits=limits)
    # Decoding and cutting takes ten times its size in memory.
    check_lines(data, name=name, limits=limits)
    decoded = decode(data)
    if decoded is None:
        raise ValueError(f"{name} is not text in any encoding that could be told; save it as CSV in UTF-8.")
    problems: list[dict[str, Any]] = []
    if decoded.encoding != "utf-8":
        note = Note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")
        problems.append(problem(name, None, note))
    if decoded.text.count('"') % 2:
        message = (
            "an odd number of quotation marks: one is not closed, and rows after it may have run together"
        )
        problems.append(problem(name, None, Note("warned", "unclosed_quote", message)))
    rows = _rows(decoded.text, delimiter, name, limits)
    header = next(rows, None)
    if header is None:
        raise ValueError(f"{name} is empty; the first line of a CSV names its columns.")
    limits.check("columns", len(header), f"{name}: number of columns")
    names = distinct_names([replace_bad(cell)[0] for cell in header])
    column_map = map_columns(names, wanted, what=name)
    body = list(rows)
    unnamed = [i for i, cell in enumerate(header) if not cell.strip()]
    idle = {names[i] for i in unnamed if not any(len(row) > i and row[i].strip() for row in body)}
    width = max(4, len(str(len(body))))
    records = []
    for number, cells in enumerate(body, start=1):
        mended = [replace_bad(cell) for cell in cells]
        values = {column: mended[i][0] if i < len(cells) else None for i, column in enumerate(names)}
        record = Record(
            input=name,
            row=number,
            fallback_id=f"{stem}-{number:0{width}d}",
            fields={field: values[column] for field, column in column_map.given.items()},
            extra={
                kept: values[column] or None
                for column, kept in column_map.extra.items()
                if column not in idle
            },
        )
        n_bad = sum(n for _, n in mended)
        if n_bad:
            noun = "byte" if n_bad == 1 else "bytes"
            record.note("mended", "bad_bytes", f"{n_bad} {noun} that cannot be read, each now U+FFFD")
        _check_width(record, cells, len(names))
        records.append(record)
    return records, problems


def _check_width(record: Record, cells: list[str], width: int) -> None:
    if len(cells) < width and not all(is_missing(cell) for cell in cells):
        message = f"{len(cells)} cells where the header has {width}: the last are taken as missing"
        record.note("warned", "ragged", message)
    elif any(cell.strip() for cell in cells[width:]):
        # The cells no longer stand under their own names: no text can be trusted.
        message = f"{len(cells)} cells where the header has {width}: a comma or a quotation mark too many"
        record.drop("ragged", message)


def read_tsv(
    path: Path | bytes, wanted: Mapping[str, str | None], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a table separated by tabs, as `read_csv` gives them."""
    return read_csv(path, wanted, name=name, delimiter="\t", limits=limits)


def _rows(text: str, delimiter: str, name: str, limits: Limits) -> Iterator[list[str]]:
    # The csv module refuses cells over 128 kB unless told; an article may be longer. The limit is the module's own
    # global, so it is put back.
    limit = csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if not row:
                continue
            limits.check("rows", len(rows), f"{name}: number of rows")
            limits.check(
                "cell_characters", max(map(len, row)), f"{name}: the longest cell of row {len(rows)}"
            )
            rows.append(row)
    except csv.Error as error:
        raise ValueError(f"{name} is no readable table: {error} (after row {len(rows)}).") from error
    finally:
        csv.field_size_limit(limit)
    return iter(rows)
