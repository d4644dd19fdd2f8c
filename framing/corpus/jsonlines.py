"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framing.corpus.columns import map_columns
from framing.corpus.decode import decode, replace_bad
from framing.corpus.records import Note, Record, problem


def read_json_lines(
    path: Path, wanted: Mapping[str, str | None], *, name: str
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a JSON Lines file; `row` counts its lines that are not blank, from 1."""
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise ValueError(
            f"{name} is not text in any encoding that could be told; save it as JSON Lines in UTF-8."
        )
    problems: list[dict[str, Any]] = []
    if decoded.encoding != "utf-8":
        note = Note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")
        problems.append(problem(name, None, note))
    # Only "\n" ends a line: other line separators may stand inside a JSON string.
    lines = [line for line in decoded.text.split("\n") if line.strip()]
    parsed = [_parse(line) for line in lines]
    names = list(dict.fromkeys(str(key) for values, _, _ in parsed if values is not None for key in values))
    readable = any(values is not None for values, _, _ in parsed)
    if lines and not readable:
        raise ValueError(f"{name}: no line is a JSON object; expected one {{…}} on each line. {parsed[0][1]}")
    column_map = map_columns(names, wanted, what=name) if readable else None
    width = max(4, len(str(len(lines))))
    records = []
    for number, (values, fault, n_bad) in enumerate(parsed, start=1):
        record = Record(input=name, row=number, fallback_id=f"{path.stem}-{number:0{width}d}", fields={})
        if values is None or column_map is None:
            record.drop("unreadable", fault)
        else:
            record.fields = {field: values.get(column) for field, column in column_map.given.items()}
            record.extra = {kept: values.get(column) for column, kept in column_map.extra.items()}
            if n_bad:
                noun = "byte" if n_bad == 1 else "bytes"
                record.note("mended", "bad_bytes", f"{n_bad} {noun} that cannot be read, each now U+FFFD")
        records.append(record)
    return records, problems


def _parse(line: str) -> tuple[dict[str, Any] | None, str, int]:
    # Bytes that could not be read are replaced before parsing: after it they could not be told from "\udc95".
    text, n_bad = replace_bad(line)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {error}", n_bad
    if not isinstance(value, dict):
        return None, f"not a JSON object but {type(value).__name__}", n_bad
    return value, "", n_bad
