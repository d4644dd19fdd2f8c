"""Messages that say which argument was wrong, what it got, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from math import inf
from numbers import Real
from typing import Any

import pandas as pd


def suggest(value: object, allowed: Iterable[object]) -> str:
    """' Did you mean …?' when something close to `value` is allowed, else an empty string."""
    names = [str(item) for item in allowed]
    folded = {name.casefold(): name for name in reversed(names)}
    near = get_close_matches(str(value).casefold(), list(folded), n=1, cutoff=0.6)
    return f" Did you mean {folded[near[0]]!r}?" if near else ""


def choose(argument: str, value: Any, allowed: Iterable[Any]) -> Any:
    """Return `value` when it is one of `allowed`; raise a ValueError that lists them when it is not."""
    options = list(allowed)
    if value in options:
        return value
    listed = ", ".join(repr(option) for option in options) or "nothing: there is none"
    raise ValueError(f"{argument}={value!r} is not allowed; allowed: {listed}.{suggest(value, options)}")


def need_number(argument: str, value: Any, least: float) -> None:
    """Raise a ValueError unless `value` is a number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, Real) or not least <= float(value) < inf:
        raise ValueError(f"{argument}={value!r} is not allowed; allowed: a number, {least:g} or more.")


def need_columns(frame: pd.DataFrame, columns: Iterable[str], *, what: str, hint: str = "") -> None:
    """Raise a ValueError that names the columns of `columns` that `frame` lacks."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"{what} must be a pandas DataFrame, got {type(frame).__name__}.{' ' + hint if hint else ''}"
        )
    missing = [column for column in columns if column not in frame.columns]
    if not missing:
        return
    close = "".join(suggest(column, map(str, frame.columns)) for column in missing[:1])
    present = ", ".join(map(str, frame.columns)) or "none"
    raise ValueError(
        f"{what} has no column {', '.join(repr(column) for column in missing)}; it has: {present}.{close}"
        f"{' ' + hint if hint else ''}"
    )
