"""Attributions by the frame a verb takes: accuse of, deny, urge to, describe as, passives, participles.

All people are invented.
"""

from __future__ import annotations

import pytest
from attributions_of import Expected, articles_of, attributions_of, case, check

from framing.attribution import find_attributions

ACCUSE = [
    case(
        "Norden accused Ruritania of mining the strait.",
        ("Norden", "accused", "Ruritania of mining the strait", "indirect"),
    ),
    case(
        "Hartwig blamed the navy for the loss of the tug.",
        ("Hartwig", "blamed", "the navy for the loss of the tug", "indirect"),
    ),
    case(
        "The ministry has accused the captain and his mate of “selling the cargo twice.”",
        ("The ministry", "has accused", "the captain and his mate of “selling the cargo twice.”", "mixed"),
    ),
    case(
        "Weber charged that the inspectors had been bribed.",
        ("Weber", "charged", "the inspectors had been bribed", "indirect"),
    ),
    case(
        "The minister was accused by the opposition of hiding the report.",
        ("the opposition", "was accused", "The minister … of hiding the report", "indirect"),
    ),
    case(
        "Drozd condemned the raid as an act of piracy.",
        ("Drozd", "condemned", "the raid as an act of piracy", "indirect"),
        xfail="“condemned Y as Z” ends before “as”",
    ),
    case(
        "Both governments blame each other for the fire.",
        ("Both governments", "blame", "each other for the fire", "indirect"),
    ),
    case("The battery was charged for six hours."),
    case("Cavalry charged the bridge at dawn."),
    case("Gunmen attacked the convoy and hit two trucks."),
    case("The shop charged nine crowns for a lamp."),
]

DENY = [
    case(
        "Ruritania denied any role in the raid.",
        ("Ruritania", "denied", "any role in the raid", "indirect"),
        xfail="a phrase that completes the denied noun is left out where the parse hangs it on the verb",
    ),
    case(
        "The ministry denied that its ships had left port.",
        ("The ministry", "denied", "its ships had left port", "indirect"),
    ),
    case(
        "Weber dismissed the report as “a fairy tale.”",
        ("Weber", "dismissed", "the report as “a fairy tale.”", "mixed"),
    ),
    case(
        "Hartwig rejected the accusation.",
        ("Hartwig", "rejected", "the accusation", "indirect"),
    ),
    case(
        "Drozd denied having received the letter.",
        ("Drozd", "denied", "having received the letter", "indirect"),
    ),
    case(
        "The harbour board disputes the figure.",
        ("The harbour board", "disputes", "the figure", "indirect"),
    ),
    case(
        "The guard dismissed the class at noon.",
        xfail="“dismissed” of people, not of claims",
    ),
    case(
        "The machine rejected the coin.",
        xfail="“rejected” by a thing of a thing",
    ),
    case("Two sailors were denied a bed."),
]

URGE = [
    case(
        "Norden urged Ruritania to open the strait.",
        ("Norden", "urged", "Ruritania to open the strait", "indirect"),
    ),
    case(
        "The envoy called on both sides to stop shooting.",
        ("The envoy", "called on", "both sides to stop shooting", "indirect"),
    ),
    case(
        "Hartwig asked the court to free the crew.",
        ("Hartwig", "asked", "the court to free the crew", "indirect"),
    ),
    case(
        "The opposition called for the minister’s resignation.",
        ("The opposition", "called for", "the minister’s resignation", "indirect"),
    ),
    case(
        "The ministry demanded that the tug be returned.",
        ("The ministry", "demanded", "the tug be returned", "indirect"),
    ),
    case(
        "Brandt warned the villagers not to cross the river.",
        ("Brandt", "warned", "the villagers not to cross the river", "indirect"),
    ),
    case(
        "The union demanded an apology.",
        ("The union", "demanded", "an apology", "indirect"),
    ),
    case("The ferry called at Norden to take on coal."),
    case(
        "A nurse called for a taxi.",
        xfail="“called for” a thing that can be fetched is no demand",
    ),
    case("She called her brother in Norden."),
]

PROMISE = [
    case(
        "Ruritania promised to return the tug.",
        ("Ruritania", "promised", "to return the tug", "indirect"),
    ),
    case(
        "The navy has vowed to keep the strait open.",
        ("The navy", "has vowed", "to keep the strait open", "indirect"),
    ),
    case(
        "Weber threatened to close the consulate.",
        ("Weber", "threatened", "to close the consulate", "indirect"),
    ),
    case(
        "The minister promised the widows that the pensions would be paid.",
        ("The minister", "promised", "the pensions would be paid", "indirect"),
    ),
    case(
        "Hartwig offered to meet the families in Norden.",
        ("Hartwig", "offered", "to meet the families in Norden", "indirect"),
    ),
    case(
        "Clouds threatened the harvest.",
        xfail="“threatened” without anybody who speaks",
    ),
    case("The captain turned the wheel in order to miss the buoy."),
]

