"""One style for every figure: type, sizes, and the furniture around the axes (title, legend, notes).

Figures are made without pyplot, so that drawing leaves no global state behind; they show themselves in a notebook.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import TextToPath

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles

__all__ = [
    "COLUMN",
    "PAGE",
    "RC",
    "SideStyle",
    "canvas",
    "cut",
    "describe",
    "furnish",
    "mixed",
    "new_axes",
    "no_data",
    "owns_figure",
    "page_width",
    "side_styles",
    "style_context",
    "text_width",
    "width_of",
    "wrap",
]

# Widths in inches: one column of a journal (8.5 cm) and the whole page (17 cm).
COLUMN, PAGE = 8.5 / 2.54, 17 / 2.54
FONT, SMALL, TITLE = 8.0, 7.0, 9.0
_PAD = 6.0
# Letters drawn by a canvas with hinting, or at another resolution, are up to 3 % wider than `text_width` says.
_WIDER = 1.035

RC: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": FONT,
    "axes.titlesize": TITLE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": FONT,
    "axes.labelcolor": LIGHT_INK,
    "axes.edgecolor": LIGHT_MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "figure.titlesize": TITLE,
    "figure.titleweight": "bold",
    "figure.facecolor": LIGHT_GROUND,
    "savefig.facecolor": LIGHT_GROUND,
    "figure.dpi": 100,
    "figure.constrained_layout.h_pad": 0.04,
    "figure.constrained_layout.w_pad": 0.08,
    "text.color": LIGHT_INK,
    # A group called "$5bn to $9bn" is text, not a formula.
    "text.parse_math": False,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": FONT,
    "xtick.color": LIGHT_MUTED,
    "ytick.color": LIGHT_MUTED,
    "xtick.labelcolor": LIGHT_INK,
    "ytick.labelcolor": LIGHT_INK,
    "grid.color": LIGHT_LINE,
    "grid.linewidth": 0.5,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "legend.columnspacing": 1.2,
    "legend.borderpad": 0.0,
    "lines.linewidth": 1.2,
    "lines.markersize": 5,
    "hatch.linewidth": 0.6,
    # Unhinted letters are as wide as `text_width` says, at every resolution.
    "text.hinting": "no_hinting",
    # The same drawing gives the same bytes.
    "svg.hashsalt": "framing",
    "svg.fonttype": "path",
    # Letters stay letters in print: text of a PDF can be found and copied.
    "pdf.fonttype": 42,
}
_KEEP = ("backend", "backend_fallback", "interactive", "toolbar", "date.epoch")


@contextmanager
def style_context() -> Iterator[None]:
    """The house style for the length of a `with` block; the caller's settings come back after it.

    It begins from matplotlib's defaults, so that a figure does not depend on the settings of the one who draws it.
    """
    settings: Any = {key: value for key, value in matplotlib.rcParamsDefault.items() if key not in _KEEP}
    settings.update(RC)
    with matplotlib.rc_context():
        matplotlib.rcParams.update(settings)
        yield


class ShownFigure(Figure):
    """A figure that a notebook shows by itself, with pyplot or without it."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        buffer = io.BytesIO()
        with style_context():
            self.savefig(buffer, format="png", dpi=192, metadata={"Software": None})
        width, height = self.get_size_inches()
        return buffer.getvalue(), {"width": round(width * 96), "height": round(height * 96)}


class ShownAxes(Axes):
    """Axes that a notebook shows as the figure they stand in."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, ShownFigure) else None


def new_axes(ax: Axes | None = None, figsize: tuple[float, float] = (PAGE, 3.0)) -> Axes:
    """The Axes given, or new ones in a figure of their own (`figsize` in inches), free of pyplot.

    The figure's canvas is Agg and its layout is constrained; `ax.figure` shows itself in a notebook.
    """
    if ax is not None:
        return ax
    with style_context():
        figure = ShownFigure(figsize=figsize, layout="constrained")
        FigureCanvasAgg(figure)
        return figure.add_subplot(axes_class=ShownAxes)


def page_width(width: float | None) -> float:
    """Inches of a figure `width` centimetres wide, within what print and screen allow; by default a page."""
    inches = PAGE if width is None else width / 2.54
    return min(max(inches, COLUMN * 0.9), PAGE * 2)


def width_of(ax: Axes) -> float:
    """Width in points of what is the figure's to fill: all of its own page, or the Axes that the caller brought."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    inches = figure.get_size_inches()[0] if owns_figure(ax) else ax.get_window_extent().width / figure.dpi
    return float(inches * 72)


def no_data(ax: Axes, title: str, why: str) -> Axes:
    """Axes that say why they are empty."""
    ax.set_axis_off()
    ax.text(
        0.5, 0.5, wrap(f"no data: {why}", width_of(ax) * 0.85), ha="center", va="center", transform=ax.transAxes,
        color=LIGHT_MUTED,
    )  # fmt: skip
    furnish(ax, title=title, body=90)
    return ax


def describe(ax: Axes, text: str) -> None:
    """Say in words what the marks on these Axes say, for the alternative text that `save_figure` writes.

    It is kept as the Axes' label, which is never drawn.
    """
    ax.set_label(text)


def canvas(ax: Axes) -> float:
    """Turn Axes into a sheet to draw on in points: no axis, x from 0 to the width that is returned."""
    width = width_of(ax) - (2 * _PAD if owns_figure(ax) else 0.0)
    ax.set_axis_off()
    ax.set_xlim(0, width)
    return width


