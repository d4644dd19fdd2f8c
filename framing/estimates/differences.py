"""Differences of two groups of articles: interval and permutation by design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from framing.estimates.forms import BALANCE, Floats
from framing.estimates.groups import Groups, permuted_by
from framing.estimates.rows import LEVEL, Part, Plan, Row, drawn, empty_cell, finite, head, with_p
from framing.estimates.tally import Quantity, Tally
from framing.inference import (
    MIN_CLUSTERS,
    N_RESAMPLES,
    Interval,
    counted,
    difference_interval,
    difference_p,
    jackknife_values,
    p_value,
    permuted_swaps,
)


@dataclass(frozen=True)
class Compared:
    """Two groups of articles: which of `part` are in either, and what changes its group in a permutation, or why
    nothing may.
    """

    codes: tuple[int, int]
    names: tuple[str, str]
    part: Part
    inside: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
    permuted: Part
    why_not: str

    @classmethod
    def of(cls, plan: Plan, codes: tuple[int, int]) -> Compared:
        chosen = np.flatnonzero(np.isin(plan.groups.codes, codes))
        known = Groups(plan.groups.by, plan.groups.labels, plan.groups.codes[chosen])
        column, why_not = permuted_by(plan.articles.iloc[chosen], known, plan.cluster)
        part = Part.of(plan, chosen, plan.cluster)
        one, two = ((known.codes == code)[:, None] for code in codes)
        names = (plan.groups.named(codes[0]), plan.groups.named(codes[1]))
        return cls(
            codes, names, part, (one, two), part if why_not else Part.of(plan, chosen, column), why_not
        )


def difference_rows(plan: Plan, tally: Tally, compared: Compared) -> list[Row]:
    names, part, inside = compared.names, compared.part, compared.inside
    chosen, label = part.members, part.label
    n_joint, n_unresolved = float(tally.joint[chosen].sum()), float(tally.unresolved[chosen].sum())
    rows = []
    for whole in tally.quantities:
        if not whole.compare:
            continue
        quantity = whole.take(chosen)
        first, second = (part.sums(quantity.totals * here) for here in inside)
        interval = _two_groups(quantity, first, second, names, label, plan.seed)
        p, why, p_label = np.nan, compared.why_not, compared.permuted.label
        if not why:
            moved = [compared.permuted.sums(quantity.totals * here) for here in inside]
            p, why = _groups_p(quantity, moved[0], moved[1], names, p_label, plan.seed)
        suffix = "ratio" if quantity.form.log else "difference"
        row = head(quantity, len(chosen), n_joint, n_unresolved, label)
        row |= {"measure": f"{quantity.measure}_{suffix}", "versus": names[1]}
        row |= dict(zip(plan.groups.by, plan.groups.labels[compared.codes[0]], strict=True))
        row |= compared_estimate(quantity, first, second, inside) | drawn(interval, quantity)
        if row["estimate"] is None:
            row |= {"ci_low": None, "ci_high": None, "confidence_level": None}
            nothing = quantity.form.log and float(quantity.form.estimate(second.sum(axis=0))) == 0
            why_none = (
                f"a ratio of 0 in {names[1]} divides nothing" if nothing else "nothing to count in one group"
            )
            row["reason"] = why_none if nothing else row["reason"] or why_none
        else:
            row = with_p(row, p, why, label, p_label)
        rows.append(row)
    return rows


def compared_estimate(
    quantity: Quantity, first: Floats, second: Floats, inside: Sequence[npt.NDArray[np.bool_]]
) -> Row:
    form = quantity.form
    one, two = finite(form.estimate(first.sum(axis=0))), finite(form.estimate(second.sum(axis=0)))
    row: Row = {"estimate": _minus(one, two) if not form.log else _quotient(one, two)}
    bounds = [quantity.bounds(here.astype(np.float64)) for here in inside]
    if bounds[0] is not None and bounds[1] is not None:
        (low, high), (other_low, other_high) = bounds[0], bounds[1]
        apart = _quotient if form.log else _minus
        ends = apart(finite(low), finite(other_high)), apart(finite(high), finite(other_low))
        row["bound_low"], row["bound_high"] = ends if None not in ends else (None, None)
    return row


def _two_groups(
    quantity: Quantity, first: Floats, second: Floats, names: tuple[str, str], label: str, seed: int
) -> Interval:
    if quantity.form.share:
        one, two = first * quantity.each(), second * quantity.each()
        interval = difference_interval(
            (one[:, :1], one[:, 1:2]),
            (two[:, :1], two[:, 1:2]),
            names=names, level=LEVEL, unit=label, seed=seed,
        )  # fmt: skip
        if quantity.form is BALANCE:
            interval = replace(interval, low=2 * interval.low, high=2 * interval.high)
        return interval
    form = quantity.form
    with np.errstate(all="ignore"):
        full = form.inner(first.sum(axis=0)) - form.inner(second.sum(axis=0))
        deleted = form.inner(first.sum(axis=0) - first) - form.inner(second.sum(axis=0) - second)
    in_first, in_second = ((np.abs(cells) > 1e-12).any(axis=1) for cells in (first, second))
    informative = in_first | in_second
    usable = bool(np.isfinite(full))
    interval = jackknife_values(
        full if usable else 0.0,
        np.where(np.isfinite(deleted), deleted, 0.0),
        informative=informative,
        strata=None if (in_first & in_second).any() else in_first,
        level=LEVEL,
        unit=label,
    )
    why = ""
    for cells, here, name in ((first, in_first, names[0]), (second, in_second, names[1])):
        k = int(here.sum())
        if k < MIN_CLUSTERS:
            why = why or (
                f"{counted(k, label)} in {name}: under {MIN_CLUSTERS} clusters give no interval"
                if k
                else f"nothing to count in {name}"
            )
        cell = empty_cell(quantity, cells)
        if not cell and form.log and float(form.estimate(cells.sum(axis=0))) == 0:
            cell = "a ratio of 0 gives no interval"
        why = why or (f"in {name}, {cell}" if cell else "")
    if not why and (not usable or (informative & ~np.isfinite(deleted)).any()):
        why = f"hangs on {counted(1, label)} alone: no spread to build an interval on"
    why = why or interval.reason[0]
    # A ratio of two rates has no unit, whatever unit `form.outer` gives each of them.
    outer = np.exp if form.log else form.held_apart
    nan = np.array([np.nan])
    return replace(
        interval,
        low=nan if why else outer(interval.low),
        high=nan if why else outer(interval.high),
        reason=[why],
    )


def _groups_p(
    quantity: Quantity, first: Floats, second: Floats, names: tuple[str, str], unit: str, seed: int
) -> tuple[float, str]:
    if quantity.form.share:
        found, reasons = difference_p(
            (first[:, :1], first[:, 1:2]), (second[:, :1], second[:, 1:2]), names=names, unit=unit, seed=seed
        )
        return float(found[0]), reasons[0]
    in_first, in_second = ((np.abs(cells) > 1e-12).any(axis=1) for cells in (first, second))
    for here, name in ((in_first, names[0]), (in_second, names[1])):
        if here.sum() < MIN_CLUSTERS:
            few = counted(int(here.sum()), unit)
            return np.nan, f"{few} in {name}: a p-value permutes {unit} and needs {MIN_CLUSTERS} a group"
    inner = quantity.form.inner
    moved = permuted_swaps(in_first, in_second, N_RESAMPLES, seed=seed) @ (second - first)
    with np.errstate(all="ignore"):
        observed = inner(first.sum(axis=0)) - inner(second.sum(axis=0))
        draws = inner(first.sum(axis=0) + moved) - inner(second.sum(axis=0) - moved)
    p = float(p_value(observed, draws)[0])
    return p, "" if np.isfinite(p) else "nothing to count in one group"


def _minus(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one - two


def _quotient(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None or two == 0 else one / two
