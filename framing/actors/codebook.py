"""The codebook of actors: loaded, checked, frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from framing.actors.lexicon import Lexicon, tokens
from framing.actors.lint import KEYS, lint_layer, lint_whole, written_terms
from framing.actors.roles import Roles, load_roles
from framing.actors.shelf import Shelf
from framing.codebooks.reading import UniqueKeyLoader

SHIPPED = "actors"


@dataclass(frozen=True)
class Held:
    """An office that a person holds from one day to another; open ends are None."""

    office: str
    start: dt.date | None
    end: dt.date | None

    def covers(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Entry:
    """An actor: a state, an institution, an office or a person."""

    id: str
    section: str
    name: str
    side: str
    state: str = ""
    gender: str = ""
    organ: str = ""
    role: str = ""
    nouns: frozenset[str] = frozenset()
    offices: tuple[Held, ...] = ()
    media: bool = False
    metonym: bool = False
    country: str = ""


@dataclass(frozen=True)
class Codebook:
    """A frozen list of actors with its sides; `version` is a hash of everything in it.

    Load it with `load_codebook`.
    """

    name: str
    version: str
    sides: tuple[str, ...]
    entries: Mapping[str, Entry]
    _terms: tuple[tuple[str, str, str, bool], ...] = field(repr=False, default=())

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled, and workers need the codebook.
        return _rebuild, (self.name, self.version, self.sides, dict(self.entries), self._terms)

    @cached_property
    def roles(self) -> Roles:
        """Role nouns of the language."""
        return load_roles()

    @cached_property
    def shelf(self) -> Shelf:
        """Articles read with this codebook, until they are read again."""
        return Shelf()

    @cached_property
    def lexicon(self) -> Lexicon:
        """All terms and role nouns as one matcher."""
        roles = (("role", identity, term, plural) for identity, term, plural in self.roles.terms)
        return Lexicon([*self._terms, *roles])

    @cached_property
    def _organs(self) -> dict[tuple[str, str], str]:
        out: dict[tuple[str, str], str] = {}
        for entry in self.entries.values():
            if entry.organ:
                out.setdefault((entry.state, entry.organ), entry.id)
        return out

    @cached_property
    def _offices(self) -> dict[tuple[str, str], str]:
        out: dict[tuple[str, str], str] = {}
        for entry in self.entries.values():
            if entry.section == "offices" and entry.role:
                out.setdefault((entry.state, entry.role), entry.id)
        return out

    @cached_property
    def _holders(self) -> dict[str, list[tuple[str, Held]]]:
        out: dict[str, list[tuple[str, Held]]] = {}
        for entry in self.entries.values():
            for held in entry.offices:
                out.setdefault(held.office, []).append((entry.id, held))
        return out

    def organ(self, state: str, organ: str) -> Entry | None:
        """The institution that is this organ of a state."""
        found = self._organs.get((state, organ))
        return self.entries[found] if found else None

    def office(self, state: str, role: str) -> Entry | None:
        """The office with this role in a state."""
        found = self._offices.get((state, role))
        return self.entries[found] if found else None

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {entry.country: entry.id for entry in self.entries.values() if entry.country}

    def of_country(self, country: str) -> Entry | None:
        """The state that an outlet's country code names."""
        found = self._countries.get(country)
        return self.entries[found] if found else None

    def holder(self, office: str, day: dt.date | None) -> Entry | None:
        """Who holds an office on a day; without a day only where one person ever held it."""
        held = self._holders.get(office, [])
        people = {person for person, span in held if day is None or span.covers(day)}
        return self.entries[people.pop()] if len(people) == 1 else None

    def has_holders(self, office: str) -> bool:
        """Whether the codebook knows anybody who held an office."""
        return bool(self._holders.get(office))

    def side_on(self, person: Entry, day: dt.date | None) -> str:
        """The side a person speaks for on a day: other once every office has ended, or before the first begins."""
        if day is None or not person.offices or any(span.covers(day) for span in person.offices):
            return person.side
        return "other"


def load_codebook(name_or_path: str | Path = SHIPPED, *, extends: str | Path | None = SHIPPED) -> Codebook:
    """Load, check and freeze a codebook of actors.

    Parameters
    ----------
    name_or_path : "actors" for the shipped one, or the path of a YAML file.
    extends : the codebook that the file builds on: an entry with the same id replaces the older one whole,
        `remove: [id]` deletes, and `sides:`, where given, replaces the sides. None starts empty.

    Returns
    -------
    Codebook : a frozen value with `sides`, `entries` and `version` (a hash of its content).

    Raises
    ------
    FileNotFoundError : there is no such file.
    ValueError : the lint found something: a duplicate, look-alike letters of two scripts, an unknown key, a term
        claimed twice, a word that YAML read as true or false. The message lists every problem.

    Notes
    -----
    A state whose side is not among `sides` belongs to other. Role nouns ("official", "ministry") are the language's
    and come with every codebook.

    Examples
    --------
    >>> load_codebook().sides
    ('US', 'RU')
    """
    return _load(
        str(name_or_path), None if extends is None else str(extends), _stamp(name_or_path), _stamp(extends)
    )


