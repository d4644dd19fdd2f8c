"""corpus_page: every article listed and opened, one way there and back, whatever the texts hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_view_article import SIDES, Reader

from framing.anchors import anchor_of
from framing.schema import make_table
from framing.schema.columns import TABLES
from framing.view import corpus_page

HOSTILE = "<script>alert(1)</script>"
TEXTS = {
    "harbour": "Harbour talks <script>alert('x')</script> end & fail\n\nAda Berg said the boats waited.",
    "<quay>": f"{HOSTILE}\n\nIvo Lund said the boats came.",
    "empty": "Nothing was said.",
}


def tables(copies: int = 1) -> tuple[Any, Any]:
    articles, rows = [], []
    for copy in range(copies):
        for name, text in TEXTS.items():
            identity = name if copies == 1 else f"{name}-{copy}"
            articles.append(
                {"article_id": identity, "text": text, "headline": text.split("\n")[0],
                 "outlet": f"{HOSTILE}{len(name)}", "date": "2024-05-06" if name != "empty" else None, "language": "en"}
            )  # fmt: skip
            at = text.find("the boats")
            if at >= 0:
                end, side = len(text) - 1, "NORTH" if name == "harbour" else "unresolved"
                rows.append(
                    {"article_id": identity, "attribution_id": f"{identity}:{at}", "content": text[at:end],
                     "content_start": at, "content_end": end, "content_spans": ((at, end),), "side": side}
                )  # fmt: skip
    return make_table(articles, "articles"), make_table(rows, "attributions", sides=SIDES, group="resolved")


class Page(Reader):
    """The page's elements, checked to nest."""

    def ids(self) -> list[str]:
        return [about["id"] for _, about in self.elements if "id" in about]

    def links(self) -> list[str]:
        return [about["href"] for tag, about in self.elements if tag == "a"]


def without_inputs(html: str) -> str:
    """What has no end tag is left out, since the reader of tests knows but two of those."""
    return re.sub("<input[^>]*>", "", html)


def test_every_article_is_listed_opened_and_come_back_from() -> None:
    made = corpus_page(*tables())
    page = Page(without_inputs(made.html))
    assert made.n_articles == 3 and made.embedded and made.folder == ""
    ids = page.ids()
    assert len(ids) == len(set(ids))
    opened = [anchor_of(name, kind="a") for name in sorted(TEXTS)]
    rows = [anchor_of(name, kind="r") for name in sorted(TEXTS)]
    assert page.links() == [f"#{a}" for a in opened] + [f"#{r}" for r in rows]
    assert set(opened) | set(rows) <= set(ids)
    assert anchor_of("harbour:" + str(TEXTS["harbour"].index("the boats")), kind="q") in ids


def test_all_that_is_given_is_escaped() -> None:
    html = corpus_page(*tables(), title=HOSTILE).html
    assert html.count("<script") == 1 and html.count("</script") == 1
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in html
    assert '<option value="&lt;script&gt;alert(1)&lt;/script&gt;6">' in html
    assert "http://" not in html and "https://" not in html and " src=" not in html


def test_a_row_tells_the_article() -> None:
    html = corpus_page(*tables()).html
    rows = html[html.index("<tbody") : html.index("</tbody>")].split("<tr ")[1:]
    cells = [
        re.findall(r'<td role="cell" data-label="(\w+)"(?: data-v="([^"]+)")?>(.*?)</td>', one)
        for one in rows
    ]
    told = {name: (value, re.sub("<svg.*</svg>|<[^>]+>", "", shown)) for name, value, shown in cells[2]}
    assert told["date"] == ("", "2024-05-06") and told["attributions"] == ("1", "1")
    assert told["words"] == ("12", "12") and told["voices"] == ("1", "NORTH 100%")
    nothing = {name: shown for name, _, shown in cells[1]}
    assert nothing["date"] == nothing["voices"] == "–" and nothing["attributions"] == "0"
    assert 'data-v="0"' in rows[0] and "unresolved 100%" in rows[0]


def test_a_large_corpus_has_a_page_for_each_article(tmp_path: Path) -> None:
    articles, attributions = tables(2)
    made = corpus_page(articles, attributions, tmp_path / "all of it.html", embed=5)
    assert not made.embedded and made.folder == "all of it-articles"
    listed = Page(without_inputs((tmp_path / "all of it.html").read_text(encoding="utf-8")))
    there = sorted(path.name for path in (tmp_path / "all of it-articles").iterdir())
    assert [link.split("/")[1] for link in listed.links()] == [
        f"{anchor_of(name, kind='a')}.html" for name in articles["article_id"]
    ]
    assert sorted(link.split("/")[1] for link in listed.links()) == there
    assert {link.split("/")[0] for link in listed.links()} == {"all%20of%20it-articles"}
    one = Page((tmp_path / made.folder / "a-harbour-1.html").read_text(encoding="utf-8"))
    assert one.links() == ["../all%20of%20it.html#r-harbour-1"] and "r-harbour-1" in listed.ids()
    assert one.text == TEXTS["harbour"]
    again = corpus_page(articles, attributions, embed=5)
    assert again.folder == "articles" and corpus_page(articles, attributions, embed=6).embedded


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        corpus_page(*tables(), tmp_path / name / "corpus.html")
    assert (tmp_path / "one/corpus.html").read_bytes() == (tmp_path / "two/corpus.html").read_bytes()


def test_without_sides_there_are_no_strips() -> None:
    articles, attributions = tables()
    bare = attributions.drop(columns=TABLES["attributions"].group_names("resolved"), errors="ignore")
    html = corpus_page(articles, bare).html
    assert "run resolve_speakers" in html and 'data-label="voices"' not in html.split("</style>")[-1]


def test_findings_are_underlined_in_their_article_alone() -> None:
    at = TEXTS["empty"].index("Nothing")
    rows = [{"article_id": "empty", "start": at, "end": at + 7, "phenomenon": "naming", "variant": "Nothing"}]
    html = corpus_page(*tables(), findings=make_table(rows, "findings", sides=SIDES)).html
    assert html.count('tabindex="0" role="note" aria-description="naming: Nothing"') == 1
    assert html.count("nothing was found") == 2


def test_limits_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"embed=-1 is not allowed"):
        corpus_page(*tables(), embed=-1)
    monkeypatch.setattr("framing.view.listing.MOST", 2)
    with pytest.raises(ValueError, match=r"articles has 3 rows, and a page lists at most 2; pass a part"):
        corpus_page(*tables())


def test_attributions_of_another_text_are_refused() -> None:
    articles, attributions = tables()
    with pytest.raises(ValueError, match=r"lie outside the text|do not cover"):
        corpus_page(articles.assign(text="Short."), attributions)


def test_no_article_is_a_page_too() -> None:
    articles, attributions = tables()
    made = corpus_page(articles.iloc[:0], attributions.iloc[:0])
    assert made.n_articles == 0 and "0 articles, 0 attributions" in made.html
