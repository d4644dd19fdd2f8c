"""Lint of an actor codebook: what a reader of YAML does not see."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from framing.actors.lexicon import term_key
from framing.checks import suggest
from framing.codebooks.reading import mixed_scripts, unknown_key
from framing.schema import SHARED_SIDES

KEYS: dict[str, tuple[str, ...]] = {
    "states": ("id", "name", "side", "names", "capitals", "adjectives", "people", "regions", "country"),
    "institutions": ("id", "name", "state", "side", "organ", "terms", "nouns", "metonym", "media"),
    "offices": ("id", "name", "state", "side", "role", "terms", "unique"),
    "persons": ("id", "name", "state", "side", "gender", "aliases", "offices"),
}
TERM_KEYS = ("names", "capitals", "adjectives", "people", "regions", "terms", "aliases")
TOP_KEYS = ("sides", "remove", *KEYS)


def lint_layer(data: Any) -> list[str]:
    """Problems of one file by itself: its shape, its keys, and values that YAML read as something else."""
    if not isinstance(data, Mapping):
        return [f"a codebook is a mapping with the keys {', '.join(TOP_KEYS)}; got {type(data).__name__}."]
    problems = list(_misread(data, ""))
    problems += [
        unknown_key("codebook", key, TOP_KEYS) for key in data if key not in TOP_KEYS and isinstance(key, str)
    ]
    if isinstance(data.get("sides", []), list):
        problems += [
            f"side {side!r} is a reserved name; choose another."
            for side in data.get("sides", [])
            if side in SHARED_SIDES
        ]
    for section, keys in KEYS.items():
        entries = data.get(section) or []
        if not isinstance(entries, list):
            problems.append(
                f"{section} must be a list of entries, each with an id; got {type(entries).__name__}."
            )
            continue
        problems += [p for entry in entries for p in _entry(section, entry, keys)]
    ids = [
        str(e["id"])
        for section in KEYS
        for e in data.get(section) or []
        if isinstance(e, Mapping) and "id" in e
    ]
    problems += [f"id {i!r} is given {ids.count(i)} times." for i in dict.fromkeys(ids) if ids.count(i) > 1]
    return problems


def lint_whole(entries: Mapping[str, Mapping[str, Any]], sides: Iterable[str]) -> list[str]:
    """Problems of a merged codebook: broken references, terms claimed twice."""
    problems: list[str] = []
    sections: dict[str, list[str]] = defaultdict(list)
    for identity, entry in entries.items():
        sections[entry["section"]].append(identity)
    allowed_sides = [*sides, "other"]
    for identity, entry in entries.items():
        state = entry.get("state")
        if state is not None and state not in sections["states"]:
            problems.append(
                f"{identity}: state {state!r} is not in states.{suggest(state, sections['states'])}"
            )
        if entry.get("side") is not None and entry["side"] not in allowed_sides:
            problems.append(
                f"{identity}: side {entry['side']!r} is not one of {', '.join(allowed_sides)}."
                f"{suggest(entry['side'], allowed_sides)}"
            )
        for held in entry.get("offices") or [] if entry["section"] == "persons" else []:
            if held["office"] not in sections["offices"]:
                close = suggest(held["office"], sections["offices"])
                problems.append(f"{identity}: office {held['office']!r} is not in offices.{close}")
    return problems + list(_claims(entries))


def written_terms(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, written form) of every term of an entry, its name included where a name is matched."""
    if entry["section"] in ("institutions", "persons"):
        yield "name", str(entry["name"])
    elif entry["section"] == "states" and "names" not in entry:
        yield "names", str(entry["name"])
    for key in TERM_KEYS:
        for term in entry.get(key) or []:
            yield key, str(term)


