"""A review on disk: the coding table, and beside it what undo needs; both are the old or the new whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from framing.checks import choose
from framing.coding.review_answers import RefusedError, Row
from framing.coding.review_units import Item
from framing.coding.units import VERDICTS
from framing.files import write_text
from framing.schema import make_table, read_table, write_table

UNDO_STEPS = 1000  # answers that undo reaches back over


@dataclass(frozen=True)
class Step:
    """One answer: the unit, and its rows before it (none where it was new)."""

    unit_id: str
    before: list[Row]
    after: list[Row]
    shown: str


@dataclass
class Answers:
    """What has been said, by unit, in memory and on disk."""

    path: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    notice: str = ""
    _digest: str = ""

    @property
    def table(self) -> pd.DataFrame:
        return make_table([row for rows in self.rows.values() for row in rows], "coding")

    def answer(self, unit_id: str, rows: list[Row], *, shown: str) -> None:
        """Keep the rows of a unit in place of those it had; on disk before in memory."""
        step = Step(unit_id, self.rows.get(unit_id, []), rows, shown)
        self._write(_with(self.rows, unit_id, rows), [*self.steps, step][-UNDO_STEPS:])

    def undo(self) -> Step:
        """Take the last answer back; RefusedError where there is none."""
        if not self.steps:
            raise RefusedError("Nothing to undo.")
        step = self.steps[-1]
        self._write(_with(self.rows, step.unit_id, step.before), self.steps[:-1])
        return step

    def _write(self, rows: dict[str, list[Row]], steps: list[Step]) -> None:
        history = [[step.unit_id, step.before, step.after, step.shown] for step in steps]
        try:
            if _digest(self.path) != self._digest:
                raise RefusedError(
                    f"Not kept: {self.path.name} was changed by something else since it was opened. Run the cell again "
                    "to go on with what it holds now."
                )
            # The table last: it is what counts. A history that is one answer ahead is recognised when it is read.
            write_text(_beside(self.path), json.dumps(history, indent=0) + "\n")
            table = make_table([row for each in rows.values() for row in each], "coding")
            write_table(table, self.path, table="coding")
            digest = _digest(self.path)
        except OSError as error:
            raise RefusedError(f"Not kept: {self.path.name} could not be written ({error}).") from error
        self.rows, self.steps, self._digest = rows, steps, digest


def open_answers(path: Path, items: list[Item], coder: str, sides: list[str]) -> Answers:
    """What `path` holds already, checked to be this coder's review of these units.

    Raises
    ------
    ValueError : the file cannot be read, or is of another coder, another sample or other texts; it stays as it is.
    """
    choose("suffix of path", path.suffix, (".csv", ".parquet"))
    if path.is_dir():
        raise ValueError(f"path={str(path)!r} is a folder; name a file in it.")
    answers = Answers(path, _digest=_digest(path))
    if not path.exists():
        return answers
    try:
        table = read_table(path, table="coding")
    except (ValueError, UnicodeDecodeError, OSError, KeyError) as error:
        raise ValueError(
            f"path={str(path)!r} does not hold a coding table: {error} It was left as it is; mend it, or name another "
            "file."
        ) from error
    for row in table.to_dict("records"):
        answers.rows.setdefault(str(row["unit_id"]), []).append(_plain(row))
    _check(answers.rows, items, coder, path, sides)
    answers.steps, answers.notice = _history(path, answers.rows)
    return answers


def _check(rows: dict[str, list[Row]], items: list[Item], coder: str, path: Path, sides: list[str]) -> None:
    units = {item.unit.unit_id: item.unit for item in items}
    attributions = {item.unit_id: item.unit for item in items if item.found is not None}
    every = [row for each in rows.values() for row in each]
    others = sorted({row["coder"] for row in every} - {coder})
    if others:
        raise ValueError(
            f"path={str(path)!r} holds the review of coder {', '.join(map(repr, others))}, not of {coder!r}; give "
            "every coder a file of their own."
        )
    for row in every:
        below = attributions.get(row["unit_id"]) or units.get(row["parent_unit_id"] or "")
        unit = units.get(row["unit_id"]) or below
        if unit is None:
            raise ValueError(
                f"path={str(path)!r} holds unit {row['unit_id']!r}, which is not in this sheet: it is the review of "
                "another sample. Pass the sheet that it was begun with, or name another file."
            )
        if row["article_sha256"] != unit.article_sha256:
            raise ValueError(
                f"path={str(path)!r}: the text of article {row['article_id']!r} has changed since unit "
                f"{row['unit_id']!r} was reviewed (its SHA-256 differs); pass the articles that the review was begun "
                "with."
            )
        kind = unit.kind if row["unit_id"] in units else "attribution"
        if row["unit_kind"] != kind:
            raise ValueError(
                f"path={str(path)!r}: unit {row['unit_id']!r} has unit_kind={row['unit_kind']!r} where {kind!r} is "
                "expected; mend the file, or name another."
            )
    for unit_id, each in rows.items():
        said = {row["variable"]: row["value"] for row in each}
        if len(said) < len(each):
            raise ValueError(f"path={str(path)!r}: unit {unit_id!r} has a variable twice; keep one of them.")
        wanted, allowed = ("done", ("yes",)) if unit_id in units else ("verdict", VERDICTS)
        try:
            choose(wanted, said.get(wanted), allowed)
            if said.get("side") is not None:
                choose("side", said["side"], sides)
        except ValueError as error:
            raise ValueError(f"path={str(path)!r}: unit {unit_id!r}: {error}") from None


def _history(path: Path, rows: dict[str, list[Row]]) -> tuple[list[Step], str]:
    """The answers that undo can take back, as far as they agree with the table."""
    beside = _beside(path)
    if not beside.exists():
        return [], ""
    lost = f"{beside.name} does not fit {path.name}: answers of earlier sittings cannot be undone."
    try:
        read: list[Any] = json.loads(beside.read_text(encoding="utf-8"))
        steps = [
            Step(str(unit), [_row(row) for row in before], [_row(row) for row in after], str(shown))
            for unit, before, after, shown in read
        ]
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        return [], lost
    if steps and not _same(steps[-1].after, rows.get(steps[-1].unit_id, [])):
        # Written before the table, which then was not: the answer was never given. Undo: the table is a step ahead.
        steps = steps[:-1]
    state = dict(rows)
    for step in reversed(steps):
        if not _same(state.get(step.unit_id, []), step.after):
            return [], lost
        state = _with(state, step.unit_id, step.before)
    return steps, ""


def _same(one: list[Row], other: list[Row]) -> bool:
    def key(row: Row) -> str:
        return json.dumps(row, sort_keys=True)

    return sorted(map(key, one)) == sorted(map(key, other))


def _with(rows: dict[str, list[Row]], unit_id: str, new: list[Row]) -> dict[str, list[Row]]:
    kept = {key: value for key, value in rows.items() if key != unit_id}
    return kept | {unit_id: new} if new else kept


def _plain(row: dict[Any, Any]) -> Row:
    """A row of the table with None for what is missing."""
    return {
        str(key): value if isinstance(value, tuple) else None if value is None or pd.isna(value) else value
        for key, value in row.items()
    }


def _row(row: dict[str, Any]) -> Row:
    spans = row["spans"]
    return row | {"spans": None if spans is None else tuple((int(a), int(b)) for a, b in spans)}


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".undo.json")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""
