"""The seed story stays outside, its manifest and offsets are right, and its twin is as marked and as hard."""

from __future__ import annotations

import csv
import hashlib
import html
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import yaml
from material import material

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds"
BINARY_LIMIT = 5_000_000
NOT_OURS = {".git", ".venv", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", "node_modules"}


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seeds_build", SEEDS / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_build()


# (a) no committed file holds 40 characters of the original


def tracked_files(root: Path) -> list[Path]:
    """What git tracks under `root`; every file there when git is missing or tracks nothing here."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        listed = b""
    if names := [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]:
        return [path for name in names if (path := root / name).is_file()]
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not NOT_OURS.intersection(path.relative_to(root).parts)
    ]


def unescaped(text: str) -> str:
    """The text as a reader sees it: JSON and HTML escapes undone, tags and marks at line heads removed."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = re.sub(r"\\[nrt]", " ", text).replace('\\"', '"').replace('""', '"')
    text = html.unescape(re.sub(r"<[^<>]*>", "", text))
    text = re.sub(r"\{\d+[sqc](?:,\d+[sqc])*:|\}", "", text)
    return re.sub(r"(?m)^[ \t]*(?:[>#*|/-]+[ \t]*|[\"'])|[\"'][ \t]*$", "", text)


def json_texts(value: Any) -> Iterator[str]:
    """The strings of a notebook; a list of nothing but strings is one text cut into lines."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(piece, str) for piece in value):
        yield "".join(value)
    elif isinstance(value, list | dict):
        for piece in value.values() if isinstance(value, dict) else value:
            yield from json_texts(piece)


def views(path: Path) -> Iterator[str]:
    """The texts to look through in one file: as it stands, as a reader sees it, and a notebook's cells."""
    data = path.read_bytes()
    if b"\0" in data[:8192] and len(data) > BINARY_LIMIT:
        return
    text = data.decode("utf-8", errors="ignore")
    yield text
    yield unescaped(text)
    if path.suffix == ".ipynb":
        cells = "\n".join(json_texts(json.loads(text)))
        yield cells
        yield unescaped(cells)


def sieve_values(text: str) -> np.ndarray:
    """`build.sieve` of every window of a normalised text at once, as 16-bit numbers."""
    values = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    width = 1
    while width < build.WINDOW:
        values = values[:-width] * np.uint32((build.SIEVE_BASE + 2 * width) & 0xFFFFFFFF) + values[width:]
        width *= 2
    return values >> np.uint32(16)


def leaks(texts: Iterator[str] | list[str], shingles: str) -> list[str]:
    """The windows of the texts whose hashes are among the shingles."""
    lines = shingles.split()
    hashes = {line for line in lines if len(line) == 16}
    may_be = np.zeros(1 << 16, dtype=bool)
    may_be[[int(line, 16) for line in lines if len(line) == 4]] = True
    hits = []
    for text in map(build.normalise, texts):
        if len(text) < build.WINDOW:
            continue
        for start in np.flatnonzero(may_be[sieve_values(text)]):
            window = text[start : start + build.WINDOW]
            if build.shingle(window) in hashes:
                hits.append(window)
    return hits


@pytest.fixture(scope="module")
def shingles() -> str:
    return (SEEDS / "shingles.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def twin() -> str:
    return (SEEDS / "twin.txt").read_bytes().decode("utf-8")


def test_no_committed_file_holds_forty_characters_of_the_seed(shingles: str) -> None:
    holders = {
        str(path.relative_to(REPOSITORY)): hits
        for path in tracked_files(REPOSITORY)
        if (hits := leaks(views(path), shingles))
    }
    assert not holders, f"words of the seed story, which is not ours to publish; reword or remove: {holders}"


def test_the_shingles_are_hashes_and_enough(shingles: str) -> None:
    lines = shingles.split()
    assert all(re.fullmatch(r"[0-9a-f]{4}|[0-9a-f]{16}", line) for line in lines)
    n_characters = manifest("seed")["n_characters"]
    assert sum(len(line) == 16 for line in lines) > 0.9 * (n_characters - build.WINDOW) / build.STRIDE


def test_sieve_is_the_same_for_one_window_and_for_all(twin: str) -> None:
    text = build.normalise(twin + " Кремль 🛟 ")
    whole = sieve_values(text)
    assert len(whole) == len(text) - build.WINDOW + 1
    assert [build.sieve(text[i : i + build.WINDOW]) for i in range(len(whole))] == [f"{v:04x}" for v in whole]


def test_every_forty_characters_are_found_and_other_text_is_not(twin: str) -> None:
    text = build.normalise(twin)
    made = build.shingles(twin)
    run = build.WINDOW + build.STRIDE - 1
    assert run == 40
    for start in range(len(text) - run + 1):
        # letters around it that the twin cannot have there, so that the run alone decides
        assert leaks([f"¶{text[start : start + run]}¶"], made), text[start : start + run]
    assert not leaks([text[::-1], " ".join(reversed(text.split()))], made)


def written_as(suffix: str, piece: str) -> str:
    first, second = piece[:45], piece[45:]
    return {
        ".txt": "before " + piece.replace(" ", "\n").upper().translate(str.maketrans("“”’", '""\'')),
        ".md": "\n".join("> " + piece[i : i + 22] for i in range(0, len(piece), 22)),
        ".ipynb": json.dumps({"cells": [{"source": ["x\n", piece[:20], piece[20:]]}]}),
        ".json": json.dumps({"text": piece}),
        ".svg": f"<svg><text>{html.escape(first)}<tspan>{html.escape(second)}</tspan></text></svg>",
        ".html": "<mark>"
        + piece.replace("’", "&rsquo;").replace("“", "&ldquo;").replace(" ", "&#32;")
        + "</mark>",
        ".csv": 'id,text\n1,"' + piece.replace('"', '""') + '"\n',
    }[suffix]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".ipynb", ".json", ".svg", ".html", ".csv"])
