"""How far apart two groups' words are, in one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from framing.checks import choose, need_number
from framing.estimates.groups import is_of_outlets
from framing.inference import MIN_CLUSTERS, cluster_index, counted, jackknife_values, permuted_swaps
from framing.schema import TABLES, check_table, make_table
from framing.wordchoice.coded import (
    COUNTS_BY,
    REST,
    Coded,
    Flags,
    Ints,
    Pair,
    code_counts,
    need_counted,
    need_one,
    pairs_of,
)
from framing.wordchoice.design import Groups, build_groups
from framing.wordchoice.keyness import Floats
from framing.wordchoice.leave_out import Cells, cells_of, partisanship_of

N_RESAMPLES = 199
_PARTS = 50  # clusters are left out one by one up to here, then in as many parts

_NO_WORDS = "no word is frequent enough to be compared"


def partisanship(
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    target: str | Sequence[str] | None = None,
    reference: str | None = None,
    by: str = "side",
    min_count: float = 5,
    min_articles: float = 3,
    cluster: str | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> pd.DataFrame:
    """Say how well one word tells which of two groups it comes from.

    Parameters
    ----------
    counts, articles, target, reference, by, min_count, min_articles, cluster : as in `contrast_words`.
    n_resamples : permutations of the baseline; 0 asks for none.
    seed : seed of the permutations.

    Returns
    -------
    DataFrame, the measures table, three rows for each contrast: `partisanship` (with its interval, and a p-value
    against the permuted values), `partisanship_permuted` (mean of the permuted values; the interval holds 95 % of them)
    and `partisanship_plug_in` (without leaving out; biased upward, for comparison with older figures). The target
    stands in `side`, `target_side` (of "about") or a column named as `by`, the reference in `versus`.

    Raises
    ------
    ValueError : what `contrast_words` refuses of counts, articles and groups.

    See Also
    --------
    contrast_words

    Notes
    -----
    π = ½ · mean over target clusters of q·ρ + ½ · mean over reference clusters of q·(1 − ρ): q are the shares of words
    in one cluster (an article with its copies), ρ = f / (f + g) is the chance that a word comes from the target when f
    and g are its relative frequencies in both groups without this cluster. It is the chance that a reader who sees one
    word, and knows how often all other articles use it, names the right group: ½ when groups do not differ, 1 when they
    share no word. A word that no other cluster has counts as ½. The interval leaves out one cluster at a time (one of
    50 parts of a group where there are more) and speaks of these outlets; groups of articles by outlet are permuted by
    outlet, so that the baseline lies above ½ where outlets have words of their own.

    References
    ----------
    Gentzkow, M., Shapiro, J. M. & Taddy, M. (2019). Measuring group differences in high-dimensional choices: method and
    application to congressional speech. Econometrica 87(4), 1307–1340.

    Examples
    --------
    >>> partisanship(counts, articles, target="US", reference="RU")
    """
    counts = check_table(counts, "counts")
    articles = check_table(articles, "articles")
    choose(
        "by", by, [*COUNTS_BY, *(c for c in articles.columns if c not in (*COUNTS_BY, "article_id", "text"))]
    )
    if by not in COUNTS_BY and by in TABLES["measures"].names:
        raise ValueError(
            f"by={by!r} is a column of the measures themselves; give the articles' column another name."
        )
    need_number("min_count", min_count, 0)
    need_number("min_articles", min_articles, 0)
    if not isinstance(n_resamples, int | np.integer) or n_resamples < 0:
        raise ValueError(f"n_resamples={n_resamples!r} is not allowed; allowed: 0 or more, such as 199.")
    need_one(counts, "kind", "kinds")
    need_one(counts, "node", "nodes")
    need_counted(counts)
    coded = code_counts(counts, articles, by)
    some = coded.count > 0
    present = np.bincount(coded.label_of[some & (coded.label_of >= 0)], minlength=len(coded.labels)) > 0
    rows = [
        row
        for pair in pairs_of(coded, by, target, reference, present)
        for row in _rows(coded, pair, some, by, (min_count, min_articles), cluster, int(n_resamples), seed)
    ]
    return _table(rows, by)


def _table(rows: list[dict[str, Any]], by: str) -> pd.DataFrame:
    column = {"side": "side", "about": "target_side"}.get(by)
    names = [str(row.pop("target")) for row in rows]
    if column is None:
        out = make_table(rows, "measures")
        out.insert(1, by, pd.Series(names, dtype="str", index=out.index))
        return out
    sides = [name for name in dict.fromkeys(names) if name != REST]
    return make_table(
        [row | {column: name} for row, name in zip(rows, names, strict=True)], "measures", sides=sides
    )


def _rows(
    coded: Coded,
    pair: Pair,
    some: Flags,
    by: str,
    least: tuple[float, float],
    cluster: str | None,
    n_resamples: int,
    seed: int,
) -> list[dict[str, Any]]:
    head: dict[str, Any] = {
        "target": pair.target,
        "versus": pair.reference,
        "unit": "words",
        "method": "machine",
    }
    names = ("partisanship", "partisanship_permuted", "partisanship_plug_in")
    in_target = some & np.isin(coded.label_of, pair.of_target)
    in_reference = some & np.isin(coded.label_of, pair.of_reference)
    if not in_target.any() or not in_reference.any():
        return [head | {"measure": name, "reason": "a group has no words"} for name in names]
    inside = by in COUNTS_BY
    groups = build_groups(coded, in_target, in_reference, inside=inside, cluster=cluster)
    n = np.asarray((groups.x + groups.y).sum(axis=0)).ravel()
    kept = np.flatnonzero((n >= least[0] - 1e-6) & (groups.either >= least[1] - 1e-6))
    used = np.unique(coded.article_of[in_target | in_reference])
    head |= {"n_articles": len(used), "n_units": groups.n_units, "resampled_by": groups.label}
    if not len(kept):
        return [head | {"measure": name, "reason": _NO_WORDS} for name in names]
    cells = cells_of(groups.x[:, kept], groups.y[:, kept])
    has_x, has_y = (
        np.bincount(cells.cluster, weights=m, minlength=cells.n_clusters) > 0 for m in (cells.x, cells.y)
    )
    estimate = partisanship_of(cells)
    if not np.isfinite(estimate):
        return [head | {"measure": name, "reason": _NO_WORDS} for name in names]
    low, high, no_interval = _interval(cells, groups, has_x, has_y, estimate, seed, inside)
    draws, no_p = np.zeros(0), "n_resamples is 0"
    if n_resamples:
        draws, no_p = _permuted(cells, coded, groups, used, (has_x, has_y), by, cluster, n_resamples, seed)
    p = mean = lower = upper = None
    if len(draws):
        mean = float(draws.mean())
        lower, upper = (float(value) for value in np.quantile(draws, [0.025, 0.975]))
        far = np.abs(draws - mean) >= abs(estimate - mean) * (1 - 1e-9) - 1e-12
        p = (1.0 + float(far.sum())) / (len(draws) + 1.0)
    why = [f"interval: {no_interval}"] if no_interval else []
    why += [f"p_value: {no_p}"] if no_p else []
    return [
        head
        | {
            "measure": names[0], "estimate": estimate, "ci_low": low, "ci_high": high, "confidence_level": 0.95,
            "p_value": p, "n_resamples": len(draws), "reason": "; ".join(why) or None,
        },
        head
        | {
            "measure": names[1], "estimate": mean, "ci_low": lower, "ci_high": upper, "confidence_level": 0.95,
            "n_resamples": len(draws), "reason": no_p or None,
        },
        head
        | {
            "measure": names[2], "estimate": partisanship_of(cells, leave_out=False),
            "reason": "interval: biased upward, none is given",
        },
    ]  # fmt: skip


def _interval(
    cells: Cells, groups: Groups, has_x: Flags, has_y: Flags, estimate: float, seed: int, inside: bool
) -> tuple[float | None, float | None, str]:
    """Jackknife over clusters, or over parts of them where they are many, drawn within each group."""
    fewest = int(min(has_x.sum(), has_y.sum()))
    if fewest < MIN_CLUSTERS:
        return (
            None,
            None,
            f"{counted(fewest, groups.label)} in one group: under {MIN_CLUSTERS} give no interval",
        )
    apart = not inside and not (has_x & has_y).any()
    part, strata = _parts(has_x if apart else np.ones(len(has_x), dtype=bool), seed)
    without = [partisanship_of(cells.take(part != number)) for number in range(len(strata))]
    found = jackknife_values(
        [estimate], np.array(without)[:, None], strata=strata if apart else None, unit=groups.label
    )
    if found.reason[0]:
        return None, None, found.reason[0]
    return float(found.low[0]), float(found.high[0]), ""


def _parts(first: Flags, seed: int) -> tuple[Ints, Ints]:
    """The part of every cluster, at most 50 in each stratum, and the stratum of every part."""
    rng = np.random.default_rng(seed)
    part = np.zeros(len(first), dtype=np.int64)
    strata: list[int] = []
    for label in np.unique(first):
        here = np.flatnonzero(first == label)
        size = min(len(here), _PARTS)
        order = rng.permutation(len(here)) if len(here) > _PARTS else np.arange(len(here))
        part[here[order]] = len(strata) + np.arange(len(here)) % size
        strata += [int(label)] * size
    return part, np.array(strata, dtype=np.int64)


def _permuted(
    cells: Cells,
    coded: Coded,
    groups: Groups,
    used: Ints,
    has: tuple[Flags, Flags],
    by: str,
    cluster: str | None,
    n_resamples: int,
    seed: int,
) -> tuple[Floats, str]:
    """The estimate where groups are exchanged as the design allows: clusters swap sides, outlets exchange labels."""
    inside = by in COUNTS_BY
    articles = coded.articles.iloc[used]
    of, label = np.arange(groups.n_units), groups.label
    first, second = (np.ones(groups.n_units, dtype=bool),) * 2 if inside else has
    if not inside and by != "outlet" and cluster != "outlet":
        of_outlets = is_of_outlets(articles["outlet"], articles[by].astype("str"), name=by)
        missing = int(articles["outlet"].isna().sum())
        if of_outlets and missing:
            return np.zeros(0), f"{missing} articles have no outlet, and outlets are permuted"
        if of_outlets:
            at, names, label = cluster_index(articles, "outlet")
            own, _, _ = cluster_index(articles, cluster)
            # A text that several outlets print goes with the first of them.
            of = np.full(groups.n_units, len(names), dtype=np.int64)
            np.minimum.at(of, own, at)
            first, second = (np.bincount(of[flags], minlength=len(names)) > 0 for flags in has)
    fewest = len(first) if inside else int(min(first.sum(), second.sum()))
    if fewest < MIN_CLUSTERS:
        return np.zeros(
            0
        ), f"{counted(fewest, label)}{'' if inside else ' in one group'}: under {MIN_CLUSTERS} give no p"
    swaps = permuted_swaps(first, second, n_resamples, seed=seed)
    found = np.array([partisanship_of(cells, swap[of]) for swap in swaps])
    return found[np.isfinite(found)], ""
