"""Readers against damaged input: seeded mutations, in shards that can be resumed.

    python benchmarks/fuzz.py                 # all readers, all shards: 20,000 inputs a text reader, 2,000 a heavy one
    python benchmarks/fuzz.py --reader csv --shards 2 --out fuzz.jsonl
    python benchmarks/fuzz.py --reader exports --shards 1      # real exports of archives, where they are at hand

An input passes when the reader gives records (each with text or a reason) or raises ValueError, within ten seconds and
one gigabyte. Each shard runs in a process of its own with that limit; what it did is one line of `--out`, and shards
that stand there already are not run again. A failing input is written beside it, named by the seed that makes it again.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import multiprocessing
import queue
import random
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from material import root

SECONDS = 10
BYTES = 1_000_000_000
SHARD = 500
TEXT_INPUTS, HEAVY_INPUTS = 20_000, 2_000
HEAVY = ("exports", "html", "xlsx", "docx", "warc", "feed", "parquet", "zip")

WORDS = (
    "The invented minister of Ruritania said on Monday that talks with Freedonia would go on “as planned” – "
    "Переговоры, été, 会谈 \U0001f600 and nobody had walked out of them, according to an envoy."
)
# What has broken readers before: marks of formats, ends of ranges, halves of characters, things that nest.
TOKENS = [
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\r",
    b"\r\n",
    b"\n\n",
    b'"',
    b'""',
    b"'",
    b",",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[",
    b"\\u0000",
    b"\\ud800",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&#0;",
    b"&#xFFFFFFFF;",
    b"&amp;",
    b"<!DOCTYPE",
    b"<!ENTITY x 'y'>",
    b"<script>",
    b"<table><tr><td>",
    b"<div>" * 50,
    b"0000-00-00",
    b"9999-12-31",
    b"-1",
    b"99999999999999999999",
    b"NaN",
    b"1e999",
    b"null",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"=cmd()",
    "\u202e\u200b\u2028".encode(),
    "\ufdd0".encode(),
    b"A" * 5000,
    b"Content-Length: 999999",
    b"text: ",
    b"date: ",
]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """A damaged copy: bits flipped, pieces cut, doubled, moved, or replaced by what has broken readers before."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        size = len(out)
        at = rng.randrange(size + 1)
        to = min(size, at + rng.choice((1, 2, 4, 16, 64, 400)))
        kind = rng.randrange(8)
        if kind == 0 and size:
            out[at % size] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del out[at:to]
        elif kind == 2:
            out[at:at] = out[at:to] * rng.choice((1, 2, 30))
        elif kind == 3:
            out[at:at] = rng.choice(TOKENS)
        elif kind == 4:
            out[at:to] = rng.choice(TOKENS)
        elif kind == 5:
            out[at:to] = rng.randbytes(to - at)
        elif kind == 6:
            del out[at:]
        else:
            other = rng.randrange(size + 1)
            out[at:to] = out[other : other + to - at]
    return bytes(out)


def mutate_zip(data: bytes, rng: random.Random) -> bytes:
    """A ZIP whose parts are damaged and packed anew, or, one time in four, that is damaged itself."""
    if rng.randrange(4) == 0:
        return mutate(data, rng)
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        names = source.namelist()
        chosen = set(rng.sample(names, rng.randint(1, min(3, len(names)))))
        for name in names:
            content = source.read(name)
            if name in chosen:
                if rng.randrange(10) == 0:
                    continue
                content = mutate(content, rng)
            parts[name] = content
    return _zip(parts)


def mutate_gzip(data: bytes, rng: random.Random) -> bytes:
    """A gzip file of damaged content, or itself damaged."""
    return (
        mutate(data, rng)
        if rng.randrange(3) == 0
        else gzip.compress(mutate(gzip.decompress(data), rng), 1, mtime=0)
    )


