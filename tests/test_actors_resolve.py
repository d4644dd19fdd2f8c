# ruff: noqa: E501 - tables of sentences are wider than code
"""Speakers to sides: sentences with invented people and real institutions, and what must not resolve."""

from __future__ import annotations

import pandas as pd
import pytest

from framing.actors import resolve_speakers
from framing.schema import make_table


def tables(text, speakers, *, date=None, quote_types=None, body_start=0, contents=None, **article):
    """An article and one attribution per speaker: its words, found one after another; None where none stands."""
    rows, place = [], 0
    for number, words in enumerate(speakers):
        row = {
            "article_id": "a",
            "attribution_id": f"a:{number}",
            "quote_type": (quote_types or {}).get(number, "indirect"),
        }
        if words is not None:
            start = text.index(words, place)
            place = start + len(words)
            row |= {"speaker": words, "speaker_start": start, "speaker_end": start + len(words)}
            begin = start + len(words)
        else:
            begin = place = place + 1
        if contents and contents[number]:
            begin = text.index(contents[number])
            end = begin + len(contents[number])
        else:
            end = min(begin + 1, len(text))
        row |= {
            "content": text[begin:end],
            "content_start": begin,
            "content_end": end,
            "content_spans": ((begin, end),),
        }
        rows.append(row)
    record = {"article_id": "a", "text": text, "date": date, "body_start": body_start, **article}
    return make_table(rows, "attributions"), make_table([record], "articles")


def resolve(text, *speakers, **options):
    attributions, articles = tables(text, speakers, **options)
    found = resolve_speakers(attributions, articles)
    return found.set_index("attribution_id").loc[[f"a:{n}" for n in range(len(speakers))]].to_dict("records")


