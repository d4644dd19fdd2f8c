"""compare_articles and the strips of voices: one colour for one side, words counted for their own speaker."""

from __future__ import annotations

import re
from typing import Any

import pytest
from test_view_article import ROWS, SIDES, TEXT, Reader, attributions

from framing.palette import side_styles
from framing.schema import make_table
from framing.view import compare_articles
from framing.view.reading import _by_article
from framing.view.sheet import look_of
from framing.view.strip import hatches, strip, told, words_by_side

HOSTILE = "<script>alert(1)</script>"
OTHER = "Quiet harbour\n\nIvo Lund said the boats came."
LOOK = {side: f"s{n}" for n, side in enumerate(side_styles(SIDES))}


def tables() -> tuple[Any, Any]:
    start = OTHER.index("the boats came")
    row = {
        "article_id": "quiet", "attribution_id": "quiet:1", "content": "the boats came", "content_start": start,
        "content_end": start + 14, "side": "SOUTH", "speaker": "Ivo Lund", "speaker_start": OTHER.index("Ivo"),
        "speaker_end": OTHER.index("Ivo") + 8,
    }  # fmt: skip
    articles = make_table(
        [
            {"article_id": "harbour", "text": TEXT, "headline": HOSTILE, "language": "en"},
            {"article_id": "quiet", "text": OTHER, "headline": "Quiet harbour", "language": "en"},
        ],
        "articles",
    )
    return articles, attributions([*ROWS, row])


def test_a_side_looks_the_same_in_both() -> None:
    articles, table = tables()
    html = compare_articles(articles, table, article_ids=("quiet", "harbour")).html
    left, right = html.split('<article class="framing-article half"')[1:]
    assert "SOUTH · Ivo Lund" in left and "SOUTH · Ivo Lund" in right
    looks = [re.search(r'<small class="label (s[0-9a-f]{8})[^>]*>SOUTH', half) for half in (left, right)]
    assert {look and look[1] for look in looks} == {look_of("SOUTH", side_styles(SIDES)["SOUTH"])}
    assert html.count("<style>") == 1 and html.count('<svg class="hatches"') == 1
    legend = re.sub("<[^>]+>", "", html[html.index('<p class="both">') :].split("</p>")[0])
    assert legend == "Attributions in both: NORTH 2 · SOUTH 2"


def test_both_texts_are_whole_and_escaped() -> None:
    articles, table = tables()
    view = compare_articles(articles, table, article_ids=["harbour", "quiet"])
    left, right = view.html.split('<article class="framing-article half"')[1:]
    assert Reader(f"<article {left}").text == TEXT
    assert Reader("<article " + right.removesuffix("</div>\n</div>\n")).text == OTHER
    page = view.page(interactive=True)
    assert (
        page.count("<script") == 1 and "<title>&lt;script&gt;alert(1)&lt;/script&gt; | Quiet harbour" in page
    )
    assert '<html lang="en">' in page and HOSTILE not in page


@pytest.mark.parametrize(
    "ids", ["harbour", ("harbour",), ("harbour", "harbour"), ("harbour", "quiet", "x"), ()]
)
def test_two_different_articles_are_asked_for(ids: Any) -> None:
    with pytest.raises(ValueError, match=r"article_ids=.*two different ids"):
        compare_articles(*tables(), article_ids=ids)


def test_an_unknown_article_is_named() -> None:
    with pytest.raises(ValueError, match=r"article_id='quite' is not in articles.*Did you mean 'quiet'"):
        compare_articles(*tables(), article_ids=("harbour", "quite"))


def test_words_of_the_nested_are_their_speakers_alone() -> None:
    rows = [
        ROWS[0],
        ROWS[1] | {"n_words": 8},
        ROWS[2] | {"n_words": 6, "nested_in": ROWS[1]["attribution_id"], "side": "unresolved"},
    ]
    words = words_by_side(_by_article(attributions(rows))["harbour"], side_styles(SIDES))
    # Without n_words the content's own are counted, the sign between its pieces among them.
    assert words == {"NORTH": 6, "SOUTH": 2, "joint": 0, "other": 0, "unresolved": 6}
    assert told(words) == "NORTH 43% · SOUTH 14% · unresolved 43%"


def test_segments_are_in_proportion_and_hatched() -> None:
    svg = strip({"NORTH": 30, "SOUTH": 0, "unresolved": 10}, LOOK)
    fills = re.findall(r'<rect class="fill" x="([\d.]+)%" y="0" width="([\d.]+)%"', svg)
    assert fills == [("0.00", "75.00"), ("75.00", "25.00")]
    assert f'fill="url(#h-{LOOK["unresolved"]})"' in svg and "unresolved: 10 words" in svg
    assert 'aria-label="Attributed words: NORTH 75% · unresolved 25%"' in svg
    patterns = dict(
        re.findall(r'<pattern id="h-(s\d)"[^>]*>(.*?)</pattern>', hatches(side_styles(SIDES), LOOK))
    )
    assert len(set(patterns.values())) == len(LOOK) and patterns[LOOK["unresolved"]]


def test_an_article_without_words_of_others_says_so() -> None:
    assert told({"NORTH": 0}) == "no attributed words" and "<rect" not in strip({"NORTH": 0}, LOOK)
    articles, table = tables()
    html = compare_articles(
        articles, table[table["article_id"] == "quiet"], article_ids=("harbour", "quiet")
    ).html
    assert "no attributed words" in html and "0 attributions" in html


def test_a_hostile_side_is_escaped() -> None:
    svg = strip({HOSTILE: 3}, {HOSTILE: "s0"})
    assert "<script" not in svg and svg.count("&lt;script&gt;") == 2