def _stamp(name: str | Path | None) -> tuple[int, int] | None:
    """Size and time of a file, so that an edited codebook is read anew."""
    path = Path(name) if name is not None and str(name) != SHIPPED else None
    if path is None or not path.is_file():
        return None
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@cache
def _load(name: str, extends: str | None, stamp: object, base_stamp: object) -> Codebook:
    layers = [extends, name] if extends is not None and extends != name else [name]
    sides: list[str] = []
    known_sides: list[str] = []
    entries: dict[str, dict[str, Any]] = {}
    for layer in layers:
        data = _read(layer)
        problems = lint_layer(data)
        for identity in data.get("remove") or [] if not problems else []:
            if entries.pop(identity, None) is None:
                problems.append(f"remove: there is no entry {identity!r} to remove.")
        _refuse(layer, problems)
        sides = [str(side) for side in data.get("sides") or sides]
        known_sides += sides
        for section in KEYS:
            for entry in data.get(section) or []:
                entries[entry["id"]] = {**entry, "section": section}
    _refuse(name, [] if sides else ["no sides: name at least one under 'sides:'."])
    _refuse(name, lint_whole(entries, known_sides))
    version = hashlib.sha256(
        json.dumps({"sides": sides, "entries": entries}, sort_keys=True, default=str).encode()
    ).hexdigest()[:12]
    frozen = {identity: _freeze(entry, entries, sides) for identity, entry in sorted(entries.items())}
    return _rebuild(Path(name).stem, version, tuple(sides), frozen, tuple(_terms(entries)))


def _rebuild(
    name: str,
    version: str,
    sides: tuple[str, ...],
    entries: dict[str, Entry],
    terms: tuple[tuple[str, str, str, bool], ...],
) -> Codebook:
    return Codebook(name, version, sides, MappingProxyType(entries), terms)


def _read(name: str) -> Any:
    if name == SHIPPED:
        text = files("framing").joinpath("codebooks", f"{SHIPPED}.yaml").read_text(encoding="utf-8")
    else:
        path = Path(name)
        if not path.is_file():
            raise FileNotFoundError(
                f"codebook={name!r}: there is no such file; give a path to a YAML file, or {SHIPPED!r}."
            )
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(
                f"codebook={name!r} is not text in UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8."
            ) from error
    try:
        return yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"codebook {name!r}: {error}") from error


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        raise ValueError(
            f"codebook {name!r} has {len(problems)} problem{'s' * (len(problems) > 1)}:\n{listed}"
        )


def _freeze(entry: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]], sides: list[str]) -> Entry:
    offices = tuple(
        Held(h["office"], h.get("from"), h.get("to"))
        for h in entry.get("offices") or []
        if entry["section"] == "persons"
    )
    state = entry.get("state") or (entry["id"] if entry["section"] == "states" else "")
    if not state and offices:
        state = entries[offices[-1].office].get("state", "")
    side = entry.get("side") or entries.get(state, {}).get("side") or "other"
    nouns = {str(noun).casefold() for noun in entry.get("nouns") or []}
    for written in [entry["name"], *(entry.get("terms") or [])] if entry["section"] == "institutions" else []:
        nouns.add(tokens(written)[-1].key)
    return Entry(
        id=entry["id"],
        section=entry["section"],
        name=entry["name"],
        side=side if side in sides else "other",
        state=state,
        gender=entry.get("gender") or "",
        organ=entry.get("organ") or "",
        role=entry.get("role") or "",
        nouns=frozenset(nouns),
        offices=offices,
        media=bool(entry.get("media")),
        metonym=bool(entry.get("metonym")),
        country=entry.get("country") or "",
    )


def _terms(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str, bool]]:
    """(kind, id, written form, plural) of every term; a state's adjectives and people are kinds of their own."""
    kinds = {
        "names": "state",
        "capitals": "capital",
        "adjectives": "adj",
        "people": "people",
        "aliases": "person",
        "regions": "region",
    }
    for identity, entry in entries.items():
        for key, term in written_terms(entry):
            kind = (
                kinds.get(key)
                or {"institutions": "inst", "offices": "office", "persons": "person"}[entry["section"]]
            )
            yield kind, identity, term, key == "people"
