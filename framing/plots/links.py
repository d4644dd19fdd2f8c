"""Points of a figure that lead somewhere: in the SVG, each is a link to the place of its word in a page."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from framing.anchors import anchor_of


def link_points(ax: Axes, x: Sequence[float], y: Sequence[float], terms: Sequence[str], page: str) -> None:
    """Lay an unseen area over each point that links to the place of its term in `page`."""
    area = ax.scatter(x, y, s=81, c="white", alpha=0.0, linewidths=0, zorder=5, gid="link")
    area.set_urls([f"{page}#{anchor_of(term)}" for term in terms])
    area.set_in_layout(False)
