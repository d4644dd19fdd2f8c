"""Two groups of words as matrices over clusters: their intervals and their permutations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import stdtrit

from framing.inference import (
    MIN_CLUSTERS,
    bootstrap_weights,
    cluster_index,
    copy_weights,
    counted,
    permuted_swaps,
)
from framing.wordchoice.coded import Coded, Flags, Ints
from framing.wordchoice.keyness import Floats, log_ratio
from framing.wordchoice.moderate import moderated

_CELLS = 150_000  # of a block of words × resamples: about what the processor's cache holds
_DENSE = 0.15  # share of clusters with the word from which a plain product is the faster one


@dataclass(frozen=True)
class Groups:
    """Counts of target (x) and reference (y), clusters × terms, and which terms are compared.

    `articles` and `totals` are per group, `either` are the articles of both groups together, each once; wire copy
    counts once.
    """

    terms: np.ndarray
    x: sparse.csc_matrix
    y: sparse.csc_matrix
    totals: tuple[Floats, Floats]
    articles: tuple[Floats, Floats]
    either: Floats
    label: str

    @property
    def n_units(self) -> int:
        return int(self.x.shape[0])


def build_groups(
    coded: Coded, in_target: Flags, in_reference: Flags, *, inside: bool, cluster: str | None
) -> Groups:
    """Matrices of the rows of two groups. `inside`: both may stand in one article."""
    chosen = in_target | in_reference
    article_of, term_of, target = coded.article_of[chosen], coded.term_of[chosen], in_target[chosen]
    used, article_of = _renumbered(article_of, len(coded.articles))
    kept, term_of = _renumbered(term_of, len(coded.terms))
    articles, terms = coded.articles.iloc[used], coded.terms[kept]
    belongs = np.zeros(len(articles), dtype=bool)
    belongs[article_of] = target
    weight = copy_weights(articles, None if inside else belongs)
    cluster_of, names, label = cluster_index(articles, cluster)
    counts = coded.count[chosen] * weight[article_of]
    matrices: list[sparse.csc_matrix] = []
    totals: list[Floats] = []
    present: list[Floats] = []
    for part in (target, ~target):
        at = (cluster_of[article_of[part]], term_of[part])
        matrix = sparse.csc_matrix((counts[part], at), shape=(len(names), len(terms)))
        # Ten copies at a tenth each are one text again, to the last digit.
        matrix.data = np.round(matrix.data, 9)
        matrices.append(matrix)
        totals.append(np.asarray(matrix.sum(axis=1)).ravel())
        present.append(_present(article_of[part], term_of[part], weight, len(terms)))
    # A side's words and the other's may stand in one article, which is one article.
    either = _present(article_of, term_of, weight, len(terms))
    both_totals, both_present = (totals[0], totals[1]), (present[0], present[1])
    return Groups(terms, matrices[0], matrices[1], both_totals, both_present, either, label)


def _renumbered(codes: Ints, n: int) -> tuple[Ints, Ints]:
    """The numbers that occur, in order, and the place of each code among them."""
    there = np.zeros(n, dtype=bool)
    there[codes] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]


def _present(article_of: Ints, term_of: Ints, weight: Floats, n_terms: int) -> Floats:
    """In how many articles each term stands, copies weighing as one."""
    # Sorting is several times as fast here as the hashing of np.unique.
    key = np.sort(article_of * n_terms + term_of)
    article, term = np.divmod(key[np.diff(key, prepend=-1) != 0], max(n_terms, 1))
    return np.round(np.bincount(term, weights=weight[article], minlength=n_terms), 9)


def intervals(
    groups: Groups, columns: Ints, *, inside: bool, n_resamples: int = 0, seed: int = 0
) -> tuple[Floats, Floats, list[str]]:
    """Interval of the log ratio of each chosen term: low, high, and why there is none.

    The jackknife, or with `n_resamples` the percentiles of as many bootstraps of clusters.
    """
    has_x, has_y = (totals > 0 for totals in groups.totals)
    # Two groups of clusters drawn apart, or clusters that each hold both.
    strata = None if inside or (has_x & has_y).any() else has_x.astype(int)
    missing = np.full(len(columns), np.nan)
    fewest = int(min(has_x.sum(), has_y.sum()))
    if fewest < MIN_CLUSTERS:
        why = f"{counted(fewest, groups.label)} in one group: under {MIN_CLUSTERS} clusters give no interval"
        return missing, missing.copy(), [why] * len(columns)
    x, y = groups.x[:, columns], groups.y[:, columns]
    holding = np.asarray(((x != 0) + (y != 0)).sum(axis=0)).ravel()
    in_both = (np.asarray(x.sum(axis=0)).ravel() > 0) & (np.asarray(y.sum(axis=0)).ravel() > 0)
    low, high, flat = (
        _bootstrap(groups, x, y, strata, n_resamples, seed)
        if n_resamples
        else _jackknife(groups, x, y, strata)
    )
    reasons = [
        _why_none(k, both, same, groups.label)
        for k, both, same in zip(holding.tolist(), in_both.tolist(), flat.tolist(), strict=True)
    ]
    given = (holding >= MIN_CLUSTERS) & in_both & ~flat
    return np.where(given, low, np.nan), np.where(given, high, np.nan), reasons


def _jackknife(
    groups: Groups, x: sparse.csc_matrix, y: sparse.csc_matrix, strata: Ints | None
) -> tuple[Floats, Floats, Flags]:
    """`inference.jackknife_values` of the log ratio, without a cell for every cluster that lacks the word.

    Leaving cluster k out moves the log ratio by a (only where the cluster has the word) and by c (its totals, the same
    for all words); the spread of their sum is had from sums over the cells that are filled.
    """
    n_x, n_y = (np.asarray(m.sum(axis=0)).ravel() for m in (x, y))
    t_x, t_y = groups.totals
    moved = _moved(x, n_x) - _moved(y, n_y)
    c = np.log2(t_y.sum() - t_y + 1.0) - np.log2(t_x.sum() - t_x + 1.0)
    variance, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    labels = np.zeros(x.shape[0], dtype=np.int64) if strata is None else strata
    for label in np.unique(labels):
        here = np.flatnonzero(labels == label)
        k = len(here)
        own = c[here] - c[here].mean()
        rows = moved.tocsr()[here]
        total = np.asarray(rows.sum(axis=0)).ravel()
        spread = (
            np.asarray(rows.multiply(rows).sum(axis=0)).ravel()
            - total**2 / k
            + 2 * (rows.T @ own)
            + own @ own
        )
        part = (k - 1) / k * np.maximum(spread, 0.0)
        variance += part
        squares += part**2 / max(k - 1, 1)
    center = log_ratio(n_x, n_y, t_x.sum(), t_y.sum())
    se = np.sqrt(variance)
    df = np.divide(variance**2, squares, out=np.ones(len(center)), where=squares > 0)
    reach = stdtrit(np.maximum(df, 1.0), 0.975) * se
    return center - reach, center + reach, se <= 1e-8 * np.maximum(1.0, np.abs(center))


def _moved(counts: sparse.csc_matrix, total: Floats) -> sparse.csc_matrix:
    """By how much each cluster's absence moves the log of a word's count."""
    out = counts.copy()
    whole = np.repeat(total, np.diff(out.indptr))
    out.data = np.log2(whole - out.data + 0.5) - np.log2(whole + 0.5)
    return out


def _bootstrap(
    groups: Groups,
    x: sparse.csc_matrix,
    y: sparse.csc_matrix,
    strata: Ints | None,
    n_resamples: int,
    seed: int,
) -> tuple[Floats, Floats, Flags]:
    weights = bootstrap_weights(groups.n_units, n_resamples, seed=seed, strata=strata)
    t_x, t_y = (weights @ totals for totals in groups.totals)
    # A resample may miss a group altogether where clusters hold both; it says nothing.
    some = (t_x > 0) & (t_y > 0)
    weights, t_x, t_y = weights[some], t_x[some], t_y[some]
    columns = x.shape[1]
    low, high, flat = np.full(columns, np.nan), np.full(columns, np.nan), np.ones(columns, dtype=bool)
    if not some.any():
        return low, high, flat
    kind = _exact(x, y)
    turned, x, y = np.ascontiguousarray(weights.T, dtype=kind), x.astype(kind), y.astype(kind)
    per_x, per_y = 1.0 / (t_x + 1.0), 1.0 / (t_y + 1.0)
    # Order statistics of the ratio are those of its logarithm, which is taken of two of them alone.
    first, last = _percentiles(len(weights))
    for part in _chunks(np.diff(x.indptr) + np.diff(y.indptr), len(weights)):
        drawn = (_product(x, part, turned) + 0.5) * per_x
        drawn /= (_product(y, part, turned) + 0.5) * per_y
        drawn.partition([first, last], axis=1)
        low[part], high[part] = np.log2(drawn[:, first]), np.log2(drawn[:, last])
        flat[part] = high[part] - low[part] <= 1e-9
    return low, high, flat


def adjusted_p(
    groups: Groups, columns: Ints, *, inside: bool, n_resamples: int, seed: int
) -> tuple[Floats, str]:
    """Family-wise p of each chosen term by Westfall–Young, and why there is none.

    Notes
    -----
    The statistic is the difference of relative frequencies over its standard deviation under permutation, so that
    frequent and rare words are on one scale. That deviation, to first order and up to a factor that all words share, is
    the root of Σₖ eₖ², eₖ = (xₖ − yₖ) − m (Xₖ − Yₖ): a cluster's counts of the word and its words in either group, m
    the word's pooled frequency. No permutation changes it, nor what `moderated` makes of it.
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
    moved = swaps @ (totals_y - totals_x)
    n_x, n_y = totals_x.sum() + moved, totals_y.sum() - moved
    # An arrangement that leaves one group without words has no difference; it counts against the finding.
    possible = (n_x > 0) & (n_y > 0)
    largest = np.zeros(len(swaps))
    observed = np.zeros(len(columns))
    x, y = groups.x[:, columns], groups.y[:, columns]
    kind = _exact(x, y)
    gap, turned = (y - x).tocsc().astype(kind), np.ascontiguousarray(swaps.T, dtype=kind)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_x, per_y = 1.0 / n_x, 1.0 / n_y
    scale = _scale(gap, x + y, totals_x, totals_y)
    for part in _chunks(np.diff(gap.indptr), len(swaps)):
        base_x, base_y = (np.asarray(m[:, part].sum(axis=0)).ravel()[:, None] for m in (x, y))
        # (base_x + shift) / n_x − (base_y − shift) / n_y, in place.
        difference = _product(gap, part, turned)
        with np.errstate(invalid="ignore"):
            difference *= per_x + per_y
            difference += base_x * per_x
            difference -= base_y * per_y
        if not possible.all():
            difference[:, ~possible] = 0.0
        np.abs(difference, out=difference)
        difference *= scale[part][:, None]
        observed[part] = difference[:, 0]
        np.maximum(largest, difference.max(axis=0), out=largest)
    draws = np.sort(np.where(possible, largest, np.inf)[1:])
    # Sums in another order differ in the last digits; an arrangement equal to the observed one must count as a tie.
    reached = len(draws) - np.searchsorted(draws, observed * (1 - 1e-9) - 1e-12, side="left")
    return np.asarray((1.0 + reached) / (len(draws) + 1.0), dtype=np.float64), ""


