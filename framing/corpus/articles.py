"""Records to the articles table: text, dates, ids, outlets and languages, with a problem row for all that was wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from framing.corpus.compose import Composed, compose
from framing.corpus.dates import TWO_WAYS, DateOrder, read_dates
from framing.corpus.decode import has_surrogate, mend
from framing.corpus.languages import DEFAULT_LANGUAGE, LanguageDetector, language_code
from framing.corpus.outlets import load_outlets
from framing.corpus.records import Note, Record, as_text, problem, problems_table
from framing.schema import check_table, sort_table
from framing.schema.columns import OUTLET_TYPES


def articles_from_records(
    records: Sequence[Record],
    problems: Sequence[Mapping[str, Any]],
    *,
    name: str,
    date_order: DateOrder | None,
    language: str | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The articles table and the problems table of an input; input rows = articles + problems with level "dropped"."""
    composed = [None if record.dropped else _compose(record) for record in records]
    ids = _name_articles(records, composed)
    rows: list[dict[str, Any]] = []
    kept: list[Record] = []
    detector = LanguageDetector()
    for record, whole, article_id in zip(records, composed, ids, strict=True):
        if record.dropped or whole is None:
            continue
        row: dict[str, Any] = {"article_id": article_id, **article_row(whole)}
        row["outlet"] = as_text(record.fields.get("outlet"))
        row["url"] = as_text(record.fields.get("url"))
        row["outlet_country"] = _country(record)
        row["outlet_type"] = _outlet_type(record)
        row["language"] = _language(record, whole, language, detector)
        rows.append(row)
        kept.append(record)
    _date(kept, rows, date_order)
    unknown = _fill_outlets(rows, kept, name=name)
    noted = [
        problem(record.input, record.row, note, article_id)
        for record, article_id in zip(records, ids, strict=True)
        for note in record.notes
    ]
    articles = articles_table(rows, [record.extra for record in kept])
    return articles, problems_table([*map(dict, problems), *noted, *unknown])


def article_row(whole: Composed) -> dict[str, Any]:
    """The columns of an article that its text alone tells."""
    start, end = whole.repeat or (None, None)
    return {
        "headline": whole.headline,
        "text": whole.text,
        "body_start": whole.body_start,
        "headline_repeat_start": start,
        "headline_repeat_end": end,
        "sha256": whole.sha256,
        "n_words": whole.n_words,
    }


def articles_table(
    rows: Sequence[Mapping[str, Any]], extras: Sequence[Mapping[str, Any]] = ()
) -> pd.DataFrame:
    """The sorted articles table; other columns keep the type their values have."""
    names = [
        "article_id",
        "text",
        *(key for row in rows[:1] for key in row if key not in ("article_id", "text")),
    ]
    data = {key: pd.Series([row.get(key) for row in rows], dtype=object) for key in names}
    for key in dict.fromkeys(key for extra in extras for key in extra):
        data[key] = typed_column([extra.get(key) for extra in extras])
    if "date" in data:
        # Dates before 1677 do not fit the nanoseconds that pandas may choose.
        data["date"] = pd.Series(np.array(data["date"].tolist(), dtype="datetime64[us]"))
    return sort_table(check_table(pd.DataFrame(data), "articles"), "articles")


def typed_column(values: Sequence[Any]) -> pd.Series:
    """Values as flags, whole numbers, numbers, dates or text: the narrowest that holds them all."""
    there = [
        value for value in values if not (value is None or (isinstance(value, float) and value != value))
    ]
    clean = [
        None if value is None or (isinstance(value, float) and value != value) else value for value in values
    ]
    if there and all(isinstance(value, bool) for value in there):
        return pd.Series(clean, dtype="boolean")
    if there and all(
        isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 for value in there
    ):
        return pd.Series(clean, dtype="Int64")
    if there and all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return pd.Series([np.nan if value is None else float(value) for value in clean], dtype="float64")
    if there and all(isinstance(value, date) for value in there):
        plain = [v.replace(tzinfo=None) if isinstance(v, datetime) else v for v in clean]
        return pd.Series(np.array(plain, dtype="datetime64[us]"))
    return pd.Series([None if value is None else _extra_text(value) for value in clean], dtype=object)


def _extra_text(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, str) else str(value)


def _compose(record: Record) -> Composed | None:
    """Headline and body as text, what was wrong with them noted; None (and the record dropped) without a body."""
    parts: dict[str, str | None] = {}
    for field in ("text", "headline"):
        value = record.fields.get(field)
        if isinstance(value, list | dict | tuple):
            record.drop("unreadable", f"{field} is a {type(value).__name__}, not text")
            return None
        parts[field] = _clean(record, as_text(value), field)
    body = parts["text"]
    if body is None:
        record.drop("empty", "there is no text")
        return None
    return compose(body, parts["headline"])


