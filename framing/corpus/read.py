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
from framing.corpus.csvfiles import read_csv
from framing.corpus.dates import ORDERS, DateOrder
from framing.corpus.jsonlines import read_json_lines
from framing.corpus.languages import language_code
from framing.corpus.parquet import read_parquet
from framing.corpus.records import GIVEN, Record
from framing.corpus.textfiles import HEAD_KEYS, read_folder, read_text_file

_TABLES = {".csv": read_csv, ".jsonl": read_json_lines, ".ndjson": read_json_lines, ".parquet": read_parquet}


def read_articles(
    path: str | os.PathLike[str],
    *,
    text: str = "text",
    headline: str | None = "headline",
    outlet: str | None = "outlet",
    date: str | None = "date",
    article_id: str | None = "article_id",
    columns: Mapping[str, str | None] | None = None,
    date_order: DateOrder | None = None,
    language: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read articles from a folder of text files, a text file, a CSV, a JSON Lines or a Parquet file.

    Parameters
    ----------
    path : the file (.txt, .csv, .jsonl, .ndjson, .parquet), or a folder, whose .txt files are read at any depth.
    text, headline, outlet, date, article_id : names of the input's columns. A default name that is not there is no
        error (but for `text`), any other is; None says that there is no such column.
    columns : the same for any column of the articles table that an input may bring, such as
        `{"outlet_country": "country", "url": "link"}`.
    date_order : "MDY", "DMY" or "YMD", for dates like 4/5/2017. When None, the whole column decides: if one order alone
        reads it, it is that one; a date that stays open is missing, and said so.
    language : a code such as "en" that holds for all articles. When None, the input's own column or head line holds,
        and else the text is asked.

    Returns
    -------
    articles : articles table, sorted by `article_id`. Columns of the input that are no column of the table are kept
        under their own name; one whose name the table needs gets `input_` before it.
    problems : problems table; articles and rows with level "dropped" together are the rows (or files) of the input.

    Raises
    ------
    FileNotFoundError : there is nothing at `path`.
    ValueError : a column is not there, the suffix is not known, a folder holds no text file, a file is no such table.

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

    *Problem codes.* dropped: empty, repeated, ragged, unreadable. mended: encoding, bad_bytes, mojibake. warned: date,
    head_lines, id_repeated, language, lone_surrogate, not_english, null_character, outlet_country, outlet_type, ragged,
    unclosed_quote, unknown_outlet.

    Examples
    --------
    >>> articles, problems = read_articles("reports.csv", text="article_content", outlet="source",
    ...                                    headline="article_title", date_order="MDY")  # doctest: +SKIP
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
    suffix = source.suffix.lower()
    records: list[Record]
    problems: list[dict[str, Any]]
    if source.is_dir() or suffix == ".txt":
        _no_columns(wanted)
        records, problems = (
            read_folder(source) if source.is_dir() else ([read_text_file(source, name=source.name)], [])
        )
    else:
        choose("suffix of path", suffix, [".txt", *_TABLES])
        records, problems = _TABLES[suffix](source, wanted, name=source.name)
    return articles_from_records(
        records, problems, name=source.name or str(source), date_order=date_order, language=spoken
    )


def _no_columns(wanted: Mapping[str, str | None]) -> None:
    renamed = [f"{name}={wanted[name]!r}" for name in GIVEN if wanted[name] != name]
    if renamed:
        raise ValueError(
            f"{', '.join(renamed)}: text files have no columns; leave it out. Their head lines have fixed keys: "
            f"{', '.join(HEAD_KEYS)}."
        )
