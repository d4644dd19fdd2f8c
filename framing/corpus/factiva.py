"""Factiva HTML, in any language of its interface, with or without field codes."""

from __future__ import annotations

import re
from typing import Any

from framing.corpus.exportdates import find_date, is_date_line
from framing.corpus.exports import Reading, export_record, no_article
from framing.corpus.htmltree import parse_page, text_of
from framing.corpus.limits import DEFAULT_LIMITS, Limits
from framing.corpus.records import Record

_MARK = re.compile(rb"factiva", re.IGNORECASE)
_ARTICLE = re.compile(
    rb"id=[\"']article-|class=[\"'][^\"']*\b\w{0,3}Article\b|articleParagraph", re.IGNORECASE
)
_COUNT = re.compile(r"\d[\d.,\s]*(?:[^\W\d_]+\.?)\Z")
_CODE = re.compile(r"[A-Z0-9]{2,8}\Z")
_NUMBERED = re.compile(r"\d{1,5}\) ")
_DOCUMENT = re.compile(r"[^\W\d_]+ ?:? ([A-Z][A-Z0-9]{5,12}\d{8}[a-z0-9]{6,12})\Z", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright|all rights reserved)", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.h]\d\d\b.{0,12}\Z")
_COLUMNS = {
    "SE": "section", "BY": "byline", "CR": "credit", "WC": "length", "ET": "time", "SC": "source_code", "ED": "edition",
    "PG": "page", "CY": "copyright", "LA": "language_given", "VOL": "volume", "CO": "company", "IN": "industry",
    "NS": "subject", "RE": "region", "PUB": "publisher", "IPC": "ipc", "IPD": "ipd", "ART": "graphic", "CLM": "column",
    "CT": "contact", "RF": "reference",
}  # fmt: skip
_KNOWN_CODES = frozenset([*_COLUMNS, "HD", "PD", "SN", "LP", "TD", "AN"])


def recognises(data: bytes, name: str) -> bool:
    """Whether a page has the marks of a Factiva export."""
    return b"<" in data[:2000] and bool(_MARK.search(data) and _ARTICLE.search(data))