def _clean(record: Record, text: str | None, field: str) -> str | None:
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    mended = mend(text)
    if mended != text:
        record.note("mended", "mojibake", f"{field} was decoded wrongly before: {_example(text, mended)}")
    if has_surrogate(mended):
        record.note("warned", "lone_surrogate", f"{field} holds half of a surrogate pair; it stays as it is")
    if "\0" in mended:
        record.note("warned", "null_character", f"{field} holds U+0000; it stays as it is")
    return mended


def _example(before: str, after: str) -> str:
    same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"{before[same : same + 8]!a} … is now {after[same : same + 8]!a} …"


def _name_articles(records: Sequence[Record], composed: Sequence[Composed | None]) -> list[str | None]:
    """Each record's article_id. The same id with the same text is dropped, with another text it gets -2."""
    given = [as_text(record.fields.get("article_id")) for record in records]
    wanted = [own.strip() if own else record.fallback_id for own, record in zip(given, records, strict=True)]
    taken: set[str] = set()
    everything = set(wanted)
    texts: dict[str, set[str]] = {}
    ids: list[str | None] = []
    for record, whole, own, article_id in zip(records, composed, given, wanted, strict=True):
        if record.dropped or whole is None:
            ids.append(own.strip() if own else None)
            continue
        # Two files of one name in two folders are two articles, even word for word: that may be wire copy.
        if own and whole.text in texts.get(article_id, ()):
            record.drop("repeated", f"article_id {article_id!r} came before with the same text")
            ids.append(article_id)
            continue
        texts.setdefault(article_id, set()).add(whole.text)
        name = article_id
        if article_id in taken:
            name = _next_free(article_id, everything | taken)
            message = f"article_id {article_id!r} came before; this one is now {name!r}"
            record.note("warned", "id_repeated", message)
        taken.add(name)
        ids.append(name)
    return ids


def _next_free(wanted: str, taken: set[str]) -> str:
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def _country(record: Record) -> str | None:
    value = as_text(record.fields.get("outlet_country"))
    if value is None:
        return None
    code = value.strip().upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        return code
    record.note(
        "warned", "outlet_country", f"{value!r} is no ISO 3166 alpha-2 code such as 'US'; taken as missing"
    )
    return None


def _outlet_type(record: Record) -> str | None:
    value = as_text(record.fields.get("outlet_type"))
    if value is None or value.strip().casefold() in OUTLET_TYPES:
        return value.strip().casefold() if value else None
    allowed = ", ".join(OUTLET_TYPES)
    record.note("warned", "outlet_type", f"{value!r} is not allowed (allowed: {allowed}); taken as missing")
    return None


def _language(record: Record, whole: Composed, language: str | None, detector: LanguageDetector) -> str:
    said = as_text(record.fields.get("language"))
    code = language or (language_code(said) if said else None)
    if said and code is None:
        record.note(
            "warned", "language", f"{said!r} is no language code such as 'en'; the text was asked instead"
        )
    found = code or detector.detect(whole.text[whole.body_start :])
    if found != DEFAULT_LANGUAGE:
        record.note("warned", "not_english", f"language {found!r}: kept, excluded from analysis")
    return found


def _date(records: Sequence[Record], rows: Sequence[dict[str, Any]], order: DateOrder | None) -> None:
    values = [record.fields.get("date") for record in records]
    for record, row, value, read in zip(records, rows, values, read_dates(values, order=order), strict=True):
        row["date"] = read.value
        if read.reason:
            hint = "; give date_order='MDY' or 'DMY'" if read.reason == TWO_WAYS else ""
            record.note("warned", "date", f"date {str(value)[:60]!r} {read.reason}{hint}; taken as missing")


def _fill_outlets(
    rows: Sequence[dict[str, Any]], records: Sequence[Record], *, name: str
) -> list[dict[str, Any]]:
    """Fill id, country and type where they were not given; one problem row for each outlet nobody knows."""
    unknown: dict[str, int] = {}
    codebook = load_outlets() if any(row["outlet"] for row in rows) else None
    for row, record in zip(rows, records, strict=True):
        outlet = row["outlet"]
        if codebook is None or not outlet:
            continue
        entry = codebook.find(outlet)
        if entry is not None:
            row["outlet_country"] = row["outlet_country"] or entry.country
            row["outlet_type"] = row["outlet_type"] or entry.type
            # A column that the input brings stands as it is: its ids may be of a codebook of its own.
            record.extra.setdefault("outlet_id", entry.outlet_id)
        elif not (row["outlet_country"] and row["outlet_type"]):
            unknown[outlet] = unknown.get(outlet, 0) + 1
    return [
        problem(name, None, Note("warned", "unknown_outlet", _unknown(outlet, n)))
        for outlet, n in sorted(unknown.items())
    ]


def _unknown(outlet: str, n: int) -> str:
    articles = "1 article" if n == 1 else f"{n} articles"
    return f"outlet {outlet!r} ({articles}) is not in the outlet codebook; its country and type stay as given"
