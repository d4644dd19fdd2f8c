"""Packages whose names are imported when they are asked for behave as others do."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import ModuleType

import pytest

import framing
import framing.wordchoice


def test_a_name_is_never_taken_by_the_module_of_the_same_name() -> None:
    importlib.import_module("framing.wordchoice.examples")
    importlib.import_module("framing.wordchoice.tone")
    assert callable(framing.wordchoice.examples) and callable(framing.wordchoice.tone)
    assert framing.examples is framing.wordchoice.examples


def test_every_public_name_is_there_and_no_other() -> None:
    for package in ("framing", "framing.corpus", "framing.study", "framing.wordchoice"):
        module = importlib.import_module(package)
        assert module.__all__ and set(module.__all__) <= set(dir(module))
        for name in module.__all__:
            assert not isinstance(getattr(module, name), ModuleType)
    for name in ("nothing", "a.b", "a b", "_nothing"):
        assert not hasattr(framing, name)
        with pytest.raises(AttributeError, match="has no attribute"):
            getattr(framing, name)


def test_a_function_that_names_the_package_can_be_sent() -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    sent = cloudpickle.loads(cloudpickle.dumps(framing))
    assert sent is framing


def test_loading_again_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = framing.wordchoice.tone
    monkeypatch.setitem(framing.wordchoice.__dict__, "tone", "old")
    assert importlib.reload(framing.wordchoice).tone is before


def test_importing_the_package_loads_no_library() -> None:
    said = "import sys, framing; print([n for n in ('pandas', 'numpy', 'matplotlib', 'spacy') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
