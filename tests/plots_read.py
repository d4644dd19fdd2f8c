"""What a figure says and where: its texts, its marks, and that nothing is cut or overlaps."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.plots.save import _described


def texts(ax: Axes) -> list[Text]:
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    found = [*ax.texts, *figure.texts]
    for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
        # Ticks beyond the view have a label that is not drawn.
        low, high = sorted(axis.get_view_interval())
        found += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    found += [ax.xaxis.label] if ax.axison else []
    found += ax.get_legend().get_texts() if ax.get_legend() is not None else []
    found += [ax.title, ax._left_title]  # type: ignore[attr-defined]
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def words(ax: Axes) -> str:
    return "\n".join(text.get_text().replace("\n", " ") for text in texts(ax))


def alt(ax: Axes) -> str:
    """The alternative text that `save_figure` writes (test_plots_save shows that it does), without a file."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return _described(figure)


def assert_readable(ax: Axes) -> None:
    """No text leaves the figure, none lies on another, and none is smaller than 6 points."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    # Of the words alone: an annotation counts its arrow as well.
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts(ax)]
    for said, box in boxes:
        assert box.x0 >= -0.5 and box.y0 >= -0.5, said
        assert box.x1 <= figure.bbox.width + 0.5 and box.y1 <= figure.bbox.height + 0.5, said
    for (a, one), (b, two) in combinations(boxes, 2):
        over_x = min(one.x1, two.x1) - max(one.x0, two.x0)
        over_y = min(one.y1, two.y1) - max(one.y0, two.y0)
        # Boxes hold the line's leading too; letters touch only beyond it.
        assert over_x < 1 or over_y < 3, (a, b, over_x, over_y)
    assert min(text.get_fontsize() for text in texts(ax)) >= 6


def lines(ax: Axes, gid: str) -> list[Any]:
    return [line for line in ax.lines if line.get_gid() == gid]


def said(ax: Axes, gid: str) -> list[str]:
    """Texts of one kind, in the order in which they were drawn."""
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def patches(ax: Axes, gid: str) -> list[Any]:
    return [patch for patch in ax.patches if str(patch.get_gid()).startswith(gid)]
