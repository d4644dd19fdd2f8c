"""What kind of attribution a row is, told from its spans, the text and the cue codebook alone."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from framing.attribution.cue_index import default_index
from framing.attribution.lookup import look_up
from framing.language import WORD, Quotation, paragraphs, quotations, split_sentences
from framing.schema import make_table

_PRONOUNS = frozenset(
    "he she it they i we you him her them me us one himself herself themselves this that these those others "
    "everyone everybody someone somebody anyone nobody many some".split()
)
_RELATIVES = frozenset("who which whom whose".split())
_DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your some many several".split()
)
_BE = r"(?:am|is|are|was|were|be|been|being|['’]s|['’]re|got|get|gets)"
_PARTICIPLE = r"(?:\w+ed|\w+en|said|told|quoted|heard|seen|made|known|held|thought|urged|sent)"
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:\w+ly\s+|also\s+|not\s+)?{_PARTICIPLE}\b", re.IGNORECASE)
_LENGTHS = ((3, "1–3 words"), (10, "4–10 words"), (25, "11–25 words"), (60, "26–60 words"))
Span = Sequence[int]
Row = dict[str, Any]


class Reader:
    """One article: what its rows are told from."""

    def __init__(self, text: str) -> None:
        self.text = text
        blank = text.find("\n\n")
        self.body_start = blank + 2 if 0 < blank < 400 else 0
        self._quotes: list[Quotation] = quotations(text, paragraphs(text, self.body_start))
        article = make_table([{"article_id": "-", "text": text, "body_start": self.body_start}], "articles")
        self._sentences = split_sentences(article)["start"].tolist()
        self._lower = {word for word in WORD.findall(text) if word == word.lower()}

    def kinds(self, row: Row, rows: Sequence[Row]) -> dict[str, str]:
        """Category → value of one row; `rows` are all of the article, to tell what is nested."""
        content, cue, speaker = (
            sorted(map(tuple, row.get(role) or [])) for role in ("content", "cue", "speaker")
        )
        words = " ".join(self.text[a:b] for a, b in cue)
        after = self.text[cue[-1][1] : cue[-1][1] + 120] if cue else ""
        found = look_up(words, after) if cue else None
        known = default_index().cues.get(found.cue_id) if found is not None and found.cue_id else None
        passive = known is not None and known.pos == "verb" and bool(_PASSIVE.search(words))
        return {
            "quote type": row.get("quote_type") or self._quote_type(content),
            "speaker kind": self._speaker_kind(speaker),
            "order": _order(speaker, cue, content),
            "cue kind": "none"
            if not cue
            else "sign"
            if not WORD.search(words)
            else known.pos
            if known
            else "unknown",
            "cue class": "none" if found is None else found.cue_class,
            "act": "none" if found is None else found.act,
            "cue voice": "passive" if passive else "active" if known and known.pos == "verb" else "no verb",
            "cue lemma": "none" if found is None else found.lemma,
            "content": _pieces(self.text, content),
            "content length": _length(sum(len(WORD.findall(self.text[a:b])) for a, b in content)),
            "nested": _nested(content, rows),
            "place": "headline" if content[0][0] < self.body_start else "body",
            "reach": self._reach(speaker, cue, content),
        }

    def _quote_type(self, content: Sequence[Span]) -> str:
        inside = total = 0
        for start, end in content:
            for word in WORD.finditer(self.text, start, end):
                total += 1
                inside += any(q.start <= word.start() and word.end() <= q.end for q in self._quotes)
        return "indirect" if not inside else "direct" if inside == total else "mixed"

    def _speaker_kind(self, speaker: Sequence[Span]) -> str:
        if not speaker:
            return "none"
        start, end = speaker[0][0], speaker[-1][1]
        words = WORD.findall(self.text[start:end])
        plain = [word.lower() for word in words]
        if len(plain) == 1 and plain[0] in _PRONOUNS | _RELATIVES:
            return "relative" if plain[0] in _RELATIVES or plain[0] == "that" else "pronoun"
        kept = words[1:] if plain and plain[0] in _DETERMINERS else words
        first_of_sentence = bool(kept) and kept is words and start in self._sentences
        for number, word in enumerate(kept):
            # A capital that opens a sentence says nothing of a word that stands small elsewhere.
            if word[:1].isupper() and not (number == 0 and first_of_sentence and word.lower() in self._lower):
                return "name"
        return "description"

    def _reach(self, speaker: Sequence[Span], cue: Sequence[Span], content: Sequence[Span]) -> str:
        numbers = {bisect_right(self._sentences, start) for start, _ in [*speaker, *cue]}
        own = {bisect_right(self._sentences, at) for start, end in content for at in (start, end - 1)}
        if numbers and not numbers & own:
            return "speaker and cue in another sentence"
        return "one sentence" if len(own | numbers) == 1 else "several sentences"


def _order(speaker: Sequence[Span], cue: Sequence[Span], content: Sequence[Span]) -> str:
    parts = [
        (spans[0][0], name)
        for spans, name in ((speaker, "speaker"), (cue, "cue"), (content, "content"))
        if spans
    ]
    around = [
        spans
        for spans in (speaker, cue)
        if spans and content[0][0] < spans[0][0] < content[-1][1] and len(content) > 1
    ]
    return " ".join(name for _, name in sorted(parts)) + (" content" if around else "")


def _pieces(text: str, content: Sequence[Span]) -> str:
    between = (text[one[1] : two[0]] for one, two in itertools.pairwise(content))
    return "split" if any(WORD.search(gap) for gap in between) else "whole"


def _length(n: int) -> str:
    return next((name for limit, name in _LENGTHS if n <= limit), "over 60 words")


def _nested(content: Sequence[Span], rows: Sequence[Row]) -> str:
    start, end = content[0][0], content[-1][1]
    for row in rows:
        for a, b in row["content"]:
            if a <= start and end <= b and (a, b) != (start, end):
                return "inside another"
    return "outermost"
