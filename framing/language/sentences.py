"""Paragraphs and sentences."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd
import punkt

from framing.language.text import shadow
from framing.schema import check_table, make_table

# Longer than any sentence of news; what is longer is cut at white space, so that time stays linear.
MAX_SENTENCE = 4000
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")
_BLANK = re.compile(r"\n[ \t]*\n")
# Wire copy often loses the space after a full stop: 'in the area.The ministry'.
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])|(?<=[a-z]{2}[.!?][\"”])(?=[A-Z\"“])")
# A quotation that closes ends its sentence when a new one opens or a capital follows: punkt keeps 'said." He'.
_AFTER_QUOTE = re.compile(
    r"(?<=[.!?][\"”])\s+(?=[A-Z\"“])|(?<=[.!?]['’][\"”])\s+(?=[A-Z\"“])|(?<=[.!?]'')\s+(?=[A-Z\"“])"
)
_ABBREVIATION = re.compile(
    r"\b(?:Gen|Lt|Sgt|Col|Capt|Maj|Adm|Cmdr|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|Rev|Hon|No|v|vs)\.$"
)
_MARK = re.compile(r"[.!?]")
_HEADLINE_PART = re.compile(r"(?<=;)\s+|(?<=[.!?])\s+(?=[A-Z‘“\"'])")


class Piece(NamedTuple):
    """A stretch of text: a paragraph or a sentence."""

    start: int
    end: int
    paragraph: int
    in_headline: bool


@cache
def _punkt() -> punkt.PunktSentenceTokenizer:
    return punkt.tokenizer_for("english")


def paragraphs(text: str, body_start: int = 0) -> list[Piece]:
    """Paragraphs of a text, the lines of its headline first, white space at their edges left out.

    A line is a paragraph, unless the text sets paragraphs apart with blank lines and breaks lines in mid-sentence.
    """
    out: list[Piece] = []
    for start, end, in_headline in ((0, body_start, True), (body_start, len(text), False)):
        for a, b in _blocks(text, start, end) if not in_headline else _lines(text, start, end):
            out.append(Piece(a, b, len(out), in_headline))
    return out


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text, start, end):
        yield from _stripped(text, *match.span())


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lines = list(_lines(text, start, end))
    if not _BLANK.search(text, start, end) or len(lines) < 4:
        yield from lines
        return
    wrapped = closed = 0
    for (_, a), (b, _) in itertools.pairwise(lines):
        if text.count("\n", a, b) == 1:
            if _ENDS.search(text, max(start, a - 6), a):
                closed += 1
            else:
                wrapped += 1
    if wrapped <= 2 * closed:
        yield from lines
        return
    position = start
    for match in _BLANK.finditer(text, start, end):
        yield from _stripped(text, position, match.start())
        position = match.end()
    yield from _stripped(text, position, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sentence_pieces(text: str, body_start: int = 0) -> list[Piece]:
    """Sentences of a text as pieces; none crosses a paragraph or the end of the headline."""
    plain = shadow(text)
    out: list[Piece] = []
    for start, end, paragraph, in_headline in paragraphs(text, body_start):
        cuts = _headline_cuts(text, start, end) if in_headline else _cuts(plain, start, end)
        edges = [start, *cuts, end]
        for a, b in itertools.pairwise(edges):
            for c, d in _stripped(text, a, b):
                out.extend(Piece(*long, paragraph, in_headline) for long in _shorter(text, c, d))
    return out


def _headline_cuts(text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in _HEADLINE_PART.finditer(text, start, end)]


def _cuts(plain: str, start: int, end: int) -> list[int]:
    # Most paragraphs of news are one sentence: no mark stands before their end that could end another.
    last = start + len(plain[start:end].rstrip(".!?\"')]"))
    if not plain[start].isspace() and _MARK.search(plain, start, last) is None:
        return []
    cuts: set[int] = set()
    # punkt is given stretches of bounded length, so that one endless paragraph stays linear.
    for a, b in _shorter(plain, start, end, limit=20 * MAX_SENTENCE):
        cuts.update(a + span[0] for span in _punkt().span_tokenize(plain[a:b]))
        cuts.add(a)
    kept = {cut for cut in cuts if not _ABBREVIATION.search(plain, max(start, cut - 9), _before(plain, cut))}
    kept.update(match.end() for match in _GLUED.finditer(plain, start, end))
    kept.update(match.end() for match in _AFTER_QUOTE.finditer(plain, start, end))
    # “…?” asked Orlova: what goes on in lower case is the same sentence. A mark glued to a full stop closes.
    return sorted(
        cut
        for cut in kept
        if start < cut < end
        and not plain[cut].islower()
        and not (plain[cut] == '"' and plain[cut - 1] in ".!?" and plain[cut + 1 : cut + 2].isalpha())
    )


def _before(plain: str, cut: int) -> int:
    while cut > 0 and plain[cut - 1].isspace():
        cut -= 1
    return cut


def _shorter(text: str, start: int, end: int, *, limit: int = MAX_SENTENCE) -> Iterator[tuple[int, int]]:
    while end - start > limit:
        cut = max(
            text.rfind(" ", start + limit // 2, start + limit),
            text.rfind("\n", start + limit // 2, start + limit),
        )
        cut = start + limit if cut < 0 else cut + 1
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def split_sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """Split articles into sentences.

    Parameters
    ----------
    articles : articles table; `article_id` and `text` are needed, `body_start` is used where it is there.

    Returns
    -------
    DataFrame, the sentences table: article_id, sentence_id (from 0 in each article), start, end (offsets into
    `text`, in code points), paragraph (from 0, headline lines first), in_headline.

    Notes
    -----
    Punkt (Kiss & Strunk 2006) with the English model; a headline is also cut at semicolons. No sentence crosses a
    paragraph. A stretch of over 4,000 characters without a sentence end is cut at white space.

    References
    ----------
    Kiss, T. & Strunk, J. (2006). Unsupervised multilingual sentence boundary detection. Computational Linguistics 32.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["Ms Orlova left. Nobody asked why."])
    >>> framing.split_sentences(articles)[["start", "end"]].values.tolist()
    [[0, 15], [16, 33]]
    """
    articles = check_table(articles, "articles")
    rows = []
    for article_id, text, body_start in zip(
        articles["article_id"], articles["text"], articles["body_start"].fillna(0), strict=True
    ):
        for number, piece in enumerate(sentence_pieces(text, int(body_start))):
            rows.append(
                {
                    "article_id": article_id,
                    "sentence_id": number,
                    "start": piece.start,
                    "end": piece.end,
                    "paragraph": piece.paragraph,
                    "in_headline": piece.in_headline,
                }
            )
    return make_table(rows, "sentences")
