"""How large a difference a study of this size finds, and how many articles a difference needs: by simulation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from framing.inference.arrays import MIN_CLUSTERS, Floats
from framing.inference.intervals import difference_p

STEP = 0.005  # differences are told to half a percentage point
MOST_PER_OUTLET = 500
_PERMUTATIONS = 999
_CELLS = 1_000_000  # outlets × articles × studies held at a time
_ALPHA = 0.05
SDS = (0.35, 0.35, 0.5)


@dataclass(frozen=True)
class _Study:
    """What a simulated study is like."""

    share: float
    voices: float
    sds: tuple[float, float, float]
    n_simulations: int
    seed: int


def detectable_difference(
    n_articles: int | Sequence[int],
    *,
    n_outlets: int | Sequence[int] = 20,
    share: float = 0.5,
    voices_per_article: float = 4.0,
    sds: tuple[float, float, float] = SDS,
    power: float = 0.8,
    n_simulations: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Find the smallest difference of voice shares between two groups of outlets that a study would find.

    Parameters
    ----------
    n_articles : articles of the study, of both groups together; or several numbers, one row each.
    n_outlets : outlets, half of them in each group, ten or more; or several numbers. Articles are spread evenly,
        and what is left over is left out.
    share : the side's share in the typical outlet, half way between the groups.
    voices_per_article : voices of the two sides that an article has on average (Poisson).
    sds : how far outlets, incidents and articles vary around their group's share: standard deviations on the logit
        scale. Every outlet reports each incident once.
    power : chance of finding the difference that is asked for.
    n_simulations : studies simulated for each difference that is tried.
    seed : of everything that is drawn.

    Returns
    -------
    DataFrame, one row for each number of articles and of outlets: `n_articles` (those used), `n_outlets`,
    `articles_per_outlet`, `share`, `difference` (the smallest, in steps of .005, that is found with the power asked
    for), `power` (with which it is found), `power_low` and `power_high` (95 % interval of that, from the number of
    simulations), `reason` (why there is no difference to tell).

    Raises
    ------
    ValueError : fewer than ten outlets, fewer articles than outlets, a share or power outside 0 to 1.

    See Also
    --------
    articles_needed, voice_balance

    Notes
    -----
    Found means p < .05 in the test that `voice_balance` makes: the groups' labels permuted over outlets. The
    difference is between the shares in the typical outlet of each group. Where outlets vary, more articles from the
    same outlets help little: take more outlets. Standard deviations of .35 are those of `simulate_study`; a study
    with one-sided articles has larger ones.

    Examples
    --------
    >>> detectable_difference([400, 1600], n_outlets=20)[["n_articles", "difference"]]
    """
    study = _checked(share, voices_per_article, sds, power, n_simulations, seed)
    most = 2 * min(share, 1 - share) - STEP
    if most <= STEP:
        raise ValueError(
            f"share={share!r} is not allowed; allowed: over {STEP:g} and under {1 - STEP:g}, since differences are "
            f"told in steps of {STEP:g}."
        )
    tried = np.arange(STEP, most, STEP)
    rows = []
    for outlets in _numbers("n_outlets", n_outlets, least=2 * MIN_CLUSTERS):
        for articles in _numbers("n_articles", n_articles, least=outlets):
            each = articles // outlets
            at, reached = _first_that(partial(_at_difference, study, outlets, each, tried), len(tried), power)
            row = _row(study, outlets, each, reached)
            if at is None:
                row["reason"] = (
                    f"not even {most:.3f} is found with a power of {power:g}: take more outlets or articles"
                )
            rows.append(row | {"difference": None if at is None else float(tried[at])})
    return _table(rows)


