# ruff: noqa: E501 - tables of sentences are wider than code
"""Bodies, offices and names that a text leaves without a state: which rule decides, and what stays unresolved."""

from __future__ import annotations

import pytest
import yaml
from test_actors_resolve import tables

from framing.actors import load_codebook, resolve_speakers, unresolved_speakers
from framing.actors.lint import lint_roles
from framing.actors.roles import read_roles
from framing.actors.unresolved import _stub

CASES = {
    # rule: (text, speakers, sides, columns of the article)
    "a body of the same name": (
        "Russia called it off, its sports ministry said. Deputy Sports Minister Oleg Barsukov spoke.",
        ["its sports ministry", "Deputy Sports Minister Oleg Barsukov"], ["RU", "RU"], {}),
    "introduced after the first mention": (
        "Barsukov said no. The reply belongs to Oleg Barsukov, a spokesman for the Kremlin.", ["Barsukov"], ["RU"], {}),
    "introduced where nobody speaks": (
        "The desk belongs to Oleg Barsukov, the deputy head of Russia's inspectorate. Barsukov said no.", ["Barsukov said"[:8]], ["RU"], {}),
    "the only state that can have a ministry": (
        "American skaters wait. Oleg Barsukov, a deputy sports minister, answered. It was Russia that asked.",
        ["Oleg Barsukov, a deputy sports minister"], ["RU"], {}),
    "two states can have one": (
        "Syria and Russia met. The sports ministry said so.", ["The sports ministry"], ["unresolved"], {}),
    "the place the sentence opens with": (
        "In Moscow, the foreign ministry's Oleg Barsukov alleged it.", ["the foreign ministry's Oleg Barsukov"], ["RU"], {}),
    "the dateline": (
        "OMAHA, Nebraska (Wire) — The regional water committee said so.", ["The regional water committee"], ["US"], {"outlet_country": "RU"}),
    "the outlet's own": (
        "The fisheries agency said so.", ["The fisheries agency"], ["RU"], {"outlet_country": "RU"}),
    "nothing decides": ("The fisheries agency said so.", ["The fisheries agency"], ["unresolved"], {}),
    "a mission abroad": (
        "Russia refused the American skaters. The embassy in Moscow said so.", ["The embassy in Moscow"], ["US"], {}),
    "a mission in a paper at home": (
        "Russia refused the American skaters. A letter from the embassy said so.", ["A letter from the embassy"], ["US"], {"outlet_country": "RU"}),
    "a clause that tells the office": (
        "KURSK, Russia — Oleg Barsukov, who heads the regional property committee, said so.",
        ["Oleg Barsukov, who heads the regional property committee"], ["RU"], {}),
    "an apposition with a body": (
        "The space agency, Roscosmos, said so.", ["The space agency, Roscosmos"], ["RU"], {}),
    "a state senator": ("Joan Pelham, a state senator from Ohio, said so.", ["Joan Pelham, a state senator from Ohio"], ["US"], {}),
    "naval officials": ("The Northern Fleet found it. Naval officials said so.", ["Naval officials"], ["RU"], {}),
    "a foreign officer": (
        "The Pentagon waited. Sigrid Moe, a Norwegian coastguard officer aboard a cutter, said so.",
        ["Sigrid Moe, a Norwegian coastguard officer aboard a cutter"], ["other"], {}),
    "a rank with its apposition": (
        "The Kremlin was silent. The Coast Guard spoke. Commander Neal Pelham, a spokesman for the service, said so.",
        ["Commander Neal Pelham, a spokesman for the service"], ["US"], {"outlet_country": "RU"}),
    "officials at a body named before": (
        "Everett Pelham works at NASA, a US agency. Officials at the agency said so.", ["Officials at the agency"], ["US"], {}),
    "officials there": (
        "The authorities in Kursk opened a file. Officials there said so.", ["Officials there"], ["RU"], {}),
    "the sentence before announces it": (
        "Moscow's answer was short. Oleg Barsukov of the fisheries agency said so.", ["Oleg Barsukov of the fisheries agency"], ["RU"], {}),
    "a name that nothing introduces": (
        "The State Department rejected it. “Never,” Dana Pelham said.", ["Dana Pelham"], ["US"], {}),
    "not in another paragraph": (
        "The State Department rejected it.\n\n“Never,” Dana Pelham said.", ["Dana Pelham"], ["unresolved"], {}),
    "nobody at a body": ("Nobody at the American consulate said so.", ["Nobody at the American consulate"], ["US"], {}),
    "somebody leads no pronoun astray": (
        "Kremlin spokesman Ilya Barsov spoke. Somebody cut the cable. He said so.", ["Kremlin spokesman Ilya Barsov", "He"], ["RU", "RU"], {}),
    "whose words are only taken up": (
        "US official Carl Pelham spoke. Kremlin spokesman Ilya Barsov dismissed Pelham's words. He said so.",
        ["US official Carl Pelham", "Kremlin spokesman Ilya Barsov", "Pelham's", "He"], ["US", "RU", "US", "RU"], {}),
    "the deputy minister for": (
        "Oleg Barsukov, the deputy minister for sport, said so.", ["Oleg Barsukov, the deputy minister for sport"], ["RU"], {"outlet_country": "RU"}),
    "a headline's role and the first one named": (
        "Farmer waits for rain\n\nCurtis Pelham has a photograph. Pelham said so.", ["Pelham said"[:6]], ["other"], {"body_start": 23}),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_rule(rule):
    text, speakers, sides, columns = CASES[rule]
    columns = dict(columns)
    attributions, articles = tables(text, speakers, body_start=columns.pop("body_start", 0), **columns)
    assert resolve_speakers(attributions, articles)["side"].tolist() == sides


def test_a_quotation_right_after_a_colon_has_the_speaker_before_it():
    text = "Kremlin spokesman Ilya Barsov hopes to stay: “We like it.”"
    contents = ["to stay", "“We like it.”"]
    attributions, articles = tables(
        text, ["Kremlin spokesman Ilya Barsov", None], quote_types={1: "direct"}, contents=contents
    )
    assert resolve_speakers(attributions, articles)["side"].tolist() == ["RU", "RU"]


@pytest.mark.parametrize(
    "speaker", ["This", "We", "that", "She", "Showcase Category News", "The ministry", "Officials"]
)
def test_no_stub_where_no_entry_would_help(speaker):
    assert _stub(speaker, load_codebook().roles) == ""


def test_a_stub_filled_in_is_a_codebook(tmp_path):
    attributions, articles = tables("Dana O'Pelham said so.", ["Dana O'Pelham"])
    stub = unresolved_speakers(resolve_speakers(attributions, articles))["stub"][0]
    assert list(yaml.safe_load(stub)) == ["persons"]
    path = tmp_path / "own.yaml"
    path.write_text(stub.replace('"?"', "us"), encoding="utf-8")
    side = resolve_speakers(attributions, articles, codebook=load_codebook(path))["side"]
    assert side.tolist() == ["US"]


def test_role_nouns_are_linted():
    data = read_roles()
    assert lint_roles(data) == []
    broken = {**data, "prepositions": ["of", False, "of"], "media": [*data["media"], "official"]}
    problems = "\n".join(lint_roles(broken))
    assert (
        "False is not text" in problems
        and "'of' twice" in problems
        and "'official' is claimed twice" in problems
    )
