"""One parsed sentence, with the questions that every construction asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from framing.attribution.cues import Cue
from framing.language import Parse, Piece, Quotation

Span = tuple[int, int]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
# Left out at the edges of a content; quotation marks stay.
_EDGE = frozenset(",.;:—–-…()[]")


@dataclass(frozen=True)
class Found:
    """An attribution as a construction finds it, before the table is built."""

    speaker: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    entry: Cue | None
    lemma: str | None
    construction: str
    target: Span | None = None
    # A quotation whose speaker is that of another attribution: continuation of it.
    continues: bool = False
    engine: str = "rules"
    # How likely the whole row is right, by the tagger's calibration; None where rules alone found it.
    confidence: float | None = None


@dataclass
class Sentence:
    """A sentence of an article: its place, its parse, and the quotations that touch it."""

    text: str
    piece: Piece
    parse: Parse
    quotes: Sequence[Quotation]
    previous_quote: Quotation | None = None
    _subtrees: dict[int, list[int]] = field(default_factory=dict)

    def subtree(self, index: int) -> list[int]:
        """Indices of a token and all below it, sorted."""
        known = self._subtrees.get(index)
        if known is not None:
            return known
        out, stack = [], [index]
        children = self.parse.children
        while stack:
            token = stack.pop()
            out.append(token)
            stack.extend(children[token])
        out.sort()
        self._subtrees[index] = out
        return out

    def child(self, index: int, *labels: str) -> int | None:
        """The first child with one of these dependency labels."""
        for token in self.parse.children[index]:
            if self.parse.dep[token] in labels:
                return token
        return None

    def children(self, index: int, *labels: str) -> list[int]:
        return [token for token in self.parse.children[index] if self.parse.dep[token] in labels]

    def has_finite(self, tokens: Iterable[int]) -> bool:
        """Whether a finite verb stands among the tokens."""
        return any(self.parse.tag[token] in ("VBD", "VBZ", "VBP", "MD") for token in tokens)

    def span(self, tokens: Iterable[int]) -> Span | None:
        """From the first to the last token, without punctuation at the edges."""
        spans = (
            self.spans(range(min(tokens := list(tokens)), max(tokens) + 1))
            if (tokens := list(tokens))
            else ()
        )
        return spans[0] if spans else None

    def spans(self, tokens: Iterable[int]) -> tuple[Span, ...]:
        """Runs of neighbouring tokens as spans, each without punctuation at its edges; runs of it alone vanish."""
        out = []
        ordered = sorted(set(tokens))
        position = 0
        while position < len(ordered):
            stop = position
            while stop + 1 < len(ordered) and ordered[stop + 1] == ordered[stop] + 1:
                stop += 1
            trimmed = self._trim(ordered[position], ordered[stop])
            if trimmed is not None:
                out.append(trimmed)
            position = stop + 1
        return tuple(out)

    def _trim(self, first: int, last: int) -> Span | None:
        word = self.parse.word
        while first <= last and (word[first] in _EDGE or word[first].isspace()):
            first += 1
        while last >= first and (word[last] in _EDGE or word[last].isspace()):
            last -= 1
        if first > last or not any(ch.isalnum() for token in range(first, last + 1) for ch in word[token]):
            return None
        return self.parse.start[first], self.parse.end[last]

    def tokens_in(self, start: int, end: int) -> list[int]:
        return [
            i
            for i, (a, b) in enumerate(zip(self.parse.start, self.parse.end, strict=True))
            if a >= start and b <= end
        ]

    def quote_before(self, offset: int) -> Quotation | None:
        """A quotation that ends right before `offset`, with at most a comma between."""
        for quote in reversed(self.quotes):
            if quote.end <= offset:
                return quote if not self.text[quote.end : offset].strip(" ,;\n—–-") else None
        previous = None if self.piece.in_headline else self.previous_quote
        if (
            previous is not None
            and previous.end <= offset
            and not self.text[previous.end : offset].strip(" ,;—–-")
        ):
            # Over a sentence's end only a quotation that asks for its speaker: "Why?" Orlova said.
            return (
                previous
                if self.text[previous.inner_end - 1 : previous.inner_end] in (",", "?", "!", "…")
                else None
            )
        return None


def without_leading(sentence: Sentence, tokens: list[int]) -> list[int]:
    """Content tokens without an opening "that"."""
    for position, token in enumerate(tokens):
        word = sentence.parse.lower[token]
        if word in _EDGE:
            continue
        if word == "that" and position == 0 and _opens_clause(sentence, tokens):
            return tokens[1:]
        return tokens
    return tokens


def _opens_clause(sentence: Sentence, tokens: list[int]) -> bool:
    """Whether the "that" in front is a conjunction: the parse often takes it for a pronoun."""
    parse = sentence.parse
    if parse.dep[tokens[0]] == "mark":
        return True
    follows = parse.tag[tokens[1]] if len(tokens) > 1 else ""
    return parse.dep[tokens[0]] in ("dobj", "pobj", "advmod") and follows in (
        "DT", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "EX", "CD", "JJ", "``"
    )  # fmt: skip
