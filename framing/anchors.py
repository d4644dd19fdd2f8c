"""Names of places in a page: a figure's points and a table's numbers lead to them, pages of text have them."""

from __future__ import annotations

import hashlib
import re

# It may become the name of a file.
_LONGEST = 120


def anchor_of(term: str, *, kind: str = "w") -> str:
    """The place of a word or label: readable where it is plain, and never the same for two of them.

    `kind` keeps apart what may have the same name in one page: w a word, r a row of a table, a an article,
    q an attribution.

    Examples
    --------
    >>> anchor_of("standoff")
    'w-standoff'
    >>> anchor_of("so-called “truce”")
    'w-so-called-truce-a82d86'
    >>> anchor_of("buoy-corvane", kind="a")
    'a-buoy-corvane'
    """
    plain = re.sub(r"[^a-z0-9-]+", "-", term.casefold()).strip("-")
    if plain == term and len(plain) <= _LONGEST:
        return f"{kind}-{plain}"
    digest = hashlib.sha256(term.encode("utf-8", "surrogatepass")).hexdigest()
    # Attributions of a corpus are many more than words of a figure.
    return f"{kind}-{plain[:40]}-{digest[: 6 if kind == 'w' else 12]}".replace("--", "-")
