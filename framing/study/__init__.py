"""The whole analysis in one call that can be interrupted and run again."""

from framing.deferred import defer

__all__ = defer(__name__)
