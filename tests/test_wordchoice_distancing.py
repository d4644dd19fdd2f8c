"""Distancing: scare quotes, so-called and kin, toward whom, per 1,000 words."""

from __future__ import annotations

import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.schema import make_table
from framing.wordchoice.distancing import distancing_rate, find_distancing

CASES = [
    ("The “volunteers” crossed the river.", ["volunteers"]),
    ("Its “humanitarian mission” ended on Monday.", ["humanitarian mission"]),
    ('They marched to "liberate" the town.', ["liberate"]),
    # Somebody's words, introduced by a cue.
    ("Ms Reed called it “a provocation”.", []),
    ("The mission was “a success”, Ms Reed said.", []),
    ("“They lied to us,” Ms Reed said.", []),
    # A finite verb, five words, a name, words named as words, words of a sentence.
    ("The sign “nobody came” hung there.", []),
    ("It served answers such as “I’m no doctor” to them.", []),
    ("A “long and very slow retreat” began.", []),
    ("The ship “Polar Dawn” left.", []),
    ("The word “volunteers” is old.", []),
    ("They left “under heavy fire” at night.", []),
    ("It weighs “12” tons.", []),
    # A term that is explained, pieces of somebody's words, a known name of the thing.
    ("The town built a “dry port” – with cranes.", []),
    ("They praised its “honest” and “kind” mayor.", []),
    ("The “third way” party won.", []),
    ("Voters chose “calm” in spring.", []),
    ("This “dinner” is invented.", ["dinner"]),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_scare_quotes(text, found):
    out = find_distancing(make_articles([text]))
    assert out.loc[out["phenomenon"] == "scare_quote", "variant"].tolist() == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The so-called referendum ended.", ["so-called"]),
        ("The alleged plot failed.", ["alleged"]),
        ("Ms Reed alleged that it failed.", []),
        ("He was supposed to leave.", []),
        (
            "The self-proclaimed governor left what Moscow calls the new region.",
            ["self-proclaimed", "what they call"],
        ),
        ("They are so called because they swim.", []),
    ],
)
def test_words_of_distance(text, found):
    out = find_distancing(make_articles([text]))
    assert out.loc[out["phenomenon"] == "distancing", "variant"].tolist() == found


def test_quoted_words_inside_attributed_content_are_the_speakers():
    text = "The “volunteers” left. Mr Orlov noted in passing that the “volunteers” had left."
    articles = make_articles([text])
    start = text.index("the “volunteers” had")
    row = {
        "article_id": articles["article_id"].iloc[0], "attribution_id": "a", "content": text[start:-1],
        "content_start": start, "content_end": len(text) - 1, "content_spans": ((start, len(text) - 1),),
    }  # fmt: skip
    out = find_distancing(articles, make_table([row], "attributions"))
    assert out["start"].tolist() == [text.index("“")]
    assert out["voice"].tolist() == ["author"]


def test_toward_whom():
    text = "The so-called Northern Union left. Ruritania’s “aid” came."
    articles = make_articles([text])
    name = articles["article_id"].iloc[0]
    rows = [
        {"article_id": name, "start": text.index(word), "end": text.index(word) + len(word), "actor_id": word,
         "side": side}
        for word, side in (("Northern Union", "US"), ("Ruritania", "RU"))
    ]  # fmt: skip
    mentions = make_table(rows, "mentions", sides=("US", "RU"))
    out = find_distancing(articles, mentions=mentions)
    assert list(zip(out["actor_id"], out["side"], strict=True)) == [
        ("Northern Union", "US"),
        ("Ruritania", "RU"),
    ]
    rate = distancing_rate(out, articles, voice="all").set_index(["term", "target_side"])
    assert rate.loc[("all", "US"), "estimate"] == pytest.approx(1000 / 9)


def _many() -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = ["The so-called vote ended. It rained.", "The vote ended. The “vote” was short. It rained."]
    articles = make_articles([f"{texts[n % 2]} {'More rain. ' * n}" for n in range(12)])
    return articles, make_table([], "attributions")


def test_rates_by_hand_and_intervals():
    articles, attributions = _many()
    found = find_distancing(articles, attributions)
    out = distancing_rate(found, articles, attributions).set_index("term")
    words = int(articles["n_words"].sum())
    assert out.loc["all", ["numerator", "denominator"]].tolist() == [12, words]
    assert out.loc["scare_quote", "estimate"] == pytest.approx(6000 / words)
    assert out.loc["all", "ci_low"] < out.loc["all", "estimate"] < out.loc["all", "ci_high"]


def test_a_voice_needs_attributions():
    articles, _ = _many()
    found = find_distancing(articles)
    with pytest.raises(ValueError, match="needs attributions"):
        distancing_rate(found, articles)
    with pytest.raises(ValueError, match="voice="):
        distancing_rate(found, articles, voice="writer")


def test_nothing_found_is_a_rate_of_nought():
    articles = make_articles(["It rained all day.", "It rained."])
    out = distancing_rate(find_distancing(articles), articles, voice="all")
    assert out["estimate"].tolist() == [0, 0, 0]
    assert out["ci_low"].isna().all() and out["reason"].notna().all()


def test_rates_by_the_side_of_the_speaker():
    said = "“The so-called vote was a fraud and a shame,” Ms Reed said."
    articles = make_articles([f"It rained. {said}"] * 6, article_id=[f"a{n}" for n in range(6)])
    start, end = articles["text"].iloc[0].index("“"), articles["text"].iloc[0].index("”") + 1
    rows = [
        {
            "article_id": f"a{n}", "attribution_id": f"a{n}", "content": articles["text"].iloc[0][start:end],
            "content_start": start, "content_end": end, "content_spans": ((start, end),),
            "side": "US" if n < 4 else "RU",
        }
        for n in range(6)
    ]  # fmt: skip
    attributions = make_table(rows, "attributions", sides=("US", "RU"), group="resolved")
    found = find_distancing(articles, attributions)
    table = distancing_rate(found, articles, attributions, by_side=True).set_index("side")
    assert table["numerator"].reindex(["US", "RU", "other"]).tolist() == [4, 2, 0]
    assert table.loc["US", "estimate"] == pytest.approx(1000 / 10)
    assert set(table["voice"]) == {"attributed"}
    assert set(distancing_rate(found, articles, attributions)["voice"]) == {"author"}
    with pytest.raises(ValueError, match="by_side"):
        distancing_rate(found, articles, None, by_side=True)
