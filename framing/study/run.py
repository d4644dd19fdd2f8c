"""Read, find, resolve, count, measure, draw, write: one call, stage by stage."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm import tqdm

import framing
from framing.actors import load_codebook, unresolved_speakers
from framing.actors.codebook import Codebook
from framing.attribution.cue_index import default_index
from framing.attribution.extract import DEFAULT_ENGINE, ENGINES
from framing.checks import choose
from framing.corpus import read_articles
from framing.estimates.groups import group_articles
from framing.language import model_version
from framing.schema import TABLES, check_table, make_table, sort_table
from framing.study.apart import Failure
from framing.study.chunks import attribution_stage, chunked_attributions, engine_model
from framing.study.cluster import on_cluster
from framing.study.measure import contrast, draw, measure
from framing.study.publish import without_text
from framing.study.report import report_files
from framing.study.result import Study, unchanged
from framing.study.speakers import speaker_stage
from framing.study.stages import Engine, Kept, look, run_stage, work_stage
from framing.study.tallies import Tallied, tally_stage
from framing.study.versions import code_digest, engine_libraries, versions
from framing.study.workers import in_process, in_processes
from framing.study.write import (
    CACHE,
    begin,
    forget,
    hashed_frame,
    hashed_input,
    only_writer,
    outlets_version,
    refuse_inside,
    remove_left_over,
    sha256,
    write_manifest,
    write_tables,
)

if TYPE_CHECKING:
    from distributed import Client


def run_study(
    path_or_articles: str | os.PathLike[str] | pd.DataFrame,
    out: str | os.PathLike[str],
    *,
    codebook: str | os.PathLike[str] | Codebook | None = None,
    by: str | Sequence[str] | None = "outlet",
    engine: str = DEFAULT_ENGINE,
    workers: int = 1,
    client: Client | None = None,
    partition_size: int | None = None,
    seed: int = 0,
    keep_text: bool = True,
    progress: bool = False,
    **reading: Any,
) -> Study:
    """Run the whole analysis on a corpus and write tables, figures and a manifest to a folder.

    Parameters
    ----------
    path_or_articles : what `read_articles` takes (a folder of text files, a text, CSV, JSON Lines or Parquet file), or
        an articles table.
    out : folder to write to; made where it is not there. What is kept of an interrupted run lies in its `.cache`.
    codebook : actors: the path of a YAML file that extends the shipped codebook, or a loaded one.
    by : column or columns of the articles to group by, "month" or "week"; None for no groups.
    engine : which one finds the attributions, "tagger" or "rules" (see `find_attributions`).
    workers : processes. The result does not depend on it.
    client : a `distributed.Client`: its cluster works on the articles, and this process measures and draws. `out` lies
        on a disk that its workers see under the same path. The result does not depend on it.
    partition_size : articles that are worked on and kept together; by default 32, and more from 6400 articles on. What
        a kill costs is the work on one partition for each worker. The result does not depend on it.
    seed : of every bootstrap and permutation.
    keep_text : False writes tables without article text (see `without_text`) and keeps nothing in `.cache`, so that the
        folder can be published where the articles may not be; `find_text` checks it. What is returned has the text.
    progress : show a bar on standard error.
    **reading : what `read_articles` takes besides the path: `text`, `outlet`, `headline`, `date`, `date_order`,
        `article_id`, `columns`, `language`.

    Returns
    -------
    Study : `tables`, `figures`, `manifest` and `out`.

    Raises
    ------
    FileNotFoundError, ValueError : what `read_articles` and `load_codebook` raise; `by` is no column; `engine` is
        unknown or its weights are not installed; `workers` is below 1; every article failed.
    RuntimeError : no parser model is installed; a cluster's worker has other versions or does not see `out`, or the
        cluster was lost.

    Notes
    -----
    Written are `tables/` (Parquet, and CSV with its `.schema.json`): articles, attributions, mentions, counts,
    measures (overall, where the `by` columns are missing, and by group, in words and in attributions), contrast (the
    words of the two sides' speakers, `contrast` = by; the outlets' own words on the two sides, `contrast` = about;
    names left out), unresolved (speakers that no codebook entry explains), problems; `figures/` (balance, contrast-by,
    contrast-about); `report.html`, one page with all of it, and `references.bib`; and, last, `manifest.json`.

    An interrupted run goes on where it stopped when the same call is made again. Same input, arguments and versions
    give the same bytes, whoever works and whatever was kept; what one engine has found is never taken for another's.
    Added articles cost no more than themselves, another codebook the speakers and what follows from them; where the
    folder holds the very study already, nothing is done and its tables are read when they are asked for. An article
    that a stage fails on, or that kills its worker, is dropped and named in `problems` (level dropped, code failed).

    Examples
    --------
    >>> study = run_study("reports", "study", by="outlet")
    >>> study.tables["measures"].query("measure == 'balance'")
    """
    if workers < 1:
        raise ValueError(f"workers={workers} is not allowed; allowed: 1 or more processes.")
    if client is not None and workers > 1:
        raise ValueError(
            f"workers={workers} and client=…: the cluster has workers of its own; leave one of them out."
        )
    if partition_size is not None and partition_size < 1:
        raise ValueError(f"partition_size={partition_size} is not allowed; allowed: 1 or more articles.")
    model = engine_model(choose("engine", engine, ENGINES))
    actors = _codebook(codebook)
    groups = [by] if isinstance(by, str) else list(by or ())
    folder = Path(out)
    if not isinstance(path_or_articles, pd.DataFrame):
        refuse_inside(folder, Path(path_or_articles))
    given, hashes = _given(path_or_articles, reading)
    about = _about(
        path_or_articles,
        actors,
        {"by": groups, "engine": engine, "seed": seed, "keep_text": keep_text},
        reading,
    )
    about |= {"engine_model": model, "input": hashes}
    if keep_text and (done := unchanged(folder, about)) is not None:
        return done
    articles, problems = given if isinstance(given, tuple) else read_articles(given, **reading)
    # Said now and not after an hour of parsing.
    group_articles(articles, groups)
    with only_writer(folder), tqdm(disable=not progress, leave=False, bar_format="{desc}") as line:
        # Workers stand in other folders.
        cache = (folder / CACHE).resolve()
        stages = worked(
            articles,
            actors,
            cache,
            engine=engine,
            workers=client or workers,
            size=partition_size,
            progress=progress,
        )
        line.set_description_str("measures, figures, tables")
        return _finish(stages, problems, folder, about)


def _finish(stages: _Stages, problems: pd.DataFrame, folder: Path, about: dict[str, Any]) -> Study:
    """Measure, draw, write; the manifest last."""
    arguments, sides = about["arguments"], stages.codebook.sides
    groups, seed, keep_text = arguments["by"], arguments["seed"], arguments["keep_text"]
    measures = measure(
        stages.attributions, stages.articles, stages.mentions, by=groups, sides=sides, seed=seed,
        kept=stages.tallied,
    )  # fmt: skip
    contrasts, reasons = contrast(
        stages.articles, stages.attributions, stages.mentions, sides=sides, seed=seed
    )
    earlier = begin(folder)
    drawn = draw(folder / "figures", measures, contrasts, by=groups, sides=sides, reasons=reasons)
    not_drawn = {figure: each.reason for figure, each in drawn.items() if each.reason}
    tables = {
        "articles": stages.articles,
        "attributions": stages.attributions,
        "mentions": stages.mentions,
        "counts": stages.counts,
        "measures": measures,
        "contrast": contrasts,
        "unresolved": unresolved_speakers(stages.attributions),
        "problems": _all_problems(problems, stages.failures, not_drawn, arguments["input"]),
    }
    kept = tables if keep_text else without_text(tables, keep=groups)
    written = write_tables(kept, folder / "tables", known=TABLES if keep_text else {"measures"})
    written += [path for each in drawn.values() for path in each.files]
    manifest = about | {
        "n_failed": len(stages.failures),
        "rows": {each: len(table) for each, table in tables.items()},
        "figures": {
            figure: {"files": [_within(path, folder) for path in each.files], "reason": each.reason or None}
            for figure, each in drawn.items()
        },
    }
    written += report_files(folder, manifest, kept)
    manifest["outputs"] = {_within(path, folder): sha256(path) for path in sorted(written)}
    remove_left_over(folder, earlier, written)
    if not keep_text:
        forget(folder)
    write_manifest(manifest, folder)
    return Study(folder, tables, {figure: each.files for figure, each in drawn.items()}, manifest)


def _about(
    source: str | os.PathLike[str] | pd.DataFrame,
    codebook: Codebook,
    arguments: dict[str, Any],
    reading: dict[str, Any],
) -> dict[str, Any]:
    """All that decides a study, besides the input itself and the engine's weights."""
    name = "articles table" if isinstance(source, pd.DataFrame) else Path(source).name
    return {
        "framing": framing.__version__,
        "code": code_digest(),
        "versions": versions(),
        "engine_libraries": engine_libraries(),
        "parser_model": model_version(),
        "codebooks": {
            "actors": {
                "name": codebook.name,
                "sides": list(codebook.sides),
                "version": codebook.version,
            },
            "cues": {"version": default_index().version},
            "outlets": {"version": outlets_version()},
        },
        "arguments": {"input": name, **arguments, **dict(sorted(reading.items()))},
    }


