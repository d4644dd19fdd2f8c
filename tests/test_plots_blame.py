"""plot_blame: cells and arrows that say what was counted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from balance_study import make_study, say
from matplotlib.colors import rgb_to_hsv
from matplotlib.figure import Figure
from plots_read import alt, assert_readable, patches, said, words

from framing.balance import blame
from framing.plots import plot_blame
from framing.schema import empty_table, make_table

SIDES = ["NORTH", "SOUTH"]


def matrix(
    counts: dict[str, dict[tuple[str, str], float]],
    sides: tuple[str, ...] = ("NORTH", "SOUTH", "other"),
    **values: Any,
) -> pd.DataFrame:
    rows = []
    for outlet, cells in counts.items():
        total = sum(cells.values())
        for a in sides:
            for b in sides:
                hits = cells.get((a, b), 0.0)
                row = {
                    "measure": "blame_share", "unit": "accusations", "outlet": outlet, "side": a, "target_side": b,
                    "estimate": hits / total if total else None, "numerator": float(hits), "denominator": float(total),
                    "n_articles": 9, "n_unresolved": 5.0, "n_joint": 0.0, "method": "machine",
                    "reason": None if total else "nothing to count: the denominator is 0",
                }  # fmt: skip
                rows.append(row | values)
    own = [side for side in sides if side != "other"]
    return make_table(rows, "measures", sides=own)


CELLS = {("NORTH", "SOUTH"): 6.0, ("SOUTH", "NORTH"): 2.0, ("other", "other"): 1.5}


def test_every_cell_says_count_and_share_and_an_empty_one_0() -> None:
    ax = plot_blame(matrix({"Wire": CELLS}))
    assert said(ax, "value") == ["0", "6\n63 %", "0", "2\n21 %", "0", "0", "0", "0", "1.5\n16 %"]
    assert said(ax, "accuser") == said(ax, "accused") == ["NORTH", "SOUTH", "other"]
    assert "Accusations: Wire 9.5 (unresolved, not shown: 5)." in words(ax)
    assert_readable(ax)


def test_cells_stand_in_the_row_of_the_accuser_and_the_column_of_the_accused() -> None:
    ax = plot_blame(matrix({"Wire": CELLS}))
    place = {text.get_text(): text.get_position() for text in ax.texts if text.get_gid() == "value"}
    rows = {text.get_text(): text.get_position() for text in ax.texts if text.get_gid() == "accuser"}
    columns = {text.get_text(): text.get_position() for text in ax.texts if text.get_gid() == "accused"}
    x, y = place["6\n63 %"]
    assert x == pytest.approx(columns["SOUTH"][0]) and y == pytest.approx(rows["NORTH"][1])


def test_more_is_darker_and_nothing_is_white() -> None:
    ax = plot_blame(matrix({"Wire": {("NORTH", "SOUTH"): 6.0, ("NORTH", "NORTH"): 1.0}}))
    cells = [cell.get_facecolor()[:3] for cell in patches(ax, "cell")]
    depth = [rgb_to_hsv(color)[1] for color in cells]
    assert depth[1] > depth[0] > depth[2] == 0


def test_arrows_are_as_thick_as_their_counts_and_say_them() -> None:
    ax = plot_blame(matrix({"Wire": CELLS}), kind="network")
    widths = [arrow.get_linewidth() for arrow in patches(ax, "arrow")]
    assert len(widths) == 3 and max(widths) == widths[0]
    assert sorted(said(ax, "value")) == ["0", "0", "0", "0", "1.5", "2", "6"]
    # Dotted: nobody accuses.
    assert len(patches(ax, "none")) == 4
    assert said(ax, "name") == ["NORTH", "SOUTH", "other"]
    assert_readable(ax)


def test_a_count_stands_nearer_to_the_accuser() -> None:
    ax = plot_blame(matrix({"Wire": CELLS}), kind="network")
    at = {text.get_text(): text.get_position() for text in ax.texts if text.get_gid() in ("value", "name")}
    assert abs(at["6"][0] - at["NORTH"][0]) < abs(at["6"][0] - at["SOUTH"][0])
    assert abs(at["2"][0] - at["SOUTH"][0]) < abs(at["2"][0] - at["NORTH"][0])


MANY = ("NORTH", "SOUTH", "EAST", "Federation of the Western Isles", "other")


@pytest.mark.parametrize("kind", ["heatmap", "network"])
@pytest.mark.parametrize(
    ("width", "sides"),
    [(8.5, MANY[:2] + MANY[3:]), (8.5, ("NORTH", "SOUTH")), (17, ("NORTH", "SOUTH", "other"))],
)
def test_readable_at_every_size(width: float, kind: str, sides: tuple[str, ...]) -> None:
    cells = {(a, b): 1000.0 + 7 * i for i, a in enumerate(sides) for b in sides}
    names = ["The Old Evening Courier and Shipping Gazette of the Outer Harbour", "Wire", "Post"]
    assert_readable(plot_blame(matrix(dict.fromkeys(names, cells), sides), kind=kind, width=width))


def test_five_sides_are_readable_as_cells() -> None:
    cells = {(a, b): 12.0 for a in MANY for b in MANY}
    assert_readable(plot_blame(matrix({"Wire": cells}, MANY)))


def test_groups_share_one_scale() -> None:
    ax = plot_blame(
        matrix({"Wire": {("NORTH", "SOUTH"): 10.0}, "Post": {("NORTH", "SOUTH"): 1.0}}), kind="network"
    )
    one, two = (arrow.get_linewidth() for arrow in patches(ax, "arrow"))
    assert one > 3 * two
    assert said(ax, "group") == ["Wire", "Post"]


def test_a_group_without_accusations_says_0_everywhere() -> None:
    ax = plot_blame(matrix({"Wire": CELLS, "Post": {}}))
    assert said(ax, "value")[9:] == ["0"] * 9
    assert "No identified accusation: Post." in words(ax)


def test_nothing_at_all_gives_the_reason() -> None:
    ax = plot_blame(matrix({"Wire": {}}))
    assert "no data: nothing to count: the denominator is 0" in words(ax)
    assert "no data" in words(plot_blame(empty_table("measures", sides=SIDES), kind="network"))


def test_unknown_kind_is_named() -> None:
    with pytest.raises(
        ValueError, match=r"kind='heat map' is not allowed; allowed: 'heatmap', 'network'\. Did you mean"
    ):
        plot_blame(matrix({"Wire": CELLS}), kind="heat map")


@pytest.mark.parametrize("kind", ["heatmap", "network"])
def test_alternative_text_tells_every_accusation(kind: str) -> None:
    ax = plot_blame(matrix({"Wire": CELLS}), kind=kind)
    told = alt(ax)
    assert (
        "Wire: NORTH accuses SOUTH 6 (63 %); SOUTH accuses NORTH 2 (21 %); other accuses other 1.5 (16 %)."
        in told
    )


def test_a_measured_table_is_drawn_as_counted() -> None:
    voices = {
        "a": [
            say("NORTH", cue_class="accuse", target_side="SOUTH"),
            say("SOUTH", cue_class="deny", target_side=None),
        ],
        "b": [
            say("NORTH", cue_class="accuse", target_side="SOUTH"),
            say(None, cue_class="accuse", target_side="SOUTH"),
        ],
    }
    ax = plot_blame(blame(*make_study(voices)))
    assert [value for value in said(ax, "value") if value != "0"] == ["2\n100 %"]
    assert "Accusations: 2 (unresolved, not shown: 1)." in words(ax)


def test_numbers_stand_on_their_arrows_on_axes_of_any_shape() -> None:
    figure = Figure(figsize=(9, 3), layout="constrained")
    ax = plot_blame(matrix({"Wire": CELLS}), kind="network", ax=figure.subplots(1, 2)[0])
    figure.draw_without_rendering()
    numbers = [text for text in ax.texts if text.get_gid() == "value" and text.get_text() == "6"]
    (arrow,) = [arrow for arrow in patches(ax, "arrow") if arrow.get_linewidth() > 5]
    line = arrow.get_path().transformed(arrow.get_transform())
    middle = ax.transData.transform(numbers[0].get_position())
    assert min(abs(line.interpolated(40).vertices - middle).sum(axis=1)) < 12


def test_ten_sides_in_a_column_show_counts_alone_and_tell_the_shares() -> None:
    sides = (*(f"S{i}" for i in range(9)), "other")
    cells = {(a, b): 2.0 if b == "S0" else 100.0 + i for i, a in enumerate(sides) for b in sides}
    ax = plot_blame(matrix({"Wire": cells}, sides), width=8.5)
    assert said(ax, "value")[:2] == ["2", "100"]
    assert "S0 accuses S0 2 (<1 %); S0 accuses S1 100 (1 %)" in alt(ax)
    assert_readable(ax)


def test_numbers_of_six_sides_keep_apart_on_their_arrows() -> None:
    sides = ("NORTH", "SOUTH", "WEST", "EAST", "joint", "other")
    cells = {(a, b): 3.0 + i + 2 * j for i, a in enumerate(sides) for j, b in enumerate(sides)}
    ax = plot_blame(matrix({"Wire": cells}, sides), kind="network", width=8.5)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_gid() == "value"]
    assert len(boxes) == 36
    # Crossing arrows are many; no number may hide another.
    cores = [box.shrunk(0.7, 0.7) for box in boxes]
    assert not [(a, b) for i, a in enumerate(cores) for b in cores[:i] if a.overlaps(b)]
