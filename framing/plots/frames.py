"""Which outlets bring which frames to the fore: a heat map whose cells say their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from framing.checks import choose, need_columns
from framing.palette import LIGHT_GROUND, LIGHT_INK, LIGHT_LINE, LIGHT_MUTED
from framing.plots.notes import count, method_note, percent, why_empty
from framing.plots.rows import UNRESOLVED, group_columns, keys_of, lane_of, rows_of
from framing.plots.style import (
    FONT,
    SMALL,
    canvas,
    describe,
    furnish,
    mixed,
    new_axes,
    no_data,
    page_width,
    style_context,
    text_width,
    wrap,
)
from framing.schema import check_table

MEASURES = {
    "frame_share": "Share of articles with each frame",
    "frame_rate": "Terms of each frame in 1,000 words",
    "frame_npmi": "Which frames stand with which side (NPMI)",
}
_SAYS = {
    "frame_share": "Cells: share of the articles that have the frame",
    "frame_rate": "Cells: uses of the frame's terms in 1,000 words",
    "frame_npmi": "Cells: NPMI of sentences with the frame and with the side; 0 is chance",
}
_OWN = ("voice", "reader_auc", "experimental", "note", UNRESOLVED)
_HATCH = "////"
# Neither is a side's colour: more, and (of NPMI) less than chance.
_MORE, _LESS = "#44546a", "#8a6d3b"
_FULL, _TALL, _TALLER, _NARROW, _WIDE = 0.6, 19.0, 28.0, 42.0, 90.0
_ACROSS = 6


@dataclass(frozen=True)
class Cell:
    """One estimate: what is written, how dark it is (−1 to 1), and what is read aloud."""

    text: str
    shade: float
    spoken: str


def plot_frames(
    measures: pd.DataFrame,
    *,
    measure: str = "frame_share",
    by: str | Sequence[str] | None = None,
    width: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how much of each frame each outlet, or each side, has.

    Parameters
    ----------
    measures : measures table of `frame_shares` or `frame_association`.
    measure : "frame_share", "frame_rate" or "frame_npmi".
    by, width, title, ax : as in `plot_balance`.

    Returns
    -------
    Axes; `ax.figure` shows itself in a notebook, `save_figure(ax, …)` writes it.

    Raises
    ------
    ValueError : `measure` is none of these; a column is missing; the table has no such rows; several rows tell of the
        same group, side and frame.

    Notes
    -----
    Every cell says its estimate and, below, the ends of its interval where it has one; "–" is no estimate. Shades go
    by the estimate: within one frame for rates, since lists of terms are of different length, over all cells for
    shares and NPMI. A frame is hatched where it is experimental; what readers say of every frame stands below.

    Examples
    --------
    >>> plot_frames(frame_shares(find_frames(articles), articles, by="outlet"))
    """
    choose("measure", measure, MEASURES)
    table = check_table(measures, "measures")
    need_columns(table, ["experimental", "note"], what="measures", hint="frame_shares gives them.")
    columns = [name for name in group_columns(table, by) if name not in _OWN]
    rows = rows_of(table, measure, None, [*columns, "term"])
    group = ", by " + " and ".join(name.replace("_", " ") for name in columns) if columns else ""
    heading = title or f"{MEASURES[measure]}{group}"
    axes = new_axes(ax, (page_width(width), 2.0))
    with style_context():
        if rows.empty or rows["estimate"].isna().all():
            return no_data(axes, heading, why_empty(table, rows, measure))
        return _draw(axes, rows, columns, measure, heading)