ALONE = [
    # text, speaker, side, resolved_by
    ("State Department spokeswoman Dana Whitcombe said talks were over.", "State Department spokeswoman Dana Whitcombe", "US", "title"),
    ("Dana Whitcombe, the State Department's spokeswoman, said no.", "Dana Whitcombe", "US", "title"),
    ("Dana Whitcombe, a spokeswoman for the State Department, said no.", "Dana Whitcombe", "US", "title"),
    ("A State Department official said no.", "A State Department official", "US", "title"),
    ("Lorna Pettibone of the Pentagon insisted.", "Lorna Pettibone of the Pentagon", "US", "title"),
    ("Pentagon press secretary Orrin Slade said so.", "Pentagon press secretary Orrin Slade", "US", "title"),
    ("The Pentagon said so.", "The Pentagon", "US", "metonym"),
    ("The White House said so.", "The White House", "US", "metonym"),
    ("Washington said so.", "Washington", "US", "metonym"),
    ("The United States said so.", "The United States", "US", "metonym"),
    ("The U.S. said so.", "The U.S.", "US", "metonym"),
    ("US officials said so.", "US officials", "US", "metonym"),
    ("American diplomats said so.", "American diplomats", "US", "demonym"),
    ("The Americans replied.", "The Americans", "US", "demonym"),
    ("Sen. Vera Holloway, an American lawmaker, said so.", "Vera Holloway", "US", "title"),
    ("Republican lawmakers said so.", "Republican lawmakers", "US", "name"),
    ("US presidential candidate Carl Ostrander said so.", "US presidential candidate Carl Ostrander", "US", "title"),
    ("The US-led coalition said so.", "The US-led coalition", "US", "name"),
    ("The coalition led by the United States said so.", "The coalition led by the United States", "US", "name"),
    ("Officials in Washington said so.", "Officials in Washington", "US", "metonym"),
    ("Former US ambassador Hugh Lanning said so.", "Former US ambassador Hugh Lanning", "other", "title"),
    ("The Kremlin said so.", "The Kremlin", "RU", "metonym"),
    ("Moscow said so.", "Moscow", "RU", "metonym"),
    ("Russian officials said so.", "Russian officials", "RU", "demonym"),
    ("The Russians said so.", "The Russians", "RU", "demonym"),
    ("Russia's foreign ministry said so.", "Russia's foreign ministry", "RU", "name"),
    ("Russias foreign ministry said so.", "Russias foreign ministry", "RU", "name"),
    ("RUSSIA'S FOREIGN MINISTRY SAID SO.", "RUSSIA'S FOREIGN MINISTRY", "RU", "name"),
    ("The Ministry of Defence of Russia said so.", "The Ministry of Defence of Russia", "RU", "name"),
    ("The defence ministry in Moscow said so.", "The defence ministry in Moscow", "RU", "name"),
    ("Russian Foreign Ministry spokeswoman Irina Velmozhina said so.", "Russian Foreign Ministry spokeswoman Irina Velmozhina", "RU", "title"),
    ("Gleb Ostrovidov of the Russian Foreign Ministry answered.", "Gleb Ostrovidov of the Russian Foreign Ministry", "RU", "title"),
    ("Russia's UN envoy Pavel Zhurin said so.", "Russia's UN envoy Pavel Zhurin", "RU", "title"),
    ("A Russian military source told reporters.", "A Russian military source", "RU", "title"),
    ("A statement issued by the Russian Defence Ministry said so.", "A statement issued by the Russian Defence Ministry", "RU", "title"),
    ("State Duma deputy Oleg Barsukov said so.", "State Duma deputy Oleg Barsukov", "RU", "title"),
    ("The governor of Murmansk said so.", "The governor of Murmansk", "RU", "title"),
    ("The US and Russia announced a deal.", "The US and Russia", "joint", "metonym"),
    ("Russian and American officials said so.", "Russian and American officials", "joint", "demonym"),
    ("Washington and Paris said so.", "Washington and Paris", "US", "metonym"),
    ("Syria and Russia said so.", "Syria and Russia", "RU", "metonym"),
    # what must not be a side
    ("American analysts said so.", "American analysts", "other", "description"),
    ("Pavel Grinko, a Moscow resident, said so.", "Pavel Grinko", "other", "title"),
    ("Russian citizens said so.", "Russian citizens", "other", "description"),
    ("Many Russians said so.", "Many Russians", "other", "description"),
    ("Moscow-based analyst Kira Sholts said so.", "Moscow-based analyst Kira Sholts", "other", "title"),
    ("A resident of Washington said so.", "A resident of Washington", "other", "description"),
    ("Russian-backed separatists said so.", "Russian-backed separatists", "other", "description"),
    ("The Syrian army said so.", "The Syrian army", "other", "name"),
    ("Syrias army said so.", "Syrias army", "other", "name"),
    ("The Syrian opposition said so.", "The Syrian opposition", "other", "name"),
    ("Russian news agency Vestnik reported.", "Russian news agency Vestnik", "other", "title"),
    ("TASS reported.", "TASS", "other", "name"),
    ("The Washington Post reported.", "The Washington Post", "other", "name"),
    ("The Moscow Times reported.", "The Moscow Times", "other", "name"),
    ("Russia Today reported.", "Russia Today", "other", "name"),
    ("Activists in Moscow said so.", "Activists in Moscow", "other", "description"),
    ("NATO said so.", "NATO", "other", "name"),
    ("The Israeli Navy said so.", "The Israeli Navy", "other", "name"),
    ("A NATO official in Washington said so.", "A NATO official in Washington", "other", "title"),
    ("Information handed over to the Russian Reconciliation Center by the local council of Afrin was read.", "Information handed over to the Russian Reconciliation Center by the local council of Afrin", "other", None),
    ("French Foreign Minister Luc Amaury said so.", "French Foreign Minister Luc Amaury", "other", "title"),
    ("The Britain-based Syrian Observatory for Human Rights said so.", "The Britain-based Syrian Observatory for Human Rights", "other", "name"),
    ("Diplomats said so.", "Diplomats", "other", "description"),
    # what should lead to an actor and does not
    ("Officials said so.", "Officials", "unresolved", "none"),
    ("The president said so.", "The president", "unresolved", "none"),
    ("The foreign minister said so.", "The foreign minister", "unresolved", "none"),
    ("Whitcombe said so.", "Whitcombe", "unresolved", "none"),
    ("She said so.", "She", "unresolved", "none"),
    ("It said so.", "It", "unresolved", "none"),
    ("An official said so.", "An official", "unresolved", "none"),
]  # fmt: skip


@pytest.fixture(scope="module")
def alone():
    """All sentences of the table resolved in one call, each an article of its own."""
    rows, articles = [], []
    for number, (text, speaker, _, _) in enumerate(ALONE):
        start = text.index(speaker)
        end, name = start + len(speaker), f"a{number:03d}"
        articles.append({"article_id": name, "text": text})
        rows.append({"article_id": name, "attribution_id": name, "speaker": speaker, "speaker_start": start,
                     "speaker_end": end, "content": text[end : end + 1], "content_start": end, "content_end": end + 1,
                     "content_spans": ((end, end + 1),), "quote_type": "indirect"})  # fmt: skip
    found = resolve_speakers(make_table(rows, "attributions"), make_table(articles, "articles"))
    return found.set_index("attribution_id")


@pytest.mark.parametrize("number", range(len(ALONE)), ids=[row[1][:60] for row in ALONE])
def test_one_speaker(alone, number):
    _, _, side, by = ALONE[number]
    row = alone.loc[f"a{number:03d}"]
    assert row["side"] == side
    if by is not None:
        assert row["resolved_by"] == by


