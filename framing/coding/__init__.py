"""Coding by hand: sheets, answers read back, agreement of coders, and the machine's error."""

from framing.coding.sheet import coding_sheet

__all__ = ["coding_sheet"]
