"""Which words differ more than any word would if groups could be exchanged."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from framing.inference import MIN_CLUSTERS, counted, permuted_swaps
from framing.wordchoice.coded import Ints
from framing.wordchoice.design import Groups, chunks, exact, product
from framing.wordchoice.keyness import Floats
from framing.wordchoice.moderate import expected_variance


def adjusted_p(
    groups: Groups, columns: Ints, *, inside: bool, n_resamples: int, seed: int
) -> tuple[Floats, str]:
    """Family-wise p of each chosen term by Westfall–Young, and why there is none.

    Notes
    -----
    With m a word's pooled frequency, eₖ = (xₖ − yₖ) − m (Xₖ − Yₖ) is by how much the groups differ in cluster k beyond
    what their numbers of words explain, and h = Σₖ eₖ. The statistic is h² / s², s² = (1 − d) (Σₖ eₖ² − h²/K) + d s₀²:
    the word's own spread around the difference, and the spread s₀² that is usual at its frequency, d as
    `expected_variance` weighs them. Σₖ eₖ², s₀² and d are the same in every permutation.
    """
    has_x, has_y = (totals > 0 for totals in groups.totals)
    missing = np.full(len(columns), np.nan)
    fewest = groups.n_units if inside else int(min(has_x.sum(), has_y.sum()))
    if fewest < MIN_CLUSTERS:
        where = "" if inside else " in one group"
        return missing, f"{counted(fewest, groups.label)}{where}: under {MIN_CLUSTERS} give no p"
    if not len(columns):
        return missing, ""
    both = np.ones(groups.n_units, dtype=bool)
    swaps = permuted_swaps(both if inside else has_x, both if inside else has_y, n_resamples, seed=seed)
    swaps = np.vstack([np.zeros(groups.n_units), swaps])
    totals_x, totals_y = groups.totals
    n_x = totals_x.sum() + swaps @ (totals_y - totals_x)
    # An arrangement that leaves one group without words has no difference; it counts against the finding.
    possible = (n_x > 0) & (n_x < totals_x.sum() + totals_y.sum())
    x, y = groups.x[:, columns], groups.y[:, columns]
    kind = exact(x, y)
    gap, turned = (y - x).tocsc().astype(kind), np.ascontiguousarray(swaps.T, dtype=kind)
    n_pooled = np.asarray((x + y).sum(axis=0)).ravel()
    base = np.asarray(x.sum(axis=0)).ravel()
    mean = n_pooled / (totals_x.sum() + totals_y.sum())
    own, usual, share = _spread(gap, mean, totals_x - totals_y)
    fixed, shrunk = (1 - share) * own + share * usual, (1 - share) / groups.n_units
    largest, observed = np.zeros(len(swaps)), np.zeros(len(columns))
    for part in chunks(np.diff(gap.indptr), len(swaps)):
        # h = 2 (words of the target that are this one − m × words of the target), squared in place.
        h = product(gap, part, turned)
        h += base[part][:, None]
        h -= mean[part][:, None] * n_x
        h *= h
        h *= 4
        spread = fixed[part][:, None] - shrunk * h
        # All of a word's spread may be the difference; rounding must not make it less than nothing.
        np.maximum(spread, 1e-9 * fixed[part][:, None], out=spread)
        np.divide(h, spread, out=h, where=spread > 0)
        h[own[part] <= 0] = 0.0
        observed[part] = h[:, 0]
        np.maximum(largest, h.max(axis=0), out=largest)
    draws = np.sort(np.where(possible, largest, np.inf)[1:])
    # Sums in another order differ in the last digits; an arrangement equal to the observed one must count as a tie.
    reached = len(draws) - np.searchsorted(draws, observed * (1 - 1e-7) - 1e-12, side="left")
    return np.asarray((1.0 + reached) / (len(draws) + 1.0), dtype=np.float64), ""


def _spread(gap: sparse.csc_matrix, mean: Floats, own: Floats) -> tuple[Floats, Floats, float]:
    """Σₖ eₖ² of each word, what is usual at its frequency, and the weight of the usual."""
    whole = gap.astype(np.float64)
    squares = np.asarray(whole.multiply(whole).sum(axis=0)).ravel()
    # gap is reference minus target: its sign, like that of `own`, falls out.
    variance = squares + 2 * mean * np.asarray(whole.T @ own).ravel() + mean**2 * (own @ own)
    # What rounding leaves of a word that stands in one proportion everywhere is no variance.
    variance[variance <= 1e-12 * (squares + mean**2 * (own @ own))] = 0.0
    usual, share = expected_variance(variance, mean, gap.shape[0] - 1)
    return variance, usual, share
