"""Krippendorff's α on arrays: the value, under any weights of the units, and its interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.inference import (
    BOOTSTRAP_CLUSTERS,
    Interval,
    bootstrap_weights,
    cluster_totals,
    jackknife_values,
)

Floats = npt.NDArray[np.float64]

LEVELS = ("nominal", "ordinal", "interval", "ratio")
# Cells of a matrix of resamples held at a time.
_CELLS = 2_000_000


def alpha(counts: npt.ArrayLike, values: npt.ArrayLike, level: str, weights: npt.ArrayLike) -> Floats:
    """α of a reliability table, once for each row of `weights`.

    Parameters
    ----------
    counts : (units, values) how many coders gave each unit each value. Units that fewer than two coded say nothing.
    values : (values,) the values as numbers, in order; of a nominal variable any numbers.
    level : "nominal", "ordinal", "interval" or "ratio".
    weights : (rows, units) how often each unit counts; ones for α itself.

    Returns
    -------
    (rows,) 1 − observed / expected disagreement; NaN where all values are the same, so that none is expected.

    Notes
    -----
    Observed: within each unit all pairs of values of different coders, over coders − 1. Expected: all pairs of values
    whatever their unit. Both are sums of n_c n_k δ²_ck, so that no table of pairs is needed: an ordinal δ is a
    difference of mid-ranks, and those move with the weights.
    """
    table, scale = np.asarray(counts, dtype=np.float64), np.asarray(values, dtype=np.float64)
    repeats = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    coders = table.sum(axis=1)
    table, repeats = table[coders >= 2], repeats[:, coders >= 2]
    coders = coders[coders >= 2]
    if not len(table):
        return np.full(len(repeats), np.nan)
    step = max(1, _CELLS // max(table.shape))
    parts = [
        _some(table, coders, scale, level, repeats[start : start + step])
        for start in range(0, len(repeats), step)
    ]
    return np.concatenate(parts)


def _some(table: Floats, coders: Floats, scale: Floats, level: str, repeats: Floats) -> Floats:
    totals = repeats @ table
    n = totals.sum(axis=1)
    each = repeats / (coders - 1)
    if level == "ordinal":
        ranks = np.cumsum(totals, axis=1) - totals / 2
        # Σ n_c n_k (r_c − r_k)² = 2 (n Σ n_c r_c² − (Σ n_c r_c)²), within a unit and over all.
        within = ranks @ table.T
        observed = 2 * (
            np.einsum("bv,bv->b", (each * coders) @ table, ranks**2) - np.einsum("bu,bu->b", each, within**2)
        )
        expected = 2 * (n * (totals * ranks**2).sum(axis=1) - (totals * ranks).sum(axis=1) ** 2)
    else:
        delta = _delta(scale, level)
        observed = each @ np.einsum("uv,uv->u", table @ delta, table)
        expected = np.einsum("bv,bv->b", totals @ delta, totals)
    # What rounding leaves of nothing is nothing.
    varies = (totals > 0).sum(axis=1) > 1
    safe = np.where(varies & (expected > 0), expected, 1.0)
    out = 1.0 - (n - 1) * np.maximum(observed, 0.0) / safe
    return np.where(varies & (expected > 0), out, np.nan)


def _delta(scale: Floats, level: str) -> Floats:
    if level == "nominal":
        return 1.0 - np.eye(len(scale))
    apart = scale[:, None] - scale[None, :]
    if level == "ratio":
        total = np.abs(scale[:, None] + scale[None, :])
        apart = np.divide(apart, total, out=np.zeros_like(apart), where=total > 0)
    return np.asarray(apart**2)


def alpha_interval(
    counts: Floats,
    values: Floats,
    level: str,
    clusters: npt.NDArray[np.int64],
    *,
    unit: str,
    confidence: float = 0.95,
    n_resamples: int = 1999,
    seed: int = 0,
) -> Interval:
    """The interval of α: clusters of units resampled, or left out one by one where they are few.

    From 50 clusters on the percentile bootstrap; below that the jackknife-t on ln(1 − α), which is the logarithm of a
    ratio; under five none.
    """
    told = counts.sum(axis=1) >= 2
    counts, codes = counts[told], np.unique(clusters[told], return_inverse=True)[1].reshape(-1)
    k = int(codes.max(initial=-1)) + 1
    full = alpha(counts, values, level, np.ones((1, len(counts))))
    left_out = alpha(counts, values, level, (codes[None, :] != np.arange(k)[:, None]).astype(np.float64))
    with np.errstate(divide="ignore"):
        center, deleted = np.log(1 - full), np.log(1 - left_out)
    reason = _reason(full, left_out)
    spread = jackknife_values(
        np.where(np.isfinite(center), center, 0.0),
        np.where(np.isfinite(deleted), deleted, 0.0),
        level=confidence,
        unit=unit,
    )
    reason = reason if k >= 5 and reason else spread.reason[0]
    low, high, drawn = 1 - np.exp(spread.high[0]), 1 - np.exp(spread.low[0]), 0
    if not reason and k >= BOOTSTRAP_CLUSTERS:
        weights = bootstrap_weights(k, n_resamples, seed=seed)[:, codes]
        # A resample in which all values are one has nothing to disagree on.
        draws = np.nan_to_num(alpha(counts, values, level, weights), nan=1.0)
        low, high = np.quantile(draws, [0.5 - confidence / 2, 0.5 + confidence / 2])
        drawn = n_resamples
    ends = (np.nan, np.nan) if reason else (float(low), float(high))
    return Interval(
        np.array([ends[0]]),
        np.array([ends[1]]),
        np.array([np.nan if reason else spread.se[0]]),
        np.array([k]),
        [reason],
        np.array([drawn]),
    )


def _reason(full: Floats, left_out: Floats) -> str:
    if not np.isfinite(full).all():
        return ""
    if full[0] >= 1:
        return "the coders never differ: no spread to build an interval on"
    if not np.isfinite(left_out).all() or (left_out >= 1).any():
        return "all that differs stands in one cluster: no spread to build an interval on"
    return ""


def pair_counts(
    codes: npt.NDArray[np.int64], first: int, second: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of two coders (columns of `codes`, −1 where missing): which units both coded, and where they agree."""
    both = (codes[:, first] >= 0) & (codes[:, second] >= 0)
    return both, both & (codes[:, first] == codes[:, second])


def value_counts(codes: npt.NDArray[np.int64], n_values: int) -> Floats:
    """(units, values) from (units, coders) value numbers, −1 where missing."""
    units, coders = np.nonzero(codes >= 0)
    flat = cluster_totals(np.ones(len(units)), units * n_values + codes[units, coders], len(codes) * n_values)
    return flat.reshape(len(codes), n_values)
