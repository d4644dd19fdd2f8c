"""Attributions whose cue is a noun, an adjective or a preposition. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, case, check

ACCORDING_TO = [
    case(
        "According to the harbour police, nobody was on watch.",
        ("the harbour police", "According to", "nobody was on watch", "indirect"),
    ),
    case(
        "Nobody was on watch, according to the harbour police.",
        ("the harbour police", "according to", "Nobody was on watch", "indirect"),
    ),
    case(
        "The tug, according to a report seen by Morgenblatt, carried no lamp.",
        ("a report seen by Morgenblatt", "according to", "The tug … carried no lamp", "indirect"),
    ),
    case(
        "Yet according to the envoy, Norden was “never ready to talk.”",
        ("the envoy", "according to", "Norden was “never ready to talk.”", "mixed"),
    ),
    case(
        "Nine men drowned and two were saved, according to Belov.",
        ("Belov", "according to", "Nine men drowned and two were saved", "indirect"),
        xfail="of two coordinated clauses only the one beside “according to” is taken",
    ),
    case(
        "According to Hartwig, the raid was planned in March and called off in May.",
        ("Hartwig", "According to", "the raid was planned in March and called off in May", "indirect"),
    ),
    case(
        "The books were sorted according to size.",
    ),
    case(
        "Everything went according to plan.",
    ),
    case("The lamps were lit in order to warn the fleet."),
]

CUE_NOUNS = [
    case(
        "He repeated Maridia’s charge that the fleet had crossed the line.",
        ("He", "repeated", "the fleet had crossed the line", "indirect"),
        ("Maridia", "charge", "the fleet had crossed the line", "indirect"),
    ),
    case(
        "The Pentagon rejected Norden’s claim that the buoy was adrift.",
        ("The Pentagon", "rejected", "Norden’s claim that the buoy was adrift", "indirect"),
        ("Norden", "claim", "the buoy was adrift", "indirect"),
    ),
    case(
        "The navy’s promise to return the tug came too late.",
        ("The navy", "promise", "to return the tug", "indirect"),
    ),
    case(
        "A warning by the coast guard that the ice was thin reached nobody.",
        ("the coast guard", "warning", "the ice was thin", "indirect"),
        xfail="the clause of the noun runs on into the main verb",
    ),
    case(
        "Hartwig’s statement that the pier was safe calmed the town.",
        ("Hartwig", "statement", "the pier was safe", "indirect"),
    ),
    case(
        "The claim that the captain was drunk has no basis.",
        (None, "claim", "the captain was drunk", "indirect"),
    ),
    case("The gold claim was worth nine crowns."),
    case("Accusations of fraud filled the week."),
    case("The battery had lost its charge."),
]

ADJECTIVES = [
    case(
        "Weber is confident that the strait will stay open.",
        ("Weber", "is confident", "the strait will stay open", "indirect", "attitude"),
    ),
    case(
        "The envoys are hopeful that a truce can hold.",
        ("The envoys", "are hopeful", "a truce can hold", "indirect", "attitude"),
    ),
    case(
        "Villagers were afraid that the dam would burst.",
        ("Villagers", "were afraid", "the dam would burst", "indirect", "attitude"),
    ),
    case(
        "Hartwig was certain the pier had been mined.",
        ("Hartwig", "was certain", "the pier had been mined", "indirect", "attitude"),
    ),
    case(
        "Officials are worried about a second flood.",
        ("Officials", "are worried", "a second flood", "indirect", "attitude"),
    ),
    case("A certain captain owned the tug."),
    case("The confident crew rowed home."),
    case("The ready meal cost nine crowns."),
]

CASES = [*ACCORDING_TO, *CUE_NOUNS, *ADJECTIVES]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_noun_adjective_preposition(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES)
