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
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.checks import choose
from framing.files import write_text, written_aside
from framing.schema.cells import csv_cells, csv_lines
from framing.schema.check import _coerce_extra, as_str, check_table
from framing.schema.columns import TABLES, Column

_FORMATS = (".parquet", ".csv")
_SPAN_TYPE = pa.list_(pa.list_(pa.int32()))


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str], *, table: str) -> None:
    """Write a table as Parquet or CSV, aside first and then renamed, so that the file is the old or the new whole.

    Parameters
    ----------
    frame : the table; never changed.
    path : the file; its suffix, .parquet or .csv, is the format. Its folder is made where it is missing.
    table : name of a table in `schema.TABLES`.

    Returns
    -------
    None.

    Raises
    ------
    ValueError : the suffix is neither .parquet nor .csv, or the frame is not such a table.

    Notes
    -----
    A CSV gets `<name>.csv.schema.json` beside it, which holds the order of sides and the types of columns that the
    schema does not know. Cells that a spreadsheet would run as a formula begin with an apostrophe, which
    `read_table` takes off again; an empty cell is a missing value, a lone apostrophe an empty text.

    Columns that the schema does not know keep their type where it is text, flags, numbers, dates or text
    categories; any other is written as its values read.
    """
    target = Path(path)
    suffix = choose("suffix of path", target.suffix, _FORMATS)
    checked = check_table(frame, table)
    known = {column.name: column for column in TABLES[table].columns}
    extra = {name: _plain(checked[name]) for name in checked.columns if name not in known}
    checked = checked.assign(**extra)
    types = {name: _type_of(values) for name, values in extra.items()}
    if suffix == ".parquet":
        with written_aside(target) as aside:
            pq.write_table(_to_arrow(checked, known, table, types), aside, compression="zstd")
        return
    cells = {name: csv_cells(checked[name], known.get(name)) for name in checked.columns}
    lines = [list(cells), *zip(*cells.values(), strict=True)]
    written = csv_lines(lines)
    sides = {
        name: _sides_of(checked[name])
        for name, column in known.items()
        if column.kind == "side" and name in checked.columns
    }
    beside = {"table": table, "sides": sides, "extra": types}
    with written_aside(target) as aside:
        aside.write_bytes(written.encode("utf-8", "surrogatepass"))
        write_text(_beside(target), json.dumps(beside, indent=1, ensure_ascii=False) + "\n")


