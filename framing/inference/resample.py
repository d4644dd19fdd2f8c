"""Clusters, resamples and permutations as matrices, and the jackknife: everything works on totals per cluster.

A statistic enters as one number per cluster (a row) and statistic (a column), never as rows of a table. All resamples of
all statistics are then one product: `bootstrap_weights(K, B, seed=0) @ totals` has shape (B, columns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from framing.checks import choose, need_columns

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Seed = int | np.random.Generator
Scale = Literal["logit", "log", "identity"]

SCALES = ("logit", "log", "identity")
MIN_CLUSTERS = 5  # below this no interval: too few to know their spread
BOOTSTRAP_CLUSTERS = 50  # from here on the percentile bootstrap covers what it claims
N_RESAMPLES = 1999


@dataclass(frozen=True)
class Interval:
    """Intervals of several statistics at once: one entry per column; NaN and a reason where there is none."""

    low: Floats
    high: Floats
    se: Floats
    n_units: Ints
    reason: list[str]
    n_resamples: Ints


def cluster_index(articles: pd.DataFrame, cluster: str | None = None) -> tuple[Ints, list[str], str]:
    """The cluster of every article: what is drawn, deleted or permuted as one.

    Parameters
    ----------
    articles : articles table.
    cluster : a column of `articles` ("outlet", "incident", …); by default an article together with its copies, that is
        `duplicate_of` or, where that is missing, `article_id`.

    Returns
    -------
    codes : for each row of `articles`, the number of its cluster.
    names : the clusters' names, sorted, so that the order of rows does not matter.
    label : what a cluster is, as a plural to print ("articles", "outlets").

    Notes
    -----
    An article whose cluster is not known is a cluster of its own: articles without an incident share none.
    """
    need_columns(articles, ["article_id"], what="articles")
    if cluster is not None:
        choose("cluster", cluster, [str(column) for column in articles.columns])
    column = "duplicate_of" if cluster is None else cluster
    own = articles["article_id"].astype("object").to_numpy()
    if column not in articles.columns:
        keys = [(0, str(name)) for name in own]
    else:
        given = articles[column].astype("object").to_numpy()
        alone = 0 if cluster in (None, "article_id", "duplicate_of") else 1
        keys = [(alone, str(o)) if pd.isna(g) else (0, str(g)) for g, o in zip(given, own, strict=True)]
    ordered = sorted(set(keys))
    code_of = {key: code for code, key in enumerate(ordered)}
    codes = np.array([code_of[key] for key in keys], dtype=np.int64)
    label = "articles" if cluster in (None, "article_id", "duplicate_of") else plural(cluster)
    return codes, [name for _, name in ordered], label


def copy_weights(articles: pd.DataFrame, groups: npt.ArrayLike | None = None) -> Floats:
    """The weight of every article with which wire copy counts once: 1 / its copies in the same group.

    `groups` holds one label per article: a text that two groups print counts once in each of them.
    """
    codes, names, _ = cluster_index(articles)
    if groups is not None:
        labels = np.unique(np.asarray(groups), return_inverse=True)[1].reshape(-1)
        codes = codes + labels.astype(np.int64) * max(len(names), 1)
    copies = np.bincount(codes) if len(codes) else np.zeros(0, dtype=np.int64)
    return 1.0 / copies[codes].astype(np.float64)


def cluster_totals(values: npt.ArrayLike, codes: npt.ArrayLike, n_clusters: int) -> Floats:
    """Sums per cluster of a (rows, columns) array of per-article values: shape (n_clusters, columns)."""
    rows = _columns(values)
    at = np.asarray(codes, dtype=np.int64)
    return np.column_stack(
        [np.bincount(at, weights=rows[:, j], minlength=n_clusters) for j in range(rows.shape[1])]
    )


def plural(name: str) -> str:
    """'outlet' → 'outlets', 'country' → 'countries'."""
    if name.endswith("y") and name[-2:-1] not in tuple("aeiou"):
        return name[:-1] + "ies"
    return name if name.endswith("s") else name + "s"


def bootstrap_weights(
    n_clusters: int, n_resamples: int, *, seed: Seed, strata: npt.ArrayLike | None = None
) -> Floats:
    """How often each resample draws each cluster: a (n_resamples, n_clusters) matrix, rows sum to `n_clusters`.

    Parameters
    ----------
    n_clusters, n_resamples : shape.
    seed : a number, or a Generator to go on drawing from (a matrix drawn in slices equals one drawn whole).
    strata : one label per cluster; each stratum is then resampled on its own and keeps its size. Slices of a stratified
        matrix are drawn in another order than the whole.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((_at_least(1, "n_resamples", n_resamples), _at_least(0, "n_clusters", n_clusters)))
    for members in _members(strata, n_clusters):
        drawn = rng.integers(len(members), size=(n_resamples, len(members)))
        drawn += np.arange(n_resamples)[:, None] * len(members)
        counts = np.bincount(drawn.ravel(), minlength=n_resamples * len(members))
        weights[:, members] = counts.reshape(n_resamples, len(members))
    return weights


