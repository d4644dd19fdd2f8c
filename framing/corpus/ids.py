"""Names of articles: each its own."""

from __future__ import annotations

from collections.abc import Collection


def next_free(wanted: str, taken: Collection[str]) -> str:
    """`wanted` with the first of -2, -3 … that nobody has."""
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
