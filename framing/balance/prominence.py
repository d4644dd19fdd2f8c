"""Prominence: where in the report each side speaks, and who speaks first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Said, contrast, read_said, stacked
from framing.estimates.forms import SHARE, UNIT_CONTRAST, UNIT_MEAN, Floats
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample

ZONES = ("headline", "lead", "rest")
LEAD, HALF_LIFE = 0.2, 3.0


def prominence(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    lead: float = LEAD,
    half_life: float = HALF_LIFE,
    joint: str = "half",
    cluster: str | None = None,
    coded: CodedSample | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure who speaks in the headline, in the lead and after it, how early, and first.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, coded, seed : as in `directness`; attributions need
        `position`, `in_headline` and `paragraph`.
    lead : the part of the body, by words, that is its lead: above 0, below 1.
    half_life : paragraphs after which an attribution weighs half in `prominent_share`.

    Returns
    -------
    DataFrame, a measures table. Rows for each group, for each side and other:

    - `zone_share`, `term` headline, lead or rest: the side's part of all identified voices that stand there.
    - `prominent_share`: its part of all identified voices, each weighing ½ to the power of (paragraph of the body /
      half_life), the headline as the first paragraph.
    - `first_voice_share`, unit articles: articles whose body it is the first to speak in, out of those in which an
      identified voice speaks in the body.
    - `mean_position`: mean place of its attributions in the body, from 0 (begins it) to 1 (ends it).

    and for side a, `versus` b: `mean_position_contrast`, a's mean place minus b's (below 0: a speaks earlier), with a
    p-value from swapping the sides within clusters. With two groups, differences of side a's rows and of the
    contrast follow.

    Raises
    ------
    ValueError : `lead` or `half_life` out of range; else as `voice_balance`.

    See Also
    --------
    plot_prominence, voice_balance

    Notes
    -----
    The inverted pyramid puts what matters first, and many readers stop early: an equal share of voices is no equal
    hearing. Bounds tell where a share would be if all unresolved voices there were the other's, or this side's.
    A first voice that two sides share, or two at the same place, counts in parts.

    Examples
    --------
    >>> prominence(attributions, articles, by="outlet_country")
    """
    if not 0 < lead < 1:
        raise ValueError(f"lead={lead!r} is not allowed; allowed: a part of the body above 0 and below 1.")
    if not half_life > 0:
        raise ValueError(f"half_life={half_life!r} is not allowed; allowed: paragraphs, above 0.")
    said = read_said(attributions, articles, sides, joint, need=["position", "in_headline", "paragraph"])

    def count(said: Said) -> Tally:
        return prominence_tally(said, lead, half_life)

    return estimated(count, said, by=by, cluster=cluster, seed=seed, coded=coded)


def prominence_tally(said: Said, lead: float = LEAD, half_life: float = HALF_LIFE) -> Tally:
    """What `prominence` sums in every article. A study keeps it, so it stands apart from the table."""
    headline = said.rows["in_headline"].fillna(False).to_numpy(dtype=bool)
    place = said.rows["position"].astype("float64").to_numpy(dtype=np.float64, na_value=np.nan)
    placed = np.isfinite(place) & ~headline
    zones = {"headline": headline, "lead": placed & (place < lead), "rest": placed & (place >= lead)}
    quantities: list[Quantity] = []
    for zone in ZONES:
        quantities += _shares(said, "zone_share", zones[zone].astype(np.float64), zone)
    quantities += _shares(said, "prominent_share", _decay(said, headline, half_life), None)
    first = _first(said, placed)
    some = np.clip(np.sum(list(first.values()), axis=0), 0.0, 1.0)
    # Where somebody unresolved speaks before, or beside, the first who is known, the article may be anybody's.
    open_to_all = _unknown_first(said, placed)
    any_of = np.maximum(some, open_to_all)
    quantities += [
        Quantity(
            "first_voice_share", SHARE, stacked(hits, some), unit="articles", side=side, whole=True,
            low=stacked(hits * (1 - open_to_all), any_of), high=stacked(np.maximum(hits, open_to_all), any_of),
            compare=said.pair is not None and side == said.pair[0],
        )
        for side, hits in first.items()
    ]  # fmt: skip
    means = {
        side: Quantity(
            "mean_position", UNIT_MEAN,
            stacked(said.per_article(weight * np.where(placed, place, 0.0)), said.per_article(weight * placed)),
            side=side, compare=said.pair is not None and side == said.pair[0],
        )
        for side, weight in said.of.items()
    }  # fmt: skip
    quantities += means.values()
    if said.pair is not None:
        a, b = said.pair
        quantities.append(
            contrast(means[a], means[b], "mean_position_contrast", UNIT_CONTRAST, side=a, versus=b)
        )
    return said.tally(quantities)


def _shares(said: Said, measure: str, amount: Floats, term: str | None) -> list[Quantity]:
    hits = {side: said.per_article(weight * amount) for side, weight in said.of.items()}
    lost = said.per_article(amount * (said.sides == "unresolved"))
    told = np.sum(list(hits.values()), axis=0)
    return [
        Quantity(
            measure, SHARE, stacked(mine, told), side=side, term=term,
            low=stacked(mine, told + lost), high=stacked(mine + lost, told + lost),
            compare=said.pair is not None and side == said.pair[0],
        )
        for side, mine in hits.items()
    ]  # fmt: skip


def _decay(said: Said, headline: np.ndarray, half_life: float) -> Floats:
    """½ ^ (paragraph / half_life), paragraphs counted from the first one of the body that anybody may speak in.

    What has no paragraph has no place, and weighs nothing.
    """
    paragraph = said.rows["paragraph"].astype("float64").to_numpy(dtype=np.float64, na_value=np.nan)
    # Paragraph 0 is the headline where an article has one; the body then begins at 1.
    has_headline = (said.articles["body_start"].fillna(0) > 0).to_numpy(dtype=bool)[said.at]
    depth = np.where(headline, 0.0, np.maximum(paragraph - has_headline, 0.0))
    return np.asarray(np.where(np.isnan(depth), 0.0, 0.5 ** (depth / half_life)))


def _first(said: Said, placed: np.ndarray) -> dict[str, Floats]:
    """For each side, articles that it is the first identified voice of; ties are shared."""
    known = placed & (np.sum(list(said.of.values()), axis=0) > 0)
    rows = said.rows.loc[known, ["article_id", "content_start"]]
    first = rows.groupby("article_id")["content_start"].transform("min") == rows["content_start"]
    lead = np.zeros(len(said.rows), dtype=bool)
    lead[rows.index[first.to_numpy(dtype=bool)]] = True
    hits = {side: said.per_article(weight * lead) for side, weight in said.of.items()}
    total = np.sum(list(hits.values()), axis=0)
    safe = np.where(total > 0, total, 1.0)
    return {side: value / safe for side, value in hits.items()}


def _unknown_first(said: Said, placed: np.ndarray) -> Floats:
    """1 for articles in which an unresolved voice comes no later than the first identified one."""
    start = said.rows["content_start"].astype("float64").to_numpy(dtype=np.float64, na_value=np.nan)
    n = len(said.articles)
    known, unknown = np.full(n, np.inf), np.full(n, np.inf)
    identified = placed & (np.sum(list(said.of.values()), axis=0) > 0)
    for firsts, rows in ((known, identified), (unknown, placed & (said.sides == "unresolved"))):
        np.fmin.at(firsts, said.at[rows], start[rows])
    return (np.isfinite(unknown) & (unknown <= known)).astype(np.float64)
