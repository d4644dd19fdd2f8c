"""Concordance lines and the way back from a number to its sentences."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import framing
from framing.balance import blame, cue_stance, reply, voice_balance
from framing.wordchoice import contrast_words, count_words, find_naming, naming_shares
from framing.wordchoice.agency import agency
from framing.wordchoice.certainty import certainty_rate, find_certainty
from framing.wordchoice.concordance import concordance, concordances
from framing.wordchoice.distancing import distancing_rate, find_distancing
from framing.wordchoice.examples import examples
from framing.wordchoice.roles import find_roles

TEXTS = [
    "Harbour talks\n\nThe regime fell, Weber said. “Regimes fall,” he added.\nThe Regime\nfell twice.",
    "Second page\n\nA sailor’s regime is hard. The regimental band played.",
]


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return framing.make_articles(TEXTS, article_id=["b", "a"], outlet=["Quay Post", "Pier Gazette"])


@pytest.fixture(scope="module")
def study() -> tuple[pd.DataFrame, pd.DataFrame]:
    articles = framing.make_articles(
        [
            "Row\n\nThe Pentagon claimed that Moscow broke the truce. The Kremlin said that it kept the truce.",
            "Row two\n\nThe State Department accused Russia of lying. The Kremlin said on Monday that it kept calm.",
        ],
        outlet=["Quay Post", "Pier Gazette"],
    )
    return articles, framing.resolve_speakers(framing.find_attributions(articles), articles)


def lines(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["article_id"], table["node"], strict=True))


def test_whole_words_whatever_stands_between_them(articles: pd.DataFrame) -> None:
    found = concordance(articles, "the regime")
    assert lines(found) == [("b", "The regime"), ("b", "The Regime")]
    assert lines(concordance(articles, "regime fell")) == [("b", "regime fell"), ("b", "Regime fell")]
    assert lines(concordance(articles, "regime")) == [("a", "regime"), ("b", "regime"), ("b", "Regime")]


def test_a_line_is_the_text_around_it(articles: pd.DataFrame) -> None:
    one = concordance(articles, "sailor's", width=9).iloc[0]
    assert (one["left"], one["node"], one["right"]) == (" page A ", "sailor’s", " regime i")
    text = articles.set_index("article_id").loc["a", "text"]
    assert text[one["start"] : one["end"]] == "sailor’s"
    assert one["outlet"] == "Pier Gazette" and one["voice"] == "author"


def test_case_regex_and_lemma(articles: pd.DataFrame) -> None:
    assert lines(concordance(articles, "Regime", case=True)) == [("b", "Regime")]
    assert len(concordance(articles, r"regime\w*", regex=True)) == 5
    assert [node for _, node in lines(concordance(articles, "regime", lemma=True))] == [
        "regime", "regime", "Regimes", "Regime",
    ]  # fmt: skip
    assert [node for _, node in lines(concordance(articles, "fall", lemma=True))] == ["fell", "fall", "fell"]
    assert concordance(articles, r"x*", regex=True).empty


def test_whose_words_they_are(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    found = concordance(articles, "truce", attributions=attributions)
    assert found["side"].tolist() == ["US", "RU"]
    assert set(found["voice"]) == {"attributed"}
    assert len(concordance(articles, "truce", attributions=attributions, side="RU")) == 1
    assert concordance(articles, "truce", attributions=attributions, voice="author").empty


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pattern": " "}, "nothing to look for"),
        ({"pattern": "(", "regex": True}, "not a regular expression"),
        ({"pattern": "a", "regex": True, "lemma": True}, "exclude each other"),
        ({"pattern": "a", "side": "US"}, "needs attributions"),
        ({"pattern": "a", "voice": "loud"}, "voice"),
        ({"pattern": "a", "width": -1}, "width"),
    ],
)
def test_what_is_refused(articles: pd.DataFrame, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        concordance(articles, **options)


def test_nothing_found_has_all_columns(articles: pd.DataFrame) -> None:
    empty = concordance(articles, "zeppelin")
    assert empty.empty and empty.columns.tolist() == concordance(articles, "regime").columns.tolist()
    assert concordance(articles.iloc[:0], "regime", lemma=True).empty


def test_a_repeated_headline_counts_once() -> None:
    articles = framing.make_articles(["Talks end\n\nTalks end in the harbour."], headline=["Talks end"])
    assert len(concordance(articles, "harbour")) == 1
    assert (
        len(concordance(articles, "talks end")) == int((~articles["headline_repeat_start"].notna()).sum()) + 1
    )


def test_from_a_share_of_voices_to_its_attributions(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    shares = voice_balance(attributions, articles, by="outlet").query("unit == 'attributions'")
    for row in shares[shares["measure"] == "voice_share"].to_dict("records"):
        found = examples(row, articles, attributions)
        assert len(found) == row["numerator"]
        assert set(found["outlet"]) <= {row["outlet"]} and set(found["side"].dropna()) <= {row["side"]}


def test_from_blame_and_stance_to_their_sentences(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    cells = blame(attributions, articles)
    cell = cells[
        (cells["measure"] == "blame_share") & (cells["side"] == "US") & (cells["target_side"] == "RU")
    ]
    found = examples(cell.iloc[0], articles, attributions)
    assert found["cue"].tolist() == ["accused"] and len(found) == cell["numerator"].iloc[0]
    stances = cue_stance(attributions, articles)
    row = stances[
        (stances["measure"] == "stance_share") & (stances["side"] == "US") & (stances["term"] == "distancing")
    ].iloc[0]
    assert examples(row, articles, attributions)["cue"].tolist() == ["claimed"]


def test_from_a_contrast_to_its_lines(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    counts = count_words(articles, attributions)
    row = contrast_words(counts, articles, target="US", reference="RU", min_count=1, min_articles=1).query(
        "term == 'truce'"
    )
    found = examples(row.iloc[0], articles, attributions)
    assert list(zip(found["group"], found["node"], strict=True)) == [("US", "truce"), ("RU", "truce")]
    assert found.groupby("group").size().to_dict() == {
        "US": row["n_target"].iloc[0], "RU": row["n_reference"].iloc[0],
    }  # fmt: skip
    by_outlet = {"target": "Quay Post", "reference": "Pier Gazette", "term": "kremlin"}
    assert examples(by_outlet, articles)["group"].tolist() == ["Quay Post", "Pier Gazette"]
    mentions = framing.find_mentions(articles, attributions)
    with pytest.raises(ValueError, match="needs mentions"):
        examples({"target": "US", "reference": "RU", "term": "truce"}, articles, by="about")
    about = examples(
        {"target": "US", "reference": "RU", "term": "calm"}, articles, None, mentions, by="about"
    )
    assert about["group"].tolist() == ["RU"]


def test_from_findings_to_their_lines() -> None:
    articles = framing.make_articles(
        ["One\n\nThe regime in Damascus fell.", "Two\n\nThe Syrian government fell."], outlet=["A", "B"]
    )
    findings = find_naming(articles)
    shares = naming_shares(findings, articles, by="outlet")
    for row in shares[shares["numerator"] > 0].to_dict("records"):
        found = examples(row, articles, findings=findings)
        assert len(found) == row["numerator"] and set(found["outlet"]) == {row["outlet"]}


@pytest.mark.parametrize("pattern", ["\x00", "\u200b"])
@pytest.mark.parametrize("lemma", [False, True])
def test_characters_that_are_no_words_are_refused(articles: pd.DataFrame, pattern: str, lemma: bool) -> None:
    with pytest.raises(ValueError, match="nothing to look for"):
        concordance(articles, pattern, lemma=lemma)


def test_half_a_character_beside_a_word() -> None:
    found = concordance(framing.make_articles(["T\n\nThe \ud800 regime fell."]), "regime")
    assert found["left"].iloc[0].endswith("The \ufffd ")


def test_rates_lead_to_their_own_findings_and_no_others() -> None:
    articles = framing.make_articles(
        [
            "Row\n\nThe Pentagon said that the ships may perhaps have left. Clearly the port may close. "
            "The Kremlin bombed and shelled the camp. The Pentagon was bombed. "
            "The government spoke. The regime in Damascus fell. The so-called truce fell.",
        ]
    )
    attributions = framing.resolve_speakers(framing.find_attributions(articles), articles)
    mentions = framing.find_mentions(articles, attributions)
    roles = find_roles(articles, mentions, attributions)
    certain, distant = (
        find_certainty(articles, attributions), find_distancing(articles, attributions, mentions)
    )  # fmt: skip
    named = find_naming(articles, attributions)
    checked = 0
    for findings, table in (
        (roles, agency(roles, articles, verbs=3)),
        (certain, certainty_rate(certain, articles, attributions)),
        (distant, distancing_rate(distant, articles, attributions, voice="all")),
        (named, naming_shares(named, articles)),
    ):
        for row in table[~table["measure"].str.contains("contrast")].to_dict("records"):
            found = examples(row, articles, attributions, findings=findings)
            counted = row["denominator"] if row["measure"] == "agency" else row["numerator"]
            assert len(found) == counted, row
            checked += counted > 0
    assert checked >= 10
    assert len(roles) > roles[["start", "end"]].drop_duplicates().shape[0]


def test_replies_odds_and_joint_voices_lead_to_lines(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    replies = reply(attributions, articles)
    of_russia = replies[(replies["target_side"] == "RU") & ~replies["measure"].str.contains("contrast")]
    shown = {row["measure"]: examples(row, articles, attributions) for row in of_russia.to_dict("records")}
    assert shown["answered_share"]["cue"].tolist() == ["accused"]
    assert set(shown["reply_words_ratio"]["side"]) == {"RU"}
    against_us = replies[(replies["target_side"] == "US") & (replies["measure"] == "answered_share")].iloc[0]
    assert examples(against_us, articles, attributions).empty
    odds = {"measure": "stance_odds_ratio", "side": "US", "versus": "RU", "term": "without claim"}
    found = examples(odds, articles, attributions)
    assert len(found) > 0 and "claimed" not in set(found["cue"])
    both = attributions.assign(side=attributions["side"].where(attributions["side"] != "US", "joint"))
    assert set(examples({"measure": "voice_share", "side": "RU"}, articles, both)["side"]) == {"RU", "joint"}


def test_a_row_of_nothing_is_refused(articles: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="neither `measure` nor"):
        examples({"side": "US"}, articles)
    with pytest.raises(ValueError, match="needs attributions or findings"):
        examples({"measure": "voice_share", "side": "US"}, articles)


def test_frames_lead_to_their_terms() -> None:
    """Whatever head line the articles have: `note` in a row of frames is none of them."""
    text = "The Kremlin accused the White House of a blockade. Rivals clashed, and a truce was far. The port was calm."
    articles = framing.make_articles([text, "Nothing at all."]).assign(note="invented")
    mentions = framing.find_mentions(articles)
    terms = framing.find_frames(articles)
    shares = framing.frame_shares(terms, articles, min_terms=1)
    row = shares[(shares["measure"] == "frame_share") & (shares["term"] == "conflict")].iloc[0]
    lines = framing.examples(row, articles, findings=terms)
    assert len(lines) == (terms["entry_id"] == "conflict").sum() >= 2
    near = framing.frame_association(terms, articles, mentions)
    row = near[(near["term"] == "conflict") & (near["target_side"] == "RU")].iloc[0]
    lines = framing.examples(row, articles, mentions=mentions, findings=terms)
    assert len(lines) and (lines["start"] < text.index("Rivals")).all()
    with pytest.raises(ValueError, match="needs mentions"):
        framing.examples(row, articles, findings=terms)


def test_rows_against_the_rest_lead_to_both(study_of_three: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, counts = study_of_three
    found = contrast_words(counts, articles, by="outlet", min_count=1, min_articles=1, n_resamples=0)
    row = found[(found["target"] == "Pier") & (found["term"] == "ice")].iloc[0]
    assert row["reference"] == "rest"
    lines = framing.examples(row, articles)
    places = lines.groupby("group")["article_id"].agg(list).to_dict()
    assert places == {"Pier": ["article-0001"], "rest": ["article-0002", "article-0003"]}


def test_rows_of_lemmas_and_collocates_lead_to_what_they_count(
    study_of_three: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    articles, _ = study_of_three
    options = {"by": "outlet", "min_count": 1, "min_articles": 1, "n_resamples": 0}
    counts = framing.count_words(articles, terms="lemma")
    found = contrast_words(counts, articles, target="Pier", reference="Quay", **options)
    lines = framing.examples(found[found["term"] == "ship"].iloc[0], articles)
    assert lines["node"].tolist() == ["ships", "ship"]
    counts = framing.count_collocates(articles, "ice")
    found = contrast_words(counts, articles, target="Pier", reference="Quay", **options)
    row = found[found["term"] == "the"].iloc[0]
    lines = framing.examples(row, articles)
    assert len(lines) == row["n_target"] + row["n_reference"] == 2
    # What was counted in another window is led back to in that window.
    counts = framing.count_collocates(articles, "ice", window=1)
    row = (
        contrast_words(counts, articles, target="Pier", reference="Quay", **options)
        .set_index("term")
        .loc["the"]
    )
    for window, n in ((1, 2), (12, 4)):
        lines = framing.examples({**row, "term": "the"}, articles, window=window)
        assert len(lines) == n
    with pytest.raises(ValueError, match="window=0 is not allowed"):
        framing.examples({**row, "term": "the"}, articles, window=0)


@pytest.fixture
def study_of_three() -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = [
        "The ice held two ships. Nobody who lived in the far south of the town had seen it.",
        "A ship broke the ice. It went on.",
        "More ice. That was all.",
    ]
    articles = framing.make_articles(texts, outlet=["Pier", "Quay", "Lock"])
    return articles, framing.count_words(articles)


def test_many_words_at_once_are_each_one_alone(study: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    articles, attributions = study
    words = ["talks", "the", "no such word", "talks"]
    for options in ({}, {"voice": "author"}, {"lemma": True}, {"case": True, "width": 5}):
        found = concordances(articles, words, attributions=attributions, **options)
        assert list(found) == ["talks", "the", "no such word"]
        for word, lines in found.items():
            assert_frame_equal(lines, concordance(articles, word, attributions=attributions, **options))
    assert len(found["the"]) and found["no such word"].empty
    assert concordances(articles, []) == {}
    with pytest.raises(ValueError, match="holds nothing to look for"):
        concordances(articles, ["talks", " "])
