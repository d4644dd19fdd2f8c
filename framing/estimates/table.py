"""From counts to a measures table, by the machine alone and corrected by a coded sample.

A measure says once what it counts in every article (`Tally`); groups, intervals, differences, p-values and
corrections are the same for every measure.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from framing.estimates.differences import Compared, difference_rows
from framing.estimates.forms import Floats
from framing.estimates.groups import Groups
from framing.estimates.mended import corrected_differences, corrected_rows
from framing.estimates.rows import Part, Plan, Row, group_rows
from framing.estimates.tally import Corrected, Tally
from framing.schema import make_table

# Quantities that are estimated together: resamples of shares are one product, and its last bits hang on how many.
TOGETHER = 32


def measures_table(plan: Plan, tally: Tally, corrected: Corrected | None = None) -> pd.DataFrame:
    """All rows of a measure: every quantity for each group, then the differences of two groups.

    With `corrected`, each row is followed by its corrected one.
    """
    n_groups = len(plan.groups.labels)
    parts = [
        Part.of(plan, np.flatnonzero(plan.groups.codes == code), plan.cluster) for code in range(n_groups)
    ]
    # Two groups are compared in what needs no pair of sides too.
    pair = plan.groups.pair(plan.pair or ("", ""))
    compared = None if pair is None else Compared.of(plan, pair)
    rows: list[list[Row]] = [[] for _ in range(n_groups)]
    differences: list[Row] = []
    for start in range(0, len(tally.quantities), TOGETHER):
        some = slice(start, start + TOGETHER)
        found = _weighted(tally, some, plan.copies)
        mended = (
            None
            if corrected is None
            else replace(corrected, tally=_weighted(corrected.tally, some, plan.copies))
        )
        for code, part in enumerate(parts):
            own = group_rows(plan, found, code, part)
            rows[code] += (
                own if mended is None else _interleaved(own, corrected_rows(plan, mended, code, part))
            )
        if compared is not None:
            own = difference_rows(plan, found, compared)
            differences += (
                own if mended is None else _interleaved(own, corrected_differences(plan, mended, compared))
            )
    every = [row for own in [*rows, differences] for row in own]
    return with_by(make_table(every, "measures", sides=plan.own), plan.groups)


def _weighted(tally: Tally, some: slice, weights: Floats) -> Tally:
    """Some of the quantities; of a lazy tally no others are in memory."""
    return Tally(
        [quantity.weighted(weights) for quantity in tally.quantities[some]],
        tally.joint * weights,
        tally.unresolved * weights,
    )


def _interleaved(one: list[Row], two: list[Row]) -> list[Row]:
    return [row for pair in zip(one, two, strict=True) for row in pair]


def with_by(table: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """The `by` columns, also where there is no row to hold them: a corpus without articles has no group."""
    missing = {name: pd.Series(dtype="str") for name in groups.by if name not in table.columns}
    return table.assign(**missing)
