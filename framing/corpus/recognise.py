"""Which format a file has, told by its content; a name decides only between plain texts and tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from framing.checks import choose
from framing.corpus import (
    factiva,
    feeds,
    integrum,
    nexis_docx,
    nexis_html,
    nexis_text,
    spreadsheets,
    warc,
    web,
)
from framing.corpus.archives import is_archive, is_office, unpack
from framing.corpus.csvfiles import read_csv, read_tsv
from framing.corpus.decode import decode
from framing.corpus.exports import Reading
from framing.corpus.jsonlines import read_json, read_json_lines
from framing.corpus.limits import LimitError, Limits
from framing.corpus.parquet import read_parquet
from framing.corpus.records import Note, Record, problem
from framing.corpus.textfiles import read_text_data

Wanted = Mapping[str, str | None]
Reader = Callable[[bytes, Wanted, str, Limits], Reading]
HEAD = 65_536


class Kind(NamedTuple):
    """One format: how to recognise it and how to read it. `table` has columns that a caller may name."""

    name: str
    recognises: Callable[[bytes, str], bool]
    read: Reader
    table: bool = False


def _suffix(*endings: str) -> Callable[[bytes, str], bool]:
    return lambda _, name: name.lower().endswith(endings)


def _table(read: Callable[..., tuple[list[Record], list[dict[str, Any]]]]) -> Reader:
    return lambda data, wanted, name, limits: Reading(*read(data, wanted, name=name, limits=limits))


def _export(read: Callable[..., Reading]) -> Reader:
    return lambda data, _, name, limits: read(data, name=name, limits=limits)


def _read_page(data: bytes, _: Wanted, name: str, limits: Limits) -> Reading:
    return Reading([web.read_page(data, name=name, fallback_id=Path(name).stem, limits=limits)], [])


def _read_feed(data: bytes, _: Wanted, name: str, limits: Limits) -> Reading:
    return Reading(*feeds.read_feed(data, name=name, stem=Path(name).stem, limits=limits))


def _read_warc(data: bytes, _: Wanted, name: str, limits: Limits) -> Reading:
    stem = Path(name).name.removesuffix(".gz").removesuffix(".warc")
    return Reading(*warc.read_warc(data, name=name, stem=stem, limits=limits))


def _read_text(data: bytes, _: Wanted, name: str, limits: Limits) -> Reading:
    # Before it is decoded, which takes many times its size in memory: one text is one article.
    limits.check("cell_characters", len(data), f"{name}: the text in bytes")
    return Reading([read_text_data(data, name=name)], [])


def _read_archive(data: bytes, wanted: Wanted, name: str, limits: Limits) -> Reading:
    records: list[Record] = []
    problems: list[dict[str, Any]] = []
    for member in unpack(data, name=name, limits=limits):
        if member.fault is not None:
            problems.append(problem(member.name, None, member.fault))
            continue
        found, faults = read_member(member.data, wanted, member.name, limits)
        records += found
        problems += faults
    return Reading(records, problems)


def _spreadsheet(data: bytes, name: str) -> bool:
    return spreadsheets.recognises(data[:HEAD], name) or _has_part(data, "xl/workbook.xml")


def _document(data: bytes, name: str) -> bool:
    return _has_part(data, "word/document.xml")


def _has_part(data: bytes, part: str) -> bool:
    if not is_office(data):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return part in archive.namelist()


# In this order: an export is a page, a spreadsheet or a text too, so it is asked first.
KINDS: tuple[Kind, ...] = (
    Kind("nexis docx", _document, _export(nexis_docx.read_nexis_docx)),
    Kind("integrum xlsx", integrum.recognises_xlsx, _export(integrum.read_integrum_xlsx)),
    Kind("xlsx", _spreadsheet, _table(spreadsheets.read_xlsx), table=True),
    Kind("parquet", lambda data, _: data.startswith(b"PAR1"), _table(read_parquet), table=True),
    Kind("warc", lambda data, name: warc.recognises(data[:HEAD], name), _read_warc),
    Kind("archive", lambda data, _: is_archive(data[:4]) and not is_office(data), _read_archive, table=True),
    Kind("parquet", _suffix(".parquet"), _table(read_parquet), table=True),
    Kind("jsonl", _suffix(".jsonl", ".ndjson"), _table(read_json_lines), table=True),
    Kind("json", _suffix(".json"), _table(read_json), table=True),
    Kind("csv", _suffix(".csv"), _table(read_csv), table=True),
    Kind("tsv", _suffix(".tsv", ".tab"), _table(read_tsv), table=True),
    Kind("nexis html", nexis_html.recognises, _export(nexis_html.read_nexis_html)),
    Kind("factiva html", factiva.recognises, _export(factiva.read_factiva)),
    Kind("integrum html", integrum.recognises_html, _export(integrum.read_integrum_html)),
    Kind("nexis text", nexis_text.recognises, _export(nexis_text.read_nexis_text)),
    Kind("feed", lambda data, name: feeds.recognises(data[:HEAD], name), _read_feed),
    Kind("html", lambda data, name: _is_page(data, name), _read_page),
    Kind("text", _suffix(".txt", ".text"), _read_text),
)
FORMATS = tuple(dict.fromkeys(kind.name for kind in KINDS))


def _is_page(data: bytes, name: str) -> bool:
    # A text may quote a tag in its first lines: a .txt is a page only where it opens as one.
    if name.lower().endswith((".txt", ".text")):
        return data.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html"))
    return web.recognises(data[:HEAD], name)


def recognise(data: bytes, name: str, *, format: str | None = None) -> Kind | None:
    """The format of a file's bytes, or None; `format` decides where it is given.

    Raises
    ------
    ValueError : `format` is no name of a format.
    """
    if format is not None:
        choose("format", format, FORMATS)
        if format == "parquet":
            return next(kind for kind in KINDS if kind.name == format)
    return next(
        (kind for kind in KINDS if (kind.name == format if format else kind.recognises(data, name))), None
    )


def read_member(
    data: bytes, wanted: Wanted, name: str, limits: Limits
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records and problems of a file among others: what makes it unreadable is a row, not an error."""
    kind = recognise(data, name)
    if kind is None:
        note = Note("dropped", "unknown_format", unknown(data, name))
        return [], [problem(name, None, note)]
    try:
        reading = kind.read(data, wanted, name, limits)
    except LimitError as error:
        return [], [problem(name, None, Note("dropped", "limit", str(error)))]
    except ValueError as error:
        return [], [problem(name, None, Note("dropped", "unreadable", str(error)))]
    return reading.records, reading.all_problems(name)


def unknown(data: bytes, name: str) -> str:
    """What was recognised of a file of no known format, and what to do."""
    if not data:
        seen = "it is empty"
    elif data.startswith(b"%PDF"):
        seen = "it is a PDF, which keeps no order of its text: export as DOCX, HTML or text instead"
    elif data.startswith(b"{\\rtf"):
        seen = "it is RTF: save it as DOCX, or export as DOCX, HTML or text"
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        seen = "it is an Office file of before 2007: save it as DOCX or XLSX"
    elif is_office(data):
        seen = "it is an Office file, but neither a document nor a spreadsheet"
    else:
        decoded = decode(data[:HEAD])
        seen = (
            "it is no text in any encoding that could be told"
            if decoded is None
            else f"it is text ({decoded.encoding}), but none of the layouts known"
        )
    return (
        f"{Path(name).name}: its format is not recognised; {seen}. Known: {', '.join(FORMATS)}. Say which with "
        "format=…, or send the file's skeleton, without its text: describe_file(path)."
    )
