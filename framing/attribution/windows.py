"""Articles as windows of word pieces: what the tagger reads, in training and in use."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from framing.language import Piece, Quotation, paragraphs, quotations, sentence_pieces

# Pieces in a window, its opening and closing mark included.
LIMIT = 254
# A paragraph too long for one window is cut at sentences; each part begins with what fits of this many pieces before.
OVERLAP = 64
# Half of a character, which cannot be encoded, is read as one that is unknown.
_HALF = re.compile("[\ud800-\udfff]")
OPEN, CLOSE, PARAGRAPH = "[CLS]", "[SEP]", "[PAR]"
# A piece's shape: small, capitalised, in capitals; each outside and inside quotation marks.
N_SHAPES = 6


class Window(NamedTuple):
    """One window: piece ids, shapes and offsets into the text (−1 for marks), and the pieces that it decides on."""

    ids: np.ndarray
    shapes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    first: int
    last: int


class _Unit(NamedTuple):
    """A sentence as pieces."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    paragraph: int


def windows(
    text: str,
    body_start: int,
    tokenizer: Tokenizer,
    *,
    limit: int = LIMIT,
    pieces: Sequence[Piece] | None = None,
    quotes: Sequence[Quotation] | None = None,
) -> list[Window]:
    """An article as windows of at most `limit` word pieces.

    Parameters
    ----------
    text, body_start : the article.
    tokenizer : word pieces with offsets.
    limit : pieces in a window, marks included.
    pieces, quotes : its sentences and quotations, where the caller has them already.

    Returns
    -------
    list of Window. Paragraphs stay whole where they fit. A longer one is cut at sentences, with up to `OVERLAP` pieces
    before the cut read again; `first` to `last` of a window are the pieces on which it decides, so that each piece of
    the text is decided on once.
    """
    if pieces is None:
        pieces = sentence_pieces(text, body_start)
    if quotes is None:
        quotes = quotations(text, paragraphs(text, body_start))
    quoted = np.zeros(len(text) + 1, dtype=np.int8)
    for quote in quotes:
        quoted[quote.start : quote.end] = 1
    units = _units(text, pieces, tokenizer, limit - 3)
    mark = {name: int(tokenizer.token_to_id(name) or 0) for name in (OPEN, CLOSE, PARAGRAPH)}
    out: list[Window] = []
    group: list[list[_Unit]] = []
    size = 2
    for _, same in itertools.groupby(units, key=lambda unit: unit.paragraph):
        paragraph = list(same)
        n = sum(len(unit.ids) for unit in paragraph) + 1
        if group and size + n > limit:
            out.append(_window(text, group, mark, quoted))
            group, size = [], 2
        if n + 2 > limit:
            out.extend(_long(text, paragraph, mark, quoted, limit))
        else:
            group.append(paragraph)
            size += n
    if group:
        out.append(_window(text, group, mark, quoted))
    return out


def _units(text: str, pieces: Sequence[Piece], tokenizer: Tokenizer, most: int) -> list[_Unit]:
    encoded = tokenizer.encode_batch(
        [_HALF.sub("\ufffd", text[piece.start : piece.end]) for piece in pieces], add_special_tokens=False
    )
    out = []
    for piece, encoding in zip(pieces, encoded, strict=True):
        ids, offsets = encoding.ids, encoding.offsets
        for start in range(0, len(ids), most):
            part = offsets[start : start + most]
            out.append(
                _Unit(
                    ids[start : start + most],
                    [(a + piece.start, b + piece.start) for a, b in part],
                    piece.paragraph,
                )
            )
    return out


def _long(
    text: str, paragraph: Sequence[_Unit], mark: dict[str, int], quoted: np.ndarray, limit: int
) -> list[Window]:
    """A paragraph in several windows that overlap; the decision passes over between the sentences near its middle."""
    out: list[Window] = []
    start = 0
    decided = 0
    while start < len(paragraph):
        size, stop = 3, start
        while stop < len(paragraph) and size + len(paragraph[stop].ids) <= limit:
            size += len(paragraph[stop].ids)
            stop += 1
        window = _window(text, [list(paragraph[start:stop])], mark, quoted)
        if stop == len(paragraph):
            out.append(window._replace(first=1 + decided))
            break
        back, again = stop, 0
        while back - 1 > start and again + len(paragraph[back - 1].ids) <= OVERLAP:
            back -= 1
            again += len(paragraph[back].ids)
        # Never inside a sentence: what is said, and who says so, are then decided on together.
        passed = list(itertools.accumulate((len(unit.ids) for unit in paragraph[back:stop]), initial=0))
        before = min(passed, key=lambda n: (abs(n - again / 2), n))
        out.append(window._replace(first=1 + decided, last=len(window.ids) - 1 - (again - before)))
        start, decided = back, before
    return out


def _window(text: str, group: Sequence[Sequence[_Unit]], mark: dict[str, int], quoted: np.ndarray) -> Window:
    ids, offsets = [mark[OPEN]], [(-1, -1)]
    for paragraph in group:
        for unit in paragraph:
            ids.extend(unit.ids)
            offsets.extend(unit.offsets)
        ids.append(mark[PARAGRAPH])
        offsets.append((-1, -1))
    ids[-1] = mark[CLOSE]
    starts = np.array([start for start, _ in offsets], dtype=np.int32)
    ends = np.array([end for _, end in offsets], dtype=np.int32)
    shapes = np.array(
        [_shape(text[a:b]) + 3 * int(quoted[a]) if a >= 0 else 0 for a, b in offsets], dtype=np.int64
    )
    return Window(np.array(ids, dtype=np.int64), shapes, starts, ends, 1, len(ids) - 1)


def _shape(piece: str) -> int:
    if not piece[:1].isupper():
        return 0
    return 2 if len(piece) > 1 and piece.isupper() else 1
