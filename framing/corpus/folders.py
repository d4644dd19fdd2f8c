"""Folders of files of any known format, at any depth."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from framing.corpus.limits import LimitError, Limits, read_bytes
from framing.corpus.recognise import Wanted, read_member, recognise
from framing.corpus.records import Note, Record, problem

# What lies beside articles in a folder and is none.
_BESIDE = frozenset(
    ".md .rst .log .ini .cfg .db .png .jpg .jpeg .gif .svg .webp .ico .css .js .py .r .ipynb .yaml .yml .toml "
    ".lock .woff .woff2 .ttf".split()
)


def files_of(folder: Path) -> list[tuple[str, Path]]:
    """(path in the folder, path) of all files that could hold articles, sorted."""
    return [(name, path) for name, path in _walk(folder, []) if path.suffix.lower() not in _BESIDE]


def _walk(folder: Path, problems: list[dict[str, Any]]) -> list[tuple[str, Path]]:
    """All files but hidden ones, sorted by their path in the folder; folders that cannot be listed are problems."""

    def cannot_list(error: OSError) -> None:
        where = Path(error.filename).relative_to(folder).as_posix() if error.filename else "."
        message = f"folder cannot be read: {error.strerror}"
        problems.append(problem(where, None, Note("dropped", "unreadable", message)))

    paths: list[Path] = []
    for directory, folders, files in os.walk(folder, onerror=cannot_list):
        folders[:] = [each for each in folders if not each.startswith(".")]
        paths += [Path(directory, file) for file in files if not file.startswith(".")]
    return sorted((path.relative_to(folder).as_posix(), path) for path in paths)


def read_folder(
    folder: Path, wanted: Wanted, *, limits: Limits
) -> tuple[list[Record], list[dict[str, Any]], bool]:
    """Records of all files under a folder, sorted by path, their problems, and whether a table is among them.

    Hidden files and links to folders are passed over; files of no known format are rows, but for pictures and notes.

    Raises
    ------
    ValueError : there is no file in it that could hold articles; the message says what is.
    """
    problems: list[dict[str, Any]] = []
    records: list[Record] = []
    others: dict[str, int] = {}
    n_read, table = 0, False
    for name, path in _walk(folder, problems):
        suffix = path.suffix.lower()
        if suffix in _BESIDE:
            others[suffix] = others.get(suffix, 0) + 1
            continue
        try:
            data = read_bytes(path, limits=limits, name=name)
        except (OSError, LimitError, ValueError) as error:
            n_read += 1
            reason = (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
            code = "limit" if isinstance(error, LimitError) else "unreadable"
            problems.append(problem(name, None, Note("dropped", code, f"cannot be read: {reason}")))
            continue
        kind = recognise(data, name)
        if kind is None:
            others[suffix or "no suffix"] = others.get(suffix or "no suffix", 0) + 1
        else:
            n_read += 1
            table = table or kind.table
        found, faults = read_member(data, wanted, name, limits)
        records += found
        problems += faults
    if not n_read:
        there = ", ".join(f"{n} {suffix}" for suffix, n in sorted(others.items())) or "nothing"
        raise ValueError(
            f"path={str(folder)!r}: no file in this folder is of a known format (there: {there}). Give text files, "
            "tables (CSV, JSON Lines, Parquet, XLSX), saved pages or exports of an archive."
        )
    return records, problems, table
