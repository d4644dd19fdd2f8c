"""Directness: whose words are quoted, and whose are retold."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Said, contrast, read_said, stacked, within
from framing.estimates.forms import SHARE, SHARE_CONTRAST
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample
from framing.schema.columns import QUOTE_TYPES


def directness(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    joint: str = "half",
    cluster: str | None = None,
    coded: CodedSample | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how much of each side's attributed speech stands in its own words.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, seed : as in `voice_balance`; attributions need `n_quoted` and
        `quote_type`.
    coded : a coded sample (`coded_sample`); each row is then followed by its corrected estimate.

    Returns
    -------
    DataFrame, a measures table. Rows for each group:

    - `quoted_share`, one for each side and for other, unit words: words inside quotation marks out of all words
      attributed to the side, each for the innermost speaker.
    - `quote_type_share`, one for each side and type (`term`: direct, mixed, indirect, continuation), unit
      attributions: out of the side's attributions of a known type; a side's four sum to 1.
    - `quoted_share_contrast` of side a, `versus` side b: a's quoted share minus b's, with a p-value from swapping the
      two sides within each cluster.

    With two groups, the differences of `quoted_share` of each side and of the contrast follow.

    Raises
    ------
    ValueError : as `voice_balance`.

    See Also
    --------
    voice_balance, cue_stance

    Notes
    -----
    A quoted share says whose words readers get unmediated; it says nothing about whether they are flattering ones.
    Scare quotes of a word or two inside retold speech count as quoted words. Unresolved speakers have no row;
    `n_unresolved` says how many there are, and the bounds where a side's share would be if all of their unquoted, or
    all of their quoted, words were its own.

    References
    ----------
    Zelizer, B. (1989). "Saying" as collective practice: quoting and differential address in the news. Text 9(4).

    Examples
    --------
    >>> directness(attributions, articles, by="outlet_country")
    """
    said = read_said(attributions, articles, sides, joint, need=["n_quoted", "quote_type"])
    return estimated(direct_tally, said, by=by, cluster=cluster, seed=seed, coded=coded)


def direct_tally(said: Said) -> Tally:
    words, quoted = said.words()
    lost = said.sides == "unresolved"
    found: dict[str, Quantity] = {
        side: within(
            Quantity(
                "quoted_share", SHARE,
                stacked(said.per_article(quoted * weight), said.per_article(words * weight)),
                unit="words", side=side, compare=said.pair is not None and side in said.pair,
            ),
            said.per_article(quoted * lost), said.per_article(words * lost),
        )
        for side, weight in said.of.items()
    }  # fmt: skip
    quantities = list(found.values())
    typed = said.known("quote_type")
    for side, weight in said.of.items():
        everything = said.per_article(weight * typed)
        for kind in QUOTE_TYPES:
            flags = said.is_in("quote_type", kind)
            totals = stacked(said.per_article(weight * flags), everything)
            share = Quantity("quote_type_share", SHARE, totals, side=side, term=kind)
            quantities.append(within(share, said.per_article(lost & flags), said.per_article(lost & typed)))
    if said.pair is not None:
        a, b = said.pair
        quantities.append(
            contrast(found[a], found[b], "quoted_share_contrast", SHARE_CONTRAST, side=a, versus=b)
        )
    return said.tally(quantities)
