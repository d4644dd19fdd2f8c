"""show_article: well-formed, escaped, marks cover exactly their spans, sides told in words."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.anchors import anchor_of
from framing.palette import (
    DARK_GROUND,
    DARK_INK,
    DARK_MARK,
    DARK_MUTED,
    LIGHT_GROUND,
    LIGHT_INK,
    LIGHT_MARK,
    LIGHT_MUTED,
    side_styles,
)
from framing.schema import make_table
from framing.view import show_article
from framing.view.marks import Mark, marked
from framing.view.sheet import look_of

TEXT = (
    "Harbour talks <script>alert('x')</script> end & fail\n\n"
    "“We waited,” Ada Berg said, “and nobody came.”\n"
    "Ivo Lund said that Berg claimed the boats & crews were late.\r\n"
    "A clerk in the port office wondered."
)
SIDES = ["NORTH", "SOUTH"]


def span(words: str, after: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, after)
    return start, start + len(words)


def row(content: tuple[str, ...], speaker: str = "", cue: str = "", **more: Any) -> dict[str, Any]:
    spans = tuple(span(piece) for piece in content)
    made: dict[str, Any] = {
        "article_id": "harbour", "content": " … ".join(content), "content_spans": spans,
        "content_start": spans[0][0], "content_end": spans[-1][1],
    }  # fmt: skip
    for role, words in (("speaker", speaker), ("cue", cue)):
        if words:
            made |= {role: words, f"{role}_start": span(words)[0], f"{role}_end": span(words)[1]}
    made["attribution_id"] = (
        f"harbour:{made['content_start']}-{made['content_end']}:{made.get('cue_start', -1)}"
    )
    return made | more


ROWS = [
    row(
        ("“We waited,”", "“and nobody came.”"), "Ada Berg", "said", side="NORTH", actor="Ada Berg", actor_id="berg",
        resolved_by="name", cue_class="assert", stance="neutral", construction="clause", quote_type="direct",
        act="speech",
    ),
    row(("Berg claimed the boats & crews were late",), "Ivo Lund", side="SOUTH", actor="Ivo Lund", resolved_by="name"),
    row(("the boats & crews were late",), "Berg", "claimed", side="NORTH", actor='Ada "A" Berg <x>'),
]  # fmt: skip


def articles(text: str = TEXT, **more: Any) -> pd.DataFrame:
    one = {"article_id": "harbour", "text": text, "outlet": "Post & Mail", "date": "2024-05-06"} | more
    return make_table([one, {"article_id": "harbinger", "text": "Other."}], "articles")


def attributions(rows: list[dict[str, Any]] = ROWS, **options: Any) -> pd.DataFrame:
    return make_table(rows, "attributions", sides=SIDES, group="resolved", **options)


VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Checks that tags nest, collects the text of div.text without printed tags, and the offsets under each mark."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text, self.tags, self.blocks = "", [], []  # type: ignore[var-annotated]
        self.covered: dict[tuple[str, str], set[int]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self.elements.append((tag, about))
        if tag not in VOID:
            if tag in ("p", "h2", "div", "header", "article"):
                assert not {name for name, _ in self.open} & {"p", "h2", "mark", "b", "i", "small"}, (
                    "block in inline"
                )
            self.open.append((tag, about))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1][0] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(tag == "div" and about.get("class") == "text" for tag, about in self.open):
            return
        if self.open[-1][0] == "small":
            self.tags.append(data)
            return
        start = len(self.text)
        self.text += data
        for _, about in self.open:
            if "data-id" in about:
                key = (about["data-id"], about["class"].split()[0])
                self.covered.setdefault(key, set()).update(range(start, len(self.text)))


def expected(rows: list[dict[str, Any]]) -> dict[tuple[str, str], set[int]]:
    out: dict[tuple[str, str], set[int]] = {}
    for one in rows:
        out[one["attribution_id"], "content"] = {
            i for a, b in one["content_spans"] for i in range(a, b) if TEXT[i] != "\n"
        }
        for role in ("speaker", "cue"):
            if one.get(f"{role}_start") is not None:
                out[one["attribution_id"], role] = set(range(one[f"{role}_start"], one[f"{role}_end"]))
    return out


def test_text_is_kept_and_marks_cover_exactly_their_spans() -> None:
    reader = Reader(show_article(articles(), attributions(), article_id="harbour").html)
    assert reader.text == TEXT
    assert reader.covered == expected(ROWS)


def test_page_is_well_formed_and_loads_and_runs_nothing() -> None:
    page = show_article(articles(headline=TEXT.split("\n")[0]), attributions(), article_id="harbour").page()
    reader = Reader(page)
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in reader.elements)
    assert not [
        name
        for _, about in reader.elements
        for name in about
        if name.startswith("on") or name in ("src", "href")
    ]
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "url(" not in page and "http://" not in page and "https://" not in page
    assert "<title>Harbour talks &lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_side_and_name_are_printed_before_each_piece() -> None:
    reader = Reader(show_article(articles(), attributions(), article_id="harbour").html)
    assert reader.tags == [
        "NORTH · Ada Berg",
        "… NORTH · Ada Berg",
        "SOUTH · Ivo Lund",
        'NORTH · Ada "A" Berg <x>',
    ]


def test_nested_content_lies_deeper() -> None:
    reader = Reader(show_article(articles(), attributions(), article_id="harbour").html)
    classes = [about["class"] for tag, about in reader.elements if tag == "mark" and "data-id" in about]
    north, south = (look_of(side, look) for side, look in list(side_styles(SIDES).items())[:2])
    assert classes == [
        f"content {north} d0",
        f"content {north} d0",
        f"content {south} d0",
        f"content {north} d1",
    ]


def test_another_article_in_the_same_page_changes_no_look() -> None:
    """Rules hold for the whole notebook: a class has to look the same whoever wrote its rule."""
    rules: dict[str, set[str]] = {}
    resolved = attributions()
    for table in (
        resolved,
        resolved.drop(columns="side"),
        make_table(ROWS, "attributions", sides=["EAST", *SIDES], group="resolved"),
    ):
        html = show_article(articles(), table, article_id="harbour").html
        for name, rule in re.findall(r"\.(s[0-9a-f]{8}) \{ (--side: [^;]+)", html.split("@media")[0]):
            rules.setdefault(name, set()).add(rule)
    assert len(rules) > 5 and all(len(each) == 1 for each in rules.values())


def test_tooltip_tells_how_it_was_found() -> None:
    reader = Reader(show_article(articles(), attributions(), article_id="harbour").html)
    about = next(about["title"] for tag, about in reader.elements if tag == "mark" and "title" in about)
    assert about.split("\n") == [
        "speaker: Ada Berg", "actor: Ada Berg · berg", "side: NORTH", "resolved by: name",
        "cue: said (assert, neutral)", "quote type: direct", "act: speech", "construction: clause",
        f"attribution: {ROWS[0]['attribution_id']}",
    ]  # fmt: skip


def test_pronoun_leads_to_the_words_that_decided() -> None:
    start, end = span("Ada Berg")
    rows = [ROWS[1] | {"resolved_by": "pronoun", "antecedent_start": start, "antecedent_end": end}]
    assert (
        "resolved by: pronoun (Ada Berg)"
        in show_article(articles(), attributions(rows), article_id="harbour").html
    )


def test_headline_and_paragraphs_are_kept() -> None:
    headline = TEXT.split("\n")[0]
    for given_as in ({"headline": headline}, {"body_start": len(headline) + 2}):
        html = show_article(articles(**given_as), attributions(), article_id="harbour").html
        assert html.count("<h2") == 1 and html.count('<p dir="auto">') == 3
        assert '<h2 dir="auto">Harbour talks &lt;script&gt;' in html
    assert "<h2" not in show_article(articles(), attributions(), article_id="harbour").html


def test_legend_counts_attributions_by_side_in_the_codebooks_order() -> None:
    html = show_article(articles(), attributions(), article_id="harbour").html
    header = re.sub("<[^>]+>", "", html[html.index("<header>") : html.index("</header>")])
    assert "3 attributions: NORTH 2 · SOUTH 1 — speaker, cue, content" in header
    assert "Post &amp; Mail · 2024-05-06 · harbour" in header


def test_no_attribution_is_said() -> None:
    html = show_article(articles(), attributions([]), article_id="harbour").html
    assert Reader(html).text == TEXT
    assert "0 attributions" in html


def test_without_sides_it_says_what_to_run() -> None:
    table = make_table(
        [{k: v for k, v in r.items() if k not in ("side", "actor", "actor_id", "resolved_by")} for r in ROWS],
        "attributions",
    )
    html = show_article(articles(), table, article_id="harbour").html
    assert "side not resolved: run resolve_speakers" in html
    assert Reader(html).tags[0] == "Ada Berg"
    assert Reader(html).covered == expected(ROWS)


def test_unresolved_and_speakerless_are_named() -> None:
    rows = [row(("We waited",), side="unresolved"), row(("A clerk in the port office",), side=None)]
    reader = Reader(show_article(articles(), attributions(rows), article_id="harbour").html)
    assert reader.tags == ["unresolved · no speaker in the text"] * 2


def test_content_over_a_paragraph_end_is_marked_in_both() -> None:
    start, end = span("nobody")[0], span("said that")[1]
    rows = [row(("We waited",)) | {"content": TEXT[start:end], "content_spans": ((start, end),),
            "content_start": start, "content_end": end, "side": "SOUTH"}]  # fmt: skip
    reader = Reader(show_article(articles(), attributions(rows), article_id="harbour").html)
    assert reader.text == TEXT
    assert reader.covered == expected(rows)
    assert len(reader.tags) == 1


def test_table_without_texts_is_marked_by_offsets() -> None:
    table = attributions().drop(columns=["content", "speaker", "cue"])
    assert Reader(show_article(articles(), table, article_id="harbour").html).covered == expected(ROWS)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="ab <&\"'\n\r\u0416\U0001f600", max_size=30),
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["mark", "b", "i"])), max_size=6
    ),
)
@example("\n\n", [(0, 2, "mark")])
@example("\n\n", [(0, 2, "mark"), (0, 1, "b"), (1, 2, "i")])
def test_any_marks_over_any_text_nest_and_cover(text: str, drawn: list[tuple[int, int, str]]) -> None:
    marks = []
    for number, (a, b, element) in enumerate(drawn):
        start, end = sorted((min(a, len(text)), min(b, len(text))))
        if end > start:
            marks.append(Mark(start, end, element, f"{element}x s0", str(number), "t", "tag"))
    reader = Reader(f'<div class="text">{marked(text, marks, body_start=3)}</div>')
    assert reader.text == text
    wanted = {
        (m.attribution_id, f"{m.element}x"): {i for i in range(m.start, m.end) if text[i] != "\n"}
        for m in marks
    }
    assert reader.covered == {key: value for key, value in wanted.items() if value}
    assert len(reader.tags) == len(reader.covered)


def test_what_html_cannot_hold_becomes_a_sign_of_its_own(tmp_path: Path) -> None:
    text = "Half \ud800 pair, nul \0 and bell \a."
    view = show_article(articles(text), attributions([]), article_id="harbour")
    assert Reader(view.html).text == "Half \ufffd pair, nul \ufffd and bell \ufffd."
    view.save(tmp_path / "page.html")
    assert len(Reader((tmp_path / "page.html").read_text(encoding="utf-8")).text) == len(text)


def test_saved_page_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        show_article(articles(), attributions(), article_id="harbour").save(
            tmp_path / "deep" / f"{name}.html"
        )
    one, two = ((tmp_path / "deep" / f"{name}.html").read_bytes() for name in ("one", "two"))
    assert one == two and one.startswith(b"<!DOCTYPE html>")
    assert sorted(p.name for p in (tmp_path / "deep").iterdir()) == ["one.html", "two.html"]


def test_saved_page_runs_its_own_script_alone(tmp_path: Path) -> None:
    view = show_article(articles(), attributions(), article_id="harbour")
    view.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page == view.page(interactive=True) and page.count("<script") == 1
    code = page[page.index("<script>") + 8 : page.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert "<script" not in view.html and "<script" not in view.page()


def test_labels_are_numbered_and_links_lead_to_them() -> None:
    html = show_article(articles(), attributions(), article_id="harbour").html
    labels = [about for tag, about in Reader(html).elements if tag == "small"]
    assert [about["data-n"] for about in labels] == ["1", "…1", "2", "3"]
    assert [about.get("id") for about in labels] == [
        number if number is None else anchor_of(ROWS[number]["attribution_id"], kind="q")
        for number in (0, None, 1, 2)
    ]
    assert [about.get("tabindex") for about in labels] == ["0", None, "0", "0"]
    assert labels[0]["aria-description"].startswith("speaker: Ada Berg")


def test_what_is_nested_says_in_whose_words() -> None:
    rows = [ROWS[1], ROWS[2] | {"nested_in": ROWS[1]["attribution_id"]}]
    labels = [
        about
        for tag, about in Reader(
            show_article(articles(), attributions(rows), article_id="harbour").html
        ).elements
        if tag == "small"
    ]
    assert ["nested" in about["class"].split() for about in labels] == [False, True]
    assert "inside: what is said by SOUTH · Ivo Lund · harbour:" in labels[1]["aria-description"]


def found(words: str, phenomenon: str, **more: Any) -> dict[str, Any]:
    start, end = span(words)
    return {"article_id": "harbour", "start": start, "end": end, "phenomenon": phenomenon} | more


def test_findings_are_underlined_and_told() -> None:
    named = make_table(
        [found("boats", "naming", variant="<boats>", entry_id="fleet", voice="author")],
        "findings",
        sides=SIDES,
    )
    scare = make_table(
        [found("waited,” Ada", "scare_quote"), found("late", "tone", value=0.5)], "findings", sides=SIDES
    )
    html = show_article(articles(), attributions(), article_id="harbour", findings=[named, scare]).html
    reader = Reader(html)
    assert reader.text == TEXT and reader.covered == expected(ROWS)
    lines = [about for tag, about in reader.elements if tag == "u" and "aria-description" in about]
    assert {(about["class"], about["aria-description"].split("\n")[0]) for about in lines} == {
        ("finding naming", "naming: <boats>"),
        ("finding scare", "scare quote: waited,” Ada"),
        ("finding else", "tone: late"),
    }
    # The scare quote crosses a mark: it is opened again, but is one stop for the keyboard.
    assert sum("tabindex" in about for about in lines) == 3 < len(lines)
    header = re.sub("<[^>]+>", "", html[html.index("<header>") : html.index("</header>")])
    assert "Underlined as well: naming 1 · scare quote 1 · other finding 1" in header
    one = show_article(articles(), attributions(), article_id="harbour", findings=named).html
    assert one.count('class="finding naming"') == 2 and "scare" not in one.split("</style>")[1]


def test_findings_of_another_text_are_refused() -> None:
    table = make_table([found("late", "tone")], "findings", sides=SIDES)
    with pytest.raises(ValueError, match=r"findings: start=\d+, end=\d+ in 'harbour' lie outside the text"):
        show_article(articles("Short."), attributions([]), article_id="harbour", findings=table)


def test_notebook_gets_the_fragment() -> None:
    view = show_article(articles(), attributions(), article_id="harbour")
    assert view._repr_html_() == view.html and "<html" not in view.html
    assert "html=" not in repr(view)


def test_unknown_article_is_named_with_the_nearest() -> None:
    with pytest.raises(
        ValueError, match=r"article_id='harbuor' is not in articles \(2 of them\)\. Did you mean 'harbour'\?"
    ):
        show_article(articles(), attributions(), article_id="harbuor")


def test_attributions_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lie outside the text \(6 characters\); pass the articles"):
        show_article(articles("Short."), attributions(), article_id="harbour")
    with pytest.raises(ValueError, match="do not cover its words"):
        show_article(articles("x" + TEXT[:-1]), attributions(), article_id="harbour")


def test_input_is_not_changed() -> None:
    texts, table = articles(), attributions()
    before = texts.copy(deep=True), table.copy(deep=True)
    show_article(texts, table, article_id="harbour")
    pd.testing.assert_frame_equal(texts, before[0])
    pd.testing.assert_frame_equal(table, before[1])


def contrast(a: str, b: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(a), light(b)))
    return (high + 0.05) / (low + 0.05)


def test_every_ink_is_read_on_every_ground_in_light_and_dark() -> None:
    looks = side_styles("ABCDE").values()
    for ground in (LIGHT_GROUND, LIGHT_MARK):
        assert (
            min(contrast(ink, ground) for ink in [LIGHT_INK, LIGHT_MUTED, *(x.color for x in looks)]) >= 4.5
        )
    for ground in (DARK_GROUND, DARK_MARK):
        assert (
            min(contrast(ink, ground) for ink in [DARK_INK, DARK_MUTED, *(x.color_dark for x in looks)])
            >= 4.5
        )


def test_sheet_takes_its_colours_from_the_palette() -> None:
    html = show_article(articles(), attributions(), article_id="harbour").html
    light, dark = html.split("@media (prefers-color-scheme: dark)")
    for side, look in side_styles(SIDES).items():
        order = look_of(side, look)
        assert f".{order} {{ --side: {look.color}; }}" in light
        assert f".{order} {{ --side: {look.color_dark}; }}" in dark
        assert f"mark.{order} {{ text-decoration-style: {look.underline}; }}" in dark
