"""Mentions: the longest wins, adjectives before things count alike for every state."""

from __future__ import annotations

import pandas as pd
import pytest
from test_actors_resolve import tables

from framing.actors import find_mentions, load_codebook, resolve_speakers
from framing.actors.shelf import Shelf
from framing.attribution import find_attributions
from framing.corpus import make_articles

TABLE = [
    ("Russian officials met in Geneva.", [("Russian officials", "RU", "demonym")]),
    ("The Russians met the Americans.", [("Russians", "RU", "demonym"), ("Americans", "US", "demonym")]),
    ("Russia's ally Syria agreed.", [("Russia", "RU", "metonym"), ("Syria", "other", "metonym")]),
    ("Washington blamed Moscow.", [("Washington", "US", "metonym"), ("Moscow", "RU", "metonym")]),
    ("Russian warplanes and US warplanes flew.", [("Russian", "RU", "demonym"), ("US", "US", "metonym")]),
    ("American tourists left.", []),
    ("A Moscow-based analyst spoke.", []),
    ("American Secretary of State John Kerry flew home.", [("American Secretary of State John Kerry", "US", "name")]),
    ("Dana Whitcombe of the State Department left; Whitcombe smiled.",
     [("Dana Whitcombe", "US", "title"), ("State Department", "US", "name"), ("Whitcombe", "US", "name")]),
    ("The Moscow Times wrote.", [("Moscow Times", "other", "name")]),
    ("Ask us who turned back.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), TABLE, ids=[row[0] for row in TABLE])
def test_mentions(text, wanted):
    _, articles = tables(text, [])
    found = find_mentions(articles)
    got = [(text[r["start"] : r["end"]], r["side"], r["kind"]) for r in found.to_dict("records")]
    assert [(w.removeprefix("The ").removeprefix("the "), s, k) for w, s, k in got] == wanted


def test_is_speaker_sentence_and_innermost_attribution():
    text = "The Pentagon said Syria lied. Moscow said nothing."
    attributions, articles = tables(text, ["The Pentagon", "Moscow"], contents=["Syria lied", "nothing"])
    found = find_mentions(articles, attributions).to_dict("records")
    assert [r["sentence_id"] for r in found] == [0, 0, 1]
    assert found[1]["attribution_id"] == "a:0"
    assert [r["is_speaker"] for r in found] == [True, False, True]


def test_he_is_a_mention_of_the_speaker_it_leads_to():
    text = "Kremlin spokesman Ilya Barsov spoke. He said so."
    attributions, articles = tables(text, ["Kremlin spokesman Ilya Barsov", "He"])
    found = find_mentions(articles, attributions)
    assert found["kind"].astype(str).tolist() == ["title", "pronoun"]
    assert found["is_speaker"].tolist() == [True, True]


def test_a_person_known_from_the_headline_is_a_name_in_the_text() -> None:
    articles = make_articles(
        [
            "Russian envoy: ‘We waited’\n\nMOSCOW — Stepan Ruzhin waited for an hour. “We waited,” Ruzhin said."
        ],
        article_id=["a"],
    )
    mentions = find_mentions(articles, find_attributions(articles))
    assert set(mentions["kind"].astype(str)) <= {
        "name",
        "title",
        "metonym",
        "demonym",
        "pronoun",
        "description",
    }
    assert "RU" in set(mentions["side"].astype(str))


def test_mentions_are_the_same_whether_the_resolver_read_the_article_or_not():
    text = "“I know,” a Pentagon spokesman said. Russia denied it. He left for Moscow."
    attributions, articles = tables(
        text, ["a Pentagon spokesman", "Russia"], contents=["“I know,”", "it"], quote_types={0: "direct"}
    )
    book = load_codebook()
    resolved = resolve_speakers(attributions, articles, codebook=book)
    after = find_mentions(articles, resolved, codebook=book)
    book.shelf.clear()
    alone = find_mentions(articles, resolved, codebook=book)
    pd.testing.assert_frame_equal(after, alone)


def test_the_shelf_has_room_for_so_much_and_hands_over_once():
    shelf = Shelf(room=10)
    shelf.put(("x" * 8,), (1,))
    shelf.put(("y" * 8,), (2,))
    assert shelf.take(("y" * 8,)) is None
    assert shelf.take(("x" * 8,)) == (1,)
    assert shelf.take(("x" * 8,)) is None
    shelf.put(("y" * 8,), (2,))
    assert shelf.take(("y" * 8,)) == (2,)
