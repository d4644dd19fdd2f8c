"""The notebooks: what is committed is what they give, and they keep the rhythm of prose, one call, what it says."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import executing
import manifest
import nbformat
import pandas as pd
import pytest
from embedded import corpus
from material import REPOSITORY, material

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
MAX_LINES = 12


@cache
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebooks_run", REPOSITORY / "notebooks" / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def executed() -> dict[str, Any]:
    """All notebooks, executed in scratch copies, unless `make figures` did so with the same code, data and cells."""
    return {each.name: each for each in runner().run_notebooks(NAMES, kept=True)}


@cache
def read(name: str) -> Any:
    return nbformat.read(REPOSITORY / "notebooks" / f"{name}.ipynb", as_version=4)


def shown(notebook: Any) -> list[tuple[str, str]]:
    """(cell, what it shows), pictures by kind alone: another processor may draw a line a hair aside."""
    return [
        (cell.id, value if kind.startswith("text/") else kind)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind, value in sorted({"text/stream": output.get("text", ""), **output.get("data", {})}.items())
    ]


@pytest.mark.parametrize("name", NAMES)
def test_committed_outputs_are_those_of_the_committed_code(name: str) -> None:
    fresh = nbformat.reads(executed()[name].notebook, as_version=4)
    assert [cell.source for cell in fresh.cells] == [cell.source for cell in read(name).cells]
    assert shown(fresh) == shown(read(name)), "run `make figures`"
    assert executed()[name].warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_committed_figures_are_those_of_the_notebooks(name: str) -> None:
    figures = executed()[name].figures
    assert figures
    for file, content in figures.items():
        there = REPOSITORY / "figures" / file
        assert there.exists(), f"{file} is not committed: run `make figures`"
        if file.endswith(".csv"):
            fresh, known = pd.read_csv(io.BytesIO(content)), pd.read_csv(there)
            pd.testing.assert_frame_equal(fresh, known, obj=file)
        if file.endswith(".alt.txt"):
            assert content == there.read_bytes(), f"{file} differs: run `make figures`"


def test_second_run_gives_the_same_bytes() -> None:
    again = runner().run_notebooks(NAMES[:1])[0]
    assert again.notebook == executed()[NAMES[0]].notebook
    assert again.figures == executed()[NAMES[0]].figures


def test_original_seed_runs_by_parameter_and_outside(tmp_path: Path) -> None:
    text = material("gold", "seed", "us-suspends-syria-talks.txt")
    values = {
        "text": str(text),
        "truth": str(REPOSITORY / "seeds" / "seed_attributions.csv"),
        "date": "2016-10-03",
    }
    before = {path: path.read_bytes() for path in [*NOTEBOOKS, *(REPOSITORY / "figures").iterdir()]}
    runner().run_elsewhere(["00-seed-story"], {**values, "kind": "wire report"}, tmp_path)
    fresh = nbformat.read(tmp_path / "00-seed-story.ipynb", as_version=4)
    headline = text.read_bytes().decode().splitlines()[0]
    assert headline[:20] in "".join(re.sub("<[^>]*>", "", value) for _, value in shown(fresh))
    assert (tmp_path / "00-one-report.png").exists()
    assert all(path.read_bytes() == content for path, content in before.items())


def test_what_was_kept_is_of_the_same_cells_code_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "framing").mkdir()
    (tmp_path / "framing" / "a.py").write_text("A = 1\n")
    for name in (
        "requirements.lock",
        "notebooks/executing.py",
        "data/one.txt",
        "seeds/two.txt",
        "notebooks/01-a.ipynb",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    path = tmp_path / "notebooks" / "01-a.ipynb"
    nbformat.write(small("size = 1"), path)
    monkeypatch.setattr(executing, "REPOSITORY", tmp_path)

    def fresh() -> Any:
        executing._state.cache_clear()
        return executing.find_kept(path)

    assert fresh() is None
    one = executing.Executed("01-a", "cells\n", {"01-a.png": b"\0one"}, ("odd",))
    executing.keep(one, path)
    assert fresh() == one
    for changed, content in (("framing/a.py", "A = 2\n"), ("data/one.txt", "x"), ("requirements.lock", "x")):
        before = (tmp_path / changed).read_text()
        (tmp_path / changed).write_text(content)
        assert fresh() is None, changed
        (tmp_path / changed).write_text(before)
        assert fresh() == one
    nbformat.write(small("size = 2"), path)
    assert fresh() is None
    executing.keep(one, path)
    assert len(list((tmp_path / ".cache" / "notebooks").iterdir())) == 1
    executing._state.cache_clear()


def test_there_are_notebooks() -> None:
    assert {"00-seed-story", "01-who-speaks", "02-word-choice"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_prose_stands_before_code(name: str) -> None:
    cells = read(name).cells
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
    assert re.search(r"\?\*\*|\?$", cells[0].source, flags=re.M), "it begins with its question"
    for before, cell in pairwise(cells):
        assert cell.cell_type != "code" or before.cell_type == "markdown", cell.source


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_with_its_limits(name: str) -> None:
    last = read(name).cells[-1]
    assert last.cell_type == "markdown" and last.source.startswith("## Limits\n")
    assert last.source.count("\n- ") >= 3


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_thin(name: str) -> None:
    for cell in read(name).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= MAX_LINES, cell.source
            assert not re.search(r"^\s*(?:async\s+def|def|class)\b|\blambda\b", cell.source, flags=re.M), (
                cell.source
            )


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_tagged(name: str) -> None:
    tagged = [cell for cell in read(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    values: dict[str, Any] = {}
    exec(tagged[0].source, values)  # nothing but names and literals, as the next line checks
    assert all(re.fullmatch(r"\w+ = .+", line) for line in tagged[0].source.splitlines())
    assert {"codebook", "seed", "out"} <= set(values) and {"corpus", "text"} & set(values)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_machine_is_in_it(name: str) -> None:
    notebook = read(name)
    whole = "\n".join([*(cell.source for cell in notebook.cells), *(value for _, value in shown(notebook))])
    assert not re.search(r"""["'\s](?:/|~/|[A-Z]:\\)\w+/""", whole)
    assert " at 0x" not in whole
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert dict(notebook.metadata["language_info"]) == {"name": "python"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}
        assert all(output.get("name") != "stderr" for output in cell.get("outputs", []))


