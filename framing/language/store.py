"""A bounded store of parses, addressed by content: the same sentence is parsed once."""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

MAX_FILE = 1_000_000_000


def cache_file(name: str) -> Path | None:
    """A file in the folder that the environment variable FRAMING_CACHE names; None where it names none.

    The folder may be deleted at any time: it saves time and holds no result.
    """
    folder = os.environ.get("FRAMING_CACHE", "")
    return Path(folder) / name if folder else None


class ParseStore:
    """Parses by key, in memory up to `max_bytes` and, where `path` is given, in a file beside the study.

    What is in the store never changes a result; it only saves time. A file that cannot be used is left alone, and one
    of `max_file` bytes grows no more.
    """

    def __init__(
        self, *, max_bytes: int = 64_000_000, path: str | Path | None = None, max_file: int = MAX_FILE
    ) -> None:
        self.max_bytes = max_bytes
        self.max_file = max_file
        self._path = None if path is None else Path(path)
        self._memory: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._disk: sqlite3.Connection | None = None
        if path is not None:
            self._disk = _open(Path(path))

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Those of `keys` that are stored."""
        found = {}
        for key in keys:
            value = self._memory.get(key)
            if value is not None:
                self._memory.move_to_end(key)
                found[key] = value
        if self._disk is not None:
            missing = [key for key in keys if key not in found]
            try:
                for start in range(0, len(missing), 500):
                    some = missing[start : start + 500]
                    marks = ",".join("?" * len(some))
                    found.update(
                        self._disk.execute(f"SELECT key, value FROM parses WHERE key IN ({marks})", some)
                    )
            except sqlite3.Error:  # a damaged file costs time, not the study
                self.close()
        return found

    def put(self, items: dict[bytes, bytes]) -> None:
        """Store `items`; the least recently used leave when there are too many."""
        for key, value in items.items():
            if key not in self._memory:
                self._memory[key] = value
                self._size += len(key) + len(value)
        while self._size > self.max_bytes and self._memory:
            key, value = self._memory.popitem(last=False)
            self._size -= len(key) + len(value)
        if self._disk is not None and not self._full():
            try:
                with self._disk:
                    self._disk.executemany("INSERT OR IGNORE INTO parses VALUES (?, ?)", items.items())
            except sqlite3.Error:  # a full disk costs time, not the study
                self.close()

    def _full(self) -> bool:
        return self._path is not None and self._path.exists() and self._path.stat().st_size > self.max_file

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._disk is not None:
            self._disk.close()
            self._disk = None


def _open(path: Path) -> sqlite3.Connection | None:
    """The file as a database, or None where it is damaged, locked or something else: it is then left alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    disk = None
    try:
        disk = sqlite3.connect(path)
        disk.execute("PRAGMA journal_mode=WAL")
        disk.execute("PRAGMA synchronous=NORMAL")
        disk.execute("CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
    except sqlite3.Error:
        if disk is not None:
            disk.close()
        return None
    return disk
