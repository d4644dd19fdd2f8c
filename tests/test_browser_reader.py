"""The reader in a real Chromium: by keyboard alone, light and dark, wide and narrow, nothing asked of any host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, page
from test_view_article import ROWS, TEXT, articles, attributions, found
from test_view_compare import tables as pair
from test_view_corpus import HOSTILE, TEXTS
from test_view_corpus import tables as corpus

from framing.anchors import anchor_of
from framing.schema import make_table
from framing.view import compare_articles, corpus_page, show_article

WIDTHS = (1200, 700, 380)
SCHEMES = ("light", "dark")
UNRESOLVED = {
    "article_id": "harbour", "attribution_id": "harbour:unknown", "content_start": TEXT.index("wondered"),
    "content_end": TEXT.index("wondered") + 8, "side": "unresolved",
}  # fmt: skip
TABLE = attributions([*ROWS[:2], ROWS[2] | {"nested_in": ROWS[1]["attribution_id"]}, UNRESOLVED])
FINDINGS = make_table(
    [found("boats", "naming", variant="<boats>"), found("nobody", "scare_quote"), found("port", "tone")],
    "findings",
    sides=["NORTH", "SOUTH"],
)

# The least contrast of any text that is seen, generated text included, against the nearest ground behind it.
CONTRAST = """() => {
  const parse = (color) => {
    const parts = color.match(/[\\d.]+/g).map(Number);
    return [parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : 1];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color[3] === 1) return color;
      if (color[3] > 0) throw new Error("half-seen ground: " + one.outerHTML.slice(0, 80));
    }
    throw new Error("no ground behind " + element.outerHTML.slice(0, 80));
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const seen = [];
  for (const element of document.body.querySelectorAll("*:not(script, style)")) {
    if (!element.checkVisibility() || element.closest("defs")) continue;
    const style = getComputedStyle(element);
    const own = [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const color = element instanceof SVGElement ? style.fill : style.color;
    if (own) seen.push([ratio(parse(color), ground(element)), element.outerHTML.slice(0, 120)]);
    for (const pseudo of ["::before", "::after"]) {
      const made = getComputedStyle(element, pseudo);
      if (made.content === "none" || made.content === "normal" || made.display === "none") continue;
      const behind = parse(made.backgroundColor);
      const under = behind[3] === 1 ? behind : ground(element);
      seen.push([ratio(parse(made.color), under), pseudo + element.outerHTML.slice(0, 120)]);
    }
  }
  return {n: seen.length, worst: seen.sort((a, b) => a[0] - b[0])[0]};
}"""
LABELS = "[...document.querySelectorAll('small.label')]"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def reader(folder: Path, *, width: int = 1200) -> Iterator[tuple[Any, list[str]]]:
    """A tab, and everything that goes wrong in it: messages, errors, dialogs, requests for anything but the folder."""
    told: list[str] = []
    with page(folder, width=width, height=900) as tab:
        tab.on("console", lambda message: told.append(message.text))
        tab.on("pageerror", lambda error: told.append(str(error)))
        tab.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        tab.on("request", lambda asked: None if asked.url.startswith("file:") else told.append(asked.url))
        yield tab, told


def look_at(tab: Any, stem: Path) -> None:
    """Every width and scheme: contrast, nothing wider than the window."""
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            seen = tab.evaluate(CONTRAST)
            assert seen["n"] > 10 and seen["worst"][0] >= 4.5, (scheme, width, seen["worst"])
            assert tab.evaluate(WIDER) <= 0, f"wider than {width}"
            tab.screenshot(path=f"{stem}-{width}-{scheme}.png", full_page=True)


def focused(tab: Any) -> str:
    return str(tab.evaluate("document.activeElement.id || document.activeElement.textContent"))


def test_an_article_is_read_by_keyboard_alone(tmp_path: Path) -> None:
    chromium()
    show_article(articles(), TABLE, article_id="harbour", findings=FINDINGS).save(tmp_path / "one.html")
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "one.html").as_uri())
        pressed = "[...document.querySelectorAll('button')].map((b) => b.textContent + ' ' + b.ariaPressed).join(', ')"
        shown = f"{LABELS}.filter((l) => l.checkVisibility()).map((l) => l.dataset.n)"
        assert tab.evaluate(pressed) == "all true, NORTH 2 false, SOUTH 1 false, unresolved 1 false"
        assert tab.evaluate(shown) == ["1", "2", "3", "4"]
        for key in ("Tab", "Tab", "Space"):
            tab.keyboard.press(key)
        assert focused(tab) == "NORTH 2"
        assert tab.evaluate(pressed) == "all false, NORTH 2 true, SOUTH 1 false, unresolved 1 false"
        assert tab.evaluate(shown) == ["1", "3"]
        assert tab.get_by_role("status").inner_text() == "2 of 4 shown"
        lined = "[...document.querySelectorAll('mark[data-id]')].map((m) => getComputedStyle(m).textDecorationLine)"
        assert tab.evaluate(lined) == ["underline", "underline", "none", "underline", "none"]
        for key in ("Tab", "Enter"):
            tab.keyboard.press(key)
        assert tab.evaluate(shown) == ["1", "2", "3"]
        for key in ("Shift+Tab", "Shift+Tab", "Space"):
            tab.keyboard.press(key)
        assert focused(tab) == "all" and tab.evaluate(shown) == ["1", "2", "3", "4"]
        for _ in range(4):
            tab.keyboard.press("Tab")
        first = anchor_of(ROWS[0]["attribution_id"], kind="q")
        assert focused(tab) == first
        card = f"getComputedStyle(document.getElementById({first!r}), '::after').content"
        assert "construction: clause" in tab.evaluate(card) and "cue: said (assert" in tab.evaluate(card)
        tab.keyboard.press("Escape")
        assert tab.evaluate(card) == "none"
    assert told == []


def test_what_lies_under_the_pointer_is_told(tmp_path: Path) -> None:
    chromium()
    show_article(articles(), TABLE, article_id="harbour", findings=FINDINGS).save(tmp_path / "one.html")
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "one.html").as_uri())
        card = f"{LABELS}.filter((l) => getComputedStyle(l, '::after').content !== 'none')"
        assert tab.evaluate(f"{card}.length") == 0
        tab.locator("b.speaker", has_text="Ivo Lund").hover()
        assert tab.evaluate(f"{card}.map((l) => l.dataset.n)") == ["2"]
        tab.locator("mark.d1").hover(position={"x": 5, "y": 10})
        assert tab.evaluate(f"{card}.map((l) => l.dataset.n)") == ["3"]
        tab.locator("u.naming").nth(1).focus()
        told_of = "getComputedStyle(document.activeElement, '::after').content"
        assert "naming: <boats>" in tab.evaluate(told_of)
    assert told == []


@pytest.mark.parametrize("interactive", [True, False])
def test_an_article_is_seen_in_light_and_dark_wide_and_narrow(tmp_path: Path, interactive: bool) -> None:
    chromium()
    view = show_article(articles(), TABLE, article_id="harbour", findings=FINDINGS)
    view.save(tmp_path / "one.html", interactive=interactive)
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "one.html").as_uri())
        assert tab.locator("button").count() == (4 if interactive else 0)
        # A card is open while contrast is measured.
        tab.locator("small.label").first.focus()
        look_at(tab, tmp_path / "one")
        assert "<script>alert('x')</script>" in tab.locator(".text").inner_text()
    assert told == []


def test_two_articles_side_by_side_and_one_under_the_other(tmp_path: Path) -> None:
    chromium()
    compare_articles(*pair(), article_ids=("harbour", "quiet"), findings=FINDINGS).save(
        tmp_path / "pair.html"
    )
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "pair.html").as_uri())
        look_at(tab, tmp_path / "pair")
        tops = "[...document.querySelectorAll('.half')].map((half) => half.getBoundingClientRect().top)"
        assert len(set(tab.evaluate(tops))) == 2  # narrow
        tab.set_viewport_size({"width": 1200, "height": 900})
        assert len(set(tab.evaluate(tops))) == 1
        # One button chooses in both.
        tab.get_by_role("button", name="SOUTH 2").focus()
        tab.keyboard.press("Enter")
        shown = f"{LABELS}.filter((l) => l.checkVisibility()).map((l) => l.textContent)"
        assert tab.evaluate(shown) == ["SOUTH · Ivo Lund"] * 2
        assert tab.get_by_role("status").inner_text() == "2 of 4 shown"
        fill = "(r) => [r.parentNode.textContent, getComputedStyle(r).fill]"
        fills = f"[...document.querySelectorAll('.fill')].map({fill})"
        colors = tab.evaluate(fills)
        assert len({color for text, color in colors if text.startswith("SOUTH")}) == 1
        assert len({color for _, color in colors}) == 2
    assert told == []


def test_a_corpus_is_narrowed_sorted_opened_and_come_back_to_by_keyboard(tmp_path: Path) -> None:
    chromium()
    corpus_page(*corpus(), tmp_path / "corpus.html")
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "corpus.html").as_uri())
        rows = "[...document.querySelectorAll('tbody tr')].filter((row) => row.checkVisibility())"
        listed = f"{rows}.map((row) => row.dataset.id)"
        assert tab.evaluate(listed) == ["<quay>", "empty", "harbour"]
        assert HOSTILE in tab.locator("tbody tr").first.inner_text()
        assert tab.get_by_role("status").first.inner_text() == "3 of 3 articles"

        tab.keyboard.press("Tab")
        tab.keyboard.type("HARBOUR end")
        assert tab.evaluate(listed) == ["harbour"]
        assert tab.get_by_role("status").first.inner_text() == "1 of 3 articles"
        tab.get_by_role("button", name="show all").focus()
        tab.keyboard.press("Enter")
        assert tab.evaluate(listed) == ["<quay>", "empty", "harbour"]
        tab.get_by_label("outlet").select_option(index=1)
        assert tab.evaluate(listed) == ["empty"]
        tab.get_by_label("outlet").select_option(index=0)
        tab.get_by_label("from", exact=True).fill("2024-05-06")
        assert tab.evaluate(listed) == ["<quay>", "harbour"]
        tab.get_by_role("button", name="show all").click()

        for head, order in {
            "words": ["empty", "<quay>", "harbour"],
            "voices": ["<quay>", "harbour", "empty"],
        }.items():
            tab.get_by_role("button", name=head).focus()
            tab.keyboard.press("Enter")
            assert tab.evaluate(listed) == order
        assert tab.get_by_role("columnheader", name="voices").get_attribute("aria-sort") == "ascending"

        # Into an article: the list is gone, the place has the focus; and back to the row it was opened from.
        tab.get_by_role("link", name="Harbour talks").focus()
        tab.keyboard.press("Enter")
        tab.locator("section.reader:target").wait_for()
        assert tab.evaluate(listed) == [] and tab.evaluate("document.activeElement.id") == "a-harbour"
        assert "alert('x')" in tab.title() and tab.locator("h2").filter(visible=True).count() == 1
        tab.keyboard.press("Tab")
        assert focused(tab) == "← all articles"
        tab.keyboard.press("Enter")
        tab.locator("#list").wait_for()
        assert tab.evaluate("document.activeElement.getAttribute('href')") == "#a-harbour"
        tab.go_back()
        tab.locator("section.reader:target").wait_for()
    assert told == []


def test_an_address_leads_to_an_attribution_of_a_corpus(tmp_path: Path) -> None:
    chromium()
    corpus_page(*corpus(), tmp_path / "corpus.html")
    identity = f"harbour:{TEXTS['harbour'].index('the boats')}"
    place = anchor_of(identity, kind="q")
    with reader(tmp_path, width=380) as (tab, told):
        tab.goto(f"{(tmp_path / 'corpus.html').as_uri()}#{place}")
        assert tab.evaluate("document.activeElement.id") == place
        assert not tab.locator("#list").is_visible()
        box = tab.evaluate(f"document.getElementById({place!r}).getBoundingClientRect().toJSON()")
        assert 0 <= box["top"] < 900
    assert told == []


@pytest.mark.parametrize("place", ["", "#a-harbour"])
def test_a_corpus_is_seen_in_light_and_dark_wide_and_narrow(tmp_path: Path, place: str) -> None:
    chromium()
    corpus_page(*corpus(), tmp_path / "corpus.html")
    with reader(tmp_path) as (tab, told):
        tab.goto(f"{(tmp_path / 'corpus.html').as_uri()}{place}")
        look_at(tab, tmp_path / f"corpus{place}")
    assert told == []


def test_pages_of_a_large_corpus_lead_there_and_back(tmp_path: Path) -> None:
    chromium()
    corpus_page(*corpus(), tmp_path / "a corpus.html", embed=0)
    with reader(tmp_path) as (tab, told):
        tab.goto((tmp_path / "a corpus.html").as_uri())
        tab.get_by_role("link", name="Harbour talks").click()
        tab.get_by_role("button", name="NORTH 1").wait_for()
        look_at(tab, tmp_path / "one")
        tab.get_by_role("link", name="all articles").click()
        tab.get_by_role("columnheader", name="voices").wait_for()
        # The row, which the browser itself focuses, or its link.
        assert tab.evaluate("document.activeElement.closest('tr').dataset.id") == "harbour"
    assert told == []
