"""Actors: the codebook, mentions in the text, and speakers resolved to an actor and a side."""

from framing.actors.codebook import Codebook, Entry, Held, load_codebook
from framing.actors.mentions import find_mentions
from framing.actors.resolve import resolve_speakers
from framing.actors.unresolved import unresolved_speakers

__all__ = [
    "Codebook",
    "Entry",
    "Held",
    "find_mentions",
    "load_codebook",
    "resolve_speakers",
    "unresolved_speakers",
]
