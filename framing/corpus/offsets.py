"""From offsets in an article's text back to offsets in the file it was read from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpus.articles import articles_from_records
from framing.corpus.decode import decode, mend, replace_bad
from framing.corpus.textfiles import read_head, read_text_file

_COMPARED_CHARACTERS = 20_000


@dataclass(frozen=True)
class FileOffsets:
    """`positions[i]`: where character i of the text stands in the file; one more for the text's end."""

    positions: npt.NDArray[np.int64]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the file's own characters that `text[start:end]` came from."""
        return int(self.positions[start]), int(self.positions[end])


def read_file_offsets(
    path: str | os.PathLike[str], *, name: str | None = None
) -> tuple[pd.DataFrame, FileOffsets]:
    """Read one text file as `read_articles` does, and map its text to the file's own characters.

    Parameters
    ----------
    path : a .txt file.
    name : how problems would call it; by default the file's name.

    Returns
    -------
    articles : articles table of one row, or none where the file holds no text.
    offsets : where each character of `text` stands in the file decoded without newline translation: head
        lines, CRLF and a byte order mark of UTF-8 count there. A headline from a head line maps into that
        line's value; the blank line that joins it to the body maps to the value's end.
    """
    source = Path(path)
    record = read_text_file(source, name=name or source.name)
    articles, _ = articles_from_records([record], [], name=record.input, date_order=None, language=None)
    if articles.empty:
        return articles, FileOffsets(np.zeros(1, dtype=np.int64))
    decoded = decode(source.read_bytes())
    assert decoded is not None
    characters, _ = replace_bad(decoded.text)
    # A decoder told "utf-8" leaves the byte order mark in as the first character; one told "utf-16" takes it off.
    shift = int(decoded.marked and decoded.encoding == "utf-8")
    head = read_head(characters)
    body = _positions(characters, head.body_start, len(characters))
    title = head.values.get("headline")
    if title is None or not title.value.strip():
        return articles, FileOffsets(body + shift)
    headline = _positions(characters, title.start, title.end)
    # The last position of the headline is its end; the joint's two characters both map there.
    joint = np.repeat(headline[-1:], 2)
    return articles, FileOffsets(np.concatenate([headline[:-1], joint, body]) + shift)


def _positions(characters: str, start: int, end: int) -> npt.NDArray[np.int64]:
    """Positions of the characters of `text` made from `characters[start:end]`, with the end as the last one."""
    raw = characters[start:end]
    kept = [start + i for i, character in enumerate(raw) if character != "\n" or raw[i - 1 : i] != "\r"]
    # The CR of a CRLF stands for the line end, so that a span before it ends where its words do.
    lf = raw.replace("\r\n", "\n")
    positions = np.array([*kept, end], dtype=np.int64)
    mended = mend(lf)
    return positions if mended == lf else positions[_alignment(lf, mended)]


def _alignment(before: str, after: str) -> npt.NDArray[np.int64]:
    """For each character of `after`, and its end, where it stood in `before`."""
    result: list[int] = []
    old_lines, new_lines = before.split("\n"), after.split("\n")
    if len(old_lines) != len(new_lines):
        old_lines, new_lines = [before], [after]
    base = 0
    for old, new in zip(old_lines, new_lines, strict=True):
        result += [base + place for place in _align_line(old, new)]
        result.append(base + len(old))
        base += len(old) + 1
    return np.array(result, dtype=np.int64)


def _align_line(old: str, new: str) -> list[int]:
    if old == new:
        return list(range(len(new)))
    if max(len(old), len(new)) > _COMPARED_CHARACTERS:
        return [min(place, len(old)) for place in range(len(new))]
    places: list[int] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            places += range(i1, i2)
        else:
            places += [min(i1 + step, max(i2 - 1, i1)) for step in range(j2 - j1)]
    return places
