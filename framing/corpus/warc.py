"""WARC files, packed or not: the pages that a crawler saved, one record each."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

from framing.corpus.archives import GZIP_MARK
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits
from framing.corpus.outlets import OutletCodebook
from framing.corpus.records import Note, Record, problem
from framing.corpus.web import read_page

_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
_HEADER_LINE = 64_000
_HEADER_LINES = 200
_CHUNK = 1 << 18


class Block(NamedTuple):
    """One WARC record: its headers in lower case and its bytes; `cut` where the file ends before it does."""

    headers: dict[str, str]
    data: bytes
    cut: bool = False


def recognises(head: bytes, path: str) -> bool:
    """Whether a file that begins with `head` is a WARC file, also one packed by gzip."""
    if head.startswith(GZIP_MARK):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return _VERSION.match(head) is not None


def read_warc(
    source: Path | bytes,
    *,
    name: str,
    stem: str = "",
    outlets: OutletCodebook | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records of the HTML pages in a WARC file, and its problems; `row` counts its pages from 1.

    Parameters
    ----------
    source : the file or its bytes.
    name, stem : how to name the input, and what the articles' ids begin with.
    outlets : the outlet codebook, for sites whose page names them otherwise.
    limits : `members` counts records of any kind, `member_bytes` holds one record, `total_bytes` all, unpacked.

    Notes
    -----
    Pages are answers with status 200, and resources, of type HTML. All else (requests, pictures, redirects, errors) is
    passed over, and one row says how many. When the page was saved is kept as `captured`; it is no date of publication.
    """
    records: list[Record] = []
    problems: list[dict[str, Any]] = []
    passed = 0
    stem = stem or Path(name).name.removesuffix(".gz").removesuffix(".warc")
    for block in _blocks(source, name, limits):
        if isinstance(block, Note):
            problems.append(problem(name, None, block))
            continue
        page = _page(block, limits)
        if page is None:
            passed += 1
            continue
        row = len(records) + 1
        record_id = f"{stem}-{row:05d}"
        if isinstance(page, Note):
            record = Record(input=name, row=row, fallback_id=record_id, fields={})
            record.drop(page.code, page.message)
        else:
            html, charset = page
            url = block.headers.get("warc-target-uri", "").strip("<> ") or None
            record = read_page(
                html, name=name, row=row, fallback_id=record_id, charset=charset, url=url, outlets=outlets,
                limits=limits,
            )  # fmt: skip
            record.extra["captured"] = block.headers.get("warc-date")
            if block.cut and not record.dropped:
                record.note("warned", "cut_short", "the file ends within this page")
        records.append(record)
    if passed:
        message = (
            f"{passed} records that are no HTML page (requests, pictures, redirects, errors) were passed over"
        )
        problems.append(problem(name, None, Note("warned", "passed_over", message)))
    return records, problems


def _page(block: Block, limits: Limits) -> tuple[bytes, str | None] | Note | None:
    """The page in a record and the encoding that the server named; None where it is none, a note where it is broken."""
    kind = block.headers.get("warc-type", "").lower()
    if kind == "resource":
        found = (block.data, block.headers.get("content-type", ""))
        return (found[0], _charset(found[1])) if found[1].lower().startswith(_PAGES) else None
    if kind != "response":
        return None
    stream = io.BytesIO(block.data)
    try:
        answer = StatusAndHeadersParser([], verify=False).parse(stream)
    except Exception:  # its own exception, EOFError, and whatever odd bytes bring about
        return None
    content_type = answer.get_header("Content-Type") or ""
    if not answer.protocol.upper().startswith("HTTP/") or answer.get_statuscode() != "200":
        return None
    if not content_type.strip().lower().startswith(_PAGES):
        return None
    body: bytes = stream.read()
    if "chunked" in (answer.get_header("Transfer-Encoding") or "").lower():
        body = ChunkedDataReader(io.BytesIO(body)).read()
    try:
        body = _unpacked(body, (answer.get_header("Content-Encoding") or "").strip().lower(), limits)
    except LimitError as error:
        return Note("dropped", "limit", str(error))
    except (ValueError, zlib.error) as error:
        return Note("dropped", "unreadable", f"the page cannot be unpacked: {error}")
    return body, _charset(content_type)


