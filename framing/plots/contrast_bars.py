"""The clearest words of two groups as bars to either side, with their intervals and counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.anchors import anchor_of
from framing.palette import LIGHT_INK, LIGHT_LINE, SideStyle
from framing.plots.links import link_points
from framing.plots.notes import amount, percent
from framing.plots.scale import number
from framing.plots.style import FONT, SMALL, cut, furnish, mixed, width_of

# Points: the lane of a word, the ticks with their labels.
_LANE, _TICKS = 12.0, 24.0


def draw_bars(
    ax: Axes,
    table: pd.DataFrame,
    rows: np.ndarray,
    groups: tuple[str, str],
    looks: tuple[SideStyle, SideStyle],
    *,
    title: str,
    relation: str,
    notes: Sequence[str],
    links: str | None,
) -> Axes:
    """Draw the log ratios of these rows of a contrast, the target's words above, to the right."""
    order = sorted(
        rows.tolist(), key=lambda row: (-float(table["log_ratio"].iloc[row]), str(table["term"].iloc[row]))
    )
    ends = table.loc[order, ["log_ratio", "ci_low", "ci_high"]].to_numpy(dtype=float)
    reach = float(np.nanmax(np.abs(ends))) if len(ends) else 1.0
    ax.set_xlim(-reach * 1.05, reach * 1.05)
    without = 0
    for place, (row, (ratio, low, high)) in enumerate(zip(order, ends.tolist(), strict=True)):
        y = (place + 0.5) * _LANE
        look = looks[0 if ratio > 0 else 1]
        ax.barh(
            y, ratio, height=_LANE * 0.7, facecolor=mixed(look.color, 0.35), edgecolor=look.color, hatch=look.hatch,
            linewidth=0.6, gid="bar", zorder=2,
        )  # fmt: skip
        if np.isnan(low) or np.isnan(high):
            without += 1
        else:
            ax.plot([low, high], [y, y], color=LIGHT_INK, linewidth=1.2, gid="ci", zorder=3)
        counts = (
            f"{amount(float(table['n_target'].iloc[row]))} : {amount(float(table['n_reference'].iloc[row]))}"
        )
        ax.text(
            1.02, y, counts, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=SMALL, gid="counts",
        )  # fmt: skip
        if links is not None:
            link_points(ax, [ratio], [y], [str(table["term"].iloc[row])], links)
    ax.set_ylim(len(order) * _LANE + 2, -2)
    words = [str(table["term"].iloc[row]) for row in order]
    ax.set_yticks(
        [(place + 0.5) * _LANE for place in range(len(order))],
        [cut(word, width_of(ax) * 0.25) for word in words],
    )
    for label, word in zip(ax.get_yticklabels(), words, strict=True):
        label.set_parse_math(False)
        if links is not None:
            label.set_url(f"{links}#{anchor_of(word)}")
    ax.tick_params(axis="y", length=0, labelsize=FONT)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.axvline(0, color=LIGHT_INK, linewidth=0.8, zorder=4)
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.set_xticks([tick for tick in ax.get_xticks() if abs(tick) <= reach * 1.05])
    ax.xaxis.set_major_formatter(lambda value, _: number(value))
    ax.set_xlabel(
        f"log ratio, base 2\nmore {relation} {groups[1]} ←    → more {relation} {groups[0]}", fontsize=FONT
    )
    said = [*notes, f"At the right: occurrences {relation} {groups[0]} : {relation} {groups[1]}."]
    if len(order) > without:
        over = table["resampled_by"].dropna()
        said.append(f"Lines: {percent(0.95)} intervals{f', by {over.iloc[0]}' if len(over) else ''}.")
    if without:
        said.append(
            f"{without} of {len(order)} words without an interval: too few articles, or never in one group."
        )
    handles = [
        Line2D(
            [], [], marker="s", linestyle="none", markerfacecolor=mixed(look.color, 0.35), markeredgecolor=look.color,
            label=f"more {relation} {group}",
        )
        for group, look in zip(groups, looks, strict=True)
    ]  # fmt: skip
    furnish(ax, title=title, notes=said, handles=handles, body=len(order) * _LANE + _TICKS + 2 * FONT * 1.4)
    return ax
