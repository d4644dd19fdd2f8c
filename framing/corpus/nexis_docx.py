"""Nexis Uni and Lexis Advance DOCX, with or without a page of contents."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from framing.corpus.archives import check_office
from framing.corpus.exportdates import is_date_line
from framing.corpus.exports import Reading, no_article
from framing.corpus.limits import DEFAULT_LIMITS, LimitError, Limits
from framing.corpus.nexis import is_body_mark, label_of, modern_record

_END = re.compile(
    r"(?:end of document|ende des dokuments?|dokumentende|fin du document|fin del documento|fine del documento|"
    r"fim do documento|einde (?:van )?(?:het )?document)\Z",
    re.IGNORECASE,
)
_BOX = qn("w:txbxContent")
# "Documents (10)", "Dokumente (10)"
_ANNOUNCED = re.compile(r"[^\W\d_]+ ?\((\d{1,6})\)\Z")


def read_nexis_docx(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of a Nexis DOCX.

    Raises
    ------
    LimitError : it passes `file_bytes`, `office_bytes`, `members` or `ratio`.
    ValueError : it is no readable DOCX, or holds no article.
    """
    lines = paragraph_texts(data, name=name, limits=limits)
    announced = next((int(m[1]) for line in lines[:40] if (m := _ANNOUNCED.match(line))), None)
    parts = _documents(lines)
    if not parts:
        raise no_article(
            name, "a Word document (DOCX)",
            f"none of its {len(lines)} paragraphs is 'Body' or 'End of Document', as a Nexis Uni or Lexis Advance "
            "export has for each document",
        )  # fmt: skip
    records = [
        modern_record(name, number, len(parts), head, body)
        for number, (head, body) in enumerate(parts, start=1)
    ]
    return Reading(records, [], announced)


def paragraph_texts(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """The paragraphs of a DOCX, those of its tables too, in their order; within limits."""
    limits.check("file_bytes", len(data), f"{name} in bytes")
    check_office(data, name=name, limits=limits)
    try:
        document = Document(io.BytesIO(data))
        # Those of tables too, in their order; a text box stands twice in the file, for old programs and new ones.
        return [
            Paragraph(each, document).text.strip(" \t\n")
            for each in document.element.body.iter(qn("w:p"))
            if not any(above.tag == _BOX for above in each.iterancestors())
        ]
    except LimitError:
        raise
    except Exception as error:  # a damaged part fails in as many ways as there are parts
        if isinstance(error, MemoryError):
            raise
        raise ValueError(f"{name} is not a readable DOCX: {type(error).__name__}: {error}") from error


def _documents(lines: list[str]) -> list[tuple[list[str], list[str]]]:
    """Head and body of each document: they end at "End of Document", or where the next one's headline begins."""
    segments: list[list[str]] = [[]]
    for line in lines:
        if _END.match(line):
            segments.append([])
        else:
            segments[-1].append(line)
    ended = len(segments) > 1
    found: list[tuple[list[str], list[str]]] = []
    for number, segment in enumerate(segments):
        anchors = [i for i, line in enumerate(segment) if is_body_mark(line) and _top(segment, i) is not None]
        if not anchors:
            # A document without a text is still one: named as empty later.
            if ended and number < len(segments) - 1 and any(segment):
                found.append(_bodiless(segment))
            continue
        tops = [_top(segment, anchor) or 0 for anchor in anchors]
        for place, (top, anchor) in enumerate(zip(tops, anchors, strict=True)):
            end = tops[place + 1] if place + 1 < len(tops) else len(segment)
            found.append((segment[top:anchor], segment[anchor + 1 : end]))
    return found


def _bodiless(segment: list[str]) -> tuple[list[str], list[str]]:
    """A document without the word "Body": its text begins after its last field."""
    fields = [i for i, line in enumerate(segment) if (label := label_of(line)) and label.column == "length"]
    if not fields:
        return segment, []
    last = fields[-1]
    while last + 1 < len(segment) and (not segment[last + 1] or label_of(segment[last + 1])):
        last += 1
    return segment[_top(segment, last) or 0 : last + 1], segment[last + 1 :]


def _top(segment: list[str], anchor: int) -> int | None:
    """Where the headline above a body begins: the paragraphs together above outlet and date."""
    dated = next((i for i in range(anchor - 1, max(anchor - 40, -1), -1) if is_date_line(segment[i])), None)
    if dated is None:
        # Without a date: the run of paragraphs above the fields.
        at = next((i for i in range(max(anchor - 40, 0), anchor) if label_of(segment[i])), None)
        if at is None:
            return None
        dated = at
        while dated > 0 and not segment[dated - 1]:
            dated -= 1
    top = dated
    while top > 0 and segment[top - 1]:
        top -= 1
    if top == dated and dated > 0:
        # A blank line between outlet and date.
        while top > 0 and not segment[top - 1]:
            top -= 1
        while top > 0 and segment[top - 1]:
            top -= 1
    return top
