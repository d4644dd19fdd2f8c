"""Which words one group uses more than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.checks import choose, need_number
from framing.estimates.groups import is_of_outlets
from framing.schema import check_table
from framing.wordchoice.coded import (
    COUNTS_BY,
    Coded,
    Flags,
    Pair,
    code_counts,
    need_counted,
    need_one,
    pairs_of,
)
from framing.wordchoice.design import Groups, build_groups, intervals
from framing.wordchoice.keyness import Floats, conservative_log_ratio, g2, log_odds, log_ratio
from framing.wordchoice.permute import adjusted_p

N_PERMUTATIONS = 999
PRIORS = ("pooled", "flat")
INTERVALS = ("jackknife", "bootstrap")
_COLUMNS = {
    "target": "str", "reference": "str", "term": "str",
    "n_target": "float64", "n_reference": "float64", "articles_target": "float64", "articles_reference": "float64",
    "per_million_target": "float64", "per_million_reference": "float64",
    "log_ratio": "float64", "ci_low": "float64", "ci_high": "float64", "conservative_log_ratio": "float64",
    "p_adjusted": "float64", "resampled_by": "str", "n_units": "Int64",
    "log_odds": "float64", "z": "float64", "g2": "float64", "prior": "str", "prior_size": "float64", "reason": "str",
    "kind": "str", "node": "str", "n_tests": "Int64",
}  # fmt: skip


def contrast_words(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    target: str | Sequence[str] | None = None,
    reference: str | None = None,
    by: str = "side",
    prior: str | Mapping[str, float] | pd.Series = "pooled",
    prior_size: float = 500,
    min_count: float = 5,
    min_articles: float = 3,
    cluster: str | None = None,
    interval: str = "jackknife",
    n_resamples: int = N_PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Score which words one group uses more than another, or each of several groups more than the others.

    Parameters
    ----------
    counts : counts table, one row per (article, voice, side, about, term), from `count_words` (words, lemmas, n-grams)
        or `count_collocates` (words near a node).
    articles : articles table; every article of `counts` must be in it.
    target, reference : values of `by` to compare. Without `reference`, `target` is set against all other groups
        together. Several targets are each set against the others, one contrast after the other; by default all groups
        are (of sides, all but joint and unresolved).
    by : "side", "voice" or "about" of `counts`, or a column of `articles` ("outlet_country", "outlet", …).
    prior : "pooled" (the two groups' own proportions), "flat" (the same for every word), or a mapping from term to a
        frequency in a background corpus of your own; each is scaled to `prior_size`. Every row names it: a Series by
        its `name`, another mapping as "given".
    prior_size : pseudo-words that the prior adds to each group; touches log_odds and z alone.
    min_count, min_articles : words with fewer occurrences, or in fewer articles, of both groups together are not
        compared. They count in the totals. An article in which both groups use the word is one article.
    cluster : column of `articles` whose values are resampled as one ("outlet", "incident", …); by default articles, an
        article together with its copies.
    interval : "jackknife", or "bootstrap" for percentiles of `n_resamples` resamples of clusters (where they are many,
        50 or more).
    n_resamples : permutations behind `p_adjusted`; 0 asks for none.
    seed : seed of the permutations, and of the bootstrap.

    Returns
    -------
    DataFrame, one row per term and contrast, by falling conservative_log_ratio (the target's words first, the
    reference's last), ties by z, then term: target, reference, term, n_target, n_reference, articles_target,
    articles_reference, per_million_target, per_million_reference, log_ratio (base 2; +1 = twice as frequent), ci_low,
    ci_high (95 %, of log_ratio), conservative_log_ratio, p_adjusted (max-statistic permutation), resampled_by, n_units,
    and, descriptive: log_odds (natural log), z, g2 (four cells), prior, prior_size; then `reason`, why an interval or p
    is missing; last kind (word, lemma or ngram), node (of collocates) and n_tests, the words of all contrasts that
    p_adjusted allows for.

    Raises
    ------
    ValueError : a column is missing; `target` or `reference` is not a value of `by` (the message lists the values);
        counts of several kinds of term, or of several nodes, are mixed; an article of `counts` is not in `articles`.

    Notes
    -----
    Wire copy counts once: each of m copies weighs 1/m (within its group, where `by` is a column of `articles`), so
    counts can be fractions. log_ratio = log2[(y₁+½)/(n₁+1)] − log2[(y₂+½)/(n₂+1)]; a word that one group never uses
    gets a finite value and no interval. The interval is ± t × the delete-one- cluster jackknife standard error of the
    same number, with five clusters in each group and five that hold the word, or none. conservative_log_ratio is the
    end of an exact 95 % interval, Bonferroni-corrected for the words compared, that is nearer to 0, and 0 where the
    interval holds 0: it ranks words, and takes every word for independent. p_adjusted is the chance that any word at
    all would differ this much if the groups could be exchanged, each word's difference being measured by its own spread
    over clusters together with the spread that is usual at its frequency (`adjusted_p`, Smyth 2004): the groups' counts
    are swapped within clusters (side, voice, about); labels of outlets are permuted where `by` is the same for all
    articles of an outlet (five outlets a group, or none); else labels of clusters. Of several contrasts each p is
    multiplied by their number (Bonferroni). A group's rest weighs each of its groups by its words, so the largest
    speaks loudest. z and g2 take every word for independent: they describe and rank, and test nothing.

    δ = ln[(y₁+α)/(n₁+α₀−y₁−α)] − ln[(y₂+α)/(n₂+α₀−y₂−α)], z = δ / √(1/(y₁+α) + 1/(y₂+α)), α₀ = prior_size.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16(4), 372–403.
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics
    19(1), 61–74.
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.
    Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo, 202–205.
    Westfall, P. H. & Young, S. S. (1993). Resampling-based multiple testing. Wiley.
    Smyth, G. K. (2004). Linear models and empirical Bayes methods for assessing differential expression in microarray
    experiments. Statistical Applications in Genetics and Molecular Biology 3(1), article 3.

    See Also
    --------
    words_by_sides, words_about_sides, words_of_outlets, count_words, count_collocates, partisanship

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["Ships came.", "More ships came."], outlet=["Wire", "Daily"])
    >>> words = framing.count_words(articles)
    >>> contrast = framing.contrast_words(
    ...     words, articles, by="outlet", target="Wire", reference="Daily", min_count=1, min_articles=1
    ... )
    >>> contrast["log_ratio"].round(2).tolist()
    [0.42, 0.42, -1.17]
    """
    counts = check_table(counts, "counts")
    articles = check_table(articles, "articles")
    choose(
        "by", by, [*COUNTS_BY, *(c for c in articles.columns if c not in (*COUNTS_BY, "article_id", "text"))]
    )
    choose("interval", interval, INTERVALS)
    if not isinstance(prior_size, int | float | np.number) or not 0 < prior_size < np.inf:
        raise ValueError(f"prior_size={prior_size!r} is not allowed; allowed: a number above 0, such as 500.")
    need_number("min_count", min_count, 0)
    need_number("min_articles", min_articles, 0)
    if not isinstance(n_resamples, int | np.integer) or n_resamples < 0:
        raise ValueError(f"n_resamples={n_resamples!r} is not allowed; allowed: 0 or more, such as 999.")
    if interval == "bootstrap" and n_resamples < 1:
        raise ValueError("interval='bootstrap' needs n_resamples above 0, such as 999.")
    kind, node = need_one(counts, "kind", "kinds"), need_one(counts, "node", "nodes")
    need_counted(counts)
    if not (counts["count"] > 0).any():
        return _typed({name: [] for name in _COLUMNS})
    coded = code_counts(counts, articles, by)
    del counts
    some = coded.count > 0
    present = np.bincount(coded.label_of[some & (coded.label_of >= 0)], minlength=len(coded.labels)) > 0
    pairs = pairs_of(coded, by, target, reference, present)
    asked = _Asked(
        by, prior, float(prior_size), min_count, min_articles, cluster, interval, int(n_resamples), seed
    )
    tables = [_contrast(coded, pair, some, asked, len(pairs)) for pair in pairs]
    full = [table for table in tables if len(table)]
    if not full:
        return _typed({name: [] for name in _COLUMNS})
    out = pd.concat(full, ignore_index=True) if len(full) > 1 else full[0]
    return out.assign(
        kind=pd.array([kind], dtype="str").take(np.zeros(len(out), dtype=np.int64)),
        node=pd.array([node], dtype="str").take(np.zeros(len(out), dtype=np.int64)),
        n_tests=pd.array(np.full(len(out), len(out)), dtype="Int64"),
    )


