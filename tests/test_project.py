"""The papers of the house agree with each other: versions, dependencies, commands, vocabulary, what ships."""

from __future__ import annotations

import csv
import doctest
import inspect
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from test_seed import tracked_files

import framing
from framing.schema import SHARED_SIDES, TABLES
from framing.schema.columns import ACTS, CUE_CLASSES, QUOTE_TYPES, STANCES

REPOSITORY = Path(__file__).resolve().parent.parent
# Written in pieces, so that this file does not hold what it looks for. A path inside an address is no local path.
ROOTS = "|".join(("work", "root", "home", "Users", "opt", "mnt"))
LOCAL_PATH = re.compile(rf"(?<![\w.~}})-])/(?:{ROOTS})/\w|[A-Z]:\\\\?Users")
HOSTS = (r"pypi\." + "org", "pythonhosted" + r"\.org", "file" + ":///(?!etc)", r"--(?:extra-)?index" + "-url")
REGISTRY = re.compile("|".join(HOSTS))


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def needed(project: dict[str, Any]) -> list[Requirement]:
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in [*project["dependencies"], *extras]]


@pytest.fixture(scope="module")
def locked() -> dict[str, tuple[set[Version], int]]:
    """Name → the versions locked (several where platforms differ) and the smallest number of hashes of one."""
    found: dict[str, tuple[set[Version], int]] = {}
    for block in re.split(r"\n(?=\S)", read("requirements.lock").strip()):
        name, version = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block).groups()  # type: ignore[union-attr]
        versions, hashes = found.get(canonicalize_name(name), (set(), 10**6))
        found[canonicalize_name(name)] = (
            {*versions, Version(version)},
            min(hashes, block.count("--hash=sha256:")),
        )
    return found


def test_nothing_is_listed_twice(needed: list[Requirement]) -> None:
    names = [canonicalize_name(requirement.name) for requirement in needed]
    # setuptools stands in [build-system] too, which is not a list of what to install
    assert sorted(names) == sorted(set(names))


def test_the_conda_environment_agrees_and_lists_nothing_itself(project: dict[str, Any]) -> None:
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["dependencies"] == [
        f"python{project['requires-python']}",
        "pip",
        {"pip": ["-e .[dev]"]},
    ]
    assert environment["channels"] == ["conda-forge"]


def test_the_lock_has_a_hash_for_all_and_no_place(locked: dict[str, tuple[set[Version], int]]) -> None:
    assert len(locked) > 50
    assert [name for name, (_, hashes) in locked.items() if hashes == 0] == []
    text = read("requirements.lock")
    assert "://" not in text
    assert not re.search(r"^\s*(?:-e|-i|--(?!hash)|#)|@ | \./|^/", text, re.MULTILINE)


def test_the_lock_holds_what_the_project_needs(
    needed: list[Requirement], locked: dict[str, tuple[set[Version], int]]
) -> None:
    missing = [
        str(requirement)
        for requirement in needed
        if not any(
            v in requirement.specifier for v in locked.get(canonicalize_name(requirement.name), (set(), 0))[0]
        )
    ]
    assert missing == [], f"run `make lock`: {missing}"


