"""What a corpus holds: outlets down, time across, articles in every cell, so that gaps are seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED
from framing.plots.notes import count
from framing.plots.style import (
    FONT,
    SMALL,
    canvas,
    cut,
    describe,
    furnish,
    mixed,
    new_axes,
    no_data,
    page_width,
    style_context,
    text_width,
)
from framing.schema import check_table

# Periods from fine to coarse: the first that needs no more columns than there is room for is drawn.
_PERIODS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
_MOST_COLUMNS, _MOST_ROWS = 36, 16
_SHADE, _INK, _TALL = 0.6, "#44546a", 17.0


def plot_corpus(
    articles: pd.DataFrame,
    *,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many articles each outlet has in each period.

    Parameters
    ----------
    articles : articles table.
    width, title, ax : as in `plot_balance`.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : `articles` is no articles table.

    See Also
    --------
    corpus_report : the same checks, and more of them, as a table.

    Notes
    -----
    Periods are days, weeks, months, quarters or years: the finest of which there are at most 36. Outlets are sorted by
    their articles; beyond the first 15 they share a row. Empty cells are periods without an article. Articles without a
    date stand in no cell, and are counted below.

    Examples
    --------
    >>> plot_corpus(articles)
    """
    table = check_table(articles, "articles")
    heading = title or "Articles by outlet and time"
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        dated = table[table["date"].notna()]
        if dated.empty:
            return no_data(axes, heading, "no articles" if table.empty else "no article has a date")
        return _draw(axes, table, dated, heading)


def _draw(ax: Axes, table: pd.DataFrame, dated: pd.DataFrame, title: str) -> Axes:
    names = _names(table["outlet"])
    code, periods = _periods(dated["date"])
    at = pd.Index(periods).get_indexer(dated["date"].dt.to_period(code))
    rows = list(dict.fromkeys(names.sort_values(key=lambda s: s.map(_order(names))).tolist()))
    cells = np.zeros((len(rows), len(periods)), dtype=np.int64)
    np.add.at(cells, (pd.Index(rows).get_indexer(names.loc[dated.index]), at), 1)
    sizes = names.value_counts()
    totals = [f"{int(sizes[name]):,}" for name in rows]

    full = canvas(ax)
    labels = [cut(name, min(150.0, full * 0.34)) for name in rows]
    left = max(map(text_width, labels)) + 8
    right = max(text_width(each, SMALL) for each in [*totals, "all"]) + 8
    wide = min(40.0, (full - left - right) / len(periods))
    numbered = max(text_width(str(n), SMALL) for n in np.unique(cells)) + 3 <= wide
    top = max(int(cells.max()), 1)
    y = FONT * 1.6
    for row, label in enumerate(labels):
        ax.text(left - 5, y + _TALL / 2, label, ha="right", va="center", fontsize=FONT, gid="row")
        for column in range(len(periods)):
            n = int(cells[row, column])
            # Roots keep one large outlet from paling all others.
            ground = mixed(_INK, 0.06 + (_SHADE - 0.06) * (n / top) ** 0.5) if n else LIGHT_GROUND
            place = (left + column * wide + 0.5, y + 1)
            ax.add_patch(
                Rectangle(place, wide - 1, _TALL - 2, facecolor=ground, edgecolor=LIGHT_LINE, linewidth=0.4)
            )
            if n and numbered:
                middle = (left + (column + 0.5) * wide, y + _TALL / 2)
                ax.text(
                    *middle, str(n), ha="center", va="center", fontsize=SMALL, color=LIGHT_INK, gid="value"
                )
        ax.text(
            left + len(periods) * wide + 5, y + _TALL / 2, totals[row], ha="left", va="center", fontsize=SMALL,
            color=LIGHT_MUTED, gid="total",
        )  # fmt: skip
        y += _TALL
    ax.text(
        left + len(periods) * wide + 5,
        FONT * 1.3,
        "all",
        ha="left",
        va="bottom",
        fontsize=SMALL,
        color=LIGHT_MUTED,
    )
    _ticks(ax, [str(period) for period in periods], left, wide, y)
    y += SMALL * 1.8
    ax.set_ylim(y, -1)
    empty = int((cells.sum(axis=0) == 0).sum())
    said = "; ".join(f"{name}: {total}" for name, total in zip(rows, totals, strict=True))
    describe(ax, f"Articles by outlet, {periods[0]} to {periods[-1]}. {said}.")
    furnish(
        ax,
        title=title,
        notes=_notes(table, dated, _PERIODS[code], empty, len(periods), numbered, top),
        body=y,
    )
    return ax


def _names(outlets: pd.Series) -> pd.Series:
    """Each article's row: its outlet, the rest beyond the largest together, and those without one."""
    names = outlets.astype("object").where(outlets.notna(), "(no outlet)")
    sizes = names.value_counts().reset_index()
    sizes.columns = pd.Index(["outlet", "n"])
    sizes = sizes.sort_values(["n", "outlet"], ascending=[False, True])
    if len(sizes) <= _MOST_ROWS:
        return names
    kept = set(sizes["outlet"].head(_MOST_ROWS - 1))
    return names.where(names.isin(kept), f"({len(sizes) - len(kept)} other outlets)")


def _order(names: pd.Series) -> dict[str, tuple[bool, int, str]]:
    """Largest first; what is no outlet comes last."""
    sizes = names.value_counts()
    ordered = sorted(sizes.index, key=lambda name: (str(name).startswith("("), -int(sizes[name]), str(name)))
    return {name: place for place, name in enumerate(ordered)}  # type: ignore[misc]


def _periods(dates: pd.Series) -> tuple[str, list[pd.Period]]:
    for code in _PERIODS:
        first, last = dates.min().to_period(code), dates.max().to_period(code)
        if (last - first).n < _MOST_COLUMNS or code == "Y":
            break
    found = list(pd.period_range(first, last, freq=code))
    # Centuries of years, from a date that was read wrongly: the years that have articles.
    return code, found if len(found) <= 4 * _MOST_COLUMNS else sorted(set(dates.dt.to_period(code)))


def _ticks(ax: Axes, names: list[str], left: float, wide: float, y: float) -> None:
    """As many names of periods as find room below, the first and every k-th."""
    shown = [name.split("/")[0] for name in names]
    step = max(1, int(np.ceil((max(text_width(name, SMALL) for name in shown) + 8) / wide)))
    for place in range(0, len(shown), step):
        ax.text(
            left + (place + 0.5) * wide, y + 3, shown[place], ha="center", va="top", fontsize=SMALL,
            color=LIGHT_MUTED, gid="tick",
        )  # fmt: skip


def _notes(
    table: pd.DataFrame,
    dated: pd.DataFrame,
    period: str,
    empty: int,
    n_periods: int,
    numbered: bool,
    top: int,
) -> list[str]:
    unit = f"{period}s" if n_periods != 1 else period
    notes = [
        f"{count(len(table), 'article')} in {n_periods} {unit}; a cell: articles of the outlet in the {period}."
    ]
    if not numbered:
        notes.append(f"Darker is more, up to {top:,}.")
    if empty:
        notes.append(f"{empty} of {n_periods} {unit} without any article.")
    if len(dated) < len(table):
        notes.append(f"In no cell, since they have no date: {count(len(table) - len(dated), 'article')}.")
    if table["duplicate_of"].notna().any():
        notes.append(f"Copies among them: {int(table['duplicate_of'].notna().sum()):,}.")
    return notes


__all__ = ["plot_corpus"]
