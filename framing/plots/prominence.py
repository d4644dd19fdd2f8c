"""Where in the report each side speaks: every article a strip, every attribution where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from framing.checks import choose, need_columns
from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, SideStyle, side_styles
from framing.plots.notes import count, listed
from framing.plots.rows import value_text
from framing.plots.style import (
    FONT,
    SMALL,
    cut,
    describe,
    furnish,
    mixed,
    new_axes,
    no_data,
    page_width,
    style_context,
    width_of,
    wrap,
)
from framing.schema import check_table

# The headline's column stands left of the body, which runs from 0 to 1.
_HEAD_LEFT, _HEAD_RIGHT = -0.135, -0.025
_TALL, _TIGHT, _HEAD, _GAP, _TICKS = 11.5, 8.6, 13.0, 5.0, 20.0
_MANY = 20
# The shortest attribution that is seen, in parts of the body.
_SHORTEST = 0.008


@dataclass(frozen=True)
class _Strip:
    article_id: str
    group: str
    n_body: float
    voices: pd.DataFrame


def plot_prominence(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | None = "outlet_country",
    most: int = 40,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw every article as a strip from headline to end, with each attribution where it stands.

    Parameters
    ----------
    attributions : attributions with sides (from `resolve_speakers`).
    articles : articles table; those without any attribution have an empty strip.
    by : column of articles that groups the strips, or None for one group.
    most : strips to draw; of more articles, as many are left out evenly in every group.
    width, title, ax : as in `plot_balance`.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; `most` is under 1.

    Notes
    -----
    A strip is as long for a short report as for a long one: an attribution begins at its `position` in the body and is
    as long as its part of the body's words. Attributions in the headline share a column of their own. One inside
    another is drawn on the lower half of the strip. Attitudes (wants, fears, plans) are left out, as the measures do.
    Strips are sorted by group, outlet, date and article. At the right stands the number of attributions.

    Examples
    --------
    >>> plot_prominence(attributions, articles, by="outlet_country")
    """
    if most < 1:
        raise ValueError(f"most={most!r} is not allowed; allowed: 1 or more strips.")
    need_columns(
        attributions, ["side", "position", "in_headline", "n_words"], what="attributions",
        hint="Pass what resolve_speakers returned.",
    )  # fmt: skip
    voices, population = check_table(attributions, "attributions"), check_table(articles, "articles")
    if by is not None:
        choose("by", by, list(map(str, population.columns)))
    voices = voices[(voices["act"] != "attitude").fillna(True)]
    axes = new_axes(ax, (page_width(width), 2.0))
    group = f", by {by.replace('_', ' ')}" if by else ""
    heading = title or f"Where in the report each side speaks{group}"
    with style_context():
        if population.empty:
            return no_data(axes, heading, "there are no articles")
        strips = _strips(voices, population, by)
        return _draw(axes, _spread(strips, most), len(strips), heading)


