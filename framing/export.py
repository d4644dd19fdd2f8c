"""Attributions as the common scorer reads them: one JSON line per text file, offsets into the file's own characters."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from framing.actors import load_codebook, resolve_speakers
from framing.actors.codebook import Codebook
from framing.attribution import find_attributions
from framing.attribution.extract import DEFAULT_ENGINE, ENGINES
from framing.checks import choose, suggest
from framing.corpus import FileOffsets, read_file_offsets
from framing.language import ParseStore
from framing.schema import empty_table
from framing.study.apart import Failure, each_apart
from framing.study.chunks import engine_model
from framing.study.write import text_files

Spans = list[list[int]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Export:
    """`articles`: article_id → its attributions in the scorer's keys, sorted by id, also without any attribution.

    n_unresolved : attributions written as "other" whose speaker is unresolved. failures : files that could not be
    worked on; they have a line without attributions. table : the attributions table behind the rows, with sides, all of
    it, offsets into each article's `text`; `attribution_id` leads from a row to it.
    """

    articles: dict[str, list[Row]]
    n_unresolved: int
    failures: list[Failure] = field(default_factory=list)
    table: pd.DataFrame = field(default_factory=lambda: empty_table("attributions", group="resolved"))

    def lines(self) -> str:
        """The PREDICTED file: one JSON object a line."""
        rows = ({"article_id": name, "attributions": found} for name, found in self.articles.items())
        return "".join(json.dumps(row) + "\n" for row in rows)


def export_attributions(
    path: str | os.PathLike[str],
    *,
    speech_only: bool = False,
    outermost: bool = False,
    only: Collection[str] | None = None,
    engine: str = DEFAULT_ENGINE,
    codebook: Codebook | None = None,
    store: ParseStore | None = None,
) -> Export:
    """Find the attributions of text files and say them as the scorer wants them.

    Parameters
    ----------
    path : a .txt file, or a folder whose .txt files are read at any depth.
    speech_only : leave out wants, fears and plans (`act` attitude).
    outermost : leave out attributions inside the content of others, and join a quotation that goes on (quote_type
        continuation) to the attribution before it in the same article as further pieces of its content.
    only : article_ids to work on; by default all.
    engine : which one finds the attributions, "tagger" or "rules" (see `find_attributions`).
    codebook : actors; by default the shipped ones.
    store : where parses are kept.

    Returns
    -------
    Export : for every file its attributions, with speaker, cue and content as lists of [start, end], side, quote_type,
    actor, construction, attribution_id. `article_id` is the file's path in the folder without ".txt".

    Raises
    ------
    FileNotFoundError : there is nothing at `path`, or the engine's weights are not installed.
    ValueError : `path` is a file but not a .txt one, or a folder without any; `only` names a file that is not there;
        `engine` is unknown.

    Notes
    -----
    Offsets count the code points of the file decoded without newline translation: head lines, CR and a byte order mark
    of UTF-8 count. The scorer knows no unresolved speakers: they are written as "other", and `n_unresolved` says how
    many they are.

    Examples
    --------
    >>> print(export_attributions("reports", speech_only=True).lines())
    """
    engine_model(choose("engine", engine, ENGINES))
    book = codebook or load_codebook()
    files = _files(Path(path))
    if only is not None:
        for name in sorted(set(only) - set(files)):
            raise ValueError(f"only: there is no text {name!r} at {str(path)!r}.{suggest(name, files)}")
        files = {name: file for name, file in files.items() if name in only}
    parts: list[pd.DataFrame] = []
    offsets: dict[str, FileOffsets] = {}
    for name, file in files.items():
        article, positions = read_file_offsets(file, name=file.name)
        if len(article):
            parts.append(article.assign(article_id=pd.Series([name], dtype="str")))
            offsets[name] = positions
    found: dict[str, list[Row]] = {name: [] for name in files}
    if not parts:
        return Export(found, 0)
    articles = pd.concat(parts, ignore_index=True)
    tables, failures = each_apart(_resolved(book, engine, store), articles)
    n_unresolved = 0
    for table in tables:
        records = [{str(key): value for key, value in record.items()} for record in table.to_dict("records")]
        kept = _kept(records, speech_only=speech_only, outermost=outermost)
        for record, content in kept:
            n_unresolved += record["side"] == "unresolved"
            found[record["article_id"]].append(_row(record, content, offsets[record["article_id"]]))
    table = pd.concat(tables, ignore_index=True) if tables else empty_table("attributions", group="resolved")
    return Export(found, n_unresolved, failures, table)


def refuse_output(out: str | os.PathLike[str], path: str | os.PathLike[str]) -> None:
    """Raise a ValueError where `out` cannot be written, or would overwrite or join the texts at `path`."""
    file, source = Path(out), Path(path)
    if file.is_dir():
        raise ValueError(f"out={str(out)!r} is a folder; name a file to write to.")
    same = file.resolve() == source.resolve()
    inside = source.is_dir() and file.resolve().is_relative_to(source.resolve())
    if same or (inside and file.suffix.lower() == ".txt"):
        raise ValueError(f"out={str(out)!r} is one of the texts, or would be read as one; name another file.")


def _files(source: Path) -> dict[str, Path]:
    """article_id → file, sorted by id."""
    if not source.exists():
        raise FileNotFoundError(f"path={str(source)!r}: there is no such file or folder.")
    if source.is_file():
        if source.suffix.lower() != ".txt":
            raise ValueError(
                f"path={str(source)!r} is not allowed; allowed: a .txt file, or a folder of them."
            )
        return {source.stem: source}
    named = {file.relative_to(source).with_suffix("").as_posix(): file for file in sorted(text_files(source))}
    if not named:
        raise ValueError(f"path={str(source)!r}: no .txt file in this folder; give one that holds some.")
    return dict(sorted(named.items()))


def _resolved(
    book: Codebook, engine: str, store: ParseStore | None
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def work(articles: pd.DataFrame) -> pd.DataFrame:
        return resolve_speakers(
            find_attributions(articles, engine=engine, store=store), articles, codebook=book
        )

    return work


def _kept(
    records: Iterable[Row], *, speech_only: bool, outermost: bool
) -> list[tuple[Row, list[tuple[int, int]]]]:
    """The rows to write, each with its pieces of content."""
    out: list[tuple[Row, list[tuple[int, int]]]] = []
    last: tuple[Row, list[tuple[int, int]]] | None = None
    for record in records:
        if speech_only and record["act"] == "attitude":
            continue
        if outermost and not pd.isna(record["nested_in"]):
            continue
        goes_on = record["quote_type"] == "continuation"
        if outermost and goes_on and last is not None and last[0]["article_id"] == record["article_id"]:
            last[1].extend(record["content_spans"])
            continue
        one = (record, list(record["content_spans"]))
        out.append(one)
        if not goes_on:
            last = one
    return out


def _row(record: Row, content: Sequence[tuple[int, int]], offsets: FileOffsets) -> Row:
    side = record["side"]
    return {
        "speaker": _span(record, "speaker", offsets),
        "cue": _span(record, "cue", offsets),
        "content": [list(offsets.span(start, end)) for start, end in sorted(content)],
        "side": "other" if side == "unresolved" else side,
        "quote_type": record["quote_type"],
        "actor": None if pd.isna(record["actor"]) else record["actor"],
        "construction": record["construction"],
        "attribution_id": record["attribution_id"],
    }


def _span(record: Row, role: str, offsets: FileOffsets) -> Spans:
    start, end = record[f"{role}_start"], record[f"{role}_end"]
    return [] if pd.isna(start) else [list(offsets.span(int(start), int(end)))]
