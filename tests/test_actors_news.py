# ruff: noqa: E501 - tables of sentences are wider than code
"""What English news leaves to the reader: whose ministry, who is "there", which of two people of one name."""

from __future__ import annotations

import pytest
from test_actors_resolve import tables

from framing.actors import resolve_speakers

US, RU, UK = {"outlet_country": "US"}, {"outlet_country": "RU"}, {"outlet_country": "GB"}
CASES: dict[str, tuple[str, list[str], list[str], dict[str, str]]] = {
    "own ministry beside a country in passing": (
        "The ship turned for Canada. It was late.\n\nThe culture ministry said so.", ["The culture ministry"], ["RU"], RU),
    "a minister in a paper whose state has none": (
        "The crew sailed past Finland. It accused Moscow.\n\nDeputy Culture Minister Oleg Barsukov said so.",
        ["Deputy Culture Minister Oleg Barsukov"], ["RU"], US),
    "a minister of a third state close by": (
        "Russia was told. Finland objected. Deputy Culture Minister Aino Barsukova said so.",
        ["Deputy Culture Minister Aino Barsukova"], ["other"], US),
    "a captain of the service that just spoke": (
        "Russian sailors wait. The Coast Guard refused them. “No,” Captain Nell Oblov said.", ["Captain Nell Oblov"], ["US"], RU),
    "a petty officer": ("Petty Officer Wade Pelham climbed aboard. Pelham, a radioman, said so.", ["Petty Officer Wade Pelham", "Pelham,"[:6]], ["US", "US"], US),
    "half of a surname is no title": (
        "Congress met. Ravi Oblov-Sen, an engineer at Pelham Imaging, said so.", ["Ravi Oblov-Sen, an engineer at Pelham Imaging"], ["other"], US),
    "a title after the body that spoke": (
        "The Pentagon called. Roscosmos said nobody had rung. Deputy director Oleg Barsukov laughed.",
        ["Roscosmos", "Deputy director Oleg Barsukov"], ["RU", "RU"], US),
    "a manager after the body that spoke": (
        "The Kremlin waited. NASA said a valve froze. “It froze,” programme manager Dana Pelham said.",
        ["NASA", "programme manager Dana Pelham"], ["US", "US"], RU),
    "a manager after nobody": (
        "Programme manager Dana Pelham said so.", ["Programme manager Dana Pelham"], ["other"], RU),
    "where the sentence opens": (
        "The Russian ministry denies that. At the State Department, spokeswoman Dana Pelham laughed.",
        ["The Russian ministry", "spokeswoman Dana Pelham"], ["RU", "US"], US),
    "one of the body that the sentence begins with": (
        "Russia's Foreign Ministry blames Washington, and a senior man there, Oleg Barsukov, claims more.",
        ["a senior man there, Oleg Barsukov"], ["RU"], US),
    "a staffer there": ("Washington saw it. The Russian Embassy insists. One staffer there laughed.", ["One staffer there"], ["RU"], US),
    "a force over there": (
        "Moscow slept. America knew. The Air Force there claims so. The Pacific Fleet over there agrees. Commander Nell Pelham said so.",
        ["The Air Force there", "The Pacific Fleet over there", "Commander Nell Pelham"], ["US", "US", "US"], RU),
    "who works there": (
        "The State Department accuses Moscow, and Ann Pelham, who handles visas there, agrees.", ["Ann Pelham, who handles visas there"], ["US"], RU),
    "a shopkeeper there": ("The Kremlin is near. A shopkeeper there said so.", ["A shopkeeper there"], ["other"], RU),
    "words after the noun": (
        "A US official familiar with the case accused Moscow. It was a Russian consular employee present at the talks.",
        ["A US official familiar with the case", "a Russian consular employee present at the talks"], ["US", "RU"], UK),
    "a Russian employee is nobody's officer": ("A Russian employee present said so.", ["A Russian employee present"], ["other"], RU),
    "at the mission": (
        "The Russian Embassy claimed it. A diplomat at the mission said so. “No,” the diplomat added.",
        ["The Russian Embassy", "A diplomat at the mission", "the diplomat"], ["RU", "RU", "RU"], US),
    "sits in an assembly": (
        "The tug came in. Oleg Barsukov, who sits for Kholm in the regional assembly, said so.",
        ["Oleg Barsukov, who sits for Kholm in the regional assembly"], ["RU"], RU),
    "a leaflet of a service": ("A border guard leaflet tells it.", ["A border guard leaflet"], ["RU"], RU),
    "a government lawyer": ("A government lawyer said so.", ["A government lawyer"], ["US"], US),
    "a government critic": ("A government critic said so.", ["A government critic"], ["other"], US),
    "its spokesman, of a source's body": (
        "A source in the Russian Foreign Ministry stated that the American side had been told. “We regret it,” said its spokesman, Oleg Barsukov.",
        ["A source in the Russian Foreign Ministry", "its spokesman, Oleg Barsukov"], ["RU", "RU"], US),
    "its head, of the body named last": (
        "America waited. It was seized, announced Inna Barsukova, the deputy head of Rosselkhoznadzor. Its office in Kholm insisted.",
        ["Inna Barsukova, the deputy head of Rosselkhoznadzor", "Its office in Kholm"], ["RU", "RU"], RU),
    "its director, of a firm": (
        "The Navy denies it. The cable belongs to a firm in Ohio, Pelham Sound. A rock did it, says its repair chief, Lowell Pelham. He laughed.",
        ["The Navy", "its repair chief, Lowell Pelham", "He"], ["US", "other", "other"], US),
    "its leader, of what it is": (
        "The Pentagon smiled. The school orchestra was to come. It will play its own, announced its leader, Ruth Pelham.",
        ["The Pentagon", "its leader, Ruth Pelham"], ["US", "other"], US),
    "its director, of an event": (
        "The Kremlin said no. The tournament will go on, according to its director, Greg Pelham.",
        ["The Kremlin", "its director, Greg Pelham"], ["RU", "other"], US),
    "its spokesman, of a state": ("Russia is angry. The ship left, said its spokesman, Oleg Barsukov.", ["its spokesman, Oleg Barsukov"], ["RU"], US),
    "a committee in the town of a consulate": (
        "The American consulate must go. The roof is past use, according to the committee that lets it. Its head, Oleg Barsukov, agreed.",
        ["the committee that lets it", "Its head, Oleg Barsukov"], ["RU", "RU"], RU),
    "the spokesman of a body": (
        "The Pentagon waits. Oleg Barsukov of the Foreign Ministry spoke. The spokesman charged Washington.",
        ["The Pentagon", "Oleg Barsukov of the Foreign Ministry", "The spokesman"], ["US", "RU", "RU"], RU),
    "the surname of the one introduced first": (
        "The US consul, Gregory Pelham, packs. Dorothy Pelham, his mother, hopes. Pelham said no.",
        ["Dorothy Pelham, his mother", "Pelham said"[:6]], ["other", "US"], RU),
    "the owner is not the subject": (
        "“Arrest Homer,” Lev Barsukov, a Russian consul, said. A man's visa was issued in June, he claimed.",
        ["Lev Barsukov, a Russian consul", "he"], ["RU", "RU"], US),
    "law enforcement": ("Two law enforcement officials said so. Customs said no.", ["Two law enforcement officials", "Customs"], ["US", "US"], US),
    "is a consul": (
        "Gregory Pelham, class of 2001, is a vice consul of America. “It rains,” he said. Pelham laughed.",
        ["he", "Pelham laughed"[:6]], ["US", "US"], UK),
    "is a cellist": ("The Kremlin waits. “A bow is light,” says Dana Pelham. She is the cellist of a quartet.", ["Dana Pelham"], ["other"], US),
    "heads a ministry's committee": (
        "“I measured it,” said Timur Barsukov. He heads the Russian property committee.", ["Timur Barsukov"], ["RU"], US),
    "heads no body": ("“I measured it,” said Timur Barsukov. He heads for the door.", ["Timur Barsukov"], ["unresolved"], UK),
    "an age": ("The Kremlin waits. “No,” said Peter Pelham, 13. He laughed.", ["Peter Pelham, 13", "He"], ["other", "other"], US),
    "no age": ("The Kremlin waits, said Peter Pelham, 13 days later.", ["Peter Pelham"], ["unresolved"], US),
    "kin": ("“My daughter sings,” Vera Barsukova tells us.", ["Vera Barsukova"], ["other"], RU),
    "whose mother": ("Wade's mother needs no cable. “No,” said Norma Pelham.", ["Norma Pelham"], ["other"], US),
    "a shop": ("In the village store, Agnes Pelham recalled it. “I know,” she said.", ["Agnes Pelham", "she"], ["other", "other"], US),
    "a farm of her own": ("“Hens eat,” Inna Barsukova said. Her poultry farm waits.", ["Inna Barsukova"], ["other"], RU),
    "a family": ("The Pelhams wait, a family of four. Marta Pelham remembers a choir.", ["Marta Pelham"], ["other"], US),
    "a namesake is no family": ("Ann Pelham met Marta Pelham. Marta Pelham said so.", ["Marta Pelham said"[:12]], ["unresolved"], US),
    "an office before kin": (
        "Representative James Pelham came with his wife. Mr. Pelham said so.", ["Mr. Pelham"], ["unresolved"], UK),
    "a surname with an age is no stranger": (
        "Mr. Pelham, 67, said so. Paul Pelham, a spokesman for the Pentagon, left.", ["Mr. Pelham, 67"], ["US"], UK),
    "not a namesake of one who is unknown": (
        "Chris Pelham waits. Much later his neighbor, Anne Pelham, came. “No,” Pelham said.", ["Pelham said"[:6]], ["unresolved"], UK),
    "a woman of an official's name": (
        "Sen. Ward Pelham, a Republican, came with his wife, Jane Pelham. Pelham said no.", ["Pelham said"[:6]], ["US"], US),
    "a captain of a ship": (
        "The Pentagon called. It was late. It rained. They ate. “We have beans,” Rosendo Pelham, the captain, radioed. The captain, who is old, laughed.",
        ["Rosendo Pelham, the captain", "The captain, who is old"], ["other", "other"], US),
    "a pilot of the air force": (
        "The Russian air force lost a jet. The pilot, who is old, said so.", ["The pilot, who is old"], ["RU"], US),
    "officials of the paragraph": (
        "America slept. The authorities in Kamchatka opened a file. It was late. Officials call it routine.", ["Officials"], ["RU"], US),
    "officials of two states": (
        "The authorities in Kamchatka wait. The State Department does too. Officials call it routine.", ["Officials"], ["unresolved"], UK),
    "an aide of who just spoke": (
        "Rep. Judson Pelham wants it back. An aide said so.", ["Rep. Judson Pelham", "An aide"], ["US", "US"], RU),
    "an aide of nobody": ("The line is open. An aide said so.", ["An aide"], ["unresolved"], UK),
    "the town's officials": ("The rink opens, the town's sports officials said.", ["the town's sports officials"], ["RU"], RU),
    "the festival's officials": ("The rink opens, the festival's officials said.", ["the festival's officials"], ["other"], RU),
    "over in a third state": (
        "Moscow waits. Over in Norway, Sigrid Pelham of the coast guard says so.", ["Sigrid Pelham of the coast guard"], ["other"], US),
    "one agency is not another": (
        "Inna Barsukova, deputy head of the inspectorate, said so. Ada Moretti of the Italian food agency left.",
        ["Inna Barsukova, deputy head of the inspectorate"], ["RU"], RU),
    "a double surname with a clause": (
        "Cmdr. Neal Abbott-Pelham, a Coast Guard spokesman, spoke. According to Abbott-Pelham, who added more, it rained.",
        ["Cmdr. Neal Abbott-Pelham, a Coast Guard spokesman", "Abbott-Pelham, who added more"], ["US", "US"], UK),
    "head of a committee in passing": (
        "The house is closed, Timur Barsukov, head of the property committee, announced. Mr. Barsukov laughed.",
        ["Mr. Barsukov"], ["RU"], RU),
    "a surname is no rank": ("A rally began. Seaman said so.", ["Seaman"], ["unresolved"], US),
    "from across the way": ("“A pumpkin,” sighs Raisa Barsukova from across the way.", ["Raisa Barsukova from across the way"], ["other"], RU),
    "the skipper of the sentence before": ("The skipper shrugs. It talks all night, Viktor Barsukov says.", ["Viktor Barsukov"], ["other"], RU),
    "a name alone tells no kind": ("The line is open. Viktor Barsukov said so.", ["Viktor Barsukov"], ["unresolved"], UK),
    "an office after kin": (
        "“My daughter sings,” Vera Barsukova said. “No,” replied Vera Barsukova, a spokeswoman for the Kremlin.",
        ["Vera Barsukova", "Vera Barsukova, a spokeswoman for the Kremlin"], ["RU", "RU"], US),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_news(case: tuple[str, list[str], list[str], dict[str, str]]) -> None:
    text, speakers, sides, columns = case
    found = resolve_speakers(*tables(text, speakers, **columns))
    assert found["side"].tolist() == sides
    assert (found["resolved_by"] != "none").tolist() == [side != "unresolved" for side in sides]
