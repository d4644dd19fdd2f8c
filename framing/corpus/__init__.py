"""Articles in: files and texts to the articles table, with every problem named."""

from framing.deferred import defer

__all__ = defer(__name__)
