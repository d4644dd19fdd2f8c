"""What a thing is called: the labels of one referent, a row for each outlet."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from framing.checks import choose, need_columns
from framing.plots.captions import axis_of
from framing.plots.forest import draw_forest
from framing.plots.notes import whose, why_empty
from framing.plots.rows import UNRESOLVED, group_columns
from framing.plots.scale import scale_of
from framing.plots.style import new_axes, no_data, page_width, style_context
from framing.schema import check_table

MEASURE = "naming_share"
_SPEAKER = "speaker"


def plot_naming(
    measures: pd.DataFrame,
    *,
    referent: str,
    by: str | Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of each label among the labels of its referent, one row per group, one labelled dot per label.

    Parameters
    ----------
    measures : what `naming_shares` returned.
    referent : the entry of the naming codebook to draw, as in `entry_id`.
    by : column or columns that name the groups; by default all that the schema of measures does not know. Where the
        table tells speakers apart (`by_side=True`), each side has a row of its own.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from referent and groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of groups.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing, or the table has no such referent.

    Notes
    -----
    Labels stand in the order of their counts over all groups, each with its colour and marker; lines are intervals. At
    the right stand the articles of the group and how many labels of the referent they hold: the denominator of all its
    dots. A group that never names the referent has no estimate, and is said below.

    Examples
    --------
    >>> plot_naming(naming_shares(findings, articles, by="outlet"), referent="confrontation")
    """
    table = check_table(measures, "measures")
    need_columns(table, ["entry_id"], what="measures", hint="naming_shares gives it.")
    columns = [name for name in group_columns(table, by) if name != "entry_id"]
    choose("referent", referent, sorted(table["entry_id"].dropna().unique()))
    rows = table[
        (table["measure"] == MEASURE) & (table["entry_id"] == referent) & table["versus"].isna()
    ].reset_index(drop=True)
    if rows["side"].notna().any():
        rows = rows.assign(**{_SPEAKER: rows["side"].astype("str")})
        columns.append(_SPEAKER)
    else:
        # Who speaks does not matter here, so nothing is left out for it.
        rows = rows.assign(n_joint=float("nan"), n_unresolved=float("nan"))
    counts = rows.groupby("term", sort=True)["numerator"].sum().sort_values(ascending=False, kind="stable")
    # A label takes the place that a side has in other figures: its colour, its marker, its dot.
    lanes = pd.Series(pd.Categorical(rows["term"], categories=list(counts.index)), index=rows.index)
    rows = rows.assign(side=lanes, term=pd.NA, **{UNRESOLVED: float("nan")})
    axes = new_axes(ax, (page_width(width), 2.0))
    group = ", by " + " and ".join(name.replace("_", " ") for name in columns) if columns else ""
    with style_context():
        heading = title or f"What is called: {referent.replace('_', ' ')}{group}"
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, MEASURE))
        return draw_forest(
            axes, rows, columns, title=heading, measure=MEASURE, scale=scale_of(MEASURE, rows),
            axis=axis_of(rows, MEASURE), more=whose(rows),
        )  # fmt: skip