@cache
def seeds() -> dict[str, list[bytes]]:
    """Whole files of every kind, to be damaged."""
    rows = [
        {"text": f"{WORDS} {n}.", "headline": f"Talks {n}", "date": f"2017-04-{n:02d}", "n": n}
        for n in range(1, 5)
    ]
    table = "headline,text,date\n" + "".join(f'{r["headline"]},"{r["text"]}",{r["date"]}\n' for r in rows)
    paragraphs = "".join(f"<p>{r['text']}</p>" for r in rows)
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>Talks - The Ruritanian</title>'
        '<meta property="article:published_time" content="2017-04-05T10:00:00Z"><script>var x = 1;</script>'
        f"</head><body><article><h1>Talks</h1>{paragraphs}<table><tr><td>1</td></tr></table><ul><li>One</li></ul>"
        "</article><footer>x</footer></body></html>"
    ).encode()
    rss = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>The Ruritanian</title><item><title>Talks</title><link>https://r.example/a</link>"
        f"<pubDate>Wed, 05 Apr 2017 10:00:00 GMT</pubDate><content:encoded><![CDATA[{paragraphs}]]></content:encoded>"
        "</item></channel></rss>"
    ).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    start = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://r.example/\r\n"
    crawl = (start + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http)) * 2
    text = f"headline: Talks\noutlet: The Ruritanian\ndate: 2017-04-05\n\n{WORDS}\n\n{WORDS}\n"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {
        "text": [text.encode(), text.encode("utf-16"), WORDS.encode("cp1251", "ignore")],
        "csv": [table.encode(), table.encode("cp1252", "ignore"), table.replace(",", "\t").encode()],
        "tsv": [table.replace(",", "\t").encode()],
        "jsonl": [lines.encode()],
        "json": [json.dumps(rows).encode(), json.dumps({"articles": rows}, ensure_ascii=False).encode()],
        "html": [page, page.decode().encode("cp1251", "ignore")],
        "feed": [rss],
        "warc": [crawl, gzip.compress(crawl, 1, mtime=0)],
        "zip": [
            _zip(
                {"a/one.txt": text.encode(), "two.csv": table.encode(), "in.zip": _zip({"x.txt": b"x" * 99})}
            )
        ],
        "xlsx": [_xlsx(rows)],
        "docx": [_docx(rows)],
        "parquet": [_parquet(rows)],
        "exports": [path.read_bytes() for path in _exports()],
    }


def _exports() -> list[Path]:
    """Real exports of archives up to 250 kB, which the project does not ship; none where they are not at hand."""
    folder = root() / "samples"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return [path for path in files if path.stat().st_size <= 250_000]


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # A ZipInfo of its own carries a fixed date: the same bytes on every run.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _undated(data: bytes) -> bytes:
    """An Office file packed anew without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _zip({name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"})


def _xlsx(rows: list[dict[str, Any]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(out)
    return _undated(out.getvalue())


def _docx(rows: list[dict[str, Any]]) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    for row in rows:
        document.add_heading(row["headline"])
        document.add_paragraph(row["text"])
    document.save(out)
    return _undated(out.getvalue())


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def readers() -> dict[str, Callable[[bytes], object]]:
    """Each reader on bytes, as far as the articles table where records come out."""
    from framing.corpus import archives, csvfiles, feeds, jsonlines, parquet, spreadsheets, warc, web
    from framing.corpus.articles import articles_from_records
    from framing.corpus.columns import wanted_columns
    from framing.corpus.decode import decode, replace_bad
    from framing.corpus.textfiles import read_head

    wanted = wanted_columns({}, None)

    def whole(found: tuple[list[Any], list[dict[str, Any]]]) -> object:
        articles, problems = articles_from_records(*found, name="x", date_order=None, language="en")
        dropped = int((problems["level"] == "dropped").sum())
        if len(articles) + dropped < len(found[0]):
            raise AssertionError(f"{len(found[0])} records, {len(articles)} articles, {dropped} dropped")
        return articles

    def text(data: bytes) -> object:
        decoded = decode(data)
        return None if decoded is None else read_head(replace_bad(decoded.text)[0])

    def export(data: bytes) -> object:
        from framing.corpus.limits import DEFAULT_LIMITS
        from framing.corpus.recognise import recognise

        kind = recognise(data, "x")
        if kind is None:
            return None
        reading = kind.read(data, wanted, "x", DEFAULT_LIMITS)
        return whole((reading.records, []))

    return {
        "exports": export,
        "text": text,
        "csv": lambda data: whole(csvfiles.read_csv(data, wanted, name="x.csv")),
        "tsv": lambda data: whole(csvfiles.read_tsv(data, wanted, name="x.tsv")),
        "jsonl": lambda data: whole(jsonlines.read_json_lines(data, wanted, name="x.jsonl")),
        "json": lambda data: whole(jsonlines.read_json(data, wanted, name="x.json")),
        "html": lambda data: whole(([web.read_page(data, name="x.html")], [])),
        "feed": lambda data: whole(feeds.read_feed(data, name="x.xml")),
        "warc": lambda data: whole(warc.read_warc(data, name="x.warc")),
        "zip": lambda data: list(archives.unpack(data, name="x.zip")),
        "xlsx": lambda data: whole(spreadsheets.read_xlsx(data, wanted, name="x.xlsx")),
        "docx": lambda data: archives.check_office(data, name="x.docx"),
        "parquet": lambda data: whole(parquet.read_parquet(data, wanted, name="x.parquet")),
    }


def inputs(reader: str, seed: int, n: int) -> Iterator[bytes]:
    """The damaged inputs of a shard: the same for the same seed."""
    rng = random.Random(f"{reader}-{seed}")
    whole = seeds()[reader]
    if not whole:
        return
    for _ in range(n):
        data = rng.choice(whole)
        if data.startswith(b"PK"):
            yield mutate_zip(data, rng)
        elif data[:2] == b"\x1f\x8b":
            yield mutate_gzip(data, rng)
        else:
            yield mutate(data, rng)


class Slow(Exception):
    """An input took longer than it may."""


def try_one(read: Callable[[bytes], object], data: bytes) -> str:
    """'read', 'refused' (a ValueError), or what went wrong."""

    def late(*_: object) -> None:
        raise Slow(f"over {SECONDS} seconds")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        read(data)
    except ValueError:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        signal.alarm(0)
    return "read"


def run_shard(reader: str, seed: int, n: int, folder: str | None = None) -> dict[str, Any]:
    """What became of a shard's inputs."""
    started = time.perf_counter()
    read = readers()[reader]
    slowest = 0.0
    counts = {"read": 0, "refused": 0}
    faults: list[dict[str, Any]] = []
    for place, data in enumerate(inputs(reader, seed, n)):
        if folder is not None:
            # A crash of the process itself leaves the input that made it.
            Path(folder, f"{reader}-{seed}.now").write_bytes(data)
        began = time.perf_counter()
        outcome = try_one(read, data)
        slowest = max(slowest, time.perf_counter() - began)
        if outcome in counts:
            counts[outcome] += 1
            continue
        faults.append({"place": place, "outcome": outcome})
        if folder is not None:
            Path(folder, f"{reader}-{seed}-{place}.input").write_bytes(data)
    if folder is not None:
        Path(folder, f"{reader}-{seed}.now").unlink(missing_ok=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "reader": reader, "seed": seed, "n": n, **counts, "faults": faults, "slowest": round(slowest, 2),
        "peak_mb": peak, "seconds": round(time.perf_counter() - started, 1),
    }  # fmt: skip


