"""Plain text files: optional `key: value` lines at the head, then the article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from framing.checks import suggest
from framing.corpus.decode import decode, replace_bad
from framing.corpus.records import GIVEN, Record

# What may stand at the head of a text file. Anything else there is the article's own first line.
HEAD_KEYS = (*(name for name in GIVEN if name != "text"), "incident", "section", "edition", "note", "author")

_HEAD_LINE = re.compile(r"([a-z_]+):(?:[ \t]+(.*?))?[ \t]*\Z")
# A line that may have been meant as one.
_NEAR_LINE = re.compile(r"([A-Za-z][A-Za-z_ ]{0,24}?)[ \t]*:(?:[ \t]|\Z)")
_LINE = re.compile(r"([^\n]*?)(\r?\n|\Z)")


class HeadValue(NamedTuple):
    """A head line's value and where it stands in the file."""

    value: str
    start: int
    end: int


class Head(NamedTuple):
    """The head lines of a text file, and where the article begins after their blank line."""

    values: Mapping[str, HeadValue]
    body_start: int


def read_head(characters: str) -> Head:
    """The head lines of a text file's characters: only known keys, each once, ended by a blank line; else none."""
    none = Head({}, 0)
    values: dict[str, HeadValue] = {}
    position = 0
    while position < len(characters):
        line = _LINE.match(characters, position)
        if line is None:
            return none
        if not line[1].strip():
            return Head(values, line.end()) if values else none
        match = _HEAD_LINE.match(line[1])
        if match is None or match[1] not in HEAD_KEYS or match[1] in values:
            return none
        start, end = match.span(2) if match[2] else (match.end(), match.end())
        values[match[1]] = HeadValue(match[2] or "", position + start, position + end)
        position = line.end()
    return none


def _near_head(characters: str) -> str:
    """Why lines at the top that look like head lines are none; an empty string where they do not look so."""
    lines: list[str] = []
    for line in _LINE.finditer(characters):
        if not line[1].strip():
            break
        if len(lines) > len(HEAD_KEYS):
            return ""
        lines.append(line[1])
    keys = [match[1] for line in lines if (match := _NEAR_LINE.match(line))]
    known = sum(key.lower() in HEAD_KEYS for key in keys)
    # One such line alone may be a headline: "Author: …".
    if len(keys) < len(lines) or len(keys) < 2 or not known:
        return ""
    wrong = next((key for key in keys if key not in HEAD_KEYS), None)
    if wrong is not None:
        allowed = ", ".join(HEAD_KEYS)
        return f"{wrong!r} is no key of a head line (allowed: {allowed}).{suggest(wrong, HEAD_KEYS)}"
    twice = next((key for key in keys if keys.count(key) > 1), None)
    return f"key {twice!r} of the head lines stands twice" if twice else "no blank line ends the head lines"


def read_text_file(path: Path, *, name: str) -> Record:
    """The record of one text file; a file that cannot be read is a dropped one."""
    try:
        return read_text_data(path.read_bytes(), name=name, stem=path.stem)
    except OSError as error:
        record = Record(input=name, row=None, fallback_id=path.stem, fields={})
        record.drop("unreadable", f"cannot be read: {error.strerror or type(error).__name__}")
        return record


def read_text_data(data: bytes, *, name: str, stem: str | None = None) -> Record:
    """The record of a text file's bytes; bytes that are no text are a dropped one."""
    record = Record(input=name, row=None, fallback_id=Path(name).stem if stem is None else stem, fields={})
    decoded = decode(data)
    if decoded is None:
        record.drop("unreadable", "not text in any encoding that could be told")
        return record
    if decoded.encoding != "utf-8":
        record.note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")
    characters, n_bad = replace_bad(decoded.text)
    if n_bad:
        noun = "byte" if n_bad == 1 else "bytes"
        record.note("mended", "bad_bytes", f"{n_bad} {noun} that cannot be read, each now U+FFFD")
    head = read_head(characters)
    fault = "" if head.values else _near_head(characters)
    if fault:
        record.note("warned", "head_lines", f"the lines at the top are taken for text: {fault}")
    for key, (value, _, _) in head.values.items():
        (record.fields if key in GIVEN else record.extra)[key] = value or None
    record.fields["text"] = characters[head.body_start :]
    return record
