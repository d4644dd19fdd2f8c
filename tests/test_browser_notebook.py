"""A notebook in a real JupyterLab and Chromium: run from top to bottom, as a reader would, without another host."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
from browser import chromium, lab, page
from material import REPOSITORY

NAME = "notebooks/00-seed-story.ipynb"


def test_a_notebook_runs_from_top_to_bottom_in_jupyterlab(tmp_path: Path) -> None:
    chromium()
    notebook = nbformat.read(REPOSITORY / NAME, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    (tmp_path / "seeds").symlink_to(REPOSITORY / "seeds", target_is_directory=True)
    strangers: list[str] = []
    broken: list[str] = []
    with lab(tmp_path, notebook, name=NAME) as address, page(tmp_path, height=1000) as tab:
        tab.on("dialog", lambda asked: asked.accept())
        tab.on("pageerror", lambda error: broken.append(str(error)))
        here = address.split("/doc/")[0]
        tab.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((here, here.replace("http", "ws"), "data:", "blob:"))
                else strangers.append(request.url)
            ),
        )
        tab.goto(address)
        tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        # A kernel that is chosen, not one that is still to be: else JupyterLab asks which.
        tab.get_by_text("| Idle").first.wait_for(timeout=60_000)
        tab.get_by_role("menuitem", name="Run", exact=True).click(timeout=60_000)
        tab.get_by_text("Run All Cells", exact=True).click(timeout=10_000)
        saved = _run(tab, tmp_path / NAME)
        tab.locator(".jp-Notebook .jp-RenderedImage img").last.scroll_into_view_if_needed(timeout=20_000)
        tab.screenshot(path=tmp_path / "ran.png")
    code = [cell for cell in saved.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert [each for each in outputs if each.output_type == "error" or each.get("name") == "stderr"] == []
    shown = [kind for each in outputs for kind in each.get("data", {})]
    assert "image/png" in shown and shown.count("text/html") >= 4
    assert strangers == [] and broken == []


def _run(tab: object, path: Path) -> nbformat.NotebookNode:
    """The notebook as it is on disk once its last cell has run; saved by keyboard, as a reader would."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        tab.keyboard.press("Control+s")  # type: ignore[attr-defined]
        tab.wait_for_timeout(1_000)  # type: ignore[attr-defined]
        found = nbformat.read(path, as_version=4)
        last = [cell for cell in found.cells if cell.cell_type == "code"][-1]
        if last.execution_count is not None and last.outputs:
            return found
    raise AssertionError("the last cell never came to an end")
