"""Which interval or p-value a design allows, and the reason where it allows none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from framing.inference.arrays import BOOTSTRAP_CLUSTERS, MIN_CLUSTERS, N_RESAMPLES, Floats
from framing.inference.clusters import counted
from framing.inference.jackknife import Interval, jackknife_t, jackknife_values
from framing.inference.resample import bootstrap_weights, p_value, permuted_signs, permuted_swaps

# Cells of a resampling matrix held at a time: few enough to stay in a processor's cache, which is what makes
# thousands of resamples of thousands of articles quick.
_CELLS = 100_000


def share_interval(
    totals_num: Floats,
    totals_den: Floats,
    *,
    level: float = 0.95,
    unit: str = "clusters",
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Intervals of shares of sums: jackknife-t, and from 50 clusters on the percentile bootstrap.

    Parameters
    ----------
    totals_num, totals_den : per-cluster totals, (K, columns).
    level, unit : as in `jackknife_t`.
    n_resamples, seed : of the bootstrap.

    Returns
    -------
    Interval; `n_resamples` is 0 in a column whose interval is the jackknife's.
    """
    interval = jackknife_t(totals_num, totals_den, level=level, unit=unit)
    wide = np.array([not reason for reason in interval.reason]) & (interval.n_units >= BOOTSTRAP_CLUSTERS)
    if not wide.any():
        return interval
    draws = bootstrap_shares(totals_num[:, wide], totals_den[:, wide], n_resamples=n_resamples, seed=seed)
    return _percentile(interval, wide, draws, level, n_resamples)


