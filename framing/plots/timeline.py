"""A measure over time: one line per side with its intervals, events above, articles below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from framing.checks import choose, need_columns
from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle
from framing.plots.captions import axis_of, title_of
from framing.plots.forest import looks_of
from framing.plots.notes import count, interval_note, listed, method_note, reasons, why_empty
from framing.plots.periods import PERIODS, Calendar, calendar_of
from framing.plots.rows import group_columns, lane_of, rows_of, value_text
from framing.plots.scale import Scale, number, scale_of
from framing.plots.style import (
    FONT,
    SMALL,
    cut,
    describe,
    furnish,
    new_axes,
    no_data,
    page_width,
    style_context,
    text_width,
    width_of,
    wrap,
)
from framing.schema import check_table

# Points: the part with the lines, the articles under it, a row of event labels, ticks and padding.
_MAIN, _BELOW, _AIR, _EVENT, _TICKS = 150.0, 26.0, 14.0, 10.5, 24.0
# More periods than this have no room for lines side by side.
_DODGE, _MANY = 0.16, 30


@dataclass(frozen=True)
class _Sheet:
    """What the parts of the figure share: the axis, the periods, where the lines are, the room from left to right."""

    scale: Scale
    calendar: Calendar
    looks: dict[str, SideStyle]
    inner: float

    def x(self, side: str, period: int) -> float:
        sides = list(self.looks)
        step = _DODGE if len(self.calendar.names) <= _MANY else 0.0
        return period + (sides.index(side) - (len(sides) - 1) / 2) * step


def plot_timeline(
    measures: pd.DataFrame,
    *,
    period: str = "week",
    measure: str = "voice_share",
    unit: str | None = None,
    term: str | None = None,
    events: pd.DataFrame | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a measure of each side by week or month, with intervals, events, and the number of articles.

    Parameters
    ----------
    measures : measures table with the period among its groups, such as `voice_balance(…, by="week")`. Of other groups
        it holds one: filter it before.
    period : "week" or "month", the column of the table.
    measure, unit, term, width, title, ax : as in `plot_balance`.
    events : table with `date` and `label`; each is a vertical line with its label above.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : the table has no column of the period, or several groups in one; `events` lacks a column; a date is
        none; else as `plot_balance`.

    Notes
    -----
    Lines join periods that follow each other; a period without an estimate leaves a gap. Vertical lines are intervals;
    a hollow mark has none, and the reason stands below. Bars at the foot are articles, whether anybody speaks in them
    or not. An event is drawn where its day lies in the week or month. That a line bends at an event does not say that
    the event bent it.

    Examples
    --------
    >>> plot_timeline(voice_balance(attributions, articles, by="week"))
    """
    choose("period", period, PERIODS)
    table = check_table(measures, "measures")
    need_columns(table, [period], what="measures", hint=f"Make the table with by={period!r}.")
    happened = _events(events)
    others = [name for name in group_columns(table, None) if name != period]
    for name in others:
        values = list(dict.fromkeys(table[name].map(value_text)))
        if len(values) > 1:
            raise ValueError(
                f"measures holds several values of {name!r} ({listed(values)}); keep one, such as "
                f"measures[measures[{name!r}] == {values[0]!r}]."
            )
    rows = rows_of(table, measure, unit, [period], term)
    group = "".join(f", {value_text(table[name].iloc[0])}" for name in others if len(table))
    axes = new_axes(ax, (page_width(width), 2.0))
    known = set(table["measure"])
    with style_context():
        heading = title or f"{title_of(rows, measure, [])}, by {period}{group}"
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, measure))
        calendar = calendar_of(rows[period], period)
        dated = rows[rows[period].isin(calendar.names)]
        if dated.empty:
            return no_data(axes, heading, f"no row has a {period}")
        lanes = lane_of(rows)
        looks = looks_of(dated, lanes, measure)
        names = max(text_width(side, SMALL, "bold") for side in looks)
        # A width that the lines will not fall short of, beside their names, the ticks and the label.
        inner = width_of(axes) - names - 76
        sheet = _Sheet(scale_of(measure, dated, known), calendar, looks, inner)
        return _draw(axes, sheet, rows, dated, lanes, happened, heading, axis_of(rows, measure, known))


def _events(events: pd.DataFrame | None) -> list[tuple[pd.Timestamp, str]]:
    if events is None:
        return []
    need_columns(events, ["date", "label"], what="events", hint="events= takes a table with date and label.")
    # One by one, each on its own clock: a column may mix days, times and zones.
    dates = [pd.to_datetime(date, errors="coerce") for date in events["date"]]
    bad = [given for given, date in zip(events["date"], dates, strict=True) if pd.isna(date)]
    if bad:
        raise ValueError(f"events: date {bad[0]!r} is not a date; write it as '2024-03-15'.")
    days = [date.tz_localize(None) for date in dates]
    return sorted((day, value_text(label)) for day, label in zip(days, events["label"], strict=True))


