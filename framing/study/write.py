"""A study's files: tables, what went in and came out as hashes, and nothing left over from an earlier run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from framing.corpus.folders import files_of
from framing.files import write_text
from framing.schema import TABLES, write_plain, write_table
from framing.study.partitions import article_lines

try:
    import fcntl
except ImportError:  # not on Windows: there nothing keeps two runs apart
    fcntl = None  # type: ignore[assignment]

MANIFEST = "manifest.json"
CACHE = ".cache"
_OWN = ("tables", "figures", "sentences", CACHE)
# What `files.written_aside` calls a file that is not whole yet; a killed run leaves them behind.
_ASIDE = ".*.part*"


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Make the folder and keep every other run out of it for as long as this one lasts.

    Raises
    ------
    ValueError : `out` is a file, or another run is writing to it.
    """
    if out.exists() and not out.is_dir():
        raise ValueError(f"out={str(out)!r} is a file; name a folder to write to.")
    (out / CACHE).mkdir(parents=True, exist_ok=True)
    with open(out / CACHE / "lock", "w") as lock:
        if fcntl is not None:
            try:
                # Of this process alone, so that a worker that outlives it for a moment does not hold it.
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                busy = f"out={str(out)!r}: another run is writing there; wait for it or name another."
                raise ValueError(busy) from error
        yield


def refuse_inside(out: Path, source: Path) -> None:
    """Raise a ValueError where what a study writes would be read as articles by the next one."""
    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise ValueError(f"out={str(out)!r} lies in the folder of the articles; name a folder outside of it.")


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, *, known: Container[str] = frozenset(TABLES)
) -> list[Path]:
    """Every table as Parquet and CSV; those that the schema does not know, or not in these columns, plainly."""
    written: list[Path] = []
    for name, table in tables.items():
        parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
        if name in known:
            write_table(table, parquet, table=name)
            write_table(table, csv, table=name)
            written += [parquet, csv, csv.with_name(f"{csv.name}.schema.json")]
            continue
        for path in (parquet, csv):
            write_plain(table, path)
            written.append(path)
    return written


def write_manifest(manifest: Mapping[str, Any], out: Path) -> None:
    """The manifest comes last: where it stands, everything it names is whole."""
    write_text(out / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=True) + "\n")


def begin(out: Path) -> list[str]:
    """Take an earlier run's manifest and half-written files out of the way; the files that the manifest names."""
    half = [*out.glob(_ASIDE), *(path for name in _OWN for path in (out / name).rglob(_ASIDE))]
    for path in half:
        path.unlink(missing_ok=True)
    path = out / MANIFEST
    try:
        named = json.loads(path.read_text(encoding="utf-8"))["outputs"]
        earlier = [name for name in named if inside(name)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    path.unlink()
    return earlier


def forget(out: Path) -> None:
    """Remove what is kept of the articles for the next run, all but the lock of this one."""
    for path in (out / CACHE).iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def remove_left_over(out: Path, earlier: Iterable[str], written: Iterable[Path]) -> None:
    """Remove files of the earlier run that this one did not write: a figure that can no longer be drawn would lie."""
    now = {path.relative_to(out).as_posix() for path in written}
    for name in sorted(set(earlier) - now):
        (out / name).unlink(missing_ok=True)


def hashed_input(source: Path) -> dict[str, str]:
    """SHA-256 of the input file, or of every file of a folder that could hold articles, by name in that folder."""
    if not source.is_dir():
        return {source.name: sha256(source)}
    return {name: sha256(path) for name, path in files_of(source)}


def text_files(folder: Path) -> Iterator[Path]:
    """The text files that `read_articles` reads in a folder."""
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(".txt"):
                yield Path(directory, name)


def hashed_frame(articles: pd.DataFrame) -> dict[str, str]:
    """SHA-256 of articles given as a table: ids, texts and all other columns, with their types."""
    types = [
        [str(name), str(dtype), dtype.categories.tolist() if isinstance(dtype, pd.CategoricalDtype) else None]
        for name, dtype in articles.dtypes.items()
    ]
    digest = hashlib.sha256(json.dumps(types, default=str).encode())
    for line in article_lines(articles, list(articles.columns)):
        digest.update(line + b"\n")
    return {"articles table": digest.hexdigest()}


def outlets_version() -> str:
    """Hash of the outlet codebook, which fills countries and types."""
    data = resources.files("framing.codebooks").joinpath("outlets.csv").read_bytes()
    return hashlib.sha256(data).hexdigest()[:12]


def sha256(path: Path) -> str:
    """SHA-256 of a file; "unreadable" for one that cannot be read, which `problems` names."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def inside(name: str) -> bool:
    """Whether a name that a manifest gives leads to no other folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
