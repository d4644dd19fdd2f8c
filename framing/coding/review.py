"""A reviewing widget for JupyterLab: one attribution at a time, judged by key, kept on disk at every answer."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing import palette
from framing.coding.review_answers import (
    MISSED,
    RefusedError,
    Row,
    check_event,
    done_row,
    judged_rows,
    missed_rows,
)
from framing.coding.review_file import open_answers
from framing.coding.review_units import ROLES, Item, items_of, sampled_units
from framing.schema import Spans, check_table

# What a browser cannot be sent or would not show: one character for one, so that offsets stay.
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Review:
    """A review under way. A notebook shows its widget; `coding` is the coding table so far."""

    def __init__(
        self,
        items: list[Item],
        texts: dict[str, str],
        sides: list[str],
        *,
        path: Path,
        coder: str,
        blind: bool,
    ) -> None:
        self._items, self._texts, self._sides = items, texts, sides
        self._coder, self._blind = coder, blind
        self._answers = open_answers(path, items, coder, sides)
        self._at = self._next(0)
        self._told = 0
        from framing.coding.review_widget import ReviewWidget  # brings ipywidgets: not before it is needed

        self.widget = ReviewWidget()
        self.widget.on_msg(lambda _widget, content, _buffers: self.answer(content))
        n = self._n_judged()
        found = f"{path.name} holds {n:,} of {len(items):,} answers: going on. " if n else ""
        self._tell(found + self._answers.notice, error=bool(self._answers.notice))

    @property
    def coding(self) -> pd.DataFrame:
        """The coding table so far, as it stands on disk."""
        return self._answers.table

    def answer(self, event: object) -> str:
        """Take one event, as the browser sends it; returns what the reviewer is told.

        Parameters
        ----------
        event : `unit_id` (the unit shown) and `action`: judge (with `verdict`, `side`, and for a wrong span
            `content`, `speaker`, `cue` as lists of [start, end] in the article), missed (`side`, `content`,
            `speaker`, `cue`), done, undo, or move (`by` 1 or −1). Anything else is refused, and nothing kept.

        Returns
        -------
        str: what the widget shows; empty where the next unit says it all.
        """
        try:
            told, error = self._take(check_event(event, self._item.unit_id)), False
        except RefusedError as refused:
            told, error = str(refused), True
        self._tell(told, error=error)
        return told

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<Review by {self._coder!r}: {self._n_judged():,} of {len(self._items):,} judged>"

    @property
    def _item(self) -> Item:
        return self._items[self._at]

    def _take(self, event: dict[str, Any]) -> str:
        action, item = event["action"], self._item
        if action == "move":
            return self._move(event.get("by"))
        if action == "undo":
            return self._undo()
        text = self._texts[item.unit.article_id]
        if action == "done":
            return self._done(item)
        if action == MISSED:
            rows = missed_rows(
                event, item, text=text, sides=self._sides, taken=self._contents(item), coder=self._coder
            )
            self._answers.answer(rows[0]["unit_id"], rows, shown=item.unit_id)
            return "Added. Go on with this one, or m for another that was missed."
        rows = judged_rows(event, item, text=text, sides=self._sides, blind=self._blind, coder=self._coder)
        self._answers.answer(item.unit_id, rows, shown=item.unit_id)
        self._at = self._next(self._at + 1)
        return ""

    def _done(self, item: Item) -> str:
        if item.found is not None:
            raise RefusedError(
                "Judge this attribution first: r, s, w or n. The sentence as a whole comes after."
            )
        open_ones = [
            other
            for other in self._items
            if other.unit is item.unit and other.found is not None and other.unit_id not in self._answers.rows
        ]
        if open_ones:
            raise RefusedError(f"Not done yet: {len(open_ones)} found here still to be judged; ← goes back.")
        self._answers.answer(item.unit_id, [done_row(item.unit, self._coder)], shown=item.unit_id)
        self._at = self._next(self._at + 1)
        return ""

    def _move(self, by: object) -> str:
        if type(by) is not int or by not in (-1, 1):
            raise RefusedError(f"Not moved: by={by!r}; 1 or -1 is allowed.")
        if not 0 <= self._at + by < len(self._items):
            return "This is the last one." if by > 0 else "This is the first one."
        self._at += by
        return ""

    def _undo(self) -> str:
        step = self._answers.undo()
        self._at = next((i for i, item in enumerate(self._items) if item.unit_id == step.shown), self._at)
        what = next(
            row["value"] for row in (step.after or step.before) if row["variable"] in ("verdict", "done")
        )
        what = "done" if what == "yes" else str(what).replace("_", " ")
        return f"Undone: {what}."

    def _next(self, start: int) -> int:
        """The first item from `start` on that is not judged, then from the beginning; the last one when all are."""
        order = [*range(start, len(self._items)), *range(min(start, len(self._items)))]
        open_ones = (at for at in order if self._items[at].unit_id not in self._answers.rows)
        return next(open_ones, len(self._items) - 1)

    def _n_judged(self) -> int:
        return sum(item.unit_id in self._answers.rows for item in self._items)

    def _contents(self, item: Item) -> dict[str, Spans]:
        """The contents that stand in the item's unit: the machine's and those added, by unit."""
        machine = {
            other.unit_id: other.found.spans["content"]
            for other in self._items
            if other.unit is item.unit and other.found is not None
        }
        return machine | {unit_id: spans["content"] for unit_id, spans, _ in self._missed(item)}

    def _missed(self, item: Item) -> list[tuple[str, dict[str, Spans], str]]:
        out = []
        for unit_id, rows in self._answers.rows.items():
            said = {row["variable"]: row for row in rows}
            if rows[0]["parent_unit_id"] == item.unit.unit_id and said["verdict"]["value"] == MISSED:
                spans = _spans_said(rows)
                if "content" in spans:
                    out.append((unit_id, spans, str(said["side"]["value"]) if "side" in said else ""))
        return sorted(out, key=lambda each: (each[1]["content"], each[0]))

    def _tell(self, message: str, *, error: bool = False) -> None:
        self._told += 1
        # One change, one message to the browser; the number makes the same words twice two messages.
        self.widget.state = self._state() | {"message": message, "error": error, "told": self._told}

    def _state(self) -> dict[str, Any]:
        item, judged = self._item, self._n_judged()
        text = self._texts[item.unit.article_id]
        skipped = sum(each.unit_id not in self._answers.rows for each in self._items[: self._at])
        rows = self._answers.rows.get(item.unit_id, [])
        marks = self._marks(item, rows)
        hull = [(item.unit.start, item.unit.end), *((mark["start"], mark["end"]) for mark in marks)]
        context = (
            text.rfind("\n", 0, min(start for start, _ in hull)) + 1,
            _line_end(text, max(end for _, end in hull)),
        )
        return {
            "unit_id": item.unit_id,
            "kind": "attribution" if item.found else item.unit.kind,
            "unit_kind": item.unit.kind,
            "text": _NOT_SHOWN.sub("\ufffd", text),
            "context": context,
            "unit": (item.unit.start, item.unit.end),
            "marks": marks,
            "said": {row["variable"]: row["value"] for row in rows if row["variable"] not in ROLES},
            "spans": dict(item.found.spans) if item.found else {},
            "sides": self._looks(),
            "machine_side": item.found.side if item.found and not self._blind else None,
            "blind": self._blind,
            "at": self._at + 1,
            "items": len(self._items),
            "judged": judged,
            "skipped": skipped,
            "finished": judged == len(self._items),
            "file": self._answers.path.name,
            "coder": self._coder,
            "look": _LOOK,
        }

    def _marks(self, item: Item, rows: list[Row]) -> list[dict[str, Any]]:
        """What is marked in the text: what is judged or, with the unit itself, all that was found in it."""
        missed = [
            (f"added {n}: content", spans["content"], "missed", side)
            for n, (_, spans, side) in enumerate(self._missed(item), start=1)
        ]
        if item.found is not None:
            spans = _spans_said(rows) or item.found.spans
            side = "" if self._blind else item.found.side
            marked = [
                (role, spans[role], role, side if role == "content" else "")
                for role in ROLES
                if role in spans
            ]
        else:
            marked = [
                (f"found: {said}", spans["content"], "content", "") for said, spans in self._found_in(item)
            ]
        return [
            {"label": label, "start": start, "end": end, "role": role, "side": side, "piece": piece}
            for label, spans, role, side in [*marked, *missed]
            for piece, (start, end) in enumerate(spans)
        ]

    def _found_in(self, item: Item) -> list[tuple[str, dict[str, Spans]]]:
        out = []
        for other in self._items:
            if other.unit is item.unit and other.found is not None:
                rows = self._answers.rows.get(other.unit_id, [])
                verdict = next(
                    (row["value"] for row in rows if row["variable"] == "verdict"), "not judged yet"
                )
                if verdict != "not_attribution":
                    # Blind, a verdict on the side would tell the machine's.
                    hidden = self._blind and verdict in ("right", "wrong_side")
                    said = "judged" if hidden else str(verdict).replace("_", " ")
                    out.append((said, _spans_said(rows) or other.found.spans))
        return out

    def _looks(self) -> list[dict[str, str]]:
        styles = palette.side_styles(self._sides)
        return [
            {"name": side, "color": styles[side].color, "color_dark": styles[side].color_dark,
             "underline": styles[side].underline}
            for side in self._sides
        ]  # fmt: skip


def review(
    sheet: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    *,
    path: str | os.PathLike[str],
    coder: str,
    blind: bool = True,
) -> Review:
    """Review a sample of sentences in the notebook, one attribution at a time.

    Parameters
    ----------
    sheet : what `coding_sheet` drew: `unit_id`, `unit_kind`, `article_id`, and where they are known
        `article_sha256`, `stratum`, `inclusion_probability`, `run_id`.
    articles, attributions : the tables that the sheet was drawn from; attributions with sides.
    path : the file of this coder's answers, .csv or .parquet. Where it exists the review goes on with it, at the
        first unit not judged.
    coder : who codes; every coder has a file of their own.
    blind : the machine's side is never shown, and the reviewer says one for every attribution; False shows it, and
        `right` confirms it.

    Returns
    -------
    Review, which JupyterLab shows when it is the last line of a cell. `review.coding` is the coding table so far,
    `review.widget` the widget.

    Raises
    ------
    ValueError : the sheet does not fit the articles or attributions; or `path` cannot be read, or holds the review of
        another coder, another sample or other texts (it is then left as it is).

    See Also
    --------
    coding_sheet, apply_coding, measure_error

    Notes
    -----
    Keys: r right · s wrong side · w wrong span · n not an attribution · m add one that was missed · d the sentence is
    done · u undo · ← → or j k move · a whole article · ? help. Every key has a button. Spans are selected by mouse or
    with the arrow keys. A sampled sentence counts as coded when it is `done`: everything found in it judged, and what
    was missed added.

    Blind, the verdict `right` or `wrong_side` follows from the side that the reviewer gives. It is never shown again,
    since an answer that is changed on seeing the machine's is no longer the coder's own.

    Each answer is written at once, aside and then renamed. Beside the table, `<name>.undo.json` keeps the last 1,000
    answers, so that undo works after a restart. Where another window has changed the file, an answer is refused.

    Examples
    --------
    >>> review(sheet, articles, attributions, path="coding-berg.csv", coder="berg")
    """
    if not isinstance(coder, str) or not coder.strip():
        raise ValueError(f"coder={coder!r} is not allowed; give a name or number that stands for the coder.")
    checked = check_table(articles, "articles")
    texts = dict(zip(checked["article_id"], checked["text"], strict=True))
    units = sampled_units(sheet, texts)
    items, sides = items_of(units, sheet, attributions)
    return Review(items, texts, sides, path=Path(path), coder=coder.strip(), blind=blind)


_LOOK: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ground": palette.LIGHT_GROUND, "ink": palette.LIGHT_INK, "muted": palette.LIGHT_MUTED,
        "line": palette.LIGHT_LINE, "mark": palette.LIGHT_MARK,
    },
    "dark": {
        "ground": palette.DARK_GROUND, "ink": palette.DARK_INK, "muted": palette.DARK_MUTED,
        "line": palette.DARK_LINE, "mark": palette.DARK_MARK,
    },
}  # fmt: skip


def _spans_said(rows: list[Row]) -> dict[str, Spans]:
    return {row["variable"]: row["spans"] for row in rows if row["variable"] in ROLES and row["spans"]}


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
