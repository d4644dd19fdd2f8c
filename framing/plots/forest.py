"""A forest: one row per group, one dot per side with its interval, and what it is out of at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.captions import COMMON
from framing.plots.notes import (
    amount,
    count,
    has_interval,
    interval_note,
    method_note,
    percent,
    reasons,
    units_of,
)
from framing.plots.rows import OUT_OF_IDENTIFIED, UNRESOLVED, keys_of, lane_of
from framing.plots.scale import Scale, compared, number, two_sided
from framing.plots.style import FONT, SMALL, furnish, text_width, width_of, wrap

# Points: the lane of one side, the gap between groups, the ticks with their labels and the padding around the axes.
_LANE, _TIGHT_LANE, _GAP, _TIGHT_GAP, _TICKS = 10.0, 6.0, 6.0, 4.0, 24.0
# More groups than this stand closer and leave the dots' labels to the legend, so that thirty fit a page.
_MANY_GROUPS = 12
# One dot that belongs to no side.
_NEUTRAL = SideStyle(LIGHT_INK, "", "s", "", "solid", "")


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


def draw_forest(
    ax: Axes,
    rows: pd.DataFrame,
    columns: list[str],
    *,
    title: str,
    measure: str,
    scale: Scale,
    axis: str,
    more: Sequence[str] = (),
) -> Axes:
    """Draw rows of one measure, as `rows_of` gives them, on the axis `scale`, which says `axis`; `more` are notes."""
    lanes = lane_of(rows)
    looks = looks_of(rows, lanes, measure)
    named = "" not in looks
    groups = _groups(ax, rows, columns, len(looks), measure)
    lane = _lane(len(groups))
    if scale.log:
        ax.set_xscale("log")
    ax.set_xlim(*scale.limits)
    for group in groups:
        _draw_group(ax, group, looks, lanes, lane, scale, measure)
    if len(groups) <= _MANY_GROUPS:
        _label_dots(ax, groups, looks, lanes, lane, scale, named=named)
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
    ax.set_xticks(scale.ticks, scale.labels)
    ax.set_xticks([], minor=True)
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    if scale.even is not None:
        ax.axvline(
            scale.even, color=LIGHT_MUTED, linewidth=0.9, linestyle=(0, (4, 2)), gid="even", zorder=1.5
        )
    ax.set_xlabel(wrap(axis, _inner_width(ax)), fontsize=FONT)
    handles: list[Artist] = [
        Line2D([], [], color=look.color, marker=look.marker, linestyle="none", label=side)
        for side, look in looks.items()
        if named
    ]
    below = _TICKS + (ax.get_xlabel().count("\n") + 1) * FONT * 1.4
    notes = [*more, *_notes(groups, rows, columns, lanes, measure, scale)]
    furnish(ax, title=title, notes=notes, handles=handles, body=bottom + _GAP + below)
    return ax


def looks_of(rows: pd.DataFrame, lanes: str, measure: str) -> dict[str, SideStyle]:
    """How each lane of the figure looks, in the codebook's order; "" is a dot that belongs to no side."""
    # A balance is between two sides: its dot belongs to neither.
    if two_sided(measure) or rows[lanes].isna().all():
        return {"": _NEUTRAL}
    # Colours go by the codebook's order, whichever of its sides are in these rows.
    styles = side_styles(rows[lanes].cat.categories)
    present = set(rows[lanes].dropna())
    looks = {side: look for side, look in styles.items() if side in present}
    # A row of all sides together, such as the anonymous share, stands above theirs.
    return {"all": _NEUTRAL, **looks} if rows[lanes].isna().any() else looks


def _lane(n_groups: int) -> float:
    return _LANE if n_groups <= _MANY_GROUPS else _TIGHT_LANE


def _inner_width(ax: Axes) -> float:
    """A width that the axes will not fall short of, beside the longest names and the text at the right."""
    return width_of(ax) * (0.42 if width_of(ax) < 400 else 0.55)


