"""How far groups of outlets report the same: overlap of coverage, and articles matched on what both report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates.forms import Floats
from framing.estimates.groups import MISSING, Groups, group_articles
from framing.estimates.rows import LEVEL, Row
from framing.estimates.table import with_by
from framing.inference import cluster_index, cluster_totals, copy_weights, share_interval
from framing.inference.clusters import plural
from framing.schema import TABLES, check_table, make_table, sort_table

_PERIODS = ("month", "week")
Ints = npt.NDArray[np.int64]


def coverage_overlap(
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str],
    on: str | Sequence[str] = "incident",
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far groups of outlets report the same incidents, days or weeks.

    Parameters
    ----------
    articles : articles table.
    by : column or columns of `articles` that make the groups ("outlet_country", "outlet", …). A missing value is no
        group: its articles are left out.
    on : what is reported: a column of `articles` ("incident", "date", …), "week" or "month" (from `date`), or
        several, which then must all agree.
    seed : of the bootstrap.

    Returns
    -------
    DataFrame, a measures table; the `by` columns stand last. Rows for each group, in sorted order:

    - `coverage`, unit incidents (or what `on` names: weeks, incident-weeks): incidents that the group reports, of
      those that any group reports.

    then for each pair of groups, the row's and the one in `versus`:

    - `coverage_overlap`: incidents that both report, of those that either does (Jaccard); once for each pair.
    - `shared_coverage`: incidents that both report, of those that the row's group does; both ways.
    - `shared_articles`, unit articles: articles of the row's group on incidents that both report, of all its
      articles; both ways. `bound_high` is where it would be if all its articles of unknown incident were on
      shared ones, `n_unresolved` how many these are.

    Raises
    ------
    ValueError : `by` or `on` names no column, or both name the same one.

    See Also
    --------
    match_articles, mark_duplicates

    Notes
    -----
    An article whose incident is not known is an incident of its own, which nobody shares. Copies of one text
    (`duplicate_of`) weigh together as one article in each group that prints them. Intervals draw incidents,
    which is the question "what if other incidents had come up?", of these outlets; under five incidents, and
    where all or none are shared, there is none and `reason` says why. `n_articles` counts the articles of the row's
    group, or of both in `coverage_overlap`; `n_units` the incidents in the denominator. A low overlap says
    that a difference of the groups may be one of subjects: compare them on `match_articles`.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2).

    Examples
    --------
    >>> coverage_overlap(articles, by="outlet_country", on=["incident", "week"])
    """
    table, groups, keys = _read(articles, by, on)
    codes, names, _ = cluster_index(table.assign(**{_KEY: keys}), _KEY)
    unit = plural(on if isinstance(on, str) else "-".join(on))
    weights = copy_weights(table, groups.codes)
    lost = keys.isna().to_numpy()
    told = _known(groups)
    counts = {code: _per_key(weights * (groups.codes == code), codes, len(names)) for code in told}
    unknown = {code: float((weights * (lost & (groups.codes == code))).sum()) for code in told}
    sizes = {code: int((groups.codes == code).sum()) for code in told}
    reported = {code: (n > 0).astype(np.float64) for code, n in counts.items()}
    anybody = np.max(list(reported.values()), axis=0, initial=0.0) if reported else np.zeros(0)
    rows: list[Row] = []

    def add(measure: str, one: int, num: Floats, den: Floats, **more: Any) -> None:
        row = {"measure": measure, "unit": unit, "n_articles": sizes[one], "n_unresolved": unknown[one]}
        row |= dict(zip(groups.by, groups.labels[one], strict=True))
        rows.append(row | _estimate(num, den, unit, seed) | more)

    for one in told:
        add("coverage", one, reported[one], anybody)
    for one, two in combinations(told, 2):
        both = reported[one] * reported[two]
        either = np.maximum(reported[one], reported[two])
        pooled = {"n_articles": sizes[one] + sizes[two], "n_unresolved": unknown[one] + unknown[two]}
        add("coverage_overlap", one, both, either, versus=groups.named(two), **pooled)
    for one, two in permutations(told, 2):
        both = reported[one] * reported[two]
        named = {"versus": groups.named(two)}
        add("shared_coverage", one, both, reported[one], **named)
        num, den = counts[one] * both, counts[one]
        total = float(den.sum())
        bounds = {"bound_low": num.sum() / total, "bound_high": (num.sum() + unknown[one]) / total}
        add("shared_articles", one, num, den, **named, **bounds, unit="articles")
    return with_by(make_table(rows, "measures"), groups)


