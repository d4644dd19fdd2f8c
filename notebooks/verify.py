"""What differs between what is committed and what the code gives now, from bytes to what a reader would see."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib.image
import nbformat
import numpy as np
import pandas as pd

# Levels of 255 that a pixel may move, and the part of pixels that may move further: letters are drawn a hair aside
# by another processor or another font library.
LEVELS, PART = 8, 0.005


def verify(files: Mapping[str, bytes], root: Path) -> tuple[list[str], list[str]]:
    """(what has changed, what differs in bytes alone), a line each; both empty where every byte is the same."""
    changed: list[str] = []
    harmless: list[str] = []
    for name, new in sorted(files.items()):
        path = root / name
        if not path.exists():
            changed.append(f"{name}: is not committed")
            continue
        old = path.read_bytes()
        if old == new:
            continue
        what, same = _compared(name, old, new)
        (harmless if same else changed).append(f"{name}: {what}")
    pictures = {line.split(".png:")[0] for line in changed if ".png:" in line}
    # A drawing in lines has no pixels: it has changed where its picture has.
    for line in list(changed):
        figure, _, suffix = line.split(":")[0].rpartition(".")
        if suffix in ("svg", "pdf") and f"{figure}.png" in files and figure not in pictures:
            changed.remove(line)
            harmless.append(f"{line}; its picture is the same")
    return changed, harmless


def _compared(name: str, old: bytes, new: bytes) -> tuple[str, bool]:
    if name.endswith(".png"):
        return _pictures(old, new)
    if name.endswith(".ipynb"):
        return _notebooks(old, new)
    if name.endswith(".csv"):
        return _tables(old, new), False
    if name.endswith("manifest.json"):
        return _manifests(old, new), True
    if name.endswith((".svg", ".pdf")):
        return f"differs, {len(old):,} bytes and now {len(new):,}", False
    pairs = zip(
        old.decode("utf-8", "replace").splitlines(), new.decode("utf-8", "replace").splitlines(), strict=False
    )
    at = next(((n, a, b) for n, (a, b) in enumerate(pairs, start=1) if a != b), None)
    return (
        "differs in length"
        if at is None
        else f"line {at[0]}: {at[1].strip()[:80]!r} is now {at[2].strip()[:80]!r}"
    ), False


def _notebooks(old: bytes, new: bytes) -> tuple[str, bool]:
    """The first cell that reads otherwise; pictures in it are compared as pictures."""
    cells = [nbformat.reads(each.decode(), as_version=4).cells for each in (old, new)]
    if [cell.source for cell in cells[0]] != [cell.source for cell in cells[1]]:
        return "has other cells", False
    seen = "differs in no output"
    for number, (one, two) in enumerate(zip(*cells, strict=True)):
        before, after = (list(_outputs(cell)) for cell in (one, two))
        if [kind for kind, _ in before] != [kind for kind, _ in after]:
            return f"cell {number} ({one.id}) has other kinds of output", False
        for (kind, a), (_, b) in zip(before, after, strict=True):
            if a == b:
                continue
            what, same = f"cell {number} ({one.id}) shows other {kind}", False
            if kind == "image/png":
                told, same = _pictures(*(base64.b64decode(each) for each in (a, b)))
                what = f"cell {number} ({one.id}): {told}"
            if not same:
                return what, False
            seen = what
    return seen, True


def _outputs(cell: Any) -> Iterator[tuple[str, str]]:
    for output in cell.get("outputs", []):
        yield "text/stream", output.get("text", "")
        yield from sorted(output.get("data", {}).items())


def _pictures(old: bytes, new: bytes) -> tuple[str, bool]:
    one, two = (np.atleast_3d(matplotlib.image.imread(io.BytesIO(each), format="png")) for each in (old, new))
    if one.shape != two.shape:
        return f"is {two.shape[1]} × {two.shape[0]} pixels, and was {one.shape[1]} × {one.shape[0]}", False
    moved = np.abs(one - two).max(axis=2) * 255
    part = float((moved > LEVELS).mean())
    return (
        f"{part:.2%} of pixels differ by more than {LEVELS} levels, at most {moved.max():.0f}",
        part <= PART,
    )


def _tables(old: bytes, new: bytes) -> str:
    one, two = (pd.read_csv(io.BytesIO(each), dtype="str", keep_default_na=False) for each in (old, new))
    if list(one.columns) != list(two.columns):
        return f"columns {sorted(set(one.columns) ^ set(two.columns))} are in one of both alone"
    if len(one) != len(two):
        return f"{len(two)} rows, and it had {len(one)}"
    where = np.argwhere((one != two).to_numpy())
    if not len(where):
        return "differs in how cells are written, not in a value"
    row, column = where[0]
    return (
        f"{len(where)} of {one.size} cells differ, the first: row {row + 1}, {one.columns[column]}: "
        f"{one.iat[row, column]!r} is now {two.iat[row, column]!r}"
    )


def _manifests(old: bytes, new: bytes) -> str:
    one, two = (json.loads(each) for each in (old, new))
    parts = sorted(key for key in {*one, *two} if one.get(key) != two.get(key))
    moved = [
        f"{name} {one['versions']['packages'].get(name, 'missing')} is now {version}"
        for name, version in two.get("versions", {}).get("packages", {}).items()
        if one.get("versions", {}).get("packages", {}).get(name) != version
    ]
    return f"other {', '.join(parts)}" + (f" ({'; '.join(moved)})" if moved else "")