def _shard_apart(reader: str, seed: int, n: int, folder: str, out: Any) -> None:
    # Memory that the libraries have taken before the first input is not the input's.
    import framing.corpus.web  # noqa: F401

    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + BYTES, taken + BYTES))
    out.put(run_shard(reader, seed, n, folder))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reader", action="append", choices=sorted(seeds()), help="by default all")
    parser.add_argument("--shards", type=int, help="how many shards of each reader; by default all")
    parser.add_argument("--out", type=Path, default=Path("fuzz.jsonl"))
    asked = parser.parse_args()
    folder = asked.out.with_suffix(".inputs")
    folder.mkdir(parents=True, exist_ok=True)
    done = set()
    if asked.out.exists():
        done = {
            (line["reader"], line["seed"]) for line in map(json.loads, asked.out.read_text().splitlines())
        }
    context = multiprocessing.get_context("spawn")
    failed = 0
    for reader in asked.reader or sorted(seeds()):
        n_shards = (HEAVY_INPUTS if reader in HEAVY else TEXT_INPUTS) // SHARD
        for seed in range(min(n_shards, asked.shards or n_shards)):
            if (reader, seed) in done:
                continue
            answers = context.Queue()
            process = context.Process(target=_shard_apart, args=(reader, seed, SHARD, str(folder), answers))
            process.start()
            result: dict[str, Any] = {"reader": reader, "seed": seed, "n": SHARD, "faults": []}
            until = time.monotonic() + SHARD * SECONDS
            while time.monotonic() < until:
                try:
                    result = answers.get(timeout=1)
                    break
                except queue.Empty:
                    if not process.is_alive():
                        break
            else:
                process.kill()
            process.join()
            if "read" not in result:
                result["faults"] = [{"outcome": f"the process ended with {process.exitcode}"}]
            failed += len(result["faults"])
            with open(asked.out, "a") as log:
                log.write(json.dumps(result) + "\n")
            print(json.dumps(result)[:400], flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
