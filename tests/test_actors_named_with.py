# ruff: noqa: E501 - tables of sentences are wider than code
"""Speakers told by what they are named with: their body's man, our envoy, a department inside a ministry."""

from __future__ import annotations

import pytest
from test_actors_resolve import tables

from framing.actors import resolve_speakers

SET = "The United States and Russia fell out over a lighthouse on Monday. "

CASES = [
    ("Ilya Brodkin, who speaks for Russia in Washington, said so.", "Ilya Brodkin, who speaks for Russia in Washington", "GB", "RU"),
    ("Ilya Brodkin, our charge d'affaires in Washington, said so.", "Ilya Brodkin, our charge d'affaires in Washington", "RU", "RU"),
    ("Diplomats at the embassy in Moscow said so.", "Diplomats at the embassy in Moscow", "US", "US"),
    ("Ilya Brodkin, who heads the North American department of the Foreign Ministry in Moscow, said so.",
     "Ilya Brodkin, who heads the North American department of the Foreign Ministry in Moscow", "US", "RU"),
    ("Ilya Brodkin, deputy director of the Foreign Ministry's press department, said so.",
     "Ilya Brodkin, deputy director of the Foreign Ministry's press department", "RU", "RU"),
    ("Nora Quill-Hart, a manager at NASA, said so.", "Nora Quill-Hart, a manager at NASA", "US", "US"),
    ("A congressional aide said so.", "A congressional aide", "US", "US"),
    # No body of a state, no state.
    ("Nora Quill-Hart, a manager at a bank, said so.", "Nora Quill-Hart, a manager at a bank", "US", "other"),
    ("Nora Quill-Hart, the festival's director, said so.", "Nora Quill-Hart, the festival's director", "US", "other"),
    ("A harbor pilot, Nora Quill-Hart, said so.", "A harbor pilot, Nora Quill-Hart", "US", "other"),
    ("Herders on the shore said so.", "Herders on the shore", "RU", "other"),
    ("North American fishermen said so.", "North American fishermen", "US", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "country", "side"), CASES, ids=[case[1] for case in CASES])
def test_side_of_what_a_speaker_is_named_with(text: str, speaker: str, country: str, side: str) -> None:
    attributions, articles = tables(SET + text, [speaker], outlet_country=country)
    assert resolve_speakers(attributions, articles)["side"][0] == side


def test_a_paper_that_writes_of_its_own_places_means_its_own_ministry() -> None:
    text = (
        "A buoy came ashore in Chukotka. Ilya Brodkin at the Foreign Ministry faulted Washington for it. "
        "Liv Sandal, who builds buoys in Sweden, was amused."
    )
    attributions, articles = tables(text, ["Ilya Brodkin at the Foreign Ministry"], outlet_country="RU")
    assert resolve_speakers(attributions, articles)["side"][0] == "RU"