def _unpacked(body: bytes, encoding: str, limits: Limits) -> bytes:
    """A body without its Content-Encoding; crawlers often unpack it and leave the header."""
    if encoding in ("", "identity"):
        return body
    if encoding in ("gzip", "x-gzip", "deflate"):
        windows = (zlib.MAX_WBITS, -zlib.MAX_WBITS) if encoding == "deflate" else (31,)
        for window in windows:
            packed = zlib.decompressobj(window)
            try:
                out = packed.decompress(body, limits.member_bytes + 1)
            except zlib.error:
                continue
            limits.check("member_bytes", len(out), "a page in bytes unpacked")
            return out
        if body[:64].lstrip()[:1] == b"<":
            return body
        raise ValueError(f"its bytes are no {encoding}")
    if body[:64].lstrip()[:1] == b"<":
        return body
    raise ValueError(f"it is packed as {encoding[:20]!r}")


def _charset(content_type: str) -> str | None:
    match = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", content_type, re.IGNORECASE)
    return match[1] if match else None


def _blocks(source: Path | bytes, name: str, limits: Limits) -> Iterator[Block | Note]:
    """The records of a WARC file one after the other, and a note where it is broken."""
    with _opened(source, name, limits) as file:
        head = file.read(2)
        file.seek(0)
        stream = _Tolerant(gzip.GzipFile(fileobj=file) if head == GZIP_MARK else file)
        lines = _Bounded(stream, name, limits)
        n_blocks = 0
        broken = False
        while line := lines.line():
            if not line.strip():
                continue
            headers = _headers(lines) if _VERSION.match(line) else None
            size = _whole(headers.get("content-length")) if headers is not None else None
            if headers is None or size is None:
                if not broken:
                    message = (
                        f"after {n_blocks} records the file is broken; read on from the next whole record"
                    )
                    yield Note("warned", "unreadable", message)
                broken = True
                continue
            broken = False
            n_blocks += 1
            limits.check("members", n_blocks, f"{name}: number of records")
            if size > limits.member_bytes:
                lines.skip(size)
                message = str(LimitError("member_bytes", limits.member_bytes, size, f"{name}: a record"))
                yield Note("warned", "limit", message)
                continue
            data = lines.take(size)
            yield Block(headers, data, cut=len(data) < size)
        if stream.fault:
            yield Note(
                "warned", "unreadable", f"after {n_blocks} records the file is damaged: {stream.fault}"
            )


def _opened(source: Path | bytes, name: str, limits: Limits) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if not source.is_file():
        raise ValueError(f"{name} is not a plain file.")
    limits.check("file_bytes", source.stat().st_size, f"{name} in bytes")
    return open(source, "rb")


class _Tolerant(io.RawIOBase):
    """A stream that ends where it is damaged, so that what came before is not lost; `fault` says how."""

    def __init__(self, stream: Any) -> None:
        self._stream, self.fault = stream, ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._stream.read1(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            self.fault = self.fault or str(error)
            return 0
        buffer[: len(piece)] = piece
        return len(piece)


class _Bounded:
    """Bytes of a stream, counted: a line never longer than a header may be, the whole never over `total_bytes`."""

    def __init__(self, stream: io.RawIOBase, name: str, limits: Limits) -> None:
        self._stream, self._name, self._limits = io.BufferedReader(stream), name, limits
        self._total = 0

    def line(self) -> bytes:
        return self._counted(self._stream.readline(_HEADER_LINE))

    def take(self, size: int) -> bytes:
        pieces = []
        while size and (piece := self._counted(self._stream.read(min(size, _CHUNK)))):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        while size and (piece := self._counted(self._stream.read(min(size, _CHUNK)))):
            size -= len(piece)

    def _counted(self, piece: bytes) -> bytes:
        self._total += len(piece)
        self._limits.check("total_bytes", self._total, f"{self._name}: bytes unpacked so far")
        return piece


def _headers(lines: _Bounded) -> dict[str, str] | None:
    """A record's headers in lower case; None where they are broken."""
    headers: dict[str, str] = {}
    for _ in range(_HEADER_LINES):
        line = lines.line()
        if not line.strip():
            return headers if line else None
        key, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon:
            return None
        headers[key.strip().lower()] = value.strip()
    return None


def _whole(value: str | None) -> int | None:
    return (
        int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 19 else None
    )
