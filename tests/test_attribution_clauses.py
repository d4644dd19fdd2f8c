"""Attributions by a verb and a clause: after, before, around and inside what is said. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import Expected, case, check

CLAUSE_AFTER = [
    case(
        "Ms Orlova said that the raid had failed.",
        ("Ms Orlova", "said", "the raid had failed", "indirect"),
    ),
    case(
        "Interior Minister Pavel Drozd has said the border will stay shut until March.",
        ("Interior Minister Pavel Drozd", "has said", "the border will stay shut until March", "indirect"),
    ),
    case(
        "Norden’s navy insisted the ferry was never in danger.",
        ("Norden’s navy", "insisted", "the ferry was never in danger", "indirect"),
    ),
    case(
        "Lena Hartwig, a spokeswoman for the Ruritanian government, announced that two envoys would be expelled.",
        (
            "Lena Hartwig, a spokeswoman for the Ruritanian government",
            "announced",
            "two envoys would be expelled",
            "indirect",
        ),
    ),
    case(
        "The ministry claims the ship carried “nothing but grain and a few tired sailors.”",
        ("The ministry", "claims", "the ship carried “nothing but grain and a few tired sailors.”", "mixed"),
    ),
    case(
        "Ruritania, meanwhile, says the treaty never covered the islands.",
        ("Ruritania", "says", "the treaty never covered the islands", "indirect"),
    ),
    case(
        "Drozd said the talks had collapsed and that Norden was to blame.",
        ("Drozd", "said", "the talks had collapsed and that Norden was to blame", "indirect"),
    ),
    case(
        "The report says nobody checked whether the valves were shut.",
        ("The report", "says", "nobody checked whether the valves were shut", "indirect"),
    ),
    case("The ferry sank on Monday and two sailors drowned."),
    case("Pick a number, say, ten years, and divide it by two."),
    case("The commander needed a say in order to change the route."),
    case("It goes without saying."),
]

CLAUSE_BEFORE = [
    case(
        "The raid had failed, Ms Orlova said.",
        ("Ms Orlova", "said", "The raid had failed", "indirect"),
    ),
    case(
        "Two envoys will be expelled on Friday, the Ruritanian foreign ministry announced.",
        ("the Ruritanian foreign ministry", "announced", "Two envoys will be expelled on Friday", "indirect"),
    ),
    case(
        "“The border stays shut,” Drozd said.",
        ("Drozd", "said", "“The border stays shut,”", "direct"),
    ),
    case(
        "“Why would we leave?” Colonel Jan Weber asked.",
        ("Colonel Jan Weber", "asked", "“Why would we leave?”", "direct"),
    ),
    case(
        "“We counted forty shells. Then we stopped counting,” Hartwig said on Monday.",
        ("Hartwig", "said", "“We counted forty shells. Then we stopped counting,”", "direct"),
    ),
    case(
        "No weapon was found on board, officials in Norden say.",
        ("officials in Norden", "say", "No weapon was found on board", "indirect"),
    ),
    case("“Winter Roads” opened in Norden on Friday."),
    case("The “old school” pier was closed for repairs."),
]

INVERTED = [
    case(
        "“The border stays shut,” said Drozd.",
        ("Drozd", "said", "“The border stays shut,”", "direct"),
    ),
    case(
        "“Nobody warned the crew,” said Marta Vogel, a deputy harbour master in Norden.",
        ("Marta Vogel, a deputy harbour master in Norden", "said", "“Nobody warned the crew,”", "direct"),
    ),
    case(
        "“This is a bad day for the region,” added the Ruritanian envoy.",
        ("the Ruritanian envoy", "added", "“This is a bad day for the region,”", "direct"),
    ),
    case(
        "“Who gave the order?” asked General Otto Brandt.",
        ("General Otto Brandt", "asked", "“Who gave the order?”", "direct"),
    ),
    case(
        "Said Hartwig: “The pier belongs to us.”",
        ("Hartwig", "Said", "“The pier belongs to us.”", "direct"),
    ),
    case(
        "The convoy turned back before dawn, said a Norden army captain.",
        ("a Norden army captain", "said", "The convoy turned back before dawn", "indirect"),
    ),
    case("The said vessel left the port at noon."),
    case("Easier said than done."),
]

SPLIT = [
    case(
        "“The ice,” Ostrov said, “does not wait for diplomats.”",
        ("Ostrov", "said", "“The ice,” … “does not wait for diplomats.”", "direct"),
    ),
    case(
        "The raid, Ms Orlova said, had failed.",
        ("Ms Orlova", "said", "The raid … had failed", "indirect"),
    ),
    case(
        "“We will come back,” said Hartwig, “and we will bring lawyers.”",
        ("Hartwig", "said", "“We will come back,” … “and we will bring lawyers.”", "direct"),
    ),
    case(
        "The shelling, the ministry claimed, came from the northern bank of the river.",
        ("the ministry", "claimed", "The shelling … came from the northern bank of the river", "indirect"),
    ),
    case(
        "“If they shoot,” Colonel Weber told reporters, “we shoot back.”",
        ("Colonel Weber", "told", "“If they shoot,” … “we shoot back.”", "direct"),
    ),
    case(
        "“We are tired,” Drozd said. “We want to go home.”",
        ("Drozd", "said", "“We are tired,”", "direct"),
        (None, None, "“We want to go home.”", "continuation"),
    ),
    case("“Winter,” “Spring” and “Summer” are the names of the three tugs."),
    case("The tug, the ministry’s third, was painted red."),
]

TOLD = [
    case(
        "Drozd told reporters that the bridge would be rebuilt.",
        ("Drozd", "told", "the bridge would be rebuilt", "indirect"),
    ),
    case(
        "Ms Orlova told the newspaper Morgenblatt the raid had failed.",
        ("Ms Orlova", "told", "the raid had failed", "indirect"),
    ),
    case(
        "“The bridge is gone,” Drozd told reporters in Norden on Tuesday.",
        ("Drozd", "told", "“The bridge is gone,”", "direct"),
    ),
    case(
        "A senior officer told the news agency on condition of anonymity that both pilots were alive.",
        ("A senior officer", "told", "both pilots were alive", "indirect"),
    ),
    case(
        "The bridge was gone by morning, Drozd told parliament.",
        ("Drozd", "told", "The bridge was gone by morning", "indirect"),
    ),
    case(
        "She told the crew to leave the harbour at once.",
        ("She", "told", "the crew to leave the harbour at once", "indirect"),
    ),
    case("The bells have told the hours since 1480."),
    case(
        "All told, nine ships were lost.",
        xfail="the set phrase “all told” is taken for a cue",
    ),
]

RELATIVE = [
    case(
        "Weber, who said the convoy had been warned, left the room.",
        ("who", "said", "the convoy had been warned", "indirect"),
    ),
    case(
        "The crew was questioned by Captain Ilse Brandt, who claimed the lights had been switched off.",
        ("who", "claimed", "the lights had been switched off", "indirect"),
        xfail="“questioned by” is taken for “doubted by”: people are questioned, claims are doubted",
    ),
    case(
        "Officials who insist that the valve was shut have not produced the log.",
        ("who", "insist", "the valve was shut", "indirect"),
    ),
    case(
        "The inquiry heard from a stoker who told the judge that nobody had slept.",
        ("who", "told", "nobody had slept", "indirect"),
    ),
    case(
        "Drozd, who denied any role in the raid, resigned in May.",
        ("who", "denied", "any role in the raid", "indirect"),
    ),
    case("The man who runs the ferry owns three tugs."),
    case("The report, which runs to ninety pages, was printed in Norden."),
]

UNKNOWN_VERB = [
    case(
        "“The whole crew came home,” Orlova beamed.",
        ("Orlova", "beamed", "“The whole crew came home,”", "direct"),
    ),
    case(
        "“Nobody paid for the coal!” Weber thundered.",
        ("Weber", "thundered", "“Nobody paid for the coal!”", "direct"),
    ),
    case(
        "“It was only a rope,” shrugged the boatswain.",
        ("the boatswain", "shrugged", "“It was only a rope,”", "direct"),
    ),
    case(
        "Hartwig leaned into the microphone: “There is no second ship.”",
        ("Hartwig", "leaned", "“There is no second ship.”", "direct"),
    ),
    case(
        "“They took the lamps and left the oil,” sobbed a widow in Norden.",
        ("a widow in Norden", "sobbed", "“They took the lamps and left the oil,”", "direct"),
        xfail="an inverted verb outside the codebook is not found",
    ),
    case("“The Long Winter” won three prizes in Norden."),
    case("The ship “Queen of the North” sailed at dawn."),
]

ATTITUDES = [
    case(
        "The government wants Norden to reopen the pier.",
        ("The government", "wants", "Norden to reopen the pier", "indirect", "attitude"),
    ),
    case(
        "Weber believes the convoy was betrayed.",
        ("Weber", "believes", "the convoy was betrayed", "indirect", "attitude"),
    ),
    case(
        "Residents fear that the shelling will start again.",
        ("Residents", "fear", "the shelling will start again", "indirect", "attitude"),
    ),
    case(
        "The ministry plans to close two consulates.",
        ("The ministry", "plans", "to close two consulates", "indirect", "attitude"),
    ),
    case(
        "Hartwig hopes the envoys can return before spring.",
        ("Hartwig", "hopes", "the envoys can return before spring", "indirect", "attitude"),
    ),
    case(
        "Analysts expect the talks to fail.",
        ("Analysts", "expect", "the talks to fail", "indirect", "attitude"),
    ),
    case("The plans were kept in a drawer at the ministry."),
    case("The want ads filled two pages."),
]

CASES = [*CLAUSE_AFTER, *CLAUSE_BEFORE, *INVERTED, *SPLIT, *TOLD, *RELATIVE, *UNKNOWN_VERB, *ATTITUDES]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_clause(text: str, expected: list[Expected]) -> None:
    check(text, expected, CASES)
