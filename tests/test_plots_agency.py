"""plot_agency: ends where the counts are, a row for every side, and what has no dumbbell is said."""

from __future__ import annotations

import pandas as pd
import pytest
from plots_read import assert_readable, lines, said, words

from framing.palette import LIGHT_GROUND
from framing.plots import plot_agency
from framing.schema import make_table


def agencies(counts: dict[str, dict[str, tuple[int, int]]], *, n_articles: int = 50) -> pd.DataFrame:
    """Rows of agency from (agent, patient) by outlet and side."""
    rows = []
    for outlet, sides in counts.items():
        for side, (agent, patient) in sides.items():
            n = agent + patient
            value = (agent - patient) / n if n else None
            known = value is not None and n > 5
            rows.append(
                {
                    "measure": "agency", "unit": "roles", "outlet": outlet, "side": side, "term": "all",
                    "estimate": value, "numerator": float(agent - patient), "denominator": float(n),
                    "ci_low": value - 0.1 if known else None, "ci_high": value + 0.1 if known else None,
                    "confidence_level": 0.95, "resampled_by": "articles", "n_articles": n_articles, "method": "machine",
                    "reason": None if known else "2 articles: under 5 clusters give no interval",
                }
            )  # fmt: skip
    return make_table(rows, "measures", sides=["NORTH", "SOUTH"])


STUDY = {
    "Quay Post": {"NORTH": (30, 10), "SOUTH": (5, 20)},
    "Pier Gazette": {"NORTH": (4, 4), "SOUTH": (0, 0)},
    "Small Sheet": {"NORTH": (1, 0), "SOUTH": (0, 2)},
}


def at(ax: object, gid: str) -> list[float]:
    return [float(line.get_xdata()[0]) for line in lines(ax, gid)]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [8.5, 17])
def test_ends_count_roles_for_every_hundred_articles(width: float) -> None:
    ax = plot_agency(agencies(STUDY), width=width)
    assert_readable(ax)
    assert at(ax, "agent") == pytest.approx([60, 10, 8, 2, 0])
    assert at(ax, "patient") == pytest.approx([20, 40, 8, 0, 4])
    faces = {
        tuple(line.get_markerfacecolor() == LIGHT_GROUND for line in lines(ax, gid))
        for gid in ("agent", "patient")
    }
    assert faces == {(False,) * 5, (True,) * 5}, "the end that is acted upon is hollow"
    assert said(ax, "none") == [" SOUTH: no role"]
    assert said(ax, "beside")[:2] == [
        "NORTH 0.50 (0.40 to 0.60), 40 roles",
        "SOUTH −0.60 (−0.70 to −0.50), 25 roles",
    ]
    told = words(ax)
    assert "No interval for 2 rows: 2 articles: under 5 clusters give no interval." in told
    assert "Articles in each group: 50; roles in all: 76." in told


def test_two_ends_in_one_place_are_both_seen() -> None:
    ax = plot_agency(agencies(STUDY))
    sizes = {gid: lines(ax, gid)[2].get_markersize() for gid in ("agent", "patient")}
    assert sizes["patient"] > sizes["agent"] + 2


def test_no_role_no_figure() -> None:
    ax = plot_agency(agencies({"Quay Post": {"NORTH": (0, 0), "SOUTH": (0, 0)}}))
    assert "no data" in words(ax)
    with pytest.raises(ValueError, match="term='harms'"):
        plot_agency(agencies(STUDY), term="harms")
