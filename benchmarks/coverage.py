"""Coverage of the intervals that the measures give: simulated corpora with known shares.

    python benchmarks/coverage.py [--studies 2000]

Clusters (incidents that five outlets report, or outlets with ten articles each) vary around the known share on the
logit scale; outlets differ, articles have 0 to about 15 voices, one in eight none, voices 5 to 60 words. A 95 %
interval should cover 95 % of the studies in which it is given; `none` is the share of studies without one, `why` the
commonest reason. Below stand intervals that take every voice or word for a draw of its own, and the percentile
bootstrap of few clusters, which do not cover.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from framing.estimates.forms import ODDS_RATIO
from framing.inference import (
    Interval,
    bootstrap_weights,
    difference_interval,
    jackknife_t,
    jackknife_values,
    share_interval,
)

Floats = npt.NDArray[np.float64]
CLUSTERS = (3, 6, 10, 30, 100)
SHARES = (0.05, 0.2, 0.5)
CLUSTER_SD, ARTICLE_SD = 0.5, 0.5
OUTLETS = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])  # of incidents: the five that report each, for good
SLICE = 250  # studies at a time


@dataclass(frozen=True)
class Totals:
    """Per cluster and study: words of a, of a and b; the same in voices."""

    a: Floats
    both: Floats
    a_voices: Floats
    voices: Floats


@dataclass(frozen=True)
class Cell:
    """Coverage of one interval: over studies that have one; the share that has none and the commonest reason."""

    covered: float
    missing: float
    why: str
    low: float = math.nan
    high: float = math.nan


def corpora(
    rng: np.random.Generator,
    n_clusters: int,
    n_studies: int,
    share: float,
    *,
    kind: str = "incident",
    shift: Floats | float = 0.0,
) -> Totals:
    """Totals of `n_studies` corpora; `shift` is added per cluster (what two groups of one incident share)."""
    outlets = OUTLETS if kind == "incident" else np.zeros(10)
    own = rng.normal(0, CLUSTER_SD, (n_clusters, n_studies)) + shift
    out = [np.zeros((n_clusters, n_studies)) for _ in range(4)]
    for outlet in outlets:
        chance = special.expit(
            special.logit(share) + outlet + own + rng.normal(0, ARTICLE_SD, (n_clusters, n_studies))
        )
        voices = rng.poisson(rng.gamma(1.5, 8 / 3, (n_clusters, n_studies)))
        a = rng.binomial(voices, chance)
        words = [_words(rng, count) for count in (a, voices - a)]
        for total, more in zip(out, (words[0], words[0] + words[1], a, voices), strict=True):
            total += more
    return Totals(*out)


def _words(rng: np.random.Generator, voices: npt.NDArray[np.int64]) -> Floats:
    # A sum of gammas is a gamma: mean 18 words a voice, standard deviation 9.
    return np.where(voices > 0, rng.gamma(np.maximum(4 * voices, 1), 4.5), 0.0)


def true_share(share: float, *, kind: str = "incident", extra_sd: float = 0.0) -> float:
    """The share of a among all voices that such clusters would hold."""
    at, weights = np.polynomial.hermite_e.hermegauss(60)
    sd = math.sqrt(CLUSTER_SD**2 + ARTICLE_SD**2 + extra_sd**2)
    outlets = OUTLETS if kind == "incident" else np.zeros(1)
    values = special.expit(special.logit(share) + outlets[:, None] + sd * at[None, :])
    return float((values * weights).sum() / weights.sum() / len(outlets))


def score(intervals: list[Interval], truth: float) -> Cell:
    """How often the given intervals hold `truth`."""
    low, high = (np.concatenate([getattr(i, name) for i in intervals]) for name in ("low", "high"))
    reasons = [why for interval in intervals for why in interval.reason if why]
    given = ~np.isnan(low)
    common = Counter(reasons).most_common(1)
    if not given.any():
        return Cell(math.nan, 1.0, common[0][0])
    inside = (low[given] <= truth) & (truth <= high[given])
    return Cell(
        float(inside.mean()),
        float(1 - given.mean()),
        common[0][0] if common else "",
        float((low[given] > truth).mean()),
        float((high[given] < truth).mean()),
    )


def studied(n_studies: int, one: Callable[[int], Interval]) -> list[Interval]:
    """The intervals of all studies, a slice at a time."""
    return [one(min(SLICE, n_studies - start)) for start in range(0, n_studies, SLICE)]


def share_cell(n_clusters: int, share: float, kind: str, *, studies: int, seed: int) -> Cell:
    rng = np.random.default_rng(seed)

    def one(n: int) -> Interval:
        totals = corpora(rng, n_clusters, n, share, kind=kind)
        return share_interval(totals.a, totals.both, n_resamples=999)

    return score(studied(studies, one), true_share(share, kind=kind))


def balance_cell(n_clusters: int, share: float, *, studies: int, seed: int) -> Cell:
    """The balance of attributions (not words): twice the share, less one."""
    rng = np.random.default_rng(seed)

    def one(n: int) -> Interval:
        totals = corpora(rng, n_clusters, n, share)
        found = share_interval(totals.a_voices, totals.voices, n_resamples=999)
        return Interval(2 * found.low - 1, 2 * found.high - 1, *_rest(found))

    return score(studied(studies, one), 2 * true_share(share) - 1)


def difference_cell(n_clusters: int, share: float, *, shared: bool, studies: int, seed: int) -> Cell:
    """Two groups, the first's share in the typical cluster .1 higher (.03 where the share is .05)."""
    rng = np.random.default_rng(seed)
    gap = 0.03 if share < 0.1 else 0.1
    common_sd = 0.7 if shared else 0.0

    def one(n: int) -> Interval:
        both = rng.normal(0, common_sd, (n_clusters, n))
        first = corpora(rng, n_clusters, n, share + gap, shift=both)
        second = corpora(rng, n_clusters, n, share, shift=both)
        pairs = [(first.a, first.both), (second.a, second.both)]
        if not shared:
            empty = np.zeros((n_clusters, n))
            pairs = [
                (np.vstack([first.a, empty]), np.vstack([first.both, empty])),
                (np.vstack([empty, second.a]), np.vstack([empty, second.both])),
            ]
        return difference_interval(pairs[0], pairs[1], n_resamples=999)

    truth = true_share(share + gap, extra_sd=common_sd) - true_share(share, extra_sd=common_sd)
    return score(studied(studies, one), truth)


