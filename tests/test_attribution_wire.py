"""Sentences as wire reports have them: long, hedged, handed on, and damaged. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, case, check

HANDED_ON = [
    case(
        "Belov was quoted by the agency as saying the pilots were alive.",
        ("Belov", "was quoted", "the pilots were alive", "indirect"),
    ),
    case(
        "“The pilots are alive,” the agency quoted Belov as saying.",
        ("Belov", "saying", "“The pilots are alive,”", "direct"),
    ),
    case(
        "State television said that the pilots were alive, citing a source in the navy.",
        ("State television", "said", "the pilots were alive", "indirect"),
        ("State television", "citing", "a source in the navy", "indirect"),
    ),
    case(
        "The tug sank at dawn, Morgenblatt reported, citing the coast guard.",
        ("Morgenblatt", "reported", "The tug sank at dawn", "indirect"),
        ("Morgenblatt", "citing", "the coast guard", "indirect"),
    ),
    case(
        "“We were not told,” Hartwig was cited as saying by state radio.",
        ("Hartwig", "was cited as saying", "“We were not told,”", "direct"),
    ),
]

SETTINGS = [
    case(
        "“The strait is open,” the navy said in a statement on Tuesday.",
        ("the navy", "said", "“The strait is open,”", "direct"),
    ),
    case(
        "In an interview with Morgenblatt, Hartwig said the pier had been mined.",
        ("Hartwig", "said", "the pier had been mined", "indirect"),
    ),
    case(
        "Speaking in Norden, Drozd told reporters: “The bridge will be rebuilt.”",
        ("Drozd", "told", "“The bridge will be rebuilt.”", "direct"),
    ),
    case(
        "Weber on Friday again warned that the ice was too thin.",
        ("Weber", "warned", "the ice was too thin", "indirect"),
    ),
    case(
        "“Without the tug,” the letter reads, “the harbour is closed.”",
        ("the letter", "reads", "“Without the tug,” … “the harbour is closed.”", "direct"),
    ),
    case(
        "The ministry also said it would not pay for the pier.",
        ("The ministry", "said", "it would not pay for the pier", "indirect"),
    ),
    case(
        "Asked about the tug, Belov said the lamps were out.",
        ("Belov", "said", "the lamps were out", "indirect"),
    ),
]

SEVERAL = [
    case(
        "Weber said the tug had sunk, and Drozd said the crew was safe.",
        ("Weber", "said", "the tug had sunk", "indirect"),
        ("Drozd", "said", "the crew was safe", "indirect"),
    ),
    case(
        "Weber said the tug had sunk and called the loss “a scandal.”",
        ("Weber", "said", "the tug had sunk", "indirect"),
        ("Weber", "called", "the loss “a scandal.”", "mixed"),
    ),
    case(
        "Norden says the buoy was stolen; Ruritania says it was rescued.",
        ("Norden", "says", "the buoy was stolen", "indirect"),
        ("Ruritania", "says", "it was rescued", "indirect"),
    ),
    case(
        "Hartwig said that Drozd had admitted that the lamps were out.",
        ("Hartwig", "said", "Drozd had admitted that the lamps were out", "indirect"),
        ("Drozd", "had admitted", "the lamps were out", "indirect"),
    ),
    case(
        "While Norden insists the line was crossed, Ruritania denies it.",
        ("Norden", "insists", "the line was crossed", "indirect"),
        xfail="a clause with “while” before “denies it” is taken for what is denied",
    ),
    case(
        "“We left at noon,” Weber said. He added that the crew had been paid.",
        ("Weber", "said", "“We left at noon,”", "direct"),
        ("He", "added", "the crew had been paid", "indirect"),
    ),
]

# Commas and apostrophes stripped, as whole collections have it.
DAMAGED = [
    case(
        "The strait is open the navy said on Tuesday.",
        ("the navy", "said", "The strait is open", "indirect"),
    ),
    case(
        '"The strait is open" Belov said.',
        ("Belov", "said", '"The strait is open"', "direct"),
    ),
    case(
        "Nordens navy said that the tug wasnt armed.",
        ("Nordens navy", "said", "the tug wasnt armed", "indirect"),
    ),
    case(
        "According to Belov the pilots were alive on Monday.",
        ("Belov", "According to", "the pilots were alive on Monday", "indirect"),
    ),
    case(
        "THE NAVY SAID THAT THE TUG HAD SUNK.",
        ("THE NAVY", "SAID", "THE TUG HAD SUNK", "indirect"),
    ),
    case(
        "The navy\u00a0said that the\u00a0tug had sunk.",
        ("The navy", "said", "the\u00a0tug had sunk", "indirect"),
    ),
]

NOT_SPEECH = [
    case(
        "The report was published on Monday by a house in Norden.",
        xfail="“published by” of a document, where nobody is made to say anything",
    ),
    case("Nine hours of testimony were recorded."),
    case("Tickets for the show cost nine crowns."),
    case("The results show in the harbour’s books."),
    case("The clock reads ten past nine."),
    case("She read a book in order to sleep."),
    case("The crew answered the door."),
    case("A statement was read and a band played."),
]

CASES = [*HANDED_ON, *SETTINGS, *SEVERAL, *DAMAGED, *NOT_SPEECH]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_wire(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES)
