"""What code and which libraries made a result: kept results are told from others by it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import framing

LIBRARIES = ("python", "pandas", "numpy", "scipy", "matplotlib", "spacy", "pyarrow")


@cache
def code_digest(places: Sequence[str] = ("",)) -> str:
    """Hash of the package's own files in these folders, or of these names; of all of them by default."""
    package = Path(framing.__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for place in places:
        whole = package / place
        for path in sorted(whole.rglob("*")) if whole.is_dir() else sorted(package.glob(place)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(package).as_posix().encode() + b"\0")
                with open(path, "rb") as file:
                    digest.update(hashlib.file_digest(file, "sha1").digest())
    return digest.hexdigest()


def engine_libraries() -> dict[str, str]:
    """Of the libraries that the tagger reads with."""
    return {each: version(each) for each in ("onnxruntime", "tokenizers")}


def versions() -> dict[str, str]:
    """Of Python and the libraries that results hang on."""
    return {each: platform.python_version() if each == "python" else version(each) for each in LIBRARIES}
