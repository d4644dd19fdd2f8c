"""Resamples and permutations as matrices: everything works on totals per cluster.

A statistic enters as one number per cluster (a row) and statistic (a column), never as rows of a table. All
resamples of all statistics are then one product: `bootstrap_weights(K, B, seed=0) @ totals` has shape (B,
columns).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.inference.arrays import Floats, columns, members_of

Seed = int | np.random.Generator


def bootstrap_weights(
    n_clusters: int, n_resamples: int, *, seed: Seed, strata: npt.ArrayLike | None = None
) -> Floats:
    """How often each resample draws each cluster: (n_resamples, n_clusters), rows sum to `n_clusters`.

    Parameters
    ----------
    n_clusters, n_resamples : shape.
    seed : a number, or a Generator to go on drawing from (a matrix drawn in slices equals one drawn whole).
    strata : one label per cluster; each stratum is then resampled on its own and keeps its size. Slices of a
        stratified matrix are drawn in another order than the whole.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((_at_least(1, "n_resamples", n_resamples), _at_least(0, "n_clusters", n_clusters)))
    for members in members_of(strata, n_clusters):
        drawn = rng.integers(len(members), size=(n_resamples, len(members)))
        into = slice(None) if strata is None else members
        # Row by row: the counters of one resample stay in the processor's cache.
        for weight, row in zip(weights, drawn, strict=True):
            weight[into] = np.bincount(row, minlength=len(members))
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
    """Group labels of the clusters, permuted: (n_resamples, K); groups keep their sizes, per stratum.

    For groups that each cluster belongs to as a whole (an outlet has one country). `permuted == target` is
    the (B, K) matrix whose product with the per-cluster totals gives the target's totals.
    """
    rng = np.random.default_rng(seed)
    labels = np.asarray(groups)
    out = np.tile(labels, (_at_least(1, "n_resamples", n_resamples), 1))
    for members in members_of(strata, len(labels)):
        out[:, members] = rng.permuted(out[:, members], axis=1)
    return out


def permuted_swaps(
    in_first: npt.ArrayLike, in_second: npt.ArrayLike, n_resamples: int, *, seed: Seed
) -> Floats:
    """Which clusters change group: a (n_resamples, K) matrix of 0 (stays) and 1 (its two groups are swapped).

    A cluster with articles in both groups (an incident that both report) swaps them or not, by a coin;
    clusters in one group only exchange their labels, so that the groups keep their sizes. With totals `x`,
    `y` of the two groups per cluster, the first group's permuted totals are `x.sum(0) + swaps @ (y - x)`, the
    second's `y.sum(0) - swaps @ (y - x)`.
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
    The observed arrangement is one of those possible, so that p is never 0 and the test keeps its level at
    any B. A missing observed value has a missing p; a missing permuted value counts against the finding.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in
    Genetics and Molecular Biology 9(1), article 39.
    """
    seen = np.atleast_1d(np.asarray(observed, dtype=np.float64))
    draws = np.abs(columns(permuted))
    extreme = (draws >= _just_below(seen)) | np.isnan(draws)
    p = (1.0 + extreme.sum(axis=0)) / (len(draws) + 1.0)
    return np.where(np.isnan(seen), np.nan, p)


def max_statistic_adjust(observed: npt.ArrayLike, permuted: npt.ArrayLike) -> Floats:
    """p-values adjusted for many tests by the permutation distribution of the largest |statistic|.

    Parameters
    ----------
    observed : (W,) statistics, one per word; comparable in scale, such as a log ratio over its standard
        error.
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
    draws = np.abs(columns(permuted))
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


def _just_below(values: Floats) -> Floats:
    # Sums in another order differ in the last digits; an arrangement equal to the observed one must count as
    # a tie.
    return np.abs(values) * (1 - 1e-9) - 1e-12


def _at_least(least: int, argument: str, value: int) -> int:
    if value < least:
        raise ValueError(f"{argument}={value!r} is not allowed; allowed: {least} or more.")
    return value
