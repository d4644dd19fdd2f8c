"""Gold data and real corpora that the project does not ship: found here, in one place, or said to be missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def root() -> Path:
    """The folder of outside material: FRAMING_MATERIAL, by default a folder `shared` beside the repository."""
    return Path(os.environ.get("FRAMING_MATERIAL", REPOSITORY.parent / "shared"))


def found(*parts: str) -> Path | None:
    """The path when it is there, else None."""
    path = root().joinpath(*parts)
    return path if path.exists() else None


def material(*parts: str) -> Path:
    """The path, or a skip that says what is missing and how to bring it."""
    path = found(*parts)
    if path is None:
        pytest.skip(f"{'/'.join(parts)} is not here: set FRAMING_MATERIAL to the folder that holds it")
    return path