def _codebook(given: str | os.PathLike[str] | Codebook | None) -> Codebook:
    if isinstance(given, Codebook):
        return given
    return load_codebook() if given is None else load_codebook(os.fspath(given))


def _given(
    source: str | os.PathLike[str] | pd.DataFrame, reading: dict[str, Any]
) -> tuple[Path | tuple[pd.DataFrame, pd.DataFrame], dict[str, str]]:
    """Where the articles lie, or themselves and no problems; and the hashes of either."""
    if not isinstance(source, pd.DataFrame):
        return Path(source), hashed_input(Path(source))
    if reading:
        raise ValueError(f"{', '.join(sorted(reading))}: an articles table is read already; leave it out.")
    articles = sort_table(check_table(source, "articles"), "articles")
    return (articles, make_table([], "problems")), hashed_frame(articles)


def _all_problems(
    problems: pd.DataFrame, failures: list[Failure], not_drawn: dict[str, str], name: str
) -> pd.DataFrame:
    failed = [
        {
            "input": name,
            "article_id": f.article_id,
            "level": "dropped",
            "code": "failed",
            "message": f.message,
        }
        for f in failures
    ]
    figures = [
        {
            "input": f"figures/{figure}",
            "level": "warned",
            "code": "not_drawn",
            "message": f"not drawn: {reason}",
        }
        for figure, reason in not_drawn.items()
    ]
    added = make_table([*failed, *figures], "problems")
    parts = [part for part in (problems, added) if len(part)]
    return sort_table(pd.concat(parts, ignore_index=True), "problems") if parts else added


