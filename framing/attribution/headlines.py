"""Forms that headlines use: a speaker and a colon, a quotation and its speaker, a quotation alone."""

from __future__ import annotations

import re
from dataclasses import replace

from framing.attribution.sentence import Found, Sentence, Span
from framing.language import WORD, Quotation

_COLON = re.compile(r"[:|]\s+|\s[–—-]\s")
_LABELS = re.compile(
    r"(?i)^(?:breaking|update\s*\d*|updated|watch|video|photos?|exclusive|analysis|opinion|editorial|fact ?check|"
    r"live|report|"
    r"the latest|read more|read also|poll|listen|timeline|explainer|factbox|correction|tags?|date of publication)$"
)
_ROLES = frozenset(
    "navy fleet coastguard witness resident residents doctors medics rescuers firm union "
    "official officials minister ministry spokesman spokeswoman spokesperson president report reports "
    "source sources army military police general admiral envoy ambassador lawmaker lawmakers senator "
    "senators monitor monitors activists experts expert study survey witnesses".split()
)
_TAIL_WORD = r"(?:[A-Z][\w.’'-]*|of|the|and|FM|PM|" + "|".join(sorted(_ROLES)) + ")"
_TAIL_SPEAKER = re.compile(
    r"(?P<mark>[:–—-])\s*(?P<speaker>(?:[A-Z][\w.’'-]*|"
    + "|".join(sorted(_ROLES))
    + rf")(?:\s+{_TAIL_WORD}){{0,4}})\s*$"
)
_ENDS_IN_ROLE = re.compile(r"\b(?:" + "|".join(sorted(_ROLES)) + r")\s*$")


def headline_forms(sentence: Sentence, taken: list[Span]) -> list[Found]:
    """Attributions of a headline that no verb makes.

    taken : content spans already found in this headline.
    """
    start, end = sentence.piece.start, sentence.piece.end
    text = sentence.text
    if not sentence.piece.in_headline:
        return []
    found: list[Found] = []
    match = _COLON.search(text, start, end)
    if (
        match is not None
        and ":" in match.group()
        and not _inside_quote(sentence, match.start())
        and all(span[0] > match.start() for span in taken)
    ):
        head = _without_topic(text, start, match.start())
        tail = _trimmed(text, match.end(), end)
        if (
            _names_a_speaker(sentence, head)
            and tail is not None
            and len(WORD.findall(text[slice(*tail)])) >= 3
        ):
            cue = (match.start(), match.start() + 1)
            return [Found(head, cue, (tail,), None, ":", "headline_colon")]
    tail_match = _TAIL_SPEAKER.search(text, start, end)
    if (
        tail_match is not None
        and not taken
        and tail_match.start() - start > 12
        and not _inside_quote(sentence, tail_match.start())
    ):
        content = _trimmed(text, start, tail_match.start())
        speaker = tail_match.span("speaker")
        named = (
            tail_match["mark"] == ":"
            or _ENDS_IN_ROLE.search(text, *speaker)
            or _quote_in(sentence, content or (0, 0))
        )
        if content is not None and named:
            whole = _quote_in(sentence, content)
            span = (whole.start, whole.end) if whole is not None and whole.start <= start + 1 else content
            return [Found(speaker, None, (span,), None, None, "headline_tail")]
    for quote in sentence.quotes:
        inside = quote.start >= start and quote.end <= end
        alone = inside and len(WORD.findall(text[quote.inner_start : quote.inner_end])) >= 3
        if alone and not any(a < quote.end and quote.start < b for a, b in taken):
            found.append(Found(None, None, ((quote.start, quote.end),), None, None, "headline_quote"))
    return found


def before_the_colon(sentence: Sentence, found: list[Found]) -> list[Found]:
    """ "Officials say S: ‘Q’": what stands before the colon is said too, and by the one who says Q."""
    if not sentence.piece.in_headline:
        return found
    for quote in sentence.quotes:
        colon = sentence.text.rfind(":", sentence.piece.start, quote.start)
        if colon < 0 or sentence.text[colon + 1 : quote.start].strip():
            continue
        says = [
            f for f in found if f.cue is not None and f.cue[1] < colon and f.content[-1][1] >= quote.start
        ]
        first = min(says, key=lambda f: f.cue or (0, 0), default=None)
        if first is None or first.cue is None:
            continue
        start, end = first.cue[1], first.content[-1][1]
        if len(WORD.findall(sentence.text[start:colon])) < 2:
            continue
        whole = replace(first, content=((start + (sentence.text[start] == " "), end),))
        found = [whole if f is first else f for f in found if f is first or f not in says]
    return found


def _names_a_speaker(sentence: Sentence, span: Span) -> bool:
    words = WORD.findall(sentence.text[span[0] : span[1]])
    if not 1 <= len(words) <= 7 or _LABELS.match(sentence.text[span[0] : span[1]].strip()):
        return False
    tokens = sentence.tokens_in(*span)
    parse = sentence.parse
    if not tokens or any(parse.tag[t] in ("VBD", "VBZ", "VBP", "MD", "WRB") for t in tokens):
        return False
    # The last word is the head: "Ruritanian navy" speaks, "Ruritania truce" is a topic.
    last = tokens[-1]
    quoted = any(quote.start >= span[1] and quote.start - span[1] < 3 for quote in sentence.quotes)
    if parse.lower[last] in _ROLES or parse.pos[last] == "PROPN":
        return True
    return quoted and len(words) <= 3 and sentence.text[parse.start[last]].isupper()


def _without_topic(text: str, start: int, end: int) -> Span:
    """ "Harlan on Russia" → "Harlan"."""
    cut = text.find(" on ", start, end)
    return start, cut if cut > start else end


def _inside_quote(sentence: Sentence, offset: int) -> bool:
    return any(quote.start <= offset < quote.end for quote in sentence.quotes)


def _quote_in(sentence: Sentence, span: Span) -> Quotation | None:
    return next((q for q in sentence.quotes if q.start >= span[0] and q.end <= span[1]), None)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:."):
        end -= 1
    return (start, end) if start < end else None
