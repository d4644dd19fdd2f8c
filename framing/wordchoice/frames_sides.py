"""Which frames go with which side: normalised pointwise mutual information over sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.estimates.forms import Floats, Form, over
from framing.language import split_sentences
from framing.schema import check_table
from framing.wordchoice.findings import is_english, without_repeats
from framing.wordchoice.frames import PHENOMENON, chosen_frames
from framing.wordchoice.frames_trust import trust_of
from framing.wordchoice.naming import named_rows, pair_of

_SHARED = ("joint", "other", "unresolved")


def npmi(t: Floats) -> Floats:
    """NPMI of two events from sums of units: (both, one, other, all). −1 never together, 0 as by chance, 1 always."""
    both, one, other = over(t[..., 0], t[..., 3]), over(t[..., 1], t[..., 3]), over(t[..., 2], t[..., 3])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(both / (one * other)) / -np.log(both)
    value = np.where((both == 0) & (one > 0) & (other > 0), -1.0, value)
    return np.where((both == 1) & (one == 1) & (other == 1), np.nan, value)


def _same(values: Floats) -> Floats:
    return values


NPMI = Form(
    4,
    npmi,
    npmi,
    _same,
    cells=("sentences with both", "sentences with the frame", "sentences that mention the side", "sentences"),
    numerator=lambda t: t[..., 0],
    denominator=lambda t: t[..., 3],
    least=-1.0,
    most=1.0,
)


def frame_association(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    frames: str | Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how much more often than by chance a sentence that mentions a side holds a term of a frame.

    Parameters
    ----------
    findings : what `find_frames` found in `articles`; other phenomena are left out.
    articles : articles table.
    mentions : mentions table of the articles (`find_mentions`).
    frames : frames to measure; by default all that were found.
    by : columns of `articles` to group by.
    cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table, `measure` frame_npmi, unit sentences: for each group, frame (`term`) and side
    (`target_side`) ln[p(f, s) / (p(f) p(s))] / −ln p(f, s), where p(f) is the share of sentences with a term of the
    frame, p(s) of those that mention the side, p(f, s) of those with both. `numerator` counts the last, `denominator`
    all sentences. 0 is chance, 1 always together, −1 never. With two groups the differences follow. `reader_auc`,
    `experimental` and `note` as in `frame_shares`.

    Raises
    ------
    ValueError : findings or mentions are of articles that are not given.

    Notes
    -----
    A sentence with three terms counts once; a sentence that mentions both sides counts for each. Sentences of a
    headline that the body repeats count in no sum, nor do articles in other languages. The interval is a jackknife
    over articles. NPMI says that words stand together, not that the frame is applied to the side, and it is unsteady
    where they seldom do: read `numerator` first.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL. Field, A., Kliger, D.,
    Wintner, S., Pan, J., Jurafsky, D. & Tsvetkov, Y. (2018). Framing and agenda-setting in Russian news. EMNLP.

    Examples
    --------
    >>> frame_association(find_frames(articles), articles, find_mentions(articles))
    """
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = named_rows(findings, population, PHENOMENON)
    named = check_table(mentions, "mentions", need=["sentence_id", "side"])
    unknown = named.loc[~named["article_id"].isin(population["article_id"]), "article_id"]
    if len(unknown):
        raise ValueError(
            f"mentions: article_id {unknown.iloc[0]!r} is not in articles ({unknown.nunique()} such); pass all "
            "articles that the mentions were found in."
        )
    # Frames are looked for in English alone: other articles have no sentences here, in no sum.
    population = population[is_english(population["language"])].reset_index(drop=True)
    rows, named = (
        table[table["article_id"].isin(population["article_id"])].reset_index(drop=True)
        for table in (rows, named)
    )
    wanted = chosen_frames(rows, frames)
    own = tuple(str(name) for name in named["side"].cat.categories if name not in _SHARED)
    sentences = without_repeats(split_sentences(population), population)
    keys = pd.MultiIndex.from_frame(sentences[["article_id", "sentence_id"]])
    at = pd.Index(population["article_id"]).get_indexer(sentences["article_id"])

    def among(part: pd.DataFrame) -> Floats:
        """1 for every sentence in which one of these stands."""
        return keys.isin(pd.MultiIndex.from_frame(part[["article_id", "sentence_id"]])).astype(np.float64)

    def summed(flags: Floats) -> Floats:
        return np.bincount(at, weights=flags, minlength=len(population)).astype(np.float64)

    everything = summed(np.ones(len(sentences)))
    holds = {frame: among(rows[(rows["entry_id"] == frame).to_numpy(dtype=bool)]) for frame in wanted}
    mentioned = {
        name: among(named[(named["side"].astype("str") == name).fillna(False).to_numpy(dtype=bool)])
        for name in own
    }
    quantities = [
        Quantity(
            "frame_npmi", NPMI,
            np.column_stack(
                [summed(holds[frame] * mentioned[name]), summed(holds[frame]), summed(mentioned[name]), everything]
            ),
            unit="sentences", target_side=name, term=frame, compare=True,
        )
        for name in own
        for frame in wanted
    ]  # fmt: skip
    plan = make_plan(population, own=own, pair=pair_of(own), by=by, cluster=cluster, seed=seed)
    nothing = np.zeros(len(population))
    table = measures_table(plan, Tally(quantities, nothing, nothing))
    return table.assign(**trust_of(table["term"].tolist()))


__all__ = ["frame_association"]
