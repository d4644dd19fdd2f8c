"""What the reviewer says, checked: an event from the browser becomes rows of the coding table, or is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from framing.checks import choose
from framing.coding.review_units import ROLES, Item, Sampled
from framing.coding.units import VERDICTS, attribution_unit, words_of
from framing.schema import Spans

MISSED = "missed"
JUDGEMENTS = tuple(verdict for verdict in VERDICTS if verdict != MISSED)
_KEYS = {
    "judge": ("verdict", "side", *ROLES),
    "missed": ("side", *ROLES),
    "done": (),
    "undo": (),
    "move": ("by",),
}
Row = dict[str, Any]


class RefusedError(ValueError):
    """An event that cannot be kept; its message is for the reviewer."""


def check_event(event: object, shown: str) -> dict[str, Any]:
    """The event, when it is one of those known and judges the unit on the screen; RefusedError when not."""
    if not isinstance(event, Mapping):
        raise RefusedError(f"Not kept: {type(event).__name__} is no answer.")
    action = event.get("action")
    if not isinstance(action, str) or action not in _KEYS:
        raise RefusedError(f"Not kept: action {action!r} is unknown; known: {', '.join(_KEYS)}.")
    # To move or undo twice in haste is meant; to judge what is no longer on the screen is not.
    if action not in ("move", "undo") and event.get("unit_id") != shown:
        raise RefusedError(
            "Not kept: the answer was for another unit than the one shown. Please answer again."
        )
    odd = sorted(map(str, set(event) - {"action", "unit_id", *_KEYS[action]}))
    if odd:
        raise RefusedError(f"Not kept: {action} with {', '.join(odd)}, which it does not take.")
    return {str(key): value for key, value in event.items() if value is not None}


def judged_rows(
    event: Mapping[str, Any], item: Item, *, text: str, sides: Sequence[str], blind: bool, coder: str
) -> list[Row]:
    """Rows of an attribution that was judged.

    A blind reviewer says whether the spans are right, and a side; whether that is the machine's is found out here.
    """
    if item.found is None:
        raise RefusedError(
            "This is a sentence, not an attribution: m adds what was missed, d says that it is done."
        )
    verdict = _chosen("verdict", event.get("verdict"), JUDGEMENTS)
    side = event.get("side")
    if verdict == "right" and side is None and not blind:
        side = item.found.side
    if verdict == "not_attribution":
        if side is not None or any(role in event for role in ROLES):
            raise RefusedError("Not kept: what is no attribution has no side and no spans.")
        return [_row(item.unit, item.unit_id, "attribution", coder, "verdict", verdict)]
    side = _chosen("side", side, sides)
    spans = dict(item.found.spans)
    if verdict == "wrong_span":
        spans = _spans_of(event, text, item.unit)
        if spans == item.found.spans:
            raise RefusedError(
                "Not kept: the spans are the machine's. Move an end, or press Escape and then r."
            )
    else:
        if any(role in event for role in ROLES):
            raise RefusedError("Not kept: new spans belong to a wrong span (w).")
        if verdict == "wrong_side" and side == item.found.side and not blind:
            raise RefusedError(f"Not kept: {side} is the machine's side. Press r if it is right.")
        verdict = "right" if side == item.found.side else "wrong_side"
    return _attribution_rows(item.unit, item.unit_id, coder, verdict, side, spans, text)


def missed_rows(
    event: Mapping[str, Any],
    item: Item,
    *,
    text: str,
    sides: Sequence[str],
    taken: Mapping[str, Spans],
    coder: str,
) -> list[Row]:
    """Rows of an attribution that the machine missed; `taken` are the contents there are, by unit."""
    side = _chosen("side", event.get("side"), sides)
    spans = _spans_of(event, text, item.unit)
    content, cue = spans["content"], spans.get("cue", ((-1, -1),))[0][0]
    unit_id = attribution_unit(item.unit.article_id, content[0][0], content[-1][1], cue)
    if unit_id in taken or content in taken.values():
        raise RefusedError("Not kept: there is one with this content already. Choose another span.")
    return _attribution_rows(item.unit, unit_id, coder, MISSED, side, spans, text)


def done_row(unit: Sampled, coder: str) -> Row:
    """The row that says that a sampled unit was judged whole."""
    return _row(unit, unit.unit_id, unit.kind, coder, "done", "yes")


def _attribution_rows(
    unit: Sampled, unit_id: str, coder: str, verdict: str, side: str, spans: Mapping[str, Spans], text: str
) -> list[Row]:
    rows = [
        _row(unit, unit_id, "attribution", coder, "verdict", verdict),
        _row(unit, unit_id, "attribution", coder, "side", side),
    ]
    # Those that stand confirmed are written too: labels find their place again by them when ids change.
    for role in ROLES:
        if role in spans:
            rows.append(
                _row(unit, unit_id, "attribution", coder, role, words_of(text, spans[role]), spans[role])
            )
    return rows


def _row(
    unit: Sampled, unit_id: str, kind: str, coder: str, variable: str, value: str, spans: Spans | None = None
) -> Row:
    return {
        "unit_id": unit_id,
        "parent_unit_id": unit.unit_id if kind == "attribution" else None,
        "unit_kind": kind,
        "article_id": unit.article_id,
        "article_sha256": unit.article_sha256,
        "coder": coder,
        "variable": variable,
        "value": value,
        "spans": spans,
        "stratum": unit.stratum,
        "inclusion_probability": unit.inclusion_probability,
        "run_id": unit.run_id,
    }


def _chosen(name: str, value: object, allowed: Sequence[str]) -> str:
    if value is None:
        raise RefusedError(f"Not kept: it needs a {name}; one of {', '.join(allowed)}.")
    try:
        return str(choose(name, value, allowed))
    except ValueError as error:
        raise RefusedError(f"Not kept: {error}") from None


def _spans_of(event: Mapping[str, Any], text: str, unit: Sampled) -> dict[str, Spans]:
    """The spans of the event, trimmed of the white space that a mouse takes along."""
    spans: dict[str, Spans] = {}
    for role in ROLES:
        given = event.get(role)
        if given is None or given == []:
            continue
        pieces = _pieces(role, given, text)
        if len(pieces) > 1 and role != "content":
            raise RefusedError(f"Not kept: the {role} is one stretch of text, not {len(pieces)}.")
        spans[role] = pieces
    if "content" not in spans:
        raise RefusedError("Not kept: select what is attributed (the content) first.")
    if not unit.start <= spans["content"][0][0] < unit.end:
        raise RefusedError(f"Not kept: the content must begin in the highlighted {unit.kind}.")
    return spans


def _pieces(role: str, given: object, text: str) -> Spans:
    if not isinstance(given, list):
        raise RefusedError(f"Not kept: {role} is no list of spans.")
    pieces = []
    for pair in given:
        whole = isinstance(pair, list) and len(pair) == 2 and all(type(end) is int for end in pair)
        if not whole or not 0 <= pair[0] < pair[1] <= len(text):
            raise RefusedError(f"Not kept: {pair!r} is no span of this text ({len(text)} characters).")
        words = text[pair[0] : pair[1]]
        start = pair[0] + len(words) - len(words.lstrip())
        if not words.strip():
            raise RefusedError(f"Not kept: the {role} selected is empty.")
        pieces.append((start, start + len(words.strip())))
    pieces.sort()
    if any(after[0] < before[1] for before, after in pairwise(pieces)):
        raise RefusedError(f"Not kept: pieces of the {role} overlap.")
    return tuple(pieces)
