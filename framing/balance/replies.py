"""Reply: whether those who are accused are heard in the same article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.balance.blame import accused_weights
from framing.balance.corrected import estimated
from framing.balance.said import SWAP, Said, contrast, read_said, sides_of, stacked
from framing.estimates.forms import RATIO, SHARE, SHARE_CONTRAST
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample


def reply(
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
    """Measure how often an accused side answers in the same article, and how much room it has.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, coded, seed : as in `blame`.

    Returns
    -------
    DataFrame, a measures table. Rows for each group, for each side that is accused (`target_side`), out of the
    accusations that others make against it:

    - `answered_share`: accusations in articles in which the accused side has any attribution.
    - `denied_share`: those in which it denies (a cue of class deny) or turns on its accuser (the accuser's side is
      the target of one of its attributions).
    - `reply_words_ratio`, unit words: words of the accused side in articles that accuse it, over the words of those
      accusations.
    - `answered_share_contrast`, `denied_share_contrast`, `target_side` a, `versus` b: a's share minus b's; p-value by
      swapping the sides within clusters.

    With two groups, differences (for words, the ratio) of these for a and b follow.

    Raises
    ------
    ValueError : as `voice_balance`.

    Notes
    -----
    A right of reply is a norm of the trade: who is accused is asked. Answered is generous (any word of the side, on
    anything, counts), denied is strict (an answer in other words is missed); the truth lies between. Accusations of a
    side against itself are left out. A joint voice of both sides answers for each.

    Examples
    --------
    >>> reply(attributions, articles, by="outlet_country")          # doctest: +SKIP
    """
    said = read_said(attributions, articles, sides, joint, need=["cue_class", "target_side"])
    return estimated(_count, said, by=by, cluster=cluster, seed=seed, coded=coded)


def _count(said: Said) -> Tally:
    sides, targets = said.sides, sides_of(said.rows["target_side"])
    against = accused_weights(said)
    denies = said.is_in("cue_class", "deny")
    words, _ = said.words()
    pair = said.pair
    quantities: list[Quantity] = []
    shares: dict[tuple[str, str], Quantity] = {}
    for accused in said.own:
        accusation = against[accused] * (sides != accused) * (sides != "joint")
        speaks = (sides == accused) | ((sides == "joint") & (pair is not None and accused in pair))
        heard = (said.per_article(speaks) > 0)[said.at]
        denied = (said.per_article(speaks & denies) > 0)[said.at] | _turned(said, speaks, targets)
        n = said.per_article(accusation)
        for measure, flags in (("answered_share", heard), ("denied_share", denied)):
            shares[measure, accused] = Quantity(
                measure, SHARE, stacked(said.per_article(accusation * flags), n), unit="accusations",
                target_side=accused, whole=True, compare=pair is not None and accused in pair,
            )  # fmt: skip
            quantities.append(shares[measure, accused])
        answering = said.per_article(words * speaks) * (n > 0)
        quantities.append(
            Quantity(
                "reply_words_ratio", RATIO, stacked(answering, said.per_article(words * accusation)),
                unit="words", target_side=accused, whole=True, compare=pair is not None and accused in pair,
            )
        )  # fmt: skip
    if pair is not None:
        for measure in ("answered_share", "denied_share"):
            totals = contrast(shares[measure, pair[0]], shares[measure, pair[1]])
            quantities.append(
                Quantity(
                    f"{measure}_contrast", SHARE_CONTRAST, totals, unit="accusations", target_side=pair[0],
                    versus=pair[1], swap=SWAP, whole=True, compare=True,
                )
            )  # fmt: skip
    return said.tally(quantities, among=said.is_in("cue_class", "accuse"))


def _turned(said: Said, speaks: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Rows whose own side is the target of something that the accused side says in the same article."""
    aimed = {
        (at, target)
        for at, target, speaking in zip(said.at.tolist(), targets.tolist(), speaks.tolist(), strict=True)
        if speaking and target != "unresolved"
    }
    return np.array(
        [key in aimed for key in zip(said.at.tolist(), said.sides.tolist(), strict=True)], dtype=bool
    )
