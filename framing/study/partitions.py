"""A stage of a study in partitions of articles: what is kept on disk is read, only the rest is worked on."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Container, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from framing.files import write_text, written_aside
from framing.schema import read_table, sort_table, write_table
from framing.study.apart import Failure, each_apart

# As many articles as a stage's function is given together: what the parser takes in one go.
CHUNK = 32
# From here on partitions grow, so that a study of many articles does not lie in as many files.
_SMALL, _LARGEST = 6400, 1024

# Folder in the cache → the table whose rows it holds.
TABLE_OF = {
    "attributions": "attributions",
    "resolved": "attributions",
    "mentions": "mentions",
    "counts": "counts",
    # One row for each article; its sums are columns that the schema does not know.
    "tallies": "articles",
    # One row for each article, side, stance and verb.
    "cues": "counts",
}

Work = Callable[..., tuple[pd.DataFrame, ...]]


@dataclass(frozen=True)
class Stage:
    """What a stage makes of articles, and by what its results are told from older ones.

    `function(articles, *earlier, **settings)` gives one table for each of `makes` (folders of the cache), whose rows
    belong to those articles and depend on nothing else. It is sent to workers by its name, so it stands in a module. A
    setting that is a `Shared` is sent as the path of a file.
    """

    name: str
    makes: tuple[str, ...]
    version: str
    columns: tuple[str, ...]
    function: Work
    settings: Mapping[str, Any]
    earlier: tuple[str, ...] = ()


class Shared(NamedTuple):
    """A value that every worker reads once from a file, since it is too large to go with every partition."""

    path: Path
    version: str

    @classmethod
    def of(cls, value: object, path: Path, version: str) -> Shared:
        """Keep a value in a file; it is written anew by every run and read by the run's own workers alone."""
        with written_aside(path) as aside:
            aside.write_bytes(pickle.dumps(value))
        return cls(path, version)


@cache
def _shared(path: Path, version: str) -> Any:
    return pickle.loads(path.read_bytes())


class Part(NamedTuple):
    """A kept file of a stage, and the articles whose rows are taken from it."""

    path: Path
    article_ids: frozenset[str]

    def read(self, table: str, only: Container[str] | None = None) -> pd.DataFrame:
        """The rows of those articles, or of those among them that are in `only`."""
        rows = read_table(self.path, table=table)
        ids = self.article_ids if only is None else {each for each in self.article_ids if each in only}
        return of_articles(rows, ids)


@dataclass(frozen=True)
class Job:
    """One partition: its articles (or the file where they wait), what is kept of earlier stages, where results go."""

    stage: Stage
    folder: Path
    articles: pd.DataFrame | Path
    keys: tuple[str, ...]
    earlier: tuple[tuple[Part, ...], ...]
    first: int = 0

    def __len__(self) -> int:  # of articles
        return len(self.keys)

    def halves(self) -> tuple[Job, Job]:
        """The same work in two partitions, for a worker that does not survive it in one."""
        middle = len(self.keys) // 2
        return (
            replace(self, keys=self.keys[:middle]),
            replace(self, keys=self.keys[middle:], first=self.first + middle),
        )

    def rows(self) -> pd.DataFrame:
        """The articles themselves."""
        known = self.articles
        whole = read_table(known, table="articles") if isinstance(known, Path) else known
        return whole.iloc[self.first : self.first + len(self.keys)].reset_index(drop=True)


def listing(folder: Path, stage: Stage) -> Path:
    """Where the stage notes which articles each of its partitions holds."""
    return folder / "listed" / stage.name / stage.version


def article_keys(articles: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """A hash of each article's values in these columns: what a stage's result depends on."""
    return [hashlib.blake2b(line, digest_size=16).hexdigest() for line in article_lines(articles, columns)]


def article_lines(articles: pd.DataFrame, columns: Sequence[str]) -> list[bytes]:
    """Each article's values in these columns, as bytes that differ where a value does."""
    whole = articles.reindex(columns=list(columns)).astype(object)
    return [
        json.dumps(
            [None if pd.isna(v) else v if isinstance(v, (int, str)) else str(v) for v in values]
        ).encode()
        for values in whole.itertuples(index=False, name=None)
    ]


def default_size(n_articles: int) -> int:
    """Articles in a partition where nobody says: 32, and of many articles a two hundredth part, at most 1024."""
    return CHUNK if n_articles <= _SMALL else min(_LARGEST, n_articles // 200)


def do(job: Job) -> list[Failure]:
    """Work on one partition and keep what came of it; the articles that failed.

    They are not kept, so that the next run tries them again. What cannot be written raises: a full disk is no article's
    fault.
    """
    stage, articles = job.stage, job.rows()
    key_of = dict(zip(articles["article_id"], job.keys, strict=True))
    settings = {
        name: _shared(*value) if isinstance(value, Shared) else value
        for name, value in stage.settings.items()
    }
    kept = [
        joined([part.read(TABLE_OF[name], key_of) for part in parts], TABLE_OF[name])
        for name, parts in zip(stage.earlier, job.earlier, strict=True)
    ]
    found: list[tuple[pd.DataFrame, ...]] = []
    failures: list[Failure] = []

    def work(some: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
        ids = set(some["article_id"])
        return stage.function(some, *(of_articles(table, ids) for table in kept), **settings)

    for start in range(0, len(articles), CHUNK):
        parts, failed = each_apart(work, articles.iloc[start : start + CHUNK].reset_index(drop=True))
        found += parts
        failures += failed
    bad = {failure.article_id for failure in failures}
    keys = [key for article_id, key in key_of.items() if article_id not in bad]
    if not keys:
        return failures
    name = partition_name(keys, stage.version)
    for number, made in enumerate(stage.makes):
        whole = joined([each[number] for each in found], TABLE_OF[made])
        write_table(whole, job.folder / made / f"{name}.parquet", table=TABLE_OF[made])
    # Last: what is listed is whole.
    write_text(listing(job.folder, stage) / name, "".join(f"{key}\n" for key in keys))
    return failures


def partition_name(keys: Sequence[str], version: str) -> str:
    """Name of the files of a partition: its articles, and the version of what worked on them."""
    return hashlib.blake2b("\n".join([version, *keys]).encode(), digest_size=16).hexdigest()


def joined(parts: Sequence[pd.DataFrame], table: str) -> pd.DataFrame:
    """Rows of several parts in the table's own order, with the columns and categories that they share."""
    filled = [part for part in parts if len(part)] or list(parts[:1])
    return sort_table(pd.concat(filled, ignore_index=True), table)


def of_articles(table: pd.DataFrame, article_ids: Set[str]) -> pd.DataFrame:
    """Rows of a table that belong to some articles; the table itself when there are no others."""
    mine = table["article_id"].isin(article_ids)
    return table if mine.all() else table[mine].reset_index(drop=True)
