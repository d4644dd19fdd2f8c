from itertools import combinations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox
from plots_read import assert_readable, words

from framing.palette import side_styles
from framing.plots.contrast import plot_contrast


def _table(n: int = 400, *, seed: int = 0, spread: float = 3.0) -> pd.DataFrame:
    """A contrast as wide as a real one: many words of like frequency and z, so that labels compete for room."""
    rng = np.random.default_rng(seed)
    frequency = np.ceil(np.exp(rng.uniform(np.log(6), np.log(2000), n)))
    z = rng.normal(0, spread, n) * (0.3 + np.log(frequency) / 6)
    size = np.sign(z) * np.maximum(np.abs(z) - 2.5, 0) / 2
    return pd.DataFrame(
        {
            "target": "NORTH",
            "reference": "SOUTH",
            "term": [f"{'word' * (1 + number % 3)}{number}" for number in range(n)],
            "n_target": np.ceil(frequency / 2),
            "n_reference": np.floor(frequency / 2),
            "conservative_log_ratio": size,
            "p_adjusted": np.where(np.abs(z) > 5, 0.01, 0.5),
            "resampled_by": "articles",
            "n_units": 30,
            "z": z,
            "prior": "pooled",
            "prior_size": 500.0,
            "reason": None,
        }
    )


def _words(ax: Axes) -> list[Annotation]:
    return [text for text in ax.texts if isinstance(text, Annotation) and text.get_gid() == "word"]


def _boxes(ax: Axes) -> list[Bbox]:
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    # The label alone: an annotation's own extent takes in its line.
    return [matplotlib.text.Text.get_window_extent(word) for word in _words(ax)]


def _line(ax: Axes, gid: str) -> np.ndarray:
    (line,) = [line for line in ax.lines if line.get_gid() == gid]
    return np.asarray(line.get_xydata())


@pytest.fixture(scope="module")
def drawn() -> Axes:
    """The figure of `_table()`, for tests that only read it."""
    return plot_contrast(_table())


@pytest.fixture(scope="module")
def unmarked() -> Axes:
    """The same without a word that meets the rule."""
    return plot_contrast(_table().assign(p_adjusted=0.5))


@pytest.mark.parametrize(("width", "n_labels", "seed"), [(8.5, 12, 1), (17, 25, 2)])
def test_labels_do_not_overlap_and_stay_inside(width: float, n_labels: int, seed: int) -> None:
    ax = plot_contrast(_table(seed=seed), width=width, n_labels=n_labels)
    boxes = _boxes(ax)
    assert len(boxes) >= n_labels
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    frame = ax.get_window_extent()
    for box in boxes:
        assert (
            frame.x0 - 2 <= box.x0
            and box.x1 <= frame.x1 + 2
            and frame.y0 - 2 <= box.y0
            and box.y1 <= frame.y1 + 2
        )


def test_labels_hide_no_marked_word(drawn: Axes) -> None:
    ax = drawn
    marked = ax.transData.transform(np.vstack([_line(ax, "NORTH"), _line(ax, "SOUTH")]))
    for box in _boxes(ax):
        assert not any(box.contains(x, y) for x, y in marked)


def test_moved_labels_have_a_line_to_their_dot() -> None:
    ax = plot_contrast(_table(spread=4.0))
    assert isinstance(ax.figure, Figure)
    ax.figure.draw_without_rendering()
    scale = 72 / ax.figure.dpi
    moved = 0
    for word in _words(ax):
        box = matplotlib.text.Text.get_window_extent(word)
        x, y = ax.transData.transform(word.xy)
        gap = np.hypot(x - np.clip(x, box.x0, box.x1), y - np.clip(y, box.y0, box.y1)) * scale
        assert word.arrow_patch is not None or gap < 12
        moved += word.arrow_patch is not None
    assert moved > 0