def test_a_planted_piece_is_found_however_it_is_written(tmp_path: Path, twin: str, suffix: str) -> None:
    piece = twin[twin.index("“We are sorry") :][:90]
    path = tmp_path / f"planted{suffix}"
    path.write_text(written_as(suffix, piece), encoding="utf-8")
    assert leaks(views(path), build.shingles(twin))
    path.write_text(
        written_as(suffix, "Nothing of the kind is said here, and ‘nobody’ is quoted: “ice” is ice."), "utf-8"
    )
    assert not leaks(views(path), build.shingles(twin))


def test_files_are_listed_without_git_too(tmp_path: Path) -> None:
    for name in ("a.txt", ".venv/b.txt", "deep/c.bin"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [path.name for path in tracked_files(tmp_path)] == ["a.txt", "c.bin"]


# (b) manifest and offsets agree with the original, where it is at hand


def manifest(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((SEEDS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}_attributions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans(row: dict[str, str]) -> list[tuple[int, int]]:
    pairs = [span.split("-") for span in row["content_spans"].split(";")]
    pairs += [
        [row[f"{role}_start"], row[f"{role}_end"]] for role in ("speaker", "cue") if row[f"{role}_start"]
    ]
    return [(int(start), int(end)) for start, end in pairs]


@pytest.fixture
def original() -> str:
    (path,) = material("gold", "seed").glob("*.txt")
    return path.read_bytes().decode("utf-8")


def test_a_planted_piece_of_the_original_is_found(tmp_path: Path, original: str, shingles: str) -> None:
    assert shingles == build.shingles(original)
    path = tmp_path / "notes.md"
    for start in range(0, len(original) - 80, 97):
        path.write_text("A note: " + original[start : start + 80], encoding="utf-8")
        assert leaks(views(path), shingles), start


def test_manifest_is_of_the_original(original: str) -> None:
    seed = manifest("seed")
    assert seed["sha256"] == hashlib.sha256(original.encode("utf-8")).hexdigest()
    assert (seed["n_characters"], seed["n_words"]) == (len(original), len(original.split()))


def test_offsets_are_those_of_the_annotation(original: str) -> None:
    gold = json.loads((material("gold", "seed") / "gold.json").read_text(encoding="utf-8"))
    assert (SEEDS / "seed_attributions.csv").read_text("utf-8") == build.to_csv(
        build.seed_rows(gold), build.SEED_COLUMNS
    )
    (attributions,) = gold.values()
    expected = sorted(
        [
            [
                [tuple(s) for s in one["content"] + one["speaker"] + one["cue"]],
                one["quote_type"],
                one["actor"],
                one["side"],
            ]
            for one in attributions
        ]
    )
    got = sorted([[spans(row), row["quote_type"], row["actor"], row["side"]] for row in rows("seed")])
    assert got == expected
    assert all(0 <= start < end <= len(original) for row in rows("seed") for start, end in spans(row))


def test_seed_rows_agree_with_the_manifest() -> None:
    seed, table = manifest("seed"), rows("seed")
    assert len(table) == seed["n_attributions"] == 22
    assert {side: sum(row["side"] == side for row in table) for side in seed["sides"]} == seed["sides"]
    assert sum(seed["sides"].values()) == 22
    assert list(table[0]) == build.SEED_COLUMNS, "offsets, quote type, actor and side; no words of the text"
    assert {row["quote_type"] for row in table} == {"direct", "mixed", "indirect", "continuation"}


# (c) the twin is as built, and as hard


def test_twin_is_as_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0, capsys.readouterr().err


def test_check_says_what_is_not_as_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("twin_marked.txt", "twin.txt", "twin.yaml", "twin_attributions.csv"):
        (tmp_path / name).write_bytes((SEEDS / name).read_bytes())
    monkeypatch.setattr(build, "HERE", tmp_path)
    marked = tmp_path / "twin_marked.txt"
    marked.write_text(marked.read_text("utf-8").replace("Reykjavik", "Nuuk"), "utf-8")
    assert build.main(["--check"]) == 1
    assert "twin.txt, twin.yaml, twin_attributions.csv" in capsys.readouterr().err
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("{1c:ice}\n", "no line '==='"),
        ("{1c:ice\n===\n", "left open"),
        ("ice}\n===\n", "closes nothing"),
        ("{1x:ice\n===\n", "not a mark"),
    ],
)
def test_marks_that_cannot_be_read_are_named(marked: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build.read_marks(marked)


def test_marks_nest_share_and_come_in_pieces() -> None:
    marked = (
        "{1c:Ice {2c:melts}}, {1s,2s:he} {1q:said}, {1c:slowly}.\n===\n"
        "1|US|He|direct|speech|\n2|US|He|indirect|speech|RU\n"
    )
    text, found_spans, lines = build.read_marks(marked)
    assert text == "Ice melts, he said, slowly.\n"
    assert found_spans[1]["content"] == [(0, 9), (20, 26)]
    table = build.twin_rows(text, found_spans, lines)
    assert [row["content"] for row in table] == ["Ice melts … slowly", "melts"]
    assert table[0]["content_spans"] == "0-9;20-26"
    assert table[1]["cue_start"] == ""


def test_twin_spans_cover_their_words(twin: str) -> None:
    table = rows("twin")
    assert list(table[0]) == build.TWIN_COLUMNS
    for row in table:
        pieces = [span.split("-") for span in row["content_spans"].split(";")]
        assert " … ".join(twin[int(a) : int(b)] for a, b in pieces) == row["content"]
        for role in ("speaker", "cue"):
            covered = (
                twin[int(row[f"{role}_start"]) : int(row[f"{role}_end"])] if row[f"{role}_start"] else ""
            )
            assert covered == row[role]
        for start, end in spans(row):
            assert twin[start:end] == twin[start:end].strip()
            assert "\n" not in twin[start:end], "no attribution runs over the end of its paragraph"
        assert not row["content"].startswith("that ")
        if not row["content"].endswith("”"):
            assert not row["content"].endswith(".") or row["quote_type"] == "direct"


def test_twin_is_as_hard_as_the_seed(twin: str) -> None:
    table = rows("twin")
    assert len(table) == manifest("twin")["n_attributions"] >= 22
    lines = twin.split("\n")
    assert not lines[0].endswith(".") and not lines[1].endswith(".") and lines[2].startswith("WASHINGTON — ")
    assert sum("‘" in line and "’" in line for line in lines[:2]) == 2
    headline = [row for row in table if spans(row)[0][1] <= len(lines[0]) + 1 + len(lines[1])]
    assert [row["cue"] for row in headline] == ["", "say", "says"]
    unclosed = [i for i, line in enumerate(lines) if line.count("“") == line.count("”") + 1]
    assert len(unclosed) == 2
    assert all(lines[i + 1].startswith("“") for i in unclosed)
    taken_up = [next(row for row in table if lines[i + 1].startswith(row["content"][:30])) for i in unclosed]
    assert [row["cue"] for row in taken_up] == ["said", ""]
    assert [row["quote_type"] for row in taken_up] == ["direct", "continuation"]
    assert sum(row["quote_type"] == "continuation" for row in table) == 2
    assert sum(";" in row["content_spans"] for row in table) == 1
    cues = {row["cue"] for row in table}
    assert {"was quoted as saying", "accusing", "claiming", "citing", "according to", "charge"} <= cues
    assert {"Washington", "Moscow", "The Kremlin", "the US spokesman", "he"} <= {
        row["speaker"] for row in table
    }
    shared = [row["speaker_start"] for row in table if row["speaker_start"]]
    assert len(shared) - len(set(shared)) == 2, "two participles inherit a speaker"
    contents = [row["content_spans"] for row in table]
    assert len(contents) - len(set(contents)) == 1, "one charge stands inside a repeated charge"
    assert 350 <= manifest("twin")["n_words"] <= 700


def test_twin_has_every_quote_type_as_often_as_the_seed_or_more() -> None:
    for quote_type in ("direct", "mixed", "indirect", "continuation"):
        counts = [sum(row["quote_type"] == quote_type for row in rows(name)) for name in ("seed", "twin")]
        assert counts[1] >= counts[0], quote_type


def test_twin_sides_are_those_listed() -> None:
    table = rows("twin")
    counts = {side: sum(row["side"] == side for row in table) for side in ("US", "RU", "other")}
    assert counts == {"US": 14, "RU": 10, "other": 1}
    sides = {person["name"]: person["side"] for person in manifest("twin")["people"]}
    for row in table:
        assert sides.get(row["actor"], row["side"]) == row["side"]
    targets = [(row["side"], row["target_side"]) for row in table if row["target_side"]]
    assert targets == [("US", "RU")] * 4, "accusing, accused twice, and the charge"


def test_twin_is_said_to_be_invented() -> None:
    twin_manifest = manifest("twin")
    assert twin_manifest["invented"] is True
    assert twin_manifest["licence"] == "CC BY 4.0"
    assert "every person in it" in (SEEDS / "README.md").read_text(encoding="utf-8")


def test_build_needs_the_standard_library_alone() -> None:
    modules = re.findall(r"(?m)^(?:import|from) (\w+)", (SEEDS / "build.py").read_text(encoding="utf-8"))
    assert set(modules) <= sys.stdlib_module_names


def test_twin_shares_no_actor_with_the_seed() -> None:
    people = {person["name"] for person in manifest("twin")["people"]}
    assert not people & {row["actor"] for row in rows("seed")}
    assert people & {row["actor"] for row in rows("twin")}
