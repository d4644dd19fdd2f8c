"""Which words each group uses more: the funnel of frequency and z (Monroe, Colaresi & Quinn 2008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from framing.anchors import anchor_of
from framing.checks import choose, need_columns
from framing.palette import LIGHT_GROUND, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.contrast_bars import draw_bars
from framing.plots.links import link_points
from framing.plots.scale import number
from framing.plots.style import (
    COLUMN,
    PAGE,
    SMALL,
    furnish,
    new_axes,
    style_context,
    text_width,
)

# How a word stands to a group.
RELATIONS = ("by", "about", "in")
KINDS = ("funnel", "volcano", "bars")
_NEEDED = (
    "target", "reference", "term", "n_target", "n_reference", "conservative_log_ratio", "p_adjusted", "z", "reason",
)  # fmt: skip
_RATIOS = ("log_ratio", "ci_low", "ci_high")
_LEVEL = 0.05
_BODY = 300.0
_POINT, _DOT = 4.5, 2.0
# Labels, in points: the height of a line, the room around a label, how far from its dot it may go.
_LINE, _ROOM, _NEAR, _FAR = SMALL * 1.2, 1.5, 6.0, 150.0
_ANGLES = np.deg2rad(np.arange(0, 360, 15))


@dataclass(frozen=True)
class _Box:
    """A label's rectangle, in points from the lower left corner of the axes."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, points: np.ndarray) -> int:
        x, y = points[:, 0], points[:, 1]
        return int(((x > self.left) & (x < self.right) & (y > self.bottom) & (y < self.top)).sum())


