"""Who speaks how much: one row per group, one dot per side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.palette import LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.rows import UNRESOLVED, group_columns, keys_of, rows_of
from framing.plots.style import (
    COLUMN,
    FONT,
    PAGE,
    SMALL,
    furnish,
    new_axes,
    owns_figure,
    style_context,
    text_width,
    wrap,
)
from framing.schema import check_table

_NAMES = {
    "voice_share": "Share of {units} by side of the speaker",
    "balance": "Balance of {units} between two sides",
    "voice_share_difference": "Difference in the share of {units} by side of the speaker",
    "balance_difference": "Difference in the balance of {units} between two sides",
}
# The ends of the axis; every other measure is a share.
_ENDS = {"balance": (-1.0, 1.0), "voice_share_difference": (-1.0, 1.0), "balance_difference": (-2.0, 2.0)}
_AXES = {
    "balance": "balance of {units}, from −1 to 1{toward}",
    "voice_share_difference": "share of {units} in the first group minus that in the second",
    "balance_difference": "balance of {units} in the first group minus that in the second",
}
_UNITS = {"words": "attributed words"}
# Points: the lane of one side, the gap between groups, the ticks with their labels and the padding around the axes.
_LANE, _TIGHT_LANE, _GAP, _TIGHT_GAP, _TICKS = 10.0, 6.0, 6.0, 4.0, 24.0
# More groups than this stand closer and leave the dots' labels to the legend, so that thirty fit a page.
_MANY_GROUPS = 12
_MANY_NAMES = 6


@dataclass(frozen=True)
class _Group:
    """One row of the figure: its name as wrapped, its measures, its place in points from the top."""

    name: str
    label: str
    rows: pd.DataFrame
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def plot_balance(
    measures: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    measure: str = "voice_share",
    unit: str | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of each side, one row per group, with its interval or the reason why there is none.

    Parameters
    ----------
    measures : measures table, as `voice_balance` returns it. Rows that compare two groups (`versus`) are drawn where
        `measure` is a difference.
    by : column or columns that name the groups; by default all that the schema of measures does not know.
    measure : which measure to draw.
    unit : which unit to draw, where the table holds several.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from measure, unit and groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of groups.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; the table has no such measure or unit; several rows tell of the same group and
        side (the columns in which they differ are named).

    Notes
    -----
    Dots are estimates; their labels say side and value, or the value alone where there is little room, and are left
    out for more than twelve groups. Lines are the intervals in `ci_low` and `ci_high`; pale bars
    reach from `bound_low` to `bound_high`, where the share would be if all unresolved went the other way or this way.
    At the right stand the articles of the group and, of its units, the share that is unresolved:
    n_unresolved / (denominator + n_unresolved). Groups keep the order of the table, sides that of the codebook. What
    has no interval or no estimate is said below the axes with its `reason`.

    Examples
    --------
    >>> plot_balance(voice_balance(attributions, articles, by="outlet"))          # doctest: +SKIP
    """
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    rows = rows_of(table, measure, unit, columns)
    inches = PAGE if width is None else width / 2.54
    inches = min(max(inches, COLUMN * 0.9), PAGE * 2)
    axes = new_axes(ax, (inches, 2.0))
    with style_context():
        drawn = rows[rows["estimate"].notna()] if len(rows) else rows
        if drawn.empty:
            return _empty(axes, title or _title(rows, measure, columns), _why_empty(table, rows, measure))
        return _draw(axes, rows, columns, title or _title(rows, measure, columns), measure)


def _units(rows: pd.DataFrame) -> str:
    found = rows["unit"].dropna()
    unit = str(found.iloc[0]) if len(found) else "units"
    return _UNITS.get(unit, unit)


def _title(rows: pd.DataFrame, measure: str, columns: list[str]) -> str:
    name = _NAMES.get(measure, measure.replace("_", " ").capitalize() + " of {units} by side")
    group = ", by " + " and ".join(column.replace("_", " ") for column in columns) if columns else ""
    return name.format(units=_units(rows)) + group


def _why_empty(table: pd.DataFrame, rows: pd.DataFrame, measure: str) -> str:
    if table.empty:
        return "the measures table has no rows"
    reasons = list(dict.fromkeys(rows["reason"].dropna()))
    return "; ".join(reasons) or f"no row of {measure} has an estimate, and none says why"


def _empty(ax: Axes, title: str, why: str) -> Axes:
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        wrap(f"no data: {why}", _width(ax) * 0.85),
        ha="center",
        va="center",
        transform=ax.transAxes,
        color=LIGHT_MUTED,
    )
    furnish(ax, title=title, body=90)
    return ax


