"""Attributions of articles, kept on disk in partitions, so that an interrupted study goes on where it stopped."""

from __future__ import annotations

import hashlib
import sqlite3
from functools import cache
from pathlib import Path

import pandas as pd

from framing.attribution import find_attributions
from framing.attribution.extract import DEFAULT_ENGINE
from framing.attribution.tagger import model_version as tagger_version
from framing.language import ParseStore, model_version
from framing.study.apart import Failure
from framing.study.partitions import CHUNK, Stage, article_lines
from framing.study.stages import Engine, run_stage
from framing.study.versions import code_digest
from framing.study.workers import in_process

__all__ = [
    "CHUNK",
    "attribution_stage",
    "chunked_attributions",
    "close_stores",
    "code_version",
    "engine_model",
]

# The folders whose files decide what an attribution is: a change in them makes what is kept so far worthless.
_CODE = ("attribution", "language", "schema", "codebooks/cues*.csv")
_COLUMNS = ("article_id", "language", "body_start", "headline_repeat_start", "headline_repeat_end", "text")


def attribution_stage(cache_folder: Path, engine: str, *, parses: bool = True) -> Stage:
    """What finds attributions; `parses` keeps parses in a file of this machine, for workers on it alone."""
    path = cache_folder / "parses.sqlite" if parses else None
    return Stage(
        name="attributions",
        makes=("attributions",),
        version=code_version(engine),
        columns=_COLUMNS,
        function=_find,
        settings={"engine": engine, "parses": path},
    )


def chunked_attributions(
    articles: pd.DataFrame,
    cache_folder: Path,
    *,
    engine: str = DEFAULT_ENGINE,
    work: Engine = in_process,
    parses: bool = True,
    partition_size: int | None = None,
    progress: bool = False,
) -> tuple[pd.DataFrame, list[Failure]]:
    """Attributions of all articles, and the articles that could not be worked on.

    Those found in `cache_folder` are read, the others worked on and kept there.
    """
    stage = attribution_stage(cache_folder, engine, parses=parses)
    try:
        _, tables, failures = run_stage(
            stage, articles, cache_folder, engine=work, partition_size=partition_size, progress=progress
        )
    finally:
        close_stores(cache_folder)
    return tables[0], failures


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
    told = f"{code_digest(_CODE)}\0{model_version()}\0{engine}\0{engine_model(engine)}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _key(articles: pd.DataFrame, version: str) -> str:
    lines = [version.encode(), *article_lines(articles, _COLUMNS)]
    return hashlib.blake2b(b"\n".join(lines), digest_size=16).hexdigest()


def _find(articles: pd.DataFrame, *, engine: str, parses: Path | None) -> tuple[pd.DataFrame]:
    try:
        return (find_attributions(articles, engine=engine, store=_store(parses)),)
    except sqlite3.Error:
        # The file of parses only saves time. Where it is locked or broken, the result is worked out without it.
        return (find_attributions(articles, engine=engine, store=ParseStore()),)


@cache
def _store(path: Path | None) -> ParseStore:
    """The process's own connection to the file of parses."""
    try:
        return ParseStore(path=path)
    except (sqlite3.Error, OSError):
        return ParseStore()


def close_stores(cache_folder: Path) -> None:
    """Close this process's connection to the file of parses."""
    _store(cache_folder / "parses.sqlite").close()
    _store.cache_clear()
