"""Two groups of words as matrices over clusters: their intervals and their permutations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framing.inference import (
    MIN_CLUSTERS,
    cluster_index,
    copy_weights,
    counted,
    jackknife_values,
    p_value,
    permuted_swaps,
)
from framing.wordchoice.keyness import Floats, log_ratio

N_PERMUTATIONS = 999
# Columns by `counts` row; every other `by` is a column of `articles`, the same for all words of an article.
COUNTS_BY = ("side", "voice", "about")
_CELLS = 4_000_000


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


def build_groups(rows: pd.DataFrame, articles: pd.DataFrame, *, inside: bool, cluster: str | None) -> Groups:
    """Matrices from counts rows with the columns article_id, term, count and `in_target`.

    `inside`: both groups may stand in one article. `articles` holds exactly those that have rows.
    """
    terms, term_of = np.unique(rows["term"].to_numpy(dtype=object), return_inverse=True)
    article_of = pd.Index(articles["article_id"]).get_indexer(rows["article_id"])
    in_target = rows["in_target"].to_numpy(dtype=bool)
    belongs = np.zeros(len(articles), dtype=bool)
    belongs[article_of] = in_target
    weight = copy_weights(articles, None if inside else belongs)
    cluster_of, names, label = cluster_index(articles, cluster)
    counts = rows["count"].to_numpy(dtype=np.float64) * weight[article_of]
    matrices: list[sparse.csc_matrix] = []
    totals: list[Floats] = []
    present: list[Floats] = []
    for chosen in (in_target, ~in_target):
        at = (cluster_of[article_of[chosen]], term_of[chosen])
        matrix = sparse.csc_matrix((counts[chosen], at), shape=(len(names), len(terms)))
        # Ten copies at a tenth each are one text again, to the last digit.
        matrix.data = np.round(matrix.data, 9)
        matrices.append(matrix)
        totals.append(np.asarray(matrix.sum(axis=1)).ravel())
        present.append(_present(article_of[chosen], term_of[chosen], weight, len(terms)))
    # A side's words and the other's may stand in one article, which is one article.
    either = _present(article_of, term_of, weight, len(terms))
    both_totals, both_present = (totals[0], totals[1]), (present[0], present[1])
    return Groups(terms, matrices[0], matrices[1], both_totals, both_present, either, label)


def _present(article_of: np.ndarray, term_of: np.ndarray, weight: Floats, n_terms: int) -> Floats:
    """In how many articles each term stands, copies weighing as one."""
    article, term = np.divmod(np.unique(article_of.astype(np.int64) * n_terms + term_of), max(n_terms, 1))
    return np.round(np.bincount(term, weights=weight[article], minlength=n_terms), 9)


def intervals(groups: Groups, columns: np.ndarray, *, inside: bool) -> tuple[Floats, Floats, list[str]]:
    """Jackknife interval of the log ratio of each chosen term: low, high, and why there is none."""
    has_x, has_y = (totals > 0 for totals in groups.totals)
    # Two groups of clusters drawn apart, or clusters that each hold both.
    strata = None if inside or (has_x & has_y).any() else has_x.astype(int)
    low, high = np.full(len(columns), np.nan), np.full(len(columns), np.nan)
    reasons: list[str] = []
    fewest = int(min(has_x.sum(), has_y.sum()))
    if fewest < MIN_CLUSTERS:
        why = f"{counted(fewest, groups.label)} in one group: under {MIN_CLUSTERS} clusters give no interval"
        return low, high, [why] * len(columns)
    total_x, total_y = groups.totals[0].sum(), groups.totals[1].sum()
    for part in _chunks(len(columns), groups.n_units):
        x, y = groups.x[:, columns[part]].toarray(), groups.y[:, columns[part]].toarray()
        n_x, n_y = x.sum(axis=0), y.sum(axis=0)
        without = log_ratio(
            n_x - x, n_y - y, (total_x - groups.totals[0])[:, None], (total_y - groups.totals[1])[:, None]
        )
        found = jackknife_values(
            log_ratio(n_x, n_y, total_x, total_y), without, strata=strata, unit=groups.label
        )
        holding = ((x > 0) | (y > 0)).sum(axis=0)
        why_none = [
            _why_none(int(k), bool(a > 0 and b > 0), groups.label) or reason
            for k, a, b, reason in zip(holding, n_x, n_y, found.reason, strict=True)
        ]
        given = np.array([not reason for reason in why_none], dtype=bool)
        low[part] = np.where(given, found.low, np.nan)
        high[part] = np.where(given, found.high, np.nan)
        reasons.extend(why_none)
    return low, high, reasons


def adjusted_p(groups: Groups, columns: np.ndarray, *, inside: bool, seed: int) -> tuple[Floats, str]:
    """Family-wise p of each chosen term by Westfall–Young, and why there is none.

    Notes
    -----
    The statistic is the difference of relative frequencies over its standard deviation across the permutations and the
    observed arrangement, so that frequent and rare words are on one scale.
    """
    has_x, has_y = (totals > 0 for totals in groups.totals)
    missing = np.full(len(columns), np.nan)
    fewest = groups.n_units if inside else int(min(has_x.sum(), has_y.sum()))
    if fewest < MIN_CLUSTERS:
        where = "" if inside else " in one group"
        return missing, f"{counted(fewest, groups.label)}{where}: under {MIN_CLUSTERS} give no p"
    both = np.ones(groups.n_units, dtype=bool)
    swaps = permuted_swaps(both if inside else has_x, both if inside else has_y, N_PERMUTATIONS, seed=seed)
    swaps = np.vstack([np.zeros(groups.n_units), swaps])
    totals_x, totals_y = groups.totals
    moved = swaps @ (totals_y - totals_x)
    n_x, n_y = totals_x.sum() + moved, totals_y.sum() - moved
    # An arrangement that leaves one group without words has no difference; it counts against the finding.
    possible = (n_x > 0) & (n_y > 0)
    largest = np.zeros(len(swaps))
    observed = np.zeros(len(columns))
    for part in _chunks(len(columns), len(swaps)):
        x, y = groups.x[:, columns[part]], groups.y[:, columns[part]]
        base_x, base_y = np.asarray(x.sum(axis=0)).ravel(), np.asarray(y.sum(axis=0)).ravel()
        shift = (sparse.csr_matrix(y - x).T @ swaps.T).T
        with np.errstate(divide="ignore", invalid="ignore"):
            difference = (base_x + shift) / n_x[:, None] - (base_y - shift) / n_y[:, None]
        spread = np.sqrt(np.mean(difference[possible] ** 2, axis=0))
        scored = np.divide(difference, spread, out=np.zeros_like(difference), where=spread > 1e-15)
        observed[part] = scored[0]
        largest = np.maximum(largest, np.abs(scored).max(axis=1))
    draws = np.where(possible, largest, np.nan)[1:, None]
    adjusted = missing
    for part in _chunks(len(columns), len(draws)):
        adjusted[part] = p_value(observed[part], np.repeat(draws, len(observed[part]), axis=1))
    return adjusted, ""


def _chunks(n: int, height: int) -> Iterator[slice]:
    step = max(1, _CELLS // max(height, 1))
    for start in range(0, n, step):
        yield slice(start, min(start + step, n))


def _why_none(holding: int, in_both: bool, unit: str) -> str:
    if not in_both:
        return "one group never uses the word: no interval"
    return (
        f"the word stands in {counted(holding, unit)}: under {MIN_CLUSTERS} give no interval"
        if holding < MIN_CLUSTERS
        else ""
    )
