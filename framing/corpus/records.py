"""What a reader hands on: one record per input row, and rows of the problems table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.schema import make_table

# Columns of the articles table that an input may bring; the others are worked out from the text.
GIVEN = (
    "article_id", "outlet", "outlet_country", "outlet_type", "language", "date", "headline", "text", "url",
)  # fmt: skip


class Note(NamedTuple):
    """Something wrong with one record, or with a whole file."""

    level: str
    code: str
    message: str


@dataclass
class Record:
    """One article as its file gives it: values by schema name, all other columns apart, and what was wrong so far."""

    input: str
    row: int | None
    fallback_id: str
    fields: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    dropped: bool = False

    def note(self, level: str, code: str, message: str) -> None:
        self.notes.append(Note(level, code, message))

    def drop(self, code: str, message: str) -> None:
        """Mark the record as dropped: one row of the problems table, whatever else was noted before."""
        self.dropped = True
        self.notes = [Note("dropped", code, message)]


def problem(input_name: str, row: int | None, note: Note, article_id: str | None = None) -> dict[str, Any]:
    """One row of the problems table."""
    return {
        "input": input_name,
        "row": row,
        "article_id": article_id,
        "level": note.level,
        "code": note.code,
        "message": note.message,
    }


def problems_table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The problems table, sorted by input and row."""
    return make_table(rows, "problems")


def is_missing(value: object) -> bool:
    """None, NaN, NaT, NA, or a text of white space alone."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, np.datetime64):
        return bool(np.isnat(value))
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def as_text(value: Any) -> str | None:
    """A cell as text, untouched where it is text; None where it is missing."""
    if is_missing(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
