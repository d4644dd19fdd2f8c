"""The page of a concordance, and the figures whose points lead to it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from test_plot_contrast import _table as contrast_table

from framing.anchors import anchor_of
from framing.corpus import make_articles
from framing.plots import plot_contrast, save_figure
from framing.plots.contrast import KINDS
from framing.view import concordance_page
from framing.wordchoice import concordance

CONTRAST = contrast_table(60).assign(
    log_ratio=lambda t: t["z"] / 2, ci_low=lambda t: t["z"] / 2 - 1, ci_high=float("nan")
)
HOSTILE = "<script>alert(1)</script>"


def page_of(words: list[str]) -> str:
    text = f"The barge left. {HOSTILE} The standoff went on, “so-called” by all. A standoff, said the mayor."
    articles = make_articles([text] * 2, outlet=HOSTILE, date="2019-03-04")
    return concordance_page({word: concordance(articles, word) for word in words}, title=HOSTILE).html


def test_every_word_has_its_place_and_every_line_its_article() -> None:
    html = page_of(["standoff", "barge", "nowhere"])
    assert re.findall(r'<section id="([^"]+)"', html) == ["w-standoff", "w-barge", "w-nowhere"]
    assert "standoff: 4 places" in html and html.count("<strong>standoff</strong>") == 4
    assert "No place was found." in html and "2019-03-04 · article-0002" in html
    assert html.count("<script>") == 1 and "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_leads_to_a_place_of_the_page(kind: str, tmp_path: Path) -> None:
    ax = plot_contrast(CONTRAST, kind=kind, links="words.html")
    save_figure(ax, tmp_path / "words")
    svg = (tmp_path / "words.svg").read_text(encoding="utf-8")
    linked = set(re.findall(r'xlink:href="words\.html#([^"]+)"', svg))
    terms = CONTRAST["term"].astype(str)
    assert len(linked) >= 10 and linked <= {anchor_of(term) for term in terms}
    html = concordance_page(
        {term: pd.DataFrame(columns=["article_id", "left", "node", "right"]) for term in terms}
    ).html
    assert linked <= set(re.findall(r'<section id="([^"]+)"', html))
    save_figure(plot_contrast(CONTRAST, kind=kind), tmp_path / "plain")
    assert "words.html" not in (tmp_path / "plain.svg").read_text(encoding="utf-8")


def test_lines_are_limited_and_said_to_be() -> None:
    articles = make_articles(["one two one two one."])
    page = concordance_page({"one": concordance(articles, "one")}, limit=2)
    assert page.n_lines == 2 and "one: 3 places, the first 2" in page.html
    with pytest.raises(ValueError, match="limit=0"):
        concordance_page({}, limit=0)
    with pytest.raises(ValueError, match="left"):
        concordance_page({"one": pd.DataFrame({"article_id": ["a"]})})


def test_two_words_never_share_a_place() -> None:
    words = ["a b", "a-b", "a_b", "A b", HOSTILE, "”", "’", "x" * 200, "x" * 201, "\ud800"]
    assert len({anchor_of(word) for word in words}) == len(words)
    assert all(re.fullmatch(r"w-[a-z0-9-]*", anchor_of(word)) for word in words)
