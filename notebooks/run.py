"""Run the study on the embedded corpus, execute the notebooks, write figures/.

    python notebooks/run.py                      all notebooks in place, figures/ and its manifest
    python notebooks/run.py 01-who-speaks        these alone
    python notebooks/run.py --check              write nothing; exit 1 where outputs or figures would differ
    python notebooks/run.py 00-seed-story --parameters text=report.txt --out DIR    other inputs, written to DIR

Each notebook is executed in a scratch copy and moved into place when it is through, so that a failing one
changes nothing. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
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


def names_of(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("[0-9][0-9]-*.ipynb"))


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
    tagged = [n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        raise NotebookError("no cell is tagged `parameters`")
    known = {
        target.id
        for node in ast.parse(notebook.cells[tagged[0]].source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if unknown := sorted(set(parameters) - known):
        raise NotebookError(f"no parameter {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = nbformat.v4.new_code_cell(
        source, id="injected-parameters", metadata={"tags": ["injected-parameters"]}
    )
    notebook.cells.insert(tagged[0] + 1, cell)


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


def manifest_of(executed: Sequence[Executed], earlier: dict[str, Any] | None = None) -> str:
    """figure → its notebook and the SHA-256 of each file; of notebooks that were not run, what was known."""
    run = {each.name for each in executed}
    figures = {
        figure: entry
        for figure, entry in (earlier or {}).get("figures", {}).items()
        if entry["notebook"] not in run
    }
    for each in executed:
        for file, content in each.figures.items():
            entry = figures.setdefault(file.split(".")[0], {"notebook": each.name, "files": {}})
            if entry["notebook"] != each.name:
                raise NotebookError(f"{file}: written by {entry['notebook']} and by {each.name}")
            entry["files"][file] = hashlib.sha256(content).hexdigest()
    return json.dumps({"figures": dict(sorted(figures.items()))}, indent=1, sort_keys=True) + "\n"


def expected_files(executed: Sequence[Executed]) -> dict[str, bytes]:
    """path below the repository → what it holds after this run."""
    known = REPOSITORY / "figures" / "manifest.json"
    earlier = json.loads(known.read_text(encoding="utf-8")) if known.exists() else None
    files = {f"notebooks/{each.name}.ipynb": each.notebook.encode() for each in executed}
    files |= {f"figures/{name}": content for each in executed for name, content in each.figures.items()}
    return files | {"figures/manifest.json": manifest_of(executed, earlier).encode()}


def left_over(files: dict[str, bytes]) -> list[str]:
    """Figures that no notebook writes."""
    told = json.loads(files["figures/manifest.json"])["figures"].values()
    kept = {f"figures/{name}" for entry in told for name in entry["files"]} | set(files)
    there = (path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "figures").rglob("*.*"))
    return sorted(set(there) - kept)


def differences(files: dict[str, bytes]) -> list[str]:
    wrong = []
    for name, content in files.items():
        path = REPOSITORY / name
        if not path.exists():
            wrong.append(f"{name}: missing")
        elif path.read_bytes() != content:
            wrong.append(f"{name}: differs{first_difference(path.read_bytes(), content)}")
    return wrong + [f"{name}: no notebook writes it" for name in left_over(files)]


def first_difference(old: bytes, new: bytes) -> str:
    """Where two texts part; nothing for pictures."""
    if b"\0" in old or b"\0" in new:
        return ""
    pairs = zip(old.decode().splitlines(), new.decode().splitlines(), strict=False)
    for number, (one, two) in enumerate(pairs, start=1):
        if one != two:
            at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
            cut = slice(max(0, at - 30), at + 50)
            return f" in line {number}: {one[cut].strip()!r} is now {two[cut].strip()!r}"
    return " in length"


def install(files: dict[str, bytes], root: Path = REPOSITORY) -> None:
    """Write every file aside, then rename."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + ".part")
        aside.write_bytes(content)
        os.replace(aside, path)


def run_embedded_study() -> str:
    """The main job on the embedded corpus, to a folder that git does not see; what to say about it."""
    from framing.study import run_study

    out = REPOSITORY / ".cache" / "embedded-study"
    study = run_study(REPOSITORY / "data" / "corpus", out)
    rows = ", ".join(
        f"{study.manifest['rows'][name]:,} {name}" for name in ("articles", "attributions", "measures")
    )
    return (
        f"study of the embedded corpus: {rows}, {len(study.figures)} figures in {out.relative_to(REPOSITORY)}"
    )


@contextmanager
def scratch_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="notebooks-") as folder:
        yield Path(folder).resolve()


def run_notebooks(names: Sequence[str]) -> list[Executed]:
    """Execute notebooks, two at a time, each in a scratch folder of its own."""
    # Built once here; in a kernel, building it would warn into the outputs.
    importlib.import_module("matplotlib.font_manager")

    def one(name: str) -> Executed:
        with scratch_folder() as scratch:
            return execute(REPOSITORY / "notebooks" / f"{name}.ipynb", scratch)

    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(one, names))


def run_elsewhere(names: Sequence[str], parameters: dict[str, Any], out: Path) -> list[str]:
    """Execute notebooks on other inputs; notebook and figures go to `out`, outside the repository."""
    out = out.resolve()
    if out.is_relative_to(REPOSITORY):
        raise NotebookError(
            f"--out {out} lies in the repository; name a folder outside, so that no text gets in."
        )
    for name in names:
        with scratch_folder() as scratch:
            found = execute(REPOSITORY / "notebooks" / f"{name}.ipynb", scratch, parameters)
        install({f"{name}.ipynb": found.notebook.encode(), **found.figures}, out)
    return [f"{out / name}.ipynb" for name in names]


def parameter(text: str) -> tuple[str, Any]:
    """`name=value`: a Python literal where it is one; an existing path made absolute, else the text itself."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not name=value")
    try:
        return name, ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return name, str(Path(value).resolve()) if Path(value).exists() else value


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", help="notebooks, with or without .ipynb; by default all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would differ"
    )
    parser.add_argument("--parameters", nargs="+", type=parameter, default=[], metavar="name=value")
    parser.add_argument(
        "--out", type=Path, help="with --parameters: folder outside the repository to write to"
    )
    options = parser.parse_args(arguments)
    known = names_of(REPOSITORY / "notebooks")
    names = [name.removesuffix(".ipynb") for name in options.names] or known
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"no notebook {', '.join(unknown)}; there are: {', '.join(known)}")
    if bool(options.parameters) != bool(options.out):
        parser.error("--parameters and --out go together: other inputs are written elsewhere")
    try:
        if options.out:
            print("\n".join(run_elsewhere(names, dict(options.parameters), options.out)))
            return 0
        # First the main job: what it reads is not read again by the notebooks.
        told = "" if options.names or options.check else run_embedded_study()
        executed = run_notebooks(names)
        files = expected_files(executed)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for each in executed:
        for warning in each.warnings:
            print(f"{each.name}: left out of the outputs: {warning}", file=sys.stderr)
    if options.check:
        wrong = differences(files)
        print(
            "\n".join(wrong) or f"{len(files)} files are as committed",
            file=sys.stderr if wrong else sys.stdout,
        )
        return 1 if wrong else 0
    gone = left_over(files)
    install(files)
    for name in gone:
        (REPOSITORY / name).unlink()
    print("\n".join(f"wrote {name}" for name in files if name.endswith((".ipynb", ".png"))))
    if told:
        print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