def difference_interval(
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
    *,
    names: tuple[str, str] = ("the first group", "the second"),
    level: float = 0.95,
    unit: str = "clusters",
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Intervals of the difference of two groups' shares.

    Parameters
    ----------
    first, second : per-cluster numerators and denominators of each group, each (K, columns) over the same K
        clusters; a cluster that a group has no article in holds zeros.
    names : the groups, for `reason`.
    level, unit, n_resamples, seed : as in `share_interval`.

    Returns
    -------
    Interval of first − second.

    Notes
    -----
    The jackknife-t is built on the inverse hyperbolic tangent of the difference, so that no end leaves [−1,
    1]. Where no cluster has articles in both groups, the groups' variances add and the degrees of freedom are
    Welch's; where some do (both report an incident), a cluster leaves both groups at once, so that what they
    share cancels out. From 50 clusters in each group on, the percentile bootstrap. None where a group has
    fewer than five clusters or a share of 0 or 1, whose spread cannot be told.
    """
    (num1, den1), (num2, den2) = first, second
    with np.errstate(divide="ignore", invalid="ignore"):
        share1, share2 = _left_out(num1, den1), _left_out(num2, den2)
        full = np.arctanh(num1.sum(0) / den1.sum(0) - num2.sum(0) / den2.sum(0))
        deleted = np.arctanh(share1 - share2)
    informative = (den1 > 0) | (den2 > 0)
    usable = np.isfinite(full)
    strata = None if _crossed(den1, den2) else (den1 > 0).any(axis=1)
    interval = jackknife_values(
        np.where(usable, full, 0.0),
        np.where(np.isfinite(deleted), deleted, 0.0),
        informative=informative,
        strata=strata,
        level=level,
        unit=unit,
    )
    reasons = []
    for column, why in enumerate(interval.reason):
        pairs = list(
            zip((num1[:, column], num2[:, column]), (den1[:, column], den2[:, column]), names, strict=True)
        )
        reasons.append(next(filter(None, (_group_reason(*pair, unit) for pair in pairs)), why))
    given = np.array([not reason for reason in reasons])
    interval = replace(
        interval,
        low=np.where(given, np.tanh(interval.low), np.nan),
        high=np.where(given, np.tanh(interval.high), np.nan),
        se=np.where(given, interval.se, np.nan),
        reason=reasons,
    )
    fewest = np.minimum((den1 > 0).sum(axis=0), (den2 > 0).sum(axis=0))
    wide = given & (fewest >= BOOTSTRAP_CLUSTERS)
    if not wide.any():
        return interval
    draws = bootstrap_shares(
        np.hstack([num1[:, wide], num2[:, wide]]),
        np.hstack([den1[:, wide], den2[:, wide]]),
        n_resamples=n_resamples,
        seed=seed,
        strata=strata,
    )
    half = draws.shape[1] // 2
    return _percentile(interval, wide, draws[:, :half] - draws[:, half:], level, n_resamples)


def bootstrap_shares(
    totals_num: Floats,
    totals_den: Floats,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
    strata: npt.ArrayLike | None = None,
) -> Floats:
    """Resampled shares, (n_resamples, columns), NaN where nothing was drawn: one product per slice."""
    rng = np.random.default_rng(seed)
    both = np.hstack([totals_num, totals_den])
    parts = [
        bootstrap_weights(len(both), size, seed=rng, strata=strata) @ both
        for size in slices(n_resamples, len(both))
    ]
    sums = np.vstack(parts)
    num, den = np.hsplit(sums, 2)
    return np.divide(num, den, out=np.full(num.shape, np.nan), where=den > 0)


def swap_p(
    difference: Floats, *, n_resamples: int = N_RESAMPLES, seed: int = 0, unit: str = "clusters"
) -> tuple[float, str]:
    """p-value of a contrast of two sides, the sides swapped within clusters; or NaN and the reason.

    Parameters
    ----------
    difference : (K,) totals of side a minus side b per cluster. The balance's denominator stays when sides
        are swapped.
    """
    # Weighted sums of equal amounts can leave a last digit behind.
    told = difference[np.abs(difference) > 1e-9 * max(1.0, float(np.abs(difference).max(initial=0.0)))]
    if len(told) < MIN_CLUSTERS:
        return (
            np.nan,
            f"{counted(len(told), unit)} with a difference of sides: under {MIN_CLUSTERS} give no p-value",
        )
    rng = np.random.default_rng(seed)
    draws = [permuted_signs(len(told), size, seed=rng) @ told for size in slices(n_resamples, len(told))]
    return float(p_value(told.sum(), np.concatenate(draws))[0]), ""


def difference_p(
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
    *,
    names: tuple[str, str] = ("the first group", "the second"),
    unit: str = "clusters",
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> tuple[Floats, list[str]]:
    """p-values of differences of two groups' shares, labels permuted over clusters; or NaN and the reason.

    Parameters
    ----------
    first, second, names, unit : as in `difference_interval`; clusters are those that the design lets change
        label.
    """
    (num1, den1), (num2, den2) = first, second
    in_first, in_second = (den1 > 0).any(axis=1), (den2 > 0).any(axis=1)
    for inside, name in zip((in_first, in_second), names, strict=True):
        if inside.sum() < MIN_CLUSTERS:
            few = counted(int(inside.sum()), unit)
            why = f"{few} in {name}: a p-value permutes {unit} and needs {MIN_CLUSTERS} a group"
            return np.full(num1.shape[1], np.nan), [why] * num1.shape[1]
    totals = [part.sum(axis=0) for part in (num1, den1, num2, den2)]
    moves = np.hstack([num2 - num1, den2 - den1])
    rng = np.random.default_rng(seed)
    draws = []
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = totals[0] / totals[1] - totals[2] / totals[3]
        for size in slices(n_resamples, len(moves)):
            moved = permuted_swaps(in_first, in_second, size, seed=rng) @ moves
            num, den = np.hsplit(moved, 2)
            draws.append((totals[0] + num) / (totals[1] + den) - (totals[2] - num) / (totals[3] - den))
    p = p_value(observed, np.vstack(draws))
    return p, ["" if np.isfinite(value) else "nothing to count in one group" for value in p]


def _left_out(num: Floats, den: Floats) -> Floats:
    return (num.sum(axis=0) - num) / (den.sum(axis=0) - den)


def _crossed(den1: Floats, den2: Floats) -> bool:
    return bool(((den1 > 0).any(axis=1) & (den2 > 0).any(axis=1)).any())


def _group_reason(num: Floats, den: Floats, name: str, unit: str) -> str:
    k, n, d = int((den > 0).sum()), float(num.sum()), float(den.sum())
    if k == 0:
        return f"nothing to count in {name}"
    if k < MIN_CLUSTERS:
        return f"{counted(k, unit)} in {name}: under {MIN_CLUSTERS} clusters give no interval"
    return f"a share of {n / d:.0f} in {name} gives no interval" if n <= 0 or n >= d else ""


def _percentile(
    interval: Interval, wide: npt.NDArray[np.bool_], draws: Floats, level: float, n: int
) -> Interval:
    low, high = np.nanquantile(draws, [0.5 - level / 2, 0.5 + level / 2], axis=0)
    ends = {"low": interval.low.copy(), "high": interval.high.copy()}
    ends["low"][wide], ends["high"][wide] = low, high
    n_resamples = np.where(wide, n, interval.n_resamples).astype(np.int64)
    return replace(interval, low=ends["low"], high=ends["high"], n_resamples=n_resamples)


def slices(n_resamples: int, n_clusters: int) -> Iterator[int]:
    """How many resamples are held at a time, slice by slice, so that memory does not grow with their number."""
    step = max(1, _CELLS // max(n_clusters, 1))
    for start in range(0, n_resamples, step):
        yield min(step, n_resamples - start)
