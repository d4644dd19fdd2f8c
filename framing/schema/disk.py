"""Tables on disk: the only place that converts for it. Parquet keeps types; CSV is for people and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from framing.checks import choose
from framing.files import write_text, written_aside
from framing.schema.check import _coerce_extra, check_table, format_spans
from framing.schema.columns import TABLES, Column

_FORMATS = (".parquet", ".csv")
# Cells that a spreadsheet would run as a formula, an escaped cell, or nothing: an apostrophe in front means "text".
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")
_SPAN_TYPE = pa.list_(pa.list_(pa.int32()))


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str], *, table: str) -> None:
    """Write a table as Parquet or CSV (by suffix), aside first and then renamed.

    A CSV gets `<name>.csv.schema.json` beside it, which holds the order of sides and the types of columns that the
    schema does not know. Cells that a spreadsheet would run as a formula begin with an apostrophe, which
    `read_table` takes off again; an empty cell is a missing value, a lone apostrophe an empty text.

    Raises
    ------
    ValueError : the suffix is neither .parquet nor .csv, or the frame is not such a table.
    """
    target = Path(path)
    suffix = choose("suffix of path", target.suffix, _FORMATS)
    checked = check_table(frame, table)
    spec = TABLES[table]
    known = {column.name: column for column in spec.columns}
    if suffix == ".parquet":
        with written_aside(target) as aside:
            pq.write_table(_to_arrow(checked, known, table), aside, compression="zstd")
        return
    cells = {str(name): _csv_cells(checked[name], known.get(str(name))) for name in checked.columns}
    lines = [list(cells), *zip(*cells.values(), strict=True)]
    written = "".join(",".join(map(_quoted, line)) + "\n" for line in lines)
    with written_aside(target) as aside:
        aside.write_bytes(written.encode("utf-8", "surrogatepass"))
    sides = {
        c.name: _sides_of(checked[c.name])
        for c in spec.columns
        if c.kind == "side" and c.name in checked.columns
    }
    extra = {name: str(checked[name].dtype) for name in checked.columns if name not in known}
    beside = {"table": table, "sides": sides, "extra": extra}
    write_text(_beside(target), json.dumps(beside, indent=1, ensure_ascii=False) + "\n")


def read_table(path: str | os.PathLike[str], *, table: str) -> pd.DataFrame:
    """Read what `write_table` wrote; types, side order, missing values and text come back as they were.

    Raises
    ------
    FileNotFoundError : there is no such file.
    ValueError : the suffix is neither .parquet nor .csv, or the file does not hold such a table.
    """
    source = Path(path)
    suffix = choose("suffix of path", source.suffix, _FORMATS)
    if suffix == ".parquet":
        return _from_arrow(pq.read_table(source), table)
    text = source.read_bytes().decode("utf-8", "surrogatepass")
    rows = list(_csv_rows(text))
    header = rows[0] if rows else []
    values = {name: [_csv_value(row[i]) for row in rows[1:]] for i, name in enumerate(header)}
    beside = json.loads(_beside(source).read_text(encoding="utf-8")) if _beside(source).exists() else {}
    frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in values.items()})
    for name, order in beside.get("sides", {}).items():
        frame[name] = pd.Series(pd.Categorical(frame[name], categories=order))
    for name, dtype in beside.get("extra", {}).items():
        frame[name] = _restore_extra(frame[name], dtype)
    return check_table(frame, table)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".schema.json")


def _sides_of(values: pd.Series) -> list[str]:
    return [str(side) for side in values.cat.categories]


def _to_arrow(frame: pd.DataFrame, known: dict[str, Column], table: str) -> pa.Table:
    arrays: dict[str, pa.Array] = {}
    sides: dict[str, list[str]] = {}
    surrogates: list[str] = []
    for name in map(str, frame.columns):
        column = known.get(name)
        if column is not None and column.kind == "spans":
            arrays[name] = pa.array(
                [None if v is None else [list(p) for p in v] for v in frame[name]], type=_SPAN_TYPE
            )
        elif column is not None and column.kind in ("category", "side"):
            sides[name] = _sides_of(frame[name])
            values = [None if pd.isna(v) else str(v) for v in frame[name]]
            arrays[name] = pa.array(values, type=pa.string())
        else:
            try:
                arrays[name] = pa.Array.from_pandas(frame[name])
            except UnicodeEncodeError:
                # Arrow's strings are UTF-8; a lone surrogate travels as bytes and is named in the metadata.
                surrogates.append(name)
                encoded = [None if pd.isna(v) else v.encode("utf-8", "surrogatepass") for v in frame[name]]
                arrays[name] = pa.array(encoded, type=pa.binary())
        if isinstance(arrays[name], pa.ChunkedArray):
            arrays[name] = arrays[name].combine_chunks()
    about = {"table": table, "sides": sides, "surrogates": surrogates}
    return pa.table(arrays).replace_schema_metadata({"framing": json.dumps(about, ensure_ascii=False)})


def _from_arrow(data: pa.Table, table: str) -> pd.DataFrame:
    about: dict[str, Any] = json.loads((data.schema.metadata or {}).get(b"framing", b"{}"))
    columns: dict[str, pd.Series] = {}
    for name in data.column_names:
        if pa.types.is_list(data.schema.field(name).type):
            columns[name] = pd.Series(data[name].to_pylist(), dtype=object)
        elif name in about.get("surrogates", ()):
            decoded = [
                None if v is None else v.decode("utf-8", "surrogatepass") for v in data[name].to_pylist()
            ]
            columns[name] = _coerce_extra(pd.Series(decoded, dtype=object))
        elif pa.types.is_boolean(data.schema.field(name).type):
            columns[name] = pd.Series(data[name].to_pylist(), dtype="boolean")
        elif pa.types.is_integer(data.schema.field(name).type):
            columns[name] = pd.Series(data[name].to_pylist(), dtype="Int64")
        else:
            columns[name] = data[name].to_pandas()
        if name in about.get("sides", {}):
            categories: Sequence[str] = about["sides"][name]
            columns[name] = pd.Series(pd.Categorical(columns[name].astype(object), categories=categories))
    return check_table(pd.DataFrame(columns), table)


def _csv_cells(values: pd.Series, column: Column | None) -> list[str]:
    kind = column.kind if column is not None else ""
    if kind == "spans":
        return ["" if v is None else format_spans(v) for v in values]
    if kind == "date" or str(values.dtype).startswith("datetime64"):
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


def _csv_value(cell: str) -> str | None:
    if not cell:
        return None
    return cell[1:] if cell.startswith("'") else cell


def _csv_rows(text: str) -> list[list[str]]:
    # The csv module refuses cells over 128 kB unless told; an article may be longer. The limit is the module's own
    # global, so it is put back.
    limit = csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    finally:
        csv.field_size_limit(limit)


def _restore_extra(values: pd.Series, dtype: str) -> pd.Series:
    if dtype in ("str", "string", "object"):
        return _coerce_extra(values)
    if dtype.startswith("datetime64"):
        return pd.to_datetime(values).astype(dtype)
    if dtype in ("bool", "boolean"):
        return values.map({"True": True, "False": False}).astype(dtype)
    return pd.to_numeric(values).astype(dtype)
