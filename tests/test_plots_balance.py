"""plot_balance: what is drawn, what is said, and that nothing is cut or overlaps."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from plots_read import assert_readable, lines, words

from framing.palette import side_styles
from framing.plots import plot_balance
from framing.schema import empty_table, make_table

SIDES = ["NORTH", "SOUTH"]
FEW = "3 clusters: under 5 give no interval"


def measures(
    groups: list[str], sides: tuple[str, ...] = ("NORTH", "SOUTH", "other"), **values: Any
) -> pd.DataFrame:
    """A voice-share table of invented outlets; every third group has too few clusters for an interval."""
    rows = []
    for i, group in enumerate(groups):
        weights = [5 + (i * 3 + j * 7) % 9 for j in range(len(sides))]
        for side, weight in zip(sides, weights, strict=True):
            share = weight / sum(weights)
            few = i % 3 == 2
            row = {
                "measure": "voice_share", "unit": "words", "outlet": group, "side": side, "estimate": share,
                "numerator": weight * 10, "denominator": sum(weights) * 10, "n_articles": 3 + i,
                "n_unresolved": float(i * 2), "n_joint": 1.0, "bound_low": share * 0.95,
                "bound_high": share * 0.95 + 0.05,
                "ci_low": None if few else max(0, share - 0.12), "ci_high": None if few else min(1, share + 0.12),
                "confidence_level": 0.95, "method": "machine", "resampled_by": "article", "n_units": 3 + i,
                "reason": FEW if few else None,
            }  # fmt: skip
            rows.append(row | values)
    return make_table(rows, "measures", sides=SIDES)


def test_dots_stand_at_the_estimates_in_the_sides_own_looks() -> None:
    table = measures(["The Harbour Post", "Northern Wire"])
    ax = plot_balance(table)
    dots = lines(ax, "estimate")
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx(table["estimate"].tolist())
    looks = side_styles(["NORTH", "SOUTH"])
    assert [(d.get_marker(), d.get_color()) for d in dots[:3]] == [
        (looks[s].marker, looks[s].color) for s in ("NORTH", "SOUTH", "other")
    ]
    labels = [t.get_text() for t in ax.texts if t.get_gid() == "label"]
    assert labels[0] == f"NORTH {table['estimate'][0]:.2f}"
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["NORTH", "SOUTH", "other"]


def test_groups_run_from_the_top_in_the_tables_order() -> None:
    ax = plot_balance(measures(["Zeta", "Alpha"]))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Zeta", "Alpha"]
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    first, second = (t.get_window_extent() for t in ax.get_yticklabels())
    assert first.y0 > second.y1
    dots = lines(ax, "estimate")
    ticks = ax.get_yticks()
    assert [d.get_ydata()[0] for d in dots[:3]][1] == pytest.approx(ticks[0])


def test_a_side_keeps_its_colour_when_another_is_not_there() -> None:
    ax = plot_balance(measures(["Alpha"], sides=("SOUTH",)))
    assert lines(ax, "estimate")[0].get_color() == side_styles(SIDES)["SOUTH"].color
    assert_readable(ax)


def test_intervals_where_there_are_and_the_reason_where_there_are_none() -> None:
    ax = plot_balance(measures(["A", "B", "C", "D", "E", "F"]))
    spans = [tuple(line.get_xdata()) for line in lines(ax, "ci")]
    table = measures(["A", "B", "C", "D", "E", "F"]).dropna(subset=["ci_low"])
    assert spans == [pytest.approx(pair) for pair in zip(table["ci_low"], table["ci_high"], strict=True)]
    assert words(ax).count(FEW) == 1
    assert f"No interval for C, F: {FEW}." in words(ax)
    assert "Lines: 95 % intervals, resampled by article." in words(ax)


def test_no_interval_at_all_names_no_group() -> None:
    ax = plot_balance(measures(["A", "B"], ci_low=None, ci_high=None, reason=FEW))
    assert f"No interval: {FEW}." in words(ax)
    assert not lines(ax, "ci") and "Lines:" not in words(ax) and "Arrows" not in words(ax)


def test_articles_and_unresolved_stand_beside_each_group() -> None:
    table = measures(["A", "B"])
    ax = plot_balance(table)
    beside = [t.get_text() for t in ax.texts if t.get_gid() == "beside"]
    unresolved, identified = table["n_unresolved"][3], table["denominator"][3]
    assert beside == [
        "3 articles\n0 % unresolved",
        f"4 articles\n{100 * unresolved / (unresolved + identified):.0f} % unresolved",
    ]


def test_axis_tells_unit_and_denominator_and_title_what_is_shown() -> None:
    ax = plot_balance(measures(["A"]))
    assert (
        ax.get_xlabel().replace("\n", " ") == "share of attributed words, out of all with an identified side"
    )
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert (
        figure.get_suptitle().replace("\n", " ")
        == "Share of attributed words by side of the speaker, by outlet"
    )
    left, right = ax.get_xlim()
    assert left < 0 and right > 1


NAMES = [
    f"The {word} Evening Courier and Shipping Gazette of {place}" for word in ("Old", "New") for place in "AB"
]


THIRTY = [f"Outlet {i}" for i in range(30)]
FOUR = ("NORTH", "SOUTH", "joint", "other")


# The most in a column, the least on a page, and what lies between them.
@pytest.mark.parametrize(
    ("width", "groups", "sides"),
    [
        (8.5, ["A"], FOUR),
        (8.5, NAMES, FOUR),
        (8.5, THIRTY, FOUR),
        (8.5, ["Oneverylongwordwithoutanyspace" * 3], ("NORTH", "SOUTH")),
        (17, ["A"], ("NORTH",)),
        (17, NAMES, FOUR),
        (17, THIRTY, ("NORTH", "SOUTH")),
    ],
)
def test_readable_at_every_size(width: float, groups: list[str], sides: tuple[str, ...]) -> None:
    ax = plot_balance(measures(groups, sides), width=width)
    assert_readable(ax)
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(width)
    assert figure.get_size_inches()[1] * 2.54 < 38
    assert len([t for t in ax.texts if t.get_gid() == "label"]) == (
        0 if len(groups) > 12 else len(groups) * len(sides)
    )
    assert ax.get_position().width * width > 2.8, "the axes are too narrow to read a share"


@pytest.mark.parametrize("estimate", [0.0, 0.02, 0.5, 0.98, 1.0])
def test_labels_keep_inside_the_axes_at_the_ends(estimate: float) -> None:
    ax = plot_balance(
        measures(["A"], estimate=estimate, ci_low=None, ci_high=None, bound_low=None), width=8.5
    )
    labels = [t for t in ax.texts if t.get_gid() == "label"]
    assert len(labels) == 3
    assert_readable(ax)


def test_empty_table_says_so() -> None:
    ax = plot_balance(empty_table("measures", sides=SIDES))
    assert "no data: the measures table has no rows" in words(ax)
    assert_readable(ax)


def test_table_without_any_estimate_gives_its_reason() -> None:
    ax = plot_balance(measures(["A"], estimate=None, reason="no attribution has a side"), width=8.5)
    assert "no data: no attribution has a side" in words(ax)
    assert_readable(ax)


def test_one_missing_estimate_is_said() -> None:
    table = measures(["A", "B"])
    table.loc[4, ["estimate", "ci_low", "ci_high", "bound_low"]] = None
    table.loc[4, "reason"] = "SOUTH never speaks here"
    ax = plot_balance(table)
    assert "SOUTH no estimate" in words(ax)
    assert "No estimate for B (SOUTH): SOUTH never speaks here." in words(ax)
    assert len(lines(ax, "estimate")) == 5
    assert_readable(ax)


def test_overall_table_has_one_row() -> None:
    ax = plot_balance(measures(["A"]).drop(columns="outlet"))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["all articles"]


def test_two_by_columns_join_and_a_missing_value_is_named() -> None:
    table = measures(["A", "B"])
    table["section"] = pd.Series(["world"] * 3 + [None] * 3, dtype="str")
    ax = plot_balance(table, by=["outlet", "section"])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["A · world", "B · (not given)"]


def test_dollar_signs_are_text() -> None:
    ax = plot_balance(measures(["$5bn to $9bn"]))
    assert_readable(ax)
    assert not any(t.get_parse_math() for t in ax.get_yticklabels())


def test_given_axes_are_drawn_on_and_returned() -> None:
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert plot_balance(measures(["A", "B"]), ax=left) is left
    assert plot_balance(measures(["A", "C"]), ax=right) is right
    assert left.get_title(loc="left").startswith("Share of")
    assert tuple(figure.get_size_inches()) == (9, 4)
    for ax in (left, right):
        assert_readable(ax)


def test_differences_are_not_drawn() -> None:
    table = measures(["A", "B"])
    extra = table.head(1).assign(versus="B", estimate=0.9)
    assert len(lines(plot_balance(pd.concat([table, extra])), "estimate")) == 6


def test_input_is_not_changed_and_pyplot_holds_nothing() -> None:
    import matplotlib.pyplot as plt

    table = measures(["A", "B"])
    before = table.copy(deep=True)
    plot_balance(table)
    pd.testing.assert_frame_equal(table, before)
    assert plt.get_fignums() == []


def test_unknown_measure_is_named() -> None:
    with pytest.raises(
        ValueError, match=r"measure='voice_shar' is not allowed; allowed: 'voice_share'\. Did you mean"
    ):
        plot_balance(measures(["A"]), measure="voice_shar")


def test_unknown_by_is_named() -> None:
    with pytest.raises(ValueError, match=r"measures has no column 'outlets'.*Did you mean 'outlet'\?"):
        plot_balance(measures(["A"]), by="outlets")


def test_two_units_must_be_told_apart() -> None:
    both = pd.concat([measures(["A"]), measures(["A"], unit="attributions")])
    with pytest.raises(ValueError, match=r"several units \(words, attributions\); say which with unit="):
        plot_balance(both)
    assert "share of attributions" in plot_balance(both, unit="attributions").get_xlabel().replace("\n", " ")


def test_rows_that_repeat_name_what_differs() -> None:
    both = pd.concat([measures(["A"]), measures(["A"], method="corrected")])
    with pytest.raises(ValueError, match=r"they differ in 'method': name the column in by="):
        plot_balance(both)
    assert plot_balance(both, by=["method"]).get_yticklabels()[1].get_text() == "corrected"


def test_balance_runs_from_minus_one() -> None:
    rows = [
        {
            "measure": "balance",
            "unit": "words",
            "estimate": -0.4,
            "n_articles": 9,
            "denominator": 50,
            "n_unresolved": 5,
        }
    ]
    ax = plot_balance(make_table(rows, "measures", sides=SIDES), measure="balance")
    assert ax.get_xlim()[0] < -1
    assert "−0.40" in words(ax)
    assert_readable(ax)


def test_unresolved_share_is_the_tables_own_where_it_has_one() -> None:
    table = measures(["A", "B"])
    own = table.iloc[[0]].assign(measure="unresolved_share", side=None, estimate=0.31)
    ax = plot_balance(pd.concat([table, own]))
    beside = [t.get_text() for t in ax.texts if t.get_gid() == "beside"]
    assert beside[0] == "3 articles\n31 % unresolved" and "31" not in beside[1]


def test_a_balance_tells_its_direction_and_has_no_legend() -> None:
    rows = [
        {
            "measure": "balance",
            "unit": "words",
            "side": "NORTH",
            "estimate": 0.4,
            "n_articles": 9,
            "n_unresolved": 0,
        }
    ]
    ax = plot_balance(make_table(rows, "measures", sides=SIDES), measure="balance", width=8.5)
    assert "(above 0: more NORTH)" in ax.get_xlabel().replace("\n", " ")
    assert ax.get_legend() is None
    assert_readable(ax)


def test_a_reason_of_one_side_names_the_side() -> None:
    table = measures(["A", "B"])
    table.loc[5, ["ci_low", "ci_high"]] = None
    table.loc[5, "reason"] = "none counted"
    assert "No interval for B (other): none counted." in words(plot_balance(table))


def test_a_difference_names_both_groups_on_an_axis_that_holds_it() -> None:
    table = measures(["A", "B"])
    row = table.head(1).assign(
        measure="voice_share_difference", versus="B", estimate=-0.2, ci_low=-0.4, ci_high=0.0, bound_low=-0.7,
        bound_high=0.1,
    )  # fmt: skip
    ax = plot_balance(pd.concat([table, row]), measure="voice_share_difference")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A minus B"]
    assert ax.get_xlim() == (-1.02, 1.02)
    assert "minus" in ax.get_xlabel() and "out of all" not in ax.get_xlabel()
    assert_readable(ax)


def one(measure: str, **values: Any) -> pd.DataFrame:
    """A table of one measure for two invented outlets, one row each."""
    row = {
        "measure": measure, "unit": "cues", "side": "NORTH", "versus": "SOUTH", "estimate": 0.3, "ci_low": 0.1,
        "ci_high": 0.5, "denominator": 40.0, "n_articles": 9, "n_unresolved": 3.0, "method": "machine",
    }  # fmt: skip
    rows = [row | {"outlet": outlet} | values for outlet in ("Harbour Post", "Wire")]
    return make_table(rows, "measures", sides=SIDES)


def even(ax: Any) -> list[float]:
    return [line.get_xdata()[0] for line in lines(ax, "even")]


@pytest.mark.parametrize(
    ("measure", "ends", "reference"),
    [
        ("voice_share", (0, 1), []),
        ("quoted_share", (0, 1), []),
        ("quote_share", (0, 1), [0.5]),
        ("stance_index", (-1, 1), [0]),
        ("quoted_share_contrast", (-1, 1), [0]),
        ("quoted_share_difference", (-1, 1), [0]),
        ("imbalance", (-1, 1), [0]),
        ("voice_surplus", (-0.5, 0.5), [0]),
    ],
)
def test_every_measure_has_its_axis_and_its_value_of_no_difference(
    measure: str, ends: tuple[float, float], reference: list[float]
) -> None:
    versus = None if measure in ("voice_share", "quoted_share", "stance_index", "imbalance") else "SOUTH"
    ax = plot_balance(one(measure, versus=versus), measure=measure)
    ticks = ax.get_xticks()
    assert (ticks[0], ticks[-1]) == pytest.approx(ends)
    assert even(ax) == reference
    assert_readable(ax)


def test_a_wide_contrast_gets_a_wide_axis() -> None:
    ax = plot_balance(
        one("stance_index_contrast", estimate=1.2, ci_low=0.4, ci_high=1.9), measure="stance_index_contrast"
    )
    assert (ax.get_xticks()[0], ax.get_xticks()[-1]) == (-2, 2)


def test_an_odds_ratio_stands_on_a_logarithmic_axis_around_one() -> None:
    table = one("stance_odds_ratio", estimate=4.0, ci_low=0.5, ci_high=500.0)
    ax = plot_balance(table, measure="stance_odds_ratio")
    assert ax.get_xscale() == "log" and even(ax) == [1]
    assert ax.get_xticklabels()[0].get_text() == "1/64"
    assert [dot.get_xdata()[0] for dot in lines(ax, "estimate")] == [4, 4]
    arrows = lines(ax, "beyond")
    assert [arrow.get_marker() for arrow in arrows] == [">", ">"]
    assert "Arrows: goes on beyond the axis." in words(ax)
    # The names are of outlets alone: the other side is no group.
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Harbour Post", "Wire"]
    assert "NORTH over SOUTH (above 1: NORTH is distanced more)" in ax.get_xlabel().replace("\n", " ")
    assert_readable(ax)


def test_an_odds_ratio_of_nothing_is_an_arrow_with_its_value() -> None:
    table = one(
        "stance_odds_ratio", estimate=0.0, ci_low=None, ci_high=None, reason="no distancing cues of NORTH"
    )
    ax = plot_balance(table, measure="stance_odds_ratio")
    assert not lines(ax, "estimate")
    assert [arrow.get_marker() for arrow in lines(ax, "beyond")] == ["<", "<"]
    assert words(ax).count("0.00") == 2
    assert "No interval: no distancing cues of NORTH." in words(ax)
    assert_readable(ax)


def test_the_accused_side_is_the_lane_where_nobody_speaks() -> None:
    rows = [
        {
            "measure": "answered_share", "unit": "accusations", "outlet": "Wire", "target_side": side,
            "estimate": share,
            "ci_low": share - 0.1, "ci_high": share + 0.1, "denominator": n, "n_articles": 9, "n_unresolved": 2.0,
        }
        for side, share, n in (("NORTH", 0.4, 10.0), ("SOUTH", 0.7, 5.0))
    ]  # fmt: skip
    ax = plot_balance(make_table(rows, "measures", sides=SIDES), measure="answered_share")
    looks = side_styles(SIDES)
    assert [dot.get_color() for dot in lines(ax, "estimate")] == [looks["NORTH"].color, looks["SOUTH"].color]
    assert [t.get_text() for t in ax.texts if t.get_gid() == "label"] == ["NORTH 0.40", "SOUTH 0.70"]
    assert [t.get_text() for t in ax.texts if t.get_gid() == "beside"] == ["9 articles\n15 accusations"]
    assert "Left out, since a side is unresolved: 2." in words(ax)


def test_several_terms_must_be_told_apart() -> None:
    rows = pd.concat([measures(["A"], measure="zone_share", term=term) for term in ("headline", "lead")])
    with pytest.raises(
        ValueError, match=r"zone_share of several terms \(headline, lead\); say which with term="
    ):
        plot_balance(rows, measure="zone_share")
    ax = plot_balance(rows, measure="zone_share", term="lead")
    assert "the lead" in words(ax) and len(lines(ax, "estimate")) == 3
    with pytest.raises(ValueError, match="Did you mean 'lead'"):
        plot_balance(rows, measure="zone_share", term="leed")


def test_a_share_of_all_stands_above_those_of_the_sides() -> None:
    table = one("anonymous_share", versus=None, outlet="Wire").head(1)
    table = pd.concat([table.assign(side=pd.Series([None], dtype=table["side"].dtype)), table])
    ax = plot_balance(table, measure="anonymous_share")
    assert [t.get_text() for t in ax.texts if t.get_gid() == "label"] == ["all 0.30", "NORTH 0.30"]
    assert_readable(ax)


def test_ten_outlets_of_two_countries_are_readable() -> None:
    outlets = [
        f"{place} Courier" for place in "Ash Birch Cedar Dogwood Elm Fir Gorse Hazel Ivy Juniper".split()
    ]
    ax = plot_balance(measures(outlets, measure="quoted_share"), measure="quoted_share")
    assert len(ax.get_yticklabels()) == 10 and len(lines(ax, "estimate")) == 30
    assert len([t for t in ax.texts if t.get_gid() == "label"]) == 30
    assert_readable(ax)
