"""Roles of actors in clauses, and the measures of agency, on sentences that can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

import framing
from framing.schema import make_table
from framing.wordchoice.agency import agency
from framing.wordchoice.harm import load_harm
from framing.wordchoice.roles import find_roles

# (sentence, what is found: words of the mention, role, verb).
SENTENCES = [
    ("Russian jets bombed the camp.", [("Russian", "active_subject", "bomb")]),
    ("The camp was bombed by Russia.", [("Russia", "by_agent", "bomb")]),
    ("Rebels shelled the Pentagon.", [("Pentagon", "object", "shell")]),
    ("The Pentagon was shelled on Monday.", [("Pentagon", "agentless_passive", "shell")]),
    ("The Pentagon was shelled by rebels on Monday.", [("Pentagon", "passive_subject", "shell")]),
    (
        "The Kremlin struck and denied it.",
        [("Kremlin", "active_subject", "strike"), ("Kremlin", "active_subject", "deny")],
    ),
    ("The Kremlin, which sank the tug, is calm.", [("Kremlin", "active_subject", "sink")]),
    ("Troops killed by American forces were buried.", [("American forces", "by_agent", "kill")]),
    ("The bombing of Russia went on for days.", [("Russia", "nominal_of", "bomb")]),
    ("The bombing of the port by Russia went on.", [("Russia", "nominal_by", "bomb")]),
    ("Russia's shelling of the town ended.", [("Russia", "nominal_possessive", "shell")]),
    (
        "The Pentagon and the Kremlin attacked the rebels.",
        [("Pentagon", "active_subject", "attack"), ("Kremlin", "active_subject", "attack")],
    ),
    ("Strikes by Russia hit the town.", [("Russia", "nominal_by", "strike")]),
    (
        "They sank Russian ships fighting there.",
        [("Russian", "active_subject", "fight"), ("Russian", "object", "sink")],
    ),
    ("Russia's critics attacked the plan.", []),
    ("A Russian visa takes ten months.", []),
    ("The town was taken by Russian-backed fighters.", []),
    ("MOSCOW, January 16 (Quay Agency) — Rebels took the town.", []),
    ("Russia is a large country.", []),
    ("A report on Russia was published.", []),
    ("The Pentagon was shelled by Friday.", [("Pentagon", "agentless_passive", "shell")]),
    ("Russian troops were hit by the river.", [("Russian troops", "agentless_passive", "hit")]),
    ("The Kremlin was damaged by shelling.", [("Kremlin", "agentless_passive", "damage")]),
    ("Russian troops were killed by a mine.", [("Russian troops", "agentless_passive", "kill")]),
    ("The Russian convoy was seized by force.", [("Russian", "agentless_passive", "seize")]),
    (
        "The Pentagon was damaged by a Russian rocket.",
        [("Pentagon", "passive_subject", "damage"), ("Russian", "by_agent", "damage")],
    ),
    ("Russian crews were killed by regime raids.", [("Russian", "passive_subject", "kill")]),
    (
        "Russian ships were bombed and destroyed by rebels.",
        [("Russian", "passive_subject", "bomb"), ("Russian", "passive_subject", "destroy")],
    ),
    (
        "They bombed and destroyed Russian ships.",
        [("Russian", "object", "destroy"), ("Russian", "object", "bomb")],
    ),
    ("They came and seized Russian ships.", [("Russian", "object", "seize")]),
    ("They bombed a village and destroyed Russian ships.", [("Russian", "object", "destroy")]),
    (
        "The Russian tug hit a mine and was towed to port.",
        [("Russian", "active_subject", "hit"), ("Russian", "agentless_passive", "tow")],
    ),
    (
        "The Russian convoy was seized by rebels and was towed to port.",
        [("Russian", "agentless_passive", "tow"), ("Russian", "passive_subject", "seize")],
    ),
    (
        "The Russian tug was seized by rebels and then sank.",
        [("Russian", "active_subject", "sink"), ("Russian", "passive_subject", "seize")],
    ),
]


def roles_of(sentence: str) -> list[tuple[str, str, str]]:
    articles = framing.make_articles([f"Headline words\n\n{sentence}"])
    found = find_roles(articles, framing.find_mentions(articles))
    text = articles["text"].iloc[0]
    return [(text[one.start : one.end], one.entry_id, one.variant) for one in found.itertuples(index=False)]


@pytest.mark.parametrize(("sentence", "roles"), SENTENCES, ids=[one for one, _ in SENTENCES])
def test_roles(sentence: str, roles: list[tuple[str, str, str]]) -> None:
    assert roles_of(sentence) == roles


def test_a_speaker_is_no_agent_of_saying_so_and_voices_are_told() -> None:
    articles = framing.make_articles(
        ["Row\n\nThe Pentagon said that Russia bombed the port. Russia shelled the town."]
    )
    attributions = framing.resolve_speakers(framing.find_attributions(articles), articles)
    found = find_roles(articles, framing.find_mentions(articles, attributions), attributions)
    assert found["variant"].tolist() == ["bomb", "shell"]
    assert found["voice"].tolist() == ["attributed", "author"]
    assert found["speaker_side"].astype("str").tolist()[0] == "US"
    for voice, n in (("author", 1), ("attributed", 1), ("all", 2)):
        table = agency(found, articles, voice=voice)
        russia = table[(table["measure"] == "agency") & (table["side"] == "RU") & (table["term"] == "all")]
        assert russia["denominator"].tolist() == [n]


def study(counts: dict[str, list[tuple[str, str, str, str]]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles and findings: article → (phenomenon, entry, verb, side)."""
    articles = framing.make_articles(
        [f"Words\n\n{'word ' * 60}"] * len(counts),
        article_id=list(counts),
        outlet=[name[0] for name in counts],
    )
    rows = [
        {
            "article_id": article, "start": 10 + n, "end": 11 + n, "phenomenon": kind, "entry_id": entry,
            "variant": verb, "side": side, "voice": "author",
        }
        for article, found in counts.items()
        for n, (kind, entry, verb, side) in enumerate(found)
    ]  # fmt: skip
    return make_table(rows, "findings", sides=["US", "RU"]), articles


