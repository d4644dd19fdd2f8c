"""Voice share and balance: who speaks, how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Count, Said, read_said
from framing.balance.totals import (
    JOINTS,
    UNITS,
    WEIGHTS,
    Voices,
    balance_ratio,
    count_voices,
    share_ratio,
    unresolved_ratio,
)
from framing.checks import choose
from framing.estimates.forms import BALANCE, SHARE, Floats
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample
from framing.schema import SHARED_SIDES, TABLES, make_table


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
    coded: CodedSample | None = None,
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
    joint : what speakers of both sides in one attribution count: "half" for each (of the pair; none without one),
        or "drop". With unit="articles", "half" lets both speak.
    weight : "pooled" (shares of all voices: long articles weigh more) or "article" (mean of the articles'
        shares); no difference with unit="articles".
    cluster : column of `articles` that holds what was drawn as one ("outlet", "incident"); by default an
        article with its copies (`duplicate_of`).
    coded : a coded sample (`coded_sample`); each row is then followed by its estimate corrected for the machine's
        error, `method` corrected.
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
    >>> voice_balance(attributions, articles, by="outlet", sides=("US", "RU"))
    """
    choose("unit", unit, UNITS)
    choose("joint", joint, JOINTS)
    choose("weight", weight, WEIGHTS)
    said = read_said(attributions, articles, sides, joint)

    count = partial(balance_tally, unit=unit, joint=joint, weight=weight)
    return balance_table(count, said, by=by, cluster=cluster, seed=seed, coded=coded)


def balance_tally(said: Said, *, unit: str, joint: str = "half", weight: str = "pooled") -> Tally:
    """What `voice_balance` sums in every article. A study keeps it, so it stands apart from the table."""
    voices = count_voices(said.rows, said.articles, said.own, said.pair, unit=unit, joint=joint)
    return _tally(voices, unit, joint, weight)


def balance_table(
    count: Count,
    said: Said,
    *,
    by: str | Sequence[str] | None,
    cluster: str | None,
    seed: int,
    coded: CodedSample | None = None,
) -> pd.DataFrame:
    """The table of `voice_balance` from what `count` gives, whether counted now or kept."""
    nothing = partial(_nothing, said.pair)
    table = estimated(count, said, by=by, cluster=cluster, seed=seed, coded=coded, nothing=nothing)
    return table if said.pair is not None else _without_pair(table)


def _tally(voices: Voices, unit: str, joint: str, weight: str) -> Tally:
    pair = voices.pair
    found = [("voice_share", side, SHARE, share_ratio(voices, side, unit=unit)) for side in voices.of]
    if pair is not None:
        found.append(("balance", pair[0], BALANCE, balance_ratio(voices, pair, unit=unit)))
    found.append(("unresolved_share", "unresolved", SHARE, unresolved_ratio(voices, unit=unit)))
    by_article = weight == "article" and unit != "articles"
    quantities = []
    for measure, side, form, ratio in found:
        ratio = ratio.by_article() if by_article else ratio
        bounded = measure != "unresolved_share"
        quantities.append(
            Quantity(
                measure,
                form,
                np.column_stack([ratio.num, ratio.den]),
                unit=unit,
                side=side,
                low=np.column_stack(ratio.low) if bounded else None,
                high=np.column_stack(ratio.high) if bounded else None,
                told=ratio.told,
                swap=(1, 0) if measure == "balance" else None,
                whole=by_article or unit == "articles",
                compare=pair is not None and side == pair[0],
            )
        )
    return Tally(quantities, *_beside(voices, joint, by_article))


def _beside(voices: Voices, joint: str, by_article: bool) -> tuple[Floats, Floats]:
    """Joint and unresolved voices, weighted as numerator and denominator are."""
    shared, lost = voices.joint, voices.unresolved
    if by_article:
        told = np.sum(list(voices.of.values()), axis=0) + lost
        told = told + (shared if joint == "drop" or voices.pair is None else 0.0)
        safe = np.where(told > 0, told, 1.0)
        shared, lost = shared / safe, lost / safe
    return shared, lost


def _without_pair(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a row, for each group, of the balance that cannot be: fewer than two sides are named."""
    kept = ["unit", "n_articles", "n_joint", "n_unresolved", "method", "resampled_by"]
    kept += [name for name in table.columns if name not in TABLES["measures"].names]
    rows: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        if row["measure"] == "unresolved_share":
            reason = "fewer than two codebook sides in the table: say which with sides=(a, b)"
            like = {name: row[name] for name in kept}
            rows.append({"measure": "balance", "n_units": 0, "reason": reason, **like})
        rows.append(row)
    own = [side for side in table["side"].cat.categories if side not in SHARED_SIDES]
    return make_table(rows, "measures", sides=own) if rows else table


def _nothing(pair: tuple[str, str] | None, quantity: Quantity, n_articles: int, n_unresolved: float) -> str:
    if n_articles == 0:
        return "no articles"
    if quantity.measure == "balance" and pair is not None:
        return f"neither {pair[0]} nor {pair[1]} speaks"
    return "all voices are unresolved" if n_unresolved > 0 else "nobody is quoted"
