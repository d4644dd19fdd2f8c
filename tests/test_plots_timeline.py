"""plot_timeline: lines with gaps, events whose labels keep apart, articles at the foot."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from balance_study import make_study, say
from plots_read import alt, assert_readable, lines, patches, said, words

from framing.balance import voice_balance
from framing.plots import plot_timeline
from framing.plots.periods import calendar_of
from framing.schema import empty_table, make_table

SIDES = ["NORTH", "SOUTH"]


def weekly(names: list[str], period: str = "week", **values: Any) -> pd.DataFrame:
    rows = []
    for i, name in enumerate(names):
        north = 0.3 + 0.04 * (i % 8)
        for side, share in (("NORTH", north), ("SOUTH", 1 - north)):
            row = {
                "measure": "voice_share", "unit": "words", period: name, "side": side, "estimate": share,
                "ci_low": share - 0.1, "ci_high": share + 0.1, "confidence_level": 0.95, "denominator": 90.0,
                "n_articles": 4 + i % 5, "n_unresolved": 0.0, "method": "machine", "resampled_by": "articles",
            }  # fmt: skip
            rows.append(row | values)
    return make_table(rows, "measures", sides=SIDES)


WEEKS = [f"2024-W{week:02}" for week in (1, 2, 3, 6, 7)]


def test_dots_stand_at_their_weeks_and_values() -> None:
    table = weekly(WEEKS)
    ax = plot_timeline(table)
    dots = lines(ax, "estimate")
    assert [dot.get_ydata()[0] for dot in dots[:5]] == pytest.approx(table["estimate"][::2].tolist())
    assert [round(dot.get_xdata()[0]) for dot in dots[:5]] == [0, 1, 2, 5, 6]
    assert len(lines(ax, "ci")) == 10
    assert lines(ax, "ci")[0].get_ydata() == pytest.approx([0.2, 0.4])


def test_a_gap_is_no_line() -> None:
    ax = plot_timeline(weekly(WEEKS))
    joined = [tuple(round(x) for x in line.get_xdata()) for line in lines(ax, "line")]
    assert joined == [(0, 1), (1, 2), (5, 6)] * 2
    assert "No article: 2024-W04, 2024-W05." in words(ax)


def test_a_missing_estimate_is_a_gap_too_and_says_why() -> None:
    table = weekly(WEEKS[:3])
    table.loc[2:3, ["estimate", "ci_low", "ci_high"]] = None
    table.loc[2:3, "reason"] = "nobody speaks"
    ax = plot_timeline(table)
    assert not lines(ax, "line") and len(lines(ax, "estimate")) == 4
    assert "No estimate for 2024-W02: nobody speaks." in words(ax)


def test_no_interval_is_hollow() -> None:
    table = weekly(WEEKS[:2])
    table.loc[2:3, ["ci_low", "ci_high"]] = None
    table.loc[2:3, "reason"] = "3 articles: under 5 clusters give no interval"
    ax = plot_timeline(table)
    filled = [dot.get_markerfacecolor() == dot.get_color() for dot in lines(ax, "estimate")]
    assert filled == [True, False, True, False]
    assert "Hollow, no interval for 2024-W02: 3 articles: under 5 clusters give no interval." in words(ax)


def test_articles_stand_at_the_foot() -> None:
    ax = plot_timeline(weekly(WEEKS))
    assert said(ax, "n") == ["4", "5", "6", "0", "0", "7", "8"]
    bars = [bar.get_height() for bar in patches(ax, "articles")]
    assert bars[3] == 0 and bars[6] == max(bars) and bars[0] == pytest.approx(bars[6] / 2)
    assert all(bar.get_y() < 0 and bar.get_y() + bar.get_height() < 0 for bar in patches(ax, "articles"))


def events(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["date", "label"])


def test_an_event_stands_at_its_day() -> None:
    # 1 January 2024 is a Monday: the week's middle is Thursday.
    ax = plot_timeline(
        weekly(WEEKS), events=events(("2024-01-04", "Thursday"), ("2024-01-15", "third Monday"))
    )
    at = [line.get_xdata()[0] for line in lines(ax, "event")]
    assert at == pytest.approx([0.0, 2 - 0.5 + 0.5 / 7])
    assert said(ax, "event label") == ["Thursday", "third Monday"]


@pytest.mark.parametrize(("width", "n"), [(8.5, 1), (8.5, 60), (17, 7)])
def test_readable_with_crowded_events(width: float, n: int) -> None:
    starts = pd.date_range("2024-01-01", periods=n, freq="7D")
    happened = events(
        ("2024-01-01", "A long label about the talks that begin on the first day of the year in the capital"),
        ("2024-01-02", "The second"), ("2024-01-03", "The third"), ("2024-01-05", "The fourth"),
        (str(starts[-1].date()), "The last, at the very end of the time that is shown"),
    )  # fmt: skip
    ax = plot_timeline(weekly([start.strftime("%G-W%V") for start in starts]), events=happened, width=width)
    assert len(said(ax, "event label")) == 5
    assert_readable(ax)


def test_names_of_lines_that_end_together_keep_apart() -> None:
    assert_readable(plot_timeline(weekly(WEEKS, estimate=0.5)))
    assert_readable(plot_timeline(weekly(WEEKS, estimate=1.0)))
    assert_readable(plot_timeline(weekly(WEEKS, estimate=0.0)))


def test_events_outside_are_said() -> None:
    ax = plot_timeline(weekly(WEEKS), events=events(("2031-05-01", "Later"), ("1999-05-01", "Before")))
    assert not lines(ax, "event") and "Events outside the time shown: Before, Later." in words(ax)


def test_months_cross_years() -> None:
    ax = plot_timeline(weekly(["2023-11", "2024-02"], "month"), period="month")
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert not lines(ax, "line")
    assert_readable(ax)


def test_weeks_of_a_long_year() -> None:
    assert calendar_of(["2021-W01", "2020-W52"], "week").names == ["2020-W52", "2020-W53", "2021-W01"]
    assert calendar_of(["(missing)"], "week").names == []


def test_articles_without_a_date_are_said() -> None:
    ax = plot_timeline(weekly([*WEEKS, "(missing)"]))
    assert "Left out, without a date: 4 articles." in words(ax)
    assert len(lines(ax, "estimate")) == 10


def test_a_balance_has_one_line_and_a_line_of_no_difference() -> None:
    rows = weekly(WEEKS)
    rows = rows[rows["side"] == "NORTH"].assign(measure="balance")
    ax = plot_timeline(rows, measure="balance", width=8.5)
    assert len(lines(ax, "estimate")) == 5 and ax.get_legend() is None
    # 0 stands in the middle of an axis from −1 to 1.
    assert lines(ax, "even")[0].get_ydata()[0] == pytest.approx(0.5)
    assert_readable(ax)


def test_several_groups_must_be_told_apart() -> None:
    both = pd.concat([weekly(WEEKS).assign(outlet="Wire"), weekly(WEEKS).assign(outlet="Post")])
    with pytest.raises(ValueError, match=r"several values of 'outlet' \(Wire, Post\); keep one"):
        plot_timeline(both)
    assert "Wire" in words(plot_timeline(both[both["outlet"] == "Wire"]))


def test_errors_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="period='day' is not allowed; allowed: 'week', 'month'"):
        plot_timeline(weekly(WEEKS), period="day")
    with pytest.raises(ValueError, match=r"measures has no column 'month'.*Make the table with by='month'"):
        plot_timeline(weekly(WEEKS), period="month")
    with pytest.raises(ValueError, match="events has no column 'label'"):
        plot_timeline(weekly(WEEKS), events=pd.DataFrame({"date": []}))
    with pytest.raises(ValueError, match="events: date 'soon' is not a date"):
        plot_timeline(weekly(WEEKS), events=events(("soon", "x")))


def test_empty_tables_say_so() -> None:
    empty = empty_table("measures", sides=SIDES).assign(week=pd.Series(dtype="str"))
    assert "no data: the measures table has no rows" in words(plot_timeline(empty))
    assert "no data: no row has a week" in words(plot_timeline(weekly(["(missing)"])))


def test_alternative_text_tells_values_and_events() -> None:
    ax = plot_timeline(weekly(WEEKS[:2]), events=events(("2024-01-04", "Talks")))
    told = alt(ax)
    assert "NORTH: 2024-W01 0.30, 2024-W02 0.34." in told and "Events: 2024-01-04 Talks." in told


def test_a_measured_table_is_drawn() -> None:
    voices = {f"a{i}": [say("NORTH", 30), say("SOUTH", 10 + 5 * i)] for i in range(12)}
    dates = pd.to_datetime(["2024-03-04"] * 6 + ["2024-03-11"] * 6)
    table = voice_balance(*make_study(voices, date=dates), by="week")
    ax = plot_timeline(table)
    shares = table[(table["measure"] == "voice_share") & (table["side"] == "NORTH")]["estimate"]
    assert [dot.get_ydata()[0] for dot in lines(ax, "estimate")[:2]] == pytest.approx(shares.tolist())
    assert said(ax, "n") == ["6", "6"]
    assert_readable(ax)


def test_events_may_mix_days_times_and_zones_and_lack_a_label() -> None:
    happened = pd.DataFrame(
        {"date": ["2024-01-04T23:30:00+05:00", "2024-01-18"], "label": ["Talks", None]}, dtype="object"
    )
    ax = plot_timeline(weekly(WEEKS), events=happened)
    # Both are Thursdays where they happened, the middle of their weeks.
    assert [line.get_xdata()[0] for line in lines(ax, "event")] == pytest.approx([0.0, 2.0], abs=0.1)
    assert said(ax, "event label") == ["Talks", "(not given)"]


def test_the_axis_is_named_beside_the_lines_under_any_number_of_events() -> None:
    happened = events(*[(f"2024-01-{day:02}", "An event") for day in range(1, 31)])
    ax = plot_timeline(weekly(WEEKS), events=happened, width=8.5)
    ax.figure.draw_without_rendering()
    box = ax.yaxis.label.get_window_extent()
    middle = ax.transData.inverted().transform((box.x0, (box.y0 + box.y1) / 2))[1]
    assert middle == pytest.approx(0.5, abs=0.1)