def _groups(ax: Axes, rows: pd.DataFrame, columns: list[str], n_lanes: int, measure: str) -> list[_Group]:
    names = [" · ".join(key) for key in keys_of(rows, columns)]
    if columns and compared(measure, [measure.removesuffix("_ratio")]) is not None:
        # A difference is named by both groups, the one taken away last.
        sign = "over" if measure.endswith("_ratio") else "minus"
        others = rows["versus"].tolist()
        names = [
            name if pd.isna(other) else f"{name} {sign} {other}"
            for name, other in zip(names, others, strict=True)
        ]
    order = list(dict.fromkeys(names))
    lane = _lane(len(order))
    groups: list[_Group] = []
    top = 0.0
    for name in order:
        label = wrap(name or "all articles", width_of(ax) * 0.25)
        # Two lines stand at the right of every row: articles, unresolved.
        height = max(n_lanes * lane, (label.count("\n") + 1) * FONT * 1.25, 2 * SMALL * 1.25)
        member = rows[[own == name for own in names]]
        groups.append(_Group(name or "all articles", label, member, top, height))
        top += height + (_GAP if lane == _LANE else _TIGHT_GAP)
    return groups


def _rows(
    group: _Group, looks: dict[str, SideStyle], lanes: str, lane: float
) -> Iterator[tuple[str, float, dict[str, Any]]]:
    """Each side's row of measures, with its height in the figure."""
    first = group.middle - (len(looks) - 1) * lane / 2
    rest = next(iter(looks))
    rows = {
        rest if rest == "" or pd.isna(row[lanes]) else str(row[lanes]): row
        for row in group.rows.to_dict("records")
    }
    for order, side in enumerate(looks):
        if side in rows:
            yield side, first + order * lane, {str(name): value for name, value in rows[side].items()}


def _draw_group(
    ax: Axes, group: _Group, looks: dict[str, SideStyle], lanes: str, lane: float, scale: Scale, measure: str
) -> None:
    for side, y, row in _rows(group, looks, lanes, lane):
        color = looks[side].color
        if pd.isna(row["estimate"]):
            ax.text(
                scale.low, y, f" {side} no estimate".replace("  ", " "), va="center", fontsize=SMALL,
                color=LIGHT_MUTED,
            )  # fmt: skip
            continue
        for ends, alpha, thick in (("bound", 0.22, 4.5), ("ci", 1.0, 1.3)):
            if span := _span(row, ends):
                ax.plot(
                    span, [y, y], color=color, solid_capstyle="butt", gid=ends, alpha=alpha, linewidth=thick
                )
        for value in [row["estimate"], *_span(row, "ci")]:
            if (end := scale.clipped(value)) != value:
                arrow = "<" if value < end else ">"
                ax.plot(
                    [end],
                    [y],
                    color=color,
                    marker=arrow,
                    linestyle="none",
                    markersize=6,
                    gid="beyond",
                    clip_on=False,
                )
        if scale.clipped(row["estimate"]) == row["estimate"]:
            ax.plot(
                [row["estimate"]],
                [y],
                color=color,
                marker=looks[side].marker,
                linestyle="none",
                gid="estimate",
            )
    ax.text(
        1.02, group.middle, _beside(group.rows, measure), transform=ax.get_yaxis_transform(), va="center", ha="left",
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
    lanes: str,
    lane: float,
    scale: Scale,
    *,
    named: bool,
) -> None:
    """Label every dot with side and value where all of them have room, else with the value alone."""
    room = _inner_width(ax) / (1 + 2 * scale.edge)
    for with_side in (named, False):
        labels = []
        for group in groups:
            for side, y, row in _rows(group, looks, lanes, lane):
                if not pd.isna(row["estimate"]):
                    value = f"{row['estimate']:.2f}".replace("-", "−")
                    labels.append((f"{side} {value}".lstrip() if with_side else value, y, row))
        places = [_place(row, (text_width(text, SMALL) + 9) / room, scale) for text, _, row in labels]
        if None not in places:
            break
    # A label may stand on the dashed line, or on its own interval.
    ground = {"facecolor": LIGHT_GROUND, "edgecolor": "none", "alpha": 0.85, "pad": 0.5}
    for (text, y, row), place in zip(labels, places, strict=True):
        # Where dot and lines fill the axes, it stands beside the dot, where there is more room.
        at, right = place or (scale.clipped(row["estimate"]), scale.at(row["estimate"]) < 0.5)
        behind = ground if place is None or scale.even is not None else None
        align = "left" if right else "right"
        ax.annotate(
            text, (at, y), xytext=(5 if right else -5, 0), textcoords="offset points", va="center",
            ha=align, fontsize=SMALL, color=LIGHT_INK, gid="label", bbox=behind,
        )  # fmt: skip