def _draw(
    ax: Axes,
    sheet: _Sheet,
    rows: pd.DataFrame,
    dated: pd.DataFrame,
    lanes: str,
    events: list[tuple[pd.Timestamp, str]],
    title: str,
    axis: str,
) -> Axes:
    names = sheet.calendar.names
    shown = [(sheet.calendar.place(date), label) for date, label in events]
    inside = [(at, label) for at, label in shown if -0.5 <= at <= len(names) - 0.5]
    ax.set_xlim(-0.6, len(names) - 0.4)
    n_rows = _draw_events(ax, inside, sheet)
    numbers = _draw_lines(ax, sheet, dated, lanes)
    _draw_articles(ax, sheet, dated)
    up, foot = (_EVENT * n_rows + (4 if n_rows else 0)) / _MAIN, (_BELOW + _AIR) / _MAIN
    ax.set_ylim(-foot, 1.03 + up)
    ax.set_yticks(
        [*map(sheet.scale.at, sheet.scale.ticks), -foot + 0.5 * _BELOW / _MAIN],
        [*sheet.scale.labels, "articles"],
    )
    step = -(-len(names) * (max(text_width(name, SMALL) for name in names) + 10) // sheet.inner)
    ax.set_xticks(range(0, len(names), max(1, int(step))), names[:: max(1, int(step))])
    ax.tick_params(axis="y", length=0, labelsize=SMALL)
    ax.tick_params(axis="x", labelsize=SMALL, length=2)
    ax.spines[["left", "top", "right"]].set_visible(False)
    for tick in map(sheet.scale.at, sheet.scale.ticks):
        ax.axhline(tick, color=LIGHT_LINE, linewidth=0.5, zorder=0.5)
    if sheet.scale.even is not None:
        at = sheet.scale.at(sheet.scale.even)
        ax.axhline(at, color=LIGHT_MUTED, linewidth=0.9, linestyle=(0, (4, 2)), gid="even", zorder=1)
    # Beside the lines, however many events stand above them.
    ax.set_ylabel(wrap(axis, _MAIN), fontsize=FONT, y=(foot + 0.5) / (foot + 1.03 + up) if up > 0.5 else 0.5)
    handles: list[Artist] = [
        Line2D([], [], color=look.color, marker=look.marker, label=side)
        for side, look in sheet.looks.items()
        if side
    ]
    said = " ".join(f"{f'{side}: ' if side else ''}{', '.join(numbers[side])}." for side in sheet.looks)
    told = "; ".join(f"{date:%Y-%m-%d} {label}" for date, label in events)
    describe(ax, f"{said} Events: {told}." if told else said)
    outside = [label for at, label in shown if (at, label) not in inside]
    notes = _notes(sheet, rows, dated, lanes, outside)
    body = _MAIN * 1.03 + _BELOW + _AIR + up * _MAIN + _TICKS
    furnish(ax, title=title, notes=notes, handles=handles, body=body)
    return ax


def _draw_lines(ax: Axes, sheet: _Sheet, rows: pd.DataFrame, lanes: str) -> dict[str, list[str]]:
    """Draw each side's line with its intervals and name; returns its values in words."""
    place = {name: i for i, name in enumerate(sheet.calendar.names)}
    ends: list[tuple[float, str]] = []
    spoken: dict[str, list[str]] = {}
    for side, look in sheet.looks.items():
        mine = (
            rows if side == "" else rows[rows[lanes].isna()] if side == "all" else rows[rows[lanes] == side]
        )
        mine = mine[mine["estimate"].notna()]
        points = [
            (
                place[str(row[sheet.calendar.period])],
                sheet.scale.at(sheet.scale.clipped(row["estimate"])),
                row,
            )
            for row in mine.sort_values(sheet.calendar.period, kind="stable").to_dict("records")
        ]
        for (one, y, _), (two, other, _) in pairwise(points):
            if two == one + 1:
                ax.plot(
                    [sheet.x(side, one), sheet.x(side, two)],
                    [y, other],
                    color=look.color,
                    gid="line",
                    zorder=2,
                )
        for period, y, row in points:
            low, high = row["ci_low"], row["ci_high"]
            given = pd.notna(low) and pd.notna(high)
            x = sheet.x(side, period)
            if given:
                span = [sheet.scale.at(sheet.scale.clipped(end)) for end in (low, high)]
                ax.plot([x, x], span, color=look.color, linewidth=1.0, alpha=0.75, gid="ci", zorder=2)
            ax.plot(
                [x], [y], marker=look.marker, linestyle="none", color=look.color, gid="estimate", zorder=3,
                markerfacecolor=look.color if given else LIGHT_GROUND,
            )  # fmt: skip
        spoken[side] = [f"{sheet.calendar.names[at]} {row['estimate']:.2f}" for at, _, row in points] or [
            "none"
        ]
        if points and side:
            ends.append((points[-1][1], side))
    _name_lines(ax, sheet, ends)
    return spoken


def _name_lines(ax: Axes, sheet: _Sheet, ends: list[tuple[float, str]]) -> None:
    """Names at the right, as high as the lines end but never on each other."""
    apart = SMALL * 1.3 / _MAIN
    heights: list[float] = []
    for y, _ in sorted(ends):
        heights.append(max(y, heights[-1] + apart) if heights else y)
    # Names pushed over the top push those below them down.
    for i in reversed(range(len(heights))):
        heights[i] = min(heights[i], 1.0 if i == len(heights) - 1 else heights[i + 1] - apart)
    for height, (_, side) in zip(heights, sorted(ends), strict=True):
        ax.text(
            1.01, height, side, transform=ax.get_yaxis_transform(), ha="left", va="center", fontsize=SMALL,
            fontweight="bold", color=sheet.looks[side].color, gid="name",
        )  # fmt: skip


def _draw_events(ax: Axes, events: Sequence[tuple[float, str]], sheet: _Sheet) -> int:
    """Draw lines, and labels in as many rows as keep them apart; returns the number of rows."""
    point = sheet.inner / (len(sheet.calendar.names) + 0.2)
    taken: list[float] = []
    for at, label in events:
        text = cut(" ".join(label.split()), sheet.inner * 0.8, SMALL)
        wide, left = text_width(text, SMALL) * 1.04 + 6, (at + 0.6) * point
        right = left + wide <= sheet.inner
        start = left if right else left - wide
        row = next((i for i, end in enumerate(taken) if end <= start), len(taken))
        if row == len(taken):
            taken.append(0.0)
        # To its end nothing else stands in this row, nor may another line cross the label's own.
        taken[row] = start + wide + 2
        y = 1.03 + (_EVENT * (row + 0.5) + 2) / _MAIN
        ax.plot(
            [at, at],
            [-0.03, y],
            color=LIGHT_MUTED,
            linewidth=0.8,
            linestyle=(0, (1, 1.5)),
            gid="event",
            zorder=1.5,
        )
        ax.annotate(
            text, (at, y), xytext=(3 if right else -3, 0), textcoords="offset points", va="center",
            ha="left" if right else "right", fontsize=SMALL, color=LIGHT_INK, gid="event label", zorder=4,
            bbox={"facecolor": LIGHT_GROUND, "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip
    return len(taken)


def _draw_articles(ax: Axes, sheet: _Sheet, rows: pd.DataFrame) -> None:
    """Bars at the foot, as high as the number of articles of the period, with the number where it has room."""
    articles = rows.groupby(sheet.calendar.period)["n_articles"].max()
    most = max((int(n) for n in articles.dropna()), default=0)
    foot, tall = -(_BELOW + _AIR) / _MAIN, (_BELOW - 9) / _MAIN
    room = sheet.inner / len(sheet.calendar.names)
    every = max(1, int(-(-(text_width(f"{most:,}", SMALL) + 3) // room)))
    for i, name in enumerate(sheet.calendar.names):
        found = articles.get(name)
        n = 0 if found is None or pd.isna(found) else int(found)
        high = tall * n / most if most else 0.0
        ax.add_patch(
            Rectangle((i - 0.35, foot), 0.7, high, facecolor=LIGHT_LINE, edgecolor="none", gid="articles")
        )
        if i % every == 0:
            ax.text(
                i, foot + high, f"{n:,}", ha="center", va="bottom", fontsize=SMALL, color=LIGHT_INK, gid="n"
            )


def _notes(
    sheet: _Sheet, rows: pd.DataFrame, dated: pd.DataFrame, lanes: str, outside: list[str]
) -> list[str]:
    notes = interval_note(dated, drawn="Vertical lines")
    if sheet.scale.even is not None:
        notes.append(f"Dashed line: {number(sheet.scale.even)}, no difference.")
    drawn = dated[dated["estimate"].notna()]
    missing = drawn[drawn["ci_low"].isna() | drawn["ci_high"].isna()]
    groups = {str(name): member for name, member in dated.groupby(sheet.calendar.period, sort=False)}
    notes += reasons(
        groups, missing, "Hollow, no interval", everything=len(missing) == len(drawn), lane=lanes
    )
    notes += reasons(groups, dated[dated["estimate"].isna()], "No estimate", everything=False, lane=lanes)
    empty = [name for name in sheet.calendar.names if name not in groups]
    notes += [f"No article: {listed(empty)}."] if empty else []
    undated = rows[~rows.index.isin(dated.index)]["n_articles"].dropna()
    if len(undated):
        notes.append(f"Left out, without a date: {count(int(undated.max()), 'article')}.")
    notes += [f"Events outside the time shown: {listed(outside)}."] if outside else []
    return notes + method_note(rows, "Values")