def read_factiva(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of a Factiva HTML export; an article's id is Factiva's own document number.

    Raises
    ------
    LimitError : it passes `member_bytes`.
    ValueError : it is no HTML, or holds no article.
    """
    tree, problems = parse_page(data, name=name, limits=limits)
    articles = [each for each in tree.iter("div") if re.search(r"\b[a-z]{2}Article\b", each.get("class", ""))]
    if not articles:
        articles = [each for each in tree.iter("div") if (each.get("id") or "").startswith("article-")]
    if not articles:
        raise no_article(
            name, "a Factiva page", "no element has the class of an article (such as 'article enArticle')"
        )
    total = len(articles)
    records = [
        _coded(name, n, total, each) or _plain(name, n, total, each)
        for n, each in enumerate(articles, start=1)
    ]
    return Reading(records, problems)


def _plain(name: str, number: int, total: int, article: Any) -> Record:
    """An article whose head is told by the order of its lines alone."""
    lines: list[str] = []
    body: list[tuple[str, bool]] = []
    headline: str | None = None
    extra: dict[str, Any] = {}
    for child in article:
        text = text_of(child)
        if not text:
            continue
        is_headline = child.get("id") == "hd" or any("Headline" in e.get("class", "") for e in child.iter())
        if is_headline and headline is None:
            headline = (
                _NUMBERED.sub("", text)
                if "counted" in "".join(e.get("class", "") for e in child.iter())
                else text
            )
            lines.append("\0")
        elif child.tag == "p" or "articleParagraph" in child.get("class", ""):
            body.append((text, "articleParagraph" in child.get("class", "")))
        elif "author" in child.get("class", ""):
            extra["byline"] = text
        elif not body:
            lines.append(text)
        else:
            body.append((text, True))
    found = _head(lines, extra)
    article_id = _document(article, body, extra)
    text = "\n\n".join(paragraph for paragraph, _ in body)
    return _record(name, number, total, headline, text, found, extra, article_id)


def _head(lines: list[str], extra: dict[str, Any]) -> tuple[str | None, str | None]:
    """Outlet and date; what stands around them in a fixed order goes to `extra`."""
    at = lines.index("\0") if "\0" in lines else -1
    if at > 0:
        extra["section"] = "; ".join(lines[:at])
    rest = lines[at + 1 :]
    dated = next((i for i, line in enumerate(rest) if is_date_line(line)), None)
    if dated is None:
        extra["head_line"] = "; ".join(rest)
        return None, None
    before = rest[:dated]
    if before and _COUNT.match(before[-1]):
        extra["length"] = before.pop()
    if before and "byline" not in extra:
        extra["byline"] = before.pop(0)
    if before:
        extra["credit"] = "; ".join(before)
    date, after = rest[dated], rest[dated + 1 :]
    if after and _TIME.match(after[0]):
        date = f"{date} {after.pop(0)}"
    outlet = after.pop(0) if after else None
    code = next((i for i, line in enumerate(after) if _CODE.match(line)), None)
    if code is not None:
        extra["source_code"] = after.pop(code)
    right = next((i for i, line in enumerate(after) if _COPYRIGHT.search(line)), None)
    if right is not None:
        extra["copyright"] = " ".join(after[right:])
        after = after[:right]
    if after:
        extra["language_given"] = after.pop()
    if after and re.match(r"[A-Z]{0,3}-?\d{1,4}[A-Z]?(?:[,-] ?[A-Z]?\d{1,4})*\Z", after[-1]):
        extra["page"] = after.pop()
    if after:
        extra["edition"] = "; ".join(after)
    return outlet, date


def _document(article: Any, body: list[tuple[str, bool]], extra: dict[str, Any]) -> str | None:
    """Factiva's number of the document; it and the publisher's line before it are taken off the body."""
    found: str | None = None
    for place in range(len(body) - 1, max(len(body) - 4, -1), -1):
        match = _DOCUMENT.match(body[place][0])
        if match:
            found = match[1]
            del body[place:]
            break
    if found and len(body) > 1 and not body[-1][1] and len(body[-1][0]) < 120:
        extra["publisher"] = body.pop()[0]
    if found is None:
        around = [article.get("id") or "", *(each.get("id") or "" for each in article.iterancestors())]
        found = next((each.removeprefix("article-") for each in around if each.startswith("article-")), None)
    return found or None


def _coded(name: str, number: int, total: int, article: Any) -> Record | None:
    """An article as a table of field codes (HD, BY, WC, PD …); None where it is none."""
    cells: dict[str, list[str]] = {}
    for row in article.iter("tr"):
        columns = [each for each in row if each.tag in ("td", "th")]
        code = text_of(columns[0]) if len(columns) > 1 else ""
        if code in _KNOWN_CODES and code not in cells:
            inner = [text_of(p) for p in columns[1].iter("p")]
            cells[code] = [text for text in inner if text] or [text_of(columns[1])]
    if "HD" not in cells or not {"LP", "TD"} & set(cells):
        return None
    flat = {code: " ".join(texts) for code, texts in cells.items()}
    extra: dict[str, Any] = {column: flat[code] for code, column in _COLUMNS.items() if flat.get(code)}
    date = " ".join(filter(None, (flat.get("PD"), extra.pop("time", None)))) or None
    text = "\n\n".join([*cells.get("LP", []), *cells.get("TD", [])])
    number_given = re.search(
        r"([A-Z][A-Z0-9]{5,12}\d{8}[a-z0-9]{6,12})\s*\Z", flat.get("AN", ""), re.IGNORECASE
    )
    article_id = number_given[1] if number_given else None
    return _record(name, number, total, flat["HD"], text, (flat.get("SN"), date), extra, article_id)


def _record(
    name: str, number: int, total: int, headline: str | None, text: str,
    head: tuple[str | None, str | None], extra: dict[str, Any], article_id: str | None,
) -> Record:  # fmt: skip
    outlet, date = head
    found = find_date(date) if date else None
    if found is not None:
        extra["time_zone"] = found.zone
    length = re.match(r"\d[\d.,\s]*", extra.get("length", ""))
    if length:
        extra["word_count"] = int(re.sub(r"\D", "", length[0]))
        extra.pop("length")
    return export_record(
        name, number, total, headline=headline, body=text, outlet=outlet, date=found.value if found else date,
        extra=extra, article_id=article_id,
    )  # fmt: skip
