"""Marks over a text as HTML: they may nest, cross and span paragraphs, and the text between the tags stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

# What HTML cannot hold: a parser drops or replaces these, a file cannot encode half a surrogate pair.
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Mark:
    """One stretch of text to mark: offsets, the element and its classes, what it tells, and a tag printed before it.

    A tag may be numbered, and have a place in the page that links lead to. A mark without `attribution_id` tells what
    it tells to whoever rests on it or comes to it by keyboard.
    """

    start: int
    end: int
    element: str
    classes: str
    attribution_id: str
    about: str = ""
    tag: str = ""
    number: str = ""
    place: str = ""
    nested: bool = False


def plain(text: str) -> str:
    """Text as HTML, one character for one, so that it reads back as it was (what HTML cannot hold becomes U+FFFD)."""
    return escape(_NOT_HTML.sub("\ufffd", text)).replace("\r", "&#13;")


def attribute(text: str) -> str:
    """Text as the value of an attribute in double quotes."""
    return plain(text).replace("\n", "&#10;")


def marked(text: str, marks: Sequence[Mark], *, body_start: int = 0) -> str:
    """The text as paragraphs with its marks, one per line; those that begin before `body_start` are headings.

    Elements are closed and opened again where marks cross each other or a line ends, so the result nests properly.
    Line ends stand between the paragraphs: the text of the result, tags left out, is `text`.
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end, _RANK.get(mark.element, 0)))
    out: list[str] = []
    tagged: set[int] = set()
    for start, end in _lines(text):
        inside = [mark for mark in ordered if mark.start < end and mark.end > start]
        words = _line(text, start, end, inside, tagged) if end > start else ""
        if words:
            element = "h2" if start < body_start else "p"
            words = f'<{element} dir="auto">{words}</{element}>'
        out.append(words)
    return "\n".join(out)


_RANK = {"mark": 0, "b": 1, "i": 2, "u": 3}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _line(text: str, start: int, end: int, marks: Sequence[Mark], tagged: set[int]) -> str:
    cuts = {start, end} | {max(mark.start, start) for mark in marks} | {min(mark.end, end) for mark in marks}
    points = sorted(cuts)
    out: list[str] = []
    stack: list[Mark] = []
    for point, following in zip(points, [*points[1:], end], strict=True):
        kept = next((i for i, mark in enumerate(stack) if min(mark.end, end) <= point), len(stack))
        reopened = [mark for mark in stack[kept:] if min(mark.end, end) > point]
        out += [f"</{mark.element}>" for mark in reversed(stack[kept:])]
        del stack[kept:]
        opening = reopened + [
            m for m in marks if max(m.start, start) == point and m.end > point and m not in reopened
        ]
        for mark in opening:
            out.append(
                _open(mark, depth=sum(m.element == "mark" for m in stack), first=id(mark) not in tagged)
            )
            tagged.add(id(mark))
            stack.append(mark)
        out.append(plain(text[point:following]))
    return "".join(out)


def _open(mark: Mark, *, depth: int, first: bool) -> str:
    if mark.element == "u":
        # It is shown by generated content, which a description gives; only its beginning is a stop for the keyboard.
        stop = ' tabindex="0" role="note"' if first else ""
        return f'<u class="{mark.classes}"{stop} aria-description="{attribute(mark.about)}">'
    about = f' title="{attribute(mark.about)}"' if mark.about else ""
    deep = f" d{min(depth, 3)}" if mark.element == "mark" else ""
    number = f' data-n="{attribute(mark.number)}"' if mark.number else ""
    opened = (
        f'<{mark.element} class="{mark.classes}{deep}" data-id="{attribute(mark.attribution_id)}"'
        f"{number if first else ''}{about}>"
    )
    return (_label(mark, number) if mark.tag and first else "") + opened


def _label(mark: Mark, number: str) -> str:
    """What is printed before a mark. The first piece's tells all by hover or focus, those after it only whose it is."""
    place = f' id="{attribute(mark.place)}"' if mark.place else ""
    more = "" if mark.place else " more"
    deep = " nested" if mark.nested else ""
    told = f' tabindex="0" role="note" aria-description="{attribute(mark.about)}"' if mark.place else ""
    look = mark.classes.split(" ", 1)[-1]
    return (
        f'<small class="label {look}{deep}{more}"{place}{number} data-of="{attribute(mark.attribution_id)}"{told}>'
        f"{plain(mark.tag)}</small>"
    )
