"""Readings kept between two functions that read the same articles."""

from __future__ import annotations

from typing import Any

# Characters of text whose readings are kept: some 45 bytes each, so about 64 MB in all, as the parse store.
ROOM = 1_400_000


class Shelf:
    """What `resolve_speakers` has read, for the `find_mentions` that follows; a reading is a function of its key."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = self._free = room
        self._kept: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def clear(self) -> None:
        self._kept.clear()
        self._free = self._room

    def put(self, key: tuple[Any, ...], value: tuple[Any, ...]) -> None:
        """Keep a reading while there is room: what comes later is read twice, and nothing else changes."""
        size = len(key[0])
        if size <= self._free and key not in self._kept:
            self._kept[key] = value
            self._free -= size

    def take(self, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Hand a reading over; it is not needed a third time."""
        found = self._kept.pop(key, None)
        if found is not None:
            self._free += len(key[0])
        return found
