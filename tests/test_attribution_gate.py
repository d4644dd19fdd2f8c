"""Which sentences are parsed: those whose words leave an attribution possible."""

from __future__ import annotations

import pytest

from framing.attribution.cues import default_cues
from framing.attribution.gate import Gate
from framing.language import paragraphs, quotations, sentence_pieces

PARSED = (
    "Ms Orlova said the tug had left.",
    "The tug had left, Ms Orlova said.",
    "Weber rejected the plan.",
    "Weber accused the owner.",
    "The report states that the strait is mined.",
    "The crew campaigned for a second lamp.",
    "The crew likes the new lamp.",
    "Both would like to leave.",
    "Norden's promise to pay came late.",
    "The claim that the tug sank was withdrawn.",
    "A warning by the coastguard of fog came late.",
    "She is confident that the fog will lift.",
    "According to the harbour board, nobody left.",
    "In her view the tug is lost.",
    "“We leave at dawn, come what may,” shrugged Belov.",
    "Belov leaned in: “We leave at dawn.”",
    "“Weber said the crew was lost at sea,” Belov shrugged on.",
    "He asked that “nobody leave before dawn”.",
)
PASSED_OVER = (
    "It rained.",
    "The tug left the state at dawn.",
    "He ran the campaign of the mayor in two towns.",
    "Tugs, like barges, lie at the quay.",
    "Nobody came back.",
    "The vote of the board is in May.",
    "The crew held the rope.",
    "The tug was the talk of the town.",
    "The doubts of May are forgotten.",
    "Most members are against the levy.",
    "The bridge is reportedly closed.",
    "He carries the nickname “The Lamp”.",
)


def passed(text: str, body_start: int = 0) -> list[tuple[str, bool]]:
    """Sentences that matter, each with whether it is parsed."""
    pieces = sentence_pieces(text, body_start)
    quotes = quotations(text, paragraphs(text, body_start))
    found = Gate(default_cues()).sentences(text, pieces, quotes)
    return [(text[piece.start : piece.end], parsed) for piece, parsed in found]


@pytest.mark.parametrize("text", PARSED)
def test_parsed(text: str) -> None:
    assert any(parsed for _, parsed in passed(text))


@pytest.mark.parametrize("text", PASSED_OVER)
def test_passed_over(text: str) -> None:
    assert not any(parsed for _, parsed in passed(text))


def test_a_headline_is_always_parsed() -> None:
    text = "Tug lost\nIt rained."
    assert passed(text, len("Tug lost\n")) == [("Tug lost", True)]


def test_what_goes_on_inside_a_quotation_matters_but_is_not_parsed() -> None:
    text = "“We left the quay at dawn. I think it rained. We say so openly,” Belov said."
    assert passed(text) == [
        ("“We left the quay at dawn.", False),
        ("I think it rained.", False),
        ("We say so openly,” Belov said.", True),
    ]


def test_another_voice_inside_a_quotation_is_parsed() -> None:
    text = "“We left the quay at dawn. Weber denied the mine was there. It rained,” Belov said."
    assert [parsed for _, parsed in passed(text)] == [False, True, True]


def test_letters_whose_lower_case_is_longer_shift_nothing() -> None:
    assert passed("İİİ rain. İt rained. Ms Orlova said it rained.") == [("Ms Orlova said it rained.", True)]


def test_capitals_and_curly_marks_hide_no_cue() -> None:
    assert passed("NORDEN’S PROMISE TO PAY CAME LATE.")[0][1]
