"""No text of a figure lies on another or leaves the page: every plot of the embedded corpus, in a column and across."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from embedded import corpus, machine_table
from plots_read import assert_readable

import framing as f


@cache
def study() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return corpus(), machine_table(), f.find_mentions(corpus(), machine_table())


@cache
def found(what: str) -> pd.DataFrame:
    articles, attributions, mentions = study()
    return {
        "naming": lambda: f.find_naming(articles, attributions),
        "roles": lambda: f.find_roles(articles, mentions, attributions),
        "tone": lambda: f.find_tone(articles, mentions, attributions, scorers="vader"),
        "frames": lambda: f.find_frames(articles, attributions),
    }[what]()


@cache
def contrast() -> pd.DataFrame:
    articles, attributions, mentions = study()
    return f.words_by_sides(articles, attributions, mentions, target="US", reference="RU", n_resamples=99)


Draw = Callable[[pd.DataFrame, pd.DataFrame, dict[str, float]], Any]
FIGURES: dict[str, Draw] = {
    "balance": lambda a, t, w: f.plot_balance(f.voice_balance(t, a, by="outlet"), **w),
    "quoted": lambda a, t, w: f.plot_balance(f.directness(t, a, by="outlet"), measure="quoted_share", **w),
    "stance": lambda a, t, w: f.plot_stance(f.cue_stance(t, a, by="outlet"), **w),
    "stance verbs": lambda a, t, w: f.plot_stance_verbs(f.cue_stance(t, a), **w),
    "blame": lambda a, t, w: f.plot_blame(f.blame(t, a), **w),
    "blame network": lambda a, t, w: f.plot_blame(f.blame(t, a), kind="network", **w),
    "prominence": lambda a, t, w: f.plot_prominence(t, a, by="outlet_country", **w),
    "timeline": lambda a, t, w: f.plot_timeline(f.voice_balance(t, a, by="week"), **w),
    "corpus": lambda a, t, w: f.plot_corpus(a, **w),
    "funnel": lambda a, t, w: f.plot_contrast(contrast(), **w),
    "bars": lambda a, t, w: f.plot_contrast(contrast(), kind="bars", **w),
    "volcano": lambda a, t, w: f.plot_contrast(contrast(), kind="volcano", **w),
    "shift": lambda a, t, w: f.plot_shift(f.word_shift(contrast()), **w),
    "dispersion": lambda a, t, w: f.plot_dispersion(f.concordance(a, "standoff"), a, word="standoff", **w),
    "naming": lambda a, t, w: f.plot_naming(
        f.naming_shares(found("naming"), a, by="outlet"), referent="confrontation", **w
    ),
    "naming, one voice": lambda a, t, w: f.plot_naming(
        f.naming_shares(found("naming"), a, by="outlet", voice="attributed"), referent="government", **w
    ),
    "agency": lambda a, t, w: f.plot_agency(f.agency(found("roles"), a, by="outlet"), **w),
    "agency of authors": lambda a, t, w: f.plot_agency(
        f.agency(found("roles"), a, by="outlet_country", voice="author"), **w
    ),
    "tone": lambda a, t, w: f.plot_tone(f.tone(found("tone"), a, by="outlet"), scorer="vader", **w),
    "relative tone": lambda a, t, w: f.plot_tone(
        f.tone(found("tone"), a, by="outlet"), scorer="vader", measure="tone_relative", **w
    ),
    "frames": lambda a, t, w: f.plot_frames(f.frame_shares(found("frames"), a, by="outlet"), **w),
}  # fmt: skip


@pytest.mark.parametrize("width", [8.5, 17.0])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_lies_on_another(name: str, width: float) -> None:
    articles, attributions, _ = study()
    try:
        assert_readable(FIGURES[name](articles, attributions, {"width": width}))
    finally:
        plt.close("all")


def test_every_plot_is_drawn_here() -> None:
    import inspect

    drawn = inspect.getsource(inspect.getmodule(study) or study)
    assert [name for name in f.__all__ if name.startswith("plot_") and f"f.{name}(" not in drawn] == []
