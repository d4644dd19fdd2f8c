"""The dateline that opens a report: place, agency, dash."""

from __future__ import annotations

import re

# "WASHINGTON — …", "MOSCOW, March 3 (Reuters) - …", "Geneva (AFP) – …", "MOSCOW, October 4. /TASS/. …"
DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.'’-]+(?:[ ,/-]+[A-Z][A-Z.'’-]*)*(?:,? [A-Z][\w .,]{0,30}?)?"
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?=,? ?\())"
    r"(?:(?:,? ?\([^()\n]{2,40}\))?\s?(?:[—–]|--?(?=\s)|:(?=\s))|\.? ?/[A-Z][\w -]{1,20}/\.?(?=\s))"
)


def after_dateline(text: str, start: int, end: int) -> int:
    """Where the report begins in the paragraph `text[start:end]`: after its dateline, or at `start`."""
    match = DATELINE.match(text, start, min(end, start + 120))
    if match is None:
        return start
    position = match.end()
    while position < end and text[position].isspace():
        position += 1
    return position if position < end else start
