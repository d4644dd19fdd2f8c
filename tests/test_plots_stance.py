"""plot_stance and plot_stance_verbs: bars that diverge from the middle, and the forest of odds ratios."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from balance_study import make_study, say
from matplotlib.axes import Axes
from plots_read import alt, assert_readable, lines, patches, said, words

from framing.balance import cue_stance
from framing.palette import side_styles
from framing.plots import plot_stance, plot_stance_verbs
from framing.schema import empty_table, make_table

SIDES = ["NORTH", "SOUTH"]


def stances(groups: dict[str, dict[str, tuple[int, int, int]]], **values: Any) -> pd.DataFrame:
    """A table of stance shares from counts of (neutral, endorsing, distancing) cues by outlet and side."""
    rows = []
    for outlet, sides in groups.items():
        for side, counts in sides.items():
            n = sum(counts)
            for stance, hits in zip(("neutral", "endorsing", "distancing"), counts, strict=True):
                row = {
                    "measure": "stance_share", "unit": "cues", "outlet": outlet, "side": side, "term": stance,
                    "estimate": hits / n if n else None, "numerator": float(hits), "denominator": float(n),
                    "n_articles": 9, "n_unresolved": 4.0, "method": "machine",
                    "reason": None if n else "nothing to count: the denominator is 0",
                }  # fmt: skip
                rows.append(row | values)
    return make_table(rows, "measures", sides=SIDES)


WIRE = {"Wire": {"NORTH": (60, 10, 30), "SOUTH": (80, 20, 0)}}


def spans(ax: Axes, stance: str) -> list[tuple[float, float]]:
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in patches(ax, stance)]


def test_neutral_is_centred_and_the_others_lie_on_their_sides() -> None:
    ax = plot_stance(stances(WIRE))
    assert spans(ax, "neutral") == [pytest.approx((-0.3, 0.3)), pytest.approx((-0.4, 0.4))]
    assert spans(ax, "endorsing") == [pytest.approx((-0.4, -0.3)), pytest.approx((-0.6, -0.4))]
    assert spans(ax, "distancing") == [pytest.approx((0.3, 0.6))]
    assert said(ax, "n") == ["n 100", "n 100"]
    assert said(ax, "label") == ["10 %", "30 %", "60 %", "20 %", "0 %", "80 %"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["NORTH", "SOUTH"]


def test_a_side_is_told_by_colour_and_a_stance_by_hatch() -> None:
    ax = plot_stance(stances(WIRE))
    looks = side_styles(SIDES)
    from matplotlib.colors import to_rgb

    assert [bar.get_edgecolor()[:3] for bar in patches(ax, "neutral")] == [
        to_rgb(looks[s].color) for s in SIDES
    ]
    assert {bar.get_hatch() for bar in patches(ax, "distancing")} == {"////"}
    assert not any(bar.get_hatch() for bar in patches(ax, "neutral"))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["endorsing", "neutral", "distancing"]


@pytest.mark.parametrize(
    ("width", "counts"),
    [(8.5, (1, 0, 0)), (8.5, (0, 1, 0)), (8.5, (0, 0, 1)), (8.5, (5, 60, 1)), (17, (0, 0, 1)), (17, (1, 1, 1))],
)
def test_readable_at_every_size_and_extreme(width: float, counts: tuple[int, int, int]) -> None:
    names = ["The Old Evening Courier and Shipping Gazette of the Outer Harbour", "Wire", "Post"]
    ax = plot_stance(stances({name: {"NORTH": counts, "SOUTH": (60, 10, 30)} for name in names}), width=width)
    assert_readable(ax)
    left, right = ax.get_xlim()
    for stance in ("neutral", "endorsing", "distancing"):
        assert all(left <= a <= b <= right for a, b in spans(ax, stance))


def test_a_side_without_cues_says_so() -> None:
    ax = plot_stance(stances({"Wire": {"NORTH": (3, 0, 1), "SOUTH": (0, 0, 0)}}))
    assert "no estimate" in words(ax) and len(patches(ax, "neutral")) == 1
    assert "No estimate for Wire (SOUTH): nothing to count: the denominator is 0." in words(ax)
    assert_readable(ax)


def test_empty_and_wrong_tables() -> None:
    assert "no data: the measures table has no rows" in words(
        plot_stance(empty_table("measures", sides=SIDES))
    )
    table = stances({"Wire": {"NORTH": (0, 0, 0), "SOUTH": (0, 0, 0)}})
    assert "no data: nothing to count" in words(plot_stance(table))
    with pytest.raises(ValueError, match="measure='stance_share' is not allowed; allowed: 'voice_share'"):
        plot_stance(table.assign(measure="voice_share"))


def test_alternative_text_tells_all_values() -> None:
    told = alt(plot_stance(stances(WIRE)))
    assert "Wire, NORTH: 10 % endorsing, 60 % neutral, 30 % distancing (n 100)." in told


def study() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twelve articles in which SOUTH is distanced by two verbs, NORTH by one."""
    voices = {}
    for i in range(12):
        voices[f"a{i:02}"] = [
            say("NORTH", stance="neutral", cue_lemma="say"), say("NORTH", stance="neutral", cue_lemma="say"),
            say("SOUTH", stance="distancing", cue_lemma="claim" if i % 2 else "allege"),
            say("SOUTH", stance="neutral", cue_lemma="say"),
            say("NORTH", stance="distancing" if i % 4 == 0 else "neutral", cue_lemma="claim" if i % 4 == 0 else "say"),
        ]  # fmt: skip
    return make_study(voices, outlet=["Wire", "Post"] * 6)


def test_odds_ratios_of_all_verbs_within_strata_and_without_each() -> None:
    table = cue_stance(*study())
    ax = plot_stance_verbs(table)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["all verbs", "within each outlet", "without allege", "without claim"]
    assert ax.get_xscale() == "log"
    drawn = [dot.get_xdata()[0] for dot in lines(ax, "estimate")]
    own = table[table["measure"] == "stance_odds_ratio"].set_index("term")["estimate"]
    assert drawn[0] == own["distancing / neutral"] and drawn[2] == own["without allege"]
    # Without "claim" no distancing cue of NORTH is left: the ratio is 0, an arrow to the left.
    assert [arrow.get_marker() for arrow in lines(ax, "beyond")][-1] == "<"
    assert_readable(ax)


def test_verbs_by_group_keep_groups_together() -> None:
    ax = plot_stance_verbs(cue_stance(*study(), by="outlet"), width=8.5)
    rows = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert [row.split(" · ")[0] for row in rows] == ["Post"] * 4 + ["Wire"] * 4
    assert_readable(ax)


def test_a_real_table_gives_bars_as_measured() -> None:
    table = cue_stance(*study())
    shares = table[(table["measure"] == "stance_share") & (table["term"] == "distancing")].set_index("side")[
        "estimate"
    ]
    ax = plot_stance(table)
    widths = [bar.get_width() for bar in patches(ax, "distancing")]
    assert widths == pytest.approx([shares["NORTH"], shares["SOUTH"]])
    assert_readable(ax)


def test_ticks_keep_apart_where_bars_of_one_stance_reach_far() -> None:
    table = stances({"Wire": {"NORTH": (1000, 1, 1), "SOUTH": (1, 1, 1000)}})
    assert_readable(plot_stance(table, width=8.5))


def test_an_outlet_without_a_name_is_not_taken_for_all() -> None:
    assert said(plot_stance(stances({"": WIRE["Wire"], "Post": WIRE["Wire"]})), "group") == ["(empty)", "Post"]
