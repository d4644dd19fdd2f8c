"""Rates of findings per 1,000 words, by the voice they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates.forms import RATIO, Floats, over
from framing.schema import check_table
from framing.wordchoice.findings import words_by_voice

VOICES_ASKED = ("all", "author", "attributed")


def _log_rate(t: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(over(t[..., 0], t[..., 1]))


# Findings per 1,000 words: (findings, words). Without findings there is no interval: words are many, and half a
# finding added would move a small rate off its estimate.
PER_THOUSAND = replace(
    RATIO,
    estimate=lambda t: 1000 * over(t[..., 0], t[..., 1]),
    inner=_log_rate,
    outer=lambda y: 1000 * np.exp(y),
    cells=("findings", "words"),
)
UNIT = "words"


def words_of_voice(articles: pd.DataFrame, attributions: pd.DataFrame | None, voice: str) -> Floats:
    """Words of every article in a voice: "author", "attributed" or "all"."""
    choose("voice", voice, VOICES_ASKED)
    if voice != "all" and attributions is None:
        raise ValueError(
            f"voice={voice!r} needs attributions, got None; pass the ones the findings were made with."
        )
    author, of = words_by_voice(articles, attributions)
    spoken = np.sum(list(of.values()), axis=0)
    return author if voice == "author" else spoken if voice == "attributed" else author + spoken


def in_voice(rows: pd.DataFrame, voice: str) -> pd.DataFrame:
    """The findings that stand in a voice."""
    return (
        rows if voice == "all" else rows[(rows["voice"] == voice).to_numpy(dtype=bool)].reset_index(drop=True)
    )


def with_voice(table: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Rows of measures that say whose words they are of: column `voice`."""
    return table.assign(voice=pd.Series([voice] * len(table), dtype="str", index=table.index))


def per_article(rows: pd.DataFrame, articles: pd.DataFrame, flags: npt.NDArray[np.bool_]) -> Floats:
    """How many of the flagged findings stand in every article."""
    at = pd.Index(articles["article_id"]).get_indexer(rows["article_id"])
    return np.bincount(at, weights=flags.astype(np.float64), minlength=len(articles)).astype(np.float64)


def cue_spans(attributions: pd.DataFrame | None) -> Mapping[str, list[tuple[int, int]]]:
    """Where the cues of every article stand."""
    out: dict[str, list[tuple[int, int]]] = {}
    if attributions is not None:
        rows = check_table(attributions, "attributions").dropna(subset=["cue_start", "cue_end"])
        for article_id, start, end in zip(
            rows["article_id"], rows["cue_start"], rows["cue_end"], strict=True
        ):
            out.setdefault(article_id, []).append((int(start), int(end)))
    return out
