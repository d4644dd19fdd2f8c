"""Reading codebooks: YAML without surprises, and checks that every kind of codebook needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from framing.checks import suggest

# The same safe loader, ten times faster where YAML was built with its C library.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UniqueKeyLoader(_SafeLoader):
    """YAML's safe loader, which refuses a key written twice instead of keeping the last."""


def _mapping(loader: UniqueKeyLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise ValueError(f"key {key!r} is written twice (line {key_node.start_mark.line + 1}).")
        seen.add(key)
    return dict(loader.construct_mapping(node, deep=True))


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def mixed_scripts(term: str) -> Iterator[str]:
    """Words of a term that mix letters of two scripts: look-alikes that match nothing."""
    for word in term.split():
        scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
        if len(scripts) > 1:
            odd = [f"{c} ({unicodedata.name(c, '?')})" for c in word if c.isalpha() and not c.isascii()]
            yield f"{word!r} mixes letters of {' and '.join(sorted(scripts))}: {', '.join(odd)}."


def unknown_key(where: str, key: Any, allowed: Iterable[str]) -> str:
    """What to say of a key that a codebook does not know."""
    allowed = list(allowed)
    return f"{where}: unknown key {key!r}; known: {', '.join(allowed)}.{suggest(str(key), allowed)}"
