# ruff: noqa: E501 - tables of sentences are wider than code
"""Third states: what a report on them leaves bare belongs to neither side by presumption."""

from __future__ import annotations

import pytest
from test_actors_resolve import tables

from framing.actors import resolve_speakers

EVERYWHERE = ("US", "RU", "TR", "QA", "GB", None)
ABROAD = ("TR", "QA", "GB")
CASES = [
    # text, speaker, countries of the outlet
    ("DAMASCUS (Wire) — Shells fell on the city. The army said it had shot down two drones. Russia has a base on the coast.", "The army", EVERYWHERE),
    ("KIEV, Ukraine (Wire) — Shells fell near the town. The defense ministry said two soldiers died. Russia denied it.", "The defense ministry", EVERYWHERE),
    ("Ukraine's parliament voted. The president said he would sign the bill. Russia protested.", "The president", EVERYWHERE),
    ("Iraqi forces, backed by US air strikes, entered the town. The army said it had lost four men.", "The army", EVERYWHERE),
    ("US air strikes helped Iraqi forces into the town. The army said it had lost four men.", "The army", EVERYWHERE),
    ("Russia backs the Syrian government. Anna Kavak said the road to the clinic was cut.", "Anna Kavak", EVERYWHERE),
    ("Russia backs the Syrian government. “The road is cut,” Anna Kavak said.", "Anna Kavak", EVERYWHERE),
    ("Moscow has denied any role. “The roof fell in,” said Maria Kessler, who runs the clinic.", "Maria Kessler", EVERYWHERE),
    ("Moscow has denied any role. Anna Kessler said the roof of her house fell in.", "Anna Kessler", EVERYWHERE),
    ("The Pentagon said it was looking into the strike. Omar Hadoud said he lost two cousins.", "Omar Hadoud", EVERYWHERE),
    ("Turkey shot down a Russian jet. The military said the pilot had been warned.", "The military", EVERYWHERE),
    ("Washington demanded the release of the tanker. The foreign ministry said the crew was safe. Iran holds eleven sailors.", "The foreign ministry", EVERYWHERE),
    ("German diplomats in Moscow were followed. The embassy said it had complained.", "The embassy", ("US", "GB", None)),
    ("Talks on the pipeline went on in Berlin. The economy ministry said Russia had been told.", "The economy ministry", EVERYWHERE),
    ("Russia halted the gas. The economy ministry said German stores were full.", "The economy ministry", EVERYWHERE),
    ("Russian gas stopped flowing. The energy ministry said stores were full.", "The energy ministry", ABROAD),
    ("The White House condemned the attack. Police said nine people died in Erbil.", "Police", ("GB", "QA", None)),
    ("The Kremlin condemned the bombing in Kabul. The interior ministry said nine people died.", "The interior ministry", EVERYWHERE),
    ("Israel's air force struck near Damascus. The military said it does not comment. Russia was told.", "The military", EVERYWHERE),
    ("Four Russian diplomats were expelled from London. The defence secretary said more would follow.", "The defence secretary", EVERYWHERE),
    ("Russia sold Egypt two frigates. The navy said they would arrive in May.", "The navy", EVERYWHERE),
    ("Russia invaded. President Ihor Malenko said help was near.", "President Ihor Malenko", EVERYWHERE),
    ("Forty migrants were saved off Greece. The coast guard said the boat had sunk. A US ship helped.", "The coast guard", EVERYWHERE),
    ("A Russian was held in Prague. The justice ministry said he would go to the US.", "The justice ministry", EVERYWHERE),
    ("Iran signed a pact with Moscow. Foreign Ministry spokesman Farhad Samari said it would last.", "Foreign Ministry spokesman Farhad Samari", ("GB", "QA", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "countries"), CASES, ids=[case[1] for case in CASES])
def test_nobody_of_a_third_state_gets_a_side(text, speaker, countries):
    found = {}
    for country in countries:
        given = {} if country is None else {"outlet_country": country}
        attributions, articles = tables(text, [speaker], **given)
        found[country] = resolve_speakers(attributions, articles)["side"][0]
    assert set(found.values()) <= {"other", "unresolved"}, found


@pytest.mark.parametrize(
    ("text", "speaker", "country", "side"),
    [
        ("The fisheries agency said the Turkish trawler had left.", "The fisheries agency", "RU", "RU"),
        ("The State Department rejected it. “Never,” Dana Pelham said.", "Dana Pelham", "GB", "US"),
    ],
)
def test_a_side_stays_where_no_third_state_may_speak(text, speaker, country, side):
    attributions, articles = tables(text, [speaker], outlet_country=country)
    assert resolve_speakers(attributions, articles)["side"][0] == side
