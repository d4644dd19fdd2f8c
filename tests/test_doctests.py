"""The examples in the docstrings of public names run, and give what they say."""

from __future__ import annotations

import doctest
from collections.abc import Iterator

import pytest

import framing


def examples() -> Iterator[tuple[str, doctest.DocTest]]:
    finder = doctest.DocTestFinder(recurse=False)
    for name in framing.__all__:
        for found in finder.find(getattr(framing, name), name, globs=dict(vars(framing))):
            if any(not example.options.get(doctest.SKIP) for example in found.examples):
                yield name, found


FOUND = list(examples())


@pytest.mark.parametrize("found", [each for _, each in FOUND], ids=[name for name, _ in FOUND])
def test_an_example_gives_what_it_says(found: doctest.DocTest) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(found, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_there_are_examples_to_run() -> None:
    assert len(FOUND) >= 15