@dataclass(frozen=True)
class _Asked:
    """What a caller asked of every contrast."""

    by: str
    prior: str | Mapping[str, float] | pd.Series
    prior_size: float
    min_count: float
    min_articles: float
    cluster: str | None
    interval: str
    n_resamples: int
    seed: int


def _contrast(coded: Coded, pair: Pair, some: Flags, asked: _Asked, n_pairs: int) -> pd.DataFrame:
    """The rows of one contrast."""
    in_target = some & np.isin(coded.label_of, pair.of_target)
    in_reference = some & np.isin(coded.label_of, pair.of_reference)
    if not in_target.any() or not in_reference.any():
        return _typed({name: [] for name in _COLUMNS})
    inside = asked.by in COUNTS_BY
    groups = build_groups(coded, in_target, in_reference, inside=inside, cluster=asked.cluster)
    n_x, n_y = (np.asarray(m.sum(axis=0)).ravel() for m in (groups.x, groups.y))
    total_x, total_y = float(groups.totals[0].sum()), float(groups.totals[1].sum())
    name, alpha = _prior(asked.prior, asked.prior_size, groups.terms, n_x + n_y)
    columns = np.flatnonzero(
        (n_x + n_y >= asked.min_count - 1e-6) & (groups.either >= asked.min_articles - 1e-6)
    )
    n_x, n_y = n_x[columns], n_y[columns]
    delta, z = log_odds(n_x, n_y, total_x, total_y, alpha[columns], asked.prior_size)
    low, high, no_interval = intervals(
        groups,
        columns,
        inside=inside,
        n_resamples=asked.n_resamples if asked.interval == "bootstrap" else 0,
        seed=asked.seed,
    )
    p, no_p, label = np.full(len(columns), np.nan), "n_resamples is 0", groups.label
    if asked.n_resamples:
        units, no_p = _permuted_units(groups, coded, in_target, in_reference, asked)
        if not no_p:
            p, no_p = adjusted_p(
                units, columns, inside=inside, n_resamples=asked.n_resamples, seed=asked.seed
            )
            if not no_p and units.label != label:
                label = f"{label} (interval), {units.label} (p-value)"
    out = _typed(
        {
            "target": pair.target,
            "reference": pair.reference,
            "term": groups.terms[columns],
            "n_target": n_x,
            "n_reference": n_y,
            "articles_target": groups.articles[0][columns],
            "articles_reference": groups.articles[1][columns],
            "per_million_target": 1e6 * n_x / total_x,
            "per_million_reference": 1e6 * n_y / total_y,
            "log_ratio": log_ratio(n_x, n_y, total_x, total_y),
            "ci_low": low,
            "ci_high": high,
            "conservative_log_ratio": conservative_log_ratio(
                n_x, n_y, total_x, total_y, n_tests=len(columns)
            ),
            "p_adjusted": np.minimum(p * n_pairs, 1.0),
            "resampled_by": label,
            "n_units": groups.n_units,
            "log_odds": delta,
            "z": z,
            "g2": g2(n_x, n_y, total_x, total_y),
            "prior": name,
            "prior_size": asked.prior_size,
            "reason": _reasons(no_interval, no_p, np.isnan(delta)),
            "kind": None,
            "node": None,
            "n_tests": 0,
        }
    )
    # Where few words stand out most conservative log ratios are 0; z orders those.
    order = np.lexsort((out["term"].to_numpy(dtype=object), -z.round(9), -out["conservative_log_ratio"]))
    return out.take(order).reset_index(drop=True)