def _draw(ax: Axes, rows: pd.DataFrame, columns: list[str], measure: str, title: str) -> Axes:
    lane = rows[lane_of(rows)].astype("object")
    names = [
        " · ".join([*key, *([str(side)] if pd.notna(side) else [])]) or "all articles"
        for key, side in zip(keys_of(rows, columns), lane, strict=True)
    ]
    groups = list(dict.fromkeys(names))
    frames = list(dict.fromkeys(rows["term"].tolist()))
    cells = _cells(rows, names, measure)
    doubted = {frame for frame, flag in zip(rows["term"], rows["experimental"], strict=True) if flag}
    if len(frames) <= _ACROSS:
        body = _grid(ax, groups, [(_shown(frame), frame) for frame in frames], cells, doubted, turned=False)
    else:
        body = _grid(ax, frames, [(group, group) for group in groups], cells, doubted, turned=True)
    handles: list[Artist] = []
    if doubted:
        handles.append(
            Patch(facecolor=LIGHT_GROUND, edgecolor=LIGHT_MUTED, hatch=_HATCH, linewidth=0.5, label="experimental")
        )  # fmt: skip
    describe(ax, " ".join(f"{group}: {_spoken(group, frames, cells)}." for group in groups))
    furnish(ax, title=title, notes=_notes(rows, names, measure), handles=handles, body=body)
    return ax


def _shown(frame: str) -> str:
    return frame.removeprefix("policy_").replace("_", " ")


def _spoken(group: str, frames: list[str], cells: Mapping[tuple[str, str], Cell]) -> str:
    return "; ".join(f"{_shown(f)} {cells[group, f].spoken}" for f in frames if (group, f) in cells)


def _cells(rows: pd.DataFrame, names: list[str], measure: str) -> dict[tuple[str, str], Cell]:
    of_frame = rows.groupby("term")["estimate"].transform("max")
    most = of_frame if measure == "frame_rate" else pd.Series(1.0, index=rows.index)
    if measure == "frame_npmi":
        most = pd.Series(float(rows["estimate"].abs().max()), index=rows.index)
    found = {}
    for name, top, row in zip(names, most.tolist(), rows.to_dict("records"), strict=True):
        value, low, high = row["estimate"], row["ci_low"], row["ci_high"]
        if pd.isna(value):
            cell = Cell("–", 0.0, "no estimate")
        else:
            said = _number(value, measure)
            ends = "" if pd.isna(low) or pd.isna(high) else f"{_end(low, measure)} to {_end(high, measure)}"
            cell = Cell(
                f"{said}\n{ends}" if ends else said,
                value / top if top else 0.0,
                f"{said} ({ends})" if ends else said,
            )
        found[name, row["term"]] = cell
    return found


def _number(value: float, measure: str) -> str:
    if measure == "frame_share":
        return percent(value)
    if measure == "frame_rate":
        return f"{value:.1f}"
    said = f"{value:+.2f}"
    # A zero has no sign.
    return "0.00" if said[1:] == "0.00" else said.replace("-", "−")


def _end(value: float, measure: str) -> str:
    return f"{100 * value:.0f}" if measure == "frame_share" else _number(value, measure)


