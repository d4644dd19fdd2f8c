"""Voice share and balance: who speaks, how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.balance.groups import Groups, group_articles, permuted_by
from framing.balance.totals import (
    JOINTS,
    UNITS,
    WEIGHTS,
    Ratio,
    Voices,
    balance_ratio,
    check_voices,
    count_voices,
    share_ratio,
    unresolved_ratio,
)
from framing.checks import choose
from framing.inference import (
    N_RESAMPLES,
    Interval,
    cluster_index,
    cluster_totals,
    copy_weights,
    difference_interval,
    difference_p,
    share_interval,
    swap_p,
)
from framing.schema import TABLES, make_table

_LEVEL = 0.95
Row = dict[str, Any]


@dataclass(frozen=True)
class _Plan:
    """What every row of the table needs to know."""

    articles: pd.DataFrame
    voices: Voices
    groups: Groups
    copies: npt.NDArray[np.float64]
    unit: str
    joint: str
    weight: str
    cluster: str | None
    seed: int

    def ratios(self) -> dict[tuple[str, str], Ratio]:
        """(measure, side) → its ratio, in the order of rows."""
        pair = self.voices.pair
        found = {
            ("voice_share", side): share_ratio(self.voices, side, unit=self.unit) for side in self.voices.of
        }
        if pair is not None:
            found["balance", pair[0]] = balance_ratio(self.voices, pair, unit=self.unit)
        found["unresolved_share", "unresolved"] = unresolved_ratio(self.voices, unit=self.unit)
        by_article = self.weight == "article" and self.unit != "articles"
        return {
            key: (ratio.by_article() if by_article else ratio).weighted(self.copies)
            for key, ratio in found.items()
        }


def voice_balance(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    unit: str = "words",
    joint: str = "half",
    weight: str = "pooled",
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how much of the attributed speech each side has, and the balance between two of them.

    Parameters
    ----------
    attributions : attributions table with `side` (from `resolve_speakers`). Wants, fears and plans (`act`
        attitude) are no voices and are left out; a row without `act` counts as speech.
    articles : articles table, all articles of the study, so that those without a voice stay in the
        population. Without texts (a published study) words are counted from `n_words` of the attributions.
    by : column or columns of `articles` to group by, "month" or "week" (from `date`). A missing value is the
        group "(missing)". With two known groups, rows of their difference follow.
    sides : the two sides (a, b) of the balance, which also share joint voices; by default the codebook's
        first two.
    unit : "words" (attributed words, those of a nested attribution for the innermost speaker alone),
        "attributions" (nested ones count too), or "articles" (in which the side speaks at least once).
    joint : what speakers of both sides in one attribution count: "half" for each, or "drop". With
        unit="articles", "half" lets both speak.
    weight : "pooled" (shares of all voices: long articles weigh more) or "article" (mean of the articles'
        shares); no difference with unit="articles".
    cluster : column of `articles` that holds what was drawn as one ("outlet", "incident"); by default an
        article with its copies (`duplicate_of`).
    seed : of bootstrap and permutation.

    Returns
    -------
    DataFrame, a measures table; the `by` columns stand last. Rows for each group, in sorted order:

    - `voice_share`, one for each side of the codebook and for other: out of all identified voices (with
      unit="articles": of all articles of the group). Together they are 1, except with unit="articles".
    - `balance`, side a: (a − b) / (a + b), from −1 (only b speaks) to 1 (only a). Its `p_value` swaps the two
      sides within each cluster.
    - `unresolved_share`: unresolved voices out of all voices (with unit="articles": articles with one, of
      all).

    then, with two groups, `voice_share_difference` (of a) and `balance_difference`: the row's group minus the
    one in `versus` (outlets of country a minus those of b, where the groups are named as the sides), its
    `p_value` by permuting the groups' labels.

    Raises
    ------
    ValueError : a column, side or option that does not exist (the message lists what does); an attribution of
        an article that is not there; offsets beyond the text.

    See Also
    --------
    resolve_speakers, plot_balance

    Notes
    -----
    Intervals and p-values: docs/measures.md. Where there is none, or no estimate, `reason` says why: under
    five clusters, a single article, a share of 0 or 1. Copies of one text (`duplicate_of`) weigh together as
    one article in each group that prints them; `numerator`, `denominator`, `n_joint`, `n_unresolved` are
    weighted so, and hold sums of article shares with weight="article". `n_articles` counts all articles,
    `n_units` the clusters with something to count. `bound_low` and `bound_high` say where the estimate would
    be if all unresolved voices went the other way, or this way. A contrast of what belongs to outlets
    (country, type) permutes outlets, five or more a group; the intervals speak of these outlets unless
    cluster="outlet". Voices in a repeated headline are left out.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). An introduction to the bootstrap. Chapman & Hall.
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. SAGMB 9(1), article 39.

    Examples
    --------
    >>> voice_balance(attributions, articles, by="outlet", sides=("US", "RU"))          # doctest: +SKIP
    """
    choose("unit", unit, UNITS)
    choose("joint", joint, JOINTS)
    choose("weight", weight, WEIGHTS)
    rows, population, own, pair = check_voices(attributions, articles, sides)
    if cluster is not None:
        choose("cluster", cluster, list(map(str, population.columns)))
    voices = count_voices(rows, population, own, pair, unit=unit, joint=joint)
    groups = group_articles(population, by)
    # Wire copy counts once in each group that prints it.
    copies = copy_weights(population, groups.codes)
    plan = _Plan(population, voices, groups, copies, unit, joint, weight, cluster, seed)
    ratios = plan.ratios()
    table: list[Row] = []
    for code in range(len(plan.groups.labels)):
        found = _group_rows(plan, ratios, code)
        table += found if pair is not None else [*found[:-1], _without_pair(found[-1]), found[-1]]
    compared = plan.groups.pair(pair) if pair is not None else None
    if compared is not None and pair is not None:
        table += _difference_rows(plan, ratios, compared, pair)
    return _with_by(make_table(table, "measures", sides=own), plan.groups)


