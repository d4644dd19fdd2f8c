"""Several coders: what each missed brought together, and one answer made of many."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from framing.checks import suggest
from framing.coding.units import IS_ATTRIBUTION, SPAN_VARIABLES, read_unit
from framing.schema import Spans, check_table, make_table

MAJORITY = "majority"
# Two spans are of the same words from here on: shared characters out of all that either covers.
SAME = 0.5

Row = dict[str, Any]


def overlap(first: Spans, second: Spans) -> float:
    """Characters in both span lists out of those in either."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in first for c, d in second)
    either = sum(b - a for a, b in first) + sum(d - c for c, d in second) - shared
    return shared / either if either > 0 else 0.0


def content_of(unit_id: str, rows: dict[str, Row]) -> Spans | None:
    """Where the content of an attribution unit stands: as the coder gave it, else the hull in the unit's name."""
    for variable in ("content", "verdict"):
        spans: Spans | None = rows[variable]["spans"] if variable in rows else None
        if spans:
            return spans
    name = read_unit(unit_id, "attribution")
    return None if name is None else ((name.start, name.end),)


def by_unit(coding: pd.DataFrame) -> dict[tuple[str, str], dict[str, Row]]:
    """(unit, coder) → variable → row, in sorted order; a missing value is no answer."""
    out: dict[tuple[str, str], dict[str, Row]] = {}
    columns = list(coding.columns)
    # Several coding tables laid together may hold an answer twice: the last counts.
    for values in zip(*(coding[name].tolist() for name in columns), strict=True):
        row: Row = {
            name: v if isinstance(v, tuple) or not pd.isna(v) else None
            for name, v in zip(columns, values, strict=True)
        }
        if row["value"] is not None or row["spans"] is not None:
            out.setdefault((row["unit_id"], row["coder"]), {})[row["variable"]] = row
    return dict(sorted(out.items()))


def align_missed(coding: pd.DataFrame) -> pd.DataFrame:
    """The same missed attribution under one name, and a verdict of the coders who did not list it.

    Parameters
    ----------
    coding : coding table of any number of coders.

    Returns
    -------
    DataFrame, coding table. Missed attributions of one sampled unit whose contents share half of their
    characters or more are one unit; a coder who has done the sampled unit and did not list it has said
    "not_attribution".
    """
    units = by_unit(check_table(coding, "coding"))
    done = {key for key, rows in units.items() if is_done(rows)}
    coders = sorted({coder for _, coder in units})
    # By sampled unit: the coders of each missed one with their names for it, and where it stands.
    groups: dict[str | None, list[tuple[dict[str, str], Spans]]] = {}
    for (unit_id, coder), rows in units.items():
        if verdict_of(rows) != "missed":
            continue
        spans, parent = content_of(unit_id, rows), rows["verdict"]["parent_unit_id"]
        if spans is None:
            continue
        theirs = groups.setdefault(parent, [])
        scores = [
            (overlap(spans, hull), -place) for place, (group, hull) in enumerate(theirs) if coder not in group
        ]
        best = max(scores, default=(0.0, 0))
        if best[0] >= SAME:
            theirs[-best[1]][0][coder] = unit_id
        else:
            theirs.append(({coder: unit_id}, spans))
    renamed: dict[tuple[str, str], str] = {}
    added: list[Row] = []
    for parent, group in [(parent, group) for parent, found in groups.items() for group, _ in found]:
        coder, name = next(iter(group.items()))
        like = units[name, coder]["verdict"]
        renamed |= {(theirs_name, theirs_coder): name for theirs_coder, theirs_name in group.items()}
        added += [
            like | {"coder": other, "value": "not_attribution", "spans": None}
            for other in coders
            if other not in group and (parent, other) in done and (name, other) not in units
        ]
    rows_out = [
        row | {"unit_id": renamed.get(key, key[0])} for key, rows in units.items() for row in rows.values()
    ]
    return make_table([*rows_out, *added], "coding")


def is_done(rows: dict[str, Row]) -> bool:
    """Whether a coder has judged the sampled unit and listed what was missed in it."""
    return "done" in rows and str(rows["done"]["value"]).casefold() == "yes"


def verdict_of(rows: dict[str, Row]) -> str | None:
    return rows["verdict"]["value"] if "verdict" in rows else None


def one_answer(coding: pd.DataFrame, coder: str | None) -> pd.DataFrame:
    """The coding table of one coder, or of the majority; the only coder's without `coder`.

    Raises
    ------
    ValueError : several coders and none named; a name that no coder has.
    """
    table = check_table(coding, "coding")
    coders = sorted(table["coder"].unique().tolist())
    if coder is None:
        if len(coders) > 1:
            raise ValueError(
                f"coding has {len(coders)} coders ({', '.join(coders)}); say whose answers hold with coder=, or "
                'coder="majority".'
            )
        return table
    if coder in coders:
        return table[table["coder"] == coder].reset_index(drop=True)
    if coder != MAJORITY:
        raise ValueError(
            f"coder={coder!r} is not allowed; allowed: {', '.join(map(repr, coders))}, 'majority'."
            f"{suggest(coder, [*coders, MAJORITY])}"
        )
    return _majority(align_missed(table))


def _majority(coding: pd.DataFrame) -> pd.DataFrame:
    answers: dict[str, list[dict[str, Row]]] = {}
    for (unit_id, _), rows in by_unit(coding).items():
        answers.setdefault(unit_id, []).append(rows)
    out: list[Row] = []
    for given in answers.values():
        verdicts = [verdict for rows in given if (verdict := verdict_of(rows)) is not None]
        if verdicts:
            # First whether it is one at all, then which of those who said so.
            is_one = _most([verdict in IS_ATTRIBUTION for verdict in verdicts])
            given = [rows for rows in given if (verdict_of(rows) in IS_ATTRIBUTION) == is_one]
        for variable in sorted({name for rows in given for name in rows}):
            said = [rows[variable] for rows in given if variable in rows]
            keys = [_key(variable, row) for row in said]
            out.append(said[keys.index(_most(keys))] | {"coder": MAJORITY})
    return make_table(out, "coding")


def _key(variable: str, row: Row) -> Any:
    return (row["spans"] or row["value"]) if variable in SPAN_VARIABLES else row["value"]


def _most(values: list[Any]) -> Any:
    """The most frequent value; of equals, the one that came first, that is of the coder first by name."""
    counts = Counter(values)
    return max(counts, key=lambda value: (counts[value], -values.index(value)))
