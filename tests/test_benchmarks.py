"""The kinds that errors are counted by: told from spans, text and cue codebook."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from kinds import Reader

HEADLINE = "Harbour board shuts the north pier\n\n"


def kinds(text: str, *rows: tuple[str, str, tuple[str, ...]], at: int = 0) -> dict[str, str]:
    """Kinds of one of the rows (speaker, cue, pieces of content) of a text."""

    def spans(pieces: tuple[str, ...]) -> list[list[int]]:
        out, start = [], 0
        for piece in pieces:
            start = text.index(piece, start)
            out.append([start, start + len(piece)])
        return out

    made = [
        {"speaker": spans((s,) if s else ()), "cue": spans((c,) if c else ()), "content": spans(content)}
        for s, c, content in rows
    ]
    return Reader(text).kinds(made[at], made)


@pytest.mark.parametrize(
    ("text", "row", "told"),
    [
        (
            "Krogh said the buoy was ours.", ("Krogh", "said", ("the buoy was ours",)),
            {"speaker kind": "name", "order": "speaker cue content", "quote type": "indirect", "cue kind": "verb",
             "cue class": "assert", "cue voice": "active", "act": "speech", "content": "whole", "cue lemma": "say",
             "content length": "4–10 words", "nested": "outermost", "place": "body", "reach": "one sentence"},
        ),
        (
            "“The buoy,” she said, “was ours.”", ("she", "said", ("“The buoy,”", "“was ours.”")),
            {"speaker kind": "pronoun", "order": "content speaker cue content", "quote type": "direct",
             "content": "split"},
        ),
        (
            "Krogh was accused of stealing “the buoy”.", ("", "was accused", ("Krogh", "of stealing “the buoy”")),
            {"speaker kind": "none", "quote type": "mixed", "cue voice": "passive", "cue class": "accuse",
             "order": "content cue content"},
        ),
        (
            "According to officials, the pier is shut.", ("officials", "According to", ("the pier is shut",)),
            {"cue kind": "preposition", "cue voice": "no verb", "speaker kind": "description",
             "order": "cue speaker content"},
        ),
        (
            "Krogh, who denied the theft, left.", ("who", "denied", ("the theft",)),
            {"speaker kind": "relative", "cue class": "deny", "content length": "1–3 words"},
        ),
        (
            "Officials said it was shut. More officials came.", ("Officials", "said", ("it was shut",)),
            {"speaker kind": "description"},
        ),
        (
            "The Harbour Board said it was shut.", ("The Harbour Board", "said", ("it was shut",)),
            {"speaker kind": "name"},
        ),
        ("“It is shut.” Krogh left.", ("", "", ("“It is shut.”",)), {"cue kind": "none", "cue class": "none"}),
        (
            "Krogh spoke up. “It is shut.”", ("Krogh", "", ("“It is shut.”",)),
            {"reach": "speaker and cue in another sentence"},
        ),
        ("Pier: it is shut", ("Pier", ":", ("it is shut",)), {"cue kind": "sign"}),
    ],
)  # fmt: skip
def test_kinds_of_a_row(text: str, row: tuple, told: dict[str, str]) -> None:
    found = kinds(text, row)
    assert {name: found[name] for name in told} == told


def test_a_row_inside_another() -> None:
    text = "Krogh said the owner denied the theft."
    outer = ("Krogh", "said", ("the owner denied the theft",))
    inner = ("the owner", "denied", ("the theft",))
    assert kinds(text, outer, inner, at=0)["nested"] == "outermost"
    assert kinds(text, outer, inner, at=1)["nested"] == "inside another"


def test_headline_and_body() -> None:
    text = HEADLINE + "Krogh said that it was shut."
    assert kinds(text, ("Harbour board", "shuts", ("the north pier",)))["place"] == "headline"
    assert kinds(text, ("Krogh", "said", ("it was shut",)))["place"] == "body"
