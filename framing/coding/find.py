"""Words that a coder copied from a text, found in it again."""

from __future__ import annotations

import re

from framing.language import shadow
from framing.schema import Spans

LOST = "\ufffd"


def find_words(text: str, words: str, start: int, end: int) -> tuple[Spans | None, int]:
    """Where words stand in a text, and in how many places they could.

    Parameters
    ----------
    text : the article's text.
    words : the words; white space, the kind of quotation marks and letter case need not agree. Pieces that do not
        stand together have … between them.
    start, end : the unit in which they should begin.

    Returns
    -------
    The spans, or None: in the unit, else nearest to it; and how many places there are in the unit (in the text where
    there is none in the unit).
    """
    whole = _places(text, words)
    if whole:
        inside = [span for span in whole if start <= span[0] < end]
        among = inside or whole
        return (min(among, key=lambda span: (_distance(span, start, end), span)),), len(among)
    pieces = [piece.strip() for piece in re.split(r"…|\.\.\.", words)]
    if len([piece for piece in pieces if piece]) < 2:
        return None, 0
    spans: list[tuple[int, int]] = []
    after = start
    for piece in filter(None, pieces):
        found = [span for span in _places(text, piece) if span[0] >= after]
        if not found:
            return None, 0
        spans.append(found[0])
        after = found[0][1]
    return tuple(spans), 1


def _places(text: str, words: str) -> list[tuple[int, int]]:
    tokens = shadow(words).split()
    if not "".join(tokens).strip(LOST):
        return []
    # A file cannot hold every character of a text: what stands there for it is any one.
    pattern = r"\s+".join(re.escape(token).replace(LOST, "(?s:.)") for token in tokens)
    # Whole words only: "he" does not stand in "the".
    edges = (
        r"(?<!\w)" if re.match(r"\w", tokens[0]) else "",
        r"(?!\w)" if re.search(r"\w$", tokens[-1]) else "",
    )
    return [
        match.span() for match in re.finditer(f"{edges[0]}{pattern}{edges[1]}", shadow(text), re.IGNORECASE)
    ]


def _distance(span: tuple[int, int], start: int, end: int) -> int:
    return max(start - span[0], span[0] - end + 1, 0)