def _permuted_units(
    groups: Groups, coded: Coded, in_target: Flags, in_reference: Flags, asked: _Asked
) -> tuple[Groups, str]:
    """What the design exchanges: the clusters, or outlets where `by` is a property of the outlet."""
    by = asked.by
    if by in COUNTS_BY or by == "outlet" or asked.cluster == "outlet":
        return groups, ""
    used = np.unique(coded.article_of[in_target | in_reference])
    articles = coded.articles.iloc[used]
    if not is_of_outlets(articles["outlet"], articles[by].astype("str"), name=by):
        return groups, ""
    missing = int(articles["outlet"].isna().sum())
    if missing:
        return groups, f"{missing} articles have no outlet, and outlets are permuted"
    return build_groups(coded, in_target, in_reference, inside=False, cluster="outlet"), ""


def _prior(
    prior: str | Mapping[str, float] | pd.Series, size: float, terms: np.ndarray, pooled: Floats
) -> tuple[str, Floats]:
    """The prior's name, and its pseudo-count of each term; over all terms they sum to `size`."""
    if isinstance(prior, str):
        choose("prior", prior, PRIORS)
        mass = pooled if prior == "pooled" else np.ones(len(terms))
        return prior, size * mass / mass.sum()
    if not isinstance(prior, Mapping | pd.Series):
        raise ValueError(
            f"prior={prior!r} is not allowed; allowed: 'pooled', 'flat', or a mapping from term to frequency."
        )
    title = str(prior.name) if isinstance(prior, pd.Series) and prior.name is not None else "given"
    given = pd.Series(dict(prior) if not isinstance(prior, pd.Series) else prior, dtype="float64")
    positive = given[given > 0]
    if positive.empty or not np.isfinite(given).all() or (given < 0).any() or not given.index.is_unique:
        raise ValueError(
            "prior must map each term once to a frequency of 0 or more, and one at least above 0."
        )
    # A word that the background lacks needs some mass: half of what its rarest word has.
    floor = float(positive.min()) / 2
    mass = positive.reindex(terms).fillna(floor).to_numpy()
    outside = float(positive[~positive.index.isin(terms)].sum())
    return title, size * mass / (mass.sum() + outside)


def _reasons(no_interval: Sequence[str], no_p: str, no_odds: Flags) -> list[str | None]:
    last = f"p_adjusted: {no_p}" if no_p else ""
    return [
        "; ".join(
            filter(
                None, (why and f"interval: {why}", last, "log_odds: there is no other word" if alone else "")
            )
        )
        or None
        for why, alone in zip(no_interval, no_odds.tolist(), strict=True)
    ]


def _typed(data: Mapping[str, object]) -> pd.DataFrame:
    return pd.DataFrame(data).astype(_COLUMNS)
