"""Certainty: hedges, boosters, factive and non-factive cues, by author and side."""

from __future__ import annotations

import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.schema import make_table
from framing.wordchoice.certainty import PHENOMENA, certainty_rate, find_certainty
from framing.wordchoice.lexicon import load_lexicon

TEXT = "Mr Orlov claimed that ships may come. Clearly they left."
CONTENT = "ships may come"


def _tables(n: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    articles = make_articles([f"{TEXT} {number}" for number in range(n)])
    start = TEXT.index(CONTENT)
    rows = [
        {"article_id": name, "attribution_id": f"{name}:1", "content": CONTENT, "content_start": start,
         "content_end": start + len(CONTENT), "content_spans": ((start, start + len(CONTENT)),), "side": "RU"}
        for name in articles["article_id"]
    ]  # fmt: skip
    return articles, make_table(rows, "attributions", sides=("US", "RU"), group="resolved")


def test_every_word_stands_in_the_voice_of_who_uses_it():
    found = find_certainty(*_tables())
    rows = list(
        zip(found["phenomenon"], found["variant"], found["voice"], found["speaker_side"], strict=True)
    )
    assert [row[:3] for row in rows] == [
        ("nonfactive", "claim", "author"), ("hedge", "may", "attributed"), ("booster", "clearly", "author"),
    ]  # fmt: skip
    assert rows[1][3] == "RU"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ms Reed knew that it rained.", ["know that"]),
        ("She knew nobody.", []),
        ("They met in May.", []),
        ("Nothing is clear; it is not certain that they left.", []),
        ("He regretted the fact that they left.", ["regret", "the fact that"]),
    ],
)
def test_forms_and_their_neighbours(text, found):
    assert find_certainty(make_articles([text]))["variant"].tolist() == found


def test_rates_by_hand():
    articles, attributions = _tables()
    out = certainty_rate(find_certainty(articles, attributions), articles, attributions)
    rows = out.set_index(["voice", "term"])
    # 11 words and the number at the end: "ships may come" is Mr Orlov's.
    author = rows.loc[("author", "booster")]
    assert author[["numerator", "denominator"]].tolist() == [1, 8]
    assert author["estimate"] == pytest.approx(1000 / 8)
    russian = out[(out["side"] == "RU") & (out["term"] == "hedge")].iloc[0]
    assert (russian["numerator"], russian["denominator"]) == (1, 3)
    assert out[(out["side"] == "US") & (out["term"] == "hedge")].iloc[0]["reason"]
    assert len(out) == 4 * 4  # author, US, RU, other


def test_intervals_by_group_and_without_attributions():
    articles, _ = _tables(12)
    articles = articles.assign(outlet=["A", "B"] * 6)
    extra = articles.assign(
        text=articles["text"].where(articles.index % 3 > 0, "Clearly, certainly, they left.")
    )
    found = find_certainty(extra)
    out = certainty_rate(found, extra, by="outlet")
    row = out[(out["outlet"] == "A") & (out["term"] == "booster")].iloc[0]
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert out["side"].isna().all() and len(out[out["versus"].notna()]) == 4


def test_the_shipped_list_has_every_kind_and_a_reference_for_each():
    book = load_lexicon("certainty")
    assert {entry.kind for entry in book.entries} == set(PHENOMENA)
    assert all(label.reference for entry in book.entries for label in entry.labels)
