"""JSON Lines, one object a line; and JSON files that hold one list of objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framing.corpus.columns import map_columns
from framing.corpus.decode import decode, replace_bad
from framing.corpus.limits import DEFAULT_LIMITS, Limits, check_lines, source_bytes, stem_of
from framing.corpus.records import Note, Record, problem

_Parsed = tuple[dict[str, Any] | None, str, int]


def read_json_lines(
    path: Path | bytes, wanted: Mapping[str, str | None], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a JSON Lines file; `row` counts its lines that are not blank, from 1.

    `path` may be the file's bytes. `limits`: `file_bytes`, `rows`, `columns` (names in all) and `cell_characters` (a
    line) are held.
    """
    data = source_bytes(path, name=name, limits=limits)
    check_lines(data, name=name, limits=limits)
    text, problems = _characters(data, name, "JSON Lines")
    # Only "\n" ends a line: other line separators may stand inside a JSON string.
    lines = [line for line in text.split("\n") if line.strip()]
    limits.check("rows", len(lines), f"{name}: number of lines")
    parsed = [_parse(line) for line in lines]
    if lines and not any(values is not None for values, _, _ in parsed):
        raise ValueError(f"{name}: no line is a JSON object; expected one {{…}} on each line. {parsed[0][1]}")
    return _records(parsed, wanted, name=name, stem=stem_of(path, name), limits=limits), problems


def read_json(
    path: Path | bytes, wanted: Mapping[str, str | None], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a JSON file: a list of objects, alone or as the one list that an object holds.

    Raises
    ------
    ValueError : it is no JSON, is nested too deep, or holds no such list.
    """
    text, problems = _characters(source_bytes(path, name=name, limits=limits), name, "JSON")
    clean, n_bad = replace_bad(text)
    if n_bad:
        problems.append(
            problem(
                name, None, Note("mended", "bad_bytes", f"{n_bad} bytes that cannot be read, each now U+FFFD")
            )
        )
    try:
        value = json.loads(clean)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not readable JSON: {error}") from error
    if isinstance(value, dict):
        lists = [
            each
            for each in value.values()
            if isinstance(each, list) and any(isinstance(x, dict) for x in each)
        ]
        value = lists[0] if len(lists) == 1 else value
    if not isinstance(value, list) or (value and not any(isinstance(each, dict) for each in value)):
        raise ValueError(
            f"{name}: expected a list of objects, [{{…}}, …], or one object that holds one such list."
        )
    limits.check("rows", len(value), f"{name}: number of objects")
    parsed: list[_Parsed] = [
        (each, "", 0) if isinstance(each, dict) else (None, f"not a JSON object but {type(each).__name__}", 0)
        for each in value
    ]
    return _records(parsed, wanted, name=name, stem=stem_of(path, name), limits=limits), problems


def _characters(data: bytes, name: str, kind: str) -> tuple[str, list[dict[str, Any]]]:
    decoded = decode(data)
    if decoded is None:
        raise ValueError(
            f"{name} is not text in any encoding that could be told; save it as {kind} in UTF-8."
        )
    if decoded.encoding == "utf-8":
        return decoded.text, []
    note = Note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")
    return decoded.text, [problem(name, None, note)]


def _records(
    parsed: list[_Parsed], wanted: Mapping[str, str | None], *, name: str, stem: str, limits: Limits
) -> list[Record]:
    names = list(dict.fromkeys(str(key) for values, _, _ in parsed if values is not None for key in values))
    limits.check("columns", len(names), f"{name}: number of names")
    readable = any(values is not None for values, _, _ in parsed)
    column_map = map_columns(names, wanted, what=name) if readable else None
    width = max(4, len(str(len(parsed))))
    records = []
    for number, (values, fault, n_bad) in enumerate(parsed, start=1):
        record = Record(input=name, row=number, fallback_id=f"{stem}-{number:0{width}d}", fields={})
        if values is None or column_map is None:
            record.drop("unreadable", fault)
        else:
            record.fields = {field: values.get(column) for field, column in column_map.given.items()}
            record.extra = {kept: values.get(column) for column, kept in column_map.extra.items()}
            if n_bad:
                noun = "byte" if n_bad == 1 else "bytes"
                record.note("mended", "bad_bytes", f"{n_bad} {noun} that cannot be read, each now U+FFFD")
        records.append(record)
    return records


def _parse(line: str) -> _Parsed:
    # Bytes that could not be read are replaced before parsing: after it they could not be told from "\udc95".
    text, n_bad = replace_bad(line)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {error}", n_bad
    if not isinstance(value, dict):
        return None, f"not a JSON object but {type(value).__name__}", n_bad
    return value, "", n_bad