def test_markers_and_colours_are_those_of_the_sides(drawn: Axes) -> None:
    ax = drawn
    for group, look in list(side_styles(["NORTH", "SOUTH"]).items())[:2]:
        (line,) = [line for line in ax.lines if line.get_gid() == group]
        assert line.get_marker() == look.marker and line.get_color() == look.color
    swapped = plot_contrast(_table(40), sides=["SOUTH", "NORTH"])
    (line,) = [line for line in swapped.lines if line.get_gid() == "SOUTH"]
    assert line.get_marker() == side_styles(["SOUTH", "NORTH"])["SOUTH"].marker == "o"


def test_points_stand_where_the_table_says(drawn: Axes) -> None:
    table, ax = _table(), drawn
    marked = table[(table["p_adjusted"] < 0.05) & (table["z"] > 0)]
    np.testing.assert_allclose(_line(ax, "NORTH")[:, 0], marked["n_target"] + marked["n_reference"])
    np.testing.assert_allclose(_line(ax, "NORTH")[:, 1], marked["z"])
    assert sum(len(_line(ax, gid)) for gid in ("NORTH", "SOUTH", "other")) == len(table)
    assert ax.get_xscale() == "log" and "log scale" in ax.get_xlabel()
    for word in _words(ax):
        row = table.set_index("term").loc[word.get_text()]
        assert word.xy == (row["n_target"] + row["n_reference"], row["z"])


def test_legend_counts_the_words(drawn: Axes) -> None:
    table, ax = _table(), drawn
    legend = ax.get_legend()
    assert legend is not None
    marked = table["p_adjusted"] < 0.05
    assert [text.get_text() for text in legend.get_texts()] == [
        f"more by NORTH (n = {(marked & (table['z'] > 0)).sum()})",
        f"more by SOUTH (n = {(marked & (table['z'] < 0)).sum()})",
        f"not marked (n = {(~marked).sum()})",
    ]


def test_the_top_words_of_both_groups_are_named() -> None:
    table = _table()
    named = {word.get_text() for word in _words(plot_contrast(table, n_labels=10))}
    for chosen in (table.loc[table["z"].idxmax()], table.loc[table["z"].idxmin()]):
        assert chosen["term"] in named
    assert {word.get_text() for word in _words(plot_contrast(table, n_labels=0))} == set()


def _print(ax: Axes) -> str:
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    return " ".join(" ".join(text.get_text().split()) for text in figure.texts)


def test_without_p_the_figure_says_why_and_what_it_marks_instead() -> None:
    table = _table()
    table["p_adjusted"] = np.nan
    table["reason"] = "interval: something; p_adjusted: 3 outlets in one group: under 5 give no p"
    ax = plot_contrast(table)
    said = _print(ax)
    assert "which takes words for independent (no p: 3 outlets in one group: under 5 give no p)" in said
    positive = (table["conservative_log_ratio"] > 0).sum()
    assert len(_line(ax, "NORTH")) == positive
    assert "400 words compared in 30 articles" in said and "pooled, 500 words" in said


def test_where_no_word_stands_out_the_figure_says_so(unmarked: Axes) -> None:
    ax = unmarked
    assert (
        "No word is marked, none meets the rule: p < .05, adjusted for all words by permutation."
        in _print(ax)
    )
    assert len(_line(ax, "NORTH")) == len(_line(ax, "SOUTH")) == 0


def test_words_are_text_not_formulas() -> None:
    table = _table(40)
    table.loc[table["z"].idxmax(), "term"] = "$5bn_to$9bn"
    words = _words(plot_contrast(table))
    (word,) = [word for word in words if word.get_text() == "$5bn_to$9bn"]
    assert not word.get_parse_math()


def test_axes_given_are_drawn_on_and_settings_stay() -> None:
    before = dict(matplotlib.rcParams)
    figure = Figure(figsize=(10, 5))
    left, right = figure.subplots(1, 2)
    assert plot_contrast(_table(), ax=left) is left
    assert not right.lines and len(_words(left)) > 10
    assert dict(matplotlib.rcParams) == before