def read_table(path: str | os.PathLike[str], *, table: str) -> pd.DataFrame:
    """Read what `write_table` wrote; types, side order, missing values and text come back as they were.

    Parameters
    ----------
    path : a .parquet or .csv file. A CSV is read without its `.schema.json` too: then sides stand in alphabetical
        order and columns that the schema does not know are text.
    table : name of a table in `schema.TABLES`.

    Returns
    -------
    DataFrame, the table as `check_table` gives it.

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
    ragged = next((n for n, row in enumerate(rows, start=1) if len(row) != len(header)), None)
    if ragged is not None:
        raise ValueError(
            f"{source.name}: row {ragged} has {len(rows[ragged - 1])} cells where the header has {len(header)}; "
            "mend the row, or write the table again."
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise ValueError(f"{source.name}: column {', '.join(map(repr, twice))} stands twice; drop one.")
    values = {name: [_csv_value(row[i]) for row in rows[1:]] for i, name in enumerate(header)}
    beside = json.loads(_beside(source).read_text(encoding="utf-8")) if _beside(source).exists() else {}
    frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in values.items()})
    # Somebody may have taken columns out of the CSV since.
    for name, order in beside.get("sides", {}).items():
        if name in frame.columns:
            frame[name] = pd.Series(pd.Categorical(frame[name], categories=order))
    for name, kind in beside.get("extra", {}).items():
        if name in frame.columns:
            frame[name] = _restored(frame[name], kind)
    return check_table(frame, table)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".schema.json")


def _sides_of(values: pd.Series) -> list[str]:
    return [str(side) for side in values.cat.categories]


def _to_arrow(frame: pd.DataFrame, known: dict[str, Column], table: str, extra: dict[str, Any]) -> pa.Table:
    arrays: dict[str, pa.Array] = {}
    sides: dict[str, list[str]] = {}
    surrogates: list[str] = []
    for name in map(str, frame.columns):
        column = known.get(name)
        if column is None and isinstance(frame[name].dtype, pd.CategoricalDtype):
            arrays[name] = pa.array([None if pd.isna(v) else v for v in frame[name]], type=pa.string())
        elif column is not None and column.kind == "spans":
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
    about = {"table": table, "sides": sides, "surrogates": surrogates, "extra": extra}
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
        elif name in about.get("sides", {}):
            columns[name] = _categories(data[name], about["sides"][name])
        elif pa.types.is_boolean(data.schema.field(name).type):
            columns[name] = data[name].to_pandas(types_mapper=lambda _: pd.BooleanDtype())
        elif pa.types.is_integer(data.schema.field(name).type):
            wide = pa.uint64() if data.schema.field(name).type == pa.uint64() else pa.int64()
            dtype = pd.UInt64Dtype() if wide == pa.uint64() else pd.Int64Dtype()
            columns[name] = data[name].cast(wide).to_pandas(types_mapper={wide: dtype}.get)
        else:
            columns[name] = data[name].to_pandas()
        if name in about.get("extra", {}):
            columns[name] = _restored(columns[name], about["extra"][name])
    return check_table(pd.DataFrame(columns), table)


def _categories(values: pa.ChunkedArray, categories: Sequence[str]) -> pd.Series:
    """Text as categories in a given order, without going through every cell; what is none of them is missing."""
    known = pa.array(list(categories), type=pa.string()).cast(values.type)
    codes = pc.fill_null(pc.index_in(values, value_set=known), -1).to_numpy()
    return pd.Series(pd.Categorical.from_codes(codes, categories=list(categories)))


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


def _plain(values: pd.Series) -> pd.Series:
    """A column that the schema does not know, in a type that both formats can hold and give back."""
    dtype = values.dtype
    if isinstance(dtype, pd.SparseDtype):
        values = values.sparse.to_dense()
    if isinstance(dtype, pd.ArrowDtype):
        values = values.convert_dtypes(dtype_backend="numpy_nullable")
    if isinstance(dtype, pd.CategoricalDtype) and not all(type(c) is str for c in dtype.categories):
        values = values.astype(object).infer_objects()
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype | pd.DatetimeTZDtype) or dtype == "str" or dtype.kind == "M":
        return values
    # Period, interval and their like are numbers to no reader of the file.
    if pd.api.types.is_bool_dtype(dtype) or (pd.api.types.is_numeric_dtype(dtype) and dtype.kind in "iuf"):
        return values
    return as_str(values)


def _type_of(values: pd.Series) -> Any:
    """A column's type as JSON holds it: its name, or the categories in their order."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return {"categories": [str(c) for c in values.cat.categories], "ordered": bool(values.cat.ordered)}
    return str(values.dtype)


def _restored(values: pd.Series, kind: Any) -> pd.Series:
    """Values as they were read, in the type that `_type_of` told."""
    if isinstance(kind, dict):
        return pd.Series(
            pd.Categorical(values.astype(object), categories=kind["categories"], ordered=kind["ordered"])
        )
    if kind in ("str", "string", "object"):
        return _coerce_extra(values)
    if str(values.dtype) == kind:
        return values
    dtype = pd.api.types.pandas_dtype(kind)
    if isinstance(dtype, pd.DatetimeTZDtype):
        return pd.to_datetime(values, format="ISO8601", utc=True).astype(dtype)
    if dtype.kind == "M":
        return pd.to_datetime(values, format="ISO8601").astype(dtype)
    if values.dtype != object:
        return values.astype(dtype)
    if pd.api.types.is_bool_dtype(dtype):
        return values.map({"True": True, "False": False}).astype(dtype)
    # One by one: pandas would read whole numbers beside a missing one as floats.
    number = float if dtype.kind == "f" else int
    read = [None if value is None else number(value) for value in values]
    return pd.Series(read, dtype=dtype)
