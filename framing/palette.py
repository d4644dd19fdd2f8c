"""How a side looks, everywhere: figures and the marked article take colour, marker, hatch and underline from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from framing.schema import SHARED_SIDES

Underline = Literal["solid", "double", "dashed", "dotted", "wavy"]


@dataclass(frozen=True)
class SideStyle:
    """The look of one side.

    `color` stands on LIGHT_GROUND and `color_dark` on DARK_GROUND, each with a contrast of at least 4.5 : 1,
    also on LIGHT_MARK and DARK_MARK.
    Marker and hatch (matplotlib) and underline (CSS) tell the side where colour cannot.
    """

    color: str
    color_dark: str
    marker: str
    hatch: str
    underline: Underline
    label: str


# Grounds and inks of the two schemes; the colours below are checked against both grounds.
LIGHT_GROUND, LIGHT_INK, LIGHT_MUTED, LIGHT_LINE = "#ffffff", "#1b1f24", "#555e66", "#c9ced3"
DARK_GROUND, DARK_INK, DARK_MUTED, DARK_LINE = "#16191d", "#e8eaed", "#a9b1b9", "#3c434b"
# What lies behind marked words.
LIGHT_MARK, DARK_MARK = "#f3f5f7", "#21262c"

# By order, since nothing here knows which sides a codebook has. Seen through simulated protanopia, deuteranopia and
# tritanopia (Machado et al. 2009) the first two, joint, other and unresolved stay at least 18 CIELAB units apart.
_OWN = (
    SideStyle("#0066b3", "#6cb6f5", "o", "", "solid", ""),
    SideStyle("#c2410c", "#ff9a62", "s", "///", "dashed", ""),
    SideStyle("#00584a", "#4fd6ae", "^", "\\\\\\", "double", ""),
    SideStyle("#93308f", "#e07ad2", "v", "xxx", "wavy", ""),
)
# A fifth side and those after it take the colours again with other markers.
_MORE_MARKERS = ("P", "<", ">", "h", "p", "*", "8", "H")
_SHARED = {
    "joint": SideStyle("#1b1f24", "#f4f5f7", "D", "++", "double", ""),
    "other": SideStyle("#66707a", "#aab3bb", "X", "..", "dotted", ""),
    "unresolved": SideStyle("#7a6a52", "#b59f7c", "d", "oo", "wavy", ""),
}


def side_styles(categories: Iterable[str]) -> dict[str, SideStyle]:
    """The look of each side, by its order.

    Parameters
    ----------
    categories : the sides in the order of the codebook, such as `measures["side"].cat.categories`. The shared ones
        (joint, other, unresolved) look the same wherever they stand, also when they are left out here.

    Returns
    -------
    dict from side to SideStyle: the sides as given (once each), then the shared ones that were not.

    Examples
    --------
    >>> side_styles(["north", "south"])["south"].marker
    's'
    """
    given = list(dict.fromkeys(map(str, categories)))
    own = [side for side in given if side not in SHARED_SIDES]
    looks = {side: _own_style(order) for order, side in enumerate(own)} | _SHARED
    order = [*given, *(side for side in SHARED_SIDES if side not in given)]
    return {side: replace(looks[side], label=side) for side in order}


def _own_style(order: int) -> SideStyle:
    base = _OWN[order % len(_OWN)]
    if order < len(_OWN):
        return base
    return replace(
        base, marker=_MORE_MARKERS[(order - len(_OWN)) % len(_MORE_MARKERS)], hatch=base.hatch + "*"
    )
