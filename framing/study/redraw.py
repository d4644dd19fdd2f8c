"""The figures of a study drawn again from its tables: no article is needed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from framing.schema import read_table
from framing.study.measure import draw
from framing.study.write import MANIFEST, sha256


@dataclass(frozen=True)
class Redrawn:
    """The result of `redraw_study`.

    files : name of the figure → the files written.
    differ : names of files, as the manifest has them, whose bytes are not those that it names.
    """

    files: dict[str, tuple[Path, ...]]
    differ: tuple[str, ...]


def redraw_study(folder: str | os.PathLike[str], out: str | os.PathLike[str] | None = None) -> Redrawn:
    """Draw every figure of a study from its tables of results, and compare them with what its manifest names.

    Parameters
    ----------
    folder : what `run_study` wrote, with or without text.
    out : folder to write the figures to; by default the study's own `figures`.

    Returns
    -------
    Redrawn. `differ` is empty where the same versions of the libraries drew the same tables.

    Raises
    ------
    FileNotFoundError : the folder holds no finished study.
    """
    root = Path(folder)
    if not (root / MANIFEST).is_file():
        raise FileNotFoundError(
            f"{str(root)!r} holds no finished study: {MANIFEST} is not there; run the study first."
        )
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    tables = root / "tables"
    measures = read_table(tables / "measures.parquet", table="measures")
    contrasts = pd.read_parquet(tables / "contrast.parquet")
    reasons = {
        name.removeprefix("contrast-"): str(each["reason"])
        for name, each in manifest["figures"].items()
        if name.startswith("contrast-") and each["reason"]
    }
    target = Path(out) if out is not None else root / "figures"
    drawn = draw(
        target,
        measures,
        contrasts,
        by=manifest["arguments"]["by"],
        sides=manifest["codebooks"]["actors"]["sides"],
        reasons=reasons,
    )
    differ = [
        name
        for each in drawn.values()
        for path in each.files
        if sha256(path) != manifest["outputs"].get(name := f"figures/{path.name}")
    ]
    return Redrawn({name: each.files for name, each in drawn.items()}, tuple(sorted(differ)))