def _strips(voices: pd.DataFrame, articles: pd.DataFrame, by: str | None) -> list[_Strip]:
    groups = articles[by].map(value_text) if by else pd.Series("", index=articles.index)
    rows = articles.assign(_group=groups, _known=articles[by].isna() if by else False)
    rows = rows.sort_values(["_known", "_group", "outlet", "date", "article_id"], kind="stable")
    spoken = {str(name): member for name, member in voices.groupby("article_id", sort=False)}
    none = voices.iloc[:0]
    return [
        _Strip(
            str(row["article_id"]), str(row["_group"]), _body_words(row), spoken.get(str(row["article_id"]), none)
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _body_words(article: dict[Any, Any]) -> float:
    if pd.isna(article["n_words"]):
        return float("nan")
    headline = "" if pd.isna(article["headline"]) else str(article["headline"])
    return max(1.0, float(article["n_words"]) - len(headline.split()))


def _spread(strips: list[_Strip], most: int) -> list[_Strip]:
    """At most so many strips, taken evenly from all; since they are sorted, also from every group."""
    if len(strips) <= most:
        return strips
    return [strips[i * len(strips) // most] for i in range(most)]


def _draw(ax: Axes, strips: list[_Strip], n_articles: int, title: str) -> Axes:
    looks = side_styles(strips[0].voices["side"].cat.categories)
    full = width_of(ax)
    tall = _TALL if len(strips) <= _MANY else _TIGHT
    ticks: list[float] = []
    y, group = 0.0, ""
    for strip in strips:
        if strip.group != group:
            y += _GAP if ticks else 0.0
            text = wrap(strip.group, full * 0.6, FONT, "bold")
            y += _HEAD + text.count("\n") * FONT * 1.25
            ax.text(
                0, y - 3, text, transform=ax.get_yaxis_transform(), ha="left", va="bottom", fontsize=FONT,
                fontweight="bold", color=LIGHT_INK, gid="group",
            )  # fmt: skip
            group = strip.group
        ticks.append(y + tall / 2)
        _strip(ax, strip, looks, y + 0.8, tall - 1.6)
        ax.text(
            1.015, ticks[-1], str(len(strip.voices)), transform=ax.get_yaxis_transform(), ha="left", va="center",
            fontsize=SMALL if tall == _TALL else 6, color=LIGHT_INK, gid="n",
        )  # fmt: skip
        y += tall
    ax.set_xlim(_HEAD_LEFT - 0.01, 1.01)
    ax.set_ylim(y + 2, -2)
    small = FONT - 1 if tall == _TALL else 6
    ax.set_yticks(ticks, [cut(strip.article_id, full * 0.24, small) for strip in strips])
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(axis="y", length=0, labelsize=small)
    ax.tick_params(axis="x", labelsize=SMALL, length=2)
    places = [(_HEAD_LEFT + _HEAD_RIGHT) / 2, 0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(
        places, [*(("headline", "0") if full > 330 else ("head", "")), "25 %", "50 %", "75 %", "end"]
    )
    ax.spines[["left", "top", "right", "bottom"]].set_visible(False)
    ax.set_xlabel(wrap("place in the body, by words; at the right: attributions", full * 0.5), fontsize=FONT)
    below = _TICKS + (ax.get_xlabel().count("\n") + 1) * FONT * 1.4
    said = pd.concat([strip.voices for strip in strips])
    present = [side for side in looks if side in set(said["side"].dropna())]
    present += ["unresolved"] if said["side"].isna().any() and "unresolved" not in present else []
    handles: list[Artist] = [Patch(**_look(looks[side]), linewidth=0.7, label=side) for side in present]
    describe(ax, _spoken(strips))
    furnish(ax, title=title, notes=_notes(strips, n_articles, said), handles=handles, body=y + 4 + below)
    return ax


def _look(look: SideStyle) -> dict[str, Any]:
    return {"facecolor": mixed(look.color, 0.6), "edgecolor": look.color, "hatch": look.hatch}


def _strip(ax: Axes, strip: _Strip, looks: dict[str, SideStyle], y: float, tall: float) -> None:
    for left, right in ((_HEAD_LEFT, _HEAD_RIGHT), (0.0, 1.0)):
        ax.add_patch(
            Rectangle(
                (left, y),
                right - left,
                tall,
                facecolor=mixed(LIGHT_LINE, 0.35),
                edgecolor="none",
                gid="strip",
            )
        )
    rows = strip.voices.sort_values(["content_start", "content_end"], kind="stable").to_dict("records")
    heads = [row for row in rows if pd.notna(row["in_headline"]) and row["in_headline"]]
    each = (_HEAD_RIGHT - _HEAD_LEFT) / max(1, len(heads))
    for order, row in enumerate(heads):
        _voice(ax, looks, row, _HEAD_LEFT + order * each, each, y, tall)
    for row in rows:
        if pd.isna(row["position"]) or (pd.notna(row["in_headline"]) and row["in_headline"]):
            continue
        start = min(max(float(row["position"]), 0.0), 1.0)
        words = 0.0 if pd.isna(row["n_words"]) else float(row["n_words"])
        long = max(_SHORTEST, words / strip.n_body if strip.n_body > 0 else 0.0)
        inside = pd.notna(row["nested_in"])
        _voice(
            ax,
            looks,
            row,
            start,
            min(long, max(1.0 - start, _SHORTEST)),
            y + tall / 2 * inside,
            tall / (1 + inside),
        )


def _voice(
    ax: Axes, looks: dict[str, SideStyle], row: dict[Any, Any], x: float, long: float, y: float, tall: float
) -> None:
    side = "unresolved" if pd.isna(row["side"]) else str(row["side"])
    ax.add_patch(
        Rectangle((x, y), long, tall, **_look(looks[side]), linewidth=0.7, gid=f"voice {side}", zorder=2)
    )
    # What stands next to it is another attribution.
    ax.plot([x, x], [y, y + tall], color=LIGHT_GROUND, linewidth=0.6, zorder=3, gid="edge")


def _spoken(strips: Sequence[_Strip]) -> str:
    parts = []
    for group in dict.fromkeys(strip.group for strip in strips):
        mine = [strip for strip in strips if strip.group == group]
        voices = pd.concat([strip.voices for strip in mine])
        sides = voices["side"].astype("object").where(voices["side"].notna(), "unresolved")
        said = []
        for side in [side for side in voices["side"].cat.categories if side in set(sides)]:
            own = voices[sides == side]
            heads = int(own["in_headline"].fillna(False).sum())
            mean = own["position"].mean()
            place = "" if pd.isna(mean) else f", mean place {mean * 100:.0f} % of the body"
            said.append(f"{side} {len(own)} attributions ({heads} in headlines{place})")
        parts.append(
            f"{group or 'All'}: {count(len(mine), 'article')}; {'; '.join(said) or 'nobody speaks'}."
        )
    return " ".join(parts)


def _notes(strips: list[_Strip], n_articles: int, said: pd.DataFrame) -> list[str]:
    notes = [
        "Each strip is one article, from the headline (own column) to the end; inside another: on the lower half."
    ]
    if n_articles > len(strips):
        left = n_articles - len(strips)
        notes.append(f"Shown: {len(strips)} of {n_articles:,} articles, taken evenly; {left:,} left out.")
    lost = said["position"].isna() & ~said["in_headline"].fillna(False)
    if lost.any():
        notes.append(f"Without a position, not drawn: {count(int(lost.sum()), 'attribution')}.")
    silent = [strip.article_id for strip in strips if strip.voices.empty]
    if silent:
        notes.append(f"Nobody speaks in: {listed(silent)}.")
    cut = [strip.article_id for strip in strips if pd.isna(strip.n_body)]
    if cut:
        notes.append(f"Lengths not known (no n_words): {listed(cut)}.")
    return [*notes, "Found by machine, not corrected."] if (said["engine"] != "human").any() else notes
