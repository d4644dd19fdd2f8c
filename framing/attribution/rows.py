"""From what the constructions found to rows of the attributions table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from framing.attribution.lookup import CueReading, look_up
from framing.attribution.places import Quotations
from framing.attribution.sentence import Found, Span
from framing.language import Piece, n_words, word_spans

# Characters after a cue that tell its frame: "said to be", "called on".
_FOLLOWING = 30
_EDGE = " \t\n\r,;:.–—-"


@dataclass(frozen=True)
class Row:
    """One attribution as plain values: it travels between processes."""

    article_id: str
    text_pieces: tuple[str | None, str | None, str, str | None]
    speaker: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    target: Span | None
    cue_id: str | None
    cue_lemma: str | None
    cue_class: str
    stance: str
    act: str
    construction: str
    quote_type: str
    n_quoted: int
    n_words: int
    nested_in: str | None
    paragraph: int
    body_words: tuple[int, ...]
    in_headline: bool
    engine: str
    confidence: float | None

    @property
    def attribution_id(self) -> str:
        return attribution_id(self.article_id, self.content, self.cue)

    def as_dict(self, repeat: Span | None = None) -> dict[str, Any]:
        """The row as the schema names it; `repeat` is the headline that the body repeats, left out of positions."""
        speaker, cue, content, target = self.text_pieces
        start = self.content[0][0]
        before, n = bisect_left(self.body_words, start), len(self.body_words)
        if repeat is not None:
            first, last = (bisect_left(self.body_words, edge) for edge in repeat)
            n -= last - first
            before -= min(before, last) - min(before, first)
        position = before / n if n and not self.in_headline else None
        return {
            "article_id": self.article_id,
            "attribution_id": self.attribution_id,
            "speaker": speaker,
            "speaker_start": self.speaker[0] if self.speaker else None,
            "speaker_end": self.speaker[1] if self.speaker else None,
            "cue": cue,
            "cue_start": self.cue[0] if self.cue else None,
            "cue_end": self.cue[1] if self.cue else None,
            "cue_id": self.cue_id,
            "cue_lemma": self.cue_lemma,
            "cue_class": self.cue_class,
            "stance": self.stance,
            "content": content,
            "content_start": start,
            "content_end": self.content[-1][1],
            "content_spans": self.content,
            "target": target,
            "target_start": self.target[0] if self.target else None,
            "target_end": self.target[1] if self.target else None,
            "n_quoted": self.n_quoted,
            "quote_type": self.quote_type,
            "act": self.act,
            "construction": self.construction,
            "engine": self.engine,
            "confidence": self.confidence,
            "nested_in": self.nested_in,
            "paragraph": self.paragraph,
            "position": position,
            "in_headline": self.in_headline,
            "n_words": self.n_words,
        }


def attribution_id(article_id: str, content: Sequence[Span], cue: Span | None) -> str:
    """article_id:content_start-content_end:cue_start, with −1 where there is no cue."""
    return f"{article_id}:{content[0][0]}-{content[-1][1]}:{cue[0] if cue else -1}"


def article_rows(
    article_id: str,
    text: str,
    body_start: int,
    paragraphs: Sequence[Piece],
    quotes: Quotations,
    found: Sequence[Found],
) -> list[Row]:
    """Rows of one article: spans trimmed and snapped to quotation marks, repeats dropped, nesting found."""
    words = word_spans(text)
    starts = [start for start, _ in words]
    first_body = bisect_left(starts, body_start)
    body_words = tuple(starts[first_body:])
    paragraph_starts = [piece.start for piece in paragraphs]
    snapped: dict[str, Found] = {}
    for item in found:
        spans = tuple(
            span for span in (_snap(text, span, quotes) for span in item.content) if span is not None
        )
        spans = _disjoint(spans)
        if not spans or not any(n_words(text, *span) for span in spans):
            continue
        item = replace(item, content=spans)
        snapped.setdefault(attribution_id(article_id, spans, item.cue), item)
    nested = _nested(snapped)
    rows = []
    for name, item in sorted(snapped.items(), key=lambda pair: (pair[1].content[0][0], pair[0])):
        n_inside = sum(n_words(text, *span) for span in item.content)
        n_quoted = sum(
            n_words(text, max(a, q.inner_start), min(b, q.inner_end))
            for a, b in item.content
            for q in quotes.touching(a, b)
            if q.inner_start < b and a < q.inner_end
        )
        start = item.content[0][0]
        reading = item.entry or _reading(text, item.cue)
        rows.append(
            Row(
                article_id=article_id,
                text_pieces=(
                    text[slice(*item.speaker)] if item.speaker else None,
                    text[slice(*item.cue)] if item.cue else None,
                    " … ".join(text[a:b] for a, b in item.content),
                    text[slice(*item.target)] if item.target else None,
                ),
                speaker=item.speaker,
                cue=item.cue,
                content=item.content,
                target=item.target,
                cue_id=reading.cue_id if reading else None,
                cue_lemma=item.lemma or (reading.lemma if reading else None),
                cue_class=reading.cue_class if reading else "assert",
                stance=reading.stance if reading else "neutral",
                # Words set in quotation marks beside a verb that no codebook knows are spoken, whatever it means.
                act=reading.act if reading and item.construction != "general_quote" else "speech",
                construction=item.construction,
                quote_type=_quote_type(item, n_inside, n_quoted),
                n_quoted=n_quoted,
                n_words=n_inside,
                nested_in=nested.get(name),
                paragraph=max(0, bisect_right(paragraph_starts, start) - 1),
                body_words=body_words,
                in_headline=start < body_start,
                engine=item.engine,
                confidence=None if item.confidence is None else round(item.confidence, 3),
            )
        )
    return rows


def _reading(text: str, cue: Span | None) -> CueReading | None:
    """What the words of a cue say where no construction has read them."""
    return None if cue is None else look_up(text[slice(*cue)], text[cue[1] : cue[1] + _FOLLOWING])


def _quote_type(item: Found, n_inside: int, n_quoted: int) -> str:
    if item.continues:
        return "continuation"
    if n_quoted == 0:
        return "indirect"
    return "direct" if n_quoted == n_inside else "mixed"


def _snap(text: str, span: Span, quotes: Quotations) -> Span | None:
    """A span without punctuation at its edges, but with the quotation marks that enclose its ends."""
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if start >= end:
        return None
    for quote in quotes.touching(start, end):
        if quote.start <= start <= quote.inner_start:
            start = quote.start
        if (
            quote.closed
            and quote.start < end <= quote.end
            and not text[end : quote.inner_end].strip(_EDGE + "!?…'’")
        ) or (
            not quote.closed
            and quote.start < end <= quote.end
            and not text[end : quote.end].strip(_EDGE + "!?…")
        ):
            end = quote.end
    return start, end


def _disjoint(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap joined."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _nested(found: dict[str, Found]) -> dict[str, str]:
    """For each attribution inside another's content: the smallest such.

    Of equal contents the one whose cue stands further right is nested.
    """
    out: dict[str, str] = {}
    hulls = {name: (item.content[0][0], item.content[-1][1]) for name, item in found.items()}
    same: dict[Span, list[str]] = {}
    for name, hull in hulls.items():
        same.setdefault(hull, []).append(name)
    opened: list[str] = []
    for name, item in sorted(
        found.items(), key=lambda pair: (hulls[pair[0]][0], -hulls[pair[0]][1], pair[0])
    ):
        # Only one that is still open, or that opens here too, can hold this one.
        opened = [other for other in opened if hulls[other][1] > hulls[name][0]]
        rivals = [*opened, *same.get(hulls[name], ())]
        opened.append(name)
        best: tuple[int, str] | None = None
        for other in dict.fromkeys(rivals):
            outer = found[other]
            if other == name or not _inside(item.content, outer.content):
                continue
            if _inside(outer.content, item.content):
                mine, theirs = item.cue or (-1, -1), outer.cue or (-1, -1)
                if (mine, name) <= (theirs, other):
                    continue
            size = hulls[other][1] - hulls[other][0]
            if best is None or (size, other) < best:
                best = (size, other)
        if best is not None:
            out[name] = best[1]
    return out


def _inside(inner: Sequence[Span], outer: Sequence[Span]) -> bool:
    return all(any(a <= c and d <= b for a, b in outer) for c, d in inner)
