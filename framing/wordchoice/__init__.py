"""Word choice: which words, names and grammar each side's story is told in, and the way back to the sentences."""

from framing.deferred import defer

__all__ = defer(__name__)
