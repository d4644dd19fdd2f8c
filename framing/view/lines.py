"""A page of all attributions, of which it shows those that one number counts: where the numbers of a report lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from framing.view.marks import attribute, plain
from framing.view.sheet import page, resource

_HEADS = ("side", "speaker", "cue", "content", "where")


@dataclass(frozen=True)
class Line:
    """One attribution: what is shown of it, where its words lead, and the facts by which numbers count it."""

    side: str
    speaker: str
    cue: str
    content: str
    where: str
    leads: str
    facts: Mapping[str, str]


def address(name: str, counted_by: Mapping[str, Sequence[str]], *, told: str, anchor: str) -> str:
    """The address of a lines page that shows what one number counts; `anchor` is the number's place in the report."""
    pairs = [(key, value) for key, values in sorted(counted_by.items()) for value in values]
    return f"{name}?{urlencode([*pairs, ('told', told), ('from', anchor)])}"


def lines_page(lines: Sequence[Line], *, title: str, back: str, more: str = "") -> str:
    """The page. Without a script it shows every line, and its link back leads to the head of the report."""
    rows = "".join(_row(line) for line in lines)
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    body = (
        f"<style>{resource('report.css')}.scroll {{ max-height: none; }}</style>\n<main>\n<h1>{plain(title)}</h1>\n"
        f'<p><a class="back" href="{attribute(back)}">← the report</a> '
        '<a class="every" href="?" hidden>show every attribution</a></p>\n'
        f'<p role="status">{len(lines):,} attributions.</p>\n'
        "<p>These are what the number is drawn from. Of words it counts theirs (of quoted words those in quotation "
        "marks), of articles those in which they stand (of first voices those that stand first); answers are sought in "
        "the articles of the accusations listed. A voice of two sides at once stands with either, though it may count "
        f"by half, and copies are listed as often as they are there.{plain(more)}</p>\n"
        f'<div class="scroll" tabindex="0" role="region" aria-label="Attributions">\n'
        f'<table class="lines sortable">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n</div>\n'
        "</main>\n"
    )
    return page(body, title=title, language="en", scripts=("lines.js", "report.js"))


def _row(line: Line) -> str:
    facts = "".join(f' data-{attribute(name)}="{attribute(value)}"' for name, value in line.facts.items())
    cells = "".join(
        f'<td dir="auto">{plain(text) or "–"}</td>' for text in (line.side, line.speaker, line.cue)
    )
    content = f'<td dir="auto" class="long"><a href="{attribute(line.leads)}">{plain(line.content)}</a></td>'
    return f"<tr{facts}>{cells}{content}<td>{plain(line.where)}</td></tr>\n"
