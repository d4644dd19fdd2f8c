"""A labelled heat map of sides against sides, one for each group, drawn on a canvas in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.notes import amount, percent
from framing.plots.style import FONT, SMALL, canvas, mixed, text_width, wrap

# One group's name, and the counts and shares of (row, column).
Cells = Mapping[tuple[str, str], float]
Group = tuple[str, Cells, Cells]

_WIDEST, _NARROWEST, _TALL, _GAP = 76.0, 26.0, 32.0, 22.0
_MARK = 12.0
# The darkest shade: black letters are read on it in every side's colour.
_FULL = 0.55


def draw_cells(
    ax: Axes, groups: Sequence[Group], *, sides: Sequence[str], categories: Sequence[str]
) -> float:
    """Draw each group's matrix, side by side where there is room; returns the height in points."""
    looks = side_styles(categories)
    width = canvas(ax)
    names = {side: wrap(side, min(90.0, width * 0.25)) for side in sides}
    left = max(text_width(line) for name in names.values() for line in name.split("\n")) + _MARK + 6
    across = 2 if len(groups) > 1 and (width - _GAP) / 2 - left >= len(sides) * _NARROWEST * 1.5 else 1
    room = (width - _GAP * (across - 1)) / across - left
    wide = min(_WIDEST, room / len(sides))
    most = max((number for _, counts, _ in groups for number in counts.values()), default=0.0)
    # Where one share has no room, none is shown; the alternative text has them all.
    widths = [text_width(percent(share), SMALL) for _, _, shares in groups for share in shares.values()]
    with_share = wide >= 40 or max(widths, default=0.0) <= wide - 3
    heads = {side: wrap(side, wide - 2) for side in sides}
    head = max(name.count("\n") + 1 for name in heads.values()) * FONT * 1.25 + 14
    tall = max(_TALL, max(name.count("\n") + 1 for name in names.values()) * FONT * 1.25 + 4)
    y = bottom = 0.0
    for order, (name, counts, shares) in enumerate(groups):
        x = (order % across) * (left + room + _GAP)
        if order and order % across == 0:
            y = bottom + _GAP / 2
        top = y + _title(ax, name, x, y, left + room)
        ax.text(
            x, top + head - 4, "accuser ↓  accused →", ha="left", va="bottom", fontsize=6, color=LIGHT_MUTED,
            gid="caption",
        ) if left > text_width("accuser ↓  accused →", 6) else None  # fmt: skip
        for column, side in enumerate(sides):
            middle = x + left + (column + 0.5) * wide
            _mark(ax, looks[side], middle, top + head - 5)
            ax.text(
                middle, top + head - 11, heads[side], ha="center", va="bottom", fontsize=FONT, gid="accused"
            )
        for row, accuser in enumerate(sides):
            at = top + head + row * tall
            _mark(ax, looks[accuser], x + left - 7, at + tall / 2)
            ax.text(
                x + left - _MARK - 2, at + tall / 2, names[accuser], ha="right", va="center", fontsize=FONT,
                gid="accuser",
            )  # fmt: skip
            for column, accused in enumerate(sides):
                pair = (accuser, accused)
                count, share = counts.get(pair, 0.0), shares.get(pair, 0.0)
                said = f"{amount(count)}\n{percent(share)}" if with_share else amount(count)
                said = said if count > 0 or share > 0 else "0"
                _cell(ax, looks[accuser], x + left + column * wide, at, wide, tall, count, said, most)
        bottom = max(bottom, top + head + len(sides) * tall)
    ax.set_ylim(bottom + 1, -1)
    return bottom + 4


def _title(ax: Axes, name: str, x: float, y: float, room: float) -> float:
    """Write a group's name over its part of the figure; returns the height that it takes."""
    if not name:
        return 0.0
    text = wrap(name, room, FONT, "bold")
    ax.text(
        x, y + 1, text, ha="left", va="top", fontsize=FONT, fontweight="bold", linespacing=1.2, gid="group"
    )
    return (text.count("\n") + 1) * FONT * 1.3 + 1


def _mark(ax: Axes, look: SideStyle, x: float, y: float) -> None:
    ax.plot([x], [y], color=look.color, marker=look.marker, linestyle="none", markersize=5.5, gid="side")


def _cell(
    ax: Axes,
    look: SideStyle,
    x: float,
    y: float,
    wide: float,
    tall: float,
    count: float,
    text: str,
    most: float,
) -> None:
    shade = 0.06 + (_FULL - 0.06) * count / most if count > 0 and most > 0 else 0.0
    ax.add_patch(
        Rectangle(
            (x + 1, y + 1), wide - 2, tall - 2, facecolor=mixed(look.color, shade) if shade else LIGHT_GROUND,
            edgecolor=LIGHT_LINE, linewidth=0.6, gid="cell",
        )
    )  # fmt: skip
    ax.text(
        x + wide / 2, y + tall / 2, text, ha="center", va="center", fontsize=SMALL if wide < 40 else FONT,
        color=LIGHT_INK if shade else LIGHT_MUTED, linespacing=1.15, gid="value",
    )  # fmt: skip
