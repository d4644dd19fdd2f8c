"""Units of coding: their names, the spans that the names hold, and the words that a sheet shows of them."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import pandas as pd

from framing.schema import Spans

# What a unit is judged by; all others are of the sampled unit as a whole.
SPAN_VARIABLES = ("speaker", "cue", "content")
VERDICTS = ("right", "wrong_side", "wrong_span", "not_attribution", "missed")
IS_ATTRIBUTION = ("right", "wrong_side", "wrong_span", "missed")

# No offset has more digits; Python refuses to read thousands of them.
_N = r"[0-9]{1,12}"
_SENTENCE = re.compile(rf"^(?P<article>.+):s(?P<start>{_N})-(?P<end>{_N})$", re.DOTALL)
_ATTRIBUTION = re.compile(rf"^(?P<article>.+):(?P<start>{_N})-(?P<end>{_N}):(?P<cue>-1|{_N})$", re.DOTALL)
_SPANS = re.compile(rf"\s*(speaker|cue|content)\s+({_N}-{_N}(?:;{_N}-{_N})*)\s*")


class UnitName(NamedTuple):
    """What a unit's name says: kind, article, the hull of its text, and where an attribution's cue begins (or −1)."""

    kind: str
    article_id: str
    start: int
    end: int
    cue_start: int = -1

    @property
    def unit_id(self) -> str:
        if self.kind == "article":
            return self.article_id
        if self.kind == "sentence":
            return sentence_unit(self.article_id, self.start, self.end)
        return attribution_unit(self.article_id, self.start, self.end, self.cue_start)


def sentence_unit(article_id: str, start: int, end: int) -> str:
    """The name of a sampled sentence."""
    return f"{article_id}:s{start}-{end}"


def attribution_unit(article_id: str, start: int, end: int, cue_start: int = -1) -> str:
    """The name of an attribution: its attribution_id."""
    return f"{article_id}:{start}-{end}:{cue_start}"


def read_unit(unit_id: str, kind: str | None = None) -> UnitName | None:
    """What a unit's name says; None where it is no such name. Without `kind`, the name's form tells it.

    An article's name holds no offsets: its hull is (0, 0).
    """
    if kind in (None, "sentence") and (found := _SENTENCE.match(unit_id)):
        return UnitName("sentence", found["article"], int(found["start"]), int(found["end"]))
    if kind in (None, "attribution") and (found := _ATTRIBUTION.match(unit_id)):
        spans = int(found["start"]), int(found["end"]), int(found["cue"])
        return UnitName("attribution", found["article"], *spans)
    return UnitName("article", unit_id, 0, 0) if kind in (None, "article") and unit_id else None


def text_hash(text: str) -> str:
    """SHA-256 of a text as the articles table has it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hashes(articles: pd.DataFrame) -> list[str]:
    """SHA-256 of the texts as they stand, whatever the column `sha256` says of them."""
    return [text_hash(text) for text in articles["text"]]


def shown_spans(spans: dict[str, Spans | None]) -> str:
    """'speaker 0-8 | cue 9-13 | content 14-50;60-70': nothing that a spreadsheet takes for a date, plain letters."""
    told = [(name, spans.get(name)) for name in SPAN_VARIABLES]
    return " | ".join(
        f"{name} {';'.join(f'{start}-{end}' for start, end in pieces)}" for name, pieces in told if pieces
    )


def read_shown_spans(cell: str) -> dict[str, Spans]:
    """What `shown_spans` wrote; parts that are none are left out."""
    out: dict[str, Spans] = {}
    for part in cell.split("|"):
        found = _SPANS.fullmatch(part)
        if found:
            pieces = (piece.split("-") for piece in found[2].split(";"))
            spans = tuple((int(start), int(end)) for start, end in pieces)
            if all(start < end for start, end in spans) and list(spans) == sorted(spans):
                out[found[1]] = spans
    return out


def words_of(text: str, spans: Spans) -> str:
    """The words that spans cover, pieces joined as in `content`."""
    return " … ".join(text[start:end] for start, end in spans)
