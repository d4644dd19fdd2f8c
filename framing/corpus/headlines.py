"""Where the headline ends: recognised at the head of a text, and found again where the body repeats it."""

from __future__ import annotations

import re
from typing import NamedTuple

from framing.language import DATELINE, n_words

_MAX_LINES = 4
_MAX_WORDS = 30
# A line of a hard-wrapped text has fewer words than this; a paragraph that follows a headline has more.
_PARAGRAPH_WORDS = 20
_REPEAT_WITHIN = 200
_REPEAT_WORDS = 3

_LINE = re.compile(r"[^\n]*")
_BLANK = re.compile(r"[ \t\r\f\v\u00a0\ufeff]*\Z")
_BYLINE = re.compile(r"\s*(?:By|BY|by) +[A-Z]")
_ABBREVIATION_END = re.compile(r"\b(?:[A-Za-z]\.){2,}[\"'”’)]*\s*\Z")
_STOP_END = re.compile(r"(?<!\.)\.[\"'”’)\]]*\s*\Z")
_OPEN_END = re.compile(r"[,;:—–-]\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s*\Z")
_AFTER_REPEAT = re.compile(r"\s*[.!?…]*")


class Head(NamedTuple):
    """The headline's span and the body's start, as offsets in the text."""

    start: int
    end: int
    body_start: int


class _Line(NamedTuple):
    start: int
    end: int
    words: str


def recognise_headline(text: str) -> Head | None:
    """The headline at the head of `text`, or None.

    Notes
    -----
    The first block of lines is the headline when a blank line ends it, something follows, every line is short and none
    ends as a sentence does (a full stop is allowed where a dateline follows). Without a blank line, one to three
    such lines are the headline when the next line opens with a dateline, or is a long paragraph of whole sentences. A
    text of one paragraph has none.
    """
    lines = _first_lines(text)
    if len(lines) < 2:
        return None
    block: list[_Line] = []
    for line in lines:
        if _BLANK.match(line.words):
            break
        block.append(line)
    after = [line for line in lines[len(block) :] if not _BLANK.match(line.words)]
    if (
        after
        and len(block) < len(lines)
        and len(block) <= _MAX_LINES
        and _all_headline(block, after[0].words)
    ):
        return Head(block[0].start, _trimmed_end(block[-1]), after[0].start)
    for count in range(1, min(len(block), _MAX_LINES)):
        body = block[count].words
        if not _all_headline(block[:count], body):
            return None
        # The body may have been cut off by `_first_lines`; a cut line is long, which is all that matters here.
        if DATELINE.match(body) or _is_paragraph(body):
            return Head(block[0].start, _trimmed_end(block[count - 1]), block[count].start)
    return None


def find_repeat(text: str, headline: str, body_start: int) -> tuple[int, int] | None:
    """Where the body opens with its own headline again: (start, end), the full stop after it included; or None.

    Letters and digits alone are compared, so that marks and spaces may differ; a date line or an agency's name may
    stand before it. A sentence that merely begins with the headline's words is no repeat.
    """
    wanted = "".join(character for character, _ in _letters(headline, 0, len(headline)))
    if not wanted or n_words(headline) < _REPEAT_WORDS:
        return None
    stop = min(len(text), body_start + _REPEAT_WITHIN + 3 * len(headline) + 20)
    letters = _letters(text, body_start, stop)
    folded = "".join(character for character, _ in letters)
    found = folded.find(wanted)
    while found >= 0:
        start, last = letters[found][1], letters[found + len(wanted) - 1][1]
        if start - body_start > _REPEAT_WITHIN:
            return None
        if _at_word_start(text, start, body_start) and _ends_there(text, last + 1):
            after = _AFTER_REPEAT.match(text, last + 1)
            marks = after.group() if after else ""
            return start, last + 1 + (len(marks) if marks.strip() else 0)
        found = folded.find(wanted, found + 1)
    return None


def _first_lines(text: str) -> list[_Line]:
    """The first lines, blank ones at the very top left out; enough of them to see a headline and what follows."""
    lines: list[_Line] = []
    position, blanks = 0, 0
    while position <= len(text) and len(lines) < _MAX_LINES + 2 + blanks and blanks < 50:
        match = _LINE.match(text, position)
        end = match.end() if match else len(text)
        words = text[position : min(end, position + 4000)]
        if lines or not _BLANK.match(words):
            lines.append(_Line(position, end, words))
            blanks += bool(_BLANK.match(words))
        position = end + 1
    return lines


def _all_headline(lines: list[_Line], following: str) -> bool:
    return bool(lines) and all(_is_headline(line.words, following) for line in lines)


def _is_headline(line: str, following: str) -> bool:
    words = n_words(line)
    if not 1 <= words <= _MAX_WORDS or len(line) > 12 * _MAX_WORDS or _BYLINE.match(line):
        return False
    dateline = DATELINE.match(line)
    if dateline and not line[dateline.end() :].strip():
        return False
    if _OPEN_END.search(line):
        return False
    ends_sentence = _STOP_END.search(line) and not _ABBREVIATION_END.search(line)
    return not ends_sentence or bool(DATELINE.match(following))


def _is_paragraph(line: str) -> bool:
    return n_words(line) >= _PARAGRAPH_WORDS and bool(_SENTENCE_END.search(line) or len(line) >= 4000)


def _trimmed_end(line: _Line) -> int:
    return line.start + len(line.words.rstrip())


def _letters(text: str, start: int, stop: int) -> list[tuple[str, int]]:
    """Folded letters and digits of `text[start:stop]`, each with its offset."""
    return [
        (folded, offset)
        for offset in range(start, stop)
        for folded in text[offset].casefold()
        if folded.isalnum()
    ]


def _at_word_start(text: str, start: int, body_start: int) -> bool:
    return start == body_start or not text[start - 1].isalnum()


def _ends_there(text: str, end: int) -> bool:
    """Whether what follows is a mark, a line end, or the opening of a new sentence."""
    if end >= len(text):
        return True
    if text[end].isalnum():
        return False
    rest = text[end : end + 40]
    spaces = rest[: len(rest) - len(rest.lstrip())]
    first = rest[len(spaces) : len(spaces) + 1]
    if "\n" in spaces or not first:
        return True
    return not (first.islower() or first in ",;)")
