"""Articles from files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.checks import choose
from framing.corpus.articles import articles_from_records
from framing.corpus.columns import wanted_columns
from framing.corpus.dates import ORDERS, DateOrder
from framing.corpus.folders import read_folder
from framing.corpus.languages import language_code
from framing.corpus.limits import DEFAULT_LIMITS, Limits, read_bytes
from framing.corpus.recognise import FORMATS, recognise, unknown
from framing.corpus.records import GIVEN, Record
from framing.corpus.textfiles import HEAD_KEYS, read_text_file


def read_articles(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    text: str = "text",
    headline: str | None = "headline",
    outlet: str | None = "outlet",
    date: str | None = "date",
    article_id: str | None = "article_id",
    columns: Mapping[str, str | None] | None = None,
    date_order: DateOrder | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read articles from a file or a folder: texts, tables, exports of archives, saved pages, feeds, web archives, ZIP.

    Parameters
    ----------
    path : the file, or a folder, whose files are read at any depth, or a ZIP file of such files.
    format : which format it is; when None, its content tells (only of tables in plain text and of plain texts, its
        name): "nexis docx", "nexis text", "nexis html", "factiva html", "integrum html", "integrum xlsx", "xlsx",
        "parquet", "jsonl", "json", "csv", "tsv", "warc", "archive", "feed", "html", "text".
    text, headline, outlet, date, article_id : names of the input's columns. A default name that is not there is no
        error (but for `text`), any other is; None says that there is no such column.
    columns : the same for any column of the articles table that an input may bring, such as
        `{"outlet_country": "country", "url": "link"}`.
    date_order : "MDY", "DMY" or "YMD", for dates like 4/5/2017. When None, the whole column decides: if one order alone
        reads it, it is that one; a date that stays open is missing, and said so.
    language : a code such as "en" that holds for all articles. When None, the input's own column or head line holds,
        and else the text is asked.
    limits : how much of a file is read at most; see `Limits`.

    Returns
    -------
    articles : articles table, sorted by `article_id`. Columns of the input that are no column of the table are kept
        under their own name; one whose name the table needs gets `input_` before it.
    problems : problems table; articles and rows with level "dropped" together are the rows (or files) of the input.

    Raises
    ------
    FileNotFoundError : there is nothing at `path`.
    ValueError : a column is not there, the format is not recognised, a folder holds no such file, a file is damaged,
        or an export holds no article: the message says what was recognised and what was not.
    LimitError : a file is over one of the limits (a ValueError too).

    Notes
    -----
    *Text.* UTF-8 first; a detector only where that fails. CRLF becomes LF; nothing else is normalised.
    Mojibake is mended where a text was decoded wrongly. A headline from a column or head line goes before the
    body: `headline + "\\n\\n" + body`; else it is recognised at the head of the text. Where the body opens
    with its headline again, `headline_repeat_start` and `_end` say so, and `n_words` leaves it out.

    *Head lines* of a text file are `key: value` with known keys, each once, and end at a blank line; otherwise
    all of the file is text.

    *Ids.* A text file's stem, or the file's name and row where no id is given. The same id with the same text
    is dropped (`repeated`); with another text it is kept with -2. Two files of one name in two folders are two
    articles even word for word.

    *Exports.* Byline, section, edition, page, word count, time zone and copyright line become columns; marks of the
    archive ("Load-Date", "Classification", "End of Document") are no text. Lines broken to fit a page are joined.
    Where an export says how many documents it holds, and another number was found, a row with code `tally` says so.

    *Problem codes.* dropped: empty, repeated, ragged, unreadable. mended: encoding, bad_bytes, mojibake. warned: date,
    head_lines, id_repeated, tally, language, lone_surrogate, not_english, null_character,
    outlet_country, outlet_type, ragged, unclosed_quote, unknown_outlet; those of web pages and archives: docs.

    Examples
    --------
    >>> articles, problems = read_articles("reports.csv", text="article_content", outlet="source",
    ...                                    headline="article_title", date_order="MDY")          # doctest: +SKIP
    """
    source = Path(path)
    if date_order is not None:
        choose("date_order", date_order, ORDERS)
    if language is not None and language_code(language) is None:
        raise ValueError(
            f"language={language!r} is not allowed; give a code such as 'en', or None to ask the text."
        )
    spoken = language_code(language) if language else None
    shortcuts = {"text": text, "headline": headline, "outlet": outlet, "date": date, "article_id": article_id}
    wanted = wanted_columns(shortcuts, columns)
    if not source.exists():
        raise FileNotFoundError(f"path={str(source)!r}: there is no such file or folder.")
    if format is not None:
        choose("format", format, FORMATS)
    records: list[Record]
    problems: list[dict[str, Any]]
    if source.is_dir():
        if format is not None:
            raise ValueError(f"format={format!r}: a folder's files are recognised one by one; leave it out.")
        records, problems, table = read_folder(source, wanted, limits=limits)
        if not table:
            _no_columns(wanted)
    else:
        records, problems = _read_file(source, wanted, format, limits)
    return articles_from_records(
        records, problems, name=source.name or str(source), date_order=date_order, language=spoken
    )


def _read_file(
    source: Path, wanted: Mapping[str, str | None], format: str | None, limits: Limits
) -> tuple[list[Record], list[dict[str, Any]]]:
    if source.suffix.lower() == ".txt" and not os.access(source, os.R_OK):
        _no_columns(wanted)
        return [read_text_file(source, name=source.name)], []
    data = read_bytes(source, limits=limits)
    kind = recognise(data, source.name, format=format)
    if kind is None:
        raise ValueError(unknown(data, source.name))
    if not kind.table:
        _no_columns(wanted)
    reading = kind.read(data, wanted, source.name, limits)
    return reading.records, reading.all_problems(source.name)


def _no_columns(wanted: Mapping[str, str | None]) -> None:
    renamed = [f"{name}={wanted[name]!r}" for name in GIVEN if wanted[name] != name]
    if renamed:
        raise ValueError(
            f"{', '.join(renamed)}: text files have no columns; leave it out. Their head lines have fixed keys: "
            f"{', '.join(HEAD_KEYS)}."
        )
