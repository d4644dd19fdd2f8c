"""Tables of attribution tests: a text file per construction or guard, read into cases. All people are invented.

A line is a text; the indented lines below it are its rows, "speaker | cue | content", with "–" where there is none.
A fourth field says what the words themselves do not: "attitude" (else speech), "continuation", or a quote type other
than the marks show. A text without rows is one where nobody speaks. "? " before a row: the tagger may find it too.
"¶" is a line break; "[headline] " makes the first line of a text its headline. "#" opens a remark.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
_BODY = "It rained."
_OPENING = "“\"«‘'"
_CLOSING = "”\"»’'"


class Expected(NamedTuple):
    """A row as a table gives it; `content` joins its pieces with " … "."""

    speaker: str | None
    cue: str | None
    content: str
    quote_type: str
    act: str


class Case(NamedTuple):
    """A text and its rows. `name` stays the same when other cases come and go."""

    name: str
    text: str
    body_start: int
    rows: tuple[Expected, ...]
    allowed: tuple[Expected, ...]


@cache
def tables() -> dict[str, tuple[Case, ...]]:
    """Every table by its name, the stem of its file."""
    return {path.stem: tuple(_cases(path)) for path in sorted(FOLDER.glob("*.txt"))}


def _cases(path: Path) -> list[Case]:
    groups: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            groups[-1][1].append(line.strip())
        else:
            groups.append((line, []))
    return [_case(path.stem, line, rows) for line, rows in groups]


def _case(table: str, line: str, rows: list[str]) -> Case:
    text = line.removeprefix("[headline] ").replace("¶", "\n")
    body_start = 0
    if text != line.replace("¶", "\n"):
        headline, _, body = text.partition("\n")
        text, body_start = f"{headline}\n\n{body or _BODY}", len(headline) + 2
    return Case(
        f"{table}/{_slug(line)}",
        text,
        body_start,
        tuple(_row(row) for row in rows if not row.startswith("? ")),
        tuple(_row(row[2:]) for row in rows if row.startswith("? ")),
    )


def _slug(line: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", line.lower())[:9])


def _row(line: str) -> Expected:
    speaker, cue, content, *more = (part.strip() for part in line.split(" | "))
    content = content.replace("¶", "\n")
    quote_type, act = _marked(content), "speech"
    for word in more:
        if word == "attitude":
            act = word
        else:
            quote_type = word
    return Expected(
        None if speaker == "–" else speaker, None if cue == "–" else cue, content, quote_type, act
    )


def _marked(content: str) -> str:
    """Direct where every piece stands within marks, or opens with one that nothing closes; mixed with any other."""
    pieces = content.split(" … ")
    if all(_within_marks(piece) for piece in pieces):
        return "direct"
    return "mixed" if re.search(r"[“”\"«»‘]|(?<!\w)'\w", content) else "indirect"


def _within_marks(piece: str) -> bool:
    if piece[:1] not in _OPENING:
        return False
    closing = _CLOSING[_OPENING.index(piece[0])]
    last = piece.rfind(closing, 1)
    return last in (-1, len(piece) - 1)
