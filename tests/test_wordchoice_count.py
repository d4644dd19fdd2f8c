import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.schema import check_table, empty_table, sort_table
from framing.wordchoice import count_words, find_names

TEXT = (
    "Harbour closed, mayor says\n\n"
    "Ms Orlova said the harbour was closed. Mr Pell of Norland called the harbour safe. "
    "The harbour is quiet."
)


def _articles(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"article_id": ["a"], "text": [TEXT], **more})


def _attribution(content: str, side: str, number: int, nested_in: str | None = None) -> dict[str, object]:
    start = TEXT.index(content)
    end = start + len(content)
    return {
        "article_id": "a",
        "attribution_id": f"a:{number}",
        "content_start": start,
        "content_end": end,
        "content_spans": ((start, end),),
        "nested_in": nested_in,
        "side": side,
    }


def _mention(words: str, side: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"article_id": "a", "start": start, "end": start + len(words), "side": side}


ATTRIBUTIONS = pd.DataFrame(
    [_attribution("the harbour was closed", "SOUTH", 0), _attribution("the harbour safe", "NORTH", 1)]
)
MENTIONS = pd.DataFrame([_mention("Ms Orlova", "SOUTH"), _mention("Mr Pell of Norland", "NORTH")])


def _dict(counts: pd.DataFrame) -> dict[str, int]:
    assert counts["term"].is_unique
    return dict(zip(counts["term"], counts["count"].tolist(), strict=True))


def test_all_words_headline_included() -> None:
    counts = count_words(_articles())
    found = _dict(counts)
    assert found["harbour"] == 4 and found["the"] == 3 and found["mayor"] == 1
    assert sum(found.values()) == 4 + 7 + 8 + 4
    assert counts["voice"].isna().all() and counts["side"].isna().all() and (counts["kind"] == "word").all()


def test_apostrophes_and_capitals_are_one_word() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Don’t go. DON'T go. İzmir izmir"]})
    found = _dict(count_words(articles))
    assert found["don't"] == 2
    assert sum(found.values()) == 6


def test_voices_split_the_words() -> None:
    author = count_words(_articles(), ATTRIBUTIONS, voice="author")
    attributed = count_words(_articles(), ATTRIBUTIONS, voice="attributed")
    both = count_words(_articles(), ATTRIBUTIONS)
    assert "was" not in set(author["term"]) and author["side"].isna().all()
    assert attributed.groupby("side", observed=True)["count"].sum().to_dict() == {"NORTH": 3, "SOUTH": 4}
    assert author["count"].sum() + attributed["count"].sum() == both["count"].sum() == 23
    assert both["voice"].notna().all()


def test_nested_words_belong_to_the_innermost() -> None:
    outer = _attribution("the harbour was closed", "SOUTH", 0)
    inner = _attribution("was closed", "NORTH", 1, nested_in="a:0")
    for rows in ([outer, inner], [inner, outer]):
        counts = count_words(_articles(), pd.DataFrame(rows), voice="attributed")
        sides = dict(zip(counts["term"], counts["side"], strict=True))
        assert sides == {"the": "SOUTH", "harbour": "SOUTH", "was": "NORTH", "closed": "NORTH"}


def test_equal_contents_go_to_the_nested_one() -> None:
    rows = [_attribution("was closed", "NORTH", 1, nested_in="a:0"), _attribution("was closed", "SOUTH", 0)]
    counts = count_words(_articles(), pd.DataFrame(rows), voice="attributed")
    assert set(counts["side"]) == {"NORTH"}


def test_unresolved_attributions_have_no_side() -> None:
    counts = count_words(_articles(), ATTRIBUTIONS.drop(columns="side"), voice="attributed")
    assert counts["side"].isna().all() and counts["count"].sum() == 7


def test_about_is_the_only_side_a_sentence_mentions() -> None:
    counts = count_words(_articles(), mentions=MENTIONS)
    by_topic = counts.groupby("about", observed=False, dropna=False)["count"].sum()
    assert by_topic["SOUTH"] == 7 and by_topic["NORTH"] == 8 and counts["count"].sum() == 23
    only = count_words(_articles(), mentions=MENTIONS, about="NORTH")
    assert set(only["about"]) == {"NORTH"} and only["count"].sum() == 8
    two = pd.concat([MENTIONS, pd.DataFrame([{**_mention("harbour was", "NORTH")}])])
    assert count_words(_articles(), mentions=two, about="SOUTH").empty


def test_an_unresolved_mention_makes_a_sentence_about_nobody() -> None:
    unsure = pd.concat([MENTIONS, pd.DataFrame([_mention("harbour was", "unresolved")])])
    counts = count_words(_articles(), mentions=unsure)
    assert "SOUTH" not in set(counts["about"].dropna())


