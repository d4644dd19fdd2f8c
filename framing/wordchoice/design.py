"""Two groups of words as matrices over clusters, and their intervals."""

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
)
from framing.wordchoice.coded import Coded, Flags, Ints
from framing.wordchoice.keyness import Floats, log_ratio

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
    kind = exact(x, y)
    turned, x, y = np.ascontiguousarray(weights.T, dtype=kind), x.astype(kind), y.astype(kind)
    per_x, per_y = 1.0 / (t_x + 1.0), 1.0 / (t_y + 1.0)
    # Order statistics of the ratio are those of its logarithm, which is taken of two of them alone.
    first, last = _percentiles(len(weights))
    for part in chunks(np.diff(x.indptr) + np.diff(y.indptr), len(weights)):
        drawn = (product(x, part, turned) + 0.5) * per_x
        drawn /= (product(y, part, turned) + 0.5) * per_y
        drawn.partition([first, last], axis=1)
        low[part], high[part] = np.log2(drawn[:, first]), np.log2(drawn[:, last])
        flat[part] = high[part] - low[part] <= 1e-9
    return low, high, flat


def exact(x: sparse.csc_matrix, y: sparse.csc_matrix) -> type[np.floating]:
    """The shortest number that holds every sum exactly: whole counts need 24 bits at most, copies have fractions."""
    whole = all((m.data == np.rint(m.data)).all() for m in (x, y))
    # A resample may hold a cluster several times; ten times as many words as there are is out of reach.
    return np.float32 if whole and 10 * (x.sum() + y.sum()) < 2**24 else np.float64


def product(counts: sparse.csc_matrix, part: Ints, turned: npt.NDArray[np.floating]) -> Floats:
    """Words × resamples: totals of some words in every resample; `turned` is clusters × resamples."""
    some = counts[:, part]
    if some.nnz >= _DENSE * some.shape[0] * some.shape[1]:
        return np.asarray(some.toarray().T @ turned, dtype=np.float64)
    return np.asarray(some.T @ turned, dtype=np.float64)


def _percentiles(n: int) -> tuple[int, int]:
    """Places of the 2.5th and 97.5th percentile among n sorted values, as far from either end."""
    first = max(int(np.floor(0.025 * (n + 1))) - 1, 0)
    return first, n - 1 - first


def chunks(filled: Ints, height: int) -> Iterator[Ints]:
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
