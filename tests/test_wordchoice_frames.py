"""Frames: terms found, when an article has a frame, and what every result says of its trust."""

from __future__ import annotations

import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.schema import make_table
from framing.wordchoice.frames import find_frames, frame_scores
from framing.wordchoice.frames_trust import frame_agreement, measured_version
from framing.wordchoice.lexicon import load_lexicon

GENERIC = ["conflict", "economic", "human_interest", "morality", "resolution"]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("The two unions clashed, and each accused the other of provocation.", "conflict"),
        ("Prices rose and taxpayers lost two billion dollars.", "economic"),
        ("Her mother wept when the neighbours spoke of her childhood.", "human_interest"),
        ("The bishop called greed a sin and prayed for justice.", "morality"),
        ("Both ministers signed an agreement and proposed a solution.", "resolution"),
    ],
)
def test_a_sentence_of_each_frame(text, frame):
    found = find_frames(make_articles([text]))
    assert set(found["phenomenon"]) == {"frame"}
    assert set(found["entry_id"]) == {frame}
    assert len(found) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "He died of a heart attack.",
        "There is no doubt.",
        "Mother Nature did it.",
        "They paid attention.",
        "Human rights.",
    ],
)
def test_phrases_that_only_look_like_a_frame(text):
    assert find_frames(make_articles([text])).empty


def test_every_term_has_a_reason_and_a_source():
    book = load_lexicon("frames_generic")
    assert sorted({entry.kind for entry in book.entries}) == GENERIC
    assert all(len(entry.name) > 10 for entry in book.entries)
    assert all(label.reference for entry in book.entries for label in entry.labels)


def test_a_term_stands_in_the_voice_of_who_uses_it():
    text = "Ms Reed said that taxes rose. The bank closed."
    articles = make_articles([text])
    name, start = articles["article_id"][0], text.index("taxes")
    row = {"article_id": name, "attribution_id": "a", "content": "taxes rose", "content_start": start,
           "content_end": start + 10, "content_spans": ((start, start + 10),), "side": "US"}  # fmt: skip
    attributions = make_table([row], "attributions", sides=("US", "RU"), group="resolved")
    found = find_frames(articles, attributions)
    assert found["variant"].tolist() == ["tax", "bank"]
    assert found["voice"].tolist() == ["attributed", "author"]
    assert found["speaker_side"].tolist()[0] == "US"


def _scores(texts: list[str], **options: object) -> pd.DataFrame:
    articles = make_articles(texts)
    out = frame_scores(find_frames(articles), articles, frames=["economic"], **options)  # type: ignore[arg-type]
    return out.set_index("article_id").loc[articles["article_id"]]


def test_an_article_has_a_frame_by_different_terms_and_by_their_rate():
    three = "The bank, the market and the tax."
    long = three + " They met again on the hill." * 130
    scores = _scores([three, "The tax, the tax and the taxes.", long, "Rain fell."])
    assert scores["n_terms"].tolist() == [3, 1, 3, 0]
    assert scores["n_uses"].tolist() == [3, 3, 3, 0]
    assert scores["present"].tolist() == [True, False, False, False]
    assert scores["rate"].iloc[0] == pytest.approx(3000 / 7)
    assert _scores([long], min_rate=0)["present"].tolist() == [True]
    assert _scores(["A bank."], min_terms=1)["present"].tolist() == [True]


@pytest.mark.parametrize(
    "rule", [{"min_terms": 0}, {"min_terms": 1.5}, {"min_rate": -1}, {"min_rate": float("nan")}]
)
def test_a_rule_that_is_none_is_refused(rule):
    with pytest.raises(ValueError, match=next(iter(rule))):
        _scores(["A bank."], **rule)


def test_the_figures_are_of_the_codebook_that_is_shipped():
    assert measured_version() == load_lexicon("frames_generic").version


def test_a_codebook_cannot_borrow_figures(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("entries: [{id: a, name: mine, kind: economic, labels: [gold]}]", encoding="utf-8")
    articles = make_articles(["Gold shone."])
    with pytest.raises(ValueError, match="'economic'"):
        find_frames(articles, codebook=load_lexicon(path))
    path.write_text("entries: [{id: a, name: mine, kind: riches, labels: [gold]}]", encoding="utf-8")
    assert find_frames(articles, codebook=load_lexicon(path))["entry_id"].tolist() == ["riches"]


def test_no_articles_and_no_terms_give_empty_tables():
    nothing = make_articles([])
    assert frame_scores(find_frames(nothing), nothing).empty
    rain = make_articles(["Rain fell."])
    assert frame_scores(find_frames(rain), rain).empty


def test_every_result_says_how_far_readers_agree():
    known = frame_agreement().set_index("frame")
    assert known.index.tolist() == GENERIC
    assert known["experimental"].tolist() == [False, False, True, False, False]
    assert known["n_positive"].tolist() == [133, 65, 26, 22, 92]
    scores = _scores(["A bank."])
    assert scores["reader_auc"].iloc[0] == known.loc["economic", "auc"]
    assert not scores["experimental"].iloc[0]
    articles = make_articles(["A bank."])
    own = find_frames(articles).assign(entry_id="mine")
    out = frame_scores(own, articles)
    assert out["experimental"].tolist() == [True]
    assert out["note"].tolist() == ["experimental: not measured against readers"]


def test_the_same_input_gives_the_same_bytes():
    articles = make_articles(["A bank and a war.", "Her mother wept."])
    one, two = (frame_scores(find_frames(articles), articles).to_csv() for _ in range(2))
    assert one == two
