"""Feeds with full text: entries become articles, teasers and traps become rows or errors."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from framing.corpus.dates import read_dates
from framing.corpus.feeds import read_feed, recognises
from framing.corpus.limits import LimitError, Limits
from framing.corpus.markup import text_of_html

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Ruritanian</title><language>en</language>{}</channel></rss>"""
ITEM = (
    "<item><title>Talks go on</title><link>https://r.example/a</link><dc:creator>Anna Invented</dc:creator>"
    "<pubDate>Wed, 05 Apr 2017 23:10:00 +0300</pubDate><description>A teaser.</description>"
    "<content:encoded><![CDATA[{}]]></content:encoded></item>"
)
ATOM = """<?xml version="1.0" encoding="{0}"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Ruritanian</title>
<entry><title>{1}</title><link href="https://r.example/b"/><updated>2017-04-05T23:10:00+03:00</updated>
<content type="html">&lt;p&gt;{1}&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>"""


def test_rss_with_full_text() -> None:
    records, problems = read_feed(
        RSS.format(ITEM.format("<p>One <b>word</b>.</p><p>Two.</p>")).encode(), name="f.xml"
    )
    assert problems == []
    assert records[0].fields == {
        "text": "One word.\n\nTwo.",
        "headline": "Talks go on",
        "outlet": "The Ruritanian",
        "date": "Wed, 05 Apr 2017 23:10:00 +0300",
        "url": "https://r.example/a",
        "language": "en",
    }
    assert records[0].extra == {"author": "Anna Invented"}
    assert records[0].fallback_id == "f-0001"
    assert str(read_dates([records[0].fields["date"]])[0].value) == "2017-04-05 23:10:00"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("utf-8", "Été"), ("windows-1251", "Переговоры"), ("iso-8859-1", "Été"), ("utf-16", "Été")],
)
def test_atom_in_the_encoding_it_states(encoding: str, title: str) -> None:
    records, _ = read_feed(ATOM.format(encoding, title).encode(encoding), name="f.xml")
    assert records[0].fields["text"] == f"{title}\n\nTwo."
    assert records[0].fields["date"] == "2017-04-05T23:10:00+03:00"


def test_a_teaser_is_no_article_and_a_long_summary_is_one_with_a_warning() -> None:
    item = "<item><title>T</title><description>{}</description></item>"
    data = RSS.format(item.format("A teaser.") + item.format("A long summary of it. " * 20)).encode()
    records, _ = read_feed(data, name="f.xml")
    assert [(r.dropped, r.notes[0].code) for r in records] == [(True, "summary_only"), (False, "summary")]


def test_scripts_frames_and_forms_leave_no_text() -> None:
    body = (
        "<p onclick='evil()'>One.</p><script>evil()</script><iframe src='https://x.example/evil'>evil</iframe>"
        "<!-- evil -->"
        "<style>evil{}</style><form><button>evil</button></form><svg><text>evil</text></svg><p>Two</p> tail"
    )
    records, _ = read_feed(RSS.format(ITEM.format(body)).encode(), name="f.xml")
    assert records[0].fields["text"] == "One.\n\nTwo\n\ntail"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        '<!-- <rss --><!DOCTYPE rss [<!ENTITY x "y">]>',
        '<?pi <rss ?><!DOCTYPE rss [\n<!ELEMENT a ANY><!ENTITY x "y">]>',
    ],
)
def test_entities_are_refused_before_anything_expands(prolog: str) -> None:
    data = RSS.format(ITEM.format("One. &l9; &x;")).replace("<rss", prolog + "<rss").encode()
    with pytest.raises(ValueError, match="declares entities of its own"):
        read_feed(data, name="f.xml")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed reader went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    outside = '<!DOCTYPE rss PUBLIC "-//X//DTD X//EN" "http://127.0.0.1:9/x.dtd">'
    body = "<img src='http://127.0.0.1:9/a.png'><link rel=stylesheet href='http://127.0.0.1:9/a.css'>One."
    records, _ = read_feed(
        RSS.format(ITEM.format(body)).replace("<rss", outside + "<rss").encode(), name="f.xml"
    )
    assert records[0].fields["text"] == "One."
    with pytest.raises(ValueError, match="not a readable"):
        read_feed(b"http://127.0.0.1:9/feed.xml", name="f.xml")


def test_a_name_of_a_file_in_the_data_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS.format(ITEM.format("secret")))
    with pytest.raises(ValueError, match="not a readable"):
        read_feed(str(secret).encode(), name="f.xml")


def test_a_broken_feed_is_read_as_far_as_it_goes_and_says_so() -> None:
    data = RSS.format(ITEM.format("<p>One.</p>") * 2)[:-60].encode()
    records, problems = read_feed(data, name="f.xml")
    assert records and problems[0]["code"] == "not_well_formed"
    with pytest.raises(LimitError, match="page_bytes=100"):
        read_feed(data, name="f.xml", limits=Limits(page_bytes=100))


def test_a_feed_of_endless_entries_is_refused_at_once() -> None:
    with pytest.raises(LimitError, match="page_tags=25,000"):
        read_feed(RSS.format("<item><title>a</title></item>" * 15_000).encode(), name="f.xml")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_links_that_are_no_web_addresses_are_left_out(url: str) -> None:
    records, _ = read_feed(
        RSS.format(ITEM.format("One.")).replace("https://r.example/a", url).encode(), name="f.xml"
    )
    assert records[0].fields["url"] is None


def test_html_nested_without_end_is_read_or_refused() -> None:
    try:
        text = text_of_html("<div>" * 50_000 + "deep" + "</div>" * 50_000)
    except ValueError:
        return
    assert text in ("deep", "")


def test_what_a_feed_is() -> None:
    marked = b"\xef\xbb\xbf<rss>", ATOM.encode("utf-16")
    for head in (RSS.encode(), ATOM.encode(), b"<!-- x --><rdf:RDF xmlns='x'>", *marked):
        assert recognises(head[:512], "x")
    for head in (
        b"",
        b"<html><rss>",
        b"a text with <rss> in it",
        b"<?xml version='1.0'?><report/>",
        b"a,b\n1,2",
    ):
        assert not recognises(head, "x.rss")