def match_articles(
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str],
    on: str | Sequence[str] = "incident",
    equal: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Keep the articles on what every group reports, so that groups are compared on the same subjects.

    Parameters
    ----------
    articles, by, on : as in `coverage_overlap`.
    equal : keep equally many articles of each group on each incident, as many different texts as the group that
        has fewest, drawn at random; by default all.
    seed : of the draw.

    Returns
    -------
    articles table, rows in their order, with the columns `matched_on` (the incident, week …) and `match_weight`
    (1 / texts of the article's group on it, shared among the copies of a text: each group weighs 1 on each
    incident).

    Raises
    ------
    ValueError : as `coverage_overlap`; or there are not two groups to match.

    Notes
    -----
    A comparison of all articles mixes two things: what the groups report, and how. On matched articles the first is
    the same, and what is left is the second::

        matched = match_articles(articles, by="outlet_country", equal=True)
        voices = attributions[attributions["article_id"].isin(matched["article_id"])]
        voice_balance(voices, matched, by="outlet_country", cluster="matched_on", weight="article")

    With `cluster="matched_on"` an incident leaves both groups at once, so that what it has of its own cancels out of
    the difference; it needs five shared incidents. With `equal=True` and `weight="article"` each incident weighs the
    same in each group; without, a group with many articles on one incident speaks mostly of that one.
    Of the copies of a text (`duplicate_of`), `equal=True` keeps one in each group. Articles of unknown incident, or of
    no group, are left out. The estimate speaks of shared incidents alone: what one side passes over in silence is in
    `coverage_overlap`.

    Examples
    --------
    >>> match_articles(articles, by="outlet_country", on="week")
    """
    table, groups, keys = _read(articles, by, on)
    told = _known(groups)
    if len(told) < 2:
        shown = ", ".join(repr(groups.named(code)) for code in told) or "none"
        raise ValueError(
            f"by={by!r} makes {len(told)} group{'' if len(told) == 1 else 's'} of known value ({shown}); matching "
            "needs two or more. Choose a column with several values."
        )
    frame = pd.DataFrame({"key": keys, "group": groups.codes})
    frame = frame[frame["key"].notna() & frame["group"].isin(told)]
    n_groups = frame.groupby("key")["group"].nunique()
    frame = frame[frame["key"].isin(n_groups.index[n_groups == len(told)])]
    if equal:
        frame = frame.loc[_drawn(frame, table, seed)]
    rows = frame.index.to_numpy(dtype=np.intp)
    out = table.iloc[rows].reset_index(drop=True)
    cells = frame["key"].astype("object") + "\0" + frame["group"].astype(str)
    shares = copy_weights(out, cells.to_numpy(dtype=object)) if len(out) else np.zeros(0)
    texts = pd.Series(shares, index=frame.index).groupby(cells).transform("sum")
    return out.assign(
        matched_on=frame["key"].reset_index(drop=True).astype("str"),
        match_weight=(shares / texts.to_numpy(dtype=np.float64)) if len(out) else shares,
    )


_KEY = "\0on"


def _read(
    articles: pd.DataFrame, by: str | Sequence[str], on: str | Sequence[str]
) -> tuple[pd.DataFrame, Groups, pd.Series]:
    """The checked articles, their groups, and what each reports: missing where one of `on` is."""
    table = check_table(articles, "articles")
    names = [on] if isinstance(on, str) else list(on)
    own = set(TABLES["measures"].names)
    for name in names:
        choose("on", name, [c for c in dict.fromkeys([*map(str, table.columns), *_PERIODS]) if c not in own])
    if not names or len(set(names)) < len(names):
        raise ValueError(f"on={on!r} must name one column or more, each once, such as 'incident' or 'week'.")
    if not ([by] if isinstance(by, str) else list(by)):
        raise ValueError(f"by={by!r} must name one column or more, such as 'outlet_country'.")
    groups = group_articles(table, by)
    both = [name for name in names if name in groups.by]
    if both:
        raise ValueError(
            f"on={on!r} and by={by!r} both name {both[0]!r}: groups made by it share none of it."
        )
    told = group_articles(table, names)
    labels = [None if MISSING in label else " · ".join(label) for label in told.labels]
    keys = pd.Series([labels[code] for code in told.codes], dtype=object, index=table.index)
    return table, groups, keys


def _known(groups: Groups) -> list[int]:
    used = set(groups.codes.tolist())
    return [c for c, label in enumerate(groups.labels) if MISSING not in label and c in used]


def _per_key(values: Floats, codes: Ints, n: int) -> Floats:
    return cluster_totals(values, codes, n)[:, 0]


def _estimate(num: Floats, den: Floats, unit: str, seed: int) -> Row:
    """Share of sums over what is reported, with its interval."""
    total = float(den.sum())
    interval = share_interval(num[:, None], den[:, None], level=LEVEL, unit=unit, seed=seed)
    reason = interval.reason[0]
    return {
        "estimate": float(num.sum()) / total if total > 0 else None,
        "numerator": float(num.sum()),
        "denominator": total,
        "ci_low": None if reason else interval.low[0],
        "ci_high": None if reason else interval.high[0],
        "confidence_level": None if reason else LEVEL,
        "n_units": int(interval.n_units[0]),
        "method": "machine",
        "resampled_by": unit,
        "n_resamples": int(interval.n_resamples[0]) or None,
        "reason": reason or None,
    }


def _drawn(frame: pd.DataFrame, table: pd.DataFrame, seed: int) -> Ints:
    """Rows of `frame` that a draw keeps: of each group and key as many texts as the group with fewest has."""
    part = sort_table(table.iloc[frame.index].assign(**{_KEY: frame.index}), "articles")
    found = frame.loc[part[_KEY]]
    # An original stands for its copies; where it is elsewhere, the copy with the lowest id does.
    found = found.assign(text=cluster_index(part)[0], copy=part["duplicate_of"].notna().to_numpy())
    found = found.sort_values("copy", kind="stable").drop_duplicates(["key", "group", "text"])
    drawn = found.iloc[np.random.default_rng(seed).permutation(len(found))]
    n_texts = found.groupby(["key", "group"]).size().groupby("key").min()
    kept = drawn.groupby(["key", "group"]).cumcount() < drawn["key"].map(n_texts)
    return np.sort(drawn.index[kept].to_numpy(dtype=np.int64))
