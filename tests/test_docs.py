"""The documentation: every public name on one page, docstrings read as they are meant, no page that asks a host."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from browser import chromium, page
from material import REPOSITORY

import framing

sys.path.insert(0, str(REPOSITORY / "docs" / "site"))
import gather
import reference


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("build")
    gather.gather(root)
    return root


def test_every_public_name_stands_on_one_page(site: Path) -> None:
    told = [
        name
        for path in sorted((site / "docs" / "reference").iterdir())
        for name in re.findall(r"^## (\w+)$", path.read_text(encoding="utf-8"), flags=re.M)
    ]
    assert sorted(told) == sorted(set(framing.__all__) - {"__version__"})


def test_every_page_is_in_the_contents_and_every_entry_is_a_page(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w./-]+\.(?:md|ipynb)\b", settings.split("nav:")[1]))
    there = {
        path.relative_to(site / "docs").as_posix()
        for path in (site / "docs").rglob("*")
        if path.suffix in {".md", ".ipynb"}
    }
    assert named == there


def test_a_function_is_told_with_its_arguments(site: Path) -> None:
    text = (site / "docs" / "reference" / "balance.md").read_text(encoding="utf-8")
    part = text.split("## voice_balance\n")[1].split("\n## ")[0]
    assert (
        "voice_balance(\n    attributions: pd.DataFrame," in part
        and 'unit: str = "words"' in part.replace("'", '"')
    )
    assert "- **attributions**: attributions table with `side`" in part
    assert "**Returns**" in part and "```pycon\n>>> voice_balance(" in part and "doctest" not in part


def test_a_docstring_becomes_markdown() -> None:
    told = reference.markdown(
        """Count ships.

        Parameters
        ----------
        ships, boats : tables of them,
            over two lines.

        Returns
        -------
        int, all of them.

        Examples
        --------
        >>> count(1)          # doctest: +SKIP
        1
        """
    )
    assert told == (
        "Count ships.\n\n**Parameters**\n\n- **ships, boats**: tables of them,\n  over two lines.\n\n"
        "**Returns**\n\nint, all of them.\n\n**Examples**\n\n```pycon\n>>> count(1)\n1\n```"
    )


def test_links_lead_to_pages_or_are_words(site: Path) -> None:
    for path in sorted((site / "docs").rglob("*.md")):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not target.startswith(("http", "figures/")):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_page_fetches_from_a_host() -> None:
    settings = (REPOSITORY / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in settings and "analytics" not in settings and "http" not in settings
    lock = (REPOSITORY / "docs" / "site" / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock and lock.count("--hash=sha256:") > 50


def test_a_worker_works_where_the_site_is_opened_from_a_folder(tmp_path: Path) -> None:
    """What the search needs: browsers start no worker of a page that lies in a folder."""
    chromium()
    shutil.copy(REPOSITORY / "docs" / "site" / "file-worker.js", tmp_path)
    (tmp_path / "twice.js").write_text(
        "importScripts('add.js'); addEventListener('message', (e) => postMessage(add(e.data)));",
        encoding="utf-8",
    )
    (tmp_path / "add.js").write_text("var add = (n) => n + n;", encoding="utf-8")
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>t</title><script src='file-worker.js'></script><p></p><script>"
        "const worker = new Worker('twice.js');"
        "worker.onmessage = (e) => { document.querySelector('p').textContent = e.data; };"
        "setTimeout(() => worker.postMessage(21), 500);</script>",
        encoding="utf-8",
    )
    with page(tmp_path) as tab:
        tab.goto((tmp_path / "index.html").as_uri())
        tab.get_by_text("42", exact=True).wait_for(timeout=10_000)
