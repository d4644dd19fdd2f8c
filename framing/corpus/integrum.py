"""Integrum, the Russian archive: HTML with marked fields, and spreadsheets."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from html import unescape
from typing import Any

from framing.corpus.archives import is_office
from framing.corpus.exportdates import find_date
from framing.corpus.exports import Reading, export_record, no_article, one_line
from framing.corpus.htmltree import block_texts, parse_page, text_of, wrapped_paragraphs
from framing.corpus.limits import DEFAULT_LIMITS, Limits
from framing.corpus.records import Record, as_text
from framing.corpus.spreadsheets import sheet_rows

# Field marks: source, section, issue or page, date, author, headline, town, subject, part, annotation.
_FIELDS = {
    "ИС": "outlet", "РБ": "section", "НР": "issue", "НМ": "issue", "ДТ": "date", "АВ": "byline", "ЗГ": "headline",
    "ПЗ": "subtitle", "СТ": "page", "ВР": "time", "ГД": "place", "ТМ": "subject", "РГ": "region", "АН": "summary",
    "СС": "url",
}  # fmt: skip
_FIELD = re.compile(r"\^?([А-Я]{2}): ?(.*)\Z", re.DOTALL)
_CARET = re.compile(r"\^(?:ИС|ЗГ|ДТ):")
_HEADER = {
    "источник": "outlet", "дата": "date", "время": "time", "заголовок": "headline", "анонс": "text", "текст": "text",
    "оригинал": "original", "автор": "byline", "рубрика": "section", "номер": "issue", "страница": "page",
    "регион": "region", "ссылка": "original", "город": "place", "тема": "subject", "полный текст": "text",
}  # fmt: skip


def recognises_html(data: bytes, name: str) -> bool:
    """Whether a page has Integrum's marked fields ("^ИС:", "^ЗГ:"), in one of the encodings it comes in."""
    if b"<" not in data[:2000] or b"^" not in data:
        return False
    for encoding in ("cp1251", "utf-8", "koi8-r"):
        text = data.decode(encoding, "ignore")
        if len(set(_CARET.findall(text))) >= 2:
            return True
    return False


def recognises_xlsx(data: bytes, name: str) -> bool:
    """Whether a spreadsheet's first strings are Integrum's column names."""
    if not is_office(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            head = b""
            for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                if part in archive.namelist():
                    with archive.open(part) as stream:
                        head += stream.read(65_536)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, ValueError, EOFError):
        return False
    # Some programs write letters as numbers.
    text = unescape(head.decode("utf-8", "replace"))
    return all(f">{word}<" in text for word in ("Источник", "Дата", "Заголовок"))


def read_integrum_html(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of an Integrum HTML report; its list of contents says how many documents it holds.

    Raises
    ------
    LimitError : it passes `member_bytes`.
    ValueError : it is no HTML, or holds no document.
    """
    tree, problems = parse_page(data, name=name, limits=limits)
    listed = {each.get("href") for each in tree.iter("a") if re.fullmatch(r"#\d+", each.get("href") or "")}
    heads = [cell for cell in tree.iter("td") if _CARET.search(text_of(cell)) and cell.find(".//td") is None]
    if not heads:
        raise no_article(name, "an Integrum page", "no cell begins with a marked field such as '^ЗГ:'")
    total = len(heads)
    records = [_html_record(name, n, total, cell) for n, cell in enumerate(heads, start=1)]
    return Reading(records, problems, len(listed) or None)


def _html_record(name: str, number: int, total: int, cell: Any) -> Record:
    extra: dict[str, Any] = {}
    for line in block_texts(cell, breaks=True):
        match = _FIELD.match(line)
        if match and match[1] in _FIELDS:
            extra.setdefault(_FIELDS[match[1]], match[2].strip())
        elif match:
            extra.setdefault(f"field_{match[1].casefold()}", match[2].strip())
    table = next((each for each in cell.iterancestors("table")), cell)
    title: str | None = None
    texts: list[str] = []
    for sibling in table.itersiblings():
        if sibling.tag in ("table", "div") or (sibling.tag == "a" and sibling.get("name")):
            break
        if sibling.tag in ("h1", "h2", "h3", "h4") and title is None and not texts:
            title = text_of(sibling)
        elif sibling.tag == "pre":
            texts += wrapped_paragraphs("".join(sibling.itertext()))
        else:
            texts += block_texts(sibling)
    headline = extra.pop("headline", None)
    return _record(name, number, total, title or headline, "\n\n".join(texts), extra)


def read_integrum_xlsx(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of an Integrum spreadsheet, one a row.

    Raises
    ------
    LimitError : it passes a limit of spreadsheets.
    ValueError : it is no readable XLSX, or lacks the columns of headline and text, or holds no row.
    """
    (header, *rows), problems = sheet_rows(data, name=name, limits=limits)
    names = [
        _HEADER.get((as_text(cell) or "").strip().casefold(), one_line(as_text(cell))) for cell in header
    ]
    if "text" not in names:
        raise no_article(name, "an Integrum spreadsheet", "it has no column of texts ('Анонс' or 'Текст')")
    if not rows:
        raise no_article(name, "an Integrum spreadsheet", "there is no row under its header")
    records = []
    for number, cells in enumerate(rows, start=1):
        values: dict[str, Any] = {}
        for column, cell in zip(names, cells, strict=False):
            text = as_text(cell)
            if column and text and (column not in values or len(text) > len(values[column])):
                values[column] = text
        body = "\n\n".join(
            " ".join(p.split()) for p in re.split(r"\n\s*\n", values.pop("text", "")) if p.strip()
        )
        records.append(_record(name, number, len(rows), values.pop("headline", None), body, values))
    return Reading(records, problems)


def _record(
    name: str, number: int, total: int, headline: str | None, body: str, extra: dict[str, Any]
) -> Record:
    outlet, date, time = extra.pop("outlet", None), extra.pop("date", None), extra.pop("time", None)
    found = find_date(f"{date} {time or ''}") if date else None
    if found is not None and time:
        extra["time_zone"] = found.zone
    return export_record(
        name, number, total, headline=one_line(headline), body=body, outlet=one_line(outlet),
        date=found.value if found else one_line(date), extra=extra,
    )  # fmt: skip
