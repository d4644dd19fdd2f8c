"""Cue stance: which verbs introduce each side's speech, and what they imply about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import SWAP, Said, contrast, read_said, stacked, within
from framing.estimates.forms import ODDS_RATIO, SHARE, SIGNED_CONTRAST, SIGNED_MEAN, Floats, pooled_odds_ratio
from framing.estimates.tally import Lazy, Quantity, Tally
from framing.inference import CodedSample
from framing.schema.columns import STANCES


def cue_stance(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    strata: str = "outlet",
    joint: str = "half",
    cluster: str | None = None,
    coded: CodedSample | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how the cues of each side cast what it says: neutral, endorsing or distancing.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, coded, seed : as in `directness`; attributions need `stance`
        and `cue_lemma`.
    strata : column of `articles` within which the pooled odds ratio compares the sides.

    Returns
    -------
    DataFrame, a measures table. Rows for each group, out of cues whose stance the codebook knows:

    - `stance_share`, for each side and other, `term` neutral, endorsing or distancing: the side's three sum to 1.
    - `stance_index` of each side: (distancing − endorsing) / classified cues, from −1 to 1.
    - `stance_index_contrast` of a, `versus` b: a's index minus b's; p-value by swapping the sides within clusters.
    - `stance_odds_ratio` of a, `versus` b: odds of a distancing against a neutral cue for a's speakers, over the same
      odds for b's; 1 is no difference, below 1 means that b is distanced more. `term` "distancing / neutral" for all
      verbs; "without claim", and so on, with that verb left out, for every distancing verb that occurs.
    - `stance_odds_ratio_pooled`: the same within each stratum, pooled (Mantel & Haenszel): a difference that only
      comes from which outlet quotes whom drops out.
    - `stance_verb_share`, `term` a verb: its part of the side's distancing cues: which verbs carry the index.

    With two groups, `stance_index` of both sides, its contrast and the odds ratio are compared.

    Raises
    ------
    ValueError : `strata` is no column of articles; else as `voice_balance`.

    Notes
    -----
    A cue is classified by its entry in the cue codebook; rows without a cue (quotations that go on) or without
    stance are in no denominator. An odds ratio with an empty cell is 0 or missing, and has no interval but a reason; ½
    is added to each cell for the interval alone. If the odds ratio moves much when one verb is left out, it is a
    finding about that verb. Bounds speak of cues whose speaker is unresolved; the pooled odds ratio has none, since
    the weights of its strata would move too. Its memory grows with articles × strata.

    References
    ----------
    Floyd, A. (2000). The reporting verbs and bias in the press. Revista Alicantina de Estudios Ingleses 13.
    Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of
    disease. JNCI 22(4).

    Examples
    --------
    >>> cue_stance(attributions, articles, by="outlet_country")
    """
    said = read_said(attributions, articles, sides, joint, need=["stance", "cue_lemma"])
    if strata not in said.articles.columns:
        raise ValueError(
            f"strata={strata!r} is no column of articles; allowed: {sorted(map(str, said.articles.columns))}."
        )
    # Verbs of all rows: a coded part of them must have the same rows as the whole.
    count = partial(stance_tally, strata=strata, verbs=distancing_verbs(said))
    return estimated(count, said, by=by, cluster=cluster, seed=seed, coded=coded)


def distancing_verbs(said: Said) -> tuple[str, ...]:
    """The distancing verbs that occur, sorted."""
    return tuple(
        sorted({str(v) for v in said.rows.loc[said.is_in("stance", "distancing"), "cue_lemma"].dropna()})
    )


