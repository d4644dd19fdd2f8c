"""The examples in the docstrings of public names run, on a few reports of the embedded corpus, and give what they say.

An example without a result below it shows a call: it has to run, whatever it gives. The names that examples take for
granted (`articles`, `attributions` …) are those of `names`.
"""

from __future__ import annotations

import doctest
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from embedded import DATA, corpus

import framing

# What no test has for an example: exports of archives, finished studies, thirty coded articles, a download.
SKIPPED = 15


def examples() -> Iterator[tuple[str, doctest.DocTest]]:
    finder = doctest.DocTestFinder(recurse=False)
    for name in framing.__all__:
        for found in finder.find(getattr(framing, name), name, globs=dict(vars(framing))):
            if found.examples:
                yield name, found


FOUND = list(examples())


class _Called(doctest.OutputChecker):
    """Any output will do where none is shown."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return not want or super().check_output(want, got, optionflags)


def _coding(coder: str, side: str) -> pd.DataFrame:
    """A coder's answers to six units; the last is of another side for each coder."""
    answers = (
        [("verdict", "right")] * 6 + [("side", "US"), ("side", "RU")] * 2 + [("side", "US"), ("side", side)]
    )
    rows = [
        {"unit_id": f"u{n % 6}", "unit_kind": "sentence", "article_id": f"a{n % 6}", "coder": coder, "variable": name,
         "value": value}
        for n, (name, value) in enumerate(answers)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@cache
def names() -> dict[str, Any]:
    """Tables by the names that examples give them: reports on two incidents, read by the machine."""
    articles = corpus()[corpus()["article_id"].str.startswith("buoy-")].reset_index(drop=True)
    attributions = framing.resolve_speakers(framing.find_attributions(articles), articles)
    mentions = framing.find_mentions(articles, attributions)
    counts = framing.count_words(articles, attributions, mentions)
    roles = framing.find_roles(articles, mentions, attributions)
    found = [
        framing.find_naming(articles, attributions),
        framing.find_distancing(articles, attributions, mentions),
        framing.find_certainty(articles, attributions),
        framing.find_tone(articles, mentions, attributions, scorers=["textblob", "model"]),
    ]
    findings = pd.concat(found, ignore_index=True)
    measures = framing.voice_balance(attributions, articles, by="outlet")
    stances = pd.DataFrame(
        {"article_id": articles["article_id"], "side": "US", "stance": ["favourable", "neutral"] * 5}
    )
    sheet = framing.coding_sheet(articles, attributions, n=40)
    return {
        "pd": pd, "framing": framing, "ann": _coding("ann", "US"), "ben": _coding("ben", "RU"),
        "articles": articles, "attributions": attributions, "mentions": mentions, "counts": counts,
        "roles": roles, "findings": findings, "found": found[0], "measures": measures, "shares": measures,
        "stances": stances, "sheet": sheet, "by_tagger": attributions, "by_rules": attributions.iloc[::2],
        "contrast": framing.contrast_words(counts, articles, target="US", reference="RU"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which an example may write, with a few reports in it."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "reports").mkdir()
    for path in sorted((DATA / "corpus").glob("buoy-*"))[:4]:
        (folder / "reports" / path.name).write_bytes(path.read_bytes())
    before = os.getcwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.mark.parametrize("found", [each for _, each in FOUND], ids=[name for name, _ in FOUND])
def test_an_example_gives_what_it_says(found: doctest.DocTest, place: Path) -> None:
    said: list[str] = []
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    runner = doctest.DocTestRunner(checker=_Called(), optionflags=flags)
    found.globs = {**vars(framing), **names()}
    runner.run(found, out=said.append)
    plt.close("all")
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_hardly_an_example_is_skipped() -> None:
    skipped = [
        f"{name}: {example.source.strip()}"
        for name, found in FOUND
        for example in found.examples
        if example.options.get(doctest.SKIP)
    ]
    assert len(FOUND) >= 70 and len(skipped) <= SKIPPED, "\n".join(skipped)
