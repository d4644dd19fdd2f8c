"""Who acts and who is acted upon: a dumbbell from roles as patient to roles as agent, for each side of each group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, side_styles
from framing.plots.captions import title_of
from framing.plots.notes import amount, count, method_note, percent, whose, why_empty
from framing.plots.rows import group_columns, keys_of, rows_of
from framing.plots.style import (
    FONT,
    SMALL,
    furnish,
    new_axes,
    no_data,
    page_width,
    style_context,
    width_of,
    wrap,
)
from framing.schema import check_table

MEASURE = "agency"
# Points: a side's lane, the gap between groups, the ticks with their labels.
_LANE, _GAP, _TICKS = 13.0, 7.0, 24.0


def plot_agency(
    measures: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    term: str = "all",
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each side is told as doing and as being done to, one row per group and side.

    Parameters
    ----------
    measures : what `agency` returned.
    by : column or columns that name the groups; by default all that the schema of measures does not know.
    term : "all" verbs, or "harm" alone.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from measure and groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of rows.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing, or the table has no agency of this term.

    Notes
    -----
    The hollow end counts roles as patient, the filled one roles as agent, both per 100 articles of the group, so that
    groups of different size can be compared. At the right: agency, (agent − patient) / (agent + patient), with its
    interval, and the number of roles. A side without a role has no dumbbell and is said to have none.

    Examples
    --------
    >>> plot_agency(agency(roles, articles, by="outlet"))
    """
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    rows = rows_of(table, MEASURE, None, columns, term)
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        heading = title or title_of(rows, MEASURE, columns)
        if rows.empty or rows["denominator"].fillna(0).le(0).all():
            return no_data(axes, heading, why_empty(table, rows, MEASURE))
        return _draw(axes, rows, columns, heading)


def _draw(ax: Axes, rows: pd.DataFrame, columns: list[str], title: str) -> Axes:
    names = [" · ".join(key) or "all articles" for key in keys_of(rows, columns)]
    looks = side_styles(rows["side"].cat.categories)
    per = 100 / rows["n_articles"].astype("float64").where(rows["n_articles"] > 0)
    agents = (rows["denominator"] + rows["numerator"]) / 2 * per
    patients = (rows["denominator"] - rows["numerator"]) / 2 * per
    furthest = max(float(agents.max()), float(patients.max()), 1.0)
    ax.set_xlim(-0.05 * furthest, 1.05 * furthest)
    places: list[tuple[str, float, float]] = []
    top = 0.0
    for name in dict.fromkeys(names):
        mine = [i for i, own in enumerate(names) if own == name]
        for order, i in enumerate(mine):
            row = rows.iloc[i].to_dict()
            _dumbbell(
                ax, row, top + (order + 0.5) * _LANE, float(patients.iloc[i]), float(agents.iloc[i]), looks
            )
        places.append((name, top, top + len(mine) * _LANE))
        top += len(mine) * _LANE + _GAP
    for (_, _, end), (_, begin, _) in pairwise(places):
        ax.axhline((end + begin) / 2, color=LIGHT_LINE, linewidth=0.5)
    bottom = top - _GAP
    ax.set_ylim(bottom + _GAP / 2, -_GAP / 2)
    labels = [wrap(name, width_of(ax) * 0.25) for name, _, _ in places]
    ax.set_yticks([(begin + end) / 2 for _, begin, end in places], labels)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(axis="y", length=0, labelsize=FONT)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    ax.set_xlabel(wrap("roles per 100 articles", width_of(ax) * 0.5), fontsize=FONT)
    furnish(
        ax, title=title, notes=_notes(rows), handles=_handles(rows, looks), body=bottom + _GAP + _TICKS + FONT * 1.4,
    )  # fmt: skip
    return ax


def _dumbbell(
    ax: Axes, row: dict[Any, Any], y: float, patient: float, agent: float, looks: dict[str, Any]
) -> None:
    side = str(row["side"])
    roles = row["denominator"]
    if pd.isna(roles) or roles <= 0:
        ax.text(0, y, f" {side}: no role", va="center", fontsize=SMALL, color=LIGHT_MUTED, gid="none")
        said = ""
    else:
        look = looks[side]
        ax.plot([patient, agent], [y, y], color=look.color, linewidth=1.6, gid="bar", zorder=2)
        ends = (("patient", patient, LIGHT_GROUND), ("agent", agent, look.color))
        for gid, x, face in ends:
            # Where both ends are one place, the hollow one stands around the filled one.
            size = 10 if gid == "patient" and agent == patient else 6
            ax.plot(
                [x], [y], color=look.color, marker=look.marker, markerfacecolor=face, markeredgecolor=look.color,
                markersize=size, linestyle="none", gid=gid, zorder=3, clip_on=False,
            )  # fmt: skip
        value = _two(row["estimate"]) if pd.notna(row["estimate"]) else "–"
        low, high = row["ci_low"], row["ci_high"]
        span = "" if pd.isna(low) or pd.isna(high) else f" ({_two(low)} to {_two(high)})"
        said = f"{side} {value}{span}, {count(int(roles), 'role')}"
    ax.text(
        1.1, y, said, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=SMALL, color=LIGHT_INK,
        gid="beside",
    )  # fmt: skip


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _handles(rows: pd.DataFrame, looks: dict[str, Any]) -> list[Artist]:
    present = set(rows.loc[rows["denominator"] > 0, "side"].astype(str))
    sides: list[Artist] = [
        Line2D([], [], color=look.color, marker=look.marker, linestyle="none", label=side)
        for side, look in looks.items()
        if side in present
    ]
    roles: list[Artist] = [
        Line2D(
            [], [], color=LIGHT_INK, marker="o", markerfacecolor=face, markeredgecolor=LIGHT_INK, linestyle="none",
            label=what,
        )
        for what, face in (("is acted upon", LIGHT_GROUND), ("acts", LIGHT_INK))
    ]  # fmt: skip
    return [*sides, *roles]


def _notes(rows: pd.DataFrame) -> list[str]:
    notes = ["At the right: agency, roles as agent minus roles as patient out of both, from −1 to 1.", *whose(rows)]
    levels = rows.loc[rows["ci_low"].notna(), "confidence_level"].dropna().unique()
    if len(levels) == 1:
        over = ", ".join(dict.fromkeys(rows.loc[rows["ci_low"].notna(), "resampled_by"].dropna()))
        notes.append(f"In brackets: {percent(float(levels[0]))} intervals, resampled by {over}.")
    missing = rows[rows["ci_low"].isna() & (rows["denominator"] > 0)]
    for reason in dict.fromkeys(missing["reason"].dropna()):
        n = int((missing["reason"] == reason).sum())
        notes.append(f"No interval for {count(n, 'row')}: {str(reason).rstrip('.')}.")
    sizes = rows["n_articles"].dropna().astype(int)
    if len(sizes):
        spread = str(sizes.min()) if sizes.min() == sizes.max() else f"{sizes.min():,} to {sizes.max():,}"
        notes.append(
            f"Articles in each group: {spread}; roles in all: {amount(float(rows['denominator'].sum()))}."
        )
    return notes + method_note(rows)
