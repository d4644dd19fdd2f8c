"""RSS and Atom feeds that carry the articles' text. Only bytes are given to the parser, so nothing is ever fetched."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]

from framing.corpus.decode import decode, replace_bad, text_codec
from framing.corpus.limits import DEFAULT_LIMITS, Limits
from framing.corpus.markup import text_of_html
from framing.corpus.records import Note, Record, problem

# A summary of so many words is taken for the article; a shorter one is a teaser.
MIN_SUMMARY_WORDS = 80

_TAG = re.compile(r"<(?=[A-Za-z])")
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,20}:)?(rss|feed|RDF)[\s>]")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>", re.IGNORECASE)
_SAID = re.compile(rb"<\?xml\b[^>]{0,300}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})[\"']", re.IGNORECASE)


def recognises(head: bytes, path: str) -> bool:
    """Whether a file that begins with `head` is an RSS or Atom feed: its first element says so."""
    plain = re.sub(rb"<!--.*?(?:-->|\Z)", b"", head.replace(b"\0", b""), flags=re.DOTALL)
    first = re.search(rb"<[A-Za-z]", plain)
    if first is None:
        return False
    before = plain[: first.start()].strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if before and not before.startswith(b"<"):
        return False
    return _ROOT.match(plain, first.start()) is not None


def read_feed(
    data: bytes, *, name: str, stem: str = "", limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Records of a feed's entries, and its problems; `row` counts the entries from 1.

    Raises
    ------
    ValueError : it is no feed, or it declares entities: those are made to fill memory or to read other files.
    LimitError : it is larger than `page_bytes`, or has more opening tags than `page_tags`.

    Notes
    -----
    The text is that of `content:encoded` or `content`, its HTML taken off. An entry with a summary alone is dropped as
    `summary_only` unless the summary has 80 words or more, which is kept with a warning.
    """
    limits.check("page_bytes", len(data), f"{name} in bytes")
    text, notes = _characters(data, name)
    limits.check("page_tags", len(_TAG.findall(text)), f"{name}: number of tags")
    plain = '<?xml version="1.0" encoding="utf-8"?>\n' + _DECLARATION.sub("", text, count=1).lstrip(
        "\ufeff \t\r\n"
    )
    clean = plain.encode("utf-8", "replace")
    _refuse_entities(clean, name)
    try:
        feed = feedparser.parse(io.BytesIO(clean), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # the loose parser fails in many ways on what is no feed
        raise ValueError(f"{name} is not a readable feed: {type(error).__name__}: {error}") from error
    if not feed.get("version") and not feed.get("entries"):
        raise ValueError(f"{name} is not a readable RSS or Atom feed.")
    problems = [problem(name, None, note) for note in notes]
    if feed.get("bozo"):
        fault = str(feed.get("bozo_exception", ""))[:200]
        message = f"not well-formed XML ({fault}): read as far as it goes, entries may be missing"
        problems.append(problem(name, None, Note("warned", "not_well_formed", message)))
    outlet = _text(feed.get("feed", {}).get("title"))
    language = _text(feed.get("feed", {}).get("language"))
    stem = stem or Path(name).stem
    return [
        _entry(entry, number, name=name, stem=stem, outlet=outlet, language=language)
        for number, entry in enumerate(feed.entries, start=1)
    ], problems


def _entry(
    entry: Any, number: int, *, name: str, stem: str, outlet: str | None, language: str | None
) -> Record:
    record = Record(input=name, row=number, fallback_id=f"{stem}-{number:04d}", fields={})
    whole = [str(part.get("value") or "") for part in entry.get("content") or [] if isinstance(part, dict)]
    summary = str(entry.get("summary") or "")
    try:
        body = max((text_of_html(value) for value in whole), key=len, default="")
        teaser = "" if body else text_of_html(summary)
        headline = text_of_html(str(entry.get("title") or "")) or None
    except ValueError as error:
        record.drop("unreadable", f"the entry {error}")
        return record
    if not body:
        n_words = len(teaser.split())
        if n_words < MIN_SUMMARY_WORDS:
            record.drop(
                "summary_only", f"the feed does not carry this article's text but {n_words} words of summary"
            )
            return record
        record.note(
            "warned", "summary", f"no full text is marked as such; the summary has {n_words} words: taken"
        )
        body = teaser
    source = entry.get("source")
    record.fields.update(
        text=body,
        headline=" ".join(headline.split()) if headline else None,
        outlet=(_text(source.get("title")) if isinstance(source, dict) else None) or outlet,
        date=_text(entry.get("published")) or _text(entry.get("updated")),
        url=_link(entry),
        language=language,
    )
    record.extra.update(author=_text(entry.get("author")))
    return record


def _link(entry: Any) -> str | None:
    link = _text(entry.get("link"))
    return link if link and link.lower().startswith(("http://", "https://")) else None


def _characters(data: bytes, name: str) -> tuple[str, list[Note]]:
    """The feed's characters: UTF-8 where it fits, else what the file says of itself, else the detector."""
    decoded = decode(data)
    said = _SAID.match(data)
    if decoded is not None and decoded.encoding == "utf-8" and not decoded.n_bad:
        return decoded.text, []
    if said is not None and not (decoded is not None and decoded.marked):
        codec = text_codec(said[1].decode("ascii"))
        try:
            return data.decode(codec or "utf-8"), []
        except UnicodeError:
            pass
    if decoded is None:
        raise ValueError(f"{name} is not text in any encoding that could be told.")
    text, n_bad = replace_bad(decoded.text)
    if n_bad:
        return text, [Note("mended", "bad_bytes", f"{n_bad} bytes that cannot be read, each now U+FFFD")]
    return text, [Note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")]


def _refuse_entities(data: bytes, name: str) -> None:
    message = (
        f"{name} declares entities of its own (<!ENTITY …>): feeds need none, and they can be made to fill memory or "
        "to read other files. Take the declaration out if you trust the file."
    )
    # As the feed parser's own regular expressions see the head of the file …
    start = re.search(rb"<\w", data)
    if re.search(rb"<!ENTITY", data[: start.start() if start else len(data)], re.IGNORECASE):
        raise ValueError(message)

    # … and as its XML parser does, whatever comments stand there.
    def declared(*_: object) -> None:
        raise ValueError(message)

    def begun(*_: object) -> None:
        raise StopIteration

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    # An element ends the prolog: nothing can be declared after it.
    parser.StartElementHandler = begun
    try:
        parser.Parse(data, True)
    except (StopIteration, expat.ExpatError):
        return


def _text(value: Any) -> str | None:
    plain = " ".join(value.split()) if isinstance(value, str) else ""
    return plain or None
