"""HTML of an article's body to paragraphs of plain text: for bodies that are known to be the article."""

from __future__ import annotations

import re

from lxml import etree, html  # type: ignore[import-untyped]

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
# What is no prose: programs, forms, other documents; the words of a frame or a video for browsers without them.
_SILENT = frozenset(
    "script style noscript template iframe object embed applet form button select textarea svg math canvas audio video "
    "head title".split()
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def text_of_html(fragment: str) -> str:
    """The text of a fragment of HTML, paragraphs put apart by a blank line; nothing in it is run or fetched.

    Raises
    ------
    ValueError : it is nested too deep to be read.

    Examples
    --------
    >>> text_of_html("<p>One <b>word</b> &amp; more.<script>alert(1)</script></p><p>Two.</p>")
    'One word & more.\\n\\nTwo.'
    """
    if "<" not in fragment and "&" not in fragment:
        paragraphs = [fragment]
    else:
        # A parser given its encoding does not believe what the fragment says of it.
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        data = fragment.replace("\0", "").encode("utf-8", "replace")
        try:
            tree = html.document_fromstring(b"<html><body><div>" + data, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
            raise ValueError(f"is no HTML that can be read: {error}") from error
        paragraphs = _paragraphs(tree)
    plain = (_BLANKS.sub(" ", paragraph).strip() for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in plain if paragraph)


def _paragraphs(tree: etree._Element) -> list[str]:
    """Runs of text between the edges of blocks. By events, not by recursion: trees may be deep."""
    paragraphs: list[list[str]] = [[]]
    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SILENT:
                silent += 1
            if tag in _BLOCKS:
                paragraphs.append([])
            if not silent and element.text:
                paragraphs[-1].append(element.text)
            continue
        if tag in _SILENT:
            silent -= 1
        if tag in _BLOCKS:
            paragraphs.append([])
        if not silent and element.tail:
            paragraphs[-1].append(element.tail)
    return ["".join(pieces) for pieces in paragraphs]
