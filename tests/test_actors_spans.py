# ruff: noqa: E501 - tables of sentences are wider than code
"""Speakers as a tagger marks them: spans and a text, no construction behind them."""

from __future__ import annotations

import pytest
from test_actors_resolve import resolve, tables

from framing.actors import resolve_speakers

SPANS = [
    # text, speaker, side, resolved_by, the words that decided
    ("Lavrov met two US officials, some of whom said no.", "some of whom", "US", "pronoun", "two US officials"),
    ("Talks go on in Bonn with Hillary Clinton — who said so — in the chair.", "who", "US", "pronoun", "Hillary Clinton"),
    ("The Kremlin, which said so, was calm.", "which", "RU", "pronoun", "Kremlin"),
    ("The top American diplomat said so.", "The top American diplomat", "US", "demonym", None),
    ("A spokesman for the ministry, Maj. Gen. Igor Konashenkov, said so. Russia agreed.", "A spokesman for the ministry, Maj. Gen. Igor Konashenkov", "RU", "name", "Igor Konashenkov"),
    ("A spokesman for the Pentagon, Col. Neal Ostrander, said so.", "A spokesman for the Pentagon, Col. Neal Ostrander,", "US", "title", None),
    ("The Pentagon sent officials to Kabul. Some of the officials said no.", "Some of the officials", "US", "title", "Pentagon"),
    ("Donald J. Trump Jr. spoke. Barack H. Obama said no.", "Barack H. Obama", "US", "name", "Barack H. Obama"),
    ("Sen. Vera Holloway (D-Ohio) said so.", "Sen. Vera Holloway (D-Ohio)", "US", "title", None),
    ("Sens. Vera Holloway and Ann Strand said so. Holloway left.", "Holloway", "US", "name", None),
    ("Philippine Sen. Ana Reyes said so.", "Philippine Sen. Ana Reyes", "other", "title", None),
    ("Barack Obama smiled. His promise was kept.", "His", "US", "pronoun", "Barack Obama"),
    ("Russia signed. Its demand was met.", "Its", "RU", "pronoun", "Russia"),
    ("Barack Obama left. On Monday Obama had leaned in, hard. He then said no.", "He", "US", "pronoun", None),
    ("Hillary Clinton's campaign began. Clinton, the former secretary of state, said no.", "Clinton, the former secretary of state,", "US", "name", None),
    ("Hillary Clinton began. Clinton's aides left. Clinton said no.", "Clinton said"[:7], "US", "name", None),
    ("Several prime ministers came. Prime ministers and bankers said no to Moscow.", "Prime ministers and bankers", "other", "description", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "speaker", "side", "how", "words"), SPANS, ids=[row[1] + " | " + row[0][:24] for row in SPANS]
)
def test_a_span_and_a_text_are_enough(text, speaker, side, how, words):
    attributions, articles = tables(text, [None], date="2016-10-03")
    start = text.rindex(speaker)
    attributions["speaker"] = speaker
    attributions["speaker_start"], attributions["speaker_end"] = start, start + len(speaker)
    attributions["engine"], attributions["construction"], attributions["confidence"] = "tagger", "tagged", 0.8
    row = resolve_speakers(attributions, articles).to_dict("records")[0]
    assert (row["side"], row["resolved_by"]) == (side, how), row
    if words is not None:
        assert text[row["antecedent_start"] : row["antecedent_end"]] == words


def test_engine_and_construction_decide_nothing():
    text = (
        "Washington spoke. The US president said so. “We know,” he said. It was reported that ships sailed."
    )
    attributions, articles = tables(text, ["The US president", "he", None], date="2016-10-03")
    sides = [str(side) for side in resolve_speakers(attributions, articles)["side"]]
    for engine, construction in (("tagger", None), ("tagger", "no such function"), ("human", "frame")):
        other = attributions.assign(engine=engine, construction=construction)
        assert [str(side) for side in resolve_speakers(other, articles)["side"]] == sides


def test_a_quotation_that_goes_on_takes_the_speaker_before_it_and_a_passive_nobody():
    text = "“We waited,” a Kremlin spokesman said. “Then we left.” It was reported that ships had sailed."
    rows = resolve(
        text, "a Kremlin spokesman", None, None,
        quote_types={0: "direct", 1: "continuation"}, contents=["“We waited,”", "“Then we left.”", "ships had sailed"],
    )  # fmt: skip
    assert [row["side"] for row in rows] == ["RU", "RU", "unresolved"]
    assert [row["resolved_by"] for row in rows] == ["title", "continuation", "none"]


def test_first_person_is_whoever_says_the_words_it_stands_in():
    text = "“I want peace,” a Pentagon spokeswoman said. I want peace too."
    attributions, articles = tables(
        text,
        ["I", "a Pentagon spokeswoman"],
        contents=["peace", "“I want peace,”"],
        quote_types={1: "direct"},
    )
    rows = resolve_speakers(attributions, articles).set_index("attribution_id")
    assert rows.loc["a:0", ["side", "resolved_by"]].tolist() == ["US", "pronoun"]
    outside, articles = tables(text, [None])
    start = text.rindex("I want")
    outside["speaker"], outside["speaker_start"], outside["speaker_end"] = "I", start, start + 1
    assert str(resolve_speakers(outside, articles)["side"][0]) == "unresolved"


@pytest.mark.parametrize(
    ("text", "speaker", "country", "side"),
    [
        ("Authorities announced an arrest.", "Authorities", "US", "US"),
        ("Lawmakers have not said when.", "Lawmakers", "US", "US"),
        ("Iran seized a tanker. Authorities said it was empty.", "Authorities", "US", "other"),
        ("Iran seized a tanker. Lawmakers said no.", "Lawmakers", "RU", "other"),
        ("MOSCOW, January 4. /TASS/. Senator Oleg Markin said so.", "Senator Oleg Markin", "RU", "RU"),
        ("Police in Erbil said nine people died.", "Police in Erbil", "US", "other"),
        ("In Mosul, police said nine people died.", "police", "US", "other"),
        ("MOSUL (Wire) — Police said nine people died.", "Police", "US", "other"),
        ("ZAGREB (Wire) — The mayor said the bridge was safe.", "The mayor", "US", "other"),
        ("The mayor of Gaziantep said the bridge was safe.", "The mayor of Gaziantep", "US", "other"),
        ("CHICAGO (Wire) — The mayor said the bridge was safe.", "The mayor", "GB", "US"),
        (
            "Tehran released the crew. The Foreign Ministry said it had waited.",
            "The Foreign Ministry",
            "RU",
            "other",
        ),
    ],
)
def test_places_that_are_known_now(text, speaker, country, side):
    attributions, articles = tables(text, [speaker], outlet_country=country)
    found = str(resolve_speakers(attributions, articles)["side"][0])
    assert found in ({side} if side != "other" else {"other", "unresolved"})
