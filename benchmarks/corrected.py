"""Coverage of corrected estimates where the machine errs more on one side: simulated studies with known shares.

    python benchmarks/corrected.py [--studies 2000]

In every study the machine gives 25 % of a's voices to b and 5 % of b's to a, and misses 20 % of a's and 10 % of b's.
Articles, and where said outlets, vary around the known share; a probability sample of articles or sentences is coded
without error. A 95 % interval should cover 95 %; `machine` is the interval that takes the machine's word.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from framing.inference import (
    cluster_totals,
    corrected_difference,
    corrected_interval,
    corrected_totals,
    jackknife_t,
    judged_chances,
)

Floats = npt.NDArray[np.float64]
ARTICLE_SD, OUTLET_SD = 0.5, 0.35


@dataclass(frozen=True)
class Design:
    """How a study is made and coded. `coded`: articles, stratified (articles, 3 in 4 from half of the outlets), or
    sentences (half from those in which the machine found a voice). `gap`: share in half of the outlets minus that in
    the others. `judged`: share of the drawn units that coders came to."""

    n_outlets: int
    per_outlet: int
    coded: str
    n: int
    cluster: str = "article"
    share: float = 0.55
    gap: float = 0.0
    judged: float = 1.0

    @property
    def label(self) -> str:
        what = (
            f"{self.n_outlets * self.per_outlet} articles, {self.n} {self.coded} coded, share {self.share:g}"
        )
        what += f", {self.judged:.0%} of them judged" if self.judged < 1 else ""
        return what + (f", {self.n_outlets} outlets as clusters" if self.cluster == "outlet" else "")


DESIGNS = (
    Design(20, 15, "articles", 40),
    Design(20, 15, "articles", 100),
    Design(20, 50, "articles", 100),
    Design(20, 15, "stratified", 60),
    Design(20, 50, "stratified", 100),
    Design(20, 15, "sentences", 300),
    Design(20, 50, "sentences", 300),
    Design(20, 50, "sentences", 300, "outlet"),
    Design(10, 40, "sentences", 300, "outlet"),
    Design(20, 50, "articles", 60, share=0.2),
    Design(20, 50, "articles", 60, share=0.05),
    Design(20, 15, "sentences", 300, share=0.2),
    Design(20, 15, "sentences", 400, judged=0.5),
)


@dataclass(frozen=True)
class Study:
    """One study: per-article (a, a + b) by the machine and corrected; outlet and flag of each article."""

    machine: Floats
    corrected: Floats
    outlet: npt.NDArray[np.int64]
    coded: npt.NDArray[np.bool_]


def true_share(design: Design, share: float) -> float:
    """The share of a's voices among all that such outlets would print."""
    sd = math.hypot(ARTICLE_SD, OUTLET_SD if design.cluster == "outlet" else 0.0)
    at, weights = np.polynomial.hermite_e.hermegauss(40)
    return float((special.expit(special.logit(share) + sd * at) * weights).sum() / weights.sum())


def simulate(rng: np.random.Generator, design: Design) -> Study:
    """Sentences with at most one voice each, read by a machine that errs, some of them coded."""
    n = design.n_outlets * design.per_outlet
    outlet = np.repeat(np.arange(design.n_outlets), design.per_outlet)
    first = outlet < design.n_outlets // 2
    around = special.logit(design.share + np.where(first, design.gap, -design.gap) / 2)
    if design.cluster == "outlet":
        around = around + rng.normal(0, OUTLET_SD, design.n_outlets)[outlet]
    chance = special.expit(around + rng.normal(0, ARTICLE_SD, n))
    voices, empty = rng.poisson(rng.gamma(2, 2, n)), rng.poisson(8, n)
    lengths = voices + empty
    at = np.repeat(np.arange(n), lengths)
    place = np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    said = place < np.repeat(voices, lengths)
    a = said & (rng.random(len(at)) < chance[at])
    b = said & ~a
    found, turned = rng.random(len(at)), rng.random(len(at))
    found_a, found_b = a & (found > 0.2), b & (found > 0.1)
    as_a = (found_a & (turned >= 0.25)) | (found_b & (turned < 0.05))
    human = np.column_stack([a, said]).astype(np.float64)
    machine = np.column_stack([as_a, found_a | found_b]).astype(np.float64)
    picked, chances = draw(rng, design, at, first, machine[:, 1] > 0)
    corrected = corrected_totals(
        cluster_totals(machine, at, n), human[picked], machine[picked], chances[picked], article=at[picked]
    )
    coded = np.bincount(at[picked], minlength=n) > 0
    return Study(cluster_totals(machine, at, n), corrected, outlet, coded)


