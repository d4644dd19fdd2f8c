"""Quotations: where they begin and end, also where a mark is missing. All people are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.language import Quotation, paragraphs, quotations


def quotes_of(text: str, body_start: int = 0) -> list[Quotation]:
    return quotations(text, paragraphs(text, body_start))


def words_of(text: str, body_start: int = 0) -> list[str]:
    return [text[quote.start : quote.end] for quote in quotes_of(text, body_start)]


CASES = [
    ("curly", "“We left,” she said. “It rained.”", ["“We left,”", "“It rained.”"]),
    ("straight", '"We left," she said. "It rained."', ['"We left,"', '"It rained."']),
    ("guillemets", "«We left», she said.", ["«We left»"]),
    ("two single marks for a double one", "''We left,'' she said.", ["''We left,''"]),
    ("backticks for an opening mark", "``We left,'' she said.", ["``We left,''"]),
    ("single in double", "“They shouted ‘Go home’ at us,” she said.", ["“They shouted ‘Go home’ at us,”"]),
    (
        "straight single in double",
        "\"They shouted 'Go home' at us,\" she said.",
        ["\"They shouted 'Go home' at us,\""],
    ),
    ("single curly", "She called it ‘a long winter’ and left.", ["‘a long winter’"]),
    ("apostrophe in single curly", "She wrote ‘we don’t sail’ on the door.", ["‘we don’t sail’"]),
    (
        "possessive in single curly",
        "She wrote ‘the sailors’ pay is late’ on the door.",
        ["‘the sailors’ pay is late’"],
    ),
    ("possessive after a single curly quotation", "‘We left’ was the sailors’ answer.", ["‘We left’"]),
    ("apostrophes alone", "The sailors’ pay wasn’t late, the captain’s was.", []),
    ("straight apostrophes alone", "The sailors' pay wasn't late, the captain's was.", []),
    ("elided year", "The winter of ’47 was long, that of ’63 longer.", []),
    ("inches", 'A 12" pipe burst.', []),
    ("single straight in the body is left alone", "She called it 'a long winter' and left.", []),
    ("several in one sentence", "Both “tugs” and “barges” sank.", ["“tugs”", "“barges”"]),
    ("unclosed at the paragraph's end", "She said “we left.\nThe pier burned.", ["“we left."]),
    ("stray closing mark", "We left,” she said. “It rained.”", ["“It rained.”"]),
    ("stray straight mark at the end", 'She said we left." It rained.', []),
    ("new opening mark ends what is open", "“We left. She said “it rained.”", ["“We left.", "“it rained.”"]),
    ("mark glued to a word", "the“research” ships", ["“research”"]),
    ("dash before a mark", "The ships —“research” they call it— left.", ["“research”"]),
    ("parenthesis", "The ships (“research”) left.", ["“research”"]),
    ("full stop after the mark", "They call it “research”.", ["“research”"]),
    ("no words inside", "“…” she wrote.", []),
    ("question mark inside", "“Who left?” she asked.", ["“Who left?”"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_quotations(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.xfail(
    reason="the German closing mark “ is read as an opening one", raises=AssertionError, strict=True
)
def test_german_marks() -> None:
    assert words_of("„We left“ was all she said.") == ["„We left“"]


HEADLINES = [
    ("curly", "Envoys leave: ‘We kept the door open’", ["‘We kept the door open’"]),
    ("straight", "Envoys leave: 'We kept the door open'", ["'We kept the door open'"]),
    ("apostrophe inside", "Envoys leave: 'We can't stay'", ["'We can't stay'"]),
    ("possessive alone", "Sailors' pay and the captain's wife", []),
    ("two", "'We left'; 'They stayed'", ["'We left'", "'They stayed'"]),
    ("semicolon inside", "‘We left; they stayed’", ["‘We left; they stayed’"]),
    ("double", "“We left,” says Norden", ["“We left,”"]),
    ("unclosed", "Norden: ‘We left", []),
]


@pytest.mark.parametrize(("headline", "expected"), [c[1:] for c in HEADLINES], ids=[c[0] for c in HEADLINES])
def test_quotations_in_headlines(headline: str, expected: list[str]) -> None:
    assert words_of(headline + "\n\nIt rained.", len(headline) + 2) == expected


def test_several_paragraphs_with_opening_marks_only() -> None:
    text = "She said: “We left.\n“It rained.\n“We came back,” and sat down.\nThe pier burned."
    found = quotes_of(text)
    assert [text[q.start : q.end] for q in found] == ["“We left.", "“It rained.", "“We came back,”"]
    assert [q.closed for q in found] == [False, False, True]
    assert [q.continues for q in found] == [False, True, True]
    assert [q.paragraph for q in found] == [0, 1, 2]


def test_a_closed_quotation_does_not_go_on() -> None:
    found = quotes_of("She said “we left.”\n“It rained,” said her brother.")
    assert [(q.closed, q.continues) for q in found] == [(True, False), (True, False)]


def test_a_headline_does_not_go_on_in_the_body() -> None:
    headline = "“We left"
    found = quotes_of(f"{headline}\n\n“It rained,” she said.", len(headline) + 2)
    assert [q.continues for q in found] == [False, False]


def test_a_lost_closing_mark_does_not_swallow_the_paragraph() -> None:
    text = "“We left, she said. " + "The pier burned and the tugs went north. " * 15
    assert words_of(text) == ["“We left, she said."]


def test_inner_offsets_leave_the_marks_out() -> None:
    text = "Yes: ''We left,'' and “it rained.” «Da»"
    assert [text[q.inner_start : q.inner_end] for q in quotes_of(text)] == ["We left,", "it rained.", "Da"]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from("ab .,'’‘“”\"«»`\n!?—s"), max_size=80), st.integers(0, 20))
def test_any_marks_give_ordered_disjoint_quotations_inside_their_paragraph(
    text: str, body_start: int
) -> None:
    pieces = paragraphs(text, min(body_start, len(text)))
    previous = 0
    for quote in quotations(text, pieces):
        piece = pieces[quote.paragraph]
        assert previous <= quote.start <= quote.inner_start <= quote.inner_end <= quote.end
        assert piece.start <= quote.start and quote.end <= piece.end
        previous = quote.end