ACTS, HIT = ("agent", "active_subject"), ("patient", "agentless_passive")
HIT_BY, OBJECT = ("patient", "passive_subject"), ("patient", "object")
COUNTS = {
    "A1": [(*ACTS, "bomb", "US"), (*ACTS, "meet", "US"), (*HIT, "kill", "RU"), (*OBJECT, "kill", "RU")],
    "A2": [(*ACTS, "bomb", "US"), (*HIT, "kill", "RU"), (*HIT_BY, "shell", "RU"), (*ACTS, "meet", "RU")],
    "B1": [
        (*ACTS, "bomb", "RU"),
        (*HIT, "blame", "US"),
        (*HIT_BY, "kill", "US"),
        (*ACTS, "meet", "unresolved"),
    ],
    "B2": [(*ACTS, "meet", "RU"), (*ACTS, "shell", "RU"), (*OBJECT, "kill", "US"), (*ACTS, "meet", "joint")],
}


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_measures_by_hand() -> None:
    table = agency(*study(COUNTS), verbs=1)
    us = row(table, measure="agency", side="US", term="all")
    # Three times agent, three times patient.
    assert (us["estimate"], us["numerator"], us["denominator"]) == (0.0, 0.0, 6.0)
    assert row(table, measure="agency", side="RU", term="harm")["estimate"] == pytest.approx((2 - 4) / 6)
    passive = row(table, measure="passive_share", side="RU", term="harm")
    assert (passive["numerator"], passive["denominator"]) == (3.0, 4.0)
    without = row(table, measure="agentless_share", side="RU", term="all")
    assert (without["numerator"], without["denominator"]) == (2.0, 3.0)
    assert row(table, measure="agentless_share", side="US", term="harm")["estimate"] == 0.0
    verb = row(table, measure="agent_verb_share", side="US")
    assert (verb["term"], verb["numerator"], verb["denominator"]) == ("bomb", 2.0, 3.0)
    contrast = row(table, measure="agency_contrast", term="all")
    assert contrast["estimate"] == pytest.approx(3 / 6 - 4 / 8)
    assert set(table["n_joint"]) == {1.0} and set(table["n_unresolved"]) == {1.0}


