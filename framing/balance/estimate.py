"""From what each article holds to a measures table: groups, intervals, differences, p-values, corrections.

A measure says once what it counts in every article (`Tally`); all that follows is the same for every measure and
stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from framing.balance.forms import BALANCE, Floats, Form
from framing.balance.groups import Groups, group_articles, permuted_by
from framing.checks import choose
from framing.inference import (
    MIN_CLUSTERS,
    N_RESAMPLES,
    Interval,
    cluster_index,
    cluster_totals,
    copy_weights,
    counted,
    difference_interval,
    difference_p,
    jackknife_values,
    p_value,
    permuted_signs,
    permuted_swaps,
    share_interval,
    swap_p,
)
from framing.schema import make_table

LEVEL = 0.95
Row = dict[str, Any]
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Quantity:
    """One row of a measure, for every group.

    `totals`: what its form sums, (articles, width). `low`, `high`: the same if all unresolved went the other way,
    or this way. `told`: voices behind the denominator where that is a number of articles. `swap`: how the
    columns change places when the two sides do; with it the row has a p-value. `compare`: two groups are
    compared in it. `whole`: the number of an article does not come apart into that of its sentences.
    `fixed`: why there is never an interval.
    """

    measure: str
    form: Form
    totals: Floats
    unit: str = "attributions"
    side: str | None = None
    target_side: str | None = None
    term: str | None = None
    versus: str | None = None
    low: Floats | None = None
    high: Floats | None = None
    told: Floats | None = None
    swap: tuple[int, ...] | None = None
    compare: bool = False
    whole: bool = False
    fixed: str = ""
    words: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> Key:
        return (
            self.measure, self.side or "", self.target_side or "", self.term or "", self.versus or "",
        )  # fmt: skip

    def take(self, rows: npt.NDArray[np.intp]) -> Quantity:
        return self._each(lambda values: values[rows])

    def weighted(self, weights: Floats) -> Quantity:
        by = weights[:, None]
        out = self._each(lambda values: values * (by if values.ndim == 2 else weights))
        return out

    def each(self) -> float:
        """Voices behind one unit of the denominator. With it, the ½ that a logit adds to each cell is half a
        voice; added to a mean of articles' shares it would be half an article, and pull the interval off."""
        if self.told is None:
            return 1.0
        total = float(self.totals[:, 1].sum())
        return float(self.told.sum()) / total if total > 0 else 1.0

    def _each(self, change: Callable[[Floats], Floats]) -> Quantity:
        changed = {
            name: None if getattr(self, name) is None else change(getattr(self, name))
            for name in ("totals", "low", "high", "told")
        }
        return replace(self, **changed)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Tally:
    """What a measure counts: its quantities in the order of rows; joint and unresolved units per article."""

    quantities: list[Quantity]
    joint: Floats
    unresolved: Floats


@dataclass(frozen=True)
class Corrected:
    """The same tally with the machine's error taken out.

    `coded`: articles that hold a coded unit. `whole`: whole articles were coded, not sentences.
    """

    tally: Tally
    coded: npt.NDArray[np.bool_]
    whole: bool


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


def measures_table(plan: Plan, tally: Tally, corrected: Corrected | None = None) -> pd.DataFrame:
    """All rows of a measure: every quantity for each group, then the differences of two groups.

    With `corrected`, each row is followed by its corrected one.
    """
    by_machine = _weighted(tally, plan.copies)
    mended = None if corrected is None else replace(corrected, tally=_weighted(corrected.tally, plan.copies))
    compared = plan.groups.pair(plan.pair) if plan.pair is not None else None
    rows: list[Row] = []
    for code in range(len(plan.groups.labels)):
        found = _group_rows(plan, by_machine, code)
        rows += found if mended is None else _interleaved(found, corrected_rows(plan, mended, code))
    if compared is not None:
        found = _difference_rows(plan, by_machine, compared)
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


def _group_rows(plan: Plan, tally: Tally, code: int) -> list[Row]:
    members = np.flatnonzero(plan.groups.codes == code)
    codes, names, label = cluster_index(plan.articles.iloc[members], plan.cluster)
    own = [quantity.take(members) for quantity in tally.quantities]
    sums = [cluster_totals(quantity.totals, codes, len(names)) for quantity in own]
    intervals = _intervals(own, sums, label, plan.seed)
    n_joint, n_unresolved = float(tally.joint[members].sum()), float(tally.unresolved[members].sum())
    rows = []
    for quantity, cells, interval in zip(own, sums, intervals, strict=True):
        row = _head(quantity, len(members), n_joint, n_unresolved, label)
        row |= dict(zip(plan.groups.by, plan.groups.labels[code], strict=True))
        row |= _estimated(quantity, cells) | _drawn(interval, quantity)
        if row["estimate"] is None:
            row |= {"ci_low": None, "ci_high": None, "confidence_level": None}
            row["reason"] = empty_cell(quantity, cells) or plan.nothing(quantity, len(members), n_unresolved)
        elif quantity.swap is not None:
            row = _swapped(row, quantity, cells, label, plan)
        rows.append(row)
    return rows