def ratio_cell(n_clusters: int, share: float, *, studies: int, seed: int) -> Cell:
    """Words of a for each word of b."""
    rng = np.random.default_rng(seed)

    def one(n: int) -> Interval:
        totals = corpora(rng, n_clusters, n, share)
        return jackknife_t(totals.a, totals.both - totals.a, scale="log")

    truth = true_share(share)
    return score(studied(studies, one), truth / (1 - truth))


def odds_ratio_cell(n_clusters: int, share: float, *, studies: int, seed: int) -> Cell:
    """Odds of one kind of voice (a cue that distances) for one side's speakers against the other's; twice as high."""
    rng = np.random.default_rng(seed)
    odds = share / (1 - share)
    high = 2 * odds / (1 + 2 * odds)

    def one(n: int) -> Interval:
        both = rng.normal(0, 0.5, (n_clusters, n))
        one_side = corpora(rng, n_clusters, n, high, shift=both)
        other = corpora(rng, n_clusters, n, share, shift=both)
        cells = [one_side.a_voices, one_side.voices - one_side.a_voices]
        cells += [other.a_voices, other.voices - other.a_voices]
        return _of_form(np.stack(cells, axis=-1))

    ends = [true_share(value, extra_sd=0.5) for value in (high, share)]
    return score(studied(studies, one), special.logit(ends[0]) - special.logit(ends[1]))


