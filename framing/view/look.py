"""What the reader marks of one attribution or finding, and what it tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from framing.anchors import anchor_of
from framing.view.marks import Mark

UNKNOWN = "unresolved"
# What has a line of its own; every other phenomenon shares one.
LINES = {"scare_quote": "scare", "naming": "naming", "distancing": "distance"}


def attribution_marks(
    rows: Sequence[dict[str, Any]], classes: Mapping[str, str], text: str, *, resolved: bool
) -> list[Mark]:
    """Marks of the attributions of one article, numbered as they stand."""
    names = {str(row["attribution_id"]): _tag(row, text, resolved) for row in rows}
    return [
        mark
        for number, row in enumerate(rows, start=1)
        for mark in _marks(row, number, classes, text, names, resolved)
    ]


def _marks(
    row: dict[str, Any],
    number: int,
    classes: Mapping[str, str],
    text: str,
    names: Mapping[str, str],
    resolved: bool,
) -> list[Mark]:
    look, identity = classes[row.get("side") or UNKNOWN], str(row["attribution_id"])
    holder = str(row["nested_in"]) if row["nested_in"] else ""
    about, tag = tooltip(row, text, names.get(holder, "")), names[identity]
    pieces = [p for p in row["content_spans"] or ((row["content_start"], row["content_end"]),) if p[1] > p[0]]
    marks = [
        Mark(
            start, end, "mark", f"content {look}", identity, about, tag if order == 0 else f"… {tag}",
            f"{number}" if order == 0 else f"…{number}", "" if order else anchor_of(identity, kind="q"),
            bool(holder),
        )
        for order, (start, end) in enumerate(pieces)
    ]  # fmt: skip
    for role, element in (("speaker", "b"), ("cue", "i")):
        start, end = row[f"{role}_start"], row[f"{role}_end"]
        if start is not None and end is not None and end > start:
            marks.append(Mark(int(start), int(end), element, f"{role} {look}", identity, about))
    return marks


def _tag(row: dict[str, Any], text: str, resolved: bool) -> str:
    name = row.get("actor") or row["speaker"] or _words(row, "speaker", text) or "no speaker in the text"
    side = row.get("side") or UNKNOWN
    return " ".join((f"{side} · {name}" if resolved else name).split())


def _words(row: dict[str, Any], role: str, text: str) -> str:
    start, end = row.get(f"{role}_start"), row.get(f"{role}_end")
    return "" if start is None or end is None else text[int(start) : int(end)]


def tooltip(row: dict[str, Any], text: str, holder: str = "") -> str:
    """What is known about one attribution, a line each; what is missing is left out."""
    cue_kind = ", ".join(str(row[name]) for name in ("cue_class", "stance") if row[name])
    cue, led_by = _words(row, "cue", text), _words(row, "antecedent", text)
    inside = " · ".join(filter(None, [f"what is said by {holder}" if holder else "", row["nested_in"]]))
    lines = [
        ("speaker", _words(row, "speaker", text)),
        ("actor", " · ".join(str(row[name]) for name in ("actor", "actor_id") if row.get(name))),
        ("side", row.get("side")),
        ("resolved by", " ".join(filter(None, [row.get("resolved_by"), f"({led_by})" if led_by else ""]))),
        ("anonymous", "yes" if row.get("anonymous") else None),
        ("cue", f"{cue} ({cue_kind})" if cue and cue_kind else cue or cue_kind),
        ("quote type", row["quote_type"]),
        ("act", row["act"]),
        ("target", " · ".join(filter(None, [_words(row, "target", text), row.get("target_side")]))),
        ("construction", row["construction"]),
        ("engine", row["engine"]),
        ("inside", inside),
        ("attribution", row["attribution_id"]),
    ]
    return "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in lines if value)


def finding_marks(found: Sequence[dict[str, Any]], article_id: str, text: str) -> list[Mark]:
    """Underlines of the findings of one article."""
    marks = []
    for row in found:
        start, end = int(row["start"]), int(row["end"])
        if not 0 <= start <= end <= len(text):
            raise ValueError(
                f"findings: start={start}, end={end} in {article_id!r} lie outside the text ({len(text)} characters); "
                "pass the articles that the findings were made from."
            )
        if start == end:
            continue
        kind = str(row["phenomenon"])
        whose = " ".join(filter(None, [row["voice"], row["speaker_side"] and f"({row['speaker_side']})"]))
        lines = [
            (kind.replace("_", " "), row["variant"] or text[start:end]),
            ("entry", row["entry_id"]),
            ("side", row["side"]),
            ("voice", whose),
        ]
        about = "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in lines if value)
        marks.append(Mark(start, end, "u", f"finding {LINES.get(kind, 'else')}", "", about))
    return marks
