"""Word choice: which words, names and grammar each side's story is told in, and the way back to the sentences."""

from framing.wordchoice.concordance import concordance
from framing.wordchoice.contrast import contrast_words
from framing.wordchoice.count import count_words
from framing.wordchoice.examples import examples
from framing.wordchoice.findings import locate
from framing.wordchoice.naming import find_naming, naming_shares, naming_switches

__all__ = [
    "concordance",
    "contrast_words",
    "count_words",
    "examples",
    "find_naming",
    "locate",
    "naming_shares",
    "naming_switches",
]
