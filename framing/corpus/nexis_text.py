"""LexisNexis classic plain text: documents under "n of m DOCUMENTS"."""

from __future__ import annotations

import re
from collections import Counter

from framing.corpus.decode import decode, replace_bad
from framing.corpus.exports import Reading, no_article
from framing.corpus.limits import DEFAULT_LIMITS, Limits, check_lines
from framing.corpus.nexis import classic_record, label_of
from framing.corpus.records import Note, problem

# In the languages of the interface: "3 of 10 DOCUMENTS", "Dokument 3 von 10", "Document 3 de 10".
COUNTER = re.compile(
    r"(?:(\d{1,6}) (?:of|von|de|di|van) (\d{1,6}) (?:DOCUMENTS?|DOKUMENTE?N?|DOCUMENTOS?|DOCUMENTI|DOCUMENTEN)|"
    r"(?:Dokument|Document|Documento|DOKUMENT|DOCUMENT|DOCUMENTO) (\d{1,6}) (?:of|von|de|di|van) (\d{1,6}))\Z"
)
_PROBE = re.compile(
    rb"(?:\d+ (?:of|von|de|di|van) \d+ DO[CK]UMENT|(?:Do[ck]umento?|DO[CK]UMENTO?) \d+ (?:of|von|de|di|van) \d+)"
)


def recognises(data: bytes, name: str) -> bool:
    """Whether a line of a text is "n of m DOCUMENTS" in one of the interface's languages."""
    head = data[:65_536].replace(b"\0", b"")
    if b"<" in head[:200].lstrip()[:1] or not _PROBE.search(head):
        return False
    return any(COUNTER.match(line.strip().decode("latin-1")) for line in head.splitlines())


def read_nexis_text(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of a LexisNexis plain text; lines broken to fit a page are joined, blank lines part paragraphs.

    Raises
    ------
    LimitError : it passes `file_bytes` or `cell_characters`.
    ValueError : it is no text, or holds no document.
    """
    limits.check("file_bytes", len(data), f"{name} in bytes")
    check_lines(data, name=name, limits=limits)
    decoded = decode(data)
    if decoded is None:
        raise ValueError(f"{name} is not text in any encoding that could be told.")
    text, n_bad = replace_bad(decoded.text)
    problems = []
    if n_bad:
        note = Note("mended", "bad_bytes", f"{n_bad} bytes that cannot be read, each now U+FFFD")
        problems.append(problem(name, None, note))
    elif decoded.encoding != "utf-8":
        note = Note("mended", "encoding", f"not UTF-8: decoded as {decoded.encoding}")
        problems.append(problem(name, None, note))
    documents: list[list[str]] = []
    announced: list[int] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        counter = COUNTER.match(line.strip())
        if counter:
            documents.append([])
            announced.append(int(counter[2] or counter[4]))
        elif documents:
            documents[-1].append(line)
    if not documents:
        raise no_article(name, "a LexisNexis text", "no line is 'n of m DOCUMENTS'")
    total = len(documents)
    records = [
        classic_record(name, number, total, paragraphs(lines))
        for number, lines in enumerate(documents, start=1)
    ]
    return Reading(records, problems, agreed(announced))


def agreed(announced: list[int]) -> int | None:
    """The number of documents that most of an export's counters give; a counter may come from another search."""
    counts = Counter(announced)
    return max(counts, key=lambda number: (counts[number], -number)) if counts else None


def paragraphs(lines: list[str]) -> list[str]:
    """Paragraphs of hard-wrapped lines; a line that begins a field begins a paragraph."""
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            found.append([])
            continue
        label = label_of(line) if line[:1].isupper() else None
        if label is not None and label.sure and found[-1]:
            found.append([])
        found[-1].append(line.strip())
    return [" ".join(each) for each in found if each]
