"""plot_frames: a heat map whose cells say their numbers and whose doubtful frames are hatched."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import rgb_to_hsv
from plots_read import alt, assert_readable, patches, said, words

from framing.plots.frames import plot_frames
from framing.schema import make_table

SIDES = ("NORTH", "SOUTH")
GENERIC = ("conflict", "economic", "human_interest", "morality", "resolution")


def table(
    cells: dict[tuple[str, str], float | None],
    measure: str = "frame_share",
    doubted: tuple[str, ...] = ("human_interest",),
    **values: Any,
) -> pd.DataFrame:
    rows = [
        {"measure": measure, "unit": "articles", "outlet": outlet, "term": frame, "estimate": value, "n_articles": 20,
         "ci_low": None if value is None else max(0.0, value - 0.1), "ci_high": None if value is None else value + 0.1,
         "confidence_level": 0.95, "resampled_by": "articles", "method": "machine",
         "reason": "nothing to count" if value is None else None} | values
        for (outlet, frame), value in cells.items()
    ]  # fmt: skip
    out = make_table(rows, "measures", sides=SIDES)
    flags = [frame in doubted for frame in out["term"]]
    notes = ["experimental: weak" if flag else "AUC .80 with readers (214 articles)" for flag in flags]
    return out.assign(
        voice="all",
        reader_auc=0.8,
        experimental=pd.array(flags, dtype="boolean"),
        note=pd.array(notes, dtype="str"),
    )


def grid(outlets: tuple[str, ...], frames: tuple[str, ...], value: float = 0.3) -> dict[Any, float | None]:
    return {(outlet, frame): value for outlet in outlets for frame in frames}


def test_every_cell_says_its_number_and_its_interval() -> None:
    ax = plot_frames(
        table({("Wire", "conflict"): 0.5, ("Wire", "morality"): 0.2, ("Post", "conflict"): None})
    )
    assert said(ax, "value") == ["50 %\n40 to 60", "20 %\n10 to 30", "–", "–"]
    assert said(ax, "row") == ["Wire", "Post"] and said(ax, "column") == ["conflict", "morality"]
    assert "Wire: conflict 50 % (40 to 60); morality 20 % (10 to 30)." in alt(ax)
    assert "–: nothing to count." in words(ax)
    assert_readable(ax)


def test_a_doubtful_frame_is_hatched_and_every_frame_says_its_agreement() -> None:
    ax = plot_frames(table(grid(("Wire", "Post"), GENERIC)))
    assert len(patches(ax, "experimental")) == 2 and len(patches(ax, "cell")) == 8
    assert all(patch.get_hatch() for patch in patches(ax, "experimental"))
    assert not any(patch.get_hatch() for patch in patches(ax, "cell"))
    assert "human interest: experimental: weak." in words(ax)
    assert "conflict, economic, morality, resolution: AUC .80 with readers (214 articles)." in words(ax)
    assert "20 articles each." in words(ax)
    assert_readable(ax)


def test_more_is_darker_and_nothing_is_white() -> None:
    values = {("A", "conflict"): 0.0, ("B", "conflict"): 0.3, ("C", "conflict"): 0.9}
    ax = plot_frames(table(values))
    depth = [1 - rgb_to_hsv(patch.get_facecolor()[:3])[2] for patch in patches(ax, "cell")]
    assert depth[0] == 0 < depth[1] < depth[2]


def test_rates_are_shaded_within_their_frame() -> None:
    values = {("A", "conflict"): 8.0, ("A", "morality"): 1.0, ("B", "conflict"): 4.0, ("B", "morality"): 1.0}
    ax = plot_frames(table(values, measure="frame_rate"), measure="frame_rate")
    shades = [patch.get_facecolor() for patch in patches(ax, "cell")]
    assert shades[0] == shades[1] == shades[3] != shades[2]
    assert said(ax, "value")[0].startswith("8.0\n")


def test_association_has_two_colours_and_no_signed_zero() -> None:
    values = {("A", "conflict"): 0.4, ("A", "economic"): -0.4, ("A", "morality"): -0.001}
    ax = plot_frames(table(values, measure="frame_npmi", ci_low=None, ci_high=None), measure="frame_npmi")
    assert said(ax, "value") == ["+0.40", "−0.40", "0.00"]
    more, less, _ = (patch.get_facecolor() for patch in patches(ax, "cell"))
    assert more != less


def test_sides_have_rows_of_their_own() -> None:
    both = pd.concat([table({("Wire", "conflict"): 0.5}, side=side) for side in SIDES])
    assert said(plot_frames(both), "row") == ["Wire · NORTH", "Wire · SOUTH"]


@pytest.mark.parametrize(("width", "n"), [(8.5, 3), (17.0, 6)])
def test_many_frames_and_outlets_stay_readable(width: float, n: int) -> None:
    outlets = tuple(f"The Daily Messenger of Town {number}" for number in range(n))
    frames = tuple(f"policy_dimension {number} of_news" for number in range(14))
    ax = plot_frames(table(grid(outlets, frames), doubted=frames), width=width)
    assert len(said(ax, "value")) == n * 14
    assert "All frames: experimental: weak." in words(ax)
    assert_readable(ax)


def test_what_cannot_be_drawn_says_why() -> None:
    shares = table({("Wire", "conflict"): None})
    assert "nothing to count" in words(plot_frames(shares))
    with pytest.raises(ValueError, match="measure"):
        plot_frames(shares, measure="tone")
    with pytest.raises(ValueError, match="experimental"):
        plot_frames(shares.drop(columns="experimental"))