@pytest.mark.parametrize("given", ["flag", "table"])
def test_masked_mentions_are_left_out(given: str) -> None:
    if given == "flag":
        counts = count_words(_articles(), mentions=MENTIONS, mask=True)
    else:
        counts = count_words(_articles(), mask=MENTIONS)
    assert counts["count"].sum() == 23 - 2 - 4
    assert not {"orlova", "pell", "norland"} & set(counts["term"])


def test_ngrams_stay_in_sentence_and_attribution_and_do_not_jump_masks() -> None:
    plain = _dict(count_words(_articles(), terms="ngram"))
    assert plain["said the"] == 1 and "closed mr" not in plain and "says ms" not in plain
    voiced = count_words(_articles(), ATTRIBUTIONS, terms="ngram")
    assert "said the" not in set(voiced["term"]) and "harbour safe" in set(voiced["term"])
    masked = _dict(count_words(_articles(), mask=MENTIONS, terms="ngram"))
    assert "ms orlova" not in masked and "orlova said" not in masked and "ms said" not in masked
    assert set(count_words(_articles(), terms="ngram")["kind"]) == {"ngram"}


def test_repeated_headline_is_left_out() -> None:
    text = "Harbour closed\n\nHarbour closed Nobody knew."
    start = text.rindex("Harbour")
    articles = pd.DataFrame(
        {
            "article_id": ["a"],
            "text": [text],
            "headline_repeat_start": [start],
            "headline_repeat_end": [start + 14],
        }
    )
    for counts in (count_words(articles), count_words(articles, mask=MENTIONS.assign(article_id="b"))):
        assert _dict(counts) == {"closed": 1, "harbour": 1, "knew": 1, "nobody": 1}


def test_other_languages_and_empty_texts_give_no_rows() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b", "c", "d", "e"],
            "text": ["One two", "Eins zwei", "", "Three", "Four"],
            "language": ["en", "de", "en", None, "en-GB"],
        }
    )
    assert set(count_words(articles)["article_id"]) == {"a", "d", "e"}


def test_order_of_rows_does_not_matter_and_input_stays() -> None:
    articles = pd.DataFrame({"article_id": ["b", "a"], "text": ["Two ships", "One ship, one sea"]})
    before = articles.copy()
    first = count_words(articles)
    pd.testing.assert_frame_equal(first, count_words(articles.iloc[::-1]))
    pd.testing.assert_frame_equal(articles, before)
    assert first["term"].tolist() == ["one", "sea", "ship", "ships", "two"]


def test_rows_stand_in_the_order_of_the_table() -> None:
    articles = pd.concat([_articles(), _articles(article_id=["A"]), _articles(article_id=["é"])])
    for counts in (
        count_words(articles, ATTRIBUTIONS, MENTIONS),
        count_words(articles, ATTRIBUTIONS, MENTIONS, terms="ngram"),
        count_words(articles),
    ):
        pd.testing.assert_frame_equal(counts, sort_table(counts, "counts"))
        pd.testing.assert_frame_equal(counts, check_table(counts, "counts"))


def test_nothing_to_count_gives_the_empty_table() -> None:
    empty = count_words(pd.DataFrame({"article_id": ["a"], "text": [" … "]}))
    pd.testing.assert_frame_equal(empty, empty_table("counts"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"voice": "authors"},
            "voice='authors' is not allowed; allowed: 'all', 'author', 'attributed'. Did you mean 'author'?",
        ),
        ({"terms": "stem"}, "terms='stem' is not allowed; allowed: 'word', 'lemma', 'ngram'."),
        ({"voice": "author"}, "voice='author' needs attributions"),
        ({"about": "NORTH"}, "about='NORTH' needs mentions"),
        ({"about": "NORT", "mentions": MENTIONS}, "Did you mean 'NORTH'?"),
        ({"mask": True}, "mask=True needs mentions"),
    ],
)
def test_wrong_arguments_are_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as error:
        count_words(_articles(), **options)  # type: ignore[arg-type]
    assert message in str(error.value)


def test_articles_that_mention_nobody_change_no_topic() -> None:
    quiet = pd.DataFrame({"article_id": ["b"], "text": ["Nothing stirred. Boats slept."]})
    both = count_words(pd.concat([_articles(), quiet]), ATTRIBUTIONS, MENTIONS)
    alone = count_words(_articles(), ATTRIBUTIONS, MENTIONS)
    pd.testing.assert_frame_equal(both[both["article_id"] == "a"].reset_index(drop=True), alone)
    assert both.loc[both["article_id"] == "b", "about"].isna().all()
    assert (both["article_id"] == "b").sum() == 4


