"""From counts to a measures table, by the machine alone and corrected by a coded sample.

A measure says once what it counts in every article (`Tally`); groups, intervals, differences, p-values and
corrections are the same for every measure.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from framing.estimates.differences import difference_rows
from framing.estimates.forms import Floats
from framing.estimates.groups import Groups
from framing.estimates.mended import corrected_differences, corrected_rows
from framing.estimates.rows import Plan, Row, group_rows
from framing.estimates.tally import Corrected, Tally
from framing.schema import make_table


def measures_table(plan: Plan, tally: Tally, corrected: Corrected | None = None) -> pd.DataFrame:
    """All rows of a measure: every quantity for each group, then the differences of two groups.

    With `corrected`, each row is followed by its corrected one.
    """
    by_machine = _weighted(tally, plan.copies)
    mended = None if corrected is None else replace(corrected, tally=_weighted(corrected.tally, plan.copies))
    # Two groups are compared in what needs no pair of sides too.
    compared = plan.groups.pair(plan.pair or ("", ""))
    rows: list[Row] = []
    for code in range(len(plan.groups.labels)):
        found = group_rows(plan, by_machine, code)
        rows += found if mended is None else _interleaved(found, corrected_rows(plan, mended, code))
    if compared is not None:
        found = difference_rows(plan, by_machine, compared)
        rows += (
            found if mended is None else _interleaved(found, corrected_differences(plan, mended, compared))
        )
    return with_by(make_table(rows, "measures", sides=plan.own), plan.groups)


def _weighted(tally: Tally, weights: Floats) -> Tally:
    return Tally(
        [quantity.weighted(weights) for quantity in tally.quantities],
        tally.joint * weights,
        tally.unresolved * weights,
    )


def _interleaved(one: list[Row], two: list[Row]) -> list[Row]:
    return [row for pair in zip(one, two, strict=True) for row in pair]


def with_by(table: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """The `by` columns, also where there is no row to hold them: a corpus without articles has no group."""
    missing = {name: pd.Series(dtype="str") for name in groups.by if name not in table.columns}
    return table.assign(**missing)
