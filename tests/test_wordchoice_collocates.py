import pandas as pd
import pytest

from framing.wordchoice import contrast_words, count_collocates

TEXT = "The old regime fell. Critics say the regime in Norland, a cruel regime, fears change. Regimes differ."


def _articles(text: str = TEXT) -> pd.DataFrame:
    return pd.DataFrame({"article_id": ["a"], "text": [text]})


def _dict(counts: pd.DataFrame) -> dict[str, int]:
    return dict(zip(counts["term"], counts["count"].tolist(), strict=True))


def test_words_near_a_node_stay_in_its_sentence() -> None:
    counts = count_collocates(_articles(), "regime", window=2)
    # "cruel" is near one node; "a" and "norland" near both, counted once.
    assert _dict(counts) == {
        "a": 1, "change": 1, "cruel": 1, "fears": 1, "fell": 1, "in": 1, "norland": 1, "old": 1, "say": 1, "the": 2,
    }  # fmt: skip
    assert counts["node"].eq("regime").all() and counts["kind"].eq("word").all()


def test_several_nodes_phrases_and_lemmas() -> None:
    both = count_collocates(_articles(), ["regime", "regimes"], window=1)
    assert _dict(both)["differ"] == 1 and both["node"].eq("regime | regimes").all()
    phrase = count_collocates(_articles(), "cruel Regime", window=1)
    assert _dict(phrase) == {"a": 1, "fears": 1}
    lemma = count_collocates(_articles(), "regime", window=1, terms="lemma")
    assert {"differ", "fear", "fall"} <= set(lemma["term"]) and "regime" not in set(lemma["term"])


def test_words_of_another_voice_are_not_near() -> None:
    text = "The regime will fall, said Orlova."
    content = {"article_id": "a", "attribution_id": "a:0", "content_start": 0, "content_end": 20}
    attributions = pd.DataFrame(
        [{**content, "content_spans": ((0, 20),), "nested_in": None, "side": "SOUTH"}]
    )
    counts = count_collocates(_articles(text), "regime", attributions, window=5)
    assert _dict(counts) == {"the": 1, "will": 1, "fall": 1}
    assert counts["side"].eq("SOUTH").all()
    assert count_collocates(_articles(text), "regime", attributions, voice="author").empty


def test_a_masked_node_has_no_neighbours_and_a_mark_may_be_one() -> None:
    text = "Orlova accused Pell."
    names = pd.DataFrame(
        {"article_id": ["a", "a"], "start": [0, 15], "end": [6, 19], "side": ["SOUTH", "NORTH"]}
    )
    assert count_collocates(_articles(text), "orlova", mask=names).empty
    assert _dict(count_collocates(_articles(text), "accused", mask=names, mark="[name]")) == {"[name]": 2}


def test_collocates_of_two_groups_are_contrasted() -> None:
    articles = pd.DataFrame(
        {
            "article_id": [f"a{n:02}" for n in range(20)],
            "text": ["The cruel regime fell. Peace came.", "The old regime stood. Peace came."] * 10,
            "outlet": ["Gazette", "Herald"] * 10,
        }
    )
    counts = count_collocates(articles, "regime", window=3)
    table = contrast_words(counts, articles, by="outlet", target="Gazette", reference="Herald").set_index(
        "term"
    )
    assert set(table.index) == {"cruel", "fell", "old", "stood", "the"}
    assert table["node"].eq("regime").all() and table.loc["cruel", "n_target"] == 10
    assert table.loc["cruel", "p_adjusted"] < 0.05 < table.loc["the", "p_adjusted"]
    more = pd.concat([counts, count_collocates(articles, "peace")])
    with pytest.raises(ValueError, match="several nodes: peace, regime; contrast one node at a time"):
        contrast_words(more, articles, by="outlet")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"node": " "}, "node=' ' holds nothing to look for"),
        ({"node": []}, "holds nothing to look for"),
        ({"node": "regime", "window": 0}, "window=0 is not allowed; allowed: a number of words"),
        ({"node": "regime", "terms": "ngram"}, "terms='ngram' is not allowed; allowed: 'word', 'lemma'"),
    ],
)
def test_wrong_arguments_are_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as error:
        count_collocates(_articles(), **options)  # type: ignore[arg-type]
    assert message in str(error.value)
