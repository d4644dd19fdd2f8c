"""The codebook of harm: verbs by which somebody is hurt, killed, seized or destroyed, their nouns, and the means."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

COLUMNS = ("verb", "nouns", "harm", "reason")
GRAMMAR = ("time", "measure", "manner", "place", "means", "owner", "act", "no_object")
KINDS = ("kill", "injure", "strike", "destroy", "seize", "expel")


@dataclass(frozen=True)
class HarmVerbs:
    """Harm verbs: lemma → kind of harm, noun → lemma of its verb, and a hash of the whole.

    `means`: what acts for the state whose adjective stands before it ("Russian jets", not "a Russian visa").
    `grammar`: kind of word → the words after "by" that name no doer (time, measure, manner, place; means, unless it is
    said whose they are: owner, a name …), and verbs that take no object (no_object);
    nouns of acts that name their doer alone (act: "strikes by").
    """

    kinds: Mapping[str, str]
    by_noun: Mapping[str, str]
    means: frozenset[str]
    grammar: Mapping[str, frozenset[str]]
    version: str


@cache
def load_harm(path: str | Path | None = None) -> HarmVerbs:
    """Load and check a codebook of harm verbs.

    Parameters
    ----------
    path : a CSV file with the columns verb (lemma), nouns (separated by "; "), harm (kill, injure, strike, destroy,
        seize or expel) and reason; by default `codebooks/harm_verbs.csv`.

    Returns
    -------
    HarmVerbs, a frozen value.

    Raises
    ------
    ValueError : a column is missing, a verb or a noun stands twice, a kind of harm is unknown, or a reason is missing;
        the line is named.
    """
    source = files("framing") / "codebooks" / "harm_verbs.csv" if path is None else Path(path)
    text = source.read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"{source.name}: columns {reader.fieldnames}; expected {', '.join(COLUMNS)}.")
    kinds: dict[str, str] = {}
    by_noun: dict[str, str] = {}
    for number, row in enumerate(reader, start=2):
        verb, harm, reason = (str(row[name] or "").strip() for name in ("verb", "harm", "reason"))
        where = f"{source.name}, line {number}"
        if not verb or verb in kinds:
            raise ValueError(f"{where}: verb {verb!r} is empty or stands twice.")
        if not f"{verb}{row['nouns'] or ''}".isascii():
            raise ValueError(f"{where}: {verb!r} or its nouns hold letters that are not plain Latin ones.")
        if harm not in KINDS:
            raise ValueError(f"{where}: harm {harm!r} of {verb!r}; allowed: {', '.join(KINDS)}.")
        if not reason:
            raise ValueError(f"{where}: {verb!r} has no reason; every entry needs one.")
        kinds[verb] = harm
        for noun in filter(None, (part.strip() for part in (row["nouns"] or "").split(";"))):
            if noun in by_noun:
                raise ValueError(f"{where}: noun {noun!r} stands twice, of {by_noun[noun]!r} and {verb!r}.")
            by_noun[noun] = verb
    means = (files("framing") / "codebooks" / "harm_means.csv").read_text(encoding="utf-8")
    nouns = [row["noun"] for row in csv.DictReader(means.splitlines())]
    grammar = (files("framing") / "codebooks" / "harm_grammar.csv").read_text(encoding="utf-8")
    version = hashlib.sha256((text + means + grammar).encode()).hexdigest()[:12]
    return HarmVerbs(kinds, by_noun, frozenset(nouns), _grammar(grammar), version)


def _grammar(text: str) -> Mapping[str, frozenset[str]]:
    rows = [(row["word"], row["kind"]) for row in csv.DictReader(text.splitlines())]
    return {kind: frozenset(word for word, its in rows if its == kind) for kind in GRAMMAR}
