"""Bringing a data set: the one place in this project that goes to the network, and only when it is called."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pooch  # type: ignore[import-untyped]

from framing.datasets.registry import Dataset, find_dataset

CACHE_VARIABLE = "FRAMING_DATASETS"
_TIMEOUT = 30
# A server that sends more than this, where the size is not known, is cut off.
_MOST_BYTES = 2_000_000_000
_CHUNK = 1 << 16


@dataclass(frozen=True)
class FetchedDataset:
    """A data set on this machine. It is path-like, so that a reader takes it; shown, it tells licence and citation."""

    path: Path
    dataset: Dataset

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        entry = self.dataset
        lines = [
            f"{entry.title}",
            f"  file: {self.path}",
            f"  licence: {entry.license}",
            f"  please cite: {entry.citation}",
            f"  good for: {entry.good_for}",
        ]
        return "\n".join([*lines, f"  read with: {entry.read}"] if entry.read else lines)


def cache_folder() -> Path:
    """Where data sets are kept: the folder that FRAMING_DATASETS names, else the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else Path(pooch.os_cache("framing")) / "datasets"


def fetch(
    name: str,
    *,
    mirror: str | None = None,
    sha256: str | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> FetchedDataset:
    """Bring a data set of the registry into the cache, or take it from there.

    Parameters
    ----------
    name : see `list_datasets`.
    mirror : an address (http or https) of a folder that holds the file under its own name; by default the registry's.
    sha256 : checksum of the file, needed where the registry has none: nothing is taken in unchecked.
    folder : where to keep it; by default the folder that the environment variable FRAMING_DATASETS names, else the
        user's cache folder.

    Returns
    -------
    FetchedDataset : the file's path, to be given to `read_articles`, with licence and citation.

    Raises
    ------
    ValueError : there is no such data set, or no address or checksum of it is known, or the file that came has another
        checksum or size.
    ConnectionError : it cannot be reached; the message says what to put where, to go on without a network.

    Notes
    -----
    A file that lies in the folder already, with the right checksum, is taken without a network.

    Examples
    --------
    >>> articles, problems = read_articles(fetch("fa-kes"), ...)          # doctest: +SKIP
    """
    entry = find_dataset(name)
    known = _checksum(entry, sha256)
    where = Path(folder) if folder is not None else cache_folder()
    target = where / entry.file
    if target.is_file() and pooch.file_hash(str(target), alg="sha256") == known:
        return FetchedDataset(target, entry)
    address = _address(entry, mirror, where)
    logger = pooch.get_logger()
    level = logger.level
    # What it says on the screen, the value that is returned says too.
    logger.setLevel("WARNING")
    try:
        path = pooch.retrieve(
            address,
            known_hash=f"sha256:{known}",
            fname=entry.file,
            path=where,
            downloader=_Download(entry.size if sha256 in (None, entry.sha256) else None),
        )
    except OSError as error:
        raise ConnectionError(
            f"{name!r} cannot be fetched from {address}: {_reason(error)}. {_by_hand(entry, where, known)}"
        ) from error
    except ValueError as error:
        raise ValueError(
            f"{name!r} from {address} is not the file that is expected: {error} {_by_hand(entry, where, known)}"
        ) from error
    finally:
        logger.setLevel(level)
    return FetchedDataset(Path(path), entry)


class _Download:
    """What pooch calls to bring a file: over http or https alone, and never more bytes than there can be."""

    def __init__(self, size: int | None) -> None:
        self._most = size if size is not None else _MOST_BYTES

    def __call__(self, url: str, output_file: Any, pooch: object) -> None:
        # The address was held to be http or https: no file and no other scheme is opened.
        request = urllib.request.Request(url, headers={"User-Agent": "framing"})
        taken = 0
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer, open(output_file, "wb") as out:
            _web_address(answer.url, "the address it leads to")
            while piece := answer.read(_CHUNK):
                taken += len(piece)
                if taken > self._most:
                    raise ValueError(f"it is larger than {self._most:,} bytes.")
                out.write(piece)


def _checksum(entry: Dataset, given: str | None) -> str:
    if given is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", given):
        raise ValueError(f"sha256={given!r} is not allowed; allowed: 64 hexadecimal digits.")
    known = given or entry.sha256
    if known is None:
        raise ValueError(
            f"name={entry.name!r}: no checksum of {entry.file} is known, and nothing is taken in unchecked. "
            f"Get it from {entry.page or 'its authors'} (licence: {entry.license}) and give your path to the reader, "
            "or give sha256=…."
        )
    return known.lower()


def _address(entry: Dataset, mirror: str | None, where: Path) -> str:
    if mirror is not None:
        return _web_address(mirror, "mirror").rstrip("/") + "/" + quote(entry.file)
    if entry.url is None:
        raise ValueError(
            f"name={entry.name!r}: there is no address to fetch it from (licence: {entry.license}). "
            f"{_by_hand(entry, where, entry.sha256)}"
        )
    return entry.url


def _web_address(address: str, what: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(
            f"{what}={address!r} is not allowed; allowed: an address that begins with http:// or https://."
        )
    return address


def _by_hand(entry: Dataset, where: Path, known: str | None) -> str:
    source = f"get it from {entry.page}" if entry.page else "get it from its authors"
    size = f"{entry.size:,} bytes, " if entry.size else ""
    return (
        f"By hand: {source}, and put {entry.file} ({size}SHA-256 {known}) into {where}; or give mirror=… or, "
        f"for another folder, folder=… or the environment variable {CACHE_VARIABLE}."
    )


def _reason(error: OSError) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    reason = getattr(error, "reason", None) or error.strerror or error
    return str(reason)
