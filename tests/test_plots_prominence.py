"""plot_prominence: every attribution where it stands."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from balance_study import make_study, say
from matplotlib.colors import to_rgb
from plots_read import alt, assert_readable, patches, said, words

from framing.palette import side_styles
from framing.plots import plot_prominence
from framing.schema import empty_table

SIDES = ["NORTH", "SOUTH"]


def study(n: int = 2, **columns: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles of 100 words of body: NORTH at 10 %, SOUTH at 50 %, both 20 words."""
    voices = {f"a{i:03}": [say("NORTH", 20, position=0.1), say("SOUTH", 20, position=0.5)] for i in range(n)}
    attributions, articles = make_study(voices, outlet=["Wire"] * n, **columns)
    articles["n_words"] = pd.array([100] * n, dtype="Int64")
    return attributions, articles


def spans(ax: Any, side: str) -> list[tuple[float, float]]:
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in patches(ax, f"voice {side}")]


def test_attributions_stand_at_their_place_and_are_as_long_as_their_words() -> None:
    ax = plot_prominence(*study(), by=None)
    assert spans(ax, "NORTH") == [pytest.approx((0.1, 0.3))] * 2
    assert spans(ax, "SOUTH") == [pytest.approx((0.5, 0.7))] * 2
    assert said(ax, "n") == ["2", "2"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a000", "a001"]
    assert_readable(ax)


def test_headline_words_do_not_count_for_the_body() -> None:
    attributions, articles = study(1)
    articles["headline"] = pd.Series(["Five words stand up here"], dtype="str")
    articles["n_words"] = pd.array([105], dtype="Int64")
    assert spans(plot_prominence(attributions, articles, by=None), "NORTH") == [pytest.approx((0.1, 0.3))]


def test_headline_voices_share_a_column_left_of_the_body() -> None:
    voices = {
        "a": [
            say("NORTH", in_headline=True, position=None), say("SOUTH", in_headline=True, position=None),
            say("SOUTH", position=0.0),
        ]
    }  # fmt: skip
    attributions, articles = make_study(voices, n_words=[40])
    ax = plot_prominence(attributions, articles, by=None)
    (north,), (south, body) = spans(ax, "NORTH"), spans(ax, "SOUTH")
    assert north[1] == pytest.approx(south[0]) and south[1] < 0 and body[0] == 0
    assert "headline" in [label.get_text() for label in ax.get_xticklabels()]


def test_sides_are_told_by_colour_and_hatch() -> None:
    ax = plot_prominence(*study(), by=None)
    looks = side_styles(SIDES)
    for side in SIDES:
        (bar, *_) = patches(ax, f"voice {side}")
        assert bar.get_edgecolor()[:3] == to_rgb(looks[side].color)
        assert (bar.get_hatch() or "") == looks[side].hatch
    assert [text.get_text() for text in ax.get_legend().get_texts()] == SIDES


def test_one_inside_another_is_on_the_lower_half() -> None:
    attributions, articles = study(1)
    attributions["nested_in"] = pd.Series([None, attributions["attribution_id"][0]], dtype="str")
    ax = plot_prominence(attributions, articles, by=None)
    (outer,), (inner,) = patches(ax, "voice NORTH"), patches(ax, "voice SOUTH")
    assert inner.get_height() == pytest.approx(outer.get_height() / 2)
    assert inner.get_y() == pytest.approx(outer.get_y() + outer.get_height() / 2)
    bottom, top = ax.get_ylim()
    assert bottom > top


def test_groups_stand_together_with_the_unknown_last() -> None:
    ax = plot_prominence(*study(4, outlet_country=["SS", None, "NN", "SS"]))
    assert said(ax, "group") == ["NN", "SS", "(not given)"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a002", "a000", "a003", "a001"]


@pytest.mark.parametrize(("width", "n"), [(8.5, 1), (17, 25), (8.5, 90)])
def test_readable_and_says_how_many_are_left_out(width: float, n: int) -> None:
    ax = plot_prominence(*study(n, outlet_country=["NN" if i % 3 else "SS" for i in range(n)]), width=width)
    assert_readable(ax)
    assert len(patches(ax, "strip")) == 2 * min(n, 40)
    assert ("Shown: 40 of 90 articles, taken evenly; 50 left out." in words(ax)) == (n == 90)
    if n == 90:
        drawn = [label.get_text() for label in ax.get_yticklabels()]
        assert len(set(drawn)) == 40
        # 60 of 90 are of NN: so are 26 or 27 of 40 strips.
        assert abs(sum(int(name[1:]) % 3 > 0 for name in drawn) - 27) <= 1


def test_an_article_in_which_nobody_speaks_has_an_empty_strip() -> None:
    attributions, articles = study(2)
    ax = plot_prominence(attributions[attributions["article_id"] == "a000"], articles, by=None)
    assert said(ax, "n") == ["2", "0"] and "Nobody speaks in: a001." in words(ax)


def test_attitudes_are_left_out() -> None:
    attributions, articles = study(1)
    attributions["act"] = pd.Categorical(["attitude", "speech"], categories=["speech", "attitude"])
    ax = plot_prominence(attributions, articles, by=None)
    assert not spans(ax, "NORTH") and len(spans(ax, "SOUTH")) == 1


def test_what_is_missing_is_said() -> None:
    attributions, articles = study(1)
    attributions["position"] = None
    articles["n_words"] = pd.array([None], dtype="Int64")
    ax = plot_prominence(attributions, articles, by=None)
    assert "Without a position, not drawn: 2 attributions." in words(ax)
    assert "Lengths not known (no n_words): a000." in words(ax)
    assert_readable(ax)


def test_no_articles_and_no_attributions() -> None:
    attributions, articles = study(1)
    assert "no data: there are no articles" in words(plot_prominence(attributions[:0], articles[:0]))
    assert said(plot_prominence(attributions[:0], articles, by=None), "n") == ["0"]


def test_errors_name_what_is_wrong() -> None:
    attributions, articles = study(1)
    with pytest.raises(ValueError, match=r"by='outlets' is not allowed.*Did you mean 'outlet'\?"):
        plot_prominence(attributions, articles, by="outlets")
    with pytest.raises(ValueError, match=r"most=0 is not allowed; allowed: 1 or more"):
        plot_prominence(attributions, articles, most=0)
    with pytest.raises(ValueError, match=r"attributions has no column 'side'.*resolve_speakers"):
        plot_prominence(empty_table("attributions").drop(columns="side", errors="ignore"), articles)


def test_alternative_text_tells_where_sides_speak() -> None:
    told = alt(plot_prominence(*study(), by=None))
    assert (
        "All: 2 articles; NORTH 2 attributions (0 in headlines, mean place 10 % of the body); SOUTH 2" in told
    )


def test_input_is_not_changed() -> None:
    attributions, articles = study()
    before = attributions.copy(deep=True), articles.copy(deep=True)
    plot_prominence(attributions, articles, by="outlet")
    pd.testing.assert_frame_equal(attributions, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


def test_a_position_beyond_the_body_stands_at_its_end_or_beginning() -> None:
    attributions, articles = study(1)
    attributions["position"] = [-0.2, 1.5]
    ax = plot_prominence(attributions, articles, by=None)
    assert spans(ax, "NORTH")[0][0] == 0 and spans(ax, "SOUTH")[0][0] == 1