def test_one_word_and_none_can_be_drawn() -> None:
    assert len(_words(plot_contrast(_table(1)))) == 1
    flat = _table(3)
    flat[["z", "conservative_log_ratio"]] = 0.0
    assert not _words(plot_contrast(flat))
    empty = plot_contrast(_table(3).iloc[:0])
    assert any("none is frequent enough" in text.get_text() for text in empty.texts)


def test_wrong_tables_are_named() -> None:
    table = _table(5)
    with pytest.raises(ValueError, match="contrast has no column 'z'"):
        plot_contrast(table.drop(columns="z"))
    with pytest.raises(ValueError, match="contrast holds 2 contrasts"):
        plot_contrast(pd.concat([table, table.assign(target="EAST")]))
    with pytest.raises(ValueError, match="target='NORTH' is not allowed"):
        plot_contrast(table, sides=["EAST", "SOUTH"])


def test_title_claims_nothing_where_no_word_is_marked(drawn: Axes, unmarked: Axes) -> None:
    def title(ax: Axes) -> str:
        figure = ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        return figure.get_suptitle()

    assert title(drawn) == "Words that set NORTH and SOUTH apart"
    assert title(unmarked) == "Words of NORTH and SOUTH: none is marked as setting them apart"


def test_the_legend_says_how_a_word_stands_to_a_group() -> None:
    axes = plot_contrast(_table(40), relation="about")
    legend = axes.get_legend()
    assert legend is not None
    said = [text.get_text() for text in legend.get_texts()]
    assert any(text.startswith("more about ") for text in said)
    assert "more about" in axes.get_ylabel()
    with pytest.raises(ValueError, match=r"relation='of' is not allowed; allowed: 'by', 'about', 'in'"):
        plot_contrast(_table(40), relation="of")


def test_bars_show_log_ratios_with_their_intervals_and_counts() -> None:
    table = _table(60).assign(log_ratio=lambda t: t["z"] / 2, ci_low=lambda t: t["z"] / 2 - 0.5)
    table["ci_high"] = (table["z"] / 2 + 0.5).where(table.index % 2 == 0)
    ax = plot_contrast(table, kind="bars", n_labels=8)
    assert_readable(ax)
    bars = [patch for patch in ax.patches if patch.get_gid() == "bar"]
    names = [label.get_text() for label in ax.get_yticklabels()]
    rows = table.set_index("term").loc[names]
    assert len(bars) == 16 and [bar.get_width() for bar in bars] == pytest.approx(rows["log_ratio"].tolist())
    assert rows["log_ratio"].is_monotonic_decreasing
    lines = [tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "ci"]
    known = rows[rows["ci_high"].notna()]
    assert lines == [pytest.approx(pair) for pair in zip(known["ci_low"], known["ci_high"], strict=True)]
    counts = [text.get_text() for text in ax.texts if text.get_gid() == "counts"]
    assert counts[0] == f"{rows['n_target'].iloc[0]:,.0f} : {rows['n_reference'].iloc[0]:,.0f}"
    assert f"{16 - len(known)} of 16 words without an interval" in words(ax)


def test_volcano_stands_on_the_log_ratio() -> None:
    table = _table(200).assign(log_ratio=lambda t: t["z"] / 2, ci_low=0.0, ci_high=1.0)
    ax = plot_contrast(table, kind="volcano")
    assert not any(one.overlaps(two) for one, two in combinations(_boxes(ax), 2))
    marked = np.concatenate([_line(ax, "NORTH"), _line(ax, "SOUTH")])
    assert (
        marked[:, 0] == pytest.approx(marked[:, 1] / 2) and len(marked) == (table["p_adjusted"] < 0.05).sum()
    )
    low, high = ax.get_xlim()
    assert low == -high and "log ratio" in ax.get_xlabel()
    with pytest.raises(ValueError, match="kind='bar'"):
        plot_contrast(table, kind="bar")
    with pytest.raises(ValueError, match="log_ratio"):
        plot_contrast(_table(), kind="bars")