def _head(quantity: Quantity, n_articles: int, n_joint: float, n_unresolved: float, label: str) -> Row:
    return {
        "measure": quantity.measure, "unit": quantity.unit, "side": quantity.side,
        "target_side": quantity.target_side, "term": quantity.term, "versus": quantity.versus,
        "n_articles": n_articles, "n_joint": n_joint, "n_unresolved": n_unresolved, "method": "machine",
        "resampled_by": label,
    }  # fmt: skip


def _estimated(quantity: Quantity, cells: Floats) -> Row:
    total, form = cells.sum(axis=0), quantity.form
    row: Row = {
        "estimate": finite(form.estimate(total)),
        "numerator": None if form.numerator is None else finite(form.numerator(total)),
        "denominator": None if form.denominator is None else finite(form.denominator(total)),
    }
    for name, ends in (("bound_low", quantity.low), ("bound_high", quantity.high)):
        row[name] = None if ends is None else finite(form.estimate(ends.sum(axis=0)))
    return row


def _drawn(interval: Interval, quantity: Quantity) -> Row:
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
    why = empty_cell(quantity, cells)
    if not why and not usable:
        why = "an estimate at the end of its scale gives no interval"
    if not why and (informative & ~np.isfinite(deleted)).any():
        why = f"hangs on {counted(1, unit)} alone: no spread to build an interval on"
    if why or interval.reason[0]:
        return replace(
            interval, low=np.array([np.nan]), high=np.array([np.nan]), reason=[interval.reason[0] or why]
        )
    return replace(interval, low=form.outer(interval.low), high=form.outer(interval.high))


def empty_cell(quantity: Quantity, cells: Floats) -> str:
    """Names the sum that is 0 where a form can have none; '' where all is well."""
    names = dict(quantity.words)
    for name, total in zip(quantity.form.cells, cells.sum(axis=0), strict=False):
        if total <= 0:
            return f"no {name.format(**names)}: the statistic has no finite value"
    return ""


def _swapped(row: Row, quantity: Quantity, cells: Floats, label: str, plan: Plan) -> Row:
    """The p-value of a contrast of two sides, the sides swapped within clusters."""
    if quantity.form is BALANCE:
        if abs(row["estimate"]) == 1 and plan.pair is not None:
            alone = plan.pair[0] if row["estimate"] > 0 else plan.pair[1]
            row["reason"] = f"only {alone} speaks: no spread to build an interval on"
        p, why = swap_p(2 * cells[:, 0] - cells[:, 1], seed=plan.seed, unit=label)
    else:
        p, why = sides_swapped_p(quantity, cells, seed=plan.seed, unit=label)
    return _with_p(row, p, why, label, label)


def sides_swapped_p(quantity: Quantity, cells: Floats, *, seed: int, unit: str) -> tuple[float, str]:
    """p-value of a statistic under swaps of the two sides' sums within clusters; or NaN and the reason."""
    assert quantity.swap is not None
    moves = cells[:, list(quantity.swap)] - cells
    moving = (np.abs(moves) > 1e-9).any(axis=1)
    if moving.sum() < MIN_CLUSTERS:
        few = counted(int(moving.sum()), unit)
        return np.nan, f"{few} with a difference of sides: under {MIN_CLUSTERS} give no p-value"
    moves, total = moves[moving], cells.sum(axis=0)
    swaps = (1 - permuted_signs(len(moves), N_RESAMPLES, seed=seed)) / 2
    with np.errstate(all="ignore"):
        observed = quantity.form.inner(total)
        draws = quantity.form.inner(total + swaps @ moves)
    return float(p_value(observed, draws)[0]), ""


