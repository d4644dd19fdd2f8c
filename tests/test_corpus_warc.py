"""WARC files: each saved page one record, packed or not, broken or not, and no byte of it believed."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from framing.corpus.limits import LimitError, Limits
from framing.corpus.warc import read_warc, recognises

HTML = (
    "<html><head><title>{0}</title></head><body><article>"
    + "".join(
        f"<p>On day {day} the invented envoy of {{0}} told reporters that talks would go on as planned.</p>"
        for day in range(6)
    )
    + "</article></body></html>"
)


def warc(
    pages: list[tuple[str, bytes, list[tuple[str, str]]]], *, packed: bool = False, status: str = "200 OK"
) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "invented"}))
    for url, body, headers in pages:
        http = StatusAndHeaders(
            status, [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http)
        )
    return out.getvalue()


def simple(n: int = 2, **options: object) -> bytes:
    pages = [(f"https://site{i}.example/a", HTML.format(f"Land{i}").encode(), []) for i in range(n)]
    return warc(pages, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("packing", ["none", "records", "whole"])
def test_pages_come_out_packed_or_not_from_file_and_bytes(packing: str, tmp_path: Path) -> None:
    data = simple(packed=packing == "records")
    data = gzip.compress(data) if packing == "whole" else data
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(data)
    assert recognises(data[:512], "x")
    for source in (data, file):
        records, problems = read_warc(source, name="crawl.warc.gz")
        assert [(r.row, r.fallback_id, r.fields["headline"]) for r in records] == [
            (1, "crawl-00001", "Land0"), (2, "crawl-00002", "Land1"),
        ]  # fmt: skip
        assert records[1].fields["url"] == "https://site1.example/a"
        assert records[1].fields["outlet"] == "site1.example"
        assert records[0].fields["date"] is None and records[0].extra["captured"]
        assert [(p["level"], p["code"]) for p in problems] == [("warned", "passed_over")]
        assert problems[0]["message"].startswith("1 record")


def test_redirects_errors_and_pictures_are_passed_over_and_counted() -> None:
    records, problems = read_warc(simple(3, status="404 Not Found"), name="x.warc")
    assert records == []
    assert problems[0]["message"].startswith("4 records that are no HTML page")


def test_chunked_and_packed_bodies_are_opened() -> None:
    html = HTML.format("Land").encode()
    chunked = b"".join(
        b"%x\r\n%s\r\n" % (len(html[i : i + 100]), html[i : i + 100]) for i in range(0, len(html), 100)
    )
    bodies = [
        (chunked + b"0\r\n\r\n", [("Transfer-Encoding", "chunked")]),
        (gzip.compress(html), [("Content-Encoding", "gzip")]),
        (zlib.compress(html), [("Content-Encoding", "deflate")]),
        (html, [("Content-Encoding", "gzip")]),
        (html, [("Content-Encoding", "br")]),
    ]
    records, _ = read_warc(
        warc([("https://a.example/", body, headers) for body, headers in bodies]), name="x.warc"
    )
    assert len({record.fields["text"] for record in records}) == 1
    odd, _ = read_warc(
        warc([("https://a.example/", b"\x8b\x01odd", [("Content-Encoding", "br")])]), name="x.warc"
    )
    assert odd[0].dropped and odd[0].notes[0].code == "unreadable"


def test_a_bomb_in_a_page_drops_that_page_alone() -> None:
    bomb = gzip.compress(b"\0" * 3_000_000)
    pages = [
        ("https://a.example/", bomb, [("Content-Encoding", "gzip")]),
        ("https://b.example/", HTML.format("Land").encode(), []),
    ]
    records, _ = read_warc(warc(pages), name="x.warc", limits=Limits(member_bytes=1_000_000))
    assert [record.dropped for record in records] == [True, False]
    assert "member_bytes=1,000,000" in records[0].notes[0].message


def test_limits_on_the_whole_are_named() -> None:
    data = simple(3)
    with pytest.raises(LimitError, match="members=2"):
        read_warc(data, name="x.warc", limits=Limits(members=2))
    with pytest.raises(LimitError, match="total_bytes=1,000"):
        read_warc(gzip.compress(data), name="x.warc", limits=Limits(total_bytes=1000))
    endless = gzip.compress(b"WARC/1.0\r\n" + b"x" * 5_000_000)
    with pytest.raises(LimitError, match="total_bytes"):
        read_warc(endless, name="x.warc", limits=Limits(total_bytes=1_000_000))
    records, problems = read_warc(data, name="x.warc", limits=Limits(member_bytes=500))
    assert records == []
    assert [p["code"] for p in problems].count("limit") == 3


def test_a_broken_record_costs_itself_and_what_follows_is_read() -> None:
    data = simple(3)
    second = data.find(b"Land1")
    place = data.rfind(b"Content-Length:", 0, data.rfind(b"HTTP/1.1", 0, second))
    broken = data[:place] + b"Content-Lungth:" + data[place + 15 :]
    records, problems = read_warc(broken, name="x.warc")
    assert [record.fields["headline"] for record in records] == ["Land0", "Land2"]
    assert [p["code"] for p in problems] == ["unreadable", "passed_over"]


def test_a_file_cut_short_says_so() -> None:
    data = simple(2)
    records, _ = read_warc(data[:-150], name="x.warc")
    assert [[note.code for note in record.notes] for record in records] == [[], ["cut_short"]]
    records, problems = read_warc(simple(2, packed=True)[:-20], name="x.warc.gz")
    assert [[note.code for note in record.notes] for record in records] == [[], ["cut_short"]]
    assert "damaged" in problems[0]["message"]


def test_lengths_that_lie_neither_hang_nor_fill_memory() -> None:
    for length in (b"-1", b"9" * 30, b"1e9", b"", "٣".encode(), b"100000000"):
        data = (
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: "
            + length
            + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
        )
        records, problems = read_warc(data, name="x.warc")
        assert records == [] and len(problems) == 1


def test_what_a_warc_file_is() -> None:
    assert recognises(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "x")
    for head in (b"", b"WARC", b"A text about WARC/1.0\r\n", b"\x1f\x8bbroken", gzip.compress(b"a,b\n")):
        assert not recognises(head, "x.warc.gz")
