"""word_shift and plot_shift: parts that sum to the divergence, bars where they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from plots_read import assert_readable, said, words
from scipy.spatial.distance import jensenshannon

from framing.plots import plot_shift
from framing.wordchoice import word_shift

COUNTS = {"rebels": (80, 10), "terrorists": (5, 60), "talks": (40, 40), "ice": (0, 30), "barge": (25, 10)}


def contrast() -> pd.DataFrame:
    n, m = (sum(pair[k] for pair in COUNTS.values()) for k in (0, 1))
    rows = [
        {
            "target": "NORTH", "reference": "SOUTH", "term": term, "n_target": a, "n_reference": b,
            "per_million_target": 1e6 * a / n, "per_million_reference": 1e6 * b / m,
        }
        for term, (a, b) in COUNTS.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_parts_sum_to_the_divergence_that_scipy_gives() -> None:
    shift = word_shift(contrast())
    table = contrast()
    expected = jensenshannon(table["per_million_target"], table["per_million_reference"], base=2) ** 2
    assert shift["contribution"].abs().sum() == pytest.approx(expected, abs=1e-12)
    assert shift["share"].sum() == pytest.approx(1)
    assert shift["contribution"].abs().is_monotonic_decreasing
    signs = dict(zip(shift["term"], np.sign(shift["contribution"]), strict=True))
    assert signs["rebels"] == 1 and signs["terrorists"] == signs["ice"] == -1


def test_exchanged_groups_change_the_sign_alone_and_order_of_rows_nothing() -> None:
    table = contrast()
    names = {
        f"{a}_{x}": f"{a}_{y}"
        for a in ("n", "per_million")
        for x, y in (("target", "reference"), ("reference", "target"))
    }
    turned = table.rename(columns={"target": "reference", "reference": "target", **names})
    one, two = (word_shift(each).set_index("term")["contribution"] for each in (table, turned))
    pd.testing.assert_series_equal(one, -two.loc[one.index])
    pd.testing.assert_frame_equal(word_shift(table), word_shift(table.sample(frac=1, random_state=1)))


def test_alike_groups_have_no_shift() -> None:
    same = contrast().assign(per_million_reference=lambda t: t["per_million_target"])
    shift = word_shift(same)
    assert shift["contribution"].abs().max() == pytest.approx(0) and shift["share"].isna().all()
    with pytest.raises(ValueError, match="2 contrasts"):
        word_shift(pd.concat([same, same.assign(target="EAST")]))


@pytest.mark.parametrize("width", [8.5, 17])
def test_bars_are_the_contributions(width: float) -> None:
    shift = word_shift(contrast())
    ax = plot_shift(shift, n_words=4, width=width)
    assert_readable(ax)
    bars = [patch.get_width() for patch in ax.patches if patch.get_gid() == "bar"]
    assert bars == pytest.approx((1000 * shift["contribution"].head(4)).tolist())
    assert [label.get_text() for label in ax.get_yticklabels()] == shift["term"].head(4).tolist()
    assert said(ax, "counts")[0] == f"{shift['n_target'].iloc[0]} : {shift['n_reference'].iloc[0]}"
    assert f"The 4 of 5 words compared that add most: {100 * shift['share'].head(4).sum():.0f} %" in words(ax)


def test_nothing_to_draw_is_said() -> None:
    assert "no word was compared" in words(plot_shift(word_shift(contrast()).head(0)))
    with pytest.raises(ValueError, match="n_words=0"):
        plot_shift(word_shift(contrast()), n_words=0)
