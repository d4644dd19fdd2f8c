"""Intervals and p-values that follow the design: clusters, resamples, permutations, many tests at once."""

from framing.inference.arrays import BOOTSTRAP_CLUSTERS, MIN_CLUSTERS, N_RESAMPLES
from framing.inference.clusters import cluster_index, cluster_totals, copy_weights, counted
from framing.inference.coded import MIN_CODED, CodedSample, judged_chances, units_of
from framing.inference.corrected import (
    corrected_difference,
    corrected_interval,
    corrected_totals,
    corrected_values,
)
from framing.inference.detect import articles_needed, detectable_difference
from framing.inference.intervals import (
    bootstrap_shares,
    difference_interval,
    difference_p,
    share_interval,
    slices,
    swap_p,
)
from framing.inference.jackknife import Interval, jackknife_t, jackknife_values
from framing.inference.resample import (
    bootstrap_weights,
    max_statistic_adjust,
    p_value,
    permuted_groups,
    permuted_signs,
    permuted_swaps,
)

__all__ = [
    "BOOTSTRAP_CLUSTERS",
    "MIN_CLUSTERS",
    "MIN_CODED",
    "N_RESAMPLES",
    "CodedSample",
    "Interval",
    "articles_needed",
    "bootstrap_shares",
    "bootstrap_weights",
    "cluster_index",
    "cluster_totals",
    "copy_weights",
    "corrected_difference",
    "corrected_interval",
    "corrected_totals",
    "corrected_values",
    "counted",
    "detectable_difference",
    "difference_interval",
    "difference_p",
    "jackknife_t",
    "jackknife_values",
    "judged_chances",
    "max_statistic_adjust",
    "p_value",
    "permuted_groups",
    "permuted_signs",
    "permuted_swaps",
    "share_interval",
    "slices",
    "swap_p",
    "units_of",
]
