"""`docs/attribution.md` shows every construction, and what it shows is what the rules find."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from attribution_tables.constructions import constructions
from attributions_of import Got, articles_of, rows_of

DOCUMENT = (Path(__file__).parents[1] / "docs" / "attribution.md").read_text(encoding="utf-8")
# **speaker**, *cue* or _cue_, [content]
MARKS = re.compile(r"\*\*(?P<speaker>.+?)\*\*|\*(?P<cue>.+?)\*|_(?P<sign>.)_|\[(?P<content>.+?)\]")
HEADLINE = "Headline: "


class Example(NamedTuple):
    """A sentence of the page and what its marks say; no content where the construction must find nothing."""

    construction: str
    text: str
    in_headline: bool
    speaker: str | None
    cue: str | None
    content: str


@cache
def examples() -> tuple[Example, ...]:
    """Every sentence of every section that is named after a construction."""
    return tuple(
        _example(construction, line)
        for construction, section in re.findall(r"(?ms)^### `(\w+)`\n(.*?)(?=^##|\Z)", DOCUMENT)
        for line in re.findall(r"(?m)^- (.+)$", section)
    )


def _example(construction: str, line: str) -> Example:
    marked: dict[str, list[str]] = {}
    for match in MARKS.finditer(line):
        for role, words in match.groupdict().items():
            if words:
                marked.setdefault(role.replace("sign", "cue"), []).append(words)
    text = MARKS.sub(lambda match: next(words for words in match.groups() if words), line)
    return Example(
        construction,
        text.removeprefix(HEADLINE),
        text.startswith(HEADLINE),
        "".join(marked.get("speaker", [])) or None,
        "".join(marked.get("cue", [])) or None,
        " … ".join(marked.get("content", [])),
    )


@cache
def found() -> tuple[list[Got], ...]:
    """What the rules find in each example."""
    shown = examples()
    articles = articles_of(*(f"{e.text}\n\nIt rained." if e.in_headline else e.text for e in shown))
    articles["body_start"] = [len(e.text) + 2 if e.in_headline else 0 for e in shown]
    return tuple(rows_of(articles, "rules").values())


NAMES = [f"{example.construction}: {example.text[:40]}" for example in examples()]


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_what_the_page_marks_is_what_is_found(number: int) -> None:
    wanted, rows = examples()[number], found()[number]
    if wanted.construction == "tagged":
        assert wanted.content == "" or not any(got.content == wanted.content for got in rows)
    elif wanted.content:
        assert (wanted.speaker, wanted.cue, wanted.content, wanted.construction) in [
            (got.speaker, got.cue, got.content, got.construction) for got in rows
        ], rows
    else:
        assert wanted.construction not in [got.construction for got in rows], rows


@pytest.mark.parametrize("construction", constructions())
def test_every_construction_is_shown_with_what_is_none(construction: str) -> None:
    shown = [example for example in examples() if example.construction == construction]
    assert any(example.content for example in shown)
    assert any(not example.content for example in shown)


def test_the_page_shows_no_construction_that_is_not_there() -> None:
    assert {example.construction for example in examples()} == set(constructions())
