"""What stands in small print below a figure: intervals, what has none and why, unresolved, method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

UNITS = {"words": "attributed words"}
_MANY_NAMES = 6
_METHODS = {"machine": "found by machine, not corrected", "corrected": "corrected by a coded sample"}


def units_of(rows: pd.DataFrame) -> str:
    found = rows["unit"].dropna()
    unit = str(found.iloc[0]) if len(found) else "units"
    return UNITS.get(unit, unit)


def whose(rows: pd.DataFrame) -> list[str]:
    """The note that says whose words a figure of one voice shows."""
    voices = set(rows["voice"].dropna().astype(str)) if "voice" in rows else set()
    said = {"author": "the authors' own", "attributed": "those of speakers", "all": "those of authors and speakers"}
    return [f"Words: {said.get(voice, voice)}." for voice in voices] if len(voices) == 1 else []


def percent(share: float) -> str:
    return "<1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def amount(number: float) -> str:
    """A count for reading; a joint voice may have left a half."""
    return f"{number:,.1f}".removesuffix(".0")


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def why_empty(table: pd.DataFrame, rows: pd.DataFrame, measure: str) -> str:
    """Why nothing can be drawn: what the rows say, or that there are none."""
    if table.empty:
        return "the measures table has no rows"
    reasons = list(dict.fromkeys(rows["reason"].dropna()))
    return "; ".join(reasons) or f"no row of {measure} has an estimate, and none says why"


def has_interval(rows: pd.DataFrame) -> pd.Series:
    return rows["ci_low"].notna() & rows["ci_high"].notna()


def interval_note(rows: pd.DataFrame, *, drawn: str = "Lines") -> list[str]:
    """Which intervals the lines are, and what was resampled for them."""
    given = has_interval(rows)
    if not given.any():
        return []
    levels = rows.loc[given, "confidence_level"].dropna().unique()
    level = f"{levels[0] * 100:g} % " if len(levels) == 1 else ""
    over = ", ".join(dict.fromkeys(rows.loc[given, "resampled_by"].dropna()))
    return [f"{drawn}: {level}intervals{f', resampled by {over}' if over else ''}."]


def method_note(rows: pd.DataFrame, what: str = "Labels") -> list[str]:
    methods = set(rows["method"].dropna())
    return [f"{what}: {'; '.join(_METHODS[m] for m in _METHODS if m in methods)}."] if methods else []


def reasons(
    groups: Mapping[str, pd.DataFrame], rows: pd.DataFrame, what: str, *, everything: bool, lane: str = "side"
) -> list[str]:
    """One note per distinct reason; it names groups, and sides where not all of a group are concerned."""
    said = rows["reason"].fillna("the table gives no reason")
    notes = []
    for reason in dict.fromkeys(said):
        mine = said.index[said == reason]
        concerned = [(name, own, mine.intersection(own.index)) for name, own in groups.items()]
        concerned = [(name, own, index) for name, own, index in concerned if len(index)]
        whole = all(len(index) == len(own) for _, own, index in concerned)
        names = [_with_sides(name, own.loc[index, lane], len(own)) for name, own, index in concerned]
        listed = ", ".join(names) if len(names) <= _MANY_NAMES else f"{len(names)} of {len(groups)} groups"
        whom = "" if everything and whole and len(concerned) == len(groups) else f" for {listed}"
        notes.append(f"{what}{whom}: {str(reason).rstrip('.')}.")
    return notes


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    more = len(names) - _MANY_NAMES
    return ", ".join(names[:_MANY_NAMES]) + (f" and {more} more" if more > 0 else "")


def _with_sides(name: str, lanes: pd.Series, n: int) -> str:
    sides = [str(side) for side in lanes.dropna()]
    return name if len(lanes) == n or not sides else f"{name} ({', '.join(sides)})"
