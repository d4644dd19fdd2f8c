"""Saved web pages: the article out of the page, with headline, byline, date and outlet. Nothing is ever fetched."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlsplit

from trafilatura import bare_extraction

from framing.corpus.decode import decode, replace_bad, text_codec
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits
from framing.corpus.outlets import OutletCodebook
from framing.corpus.records import Record

# A page whose main text is shorter than this is a menu, a picture with its caption, a wall asking for a login.
MIN_WORDS = 25

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|title|meta)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_INLINED = re.compile(r"data:[a-z]{1,20}/[A-Za-z0-9.+-]{1,60}[^\"'\s)>]{0,80},[A-Za-z0-9+/=%_-]{200,}")
_INLINED_BYTES = re.compile(_INLINED.pattern.encode())
_TAG = re.compile(r"<(?=[A-Za-z])")
_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "pubdate")
# What sets the outlet's name off from the headline in a page's title.
_SET_OFF = r"\s*(?:[|–—·»:-]|::)\s*"


def recognises(head: bytes, path: str) -> bool:
    """Whether a file that begins with `head` is an HTML page of any kind."""
    return _PAGE.search(_plain_head(head)) is not None


def read_page(
    data: bytes,
    *,
    name: str,
    row: int | None = None,
    fallback_id: str = "",
    charset: str | None = None,
    url: str | None = None,
    outlets: OutletCodebook | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Record:
    """The record of one saved page; a page without an article is a dropped one.

    Parameters
    ----------
    data : the page's bytes.
    name, row, fallback_id : how to name the record.
    charset : what the server said of the encoding; the page's own word and its bytes are asked too.
    url : where the page was; by default what the page says of itself.
    outlets : the outlet codebook: a site that it knows is named by its host, where the name on the page is unknown.
    limits : `page_bytes` and `page_tags` are held.

    Notes
    -----
    The main text is found by trafilatura. Its paragraphs are put apart by a blank line; a heading that repeats the
    headline is left out. The date is taken from what the page states (meta, JSON-LD, its address), never from a year
    in its text; hours and zone where `article:published_time` has them.
    """
    record = Record(input=name, row=row, fallback_id=fallback_id or name, fields={})
    try:
        # Four bytes to a character at most: what is over now would be over decoded, which takes several times as much.
        limits.check(
            "page_bytes", len(_INLINED_BYTES.sub(b"", data)) // 4, f"{name}: the page in characters, at least"
        )
    except LimitError as error:
        record.drop("limit", str(error))
        return record
    page = decode_page(data, charset=charset)
    if page is None:
        record.drop("unreadable", "not text in any encoding that could be told")
        return record
    text, encoding, n_bad = page
    text = _INLINED.sub("data:,", text)
    try:
        limits.check("page_bytes", len(text), f"{name}: the page in characters")
        limits.check("page_tags", len(_TAG.findall(text)), f"{name}: number of tags")
    except LimitError as error:
        record.drop("limit", str(error))
        return record
    found = _extract(text, url)
    body = _body(found) if found is not None else ""
    if found is None or len(body.split()) < MIN_WORDS:
        n_words = len(body.split())
        record.drop("no_article", f"no article on this page: {n_words} words of main text were found")
        return record
    if encoding != "utf-8":
        record.note("mended", "encoding", f"not UTF-8: decoded as {encoding}")
    if n_bad:
        noun = "byte" if n_bad == 1 else "bytes"
        record.note("mended", "bad_bytes", f"{n_bad} {noun} that cannot be read, each now U+FFFD")
    address = url or _plain_address(found["url"])
    host = _host(address) or _word(found["hostname"])
    site = _word(found["sitename"])
    headline = _headline(_word(found["title"]), site)
    record.fields.update(
        text=_without_headline(body, headline),
        headline=headline,
        outlet=_outlet(site, host, outlets),
        date=_published(text, found["date"]),
        url=address,
    )
    record.extra.update(author=_word(found["author"]), site=host)
    if headline is None:
        record.note("warned", "no_headline", "the page states no headline")
    return record


def decode_page(data: bytes, *, charset: str | None = None) -> tuple[str, str, int] | None:
    """A page's characters, its encoding, and the number of bytes that could not be read; None where it is no text.

    UTF-8 and a byte order mark first; then what the server and what the page say, where that fits; else the detector.
    """
    decoded = decode(data)
    if decoded is not None and (decoded.marked or decoded.encoding.startswith("utf-16") or _fits_utf8(data)):
        return decoded.text, decoded.encoding, 0
    said = _CHARSET.search(data[:8192])
    for label in (charset, said[1].decode("ascii") if said else None):
        known = text_codec(label)
        # A page whose own word could be read as plain letters is not in UTF-16, whatever it says.
        if known is None or known.startswith("utf"):
            continue
        try:
            return data.decode(known), known, 0
        except (UnicodeDecodeError, UnicodeError):
            continue
    if decoded is None:
        return None
    text, n_bad = replace_bad(decoded.text)
    return text, decoded.encoding, n_bad


def _fits_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plain_head(head: bytes) -> bytes:
    return head.replace(b"\0", b"") if b"\0" in head[:64] else head


def _extract(page: str, url: str | None) -> dict[str, Any] | None:
    """What trafilatura finds, as a dictionary; None where it finds nothing or gives up."""
    # Its warnings about single pages are rows of the problems table here, not lines on the screen.
    for library in ("trafilatura", "htmldate", "courlan"):
        logger = logging.getLogger(library)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    best: dict[str, Any] | None = None
    # Tables of figures are no prose; but old pages are laid out in tables, and there the article is in one.
    for tables in (False, True):
        try:
            found = bare_extraction(
                page,
                url=url,
                with_metadata=True,
                include_comments=False,
                include_tables=tables,
                date_extraction_params={
                    "original_date": True,
                    "extensive_search": False,
                    "max_date": "9999-12-31",
                },
            )
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, OverflowError):
            # Pages broken beyond what the library foresees; a page of this kind has no article that can be told.
            found = None
        except RecursionError:
            found = None
        if found is None or isinstance(found, dict):
            continue
        values = {each: getattr(found, each, None) for each in (
            "title", "author", "url", "hostname", "sitename", "date", "text", "body",
        )}  # fmt: skip
        if best is None or len(values["text"] or "") > 2 * len(best["text"] or ""):
            best = values
        if best is not None and len(str(best["text"] or "").split()) >= 4 * MIN_WORDS:
            break
    return best


def _body(found: dict[str, Any]) -> str:
    """Paragraphs put apart by blank lines, without the marks that set off items of a list."""
    items: set[str] = set()
    if found["body"] is not None:
        items = {" ".join("".join(item.itertext()).split()) for item in found["body"].iter("item")}
    lines = []
    for line in str(found["text"] or "").split("\n"):
        plain = line.strip()
        if plain.startswith("- ") and " ".join(plain[2:].split()) in items:
            plain = plain[2:]
        if plain:
            lines.append(plain)
    return "\n\n".join(lines)


def _without_headline(body: str, headline: str | None) -> str:
    first, _, rest = body.partition("\n\n")
    if headline and rest and _folded(first) == _folded(headline):
        return rest
    return body


def _headline(title: str | None, site: str | None) -> str | None:
    """The title without the outlet's name at its end."""
    if title and site:
        short = re.sub(_SET_OFF + re.escape(site) + r"\s*\Z", "", title, flags=re.IGNORECASE)
        return short or title
    return title


def _outlet(site: str | None, host: str | None, outlets: OutletCodebook | None) -> str | None:
    if (
        site
        and outlets is not None
        and outlets.find(site) is None
        and host
        and outlets.find(host) is not None
    ):
        return host
    return site or host


def _published(page: str, date: Any) -> str | None:
    """The stated time of publication where it has hours, else the date that the page states."""
    day = _word(date)
    for tag in _META.findall(page[:400_000]):
        pairs = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(tag)}
        key = (pairs.get("property") or pairs.get("name") or pairs.get("itemprop") or "").lower()
        stamp = pairs.get("content", "").strip()
        if key in _PUBLISHED and _STAMP.match(stamp) and len(stamp) <= 40:
            return stamp
    return day


def _plain_address(value: Any) -> str | None:
    address = _word(value)
    return address if address and address.lower().startswith(("http://", "https://")) else None


def _host(address: str | None) -> str | None:
    try:
        host = urlsplit(address or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _word(value: Any) -> str | None:
    """A value of one line, or None."""
    plain = " ".join(value.split()) if isinstance(value, str) else ""
    return plain or None


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
