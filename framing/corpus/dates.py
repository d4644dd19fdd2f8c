"""Dates as inputs write them. What cannot be read for certain is missing, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import numpy as np
from dateutil import parser as dateutil_parser

from framing.checks import choose
from framing.corpus.records import is_missing

DateOrder = Literal["MDY", "DMY", "YMD"]
ORDERS: tuple[DateOrder, ...] = ("MDY", "DMY", "YMD")

TWO_WAYS = "can be read in two ways"

_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:(?:[T ]|, ?)(.*))?\Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)\Z", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?([AaPp])?\.?(?(5)[Mm]\.?)"
    r" ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?\Z",
    re.ASCII,
)


class ReadDate(NamedTuple):
    """A date, or None with the reason."""

    value: datetime | None
    reason: str = ""


def read_dates(values: Sequence[Any], *, order: DateOrder | None = None) -> list[ReadDate]:
    """Read a column of dates.

    Parameters
    ----------
    values : texts, dates or missing values.
    order : which of day, month and year comes first in dates like 4/5/2017. When None, the column decides: if
        one order alone reads every such date (those that none reads left out), it is that one; if not, a date
        that two orders read differently is missing.

    Returns
    -------
    One `ReadDate` per value; a missing value gives None without a reason. A time of day stays, its zone is left out.
    """
    if order is not None:
        choose("date_order", order, ORDERS)
    numeric = [_numeric(value) for value in values]
    orders = (order,) if order else _orders_that_read_all([n for n in numeric if n is not None])
    return [_read(value, parts, orders) for value, parts in zip(values, numeric, strict=True)]


def _numeric(value: Any) -> re.Match[str] | None:
    return _NUMERIC.match(value.strip()) if isinstance(value, str) else None


def _orders_that_read_all(numeric: Sequence[re.Match[str]]) -> tuple[DateOrder, ...]:
    # A date that no order reads says nothing about the others.
    readable = [parts for parts in numeric if any(_in_order(parts, order) is not None for order in ORDERS)]
    reading = tuple(
        order for order in ORDERS if all(_in_order(parts, order) is not None for parts in readable)
    )
    return reading if len(reading) == 1 else ORDERS


def _read(value: Any, numeric: re.Match[str] | None, orders: Sequence[DateOrder]) -> ReadDate:
    if is_missing(value):
        return ReadDate(None)
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, datetime):
        return ReadDate(value.replace(tzinfo=None))
    if isinstance(value, date):
        return ReadDate(datetime(value.year, value.month, value.day))
    if not isinstance(value, str):
        return ReadDate(None, "is not a date")
    if numeric is None:
        return _worded(value.strip())
    readings = {reading for order in orders if (reading := _in_order(numeric, order)) is not None}
    if len(readings) == 1:
        return ReadDate(readings.pop())
    if not readings:
        return ReadDate(None, f"cannot be read as {' or '.join(orders)}")
    return ReadDate(None, TWO_WAYS)


def _in_order(parts: re.Match[str], order: DateOrder) -> datetime | None:
    numbers = dict(zip(order, (parts[1], parts[3], parts[4]), strict=True))
    if len(numbers["M"]) > 2 or len(numbers["D"]) > 2 or len(numbers["Y"]) not in (2, 4):
        return None
    if order == "YMD" and len(numbers["Y"]) == 2:
        return None
    year = int(numbers["Y"])
    if len(numbers["Y"]) == 2:
        # The pivot of POSIX `%y`.
        year += 1900 if year >= 69 else 2000
    return _at(year, int(numbers["M"]), int(numbers["D"]), parts[5])


def _at(year: int, month: int, day: int, time: str | None) -> datetime | None:
    try:
        value = datetime(year, month, day)
        if time is None or not time.strip():
            return value
        match = _TIME.match(time.strip())
        if match is None:
            return None
        hour = int(match[1])
        if match[5]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match[5].lower() == "p" else 0)
        fraction = int((match[4] or "0").ljust(6, "0")[:6])
        return value.replace(hour=hour, minute=int(match[2]), second=int(match[3] or 0), microsecond=fraction)
    except ValueError:
        return None


def _worded(value: str) -> ReadDate:
    compact = _COMPACT.match(value)
    if compact:
        found = _at(int(compact[1]), int(compact[2]), int(compact[3]), None)
        return ReadDate(found) if found else ReadDate(None, "is not a date")
    if not any(character.isalpha() for character in value) or len(value) > 100:
        return ReadDate(None, "is not a date")
    readings = set()
    # What a text leaves out is filled from the default: two of them give different dates when day, month or year is.
    for default in (datetime(2000, 1, 1), datetime(2004, 2, 3)):
        try:
            readings.add(dateutil_parser.parse(value, default=default, ignoretz=True))
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
            return ReadDate(None, "is not a date")
    if len(readings) > 1:
        return ReadDate(None, "does not tell day, month and year")
    return ReadDate(readings.pop())
