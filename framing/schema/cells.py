"""Cells and lines of a CSV that a spreadsheet opens without running anything, and tables outside the schema."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from framing.checks import choose
from framing.files import written_aside
from framing.schema.check import format_spans
from framing.schema.columns import Column

# Cells that a spreadsheet would run as a formula, an escaped cell, or nothing: an apostrophe in front means "text".
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")


def write_plain(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table that is none of the schema (a contrast, a ranking) as Parquet or CSV, aside first.

    Parameters
    ----------
    frame : texts, numbers, flags and days; a lone surrogate, which neither format can hold, becomes "?".
    path : where to write; the suffix chooses the format, .parquet or .csv. In a CSV, cells that a spreadsheet would run
        as a formula begin with an apostrophe.

    Returns
    -------
    None

    Raises
    ------
    ValueError : the suffix is neither.
    """
    target = Path(path)
    suffix = choose("suffix of path", target.suffix, (".parquet", ".csv"))
    clean = pd.DataFrame({str(name): _encodable(frame[name]) for name in frame.columns})
    with written_aside(target) as aside:
        if suffix == ".parquet":
            clean.to_parquet(aside, compression="zstd", index=False)
        else:
            cells = {name: csv_cells(clean[name], None) for name in clean.columns}
            aside.write_bytes(csv_lines([list(cells), *zip(*cells.values(), strict=True)]).encode("utf-8"))


def _encodable(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values.dtype) or values.dtype.kind in "Mmb":
        return values.reset_index(drop=True)
    texts = [
        None if pd.isna(v) else str(v).encode("utf-8", "replace").decode() for v in values.astype(object)
    ]
    return pd.Series(texts, dtype="str")


def csv_lines(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as the text of a CSV."""
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def csv_cells(values: pd.Series, column: Column | None) -> list[str]:
    """A column as cells; what is missing is empty, an empty text a lone apostrophe."""
    kind = column.kind if column is not None else ""
    if kind == "spans":
        return ["" if v is None else format_spans(v) for v in values]
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return ["" if pd.isna(v) else v.isoformat() for v in values]
    if kind == "date" or values.dtype.kind == "M":
        return [
            "" if pd.isna(v) else v.isoformat() if v != v.normalize() else v.date().isoformat()
            for v in values
        ]
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_numeric_dtype(values.dtype):
        return ["" if pd.isna(v) else repr(float(v)) if isinstance(v, float) else str(v) for v in values]
    return ["" if pd.isna(v) else _escape(str(v)) for v in values]


def _quoted(cell: str) -> str:
    # The csv module's writer leaves a lone carriage return bare, and its reader then ends the row there.
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def _escape(value: str) -> str:
    return "'" + value if not value or value.startswith(_ESCAPED) else value