def _of_form(cells: Floats) -> Interval:
    """The interval of the log odds ratio, as the measures build it: none where a sum is 0."""
    total = cells.sum(axis=0)
    found = jackknife_values(
        ODDS_RATIO.inner(total), ODDS_RATIO.inner(total - cells), informative=(cells > 0).any(axis=-1)
    )
    empty = (total <= 0).any(axis=-1)
    reasons = ["an empty cell" if none else why for none, why in zip(empty, found.reason, strict=True)]
    low, high = (np.where(empty, np.nan, ends) for ends in (found.low, found.high))
    return Interval(low, high, found.se, found.n_units, reasons, found.n_resamples)


def token_cell(n_clusters: int, share: float, *, of: str, studies: int, seed: int) -> Cell:
    """Wilson's interval, every voice or every word a draw of its own."""
    rng = np.random.default_rng(seed)

    def one(n: int) -> Interval:
        totals = corpora(rng, n_clusters, n, share)
        hits, all_of = (totals.a_voices, totals.voices) if of == "voices" else (totals.a, totals.both)
        x, m = hits.sum(axis=0), np.maximum(all_of.sum(axis=0), 1)
        z = stats.norm.ppf(0.975)
        center = (x + z**2 / 2) / (m + z**2)
        reach = z / (m + z**2) * np.sqrt(x * (m - x) / m + z**2 / 4)
        zero = np.zeros(n, dtype=np.int64)
        return Interval(center - reach, center + reach, reach, zero, [""] * n, zero)

    return score(studied(studies, one), true_share(share))


def bootstrap_cell(n_clusters: int, share: float, *, studies: int, seed: int) -> Cell:
    """The percentile bootstrap over clusters, however few."""
    rng = np.random.default_rng(seed)

    def one(n: int) -> Interval:
        totals = corpora(rng, n_clusters, n, share)
        weights = bootstrap_weights(n_clusters, 999, seed=seed)
        with np.errstate(invalid="ignore"):
            draws = (weights @ totals.a) / (weights @ totals.both)
        low, high = np.nanquantile(draws, [0.025, 0.975], axis=0)
        zero = np.zeros(n, dtype=np.int64)
        return Interval(low, high, high - low, zero, [""] * n, zero)

    return score(studied(studies, one), true_share(share))


def _rest(found: Interval) -> tuple[Floats, npt.NDArray[np.int64], list[str], npt.NDArray[np.int64]]:
    return found.se, found.n_units, found.reason, found.n_resamples


GIVEN: dict[str, Callable[..., Cell]] = {
    "share, clusters are incidents": lambda k, s, **o: share_cell(k, s, "incident", **o),
    "share, clusters are outlets": lambda k, s, **o: share_cell(k, s, "outlet", **o),
    "balance (voices)": balance_cell,
    "difference, no shared incidents": lambda k, s, **o: difference_cell(k, s, shared=False, **o),
    "difference, shared incidents": lambda k, s, **o: difference_cell(k, s, shared=True, **o),
    "ratio": ratio_cell,
    "odds ratio": odds_ratio_cell,
}
FAILING: dict[str, Callable[..., Cell]] = {
    "every voice a draw of its own": lambda k, s, **o: token_cell(k, s, of="voices", **o),
    "every word a draw of its own": lambda k, s, **o: token_cell(k, s, of="words", **o),
    "percentile bootstrap": bootstrap_cell,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="statistics whose name contains this")
    args = parser.parse_args()
    error = 1.96 * math.sqrt(0.95 * 0.05 / args.studies)
    print(f"{args.studies} studies a cell; Monte-Carlo error ± {error:.3f}")
    for title, group in (("given by the measures", GIVEN), ("not used, to compare", FAILING)):
        print(
            f"\n{title}\n{'statistic':34} {'share':>5} {'K':>4} {'covers':>7} {'low>':>6} {'high<':>6} {'none':>6}  why"
        )
        for name, cell in group.items():
            if args.only not in name:
                continue
            for share in SHARES:
                for k in CLUSTERS:
                    found = cell(k, share, studies=args.studies, seed=args.seed)
                    line = f"{name:34} {share:5.2f} {k:4} {found.covered:7.3f} {found.low:6.3f} {found.high:6.3f}"
                    print(f"{line} {found.missing:6.3f}  {found.why}", flush=True)


if __name__ == "__main__":
    main()
