"""The learned scorer: its weights can be read, followed by hand, and are only there where they help."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.wordchoice.frames import find_frames
from framing.wordchoice.frames_learned import frame_probability, read_learned, read_weights
from framing.wordchoice.lexicon import load_lexicon

# Twenty words: one of cost, three of the economy, one amount of money.
TEXT = "The price of tea rose to $12 in the market, said a bank whose company had met the mayor again."


def test_a_probability_by_hand():
    articles = make_articles([TEXT])
    n = int(articles["n_words"].iloc[0])
    names, means, scales, slopes, intercept = read_weights()["economic"]
    counts = {"economic_cost": 1, "economic_economy": 3, "money": 1}
    z = intercept + sum(
        slope * (math.sqrt(1000 * counts.get(name, 0) / n) - mean) / scale
        for name, mean, scale, slope in zip(names, means, scales, slopes, strict=True)
    )
    row = frame_probability(find_frames(articles), articles).iloc[0]
    assert row["probability"] == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-9)
    assert row["present"]
    assert row["reader_auc"] > row["codebook_auc"]


def test_every_article_has_a_row_and_without_words_no_probability():
    articles = make_articles(["", "Rain fell on the hill.", TEXT])
    out = frame_probability(find_frames(articles), articles).set_index("article_id")
    ordered = out.loc[articles["article_id"]]
    assert pd.isna(ordered["probability"].iloc[0]) and pd.isna(ordered["present"].iloc[0])
    assert ordered["probability"].iloc[1] < 0.3 < ordered["probability"].iloc[2]
    assert frame_probability(find_frames(make_articles([])), make_articles([])).empty


def test_a_scorer_is_offered_only_where_its_gain_holds_out_of_fold():
    measured = read_learned()["frames"]
    gains = {frame: sets["own"]["gain_low"] > 0 for frame, sets in measured.items()}
    assert sorted(frame for frame, holds in gains.items() if holds) == sorted(read_weights()) == ["economic"]
    assert all(("offered" in sets) == gains[frame] for frame, sets in measured.items())


def test_a_frame_without_one_is_refused():
    articles = make_articles([TEXT])
    with pytest.raises(ValueError, match="'morality'"):
        frame_probability(find_frames(articles), articles, frames=["morality"])


def test_the_weights_are_of_the_codebook_that_is_shipped():
    book = load_lexicon("frames_generic")
    assert read_learned()["codebook"] == book.version
    groups = {entry.id for entry in book.entries} | {"money", "percent"}
    assert set(read_weights()["economic"][0]) <= groups
    labels = [label.name for entry in book.entries for label in entry.labels]
    # A term leads to its group by its name.
    assert len(labels) == len(set(labels))