def _difference_rows(plan: Plan, tally: Tally, compared: tuple[int, int]) -> list[Row]:
    names = (plan.groups.named(compared[0]), plan.groups.named(compared[1]))
    chosen = np.flatnonzero(np.isin(plan.groups.codes, compared))
    part = plan.articles.iloc[chosen]
    inside = [(plan.groups.codes[chosen] == code)[:, None] for code in compared]
    kept = Groups(plan.groups.by, plan.groups.labels, plan.groups.codes[chosen])
    permuted, why_not = permuted_by(part, kept, plan.cluster)
    n_joint, n_unresolved = float(tally.joint[chosen].sum()), float(tally.unresolved[chosen].sum())
    rows = []
    for whole in tally.quantities:
        if not whole.compare:
            continue
        quantity = whole.take(chosen)
        codes, clusters, label = cluster_index(part, plan.cluster)
        first, second = (cluster_totals(quantity.totals * here, codes, len(clusters)) for here in inside)
        interval = _two_groups(quantity, first, second, names, label, plan.seed)
        p, why, p_label = np.nan, why_not, label
        if not why_not:
            p_codes, p_clusters, p_label = cluster_index(part, permuted)
            moved = [cluster_totals(quantity.totals * here, p_codes, len(p_clusters)) for here in inside]
            p, why = _groups_p(quantity, moved[0], moved[1], names, p_label, plan.seed)
        suffix = "ratio" if quantity.form.log else "difference"
        row = _head(quantity, len(chosen), n_joint, n_unresolved, label)
        row |= {"measure": f"{quantity.measure}_{suffix}", "versus": names[1]}
        row |= dict(zip(plan.groups.by, plan.groups.labels[compared[0]], strict=True))
        row |= _compared(quantity, first, second, inside) | _drawn(interval, quantity)
        if row["estimate"] is None:
            row |= {"ci_low": None, "ci_high": None, "confidence_level": None}
            row["reason"] = row["reason"] or "nothing to count in one group"
        else:
            row = _with_p(row, p, why, label, p_label)
        rows.append(row)
    return rows


def _compared(quantity: Quantity, first: Floats, second: Floats, inside: list[npt.NDArray[np.bool_]]) -> Row:
    form = quantity.form
    one, two = finite(form.estimate(first.sum(axis=0))), finite(form.estimate(second.sum(axis=0)))
    row: Row = {"estimate": _minus(one, two) if not form.log else _quotient(one, two)}
    if quantity.low is not None and quantity.high is not None:
        low = [finite(form.estimate((quantity.low * here).sum(axis=0))) for here in inside]
        high = [finite(form.estimate((quantity.high * here).sum(axis=0))) for here in inside]
        row |= {"bound_low": _minus(low[0], high[1]), "bound_high": _minus(high[0], low[1])}
    return row


