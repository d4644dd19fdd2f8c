"""The delete-one-cluster jackknife: intervals of smooth statistics where clusters are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from framing.checks import choose
from framing.inference.arrays import MIN_CLUSTERS, Floats, Ints, columns, members_of
from framing.inference.clusters import counted

Scale = Literal["logit", "log", "identity"]
SCALES = ("logit", "log", "identity")


@dataclass(frozen=True)
class Interval:
    """Intervals of several statistics at once: one entry per column; NaN and a reason where there is none."""

    low: Floats
    high: Floats
    se: Floats
    n_units: Ints
    reason: list[str]
    n_resamples: Ints


def jackknife_t(
    totals_num: npt.ArrayLike,
    totals_den: npt.ArrayLike,
    *,
    scale: Scale = "logit",
    level: float = 0.95,
    unit: str = "clusters",
) -> Interval:
    """Intervals of shares or ratios of sums: estimate ± t(K − 1) × jackknife standard error.

    Parameters
    ----------
    totals_num, totals_den : per-cluster totals, (K,) or (K, columns); the statistic of a column is their
        sums' ratio.
    scale : "logit" for shares (the numerator is part of the denominator), "log" for ratios, "identity" for
        neither.
    level : coverage that the interval claims.
    unit : what a cluster is, as a plural, for `reason`.

    Returns
    -------
    Interval: `low`, `high` on the scale of the statistic, `se` on `scale`, `n_units`, `reason` per column.

    Notes
    -----
    Logit and log add ½ to each cell. Clusters without a denominator in a column say nothing about it and are
    not counted. No interval, but a reason, with fewer than five clusters; where all the numerator is 0 or
    (logit) is all of the denominator; where a single cluster holds all of the numerator, or (logit) all of the
    rest, since without it nothing is left; and where clusters do not differ, since their spread is then
    unknown, not nil.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). An introduction to the bootstrap, chapter 11. Chapman & Hall.
    """
    choose("scale", scale, SCALES)
    num, den = columns(totals_num), columns(totals_den)
    if num.shape != den.shape:
        raise ValueError(f"totals_num has shape {num.shape}, totals_den {den.shape}; they must agree.")
    informative = den > 0
    n, d = num.sum(axis=0), den.sum(axis=0)
    full = to_scale(n, d, scale)
    deleted = to_scale(n - num, d - den, scale)
    interval = jackknife_values(full, deleted, informative=informative, level=level, unit=unit)
    lone = _lone(num, den, scale, unit)
    reasons = [
        next(filter(None, why), "") for why in zip(one_sided(n, d, scale), interval.reason, lone, strict=True)
    ]
    given = np.array([not reason for reason in reasons], dtype=bool)
    low, high = from_scale(interval.low, scale), from_scale(interval.high, scale)
    return Interval(
        np.where(given, low, np.nan),
        np.where(given, high, np.nan),
        np.where(given, interval.se, np.nan),
        interval.n_units,
        reasons,
        interval.n_resamples,
    )


def jackknife_values(
    full: npt.ArrayLike,
    deleted: npt.ArrayLike,
    *,
    informative: npt.ArrayLike | None = None,
    strata: npt.ArrayLike | None = None,
    level: float = 0.95,
    unit: str = "clusters",
) -> Interval:
    """The jackknife for any smooth statistic: its value, and its value with each cluster left out.

    Parameters
    ----------
    full : (columns,) statistics of all clusters, on a scale where they are roughly symmetric.
    deleted : (K, columns) statistics without cluster k.
    informative : (K, columns) flags: clusters that the statistic can depend on; by default all.
    strata : one label per cluster where two or more samples were drawn apart (two groups of outlets):
        variances then add and the degrees of freedom are Welch's; every stratum needs five clusters.
    level, unit : as in `jackknife_t`.

    Returns
    -------
    Interval, on the scale of `full`.
    """
    if not 0 < level < 1:
        raise ValueError(f"level={level!r} is not allowed; allowed: a number between 0 and 1, such as 0.95.")
    values, center = columns(deleted), np.atleast_1d(np.asarray(full, dtype=np.float64))
    used = np.ones(values.shape, dtype=bool) if informative is None else columns(informative) > 0
    variance, squares = np.zeros(len(center)), np.zeros(len(center))
    fewest = np.full(len(center), np.iinfo(np.int64).max, dtype=np.int64)
    for members in members_of(strata, len(values)):
        here = used[members]
        k = here.sum(axis=0)
        safe = np.maximum(k, 1)
        mean = np.where(here, values[members], 0.0).sum(axis=0) / safe
        spread = np.where(here, (values[members] - mean) ** 2, 0.0).sum(axis=0)
        part = (safe - 1) / safe * spread
        variance += part
        squares += part**2 / np.maximum(k - 1, 1)
        fewest = np.minimum(fewest, k)
    n_units = used.sum(axis=0).astype(np.int64)
    se = np.sqrt(variance)
    flat = se <= 1e-9 * np.maximum(1.0, np.abs(center))
    reasons = [
        _why_none(int(k), int(total), unit, bool(same))
        for k, total, same in zip(np.minimum(fewest, n_units), n_units, flat, strict=True)
    ]
    given = np.array([not reason for reason in reasons], dtype=bool)
    df = np.divide(variance**2, squares, out=np.ones(len(center)), where=squares > 0)
    reach = stats.t.ppf(0.5 + level / 2, np.maximum(df, 1.0)) * se
    return Interval(
        np.where(given, center - reach, np.nan),
        np.where(given, center + reach, np.nan),
        np.where(given, se, np.nan),
        n_units,
        reasons,
        np.zeros(len(center), dtype=np.int64),
    )


def to_scale(num: Floats, den: Floats, scale: Scale) -> Floats:
    """The statistic num / den on a scale where its sampling distribution is roughly symmetric."""
    if scale == "logit":
        return np.log((num + 0.5) / (den - num + 0.5))
    if scale == "log":
        return np.log((num + 0.5) / (den + 0.5))
    return np.divide(num, den, out=np.full(np.shape(num), np.nan), where=den != 0)


def from_scale(values: Floats, scale: Scale) -> Floats:
    """Back from `scale` to the statistic."""
    if scale == "logit":
        return np.asarray(special.expit(values))
    return np.exp(values) if scale == "log" else values


def one_sided(num: Floats, den: Floats, scale: Scale) -> list[str]:
    """Why a share at its very end, or without a denominator, has no interval; '' for the others."""
    reasons = []
    for n, d in zip(num, den, strict=True):
        if d <= 0:
            reasons.append("nothing to count: the denominator is 0")
        elif scale != "identity" and n <= 0:
            reasons.append("none counted: a share of 0 gives no interval")
        elif scale == "logit" and n >= d:
            reasons.append("all counted: a share of 1 gives no interval")
        else:
            reasons.append("")
    return reasons


def _lone(num: Floats, den: Floats, scale: Scale, unit: str) -> list[str]:
    """Why there is no interval where one cluster alone tells a share from 0 or 1; '' for other columns."""
    if scale == "identity":
        return [""] * num.shape[1]
    one = counted(1, unit)
    rest = (den - num > 1e-9 * np.maximum(den, 1.0)).sum(axis=0)
    return [
        f"counted in {one} alone: no spread to build an interval on" if holds == 1
        else f"all counted but in {one}: no spread to build an interval on" if scale == "logit" and left == 1
        else ""
        for holds, left in zip((num > 0).sum(axis=0), rest, strict=True)
    ]  # fmt: skip


def _why_none(fewest: int, total: int, unit: str, flat: bool) -> str:
    if total == 1 and unit == "articles":
        return "a single article gives no interval"
    if fewest < MIN_CLUSTERS:
        where = "" if fewest == total else " in one group"
        return f"{counted(fewest, unit)}{where}: under {MIN_CLUSTERS} clusters give no interval"
    return f"the {unit} do not differ: no spread to build an interval on" if flat else ""
