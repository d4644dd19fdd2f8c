"""Run a stage over all articles: look what is kept, have the rest worked on, read it all back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from framing.schema import empty_table, read_table, write_table
from framing.study.apart import Failure
from framing.study.log import Log
from framing.study.partitions import (
    TABLE_OF,
    Job,
    Part,
    Stage,
    article_keys,
    default_size,
    joined,
    listing,
    of_articles,
    partition_name,
)

# Jobs → each job with the articles in it that failed, in any order.
Engine = Callable[[Iterable[Job]], Iterator[tuple[Job, list[Failure]]]]
# Articles → what an earlier stage keeps of them, and which of them it failed on.
Before = Callable[[pd.DataFrame], tuple[Sequence["Kept"], list[Failure]]]
Read = TypeVar("Read")
WORK = "work"
# Half a file, or not ours.
_BROKEN = (OSError, ValueError, KeyError, pa.ArrowException)
# Once to work, once to find a file broken, once to work on it again; and the same for what breaks meanwhile.
_ATTEMPTS = 6


@dataclass(frozen=True)
class Kept:
    """Where a stage's results for some articles lie: name of the files → the articles taken from them."""

    folder: Path
    stage: Stage
    parts: dict[str, frozenset[str]]

    def of(self, made: str, article_ids: Iterable[str]) -> tuple[Part, ...]:
        """The files that hold one of the stage's tables for these articles."""
        wanted = frozenset(article_ids)
        return tuple(
            Part(self._path(made, name), ids & wanted)
            for name, ids in self.parts.items()
            if not ids.isdisjoint(wanted)
        )

    def tables(self) -> list[pd.DataFrame]:
        """All that the stage makes."""
        return [self.table(made) for made in self.stage.makes]

    def each(self, made: str) -> Iterator[pd.DataFrame]:
        """One of the tables, part by part as it lies in files, which a schema has checked when they were written."""
        for name, ids in self.parts.items():
            yield of_articles(pq.read_table(self._path(made, name)).to_pandas(), ids)

    def table(self, made: str) -> pd.DataFrame:
        """One of the tables in its own order; of no articles at all, what the stage makes of none."""
        table = TABLE_OF[made]
        if not self.parts:
            return empty_table(table)
        return joined(
            [Part(self._path(made, name), ids).read(table) for name, ids in self.parts.items()], table
        )

    def remove_broken(self) -> list[str]:
        """Take away those partitions whose files are missing or broken, so that they are worked out again."""
        broken = [name for name in self.parts if not self._readable(name)]
        for name in broken:
            (listing(self.folder, self.stage) / name).unlink(missing_ok=True)
            for made in self.stage.makes:
                self._path(made, name).unlink(missing_ok=True)
        return broken

    def _readable(self, name: str) -> bool:
        try:
            for made in self.stage.makes:
                read_table(self._path(made, name), table=TABLE_OF[made])
        except _BROKEN:
            return False
        return True

    def _path(self, made: str, name: str) -> Path:
        return self.folder / made / f"{name}.parquet"


def look(stage: Stage, articles: pd.DataFrame, folder: Path) -> tuple[Kept, pd.DataFrame]:
    """What is kept of these articles, and the articles of which nothing is."""
    missing = dict(zip(article_keys(articles, stage.columns), articles["article_id"], strict=True))
    parts: dict[str, frozenset[str]] = {}
    noted = listing(folder, stage)
    for path in sorted(noted.glob("[!.]*")) if noted.is_dir() else []:
        keys = path.read_text(encoding="utf-8").split()
        if ids := frozenset(missing.pop(key) for key in keys if key in missing):
            parts[path.name] = ids
    left = articles[articles["article_id"].isin(set(missing.values()))].reset_index(drop=True)
    return Kept(folder, stage, parts), left


def run_stage(
    stage: Stage, articles: pd.DataFrame, folder: Path, **options: Any
) -> tuple[Kept, list[pd.DataFrame], list[Failure]]:
    """`work_stage` with all tables that the stage makes."""
    return work_stage(stage, articles, folder, read=Kept.tables, **options)


def work_stage(
    stage: Stage,
    articles: pd.DataFrame,
    folder: Path,
    *,
    engine: Engine,
    before: Before | None = None,
    partition_size: int | None = None,
    progress: bool = False,
    read: Callable[[Kept], Read],
) -> tuple[Kept, Read, list[Failure]]:
    """Have a stage's work done for all articles of which nothing is kept: where it lies, what `read` makes of it, and
    which articles failed.

    `before` does what the stage builds on, for the articles that it has to work on and for no others.
    The result depends neither on what is kept nor on who worked on it in which order: all of it is read from files.
    """
    failures: dict[str, Failure] = {}
    with tqdm(
        total=len(articles), unit=" articles", desc=stage.name, disable=not progress, leave=False
    ) as bar:
        for _ in range(_ATTEMPTS):
            kept, left = look(stage, articles, folder)
            left = left[~left["article_id"].isin(failures)].reset_index(drop=True)
            if len(left):
                earlier, failed = before(left) if before else ((), [])
                failures |= {failure.article_id: failure for failure in failed}
                left = left[~left["article_id"].isin(failures)].reset_index(drop=True)
                jobs = _jobs(stage, left, folder, earlier, partition_size or default_size(len(articles)))
                bar.update(len(articles) - len(left) - bar.n)
                log = Log(folder, stage.name, len(left))
                try:
                    for job, failed in engine(jobs):
                        failures |= {failure.article_id: failure for failure in failed}
                        bar.update(len(job))
                        log.done(job, failed)
                finally:
                    shutil.rmtree(folder / WORK / stage.name, ignore_errors=True)
                continue
            try:
                found = read(kept)
            except _BROKEN:
                if kept.remove_broken():
                    continue
                raise
            return kept, found, [failures[each] for each in articles["article_id"] if each in failures]
    raise OSError(
        f"{folder.name}: what was written there cannot be read back; is the disk full, or do the workers see another "
        "folder of that name?"
    )


def _jobs(
    stage: Stage, articles: pd.DataFrame, folder: Path, earlier: Sequence[Kept], size: int
) -> Iterator[Job]:
    """Partitions in the order of articles; each waits in a file until a worker takes it."""
    for start in range(0, len(articles), size):
        some = articles.iloc[start : start + size].reset_index(drop=True)
        keys = tuple(article_keys(some, stage.columns))
        path = folder / WORK / stage.name / f"{partition_name(keys, stage.version)}.parquet"
        # Columns of the input that the schema does not know are nothing to a stage.
        write_table(some[[name for name in stage.columns if name in some]], path, table="articles")
        parts = tuple(
            kept.of(made, some["article_id"]) for made, kept in zip(stage.earlier, earlier, strict=True)
        )
        yield Job(stage, folder, path, keys, parts)
