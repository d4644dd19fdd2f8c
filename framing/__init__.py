"""Media-framing research: who gets to speak in the news, and in which words.

Articles come in, attributions are found, speakers get a side, functions measure, plots show, notebooks tell.
"""

from framing.deferred import defer

__version__ = "0.1.0"
__all__ = defer(__name__)
