"""Which words one group uses more than another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.schema import check_table
from framing.wordchoice.design import COUNTS_BY, Groups, adjusted_p, build_groups, intervals
from framing.wordchoice.keyness import Floats, conservative_log_ratio, g2, log_odds, log_ratio

PRIORS = ("pooled", "flat")
_COLUMNS = {
    "target": "str", "reference": "str", "term": "str",
    "n_target": "float64", "n_reference": "float64", "articles_target": "float64", "articles_reference": "float64",
    "per_million_target": "float64", "per_million_reference": "float64",
    "log_ratio": "float64", "ci_low": "float64", "ci_high": "float64", "conservative_log_ratio": "float64",
    "p_adjusted": "float64", "resampled_by": "str", "n_units": "Int64",
    "log_odds": "float64", "z": "float64", "g2": "float64", "prior": "str", "prior_size": "float64", "reason": "str",
}  # fmt: skip


def contrast_words(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    target: str,
    reference: str,
    by: str = "side",
    prior: str | Mapping[str, float] | pd.Series = "pooled",
    prior_size: float = 500,
    min_count: float = 5,
    min_articles: float = 3,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Score which words one group uses more than another.

    Parameters
    ----------
    counts : counts table, one row per (article, voice, side, about, term), from `count_words`.
    articles : articles table; every article of `counts` must be in it.
    target, reference : values of `by` to compare.
    by : "side", "voice" or "about" of `counts`, or a column of `articles` ("outlet_country", "outlet", …).
    prior : "pooled" (the two groups' own proportions), "flat" (the same for every word), or a mapping from term to a
        frequency in a background corpus; each is scaled to `prior_size`.
    prior_size : pseudo-words that the prior adds to each group; touches log_odds and z alone.
    min_count, min_articles : words with fewer occurrences, or in fewer articles, of both groups together are not
        compared. They count in the totals. An article in which both groups use the word is one article.
    cluster : column of `articles` whose values are resampled as one ("outlet", "incident", …); by default articles, an
        article together with its copies.
    seed : seed of the permutations.

    Returns
    -------
    DataFrame, one row per term, by falling conservative_log_ratio (the target's words first, the reference's last),
    ties by z, then term: target, reference, term, n_target, n_reference, articles_target, articles_reference,
    per_million_target, per_million_reference, log_ratio (base 2; +1 = twice as frequent), ci_low, ci_high (95 %, of
    log_ratio), conservative_log_ratio, p_adjusted (max-statistic permutation), resampled_by, n_units, and, descriptive:
    log_odds (natural log), z, g2 (four cells), prior, prior_size; last `reason`, why an interval or p is missing.

    Raises
    ------
    ValueError : a column is missing; `target` or `reference` is not a value of `by` (the message lists the values);
        counts of several kinds of term are mixed; an article of `counts` is not in `articles`.

    Notes
    -----
    Wire copy counts once: each of m copies weighs 1/m (within its group, where `by` is a column of
    `articles`), so counts can be fractions. log_ratio = log2[(y₁+½)/(n₁+1)] − log2[(y₂+½)/(n₂+1)]; a word
    that one group never uses gets a finite value and no interval. The interval is ± t × the delete-one-
    cluster jackknife standard error of the same number, with five clusters in each group and five that hold
    the word, or none. conservative_log_ratio is the end of an exact 95 % interval, Bonferroni-corrected for
    the words compared, that is nearer to 0, and 0 where the interval holds 0: it ranks words, and takes
    every word for independent. p_adjusted is the chance that any word at all would differ this much if the
    groups could be exchanged: the groups' counts are swapped within clusters (side, voice, about); labels
    of outlets are permuted where `by` is the same for all articles of an outlet (five outlets a group, or
    none); else labels of clusters. z and g2 take every word for independent: they describe and rank, and
    test nothing.

    δ = ln[(y₁+α)/(n₁+α₀−y₁−α)] − ln[(y₂+α)/(n₂+α₀−y₂−α)], z = δ / √(1/(y₁+α) + 1/(y₂+α)), α₀ = prior_size.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16(4), 372–403.
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics
    19(1), 61–74.
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.
    Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo, 202–205.
    Westfall, P. H. & Young, S. S. (1993). Resampling-based multiple testing. Wiley.

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
    if not isinstance(prior_size, int | float | np.number) or not 0 < prior_size < np.inf:
        raise ValueError(f"prior_size={prior_size!r} is not allowed; allowed: a number above 0, such as 500.")
    kinds = counts["kind"].dropna().unique().tolist()
    if len(kinds) > 1:
        raise ValueError(
            f"counts holds terms of several kinds: {', '.join(sorted(kinds))}; contrast one kind at a time."
        )
    if (counts["count"] < 0).any():
        raise ValueError(
            f"counts.count: {int(counts['count'].min())} is not allowed; allowed: 0 or more, as count_words counts."
        )
    counts = counts[counts["count"] > 0]
    if counts.empty:
        return _typed({name: [] for name in _COLUMNS})
    inside = by in COUNTS_BY
    rows, articles = _two_groups(counts, articles, by, str(target), str(reference))
    if rows["in_target"].nunique() < 2:
        return _typed({name: [] for name in _COLUMNS})

    groups = build_groups(rows, articles, inside=inside, cluster=cluster)
    n_x, n_y = (np.asarray(m.sum(axis=0)).ravel() for m in (groups.x, groups.y))
    total_x, total_y = float(groups.totals[0].sum()), float(groups.totals[1].sum())
    name, alpha = _prior(prior, float(prior_size), groups.terms, n_x + n_y)
    columns = np.flatnonzero((n_x + n_y >= min_count - 1e-6) & (groups.either >= min_articles - 1e-6))
    n_x, n_y = n_x[columns], n_y[columns]
    delta, z = log_odds(n_x, n_y, total_x, total_y, alpha[columns], float(prior_size))
    low, high, no_interval = intervals(groups, columns, inside=inside)
    units, no_p = _permuted_units(groups, rows, articles, by, cluster)
    p = np.full(len(columns), np.nan)
    if not no_p:
        p, no_p = adjusted_p(units, columns, inside=inside, seed=seed)
    out = _typed(
        {
            "target": str(target),
            "reference": str(reference),
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
            "p_adjusted": p,
            "resampled_by": groups.label,
            "n_units": groups.n_units,
            "log_odds": delta,
            "z": z,
            "g2": g2(n_x, n_y, total_x, total_y),
            "prior": name,
            "prior_size": prior_size,
            "reason": [_reason(why, no_p) for why in no_interval],
        }
    )
    # Where few words stand out most conservative log ratios are 0; z orders those.
    order = out.assign(z=out["z"].round(9)).sort_values(
        ["conservative_log_ratio", "z", "term"], ascending=[False, False, True]
    )
    return out.loc[order.index].reset_index(drop=True)


def _two_groups(
    counts: pd.DataFrame, articles: pd.DataFrame, by: str, target: str, reference: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the two groups with `in_target`, and the articles that have any, sorted by id."""
    unknown = ~counts["article_id"].isin(articles["article_id"])
    if unknown.any():
        first = counts.loc[unknown, "article_id"].iloc[0]
        raise ValueError(
            f"counts names {counts.loc[unknown, 'article_id'].nunique()} articles that articles does not hold, first: "
            f"{first!r}; pass the articles that were counted."
        )
    if by not in COUNTS_BY and pd.api.types.is_datetime64_any_dtype(articles[by].dtype):
        articles = articles.assign(**{by: articles[by].dt.strftime("%Y-%m-%d")})
    values = counts[by] if by in COUNTS_BY else articles[by]
    known = (
        values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values.dropna().unique()
    )
    allowed = [str(value) for value in known]
    if values.isna().all() and by in COUNTS_BY:
        raise ValueError(f"by={by!r}: counts has no {by}; {_HOW[by]}")
    choose("target", target, allowed)
    choose("reference", reference, allowed)
    if target == reference:
        raise ValueError(f"target and reference are both {target!r}; name two different values of {by!r}.")
    if by not in COUNTS_BY:
        values = counts["article_id"].map(
            pd.Series(articles[by].to_numpy(dtype=object), index=articles["article_id"])
        )
    labels = values.astype(object).map(lambda value: None if pd.isna(value) else str(value))
    rows = counts.loc[labels.isin([target, reference]), ["article_id", "term", "count"]].assign(
        in_target=labels == target
    )
    return rows, articles[articles["article_id"].isin(rows["article_id"])].sort_values(
        "article_id", ignore_index=True
    )


