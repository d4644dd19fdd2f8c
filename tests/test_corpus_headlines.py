"""Headlines of text files: which lines are one, where the body begins, and where the body says it again."""

import pytest
from material import REPOSITORY, material
from test_corpus_text import BODY

from framing.corpus import read_articles
from framing.corpus.compose import compose
from framing.corpus.headlines import find_repeat, recognise_headline

DATELINE = "TARN — The harbour office said on Monday that the pier had been closed."


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Pier shut for a week\n\n{BODY}", "Pier shut for a week"),
        (
            f"Pier shut for a week\nOffice blames the storm\n\n{BODY}",
            "Pier shut for a week\nOffice blames the storm",
        ),
        (f"Pier shut: ‘We had no choice’\r\n\r\n{BODY}", "Pier shut: ‘We had no choice’"),
        (f"Is the pier safe?\n\n{BODY}", "Is the pier safe?"),
        (f"Pier talks end in U.S.\n\n{BODY}", "Pier talks end in U.S."),
        (f"\n\n  Pier shut \n\n{BODY}", "  Pier shut"),
        (
            f"Pier shut\nOffice blames the storm\n{DATELINE}\nMore of it.",
            "Pier shut\nOffice blames the storm",
        ),
        ("Pier shut\nTARN, March 3 (Tarn Press) - The office said so.\nMore.", "Pier shut"),
        ("Pier shut\nTarn (TP) – The office said so.\nMore.", "Pier shut"),
        (f"Pier shut\n{BODY}\nMore of it.", "Pier shut"),
        (f"Pier is shut for a week.\n\n{DATELINE}", "Pier is shut for a week."),
        (f"Pier\u2028shut\n\n{BODY}", "Pier\u2028shut"),
    ],
)
def test_headlines_that_are_recognised(text, headline):
    head = recognise_headline(text)
    assert head is not None
    assert text[head.start : head.end] == headline
    assert text[head.body_start :].startswith(("The harbour", "TARN", "Tarn"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pier shut",
        "Pier shut\n",
        "Pier shut\n\n \n",
        BODY,
        f"{BODY}\n\n{BODY}",
        f"The pier is shut.\n\n{BODY}",
        f"“The pier is shut.”\n\n{BODY}",
        f"“The pier is shut,” Owen Tarnow said,\n\n{BODY}",
        f"By Owen Tarnow\n\n{BODY}",
        f"TARN, March 3 —\n\n{BODY}",
        "word " * 40 + f"\n\n{BODY}",
        "The harbour office of Tarn said on Monday that\nthe pier had been closed for a week and would\nstay so.",
        "line\n" * 6 + f"\n{BODY}",
    ],
)
def test_texts_without_a_headline(text):
    assert recognise_headline(text) is None


def two_lines_and_a_dateline(text):
    head = recognise_headline(text)
    assert (head.start, text[: head.end].count("\n")) == (0, 1)
    assert text[head.body_start :].startswith("WASHINGTON — ")


def test_the_twin_has_two_headline_lines():
    two_lines_and_a_dateline((REPOSITORY / "seeds" / "twin.txt").read_text(encoding="utf-8"))


def test_the_seed_has_two_headline_lines():
    two_lines_and_a_dateline(
        material("gold", "seed", "us-suspends-syria-talks.txt").read_text(encoding="utf-8")
    )


def test_the_embedded_corpus_is_read_whole():
    articles, problems = read_articles(REPOSITORY / "data" / "corpus")
    assert len(articles) == 100 and problems.empty
    assert articles[["headline", "date", "outlet_country", "outlet_type", "incident"]].notna().all(axis=None)
    assert not articles["text"].str.contains("invented", case=False).any()


@pytest.mark.parametrize(
    ("body", "covered"),
    [
        ("Pier shut for a week. The office said so.", "Pier shut for a week."),
        ("Wed 05 Apr 2017 Pier shut for a week . The office said so.", "Pier shut for a week ."),
        ("Pier shut for a week Tarn Press The office said so.", "Pier shut for a week"),
        ("Pier shut, for a “week” – The office said so.", "Pier shut, for a “week"),
        ("PIER SHUT FOR A WEEK\nThe office said so.", "PIER SHUT FOR A WEEK"),
        ("Pier shut for a week", "Pier shut for a week"),
    ],
)
def test_a_repeated_headline_is_found(body, covered):
    whole = compose(body, "Pier shut for a week")
    start, end = whole.repeat
    assert whole.text[start:end] == covered
    assert whole.n_words == 5 + len(body.split()) - body.split().count(".") - body.split().count("–") - 5


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("Pier shut for a week after a storm.", "Pier shut for a week"),
        ("The office spoke. " * 15 + "Pier shut for a week. More.", "Pier shut for a week"),
        ("Pier shut for a weekend. More.", "Pier shut for a week"),
        ("Pier. The office said so.", "Pier"),
        ("Nothing of the kind.", "Pier shut for a week"),
        ("Nothing of the kind.", "?!"),
    ],
)
def test_what_is_no_repeated_headline(body, headline):
    assert find_repeat(body, headline, 0) is None