def _draw(ax: Axes, rows: pd.DataFrame, columns: list[str], title: str, measure: str) -> Axes:
    # Colours go by the codebook's order, whichever of its sides are in these rows.
    styles = side_styles(rows["side"].cat.categories)
    present = [side for side in styles if side in set(rows["side"].dropna())]
    looks = {side: styles[side] for side in present} or {"": styles["other"]}
    groups = _groups(ax, rows, columns, len(looks))
    lane = _lane(len(groups))
    ends = low, high = _ENDS.get(measure, (0.0, 1.0))
    ax.set_xlim(low - 0.02, high + 0.02)
    for group in groups:
        _draw_group(ax, group, looks, lane, low)
    # A balance is between two sides: its dot belongs to neither.
    named = not measure.startswith("balance")
    if len(groups) <= _MANY_GROUPS:
        _label_dots(ax, groups, looks, lane, ends, named=named)
    bottom = groups[-1].top + groups[-1].height
    ax.set_ylim(bottom + _GAP / 2, -_GAP / 2)
    for upper, lower in pairwise(groups):
        ax.axhline((upper.top + upper.height + lower.top) / 2, color=LIGHT_LINE, linewidth=0.5)
    ax.set_yticks([group.middle for group in groups], [group.label for group in groups])
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    # Said again for Axes that were made in another style.
    ax.tick_params(axis="y", length=0, labelsize=FONT)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ticks = [low + (high - low) * quarter / 4 for quarter in range(5)]
    ax.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    units = _units(rows)
    toward = f" (above 0: more {present[0]})" if present else ""
    what = _AXES.get(measure, _share_of(measure, units)).format(units=units, toward=toward)
    ax.set_xlabel(wrap(what, _inner_width(ax)), fontsize=FONT)
    handles: list[Artist] = [
        Line2D([], [], color=look.color, marker=look.marker, linestyle="none", label=side)
        for side, look in looks.items()
        if side and named
    ]
    below = _TICKS + (ax.get_xlabel().count("\n") + 1) * FONT * 1.4
    furnish(ax, title=title, notes=_notes(groups, rows), handles=handles, body=bottom + _GAP + below)
    return ax


def _share_of(measure: str, units: str) -> str:
    """What a share is out of; with articles it is all of them, also those without a voice."""
    if units == "articles":
        return "share of all articles"
    if measure == "unresolved_share":
        return "share of all {units}"
    return "share of {units}, out of all with an identified side"


def _lane(n_groups: int) -> float:
    return _LANE if n_groups <= _MANY_GROUPS else _TIGHT_LANE


def _width(ax: Axes) -> float:
    """Width in points of what is the figure's to fill: all of its own page, or the Axes that the caller brought."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    inches = figure.get_size_inches()[0] if owns_figure(ax) else ax.get_window_extent().width / figure.dpi
    return float(inches * 72)


def _inner_width(ax: Axes) -> float:
    """A width that the axes will not fall short of, beside the longest names and the text at the right."""
    return _width(ax) * (0.42 if _width(ax) < 400 else 0.55)


def _groups(ax: Axes, rows: pd.DataFrame, columns: list[str], n_sides: int) -> list[_Group]:
    names = [" · ".join(key) for key in keys_of(rows, columns)]
    # A difference is named by both groups, the one taken away last.
    others = rows["versus"].tolist()
    names = [
        name if pd.isna(other) else f"{name} minus {other}" for name, other in zip(names, others, strict=True)
    ]
    order = list(dict.fromkeys(names))
    lane = _lane(len(order))
    groups: list[_Group] = []
    top = 0.0
    for name in order:
        label = wrap(name or "all articles", _width(ax) * 0.25)
        # Two lines stand at the right of every row: articles, unresolved.
        height = max(n_sides * lane, (label.count("\n") + 1) * FONT * 1.25, 2 * SMALL * 1.25)
        member = rows[[own == name for own in names]]
        groups.append(_Group(name or "all articles", label, member, top, height))
        top += height + (_GAP if lane == _LANE else _TIGHT_GAP)
    return groups


def _lanes(
    group: _Group, looks: dict[str, SideStyle], lane: float
) -> Iterator[tuple[str, float, dict[str, Any]]]:
    """Each side's row of measures, with its height in the figure."""
    first = group.middle - (len(looks) - 1) * lane / 2
    rows = {"" if pd.isna(row["side"]) else str(row["side"]): row for row in group.rows.to_dict("records")}
    for order, side in enumerate(looks):
        if side in rows:
            yield side, first + order * lane, {str(name): value for name, value in rows[side].items()}


def _draw_group(ax: Axes, group: _Group, looks: dict[str, SideStyle], lane: float, low: float) -> None:
    for side, y, row in _lanes(group, looks, lane):
        color = looks[side].color
        if pd.isna(row["estimate"]):
            ax.text(low, y, f" {side} no estimate".rstrip(), va="center", fontsize=SMALL, color=LIGHT_MUTED)
            continue
        for ends, alpha, thick in (("bound", 0.22, 4.5), ("ci", 1.0, 1.3)):
            if span := _span(row, ends):
                ax.plot(
                    span, [y, y], color=color, solid_capstyle="butt", gid=ends, alpha=alpha, linewidth=thick
                )
        ax.plot(
            [row["estimate"]], [y], color=color, marker=looks[side].marker, linestyle="none", gid="estimate"
        )
    ax.text(
        1.02, group.middle, _beside(group.rows), transform=ax.get_yaxis_transform(), va="center", ha="left",
        fontsize=SMALL, color=LIGHT_INK, linespacing=1.15, gid="beside",
    )  # fmt: skip


