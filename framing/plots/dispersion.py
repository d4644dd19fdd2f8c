"""Where a word stands in every article: an x-ray, one line per article, one tick per place."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.checks import need_columns
from framing.palette import LIGHT_INK, LIGHT_LINE, SideStyle, side_styles
from framing.plots.notes import count
from framing.plots.style import (
    FONT,
    SMALL,
    cut,
    furnish,
    new_axes,
    no_data,
    page_width,
    style_context,
    width_of,
)
from framing.schema import check_table

_AUTHOR = "the outlet's own words"
_OWN = SideStyle(LIGHT_INK, "", "|", "", "solid", "")
# Points: an article's line, the head of an outlet, the ticks with their labels.
_LINE, _HEAD, _TICKS = 9.0, 13.0, 24.0
# More articles than this stand closer, and without their names.
_MANY = 60


def plot_dispersion(
    lines: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    word: str = "",
    by: str = "outlet",
    empty: bool = False,
    sides: Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw every place of a word, or of anything else found, along its article.

    Parameters
    ----------
    lines : places with `article_id` and `start`: what `concordance` returned, or a findings table. `voice` and
        `side` or `speaker_side`, where they are there, tell whose words they are.
    articles : articles table that was searched.
    word : what was looked for, for the title.
    by : column of the articles that groups them.
    empty : also draw articles without any place; else they are counted in the notes.
    sides : all sides in the order of the codebook, so that colours are those of the other figures; by default as in
        `lines`.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from `word`.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of articles.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing, or a place lies outside its article.

    Notes
    -----
    The line of an article goes from its first character (0) to its last (1), so that lines of long and short articles
    compare. A tick is the outlets' own words, a marker those of a speaker, by side. Numbers at the right count places.

    Examples
    --------
    >>> plot_dispersion(concordance(articles, "standoff"), articles, word="standoff")
    """
    population = check_table(articles, "articles")
    need_columns(population, [by], what="articles", hint="by= takes a column of the articles.")
    need_columns(lines, ["article_id", "start"], what="lines", hint="concordance gives them.")
    axes = new_axes(ax, (page_width(width), 2.0))
    lengths = dict(zip(population["article_id"], population["text"].str.len(), strict=True))
    outside = [
        not 0 <= s < lengths.get(a, 0) for a, s in zip(lines["article_id"], lines["start"], strict=True)
    ]
    if any(outside):
        where = lines["article_id"][outside].iloc[0]
        raise ValueError(
            f"lines: a place in {where!r} lies outside of the articles given; pass those that were searched."
        )
    with style_context():
        heading = (
            title or f"Where “{word}” stands in each article" if word else title or "Places in each article"
        )
        shown = population if empty else population[population["article_id"].isin(set(lines["article_id"]))]
        if shown.empty:
            return no_data(axes, heading, "no place was found")
        left_out = len(population) - len(shown)
        return _draw(axes, lines, shown, lengths, by, heading, left_out, sides)


def _draw(
    ax: Axes,
    lines: pd.DataFrame,
    shown: pd.DataFrame,
    lengths: dict[str, int],
    by: str,
    title: str,
    left_out: int,
    sides: Sequence[str] | None,
) -> Axes:
    looks = _looks(lines, sides)
    whose = _whose(lines)
    named = len(shown) <= _MANY
    line = _LINE if named else 3.0
    y, heads, ticks, labels = 0.0, [], [], []
    groups = shown[by].astype("str").fillna("(not given)")
    for group in sorted(groups.unique()):
        heads.append((y + _HEAD / 2, group))
        y += _HEAD
        for article_id in sorted(shown.loc[groups == group, "article_id"]):
            mine = (lines["article_id"] == article_id).to_numpy()
            middle = y + line / 2
            ax.plot([0, 1], [middle, middle], color=LIGHT_LINE, linewidth=0.7, zorder=1, gid="article")
            for voice, look in looks.items():
                places = lines["start"].to_numpy()[mine & (whose == voice)] / lengths[article_id]
                ax.plot(
                    places, [middle] * len(places), color=look.color, marker=look.marker, linestyle="none",
                    markersize=(6 if look.marker == "|" else 4.5) if named else 3, markeredgewidth=1.2, zorder=3,
                    gid="place",
                )  # fmt: skip
            ax.text(
                1.02, middle, str(int(mine.sum())), transform=ax.get_yaxis_transform(), va="center", ha="left",
                fontsize=SMALL if named else 0, color=LIGHT_INK, gid="n", visible=named,
            )  # fmt: skip
            ticks.append(middle)
            labels.append(cut(str(article_id), width_of(ax) * 0.25, SMALL) if named else "")
            y += line
    for at, group in heads:
        # Words of a head stand over the lines of its articles, where no place can be.
        ax.text(
            0,
            at,
            group,
            va="center",
            ha="left",
            fontsize=SMALL,
            fontweight="bold",
            gid="group",
            parse_math=False,
        )
    ax.set_ylim(y, -2)
    ax.set_xlim(-0.01, 1.01)
    ax.set_yticks(ticks, labels, fontsize=SMALL)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(axis="y", length=0, labelsize=SMALL)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.set_xticks([0, 0.5, 1], ["0, first word", "0.5", "1, last word"])
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.set_xlabel("place in the article", fontsize=FONT)
    notes = [f"{count(len(lines), 'place')} in {count(int(lines['article_id'].nunique()), 'article')}."]
    if left_out:
        notes.append(f"Without any: {count(left_out, 'article')}, not drawn.")
    if not named:
        notes.append("An article to a line, sorted by its id.")
    furnish(ax, title=title, notes=notes, handles=_handles(looks), body=y + _TICKS + FONT * 1.4)
    return ax


def _whose(lines: pd.DataFrame) -> pd.Series:
    """The side that speaks at each place, or that it is the outlet's own."""
    own = pd.Series(_AUTHOR, index=lines.index)
    if "voice" not in lines:
        return own.to_numpy()
    sides = next((lines[name] for name in ("speaker_side", "side") if name in lines), None)
    if sides is None:
        return own.where(lines["voice"].astype("str") == "author", "a speaker").to_numpy()
    speakers = sides.astype("object").where(sides.notna(), "unresolved").astype("str")
    return own.where(lines["voice"].astype("str") == "author", speakers).to_numpy()


def _looks(lines: pd.DataFrame, sides: Sequence[str] | None) -> dict[str, SideStyle]:
    present = set(_whose(lines))
    given = next((lines[name] for name in ("speaker_side", "side") if name in lines), None)
    listed = (
        given.cat.categories if given is not None and hasattr(given, "cat") else sorted(present - {_AUTHOR})
    )
    order = [*(listed if sides is None else sides)]
    order += [side for side in listed if side not in order]
    styles = {_AUTHOR: _OWN, **side_styles(order)}
    return {side: look for side, look in styles.items() if side in present}


def _handles(looks: dict[str, SideStyle]) -> list[Artist]:
    return [
        Line2D(
            [], [], color=look.color, marker=look.marker, linestyle="none", markeredgewidth=1.2,
            label=side if side == _AUTHOR else f"speakers: {side}",
        )
        for side, look in looks.items()
    ]  # fmt: skip