PARTICIPLES = [
    case(
        "“We are leaving,” Ms Orlova said, accusing the harbour board of waste.",
        ("Ms Orlova", "said", "“We are leaving,”", "direct"),
        ("Ms Orlova", "accusing", "the harbour board of waste", "indirect"),
    ),
    case(
        "The ministry said it had lost two tugs, claiming the crew had opened fire first.",
        ("The ministry", "said", "it had lost two tugs", "indirect"),
        ("The ministry", "claiming", "the crew had opened fire first", "indirect"),
    ),
    case(
        "Drozd froze the treaty, citing Norden’s “hostile manners.”",
        ("Drozd", "citing", "Norden’s “hostile manners.”", "mixed"),
    ),
    case(
        "Hartwig said the pier was safe, adding that engineers had checked it twice.",
        ("Hartwig", "said", "the pier was safe", "indirect"),
        ("Hartwig", "adding", "engineers had checked it twice", "indirect"),
    ),
    case(
        "Weber rejected the report, saying the log had been forged.",
        ("Weber", "rejected", "the report", "indirect"),
        ("Weber", "saying", "the log had been forged", "indirect"),
    ),
    case(
        "Insisting the strait was open, Brandt sent two tugs north.",
        ("Brandt", "Insisting", "the strait was open", "indirect"),
        xfail="a participle before its main clause is not found",
    ),
    case("The tug went down, taking nine men with it."),
    case("Adding salt to the ice, the crew freed the winch."),
]

PASSIVES = [
    case(
        "“We regret the losses,” ministry spokesman Anton Belov was quoted as saying by two agencies.",
        ("ministry spokesman Anton Belov", "was quoted as saying", "“We regret the losses,”", "direct"),
    ),
    case(
        "Belov was quoted as saying that the pilots were alive.",
        ("Belov", "was quoted as saying", "the pilots were alive", "indirect"),
    ),
    case(
        "The arrest was confirmed by a court in Norden.",
        ("a court in Norden", "was confirmed", "The arrest", "indirect"),
    ),
    case(
        "The blockade was described by Hartwig as a siege.",
        ("Hartwig", "was described", "The blockade … as a siege", "indirect"),
    ),
    case(
        "The charge was rejected by the navy.",
        ("the navy", "was rejected", "The charge", "indirect"),
    ),
    case(
        "The villagers were told by an officer that the road was mined.",
        ("an officer", "were told", "the road was mined", "indirect"),
        xfail="“were told by X that S” is not found",
    ),
    case("The tug was hit by a shell."),
    case("The quoted price was nine crowns."),
    case("The verdict was quoted in full on page nine."),
]

DESCRIBED = [
    case(
        "Hartwig described the blockade as “a siege with paperwork.”",
        ("Hartwig", "described", "the blockade as “a siege with paperwork.”", "mixed"),
    ),
    case(
        "Weber called the raid a mistake.",
        ("Weber", "called", "the raid a mistake", "indirect"),
    ),
    case(
        "The envoy called that demand “premature.”",
        ("The envoy", "called", "that demand “premature.”", "mixed"),
    ),
    case(
        "Belov branded the captain a liar.",
        ("Belov", "branded", "the captain a liar", "indirect"),
    ),
    case(
        "The commission described the fire as an accident.",
        ("The commission", "described", "the fire as an accident", "indirect"),
    ),
    case(
        "Officials in Norden denounced the vote as illegal.",
        ("Officials in Norden", "denounced", "the vote as illegal", "indirect"),
    ),
    case("A play called “The Ferry” opened in Norden."),
    case(
        "The village is called Drei Linden.",
    ),
]

CASES = [*ACCUSE, *DENY, *URGE, *PROMISE, *PARTICIPLES, *PASSIVES, *DESCRIBED]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_frame(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES)


TARGETS = [
    ("Norden accused Ruritania of mining the strait.", "Ruritania"),
    ("Hartwig blamed the navy for the loss of the tug.", "the navy"),
    ("Hartwig blamed the loss of the tug on the navy.", "the navy"),
    ("The minister was accused by the opposition of hiding the report.", "The minister"),
    ("Norden urged Ruritania to open the strait.", "Ruritania"),
    ("The envoy called on both sides to stop shooting.", "both sides"),
    ("Weber rejected Norden’s claim that the tug was adrift.", "Norden"),
    ("The ministry said the border was open.", None),
    ("Ruritania denied any role in the raid.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "target"), TARGETS)
def test_target(text: str, target: str | None) -> None:
    first = find_attributions(articles_of(text)).sort_values("cue_start").iloc[0]
    got = None if first["target"] != first["target"] else first["target"].removesuffix("’s")
    assert got == target, attributions_of(text)


CLASSES = [
    ("Ms Orlova said that the raid had failed.", "assert", "neutral"),
    ("Norden accused Ruritania of mining the strait.", "accuse", "neutral"),
    ("Ruritania denied any role in the raid.", "deny", "neutral"),
    ("The union demanded an apology.", "demand", "neutral"),
    ("Ruritania promised to return the tug.", "promise", "neutral"),
    ("“Why would we leave?” Colonel Jan Weber asked.", "ask", "neutral"),
    ("The ministry claimed the crew had opened fire first.", "assert", "distancing"),
]


@pytest.mark.parametrize(("text", "cue_class", "stance"), CLASSES)
def test_class_and_stance(text: str, cue_class: str, stance: str) -> None:
    row = find_attributions(articles_of(text)).iloc[0]
    assert (row["cue_class"], row["stance"]) == (cue_class, stance)
