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
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_news(case: tuple[str, list[str], list[str], dict[str, str]]) -> None:
    text, speakers, sides, columns = case
    found = resolve_speakers(*tables(text, speakers, **columns))
    assert found["side"].tolist() == sides
    assert (found["resolved_by"] != "none").tolist() == [side != "unresolved" for side in sides]
