"""Saved web pages: the article comes out with what the page states of it, and nothing of the page around it."""

from __future__ import annotations

import time

import pytest

from framing.corpus.limits import Limits
from framing.corpus.outlets import load_outlets
from framing.corpus.records import Record
from framing.corpus.web import decode_page, read_page, recognises

SENTENCES = [
    f"The invented minister of Ruritania said on day {day} that the talks with Freedonia would go on as planned."
    for day in range(1, 9)
]
HEAD = (
    '<title>Talks go on - The Ruritanian</title><meta property="og:site_name" content="The Ruritanian">'
    '<meta property="article:published_time" content="2017-04-05T23:10:00+03:00">'
    '<meta name="author" content="Anna Invented">'
    '<link rel="canonical" href="https://www.ruritanian.example/news/talks">'
)


def page(*, head: str = HEAD, body: str | None = None, html: str = "<html lang=en>") -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES) if body is None else body
    return (
        f"<!doctype html>{html}<head>{head}<script>var evil = 'scripted';</script></head><body>"
        '<nav><a href="/">Home</a><a href="/sport">Sport pages</a></nav>'
        f"<article><h1>Talks go on</h1>{paragraphs}</article>"
        "<footer>Copyright 2019 The Ruritanian, all rights reserved</footer></body></html>"
    )


def read(html: str | bytes, **options: object) -> Record:
    data = html if isinstance(html, bytes) else html.encode()
    return read_page(data, name="page.html", **options)  # type: ignore[arg-type]


def codes(record: Record) -> list[tuple[str, str]]:
    return [(note.level, note.code) for note in record.notes]


def test_the_article_and_what_the_page_states_of_it() -> None:
    record = read(page())
    assert record.fields["text"] == "\n\n".join(SENTENCES)
    assert record.fields["headline"] == "Talks go on"
    assert record.fields["outlet"] == "The Ruritanian"
    assert record.fields["date"] == "2017-04-05T23:10:00+03:00"
    assert record.fields["url"] == "https://www.ruritanian.example/news/talks"
    assert record.extra == {"author": "Anna Invented", "site": "ruritanian.example"}
    assert record.notes == []


def test_scripts_comments_and_hidden_frames_leave_no_text() -> None:
    inside = SENTENCES[0].replace(
        "The", "<script>alert('scripted')</script>The<!-- scripted --><style>p{scripted}</style>"
    )
    body = f"<p onclick='scripted()'>{inside}</p>" + "".join(f"<p>{s}</p>" for s in SENTENCES[1:])
    record = read(page(body=body + "<iframe src='https://x.example/scripted'></iframe>"))
    assert "scripted" not in record.fields["text"]
    assert "alert" not in record.fields["text"]
    assert record.fields["text"].endswith(SENTENCES[-1])


def test_a_page_without_an_article_is_a_problem() -> None:
    for html in (
        "<html><body></body></html>",
        page(body="<p>Please log in.</p>"),
        "<html>",
        "<!doctype html>" + "<p>" * 50,
    ):
        record = read(html)
        assert record.dropped
        assert codes(record) == [("dropped", "no_article")]
        assert "no article on this page" in record.notes[0].message


def test_a_date_is_never_guessed_from_a_year_in_the_text() -> None:
    bare = page(head="<title>Talks go on</title>")
    assert read(bare).fields["date"] is None
    stated = page(head='<title>Talks</title><meta itemprop="datePublished" content="2017-04-05">')
    assert read(stated).fields["date"] == "2017-04-05"


def test_lists_are_kept_without_their_marks_and_dashes_of_speech_with_them() -> None:
    extra = (
        f"<ul><li>{SENTENCES[0]} One.</li><li>{SENTENCES[1]} Two.</li></ul><p>- {SENTENCES[2]} Spoken.</p>"
    )
    text = read(page(body="".join(f"<p>{s}</p>" for s in SENTENCES) + extra)).fields["text"]
    assert f"\n\n{SENTENCES[0]} One.\n\n{SENTENCES[1]} Two." in text
    assert text.endswith(f"\n\n- {SENTENCES[2]} Spoken.")


