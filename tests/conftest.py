"""Fuzzed tests draw the same examples on every run, unless FRAMING_FUZZ is set: then new ones, to find new faults."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None)
settings.load_profile("fuzz" if os.environ.get("FRAMING_FUZZ") else "same")
