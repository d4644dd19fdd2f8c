"""The statistics of a word in two corpora: log-odds with a prior, G², log ratio and its conservative bound."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy
from scipy.stats import beta

Floats = NDArray[np.float64]


def log_odds(
    n_target: ArrayLike,
    n_reference: ArrayLike,
    total_target: float,
    total_reference: float,
    alpha: ArrayLike,
    alpha_0: float,
) -> tuple[Floats, Floats]:
    """Difference of log-odds with a Dirichlet prior, and its z-score (Monroe, Colaresi & Quinn 2008).

    Parameters
    ----------
    n_target, n_reference : counts of each word in the two corpora.
    total_target, total_reference : words in each corpus.
    alpha : pseudo-count of each word.
    alpha_0 : sum of the pseudo-counts of the whole vocabulary, tested or not.

    Returns
    -------
    (delta, z) : natural log; positive where the target uses the word more.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16(4), 372–403.
    """
    a = np.asarray(n_target, dtype=float) + np.asarray(alpha, dtype=float)
    b = np.asarray(n_reference, dtype=float) + np.asarray(alpha, dtype=float)
    # Where it is the only word there are no odds: nothing else could have been said.
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(a / (total_target + alpha_0 - a)) - np.log(b / (total_reference + alpha_0 - b))
    delta = np.where(np.isfinite(delta), delta, np.nan)
    return delta, delta / np.sqrt(1 / a + 1 / b)


def g2(n_target: ArrayLike, n_reference: ArrayLike, total_target: float, total_reference: float) -> Floats:
    """Log-likelihood ratio over the four cells word / other words × target / reference (Dunning 1993).

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics
    19(1), 61–74.
    """
    a, b = np.asarray(n_target, dtype=float), np.asarray(n_reference, dtype=float)
    c, d = total_target - a, total_reference - b
    n = total_target + total_reference
    cells = xlogy(a, a) + xlogy(b, b) + xlogy(c, c) + xlogy(d, d)
    margins = xlogy(a + b, a + b) + xlogy(c + d, c + d) + xlogy(total_target, total_target)
    value = 2 * (cells - margins - xlogy(total_reference, total_reference) + xlogy(n, n))
    return np.maximum(value, 0.0)


def log_ratio(
    n_target: ArrayLike, n_reference: ArrayLike, total_target: ArrayLike, total_reference: ArrayLike
) -> Floats:
    """Binary log of the ratio of relative frequencies (Hardie 2014), with ½ added to each of the four cells.

    +1: twice as frequent in the target. Words absent from one corpus get a finite value that grows with their count.

    References
    ----------
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.
    """
    a, b = np.asarray(n_target, dtype=float) + 0.5, np.asarray(n_reference, dtype=float) + 0.5
    return np.log2(a / (np.asarray(total_target) + 1.0)) - np.log2(b / (np.asarray(total_reference) + 1.0))


def conservative_log_ratio(
    n_target: ArrayLike,
    n_reference: ArrayLike,
    total_target: float,
    total_reference: float,
    *,
    level: float = 0.95,
    n_tests: int = 1,
) -> Floats:
    """The end of the log ratio's confidence interval that is nearer to 0; 0 where the interval holds it (Evert 2022).

    Parameters
    ----------
    n_target, n_reference : counts of each word in the two corpora.
    total_target, total_reference : words in each corpus.
    level : confidence level of the two-sided interval for all words together.
    n_tests : number of words compared; the level is Bonferroni-corrected for it.

    Notes
    -----
    Counts are taken as Poisson; given their sum, the target's count is binomial with probability
    p = rN₁ / (rN₁ + N₂), r the ratio of relative frequencies. The exact (Clopper–Pearson) interval of p, turned into
    one of log2 r, needs no ½ for zero counts.

    References
    ----------
    Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo, 202–205.
    Clopper, C. & Pearson, E. S. (1934). The use of confidence or fiducial limits. Biometrika 26, 404–413.
    """
    a, b = np.asarray(n_target, dtype=float), np.asarray(n_reference, dtype=float)
    tail = (1 - level) / 2 / max(n_tests, 1)
    offset = np.log2(total_reference) - np.log2(total_target)
    out = np.zeros(np.broadcast(a, b).shape)
    more = a * total_reference > b * total_target
    less = a * total_reference < b * total_target
    low = beta.ppf(tail, a[more], b[more] + 1)
    high = beta.isf(tail, a[less] + 1, b[less])
    out[more] = np.maximum(_log2_odds(low) + offset, 0.0)
    out[less] = np.minimum(_log2_odds(high) + offset, 0.0)
    return out


def _log2_odds(p: Floats) -> Floats:
    return np.log2(p) - np.log1p(-p) / np.log(2)
