"""Quotations that no construction of their own sentence claims: they go on, or someone stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from framing.attribution.sentence import Found, Sentence, Span
from framing.attribution.speakers import find_speaker
from framing.attribution.verbs import Verb
from framing.language import WORD, Quotation

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def general_rule(sentences: Sequence[Sentence], quote: Quotation) -> Found | None:
    """“Q,” X beamed; X leaned in: “Q”: a verb that the codebook does not know, beside a quotation that stands whole."""
    inside = [s for s in sentences if s.piece.start < quote.end + 2 and s.piece.end > quote.start - 2]
    for sentence in inside:
        parse, text = sentence.parse, sentence.text
        inner = text[quote.inner_start : quote.inner_end].rstrip()
        outside = [i for i, (a, b) in enumerate(zip(parse.start, parse.end, strict=True)) if b <= quote.start or a >= quote.end]
        words = [i for i in outside if parse.pos[i] not in ("PUNCT", "SPACE")]
        if not words:
            continue
        after = words[0] > 0 and parse.start[words[0]] >= quote.end and inner[-1:] in (",", "!", "?")
        colon = parse.end[words[-1]] <= quote.start and text[parse.end[words[-1]] : quote.start].strip() in (":", ",")
        if not (after or colon):
            continue
        verbs = [i for i in words if parse.tag[i] in _FINITE and parse.pos[i] == "VERB"]
        index = next(iter(verbs), None) if after else (verbs[-1] if verbs else None)
        if index is None or (after and index - words[0] > 10):
            continue
        speaker = find_speaker(sentence, index)
        if speaker is None or any(parse.start[t] >= quote.start and parse.end[t] <= quote.end for t in speaker.tokens):
            continue
        verb = Verb(sentence, index, index, None, speaker, parse.lower[index])
        return verb.found(((quote.start, quote.end),), "general_quote")
    return None


def floating(
    text: str, quotes: Sequence[Quotation], taken: Sequence[Span], sentences: Sequence[Sentence], known: Sequence[Found]
) -> list[Found]:
    """Quotations outside every content: the general rule first, else they go on with the last speaker."""
    out: list[Found] = []
    contents = sorted(span for span in taken)
    for quote in quotes:
        if any(a < quote.end and quote.start < b for a, b in contents):
            continue
        n = len(WORD.findall(text[quote.inner_start : quote.inner_end]))
        if n < 3:
            continue
        found = general_rule(sentences, quote)
        if found is not None:
            out.append(found)
            continue
        if not _stands_whole(text, quote, sentences):
            continue
        if any(f.content[0][0] < quote.start for f in known) or out:
            out.append(Found(None, None, ((quote.start, quote.end),), None, None, "continuation", continues=True))
    return out


def _stands_whole(text: str, quote: Quotation, sentences: Sequence[Sentence]) -> bool:
    """Whether nothing but the quotation stands in its sentences."""
    touching = [s for s in sentences if s.piece.start < quote.end and s.piece.end > quote.start]
    if not touching:
        return quote.continues
    first, last = touching[0].piece.start, touching[-1].piece.end
    outside = text[first : quote.start] + text[quote.end : last]
    return not WORD.search(outside)