def _span(row: dict[str, Any], ends: str) -> list[float]:
    """Both ends of an interval or of bounds, or nothing where one is missing."""
    span = [row[f"{ends}_low"], row[f"{ends}_high"]]
    return [] if pd.isna(span[0]) or pd.isna(span[1]) else span


def _label_dots(
    ax: Axes,
    groups: list[_Group],
    looks: dict[str, SideStyle],
    lane: float,
    ends: tuple[float, float],
    *,
    named: bool,
) -> None:
    """Label every dot with side and value where all of them have room, else with the value alone."""
    room = _inner_width(ax) / (ends[1] - ends[0] + 0.04)
    for with_side in (named, False):
        labels = []
        for group in groups:
            for side, y, row in _lanes(group, looks, lane):
                if not pd.isna(row["estimate"]):
                    value = f"{row['estimate']:.2f}".replace("-", "−")
                    labels.append((f"{side} {value}".lstrip() if with_side else value, y, row))
        places = [_place(row, (text_width(text, SMALL) + 9) / room, ends) for text, _, row in labels]
        if None not in places:
            break
    for (text, y, _), place in zip(labels, places, strict=True):
        if place is not None:
            offset, align = (5, "left") if place[1] else (-5, "right")
            ax.annotate(
                text, (place[0], y), xytext=(offset, 0), textcoords="offset points", va="center", ha=align,
                fontsize=SMALL, color=LIGHT_INK, gid="label",
            )  # fmt: skip


def _place(row: dict[str, Any], needed: float, axis: tuple[float, float]) -> tuple[float, bool] | None:
    """Where a label that needs so much of the axis begins: right of dot and lines (True), left of them, or nowhere."""
    ends = [row["estimate"], *_span(row, "ci"), *_span(row, "bound")]
    if max(ends) + needed <= axis[1] + 0.02:
        return max(ends), True
    return (min(ends), False) if min(ends) - needed >= axis[0] - 0.02 else None


def _beside(rows: pd.DataFrame) -> str:
    articles = rows["n_articles"].dropna()
    lines = [_count(int(articles.max()), "article") if len(articles) else "articles not given"]
    shares = rows[UNRESOLVED].dropna()
    lines.append(f"{_percent(float(shares.iloc[0]))} unresolved" if len(shares) else "unresolved not given")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return "<1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _notes(groups: list[_Group], rows: pd.DataFrame) -> list[str]:
    notes: list[str] = []
    has_interval = rows["ci_low"].notna() & rows["ci_high"].notna()
    if has_interval.any():
        levels = rows.loc[has_interval, "confidence_level"].dropna().unique()
        level = f"{levels[0] * 100:g} % " if len(levels) == 1 else ""
        over = ", ".join(dict.fromkeys(rows.loc[has_interval, "resampled_by"].dropna()))
        notes.append(f"Lines: {level}intervals{f', resampled by {over}' if over else ''}.")
    if (rows["bound_high"] > rows["bound_low"]).any():
        notes.append("Pale bars: where the share would be if all unresolved went one way or the other.")
    missing = rows[~has_interval & rows["estimate"].notna()]
    notes += _reasons(groups, missing, "No interval", everything=not has_interval.any())
    notes += _reasons(groups, rows[rows["estimate"].isna()], "No estimate", everything=False)
    joint = [group.rows["n_joint"].dropna().max() for group in groups if group.rows["n_joint"].notna().any()]
    if any(joint):
        notes.append(f"{_units(rows).capitalize()} of speakers of two sides at once: {sum(joint):g}.")
    methods = set(rows["method"].dropna())
    if methods:
        said = {"machine": "found by machine, not corrected", "corrected": "corrected by a coded sample"}
        notes.append(f"Labels: {', '.join(said[method] for method in said if method in methods)}.")
    return notes


def _reasons(groups: list[_Group], rows: pd.DataFrame, what: str, *, everything: bool) -> list[str]:
    """One note per distinct reason; it names groups, and sides where not all of a group are concerned."""
    said = rows["reason"].fillna("the table gives no reason")
    notes = []
    for reason in dict.fromkeys(said):
        concerned = [(group, said.index[said == reason].intersection(group.rows.index)) for group in groups]
        concerned = [(group, index) for group, index in concerned if len(index)]
        whole = all(len(index) == len(group.rows) for group, index in concerned)
        names = [_with_sides(group, index) for group, index in concerned]
        listed = ", ".join(names) if len(names) <= _MANY_NAMES else f"{len(names)} of {len(groups)} groups"
        whom = "" if everything and whole and len(concerned) == len(groups) else f" for {listed}"
        notes.append(f"{what}{whom}: {str(reason).rstrip('.')}.")
    return notes


def _with_sides(group: _Group, index: pd.Index[Any]) -> str:
    sides = [str(side) for side in group.rows.loc[index, "side"].dropna()]
    return group.name if len(index) == len(group.rows) or not sides else f"{group.name} ({', '.join(sides)})"