@dataclass(frozen=True)
class _Stages:
    """The tables of the articles that every stage could work on."""

    articles: pd.DataFrame
    codebook: Codebook
    attributions: pd.DataFrame
    mentions: pd.DataFrame
    counts: pd.DataFrame
    failures: list[Failure]
    tallied: Tallied | None


def worked(
    articles: pd.DataFrame,
    codebook: Codebook,
    cache: Path,
    *,
    engine: str,
    workers: int | Client,
    size: int | None,
    progress: bool,
) -> _Stages:
    """Attributions, then who speaks, who is mentioned and which words: each article's on its own, and kept."""
    work, here = _engine(workers)
    finding = attribution_stage(cache, engine, parses=here)

    def find(some: pd.DataFrame) -> tuple[list[Kept], list[Failure]]:
        _, failed = chunked_attributions(
            some, cache, engine=engine, work=work, parses=here, partition_size=size, progress=progress
        )
        kept, _ = look(finding, some, cache)
        return [kept], failed

    speaking = speaker_stage(cache, finding.version, codebook)
    _, tables, failures = run_stage(
        speaking,
        articles,
        cache,
        engine=work,
        before=find,
        partition_size=size,
        progress=progress,
    )
    if failures and len(failures) == len(articles):
        raise ValueError(
            f"None of {len(failures)} articles could be worked on; the first: {failures[0].message}"
        )
    kept = _without(articles, {failure.article_id for failure in failures})
    attributions, mentions, counts = tables

    def speak(some: pd.DataFrame) -> tuple[list[Kept], list[Failure]]:
        made = look(speaking, some, cache)[0]
        return [made, made], []

    def summed(found: Kept) -> Tallied | None:
        # An article that cannot be summed stops the measures, as it does where they are counted from rows.
        if sum(map(len, found.parts.values())) < len(kept) or not len(kept):
            return None
        return Tallied(found.each("tallies"), found.table("cues"), attributions, kept, cache)

    _, tallied, _ = work_stage(
        tally_stage(speaking),
        kept,
        cache,
        engine=work,
        before=speak,
        partition_size=size,
        progress=progress,
        read=summed,
    )
    return _Stages(kept, codebook, attributions, mentions, counts, failures, tallied)


def _engine(workers: int | Client) -> tuple[Engine, bool]:
    """Who works, and whether on this machine, where a file of parses can be shared."""
    if not isinstance(workers, int):
        return partial(on_cluster, client=workers), False
    return (in_process if workers == 1 else partial(in_processes, workers=workers)), True


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _without(table: pd.DataFrame, article_ids: set[str]) -> pd.DataFrame:
    return table[~table["article_id"].isin(article_ids)].reset_index(drop=True)