def plot_contrast(
    contrast: pd.DataFrame,
    *,
    kind: str = "funnel",
    n_labels: int = 12,
    relation: str = "by",
    sides: Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    links: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the words compared: all of them by frequency or by size of difference, or the clearest as bars.

    Parameters
    ----------
    contrast : table of one contrast, as `contrast_words` returns it.
    kind : "funnel" (how often against how clearly), "volcano" (how large a difference against how clearly), or "bars"
        (log ratios of the clearest words, with their intervals).
    n_labels : how many words of each group are named at most.
    relation : how the words stand to a group, as the legend says it: "by" (a speaker says them), "about" (they are said
        of it) or "in" (they stand in it: an outlet, a country's outlets).
    sides : all groups in the order of the codebook, so that colours are those of the other figures; by default target,
        then reference.
    width : width of the figure in centimetres, 8.5 (a column) to 34, by default 17 (a page); not used with `ax`.
    title : what is shown; by default it names the groups.
    links : address of a page that `concordance_page` made; in the SVG, each named word leads to its place there.
    ax : Axes to draw on; by default new ones in a figure of their own. Labels are placed for the size that the Axes
        have then.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; the table holds several contrasts; `sides` lacks target or reference.

    Notes
    -----
    Across: occurrences in both groups, on a log scale (funnel), or the log ratio (volcano). Up: z of the log-odds,
    positive where the target uses the word more; it describes and tests nothing. Large markers in a
    group's colour and shape are the words whose `p_adjusted` is below .05; where p is missing altogether, those whose
    conservative log ratio is not 0, and the note says so.
    Named are each group's words with the highest conservative log ratio and, in turn, those with the highest z. A
    label that finds no room near its dot is moved and tied to it by a line; one that finds none at all is left out,
    and the note says how many were.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16(4), 372–403.

    Examples
    --------
    >>> plot_contrast(contrast_words(counts, articles, target="US", reference="RU"))
    """
    choose("relation", relation, RELATIONS)
    choose("kind", kind, KINDS)
    needed = [*_NEEDED, *(_RATIOS if kind != "funnel" else ())]
    need_columns(contrast, needed, what="contrast", hint="contrast_words returns them.")
    pairs = contrast[["target", "reference"]].drop_duplicates().astype(str)
    if len(pairs) > 1:
        listed = "; ".join(f"{a} and {b}" for a, b in pairs.itertuples(index=False))
        raise ValueError(f"contrast holds {len(pairs)} contrasts ({listed}); keep the rows of one.")
    inches = PAGE if width is None else min(max(width / 2.54, COLUMN * 0.9), PAGE * 2)
    axes = new_axes(ax, (inches, 4.5))
    with style_context():
        if contrast.empty:
            axes.set_axis_off()
            axes.text(
                0.5, 0.5, "no data: a group has no words, or none is frequent enough to be compared",
                ha="center", va="center", transform=axes.transAxes, color=LIGHT_MUTED,
            )  # fmt: skip
            furnish(axes, title=title or "Words of two groups", body=90)
            return axes
        target, reference = pairs.iloc[0]
        for name, value in (("target", target), ("reference", reference)):
            if sides is not None:
                choose(name, value, sides)
        styles = side_styles([target, reference] if sides is None else sides)
        heading = title or (
            f"Words that set {target} and {reference} apart"
            if _clear(contrast)[0].any()
            else f"Words of {target} and {reference}: none is marked as setting them apart"
        )
        table = contrast.reset_index(drop=True)
        looks = styles[target], styles[reference]
        if kind == "bars":
            return draw_bars(
                axes, table, _named(table, np.where(table["z"] > 0, 0, 1), n_labels), (target, reference), looks,
                title=heading, relation=relation, notes=[_counts_note(table, _clear(table)[1], bars=True)], links=links,
            )  # fmt: skip
        return _draw(axes, table, (target, reference), looks, heading, n_labels, relation, kind, links)


def _draw(
    ax: Axes,
    table: pd.DataFrame,
    groups: tuple[str, str],
    looks: tuple[SideStyle, SideStyle],
    title: str,
    n_labels: int,
    relation: str,
    kind: str,
    links: str | None,
) -> Axes:
    across = (table["n_target"] + table["n_reference"]).to_numpy(dtype=float)
    if kind == "volcano":
        across = table["log_ratio"].to_numpy(dtype=float)
    z = table["z"].to_numpy(dtype=float)
    clear, rule = _clear(table)
    owner = np.where(z > 0, 0, 1)
    if kind == "volcano":
        widest = max(float(np.abs(across).max()) * 1.12, 1.0)
        ax.set_xlim(-widest, widest)
        ax.axvline(0, color=LIGHT_LINE, linewidth=0.8, zorder=1)
    else:
        ax.set_xscale("log")
        ax.set_xlim(across.min() / 1.3, across.max() * 1.6)
    reach = float(np.abs(z).max()) or 1.0
    # Room for labels on both sides, also where one group has no word of its own.
    ax.set_ylim(min(float(z.min()) * 1.12, -reach / 3), max(float(z.max()) * 1.12, reach / 3))
    ax.axhline(0, color=LIGHT_LINE, linewidth=0.8, zorder=1)
    ax.plot(
        across[~clear],
        z[~clear],
        ".",
        color=LIGHT_MUTED,
        alpha=0.45,
        markersize=_DOT * 1.6,
        zorder=2,
        gid="other",
    )
    handles = []
    for order, (group, look) in enumerate(zip(groups, looks, strict=True)):
        chosen = clear & (owner == order)
        ax.plot(
            across[chosen], z[chosen], look.marker, color=look.color, markersize=_POINT, zorder=3,
            markeredgecolor=LIGHT_GROUND, markeredgewidth=0.4, gid=group,
        )  # fmt: skip
        label = f"more {relation} {group} (n = {chosen.sum():,})"
        handles.append(
            Line2D([], [], linestyle="", marker=look.marker, color=look.color, markersize=_POINT, label=label)
        )
    rest = f"not marked (n = {(~clear).sum():,})"
    handles.append(
        Line2D([], [], linestyle="", marker=".", color=LIGHT_MUTED, markersize=_DOT * 2, label=rest)
    )
    if kind == "volcano":
        ax.set_xticks([tick for tick in ax.get_xticks() if abs(tick) <= widest])
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
        ax.set_xlabel(f"log ratio, base 2 (+1: twice as frequent {relation} {groups[0]})")
    else:
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
        ax.set_xlabel("occurrences in both groups (log scale)")
    ax.set_ylabel(f"z of the log-odds\nmore {relation} {groups[1]} ←    → more {relation} {groups[0]}")
    named = _named(table, owner, n_labels)
    notes = [_counts_note(table, rule, marked=bool(clear.any())), _prior_note(table), "", ""]
    furnish(ax, title=title, notes=notes, handles=handles, body=_BODY)
    left_out = _label(ax, table, across, z, owner, clear, named, looks, links)
    if left_out:
        notes[2] = f"{left_out} of {len(named)} names are left out for want of room."
        furnish(ax, title=title, notes=notes, handles=handles, body=_BODY)
    return ax


def _clear(table: pd.DataFrame) -> tuple[np.ndarray, str]:
    """Which words are marked, and the rule to print."""
    if table["p_adjusted"].notna().any():
        return (table["p_adjusted"] < _LEVEL).to_numpy(
            dtype=bool
        ), "p < .05, adjusted for all words by permutation"
    reasons = table["reason"].dropna().str.extract(r"p_adjusted: (.+)$")[0].dropna().unique()
    why = f" (no p: {reasons[0]})" if len(reasons) else " (no p)"
    return (
        (table["conservative_log_ratio"] != 0).to_numpy(dtype=bool),
        f"conservative log ratio other than 0, which takes words for independent{why}",
    )


def _counts_note(table: pd.DataFrame, rule: str, *, marked: bool = False, bars: bool = False) -> str:
    units = ""
    if {"n_units", "resampled_by"} <= set(table.columns) and table["n_units"].notna().any():
        # Of "articles (interval), outlets (p-value)", the units that are counted.
        name = str(table["resampled_by"].dropna().iloc[0]).split(" (")[0]
        units = f" in {int(table['n_units'].dropna().iloc[0]):,} {name}"
    if bars:
        return f"{len(table):,} words compared{units}; drawn are those with the largest conservative log ratio or z."
    return (
        f"{len(table):,} words compared{units}. "
        f"{'Large markers' if marked else 'No word is marked, none meets the rule'}: {rule}."
    )


def _prior_note(table: pd.DataFrame) -> str:
    if not {"prior", "prior_size"} <= set(table.columns):
        return "z describes and ranks; it tests nothing."
    return (
        f"Log-odds with a Dirichlet prior ({table['prior'].iloc[0]}, {table['prior_size'].iloc[0]:g} words). "
        "z describes and ranks; it tests nothing."
    )


def _named(table: pd.DataFrame, owner: np.ndarray, n_labels: int) -> np.ndarray:
    """Rows to name: the top words of each group, the outermost first."""
    ranks = pd.DataFrame(
        {"size": -table["conservative_log_ratio"].abs(), "z": -table["z"].abs(), "term": table["term"]}
    )
    ranks = ranks[ranks["z"] < 0]
    rows: list[int] = []
    for group in (0, 1):
        own = ranks[owner[ranks.index] == group]
        by_size, by_z = (
            own.sort_values(keys).index for keys in (["size", "z", "term"], ["z", "size", "term"])
        )
        in_turn = [row for pair in zip(by_size, by_z, strict=True) for row in pair]
        rows.extend(list(dict.fromkeys(in_turn))[: max(n_labels, 0)])
    return ranks.loc[rows].sort_values(["z", "term"]).index.to_numpy()


def _label(
    ax: Axes,
    table: pd.DataFrame,
    across: np.ndarray,
    z: np.ndarray,
    owner: np.ndarray,
    clear: np.ndarray,
    named: np.ndarray,
    looks: tuple[SideStyle, SideStyle],
    links: str | None,
) -> int:
    """Name words beside their dots where there is room; return how many found none."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    # The layout decides where the axes stand, and it is only settled by drawing.
    figure.draw_without_rendering()
    scale = 72 / figure.dpi
    frame = ax.get_window_extent()
    dots = (ax.transData.transform(np.column_stack([across, z])) - [frame.x0, frame.y0]) * scale
    size = (frame.width * scale, frame.height * scale)
    large = dots[clear | np.isin(np.arange(len(dots)), named)]
    placed: list[_Box] = []
    lines: list[np.ndarray] = []
    left_out = 0
    for row in named.tolist():
        word = str(table["term"].iloc[row])
        found = _place(dots[row], text_width(word, SMALL) + 2 * _ROOM, size, large, dots, placed, lines)
        if found is None:
            left_out += 1
            continue
        box, moved = found
        placed.append(box)
        center = np.array([(box.left + box.right) / 2, (box.bottom + box.top) / 2])
        color = looks[owner[row]].color
        arrow = None
        if moved:
            lines.append(_segment(dots[row], _nearest(box, dots[row])))
            arrow = {
                "arrowstyle": "-",
                "color": color,
                "linewidth": 0.5,
                "alpha": 0.7,
                "shrinkA": 0.0,
                "shrinkB": 1.5,
            }
        label = ax.annotate(
            word, (across[row], z[row]), xytext=tuple(center - dots[row]), textcoords="offset points",
            ha="center", va="center", fontsize=SMALL, color=color, zorder=4, arrowprops=arrow, gid="word",
            path_effects=[withStroke(linewidth=1.6, foreground=LIGHT_GROUND)],
        )  # fmt: skip
        label.set_in_layout(False)
        if links is not None:
            link_points(ax, [across[row]], [z[row]], [word], links)
            label.set_url(f"{links}#{anchor_of(word)}")
    return left_out


def _place(
    dot: np.ndarray,
    width: float,
    size: tuple[float, float],
    large: np.ndarray,
    dots: np.ndarray,
    placed: list[_Box],
    lines: list[np.ndarray],
) -> tuple[_Box, bool] | None:
    """The free place with the least cost: near the dot, hiding few others, crossing no label with its line."""
    distance, angle = (
        grid.ravel() for grid in np.meshgrid(np.arange(_NEAR, _FAR, 7.0), _ANGLES, indexing="ij")
    )
    dx, dy = np.cos(angle), np.sin(angle)
    x = dot[0] + dx * np.where(np.abs(dx) > 0.3, distance + width / 2 - 2, distance)
    y = dot[1] + dy * (distance + _LINE / 2 - 2)
    edges = np.column_stack([x - width / 2, y - _LINE / 2, x + width / 2, y + _LINE / 2])
    free = (edges[:, 0] >= 0) & (edges[:, 1] >= 0) & (edges[:, 2] <= size[0]) & (edges[:, 3] <= size[1])
    for other in placed:
        free &= (
            (edges[:, 2] <= other.left) | (other.right <= edges[:, 0])
            | (edges[:, 3] <= other.bottom) | (other.top <= edges[:, 1])
        )  # fmt: skip
    base = distance - _NEAR + np.where(distance > _NEAR, 6.0, 0.0) + 1.5 * (1 - dx)
    best: tuple[float, _Box, bool] | None = None
    for index in np.flatnonzero(free)[np.argsort(base[free], kind="stable")].tolist():
        # What is left to add is never negative: nothing better can follow.
        if best is not None and best[0] <= base[index]:
            break
        box = _Box(*edges[index].tolist())
        gaps = _gaps(box, large)
        if gaps.min(initial=np.inf, where=_others(large, dot)) <= 2.0:
            continue
        # Beside another dot than its own, or away from it, a label needs a line.
        near = distance[index] <= _NEAR
        moved = not near or bool(gaps.min() < _gaps(box, dot[None])[0] - 0.5)
        cost = float(base[index]) + (6.0 if near and moved else 0.0) + 2.0 * box.holds(dots)
        if moved:
            leader = _segment(dot, _nearest(box, dot))
            cost += 25.0 * sum(bool(other.holds(leader)) for other in placed)
            passed = np.hypot(*(large[:, None, :] - leader[None, 4:, :]).transpose(2, 0, 1)).min(axis=1)
            cost += 4.0 * int((passed < 2.5).sum())
        cost += 25.0 * sum(bool(box.holds(line)) for line in lines)
        if best is None or cost < best[0]:
            best = (cost, box, moved)
    return None if best is None else best[1:]


def _others(points: np.ndarray, dot: np.ndarray) -> np.ndarray:
    return (points != dot).any(axis=1)


def _nearest(box: _Box, point: np.ndarray) -> np.ndarray:
    return np.array([np.clip(point[0], box.left, box.right), np.clip(point[1], box.bottom, box.top)])


def _gaps(box: _Box, points: np.ndarray) -> np.ndarray:
    x = np.clip(points[:, 0], box.left, box.right)
    y = np.clip(points[:, 1], box.bottom, box.top)
    return np.hypot(points[:, 0] - x, points[:, 1] - y)


def _segment(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return start + np.linspace(0, 1, 24)[:, None] * (end - start)
