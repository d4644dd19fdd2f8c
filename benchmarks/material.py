"""Gold data that the project does not ship: found through FRAMING_MATERIAL, in one place."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def root() -> Path:
    """The folder of outside material: FRAMING_MATERIAL, by default a folder `shared` beside the repository."""
    return Path(os.environ.get("FRAMING_MATERIAL", REPOSITORY.parent / "shared"))


def path(*parts: str) -> Path:
    """A path in that folder; FileNotFoundError says what is missing and how to bring it."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(
            f"{'/'.join(parts)} is not in {root()}: set FRAMING_MATERIAL to the folder that holds it."
        )
    return found