@pytest.mark.parametrize("table", ["attributions", "mentions"])
def test_offsets_of_another_text_are_refused(table: str) -> None:
    short = _articles().assign(text="Short.")
    with pytest.raises(ValueError, match=f"{table}: a row of article 'a' ends at .* 6 characters; bring the"):
        count_words(short, **{table: {"attributions": ATTRIBUTIONS, "mentions": MENTIONS}[table]})


HARD = [
    "Don’t `stop` — \"rock'n'roll\"’s 'tis the’ dogs' don`t x’’y",
    "İzmir’in ΟΔΟΣ ΣΑΣ straße STRASSE ﬁne naïve café e\u0301",
    "war—and peace…end «да» “no” 3.5% 10,000 a_b _x_ __ O'Neil’s\x00b\x1fc\x7fd",
    "half\u00a0space\u200bzero 第一 первый",
    "",
    "'",
]


def test_the_quick_way_finds_the_words_of_the_slow_one() -> None:
    articles = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(HARD))], "text": HARD})
    slow = count_words(articles, mask=empty_table("mentions"))
    quick = count_words(articles)
    pd.testing.assert_frame_equal(quick, slow)
    assert {"rock'n'roll", "don't", "naïve", "a_b"} <= set(quick["term"])


def test_a_mark_stands_for_each_name_and_its_neighbours_stay_neighbours() -> None:
    counts = _dict(count_words(_articles(), mask=MENTIONS, mark="[name]"))
    assert counts["[name]"] == 2 and not {"orlova", "pell", "norland"} & set(counts)
    assert sum(counts.values()) == 23 - 6 + 2
    pairs = _dict(count_words(_articles(), mask=MENTIONS, mark="[name]", terms="ngram"))
    assert pairs["[name] said"] == 1 and pairs["[name] called"] == 1
    with pytest.raises(ValueError, match="give mask=True as well"):
        count_words(_articles(), mark="[name]")


def test_ngrams_of_three() -> None:
    counts = count_words(_articles(), ATTRIBUTIONS, terms="ngram", n=3)
    assert {"the harbour was", "harbour was closed", "the harbour is"} <= set(counts["term"])
    assert "said the harbour" not in set(counts["term"]) and "closed mr pell" not in set(counts["term"])
    with pytest.raises(ValueError, match="n=1 is not allowed; allowed: 2 to 5"):
        count_words(_articles(), terms="ngram", n=1)


def test_lemmas_are_those_of_a_concordance() -> None:
    from framing.wordchoice import concordance

    texts = [
        "Regimes fall. The regime's ships don't sail.",
        "They accused him. He accuses the ships; ships\u2019 crews left.",
    ]
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": texts})
    counts = count_words(articles, terms="lemma")
    total = counts.groupby("term")["count"].sum()
    assert total["accuse"] == 2 and total["don't"] == 1 and set(counts["kind"]) == {"lemma"}
    assert total.sum() == count_words(articles)["count"].sum()
    for lemma in ("accuse", "ship", "fall"):
        assert total[lemma] == len(concordance(articles, lemma, lemma=True))


def test_names_of_places_and_offices_are_found_beside_those_of_actors() -> None:
    text = "The foreign minister spoke of the Cold War. She met Orlova."
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    rows = [("She", "pronoun"), ("Orlova", "name")]
    mentions = pd.DataFrame(
        [
            {
                "article_id": "a",
                "start": text.index(word),
                "end": text.index(word) + len(word),
                "side": "SOUTH",
                "kind": kind,
            }
            for word, kind in rows
        ]
    )
    names = find_names(articles, mentions)
    assert [text[a:b] for a, b in zip(names["start"], names["end"], strict=True)] == [
        "foreign minister", "Cold War", "Orlova",
    ]  # fmt: skip
    assert count_words(articles, mask=names)["term"].tolist() == ["met", "of", "she", "spoke", "the"]


def test_accents_and_unseen_signs_are_part_of_their_word() -> None:
    texts = [
        "Le caf\u00e9 rouvre.",
        "Le cafe\u0301 rou\u00advre.",
        "Le ca\u2060f\u00e9 rouv\u200dre.",
        "\u0418\u0306o",
    ]
    counts = count_words(make_articles(texts).assign(language=None))
    assert counts.groupby("term")["count"].sum().to_dict() == {
        "caf\u00e9": 3,
        "le": 3,
        "rouvre": 3,
        "\u0439o": 1,
    }
