"""Voice surplus: being quoted more than being talked about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Said, read_said, side_weights, sides_of, stacked, with_pair
from framing.balance.totals import mentions_of_articles
from framing.checks import choose
from framing.estimates.forms import SHARE, SURPLUS, Floats
from framing.estimates.tally import Quantity, Tally


def voice_surplus(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    unit: str = "attributions",
    joint: str = "half",
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure whether a side is quoted more, or less, than it is talked about.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, seed : as in `voice_balance`.
    mentions : mentions table (from `find_mentions`); mentions that are themselves the speaker of an attribution are
        left out, and so are pronouns, which repeat a mention.
    unit : "attributions" or "words": what counts as being quoted.

    Returns
    -------
    DataFrame, a measures table. Rows for each group, of side a against b:

    - `quote_share`: a's part of what is quoted of a and b.
    - `mention_share`: a's part of the mentions of a and b.
    - `voice_surplus`, `versus` b: logit of the first minus logit of the second; above 0, a is quoted more than it is
      talked about; .69 = twice the odds. p-value by swapping the two sides within clusters.

    With two groups, differences of all three follow.

    Raises
    ------
    ValueError : fewer than two sides; else as `voice_balance`.

    Notes
    -----
    A report on one state's deed mentions that state often. Set against mentions, quoting shows who is given the word
    beyond being the topic. The surplus has no correction by a coded sample: mentions are not coded.

    Examples
    --------
    >>> voice_surplus(attributions, articles, mentions, by="outlet_country")
    """
    choose("unit", unit, ("attributions", "words"))
    said = read_said(attributions, articles, sides, joint)
    with_pair(said)
    found = mentions_of_articles(mentions, said.articles)
    count = partial(surplus_tally, mentions=found, unit=unit)
    return estimated(count, said, by=by, cluster=cluster, seed=seed)


def _mentioned(mentions: pd.DataFrame, said: Said, side: str) -> Floats:
    own = mentions[
        ~mentions["is_speaker"].fillna(False).to_numpy(dtype=bool)
        & (mentions["kind"].astype("object") != "pronoun").to_numpy(dtype=bool)
    ]
    at = pd.Index(said.articles["article_id"]).get_indexer(own["article_id"])
    weight = side_weights(sides_of(own["side"]), said.own, said.pair, said.joint)[side]
    return np.bincount(at, weights=weight, minlength=len(said.articles)).astype(np.float64)


def surplus_tally(said: Said, mentions: pd.DataFrame, *, unit: str = "attributions") -> Tally:
    """What `voice_surplus` sums in every article; `mentions` are checked."""
    a, b = with_pair(said)
    talked = {side: _mentioned(mentions, said, side) for side in (a, b)}
    amount = said.words()[0] if unit == "words" else np.ones(len(said.rows))
    quoted = {side: said.per_article(said.of[side] * amount) for side in (a, b)}
    lost = said.per_article(amount * (said.sides == "unresolved"))
    both = quoted[a] + quoted[b]
    cells = stacked(quoted[a], quoted[b], talked[a], talked[b])
    return said.tally(
        [
            Quantity(
                "quote_share", SHARE, stacked(quoted[a], both), unit=unit, side=a, versus=b, compare=True,
                low=stacked(quoted[a], both + lost), high=stacked(quoted[a] + lost, both + lost),
            ),
            Quantity(
                "mention_share", SHARE, stacked(talked[a], talked[a] + talked[b]), unit="mentions", side=a,
                versus=b, compare=True,
            ),
            Quantity(
                "voice_surplus", SURPLUS, cells, unit=unit, side=a, versus=b, swap=(1, 0, 3, 2), compare=True,
                words=(("a", a), ("b", b)),
                low=stacked(quoted[a], quoted[b] + lost, talked[a], talked[b]),
                high=stacked(quoted[a] + lost, quoted[b], talked[a], talked[b]),
            ),
        ]
    )  # fmt: skip
