"""What `make verify` says, and what the manifest of figures tells: on small files of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import matplotlib.image
import nbformat
import numpy as np
import pytest
from executing import Executed
from manifest import manifest_of
from material import REPOSITORY
from verify import LEVELS, verify


def picture(change: float = 0.0, pixels: int = 0, size: int = 40) -> bytes:
    levels = np.full((size, size, 3), 0.5)
    levels.reshape(-1, 3)[:pixels] += change / 255
    buffer = io.BytesIO()
    matplotlib.image.imsave(buffer, levels, format="png")
    return buffer.getvalue()


def notebook(*shown: Any, source: str = "1") -> bytes:
    outputs = [nbformat.v4.new_output("display_data", data=data) for data in shown]
    cell = nbformat.v4.new_code_cell(source, id="c0", outputs=outputs, execution_count=1)
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


def told(root: Path, name: str, old: bytes, new: bytes, **beside: bytes) -> tuple[list[str], list[str]]:
    (root / name).write_bytes(old)
    return verify({name: new, **{key.replace("_", "."): value for key, value in beside.items()}}, root)


def test_same_bytes_say_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, "a.csv", b"x\n1\n", b"x\n1\n") == ([], [])


def test_what_is_not_there_has_changed(tmp_path: Path) -> None:
    assert verify({"a.png": b""}, tmp_path) == (["a.png: is not committed"], [])


def test_a_hair_aside_is_harmless_and_a_bar_is_not(tmp_path: Path) -> None:
    changed, harmless = told(tmp_path, "a.png", picture(), picture(LEVELS - 2, 1600))
    assert not changed and harmless == ["a.png: 0.00% of pixels differ by more than 8 levels, at most 6"]
    changed, harmless = told(tmp_path, "a.png", picture(), picture(90, 6))
    assert not changed and harmless
    changed, harmless = told(tmp_path, "a.png", picture(), picture(90, 160))
    assert changed == ["a.png: 10.00% of pixels differ by more than 8 levels, at most 90"] and not harmless
    changed, _ = told(tmp_path, "a.png", picture(), picture(size=41))
    assert changed == ["a.png: is 41 × 41 pixels, and was 40 × 40"]


def test_lines_have_changed_where_their_picture_has(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    assert told(tmp_path, "a.svg", b"<svg>1</svg>", b"<svg>1.0</svg>", a_png=picture())[0] == []
    changed, _ = told(tmp_path, "a.svg", b"<svg>1</svg>", b"<svg>2</svg>", a_png=picture(90, 400))
    assert [line.split(":")[0] for line in changed] == ["a.png", "a.svg"]
    assert told(tmp_path, "b.pdf", b"%PDF 1", b"%PDF 22")[0] == ["b.pdf: differs, 6 bytes and now 7"]


def test_a_number_that_moved_is_named(tmp_path: Path) -> None:
    changed, _ = told(
        tmp_path, "a.csv", b"side,estimate\nUS,0.5\nRU,0.4\n", b"side,estimate\nUS,0.5\nRU,0.41\n"
    )
    assert changed == ["a.csv: 1 of 4 cells differ, the first: row 2, estimate: '0.4' is now '0.41'"]
    assert "3 rows, and it had 1" in told(tmp_path, "a.csv", b"x\n1\n", b"x\n1\n2\n3\n")[0][0]
    assert "columns ['x', 'y']" in told(tmp_path, "a.csv", b"x\n1\n", b"y\n1\n")[0][0]


@pytest.mark.parametrize(
    ("old", "new", "said", "same"),
    [
        (
            notebook({"text/plain": "1"}),
            notebook({"text/plain": "2"}),
            "cell 0 (c0) shows other text/plain",
            False,
        ),
        (notebook({"text/plain": "1"}), notebook(), "has other kinds of output", False),
        (notebook(source="1"), notebook(source="2"), "has other cells", False),
    ],
)
def test_a_notebook_is_compared_as_it_is_read(
    tmp_path: Path, old: bytes, new: bytes, said: str, same: bool
) -> None:
    changed, harmless = told(tmp_path, "01-a.ipynb", old, new)
    assert said in (harmless if same else changed)[0]


def test_versions_that_moved_are_named_and_do_not_fail(tmp_path: Path) -> None:
    one = manifest_of([Executed("01-a", "", {"01-a.png": b""})])
    other = json.loads(one)
    other["versions"]["packages"]["numpy"] = "0.1"
    changed, harmless = told(tmp_path, "manifest.json", json.dumps(other).encode(), one.encode())
    assert not changed and "numpy 0.1 is now " in harmless[0]


def test_the_committed_manifest_tells_what_each_figure_was_made_from() -> None:
    told = json.loads((REPOSITORY / "figures" / "manifest.json").read_text(encoding="utf-8"))
    for figure, entry in told["figures"].items():
        assert entry["cell"]["id"] and len(entry["cell"]["sha256"]) == 64, figure
        made = told["notebooks"][entry["notebook"]]
        assert made["parameters"]["seed"] == 0 and "codebook" in made["parameters"]
        # The course on one's own corpus has none until it is given one.
        assert {"corpus", "text"} & set(made["inputs"]) or made["parameters"]["corpus"] is None
    assert {"numpy", "pandas", "matplotlib"} <= set(told["versions"]["packages"])
    assert {"actors.yaml", "cues.csv", "tagger.onnx"} <= set(told["versions"]["codebooks_and_models"])