def permuted_signs(n_clusters: int, n_resamples: int, *, seed: Seed) -> Floats:
    """A (n_resamples, n_clusters) matrix of +1 and −1: two sides swapped, or not, within each cluster.

    For the contrast of two sides inside articles: with `d` the per-cluster totals of side a minus side b,
    `permuted_signs(K, B, seed=0) @ d` are B totals under the null that the sides could be exchanged.
    """
    rng = np.random.default_rng(seed)
    shape = (_at_least(1, "n_resamples", n_resamples), _at_least(0, "n_clusters", n_clusters))
    return np.where(rng.integers(2, size=shape) == 1, -1.0, 1.0)


def permuted_groups(
    groups: npt.ArrayLike, n_resamples: int, *, seed: Seed, strata: npt.ArrayLike | None = None
) -> npt.NDArray[np.generic]:
    """Group labels of the clusters, permuted: (n_resamples, K); sizes of groups stay, within each stratum if given.

    For groups that each cluster belongs to as a whole (an outlet has one country). `permuted == target` is the
    (B, K) matrix whose product with the per-cluster totals gives the target's totals.
    """
    rng = np.random.default_rng(seed)
    labels = np.asarray(groups)
    out = np.tile(labels, (_at_least(1, "n_resamples", n_resamples), 1))
    for members in _members(strata, len(labels)):
        out[:, members] = rng.permuted(out[:, members], axis=1)
    return out


def permuted_swaps(
    in_first: npt.ArrayLike, in_second: npt.ArrayLike, n_resamples: int, *, seed: Seed
) -> Floats:
    """Which clusters change group: a (n_resamples, K) matrix of 0 (stays) and 1 (its two groups are swapped).

    A cluster with articles in both groups (an incident that both report) swaps them or not, by a coin; clusters in one
    group only exchange their labels, so that the groups keep their sizes. With totals `x`, `y` of the two groups per
    cluster, the first group's permuted totals are `x.sum(0) + swaps @ (y - x)`, the second's `y.sum(0) - swaps @ (y - x)`.
    """
    first, second = np.asarray(in_first, dtype=bool), np.asarray(in_second, dtype=bool)
    rng = np.random.default_rng(seed)
    swaps = np.zeros((_at_least(1, "n_resamples", n_resamples), len(first)))
    both, one = np.flatnonzero(first & second), np.flatnonzero(first ^ second)
    swaps[:, both] = rng.integers(2, size=(n_resamples, len(both)))
    permuted = rng.permuted(np.tile(first[one], (n_resamples, 1)), axis=1)
    swaps[:, one] = permuted != first[one]
    return swaps


def p_value(observed: npt.ArrayLike, permuted: npt.ArrayLike) -> Floats:
    """Two-sided p = (1 + number of |permuted| ≥ |observed|) / (B + 1), per column.

    Parameters
    ----------
    observed : one value per statistic.
    permuted : (B,) for one statistic or (B, statistics).

    Notes
    -----
    The observed arrangement is one of those possible, so that p is never 0 and the test keeps its level at any B. A
    missing observed value has a missing p; a missing permuted value counts against the finding.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1), article 39.
    """
    seen = np.atleast_1d(np.asarray(observed, dtype=np.float64))
    draws = np.abs(_columns(permuted))
    extreme = (draws >= _just_below(seen)) | np.isnan(draws)
    p = (1.0 + extreme.sum(axis=0)) / (len(draws) + 1.0)
    return np.where(np.isnan(seen), np.nan, p)


def max_statistic_adjust(observed: npt.ArrayLike, permuted: npt.ArrayLike) -> Floats:
    """p-values adjusted for many tests by the permutation distribution of the largest |statistic|.

    Parameters
    ----------
    observed : (W,) statistics, one per word; comparable in scale, such as a log ratio over its standard error.
    permuted : (B, W) the same statistics under B permutations, each of all words at once.

    Returns
    -------
    (W,) adjusted p: (1 + number of permutations whose largest |statistic| ≥ |observed|) / (B + 1).

    Notes
    -----
    Single-step: the chance that any word at all would look this strong. Words that occur together keep their
    dependence, since a permutation moves whole clusters. A missing observed value is not a test and has no p.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). Resampling-based multiple testing. Wiley.
    """
    seen = np.atleast_1d(np.asarray(observed, dtype=np.float64))
    draws = np.abs(_columns(permuted))
    if draws.shape[1] != len(seen):
        raise ValueError(
            f"permuted has {draws.shape[1]} columns, observed {len(seen)} values; they must agree."
        )
    tested = ~np.isnan(seen)
    if not tested.any():
        return np.full(len(seen), np.nan)
    largest = np.sort(np.nan_to_num(draws[:, tested], nan=0.0).max(axis=1))
    at_least = len(largest) - np.searchsorted(largest, _just_below(np.where(tested, seen, 0.0)), side="left")
    return np.where(tested, (1.0 + at_least) / (len(largest) + 1.0), np.nan)


