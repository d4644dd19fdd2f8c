"""Shares of frames, rates of their terms, and their association with sides."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.language import split_sentences
from framing.schema import make_table
from framing.wordchoice.frames import find_frames
from framing.wordchoice.frames_shares import frame_shares
from framing.wordchoice.frames_sides import frame_association

# Fourteen words in all; the eight of the quotation are the side's.
SPOKEN = "the bank, the market and the tax fell"
TEXT = f"Ms Reed of Northport said that {SPOKEN}."
RAIN = "Rain fell on all of the hills."


def _study(n: int = 4) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half of the articles with the economic frame, in the words of a speaker for US."""
    texts = [f"{TEXT} {number}" for number in range(n)] + [f"{RAIN} {number}" for number in range(n)]
    articles = make_articles(texts).assign(outlet=["Wire", "Post"] * n)
    start = TEXT.index(SPOKEN)
    rows = [
        {"article_id": name, "attribution_id": f"{name}:1", "content": SPOKEN, "content_start": start,
         "content_end": start + len(SPOKEN), "content_spans": ((start, start + len(SPOKEN)),), "side": "US"}
        for name, text in zip(articles["article_id"], articles["text"], strict=True) if text.startswith(TEXT)
    ]  # fmt: skip
    return articles, make_table(rows, "attributions", sides=("US", "RU"), group="resolved")


@pytest.fixture(scope="module")
def study() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles, attributions = _study()
    return articles, attributions, find_frames(articles, attributions)


def _economic(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["term"] == "economic").to_numpy(dtype=bool)]


def test_shares_and_rates_by_hand(study):
    articles, _, found = study
    rows = _economic(frame_shares(found, articles)).set_index("measure")
    share = rows.loc["frame_share"]
    assert share[["estimate", "numerator", "denominator"]].tolist() == [0.5, 4, 8]
    assert share["ci_low"] < 0.5 < share["ci_high"]
    # Fifteen words with the number in four articles, eight in the other four.
    assert rows.loc["frame_rate", ["numerator", "denominator"]].tolist() == [12, 92]
    assert rows.loc["frame_rate", "estimate"] == pytest.approx(1000 * 12 / 92)


def test_a_single_article_has_no_interval(study):
    articles, _, found = study
    rows = _economic(frame_shares(found, articles, by="article_id"))
    assert len(rows) == 2 * len(articles)
    assert rows["ci_low"].isna().all() and rows["reason"].notna().all()


def test_outlets_are_compared(study):
    articles, _, found = study
    measures = set(frame_shares(found, articles, by="outlet")["measure"])
    assert measures == {"frame_share", "frame_rate", "frame_share_difference", "frame_rate_ratio"}


def test_the_words_of_a_side_are_counted_apart(study):
    articles, attributions, found = study
    rows = frame_shares(found, articles, attributions, by_side=True)
    us = _economic(rows[(rows["side"] == "US").to_numpy(dtype=bool)]).set_index("measure")
    assert us.loc["frame_rate", ["numerator", "denominator"]].tolist() == [12, 32]
    # Articles in which the side speaks are the whole of its share.
    assert us.loc["frame_share", ["numerator", "denominator"]].tolist() == [4, 4]
    silent = _economic(rows[(rows["side"] == "RU").to_numpy(dtype=bool)])
    assert silent["estimate"].isna().all() and silent["reason"].notna().all()
    author = frame_shares(found, articles, attributions, voice="author", frames=["economic"])
    assert author["estimate"].tolist() == [0, 0]
    assert set(author["voice"]) == {"author"}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"voice": "theirs"}, "voice"),
        ({"by_side": True}, "attributions"),
        ({"by": "colour"}, "by"),
        ({"frames": "economics"}, "economic"),
    ],
)
def test_what_is_not_allowed_is_named(study, options, named):
    articles, _, found = study
    with pytest.raises(ValueError, match=named):
        frame_shares(found, articles, **options)


def test_sides_need_speakers_with_sides(study):
    articles, attributions, _ = study
    bare = attributions.drop(columns="side")
    with pytest.raises(ValueError, match="resolve_speakers"):
        frame_shares(find_frames(articles, bare), articles, bare, by_side=True)


def test_every_row_says_how_far_readers_agree(study):
    articles, _, found = study
    rows = frame_shares(found, articles, frames=["economic", "policy_economic"])
    doubted = rows.groupby("term")["experimental"].all().to_dict()
    assert doubted == {"economic": False, "policy_economic": True}
    assert rows["note"].str.len().min() > 10


def test_wire_copy_counts_once():
    articles, attributions = _study()
    first = articles["article_id"].iloc[0]
    copies = articles.assign(duplicate_of=[None, first, first, first, *[None] * 4])
    found = find_frames(copies, attributions)
    share = _economic(frame_shares(found, copies)).iloc[0]
    assert share[["numerator", "denominator"]].tolist() == [1, 5]


def _mentions(articles: pd.DataFrame, word: str) -> pd.DataFrame:
    sentences = split_sentences(articles)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = [
        {"article_id": row.article_id, "start": row.start + at, "end": row.start + at + len(word),
         "sentence_id": row.sentence_id, "actor_id": word.lower(), "side": "US", "kind": "name"}
        for row in sentences.itertuples()
        if (at := texts[row.article_id][row.start : row.end].find(word)) >= 0
    ]  # fmt: skip
    return make_table(rows, "mentions", sides=("US", "RU"))


def test_association_by_hand():
    # Of five sentences an article: three mention Northport, two hold a frame's term, one holds both.
    text = "Northport taxed tea. Northport slept. Northport sang. A bank opened far away. It rained."
    articles = make_articles([f"{text} No {number}." for number in range(6)])
    rows = frame_association(find_frames(articles), articles, _mentions(articles, "Northport"))
    us = _economic(rows[(rows["target_side"] == "US").to_numpy(dtype=bool)]).iloc[0]
    assert us[["numerator", "denominator"]].tolist() == [6, 36]
    expected = math.log((1 / 6) / ((2 / 6) * (3 / 6))) / -math.log(1 / 6)
    assert us["estimate"] == pytest.approx(expected, abs=1e-12)
    ru = _economic(rows[(rows["target_side"] == "RU").to_numpy(dtype=bool)]).iloc[0]
    assert pd.isna(ru["estimate"]) and ru["reason"]


def test_association_of_what_never_and_always_meets():
    apart = make_articles([f"Northport slept. A bank opened. No {number}." for number in range(6)])
    never = frame_association(find_frames(apart), apart, _mentions(apart, "Northport"), frames=["economic"])
    assert never["estimate"].tolist()[0] == -1
    same = make_articles([f"Northport taxed a bank. It rained on {number}." for number in range(6)])
    always = frame_association(find_frames(same), same, _mentions(same, "Northport"), frames=["economic"])
    assert always["estimate"].tolist()[0] == pytest.approx(1)


def test_nothing_in_nothing_out():
    nothing = make_articles([])
    assert frame_shares(find_frames(nothing), nothing).empty
    mentions = make_table([], "mentions", sides=("US", "RU"))
    assert frame_association(find_frames(nothing), nothing, mentions).empty
