"""Codebooks of terms: entries with labels, checked when loaded, frozen, and found in text."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from framing.codebooks.reading import UniqueKeyLoader
from framing.language import shadow, word_spans
from framing.wordchoice.lint import lint_lexicon, lint_terms

# What may stand between the words of a label: white space and hyphens, no other mark.
_BETWEEN = frozenset(" \t\n\r\u00a0-‐‑–")
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Label:
    """One label of an entry: its forms, what it is said to convey, and who says so."""

    name: str
    forms: tuple[str, ...]
    conveys: str = ""
    reference: str = ""
    verified: bool = False
    cased: bool = False


@dataclass(frozen=True)
class LexiconEntry:
    """What several labels compete for, or a class of words. `context`: words of which a sentence must hold one."""

    id: str
    name: str
    kind: str
    labels: tuple[Label, ...]
    context: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hit:
    """A label found in a text."""

    start: int
    end: int
    entry: LexiconEntry
    label: Label


@dataclass(frozen=True)
class TermLexicon:
    """A frozen codebook of terms; `version` is a hash of everything in it. Load it with `load_lexicon`."""

    name: str
    version: str
    entries: tuple[LexiconEntry, ...]
    _index: Mapping[str, tuple[_Term, ...]] = field(repr=False, compare=False, default_factory=dict)

    def entry(self, identity: str) -> LexiconEntry:
        """The entry with this id."""
        return next(entry for entry in self.entries if entry.id == identity)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Labels in `text[start:end]`, which is one sentence, left to right; of two that overlap the longer one."""
        spans = word_spans(shadow(text), start, end)
        cased = [shadow(text[a:b]) for a, b in spans]
        words = [word.lower() for word in cased]
        present = frozenset(
            part for word in words for part in (word, *word.split("-"), word.removesuffix("'s"))
        )
        out: list[Hit] = []
        at = 0
        while at < len(words):
            term = next(
                (
                    term
                    for term in self._index.get(words[at], ())
                    if term.fits(words, cased, present, at)
                    and _joined(text, spans[at : at + len(term.words)])
                ),
                None,
            )
            last = at if term is None else at + len(term.words) - 1
            if term is not None:
                if term.entry is not None and term.label is not None:
                    stop = spans[last][1]
                    if words[last] == f"{term.words[-1]}'s":
                        stop -= 2
                    out.append(Hit(spans[at][0], stop, term.entry, term.label))
                at = last
            at += 1
        return out


@dataclass(frozen=True)
class _Term:
    """A sequence of words that the lexicon looks for; without a label it is there to be passed over."""

    words: tuple[str, ...]
    written: tuple[str, ...]
    entry: LexiconEntry | None
    label: Label | None

    def fits(self, words: list[str], cased: list[str], present: frozenset[str], at: int) -> bool:
        last = at + len(self.words)
        if tuple(words[at : last - 1]) != self.words[:-1] or last > len(words):
            return False
        if words[last - 1] not in (self.words[-1], f"{self.words[-1]}'s"):
            return False
        if self.label is not None and self.label.cased and tuple(cased[at : last - 1]) != self.written[:-1]:
            return False
        if self.label is not None and self.label.cased and not cased[last - 1].startswith(self.written[-1]):
            return False
        return self.entry is None or not self.entry.context or not self.entry.context.isdisjoint(present)


def load_lexicon(name_or_path: str | Path) -> TermLexicon:
    """Load, check and freeze a codebook of terms.

    Parameters
    ----------
    name_or_path : "naming", "distancing" or "certainty" for a shipped one, or the path of a YAML file: a list
        `entries`, each with `id`, `name`, `kind` and `labels`; optionally `with` (words of which the sentence must
        hold one), `not` (phrases that are none of the labels), `pos`, `reference`, `verified`. A label is a
        word, or a mapping with `label` and optionally `forms` (all of them; by default they are made from `pos`:
        noun, verb or phrase), `conveys`, `not`, `cased`, `pos`, `reference`, `verified`.

    Returns
    -------
    TermLexicon : a frozen value with `entries` and `version`, a hash of its content.

    Raises
    ------
    FileNotFoundError : there is no such file.
    ValueError : the lint found something: a duplicate, a form claimed by two entries, look-alike letters of two
        scripts, an unknown key, a word that YAML read as true or false. The message lists every problem.

    Examples
    --------
    >>> load_lexicon("naming").entry("government").labels[0].name
    'government'
    """
    path = Path(name_or_path)
    if path.is_file():
        return _build(path.stem, path.read_text(encoding="utf-8"))
    shipped = files("framing.codebooks").joinpath(f"{name_or_path}.yaml")
    if not shipped.is_file():
        raise FileNotFoundError(
            f"name_or_path={str(name_or_path)!r}: no such file, and no shipped codebook of that name."
        )
    return _build(str(name_or_path), shipped.read_text(encoding="utf-8"))


