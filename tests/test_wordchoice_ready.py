import pandas as pd
import pytest

from framing.wordchoice import (
    contrast_words,
    count_words,
    words_about_sides,
    words_by_sides,
    words_of_outlets,
)

NORTH_SAYS, SOUTH_SAYS = "the harbour is safe", "the harbour is closed by force"
OWN = ("Pell praised calm.", "Orlova faced grave calm.")
LOOSE = {"min_count": 1, "min_articles": 1, "n_resamples": 99}


def _study(n: int = 12) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Reports of two countries' outlets that quote both sides and speak of each in a sentence of their own."""
    articles, attributions, mentions = [], [], []
    for number in range(n):
        country = "NN" if number % 2 else "SS"
        extra = "Bravely they sailed. " if number % 2 else "Coldly they sailed. "
        text = f"Pell said {NORTH_SAYS}. Orlova said {SOUTH_SAYS}. {OWN[0]} {OWN[1]} {extra}"
        name = f"a{number:02}"
        articles.append(
            {"article_id": name, "text": text, "outlet": f"{country}{number % 10}", "outlet_country": country}
        )
        for side, content in (("NORTH", NORTH_SAYS), ("SOUTH", SOUTH_SAYS)):
            start = text.index(content)
            end = start + len(content)
            attributions.append(
                {
                    "article_id": name, "attribution_id": f"{name}:{start}", "content_start": start,
                    "content_end": end, "content_spans": ((start, end),), "nested_in": None, "side": side,
                }
            )  # fmt: skip
        for word, side in (("Pell", "NORTH"), ("Orlova", "SOUTH")):
            for start in (text.index(word), text.rindex(word)):
                mentions.append({"article_id": name, "start": start, "end": start + len(word), "side": side})
    return pd.DataFrame(articles), pd.DataFrame(attributions), pd.DataFrame(mentions)


def test_words_by_sides_are_the_contrast_of_attributed_words() -> None:
    articles, attributions, mentions = _study()
    table = words_by_sides(articles, attributions, mentions, target="NORTH", reference="SOUTH", **LOOSE)
    counts = count_words(articles, attributions, mentions, voice="attributed", mask=True)
    pd.testing.assert_frame_equal(
        table, contrast_words(counts, articles, by="side", target="NORTH", reference="SOUTH", **LOOSE)
    )
    found = table.set_index("term")
    assert found.loc["safe", "n_reference"] == 0 and found.loc["force", "n_target"] == 0
    assert not {"said", "pell", "bravely"} & set(found.index)


def test_words_about_sides_are_the_authors_and_names_are_masked() -> None:
    articles, attributions, mentions = _study()
    found = words_about_sides(articles, mentions, attributions, target="NORTH", reference="SOUTH", **LOOSE)
    found = found.set_index("term")
    assert found.loc["praised", "n_target"] == 12 and found.loc["grave", "n_reference"] == 12
    # Quoted words are not the author's; a sentence without a mention is about nobody.
    assert not {"safe", "force", "pell", "orlova", "bravely"} & set(found.index)
    every = words_about_sides(articles, mentions, target="NORTH", reference="SOUTH", mark="[name]", **LOOSE)
    every = every.set_index("term")
    assert every.loc["safe", "n_target"] == 12 and every.loc["[name]", "n_target"] == 24


def test_words_of_outlets_leave_out_what_is_attributed() -> None:
    articles, attributions, mentions = _study(20)
    table = words_of_outlets(articles, attributions, mentions, target="NN", reference="SS", **LOOSE)
    found = table.set_index("term")
    assert found.loc["bravely", "n_target"] == 10 and found.loc["coldly", "n_reference"] == 10
    assert found.loc["bravely", "p_adjusted"] < 0.05 < found.loc["said", "p_adjusted"]
    assert not {"safe", "force", "pell"} & set(found.index)
    named = words_of_outlets(articles, attributions, **LOOSE)
    assert "pell" in set(named["term"])
    assert named[["target", "reference"]].drop_duplicates().values.tolist() == [["NN", "SS"], ["SS", "NN"]]


def test_collocates_and_ngrams_by_the_same_door() -> None:
    articles, attributions, mentions = _study()
    near = words_by_sides(
        articles, attributions, mentions, target="NORTH", reference="SOUTH", node="harbour", window=2, **LOOSE
    ).set_index("term")
    assert near.index.tolist()[0] == "safe" and near["node"].eq("harbour").all() and "force" not in near.index
    pairs = words_by_sides(
        articles, attributions, target="NORTH", reference="SOUTH", terms="ngram", n=3, **LOOSE
    )
    assert {"harbour is safe", "is closed by"} <= set(pairs["term"])


def test_what_nobody_knows_is_refused() -> None:
    articles, attributions, mentions = _study()
    with pytest.raises(TypeError, match="window"):
        words_by_sides(articles, attributions, mentions, window=2)
    with pytest.raises(ValueError, match="voice='press' is not allowed"):
        words_about_sides(articles, mentions, voice="press")
    with pytest.raises(ValueError, match="resolve_speakers has given a side"):
        words_by_sides(articles, attributions.drop(columns="side"))
