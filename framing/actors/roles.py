"""Role nouns and function words: the language's own share of who is who, read from roles.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from framing.actors.lint import lint_roles
from framing.codebooks.reading import UniqueKeyLoader

CLASSES = ("official", "private", "rebel", "media", "source", "document", "partitive")


_KINDS = (
    ("own", ("determiners_possessive",)),
    ("rel", ("relatives",)),
    ("det", ("determiners",)),
    ("conj", ("conjunctions",)),
    ("pron", ("pronouns",)),
    ("prep", ("prepositions",)),
    ("time", ("times",)),
    ("former", ("former",)),
    ("hon", ("honorific",)),
    ("part", ("issued", "carried", "led")),
    ("mod", ("modifiers",)),
    ("particle", ("particles",)),
    ("word", ("openers",)),
)


@dataclass(frozen=True)
class Role:
    """A role noun: what class of speaker it names, and the body or office it stands for."""

    id: str
    klass: str
    organ: str = ""
    office: str = ""
    gender: str = ""
    unique: bool = False
    sent: bool = False
    person: bool = True

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Words that can take this role up again: "the foreign minister" → "the minister"."""
        words = {self.id, self.id.split()[-1]}
        for key in (self.organ, self.office):
            if key:
                words |= {key, key.split()[-1]}
        if self.klass == "official" and not self.organ:
            words.add("official")
        if "spokes" in self.id or self.id.startswith("press ") or self.id.startswith("communications"):
            words |= {"spokesman", "spokeswoman", "spokesperson"}
        return frozenset(words)


@dataclass(frozen=True)
class Roles:
    """Role nouns by id, and sets of function words."""

    by_id: Mapping[str, Role]
    terms: tuple[tuple[str, str, bool], ...]
    sets: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, Mapping[str, Any]]
    honorifics: Mapping[str, str]
    first_names: Mapping[str, str]

    @cached_property
    def plain_kinds(self) -> dict[str, str]:
        """Kinds of words that were looked up before, in a text that does not shout."""
        return {}

    def kind_of(self, word: str, key: str, shouted: bool) -> str:
        """The kind of a word that is no term: of a function word its list, else name, num, time or word."""
        if shouted:
            return self._look_up(word, key, True)
        known = self.plain_kinds.get(word)
        if known is None:
            known = self.plain_kinds[word] = self._look_up(word, key, False)
        return known

    def _look_up(self, word: str, key: str, shouted: bool) -> str:
        upper = word[0].isupper()
        kind = self.kinds.get(key, "")
        if kind and (kind, upper) not in (("hon", False), ("particle", True)):
            return kind
        if upper and not (shouted and (key in self.sets["verbs"] or key.endswith("ed"))):
            return "name"
        if word[0].isdigit():
            return "num"
        return "time" if key.endswith("ly") else "word"

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Kind of every function word; of a word in two lists the first of `_KINDS` wins."""
        out: dict[str, str] = {}
        for kind, lists in _KINDS:
            for name in lists:
                for word in self._words(name):
                    out.setdefault(word, kind)
        return out

    def _words(self, name: str) -> Iterable[str]:
        if name == "pronouns":
            return self.pronouns
        return self.honorifics if name == "honorific" else self.sets[name]

    def gender_of_name(self, first: str) -> str:
        """'m', 'f', or '' for a first name."""
        return self.first_names.get(first.casefold(), "")


def read_roles() -> dict[str, Any]:
    """The shipped file as it is written, linted.

    Raises
    ------
    ValueError : a list holds a word twice, or something that YAML read as no text; a class or list is missing.
    """
    text = files("framing.actors").joinpath("roles.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader
    problems = lint_roles(data)
    if problems:
        raise ValueError("roles.yaml: " + " ".join(problems))
    return data


@cache
def load_roles() -> Roles:
    """The role nouns shipped with the package; the same for every codebook."""
    data = read_roles()
    by_id: dict[str, Role] = {}
    terms: list[tuple[str, str, bool]] = []
    for role, written in _roles(data):
        by_id.setdefault(role.id, role)
        for term in written:
            bulk = term in data["plural_only"]
            terms.append((role.id, term, bulk))
            if not bulk:
                terms.extend((role.id, many, True) for many in plurals(term))
    names = {name.casefold(): gender for gender in ("f", "m") for name in data["first_names"][gender]}
    honorifics = {word.casefold(): gender for gender, words in data["honorific"].items() for word in words}
    lists = {
        key: frozenset(str(v).casefold() for v in value)
        for key, value in data.items()
        if isinstance(value, list)
    }
    return Roles(by_id, tuple(terms), lists, data["pronouns"], honorifics, names)


def _roles(data: Mapping[str, Any]) -> Iterator[tuple[Role, list[str]]]:
    unique, sent = set(data["unique"]), set(data["sent"])

    def gender(term: str) -> str:
        last = term.split()[-1]
        return "f" if last in data["feminine"] else "m" if last in data["masculine"] else ""

    for office, others in data["offices"].items():
        for term in dict.fromkeys([office, *others]):
            is_sent = office in sent or term.split()[-1].casefold() in sent
            yield (
                Role(term, "official", office=office, gender=gender(term), unique=True, sent=is_sent),
                [term],
            )
    for organ, others in data["organs"].items():
        for term in dict.fromkeys([organ, *others]):
            yield Role(term, "official", organ=organ, person=False), [term]
    for klass in CLASSES:
        for term in data[klass]:
            person = klass in ("official", "private") and term not in data["things"]
            role = Role(
                term, klass, gender=gender(term), unique=term in unique, sent=term in sent, person=person
            )
            yield role, [term]


def plurals(term: str) -> list[str]:
    """Plural forms of a role noun; the head is the word before "of" or "to", else the last one."""
    words = term.split()
    cut = next((i for i, word in enumerate(words) if word in ("of", "to", "for")), len(words))
    head = words[cut - 1]
    if head.endswith("man") and head != "human":
        many = [head[:-3] + "men"]
    elif head == "person":
        many = ["people"]
    elif head == "child":
        many = ["children"]
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        many = [head[:-1] + "ies"]
    elif head.endswith(("ch", "sh", "ss", "x")):
        many = [head + "es"]
    elif head.endswith("s"):
        many = []
    else:
        many = [head + "s"]
    return [" ".join([*words[: cut - 1], form, *words[cut:]]) for form in many]
