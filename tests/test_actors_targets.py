# ruff: noqa: E501 - tables of sentences are wider than code
"""Whom an accusation is aimed at where no target stands in the row."""

from __future__ import annotations

import pytest
from test_actors_resolve import tables

from framing.actors import resolve_speakers

CASES = {
    # text, speaker, content, target side
    "who the charge is about": (
        "A diplomat at the Russian embassy charged that Washington had failed the boys.", "A diplomat at the Russian embassy",
        "Washington had failed the boys", "RU", "US"),
    "agents of a state": (
        "Oleg Barsukov of the Russian Foreign Ministry alleged that American agents took the keys.",
        "Oleg Barsukov of the Russian Foreign Ministry", "American agents took the keys", "RU", "US"),
    "a ship called by its state": (
        "A Russian tug came. The Pentagon alleged that the tug had gone dark.", "The Pentagon", "the tug had gone dark", "US", "RU"),
    "a ship of nobody": ("A tug came. The Pentagon alleged that the tug had gone dark.", "The Pentagon", "the tug had gone dark", "US", None),
    "ships of both": (
        "A Russian tug met an American tug. The Pentagon alleged that the tug had gone dark.", "The Pentagon", "the tug had gone dark", "US", None),
    "its own": ("The Pentagon complained that American ships had no fuel.", "The Pentagon", "American ships had no fuel", "US", None),
    "a thing": ("The Russian mill waits. The Pentagon alleged that the mill was lost.", "The Pentagon", "the mill was lost", "US", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_accusations_without_a_target(case: tuple[str, str, str, str, str | None]) -> None:
    text, speaker, content, side, target = case
    attributions, articles = tables(text, [speaker], contents=[content])
    attributions["cue_class"] = "accuse"
    found = resolve_speakers(attributions, articles).to_dict("records")[0]
    assert found["side"] == side
    assert (found["target_side"] if found["target_side"] == found["target_side"] else None) == target


def test_only_accusations_are_read_so() -> None:
    attributions, articles = tables(
        "The Pentagon said that Russian ships left.", ["The Pentagon"], contents=["Russian ships left"]
    )
    attributions["cue_class"] = "assert"
    assert resolve_speakers(attributions, articles)["target_side"].isna().all()


def test_a_crew_is_accused_for_its_state() -> None:
    text = "The Pentagon blamed the Russian crew for it."
    attributions, articles = tables(text, ["The Pentagon"])
    start = text.index("the Russian crew")
    attributions["target"] = "the Russian crew"
    attributions["target_start"], attributions["target_end"] = start, start + len("the Russian crew")
    attributions["cue_class"] = "accuse"
    assert resolve_speakers(attributions, articles)["target_side"].tolist() == ["RU"]