@cache
def _build(name: str, written: str) -> TermLexicon:
    # UniqueKeyLoader is a safe loader.
    data = yaml.load(written, Loader=UniqueKeyLoader)
    problems = lint_lexicon(data)
    if problems:
        raise _refused(name, problems)
    entries = tuple(_entry(entry) for entry in data["entries"])
    passed = [
        str(phrase)
        for entry in data["entries"]
        for where in (entry, *(label for label in entry["labels"] if isinstance(label, dict)))
        for phrase in where.get("not") or []
    ]
    claims = [
        (form, entry.id, label.name, entry.context)
        for entry in entries
        for label in entry.labels
        for form in label.forms
    ]
    problems = lint_terms(claims, passed)
    if problems:
        raise _refused(name, problems)
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    version = hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:12]
    return TermLexicon(name, version, entries, _indexed(entries, passed))


def _refused(name: str, problems: list[str]) -> ValueError:
    return ValueError(f"codebook {name!r} has {len(problems)} problem(s):\n- " + "\n- ".join(problems))


def _indexed(entries: tuple[LexiconEntry, ...], passed: list[str]) -> dict[str, tuple[_Term, ...]]:
    terms = [
        _Term(tuple(w.lower() for w in words_of(form)), tuple(words_of(form)), entry, label)
        for entry in entries
        for label in entry.labels
        for form in label.forms
    ]
    terms += [_Term(tuple(w.lower() for w in words_of(p)), tuple(words_of(p)), None, None) for p in passed]
    index: dict[str, list[_Term]] = {}
    for term in terms:
        for first in (term.words[0], f"{term.words[0]}'s") if len(term.words) == 1 else (term.words[0],):
            index.setdefault(first, []).append(term)
    # Longer ones first; of equals the one to be passed over.
    return {
        key: tuple(sorted(found, key=lambda term: (-len(term.words), term.entry is not None)))
        for key, found in index.items()
    }


def words_of(form: str) -> list[str]:
    """The words of a form, as they are cut in texts."""
    plain = shadow(form)
    return [plain[a:b] for a, b in word_spans(plain)]


def _joined(text: str, spans: list[tuple[int, int]]) -> bool:
    return all(
        # The full stop of an initial parts nothing: "U.S. government".
        set(text[a:b].removeprefix("." if a - first == 1 else "")) <= _BETWEEN
        for (first, a), (b, _) in itertools.pairwise(spans)
    )


def _entry(entry: Mapping[str, Any]) -> LexiconEntry:
    return LexiconEntry(
        str(entry["id"]),
        str(entry["name"]),
        str(entry["kind"]),
        tuple(_label(entry, label) for label in entry["labels"]),
        frozenset(str(word).lower() for word in entry.get("with") or ()),
    )


def _label(entry: Mapping[str, Any], given: Any) -> Label:
    label: Mapping[str, Any] = given if isinstance(given, Mapping) else {"label": given}
    name = str(label["label"])
    pos = str(label.get("pos", entry.get("pos", "noun")))
    forms = tuple(map(str, label["forms"])) if "forms" in label else tuple(inflected(name, pos))
    return Label(
        name,
        tuple(dict.fromkeys(forms)),
        str(label.get("conveys", "")),
        str(label.get("reference", entry.get("reference", ""))),
        bool(label.get("verified", entry.get("verified", False))),
        bool(label.get("cased", False)),
    )


def inflected(name: str, pos: str) -> Iterator[str]:
    """A label and its regular forms: the plural of a noun's last word, the forms of a verb's first; a phrase as it
    is. Possessives need no form of their own."""
    yield name
    if pos == "noun":
        head, _, last = name.rpartition(" ")
        yield f"{head} {_with_s(last)}".strip()
    elif pos == "verb":
        first, _, rest = name.partition(" ")
        for form in (_with_s(first), *_past(first), _ing(first)):
            yield f"{form} {rest}".strip()


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in tuple(_VOWELS):
        return f"{word[:-1]}ies"
    return f"{word}s"


def _past(word: str) -> Iterator[str]:
    if word.endswith("e"):
        yield f"{word}d"
    elif word.endswith("y") and word[-2:-1] not in tuple(_VOWELS):
        yield f"{word[:-1]}ied"
    else:
        yield f"{word}ed"


def _ing(word: str) -> str:
    return f"{word[:-1]}ing" if word.endswith("e") and not word.endswith("ee") else f"{word}ing"
