"""Which rows of a measures table a figure shows, and what names their groups."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.checks import choose, need_columns
from framing.schema import TABLES

# A column of the figure's own; no table has one of this name.
UNRESOLVED = " unresolved"
VOICE = "voice"
# Measures whose unresolved units would belong to the denominator of every side.
OUT_OF_IDENTIFIED = ("voice_share", "balance")


def group_columns(table: pd.DataFrame, by: str | Sequence[str] | None) -> list[str]:
    if by is None:
        names = [name for name in table.columns if name not in TABLES["measures"].names]
        # One voice for all rows is no group; the notes say whose words they are.
        return [name for name in names if name != VOICE or table[VOICE].nunique() > 1]
    columns = [by] if isinstance(by, str) else list(by)
    need_columns(
        table, columns, what="measures", hint="by= takes columns that voice_balance was given as by=."
    )
    return columns


def lane_of(rows: pd.DataFrame) -> str:
    """The column that tells the dots of one group apart: the side that speaks, else the side that is spoken of."""
    return "side" if rows["side"].notna().any() or rows["target_side"].isna().all() else "target_side"


def rows_of(
    table: pd.DataFrame, measure: str, unit: str | None, columns: list[str], term: str | None = None
) -> pd.DataFrame:
    """The rows of one measure, unit and term, one for each group and side, with the share that is unresolved."""
    if table.empty:
        return table
    choose("measure", measure, list(dict.fromkeys(table["measure"])))
    rows = table[table["measure"] == measure]
    if rows["versus"].isna().any():
        rows = rows[rows["versus"].isna()]
    units = list(dict.fromkeys(rows["unit"].dropna()))
    if unit is not None:
        rows = rows[rows["unit"] == choose("unit", unit, units)]
    elif len(units) > 1:
        raise ValueError(
            f"measures holds {measure} in several units ({', '.join(units)}); say which with unit=."
        )
    terms = list(dict.fromkeys(rows["term"].dropna()))
    if term is not None:
        rows = rows[rows["term"] == choose("term", term, terms)]
    elif len(terms) > 1 and "term" not in columns:
        raise ValueError(
            f"measures holds {measure} of several terms ({', '.join(terms)}); say which with term=."
        )
    keys = [*columns, lane_of(rows)]
    repeated = rows[rows.duplicated(keys, keep=False)]
    if len(repeated):
        first = repeated[repeated[keys].astype(str).eq(repeated[keys].astype(str).iloc[0]).all(axis=1)]
        differ = [
            name for name in first.columns if first[name].astype(str).nunique() > 1 and name != "estimate"
        ]
        raise ValueError(
            f"measures holds several rows of {measure} for one group and side; they differ in "
            f"{', '.join(map(repr, differ)) or 'nothing'}: name the column in by=, or keep only the rows to draw."
        )
    # The measure itself where the table has it, else what its counts say.
    other = table[(table["measure"] == "unresolved_share") & table["versus"].isna()]
    other = other[other["unit"].isin(rows["unit"]) & other["estimate"].notna()]
    given = dict(zip(keys_of(other, columns), other["estimate"], strict=True))
    shares = pd.Series([given.get(key) for key in keys_of(rows, columns)], index=rows.index, dtype="float64")
    identified = rows["denominator"] + rows["n_unresolved"]
    if measure.startswith(OUT_OF_IDENTIFIED):
        # Elsewhere the denominator is a side's own, or in other units than what is unresolved.
        shares = shares.fillna((rows["n_unresolved"] / identified).where(identified > 0))
    return rows.assign(**{UNRESOLVED: shares}).reset_index(drop=True)


def keys_of(rows: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    return [tuple(value_text(row[name]) for name in columns) for row in rows[columns].to_dict("records")]


def value_text(value: object) -> str:
    if pd.isna(value):
        return "(not given)"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    # A name of nothing would pass for that of all articles.
    return str(value) if str(value).strip() else "(empty)"
