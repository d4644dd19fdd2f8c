"""From counts to a table, by the machine alone and corrected by a coded sample."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.balance.estimate import Nothing, make_plan, measures_table, nothing_counted
from framing.balance.said import Count, Said
from framing.inference import CodedSample


def estimated(
    count: Count,
    said: Said,
    *,
    by: str | Sequence[str] | None,
    cluster: str | None,
    seed: int,
    coded: CodedSample | None = None,
    nothing: Nothing = nothing_counted,
) -> pd.DataFrame:
    """The measures table of what `count` counts."""
    plan = make_plan(
        said.articles, own=said.own, pair=said.pair, by=by, cluster=cluster, seed=seed, nothing=nothing
    )
    return measures_table(plan, count(said))
