"""Word choice: which words each side uses, or has used about it."""

from framing.wordchoice.contrast import contrast_words
from framing.wordchoice.count import count_words

__all__ = ["contrast_words", "count_words"]
