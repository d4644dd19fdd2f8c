"""Tone toward each side by one scorer, with what it covers and how far it agrees with readers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from framing.checks import choose, need_columns
from framing.plots.captions import axis_of, title_of
from framing.plots.forest import draw_forest
from framing.plots.notes import percent, whose, why_empty
from framing.plots.rows import group_columns, rows_of
from framing.plots.scale import scale_of
from framing.plots.style import new_axes, no_data, page_width, style_context
from framing.schema import check_table

_TRUST = ("coverage", "reader_accuracy", "reader_f1")
MEASURES = ("tone", "tone_relative", "tone_contrast")


def plot_tone(
    measures: pd.DataFrame,
    *,
    scorer: str,
    by: str | Sequence[str] | None = None,
    measure: str = "tone",
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the tone toward each side, one row per group, and say how much of it the scorer hears.

    Parameters
    ----------
    measures : what `tone` returned.
    scorer : whose scores to draw, as in `term`.
    by : column or columns that name the groups; by default all that the schema of measures does not know.
    measure : "tone", "tone_relative" or "tone_contrast".
    width : width of the figure in centimetres, 8.5 (a column) or 17 (a page, the default) or any between; not used
        with `ax`.
    title : what is shown; by default said from measure, scorer and groups.
    ax : Axes to draw on; by default new ones in a figure of their own, whose height follows the number of groups.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : a column is missing, or the table has no such measure or scorer.

    Notes
    -----
    Below the axes stand the scorer's coverage (the share of content words that it knows, lowest and highest group) and
    its measured agreement with readers; a scorer of one's own has none until it is measured.

    Examples
    --------
    >>> plot_tone(tone(findings, articles, by="outlet"), scorer="model")
    """
    table = check_table(measures, "measures")
    need_columns(table, list(_TRUST), what="measures", hint="tone gives them.")
    choose("measure", measure, MEASURES)
    columns = [name for name in group_columns(table, by) if name not in _TRUST]
    rows = rows_of(table, measure, None, columns, scorer)
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        heading = title or title_of(rows, measure, columns)
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, measure))
        return draw_forest(
            axes, rows, columns, title=heading, measure=measure, scale=scale_of(measure, rows, MEASURES),
            axis=axis_of(rows, measure, MEASURES), more=[*whose(rows), *_trust(rows, scorer)],
        )  # fmt: skip


def _trust(rows: pd.DataFrame, scorer: str) -> list[str]:
    """What the scorer covers and how far it agrees with readers, or that nobody knows."""
    covered = rows["coverage"].dropna().astype("float64")
    notes = []
    if len(covered):
        low, high = percent(float(covered.min())), percent(float(covered.max()))
        span = low if low == high else f"{low} to {high}"
        notes.append(f"Coverage of {scorer}: {span} of the content words of the sentences counted.")
    agreed = rows[["reader_accuracy", "reader_f1"]].dropna()
    if len(agreed):
        accuracy, f1 = map(float, agreed.iloc[0])
        notes.append(
            f"Agreement of {scorer} with readers: accuracy {accuracy:.2f}, macro-F1 {f1:.2f} (NewsMTSC dev)."
        )
    else:
        notes.append(f"Agreement of {scorer} with readers: not measured.")
    return notes
