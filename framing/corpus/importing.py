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
import pyarrow.parquet as pq

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
# The id that an article came with, kept beside the one it has.
_WANTED = "wanted_id"
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
    A file is named by its path from the folder of `out`, and known by its bytes and the options it is read with: run
    again, the call reads nothing, and after an interruption it goes on with the files that are missing. An article
    keeps its id for good: where a new file brings an id that is taken, or once was, its article gets -2. The same id
    with the same text in two tables or exports counts once (`repeated`), and so does a table or export that lies there
    twice (`same_file`); should the one that counts change, the other counts. Single texts and pages are never dropped:
    they may be wire copy. A file of the same path with other bytes replaces what was read of it; one that cannot be
    read any longer, or is no longer under `paths`, stays as it was read. Every file is written aside and then renamed.

    Examples
    --------
    >>> corpus = import_corpus(["nexis.DOCX", "saved-pages"], "corpus.parquet")          # doctest: +SKIP
    >>> corpus.report[["file", "format", "announced", "articles"]]          # doctest: +SKIP
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
    failed: dict[str, Exception] = {}
    for name, path in _files(paths, store):
        if on_file is not None:
            on_file(name)
        try:
            status[name] = store.take(name, path, wanted, date_order, spoken, limits)
        except (OSError, ValueError) as error:
            failed[name] = error
    return store.assemble(status, failed)


class _Store:
    """What was read of every file, kept beside the corpus."""

    def __init__(self, target: Path, options: str) -> None:
        self.target, self.options = target, options
        self.folder = target.with_name(target.name.removesuffix(target.suffix) + ".import")
        self.entries: dict[str, _Entry] = {}
        # Ids that an article had whose file has changed: nobody else's, or coding by id would go to another text.
        self.retired: set[str] = set()
        self.ids: dict[str, set[str]] = {}
        journal = self.folder / _JOURNAL
        if journal.exists():
            told = json.loads(journal.read_text(encoding="utf-8"))
            self.entries = {each["file"]: _Entry(**each) for each in told["files"]}
            self.retired = set(told["retired"])
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
        reading = kind.read(data, wanted, name, limits)
        articles, problems = articles_from_records(
            reading.records, reading.all_problems(name), name=name, date_order=date_order, language=language
        )
        mine = self._ids_of(before) if before is not None else set()
        taken = self.retired.union(
            *(self._ids_of(each) for each in self.entries.values() if each.file != name)
        )
        articles, renamed = _with_ids(articles, name, taken - mine)
        problems = pd.concat(
            [part for part in (problems, renamed) if len(part)] or [problems], ignore_index=True
        )
        self._write(key, articles, problems)
        self.ids[key] = set(articles["article_id"])
        self.retired |= mine - self.ids[key]
        self._enter(_Entry(name, digest, key, kind.name, len(data), reading.announced))
        return "read"

    def _ids_of(self, entry: _Entry) -> set[str]:
        if entry.part not in self.ids:
            table = pq.read_table(self.folder / f"{entry.part}.articles.parquet", columns=["article_id"])
            self.ids[entry.part] = set(table["article_id"].to_pylist())
        return self.ids[entry.part]

    def assemble(self, status: Mapping[str, str], failed: Mapping[str, Exception]) -> Imported:
        """One table of all parts in the order in which files came; what stands twice counts once."""
        seen: dict[tuple[str, str], str] = {}
        whole: dict[str, str] = {}
        parts: list[pd.DataFrame] = []
        faults: list[pd.DataFrame] = []
        rows: list[dict[str, Any]] = []
        for entry in self.entries.values():
            articles, problems = self._read(entry.part)
            notes: list[dict[str, Any]] = []
            if entry.format not in _SINGLE:
                of = whole.setdefault(entry.sha256, entry.file)
                if of != entry.file:
                    articles, problems, notes = articles.iloc[:0], problems.iloc[:0], [_copy(entry.file, of)]
                kept, repeated = _once(articles, entry.file, seen)
                # What does not count has no name to tell of.
                gone = set(articles["article_id"]) - set(kept["article_id"])
                renamed = (problems["code"] == "id_repeated") & problems["article_id"].isin(gone)
                articles, problems, notes = kept, problems[~renamed.fillna(False)], notes + repeated
            if entry.file in failed:
                notes.append(_failure(entry.file, failed[entry.file], known=True))
            told = problems_table(notes)
            problems = pd.concat(
                [part for part in (problems, told) if len(part)] or [problems], ignore_index=True
            )
            parts.append(articles.drop(columns=_WANTED))
            faults.append(problems)
            rows.append(_report_row(entry, articles, problems, status.get(entry.file, "known"), failed))
        for name, error in failed.items():
            if name not in self.entries:
                row = _failure(name, error, known=False)
                faults.append(problems_table([row]))
                rows.append(
                    {
                        "file": name,
                        "status": "failed",
                        "articles": 0,
                        "dropped": 1,
                        "problems": 1,
                        "message": row["message"],
                    }
                )
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
        told = {"files": [asdict(each) for each in self.entries.values()], "retired": sorted(self.retired)}
        write_text(self.folder / _JOURNAL, json.dumps(told, indent=1) + "\n")

    def _forget(self) -> None:
        """Parts that no file of the corpus needs any longer."""
        needed = {entry.part for entry in self.entries.values()}
        for path in self.folder.glob("*.parquet"):
            if path.name.split(".")[0] not in needed:
                path.unlink(missing_ok=True)


