"""Which words the divergence of two groups is made of: bars to either side, with their shares."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.checks import choose, need_columns
from framing.palette import LIGHT_INK, LIGHT_LINE, SideStyle, side_styles
from framing.plots.notes import amount, percent
from framing.plots.scale import number
from framing.plots.style import (
    FONT,
    SMALL,
    cut,
    furnish,
    mixed,
    new_axes,
    no_data,
    page_width,
    style_context,
    width_of,
)

_NEEDED = ("target", "reference", "term", "n_target", "n_reference", "contribution", "share")
# Points: the lane of a word, the ticks with their labels.
_LANE, _TICKS = 12.0, 24.0


def plot_shift(
    shift: pd.DataFrame,
    *,
    n_words: int = 20,
    sides: Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the words that add most to the divergence of two groups.

    Parameters
    ----------
    shift : what `word_shift` returned.
    n_words : how many words, those that add most.
    sides : all groups in the order of the codebook, so that colours are those of the other figures; by default target,
        then reference.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default it names the groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of words.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; `n_words` is below 1; `sides` lacks a group.

    Notes
    -----
    The longest bar stands above; to the right the words that the target uses more, to the left those of the reference.
    At the right stand the occurrences in both groups. The note says which part of the divergence the words shown make.

    Examples
    --------
    >>> plot_shift(word_shift(contrast))
    """
    need_columns(shift, list(_NEEDED), what="shift", hint="word_shift returns them.")
    if n_words < 1:
        raise ValueError(f"n_words={n_words} is not allowed; allowed: 1 or more words.")
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        if shift.empty:
            return no_data(axes, title or "Words that two groups differ in", "no word was compared")
        target, reference = (str(shift[name].iloc[0]) for name in ("target", "reference"))
        if sides is not None:
            for name, value in (("target", target), ("reference", reference)):
                choose(name, value, sides)
        styles = side_styles([target, reference] if sides is None else sides)
        return _draw(
            axes, shift.head(n_words).reset_index(drop=True), (target, reference),
            (styles[target], styles[reference]), title or f"What the words of {target} and {reference} differ in",
            len(shift),
        )  # fmt: skip


def _draw(
    ax: Axes,
    rows: pd.DataFrame,
    groups: tuple[str, str],
    looks: tuple[SideStyle, SideStyle],
    title: str,
    n_all: int,
) -> Axes:
    values = 1000 * rows["contribution"].to_numpy(dtype=float)
    reach = float(abs(values).max()) or 1.0
    ax.set_xlim(-reach * 1.08, reach * 1.08)
    for place, value in enumerate(values.tolist()):
        look = looks[0 if value >= 0 else 1]
        y = (place + 0.5) * _LANE
        ax.barh(
            y, value, height=_LANE * 0.7, facecolor=mixed(look.color, 0.35), edgecolor=look.color, hatch=look.hatch,
            linewidth=0.6, gid="bar", zorder=2,
        )  # fmt: skip
        counts = " : ".join(amount(float(rows[f"n_{name}"].iloc[place])) for name in ("target", "reference"))
        ax.text(
            1.02, y, counts, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=SMALL, gid="counts",
        )  # fmt: skip
    ax.set_ylim(len(rows) * _LANE + 2, -2)
    words = [cut(str(term), width_of(ax) * 0.25) for term in rows["term"]]
    ax.set_yticks([(place + 0.5) * _LANE for place in range(len(rows))], words)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(axis="y", length=0, labelsize=FONT)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.axvline(0, color=LIGHT_INK, linewidth=0.8, zorder=4)
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.set_xticks([tick for tick in ax.get_xticks() if abs(tick) <= reach * 1.08])
    ax.xaxis.set_major_formatter(lambda value, _: number(round(value, 6)))
    ax.set_xlabel(f"thousandths of a bit\nmore in {groups[1]} ←    → more in {groups[0]}", fontsize=FONT)
    notes = [
        f"The {len(rows)} of {n_all:,} words compared that add most: {percent(float(rows['share'].sum()))} of their "
        "divergence (Jensen–Shannon).",
        f"At the right: occurrences in {groups[0]} : in {groups[1]}. Descriptive: no intervals.",
    ]
    handles = [
        Line2D(
            [], [], marker="s", linestyle="none", markerfacecolor=mixed(look.color, 0.35), markeredgecolor=look.color,
            label=f"more in {group}",
        )
        for group, look in zip(groups, looks, strict=True)
    ]  # fmt: skip
    furnish(ax, title=title, notes=notes, handles=handles, body=len(rows) * _LANE + _TICKS + 2 * FONT * 1.4)
    return ax
