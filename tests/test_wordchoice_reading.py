"""What a reading of word choice found wrong, each by the smallest text that shows it."""

from __future__ import annotations

import pandas as pd
import pytest
from embedded import corpus, machine_table

import framing as f


def roles(text: str) -> list[tuple[str, str, str]]:
    """(words of the mention, agent or patient, verb), by place."""
    articles = f.make_articles([f"It rained.\n\n{text}"])
    found = f.find_roles(articles, f.find_mentions(articles))
    words = [articles["text"][0][a:b] for a, b in zip(found["start"], found["end"], strict=True)]
    return list(zip(words, found["phenomenon"].astype(str), found["variant"].astype(str), strict=True))


@pytest.mark.parametrize("word", ["When", "If", "While", "Although", "Because", "Did", "Why", "Only"])
def test_a_capital_at_the_head_of_a_sentence_is_no_name(word: str) -> None:
    articles = f.make_articles([f"It rained.\n\n{word} Russia bombed Ukraine, nobody slept."])
    found = f.find_mentions(articles)
    words = [articles["text"][0][a:b] for a, b in zip(found["start"], found["end"], strict=True)]
    assert words[0] == "Russia"


def test_whoever_acts_in_a_clause_acts() -> None:
    assert roles("When Russia bombed Ukraine, NATO slept.")[:2] == [
        ("Russia", "agent", "bomb"),
        ("Ukraine", "patient", "bomb"),
    ]


def test_a_shelling_by_somebody_is_not_its_owners() -> None:
    told = roles("Ukraine's shelling by Russia went on for days.")
    assert ("Ukraine", "patient", "shell") in told and ("Russia", "agent", "shell") in told
    assert ("Russia", "agent", "shell") in roles("Russia's shelling of Ukraine went on for days.")


@pytest.mark.parametrize(
    "text",
    [
        "Russia did not bomb Ukraine.",
        "Russia never bombed Ukraine.",
        "Russia was not bombed.",
        "No Russian jet bombed Ukraine.",
        "Russia did not bomb or shell Ukraine.",
    ],
)
def test_what_is_denied_is_no_role(text: str) -> None:
    assert [verb for *_, verb in roles(text) if verb in ("bomb", "shell")] == []


def test_what_is_not_denied_is_one() -> None:
    assert ("Russia", "agent", "bomb") in roles("Russia did not wait but bombed Ukraine.")
    assert ("Russia", "agent", "bomb") in roles("Russia not only bombed Ukraine.")


@pytest.mark.parametrize("words", ["Foreign Minister ", "regime ", "Ministry spokesman "])
def test_a_title_without_end_is_read(words: str) -> None:
    articles = f.make_articles(["A minister spoke. " + words * 400])
    f.find_mentions(articles)
    f.resolve_speakers(f.find_attributions(articles), articles)


def test_a_label_before_a_comma_is_found_though_a_longer_one_would_go_on() -> None:
    articles = f.make_articles(["The spy drones left.", "The spy, drones in hand, left.", "The spy left."])
    found = f.find_naming(articles)
    assert found["variant"].tolist() == ["spy drone", "spy", "drone", "spy"]
    assert f.find_frames(f.make_articles(["The price, tag and all, rose."]))["entry_id"].tolist() == [
        "economic"
    ]


@pytest.fixture(scope="module")
def study() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles = corpus()[corpus()["article_id"].str.contains("buoy|cable|visas")].reset_index(drop=True)
    rows = machine_table()
    return (
        articles,
        rows[rows["article_id"].isin(articles["article_id"])].reset_index(drop=True),
        f.find_mentions(articles),
    )


def test_words_of_speakers_without_attributions_are_refused(study: tuple[pd.DataFrame, ...]) -> None:
    articles, attributions, _ = study
    found = f.find_certainty(articles, attributions)
    with pytest.raises(ValueError, match="attributions is None"):
        f.certainty_rate(found, articles)


