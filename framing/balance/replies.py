"""Reply: whether those who are accused are heard in the same article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from framing.balance.blame import accused_weights
from framing.balance.corrected import estimated
from framing.balance.said import Said, contrast, read_said, side_weights, sides_of, stacked
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
    side against itself are left out. A joint voice of both sides answers for each, with half its words, and half of
    what it accuses one of its own sides of comes from the other, and is no answer; with joint="drop" it does neither.
    The bounds leave open who the unresolved speakers, accusers and accused are; those of `reply_words_ratio` are outer
    ones.

    Examples
    --------
    >>> reply(attributions, articles, by="outlet_country")
    """
    said = read_said(attributions, articles, sides, joint, need=["cue_class", "target_side"])
    return estimated(reply_tally, said, by=by, cluster=cluster, seed=seed, coded=coded)


def reply_tally(said: Said) -> Tally:
    sides, targets = said.sides, sides_of(said.rows["target_side"])
    against = accused_weights(said)
    denies, accusing = said.is_in("cue_class", "deny"), said.is_in("cue_class", "accuse")
    words, _ = said.words()
    pair = said.pair
    quantities: list[Quantity] = []
    shares: dict[tuple[str, str], Quantity] = {}
    for accused in said.own:
        compare = pair is not None and accused in pair
        voice = said.of[accused]
        # What a joint voice says against one of its two sides is an accusation of the other half of it.
        others = np.where((sides == "joint") & (said.joint == "drop"), 0.0, 1.0 - voice)
        accusation = against[accused] * others
        # What a side says against itself in one voice with another is no answer to it.
        voice = voice * (accusation == 0)
        speaks, may_speak = voice > 0, (voice > 0) | (sides == "unresolved")
        heard, may_be_heard = _in_article(said, speaks), _beside(said, may_speak)
        denied = _in_article(said, speaks & denies) | _turned(said, speaks, accused)
        may_deny = _beside(said, may_speak & denies) | _may_turn(said, may_speak, accused)
        # Accusations of nobody known may be against this side; those by nobody known may be its own.
        possible = accusing * others * (targets == "unresolved")
        certain = accusation * (sides != "unresolved")
        n = said.per_article(accusation)
        for measure, flags, may in (
            ("answered_share", heard, may_be_heard),
            ("denied_share", denied, may_deny),
        ):
            hits, misses = certain * flags, (accusation + possible) * ~flags
            most, least = (accusation + possible) * may, certain * ~may
            shares[measure, accused] = Quantity(
                measure, SHARE, stacked(said.per_article(accusation * flags), n), unit="accusations",
                target_side=accused, whole=True, compare=compare,
                low=stacked(said.per_article(hits), said.per_article(hits + misses)),
                high=stacked(
                    said.per_article(most), said.per_article(most + least), said.per_article(accusation * flags), n
                ),
            )  # fmt: skip
            quantities.append(shares[measure, accused])
        spoken, wide = (said.per_article(words * each) for each in (voice, np.maximum(voice, may_speak)))
        sure, wider = said.per_article(certain), n + said.per_article(possible)
        quantities.append(
            Quantity(
                "reply_words_ratio", RATIO, stacked(spoken * (n > 0), said.per_article(words * accusation)),
                unit="words", target_side=accused, whole=True, compare=compare,
                low=stacked(spoken * (sure > 0), said.per_article(words * (accusation + possible))),
                high=stacked(wide * (wider > 0), said.per_article(words * certain)),
            )
        )  # fmt: skip
    if pair is not None:
        for measure in ("answered_share", "denied_share"):
            one, two = shares[measure, pair[0]], shares[measure, pair[1]]
            quantities.append(
                contrast(one, two, f"{measure}_contrast", SHARE_CONTRAST, target_side=pair[0], versus=pair[1])
            )
    return said.tally(quantities, among=accusing)


def _in_article(said: Said, flags: np.ndarray) -> np.ndarray:
    """Rows of articles that hold a flagged row."""
    return (said.per_article(flags) > 0)[said.at]


def _beside(said: Said, flags: np.ndarray) -> np.ndarray:
    """Rows of articles in which another row is flagged: nobody answers what he says himself."""
    return said.per_article(flags)[said.at] - flags > 0


def _turned(said: Said, speaks: np.ndarray, accused: str) -> np.ndarray:
    """Rows one of whose sides is the target of something that the accused side says in the same article."""
    aims = side_weights(sides_of(said.rows["target_side"]), said.own, said.pair, said.joint)
    # Of a joint voice that accuses one of its own sides, the other half is the accuser.
    return _any(
        (weight > 0) & _in_article(said, speaks & (aims[side] > 0))
        for side, weight in said.of.items()
        if side != accused
    )


def _may_turn(said: Said, speaks: np.ndarray, accused: str) -> np.ndarray:
    """Rows that may be turned on, whoever the unresolved are; `speaks`: rows that the accused side may have said.

    A target that is not identified may be anybody, and so may an accuser be; but nobody answers what he says himself.
    """
    targets = sides_of(said.rows["target_side"])
    aims = side_weights(targets, said.own, said.pair, said.joint)
    # What names no target and accuses nobody has none.
    open_target = said.is_in("target_side", "unresolved") | (
        said.is_in("cue_class", "accuse") & (targets == "unresolved")
    )
    others = [side for side in said.of if side != accused]
    aimed = speaks & (open_target | _any(aims[side] > 0 for side in others))
    return _any(
        [
            *((said.of[side] > 0) & _beside(said, speaks & (aims[side] > 0)) for side in others),
            _beside(said, speaks & open_target),
            (said.sides == "unresolved") & _beside(said, aimed),
        ]
    )


def _any(flags: Iterable[np.ndarray]) -> np.ndarray:
    """Rows flagged at least once."""
    return np.logical_or.reduce(list(flags))
