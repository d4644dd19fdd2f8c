"""Shares of articles with a frame, and rates of its terms, by outlet, voice and side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.estimates.forms import SHARE, Floats
from framing.schema import check_table
from framing.wordchoice.findings import SPEAKER_SIDE, is_english, words_by_voice
from framing.wordchoice.frames import (
    MIN_RATE,
    MIN_TERMS,
    PHENOMENON,
    check_rule,
    chosen_frames,
    has_frame,
    uses_and_terms,
)
from framing.wordchoice.frames_trust import trust_of
from framing.wordchoice.naming import named_rows, own_sides, pair_of
from framing.wordchoice.rates import PER_THOUSAND, VOICES_ASKED, words_of_voice

_SHARED = ("joint", "other", "unresolved")


def frame_shares(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    frames: str | Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    voice: str = "all",
    by_side: bool = False,
    min_terms: int = MIN_TERMS,
    min_rate: float = MIN_RATE,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how many articles have each frame, and how often its terms are used.

    Parameters
    ----------
    findings : what `find_frames` found in `articles`; other phenomena are left out.
    articles : articles table, also those without any term.
    attributions : attributions table the findings were made with; needed for a voice and for sides.
    frames : frames to measure; by default all that were found.
    by : columns of `articles` (`outlet`, `article_id`, `month` …) to group by.
    voice : "author" for the author's own words, "attributed" for those of speakers, "all" for both.
    by_side : True measures the words of each side's speakers, and of other.
    min_terms, min_rate : when an article has a frame; as in `frame_scores`.
    cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table. For each group, frame (`term`) and, with `by_side`, side:

    - `frame_share`, unit articles: those that have the frame, out of those with any words in the voice or of the side.
    - `frame_rate`, unit words: uses of its terms per 1,000 words.

    With two groups the differences of the shares and the ratios of the rates follow. Columns more: `voice`, and
    `reader_auc`, `experimental` and `note`, what readers say of the frame's terms (`frame_agreement`).

    Raises
    ------
    ValueError : an argument is not allowed, or findings are of articles that are not given.

    See Also
    --------
    frame_agreement, frame_association

    Notes
    -----
    The interval resamples articles, wire copy as one; a single article (`by="article_id"`) has none. Compare outlets
    and sides in one frame; do not compare one frame's level with another's, whose list of terms is longer. The words
    of a side in one article are few, so that its `frame_share` is low by nature: read its `frame_rate` first.

    References
    ----------
    Semetko, H. A. & Valkenburg, P. M. (2000). Framing European politics. Journal of Communication 50(2).

    Examples
    --------
    >>> frame_shares(find_frames(articles), articles, by="outlet")
    """
    choose("voice", voice, VOICES_ASKED)
    check_rule(min_terms, min_rate)
    if by_side and voice == "author":
        raise ValueError(
            "voice='author' is not allowed with by_side=True: the author has no side; leave it out."
        )
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = named_rows(findings, population, PHENOMENON)
    # An article that is not read has no frame, and is in no denominator.
    population = population[is_english(population["language"])].reset_index(drop=True)
    rows = rows[rows["article_id"].isin(population["article_id"])].reset_index(drop=True)
    wanted = chosen_frames(rows, frames)
    voice = "attributed" if by_side else voice
    everywhere = words_of_voice(population, attributions, voice)
    own = _sides(rows, attributions)
    if by_side and not own:
        raise ValueError(
            "by_side=True needs attributions with sides; pass what resolve_speakers gives, to find_frames too."
        )
    spoken = (rows["voice"] == "attributed").to_numpy(dtype=bool)
    side = (
        rows[SPEAKER_SIDE].astype("object").to_numpy() if SPEAKER_SIDE in rows else np.full(len(rows), None)
    )
    if by_side:
        _, of = words_by_voice(population, attributions)
        groups: list[tuple[str | None, npt.NDArray[np.bool_], Floats]] = [
            (name, spoken & (side == name), of[name]) for name in (*own, "other")
        ]
    else:
        mine = np.ones(len(rows), dtype=bool) if voice == "all" else spoken == (voice == "attributed")
        groups = [(None, mine, everywhere)]
    quantities = [
        quantity
        for name, flags, words in groups
        for frame in wanted
        for quantity in _quantities(
            rows, flags, words, population, frame=frame, side=name, rule=(min_terms, min_rate)
        )
    ]
    joint, unresolved = (
        _per_article(rows[spoken & (side == name)], population) for name in ("joint", "unresolved")
    )
    plan = make_plan(population, own=own, pair=pair_of(own), by=by, cluster=cluster, seed=seed)
    table = measures_table(plan, Tally(quantities, joint, unresolved))
    told = table.assign(voice=pd.Series([voice] * len(table), dtype="str", index=table.index))
    return told.assign(**trust_of(told["term"].tolist()))


def _quantities(
    rows: pd.DataFrame,
    flags: npt.NDArray[np.bool_],
    words: Floats,
    articles: pd.DataFrame,
    *,
    frame: str,
    side: str | None,
    rule: tuple[int, float],
) -> list[Quantity]:
    chosen = rows[flags & (rows["entry_id"] == frame).to_numpy(dtype=bool)]
    uses, terms = uses_and_terms(chosen, articles)
    speaks = (words > 0).astype(np.float64)
    having = has_frame(uses, terms, words, *rule).astype(np.float64)
    return [
        Quantity(
            "frame_share", SHARE, np.column_stack([having * speaks, speaks]), unit="articles", side=side,
            term=frame, compare=True,
        ),
        Quantity(
            "frame_rate", PER_THOUSAND, np.column_stack([uses, words]), unit="words", side=side, term=frame,
            compare=True,
        ),
    ]  # fmt: skip


def _per_article(rows: pd.DataFrame, articles: pd.DataFrame) -> Floats:
    return uses_and_terms(rows, articles)[0]


def _sides(rows: pd.DataFrame, attributions: pd.DataFrame | None) -> tuple[str, ...]:
    """The codebook's sides, also where no speaker of theirs used a term."""
    if attributions is not None and isinstance(attributions.get("side"), pd.Series):
        column = attributions["side"]
        if isinstance(column.dtype, pd.CategoricalDtype):
            return tuple(str(name) for name in column.cat.categories if name not in _SHARED)
    return own_sides(rows)


__all__ = ["frame_shares"]
