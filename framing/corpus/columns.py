"""Which column of an input is which column of the articles table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.checks import choose, suggest
from framing.corpus.records import GIVEN
from framing.schema import TABLES


@dataclass(frozen=True)
class ColumnMap:
    """`given`: schema name → column of the input; `extra`: column of the input → name it is kept under."""

    given: Mapping[str, str]
    extra: Mapping[str, str]


def wanted_columns(
    shortcuts: Mapping[str, str | None], columns: Mapping[str, str | None] | None
) -> dict[str, str | None]:
    """Schema name → column asked for; by default each column's own name. None: there is no such column."""
    wanted: dict[str, str | None] = {name: name for name in GIVEN}
    wanted.update(shortcuts)
    for name, column in (columns or {}).items():
        choose("key of columns", name, GIVEN)
        if shortcuts.get(name, name) != name and shortcuts[name] != column:
            raise ValueError(
                f"columns[{name!r}]={column!r} contradicts {name}={shortcuts[name]!r}; give one of them."
            )
        wanted[name] = column
    if wanted["text"] is None:
        raise ValueError("text=None is not allowed; name the column that holds the articles' text.")
    taken = Counter(column for column in wanted.values() if column is not None)
    for name, column in wanted.items():
        # A default name that another argument claims gives way: outlet="headline" leaves no headline column.
        if column is not None and taken[column] > 1 and column == name:
            wanted[name] = None
    twice = [column for column, n in Counter(c for c in wanted.values() if c is not None).items() if n > 1]
    if twice:
        claimed = ", ".join(f"{name}={column!r}" for name, column in wanted.items() if column in twice)
        raise ValueError(f"{claimed}: one column cannot be two things; give each its own.")
    return wanted


def map_columns(names: Sequence[str], wanted: Mapping[str, str | None], *, what: str) -> ColumnMap:
    """Find the wanted columns among `names`.

    Raises
    ------
    ValueError : a column that was asked for (or that holds the text) is not there.
    """
    given: dict[str, str] = {}
    for name, column in wanted.items():
        if column is None:
            continue
        if column in names:
            given[name] = column
        elif column != name or name == "text":
            there = ", ".join(repr(each) for each in names if each) or "none"
            raise ValueError(
                f"{name}={column!r}: {what} has no such column; columns there: {there}."
                f"{suggest(column, names)} Name the right one with {name}=….{_separator_hint(names)}"
            )
    reserved = set(TABLES["articles"].names)
    extra: dict[str, str] = {}
    for column in names:
        if column in given.values():
            continue
        kept = f"input_{column}" if column in reserved else column
        while kept in extra.values() or (kept != column and kept in names):
            kept += "_2"
        extra[column] = kept
    return ColumnMap(given, extra)


def distinct_names(header: Sequence[str]) -> list[str]:
    """Column names of a header: a repeated one gets `_2`, `_3` …, an empty one is `column_7` by its place."""
    names: list[str] = []
    for place, raw in enumerate(header, start=1):
        base = raw.strip() or f"column_{place}"
        name, number = base, 2
        while name in names:
            name, number = f"{base}_{number}", number + 1
        names.append(name)
    return names


def _separator_hint(names: Sequence[str]) -> str:
    if len(names) == 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in names[0]:
                return f" The columns seem to be separated by {word}; save the file with commas."
    return ""
