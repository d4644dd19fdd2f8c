"""Attributions: cues, quotations, one function per way of attributing."""

from framing.attribution.cues import Cue, CueBook, default_cues, load_cues
from framing.attribution.extract import find_attributions

__all__ = ["Cue", "CueBook", "default_cues", "find_attributions", "load_cues"]
