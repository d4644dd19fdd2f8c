"""Blame: who accuses whom, and the sentences behind every number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Said, read_said, side_weights, sides_of, stacked
from framing.estimates.forms import BALANCE, SHARE, Floats
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample


def blame(
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
    """Measure who accuses whom: a matrix of accusers and accused.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, coded, seed : as in `directness`; attributions need
        `cue_class` and `target_side`.

    Returns
    -------
    DataFrame, a measures table. Rows for each group:

    - `blame_share`, for each accuser (`side`) and accused (`target_side`), codebook sides and other: accusations of
      this kind (`numerator`) out of all whose accuser and accused are identified. The cells sum to 1.
    - `blame_balance` of a, `target_side` b: accusations of a against b minus those of b against a, over both, from −1
      to 1; p-value by swapping the two sides within clusters.
    - `unresolved_share`, unit accusations: those whose accuser or accused is not identified, of all.

    With two groups, differences of the two cells between a and b and of the balance follow.

    Raises
    ------
    ValueError : as `voice_balance`.

    See Also
    --------
    blame_examples, reply, plot_blame

    Notes
    -----
    An accusation is an attribution whose cue is of class accuse (accuse, blame, charge, condemn, denounce, hold
    responsible …) with whom it accuses in `target`. Accusations made in other words, in the content of what is
    said, are not counted: the measure is about who is reported to accuse. A joint accuser, or target, counts half for
    each side (`n_joint`: accusations with either). The bounds of a cell leave every accusation with an unresolved
    accuser or accused to the other cells, or give this one all that its known half allows; where even that is less
    than the estimate, which leaves them out, the estimate is the bound.

    Examples
    --------
    >>> blame(attributions, articles, by="outlet_country")
    """
    said = read_said(attributions, articles, sides, joint, need=["cue_class", "target_side"])
    return estimated(blame_tally, said, by=by, cluster=cluster, seed=seed, coded=coded)


def blame_examples(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    sides: Sequence[str] | None = None,
) -> pd.DataFrame:
    """List the accusations behind every cell of `blame`.

    Parameters
    ----------
    attributions, articles, sides : as in `blame`.

    Returns
    -------
    DataFrame, one row per accusation, sorted by accuser, accused, article and place: `side`, `target_side`,
    `article_id`, `outlet`, `date`, `attribution_id`, `speaker`, `cue`, `target`, `content`, `content_start`,
    `content_end`. Unresolved ones are listed last, so that nothing that was found is out of sight.
    """
    said = read_said(attributions, articles, sides, "half", need=["cue_class", "target_side"])
    rows = said.rows[said.is_in("cue_class", "accuse")].copy()
    order = {name: i for i, name in enumerate((*said.own, "other", "joint", "unresolved"))}
    rows["side"], rows["target_side"] = sides_of(rows["side"]), sides_of(rows["target_side"])
    outlets = said.articles.set_index("article_id")[["outlet", "date"]]
    # Columns of the same name that a user added to attributions would be in the way.
    rows = rows.drop(columns=["outlet", "date"], errors="ignore").join(outlets, on="article_id")
    rows["_accuser"], rows["_accused"] = rows["side"].map(order), rows["target_side"].map(order)
    rows = rows.sort_values(["_accuser", "_accused", "article_id", "content_start"], kind="stable")
    shown = [
        "side", "target_side", "article_id", "outlet", "date", "attribution_id", "speaker", "cue", "target",
        "content", "content_start", "content_end",
    ]  # fmt: skip
    return rows[shown].reset_index(drop=True)


def accused_weights(said: Said) -> dict[str, np.ndarray]:
    """For each side: what every row counts as an accusation against it."""
    against = side_weights(sides_of(said.rows["target_side"]), said.own, said.pair, said.joint)
    accusing = said.is_in("cue_class", "accuse")
    return {side: weight * accusing for side, weight in against.items()}


def blame_tally(said: Said) -> Tally:
    against = accused_weights(said)
    accusing = said.is_in("cue_class", "accuse")
    cells = {
        (accuser, accused): said.per_article(weight * towards)
        for accuser, weight in said.of.items()
        for accused, towards in against.items()
    }
    identified = np.sum(list(cells.values()), axis=0)
    every = said.per_article(accusing)
    targets = sides_of(said.rows["target_side"])
    nobody = (said.sides == "unresolved") | (targets == "unresolved")
    lost = said.per_article(accusing & nobody)
    both = (said.sides == "joint") | (targets == "joint")
    # What a joint voice says, or is accused of, is no cell's where joint voices are dropped.
    nobody = nobody & ~both if said.joint == "drop" else nobody
    may_count = said.per_article(accusing & nobody)
    # What an accusation without an accuser, or without an accused, may be: every cell that its known half allows.
    may_be = {
        (accuser, accused): said.per_article(
            nobody * _or_unknown(weight, said.sides) * accusing * _or_unknown(towards, targets)
        )
        for accuser, weight in said.of.items()
        for accused, towards in against.items()
    }
    pair = said.pair
    between = {} if pair is None else {pair: cells[pair], pair[::-1]: cells[pair[::-1]]}
    quantities = [
        Quantity(
            "blame_share", SHARE, stacked(hits, identified), unit="accusations", side=accuser,
            target_side=accused, low=stacked(hits, identified + may_count),
            high=stacked(hits + may_be[accuser, accused], identified + may_count, hits, identified),
            compare=(accuser, accused) in between,
        )
        for (accuser, accused), hits in cells.items()
    ]  # fmt: skip
    if pair is not None:
        one, two = between[pair], between[pair[::-1]]
        more, less = may_be[pair], may_be[pair[::-1]]
        quantities.append(
            Quantity(
                "blame_balance", BALANCE, stacked(one, one + two), unit="accusations", side=pair[0],
                target_side=pair[1], low=stacked(one, one + two + less), high=stacked(one + more, one + more + two),
                swap=(1, 0), compare=True,
            )
        )  # fmt: skip
    quantities.append(
        Quantity("unresolved_share", SHARE, stacked(lost, every), unit="accusations", side="unresolved")
    )
    return Tally(quantities, said.per_article(accusing & both), lost)


def _or_unknown(weight: Floats, sides: np.ndarray) -> Floats:
    """What rows count for a side at most: those without a side count whole."""
    return np.where(sides == "unresolved", 1.0, weight)
