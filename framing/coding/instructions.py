"""What a coder is told, and the answers that a sheet offers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from framing.coding.units import VERDICTS
from framing.schema import SHARED_SIDES, TABLES

YES_NO = ("yes", "no")


def answers(sides: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The answers to choose from, by column; a column that is not here takes words."""
    cues = {name: TABLES["attributions"].column(name).categories for name in ("cue_class", "stance")}
    named = tuple(dict.fromkeys([*sides, *SHARED_SIDES])) if sides else ()
    offered = {"side": named, "target_side": named} if named else {}
    return {"done": YES_NO, "verdict": VERDICTS, "anonymous": YES_NO} | cues | offered


def instructions(sides: Sequence[str] = ()) -> list[str]:
    """The instructions, a paragraph each; `sides` are those of the codebook."""
    told = (files("framing") / "coding" / "instructions.md").read_text(encoding="utf-8")
    named = ", ".join(sides) if sides else "a side of the codebook"
    return [part.replace("{sides}", named) for part in told.strip().split("\n\n")]
