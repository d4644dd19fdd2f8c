"""Coding by hand: sheets, answers read back, agreement of coders, and the machine's error."""

from framing.coding.agreement import agreement
from framing.coding.apply import apply_coding, coded_sample
from framing.coding.coders import align_missed
from framing.coding.sheet import coding_sheet

__all__ = ["agreement", "align_missed", "apply_coding", "coded_sample", "coding_sheet"]