def stance_tally(said: Said, *, strata: str, verbs: tuple[str, ...]) -> Tally:
    """What `cue_stance` sums in every article. Those of single verbs are many: each is counted when it is asked for."""
    classified = said.known("stance")
    cast = {stance: said.is_in("stance", stance) for stance in STANCES}
    lost = said.sides == "unresolved"
    unknown = {stance: said.per_article(lost & flags) for stance, flags in cast.items()}
    unknown_all = said.per_article(lost & classified)
    numbers = {verb: number for number, verb in enumerate(verbs)}
    # Numbers take a tenth of the room of words, and each verb asks for them all.
    lemma = said.rows["cue_lemma"].map(numbers).fillna(-1).to_numpy(dtype=np.int32)
    quantities: list[Quantity] = []
    index: dict[str, Quantity] = {}
    for side, weight in said.of.items():
        everything = said.per_article(weight * classified)
        hits = {stance: said.per_article(weight * flags) for stance, flags in cast.items()}
        for stance in STANCES:
            totals = stacked(hits[stance], everything)
            share = Quantity("stance_share", SHARE, totals, unit="cues", side=side, term=stance)
            quantities.append(within(share, unknown[stance], unknown_all))
        score = hits["distancing"] - hits["endorsing"]
        index[side] = Quantity(
            "stance_index", SIGNED_MEAN, stacked(score, everything), unit="cues", side=side,
            low=_furthest(score, everything, -1, unknown["endorsing"], unknown["neutral"]),
            high=_furthest(score, everything, 1, unknown["distancing"], unknown["neutral"]),
            compare=said.pair is not None and side in said.pair,
        )  # fmt: skip
    quantities += index.values()
    makers: list[Callable[[], Quantity]] = []
    if said.pair is not None:
        a, b = said.pair
        quantities.append(
            contrast(index[a], index[b], "stance_index_contrast", SIGNED_CONTRAST, side=a, versus=b)
        )
        every = np.ones(len(lemma), dtype=bool)
        quantities.append(_odds(said, cast, every, "distancing / neutral", main=True))
        makers += [partial(_odds_without, said, cast, lemma, each) for each in numbers.items()]
        makers.append(partial(_pooled, said, cast, strata))
    for side, weight in said.of.items():
        every_verb = said.per_article(weight * cast["distancing"])
        of_verb = partial(
            _verb_share, said, side, cast["distancing"], lost, lemma, every_verb, unknown["distancing"]
        )
        makers += [partial(of_verb, each) for each in numbers.items()]
    known = [partial(_same, quantity) for quantity in quantities]
    return said.tally(Lazy([*known, *makers]), among=classified)


def _same(quantity: Quantity) -> Quantity:
    return quantity


def _odds_without(
    said: Said, cast: dict[str, np.ndarray], lemma: np.ndarray, verb: tuple[str, int]
) -> Quantity:
    return _odds(said, cast, lemma != verb[1], f"without {verb[0]}", main=False)


def _verb_share(
    said: Said,
    side: str,
    distancing: np.ndarray,
    lost: np.ndarray,
    lemma: np.ndarray,
    every_verb: Floats,
    unknown: Floats,
    verb: tuple[str, int],
) -> Quantity:
    flags = distancing & (lemma == verb[1])
    totals = stacked(said.per_article(said.of[side] * flags), every_verb)
    share = Quantity("stance_verb_share", SHARE, totals, unit="cues", side=side, term=verb[0])
    return within(share, said.per_article(lost & flags), unknown)


def _furthest(score: Floats, every: Floats, sign: int, extreme: Floats, neutral: Floats) -> Floats:
    """Sums of an index at a bound: all unresolved cues at its end are this side's, the neutral ones too or not.

    Neutral ones pull towards 0, which is further out only where the rest stands beyond it.
    """
    num, den = score + sign * extreme, every + extreme
    return stacked(num, den, num, den + neutral)


def _cells(said: Said, cast: dict[str, np.ndarray], kept: np.ndarray) -> Floats:
    """Per article: distancing and neutral cues of a, then of b."""
    assert said.pair is not None
    return stacked(
        *(
            said.per_article(said.of[side] * cast[stance] * kept)
            for side in said.pair
            for stance in ("distancing", "neutral")
        )
    )


def _odds(said: Said, cast: dict[str, np.ndarray], kept: np.ndarray, term: str, *, main: bool) -> Quantity:
    assert said.pair is not None
    a, b = said.pair
    cells, lost = _cells(said, cast, kept), (said.sides == "unresolved") & kept
    hits, misses = (said.per_article(lost & cast[stance]) for stance in ("distancing", "neutral"))
    none = np.zeros(len(hits))
    return Quantity(
        "stance_odds_ratio", ODDS_RATIO, cells, unit="cues", side=a, versus=b, term=term,
        low=cells + stacked(none, misses, hits, none), high=cells + stacked(hits, none, none, misses),
        swap=SWAP if main else None, compare=main,
        words=(("a", a), ("b", b), ("hit", "distancing"), ("miss", "neutral")),
    )  # fmt: skip


def _pooled(said: Said, cast: dict[str, np.ndarray], strata: str) -> Quantity:
    assert said.pair is not None
    a, b = said.pair
    values = said.articles[strata].astype("object")
    # An article without a stratum is compared with none.
    labels, names = pd.factorize(values.where(values.notna(), None), sort=True)
    cells = _cells(said, cast, np.ones(len(said.rows), dtype=bool))
    spread = np.zeros((len(said.articles), max(len(names), 1), 4))
    known = labels >= 0
    spread[np.flatnonzero(known), labels[known]] = cells[known]
    return Quantity(
        "stance_odds_ratio_pooled", pooled_odds_ratio(max(len(names), 1)),
        spread.reshape(len(said.articles), spread.shape[1] * 4), unit="cues", side=a, versus=b,
        term=f"within each {strata}",
    )  # fmt: skip
