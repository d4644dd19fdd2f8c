"""A slice of the fuzzing in benchmarks/fuzz.py: the same damaged inputs on every run, a few of each reader."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# After the tests: both folders hold a `material`.
sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))
import fuzz

# Real exports are damaged in the benchmark alone: they are large, and not shipped.
NAMES = sorted(set(fuzz.seeds()) - {"exports"})


@pytest.fixture(scope="module")
def readers() -> dict[str, Callable[[bytes], object]]:
    return fuzz.readers()


@pytest.mark.parametrize("name", NAMES)
def test_whole_files_are_read(name: str, readers: dict[str, Callable[[bytes], object]]) -> None:
    # The last of the CSV files is separated by tabs: refused, with a hint.
    expected = ["read"] * len(fuzz.seeds()[name])
    if name == "csv":
        expected[-1] = "refused"
    assert [fuzz.try_one(readers[name], data) for data in fuzz.seeds()[name]] == expected


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_read_or_refused(name: str, readers: dict[str, Callable[[bytes], object]]) -> None:
    outcomes = [fuzz.try_one(readers[name], data) for data in fuzz.inputs(name, seed=10_000, n=8)]
    assert set(outcomes) <= {"read", "refused"}, outcomes


def test_the_same_seed_makes_the_same_inputs() -> None:
    for name in NAMES:
        assert list(fuzz.inputs(name, 7, 3)) == list(fuzz.inputs(name, 7, 3))
        assert list(fuzz.inputs(name, 7, 3)) != list(fuzz.inputs(name, 8, 3))


def test_a_crash_and_a_hang_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(data: bytes) -> None:
        raise KeyError("x")

    def hang(data: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "SECONDS", 1)
    assert fuzz.try_one(crash, b"") == "KeyError: 'x'"
    assert fuzz.try_one(hang, b"") == "Slow: over 1 seconds"
