"""plot_dispersion: every place where it is, in the voice that it has."""

from __future__ import annotations

import pandas as pd
import pytest
from plots_read import assert_readable, lines, said, words

from framing.corpus import make_articles
from framing.palette import side_styles
from framing.plots import plot_dispersion

TEXTS = ["the ice " + "x" * 92, "y" * 50 + " the ice " + "y" * 41, "nothing here at all" + "." * 81]


def study(n: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    articles = make_articles(TEXTS * n, outlet=["Quay Post", "Pier Gazette", "Quay Post"] * n)
    ids = articles["article_id"]
    places = [
        (ids[0], 0, "author", None),
        (ids[0], 10, "attributed", "SOUTH"),
        (ids[1], 50, "attributed", None),
    ]
    found = pd.DataFrame(places, columns=["article_id", "start", "voice", "side"])
    return articles, found.astype({"article_id": "str", "start": "Int64", "voice": "str", "side": "str"})


@pytest.mark.parametrize("width", [8.5, 17])
def test_places_stand_where_they_are(width: float) -> None:
    articles, found = study()
    ax = plot_dispersion(found, articles, word="the", sides=["NORTH", "SOUTH"], width=width)
    assert_readable(ax)
    drawn = {
        line.get_marker(): [float(x) for x in line.get_xdata()]
        for line in lines(ax, "place")
        if len(line.get_xdata())
    }
    looks = side_styles(["NORTH", "SOUTH"])
    assert drawn == {"|": [0.0], looks["SOUTH"].marker: [0.1], looks["unresolved"].marker: [0.5]}
    assert said(ax, "group") == ["Pier Gazette", "Quay Post"] and said(ax, "n") == ["1", "2"]
    assert "3 places in 2 articles." in words(ax) and "Without any: 1 article, not drawn." in words(ax)
    assert "speakers: unresolved" in words(ax)


def test_articles_without_any_are_drawn_on_request_and_many_without_names() -> None:
    articles, found = study(30)
    ax = plot_dispersion(found, articles, empty=True)
    assert_readable(ax)
    assert len(lines(ax, "article")) == 90 and "An article to a line" in words(ax)


def test_what_does_not_fit_is_told() -> None:
    articles, found = study()
    with pytest.raises(ValueError, match="lies outside of the articles given"):
        plot_dispersion(found.assign(start=1000), articles)
    with pytest.raises(ValueError, match="paper"):
        plot_dispersion(found, articles, by="paper")
    assert "no place was found" in words(plot_dispersion(found.head(0), articles))