def _files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], store: _Store
) -> Iterator[tuple[str, Path]]:
    """(path from the corpus' folder, path) of every file, sorted within each folder given."""
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
        for _, path in files_of(each) if each.is_dir() else [("", each)]:
            real = path.resolve()
            if real in seen or own & {real, *real.parents}:
                continue
            seen.add(real)
            yield Path(os.path.relpath(path.absolute(), store.target.parent.absolute())).as_posix(), path


def _with_ids(articles: pd.DataFrame, file: str, taken: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A file's articles with ids that nobody else has, the id that each came with, and rows for those that changed."""
    notes: list[dict[str, Any]] = []
    ids: list[str] = []
    own = set(articles["article_id"])
    given: set[str] = set()
    for wanted in articles["article_id"].astype("object"):
        name, number = str(wanted), 2
        while name in taken or name in given or (name != wanted and name in own):
            name, number = f"{wanted}-{number}", number + 1
        if name != wanted:
            message = f"article_id {wanted!r} came before in another file; this one is now {name!r}"
            notes.append(problem(file, None, Note("warned", "id_repeated", message), name))
        given.add(name)
        ids.append(name)
    named = articles.assign(**{_WANTED: articles["article_id"]})
    return named.assign(article_id=pd.array(ids, dtype="str")), problems_table(notes)


def _once(
    articles: pd.DataFrame, file: str, seen: dict[tuple[str, str], str]
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Articles whose id and text no earlier table or export brought."""
    notes: list[dict[str, Any]] = []
    kept: list[bool] = []
    for wanted, digest in zip(articles[_WANTED].astype("object"), articles["sha256"], strict=True):
        of = seen.setdefault((str(wanted), str(digest)), file)
        kept.append(of == file)
        if of != file:
            message = f"article_id {wanted!r} came before with the same text, in {of}"
            notes.append(problem(file, None, Note("dropped", "repeated", message), str(wanted)))
    return (articles, notes) if all(kept) else (articles[kept].reset_index(drop=True), notes)


def _report_row(
    entry: _Entry,
    articles: pd.DataFrame,
    problems: pd.DataFrame,
    status: str,
    failed: Mapping[str, Exception],
) -> dict[str, Any]:
    said = problems[problems["code"].isin(["same_file", "tally", "unreadable", "limit"])]["message"]
    copy = bool((problems["code"] == "same_file").any())
    return {
        "file": entry.file, "format": entry.format,
        "status": "failed" if entry.file in failed else "copy" if copy else status,
        "bytes": entry.bytes, "sha256": entry.sha256, "announced": entry.announced, "articles": len(articles),
        "dropped": int((problems["level"] == "dropped").sum()), "problems": len(problems),
        "message": said.iloc[-1] if len(said) else None,
    }  # fmt: skip


def _copy(name: str, of: str) -> dict[str, Any]:
    message = f"the same file as {of}, byte for byte; its articles are counted once"
    return problem(name, None, Note("dropped", "same_file", message))


def _failure(name: str, error: Exception, *, known: bool) -> dict[str, Any]:
    code = "limit" if isinstance(error, LimitError) else "unreadable"
    message = (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
    if known:
        message += "; what was read of it before stays in the corpus"
    return problem(name, None, Note("warned" if known else "dropped", code, message))


@cache
def _code() -> str:
    """The version of all that decides how a file is read."""
    root = Path(__file__).resolve().parent
    total = hashlib.sha256()
    for path in [*sorted(root.glob("*.py")), root.parent / "codebooks" / "outlets.csv"]:
        if path != Path(__file__).resolve():
            total.update(path.read_bytes())
    return total.hexdigest()[:16]
