"""Many files to one corpus, file by file, so that an import can be interrupted, repeated and added to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from framing.corpus.articles import articles_from_records
from framing.corpus.columns import wanted_columns
from framing.corpus.dates import ORDERS, DateOrder
from framing.corpus.folders import files_of
from framing.corpus.languages import language_code
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits, read_bytes
from framing.corpus.recognise import recognise, unknown
from framing.corpus.records import Note, problem, problems_table
from framing.files import write_text
from framing.schema import empty_table, read_table, sort_table, write_plain, write_table

# What became of a file: read now, as it was before, as before under another name, not read.
STATUSES = ("read", "known", "copy", "failed")
_REPORT = {
    "file": "str", "format": "str", "status": "str", "bytes": "Int64", "sha256": "str", "announced": "Int64",
    "articles": "Int64", "dropped": "Int64", "problems": "Int64", "message": "str",
}  # fmt: skip
_JOURNAL = "journal.json"
# One page or one text is one article even where another says the same: that may be wire copy.
_SINGLE = ("text", "html")


class Imported(NamedTuple):
    """What an import gives: the corpus, what was wrong with its files, and a row for each file."""

    articles: pd.DataFrame
    problems: pd.DataFrame
    report: pd.DataFrame


@dataclass(frozen=True)
class _Entry:
    """A file of the corpus, in the order in which files came in."""

    file: str
    sha256: str
    part: str
    format: str
    bytes: int
    announced: int | None


def import_corpus(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    text: str = "text",
    headline: str | None = "headline",
    outlet: str | None = "outlet",
    date: str | None = "date",
    article_id: str | None = "article_id",
    columns: Mapping[str, str | None] | None = None,
    date_order: DateOrder | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    on_file: Callable[[str], None] | None = None,
) -> Imported:
    """Read files and folders of any known format into one corpus on disk, which later calls add to.

    Parameters
    ----------
    paths : a file or folder, or several; folders are read at any depth.
    out : the corpus, a .parquet file. Beside it are written `….problems.csv`, `….report.csv`, and the folder
        `….import`, which holds what was read of each file and which files came when.
    text, headline, outlet, date, article_id, columns, date_order, language, limits : as in `read_articles`; names of
        columns hold for tables alone, and texts, pages and exports have none.
    on_file : called with the name of each file before it is read, to show progress.

    Returns
    -------
    Imported, with

    - `articles` : articles table of the whole corpus, as in `out`.
    - `problems` : problems table of all its files.
    - `report` : one row per file of the corpus: `file`, `format`, `status` (read now, known from before, copy of
      another file, failed), `bytes`, `sha256`, `announced` (the documents that an export says it holds), `articles`,
      `dropped`, `problems`, `message`.

    Raises
    ------
    FileNotFoundError : there is nothing at one of `paths`.
    ValueError : no path, or no file; `out` is no .parquet file, lies in a folder that is read, or was written by
        something else.

    Notes
    -----
    A file is known by its bytes and the options it is read with: run again, the call reads nothing, and after an
    interruption it goes on with the files that are missing. Articles keep their ids: those of files that came earlier
    stay, and where a new file brings an id that is taken, its article gets -2 (the same id with the same text is
    dropped as `repeated`). A file of the same path with other bytes replaces what was read of it. A file that is no
    longer under `paths` stays in the corpus. Every file is written aside and then renamed.

    Examples
    --------
    >>> corpus = import_corpus(["nexis.DOCX", "saved-pages"], "corpus.parquet")           # doctest: +SKIP
    >>> corpus.report[["file", "format", "announced", "articles"]]                        # doctest: +SKIP
    """
    target = Path(out)
    if target.suffix.lower() != ".parquet":
        raise ValueError(f"out={str(out)!r} is not allowed; give a file that ends in .parquet.")
    if date_order is not None and date_order not in ORDERS:
        raise ValueError(f"date_order={date_order!r} is not allowed; allowed: {', '.join(ORDERS)}.")
    spoken = language_code(language) if language else None
    if language is not None and spoken is None:
        raise ValueError(f"language={language!r} is not allowed; give a code such as 'en'.")
    shortcuts = {"text": text, "headline": headline, "outlet": outlet, "date": date, "article_id": article_id}
    wanted = wanted_columns(shortcuts, columns)
    store = _Store(target, json.dumps([wanted, date_order, spoken, _code()], sort_keys=True))
    status: dict[str, str] = {}
    failed: list[dict[str, Any]] = []
    for name, path in _files(paths, store):
        if on_file is not None:
            on_file(name)
        try:
            status[name] = store.take(name, path, wanted, date_order, spoken, limits)
        except (OSError, ValueError) as error:
            failed.append(_failure(name, path, error))
    return store.assemble(status, failed)


class _Store:
    """What was read of every file, kept beside the corpus."""

    def __init__(self, target: Path, options: str) -> None:
        self.target, self.options = target, options
        self.folder = target.with_name(target.name.removesuffix(target.suffix) + ".import")
        self.entries: dict[str, _Entry] = {}
        journal = self.folder / _JOURNAL
        if journal.exists():
            told = json.loads(journal.read_text(encoding="utf-8"))
            self.entries = {each["file"]: _Entry(**each) for each in told}
        elif target.exists():
            raise ValueError(
                f"out={str(target)!r} is there already and no import wrote it; name another file, or move it away."
            )

    def take(
        self,
        name: str,
        path: Path,
        wanted: Mapping[str, str | None],
        date_order: DateOrder | None,
        language: str | None,
        limits: Limits,
    ) -> str:
        """Read a file unless it is known; what became of it."""
        data = read_bytes(path, limits=limits, name=name)
        digest = hashlib.sha256(data).hexdigest()
        kind = recognise(data, name)
        if kind is None:
            raise ValueError(unknown(data, name))
        key = hashlib.sha256(f"{digest} {name} {self.options}".encode()).hexdigest()[:32]
        before = self.entries.get(name)
        if before is not None and before.part == key and self._there(key):
            return "known"
        same = next((e for e in self.entries.values() if e.sha256 == digest and e.file != name), None)
        if same is not None and kind.name not in _SINGLE:
            # Its articles are in already; counting an export twice would be nobody's wish.
            self._write(key, empty_table("articles"), problems_table([_copy(name, same.file)]))
            self._enter(_Entry(name, digest, key, kind.name, len(data), None))
            return "copy"
        reading = kind.read(data, wanted, name, limits)
        articles, problems = articles_from_records(
            reading.records, reading.all_problems(name), name=name, date_order=date_order, language=language
        )
        self._write(key, articles, problems)
        self._enter(_Entry(name, digest, key, kind.name, len(data), reading.announced))
        return "read"

    def assemble(self, status: Mapping[str, str], failed: list[dict[str, Any]]) -> Imported:
        """One table of all parts, ids settled in the order in which files came; written with problems and report."""
        taken: dict[str, str] = {}
        parts: list[pd.DataFrame] = []
        faults: list[pd.DataFrame] = []
        rows: list[dict[str, Any]] = []
        for entry in self.entries.values():
            articles, problems = self._read(entry.part)
            articles, repeated = _with_ids(articles, entry.file, taken)
            problems = pd.concat([p for p in (problems, repeated) if len(p)] or [problems], ignore_index=True)
            parts.append(articles)
            faults.append(problems)
            rows.append(_report_row(entry, articles, problems, status.get(entry.file, "known")))
        faults.append(problems_table(each["problem"] for each in failed))
        rows += [each["row"] for each in failed]
        if not rows:
            raise ValueError("paths: there is no file that could hold articles.")
        filled = [part for part in parts if len(part)] or [empty_table("articles")]
        articles = sort_table(pd.concat(filled, ignore_index=True), "articles")
        told = [fault for fault in faults if len(fault)] or [empty_table("problems")]
        problems = sort_table(pd.concat(told, ignore_index=True), "problems")
        report = pd.DataFrame(rows, columns=list(_REPORT)).astype(_REPORT)
        report = report.sort_values("file", kind="stable", ignore_index=True)
        stem = self.target.name.removesuffix(self.target.suffix)
        write_table(problems, self.target.with_name(f"{stem}.problems.csv"), table="problems")
        write_plain(report, self.target.with_name(f"{stem}.report.csv"))
        write_table(articles, self.target, table="articles")
        self._forget()
        return Imported(articles, problems, report)

    def _there(self, key: str) -> bool:
        return all((self.folder / f"{key}.{what}.parquet").exists() for what in ("articles", "problems"))

    def _write(self, key: str, articles: pd.DataFrame, problems: pd.DataFrame) -> None:
        write_table(articles, self.folder / f"{key}.articles.parquet", table="articles")
        write_table(problems, self.folder / f"{key}.problems.parquet", table="problems")

    def _read(self, key: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        return (
            read_table(self.folder / f"{key}.articles.parquet", table="articles"),
            read_table(self.folder / f"{key}.problems.parquet", table="problems"),
        )

    def _enter(self, entry: _Entry) -> None:
        """A file that is new goes last; one that has changed keeps its place."""
        self.entries[entry.file] = entry
        told = json.dumps([asdict(each) for each in self.entries.values()], indent=1, ensure_ascii=True)
        write_text(self.folder / _JOURNAL, told + "\n")

    def _forget(self) -> None:
        """Parts that no file of the corpus needs any longer."""
        needed = {entry.part for entry in self.entries.values()}
        for path in self.folder.glob("*.parquet"):
            if path.name.split(".")[0] not in needed:
                path.unlink(missing_ok=True)


def _files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], store: _Store
) -> Iterator[tuple[str, Path]]:
    """(name in the corpus, path) of every file, sorted within each folder; a folder's files are named with it."""
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not given:
        raise ValueError("paths is empty; name a file or folder.")
    for each in map(Path, given):
        if not each.exists():
            raise FileNotFoundError(f"paths: there is no file or folder {str(each)!r}.")
    own = {store.target.resolve(), store.folder.resolve()}
    seen: set[Path] = set()
    for each in map(Path, given):
        if each.is_dir() and store.target.resolve().is_relative_to(each.resolve()):
            raise ValueError(
                f"out={str(store.target)!r} lies in {str(each)!r}, which is read; name a file elsewhere."
            )
        for name, path in files_of(each) if each.is_dir() else [(each.name, each)]:
            real = path.resolve()
            if real in seen or own & {real, *real.parents}:
                continue
            seen.add(real)
            yield (f"{each.resolve().name}/{name}" if each.is_dir() else name), path