def _scale(gap: sparse.csc_matrix, pooled: sparse.csc_matrix, t_x: Floats, t_y: Floats) -> Floats:
    """One over the deviation of each word's difference under permutation; 0 for a word that never differs."""
    mean = np.asarray(pooled.sum(axis=0)).ravel() / (t_x.sum() + t_y.sum())
    own = t_x - t_y
    exact = gap.astype(np.float64)
    # gap is reference minus target: its sign, like that of `own`, falls out.
    squares = np.asarray(exact.multiply(exact).sum(axis=0)).ravel()
    variance = squares + 2 * mean * np.asarray(exact.T @ own).ravel() + mean**2 * (own @ own)
    # What rounding leaves of a word that stands in one proportion everywhere is no variance.
    variance[variance <= 1e-12 * (squares + mean**2 * (own @ own))] = 0.0
    spread = np.sqrt(moderated(variance, mean, gap.shape[0] - 1))
    return np.divide(1.0, spread, out=np.zeros(len(spread)), where=spread > 0)


def _exact(x: sparse.csc_matrix, y: sparse.csc_matrix) -> type[np.floating]:
    """The shortest number that holds every sum exactly: whole counts need 24 bits at most, copies have fractions."""
    whole = all((m.data == np.rint(m.data)).all() for m in (x, y))
    # A resample may hold a cluster several times; ten times as many words as there are is out of reach.
    return np.float32 if whole and 10 * (x.sum() + y.sum()) < 2**24 else np.float64


