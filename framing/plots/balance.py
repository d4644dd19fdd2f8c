"""Any measure by group: one row per group, one dot per side, its interval or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from framing.plots.captions import axis_of, title_of
from framing.plots.forest import draw_forest
from framing.plots.notes import why_empty
from framing.plots.rows import group_columns, rows_of
from framing.plots.scale import scale_of
from framing.plots.style import new_axes, no_data, page_width, style_context
from framing.schema import check_table


def plot_balance(
    measures: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    measure: str = "voice_share",
    unit: str | None = None,
    term: str | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a measure of each side, one row per group, with its interval or the reason why there is none.

    Parameters
    ----------
    measures : measures table, as `voice_balance` and the other measures return it. Rows that compare two groups
        (`versus`) are drawn where `measure` is a difference.
    by : column or columns that name the groups; by default all that the schema of measures does not know.
    measure : which measure to draw: any share, index, contrast, difference or ratio of the table.
    unit : which unit to draw, where the table holds several.
    term : which term to draw, where the measure has several: "headline" of `zone_share`, "distancing" of
        `stance_share`.
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from measure, unit and groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of groups.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing; the table has no such measure, unit or term; several rows tell of the same group
        and side (the columns in which they differ are named).

    Notes
    -----
    Dots are estimates; their labels say side and value, or the value alone where there is little room, and are left
    out for more than twelve groups. Lines are the intervals in `ci_low` and `ci_high`; pale bars
    reach from `bound_low` to `bound_high`, where the estimate would be if all unresolved went the other way or this
    way.
    At the right stand the articles of the group and, of its units, the share that is unresolved:
    n_unresolved / (denominator + n_unresolved); where sides have denominators of their own, their sum. Groups keep
    the order of the table, sides that of the codebook. What has no interval or no estimate is said below the axes with
    its `reason`.

    Shares stand on an axis from 0 to 1, contrasts, indices and differences on one around 0, ratios on a logarithmic
    one around 1; a dashed line marks the value of no difference. Measures between two sides have one dot, in black.

    Examples
    --------
    >>> plot_balance(voice_balance(attributions, articles, by="outlet"))
    >>> plot_balance(directness(attributions, articles, by="outlet"), measure="quoted_share")
    """
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    rows = rows_of(table, measure, unit, columns, term)
    axes = new_axes(ax, (page_width(width), 2.0))
    known = set(table["measure"])
    with style_context():
        heading = title or title_of(rows, measure, columns)
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, measure))
        return draw_forest(
            axes, rows, columns, title=heading, measure=measure, scale=scale_of(measure, rows, known),
            axis=axis_of(rows, measure, known),
        )  # fmt: skip