def test_every_missing_value_has_its_reason_and_shares_are_shares() -> None:
    table = agency(*study(COUNTS), by="outlet")
    assert table.loc[table["estimate"].isna() | table["ci_low"].isna(), "reason"].notna().all()
    shares = table[table["measure"].str.endswith("_share") & table["estimate"].notna()]
    assert shares["estimate"].between(0, 1).all()
    assert (shares["numerator"] <= shares["denominator"]).all()
    signed = table[(table["measure"] == "agency") & table["estimate"].notna()]
    assert signed["estimate"].between(-1, 1).all()


def test_sides_changed_for_each_other_change_the_sign() -> None:
    findings, articles = study(COUNTS)
    one = row(agency(findings, articles), measure="agentless_share_contrast", term="all")
    two = row(agency(findings, articles, sides=("RU", "US")), measure="agentless_share_contrast", term="all")
    assert one["estimate"] == pytest.approx(-two["estimate"])
    assert (two["side"], two["versus"]) == ("RU", "US")


def test_nothing_and_one_side_give_rows_with_reasons() -> None:
    findings, articles = study(COUNTS)
    empty = agency(findings.iloc[:0], articles)
    assert empty["estimate"].isna().all() and empty["reason"].notna().all()
    one = agency(findings[findings["side"] == "US"], articles)
    assert row(one, measure="agency", side="RU", term="all")["reason"]
    assert agency(findings.iloc[:0], articles.iloc[:0]).query("estimate.notna()").empty


def test_a_planted_difference_is_found_and_its_p_value_is_that_of_swaps() -> None:
    planted = {
        f"A{n:02}": [
            (*ACTS, "bomb", "US"),
            (*ACTS, "meet", "US"),
            (*HIT, "kill", "RU"),
            (*OBJECT, "kill", "RU"),
        ]
        for n in range(12)
    }
    contrast = row(agency(*study(planted)), measure="agency_contrast", term="all")
    assert contrast["estimate"] == 1.0
    # All articles point one way: of 2^12 assignments of sides two are as extreme.
    assert contrast["p_value"] == pytest.approx(2 / 2**12, abs=2e-3)
    assert contrast["p_value"] < stats.binom.pmf(1, 12, 0.5)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"voice": "loud"}, "voice"), ({"sides": ("US", "XX")}, "sides"), ({"sides": ("US",)}, "two")],
)
def test_what_is_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        agency(*study(COUNTS), **options)


def test_the_codebook_is_checked(tmp_path: Path) -> None:
    harm = load_harm()
    assert harm.kinds["kill"] == "kill" and harm.by_noun["shelling"] == "shell"
    assert len(harm.version) == 12
    for line, message in (
        ("kill,,kill,plain\nkill,,kill,again", "twice"), ("kill,,hurtful,plain", "allowed"),
        ("kill,,kill,", "no reason"), ("kіll,,kill,a Cyrillic letter", "Latin"),
        ("kill,deed,kill,a\nmaim,deed,injure,b", "noun 'deed' stands twice"),
    ):  # fmt: skip
        path = tmp_path / "own.csv"
        path.write_text(f"verb,nouns,harm,reason\n{line}\n", encoding="utf-8")
        load_harm.cache_clear()
        with pytest.raises(ValueError, match=message):
            load_harm(path)
    path.write_text("verb,harm\nkill,kill\n", encoding="utf-8")
    load_harm.cache_clear()
    with pytest.raises(ValueError, match="columns"):
        load_harm(path)
