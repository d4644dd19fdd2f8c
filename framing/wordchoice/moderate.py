"""The spread of a word's difference, borrowed in part from words as frequent as it."""

from __future__ import annotations

import numpy as np
from scipy.special import polygamma

from framing.wordchoice.keyness import Floats

_FEWEST = 20
_MANY = 100


def expected_variance(variance: Floats, mean: Floats, df: float) -> tuple[Floats, float]:
    """What variance a word's frequency lets expect, and how far to trust that (Smyth 2004).

    Parameters
    ----------
    variance : a variance of each word, on `df` degrees of freedom; 0 where a word does not vary.
    mean : its relative frequency.
    df : degrees of freedom.

    Returns
    -------
    (s₀², share) : s₀² is a curve of log variance over log frequency; share = d₀ / (d₀ + df), d₀ being how well words
    follow the curve, estimated from all of them. A moderated variance is share × s₀² + (1 − share) × the word's own.
    Fewer than 20 words keep their own: share is 0.

    Notes
    -----
    From a few dozen clusters a word's own variance is a poor estimate. Where words differ in how they cluster, d₀ is
    small and each keeps its own.

    References
    ----------
    Smyth, G. K. (2004). Linear models and empirical Bayes methods for assessing differential expression in microarray
    experiments. Statistical Applications in Genetics and Molecular Biology 3(1), article 3.
    """
    known = (variance > 0) & (mean > 0)
    if known.sum() < _FEWEST or df <= 0:
        return variance, 0.0
    x, y = np.log(mean[known]), np.log(variance[known])
    width = float(x.max() - x.min())
    degree = 0 if width < 1e-9 else 1 if known.sum() < _MANY else 3
    x = (x - x.min()) / max(width, 1e-9)
    expected = np.polynomial.polynomial.polyval(x, np.polynomial.polynomial.polyfit(x, y, degree))
    prior = _prior_df(float(np.var(y - expected, ddof=degree + 1) - polygamma(1, df / 2)))
    usual = variance.copy()
    usual[known] = np.exp(expected)
    return usual, prior / (prior + df) if np.isfinite(prior) else 1.0


def _prior_df(excess: float) -> float:
    """d₀ with trigamma(d₀ / 2) = excess, the spread of log variances that chance does not explain."""
    if excess <= 1e-9:
        return float("inf")
    half = 0.5 + 1.0 / excess
    for _ in range(50):
        trigamma = float(polygamma(1, half))
        step = trigamma * (1.0 - trigamma / excess) / float(polygamma(2, half))
        half += step
        if -step / half < 1e-9:
            break
    return 2.0 * half
