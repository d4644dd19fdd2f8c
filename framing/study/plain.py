"""Tables that are no table of the schema (contrast, unresolved) as Parquet and CSV, in the schema's manner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from framing.files import written_aside

# A spreadsheet would run such a cell as a formula; an apostrophe in front means "text", as in `schema.write_table`.
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")


def write_plain(table: pd.DataFrame, parquet: Path, csv: Path) -> list[Path]:
    """Write a table of texts and numbers; a lone surrogate, which neither format can hold, becomes "?"."""
    columns = {str(name): _values(table[name]) for name in table.columns}
    arrays = {name: pa.array(values, type=_type(table[name])) for name, values in columns.items()}
    with written_aside(parquet) as aside:
        pq.write_table(pa.table(arrays), aside, compression="zstd")
    lines = [list(columns), *zip(*(map(_cell, values) for values in columns.values()), strict=True)]
    with written_aside(csv) as aside:
        aside.write_bytes("".join(_line(line) for line in lines).encode("utf-8"))
    return [parquet, csv]


def _type(values: pd.Series) -> pa.DataType:
    if pd.api.types.is_integer_dtype(values.dtype):
        return pa.int64()
    return pa.float64() if pd.api.types.is_float_dtype(values.dtype) else pa.string()


def _values(values: pd.Series) -> list[str | int | float | None]:
    kind = _type(values)
    convert = int if kind == pa.int64() else float if kind == pa.float64() else _text
    return [None if pd.isna(value) else convert(value) for value in values]


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    return f"'{value}" if not value or value.startswith(_ESCAPED) else value


def _line(cells: Sequence[str]) -> str:
    quoted = ('"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell for cell in cells)
    return ",".join(quoted) + "\n"
