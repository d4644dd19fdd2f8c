"""Nexis UK HTML: documents under "n of m DOCUMENTS", one paragraph each element."""

from __future__ import annotations

import re

from framing.corpus.exports import Reading, no_article
from framing.corpus.htmltree import block_texts, parse_page
from framing.corpus.limits import DEFAULT_LIMITS, Limits
from framing.corpus.nexis import classic_record
from framing.corpus.nexis_text import COUNTER, agreed

_MARKS = re.compile(rb"<DOCFULL>|NAME=\"?DOC_ID_|LXNComment|<META[^>]+DOCUMENTS=", re.IGNORECASE)
_META = re.compile(rb"<META[^>]+DOCUMENTS=\"?(\d{1,6})", re.IGNORECASE)
_COUNTED = re.compile(rb">\s*\d{1,6} of \d{1,6} DOCUMENTS?\s*<")


def recognises(data: bytes, name: str) -> bool:
    """Whether a page has the marks of a Nexis export."""
    head = data[:65_536]
    return b"<" in head[:2000] and bool(_COUNTED.search(head) or len(set(_MARKS.findall(head))) > 1)


def read_nexis_html(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Records of a Nexis HTML export.

    Raises
    ------
    LimitError : it passes `member_bytes`.
    ValueError : it is no HTML, or holds no document.
    """
    tree, problems = parse_page(data, name=name, limits=limits)
    documents: list[list[str]] = []
    announced: list[int] = []
    for text in block_texts(tree):
        counter = COUNTER.match(text)
        if counter:
            documents.append([])
            announced.append(int(counter[2] or counter[4]))
        elif documents:
            documents[-1].append(text)
    if not documents:
        raise no_article(name, "a Nexis HTML export", "no paragraph is 'n of m DOCUMENTS'")
    meta = _META.search(data[:65_536])
    total = len(documents)
    records = [classic_record(name, n, total, texts) for n, texts in enumerate(documents, start=1)]
    return Reading(records, problems, int(meta[1]) if meta else agreed(announced))
