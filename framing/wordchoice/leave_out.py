"""The leave-out estimate of how well a word tells which of two groups used it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from framing.wordchoice.coded import Flags, Ints
from framing.wordchoice.keyness import Floats


@dataclass(frozen=True)
class Cells:
    """Every (cluster, word) that occurs, with its counts in target (x) and reference (y)."""

    cluster: Ints
    word: Ints
    x: Floats
    y: Floats
    n_clusters: int
    n_words: int

    def take(self, keep: Flags) -> Cells:
        some = keep[self.cluster]
        return Cells(
            self.cluster[some], self.word[some], self.x[some], self.y[some], self.n_clusters, self.n_words
        )


def cells_of(x: sparse.csc_matrix, y: sparse.csc_matrix) -> Cells:
    """The cells of two matrices of one shape, clusters × words."""
    # Ones, not counts: a sum of counts could cancel to nothing where a cell is filled.
    filled = ((x != 0) + (y != 0)).tocoo()
    row, column = filled.row.astype(np.int64), filled.col.astype(np.int64)
    order = np.lexsort((column, row))
    row, column = row[order], column[order]
    at = (row, column)
    return Cells(
        row,
        column,
        np.asarray(x.tocsr()[at], dtype=np.float64).ravel(),
        np.asarray(y.tocsr()[at], dtype=np.float64).ravel(),
        int(x.shape[0]),
        int(x.shape[1]),
    )


def partisanship_of(cells: Cells, swap: Floats | None = None, *, leave_out: bool = True) -> float:
    """One number for two groups; `swap` is 1 for clusters whose groups change places. NaN where a group is empty.

    With `leave_out=False` a cluster's own words are among those that judge them: the plug-in estimate.
    """
    x, y = cells.x, cells.y
    if swap is not None:
        moved = swap[cells.cluster] * (y - x)
        x, y = x + moved, y - moved
    in_x, in_y = (np.bincount(cells.word, weights=n, minlength=cells.n_words) for n in (x, y))
    of_x, of_y = (np.bincount(cells.cluster, weights=n, minlength=cells.n_clusters) for n in (x, y))
    own = 1.0 if leave_out else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        # Frequencies of the word in either group, the cluster's own words set aside.
        f = (in_x[cells.word] - own * x) / (of_x.sum() - own * of_x)[cells.cluster]
        g = (in_y[cells.word] - own * y) / (of_y.sum() - own * of_y)[cells.cluster]
        posterior = f / (f + g)
    # A word that no other cluster has tells nothing of a group.
    posterior = np.where(np.isfinite(posterior), posterior, 0.5)
    means = []
    for n, total, chance in ((x, of_x, posterior), (y, of_y, 1.0 - posterior)):
        there = total > 0
        if not there.any():
            return float("nan")
        right = np.bincount(cells.cluster, weights=n * chance, minlength=cells.n_clusters)
        means.append(float(np.mean(right[there] / total[there])))
    return (means[0] + means[1]) / 2