def test_one_version_everywhere(project: dict[str, Any]) -> None:
    top = re.search(r"^## \[(.+?)\] - (\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE)
    citation = yaml.safe_load(read("CITATION.cff"))
    assert top is not None
    assert {framing.__version__, str(citation["version"]), top[1]} == {project["version"]}
    assert citation["date-released"] == top[2]
    assert citation["license"] == project["license"]
    assert "urls" not in project
    assert all((REPOSITORY / name).is_file() for name in project["license-files"])


def test_no_committed_file_knows_a_machine_or_a_registry() -> None:
    found = {}
    for path in tracked_files(REPOSITORY):
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        text = data.decode("utf-8", errors="ignore")
        hits = [match.group() for pattern in (LOCAL_PATH, REGISTRY) for match in pattern.finditer(text)]
        if hits:
            found[str(path.relative_to(REPOSITORY))] = sorted(set(hits))
    assert not found, f"name the data set or the package, not the place: {found}"


@pytest.mark.parametrize(
    "line",
    ["see /ho" + "me/ann/x", "('/wo" + "rk/main')", "C:\\Us" + "ers\\ann", "https://py" + "pi.org/simple"],
)
def test_a_machine_or_registry_would_be_seen(line: str) -> None:
    assert LOCAL_PATH.search(line) or REGISTRY.search(line)


@pytest.mark.parametrize(
    "line", ["https://example.org/home/page", "framework/rooted", "a/work/b", "#!/usr/bin/env bash"]
)
def test_an_address_or_a_relative_path_is_no_machine(line: str) -> None:
    assert not LOCAL_PATH.search(line)


def make_targets() -> dict[str, list[str]]:
    """Target → its prerequisites, as the Makefile writes them."""
    rules = re.findall(r"^([a-z]+):(?! export)[ \t]*([^#\n]*)", read("Makefile"), re.MULTILINE)
    return {name: wanted.split() for name, wanted in rules}


def test_the_commands_of_the_papers_are_make_targets() -> None:
    targets = make_targets()
    for paper in ("README.md", "CONTRIBUTING.md"):
        written = set(re.findall(r"(?:`|^)make ([a-z]+)", read(paper), re.MULTILINE))
        assert written
        assert written <= set(targets), f"{paper} names a target that the Makefile does not have"
    assert {"figures", "test", "lab", "lint", "bench", "lock"} <= set(targets)
    # all but the lock, which uv writes, and what has an environment of its own, run from the environment
    assert sorted(name for name, wanted in targets.items() if "$(STAMP)" not in wanted) == [
        "audit",
        "docs",
        "lock",
        "train",
    ]
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "docs/glossary.md", "data/README.md"])
def test_links_inside_the_project_lead_somewhere(paper: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", read(paper))
    assert [link for link in links if not (REPOSITORY / paper).parent.joinpath(link).exists()] == []


def test_the_map_of_the_readme_shows_every_folder() -> None:
    shown = set(re.findall(r"`(framing/[a-z]+)`", read("README.md")))
    packages = {f"framing/{path.parent.name}" for path in (REPOSITORY / "framing").glob("*/__init__.py")}
    assert shown == packages


def test_the_example_of_the_readme_is_true() -> None:
    example = doctest.DocTestParser().get_doctest(read("README.md"), {}, "README.md", "README.md", 0)
    assert example.examples
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    calls = re.findall(r"^```python\n(?!>>>)(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert calls
    for call in calls:
        exec(call, example.globs)


def public_names() -> list[str]:
    return [name for name in getattr(framing, "__all__", ()) if not name.startswith("__")]


def test_there_are_public_names() -> None:
    assert len(public_names()) >= 10
    assert len(set(public_names())) == len(public_names())
    assert [name for name in public_names() if not hasattr(framing, name)] == []


@pytest.mark.parametrize("name", public_names())
def test_a_public_name_explains_itself(name: str) -> None:
    value = getattr(framing, name)
    if not callable(value):
        return
    assert value.__doc__, f"{name} has no docstring"
    if inspect.isfunction(value):
        sections = re.findall(r"^(\w[\w ]*)\n-{3,}$", inspect.cleandoc(value.__doc__), re.MULTILINE)
        wanted = ["Parameters", "Returns"] if inspect.signature(value).parameters else ["Returns"]
        assert [section for section in wanted if section not in sections] == [], f"{name} has {sections}"


def test_no_column_is_named_source() -> None:
    names = {f"{table.name}.{column}" for table in TABLES.values() for column in table.names}
    for path in tracked_files(REPOSITORY):
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as lines:
                names |= {
                    f"{path.relative_to(REPOSITORY)}: {column}" for column in next(csv.reader(lines), [])
                }
    assert [name for name in sorted(names) if re.search(r"(?:^|[.: _])sources?$", name)] == []


def test_the_glossary_tells_every_closed_vocabulary() -> None:
    glossary = read("docs/glossary.md")
    words = [*CUE_CLASSES, *STANCES, *QUOTE_TYPES, *ACTS, *SHARED_SIDES]
    assert [
        word for word in words if not re.search(rf"\| {word} \||\*\*{word}\*\*|\*{word}\*", glossary)
    ] == []


def test_a_build_holds_the_codebooks(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q"]
    command += ["egg_info", "--egg-base", str(tmp_path), "build_py", "--build-lib", str(tmp_path / "lib")]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    built = {
        str(path.relative_to(tmp_path / "lib")) for path in (tmp_path / "lib").rglob("*") if path.is_file()
    }
    wanted = {str(path.relative_to(REPOSITORY)) for path in tracked_files(REPOSITORY / "framing")}
    assert "framing/codebooks/cues.csv" in built
    assert sorted(wanted - built) == []
