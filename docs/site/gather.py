"""Gather the pages of the documentation: own texts, notebooks, a reference page for each part of the toolkit.

python docs/site/gather.py             build/docs and build/mkdocs.yml, which mkdocs builds
python docs/site/gather.py --clean     put our own script where the built pages would ask another host for one
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from reference import page, public_names

REPOSITORY = Path(__file__).resolve().parent.parent.parent
# The parts of the toolkit in the order in which an analysis meets them.
PARTS = {
    "corpus": "Articles in", "datasets": "Open data", "language": "Language", "attribution": "Attributions",
    "actors": "Actors and sides", "balance": "Attribution balance", "wordchoice": "Word choice",
    "coding": "Coding by hand", "study": "Studies", "plots": "Figures", "view": "Pages", "schema": "Tables",
}  # fmt: skip


_LINK = re.compile(r"(?<!!)\[([^]]+)\]\(([^)]+)\)")
_PAGE = re.compile(r"https?:|#|docs/|\.\./ethics|\d\d-|codebook\.md|coding\.md|ethics")
# Written into every page so that its search works from a folder; a page here asks no other host.
_STRANGER = '<script src="https://unpkg.com/iframe-worker/shim"></script>'


def clean() -> None:
    """Put a script of our own in the place of one that would be asked of another host."""
    site = REPOSITORY / "build" / "site"
    own = REPOSITORY / "docs" / "site" / "file-worker.js"
    shutil.copy(own, site / "assets" / own.name)
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if _STRANGER in text:
            up = "../" * (len(path.relative_to(site).parts) - 1)
            script = f'<script src="{up}assets/{own.name}"></script>'
            path.write_text(text.replace(_STRANGER, script), encoding="utf-8")


def gather(root: Path) -> None:
    """Write the pages to `root`/docs and the settings to `root`/mkdocs.yml."""
    out = root / "docs"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for path in sorted((REPOSITORY / "docs").glob("*")):
        if path.suffix in {".md", ".png"}:
            _copy(path, out / path.name)
    for folder, suffixes in {
        "docs/howto": {".md"},
        "notebooks": {".md", ".ipynb"},
        "figures": {".png"},
    }.items():
        for path in sorted((REPOSITORY / folder).iterdir()):
            if path.suffix in suffixes:
                _copy(path, out / folder.removeprefix("docs/") / path.name)
    start = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (out / "index.md").write_text(_links(start).replace("](docs/", "]("), encoding="utf-8")
    package = REPOSITORY / "framing"
    names = public_names(package / "__init__.pyi")
    (out / "reference").mkdir()
    pages = []
    for part in [*PARTS, *sorted(set(names) - set(PARTS))]:
        if part in names:
            text = page(package, part, names[part], PARTS.get(part, part.capitalize()))
            (out / "reference" / f"{part}.md").write_text(text, encoding="utf-8")
            pages.append(f"reference/{part}.md")
    settings = (REPOSITORY / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("../../build/", "")
    (root / "mkdocs.yml").write_text(settings.replace("REFERENCE", f"[{', '.join(pages)}]"), encoding="utf-8")


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        target.write_text(_links(path.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(path, target)


def _links(text: str) -> str:
    """Links to files that are no pages of the site become plain words."""
    return re.sub(
        r"(?<!!)\[([^]]+)\]\((?!https?:|#|docs/|\.\./ethics|\d\d-|codebook\.md|coding\.md|ethics|notebooks/)([^)]+)\)",
        r"\1 (`\2`)",
        text,
    )


if __name__ == "__main__":
    clean() if "--clean" in sys.argv else gather(REPOSITORY / "build")
