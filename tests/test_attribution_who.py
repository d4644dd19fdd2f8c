"""Who speaks, where the words stand far from their speaker, or beside another. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, case, check

FAR = [
    case(
        "Mr Belov said at a news conference with Mr Reed that Washington had lied.",
        ("Mr Belov", "said", "Washington had lied", "indirect"),
    ),
    case(
        "Mr Belov said in response to Ms Keller's remarks that Moscow would wait.",
        ("Mr Belov", "said", "Moscow would wait", "indirect"),
    ),
    case(
        "Mr Belov said in comments on the report that the talks were over.",
        ("Mr Belov", "said", "the talks were over", "indirect"),
    ),
    case(
        "The wire reported, citing two officials, that the ships had left.",
        ("The wire", "citing", "two officials", "indirect"),
        ("The wire", "reported", "the ships had left", "indirect"),
    ),
    case(
        "Mr Belov said on state television that the ships had left.",
        ("Mr Belov", "said", "the ships had left", "indirect"),
    ),
    case(
        '"It was a mistake," a senior defense official, speaking on condition of anonymity, told reporters.',
        (
            "a senior defense official, speaking on condition of anonymity",
            "told",
            '"It was a mistake,"',
            "direct",
        ),
    ),
    case("As Ms Harlan said, the deal was bad.", ("Ms Harlan", "said", "the deal was bad", "indirect")),
    case(
        "A police officer who asked not to be named said it was over.",
        ("A police officer who asked not to be named", "said", "it was over", "indirect"),
    ),
]

ANOTHER = [
    case(
        "The fleet hit the convoy, the Pentagon said, and Moscow said the strike was deliberate.",
        ("the Pentagon", "said", "The fleet hit the convoy", "indirect"),
        ("Moscow", "said", "the strike was deliberate", "indirect"),
    ),
    case(
        "Washington blamed Moscow, which denies involvement.",
        ("Washington", "blamed", "Moscow, which denies involvement", "indirect"),
        ("which", "denies", "involvement", "indirect"),
    ),
    case("Moscow denied it.", ("Moscow", "denied", "it", "indirect")),
    case("Belov was told the ships would stay.", (None, "was told", "the ships would stay", "indirect")),
    case(
        "Norden has long accused the islands of backing the rebels.",
        ("Norden", "has long accused", "the islands of backing the rebels", "indirect"),
        ("the islands", "backing", "the rebels", "indirect", "attitude"),
    ),
    case(
        "The treaty is dead, an accusation that Norden has repeatedly denied.",
        ("Norden", "has repeatedly denied", "that", "indirect"),
        xfail="a denial whose object is a relative “that” is lost",
    ),
]

HEADLINES = [
    case("Harlan on Norden: ‘They lied to us’", ("Harlan", ":", "‘They lied to us’", "direct")),
    case("Norden truce: navies fail to agree"),
]


@pytest.mark.parametrize(("text", "expected"), [*FAR, *ANOTHER])
def test_who(text: str, expected: list[Expected]) -> None:
    check(text, expected, [*FAR, *ANOTHER])


@pytest.mark.parametrize(("text", "expected"), HEADLINES)
def test_who_in_headlines(text: str, expected: list[Expected]) -> None:
    check(text, expected, HEADLINES, headline=True)
