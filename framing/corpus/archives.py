"""ZIP and gzip files: their members as bytes, within limits; nothing is ever written to disk by a member's name."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from framing.corpus.limits import DEFAULT_LIMITS, MEGABYTE, LimitError, Limits, read_bytes
from framing.corpus.records import Note

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
_OFFICE = "[Content_Types].xml"
_XML_PARTS = (".xml", ".rels", ".vml")
_CHUNK = 1 << 20
# What programs put beside the files that were meant.
_BYPRODUCTS = ("__MACOSX/", "Thumbs.db", "desktop.ini", ".DS_Store")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, IndexError,
    KeyError, struct.error,
)  # fmt: skip


class Member(NamedTuple):
    """A file in an archive: its bytes, or why it is left out. `name` is its path from the outermost archive."""

    name: str
    data: bytes
    fault: Note | None = None


class _Stream(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass
class _Spent:
    """What has been taken in so far, over all archives inside one another."""

    limits: Limits
    members: int = 0
    total: int = 0

    def one_more(self, what: str) -> None:
        self.members += 1
        self.limits.check("members", self.members, f"{what}: number of members")

    def unpack(self, stream: _Stream, packed: int, what: str) -> bytes:
        """All of a stream, read piece by piece so that a bomb is noticed before it fills memory."""
        pieces: list[bytes] = []
        size = 0
        while piece := stream.read(_CHUNK):
            size += len(piece)
            self.total += len(piece)
            self.limits.check("member_bytes", size, f"{what} in bytes unpacked")
            self.limits.check("total_bytes", self.total, f"{what}: bytes unpacked so far")
            if size > MEGABYTE:
                self.limits.check("ratio", size // max(packed, 1), f"{what}: bytes unpacked for one packed")
            pieces.append(piece)
        return b"".join(pieces)


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with `head` is a ZIP or gzip file; a DOCX or XLSX file is a ZIP too."""
    return head.startswith(ZIP_MARKS) or head.startswith(GZIP_MARK)


def unpack(
    source: str | Path | bytes, *, name: str = "", limits: Limits = DEFAULT_LIMITS
) -> Iterator[Member]:
    """The files in a ZIP or gzip file, in the order of their names, archives within it unpacked too.

    Parameters
    ----------
    source : the file, or its bytes.
    name : how to name it; by default the file's own name.
    limits : see `Limits`.

    Yields
    ------
    Member : one for each file. One that cannot be read, or must not be, has a `fault` with level "dropped" and a code:
        encrypted, link, path (it would climb out of the archive), limit, too_deep, unreadable. Folders and the
        by-products of operating systems are passed over.

    Raises
    ------
    LimitError : the whole passes `members` or `total_bytes`; a single member that passes its own limit is a fault.
    ValueError : it is not a readable archive.

    Notes
    -----
    DOCX and XLSX files are ZIP files, but here they are files: told by `[Content_Types].xml` in them.
    """
    data = source if isinstance(source, bytes) else read_bytes(source, limits=limits, name=name)
    what = name or (Path(source).name if not isinstance(source, bytes) else "archive")
    yield from _walk(data, what, "", 1, _Spent(limits))


def is_office(data: bytes) -> bool:
    """Whether bytes are an Office file (DOCX, XLSX): a ZIP with `[Content_Types].xml` in it."""
    if not data.startswith(ZIP_MARKS):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _OFFICE in archive.namelist()
    except _BROKEN:
        return False


