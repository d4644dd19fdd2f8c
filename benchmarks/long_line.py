"""What readers do with one line of two gigabytes: the limit that they name, the seconds and the memory until then.

    python benchmarks/long_line.py [--gigabytes 2 0.5]

Two gigabytes are over `file_bytes`; half of one is not, and another limit has to hold.

A generator writes the line to a file of its own for each format (and streams it into a ZIP and a GZIP), a child process
reads it, and the file is removed. Each must be refused with a limit's name, in seconds, within a gigabyte.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MEGABYTE = b"The minister said nothing more. " * 32_768  # 1 MiB without a line break
HEADS = {
    "txt": b"Talks end\n\n", "csv": b"id,text\n1,", "tsv": b"id\ttext\n1\t", "jsonl": b'{"text": "',
    "json": b'[{"text": "',    "html": b"<html><body><p>", "xml": b"<rss><channel><item><description>",
}  # fmt: skip
ALLOWED_BYTES, ALLOWED_SECONDS = 1_000_000_000, 10.0


def stream(head: bytes, n_bytes: int) -> Iterator[bytes]:
    """The line, a megabyte at a time: nobody holds it whole."""
    yield head
    for _ in range(n_bytes // len(MEGABYTE)):
        yield MEGABYTE


def write(path: Path, n_bytes: int) -> None:
    """The file: packed formats by streaming into them, plain ones as they are."""
    kind = path.suffix[1:]
    if kind == "zip":
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("report.txt", "w", force_zip64=True) as member,
        ):
            _pour(member, stream(HEADS["txt"], n_bytes))
    elif kind == "gz":
        with gzip.open(path, "wb", compresslevel=1) as packed:
            _pour(packed, stream(b"WARC/1.0\r\nWARC-Type: response\r\n", n_bytes))
    else:
        with open(path, "wb") as plain:
            _pour(plain, stream(HEADS[kind], n_bytes))


def _pour(file: IO[bytes], parts: Iterator[bytes]) -> None:
    for part in parts:
        file.write(part)


def child(path: str) -> None:
    """Read one file; print the limit named, the seconds, and the memory above the imports."""
    from framing.corpus import LimitError, read_articles

    before, start, told = _peak(), time.perf_counter(), "read"
    try:
        articles, problems = read_articles(path)
        # What lies in an archive is refused alone, by a row in problems.
        refused = not len(articles) and len(problems)
        told = f"problems: {', '.join(problems['code'])}" if refused else f"read, {len(articles)} articles"
    except LimitError as error:
        told = error.limit
    except ValueError as error:
        told = f"refused: {error}"
    print(json.dumps([told, time.perf_counter() - start, _peak() - before]))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gigabytes", type=float, nargs="+", default=[2.0, 0.5])
    parser.add_argument("--child")
    given = parser.parse_args()
    if given.child:
        child(given.child)
        return 0
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for gigabytes in given.gigabytes:
            print(f"one line of {gigabytes:g} GB in each; refused by")
            for name in [*(f"line.{kind}" for kind in HEADS), "line.zip", "line.warc.gz"]:
                failed |= _tried(Path(folder, name), int(gigabytes * 1e9))
    return int(failed)


def _tried(path: Path, n_bytes: int) -> bool:
    """Write one file, have it read, say what came of it; whether that was too much."""
    write(path, n_bytes)
    size = path.stat().st_size
    done = subprocess.run(
        [sys.executable, __file__, "--child", str(path)], capture_output=True, text=True, check=False
    )
    path.unlink()
    if done.returncode:
        print(f"{path.name:14} CRASHED: {done.stderr.strip().splitlines()[-1:]}")
        return True
    told, seconds, memory = json.loads(done.stdout.splitlines()[-1])
    over = seconds > ALLOWED_SECONDS or memory > ALLOWED_BYTES or told.startswith("read")
    print(
        f"{path.name:14} {size / 1e6:8,.0f} MB on disk: {told:22} {seconds:5.2f} s  +{memory / 1e6:5,.0f} MB"
        f"{'  OVER' if over else ''}",
        flush=True,
    )
    return over


if __name__ == "__main__":
    sys.exit(main())