def test_a_site_that_the_codebook_knows_is_named_by_its_host() -> None:
    head = '<title>Talks</title><meta property="og:site_name" content="WaPo Online Plus">'
    record = read(page(head=head), url="https://www.washingtonpost.com/a", outlets=load_outlets())
    assert record.fields["outlet"] == "washingtonpost.com"
    assert read(page(head=head)).fields["outlet"] == "WaPo Online Plus"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1251", "Переговоры продолжатся, заявил министр Руритании"),
        ("iso-8859-1", "L’été à Saint-Inventé"),
    ],
)
def test_the_stated_encoding_is_used_where_utf8_fails(charset: str, text: str) -> None:
    encoding = "cp1252" if charset == "iso-8859-1" else charset
    data = page(head=f'<meta charset="{charset}"><title>T</title>', body=f"<p>{text}. " * 12).encode(encoding)
    record = read(data)
    assert text in record.fields["text"]
    assert codes(record) == [("mended", "encoding")]
    said_by_server = page(head="<title>T</title>", body=f"<p>{text}. " * 12).encode(encoding)
    assert text in read(said_by_server, charset=charset).fields["text"]


def test_an_encoding_that_is_none_or_lies_does_no_harm() -> None:
    for label in ("zip", "hex", "punycode", "idna", "no-such", "utf-16", "unicode_escape", "rot13"):
        data = page(head=f'<meta charset="{label}"><title>T</title>').encode() + b"\xff"
        decoded = decode_page(data, charset=label)
        assert decoded is not None
        assert SENTENCES[0] in decoded[0]


def test_pictures_written_into_the_page_do_not_count_and_a_page_too_large_is_dropped() -> None:
    picture = "<img src='data:image/png;base64," + "A" * 300_000 + "'>"
    limits = Limits(page_bytes=20_000)
    assert read(page(body=picture + "".join(f"<p>{s}</p>" for s in SENTENCES)), limits=limits).fields["text"]
    record = read(page(body="<p>words of an article</p>" * 2000), limits=limits)
    assert codes(record) == [("dropped", "limit")]
    assert "page_bytes=20,000" in record.notes[0].message


def test_tags_without_words_and_without_end_are_refused_at_once() -> None:
    started = time.process_time()
    record = read(page(body="<p>" * 200_000))
    assert time.process_time() - started < 5
    assert codes(record) == [("dropped", "limit")]
    assert "page_tags=25,000" in record.notes[0].message


@pytest.mark.parametrize("depth", [300, 20_000])
def test_tags_nested_without_end_neither_crash_nor_hang(depth: int) -> None:
    record = read(page(body="<div>" * depth + "".join(f"<p>{s}</p>" for s in SENTENCES) + "</div>" * depth))
    assert record.dropped or SENTENCES[0] in record.fields["text"]


def test_entities_are_not_expanded_nor_files_read() -> None:
    html = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    )
    record = read(
        html + page(body="".join(f"<p>{s} &x;</p>" for s in SENTENCES)).removeprefix("<!doctype html>")
    )
    with open("/etc/hostname") as file:
        assert file.read().strip() not in record.fields["text"]
    assert SENTENCES[0] in record.fields["text"]


def test_what_a_page_is() -> None:
    for head in (
        b"<!DOCTYPE html>",
        b"\n\n<html lang=en>",
        b"\xff\xfe<\0h\0t\0m\0l\0>\0",
        b"<!-- saved from --><HTML >",
    ):
        assert recognises(head, "x")
    for head in (
        b"",
        b"text about <html",
        b'<?xml version="1.0"?><rss version="2.0">',
        b"a,b\n1,2",
        b"PK\x03\x04",
    ):
        assert not recognises(head, "x.html")
