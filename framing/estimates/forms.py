"""Forms of statistics: how sums over articles become an estimate, and on which scale its interval is built.

A form reads the last axis of an array of sums, so that the statistic of all clusters, with each cluster left out,
and of every permutation is one call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Function = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Form:
    """A statistic of `width` sums.

    `estimate` gives its value, `inner` the value on the scale of the interval, `outer` leads back from there.
    `log`: two of them are compared by their ratio, not by their difference. `share`: the first sum is part of
    the second, and the intervals of shares hold for it. `cells`: sums that must not be 0, by their names.
    Of a contrast of two sides the denominator is what both are counted out of, together. `least`, `most`: the range
    that its values cannot leave, to which intervals on a straight scale are held. `positive`: a sum below 0, which
    only a corrected one can be, makes nonsense of the value.
    """

    width: int
    estimate: Function
    inner: Function
    outer: Function
    share: bool = False
    log: bool = False
    cells: tuple[str, ...] = ()
    numerator: Function | None = None
    denominator: Function | None = None
    least: float = -np.inf
    most: float = np.inf
    positive: bool = False

    def held(self, values: Floats) -> Floats:
        """Values, or ends of their interval, held to the range."""
        return np.clip(values, self.least, self.most)

    def held_apart(self, values: Floats) -> Floats:
        """Differences of two values held to the widest that can be."""
        widest = self.most - self.least  # without a range infinite
        return np.clip(values, -widest, widest)


def over(num: Floats, den: Floats) -> Floats:
    """num / den, NaN where there is nothing to divide by."""
    num, den = np.asarray(num, dtype=np.float64), np.asarray(den, dtype=np.float64)
    return np.divide(num, den, out=np.full(np.shape(num), np.nan), where=den > 0)


def _first_over_second(t: Floats) -> Floats:
    return over(t[..., 0], t[..., 1])


def _same(values: Floats) -> Floats:
    return values


def _log_odds(hits: Floats, misses: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log((hits + 0.5) / (misses + 0.5))


SHARE = Form(
    2,
    _first_over_second,
    lambda t: _log_odds(t[..., 0], t[..., 1] - t[..., 0]),
    special.expit,
    share=True,
    numerator=lambda t: t[..., 0],
    denominator=lambda t: t[..., 1],
    least=0.0,
    most=1.0,
)

# a's share of two, stretched to run from −1 to 1.
BALANCE = Form(
    2,
    lambda t: 2 * _first_over_second(t) - 1,
    SHARE.inner,
    lambda y: 2 * special.expit(y) - 1,
    share=True,
    numerator=lambda t: 2 * t[..., 0] - t[..., 1],
    denominator=lambda t: t[..., 1],
    least=-1.0,
    most=1.0,
)

RATIO = Form(
    2,
    _first_over_second,
    lambda t: _log_odds(t[..., 0], t[..., 1]),
    np.exp,
    log=True,
    numerator=lambda t: t[..., 0],
    denominator=lambda t: t[..., 1],
    least=0.0,
)

MEAN = Form(
    2,
    _first_over_second,
    _first_over_second,
    _same,
    numerator=lambda t: t[..., 0],
    denominator=lambda t: t[..., 1],
)
# Means of what lies between 0 and 1, or −1 and 1.
UNIT_MEAN = replace(MEAN, least=0.0, most=1.0)
SIGNED_MEAN = replace(MEAN, least=-1.0, most=1.0)
COUNT_MEAN = replace(MEAN, least=0.0)


def _difference(t: Floats) -> Floats:
    return over(t[..., 0], t[..., 1]) - over(t[..., 2], t[..., 3])


def _bent_difference(t: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.arctanh(_difference(t))


# Share (or mean) of one side minus that of the other: (hits a, all a, hits b, all b).
SHARE_CONTRAST = Form(
    4,
    _difference,
    _bent_difference,
    np.tanh,
    denominator=lambda t: t[..., 1] + t[..., 3],
    least=-1.0,
    most=1.0,
)
UNIT_CONTRAST = Form(
    4, _difference, _difference, _same, denominator=lambda t: t[..., 1] + t[..., 3], least=-1.0, most=1.0
)
MEAN_CONTRAST = replace(UNIT_CONTRAST, least=-np.inf, most=np.inf)
SIGNED_CONTRAST = replace(UNIT_CONTRAST, least=-2.0, most=2.0)


def _surplus(t: Floats, half: float) -> Floats:
    t = t + half
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(t[..., 0] / t[..., 1]) - np.log(t[..., 2] / t[..., 3]))


# Log odds of being quoted minus log odds of being mentioned: (quotes a, quotes b, mentions a, mentions b).
SURPLUS = Form(
    4,
    lambda t: _surplus(t, 0.0),
    lambda t: _surplus(t, 0.5),
    _same,
    cells=("quotes of {a}", "quotes of {b}", "mentions of {a}", "mentions of {b}"),
    denominator=lambda t: t.sum(axis=-1),
    positive=True,
)

# Odds of the first column against the second, a over b: (hits a, misses a, hits b, misses b).
ODDS_RATIO = Form(
    4,
    lambda t: np.exp(_surplus(t, 0.0)),
    lambda t: _surplus(t, 0.5),
    np.exp,
    log=True,
    cells=("{hit} cues of {a}", "{miss} cues of {a}", "{hit} cues of {b}", "{miss} cues of {b}"),
    denominator=lambda t: t.sum(axis=-1),
    least=0.0,
    positive=True,
)


def pooled_odds_ratio(n_strata: int) -> Form:
    """The odds ratio pooled over strata (Mantel & Haenszel 1959): sums are (stratum, cell), flattened."""

    def parts(t: Floats) -> tuple[Floats, Floats]:
        cells = t.reshape(*t.shape[:-1], n_strata, 4)
        n = cells.sum(axis=-1)
        safe = np.where(n > 0, n, 1.0)
        one = (cells[..., 0] * cells[..., 3] / safe).sum(axis=-1)
        two = (cells[..., 1] * cells[..., 2] / safe).sum(axis=-1)
        return one, two

    def inner(t: Floats) -> Floats:
        one, two = parts(t)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(one / two)

    return Form(
        4 * n_strata,
        lambda t: np.exp(inner(t)),
        inner,
        np.exp,
        log=True,
        denominator=lambda t: t.sum(axis=-1),
        least=0.0,
        positive=True,
    )


def _janis_fadner(t: Floats) -> Floats:
    f, u, r, n = (t[..., i] for i in range(4))
    return np.where(f >= u, over(f**2 - f * u, r * n), over(f * u - u**2, r * n))


# The coefficient of imbalance: (favourable, unfavourable, relevant, all).
IMBALANCE = Form(
    4,
    _janis_fadner,
    _janis_fadner,
    _same,
    numerator=lambda t: t[..., 0] - t[..., 1],
    denominator=lambda t: t[..., 3],
    least=-1.0,
    most=1.0,
)
