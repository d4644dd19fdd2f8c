"""How cues cast what each side says: diverging bars, and the odds ratio with each verb left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED, SideStyle, side_styles
from framing.plots.captions import axis_of
from framing.plots.forest import draw_forest
from framing.plots.notes import amount, method_note, percent, reasons, why_empty
from framing.plots.rows import group_columns, keys_of, rows_of
from framing.plots.scale import scale_of
from framing.plots.style import (
    FONT,
    SMALL,
    describe,
    furnish,
    mixed,
    new_axes,
    no_data,
    page_width,
    style_context,
    text_width,
    width_of,
    wrap,
)
from framing.schema import check_table
from framing.schema.columns import STANCES

_NEUTRAL, _ENDORSING, _DISTANCING = STANCES
# A stance's shade and hatch over the colour of its side: endorsing plain, neutral pale, distancing hatched.
_LOOKS = {_ENDORSING: (0.75, ""), _NEUTRAL: (0.15, ""), _DISTANCING: (0.35, "////")}
_BAR, _PITCH, _GAP, _HEAD, _TICKS = 10.0, 14.0, 8.0, 13.0, 24.0
# Room for a percentage at the end of a bar, in points; what lies behind one.
_ROOM = 28.0
_GROUND = {"facecolor": LIGHT_GROUND, "edgecolor": "none", "alpha": 0.85, "pad": 0.6}


def plot_stance(
    measures: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw which part of each side's cues endorses, and which distances itself from, what is said.

    Parameters
    ----------
    measures : measures table of `cue_stance`; its rows of `stance_share` are drawn.
    by, width, title, ax : as in `plot_balance`.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; the table has no `stance_share`; several rows tell of the same group, side and
        stance.

    Notes
    -----
    Each bar is one side in one group and has the same length, 100 % of its cues of a known stance. Neutral cues are
    centred on 0, so that a bar that reaches further right has more distancing cues, further left more endorsing ones.
    Percentages stand at the ends and, where there is room, on the neutral part; all are in the alternative text. n is
    the number of cues. Bars have no intervals: `plot_balance(…, measure="stance_index")` draws those.

    Examples
    --------
    >>> plot_stance(cue_stance(attributions, articles, by="outlet_country"))
    """
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    rows = rows_of(table, "stance_share", None, [*columns, "term"])
    group = ", by " + " and ".join(name.replace("_", " ") for name in columns) if columns else ""
    heading = title or f"How the cues cast what each side says{group}"
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, "stance_share"))
        return _draw(axes, rows, columns, heading)


