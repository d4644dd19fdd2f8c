"""Run the study on the embedded corpus, execute the notebooks, write figures/.

    python notebooks/run.py                      all notebooks in place, figures/ and its manifest
    python notebooks/run.py 01-who-speaks        these alone
    python notebooks/run.py --check              write nothing; exit 1 where a byte would differ
    python notebooks/run.py --verify             write nothing; exit 1 where numbers, words or pictures have changed
    python notebooks/run.py --corpus PATH --by outlet --read text=body headline=title    the course on other articles
    python notebooks/run.py 00-seed-story --parameters text=report.txt --out DIR    other inputs, written to DIR

Each notebook is executed in a scratch copy and moved into place when it is through, so that a failing one
changes nothing. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from executing import (
    REPOSITORY,
    Executed,
    NotebookError,
    execute,
    parameters_of,
    run_notebooks,
    scratch_folder,
)
from manifest import manifest_of
from verify import verify


def names_of(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("[0-9][0-9]-*.ipynb"))


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


def run_elsewhere(names: Sequence[str], parameters: dict[str, Any], out: Path) -> list[str]:
    """Execute notebooks on other inputs; notebooks, figures and their manifest go to `out`."""
    out = _outside(out)
    executed = [_on_others(name, parameters, out) for name in names]
    install({"manifest.json": manifest_of(executed).encode()}, out)
    return [f"{out / name}.ipynb" for name in names]


def run_course(corpus: Path, reading: dict[str, Any], by: str, out: Path) -> tuple[list[str], list[str]]:
    """All notebooks that take a corpus, on articles of the user's: (what was written, what failed and why)."""
    out = _outside(out)
    given = {"path": str(corpus.resolve()), **reading}
    values = {
        "corpus": given, "truth": None, "stances": None, "groups": None, "by": by, "source": corpus.name,
        "about": "articles of your own",
    }  # fmt: skip
    executed, failed = [], []
    for name in names_of(REPOSITORY / "notebooks"):
        known = parameters_of(nbformat.read(REPOSITORY / "notebooks" / f"{name}.ipynb", as_version=4))
        if "corpus" not in known:
            continue
        try:
            executed.append(_on_others(name, {key: values[key] for key in values if key in known}, out))
        except NotebookError as error:
            failed.append(str(error))
    if executed:
        install({"manifest.json": manifest_of(executed).encode()}, out)
    return [f"{out / each.name}.ipynb" for each in executed], failed


def _on_others(name: str, parameters: dict[str, Any], out: Path) -> Executed:
    with scratch_folder() as scratch:
        found = execute(REPOSITORY / "notebooks" / f"{name}.ipynb", scratch, parameters)
    install({f"{name}.ipynb": found.notebook.encode(), **found.figures}, out)
    return found


def _outside(out: Path) -> Path:
    """`out` made absolute; articles of others must not get among the files that are committed."""
    out = out.resolve()
    if out.is_relative_to(REPOSITORY) and not out.is_relative_to(REPOSITORY / "build"):
        raise NotebookError(f"--out {out} lies in the repository; name a folder outside, or below build/.")
    return out


def parameter(text: str) -> tuple[str, Any]:
    """`name=value`: a Python literal where it is one; an existing path made absolute, else the text itself."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not name=value")
    try:
        return name, ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return name, str(Path(value).resolve()) if Path(value).exists() else value


def _say_verified(files: dict[str, bytes]) -> int:
    changed, harmless = verify(files, REPOSITORY)
    changed += [f"{name}: no notebook writes it" for name in left_over(files)]
    same = len(files) - len(changed) - len(harmless)
    print("\n".join(harmless))
    print("\n".join(changed), file=sys.stderr)
    print(
        f"{same} of {len(files)} files are the same bytes, {len(harmless)} the same to a reader, {len(changed)} changed"
    )
    return 1 if changed else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", help="notebooks, with or without .ipynb; by default all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would differ"
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="write nothing; compare hashes, then pixels with a tolerance, and say what has changed",
    )
    parser.add_argument("--parameters", nargs="+", type=parameter, default=[], metavar="name=value")
    parser.add_argument(
        "--corpus", type=Path, help="articles of your own: what `framing.read_articles` takes"
    )
    parser.add_argument("--by", default="outlet", help="with --corpus: column whose groups are compared")
    parser.add_argument(
        "--read",
        nargs="*",
        type=parameter,
        default=[],
        metavar="name=value",
        help="with --corpus: arguments of `framing.read_articles`, such as text=body outlet=paper",
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="with --parameters or --corpus: folder to write to, outside the repository or below build/",
    )
    options = parser.parse_args(arguments)
    known = names_of(REPOSITORY / "notebooks")
    names = [name.removesuffix(".ipynb") for name in options.names] or known
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"no notebook {', '.join(unknown)}; there are: {', '.join(known)}")
    if (options.parameters and not options.out) or (
        options.out and not (options.parameters or options.corpus)
    ):
        parser.error("--parameters and --out go together: other inputs are written elsewhere")
    if options.corpus and not options.corpus.exists():
        parser.error(f"--corpus {options.corpus}: there is no such file or folder")
    try:
        if options.corpus:
            out = options.out or REPOSITORY / "build" / f"course-{options.corpus.stem}"
            written, failed = run_course(options.corpus, dict(options.read), options.by, out)
            print("\n".join(written))
            print("\n".join(failed), file=sys.stderr, end="\n" if failed else "")
            return 1 if failed else 0
        if options.out:
            print("\n".join(run_elsewhere(names, dict(options.parameters), options.out)))
            return 0
        # First the main job: what it reads is not read again by the notebooks.
        told = "" if options.names or options.check or options.verify else run_embedded_study()
        executed = run_notebooks(names)
        files = expected_files(executed)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for each in executed:
        for warning in each.warnings:
            print(f"{each.name}: left out of the outputs: {warning}", file=sys.stderr)
    if options.verify:
        return _say_verified(files)
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
