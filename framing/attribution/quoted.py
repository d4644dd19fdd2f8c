"""Cue verbs beside a quotation, with all of its sentences."""

from __future__ import annotations

from framing.attribution.sentence import Found, Sentence, Span
from framing.attribution.speakers import Speaker, noun_phrase
from framing.attribution.verb import Verb, content_tokens
from framing.language import Quotation


def quoted(verb: Verb) -> Found | None:
    """“Q,” X said; “Q,” said X; X said: “Q”; with all sentences of the quotation."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None and parse.dep[verb.index] not in ("ROOT", "ccomp", "parataxis", "conj"):
        return None
    tokens = verb.cue_tokens()
    # An inherited speaker stands elsewhere: what stands beside it is another cue's.
    inherited = parse.tag[verb.index] == "VBG" and sentence.child(verb.index, "nsubj") is None
    if verb.speaker is not None and not inherited:
        tokens = [*tokens, *verb.speaker.tokens]
    spans: list[Span] = []
    left, right = parse.start[min(tokens)], parse.end[max(tokens)]
    before = None if inherited else sentence.quote_before(left)
    if before is not None and _introduced(sentence, before):
        spans.append((before.start, before.end))
    after = after_cue(verb, right)
    if after is not None and (not spans or sentence.text[right : after.start].rstrip().endswith(",")):
        spans.append((after.start, after.end))
    name = (
        "quote_split" if len(spans) > 1 else "quote_before" if before is not None and spans else "quote_after"
    )
    return verb.found(tuple(spans), name)


def _introduced(sentence: Sentence, quote: Quotation) -> bool:
    """Whether a quotation before its cue stands as a whole: it opens a sentence, or ends with its own punctuation."""
    inner = sentence.text[quote.inner_start : quote.inner_end].rstrip()
    opens = (
        not sentence.text[max(0, sentence.piece.start) : quote.start].strip()
        or quote.start < sentence.piece.start
    )
    return opens or inner[-1:] in (",", "!", "?", "…")


def after_cue(verb: Verb, right: int) -> Quotation | None:
    sentence = verb.sentence
    for quote in sentence.quotes:
        if quote.start >= right:
            gap = sentence.text[right : quote.start].strip()
            if not gap or gap in (",", ":", "that", ": that"):
                return quote
            if (
                len(gap) <= 90
                and gap[-1] in ",:"
                and not sentence.has_finite(sentence.tokens_in(right, quote.start))
            ):
                return quote
            return None
    return None


def split_quotation(verb: Verb, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """“Q,” X said, “Q”: the second half joins where only the cue, its speaker and a comma stand between."""
    sentence, parse = verb.sentence, verb.sentence.parse
    tokens = verb.own_tokens()
    left, right = parse.start[min(tokens)], parse.end[max(tokens)]
    before = sentence.quote_before(left)
    if not spans or before is None:
        return spans
    if spans[0][0] >= right and any(quote.start <= spans[0][0] < quote.end for quote in sentence.quotes):
        # The parse saw the second half alone; a first half that ends in a comma goes with it.
        return (
            ((before.start, before.end), *spans)
            if before.closed and sentence.text[before.inner_end - 1] == ","
            else spans
        )
    if spans[-1][1] > left:
        return spans
    after = after_cue(verb, right)
    if after is None or not sentence.text[right : after.start].rstrip().endswith(","):
        return spans
    return (*spans, (after.start, after.end))


def quoted_as(verb: Verb) -> Found | None:
    """X was quoted as saying [that] S; “Q,” X was quoted as saying by Y: the speaker is X."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.entry is None or verb.entry.cue_id not in ("quote.v", "cite.v", "report.v", "quote_as_saying.v"):
        return None
    as_ = next(
        (c for c in sentence.children(verb.index, "prep", "mark", "advmod") if parse.lower[c] == "as"), None
    )
    say = next(
        (
            t
            for t in range(verb.index + 1, min(verb.index + 12, len(parse)))
            if parse.lower[t] in ("saying", "telling") and parse.lower[t - 1] == "as"
        ),
        None,
    )
    named = next((c for label in ("nsubjpass", "dobj") for c in sentence.children(verb.index, label)), None)
    if named is None and say is not None and verb.index + 1 < say:
        named = next(
            (t for t in range(say - 1, verb.index, -1) if parse.pos[t] in ("NOUN", "PROPN", "PRON")), None
        )
    if say is None or named is None or (as_ is None and parse.lower[say - 1] != "as"):
        return None
    first = min(verb.cue_tokens())
    speaker = Speaker(named, noun_phrase(sentence, named, stop=verb.index))
    inner = Verb(sentence, say, say, verb.entry, speaker, "quote")
    cue = list(range(first if named < verb.index else say, say + 1))
    if named < verb.index and say - verb.last > 2:  # "was quoted by the agency as saying"
        cue = verb.cue_tokens()
    complement = sentence.child(say, "ccomp")
    if complement is not None:
        return inner.found(sentence.spans(content_tokens(inner, complement)), "quoted_as_saying", cue=cue)
    left = parse.start[min([*speaker.tokens, first])]
    before = sentence.quote_before(left)
    if before is not None:
        return inner.found(((before.start, before.end),), "quoted_as_saying", cue=cue)
    above = sentence.child(verb.index, "ccomp")
    if above is not None:
        return inner.found(sentence.spans(content_tokens(verb, above)), "quoted_as_saying", cue=cue)
    after = after_cue(inner, parse.end[say])
    return (
        inner.found(((after.start, after.end),), "quoted_as_saying", cue=cue) if after is not None else None
    )


def in_full_quotes(sentence: Sentence, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans that reach into a quotation of several sentences, widened to the whole of it."""
    out = []
    for start, end in spans:
        for quote in sentence.quotes:
            if quote.start < start < quote.end and (
                quote.start < sentence.piece.start or quote.inner_start >= start - 1
            ):
                start = quote.start
            if quote.start <= start < quote.end and end < quote.end and end >= sentence.piece.end - 3:
                end = quote.end
        out.append((start, end))
    return tuple(out)
