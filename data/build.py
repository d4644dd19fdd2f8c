"""Build the embedded corpus and its truth from the marked texts.

    python data/build.py             write data/corpus/ and data/truth/attributions.csv
    python data/build.py --check     exit 1 where the committed files differ from what would be built
    python data/build.py --effects   print the planted effects and nulls as the marks give them (--only grain: of
                                     the reports on one incident)

Standard library only, so that the data can be rebuilt without the toolkit they are meant to test.
How the marks are written is described in data/README.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from effects import effects_table
from marks import HERE, MarkError, Report, Span, read_reports

COLUMNS = (
    "article_id", "id", "speaker_start", "speaker_end", "cue_start", "cue_end", "content_spans",
    "content_start", "content_end", "speaker", "cue", "content", "side", "actor", "quote_type", "act",
    "cue_class", "target_side", "anonymous", "in_headline",
)  # fmt: skip


def truth_rows(report: Report) -> Iterable[dict[str, object]]:
    """Yield the rows of one report for data/truth/attributions.csv, by place in the text."""
    text = report.text

    def ends(spans: list[Span]) -> tuple[object, object, str]:
        return (*spans[0], text[spans[0][0] : spans[0][1]]) if spans else ("", "", "")

    for one in sorted(report.attributions, key=lambda a: (a.content[0][0], a.number)):
        speaker, cue = ends(one.speaker), ends(one.cue)
        yield {
            "article_id": report.article_id,
            "id": one.number,
            "speaker_start": speaker[0],
            "speaker_end": speaker[1],
            "cue_start": cue[0],
            "cue_end": cue[1],
            "content_spans": ";".join(f"{start}-{end}" for start, end in one.content),
            "content_start": one.content[0][0],
            "content_end": one.content[-1][1],
            "speaker": speaker[2],
            "cue": cue[2],
            "content": " … ".join(text[start:end] for start, end in one.content),
            **one.labels,
            "in_headline": one.content[-1][1] <= report.body_start,
        }


def built_files(reports: list[Report]) -> dict[Path, str]:
    """Return what the built files must hold, by path below data/."""
    files = {Path("corpus", f"{report.article_id}.txt"): report.file_text() for report in reports}
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for report in reports:
        writer.writerows(truth_rows(report))
    files[Path("truth", "attributions.csv")] = table.getvalue()
    stances = io.StringIO()
    stance_writer = csv.writer(stances, lineterminator="\n")
    stance_writer.writerow(("article_id", "side", "stance"))
    stance_writer.writerows((r.article_id, *pair) for r in reports for pair in sorted(r.stance.items()))
    files[Path("truth", "stance.csv")] = stances.getvalue()
    return files


def write_aside(path: Path, content: str) -> None:
    """Write a file under another name and rename it, so that no half file is ever read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_text(content, encoding="utf-8", newline="\n")
    os.replace(aside, path)


def differences(files: dict[Path, str], folder: Path = HERE) -> list[str]:
    """Name the files below data/ that differ from what would be built, are missing or are left over."""
    wrong = []
    for name, content in files.items():
        path = folder / name
        if not path.exists():
            wrong.append(f"{name}: missing")
        elif path.read_bytes() != content.encode("utf-8"):
            wrong.append(f"{name}: differs")
    there = {path.relative_to(folder) for part in ("corpus", "truth") for path in (folder / part).glob("*")}
    return wrong + [f"{name}: left over, no marked text makes it" for name in sorted(there - set(files))]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where files differ")
    parser.add_argument("--effects", action="store_true", help="print the planted effects and nulls")
    parser.add_argument(
        "--only", action="append", metavar="INCIDENT", help="effects of this incident's reports"
    )
    options = parser.parse_args(arguments)
    if options.only and not options.effects:
        parser.error("--only goes with --effects")
    try:
        reports = read_reports(only=options.only)
    except MarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.effects:
        print(effects_table(reports), end="")
        return 0
    files = built_files(reports)
    if options.check:
        wrong = differences(files)
        print(
            "\n".join(wrong) or f"{len(files)} files are as built", file=sys.stderr if wrong else sys.stdout
        )
        return 1 if wrong else 0
    for name, content in files.items():
        write_aside(HERE / name, content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