def _place(row: dict[str, Any], needed: float, scale: Scale) -> tuple[float, bool] | None:
    """Where a label that needs so much of the axis begins: right of dot and lines (True), left of them, or nowhere."""
    ends = [row["estimate"], *_span(row, "ci"), *_span(row, "bound")]
    if scale.at(max(ends)) + needed <= 1 + scale.edge:
        return scale.clipped(max(ends)), True
    return (scale.clipped(min(ends)), False) if scale.at(min(ends)) - needed >= -scale.edge else None


def _beside(rows: pd.DataFrame, measure: str) -> str:
    articles = rows["n_articles"].dropna()
    lines = [count(int(articles.max()), "article") if len(articles) else "articles not given"]
    shares = rows[UNRESOLVED].dropna()
    if measure.startswith(OUT_OF_IDENTIFIED) or (len(shares) and measure in COMMON):
        lines.append(
            f"{percent(float(shares.iloc[0]))} unresolved" if len(shares) else "unresolved not given"
        )
    else:
        out_of = rows["denominator"].dropna()
        # A share of all sides together has its own row, which holds the others'.
        total = out_of.max() if measure in COMMON or rows["side"].isna().any() else out_of.sum()
        total = out_of.sum() if rows["side"].isna().all() else total
        # A mean over articles is out of articles, which are said already.
        per_article = len(out_of) > 0 and str(rows["unit"].iloc[0]) == "actors"
        lines += [f"{amount(float(total))} {rows['unit'].iloc[0]}"] if len(out_of) and not per_article else []
    return "\n".join(lines)


def _notes(
    groups: list[_Group], rows: pd.DataFrame, columns: list[str], lanes: str, measure: str, scale: Scale
) -> list[str]:
    by_name = {group.name: group.rows for group in groups}
    notes = interval_note(rows)
    if (rows["bound_high"] > rows["bound_low"]).any():
        notes.append("Pale bars: where the estimate would be if all unresolved went one way or the other.")
    if scale.even is not None:
        meaning = "even" if scale.even == 0.5 else "no difference"
        meaning = "neither way" if scale.even == 0 and not two_sided(measure) else meaning
        notes.append(f"Dashed line: {number(scale.even)}, {meaning}.")
    given = has_interval(rows)
    ends = rows.loc[rows["estimate"].notna(), ["estimate", "ci_low", "ci_high"]].stack().dropna()
    if any(scale.clipped(value) != value for value in ends):
        notes.append("Arrows: goes on beyond the axis.")
    missing = rows[~given & rows["estimate"].notna()]
    notes += reasons(by_name, missing, "No interval", everything=not given.any(), lane=lanes)
    notes += reasons(by_name, rows[rows["estimate"].isna()], "No estimate", everything=False, lane=lanes)
    own = measure.startswith(OUT_OF_IDENTIFIED)
    joint = _sum_of(rows, columns, "n_joint")
    if joint:
        what = units_of(rows).capitalize() if own else "Voices"
        notes.append(f"{what} of speakers of two sides at once: {joint:g}.")
    lost = _sum_of(rows, columns, "n_unresolved")
    if lost and not own and rows[UNRESOLVED].isna().all():
        notes.append(f"Left out, since a side is unresolved: {amount(lost)}.")
    return notes + method_note(rows)


def _sum_of(rows: pd.DataFrame, columns: list[str], counted: str) -> float:
    """A count that all rows of a group repeat, over all groups; terms, methods, targets are of the same articles."""
    keys = keys_of(
        rows, [name for name in columns if name not in ("term", "method", "target_side", "speaker")]
    )
    found: dict[tuple[str, ...], float] = {}
    for key, value in zip(keys, rows[counted], strict=True):
        if pd.notna(value):
            found[key] = max(found.get(key, 0.0), float(value))
    return sum(found.values())
