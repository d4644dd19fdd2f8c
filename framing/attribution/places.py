"""Where things stand in an article: quotations and sentences by offset, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from framing.attribution.sentence import Sentence
from framing.language import Quotation


class Quotations:
    """The quotations of an article, none inside another, by place."""

    def __init__(self, quotes: Sequence[Quotation]) -> None:
        self.quotes = quotes
        self._starts = [quote.start for quote in quotes]
        self._ends = [quote.end for quote in quotes]

    def touching(self, start: int, end: int) -> Sequence[Quotation]:
        """Those that share a character with, or touch, `start` to `end`."""
        return self.quotes[bisect_left(self._ends, start) : bisect_right(self._starts, end)]

    def holds(self, offset: int) -> bool:
        """Whether an offset stands inside a quotation."""
        return any(quote.start <= offset < quote.end for quote in self.touching(offset, offset))


class Sentences:
    """The parsed sentences of an article by place."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self._starts = [sentence.piece.start for sentence in sentences]

    def at(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].piece.end:
            return None
        return self.sentences[index]

    def touching(self, start: int, end: int) -> Sequence[Sentence]:
        """Sentences that share a character with `start` to `end`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_left(self._starts, end)
        return [s for s in self.sentences[first:last] if s.piece.end > start]


class Covered:
    """Spans as a set of disjoint stretches that can be asked whether they touch a stretch."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any span shares a character with `start` to `end`."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._ends[index] > start