def _two_groups(
    quantity: Quantity, first: Floats, second: Floats, names: tuple[str, str], label: str, seed: int
) -> Interval:
    if quantity.form.share:
        interval = difference_interval(
            (first[:, :1], first[:, 1:2]),
            (second[:, :1], second[:, 1:2]),
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
        why = why or (f"in {name}, {cell}" if cell else "")
    if not why and (not usable or (informative & ~np.isfinite(deleted)).any()):
        why = f"hangs on {counted(1, label)} alone: no spread to build an interval on"
    why = why or interval.reason[0]
    outer = form.outer if form.log else (lambda y: y)
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


def _with_p(row: Row, p: float, why: str, label: str, p_label: str) -> Row:
    if why:
        return row | {"reason": "; ".join(filter(None, [row["reason"], why]))}
    found = row | {"p_value": p, "n_resamples": N_RESAMPLES}
    if p_label != label:
        found["resampled_by"] = f"{label} (interval), {p_label} (p-value)"
    return found


def corrected_rows(plan: Plan, corrected: Corrected, code: int) -> list[Row]:
    """The corrected estimate of every quantity in one group."""
    members = np.flatnonzero(plan.groups.codes == code)
    codes, names, label = cluster_index(plan.articles.iloc[members], plan.cluster)
    held = _held(corrected.coded[members], codes, len(names))
    tally = corrected.tally
    n_joint, n_unresolved = float(tally.joint[members].sum()), float(tally.unresolved[members].sum())
    rows = []
    for whole in tally.quantities:
        quantity = whole.take(members)
        row = _head(quantity, len(members), n_joint, n_unresolved, label) | {"method": "corrected"}
        row |= dict(zip(plan.groups.by, plan.groups.labels[code], strict=True))
        row["n_units"] = int(held.sum())
        why = _why_not_corrected(quantity, corrected, held, label)
        if not why:
            cells = cluster_totals(quantity.totals, codes, len(names))
            row |= _estimated(quantity, cells)
            form = quantity.form
            low, high, why = _corrected_ends(
                form.estimate(cells.sum(axis=0)), form.estimate(cells.sum(axis=0) - cells), held, form, label
            )
            row |= {"ci_low": low, "ci_high": high}
        rows.append(_said_why(row, quantity.fixed or why, quantity.swap is not None))
    return rows


def corrected_differences(plan: Plan, corrected: Corrected, compared: tuple[int, int]) -> list[Row]:
    """The corrected difference of two groups, of every quantity that is compared."""
    names = (plan.groups.named(compared[0]), plan.groups.named(compared[1]))
    chosen = np.flatnonzero(np.isin(plan.groups.codes, compared))
    part, tally = plan.articles.iloc[chosen], corrected.tally
    inside = [(plan.groups.codes[chosen] == code)[:, None] for code in compared]
    codes, clusters, label = cluster_index(part, plan.cluster)
    helds = [_held(corrected.coded[chosen] & here[:, 0], codes, len(clusters)) for here in inside]
    n_joint, n_unresolved = float(tally.joint[chosen].sum()), float(tally.unresolved[chosen].sum())
    rows = []
    for whole in tally.quantities:
        if not whole.compare:
            continue
        quantity = whole.take(chosen)
        form = quantity.form
        suffix = "ratio" if form.log else "difference"
        row = _head(quantity, len(chosen), n_joint, n_unresolved, label)
        row |= {"measure": f"{quantity.measure}_{suffix}", "versus": names[1], "method": "corrected"}
        row |= dict(zip(plan.groups.by, plan.groups.labels[compared[0]], strict=True))
        row["n_units"] = int((helds[0] | helds[1]).sum())
        why = next(filter(None, (_why_not_corrected(quantity, corrected, h, label) for h in helds)), "")
        if not why:
            first, second = (cluster_totals(quantity.totals * h, codes, len(clusters)) for h in inside)
            row |= _compared(quantity, first, second, inside)
            one = [form.estimate(cells.sum(axis=0)) for cells in (first, second)]
            out = [form.estimate(cells.sum(axis=0) - cells) for cells in (first, second)]
            full, deleted = (
                (one[0] / one[1], out[0] / out[1]) if form.log else (one[0] - one[1], out[0] - out[1])
            )
            fewest = helds[int(helds[1].sum() < helds[0].sum())]
            low, high, why = _corrected_ends(full, deleted, fewest, form if form.log else None, label)
            row |= {"ci_low": low, "ci_high": high}
        rows.append(_said_why(row, why, True))
    return rows


def _held(coded: npt.NDArray[np.bool_], codes: npt.ArrayLike, n_clusters: int) -> npt.NDArray[np.bool_]:
    """Clusters that hold a coded unit."""
    return np.bincount(np.asarray(codes), weights=coded.astype(np.float64), minlength=n_clusters) > 0


def _why_not_corrected(
    quantity: Quantity, corrected: Corrected, held: npt.NDArray[np.bool_], label: str
) -> str:
    if quantity.whole and not corrected.whole:
        return "needs whole articles coded; the sample is of sentences"
    if held.sum() < MIN_CLUSTERS:
        few = counted(int(held.sum()), label)
        return f"{few} with coded units: under {MIN_CLUSTERS} give no corrected estimate"
    return ""


def _corrected_ends(
    full: Any, deleted: Any, held: npt.NDArray[np.bool_], form: Form | None, label: str
) -> tuple[float | None, float | None, str]:
    """Jackknife-t ends of a corrected statistic; t has as many degrees of freedom as coded clusters, less one.

    The spread is taken on the natural scale, where sums of single clusters may leave a share's range, and led to the
    scale of the interval by its slope at the estimate.
    """
    value = float(full)
    if not np.isfinite(value):
        return None, None, "the corrected sums have no finite value: code more units"
    gone = np.asarray(deleted, dtype=np.float64)
    if not np.isfinite(gone).all():
        return None, None, f"hangs on {counted(1, label)} alone: no spread to build an interval on"
    spread = jackknife_values(value, gone, level=LEVEL, unit=label)
    if spread.reason[0]:
        return None, None, spread.reason[0]
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, max(int(held.sum()) - 1, 1)) * spread.se[0])
    if form is None or not (form.share or form.log):
        return value - reach, value + reach, ""
    if form.log:
        if value <= 0:
            return None, None, "a corrected ratio of 0 or less gives no interval: code more units"
        return value * float(np.exp(-reach / value)), value * float(np.exp(reach / value)), ""
    stretched = form is BALANCE
    share, part = ((value + 1) / 2, reach / 2) if stretched else (value, reach)
    if not 0 < share < 1:
        return None, None, "a corrected share outside 0 and 1 gives no interval: code more units"
    step = part / (share * (1 - share))
    ends = special.expit(special.logit(share) + np.array([-step, step]))
    low, high = (2 * ends - 1) if stretched else ends
    return float(low), float(high), ""


def _said_why(row: Row, why: str, p_value_expected: bool) -> Row:
    row["confidence_level"] = LEVEL if row.get("ci_low") is not None else None
    no_p = "p-values are the machine's alone" if p_value_expected and not why else ""
    row["reason"] = why or no_p or None
    return row


def column_of(interval: Interval, column: int) -> Interval:
    """One column of the intervals of several statistics."""
    at = slice(column, column + 1)
    return Interval(
        interval.low[at], interval.high[at], interval.se[at], interval.n_units[at],
        [interval.reason[column]], interval.n_resamples[at],
    )  # fmt: skip


def finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _minus(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one - two


def _quotient(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None or two == 0 else one / two
