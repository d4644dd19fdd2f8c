"""Weeks and months in a row, those without any data among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

PERIODS = ("week", "month")
_NAMES = {"week": "%G-W%V", "month": "%Y-%m"}
# A year of weeks is 53 at most; an axis of more periods than this tells nothing.
_MOST = 2000


@dataclass(frozen=True)
class Calendar:
    """Periods that follow each other: their names as in the table, and the day on which each begins."""

    period: str
    names: list[str]
    starts: list[pd.Timestamp]

    def place(self, date: pd.Timestamp) -> float:
        """Where a day lies: a whole number is the middle of that period, its edges are half a period away."""
        date = date.tz_localize(None).normalize() if date.tzinfo else date.normalize()
        if date < self.starts[0]:
            return -1.0
        i = max(n for n, start in enumerate(self.starts) if start <= date)
        days = 7 if self.period == "week" else self.starts[i].days_in_month
        return i + ((date - self.starts[i]).days + 0.5) / days - 0.5


def calendar_of(values: Iterable[object], period: str) -> Calendar:
    """All periods from the first to the last of `values`; what names no period is left out."""
    found = sorted(start for start in (_start(str(value), period) for value in values) if start is not None)
    if not found:
        return Calendar(period, [], [])
    step = pd.DateOffset(weeks=1) if period == "week" else pd.DateOffset(months=1)
    starts = [found[0]]
    while starts[-1] < found[-1] and len(starts) < _MOST:
        starts.append(starts[-1] + step)
    return Calendar(period, [start.strftime(_NAMES[period]) for start in starts], starts)


def _start(name: str, period: str) -> pd.Timestamp | None:
    text, form = (f"{name}-1", "%G-W%V-%u") if period == "week" else (f"{name}-01", "%Y-%m-%d")
    date = pd.to_datetime(text, format=form, errors="coerce")
    return None if pd.isna(date) else date
