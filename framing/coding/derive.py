"""What a row of the attributions table holds beside its spans, worked out from the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from framing.language import Piece, Quotation, n_words, paragraphs, quotations, word_spans
from framing.schema import Spans

CUE_FIELDS = ("cue_id", "cue_lemma", "cue_class", "stance", "act")


@dataclass(frozen=True)
class ArticleText:
    """One article's text with where its body begins and where its body repeats the headline."""

    article_id: str
    text: str
    body_start: int
    repeat: tuple[int, int] | None

    @cached_property
    def pieces(self) -> list[Piece]:
        return paragraphs(self.text, self.body_start)

    @cached_property
    def quoted(self) -> list[Quotation]:
        return quotations(self.text, self.pieces)

    @cached_property
    def words(self) -> list[int]:
        """Where the words of the body begin, the repeated headline left out."""
        starts = [start for start, _ in word_spans(self.text) if start >= self.body_start]
        a, b = self.repeat or (0, 0)
        return [start for start in starts if not a <= start < b]

    def about(self, content: Spans) -> dict[str, Any]:
        """Counts and places of a content: n_words, n_quoted, quote_type, paragraph, position, in_headline."""
        start = content[0][0]
        inside = sum(n_words(self.text, *span) for span in content)
        quoted = sum(
            n_words(self.text, max(a, quote.inner_start), min(b, quote.inner_end))
            for a, b in content
            for quote in self.quoted
            if quote.inner_start < b and a < quote.inner_end
        )
        in_headline = start < self.body_start
        before = bisect_left(self.words, start)
        return {
            "n_words": inside,
            "n_quoted": quoted,
            "quote_type": "indirect" if not quoted else "direct" if quoted == inside else "mixed",
            "paragraph": max(0, bisect_right([piece.start for piece in self.pieces], start) - 1),
            "position": before / len(self.words) if self.words and not in_headline else None,
            "in_headline": in_headline,
        }


def article_texts(articles: pd.DataFrame) -> dict[str, ArticleText]:
    """The texts of a checked articles table."""
    names = ("article_id", "text", "body_start", "headline_repeat_start", "headline_repeat_end")
    out = {}
    for article_id, text, body, a, b in zip(*(articles[name].tolist() for name in names), strict=True):
        repeat = None if pd.isna(a) or pd.isna(b) else (int(a), int(b))
        out[article_id] = ArticleText(article_id, text, 0 if pd.isna(body) else int(body), repeat)
    return out


def cue_meanings(attributions: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What the machine makes of each cue's words, most often: a cue that it missed elsewhere reads the same."""
    known = attributions[attributions["cue"].notna() & (attributions["engine"] != "human").fillna(True)]
    readings: dict[str, Counter[tuple[Any, ...]]] = {}
    columns = [known[name].astype("object").tolist() for name in CUE_FIELDS]
    for number, cue in enumerate(known["cue"].str.casefold().tolist()):
        values = [column[number] for column in columns]
        reading = tuple(None if pd.isna(value) else value for value in values)
        readings.setdefault(cue, Counter())[reading] += 1
    out = {}
    for cue, counts in readings.items():
        # Of readings as frequent, the first in order: the order of rows must not matter.
        _, most = min((-n, str(reading), reading) for reading, n in counts.items())[1:]
        out[cue] = dict(zip(CUE_FIELDS, most, strict=True))
    return out


def nesting(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """For each attribution of one article that lies inside another's content: the smallest such, by id.

    Of equal contents the one whose cue stands further right is nested, as where attributions are found.
    """
    out: dict[str, str] = {}
    for row in rows:
        best: tuple[int, str] | None = None
        for other in rows:
            mine, theirs = row["attribution_id"], other["attribution_id"]
            if mine == theirs or not _inside(row["content_spans"], other["content_spans"]):
                continue
            if _inside(other["content_spans"], row["content_spans"]) and (_cue(row), mine) <= (
                _cue(other),
                theirs,
            ):
                continue
            size = int(other["content_end"]) - int(other["content_start"])
            if best is None or (size, theirs) < best:
                best = size, theirs
        if best is not None:
            out[row["attribution_id"]] = best[1]
    return out


def _inside(inner: Spans, outer: Spans) -> bool:
    return all(any(a <= c and d <= b for a, b in outer) for c, d in inner)


def _cue(row: dict[str, Any]) -> int:
    start = row.get("cue_start")
    return -1 if start is None or pd.isna(start) else int(start)
