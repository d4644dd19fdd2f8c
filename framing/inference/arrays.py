"""Shapes and types that all of inference shares, and the numbers that decide what a design allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIN_CLUSTERS = 5  # below this no interval: too few to know their spread
BOOTSTRAP_CLUSTERS = 50  # from here on the percentile bootstrap covers what it claims
N_RESAMPLES = 1999


def columns(values: npt.ArrayLike) -> Floats:
    """A (rows, columns) array; a plain vector is one column."""
    array = np.asarray(values, dtype=np.float64)
    return array[:, None] if array.ndim == 1 else array


def members_of(strata: npt.ArrayLike | None, n: int) -> Sequence[npt.NDArray[np.intp]]:
    """The rows of each stratum; without strata, all."""
    if strata is None:
        return [np.arange(n)] if n else []
    labels = np.asarray(strata)
    if len(labels) != n:
        raise ValueError(f"strata has {len(labels)} labels for {n} clusters; it needs one for each.")
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]
