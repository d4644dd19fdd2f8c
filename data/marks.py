"""Read the marked reports: inline marks and the table below them, checked against the rules of data/README.md.

Standard library only, so that the data can be rebuilt without the toolkit they are meant to test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEAD_KEYS = ("outlet", "outlet_country", "outlet_type", "language", "date", "incident", "note")
NOTE = "Invented report written for this project: people, outlets and events do not exist."
ALLOWED = {
    "outlet_country": {"US", "RU"},
    "outlet_type": {"agency", "private", "public", "state"},
    "language": {"en"},
    "note": {NOTE},
}
TABLE_KEYS = ("side", "actor", "quote_type", "act", "cue_class", "target_side", "anonymous")
STANCE_SIDES = ("US", "RU")
VALUES = {
    "side": {"US", "RU", "joint", "other", "unresolved"},
    "quote_type": {"direct", "mixed", "indirect", "continuation"},
    "act": {"speech", "attitude"},
    "cue_class": {"assert", "accuse", "deny", "demand", "promise", "ask", "other"},
    "target_side": {"", "US", "RU", "joint", "other"},
    "anonymous": {"", "yes"},
    "stance": {"favourable", "neutral", "unfavourable"},
}
MIN_WORDS, MAX_WORDS = 120, 350
MARK = re.compile(r"\{(\d+[sqc](?:,\d+[sqc])*):|\}")
WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
# Letters beyond ASCII that the texts may use: all Latin, so that no Cyrillic or Greek twin gets in.
LETTERS = set("áäåæéíñóöøúüÅØ")
SIGNS = set("“”‘’—–")

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
    stance: dict[str, str]

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
    lines = table.strip().split("\n")
    stance = read_stance(lines[: len(STANCE_SIDES)], where)
    for line in lines[len(STANCE_SIDES) :]:
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 1 + len(TABLE_KEYS):
            raise MarkError(
                f"{where}: table line {line!r} has {len(cells)} cells; it needs {1 + len(TABLE_KEYS)}"
            )
        number = int(cells[0])
        if number not in found or found[number].labels:
            raise MarkError(f"{where}: table line {number} has no marks, or stands twice")
        found[number].labels = dict(zip(TABLE_KEYS, cells[1:], strict=True))
    report = Report(where, head, text, [found[number] for number in sorted(found)], stance)
    check_report(report)
    return report


def read_stance(lines: list[str], where: str) -> dict[str, str]:
    """Read how the report as a whole presents each side: 'stance US | neutral', one line a side."""
    stance = {}
    for side, line in zip(STANCE_SIDES, lines, strict=False):
        name, _, value = (cell.strip() for cell in line.partition("|"))
        if name != f"stance {side}" or value not in VALUES["stance"]:
            raise MarkError(
                f"{where}: line {line!r} must be 'stance {side} | ' and one of {sorted(VALUES['stance'])}"
            )
        stance[side] = value
    return stance


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
    for key in TABLE_KEYS:
        if key in VALUES and one.labels[key] not in VALUES[key]:
            raise MarkError(f"{name}: {key} is {one.labels[key]!r}; allowed: {sorted(VALUES[key])}")
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


def read_reports(folder: Path = HERE / "marked", *, only: list[str] | None = None) -> list[Report]:
    """Read and check all marked texts, or those on the incidents of `only`, in the order of their names."""
    paths = sorted(folder.glob("*.txt"))
    return [read_report(path) for path in paths if not only or path.stem.split("-")[0] in only]


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