def _group_rows(plan: _Plan, ratios: dict[tuple[str, str], Ratio], code: int) -> list[Row]:
    members = np.flatnonzero(plan.groups.codes == code)
    part = plan.articles.iloc[members]
    codes, names, label = cluster_index(part, plan.cluster)
    own = {key: ratio.take(members) for key, ratio in ratios.items()}
    num = cluster_totals(np.column_stack([ratio.num for ratio in own.values()]), codes, len(names))
    den = cluster_totals(np.column_stack([ratio.den for ratio in own.values()]), codes, len(names))
    each = np.array([ratio.voices_each() for ratio in own.values()])
    interval = share_interval(num * each, den * each, level=_LEVEL, unit=label, seed=plan.seed)
    n_joint, n_unresolved = _counted(plan, members)
    rows = []
    for column, ((measure, side), ratio) in enumerate(own.items()):
        n, d = float(ratio.num.sum()), float(ratio.den.sum())
        row: Row = {
            "measure": measure, "unit": plan.unit, "side": side, "estimate": n / d if d > 0 else None,
            "numerator": n, "denominator": d,
            "ci_low": interval.low[column], "ci_high": interval.high[column],
            "n_articles": len(members), "n_units": int(interval.n_units[column]), "n_joint": n_joint,
            "n_unresolved": n_unresolved, "bound_low": _over(*ratio.low), "bound_high": _over(*ratio.high),
            "method": "machine", "resampled_by": label, **_by_values(plan.groups, code),
        }  # fmt: skip
        row |= _drawn(interval, column)
        if d <= 0:
            row["reason"] = _nothing(plan, len(members), measure, n_unresolved)
        if measure == "balance":
            row = _as_balance(row, plan, num[:, column], den[:, column], label)
        if measure == "unresolved_share":
            row |= {"bound_low": None, "bound_high": None}
        rows.append(row)
    return rows


def _without_pair(like: Row) -> Row:
    """The row of a balance that cannot be: the table names fewer than two sides."""
    kept = ("unit", "n_articles", "n_joint", "n_unresolved", "method", "resampled_by")
    schema = TABLES["measures"].names
    by = {name: value for name, value in like.items() if name not in schema}
    reason = "fewer than two codebook sides in the table: say which with sides=(a, b)"
    return {"measure": "balance", **{name: like[name] for name in kept}, "n_units": 0, "reason": reason, **by}


def _as_balance(
    row: Row, plan: _Plan, num: npt.NDArray[np.float64], den: npt.NDArray[np.float64], label: str
) -> Row:
    """a's share of two as a balance, with its p-value."""
    row = row | {"numerator": 2 * row["numerator"] - row["denominator"]}
    row |= {key: _stretch(row[key]) for key in ("estimate", "ci_low", "ci_high", "bound_low", "bound_high")}
    if row["estimate"] is None:
        return row
    pair = plan.voices.pair
    if pair is not None and abs(row["estimate"]) == 1:
        row["reason"] = (
            f"only {pair[0] if row['estimate'] > 0 else pair[1]} speaks: no spread to build an interval on"
        )
    p, why = swap_p(2 * num - den, seed=plan.seed, unit=label)
    return _with_p(row, p, why, label, label)