def jackknife_t(
    totals_num: npt.ArrayLike,
    totals_den: npt.ArrayLike,
    *,
    scale: Scale = "logit",
    level: float = 0.95,
    unit: str = "clusters",
) -> Interval:
    """Intervals of shares or ratios of sums: estimate ± t(K − 1) × the delete-one-cluster jackknife standard error.

    Parameters
    ----------
    totals_num, totals_den : per-cluster totals, (K,) or (K, columns); the statistic of a column is their sums' ratio.
    scale : "logit" for shares (the numerator is part of the denominator), "log" for ratios, "identity" for neither.
    level : coverage that the interval claims.
    unit : what a cluster is, as a plural, for `reason`.

    Returns
    -------
    Interval: `low`, `high` on the scale of the statistic, `se` on `scale`, `n_units`, `reason` per column.

    Notes
    -----
    Logit and log add ½ to each cell. Clusters without a denominator in a column say nothing about it and are not
    counted. No interval, but a reason, with fewer than five clusters; where all the numerator is 0 or (logit) is all of
    the denominator; and where clusters do not differ, since their spread is then unknown, not nil.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). An introduction to the bootstrap, chapter 11. Chapman & Hall.
    """
    choose("scale", scale, SCALES)
    num, den = _columns(totals_num), _columns(totals_den)
    if num.shape != den.shape:
        raise ValueError(f"totals_num has shape {num.shape}, totals_den {den.shape}; they must agree.")
    informative = den > 0
    n, d = num.sum(axis=0), den.sum(axis=0)
    full = to_scale(n, d, scale)
    deleted = to_scale(n - num, d - den, scale)
    interval = jackknife_values(full, deleted, informative=informative, level=level, unit=unit)
    reasons = [why or more for why, more in zip(one_sided(n, d, scale), interval.reason, strict=True)]
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
    strata : one label per cluster where two or more samples were drawn apart (two groups of outlets): variances then add
        and the degrees of freedom are Welch's; every stratum needs five clusters.
    level, unit : as in `jackknife_t`.

    Returns
    -------
    Interval, on the scale of `full`.
    """
    if not 0 < level < 1:
        raise ValueError(f"level={level!r} is not allowed; allowed: a number between 0 and 1, such as 0.95.")
    values, center = _columns(deleted), np.atleast_1d(np.asarray(full, dtype=np.float64))
    used = np.ones(values.shape, dtype=bool) if informative is None else _columns(informative) > 0
    variance, squares = np.zeros(len(center)), np.zeros(len(center))
    fewest = np.full(len(center), np.iinfo(np.int64).max, dtype=np.int64)
    for members in _members(strata, len(values)):
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
    """Why a share at its very end, or without a denominator, has no interval; empty strings for the others."""
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


def _why_none(fewest: int, total: int, unit: str, flat: bool) -> str:
    if fewest < MIN_CLUSTERS:
        single = {"articles": "a single article", "clusters": "a single cluster"}
        if total == 1:
            return f"{single.get(unit, f'1 of {unit}')} gives no interval"
        where = "" if fewest == total else " in one group"
        return f"{fewest} {unit}{where}: under {MIN_CLUSTERS} clusters give no interval"
    return f"the {unit} do not differ: no spread to build an interval on" if flat else ""


def _columns(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array[:, None] if array.ndim == 1 else array


def _members(strata: npt.ArrayLike | None, n: int) -> Sequence[npt.NDArray[np.intp]]:
    if strata is None:
        return [np.arange(n)] if n else []
    labels = np.asarray(strata)
    if len(labels) != n:
        raise ValueError(f"strata has {len(labels)} labels for {n} clusters; it needs one for each.")
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


def _just_below(values: Floats) -> Floats:
    # Sums in another order differ in the last digits; an arrangement equal to the observed one must count as a tie.
    return np.abs(values) * (1 - 1e-9) - 1e-12


def _at_least(least: int, argument: str, value: int) -> int:
    if value < least:
        raise ValueError(f"{argument}={value!r} is not allowed; allowed: {least} or more.")
    return value
