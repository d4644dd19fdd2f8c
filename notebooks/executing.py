"""Execute notebooks in scratch copies, and keep what they gave as long as nothing that they read has changed."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

REPOSITORY = Path(__file__).resolve().parent.parent
# What a notebook may read beside itself; linked, not copied.
INPUTS = ("data", "seeds")
SHIPPED_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Hash seed: sets print in one order. Agg: figures show themselves, nothing looks for a screen.
KERNEL_ENVIRONMENT = {"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"}


# What the tagger and the parser gave for a text is kept, so that six notebooks on one corpus read it once.
os.environ.setdefault("FRAMING_CACHE", str(REPOSITORY / ".cache" / "read"))


class NotebookError(Exception):
    """A notebook failed, or wrote what must not be committed."""


class OwnKernelManager(AsyncKernelManager):
    """Starts the kernel of this very interpreter, whatever kernels the machine or the user has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        quiet = "--log-level=ERROR"  # else every start warns that kernel and client talk over loopback
        argv = [sys.executable, "-m", "ipykernel_launcher", quiet, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


@dataclass(frozen=True)
class Executed:
    """One notebook with fresh outputs, and the figures it wrote."""

    name: str
    notebook: str
    figures: dict[str, bytes]
    warnings: tuple[str, ...] = ()


def execute(path: Path, scratch: Path, parameters: dict[str, Any] | None = None) -> Executed:
    """Execute one notebook in `scratch`, a folder laid out like the repository, without touching the original."""
    notebook = nbformat.read(path, as_version=4)
    folder = scratch / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    for name in INPUTS:
        (scratch / name).symlink_to(REPOSITORY / name, target_is_directory=True)
    if parameters:
        inject(notebook, parameters)
    client = NotebookClient(
        notebook,
        timeout=600,
        record_timing=False,
        kernel_manager_class=OwnKernelManager,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        # A profile of the user's must not run in it.
        client.execute(env={**os.environ, **KERNEL_ENVIRONMENT, "IPYTHONDIR": str(scratch / "ipython")})
    except CellExecutionError as error:
        colourless = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise NotebookError(f"{path.name}: {colourless}") from error
    warnings = clean(notebook)
    if wrong := unfit(notebook, scratch):
        raise NotebookError("\n".join(f"{path.name}: {each}" for each in wrong))
    figures = scratch / "figures"
    written = {
        each.relative_to(figures).as_posix(): each.read_bytes() for each in sorted(figures.rglob("*.*"))
    }
    return Executed(path.stem, nbformat.writes(notebook) + "\n", written, tuple(warnings))


def inject(notebook: nbformat.NotebookNode, parameters: dict[str, Any]) -> None:
    """Put a cell with other values below the one tagged `parameters`."""
    known = parameters_of(notebook)
    tagged = [n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    if unknown := sorted(set(parameters) - known):
        raise NotebookError(f"no parameter {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = nbformat.v4.new_code_cell(
        source, id="injected-parameters", metadata={"tags": ["injected-parameters"]}
    )
    notebook.cells.insert(tagged[0] + 1, cell)


def parameters_of(notebook: nbformat.NotebookNode) -> set[str]:
    """The names that the cell tagged `parameters` gives values to."""
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        raise NotebookError("no cell is tagged `parameters`")
    return {
        target.id
        for node in ast.parse(tagged[0].source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def clean(notebook: nbformat.NotebookNode) -> list[str]:
    """Leave out what tells of the machine, the hour or the versions; return the warnings that were taken out."""
    notebook.metadata = nbformat.from_dict(SHIPPED_METADATA)
    warnings = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "outputs" in cell:
            warnings += [each["text"].strip() for each in cell.outputs if each.get("name") == "stderr"]
            cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    return warnings


def unfit(notebook: nbformat.NotebookNode, scratch: Path) -> list[str]:
    """What in the outputs must not be committed: addresses in memory, paths of this machine."""
    wrong = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown = output.get("text", "") + "".join(
                str(value) for kind, value in output.get("data", {}).items() if not kind.startswith("image/")
            )
            first = cell.source.splitlines()[0]
            if " at 0x" in shown:
                wrong.append(f"an address in memory below {first!r}")
            if str(scratch) in shown or str(REPOSITORY) in shown:
                wrong.append(f"a path of this machine below {first!r}")
    return wrong


@contextmanager
def scratch_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="notebooks-") as folder:
        yield Path(folder).resolve()


def run_notebooks(names: Sequence[str], *, kept: bool = False) -> list[Executed]:
    """Execute notebooks, two at a time, each in a scratch folder of its own; `kept`: or take what was kept of them."""
    # Built once here; in a kernel, building it would warn into the outputs.
    importlib.import_module("matplotlib.font_manager")

    def one(name: str) -> Executed:
        path = REPOSITORY / "notebooks" / f"{name}.ipynb"
        known = find_kept(path) if kept else None
        if known is not None:
            return known
        with scratch_folder() as scratch:
            found = execute(path, scratch)
        keep(found, path)
        return found

    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(one, names))


# Everything that may change what a notebook shows, beside its own cells.
_READ = ("framing", "data", "seeds", "requirements.lock", "notebooks/executing.py")


@cache
def _state() -> str:
    """SHA-256 of all files that notebooks read, and of the Python that runs them."""
    total = hashlib.sha256(sys.version.encode())
    for name in _READ:
        root = REPOSITORY / name
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"\n{path.relative_to(REPOSITORY).as_posix()} {path.stat().st_size}\n".encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def _kept_at(path: Path) -> Path:
    cells = [
        (cell.cell_type, cell.source, cell.get("id")) for cell in nbformat.read(path, as_version=4).cells
    ]
    key = hashlib.sha256(f"{_state()}{cells!r}".encode()).hexdigest()[:32]
    return REPOSITORY / ".cache" / "notebooks" / f"{path.stem}-{key}"


def keep(found: Executed, path: Path) -> None:
    """Keep what an execution gave under the hash of all that it read; what was kept of the notebook before goes."""
    folder = _kept_at(path)
    aside = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    for name, content in {"notebook": found.notebook.encode(), **found.figures}.items():
        target = aside / name if name == "notebook" else aside / "figures" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (aside / "warnings.json").write_text(json.dumps(found.warnings), encoding="utf-8")
    for old in folder.parent.glob(f"{path.stem}-*"):
        if old != aside:
            shutil.rmtree(old, ignore_errors=True)
    aside.replace(folder)


def find_kept(path: Path) -> Executed | None:
    """What the notebook gave when it, the code and the data were just as they are now."""
    folder = _kept_at(path)
    if not folder.is_dir():
        return None
    figures = folder / "figures"
    written = {
        each.relative_to(figures).as_posix(): each.read_bytes() for each in sorted(figures.rglob("*.*"))
    }
    warnings = json.loads((folder / "warnings.json").read_text(encoding="utf-8"))
    return Executed(path.stem, (folder / "notebook").read_text(encoding="utf-8"), written, tuple(warnings))