def _grid(
    ax: Axes,
    down: Sequence[str],
    across: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Cell],
    doubted: set[str],
    *,
    turned: bool,
) -> float:
    """Draw the cells, in blocks below each other where columns find no room; returns the height in points.

    `turned`: frames go down and groups across.
    """
    width = canvas(ax)
    labels = {name: wrap(_shown(name) if turned else name, min(130.0, width * 0.3)) for name in down}
    left = max(text_width(line) for label in labels.values() for line in label.split("\n")) + 8
    with_ends = any("\n" in cell.text for cell in cells.values())
    widest = max(text_width(line, SMALL) for cell in cells.values() for line in cell.text.split("\n")) + 6
    narrow = max(_NARROW, widest)
    # Words of a head are not broken where there is room for them.
    narrow = max(
        narrow, min(70.0, max(text_width(word) for head, _ in across for word in head.split()) * 1.1 + 4)
    )
    room = max(1, int((width - left) // narrow))
    n_blocks = -(-len(across) // room)
    each = -(-len(across) // n_blocks)
    wide = min(_WIDE, (width - left) / each)
    tall = _TALLER if with_ends else _TALL
    y = 0.0
    for block in range(n_blocks):
        chosen = across[block * each : (block + 1) * each]
        heads = [wrap(head, wide - 3) for head, _ in chosen]
        y += max(head.count("\n") + 1 for head in heads) * FONT * 1.25 + 4
        for column, head in enumerate(heads):
            ax.text(
                left + (column + 0.5) * wide, y - 3, head, ha="center", va="bottom", fontsize=FONT,
                linespacing=1.15, gid="column",
            )  # fmt: skip
        for name in down:
            high = max(tall, (labels[name].count("\n") + 1) * FONT * 1.25 + 3)
            ax.text(
                left - 5, y + high / 2, labels[name], ha="right", va="center", fontsize=FONT, linespacing=1.15,
                gid="row",
            )  # fmt: skip
            for column, (_, key) in enumerate(chosen):
                pair, frame = ((key, name), name) if turned else ((name, key), key)
                place = (left + column * wide, y, wide, high)
                _cell(ax, cells.get(pair, Cell("–", 0.0, "")), place, hatched=frame in doubted)
            y += high
        y += 10
    ax.set_ylim(y - 8, -1)
    return y - 6


def _cell(ax: Axes, cell: Cell, place: tuple[float, float, float, float], *, hatched: bool) -> None:
    x, y, wide, high = place
    strength = 0.04 + (_FULL - 0.04) * min(1.0, abs(cell.shade)) if cell.shade else 0.0
    ground = mixed(_MORE if cell.shade > 0 else _LESS, strength) if strength else LIGHT_GROUND
    ax.add_patch(
        Rectangle(
            (x + 1, y + 1), wide - 2, high - 2, facecolor=ground, edgecolor=LIGHT_LINE, linewidth=0.6,
            hatch=_HATCH if hatched else None, gid="experimental" if hatched else "cell",
        )
    )  # fmt: skip
    # Ink that is read on the shade; the hatch stays off the letters.
    ax.text(
        x + wide / 2, y + high / 2, cell.text, ha="center", va="center", fontsize=SMALL, linespacing=1.15,
        color=LIGHT_INK if cell.text != "–" else LIGHT_MUTED, gid="value",
        bbox={"facecolor": ground, "edgecolor": "none", "pad": 1.0} if hatched else None,
    )  # fmt: skip


def _notes(rows: pd.DataFrame, names: list[str], measure: str) -> list[str]:
    notes = [f"{_SAYS[measure]}{_level(rows)}."]
    first = rows.assign(_name=names).drop_duplicates("_name")
    sizes = [
        f"{name} {count(int(n), 'article')}"
        for name, n in zip(first["_name"], first["n_articles"], strict=True)
    ]
    same = len(set(first["n_articles"])) == 1 and len(first) > 1
    notes.append(
        f"{count(int(first['n_articles'].iloc[0]), 'article')} each." if same else f"{'; '.join(sizes)}."
    )
    said: dict[str, list[str]] = {}
    for frame, note in rows.drop_duplicates("term")[["term", "note"]].itertuples(index=False):
        said.setdefault(str(note), []).append(_shown(str(frame)))
    n_frames = sum(map(len, said.values()))
    for note, frames in said.items():
        notes.append(f"{'All frames' if len(frames) == n_frames > 1 else ', '.join(frames)}: {note}.")
    bare = rows[rows["estimate"].notna() & rows["ci_low"].isna()]["reason"].dropna()
    notes += [f"Without an interval: {reason}." for reason in dict.fromkeys(bare)]
    missing = rows[rows["estimate"].isna()]["reason"].dropna()
    notes += [f"–: {reason}." for reason in dict.fromkeys(missing)]
    return notes + method_note(rows, "Frames")


def _level(rows: pd.DataFrame) -> str:
    levels = rows["confidence_level"].dropna().unique()
    if not len(levels):
        return "; no intervals"
    unit = ", ".join(dict.fromkeys(rows.loc[rows["ci_low"].notna(), "resampled_by"].dropna()))
    return f", below it the ends of its {levels[0] * 100:g} % interval, resampled by {unit}"


__all__ = ["plot_frames"]
