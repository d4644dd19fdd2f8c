"""Fuzzed tests draw the same examples on every run, unless FRAMING_FUZZ is set: then new ones, to find new faults.

What tagger and parser gave for a text is kept between tests, as `make` keeps it: the embedded corpus is read once.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("FRAMING_CACHE", str(Path(__file__).resolve().parent.parent / ".cache" / "read"))

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None)
settings.load_profile("fuzz" if os.environ.get("FRAMING_FUZZ") else "same")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the figures of a study out, for what is not about them."""
    monkeypatch.setattr("framing.study.run.draw", lambda *args, **options: {})
