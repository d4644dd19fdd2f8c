"""Parquet files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from framing.corpus.columns import distinct_names, map_columns
from framing.corpus.records import Record


def read_parquet(
    path: Path, wanted: Mapping[str, str | None], *, name: str
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records of a Parquet file; `row` counts its rows from 1."""
    try:
        table = pq.ParquetFile(path).read()
    except pa.ArrowException as error:
        raise ValueError(f"{name} is not a readable Parquet file: {error}") from error
    written = json.loads((table.schema.metadata or {}).get(b"framing", b"{}"))
    if written.get("table") == "articles":
        raise ValueError(
            f"{name} is an articles table already: read it with framing.schema.read_table(path, table='articles')."
        )
    names = distinct_names(list(table.column_names))
    column_map = map_columns(names, wanted, what=name)
    values = {column: table.column(i).to_pylist() for i, column in enumerate(names)}
    width = max(4, len(str(table.num_rows)))
    records = [
        Record(
            input=name,
            row=index + 1,
            fallback_id=f"{path.stem}-{index + 1:0{width}d}",
            fields={field: values[column][index] for field, column in column_map.given.items()},
            extra={kept: values[column][index] for column, kept in column_map.extra.items()},
        )
        for index in range(table.num_rows)
    ]
    return records, []