def plot_stance_verbs(
    measures: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the odds ratio of distancing cues: of all verbs, within strata, and with each verb left out.

    Parameters
    ----------
    measures : measures table of `cue_stance`; its rows of `stance_odds_ratio` and `stance_odds_ratio_pooled` are drawn.
    by, width, title, ax : as in `plot_balance`.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; the table has no `stance_odds_ratio`.

    Notes
    -----
    The axis is logarithmic, 1 is no difference. Where one row leaves the others, the finding hangs on the verb that it
    leaves out. A row without an odds ratio says so; the reason stands below.

    Examples
    --------
    >>> plot_stance_verbs(cue_stance(attributions, articles))
    """
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    pooled = table["measure"] == "stance_odds_ratio_pooled"
    # The pooled ratio is one row among the others.
    together = table.assign(measure=table["measure"].mask(pooled, "stance_odds_ratio"))
    rows = rows_of(together, "stance_odds_ratio", None, [*columns, "term"])
    if len(rows):
        rows["term"] = rows["term"].str.replace("distancing / neutral", "all verbs", regex=False)
        rank = rows["term"].map(
            lambda term: 0 if term == "all verbs" else 1 if term.startswith("within") else 2
        )
        keys = keys_of(rows, columns)
        order = {key: at for at, key in enumerate(dict.fromkeys(keys))}
        rows = (
            rows.assign(_group=[order[key] for key in keys], _rank=rank)
            .sort_values(["_group", "_rank"], kind="stable", ignore_index=True)
            .drop(columns=["_group", "_rank"])
        )
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        heading = title or "Does the difference in distancing hang on one verb?"
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, "stance_odds_ratio"))
        return draw_forest(
            axes, rows, [*columns, "term"], title=heading, measure="stance_odds_ratio",
            scale=scale_of("stance_odds_ratio", rows), axis=axis_of(rows, "stance_odds_ratio"),
        )  # fmt: skip


def _draw(ax: Axes, rows: pd.DataFrame, columns: list[str], title: str) -> Axes:
    styles = side_styles(rows["side"].cat.categories)
    rows = rows.assign(_group=[" · ".join(key) for key in keys_of(rows, columns)])
    groups = {str(name): member for name, member in rows.groupby("_group", sort=False)}
    full = width_of(ax)
    inner = full * (0.42 if full < 400 else 0.55)
    reach = _reach(rows, inner)
    ticks, names, beside, spoken, tops = [], [], [], [], []
    y = 0.0
    for name, member in groups.items():
        tops.append(y)
        if name:
            # The group's name has lines of its own above the bars of its sides.
            heading = wrap(name, full * 0.6, FONT, "bold")
            head = _HEAD + heading.count("\n") * FONT * 1.25
            ax.text(
                0, y + head / 2 - 1, heading, transform=ax.get_yaxis_transform(), va="center", ha="left",
                fontsize=FONT, fontweight="bold", color=LIGHT_INK, gid="group",
            )  # fmt: skip
            y += head
        for side in [side for side in styles if side in set(member["side"].dropna())]:
            mine = member[member["side"] == side]
            shares = dict(zip(mine["term"], mine["estimate"], strict=True))
            n = mine["denominator"].max()
            ticks.append(y + _PITCH / 2)
            names.append(side)
            beside.append(f"n {amount(float(n))}" if pd.notna(n) else "n not given")
            where = f"{name}, {side}" if name else side
            if any(pd.isna(shares.get(stance)) for stance in STANCES):
                ax.text(
                    0,
                    y + _PITCH / 2,
                    "no estimate",
                    va="center",
                    ha="center",
                    fontsize=SMALL,
                    color=LIGHT_MUTED,
                    bbox=_GROUND,
                )
                spoken.append(f"{where}: no estimate.")
            else:
                _bar(ax, shares, styles[side], y + _PITCH / 2, inner / (2 * reach))
                parts = ", ".join(f"{percent(shares[s])} {s}" for s in (_ENDORSING, _NEUTRAL, _DISTANCING))
                spoken.append(f"{where}: {parts} ({beside[-1]}).")
            y += _PITCH
        y += _GAP
    bottom = y - _GAP
    ax.set_xlim(-reach, reach)
    ax.set_ylim(bottom + 3, -3)
    for at, text in zip(ticks, beside, strict=True):
        ax.text(
            1.02, at, text, transform=ax.get_yaxis_transform(), va="center", ha="left", fontsize=SMALL,
            color=LIGHT_INK, gid="n",
        )  # fmt: skip
    for upper, lower in pairwise(tops):
        if lower > upper:
            ax.axhline(lower - _GAP / 2, color=LIGHT_LINE, linewidth=0.5)
    ax.axvline(0, color=LIGHT_MUTED, linewidth=0.9, linestyle=(0, (4, 2)), gid="even", zorder=1.5)
    _finish(ax, ticks, names, reach, inner)
    notes = _notes(groups, rows)
    below = _TICKS + (ax.get_xlabel().count("\n") + 1) * FONT * 1.4
    handles: list[Artist] = [
        Patch(
            facecolor=mixed(LIGHT_INK, _LOOKS[s][0]),
            edgecolor=LIGHT_INK,
            hatch=_LOOKS[s][1],
            linewidth=0.6,
            label=s,
        )
        for s in (_ENDORSING, _NEUTRAL, _DISTANCING)
    ]
    describe(ax, " ".join(spoken))
    furnish(ax, title=title, notes=notes, handles=handles, body=bottom + 6 + below)
    return ax


def _reach(rows: pd.DataFrame, inner: float) -> float:
    """Half the width of the axis: room beyond the bar that reaches furthest from the middle, for its percentage."""
    ends = []
    for _, mine in rows.groupby(["_group", "side"], observed=True, sort=False):
        shares = dict(zip(mine["term"], mine["estimate"], strict=True))
        neutral = shares.get(_NEUTRAL, 0.0) / 2
        ends += [neutral + shares.get(stance, 0.0) for stance in (_ENDORSING, _DISTANCING)]
    furthest = max((end for end in ends if pd.notna(end)), default=0.5)
    return max(0.5, furthest) / (1 - 2 * _ROOM / inner)


def _bar(ax: Axes, shares: dict[str, float], look: SideStyle, y: float, point: float) -> None:
    """One side's bar in three parts: neutral with its percentage on it, the others with theirs at the ends.

    `point`: points per unit of the axis.
    """
    neutral = shares[_NEUTRAL]
    starts = {_ENDORSING: -neutral / 2 - shares[_ENDORSING], _NEUTRAL: -neutral / 2, _DISTANCING: neutral / 2}
    for stance, start in starts.items():
        shade, hatch = _LOOKS[stance]
        if shares[stance] > 0:
            bar = Rectangle(
                (start, y - _BAR / 2), shares[stance], _BAR, facecolor=mixed(look.color, shade),
                edgecolor=look.color, hatch=hatch, linewidth=0.7, gid=stance,
            )  # fmt: skip
            ax.add_patch(bar)
    ends = (
        (_ENDORSING, starts[_ENDORSING], -3, "right"),
        (_DISTANCING, neutral / 2 + shares[_DISTANCING], 3, "left"),
    )
    for stance, end, shift, align in ends:
        ax.annotate(
            percent(shares[stance]), (end, y), xytext=(shift, 0), textcoords="offset points", ha=align, va="center",
            fontsize=SMALL, color=LIGHT_INK, gid="label", bbox=_GROUND,
        )  # fmt: skip
    text = percent(neutral)
    if text_width(text, SMALL) + 4 <= neutral * point:
        ax.text(
            0, y, text, ha="center", va="center", fontsize=SMALL, color=LIGHT_INK, gid="label", bbox=_GROUND
        )


def _finish(ax: Axes, ticks: list[float], names: list[str], reach: float, inner: float) -> None:
    ax.set_yticks(ticks, names)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(axis="y", length=0, labelsize=FONT)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["left", "top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    # As many ticks as have room for their labels: a column for three or five.
    point = inner / (2 * reach)
    step = 0.25 if inner >= 150 else 0.5 if 0.5 * point >= 17 else 1.0
    steps = tuple(step * tick for tick in range(-4, 5))
    marks = [mark for mark in steps if abs(mark) <= min(reach, 1.0)]
    ax.set_xticks(marks, [f"{abs(mark) * 100:.0f} %" for mark in marks])
    ax.grid(axis="x", color=LIGHT_LINE, linewidth=0.5)
    said = "endorsing ← part of the side's cues → distancing"
    ax.set_xlabel(wrap(said, inner), fontsize=FONT)


def _notes(groups: dict[str, pd.DataFrame], rows: pd.DataFrame) -> list[str]:
    named = {name or "all articles": member for name, member in groups.items()}
    notes = [
        "A bar is all cues of one side that have a known stance, n how many; neutral ones are centred on 0."
    ]
    missing = rows[rows["estimate"].isna()].drop_duplicates(["_group", "side"])
    firsts = {name: member.drop_duplicates("side") for name, member in named.items()}
    notes += reasons(firsts, missing, "No estimate", everything=False)
    lost = sum(float(member["n_unresolved"].dropna().max()) for member in named.values()
               if member["n_unresolved"].notna().any())  # fmt: skip
    notes += [f"Left out, since the speaker is unresolved: {amount(lost)} cues."] if lost else []
    return notes + method_note(rows, "Percentages")
