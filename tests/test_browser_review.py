"""review in a real JupyterLab and Chromium: by keyboard alone, kept on disk, gone on with after a reload."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from browser import chromium, lab, page
from test_coding_review import ARTICLES, ATTRIBUTIONS, BOATS, CREWS, NIGHT, ODD, SHEET, span

from framing.schema import read_table, write_table

_TABLES = """
import pandas as pd
from framing.schema import read_table
from framing.coding.review import review
articles = read_table("articles.parquet", table="articles")
attributions = read_table("attributions.parquet", table="attributions")
sheet = pd.read_pickle("sheet.pickle")
"""
_REVIEW = 'review(sheet, articles, attributions, path="berg.csv", coder="berg")'

_WHERE = """(widget, word) => {
  const node = [...widget.querySelectorAll("[data-start]")].map((p) => p.firstChild).find((n) => n.data.includes(word));
  const range = document.createRange();
  range.setStart(node, node.data.indexOf(word));
  range.setEnd(node, node.data.indexOf(word) + word.length);
  const box = range.getBoundingClientRect();
  return [box.left, box.right, box.top + box.height / 2];
}"""


def test_a_review_by_keyboard_alone(tmp_path: Path) -> None:
    chromium()
    write_table(ARTICLES, tmp_path / "articles.parquet", table="articles")
    write_table(ATTRIBUTIONS, tmp_path / "attributions.parquet", table="attributions")
    SHEET.to_pickle(tmp_path / "sheet.pickle")
    kept = tmp_path / "berg.csv"
    alerts: list[str] = []
    with lab(tmp_path, [_TABLES, _REVIEW]) as address, page(tmp_path) as tab:

        def dialog(asked: Any) -> None:
            if asked.type != "beforeunload":  # JupyterLab asks whether to leave an unsaved notebook
                alerts.append(asked.message)
            asked.accept()

        tab.on("dialog", dialog)
        widget = _open(tab, address)
        tab.screenshot(path=tmp_path / "opened.png")
        _focus_by_tab(tab)
        cells = tab.locator(".jp-Cell").count()

        def press(*keys: str) -> None:
            for key in keys:
                tab.keyboard.press(key)

        def shows(words: str) -> None:
            widget.get_by_text(words).first.wait_for(timeout=10_000)

        def settled() -> None:
            """Until nothing has changed for half a second: an answer is on disk before the page shows what follows."""
            seen = ""
            while (now := widget.inner_text()) != seen:
                seen = now
                tab.wait_for_timeout(500)

        def go_to(words: str) -> None:
            """On until the marked content is `words`, each key answered before the next."""
            for _ in range(len(SHEET)):
                settled()
                if words in "".join(widget.locator(".fr-content").all_inner_texts()):
                    return
                at = widget.locator(".fr-top").inner_text()
                press("j")
                _until(lambda at=at: widget.locator(".fr-top").inner_text() != at)
            raise AssertionError(f"{words!r} never came")

        # Spans right, and a side: the machine's, then another.
        go_to("the boats would wait")
        press("r")
        shows("For which side does the speaker speak?")
        tab.screenshot(path=tmp_path / "side.png")
        press("1")
        _until(lambda: _said(kept, BOATS).get("verdict") == "right")
        go_to("the crews were late")
        press("r", "2")
        _until(lambda: _said(kept, CREWS).get("verdict") == "wrong_side")

        # Undo, then a wrong span: its end two words back, its start one on.
        press("u")
        _until(lambda: not _said(kept, CREWS))
        press("w", "Shift+ArrowLeft", "ArrowRight")
        tab.screenshot(path=tmp_path / "span.png")
        press("Enter", "2")
        _until(lambda: _said(kept, CREWS).get("content") == "crews were")
        assert _said(kept, CREWS)["verdict"] == "wrong_span" and _said(kept, CREWS)["speaker"] == "Ivo Lund"

        # One that was missed, in the sentence with the ship: offsets count code points.
        for _ in range(len(SHEET)):
            if widget.locator(".fr-unit").all_inner_texts() and "Fog lay" in _unit(widget):
                break
            at = widget.locator(".fr-top").inner_text()
            press("ArrowLeft")
            _until(lambda at=at: widget.locator(".fr-top").inner_text() != at)
        press("m")
        shows("Select the content")
        while not _chosen(widget).startswith("Fog"):
            press("ArrowRight")
        press(*["Shift+ArrowRight"] * 4, "2")
        shows("Select the speaker")
        while _chosen(widget) != "she":
            press("ArrowRight")
        tab.screenshot(path=tmp_path / "missed.png")
        press("Enter", "1")
        start, end = span("Fog lay on the quay")
        missed = f"night:{start}-{end}:-1"
        _until(lambda: _said(kept, missed).get("verdict") == "missed")
        assert _said(kept, missed)["content"] == NIGHT[start:end] and _said(kept, missed)["speaker"] == "she"
        press("d")

        # Text that would run stays text; keys that JupyterLab knows (d d, x, b, m) leave the notebook alone.
        go_to("nonsense")
        assert "<img src=x onerror" in widget.locator(".fr-text").inner_text()
        assert widget.locator("img, script").count() == 0
        press("x", "x", "b", "d", "d", "Enter", "c", "v", "z", "0", "0")
        shows("Judge this attribution first")
        assert tab.locator(".jp-Cell").count() == tab.locator(".jp-CodeCell").count() == cells
        press("?")
        shows("not an attribution")
        tab.screenshot(path=tmp_path / "help.png")
        press("?", "n")
        _until(lambda: _said(kept, ODD) == {"verdict": "not_attribution"})
        before = read_table(kept, table="coding")

        # Reload the page: the kernel and the file are as they were, and the cell run again goes on.
        widget = _open(tab, address)
        shows("answers: going on.")
        _focus_by_tab(tab)
        assert widget.get_by_text("4 of").first.is_visible()
        pd.testing.assert_frame_equal(read_table(kept, table="coding"), before)
        press("u")
        _until(lambda: not _said(kept, ODD))
        shows("Undone: not attribution.")

        # The same by button, in a narrow window.
        tab.set_viewport_size({"width": 620, "height": 900})
        widget.get_by_role("button", name="not an attribution").click()
        _until(lambda: _said(kept, ODD) == {"verdict": "not_attribution"})
        widget.get_by_role("button", name="back").click()
        shows("You said: not attribution.")
        widget.get_by_role("button", name="one was missed").click()
        tab.screenshot(path=tmp_path / "narrow.png")
        left, right, middle = widget.evaluate(_WHERE, "nonsense")
        tab.mouse.move(left + 1, middle)
        tab.mouse.down()
        tab.mouse.move(right, middle, steps=4)
        tab.mouse.up()
        _until(lambda: _chosen(widget) == "nonsense")
    assert alerts == []


def _open(tab: Any, address: str) -> Any:
    tab.goto(address)
    tab.locator(".jp-Notebook .jp-CodeCell").nth(1).wait_for(timeout=45_000)
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=30_000)
    tab.locator(".jp-Notebook .jp-InputArea-editor").first.click()
    for _ in range(2):
        tab.keyboard.press("Shift+Enter")
    widget = tab.locator(".framing-review").last
    widget.wait_for(timeout=45_000)
    return widget


def _focus_by_tab(tab: Any) -> None:
    """To the widget without a mouse: Escape leaves the editor, Tab walks on."""
    tab.keyboard.press("Escape")
    for _ in range(40):
        if tab.evaluate("document.activeElement.classList.contains('framing-review')"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError("Tab does not reach the widget")


def _unit(widget: Any) -> str:
    return "".join(widget.locator(".fr-unit").all_inner_texts())


def _chosen(widget: Any) -> str:
    return "".join(widget.locator(".fr-choosing").all_inner_texts())


def _said(path: Path, unit_id: str) -> dict[str, Any]:
    if not path.exists():
        return {}
    rows = read_table(path, table="coding")
    rows = rows[rows["unit_id"] == unit_id]
    return dict(zip(rows["variable"], rows["value"], strict=True))


def _until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)
