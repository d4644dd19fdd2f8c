"""Words and the shadow copy: what every matcher shares."""

from __future__ import annotations

import re
import unicodedata

# Signs inside a word that no reader sees: a soft hyphen, joiners.
_UNSEEN = "\u00ad\u200c\u200d\u2060"
# What follows a letter belongs to it: an accent written as a sign of its own, signs that are not seen.
_LETTERS = rf"\w[\w\u0300-\u036f{_UNSEEN}]*"
# The word token of the whole toolkit: counts, shares and the published scores use the same one.
WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
_GONE = dict.fromkeys(map(ord, _UNSEEN))

_DOUBLE = "“”„‟«»″＂"
_SINGLE = "‘’‚‛′＇`´"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff"


class _Shadow(dict[int, str]):
    """One code point for one code point; what is not listed maps to itself and is remembered."""

    def __missing__(self, code: int) -> str:
        # A lone surrogate cannot be encoded for the parser; a control character would join or cut words.
        value = (
            "\ufffd"
            if 0xD800 <= code <= 0xDFFF
            else " "
            if code < 32 and code not in (9, 10, 13)
            else chr(code)
        )
        self[code] = value
        return value


_TABLE = _Shadow(
    {ord(mark): '"' for mark in _DOUBLE}
    | {ord(mark): "'" for mark in _SINGLE}
    | {ord(space): " " for space in _SPACES}
)


def shadow(text: str) -> str:
    """A copy of the same length with plain quotation marks, apostrophes and spaces, to match on.

    Offsets found in it hold in `text`. Lone surrogates and control characters are replaced, one for one.
    """
    return text.translate(_TABLE)


def as_read(word: str) -> str:
    """A word as readers see it: an accent is part of its letter (NFC), and unseen signs are gone."""
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_GONE))


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of every word of `text[start:end]`, as offsets into `text`."""
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


def n_words(text: str, start: int = 0, end: int | None = None) -> int:
    """How many words stand in `text[start:end]`."""
    return len(WORD.findall(text, start, len(text) if end is None else end))