def mixed(color: str, strength: float) -> tuple[float, float, float]:
    """A colour mixed with the ground: 1 is the colour, 0 the ground."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    ground = [int(LIGHT_GROUND[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        strength * own + (1 - strength) * under for own, under in zip(parts, ground, strict=True)
    )
    return red, green, blue


def owns_figure(ax: Axes) -> bool:
    """Whether these Axes have a figure of their own from `new_axes`, whose size and layout are ours."""
    figure = ax.get_figure(root=True)
    return isinstance(figure, ShownFigure) and figure.axes == [ax]


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = FONT, weight: str = "normal") -> float:
    """Width of one line of text in points, whatever the canvas."""
    prop = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = _TO_PATH.get_text_width_height_descent(text, prop, ismath=False)
    return float(width)


def wrap(text: str, width: float, size: float = FONT, weight: str = "normal") -> str:
    """`text` broken into lines of at most `width` points, a little under it, so that lines fit however letters are
    drawn; a word longer than a line is broken too."""
    width = width / _WIDER
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if text_width(joined, size, weight) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, width, size, weight)
            lines.extend(full)
        lines.append(line)
    return "\n".join(lines)


def cut(text: str, width: float, size: float = FONT) -> str:
    """`text` on one line of at most `width` points; a longer one ends in an ellipsis."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def furnish(
    ax: Axes,
    *,
    title: str,
    notes: Sequence[str] = (),
    handles: Sequence[Artist] = (),
    body: float | None = None,
) -> None:
    """Put title and legend above the axes and notes below them, wrapped so that nothing is cut or overlaps.

    Parameters
    ----------
    ax : the Axes, with everything else drawn on it.
    title : what is shown.
    notes : one paragraph each, in small print.
    handles : legend entries; those with a label are shown, in this order.
    body : height in points of the part between legend and notes, tick labels and axis label included. Where the
        figure was made by `new_axes`, its height becomes what title, legend, body and notes need together. By default
        the body takes what the figure leaves.

    Notes
    -----
    In a figure of its own the furniture spans the figure's width, and the layout is final after this call. On Axes that
    the caller brought it is tied to them, and the figure's size and layout stay the caller's.
    """
    figure = ax.get_figure(root=True)
    with style_context():
        if isinstance(figure, ShownFigure) and owns_figure(ax):
            _furnish_figure(figure, ax, title, notes, handles, body)
        else:
            _furnish_axes(ax, title, notes, handles)


_TO_PATH = TextToPath()


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * 1.25


def _note_text(notes: Sequence[str], width: float) -> str:
    return "\n".join(wrap(note, width, SMALL) for note in dict.fromkeys(notes) if note)


def _legend(ax: Axes, handles: Sequence[Artist], width: float, **place: Any) -> float:
    """Draw a legend with as many columns as fit into `width` points; return its height in points."""
    shown = [handle for handle in handles if handle.get_label()]
    if not shown:
        return 0.0
    entries = [text_width(str(handle.get_label()), SMALL) + 30 for handle in shown]
    columns = next(
        (n for n in range(len(shown), 1, -1) if max(entries) * n <= width or sum(entries) <= width), 1
    )
    legend = ax.legend(handles=shown, ncols=columns, borderaxespad=0.0, **place)
    legend.set_in_layout(False)
    return -(-len(shown) // columns) * SMALL * 1.7


def _furnish_figure(
    figure: Figure, ax: Axes, title: str, notes: Sequence[str], handles: Sequence[Artist], body: float | None
) -> None:
    inches, old = figure.get_size_inches()
    width = inches * 72 - 2 * _PAD
    heading = wrap(title, width, TITLE, "bold")
    note = _note_text(notes, width)
    rows = _legend(ax, handles, width)
    top = _PAD + _height(heading, TITLE) + (rows + 3 if rows else 0) + 3
    bottom = _PAD + _height(note, SMALL) + 2 if note else 2.0
    total = old * 72 if body is None else top + body + bottom
    figure.set_size_inches(inches, total / 72)
    left = _PAD / (inches * 72)
    figure.suptitle(heading, x=left, y=1 - _PAD / total, ha="left", va="top").set_in_layout(False)
    if rows:
        under = 1 - (_PAD + _height(heading, TITLE) + 3) / total
        _legend(
            ax,
            handles,
            width,
            loc="upper left",
            bbox_to_anchor=(left, under),
            bbox_transform=figure.transFigure,
        )
    if note:
        figure.text(
            left,
            _PAD / total,
            note,
            ha="left",
            va="bottom",
            fontsize=SMALL,
            color=LIGHT_MUTED,
            linespacing=1.25,
        ).set_in_layout(False)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, bottom / total, 1, max(0.05, 1 - (top + bottom) / total)))
        # Laid out here and then left alone: another run of the engine would move things by a hair, and files differ.
        # The engine alone, twice: to draw everything for it would give the same places for double the time.
        engine.execute(figure)
        engine.execute(figure)
        figure.set_layout_engine("none")


def _furnish_axes(ax: Axes, title: str, notes: Sequence[str], handles: Sequence[Artist]) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None
    width = ax.get_window_extent().width * 72 / figure.dpi * 0.9
    rows = _legend(ax, handles, width, loc="lower left", bbox_to_anchor=(0.0, 1.01))
    ax.set_title(wrap(title, width, TITLE, "bold"), loc="left", pad=4 + rows)
    note = _note_text(notes, width)
    if note:
        lines = ax.get_xlabel().count("\n") + 1
        ax.annotate(
            note, (0, 0), xycoords="axes fraction", xytext=(0, -26 - lines * FONT * 1.4), textcoords="offset points",
            ha="left", va="top", fontsize=SMALL, color=LIGHT_MUTED, linespacing=1.25, annotation_clip=False,
        )  # fmt: skip
