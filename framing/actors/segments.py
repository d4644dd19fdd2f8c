"""Take a phrase apart: its coordinated parts, its core, and what hangs on the core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.actors.items import ENTITIES, Item
from framing.actors.roles import Roles

NOISE = frozenset({"time", "paren", "stop", "num"})


@dataclass(frozen=True)
class Segment:
    """A stretch of a phrase with what joins it to the core: a preposition, "," for an apposition, "who", "issued"."""

    joint: str
    items: tuple[Item, ...]


def conjuncts(items: Sequence[Item]) -> list[list[Item]]:
    parts: list[list[Item]] = [[]]
    listed = any(item.kind == "conj" for item in items)
    for index, item in enumerate(items):
        if item.kind == "conj" or (listed and item.kind == "comma" and _lists(items, index)):
            if any(one.kind in ENTITIES or one.kind in ("role", "name", "pron") for one in parts[-1]):
                parts.append([])
            continue
        parts[-1].append(item)
    return [part for part in parts if part]


def _lists(items: Sequence[Item], index: int) -> bool:
    """Whether a comma stands between two bare entities ("Washington, London and Paris")."""
    after = [item for item in items[index + 1 : index + 3] if item.kind not in ("det", "conj")]
    before = items[index - 1] if index else None
    bare = ("state", "capital", "inst")
    return before is not None and before.kind in bare and bool(after) and after[0].kind in bare


def take_apart(items: Sequence[Item], roles: Roles) -> list[Segment]:
    out: list[Segment] = []
    joint = ""
    held: list[Item] = []
    depth = 0
    for index, item in enumerate(items):
        if item.kind == "paren":
            depth = 1 if "(" in item.key else 0
            continue
        if depth or item.kind in ("stop", "time", "num"):
            continue
        turn = _turn(item, held, items, index, roles)
        if turn:
            if held or not out:
                out.append(Segment(joint, tuple(held)))
            elif joint in ("issued", "carried", "led", ","):
                turn = joint if turn == "by" else f"{turn}"
            joint, held = turn, []
            if item.kind not in ("det", "role", "own"):
                continue
        held.append(item)
    if held:
        out.append(Segment(joint, tuple(held)))
    while out and not out[0].items:
        out.pop(0)
    return out


def _turn(item: Item, held: list[Item], items: Sequence[Item], index: int, roles: Roles) -> str:
    sets = roles.sets
    if item.kind == "prep":
        return item.key
    if item.kind == "comma":
        return ","
    if item.kind == "rel":
        return "that" if held or index else ""
    if item.kind == "part":
        if item.key in sets["issued"]:
            return "issued"
        return "carried" if item.key in sets["carried"] else "led"
    named = bool(held) and held[-1].kind in ("name", "person", "inst") and not held[-1].owns
    if named and item.kind in ("det", "own"):
        return ","
    if named and item.kind == "role" and held[-1].kind in ("name", "person"):
        following = items[index + 1] if index + 1 < len(items) else None
        if following is not None and following.kind == "prep" and len(held[-1].words) > 1:
            return ","
    return ""