def test_a_difference_of_countries_leads_to_the_lines_of_both(study: tuple[pd.DataFrame, ...]) -> None:
    """Groups that are called like sides are no sides."""
    articles, attributions, mentions = study
    certainty, frames = f.find_certainty(articles, attributions), f.find_frames(articles, attributions)
    roles, by = f.find_roles(articles, mentions, attributions), "outlet_country"
    made = {
        "certainty": (certainty, f.certainty_rate(certainty, articles, attributions, by=by)),
        "frames": (frames, f.frame_shares(frames, articles, by=by)),
        "roles": (roles, f.agency(roles, articles, by=by)),
    }
    for name, (found, table) in made.items():
        keys = [each for each in ("side", "term", "voice", "entry_id") if each in table]
        apart = table[table["measure"].str.endswith(("_difference", "_ratio"))]
        assert len(apart), name
        for _, row in apart.head(6).iterrows():
            base = str(row["measure"]).removesuffix("_difference").removesuffix("_ratio")
            same = table[(table["measure"] == base) & table["versus"].isna()]
            for key in keys:
                same = same[(same[key] == row[key]) | (same[key].isna() & pd.isna(row[key]))]
            lines = [
                f.examples(one, articles, attributions, mentions, findings=found)
                for _, one in same.iterrows()
            ]
            assert len(f.examples(row, articles, attributions, mentions, findings=found)) == sum(
                map(len, lines)
            )


def test_tone_leads_to_the_sentences_on_the_side(study: tuple[pd.DataFrame, ...]) -> None:
    articles, attributions, mentions = study
    found = f.find_tone(articles, mentions, attributions, scorers="vader")
    for voice in ("author", "all"):
        table = f.tone(found, articles, voice=voice)
        assert table["voice"].eq(voice).all()
        for _, row in table[table["denominator"].notna()].iterrows():
            lines = f.examples(row, articles, attributions, mentions, findings=found)
            assert len(lines) == row["denominator"], row["measure"]


def test_relative_tone_is_out_of_the_sentences_on_the_side(study: tuple[pd.DataFrame, ...]) -> None:
    articles, attributions, mentions = study
    table = f.tone(f.find_tone(articles, mentions, attributions, scorers="vader"), articles)
    for side in ("US", "RU"):
        rows = table[table["target_side"] == side].set_index("measure")["denominator"]
        assert rows["tone_relative"] == rows["tone"]


@pytest.mark.parametrize("given", [None, 0.5, (float("inf"), 1.0), (0.1, 2.0), ("good", 1.0)])
def test_a_scorer_that_gives_something_else_is_named(given: object, study: tuple[pd.DataFrame, ...]) -> None:
    articles, attributions, mentions = study

    def mine(sentence: str, start: int, end: int) -> object:
        return given

    with pytest.raises(ValueError, match="'mine' gave"):
        f.find_tone(articles, mentions, attributions, scorers=mine)


def test_other_languages_are_in_no_sum_of_frames() -> None:
    articles = f.make_articles(
        [
            "Russia attacked Ukraine. Prices rose and troops fought. It rained.",
            "Российские войска атаковали Украину, заявил Песков. Цены выросли вчера. Шёл дождь весь день.",
        ]
    )
    found, mentions = f.find_frames(articles), f.find_mentions(articles)
    first = articles["article_id"].iloc[:1]
    alone = [
        table[table["article_id"].isin(first)].reset_index(drop=True) for table in (found, articles, mentions)
    ]
    both, one = f.frame_association(found, articles, mentions), f.frame_association(*alone)
    pd.testing.assert_frame_equal(both, one)


def test_columns_that_are_missing_are_named(study: tuple[pd.DataFrame, ...]) -> None:
    articles, attributions, mentions = study
    with pytest.raises(ValueError, match="sentence_id"):
        f.find_roles(articles, mentions.drop(columns="sentence_id"), attributions)
    with pytest.raises(ValueError, match="is one word; give a list"):
        f.concordances(articles, "said")
    found = f.find_naming(articles, attributions)
    twice = f.naming_shares(found, articles, referent=["government", "government"])
    assert not twice.duplicated(["entry_id", "term", "voice"]).any()
