"""Attributions in headlines: colons, quotations, speakers at the tail. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, articles_of, attributions_of, case, check

from framing.attribution import find_attributions

COLON = [
    case(
        "Weber: the strait will stay open",
        ("Weber", ":", "the strait will stay open", "indirect"),
    ),
    case(
        "Ruritanian navy: No ships left port on Monday",
        ("Ruritanian navy", ":", "No ships left port on Monday", "indirect"),
    ),
    case(
        "Foreign Minister Drozd: ‘We will not be the last to leave’",
        ("Foreign Minister Drozd", ":", "‘We will not be the last to leave’", "direct"),
    ),
    case(
        "Officials: Nine killed as ferry sinks off Norden",
        ("Officials", ":", "Nine killed as ferry sinks off Norden", "indirect"),
    ),
    case("Update: ferry sinks off the coast of Norden"),
    case("Analysis: the long way home from the strait"),
    case("Video: Ruritanian tug breaks through the ice"),
]

QUOTES = [
    case(
        "Envoys leave Norden: ‘We kept the door open’",
        (None, None, "‘We kept the door open’", "direct"),
    ),
    case(
        "‘Nobody came to the door’",
        (None, None, "‘Nobody came to the door’", "direct"),
    ),
    case(
        "Norden says Ruritania ‘walked away’ from truce",
        ("Norden", "says", "Ruritania ‘walked away’ from truce", "mixed"),
    ),
    case(
        "Officials say tug was shelled: ‘They knew who we were’; navy says it ‘regrets’ the losses",
        ("Officials", "say", "tug was shelled: ‘They knew who we were’", "mixed"),
        ("navy", "says", "it ‘regrets’ the losses", "mixed"),
    ),
    case(
        "'We are not leaving', says Norden",
        ("Norden", "says", "'We are not leaving'", "direct"),
    ),
    case("‘Winter Roads’ wins film prize"),
    case("The captain’s wife and the sailors’ pay"),
]

TAIL = [
    case(
        "Nine killed in ferry fire – officials",
        ("officials", None, "Nine killed in ferry fire", "indirect"),
    ),
    case(
        "Strait will be closed until March: Ruritanian navy",
        ("Ruritanian navy", None, "Strait will be closed until March", "indirect"),
    ),
    case(
        "‘They knew who we were’ – Drozd",
        ("Drozd", None, "‘They knew who we were’", "direct"),
    ),
    case(
        "Ferry sinks with nine on board, Norden says",
        ("Norden", "says", "Ferry sinks with nine on board", "indirect"),
    ),
    case("Norden 3 – Ruritania 2"),
    case("Two tugs, one rope – a winter in Norden"),
]

VERBS = [
    case(
        "Ruritania accuses Norden of shelling tug",
        ("Ruritania", "accuses", "Norden of shelling tug", "indirect"),
    ),
    case(
        "Norden denies shelling tug",
        ("Norden", "denies", "shelling tug", "indirect"),
    ),
    case(
        "Weber vows to keep strait open",
        ("Weber", "vows", "to keep strait open", "indirect"),
    ),
    case(
        "Envoy urges Ruritania to free crew",
        ("Envoy", "urges", "Ruritania to free crew", "indirect"),
    ),
    case(
        "Navy calls raid ‘a mistake’",
        ("Navy", "calls", "raid ‘a mistake’", "mixed"),
    ),
    case("Ferry hits rock off Norden"),
    case("Nine dead as tug sinks in strait"),
]


CASES = [*COLON, *QUOTES, *TAIL, *VERBS]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_headline(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES, headline=True)


def test_headline_rows_are_marked_and_have_no_position() -> None:
    headline = "Weber vows to keep strait open"
    text = f"{headline}\n\nWeber said the strait would stay open."
    rows = find_attributions(articles_of(text, body_start=len(headline) + 2))
    assert rows["in_headline"].tolist() == [True, False]
    assert rows["position"].isna().tolist() == [True, False]


def test_a_colon_in_the_body_is_not_a_headline() -> None:
    assert attributions_of("Weber: the strait will stay open") == []