@pytest.mark.parametrize("name", NAMES)
def test_cells_were_run_once_and_in_order(name: str) -> None:
    counts = [cell.execution_count for cell in read(name).cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_numbers_in_prose_come_from_code() -> None:
    for name in NAMES:
        prose = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
        assert not re.search(r"\d\.\d|\d ?%", prose), f"{name}: a measured number is written by hand"


# The runner itself, on small notebooks of its own.


def small(*sources: str, tags: tuple[str, ...] = ("parameters",)) -> Any:
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    cells[0].metadata["tags"] = list(tags)
    return nbformat.v4.new_notebook(cells=cells)


def run_small(notebook: Any, folder: Path, parameters: dict[str, Any] | None = None) -> Any:
    path = folder / "09-small.ipynb"
    nbformat.write(notebook, path)
    (folder / "scratch").mkdir()
    return runner().execute(path, folder / "scratch", parameters)


def test_kernel_is_that_of_this_interpreter_and_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    source = (
        "import os, sys, warnings\nwarnings.warn('odd')\n"
        "sys.executable.rsplit('/', 1)[-1], os.environ['PYTHONHASHSEED'], os.path.exists('../data/corpus'), size"
    )
    found = run_small(small("size = 1", source), tmp_path, {"size": 3})
    notebook = nbformat.reads(found.notebook, as_version=4)
    assert notebook.cells[1].source == "size = 3"
    (output,) = notebook.cells[2].outputs
    assert output.data["text/plain"] == repr((Path(sys.executable).name, "0", True, 3))
    assert len(found.warnings) == 1 and "odd" in found.warnings[0]


def test_failing_notebook_is_named_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(runner().NotebookError, match=r"(?s)09-small\.ipynb.*ZeroDivisionError") as error:
        run_small(small("size = 1", "size / 0"), tmp_path)
    assert "\x1b" not in str(error.value)


def test_address_in_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(runner().NotebookError, match=r"an address in memory below 'object\(\)'"):
        run_small(small("size = 1", "object()"), tmp_path)


def test_unknown_parameter_is_refused() -> None:
    with pytest.raises(runner().NotebookError, match="no parameter siez; there are: seed, size"):
        executing.inject(small("size = 1\nseed = 0"), {"siez": 2})
    with pytest.raises(runner().NotebookError, match="no cell is tagged"):
        executing.inject(small("size = 1", tags=()), {"size": 2})


def test_parameters_are_literals_paths_or_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").touch()
    parse = runner().parameter
    assert parse("seed=3") == ("seed", 3)
    assert parse("codebook=None") == ("codebook", None)
    assert parse("date=2016-10-03") == ("date", "2016-10-03")
    assert parse("text=a.txt") == ("text", str(tmp_path / "a.txt"))
    with pytest.raises(SystemExit):
        runner().main(["00-seed-story", "--parameters", "seed"])


def test_other_inputs_are_written_outside_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(runner().NotebookError, match="lies in the repository"):
        runner().run_elsewhere(["00-seed-story"], {"seed": 1}, REPOSITORY / "figures")
    for arguments in (["--parameters", "seed=1"], ["--out", "elsewhere"], ["07-missing"]):
        with pytest.raises(SystemExit):
            runner().main(arguments)
    assert "there are: 00-seed-story" in capsys.readouterr().err


def test_check_says_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = runner()
    monkeypatch.setattr(module, "REPOSITORY", tmp_path)
    one = module.Executed("01-a", "line\nsame\n", {"01-a.png": b"\0one", "01-a.alt.txt": b"A dot.\n"})
    files = module.expected_files([one])
    module.install(files, tmp_path)
    assert module.differences(files) == []
    (tmp_path / "figures" / "old.png").write_bytes(b"\0")
    other = module.Executed("01-a", "line\nchanged\n", {"01-a.png": b"\0two", "01-b.png": b"\0"})
    wrong = module.differences(module.expected_files([other]))
    assert wrong.pop(3).startswith("figures/manifest.json: differs in line ")
    assert wrong == [
        "notebooks/01-a.ipynb: differs in line 2: 'same' is now 'changed'",
        "figures/01-a.png: differs",
        "figures/01-b.png: missing",
        "figures/01-a.alt.txt: no notebook writes it",
        "figures/old.png: no notebook writes it",
    ]
    assert not list(tmp_path.rglob("*.part"))


def test_two_notebooks_may_not_write_one_figure() -> None:
    module = runner()
    pair = [module.Executed(name, "", {"a.png": b""}) for name in ("01-a", "02-b")]
    with pytest.raises(module.NotebookError, match=r"a\.png: written by 01-a and by 02-b"):
        manifest.manifest_of(pair)


def test_manifest_keeps_what_was_not_run() -> None:
    module = runner()
    earlier = {
        "figures": {"02-b": {"notebook": "02-b", "files": {}}, "01-gone": {"notebook": "01-a", "files": {}}}
    }
    text = manifest.manifest_of([module.Executed("01-a", "", {"01-a.png": b""})], earlier)
    assert '"02-b"' in text and "01-gone" not in text and "01-a.png" in text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "00-seed-story"])
