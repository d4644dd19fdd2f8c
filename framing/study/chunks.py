"""Attributions in chunks of articles, each kept on disk, so that an interrupted study goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import parent_process
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from tqdm import tqdm

import framing
from framing.attribution import find_attributions
from framing.attribution.extract import DEFAULT_ENGINE
from framing.attribution.tagger import model_version as tagger_version
from framing.language import ParseStore, model_version
from framing.schema import empty_table, read_table, sort_table, write_table
from framing.study.apart import Failure, each_apart

# As many articles as the parser takes together; what a kill can cost is the work on one chunk for each worker.
CHUNK = 32
# The folders whose files decide what an attribution is: a change in them makes the chunks kept so far worthless.
_CODE = ("attribution", "language", "schema")
# And the codebooks that it reads.
_CUES = "codebooks/cues*.csv"


class _Job(NamedTuple):
    """A chunk to work on: its articles, the engine, where its attributions are kept, and the file of parses."""

    articles: pd.DataFrame
    engine: str
    kept: Path
    parses: Path


class _Done(NamedTuple):
    """What became of a chunk; `table` is None where it is kept on disk."""

    table: pd.DataFrame | None
    failures: list[Failure]


def chunked_attributions(
    articles: pd.DataFrame,
    cache_folder: Path,
    *,
    engine: str = DEFAULT_ENGINE,
    workers: int = 1,
    progress: bool = False,
) -> tuple[pd.DataFrame, list[Failure]]:
    """Attributions of all articles, and the articles that could not be worked on.

    Chunks found in `cache_folder` are read, the others worked on and kept there. The result depends neither on what is
    kept nor on the number of workers: every chunk is read back from its file.
    """
    version = code_version(engine)
    starts = range(0, len(articles), CHUNK)
    chunks = [articles.iloc[start : start + CHUNK].reset_index(drop=True) for start in starts]
    paths = [cache_folder / "attributions" / f"{_key(chunk, version)}.parquet" for chunk in chunks]
    parses = cache_folder / "parses.sqlite"
    tables: dict[int, pd.DataFrame] = {}
    failures: dict[int, list[Failure]] = {}
    with tqdm(
        total=len(articles), unit=" articles", desc="attributions", disable=not progress, leave=False
    ) as bar:
        jobs: dict[int, _Job] = {}
        for number, (chunk, path) in enumerate(zip(chunks, paths, strict=True)):
            table = _kept(path)
            if table is None:
                jobs[number] = _Job(chunk, engine, path, parses)
            else:
                tables[number] = table
                bar.update(len(chunk))
        for number, done in _work(jobs, workers):
            found = done.table if done.table is not None else _kept(jobs[number].kept)
            if found is None:
                raise OSError(
                    f"{jobs[number].kept.name} was written and cannot be read back; is the disk full?"
                )
            tables[number] = found
            failures[number] = done.failures
            bar.update(len(jobs[number].articles))
    filled = [tables[number] for number in sorted(tables) if len(tables[number])]
    table = pd.concat(filled, ignore_index=True) if filled else empty_table("attributions")
    return sort_table(table, "attributions"), [
        failure for number in sorted(failures) for failure in failures[number]
    ]


def engine_model(engine: str) -> str | None:
    """Version of the weights that an engine reads with; None for the rules, which have none.

    Raises
    ------
    FileNotFoundError : the engine's weights are not in the package.
    """
    if engine != "tagger":
        return None
    try:
        return tagger_version()
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"engine={engine!r}: its weights are not installed; engine='rules' works without any."
        ) from error


def code_version(engine: str) -> str:
    """Hash of all that decides what an attribution is: engine and weights, code, parser model, cue codebooks."""
    digest = hashlib.blake2b(digest_size=16)
    package = Path(framing.__file__).parent
    paths = [path for folder in _CODE for path in sorted((package / folder).rglob("*"))]
    for path in [*paths, *sorted(package.glob(_CUES))]:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(f"{model_version()}\0{engine}\0{engine_model(engine)}".encode())
    return digest.hexdigest()


def _key(articles: pd.DataFrame, version: str) -> str:
    digest = hashlib.blake2b(version.encode(), digest_size=16)
    names = ["article_id", "language", "body_start", "headline_repeat_start", "headline_repeat_end", "text"]
    for values in articles[names].astype(object).itertuples(index=False, name=None):
        plain = [None if pd.isna(value) else value for value in values]
        digest.update(json.dumps(plain).encode() + b"\n")
    return digest.hexdigest()


def _kept(path: Path) -> pd.DataFrame | None:
    if not path.exists():
        return None
    try:
        return read_table(path, table="attributions")
    except (OSError, ValueError, KeyError, pa.ArrowException):
        path.unlink(missing_ok=True)  # half a file, or not ours: work it out again
        return None


def _work(jobs: dict[int, _Job], workers: int) -> Iterator[tuple[int, _Done]]:
    if workers == 1 or len(jobs) < 2:
        try:
            for number, job in jobs.items():
                yield number, _do(job)
        finally:
            _close_stores({job.parses for job in jobs.values()})
        return
    pool = ProcessPoolExecutor(max_workers=min(workers, len(jobs)), initializer=_start_worker)
    try:
        yield from _collected(pool, jobs, workers)
    except BrokenProcessPool as error:
        raise RuntimeError(
            f"One of {workers} worker processes was killed, perhaps for want of memory. Run the same again with fewer "
            "workers; what is done is kept."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _collected(pool: ProcessPoolExecutor, jobs: dict[int, _Job], workers: int) -> Iterator[tuple[int, _Done]]:
    waiting = iter(jobs.items())
    running: dict[Future[_Done], int] = {}
    while True:
        # A few at a time: a chunk of articles that nobody works on yet need not be copied.
        for number, job in waiting:
            running[pool.submit(_do, job)] = number
            if len(running) >= 2 * workers:
                break
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            yield running.pop(future), future.result()


def _do(job: _Job) -> _Done:
    parts, failures = each_apart(partial(_find, engine=job.engine, parses=job.parses), job.articles)
    filled = [part for part in parts if len(part)]
    table = pd.concat(filled, ignore_index=True) if filled else empty_table("attributions")
    if failures:
        return _Done(sort_table(table, "attributions"), failures)  # not kept: the next run tries again
    write_table(table, job.kept, table="attributions")
    return _Done(None, [])


def _find(articles: pd.DataFrame, *, engine: str, parses: Path) -> pd.DataFrame:
    try:
        return find_attributions(articles, engine=engine, store=_store(parses))
    except sqlite3.Error:
        # The file of parses only saves time. Where it is locked or broken, the result is worked out without it.
        return find_attributions(articles, engine=engine, store=ParseStore())


@cache
def _store(path: Path) -> ParseStore:
    """The process's own connection to the file of parses."""
    try:
        return ParseStore(path=path)
    except (sqlite3.Error, OSError):
        return ParseStore()


def _close_stores(paths: Iterable[Path]) -> None:
    for path in paths:
        _store(path).close()
    _store.cache_clear()


def _start_worker() -> None:
    # Ctrl-C reaches the whole group; the parent alone says what happened and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that is killed tells nobody: without this its workers would wait for it for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