def _difference_rows(
    plan: _Plan, ratios: dict[tuple[str, str], Ratio], compared: tuple[int, int], pair: tuple[str, str]
) -> list[Row]:
    keys = [("voice_share", pair[0]), ("balance", pair[0])]
    names = (plan.groups.named(compared[0]), plan.groups.named(compared[1]))
    chosen = np.flatnonzero(np.isin(plan.groups.codes, compared))
    first, second, label = _sums(plan, ratios, keys, compared, plan.cluster)
    interval = difference_interval(first, second, names=names, level=_LEVEL, unit=label, seed=plan.seed)
    permuted, why_not = permuted_by(plan.articles.iloc[chosen], _only(plan.groups, chosen), plan.cluster)
    p_label = label
    if why_not:
        p, p_reasons = np.full(len(keys), np.nan), [why_not] * len(keys)
    else:
        *sums, p_label = _sums(plan, ratios, keys, compared, permuted)
        p, p_reasons = difference_p(sums[0], sums[1], names=names, unit=p_label, seed=plan.seed)
    n_joint, n_unresolved = _counted(plan, chosen)
    rows = []
    for column, (measure, side) in enumerate(keys):
        parts = [ratios[measure, side].take(np.flatnonzero(plan.groups.codes == code)) for code in compared]
        shares = [_over(part.num, part.den) for part in parts]
        lows, highs = [_over(*part.low) for part in parts], [_over(*part.high) for part in parts]
        row: Row = {
            "measure": f"{measure}_difference", "unit": plan.unit, "versus": names[1], "side": side,
            "estimate": _minus(shares[0], shares[1]), "ci_low": interval.low[column],
            "ci_high": interval.high[column], "n_articles": len(chosen),
            "n_units": int(interval.n_units[column]),
            "n_joint": n_joint, "n_unresolved": n_unresolved, "bound_low": _minus(lows[0], highs[1]),
            "bound_high": _minus(highs[0], lows[1]), "method": "machine", "resampled_by": label,
            **_by_values(plan.groups, compared[0]),
        }  # fmt: skip
        row |= _drawn(interval, column)
        if measure == "balance":
            ends = ("estimate", "ci_low", "ci_high", "bound_low", "bound_high")
            row |= {key: None if row[key] is None else 2 * row[key] for key in ends}
        if row["estimate"] is not None:
            row = _with_p(row, float(p[column]), p_reasons[column], label, p_label)
        rows.append(row)
    return rows


Sums = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def _sums(
    plan: _Plan,
    ratios: dict[tuple[str, str], Ratio],
    keys: list[tuple[str, str]],
    compared: tuple[int, int],
    cluster: str | None,
) -> tuple[Sums, Sums, str]:
    """Per-cluster numerators and denominators of both groups over the same clusters."""
    codes, names, label = cluster_index(plan.articles, cluster)
    num = np.column_stack([ratios[key].num for key in keys])
    den = np.column_stack([ratios[key].den for key in keys])
    both: list[Sums] = []
    for code in compared:
        inside = (plan.groups.codes == code)[:, None]
        both.append(
            (cluster_totals(num * inside, codes, len(names)), cluster_totals(den * inside, codes, len(names)))
        )
    return both[0], both[1], label


def _only(groups: Groups, rows: npt.NDArray[np.intp]) -> Groups:
    return Groups(groups.by, groups.labels, groups.codes[rows])


def _counted(plan: _Plan, members: npt.NDArray[np.intp]) -> tuple[float, float]:
    """Joint and unresolved voices, weighted as numerator and denominator are."""
    copies = plan.copies[members]
    joint, lost = plan.voices.joint[members], plan.voices.unresolved[members]
    if plan.weight == "article" and plan.unit != "articles":
        told = np.sum([values[members] for values in plan.voices.of.values()], axis=0) + lost
        told += joint if plan.joint == "drop" or plan.voices.pair is None else 0.0
        safe = np.where(told > 0, told, 1.0)
        joint, lost = joint / safe, lost / safe
    return float((joint * copies).sum()), float((lost * copies).sum())


def _drawn(interval: Interval, column: int) -> Row:
    given = not interval.reason[column]
    return {
        "confidence_level": _LEVEL if given else None,
        "n_resamples": int(interval.n_resamples[column]) or None,
        "reason": interval.reason[column] or None,
    }


def _with_p(row: Row, p: float, why: str, label: str, p_label: str) -> Row:
    if why:
        return row | {"reason": "; ".join(filter(None, [row["reason"], why]))}
    found = row | {"p_value": p, "n_resamples": N_RESAMPLES}
    if p_label != label:
        found["resampled_by"] = f"{label} (interval), {p_label} (p-value)"
    return found


def _nothing(plan: _Plan, n_articles: int, measure: str, n_unresolved: float) -> str:
    if n_articles == 0:
        return "no articles"
    if measure == "balance" and plan.voices.pair is not None:
        return f"neither {plan.voices.pair[0]} nor {plan.voices.pair[1]} speaks"
    return "all voices are unresolved" if n_unresolved > 0 else "nobody is quoted"


def _by_values(groups: Groups, code: int) -> Row:
    return dict(zip(groups.by, groups.labels[code], strict=True))


def _with_by(table: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    # A corpus without articles has no group, but the table has its columns.
    missing = {name: pd.Series(dtype="str") for name in groups.by if name not in table.columns}
    return table.assign(**missing)


def _over(num: npt.NDArray[np.float64], den: npt.NDArray[np.float64]) -> float | None:
    total = float(den.sum())
    return float(num.sum()) / total if total > 0 else None


def _minus(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one - two


def _stretch(share: float | None) -> float | None:
    return None if share is None else 2 * share - 1
