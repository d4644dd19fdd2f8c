"""A figure on disk: PNG, SVG, PDF, its data and its alternative text, the same bytes on every run."""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.files import write_text, written_aside
from framing.plots.style import style_context
from framing.schema import write_plain, write_table

_UNDATED: dict[str, str | None] = {"Creator": None, "Producer": None, "CreationDate": None}
# Where fontTools names the tables that no subset of a font keeps.
_DROPPED = "_drop_tables_default"
# The list is one for the process.
_ALONE = threading.Lock()
_OWN_SUFFIXES = (".png", ".svg", ".pdf", ".csv")
# What XML 1.0 cannot hold, lone surrogates among it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def save_figure(
    figure: Figure | Axes,
    path: str | os.PathLike[str],
    *,
    data: pd.DataFrame | None = None,
    alt: str = "",
    caption: str = "",
) -> list[Path]:
    """Write a figure as PNG (300 dpi), SVG and PDF, with its data as CSV and its alternative text beside it.

    Parameters
    ----------
    figure : the figure, or Axes in it.
    path : where to write, with or without a suffix: "figures/balance" gives balance.png, balance.svg, balance.pdf,
        balance.csv and balance.alt.txt. Folders are made.
    data : the table that the figure shows. A measures table is written by `schema.write_table` (with its
        `.csv.schema.json`), so that `schema.read_table` brings it back; any other as plain CSV. In both, cells that a
        spreadsheet would run as a formula begin with an apostrophe.
    alt : what the figure shows, for those who do not see it. By default its title, axes, legend and notes.
    caption : the title of the files; by default the figure's own.

    Returns
    -------
    list of the paths written, in the order above.

    Raises
    ------
    TypeError : `figure` is neither a Figure nor Axes, or `data` is not a DataFrame.

    Notes
    -----
    Each file is written aside and then renamed. Nothing in them tells the time, the machine or the software, so
    that unchanged data gives unchanged bytes.

    Examples
    --------
    >>> ax = plot_balance(measures)
    >>> save_figure(ax, "figures/balance", data=measures)
    """
    drawn = _figure_of(figure)
    if data is not None and not isinstance(data, pd.DataFrame):
        raise TypeError(f"data must be a pandas DataFrame or None, got {type(data).__name__}.")
    base = Path(path)
    base = base.with_suffix("") if base.suffix.lower() in _OWN_SUFFIXES else base
    title = _plain(caption) or _plain(_titles(drawn))
    described = _plain(alt) or _plain(_described(drawn))
    written = [_beside(base, suffix) for suffix in (".png", ".svg", ".pdf")]
    with style_context():
        # The first drawing settles the layout, so that the files do not depend on what was drawn before.
        drawn.draw_without_rendering()
        with written_aside(written[0]) as aside:
            drawn.savefig(
                aside,
                format="png",
                dpi=300,
                metadata={"Software": None, "Title": title, "Description": described},
            )
        write_text(written[1], _svg(drawn, title, described))
        with written_aside(written[2]) as aside, _plain_fonts():
            drawn.savefig(aside, format="pdf", metadata=_UNDATED | {"Title": title, "Subject": described})
    if data is not None:
        written += _write_data(data, _beside(base, ".csv"))
    written.append(_beside(base, ".alt.txt"))
    write_text(written[-1], described + "\n")
    return written


@contextmanager
def _plain_fonts() -> Iterator[None]:
    """Fonts go into a PDF without their rules for setting text, which is set already: to read the rules of each font
    anew for each figure takes longer than all else in the file. A fontTools that keeps its list elsewhere is slower.
    """
    from fontTools import subset  # a sixth of a second, that only a PDF is worth

    if not hasattr(subset.Options, _DROPPED):
        yield
        return
    with _ALONE:
        before = getattr(subset.Options, _DROPPED)
        setattr(subset.Options, _DROPPED, [*before, "GDEF", "GPOS", "GSUB"])
        try:
            yield
        finally:
            setattr(subset.Options, _DROPPED, before)


def _figure_of(figure: object) -> Figure:
    found = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    if isinstance(found, Figure):
        return found
    raise TypeError(
        f"figure must be a matplotlib Figure or Axes, got {type(figure).__name__}; pass what a plot function returned."
    )


def _beside(base: Path, suffix: str) -> Path:
    return base.with_name(base.name + suffix)


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text).strip()


def _svg(figure: Figure, title: str, described: str) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawing = buffer.getvalue().decode("utf-8")
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(described)}</desc>"
    opening = re.search(r"<svg\b[^>]*>", drawing)
    assert opening is not None
    tag = opening.group()[:-1] + ' role="img">'
    return drawing[: opening.start()] + tag + words + drawing[opening.end() :]


def _titles(figure: Figure) -> str:
    own = [figure.get_suptitle()]
    own += [ax.get_title(loc=place) for ax in figure.axes for place in ("left", "center", "right")]
    return " · ".join(" ".join(title.split()) for title in own if title)


def _described(figure: Figure) -> str:
    parts = [_titles(figure)]
    for ax in figure.axes:
        legend = ax.get_legend()
        shown = ", ".join(text.get_text() for text in legend.get_texts()) if legend is not None else ""
        rows = ", ".join(
            " ".join(label.get_text().split()) for label in ax.get_yticklabels() if label.get_text()
        )
        parts += [f"Horizontal: {' '.join(ax.get_xlabel().split())}" if ax.get_xlabel() else ""]
        parts += [f"Vertical: {ax.get_ylabel() or rows}" if ax.get_ylabel() or rows else ""]
        parts += [f"Shown: {shown}" if shown else "", " ".join(str(ax.get_label()).split())]
    parts += [" ".join(text.get_text().split()) for text in _notes(figure)]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _notes(figure: Figure) -> Iterator[Text]:
    for artist in figure.texts:
        # Matplotlib keeps the title of the figure among its texts.
        if artist.get_text() and artist.get_text() != figure.get_suptitle():
            yield artist


def _write_data(data: pd.DataFrame, path: Path) -> list[Path]:
    if "measure" in data.columns:
        write_table(data, path, table="measures")
        return [path, _beside(path, ".schema.json")]
    write_plain(data, path)
    return [path]