def draw(
    rng: np.random.Generator,
    design: Design,
    at: npt.NDArray[np.int64],
    first: npt.NDArray[np.bool_],
    found: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Which sentences are coded, and the chance of each to be."""
    if design.coded == "sentences":
        strata = [(np.flatnonzero(found), design.n // 2), (np.flatnonzero(~found), design.n - design.n // 2)]
    elif design.coded == "stratified":
        many = 3 * design.n // 4
        strata = [(np.flatnonzero(first), many), (np.flatnonzero(~first), design.n - many)]
    else:
        strata = [(np.arange(len(first)), design.n)]
    size = len(at) if design.coded == "sentences" else len(first)
    picked, chances = np.zeros(size, dtype=bool), np.zeros(size)
    for members, n in strata:
        drawn = rng.permutation(members)[:n]
        judged = np.arange(len(drawn)) < round(design.judged * len(drawn))
        picked[drawn[judged]] = True
        told = np.full(len(drawn), len(drawn) / len(members))
        chances[drawn] = judged_chances(told, np.zeros(len(drawn)), judged)
    return (picked, chances) if design.coded == "sentences" else (picked[at], chances[at])


def coverage(design: Design, *, studies: int, seed: int) -> dict[str, float]:
    """Share of studies whose interval holds the known value: corrected, and by the machine alone."""
    rng = np.random.default_rng(seed)
    truth = true_share(design, design.share)
    hits, given, machine = 0, 0, 0
    for _ in range(studies):
        study = simulate(rng, design)
        codes = np.arange(len(study.outlet)) if design.cluster == "article" else study.outlet
        mended = corrected_interval(study.corrected[:, 0], study.corrected[:, 1], codes, coded=study.coded)
        given += not mended.reason[0]
        hits += bool(mended.low[0] <= truth <= mended.high[0])
        totals = cluster_totals(study.machine, codes, int(codes.max()) + 1)
        plain = jackknife_t(totals[:, 0], totals[:, 1])
        machine += bool(plain.low[0] <= truth <= plain.high[0])
    return {"corrected": hits / max(given, 1), "machine": machine / studies, "given": given / studies}


def difference_coverage(design: Design, *, studies: int, seed: int) -> dict[str, float]:
    """The same for the difference between the two halves of the outlets."""
    rng = np.random.default_rng(seed)
    high, low = (true_share(design, design.share + sign * design.gap / 2) for sign in (1, -1))
    truth, hits, given, machine = high - low, 0, 0, 0
    for _ in range(studies):
        study = simulate(rng, design)
        first = (study.outlet < design.n_outlets // 2)[:, None]
        halves = [(study.corrected * here) for here in (first, ~first)]
        flags = np.column_stack([study.coded & first[:, 0], study.coded & ~first[:, 0]])
        mended = corrected_difference(
            (halves[0][:, :1], halves[0][:, 1:]), (halves[1][:, :1], halves[1][:, 1:]), coded=flags
        )
        given += not mended.reason[0]
        hits += bool(mended.low[0] <= truth <= mended.high[0])
        found = [study.machine * here for here in (first, ~first)]
        plain = corrected_difference(
            (found[0][:, :1], found[0][:, 1:]),
            (found[1][:, :1], found[1][:, 1:]),
            coded=np.hstack([first, ~first]),
        )
        machine += bool(plain.low[0] <= truth <= plain.high[0])
    return {"corrected": hits / max(given, 1), "machine": machine / studies, "given": given / studies}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    error = 1.96 * math.sqrt(0.95 * 0.05 / args.studies)
    print(f"{args.studies} studies a row; Monte-Carlo error ± {error:.3f}")
    print(f"{'corrected':>9} {'machine':>8} {'given':>6}  design")
    for design in DESIGNS:
        found = coverage(design, studies=args.studies, seed=args.seed)
        print(
            f"{found['corrected']:9.3f} {found['machine']:8.3f} {found['given']:6.2f}  {design.label}",
            flush=True,
        )
    print("difference of two halves of the outlets, .3 apart:")
    for design in (Design(20, 15, "articles", 100, gap=0.3), Design(20, 50, "sentences", 300, gap=0.3)):
        found = difference_coverage(design, studies=args.studies, seed=args.seed)
        print(
            f"{found['corrected']:9.3f} {found['machine']:8.3f} {found['given']:6.2f}  {design.label}",
            flush=True,
        )


if __name__ == "__main__":
    main()