def test_every_notebook_takes_a_corpus_of_ones_own(name: str) -> None:
    known = executing.parameters_of(read(name))
    assert {"corpus", "codebook", "by", "seed", "out", "source", "about"} <= known
    prose = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
    # What the data could make false is said by code.
    assert not re.search(
        r"(?i)\b(?:ten|five|100) (?:invented |american |russian )?(?:outlets|reports|incidents|articles)",
        prose,
    )


def test_the_course_runs_on_articles_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = corpus().groupby("outlet", observed=True).head(2)
    articles.rename(columns={"text": "body", "outlet": "paper"})[["body", "paper", "date"]].to_csv(
        tmp_path / "own.csv"
    )
    monkeypatch.setattr(runner(), "names_of", lambda folder: ["01-who-speaks", "06-what-things-are-called"])
    written, failed = runner().run_course(
        tmp_path / "own.csv", {"text": "body", "outlet": "paper"}, "outlet", tmp_path / "out"
    )
    assert failed == [] and [Path(each).stem for each in written] == [
        "01-who-speaks",
        "06-what-things-are-called",
    ]
    notebook = nbformat.read(tmp_path / "out" / "01-who-speaks.ipynb", as_version=4)
    said = "\n".join(value for _, value in shown(notebook))
    assert "own.csv: articles of your own." in said and "20 articles read" in said
    assert "own.csv" in (tmp_path / "out" / "01-voice-balance.alt.txt").read_text(encoding="utf-8")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(told["notebooks"]) == {"01-who-speaks", "06-what-things-are-called"}
    assert told["figures"]["06-naming"]["files"]


def test_a_corpus_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        runner().main(["--corpus", "no-such-folder"])
    assert "there is no such file or folder" in capsys.readouterr().err


def test_the_index_names_every_notebook_by_its_title() -> None:
    index = (REPOSITORY / "notebooks" / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"\[\d\d ([^]]+)\]\((\d\d-[\w-]+)\.ipynb\)", index))
    titles = {name: read(name).cells[0].source.splitlines()[0].split(" · ")[1] for name in NAMES}
    assert {name: title for title, name in told.items()} == titles
