"""Entities of the codebook in a phrase, and what stands for nobody in it: the ground that phrases are read on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from framing.actors.codebook import Codebook, Entry
from framing.actors.items import ENTITIES, Item
from framing.actors.referent import Referent, of_entry
from framing.actors.segments import Segment


class Memory(Protocol):
    """What the article said before: names, descriptions and pronouns are looked up in it."""

    def name(self, words: tuple[str, ...], gender: str, *, owner: bool = False) -> Referent | None: ...
    def description(
        self, noun: str, *, gender: str, plural: bool, state: str, klass: str
    ) -> Referent | None: ...
    def spoke_for_a_body(self, gender: str) -> Referent | None: ...
    def pronoun(self, key: str, before: int) -> Referent | None: ...
    def its(self, before: int) -> Referent | None: ...
    def armed(self) -> Referent | None: ...
    def armed_by(self, place: int) -> bool: ...
    def just_acted(self, place: int) -> Referent | None: ...
    def last_official(self, place: int) -> Referent | None: ...
    def presumed(self, noun: str, place: int, *, local: bool, seat: Item | None) -> Referent | None: ...
    def setting(self, place: int) -> Referent | None: ...
    def seat_of_words(self, place: int) -> Referent | None: ...
    def both(self) -> Referent | None: ...
    def home(self, start: int, end: int) -> Referent | None: ...


class NoMemory:
    """Nothing said before: a phrase by itself."""

    def name(self, words: tuple[str, ...], gender: str, *, owner: bool = False) -> Referent | None:
        return None

    def description(self, noun: str, *, gender: str, plural: bool, state: str, klass: str) -> Referent | None:
        return None

    def spoke_for_a_body(self, gender: str) -> Referent | None:
        return None

    def pronoun(self, key: str, before: int) -> Referent | None:
        return None

    def its(self, before: int) -> Referent | None:
        return None

    def armed(self) -> Referent | None:
        return None

    def armed_by(self, place: int) -> bool:
        return False

    def just_acted(self, place: int) -> Referent | None:
        return None

    def last_official(self, place: int) -> Referent | None:
        return None

    def presumed(self, noun: str, place: int, *, local: bool, seat: Item | None) -> Referent | None:
        return None

    def setting(self, place: int) -> Referent | None:
        return None

    def seat_of_words(self, place: int) -> Referent | None:
        return None

    def both(self) -> Referent | None:
        return None

    def home(self, start: int, end: int) -> Referent | None:
        return None


@dataclass(frozen=True)
class EntityReader:
    """Reads entities of one article: its text, codebook, day, and memory."""

    text: str
    book: Codebook
    day: dt.date | None
    memory: Memory

    def holder(self, item: Item) -> Referent | None:
        if item.kind == "name":
            return self.memory.name(item.words, "", owner=True)
        if item.kind not in ENTITIES:
            return None
        entry = self.book.entries[item.id]
        how = {
            "adj": "demonym",
            "people": "demonym",
            "state": "metonym",
            "capital": "metonym",
            "region": "title",
        }.get(item.kind, "title")
        side = self.book.side_on(entry, self.day) if entry.section == "persons" else entry.side
        if entry.section == "persons" and entry.state:
            entry = self.book.entries[entry.state]
        return of_entry(entry, self.book, how, item.start, item.end, side=side)

    def entity(
        self, items: Sequence[Item], last: Item, definite: bool, tails: Sequence[Segment]
    ) -> Referent | None:
        if last.tail and last.tail not in ("non",):
            return None
        entry = self.book.entries[last.id]
        if last.kind == "region":
            return None
        if last.kind == "office":
            return self.office(last, None, former=any(item.kind == "former" for item in items))
        if last.kind == "people" and not definite:
            return self.other(
                last.start, last.end, self.words(last.start, last.end), plural=True, anonymous=True
            )
        if last.kind == "inst":
            turned = self._foreign(items, last) or self._again(last)
            if turned is not None:
                return turned
            how = "metonym" if entry.metonym else "name"
        else:
            how = "metonym" if last.kind in ("state", "capital") else "demonym"
        return of_entry(
            entry, self.book, how, last.start, last.end, names=last.words if last.kind == "inst" else ()
        )

    def _foreign(self, items: Sequence[Item], last: Item) -> Referent | None:
        """ "Israeli Navy": a body that the codebook presumes of one state, named with another."""
        index = items.index(last)
        before = items[index - 1] if index else None
        entry = self.book.entries[last.id]
        if before is None or before.kind not in ("adj", "state") or before.tail or not entry.organ:
            return None
        state = self.book.entries[before.id]
        if state.id == entry.state:
            return None
        body = self.book.organ(state.id, entry.organ) or state
        found = of_entry(body, self.book, "name", before.start, last.end)
        return replace(
            found, kind="body", nouns=found.nouns | entry.nouns, actor=self.words(before.start, last.end)
        )

    def _again(self, last: Item) -> Referent | None:
        """ "the Air Force" after "the Syrian Air Force" is that one."""
        entry = self.book.entries[last.id]
        if last.key != entry.organ:
            return None
        found = self.memory.description(entry.organ, gender="", plural=False, state="", klass="")
        return found.by("description") if found is not None and found.state != entry.state else None

    def office(self, item: Item, name: Item | None, *, former: bool) -> Referent:
        entry = self.book.entries[item.id]
        holder = self.book.holder(entry.id, self.day) if name is None and not former else None
        found = of_entry(entry, self.book, "title", item.start, name.end if name else item.end)
        if holder is not None:
            found = replace(
                found, actor_id=holder.id, actor=holder.name, gender=holder.gender, names=spoken_name(holder)
            )
        if name is not None:
            found = replace(
                found, actor=self.words(name.start, name.end), names=name.words, gender=self.gender(name)
            )
        return replace(found, side="other") if former else found

    def unknown_head(
        self, items: Sequence[Item], last: Item, tails: Sequence[Segment], definite: bool
    ) -> Referent | None:
        start, end = items[0].start, last.end
        if definite and last.kind == "word":
            found = self.memory.description(last.key, gender="", plural=False, state="", klass="")
            found = found or self.memory.name((last.key,), "")
            if found is not None:
                return found.by("description")
        if last.kind in ("own", "former"):
            return None
        if last.kind == "mod" and definite:
            return None
        words, nouns = self.words(start, end), frozenset({last.key})
        return self.other(start, end, words, plural=True, anonymous=True, nouns=nouns, klass="thing")

    def other(
        self, start: int, end: int, words: str, *, plural: bool = False, anonymous: bool = False,
        nouns: frozenset[str] = frozenset(), names: tuple[str, ...] = (), kind: str = "person", gender: str = "",
        klass: str = "private", how: str = "",
    ) -> Referent:  # fmt: skip
        return Referent(
            None, words, "other", how or ("name" if names else "description"), start, end, kind=kind, klass=klass,
            plural=plural, anonymous=anonymous, nouns=nouns, names=names, gender=gender, media=klass == "media",
        )  # fmt: skip

    def gender(self, name: Item) -> str:
        return self.book.roles.gender_of_name(name.words[0]) if name.words else ""

    def words(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())


def spoken_name(entry: Entry) -> tuple[str, ...]:
    """The words of an entry's name, as later words may take them up."""
    return tuple(entry.name.casefold().replace("-", " ").split())
