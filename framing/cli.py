"""The command `framing`: the same analysis from a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# The analysis is imported by the command that needs it, so that --help and a wrong option answer at once.
if TYPE_CHECKING:
    from framing.study import Study

_GO_ON = 130
_WRONG = 2
_SHOWN_PROBLEMS = 6

app = typer.Typer(
    name="framing",
    help="Who gets to speak in the news, and in which words.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry of the command."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        from framing import __version__

        typer.echo(f"framing {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


OwnCodebook = Annotated[Path | None, typer.Option(help="YAML file of actors that extends the shipped ones.")]
Engine = Annotated[
    str | None,
    typer.Option(
        help="tagger or rules: what finds the attributions.", show_default="the more accurate of them"
    ),
]


@app.command()
def run(
    path: Annotated[
        Path,
        typer.Argument(
            help="A folder, an archive, or a file: text, table, or an export; see docs/robustness.md."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for tables, figures and the manifest.")],
    text: Annotated[str | None, typer.Option(help="Column of the text.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Column of the outlet.")] = None,
    headline: Annotated[str | None, typer.Option(help="Column of the headline.")] = None,
    date: Annotated[str | None, typer.Option(help="Column of the date.")] = None,
    date_order: Annotated[str | None, typer.Option(help="MDY, DMY or YMD, for dates like 4/5/2017.")] = None,
    article_id: Annotated[str | None, typer.Option(help="Column of the article's id.")] = None,
    outlet_country: Annotated[str | None, typer.Option(help="Column of the outlet's country.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="Column to group by, or month or week; may be repeated.", show_default="outlet"),
    ] = None,
    codebook: OwnCodebook = None,
    engine: Engine = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the result does not depend on it.")] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler, tcp://host:8786: its workers do the reading."),
    ] = None,
    partition_size: Annotated[
        int | None,
        typer.Option(min=1, help="Articles kept together; the result does not depend on it."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of every bootstrap and permutation.")] = 0,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Write no article text, so that the folder can be published.")
    ] = False,
) -> None:
    """Run the whole analysis: tables, figures, problems and a manifest in a folder.

    Columns that are not named go by their usual names (text, outlet, headline, date, article_id); text files have head
    lines instead. When the run is interrupted, the same command goes on where it stopped.
    """
    given = {"text": text, "outlet": outlet, "headline": headline, "date": date, "article_id": article_id}
    reading: dict[str, Any] = {name: column for name, column in given.items() if column is not None}
    if date_order is not None:
        reading["date_order"] = date_order.upper()
    if outlet_country is not None:
        reading["columns"] = {"outlet_country": outlet_country}
    if engine is not None:
        reading["engine"] = engine
    with _said_in_one_line(), _cluster(scheduler) as client:
        from framing.study import run_study

        study = run_study(
            path, out, codebook=codebook, by=by or ["outlet"], workers=workers, client=client,
            partition_size=partition_size, seed=seed, keep_text=not no_text, progress=sys.stderr.isatty(), **reading,
        )  # fmt: skip
        typer.echo("\n".join(_summary(study)))


@app.command()
def attributions(
    path: Annotated[Path, typer.Argument(help="A .txt file, or a folder of them.")],
    speech_only: Annotated[
        bool, typer.Option("--speech-only", help="Leave out wants, fears and plans.")
    ] = False,
    outermost: Annotated[
        bool,
        typer.Option(
            "--outermost",
            help="Leave out attributions inside others; a quotation that goes on after its speaker is joined to the "
            "attribution before it in the article, as further pieces of its content.",
        ),
    ] = False,
    codebook: OwnCodebook = None,
    engine: Engine = None,
    out: Annotated[Path | None, typer.Option(help="File to write; by default standard output.")] = None,
) -> None:
    """Write the attributions of text files as JSON Lines, one line per file, for score_attributions.py.

    Each line: article_id (the file's path in the folder without .txt) and attributions, each with speaker, cue and
    content as lists of [start, end], side, quote_type, actor, construction, attribution_id. Offsets are into the
    file's own characters, read as UTF-8 without newline translation. A speaker that is unresolved is written as
    "other"; how many they are is said on standard error.
    """
    with _said_in_one_line(resumes=False):
        from framing.actors import load_codebook
        from framing.export import export_attributions, refuse_output
        from framing.files import write_text

        if out is not None:
            refuse_output(out, path)
        book = load_codebook(codebook) if codebook is not None else None
        chosen: dict[str, Any] = {} if engine is None else {"engine": engine}
        export = export_attributions(
            path, speech_only=speech_only, outermost=outermost, codebook=book, **chosen
        )
        if out is not None:
            write_text(out, export.lines())
        else:
            sys.stdout.buffer.write(export.lines().encode("utf-8"))
            sys.stdout.buffer.flush()
        n = sum(map(len, export.articles.values()))
        found = f"{_many(len(export.articles), 'file')}, {_many(n, 'attribution')}"
        _aside(f"{found}, {export.n_unresolved:,} unresolved written as other")
        for failure in export.failures:
            _aside(f"failed: {failure.article_id}: {failure.message}")


@app.command()
def figures(
    folder: Annotated[Path, typer.Argument(help="Folder of a study, with or without text.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write to.", show_default="its figures")] = None,
) -> None:
    """Draw the figures of a study again from its tables; no article is needed."""
    with _said_in_one_line(resumes=False):
        from framing.study import redraw_study

        found = redraw_study(folder, out)
        for name, files in found.files.items():
            typer.echo(
                f"figure        {next((str(f) for f in files if f.suffix == '.png'), f'{name}: not drawn')}"
            )
        n = sum(map(len, found.files.values()))
        told = (
            f"{len(found.differ)} differ: {', '.join(found.differ)}"
            if found.differ
            else "all as in the manifest"
        )
        typer.echo(f"files         {n:,} written, {told}")


@app.command()
def report(folder: Annotated[Path, typer.Argument(help="Folder of a study, with or without text.")]) -> None:
    """Write report.html, one page with figures, tables, method and limits, and references.bib beside it."""
    with _said_in_one_line(resumes=False):
        from framing.study import write_report

        for path in write_report(folder):
            typer.echo(f"wrote         {path}")


@app.command("find-text")
def find_text_in(
    folder: Annotated[Path, typer.Argument(help="What is to be published.")],
    articles: Annotated[Path, typer.Argument(help="The articles, as `framing run` reads them.")],
    words: Annotated[
        int, typer.Option(min=2, help="Words in a row that count as a piece of an article.")
    ] = 8,
    allowed: Annotated[int, typer.Option(min=0, help="Different pieces that may stand in a file.")] = 0,
) -> None:
    """Say which files of a folder hold article text; exit 1 where one does."""
    with _said_in_one_line(resumes=False):
        from framing.corpus import read_articles
        from framing.study import find_text

        found = find_text(folder, read_articles(articles)[0], words=words, allowed=allowed)
        for file, n, article_id, piece in found.itertuples(index=False, name=None):
            typer.echo(f"{file}: {_many(n, 'piece')} of {words} words; of {article_id}: {piece}")
        if found.empty:
            typer.echo(f"no {words} words in a row of any article")
    if len(found):
        raise typer.Exit(1)


@app.command()
def describe(
    path: Annotated[Path, typer.Argument(help="A file that is read wrongly, or not at all.")],
) -> None:
    """Print the skeleton of a file without its text, to send with a report: tags, classes, counts."""
    with _said_in_one_line(resumes=False):
        from framing.corpus import describe_file

        typer.echo(describe_file(path))


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders of any known format.")],
    out: Annotated[Path, typer.Option(help="The corpus: a .parquet file, made or added to.")],
    text: Annotated[str, typer.Option(help="Column of the text, in tables.")] = "text",
    outlet: Annotated[str, typer.Option(help="Column of the outlet.")] = "outlet",
    headline: Annotated[str, typer.Option(help="Column of the headline.")] = "headline",
    date: Annotated[str, typer.Option(help="Column of the date.")] = "date",
    date_order: Annotated[str | None, typer.Option(help="MDY, DMY or YMD, for dates like 4/5/2017.")] = None,
    article_id: Annotated[str, typer.Option(help="Column of the article's id.")] = "article_id",
    language: Annotated[str | None, typer.Option(help="Code that holds for all, such as en.")] = None,
) -> None:
    """Read files into one corpus: articles, problems, and a report of every file, beside each other.

    The same command goes on after an interruption, reads nothing twice, and adds files that are new; ids stay.
    """
    with _said_in_one_line():
        from framing.corpus import corpus_report, import_corpus

        order: Any = date_order.upper() if date_order else None
        found = import_corpus(
            paths, out, text=text, outlet=outlet, headline=headline, date=date, date_order=order,
            article_id=article_id, language=language,
            on_file=_aside if sys.stderr.isatty() else None,
        )  # fmt: skip
        for row in found.report.to_dict("records"):
            announced = row["announced"]
            told = f" of {announced} announced" if isinstance(announced, int) else ""
            said = f": {row['message']}" if isinstance(row["message"], str) else ""
            typer.echo(f"{row['status']:6}  {row['file']}: {_many(row['articles'], 'article')}{told}{said}")
        typer.echo(
            f"corpus  {out}: {_many(len(found.articles), 'article')}, {_many(len(found.problems), 'problem')}"
        )
        report = corpus_report(found.articles, found.problems)
        # Single outlets stand in the corpus; a line for each of hundreds would hide the rest.
        single = (report["check"] == "outlets") & report["group"].isin(found.articles["outlet"])
        for row in report[(report["verdict"] != "ok") & ~single].to_dict("records"):
            where = f"{row['n']:,} of {row['out_of']:,} {row['unit']}"
            typer.echo(f"{row['verdict']:6}  {row['check']}, {row['group']}: {where}; {row['meaning']}")


@app.command()
def datasets() -> None:
    """List open corpora and gold sets, with licence and use; framing.fetch(NAME) brings one."""
    with _said_in_one_line(resumes=False):
        from framing.datasets import list_datasets

        for row in list_datasets().to_dict("records"):
            typer.echo(" | ".join(str(value) for value in row.values()))


@app.command()
def compare(
    run_a: Annotated[Path, typer.Argument(help="Folder of a study.")],
    run_b: Annotated[Path, typer.Argument(help="Folder of another.")],
    out: Annotated[
        Path | None, typer.Option(help="CSV file for every row; by default none is written.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows shown, the largest change first.")] = 20,
) -> None:
    """Say which numbers moved between two studies, by how much, and in what the two were made differently."""
    with _said_in_one_line(resumes=False):
        from framing.schema import write_plain
        from framing.study import compare_studies

        found = compare_studies(run_a, run_b)
        if out is not None:
            write_plain(found.numbers, out)
        for what, a, b in found.inputs.itertuples(index=False, name=None):
            typer.echo(f"made with     {what}: {a} → {b}")
        counts = found.numbers["status"].value_counts(sort=False)
        typer.echo(f"measures      {', '.join(f'{n:,} {status}' for status, n in counts.items()) or 'none'}")
        moved = found.moved()
        if len(moved):
            shown = moved.head(limit).dropna(axis="columns", how="all")
            typer.echo(shown.to_string(index=False, na_rep="–", float_format="{:.3f}".format))
        if len(moved) > limit:
            typer.echo(f"and {len(moved) - limit:,} rows more; --limit or --out shows them")


@contextmanager
def _said_in_one_line(*, resumes: bool = True) -> Iterator[None]:
    """Errors as one line on standard error and an exit code, never a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        what = "the same command goes on where it stopped" if resumes else "nothing was written"
        _aside(f"\nframing: interrupted; {what}.")
        raise typer.Exit(_GO_ON) from None
    except BrokenPipeError:
        # Whoever read our output has seen enough. What Python would flush at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except (ValueError, OSError, RuntimeError) as error:
        _aside(f"framing: {' '.join(str(error).split())}")
        raise typer.Exit(_WRONG) from None


@contextmanager
def _cluster(address: str | None) -> Iterator[Any]:
    """A connection to a cluster that somebody else started; None where none is asked for."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError("--scheduler needs Dask: pip install 'media-framing[cluster]'.") from error
    try:
        client = Client(address, timeout=30)
    except (OSError, ValueError) as error:
        start = "start one with `dask scheduler` and name the address that it prints"
        raise ValueError(f"--scheduler {address}: no scheduler answers there; {start}.") from error
    with client:
        yield client


def _aside(line: str) -> None:
    typer.echo(line, err=True)


def _summary(study: Study) -> list[str]:
    """What a reader wants to know first, in about twenty lines."""
    articles, problems, attributions = (
        study.tables[name] for name in ("articles", "problems", "attributions")
    )
    levels = problems["level"].value_counts(sort=False)
    n_dropped = int(levels.get("dropped", 0))
    n_read = len(articles) + n_dropped
    lines = [f"articles      {n_read:,} read, {len(articles):,} kept, {n_dropped:,} dropped"]
    n_other = int((articles["language"].notna() & (articles["language"] != "en")).sum())
    if n_other:
        lines.append(f"              {n_other:,} not in English: kept, and left out of the analysis")
    told = ", ".join(f"{n:,} {level}" for level, n in levels.items() if n) or "none"
    lines.append(f"problems      {told}")
    codes = problems.groupby(["level", "code"], observed=True).size().reset_index(name="n")
    for level, code, n in codes.head(_SHOWN_PROBLEMS).itertuples(index=False, name=None):
        lines.append(f"              {level} {code}: {n:,}")
    if len(codes) > _SHOWN_PROBLEMS:
        lines.append(f"              and {len(codes) - _SHOWN_PROBLEMS} kinds more in tables/problems.csv")
    model = study.manifest["engine_model"]
    lines.append(
        f"engine        {study.manifest['arguments']['engine']}{f', weights {model}' if model else ''}"
    )
    unresolved = int((attributions["side"] == "unresolved").sum())
    share = f"{unresolved / len(attributions):.0%}" if len(attributions) else "none"
    lines.append(f"attributions  {len(attributions):,}, of them unresolved {unresolved:,} ({share})")
    lines += _balance_lines(study)
    for name, files in study.figures.items():
        shown = next((str(file) for file in files if file.suffix == ".png"), None)
        reason = study.manifest["figures"][name]["reason"]
        lines.append(f"figure        {shown or f'{name}: not drawn: {reason}'}")
    lines.append(f"tables        {study.out / 'tables'}")
    lines.append(f"manifest      {study.out / 'manifest.json'}")
    return lines


def _balance_lines(study: Study) -> list[str]:
    measures = study.tables["measures"]
    groups = [name for name in study.manifest["arguments"]["by"] if name in measures.columns]
    overall = measures[measures[groups].isna().all(axis=1)] if groups else measures
    shown = overall[(overall["unit"] == "words") & (overall["measure"] == "voice_share")]
    told = shown[shown["estimate"].notna()]
    shares = [f"{side} {share:.0%}" for side, share in zip(told["side"], told["estimate"], strict=True)]
    return [f"words         of known speakers: {', '.join(shares)}"] if shares else []


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
