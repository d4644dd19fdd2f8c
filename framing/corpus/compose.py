"""One article's text, headline and body, from what its record holds."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from framing.corpus.headlines import find_repeat, recognise_headline
from framing.language import n_words

JOINT = "\n\n"


class Composed(NamedTuple):
    """A text and where its parts stand."""

    text: str
    headline: str | None
    body_start: int
    repeat: tuple[int, int] | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def n_words(self) -> int:
        repeated = n_words(self.text, *self.repeat) if self.repeat else 0
        return n_words(self.text) - repeated


def compose(body: str, headline: str | None, *, keep_text: bool = False) -> Composed:
    """Put headline and body together.

    Parameters
    ----------
    body : the text as it was given.
    headline : the headline where it was given apart; None to recognise one at the head of `body`.
    keep_text : where `body` opens with that headline on lines of its own already, it is the text as it stands.
    """
    if headline is None:
        head = recognise_headline(body)
        if head is None:
            return Composed(body, None, 0, None)
        found = body[head.start : head.end]
        return Composed(body, found, head.body_start, find_repeat(body, found, head.body_start))
    own = _own_lines(body, headline) if keep_text else None
    text = body if own is not None else headline + JOINT + body
    body_start = own if own is not None else len(headline) + len(JOINT)
    return Composed(text, headline, body_start, find_repeat(text, headline, body_start))


def _own_lines(body: str, headline: str) -> int | None:
    """Where the rest begins when `body` opens with `headline` and a line end."""
    if not body.startswith(headline):
        return None
    rest = body[len(headline) :]
    gap = len(rest) - len(rest.lstrip())
    return len(headline) + gap if gap < len(rest) and "\n" in rest[:gap] else None
