"""Parquet files."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.corpus.columns import distinct_names, map_columns
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits, source_bytes, stem_of
from framing.corpus.records import Record

_BATCH = 1024


def read_parquet(
    path: Path | bytes, wanted: Mapping[str, str | None], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records of a Parquet file; `row` counts its rows from 1.

    `path` may be the file's bytes. `limits`: `file_bytes`, `rows`, `columns`, `cell_characters` (in bytes) and
    `total_bytes` are held. A text that stands once in the file may fill a million rows: it is measured before it is
    written out.
    """
    data = source_bytes(path, name=name, limits=limits)
    try:
        schema = pq.read_schema(io.BytesIO(data))
        names, values, n_rows = _columns(data, schema, name, limits)
    except LimitError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, MemoryError, OverflowError) as error:
        raise ValueError(f"{name} is not a readable Parquet file: {error}") from error
    if _written_table(schema.metadata or {}) == "articles":
        raise ValueError(
            f"{name} is an articles table already: read it with framing.schema.read_table(path, table='articles')."
        )
    column_map = map_columns(names, wanted, what=name)
    by_name = dict(zip(names, values, strict=True))
    stem = stem_of(path, name)
    width = max(4, len(str(n_rows)))
    records = [
        Record(
            input=name,
            row=index + 1,
            fallback_id=f"{stem}-{index + 1:0{width}d}",
            fields={field: by_name[column][index] for field, column in column_map.given.items()},
            extra={kept: by_name[column][index] for column, kept in column_map.extra.items()},
        )
        for index in range(n_rows)
    ]
    return records, []


def _columns(
    data: bytes, schema: pa.Schema, name: str, limits: Limits
) -> tuple[list[str], list[list[Any]], int]:
    """Names and values of the columns, batch by batch; texts stay in their dictionaries until they are measured."""
    limits.check("columns", len(schema), f"{name}: number of columns")
    names = distinct_names(list(schema.names))
    texts = [
        field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
    ]
    reader = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
    limits.check("rows", reader.metadata.num_rows, f"{name}: number of rows")
    values: list[list[Any]] = [[] for _ in names]
    n_rows = size = 0
    for batch in reader.iter_batches(batch_size=_BATCH):
        n_rows += batch.num_rows
        limits.check("rows", n_rows, f"{name}: number of rows")
        for place, column in enumerate(batch.columns):
            size += _size(column, name, limits)
            limits.check("total_bytes", size, f"{name}: bytes of its cells")
            values[place] += column.to_pylist()
    return names, values, n_rows


def _size(column: pa.Array, name: str, limits: Limits) -> int:
    """How many bytes the cells of a column take once each stands for itself."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).take(column.indices)
    longest = pc.max(lengths).as_py() or 0
    limits.check("cell_characters", longest, f"{name}: the longest cell")
    return int(pc.sum(lengths).as_py() or 0)


def _written_table(metadata: Mapping[bytes, bytes]) -> str | None:
    """Which table of this project a file says it is."""
    try:
        written = json.loads(metadata.get(b"framing", b"{}"))
    except (ValueError, RecursionError):
        return None
    table = written.get("table") if isinstance(written, dict) else None
    return table if isinstance(table, str) else None