_HOW = {
    "side": "count with attributions that resolve_speakers has given a side.",
    "voice": "count with attributions.",
    "about": "count with mentions.",
}


def _permuted_units(
    groups: Groups, rows: pd.DataFrame, articles: pd.DataFrame, by: str, cluster: str | None
) -> tuple[Groups, str]:
    """What the design exchanges: the clusters, or outlets where `by` is a property of the outlet."""
    if by in COUNTS_BY or by == "outlet" or cluster == "outlet":
        return groups, ""
    known = articles["outlet"].notna()
    if not known.all():
        of_outlets = by in ("outlet_country", "outlet_type")
        return groups, f"{int((~known).sum())} articles have no outlet" if of_outlets else ""
    if articles.groupby("outlet")[by].nunique().max() > 1:
        return groups, ""
    return build_groups(rows, articles, inside=False, cluster="outlet"), ""


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
    given = pd.Series(dict(prior) if not isinstance(prior, pd.Series) else prior, dtype="float64")
    positive = given[given > 0]
    if positive.empty or not np.isfinite(positive).all() or (given < 0).any() or not given.index.is_unique:
        raise ValueError(
            "prior must map each term once to a frequency of 0 or more, and one at least above 0."
        )
    # A word that the background lacks needs some mass: half of what its rarest word has.
    floor = float(positive.min()) / 2
    mass = positive.reindex(terms).fillna(floor).to_numpy()
    outside = float(positive[~positive.index.isin(terms)].sum())
    return "given", size * mass / (mass.sum() + outside)


def _reason(no_interval: str, no_p: str) -> str | None:
    parts = [f"{what}: {why}" for what, why in (("interval", no_interval), ("p_adjusted", no_p)) if why]
    return "; ".join(parts) or None


def _typed(data: Mapping[str, object]) -> pd.DataFrame:
    return pd.DataFrame(data).astype(_COLUMNS)
