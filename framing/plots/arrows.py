"""A network of sides: an arrow from each to each, as thick as its count, one network for each group."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.cells import Group
from framing.plots.notes import amount
from framing.plots.style import FONT, SMALL, canvas, owns_figure, text_width, wrap

# Points: a node's radius, the height of a network, the narrowest one, the widest arrow.
_NODE, _TALL, _NARROWEST, _WIDEST = 9.0, 156.0, 210.0, 6.5
_BEND, _ALONG, _LOOP = 0.16, 0.36, 1.9
# Where else on its arrow a number may stand, where others are in the way.
_ELSEWHERE = (0.28, 0.44, 0.22, 0.5, 0.32, 0.4, 0.25, 0.47, 0.18, 0.55, 0.6)
# With more sides than these, arrows that nobody shoots would hide the others.
_FEW = 4


def draw_network(
    ax: Axes, groups: Sequence[Group], *, sides: Sequence[str], categories: Sequence[str]
) -> float:
    """Draw each group's network, side by side where there is room; returns the height in points."""
    looks = side_styles(categories)
    width = canvas(ax)
    across = max(1, min(len(groups), int(width // _NARROWEST)))
    box = width / across
    down = -(-len(groups) // across)
    most = max((number for _, counts, _ in groups for number in counts.values()), default=0.0)
    named = any(name for name, _, _ in groups)
    head = 2 * FONT * 1.3 if named else 0.0
    tall = _TALL + 24.0 * max(0, len(sides) - 3)
    total = down * (tall + head)
    for order, (name, counts, _) in enumerate(groups):
        left, top = (order % across) * box, total - (order // across) * (tall + head)
        if name:
            ax.text(
                left, top - 1, wrap(name, box - 10, FONT, "bold"), ha="left", va="top", fontsize=FONT,
                fontweight="bold", linespacing=1.2, gid="group",
            )  # fmt: skip
        places = _places(sides, left + box / 2, top - head - tall / 2, box, tall)
        taken = [places[side] for side in sides]
        for a in sides:
            for b in sides:
                number = counts.get((a, b), 0.0)
                if a == b and number > 0:
                    _loop(ax, places[a], left + box / 2, looks[a], number, most)
                elif a != b and (number > 0 or len(sides) <= _FEW):
                    _arrow(ax, places[a], places[b], looks[a], number, most, taken)
        for side in sides:
            _node(ax, side, places[side], top - head - tall / 2, looks[side], box)
    ax.set_ylim(0, total)
    # Numbers stand on their arrows only where a point is as wide as it is high; ours is made so.
    if not owns_figure(ax):
        ax.set_aspect("equal", adjustable="box", anchor="NW")
    return total + 2


def _places(
    sides: Sequence[str], x: float, y: float, box: float, tall: float
) -> dict[str, tuple[float, float]]:
    """Sides on an ellipse, clockwise: the first upper left, the second upper right, a third below them."""
    n = len(sides)
    angles = [math.radians(90 + 180 / n - 360 * i / n) for i in range(n)]
    across, up = [math.cos(angle) for angle in angles], [math.sin(angle) for angle in angles]
    # Stretched to fill its part of the figure, but for names, numbers and loops at the rim.
    half_x, half_y = min(box / 2 - 50, 110.0), tall / 2 - 28
    return {
        side: (x + half_x * _filled(across, i), y + half_y * _filled(up, i)) for i, side in enumerate(sides)
    }


def _filled(values: list[float], i: int) -> float:
    low, high = min(values), max(values)
    return 2 * (values[i] - low) / (high - low) - 1 if high - low > 0.01 else 0.0


def _node(ax: Axes, side: str, at: tuple[float, float], middle: float, look: SideStyle, box: float) -> None:
    ax.plot(
        [at[0]], [at[1]], marker=look.marker, color=look.color, markersize=2 * _NODE, linestyle="none",
        markeredgecolor=LIGHT_GROUND, gid="side", zorder=4,
    )  # fmt: skip
    above = at[1] >= middle
    ax.text(
        at[0], at[1] + (_NODE + 4) * (1 if above else -1), wrap(side, box * 0.4, FONT, "bold"), ha="center",
        va="bottom" if above else "top", fontsize=FONT, fontweight="bold", color=LIGHT_INK, gid="name", zorder=5,
    )  # fmt: skip


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    look: SideStyle,
    number: float,
    most: float,
    taken: list[tuple[float, float]],
) -> None:
    wide = _width(number, most)
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", connectionstyle=f"arc3,rad={_BEND}", shrinkA=_NODE + 2, shrinkB=_NODE + 2,
            mutation_scale=7 + 1.6 * wide, linewidth=wide, color=look.color if number > 0 else LIGHT_LINE,
            linestyle="solid" if number > 0 else (0, (2, 2)), gid="arrow" if number > 0 else "none", zorder=2,
            capstyle="butt", joinstyle="miter",
        )
    )  # fmt: skip
    wide = text_width(amount(number), FONT, "bold") + 4
    spots = [_on_curve(start, end, t) for t in (_ALONG, *_ELSEWHERE)]
    free = (
        spot
        for spot in spots
        if all(abs(spot[0] - x) > wide or abs(spot[1] - y) > FONT + 3 for x, y in taken)
    )
    at = next(free, spots[0])
    taken.append(at)
    _number(ax, *at, number)


def _on_curve(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    """A point of an arrow's curve, a parabola through the two, bent to the right of its way."""
    dx, dy, bend = end[0] - start[0], end[1] - start[1], 2 * t * (1 - t) * _BEND
    return start[0] + t * dx + bend * dy, start[1] + t * dy - bend * dx


def _loop(
    ax: Axes, at: tuple[float, float], middle: float, look: SideStyle, number: float, most: float
) -> None:
    out = -1 if at[0] < middle - 1 else 1
    x, dy = at[0] + out * _NODE * 0.7, _NODE + 1
    wide = min(_width(number, most), 3.0)
    ax.add_patch(
        FancyArrowPatch(
            (x, at[1] + dy), (x, at[1] - dy), arrowstyle="-|>", connectionstyle=f"arc3,rad={-_LOOP * out}",
            mutation_scale=6 + wide, linewidth=wide, color=look.color, shrinkA=0, shrinkB=0, gid="arrow", zorder=2,
        )
    )  # fmt: skip
    _number(ax, x + out * (_LOOP * dy + 3), at[1], number)


def _number(ax: Axes, x: float, y: float, number: float) -> None:
    ax.text(
        x, y, amount(number), ha="center", va="center", fontsize=FONT if number > 0 else SMALL,
        fontweight="bold" if number > 0 else "normal", color=LIGHT_INK if number > 0 else LIGHT_MUTED, gid="value",
        zorder=6, bbox={"facecolor": LIGHT_GROUND, "edgecolor": "none", "pad": 1.2},
    )  # fmt: skip


def _width(number: float, most: float) -> float:
    return 1.0 + (_WIDEST - 1.0) * number / most if number > 0 and most > 0 else 0.8
