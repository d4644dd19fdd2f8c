"""Quotation marks: where quotations begin and end, also where a mark is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from framing.language.sentences import Piece
from framing.language.text import WORD

# Two single marks in a row stand for one double mark in damaged text.
_MARK = re.compile(r"[“”„«»\"＂]|''|``|(?<![\w])[‘]|(?<!\w)'(?=\w)")
_OPENING = "“„«``"
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
# An unclosed quotation that runs longer to its paragraph's end has lost its closing mark, unless the next paragraph
# opens with a mark again and shows that it goes on.
_LONG = 400


class Quotation(NamedTuple):
    """A quotation with its marks. `closed`: its closing mark is there. `continues`: the last paragraph's went on."""

    start: int
    end: int
    paragraph: int
    closed: bool
    continues: bool
    inner_start: int
    inner_end: int


def quotations(text: str, pieces: Sequence[Piece]) -> list[Quotation]:
    """Quotations of a text, in order, none inside another.

    Parameters
    ----------
    text : the article's text.
    pieces : its paragraphs, as `paragraphs` gives them.

    Returns
    -------
    list of Quotation. A mark that opens while a quotation is open ends the open one at its sentence's end; a
    quotation left open ends with its paragraph, and the next paragraph's goes on where it opens with a mark too.
    Single marks count where they stand curly, and straight ones in headlines only, where an apostrophe is unlikely.
    """
    out: list[Quotation] = []
    went_on = False
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        goes_on = after is not None and text[after.start] in '“"„«'
        found = _in_paragraph(text, piece, went_on, goes_on)
        out.extend(found)
        went_on = (
            bool(found) and not found[-1].closed and found[-1].end == piece.end and not piece.in_headline
        )
    return out


def _in_paragraph(text: str, piece: Piece, went_on: bool, goes_on: bool) -> list[Quotation]:
    out: list[Quotation] = []
    opened: int | None = None
    inner = 0
    position = piece.start
    while (match := _MARK.search(text, position, piece.end)) is not None:
        mark, position = match.group(), match.end()
        if mark in "‘'":
            if opened is None and (mark == "‘" or piece.in_headline):
                end = _single_end(text, match.start(), piece.end, mark)
                if end:
                    out.append(_quotation(match.start(), end, piece, True, False, match.end(), end - 1))
                    position = end
            continue
        opens = _opens(text, match.start(), match.end(), piece, opened is not None, mark)
        if opens:
            if opened is not None:
                end = _lost_end(text, opened, match.start())
                out.append(
                    _quotation(opened, end, piece, False, _continues(out, opened, piece, went_on), inner, end)
                )
            opened, inner = match.start(), match.end()
        elif opened is not None:
            out.append(
                _quotation(
                    opened,
                    match.end(),
                    piece,
                    True,
                    _continues(out, opened, piece, went_on),
                    inner,
                    match.start(),
                )
            )
            opened = None
    if opened is not None:
        end = piece.end if goes_on or piece.end - opened <= _LONG else _lost_end(text, opened, piece.end)
        out.append(_quotation(opened, end, piece, False, _continues(out, opened, piece, went_on), inner, end))
    return [quotation for quotation in out if WORD.search(text, quotation.start, quotation.end)]


def _quotation(
    start: int, end: int, piece: Piece, closed: bool, continues: bool, inner_start: int, inner_end: int
) -> Quotation:
    return Quotation(start, end, piece.paragraph, closed, continues, inner_start, inner_end)


def _continues(out: list[Quotation], start: int, piece: Piece, went_on: bool) -> bool:
    return went_on and not out and start == piece.start


def _opens(text: str, start: int, end: int, piece: Piece, is_open: bool, mark: str) -> bool:
    if mark in ("“", "„", "«", "``"):
        return True
    if mark in ("”", "»"):
        return False
    before = text[start - 1] if start > piece.start else " "
    after = text[end] if end < piece.end else " "
    left = before.isspace() or before in "([—–-:"
    right = not after.isspace() and after not in ",.;:!?)]"
    if left != right:
        # Both sides closed or both open: the state decides.
        return not is_open
    return left and right


def _lost_end(text: str, start: int, limit: int) -> int:
    match = _SENTENCE_END.search(text, start, limit)
    end = match.end() if match else limit
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _single_end(text: str, start: int, limit: int, mark: str) -> int:
    """End of a quotation in single marks, or 0; what stands around a mark tells it from an apostrophe."""
    closing = "’" if mark == "‘" else "'"
    fallback = 0
    position = start + 1
    limit = min(limit, start + 600)
    while (position := text.find(closing, position, limit)) >= 0:
        before, after = text[position - 1], text[position + 1] if position + 1 < limit else " "
        position += 1
        if after.isalnum() or before.isspace():
            continue
        if (
            before == "s"
            and after == " "
            and position < limit
            and text[position + 1 : position + 2].islower()
        ):
            fallback = position  # 'the officials’ decision': a possessive, unless nothing better follows
            continue
        return position
    return fallback