def check_office(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """Names of the parts of a DOCX or XLSX file, after its size was held against `office_bytes`, `members`, `ratio`.

    Raises
    ------
    LimitError : it is larger unpacked.
    ValueError : it is no ZIP file, or encrypted, or its directory is damaged; or a part declares a document type, as
        no Office program does: so XML is made to expand without end, or to read other files.

    Notes
    -----
    The sizes are those of the directory. They may lie, but a member is never unpacked beyond the size given there.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ValueError(f"{name} is not a readable Office file: {error}") from error
    entries = archive.infolist()
    limits.check("members", len(entries), f"{name}: number of parts")
    size = sum(entry.file_size for entry in entries)
    limits.check("office_bytes", size, f"{name} in bytes unpacked")
    if size > MEGABYTE:
        limits.check("ratio", size // max(len(data), 1), f"{name}: bytes unpacked for one packed")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ValueError(f"{name} is encrypted; save it without a password.")
    _refuse_doctype(archive, name)
    return [entry.filename for entry in entries]


def _refuse_doctype(archive: zipfile.ZipFile, name: str) -> None:
    """Raise a ValueError where a part of an Office file holds a document type declaration, in any encoding."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(_XML_PARTS):
            continue
        try:
            with archive.open(entry) as stream:
                tail = b""
                while piece := stream.read(_CHUNK):
                    # Without zeros UTF-16 looks like UTF-8.
                    plain = (tail + piece.replace(b"\0", b"")).upper()
                    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                        raise _Doctype
                    tail = plain[-16:]
        except _Doctype:
            raise ValueError(
                f"{name}: its part {_shown(entry.filename)!r} declares a document type, as no Office program does; it "
                "may be made to fill memory or to read other files. Open it in an Office program and save it anew."
            ) from None
        except _BROKEN:
            # Whether a damaged part matters is for its reader to say.
            continue


class _Doctype(Exception):
    """A document type declaration was met."""


def gunzip(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """What a gzip file holds.

    Raises
    ------
    LimitError : it is larger than `member_bytes`, or grows by more than `ratio`.
    ValueError : it is damaged or cut short.
    """
    return _gunzip(data, name, _Spent(limits))


def _gunzip(data: bytes, what: str, spent: _Spent) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return spent.unpack(stream, len(data), what)
    except LimitError:
        raise
    except _BROKEN as error:
        raise ValueError(f"{what} is not a readable gzip file: {error}") from error


def _walk(data: bytes, what: str, prefix: str, depth: int, spent: _Spent) -> Iterator[Member]:
    if data.startswith(GZIP_MARK):
        inner = _gunzip(data, what, spent)
        yield from _open(what.removesuffix(".gz"), inner, depth, spent)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ValueError(f"{what} is not a readable ZIP file: {error}") from error
    with archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        for entry in entries:
            if entry.filename.endswith("/") or _byproduct(entry.filename):
                continue
            spent.one_more(what)
            shown = prefix + _shown(entry.filename)
            fault = _refused(entry)
            if fault is not None:
                yield Member(shown, b"", fault)
                continue
            try:
                with archive.open(entry) as stream:
                    inner = spent.unpack(stream, entry.compress_size, shown)
            except LimitError as error:
                if error.limit == "total_bytes":
                    raise
                yield Member(shown, b"", Note("dropped", "limit", str(error)))
                continue
            except _BROKEN as error:
                yield Member(shown, b"", Note("dropped", "unreadable", f"damaged in the archive: {error}"))
                continue
            yield from _open(shown, inner, depth, spent)


def _open(shown: str, data: bytes, depth: int, spent: _Spent) -> Iterator[Member]:
    """A member as it is, or what is in it where it is an archive itself."""
    if not is_archive(data[:4]) or is_office(data):
        yield Member(shown, data)
        return
    # A WARC file is packed record by record and read as it is.
    if data.startswith(GZIP_MARK) and shown.lower().endswith((".warc.gz", ".warc")):
        yield Member(shown, data)
        return
    if depth >= spent.limits.depth:
        message = (
            f"an archive inside {depth} other{'s' if depth > 1 else ''}: the limit is "
            f"depth={spent.limits.depth}; unpack it, or raise it with limits=Limits(depth=…)"
        )
        yield Member(shown, b"", Note("dropped", "too_deep", message))
        return
    try:
        yield from _walk(data, shown, f"{shown}/", depth + 1, spent)
    except LimitError as error:
        if error.limit in ("total_bytes", "members"):
            raise
        yield Member(shown, b"", Note("dropped", "limit", str(error)))
    except ValueError as error:
        yield Member(shown, b"", Note("dropped", "unreadable", str(error)))


def _refused(entry: zipfile.ZipInfo) -> Note | None:
    """Why a member is not read at all."""
    if entry.flag_bits & 1:
        return Note("dropped", "encrypted", "is encrypted; unpack it with its password first")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Note("dropped", "link", "is a symbolic link; links in archives are not followed")
    if kind not in (0, stat.S_IFREG):
        return Note("dropped", "link", "is a device, a pipe or a socket, not a file")
    if _climbs(entry.filename):
        return Note(
            "dropped", "path", "its path leads out of the archive: such archives are made to overwrite"
        )
    return None


def _climbs(filename: str) -> bool:
    path = filename.replace("\\", "/")
    return path.startswith("/") or path[1:3] == ":/" or ".." in path.split("/")


def _shown(filename: str) -> str:
    """A member's name for tables and messages: no control characters, no lone surrogates, not endless."""
    plain = filename.replace("\\", "/").encode("utf-8", "replace").decode("utf-8")
    kept = "".join(c if c.isprintable() else "\ufffd" for c in plain)
    return kept if len(kept) <= 400 else kept[:200] + "…" + kept[-199:]


def _byproduct(filename: str) -> bool:
    return filename.startswith("__MACOSX/") or PurePosixPath(filename).name in _BYPRODUCTS
