"""Lint of a codebook of terms: what a reader of YAML does not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from framing.codebooks.reading import mixed_scripts, unknown_key

ENTRY_KEYS = ("id", "name", "kind", "labels", "with", "not", "pos", "reference", "verified", "note")
LABEL_KEYS = ("label", "forms", "conveys", "not", "cased", "pos", "reference", "verified", "note")
POS = ("noun", "verb", "phrase")
_FLAGS = ("verified", "cased")


def lint_lexicon(data: Any) -> list[str]:
    """Problems of the file's shape: keys, missing values, values that YAML read as something else, ids twice."""
    if not isinstance(data, Mapping) or not isinstance(data.get("entries"), list):
        return ["a codebook of terms is a mapping with a list 'entries'."]
    problems = [unknown_key("codebook", key, ("entries",)) for key in data if key != "entries"]
    seen: set[str] = set()
    for entry in data["entries"]:
        if not isinstance(entry, Mapping):
            problems.append(f"every entry is a mapping with an id; got {entry!r}.")
            continue
        where = f"entry {entry.get('id', '?')!r}"
        problems += [unknown_key(where, key, ENTRY_KEYS) for key in entry if key not in ENTRY_KEYS]
        problems += list(_texts(where, entry, ("id", "name", "kind"), ("with", "not")))
        if entry.get("id") in seen:
            problems.append(f"{where} is there twice.")
        seen.add(str(entry.get("id")))
        labels = entry.get("labels")
        if not isinstance(labels, list) or not labels:
            problems.append(f"{where}: 'labels' must be a list of at least one label; got {labels!r}.")
            continue
        for label in labels:
            problems += list(_label(where, label))
    return problems


def _label(where: str, label: Any) -> Iterator[str]:
    if not isinstance(label, Mapping):
        if not isinstance(label, str):
            yield f"{where}: the label {label!r} is not text; put it in quotation marks."
        return
    here = f"{where}, label {label.get('label', '?')!r}"
    yield from (unknown_key(here, key, LABEL_KEYS) for key in label if key not in LABEL_KEYS)
    yield from _texts(here, label, ("label",), ("forms", "not"))


def _texts(
    where: str, entry: Mapping[str, Any], needed: Iterable[str], lists: Iterable[str]
) -> Iterator[str]:
    for key in needed:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f"{where}: {key!r} is missing or not text; got {entry.get(key)!r}."
    for key in lists:
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield f"{where}: {key!r} must be a list of texts; got {values!r} (YAML reads NO and YES as true or false)."
        elif len(set(values)) < len(values):
            yield f"{where}: {key!r} lists a text twice."
    if entry.get("pos", "noun") not in POS:
        yield f"{where}: 'pos' is one of {', '.join(POS)}; got {entry['pos']!r}."
    for key in _FLAGS:
        if not isinstance(entry.get(key, False), bool):
            yield f"{where}: {key!r} is true or false; got {entry[key]!r}."


def lint_terms(claims: Iterable[tuple[str, str, str, frozenset[str]]], passed: Iterable[str]) -> list[str]:
    """Problems of all forms together: one claimed twice, one that is also to be passed over, letters of two scripts.

    `claims`: (form, entry, label, context words). Two entries may claim one form where each asks for context words
    and they share none.
    """
    problems: list[str] = []
    owners: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    skipped = {phrase.lower() for phrase in passed}
    for form, entry, label, context in claims:
        problems += [f"{entry}: {problem}" for problem in _letters(form)]
        if form.lower() in skipped:
            problems.append(f"{entry}: {form!r} is a form of {label!r} and also stands under 'not'.")
        for other, other_label, other_context in owners.get(form.lower(), []):
            apart = other != entry and context and other_context and context.isdisjoint(other_context)
            if not apart:
                problems.append(
                    f"form {form!r} is claimed twice: by {other}/{other_label} and by {entry}/{label}; keep one, or "
                    "give both entries 'with' words that they do not share."
                )
        owners.setdefault(form.lower(), []).append((entry, label, context))
    return problems + [problem for phrase in sorted(skipped) for problem in _letters(phrase)]


def _letters(term: str) -> Iterator[str]:
    if not any(c.isalpha() for c in term):
        yield f"{term!r} is a term without letters."
    yield from mixed_scripts(term)
