"""Pages of archive exports as trees: decoded once, nothing fetched, no scripts."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from framing.corpus.limits import Limits
from framing.corpus.records import Note, problem
from framing.corpus.web import decode_page

_SILENT = frozenset("script style noscript template head title select textarea button".split())
_BLOCKS = frozenset(
    "p div br td tr table li ul ol h1 h2 h3 h4 h5 h6 center blockquote pre section article body html".split()
)


def parse_page(data: bytes, *, name: str, limits: Limits) -> tuple[Any, list[dict[str, Any]]]:
    """The tree of an export's page, and problem rows of its encoding.

    Raises
    ------
    LimitError : it passes `member_bytes`.
    ValueError : it is no text, or no HTML.
    """
    limits.check("member_bytes", len(data), f"{name} in bytes")
    decoded = decode_page(data)
    if decoded is None:
        raise ValueError(f"{name} is not text in any encoding that could be told.")
    text, encoding, n_bad = decoded
    problems = []
    if n_bad:
        note = Note("mended", "bad_bytes", f"{n_bad} bytes that cannot be read, each now U+FFFD")
        problems.append(problem(name, None, note))
    elif encoding != "utf-8":
        problems.append(problem(name, None, Note("mended", "encoding", f"not UTF-8: decoded as {encoding}")))
    # A parser given its encoding does not believe what the page says of it.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError(f"{name} is no HTML that can be read: {error}") from error
    return tree, problems


def block_texts(tree: Any, *, breaks: bool = False) -> list[str]:
    """The texts between the edges of blocks, blanks made one; with `breaks`, `<br>` parts them too."""
    found: list[list[str]] = [[]]
    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS and (tag != "br" or breaks)
        if event == "start":
            silent += tag in _SILENT
            if block:
                found.append([])
            if not silent:
                found[-1].append(element.text or "")
            if tag == "br" and not breaks:
                found[-1].append(" ")
            continue
        silent -= tag in _SILENT
        if block:
            found.append([])
        if not silent and element is not tree:
            found[-1].append(element.tail or "")
    texts = (" ".join("".join(pieces).split()) for pieces in found)
    return [text for text in texts if text]


def text_of(element: Any) -> str:
    """All the text in an element on one line, marks of the search terms and links taken off."""
    return " ".join("".join(element.itertext()).split())


def wrapped_paragraphs(text: str) -> list[str]:
    """Paragraphs of a text broken into lines: a blank line or an indented line begins one."""
    found: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            found.append([])
            continue
        if re.match(r"[ \t]{2,}\S", line):
            found.append([])
        found[-1].append(" ".join(line.split()))
    return [" ".join(lines) for lines in found if lines]
