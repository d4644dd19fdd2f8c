"""Rows of a measures table: the plan of a table, and the estimates of every group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates.forms import BALANCE, Floats
from framing.estimates.groups import Groups, group_articles
from framing.estimates.tally import Quantity, Tally
from framing.inference import (
    MIN_CLUSTERS,
    N_RESAMPLES,
    Interval,
    cluster_index,
    cluster_totals,
    copy_weights,
    counted,
    jackknife_values,
    p_value,
    permuted_signs,
    share_interval,
    slices,
    swap_p,
)

LEVEL = 0.95
Row = dict[str, Any]
Nothing = Callable[[Quantity, int, float], str]


@dataclass(frozen=True)
class Plan:
    """How a table is made: the population, its groups, what is drawn as one."""

    articles: pd.DataFrame
    groups: Groups
    copies: Floats
    own: tuple[str, ...]
    pair: tuple[str, str] | None
    cluster: str | None
    seed: int
    nothing: Nothing


@dataclass(frozen=True)
class Part:
    """Articles that rows speak of: their places in the table, and the cluster of each of them."""

    members: npt.NDArray[np.intp]
    clusters: npt.NDArray[np.int64]
    n_clusters: int
    label: str

    @classmethod
    def of(cls, plan: Plan, members: npt.NDArray[np.intp], cluster: str | None) -> Part:
        codes, names, label = cluster_index(plan.articles.iloc[members], cluster)
        return cls(members, codes, len(names), label)

    def sums(self, values: Floats) -> Floats:
        """Sums per cluster of values of these articles."""
        return cluster_totals(values, self.clusters, self.n_clusters)


def nothing_counted(quantity: Quantity, n_articles: int, n_unresolved: float) -> str:
    """Why a row has no estimate, where a measure has nothing better to say."""
    if n_articles == 0:
        return "no articles"
    return "nothing to count: the denominator is 0"


def make_plan(
    articles: pd.DataFrame,
    *,
    own: tuple[str, ...],
    pair: tuple[str, str] | None,
    by: str | Sequence[str] | None,
    cluster: str | None,
    seed: int,
    nothing: Nothing = nothing_counted,
) -> Plan:
    """Check `by` and `cluster` against a checked articles table."""
    if cluster is not None:
        choose("cluster", cluster, list(map(str, articles.columns)))
    groups = group_articles(articles, by)
    # Wire copy counts once in each group that prints it.
    copies = copy_weights(articles, groups.codes)
    return Plan(articles, groups, copies, own, pair, cluster, seed, nothing)


def group_rows(plan: Plan, tally: Tally, code: int, part: Part) -> list[Row]:
    members, label = part.members, part.label
    own = [quantity.take(members) for quantity in tally.quantities]
    sums = [part.sums(quantity.totals) for quantity in own]
    intervals = _intervals(own, sums, label, plan.seed)
    n_joint, n_unresolved = float(tally.joint[members].sum()), float(tally.unresolved[members].sum())
    rows = []
    for quantity, cells, interval in zip(own, sums, intervals, strict=True):
        row = head(quantity, len(members), n_joint, n_unresolved, label)
        row |= dict(zip(plan.groups.by, plan.groups.labels[code], strict=True))
        row |= estimated_row(quantity, cells) | drawn(interval, quantity)
        if row["estimate"] is None:
            row |= {"ci_low": None, "ci_high": None, "confidence_level": None}
            row["reason"] = empty_cell(quantity, cells) or plan.nothing(quantity, len(members), n_unresolved)
        elif quantity.swap is not None:
            row = _swapped(row, quantity, cells, label, plan)
        rows.append(row)
    return rows


def head(quantity: Quantity, n_articles: int, n_joint: float, n_unresolved: float, label: str) -> Row:
    return {
        "measure": quantity.measure, "unit": quantity.unit, "side": quantity.side,
        "target_side": quantity.target_side, "term": quantity.term, "versus": quantity.versus,
        "n_articles": n_articles, "n_joint": n_joint, "n_unresolved": n_unresolved, "method": "machine",
        "resampled_by": label,
    }  # fmt: skip


def estimated_row(quantity: Quantity, cells: Floats) -> Row:
    total, form = cells.sum(axis=0), quantity.form
    row: Row = {
        "estimate": finite(form.estimate(total)),
        "numerator": None if form.numerator is None else finite(form.numerator(total)),
        "denominator": None if form.denominator is None else finite(form.denominator(total)),
    }
    bounds = quantity.bounds() or (np.nan, np.nan)
    return row | {"bound_low": finite(bounds[0]), "bound_high": finite(bounds[1])}


def drawn(interval: Interval, quantity: Quantity) -> Row:
    reason = quantity.fixed or interval.reason[0]
    return {
        "ci_low": None if reason else interval.low[0],
        "ci_high": None if reason else interval.high[0],
        "n_units": int(interval.n_units[0]),
        "confidence_level": None if reason else LEVEL,
        "n_resamples": int(interval.n_resamples[0]) or None,
        "reason": reason or None,
    }


def _intervals(own: list[Quantity], sums: list[Floats], label: str, seed: int) -> list[Interval]:
    """One interval for each quantity; shares together, since their resamples are one product."""
    shares = [i for i, quantity in enumerate(own) if quantity.form.share]
    found: dict[int, Interval] = {}
    if shares:
        each = np.array([own[i].each() for i in shares])
        num = np.column_stack([sums[i][:, 0] for i in shares]) * each
        den = np.column_stack([sums[i][:, 1] for i in shares]) * each
        together = share_interval(num, den, level=LEVEL, unit=label, seed=seed)
        for column, i in enumerate(shares):
            one = column_of(together, column)
            if own[i].form is BALANCE:
                one = replace(one, low=2 * one.low - 1, high=2 * one.high - 1)
            found[i] = one
    for i, quantity in enumerate(own):
        if i not in found:
            found[i] = smooth_interval(quantity, sums[i], unit=label)
    return [found[i] for i in range(len(own))]


def smooth_interval(quantity: Quantity, cells: Floats, *, unit: str) -> Interval:
    """Jackknife-t of any smooth statistic of sums, (clusters, width), on its form's scale."""
    form, total = quantity.form, cells.sum(axis=0)
    with np.errstate(all="ignore"):
        full, deleted = form.inner(total), form.inner(total - cells)
    usable = bool(np.isfinite(full))
    informative = (np.abs(cells) > 1e-12).any(axis=1)
    seen = informative & np.isfinite(deleted)
    interval = jackknife_values(
        full if usable else 0.0,
        np.where(seen, deleted, 0.0),
        informative=informative,
        level=LEVEL,
        unit=unit,
    )
    empty = empty_cell(quantity, cells)
    why = ""
    if form.log and not empty and usable and float(form.estimate(total)) == 0:
        empty = "a ratio of 0 gives no interval"
    if not usable:
        why = "an estimate at the end of its scale gives no interval"
    if not why and (informative & ~np.isfinite(deleted)).any():
        why = f"hangs on {counted(1, unit)} alone: no spread to build an interval on"
    why = empty or interval.reason[0] or why
    if why:
        return replace(interval, low=np.array([np.nan]), high=np.array([np.nan]), reason=[why])
    return replace(
        interval, low=form.held(form.outer(interval.low)), high=form.held(form.outer(interval.high))
    )


