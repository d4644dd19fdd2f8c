"""What a study leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.schema import TABLES, read_table
from framing.study.write import MANIFEST, inside, sha256


@dataclass(frozen=True)
class Study:
    """The result of `run_study`.

    out : the folder written to.
    tables : name → DataFrame: articles, attributions, mentions, counts, measures, contrast, unresolved, problems.
    figures : name → its files; empty for a figure that could not be drawn (`manifest["figures"]` says why).
    manifest : versions, arguments, and hashes of the codebooks, the input and the output, as in `manifest.json`.
    """

    out: Path
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, tuple[Path, ...]]
    manifest: Mapping[str, Any]


class TablesOnDisk(Mapping[str, pd.DataFrame]):
    """The tables of a study's folder, each read when it is first asked for.

    Raises
    ------
    RuntimeError : the file of a table is not the study's any more: another one was written to its folder meanwhile.
    """

    def __init__(self, out: Path, manifest: Mapping[str, Any]) -> None:
        # The process may stand in another folder by the time that a table is asked for.
        self._out, self._names, self._hashes = out.resolve(), tuple(manifest["rows"]), manifest["outputs"]
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            path = self._out / "tables" / f"{name}.parquet"
            if sha256(path) != self._hashes.get(f"tables/{name}.parquet"):
                raise RuntimeError(
                    f"tables[{name!r}]: {path.name} is not this study's any more; another run wrote to its folder. Run "
                    "the study again."
                )
            self._read[name] = read_table(path, table=name) if name in TABLES else pd.read_parquet(path)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __or__(self, others: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        return {**self, **others}


def unchanged(out: Path, expected: Mapping[str, Any]) -> Study | None:
    """The study that lies in a folder already, where what is expected made it and every file is still its own.

    None where it is another, where a file was changed, and where articles failed, which are tried again.
    """
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        same = all(manifest[name] == json.loads(json.dumps(value)) for name, value in expected.items())
        outputs, figures = manifest["outputs"], manifest["figures"]
        if not same or manifest["n_failed"] or not all(map(inside, outputs)):
            return None
        if any(sha256(out / name) != digest for name, digest in outputs.items()):
            return None
        drawn = {name: tuple(out / file for file in each["files"]) for name, each in figures.items()}
        return Study(out, TablesOnDisk(out, manifest), drawn, manifest)
    except (OSError, ValueError, KeyError, TypeError):
        return None
