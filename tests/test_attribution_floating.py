"""Quotations that go on without a cue of their own, and quoted words that nobody says. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, articles_of, attributions_of, case, check

from framing.attribution import find_attributions

CONTINUATIONS = [
    case(
        "“The bridge is gone,” Drozd said. “It was there on Monday.”",
        ("Drozd", "said", "“The bridge is gone,”", "direct"),
        (None, None, "“It was there on Monday.”", "continuation"),
    ),
    case(
        "Hartwig said “the door was open and nobody came in.\n“The room was cold, the tea was cold, and we left.”",
        ("Hartwig", "said", "“the door was open and nobody came in.", "direct"),
        (None, None, "“The room was cold, the tea was cold, and we left.”", "continuation"),
    ),
    case(
        "Weber was not amused. “We asked for tugs and they sent a brass band.”",
        (None, None, "“We asked for tugs and they sent a brass band.”", "direct"),
        xfail="a quotation beside its speaker without any cue is lost",
    ),
    case(
        "“The lamps were out,” Belov said.\n“Nobody had paid for the oil.”\nThe inquiry goes on.",
        ("Belov", "said", "“The lamps were out,”", "direct"),
        (None, None, "“Nobody had paid for the oil.”", "continuation"),
    ),
    case(
        "“The lamps were out,” Belov said. He shrugged. “That is all I know about it.”",
        ("Belov", "said", "“The lamps were out,”", "direct"),
        (None, None, "“That is all I know about it.”", "continuation"),
    ),
]

NOBODY_SAYS = [
    case("The two navies share a “Joint Watch Room” on the island."),
    case("Her second novel, “A Winter Without Coal”, sold nine copies."),
    case("The so-called “ice tax” was dropped in May."),
    case("The “research” ships lay at anchor off Norden."),
    case("The band played “Home to the Harbour We Go” and the crowd went home."),
    case("The tug “Brave Little Heart of Norden” sank in May."),
]


CASES = [*CONTINUATIONS, *NOBODY_SAYS]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_floating(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES)


@pytest.mark.xfail(
    reason="a paragraph left open before the one that bears the cue is lost",
    raises=AssertionError,
    strict=True,
)
def test_open_paragraph_before_the_cue() -> None:
    text = "“The door was open and nobody came in.\n“The room was cold,” Hartwig said."
    contents = [content for _, _, content, _, _ in attributions_of(text)]
    assert contents == ["“The door was open and nobody came in.", "“The room was cold,”"]


SCARE_IN_CONTENT = [
    ("Norden says the “research” ships carry guns.", 1, "mixed"),
    ("Norden says the ships carry guns.", 0, "indirect"),
    ("“The ships carry guns,” Norden’s navy said.", 4, "direct"),
    pytest.param(
        "Weber called the vote “a farce” and “a fraud.”",
        4,
        "mixed",
        marks=pytest.mark.xfail(
            reason="“called Y Z” is lost where Z are two quotations", raises=AssertionError, strict=True
        ),
    ),
]


@pytest.mark.parametrize(("text", "n_quoted", "quote_type"), SCARE_IN_CONTENT)
def test_quoted_words_are_counted(text: str, n_quoted: int, quote_type: str) -> None:
    rows = find_attributions(articles_of(text))
    assert [(row.n_quoted, row.quote_type) for row in rows.itertuples()] == [(n_quoted, quote_type)]
