"""Word choice: which words each side uses, or has used about it."""

from framing.wordchoice.count import count_words

__all__ = ["count_words"]