TOGETHER = [
    # text, speakers in turn, the side of each, the ways of the last
    ("State Department spokeswoman Dana Whitcombe said no. “Never,” Whitcombe said.",
     ["State Department spokeswoman Dana Whitcombe", "Whitcombe"], ["US", "US"], "name"),
    ("Dana Whitcombe of the State Department spoke. She added that it was late.",
     ["Dana Whitcombe of the State Department", "She"], ["US", "US"], "pronoun"),
    ("Kremlin spokesman Ilya Barsov spoke. State Department spokeswoman Dana Whitcombe answered. He shrugged, he said.",
     ["Kremlin spokesman Ilya Barsov", "State Department spokeswoman Dana Whitcombe", "he"], ["RU", "US", "RU"], "pronoun"),
    ("The Russian Defence Ministry said one thing. The ministry said another.",
     ["The Russian Defence Ministry", "The ministry"], ["RU", "RU"], "description"),
    ("The Russian Defence Ministry said one thing. The Pentagon denied it. The ministry said another.",
     ["The Russian Defence Ministry", "The Pentagon", "The ministry"], ["RU", "US", "RU"], "description"),
    ("The Russian Defence Ministry said one thing. It denied another.",
     ["The Russian Defence Ministry", "It"], ["RU", "RU"], "pronoun"),
    ("US officials said one thing. They denied another.", ["US officials", "They"], ["US", "US"], "pronoun"),
    ("A US official said one thing. The official asked not to be named.",
     ["A US official", "The official"], ["US", "US"], "description"),
    ("US officials said one thing. “Yes,” one of the officials said.",
     ["US officials", "one of the officials"], ["US", "US"], None),
    ("State Department spokesman Owen Tarbell said no. It was late, according to the US spokesman.",
     ["State Department spokesman Owen Tarbell", "the US spokesman"], ["US", "US"], "description"),
    ("The State Department said no. Its spokesman Owen Tarbell left.",
     ["The State Department", "Its spokesman Owen Tarbell"], ["US", "US"], None),
    ("A resident told reporters. He said it burned.", ["A resident", "He"], ["other", "other"], "pronoun"),
    ("The Kremlin said no. A resident told reporters. He said it burned.",
     ["The Kremlin", "A resident", "He"], ["RU", "other", "other"], "pronoun"),
    ("Pyotr Lagunov spoke for the Kremlin. Whitcombe left early. She said so.",
     ["Whitcombe", "She"], ["unresolved", "unresolved"], "none"),
    ("The Syrian army issued a statement. The statement carried by state news agency SANA said no.",
     ["The Syrian army", "The statement carried by state news agency SANA"], ["other", "other"], "description"),
    ("The Russian Defence Ministry spoke. The statement said no.",
     ["The Russian Defence Ministry", "The statement"], ["RU", "RU"], "description"),
    ("State Department spokeswoman Dana Whitcombe, who said no, left.", ["who"], ["US"], "pronoun"),
    ("President Marta Oleander of the union, who said no, left Moscow.", ["who"], ["other"], "pronoun"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers", "sides", "by"), TOGETHER, ids=[row[0][:60] for row in TOGETHER])
def test_speakers_in_turn(text, speakers, sides, by):
    rows = resolve(text, *speakers)
    assert [row["side"] for row in rows] == sides
    if by is not None:
        assert rows[-1]["resolved_by"] == by


def test_a_later_surname_is_the_same_actor_and_points_to_the_title():
    text = "State Department spokeswoman Dana Whitcombe said no. Whitcombe left."
    first, later = resolve(text, "State Department spokeswoman Dana Whitcombe", "Whitcombe left"[:9])
    assert (first["actor_id"], first["actor"]) == ("us-state", "Dana Whitcombe")
    assert (later["actor_id"], later["actor"]) == ("us-state", "Dana Whitcombe")
    assert "Dana Whitcombe" in text[later["antecedent_start"] : later["antecedent_end"]]


def test_a_quotation_that_goes_on_keeps_its_speaker():
    text = "“One,” Kremlin spokesman Ilya Barsov said. “Two.”"
    rows = resolve(text, "Kremlin spokesman Ilya Barsov", None, quote_types={1: "continuation"})
    assert (rows[1]["side"], rows[1]["resolved_by"]) == ("RU", "continuation")


def test_without_a_speaker_a_body_row_is_unresolved():
    rows = resolve("The Kremlin said so. It was reported.", "The Kremlin", None)
    assert (rows[1]["side"], rows[1]["resolved_by"]) == ("unresolved", "none")
    assert pd.isna(rows[1]["anonymous"])


def test_a_headline_quotation_takes_the_speaker_whose_words_it_repeats():
    headline = "‘Patience has ended’"
    text = f"{headline}\n\nThe Kremlin was silent on ships. “Our patience has ended,” State Department spokeswoman Dana Whitcombe said."
    rows = resolve(
        text, None, "The Kremlin", "State Department spokeswoman Dana Whitcombe", body_start=len(headline) + 2,
        contents=[headline, "silent on ships", "“Our patience has ended,”"],
    )  # fmt: skip
    assert (rows[0]["side"], rows[0]["resolved_by"]) == ("US", "headline")


def test_the_article_date_picks_the_holder_of_an_office():
    text = "The Russian president said so."
    assert resolve(text, "The Russian president", date="2010-03-01")[0]["actor"] == "Dmitry Medvedev"
    assert resolve(text, "The Russian president", date="2016-03-01")[0]["actor"] == "Vladimir Putin"
    undated = resolve(text, "The Russian president")[0]
    assert (undated["actor_id"], undated["side"]) == ("ru-president", "RU")


def test_an_office_that_has_ended_is_a_side_no_more():
    text = "John Kerry said so."
    assert resolve(text, "John Kerry", date="2016-03-01")[0]["side"] == "US"
    assert resolve(text, "John Kerry", date="2019-03-01")[0]["side"] == "other"


def test_a_relative_of_the_same_name_is_another():
    row = resolve("Michelle Obama said so. Obama left.", "Michelle Obama")[0]
    assert row["actor_id"] != "barack-obama"


def test_the_outlet_leaves_out_its_own_state():
    text = "The Foreign Ministry said so."
    assert resolve(text, "The Foreign Ministry", outlet_country="RU")[0]["side"] == "RU"
    assert resolve(text, "The Foreign Ministry", outlet_country="US")[0]["side"] == "unresolved"
    assert resolve(text, "The Foreign Ministry")[0]["side"] == "unresolved"


ANONYMOUS = [
    ("US officials", True), ("A resident", True), ("Local sources", True), ("The Kremlin", False), ("Moscow", False),
    ("The Russian foreign minister", False), ("Kremlin spokesman Ilya Barsov", False), ("The Syrian army", False),
]  # fmt: skip


@pytest.mark.parametrize(("speaker", "flag"), ANONYMOUS)
def test_anonymous(speaker, flag):
    assert resolve(f"{speaker} said so.", speaker)[0]["anonymous"] is flag


def test_targets_are_resolved_the_same_way():
    text = "The Pentagon accused Moscow of lying."
    attributions, articles = tables(text, ["The Pentagon"])
    start = text.index("Moscow")
    attributions["target"], attributions["target_start"], attributions["target_end"] = (
        "Moscow",
        start,
        start + 6,
    )
    row = resolve_speakers(attributions, articles).iloc[0]
    assert (row["side"], row["target_side"], row["target_actor_id"]) == ("US", "RU", "ru")


def test_sides_keep_the_codebook_order_and_the_input_stays_as_it_was():
    attributions, articles = tables("The Kremlin said so.", ["The Kremlin"])
    before = attributions.copy()
    out = resolve_speakers(attributions, articles)
    assert list(out["side"].cat.categories) == ["US", "RU", "joint", "other", "unresolved"]
    pd.testing.assert_frame_equal(attributions, before)
    pd.testing.assert_frame_equal(resolve_speakers(out, articles), out)


def test_an_article_that_is_missing_is_named():
    attributions, articles = tables("The Kremlin said so.", ["The Kremlin"])
    with pytest.raises(ValueError, match="article_id 'a' is not in articles"):
        resolve_speakers(attributions, articles.assign(article_id="b"))


def test_no_attributions_give_the_empty_table_with_all_columns():
    attributions, articles = tables("Nothing.", [])
    out = resolve_speakers(attributions, articles)
    assert len(out) == 0 and {"side", "resolved_by", "anonymous"} <= set(out.columns)


def test_a_name_after_a_body_is_not_its_spokesman():
    text = "They left the US consulate general, Timur Oblakov, head of the property board, said so. Oblakov smiled."
    assert resolve(text, "Timur Oblakov, head of the property board", "Oblakov")[1]["side"] != "US"


def test_a_dateline_is_not_the_subject():
    text = "WASHINGTON (Wire) — Russia called off the visit, its foreign ministry said."
    assert resolve(text, "its foreign ministry")[0]["side"] == "RU"


def test_a_stranger_in_between_keeps_a_pronoun_from_going_further_back():
    text = (
        "Commander Neal Croft of the Coast Guard spoke. Anatoly Peshin has a word for it. He told reporters."
    )
    rows = resolve(text, "Commander Neal Croft of the Coast Guard", "He")
    assert [row["side"] for row in rows] == ["US", "unresolved"]