def empty_cell(quantity: Quantity, cells: Floats) -> str:
    """Names the sum that is 0 where a form can have none; '' where all is well."""
    names = dict(quantity.words)
    for name, total in zip(quantity.form.cells, cells.sum(axis=0), strict=False):
        if total <= 0:
            return f"no {name.format(**names)}: a statistic of 0 or without bound has no interval"
    return ""


def _swapped(row: Row, quantity: Quantity, cells: Floats, label: str, plan: Plan) -> Row:
    """The p-value of a contrast of two sides, the sides swapped within clusters."""
    if quantity.form is BALANCE:
        if abs(row["estimate"]) == 1 and plan.pair is not None:
            alone = plan.pair[0] if row["estimate"] > 0 else plan.pair[1]
            does = "accuses" if quantity.unit == "accusations" else "speaks"
            row["reason"] = f"only {alone} {does}: no spread to build an interval on"
        p, why = swap_p(2 * cells[:, 0] - cells[:, 1], seed=plan.seed, unit=label)
    else:
        p, why = sides_swapped_p(quantity, cells, seed=plan.seed, unit=label)
    return with_p(row, p, why, label, label)


def sides_swapped_p(quantity: Quantity, cells: Floats, *, seed: int, unit: str) -> tuple[float, str]:
    """p-value of a statistic under swaps of the two sides' sums within clusters; or NaN and the reason."""
    assert quantity.swap is not None
    moves = cells[:, list(quantity.swap)] - cells
    moving = (np.abs(moves) > 1e-9).any(axis=1)
    if moving.sum() < MIN_CLUSTERS:
        few = counted(int(moving.sum()), unit)
        return np.nan, f"{few} with a difference of sides: under {MIN_CLUSTERS} give no p-value"
    moves, total = moves[moving], cells.sum(axis=0)
    rng, inner = np.random.default_rng(seed), quantity.form.inner
    with np.errstate(all="ignore"):
        observed = inner(total)
        draws = [
            inner(total + (1 - permuted_signs(len(moves), size, seed=rng)) / 2 @ moves)
            for size in slices(N_RESAMPLES, len(moves))
        ]
    return float(p_value(observed, np.concatenate(draws))[0]), ""


def with_p(row: Row, p: float, why: str, label: str, p_label: str) -> Row:
    if why:
        return row | {"reason": "; ".join(filter(None, [row["reason"], why]))}
    found = row | {"p_value": p, "n_resamples": N_RESAMPLES}
    if p_label != label:
        found["resampled_by"] = f"{label} (interval), {p_label} (p-value)"
    return found


def column_of(interval: Interval, column: int) -> Interval:
    """One column of the intervals of several statistics."""
    at = slice(column, column + 1)
    return Interval(
        interval.low[at], interval.high[at], interval.se[at], interval.n_units[at],
        [interval.reason[column]], interval.n_resamples[at],
    )  # fmt: skip


def finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
