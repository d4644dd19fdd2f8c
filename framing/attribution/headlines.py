"""Forms that headlines use: a speaker and a colon, a quotation and its speaker, a quotation alone.

Headlines of other reports that stand in the text ("Read also") keep their speaker after a dash.
"""

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
# Nouns for those who speak for themselves or for others.
SPEAKING = frozenset(
    "navy fleet coastguard witness resident residents doctors medics rescuers firm union "
    "official officials minister ministry spokesman spokeswoman spokesperson president report reports "
    "source sources army military police general admiral envoy ambassador lawmaker lawmakers senator "
    "senators monitor monitors activists experts expert study survey witnesses "
    "governor mayor secretary commander chancellor premier lawyer police analysts analyst reporter diplomat "
    "diplomats coastguards guard guards officers officer aides aide".split()
)
# Houses that stand for those who speak there.
_HOUSES = frozenset("kremlin pentagon nato mod un nasa fbi cia fsb idf eu".split())
_TAIL_WORD = r"(?:[A-Z][\w.’'-]*|of|the|and|FM|PM|" + "|".join(sorted(SPEAKING)) + ")"
_TAIL_SPEAKER = re.compile(
    r"(?P<mark>[:–—-])\s*(?P<speaker>(?:[A-Z][\w.’'-]*|"
    + "|".join(sorted(SPEAKING))
    + rf")(?:\s+{_TAIL_WORD}){{0,4}})\s*$"
)
_ENDS_IN_ROLE = re.compile(r"(?i)\b(?:" + "|".join(sorted(SPEAKING | _HOUSES)) + r")\s*$")
# Words of a headline in capitals, and the dash and speaker that end it.
_SMALL_WORDS = frozenset(
    "a an and as at by de for from in into of off on or over per the to up via with".split()
)
_OPENING = "[(\"'“‘"
_ENDING = ".:;!?"
_SPACED_DASH = re.compile(r"(?<=\s)[–—-]\s+(?=[A-Z])")
_RUN_SPEAKER = re.compile(
    r"(?:[A-Z][\w’'-]*\s+(?:(?:of|the|for)\s+)?){0,3}?"
    r"(?:"
    + "|".join(sorted({word.title() for word in SPEAKING} | {"Kremlin", "Pentagon", "NATO", "MoD", "UN"}))
    + r")"
    # Not in a caption that goes on with "… - Police Chief Orlova said".
    r"\b(?!\s+(?:[A-Z][\w.’'-]*\s+){1,3}(?:said|says|told|added|warned)\b)(?=\s+[A-Z]|\s*$)"
)
# A headline runs together with what stands before it; more words, or characters, than this none has.
_LONGEST, _SHORTEST, _WIDEST = 12, 5, 160


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


def headlines_between(text: str, start: int) -> list[Found]:
    """Headlines of other reports in the text, in capitals, with a dash and who says so: "Ferry Lost in Storm - Source".

    start : where the body begins. Where one headline runs into the next, the last 12 words are taken for it.
    """
    found: list[Found] = []
    done = start
    for dash in _SPACED_DASH.finditer(text, start):
        speaker = _RUN_SPEAKER.match(text, dash.end())
        if speaker is None:
            continue
        line = max(done, dash.start() - _WIDEST)
        line = max(line, text.rfind("\n", line, dash.start()) + 1)
        run: list[re.Match[str]] = []
        for word in reversed(list(re.finditer(r"\S+", text[line : dash.start()]))):
            shown = word.group().lstrip(_OPENING)
            if len(run) == _LONGEST or not (
                shown[:1].isupper() or shown[:1].isdigit() or shown in _SMALL_WORDS
            ):
                break
            if word.group()[-1] in _ENDING and run:
                break
            run.append(word)
        while run and run[-1].group() in _SMALL_WORDS:
            run.pop()
        if len(run) >= _SHORTEST:
            content = (line + run[-1].start(), line + run[0].end())
            found.append(Found(speaker.span(), None, (content,), None, None, "headline_tail"))
            done = speaker.end()
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
    if parse.lower[last] in SPEAKING or parse.pos[last] == "PROPN":
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
