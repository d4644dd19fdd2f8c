"""Do 95 % intervals hold what they should? Simulated corpora with known shares, few enough to run in seconds."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
import corrected
import coverage

STUDIES = 600
# One and a half Monte-Carlo standard errors beside the 93 to 97 % that are required.
SLACK = 1.5 * math.sqrt(0.95 * 0.05 / STUDIES)


@pytest.mark.parametrize("n_clusters", [6, 10, 30, 100])
@pytest.mark.parametrize("name", sorted(coverage.GIVEN))
def test_intervals_cover(name: str, n_clusters: int) -> None:
    found = coverage.GIVEN[name](n_clusters, 0.2, studies=STUDIES, seed=1)
    assert found.missing == 0
    assert 0.93 - SLACK <= found.covered <= 0.97 + SLACK


@pytest.mark.parametrize(
    "name", ["share, clusters are incidents", "difference, shared incidents", "odds ratio"]
)
def test_rare_sides(name: str) -> None:
    found = coverage.GIVEN[name](10, 0.05, studies=STUDIES, seed=1)
    assert found.missing < 0.02
    assert 0.93 - SLACK <= found.covered <= 0.97 + SLACK


@pytest.mark.parametrize("name", sorted(coverage.GIVEN))
def test_three_clusters_give_none_and_say_why(name: str) -> None:
    found = coverage.GIVEN[name](3, 0.2, studies=50, seed=1)
    assert found.missing == 1
    assert "under 5" in found.why


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("every voice a draw of its own", 0.9),
        ("every word a draw of its own", 0.4),
        ("percentile bootstrap", 0.9),
    ],
)
def test_what_is_not_used_does_not_cover(name: str, most: float) -> None:
    cell: Callable[..., coverage.Cell] = coverage.FAILING[name]
    assert cell(6, 0.2, studies=STUDIES, seed=1).covered < most


@pytest.mark.parametrize(
    "design",
    [
        corrected.Design(20, 15, "articles", 60),
        corrected.Design(20, 15, "stratified", 60),
        corrected.Design(20, 15, "sentences", 300),
        corrected.Design(10, 40, "sentences", 300, "outlet"),
        corrected.Design(20, 15, "sentences", 400, judged=0.5),
    ],
    ids=lambda design: design.label,
)
def test_corrected_intervals_cover_where_the_machine_does_not(design: corrected.Design) -> None:
    found = corrected.coverage(design, studies=STUDIES, seed=1)
    assert found["given"] == 1
    assert 0.93 - SLACK <= found["corrected"] <= 0.97 + SLACK
    assert found["machine"] < 0.1


def test_a_corrected_difference_covers() -> None:
    design = corrected.Design(20, 15, "articles", 100, gap=0.3)
    found = corrected.difference_coverage(design, studies=STUDIES, seed=1)
    assert 0.93 - SLACK <= found["corrected"] <= 0.97 + SLACK
    assert found["machine"] < 0.6


def test_a_half_done_sheet_taken_for_a_whole_one_does_not_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrected, "judged_chances", lambda chances, strata, judged: chances)
    design = corrected.Design(20, 15, "sentences", 400, judged=0.5)
    assert corrected.coverage(design, studies=200, seed=1)["corrected"] < 0.6
