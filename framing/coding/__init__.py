"""Coding by hand: sheets, answers read back, agreement of coders, and the machine's error."""

from framing.coding.agreement import agreement
from framing.coding.apply import apply_coding, coded_sample
from framing.coding.coders import align_missed
from framing.coding.errors import measure_error
from framing.coding.read import read_coding
from framing.coding.review import Review, review
from framing.coding.sheet import coding_sheet
from framing.coding.write import write_coding_sheet

__all__ = [
    "Review",
    "agreement",
    "align_missed",
    "apply_coding",
    "coded_sample",
    "coding_sheet",
    "measure_error",
    "read_coding",
    "review",
    "write_coding_sheet",
]
