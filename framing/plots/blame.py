"""Who accuses whom: a heat map of accusers and accused, or a network of the sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from framing.checks import choose
from framing.plots.arrows import draw_network
from framing.plots.cells import draw_cells
from framing.plots.notes import amount, method_note, percent, why_empty
from framing.plots.rows import group_columns, keys_of, rows_of
from framing.plots.style import describe, furnish, new_axes, no_data, page_width, style_context
from framing.schema import check_table

KINDS = ("heatmap", "network")


@dataclass(frozen=True)
class Matrix:
    """Accusations of one group: counts and shares by (accuser, accused); those without an identified pair."""

    name: str
    counts: dict[tuple[str, str], float]
    shares: dict[tuple[str, str], float]
    total: float
    unresolved: float


def plot_blame(
    measures: pd.DataFrame,
    *,
    kind: str = "heatmap",
    by: str | Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw who accuses whom, and how often.

    Parameters
    ----------
    measures : measures table of `blame`; its rows of `blame_share` are drawn.
    kind : "heatmap", a row for each accuser and a column for each accused; or "network", the sides with arrows from
        accuser to accused.
    by, width, title, ax : as in `plot_balance`; each group has a matrix, or a network, of its own.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : `kind` is neither; a column is missing; the table has no `blame_share`; several rows tell of the same
        group, accuser and accused.

    Notes
    -----
    Every cell says the count and its share of the group's accusations whose accuser and accused are identified; a
    cell without any says 0. Shades and arrows' widths go by count, on one scale for all groups. Accusations whose
    accuser or accused is not identified are in no cell: their number stands below. A joint voice counts half for each
    of its sides, so counts may have halves.

    Examples
    --------
    >>> plot_blame(blame(attributions, articles, by="outlet_country"), kind="network")
    """
    choose("kind", kind, KINDS)
    table = check_table(measures, "measures")
    columns = group_columns(table, by)
    rows = rows_of(table, "blame_share", None, [*columns, "target_side"])
    group = ", by " + " and ".join(name.replace("_", " ") for name in columns) if columns else ""
    heading = title or f"Who accuses whom{group}"
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        if rows.empty or (rows["numerator"].fillna(0).eq(0) & rows["estimate"].isna()).all():
            return no_data(axes, heading, why_empty(table, rows, "blame_share"))
        matrices = _matrices(rows, columns)
        sides = [str(side) for side in rows["side"].cat.categories if side in _present(rows)]
        categories = [str(side) for side in rows["side"].cat.categories]
        draw = draw_cells if kind == "heatmap" else draw_network
        body = draw(
            axes,
            [(matrix.name, matrix.counts, matrix.shares) for matrix in matrices],
            sides=sides,
            categories=categories,
        )
        describe(axes, " ".join(_spoken(matrix, sides) for matrix in matrices))
        furnish(axes, title=heading, notes=_notes(matrices, rows, kind), body=body)
        return axes


def _present(rows: pd.DataFrame) -> set[str]:
    return {str(side) for side in [*rows["side"].dropna(), *rows["target_side"].dropna()]}


def _matrices(rows: pd.DataFrame, columns: list[str]) -> list[Matrix]:
    names = pd.Series([" · ".join(key) for key in keys_of(rows, columns)], index=rows.index)
    found = []
    for name in dict.fromkeys(names):
        mine = rows[names == name]
        pairs = [(str(a), str(b)) for a, b in zip(mine["side"], mine["target_side"], strict=True)]
        counts = dict(zip(pairs, mine["numerator"].fillna(0.0).astype(float), strict=True))
        total = float(mine["denominator"].fillna(0.0).max())
        shares = {pair: (number / total if total else 0.0) for pair, number in counts.items()}
        # The corrected estimate is no quotient of its counts.
        shares |= {
            pair: float(share) for pair, share in zip(pairs, mine["estimate"], strict=True) if pd.notna(share)
        }
        lost = mine["n_unresolved"].dropna()
        found.append(Matrix(name, counts, shares, total, float(lost.max()) if len(lost) else float("nan")))
    return found


def _spoken(matrix: Matrix, sides: list[str]) -> str:
    cells = [
        f"{a} accuses {b} {amount(matrix.counts[a, b])} ({percent(matrix.shares[a, b])})"
        for a in sides
        for b in sides
        if matrix.counts.get((a, b), 0.0) > 0
    ]
    return f"{matrix.name or 'All articles'}: {'; '.join(cells) or 'no accusation'}."


def _notes(matrices: list[Matrix], rows: pd.DataFrame, kind: str) -> list[str]:
    parts = [
        f"{f'{matrix.name} ' if matrix.name else ''}{amount(matrix.total)}"
        + ("" if pd.isna(matrix.unresolved) else f" (unresolved, not shown: {amount(matrix.unresolved)})")
        for matrix in matrices
    ]
    what = (
        "Rows accuse, columns are accused. Counts, and shares of the accusations"
        if kind == "heatmap"
        else "Arrows go from accuser to accused; counts of the accusations"
    )
    notes = [
        f"{what} whose accuser and accused are identified.",
        f"Accusations: {'; '.join(parts)}.",
    ]
    empty = [matrix.name or "all articles" for matrix in matrices if matrix.total == 0]
    if empty:
        notes.append(f"No identified accusation: {', '.join(empty)}.")
    joint = rows["n_joint"].dropna()
    if len(joint) and joint.max() > 0:
        notes.append("Accusations of speakers of two sides at once count half for each.")
    return notes + method_note(rows, "Counts")
