"""Quotations that no construction of their own sentence claims: they go on, or someone stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from framing.attribution.places import Covered, Sentences
from framing.attribution.sentence import Found, Sentence
from framing.attribution.speakers import beside, find_speaker
from framing.attribution.verb import Verb
from framing.language import WORD, Quotation

# Inside a quotation these are the person quoted, or nobody: their words are the quotation's, not another voice.
OWN_VOICE = frozenset(
    {
        "i",
        "we",
        "us",
        "me",
        "you",
        "it",
        "who",
        "that",
        "which",
        "one",
        "somebody",
        "someone",
        "nobody",
        "all",
    }
)
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def inside_quotation(sentence: Sentence, found: Found) -> Found | None:
    """An attribution whose cue stands in a quotation: only another's speech, and no further than the quotation."""
    if found.cue is None:
        return found
    quote = next((q for q in sentence.quotes if q.inner_start < found.cue[1] <= q.inner_end), None)
    if quote is None or len(WORD.findall(sentence.text[quote.inner_start : quote.inner_end])) < 3:
        return found
    if found.speaker is None or (found.entry is not None and found.entry.act == "attitude"):
        return None
    speaker = sentence.text[slice(*found.speaker)].lower()
    if speaker in OWN_VOICE or not quote.start <= found.speaker[0] < quote.end:
        return None
    content = tuple(
        (max(a, quote.start), min(b, quote.end))
        for a, b in found.content
        if a < quote.inner_end and b > quote.inner_start
    )
    if not content or content[0][0] < quote.inner_start <= found.content[0][0]:
        return None
    if any(not quote.start <= a < quote.end for a, _ in found.content):
        return None
    return replace(found, content=content)


def general_rule(sentences: Sentences, quote: Quotation) -> Found | None:
    """“Q,” X beamed; X leaned in: “Q”: a verb that the codebook does not know, beside a quotation that stands whole."""
    for sentence in sentences.touching(quote.start - 2, quote.end + 2):
        parse, text = sentence.parse, sentence.text
        inner = text[quote.inner_start : quote.inner_end].rstrip()
        outside = [
            i
            for i, (a, b) in enumerate(zip(parse.start, parse.end, strict=True))
            if b <= quote.start or a >= quote.end
        ]
        words = [i for i in outside if parse.pos[i] not in ("PUNCT", "SPACE")]
        if not words:
            continue
        after = words[0] > 0 and parse.start[words[0]] >= quote.end and inner[-1:] in (",", "!", "?")
        colon = parse.end[words[-1]] <= quote.start and text[parse.end[words[-1]] : quote.start].strip() in (
            ":",
            ",",
        )
        if not (after or colon):
            continue
        verbs = [i for i in words if parse.tag[i] in _FINITE and parse.pos[i] == "VERB"]
        index = next(iter(verbs), None) if after else (verbs[-1] if verbs else None)
        if index is None or (after and index - words[0] > 10):
            continue
        speaker = find_speaker(sentence, index)
        if speaker is None and after and index == words[0]:
            speaker = beside(sentence, index)  # "…," shrugged Belov
        if speaker is None or any(
            parse.start[t] >= quote.start and parse.end[t] <= quote.end for t in speaker.tokens
        ):
            continue
        verb = Verb(sentence, index, index, None, speaker, parse.lower[index])
        return verb.found(((quote.start, quote.end),), "general_quote")
    return None


def floating(
    text: str, quotes: Sequence[Quotation], taken: Covered, sentences: Sentences, known: Sequence[Found]
) -> list[Found]:
    """Quotations outside every content: the general rule first, else they go on with the last speaker."""
    out: list[Found] = []
    first = min((found.content[0][0] for found in known), default=len(text))
    for quote in quotes:
        if taken.touches(quote.start, quote.end):
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
        if first < quote.start or out:
            out.append(
                Found(None, None, ((quote.start, quote.end),), None, None, "continuation", continues=True)
            )
    return out


def _stands_whole(text: str, quote: Quotation, sentences: Sentences) -> bool:
    """Whether nothing but the quotation stands in its sentences."""
    touching = sentences.touching(quote.start, quote.end)
    if not touching:
        return quote.continues
    first, last = touching[0].piece.start, touching[-1].piece.end
    outside = text[first : quote.start] + text[quote.end : last]
    return not WORD.search(outside)