def _product(counts: sparse.csc_matrix, part: Ints, turned: npt.NDArray[np.floating]) -> Floats:
    """Words × resamples: totals of some words in every resample; `turned` is clusters × resamples."""
    some = counts[:, part]
    if some.nnz >= _DENSE * some.shape[0] * some.shape[1]:
        return np.asarray(some.toarray().T @ turned, dtype=np.float64)
    return np.asarray(some.T @ turned, dtype=np.float64)


def _percentiles(n: int) -> tuple[int, int]:
    """Places of the 2.5th and 97.5th percentile among n sorted values, as far from either end."""
    first = max(int(np.floor(0.025 * (n + 1))) - 1, 0)
    return first, n - 1 - first


def _chunks(filled: Ints, height: int) -> Iterator[Ints]:
    """Blocks of words, those in most clusters first, so that a block is full or all but empty."""
    order = np.argsort(-filled, kind="stable")
    step = max(1, _CELLS // max(height, 1))
    for start in range(0, len(order), step):
        yield order[start : start + step]


def _why_none(holding: int, in_both: bool, flat: bool, unit: str) -> str:
    if not in_both:
        return "one group never uses the word: no interval"
    if holding < MIN_CLUSTERS:
        return f"the word stands in {counted(holding, unit)}: under {MIN_CLUSTERS} give no interval"
    return f"the {unit} do not differ: no spread to build an interval on" if flat else ""
