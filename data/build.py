"""Build the embedded corpus and its truth from the marked texts.

    python data/build.py             write data/corpus/ and data/truth/attributions.csv
    python data/build.py --check     exit 1 where the committed files differ from what would be built
    python data/build.py --effects   print the planted effects and nulls as the marks give them

Standard library only, so that the data can be rebuilt without the toolkit they are meant to test.
How the marks are written is described in data/README.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEAD_KEYS = ("outlet", "outlet_country", "outlet_type", "language", "date", "incident", "note")
NOTE = "Invented report written for this project: people, outlets and events do not exist."
ALLOWED = {
    "outlet_country": {"US", "RU"},
    "outlet_type": {"agency", "private", "state"},
    "language": {"en"},
    "note": {NOTE},
}
TABLE_KEYS = ("side", "actor", "quote_type", "act", "cue_class", "target_side")
VALUES = {
    "side": {"US", "RU", "joint", "other", "unresolved"},
    "quote_type": {"direct", "mixed", "indirect", "continuation"},
    "act": {"speech", "attitude"},
    "cue_class": {"assert", "accuse", "deny", "demand", "promise", "ask", "other"},
    "target_side": {"", "US", "RU", "joint", "other"},
}
COLUMNS = (
    "article_id", "id", "speaker_start", "speaker_end", "cue_start", "cue_end", "content_spans",
    "content_start", "content_end", "speaker", "cue", "content", "side", "actor", "quote_type", "act",
    "cue_class", "target_side", "in_headline",
)  # fmt: skip
MIN_WORDS, MAX_WORDS = 200, 350
MARK = re.compile(r"\{(\d+[sqc](?:,\d+[sqc])*):|\}")
WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
# Letters beyond ASCII that the texts may use: all Latin, so that no Cyrillic or Greek twin gets in.
LETTERS = set("áäåæéíñóöøúüÅØ")
SIGNS = set("“”‘’—–")

# What is planted. Word forms, in the authors' own words (outside every attributed content).
WORD_PAIRS = (
    ("government", "authorities"),
    ("provocative", "routine"),
    ("seized", "recovered"),
    ("standoff", "misunderstanding"),
)
NULL_WORDS = ("officials", "agreement", "week", "months")
DISTANCING = re.compile(r"\b(?:claim|alleg|insist|purport)\w*", re.IGNORECASE)

Span = tuple[int, int]


class MarkError(ValueError):
    """A marked text breaks one of the rules of data/README.md."""


@dataclass
class Attribution:
    """One attribution: its spans in the clean text and its line in the table."""

    number: int
    speaker: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return sum(end - start for start, end in self.content)


@dataclass
class Report:
    """One report: head lines, clean text, attributions in the order of their numbers."""

    article_id: str
    head: dict[str, str]
    text: str
    attributions: list[Attribution]

    @property
    def body_start(self) -> int:
        return self.text.index("\n\n") + 2

    def file_text(self) -> str:
        lines = [f"{key}: {self.head[key]}" for key in HEAD_KEYS]
        return "\n".join(lines) + "\n\n" + self.text + "\n"


def strip_marks(marked: str, where: str) -> tuple[str, dict[int, Attribution]]:
    """Take the inline marks out of a text and return it with the spans they drew."""
    found: dict[int, Attribution] = {}
    clean: list[str] = []
    open_marks: list[tuple[str, int]] = []
    at = last = 0
    for match in MARK.finditer(marked):
        piece = marked[last : match.start()]
        clean.append(piece)
        at += len(piece)
        last = match.end()
        if match.group(1):
            open_marks.append((match.group(1), at))
            continue
        if not open_marks:
            raise MarkError(f"{where}: a mark is closed that was never opened, after {piece[-40:]!r}")
        ids, start = open_marks.pop()
        for name in ids.split(","):
            one = found.setdefault(int(name[:-1]), Attribution(int(name[:-1])))
            {"s": one.speaker, "q": one.cue, "c": one.content}[name[-1]].append((start, at))
    clean.append(marked[last:])
    if open_marks:
        raise MarkError(f"{where}: mark {open_marks[-1][0]!r} is opened and never closed")
    text = "".join(clean)
    if set("{}|") & set(text):
        raise MarkError(f"{where}: a brace or bar is left in the text: a mark is misspelt")
    return text, found


def read_report(path: Path) -> Report:
    """Read one marked text and check it against the rules of data/README.md."""
    where = path.stem
    raw = path.read_text(encoding="utf-8")
    head_part, _, rest = raw.partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_part.split("\n"))
    if tuple(head) != HEAD_KEYS:
        raise MarkError(f"{where}: head lines are {tuple(head)}; they must be {HEAD_KEYS}, in this order")
    for key, allowed in ALLOWED.items():
        if head[key] not in allowed:
            raise MarkError(f"{where}: {key} is {head[key]!r}; allowed: {sorted(allowed)}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", head["date"]):
        raise MarkError(f"{where}: date is {head['date']!r}; write it YYYY-MM-DD")
    if not where.startswith(head["incident"] + "-"):
        raise MarkError(f"{where}: the file name must begin with its incident, {head['incident']!r}")
    marked, bar, table = rest.partition("\n===\n")
    if not bar:
        raise MarkError(f"{where}: no line '===' before the table of attributions")
    text, found = strip_marks(marked.strip("\n"), where)
    for line in table.strip().split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 1 + len(TABLE_KEYS):
            raise MarkError(f"{where}: table line {line!r} has {len(cells)} cells; it needs 7")
        number = int(cells[0])
        if number not in found or found[number].labels:
            raise MarkError(f"{where}: table line {number} has no marks, or stands twice")
        found[number].labels = dict(zip(TABLE_KEYS, cells[1:], strict=True))
    report = Report(where, head, text, [found[number] for number in sorted(found)])
    check_report(report)
    return report


def check_report(report: Report) -> None:
    """Raise MarkError at the first rule that a report breaks."""
    where, text = report.article_id, report.text
    words = len(WORD.findall(text))
    if not MIN_WORDS <= words <= MAX_WORDS:
        raise MarkError(f"{where}: {words} words; allowed: {MIN_WORDS} to {MAX_WORDS}")
    strange = sorted({c for c in text if not c.isascii()} - LETTERS - SIGNS)
    if strange:
        raise MarkError(f"{where}: {strange} may be look-alike letters; write Latin ones or extend LETTERS")
    if re.search(r"[\"'`]|  |\n\n\n| \n|[^\n]\n[^\n]", text):
        raise MarkError(f"{where}: straight quotation mark, doubled space or single line break in the text")
    inside = quoted_characters(report)
    for one in report.attributions:
        check_attribution(one, f"{where}, id {one.number}", text, inside)


def check_attribution(one: Attribution, name: str, text: str, inside: list[bool]) -> None:
    """Raise MarkError at the first rule that an attribution breaks."""
    if not one.labels:
        raise MarkError(f"{name}: no line in the table")
    for key, allowed in VALUES.items():
        if one.labels[key] not in allowed:
            raise MarkError(f"{name}: {key} is {one.labels[key]!r}; allowed: {sorted(allowed)}")
    if not one.content or not one.labels["actor"]:
        raise MarkError(f"{name}: no content, or no actor")
    if len(one.speaker) > 1 or len(one.cue) > 1:
        raise MarkError(f"{name}: more than one speaker or cue span")
    for start, end in one.speaker + one.cue + one.content:
        span = text[start:end]
        if not span or span != span.strip() or "\n" in span:
            raise MarkError(f"{name}: span {span!r} is empty, crosses paragraphs or has blanks at its ends")
    for start, end in one.content:
        if text[end - 1] in ".,;" and not inside[end - 1]:
            raise MarkError(f"{name}: content ends in punctuation outside a quotation: {text[start:end]!r}")
    expected, given = quote_type(one, text, inside), one.labels["quote_type"]
    if given not in (expected, "continuation") or (given == "continuation" and one.cue):
        raise MarkError(f"{name}: quote_type is {given!r}; its quotation marks say {expected!r}")


def quoted_characters(report: Report) -> list[bool]:
    """Say of every character whether it stands inside quotation marks (marks included).

    A quotation left open runs to the end of its paragraph. Single marks count in the headline only.
    """
    inside = [False] * len(report.text)
    pattern = re.compile(r"“[^”\n]*(?:”|(?=\n)|$)")
    spans = [m.span() for m in pattern.finditer(report.text)]
    spans += [m.span() for m in re.finditer(r"‘.*?’(?!\w)", report.text[: report.body_start])]
    for start, end in spans:
        inside[start:end] = [True] * (end - start)
    return inside


def quote_type(one: Attribution, text: str, inside: list[bool]) -> str:
    """Read direct, mixed or indirect off the quotation marks of a content."""
    flags = [inside[i] for start, end in one.content for i in range(start, end) if text[i].isalnum()]
    return "direct" if all(flags) else "mixed" if any(flags) else "indirect"


def read_reports(folder: Path = HERE / "marked") -> list[Report]:
    """Read and check all marked texts, in the order of their names."""
    return [read_report(path) for path in sorted(folder.glob("*.txt"))]


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
    return files


def own_words(report: Report) -> list[str]:
    """Return the words, in lower case, that stand outside every attributed content."""
    spans = [span for one in report.attributions for span in one.content]
    return [
        match.group().lower().removesuffix("’s")
        for match in WORD.finditer(report.text)
        if not any(start <= match.start() < end for start, end in spans)
    ]


def spoken_words(report: Report) -> list[tuple[str, bool]]:
    """Return (side, quoted) for every word of attributed speech, counted once, for the innermost speaker."""
    inside = quoted_characters(report)
    speech = sorted(
        (one for one in report.attributions if one.labels["act"] == "speech"),
        key=lambda one: (one.length, -one.content[0][0], -max((start for start, _ in one.cue), default=-1)),
    )
    words = []
    for match in WORD.finditer(report.text):
        for one in speech:
            if any(start <= match.start() < end for start, end in one.content):
                words.append((one.labels["side"], inside[match.start()]))
                break
    return words


def ratio(numerator: float, denominator: float) -> str:
    return f"{numerator / denominator:.3f}" if denominator else "none"


def us_share(reports: list[Report]) -> tuple[int, int]:
    """Return the words of US speech, and of US and RU speech together."""
    sides = Counter(side for report in reports for side, _ in spoken_words(report))
    return sides["US"], sides["US"] + sides["RU"]


def effects(reports: list[Report]) -> list[tuple[str, str, str, str]]:
    """Compute the planted effects and nulls: (what, group, value, how it is made up)."""
    by_country: dict[str, list[Report]] = defaultdict(list)
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_country[report.head["outlet_country"]].append(report)
        by_kind["wires" if report.head["outlet_type"] == "agency" else "dailies"].append(report)
    rows = []
    for what, groups in (
        ("effect 1: US share of speech", by_country),
        ("null a: US share of speech", by_kind),
    ):
        for group in sorted(groups, reverse=True):
            us, both = us_share(groups[group])
            rows.append((what, group, ratio(us, both), f"{us}/{both} words"))
    own = {c: [own_words(report) for report in by_country[c]] for c in ("US", "RU")}
    for what, terms in (
        ("effect 2: own words", [term for pair in WORD_PAIRS for term in pair]),
        ("null b: own words", list(NULL_WORDS)),
    ):
        for term in terms:
            for country in ("US", "RU"):
                hits = sum(words.count(term) for words in own[country])
                total = sum(map(len, own[country]))
                articles = sum(term in words for words in own[country])
                value = f"{1000 * hits / total:.2f} per 1,000"
                rows.append((what, f"{term}, {country}", value, f"{hits}/{total} words, {articles} articles"))
    for country in ("US", "RU"):
        for side in ("US", "RU"):
            cues = [
                report.text[slice(*one.cue[0])]
                for report in by_country[country]
                for one in report.attributions
                if one.cue and one.labels["act"] == "speech" and one.labels["side"] == side
            ]
            hits = sum(bool(DISTANCING.search(cue)) for cue in cues)
            group = f"{side} speakers in {country} outlets"
            rows.append(
                ("effect 3: distancing cues", group, ratio(hits, len(cues)), f"{hits}/{len(cues)} cues")
            )
    for country in ("US", "RU"):
        shares = []
        for report in by_country[country]:
            words = spoken_words(report)
            shares.append(sum(quoted for _, quoted in words) / len(words))
        rows.append(("null c: quoted share of speech", country, ratio(sum(shares), len(shares)),
                     f"mean of {len(shares)} articles"))  # fmt: skip
    return rows


def effects_table(reports: list[Report]) -> str:
    """Return the effects as the table that stands in data/README.md."""
    lines = ["| planted | group | value | made up of |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in effects(reports)]) + "\n"


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
    options = parser.parse_args(arguments)
    try:
        reports = read_reports()
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
