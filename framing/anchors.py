"""Names of places in a page, one for each word: a figure's points lead to them, a concordance page has them."""

from __future__ import annotations

import hashlib
import re


def anchor_of(term: str) -> str:
    """The place of a word or label: readable where it is plain, and never the same for two of them.

    Examples
    --------
    >>> anchor_of("standoff")
    'w-standoff'
    >>> anchor_of("so-called “truce”")
    'w-so-called-truce-a82d86'
    """
    plain = re.sub(r"[^a-z0-9-]+", "-", term.casefold()).strip("-")
    if plain == term:
        return f"w-{plain}"
    digest = hashlib.sha256(term.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"w-{plain[:40]}-{digest}".replace("--", "-")