def articles_needed(
    difference: float | Sequence[float],
    *,
    n_outlets: int | Sequence[int] = 20,
    share: float = 0.5,
    voices_per_article: float = 4.0,
    sds: tuple[float, float, float] = SDS,
    power: float = 0.8,
    n_simulations: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Find how many articles a study needs to find a difference of voice shares between two groups of outlets.

    Parameters
    ----------
    difference : difference of the groups' shares that is to be found, over 0; or several.
    n_outlets, share, voices_per_article, sds, power, n_simulations, seed : as in `detectable_difference`.

    Returns
    -------
    DataFrame as from `detectable_difference`, one row for each difference and number of outlets: the smallest
    `n_articles` with which it is found. Missing, with a `reason`, where 500 articles an outlet are not enough.

    See Also
    --------
    detectable_difference

    Examples
    --------
    >>> articles_needed(0.15, n_outlets=[20, 40])[["n_outlets", "n_articles"]]
    """
    study = _checked(share, voices_per_article, sds, power, n_simulations, seed)
    sizes = _sizes()
    rows = []
    for outlets in _numbers("n_outlets", n_outlets, least=2 * MIN_CLUSTERS):
        for gap in _gaps(difference):
            if not 0 < gap < 2 * min(share, 1 - share):
                raise ValueError(
                    f"difference={gap!r} with share={share!r} is not allowed; both groups' shares, "
                    "share ± difference / 2, must lie between 0 and 1, and the difference over 0."
                )
            at, reached = _first_that(partial(_at_size, study, outlets, sizes, float(gap)), len(sizes), power)
            row = _row(study, outlets, None if at is None else sizes[at], reached)
            row["difference"] = float(gap)
            if at is None:
                row["reason"] = (
                    f"not found with a power of {power:g} even with {MOST_PER_OUTLET} articles an outlet: outlets "
                    "differ by themselves; take more outlets"
                )
            rows.append(row)
    return _table(rows)


def _at_difference(study: _Study, n_outlets: int, per_outlet: int, tried: Floats, at: int) -> float:
    return _power(study, n_outlets, per_outlet, float(tried[at]))


def _at_size(study: _Study, n_outlets: int, sizes: list[int], difference: float, at: int) -> float:
    return _power(study, n_outlets, sizes[at], difference)


def _power(study: _Study, n_outlets: int, per_outlet: int, difference: float) -> float:
    """Share of simulated studies with p < .05."""
    # The same draws for every difference, so that a larger one is found at least about as often.
    rng = np.random.default_rng([study.seed, n_outlets, per_outlet])
    in_first = np.arange(n_outlets) < (n_outlets + 1) // 2
    around = special.logit(study.share + np.where(in_first, difference, -difference) / 2)
    at_once = max(1, _CELLS // (n_outlets * per_outlet))
    found = 0
    for start in range(0, study.n_simulations, at_once):
        n = min(at_once, study.n_simulations - start)
        a, voices = _totals(rng, study, around, per_outlet, n)
        here = in_first[:, None]
        first, second = (a * here, voices * here), (a * ~here, voices * ~here)
        p, _ = difference_p(first, second, n_resamples=_PERMUTATIONS, seed=study.seed)
        found += int((p < _ALPHA).sum())
    return found / study.n_simulations


def _totals(
    rng: np.random.Generator, study: _Study, around: Floats, per_outlet: int, n: int
) -> tuple[Floats, Floats]:
    """Voices of the side and all voices, (outlets, n), of n studies."""
    outlet_sd, incident_sd, article_sd = study.sds
    logits = around[:, None, None] + rng.normal(0, outlet_sd, (len(around), 1, n))
    logits = logits + rng.normal(0, incident_sd, (1, per_outlet, n))
    if article_sd:
        logits += article_sd * rng.standard_normal((len(around), per_outlet, n))
    chance = special.expit(logits).sum(axis=1)
    # Poisson numbers of voices, each of the side or not by a chance of its own, sum to two independent Poissons.
    a = rng.poisson(study.voices * chance)
    return a.astype(np.float64), (a + rng.poisson(study.voices * (per_outlet - chance))).astype(np.float64)


def _first_that(chance_of: Callable[[int], float], n: int, power: float) -> tuple[int | None, float]:
    """The first of n ordered choices that reaches the power, by halving; None, and the last one's power, if none."""
    last = chance_of(n - 1)
    if last < power:
        return None, last
    low, high, reached = -1, n - 1, last
    while high - low > 1:
        middle = (low + high) // 2
        chance = chance_of(middle)
        if chance >= power:
            high, reached = middle, chance
        else:
            low = middle
    return high, reached


def _sizes() -> list[int]:
    """Articles an outlet to try: each number up to 20, then steps of a twentieth."""
    sizes = list(range(1, 21))
    while sizes[-1] < MOST_PER_OUTLET:
        sizes.append(min(MOST_PER_OUTLET, sizes[-1] + max(1, sizes[-1] // 20)))
    return sizes


def _row(study: _Study, n_outlets: int, per_outlet: int | None, reached: float) -> dict[str, object]:
    interval = stats.binomtest(round(reached * study.n_simulations), study.n_simulations).proportion_ci(
        method="wilson"
    )
    return {
        "n_articles": None if per_outlet is None else n_outlets * per_outlet,
        "n_outlets": n_outlets,
        "articles_per_outlet": per_outlet,
        "share": study.share,
        "difference": None,
        "power": reached,
        "power_low": float(interval.low),
        "power_high": float(interval.high),
        "reason": None,
    }


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    whole = ("n_articles", "n_outlets", "articles_per_outlet")
    kinds = {name: "Int64" if name in whole else "str" if name == "reason" else "float64" for name in rows[0]}
    return pd.DataFrame(rows).astype(kinds)


def _checked(
    share: float,
    voices: float,
    sds: Sequence[float],
    power: float,
    n_simulations: int,
    seed: int,
) -> _Study:
    for name, value in (("share", share), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"{name}={value!r} is not allowed; allowed: a number between 0 and 1.")
    if not 0 < voices < np.inf:
        raise ValueError(f"voices_per_article={voices!r} is not allowed; allowed: a number over 0.")
    if len(sds) != 3 or not all(0 <= sd < np.inf for sd in sds):
        raise ValueError(
            f"sds={sds!r} is not allowed; it takes three numbers of 0 or more: of outlets, incidents, articles."
        )
    if not isinstance(n_simulations, int | np.integer) or n_simulations < 100:
        raise ValueError(
            f"n_simulations={n_simulations!r} is not allowed; allowed: a whole number, 100 or more."
        )
    return _Study(share, voices, (sds[0], sds[1], sds[2]), n_simulations, seed)


def _numbers(name: str, value: int | Sequence[int], *, least: int) -> list[int]:
    given: list[Any] = np.atleast_1d(np.asarray(value)).tolist()
    whole = (isinstance(number, int | float) and number == number // 1 for number in given)
    if not given or not all(whole):
        raise ValueError(
            f"{name}={value!r} is not allowed; allowed: a whole number, or a list of one or more."
        )
    numbers = [int(number) for number in given]
    why = {
        "n_outlets": f"{MIN_CLUSTERS} in each group, fewer give no p-value",
        "n_articles": "one for each outlet",
    }[name]
    for number in numbers:
        if number < least:
            raise ValueError(f"{name}={number!r} is not allowed; allowed: {least} or more ({why}).")
    return numbers


def _gaps(difference: float | Sequence[float]) -> list[float]:
    given: list[Any] = np.atleast_1d(np.asarray(difference)).tolist()
    if not given or not all(isinstance(gap, int | float) for gap in given):
        raise ValueError(
            f"difference={difference!r} is not allowed; allowed: a number, or a list of one or more."
        )
    return [float(gap) for gap in given]