def _with_ids(articles: pd.DataFrame, file: str, taken: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A file's articles with ids that no earlier file has, and problem rows for those that changed or were dropped."""
    notes: list[dict[str, Any]] = []
    ids: list[str | None] = []
    for wanted, digest in zip(articles["article_id"], articles["sha256"], strict=True):
        name = str(wanted)
        if taken.get(name) == digest:
            message = f"article_id {name!r} came before with the same text"
            notes.append(problem(file, None, Note("dropped", "repeated", message), name))
            ids.append(None)
            continue
        number = 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        if name != wanted:
            message = f"article_id {wanted!r} came before; this one is now {name!r}"
            notes.append(problem(file, None, Note("warned", "id_repeated", message), name))
        taken[name] = str(digest)
        ids.append(name)
    if not notes:
        return articles, problems_table([])
    named = articles.assign(article_id=pd.array(ids, dtype="str"))
    return named[named["article_id"].notna()].reset_index(drop=True), problems_table(notes)


def _report_row(entry: _Entry, articles: pd.DataFrame, problems: pd.DataFrame, status: str) -> dict[str, Any]:
    copies = problems.loc[problems["code"] == "same_file", "message"]
    tally = problems.loc[problems["code"] == "tally", "message"]
    said = [*copies, *tally]
    return {
        "file": entry.file, "format": entry.format, "status": "copy" if len(copies) else status,
        "bytes": entry.bytes, "sha256": entry.sha256, "announced": entry.announced, "articles": len(articles),
        "dropped": int((problems["level"] == "dropped").sum()), "problems": len(problems),
        "message": said[0] if said else None,
    }  # fmt: skip


def _copy(name: str, of: str) -> dict[str, Any]:
    message = f"the same file as {of}, byte for byte; its articles are counted once"
    return problem(name, None, Note("dropped", "same_file", message))


def _failure(name: str, path: Path, error: Exception) -> dict[str, Any]:
    code = "limit" if isinstance(error, LimitError) else "unreadable"
    message = (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
    row = {"file": name, "status": "failed", "articles": 0, "dropped": 1, "problems": 1, "message": message}
    return {"row": row, "problem": problem(name, None, Note("dropped", code, message))}


@cache
def _code() -> str:
    """The version of all that decides how a file is read."""
    root = Path(__file__).resolve().parent
    total = hashlib.sha256()
    for path in [*sorted(root.glob("*.py")), root.parent / "codebooks" / "outlets.csv"]:
        if path != Path(__file__).resolve():
            total.update(path.read_bytes())
    return total.hexdigest()[:16]