def _claims(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    owner: dict[tuple[str, ...], str] = {}
    for identity, entry in entries.items():
        seen: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for key, term in written_terms(entry):
            folded = term_key(term)
            if not folded:
                yield f"{identity}: {key} has a term without letters: {term!r}."
                continue
            # "U.S." and "US" fold to one key: both are welcome, the same spelling twice is not.
            if (term,) in seen[key]:
                yield f"{identity}: {key} lists {term!r} twice."
            seen[key].add((term,))
            if owner.setdefault(folded, identity) != identity:
                yield f"term {term!r} is claimed twice: by {owner[folded]!r} and by {identity!r}; keep one."
            yield from (f"{identity}: {problem}" for problem in mixed_scripts(term))


def _entry(section: str, entry: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield f"{section}: every entry is a mapping with an id; got {entry!r}."
        return
    identity = entry.get("id", "?")
    for key in entry:
        if isinstance(key, str) and key not in keys:
            yield unknown_key(f"{section}, {identity!r}", key, keys)
    for key in ("id", "name"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f"{section}, {identity!r}: {key!r} is missing or not text."
    for key in TERM_KEYS:
        if key in entry and not isinstance(entry[key], list):
            yield f"{section}, {identity!r}: {key!r} must be a list; got {entry[key]!r}."
    if entry.get("gender") not in (None, "m", "f"):
        yield f"{section}, {identity!r}: gender is m or f; got {entry['gender']!r}."
    offices = entry.get("offices") or []
    if not isinstance(offices, list):
        yield f"{section}, {identity!r}: 'offices' must be a list of {{office, from, to}}."
        return
    for held in offices:
        yield from (f"{section}, {identity!r}: {problem}" for problem in _held(held))


def _held(held: Any) -> Iterator[str]:
    if not isinstance(held, Mapping) or "office" not in held:
        yield f"an entry of 'offices' is {{office, from, to}}; got {held!r}."
        return
    for key in held:
        if key not in ("office", "from", "to"):
            yield unknown_key("offices", key, ("office", "from", "to"))
    for key in ("from", "to"):
        if held.get(key) is not None and not isinstance(held[key], dt.date):
            yield f"{key!r} is a date as 2001-01-20; got {held[key]!r}."
            return
    if held.get("from") and held.get("to") and held["from"] > held["to"]:
        yield f"{held['office']!r} ends ({held['to']}) before it begins ({held['from']})."


def _misread(value: Any, where: str) -> Iterator[str]:
    """Values that YAML reads as something else than the writer meant: NO as False, 7 as a number."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                yield f"{where or 'codebook'}: the key {key!r} is not text ({_trap(key)})."
            if key in ("unique", "metonym", "media") and isinstance(inner, bool):
                continue
            yield from _misread(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for item in value:
            name = item.get("id") if isinstance(item, Mapping) else None
            yield from _misread(item, f"{where}[{name}]" if name else where)
    elif isinstance(value, bool | int | float):
        yield f"{where}: {value!r} is not text ({_trap(value)})."


def _trap(value: Any) -> str:
    if isinstance(value, bool):
        return "YAML reads NO, YES, ON and OFF without quotation marks as true or false: write 'NO'"
    return "put it in quotation marks"


def lint_roles(data: Any) -> list[str]:
    """Problems of the list of role nouns: a word twice, no text, two scripts, a role in two classes."""
    if not isinstance(data, Mapping):
        return [f"role nouns are a mapping of lists; got {type(data).__name__}."]
    problems = list(_misread({k: v for k, v in data.items() if k != "pronouns"}, ""))
    claims: dict[str, str] = {}
    for where, words in _word_lists(data):
        folded = [str(word) for word in words]
        problems += [
            f"{where} lists {word!r} twice." for word in dict.fromkeys(folded) if folded.count(word) > 1
        ]
        problems += [f"{where}: {problem}" for word in folded for problem in mixed_scripts(word)]
        if where.split(".")[0] in ROLE_LISTS:
            for word in dict.fromkeys(folded):
                if claims.setdefault(word, where) != where:
                    problems.append(f"role {word!r} is claimed twice: by {claims[word]} and by {where}.")
    return problems + [f"{key!r} is missing." for key in ROLE_LISTS if key not in data]


ROLE_LISTS = (
    "organs", "offices", "official", "private", "rebel", "media", "source", "document", "partitive",
)  # fmt: skip


def _word_lists(data: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for key, value in data.items():
        if isinstance(value, list):
            yield key, value
        elif isinstance(value, Mapping) and key != "pronouns":
            for inner, words in value.items():
                yield f"{key}.{inner}", [inner, *words] if key in ("organs", "offices") else list(words)
