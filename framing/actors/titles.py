"""A role noun with its owner, name and determiner: whom "the ministry's spokeswoman" stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from framing.actors.codebook import Entry
from framing.actors.items import ENTITIES, Item
from framing.actors.referent import Referent
from framing.actors.roles import Role

if TYPE_CHECKING:
    from framing.actors.phrase import PhraseReader


@dataclass(frozen=True)
class Made:
    """A role noun with its owner, name and determiner: which referent it makes."""

    reader: PhraseReader
    role: Role
    item: Item
    name: Item | None
    owner: Referent | None
    start: int
    end: int
    definite: bool
    before: tuple[Item, ...]
    former: bool
    seat: Item | None = None
    clause: bool = False

    def referent(self) -> Referent | None:
        if self.former:
            known = self.reader.memory.name(self.name.words, self._gender()) if self.name else None
            # "Doe, the former secretary": of one who runs for another office the article knows more.
            return known.by("name") if known and known.side in self.reader.book.sides else self._other()
        if self._staff() and self.owner is not None:
            return self._owned(self.owner)
        if self._titled() and self.role.id.split()[-1] in self.reader.book.roles.sets["staff"]:
            # "programme manager Ann Oblov", after NASA spoke: its manager.
            body = self.reader.memory.seat_of_words(self.start)
            if body is not None and body.kind == "body":
                return self._owned(replace(body, how="description"))
        if self.role.klass in ("private", "rebel", "media"):
            return self._private()
        if self.role.klass in ("source", "document"):
            return self._paper()
        if self.owner is None:
            return self._without_owner()
        return self._owned(self.owner)

    def _staff(self) -> bool:
        """ "the ministry's man", "a NASA manager": they speak for the body that they are named with."""
        owner, sets = self.owner, self.reader.book.roles.sets
        served = any(one.key in sets["of_state"] for one in self.before)
        serves = self.role.id.split()[-1]
        governed = bool(self.before) and self.before[-1].key == "government" and serves in sets["servants"]
        return (
            (serves in sets["staff"] or governed)
            and owner is not None
            and (owner.kind == "body" or (owner.kind == "state" and (served or governed)))
            and owner.klass == "official"
            and owner.side in self.reader.book.sides
        )

    def _titled(self) -> bool:
        """ "spokesman Neal Oblov": a title without an owner, right before the name that it is of."""
        bare = not any(one.kind in (*ENTITIES, "name", "own", "det") for one in self.before)
        if self.owner is not None or not bare or self.name is None:
            return False
        return self.reader.text[self.item.end : self.name.start].isspace()

    def _other(self) -> Referent:
        reader, name = self.reader, self.name
        words = reader.words(name.start, name.end) if name else reader.words(self.start, self.item.end)
        bulk = self.item.plural
        body = self._thing()
        # A paper is no person who hides a name, and a body written with a capital has one.
        told = self.role.klass == "document" or (body and reader.text[self.item.start].isupper())
        return reader.other(
            self.start, self.end, words, plural=bulk, anonymous=name is None and not told, nouns=self.role.nouns,
            names=name.words if name else self._named_after(),
            kind="document" if self.role.klass == "document" else "body" if body else "person", gender=self._gender(),
            klass=self.role.klass, how="title" if name else "description",
        )  # fmt: skip

    def _named_after(self) -> tuple[str, ...]:
        """The name that a group carries: "Jaish al-Islam spokesman", but not "Pelham's aide"."""
        return tuple(w for item in self.before if item.kind == "name" and not item.owns for w in item.words)

    def _gender(self) -> str:
        return self.role.gender or (self.reader.gender(self.name) if self.name else "")

    def _thing(self) -> bool:
        things = self.reader.book.roles.sets["things"]
        return self.role.id.casefold() in things or self.role.id.split()[-1] in things

    def _describe(self, state: str = "") -> Referent | None:
        found = self.reader.memory.description(
            self.role.id, gender=self.role.gender, plural=self.item.plural, state=state, klass=self.role.klass
        )
        if (
            found is None
            and self.definite
            and "spokes" in self.role.id
            and not (self.name or self.item.plural)
        ):
            found = self.reader.memory.spoke_for_a_body(self.role.gender)
        if found is not None and found.kind == "person" and self.role.organ:
            # "the agency" after somebody who works at one is that body, not its officer.
            entry = self.reader.book.entries.get(found.actor_id or "")
            named = entry.name if entry else found.actor
            found = replace(found, kind="body", names=(), plural=False, actor=named, gender="")
        return found.by("description") if found else None

    def _private(self) -> Referent | None:
        bodily = self._thing()
        if (
            self.definite
            and self.name is None
            and not any(one.kind in ("adj", "state", "name") for one in self.before)
        ):
            found = self._describe()
            if found is not None and (bodily or found.klass == self.role.klass or found.side == "other"):
                return found
        return self._other()

    def _paper(self) -> Referent | None:
        if self.owner is not None:
            return replace(
                self.owner, how="title" if self.owner.how != "demonym" else "demonym", start=self.start, end=self.end,
                anonymous=self.role.klass == "source", kind="person" if self.role.klass == "source" else "document",
                plural=self.item.plural, klass=self.role.klass, nouns=self.role.nouns | self.owner.nouns,
                names=self.owner.names if self.role.klass == "document" else (),
            )  # fmt: skip
        if self.definite or self.role.id.endswith("statement"):
            found = self._describe()
            if found is not None:
                return found
            if self.role.klass == "document" and self.definite:
                return None
        return self._other()

    def _without_owner(self) -> Referent | None:
        """A bare office: lead it to what was said before, or leave it."""
        memory, role = self.reader.memory, self.role
        if role.office and self.item.plural and self.name is None and not self.definite:
            # "prime ministers": nobody's in particular.
            return self._other()
        owned = next((n for n, one in enumerate(self.before) if one.key == "'s"), None)
        town = owned and self.before[owned - 1].key in self.reader.book.roles.sets["local"]
        if role.klass == "official" and owned is not None and not town:
            # "the festival's director": of a thing that is no body of a state.
            return self._other()
        named = [one for one in self.before if one.kind == "name"]
        # "Homs governor" belongs to a place, "Jaish al-Islam spokesman" to a group; "Sports Minister" to neither.
        governs = bool(role.organ) or role.id.split()[-1] in ("minister", "secretary", "ministry")
        weak = role.id.split()[-1] in self.reader.book.roles.sets["weak"]
        proper = self.reader.text[self.item.start].isupper()
        national = any(one.key in ("federal", "national", "state") for one in self.before)
        if named and not governs and not self.definite:
            return self._other()
        if named and weak and not national:
            return memory.name(tuple(named[-1].words), "") or self._other()
        governs = governs and (not weak or proper)
        if self.name is not None:
            found = memory.name(self.name.words, self._gender())
            if found is not None:
                return found.by("name")
        speaks = "spokes" in role.id
        if self._titled() and role.klass == "official" and not (governs or role.office or self._armed()):
            seat = (
                memory.seat_of_words(self.start)
                if role.id in self.reader.book.roles.sets["officers"]
                else None
            )
            if seat is not None:
                return self._owned(replace(seat, how="description"))
        if (
            self.definite
            or (self.name is None and (role.organ or role.unique))
            or (self.name is not None and speaks)
        ):
            found = None if (named and governs) or self.seat is not None else self._describe()
            if found is None and speaks and self.name is not None:
                found = memory.description("statement", gender="", plural=False, state="", klass="document")
            if found is not None:
                return (
                    self.reader.with_name(found, self.name, "description") if self.name is not None else found
                )
        if self._armed():
            body = memory.armed()
            if body is not None:
                return self._owned(replace(body, how="description"))
        elif role.id in self.reader.book.roles.sets["trades"] and not named:
            # The kind is told: of a ship, a team, an airline.
            return self._other()
        found = self._presumed(governs)
        if found is not None and not self._another_holds(found):
            return self._owned(found)
        helper = self._helped(named)
        if helper is not None:
            return self._owned(replace(helper, how="description"))
        # "diplomats say": the kind is told, and it is nobody's in particular; "officials say" would be somebody's.
        if (named and not governs) or (role.sent and self.name is None and not self.definite):
            return self._other()
        return None

    def _helped(self, named: list[Item]) -> Referent | None:
        """Bare "officials" of the paragraph's offices; "an aide" of whoever just spoke."""
        if self.name is not None or named or self.former or any(one.kind in ENTITIES for one in self.before):
            return None
        if self.role.id == "official" and self.item.plural and not self.before:
            return self.reader.memory.just_acted(self.start)
        if self.role.id in self.reader.book.roles.sets["helpers"] and not self.item.plural:
            return self.reader.memory.last_official(self.start)
        return None

    def _another_holds(self, owner: Referent) -> bool:
        """ "President Ihor Malenko": the codebook knows who held that office of the state, and he is none of them."""
        book = self.reader.book
        if self.name is None or not self.role.office or self._lesser():
            return False
        if self.role.id in book.roles.sets["many"]:
            return False
        office = book.office(owner.state, self.role.office)
        return office is not None and book.has_holders(office.id)

    def _armed(self) -> bool:
        """Ranks, and officials of the military without a state: they belong to the armed body named last."""
        sets = self.reader.book.roles.sets
        if self.role.id.casefold() in sets["ranks"]:
            # "Captain Oblov" is a rank; "the captain" and "Oblov, the pilot" may be of any ship.
            rank = self.name is not None and self.name.start >= self.item.end
            return rank or self.role.id not in sets["trades"] or self._among_arms()
        return self.role.klass == "official" and any(one.key in sets["of_arms"] for one in self.before)

    def _among_arms(self) -> bool:
        """Whether a body or a word of arms stands with a trade that is a rank as well: "the jet's pilot"."""
        sets = self.reader.book.roles.sets
        if any(one.key in sets["of_arms"] for one in self.before):
            return True
        return self.reader.memory.armed_by(self.start)

    def _presumed(self, governs: bool) -> Referent | None:
        role, sets = self.role, self.reader.book.roles.sets
        local = any(one.key in sets["local"] for one in self.before)
        seated = role.id.split()[-1] in sets["seated"] or role.organ in sets["seated"]
        rules = role.id in sets["governing"]
        seated = seated or self.seat is not None
        if not (governs or role.office or seated or rules or (local and role.klass == "official")):
            # "the official who signed it" belongs to whom the sentence is about.
            alone = self.definite and role.klass == "official" and not role.organ
            told = alone and (self.clause or (self.item.plural and role.id == "official"))
            return self.reader.memory.setting(self.start) if told else None
        noun = role.organ or role.office or role.id
        if role.organ in sets["weak"] and role.organ != "embassy":
            # Any two agencies share "agency": "the inspectorate" is another inspectorate's namesake only.
            noun = role.id
        if self.seat is not None and not role.organ:
            noun = "embassy"
        if role.id.endswith(("minister", "ministry")):
            sector = role.id.removeprefix("deputy ").replace("minister", "ministry")
            noun = sector
        return self.reader.memory.presumed(noun, self.start, local=local, seat=self.seat)

    def _owned(self, owner: Referent) -> Referent | None:
        reader, book, role = self.reader, self.reader.book, self.role
        entry: Entry | None = None
        how = owner.how
        if role.organ and self.name is None:
            entry = book.organ(owner.state, role.organ) if owner.kind == "state" else None
            how = "name"
            if entry is None and owner.kind == "body" and owner.klass == "official" and owner.actor_id:
                entry = book.entries[owner.actor_id]
        elif role.office:
            how = "title"
            if owner.kind == "state" and not self._lesser():
                entry = book.office(owner.state, role.office)
                alone = self.name is None and not self.item.plural
                holder = book.holder(entry.id, reader.day) if entry and alone else None
                entry = holder or entry
        elif owner.kind != "state" or self.name is not None:
            how = "title"
        elif how == "metonym" and not self._just_before():
            how = "metonym"
        words = (
            reader.words(self.name.start, self.name.end) if self.name else reader.words(self.start, self.end)
        )
        start = min(self.start, owner.start) if owner.start <= self.end else self.start
        end = max(self.end, owner.end) if owner.start >= self.start else self.end
        between = reader.text[owner.end : self.start] or reader.text[self.end : owner.start]
        if any(mark in between for mark in ".\n"):
            # Decided in another sentence: those words are the reason, not all between.
            start, end = owner.start, owner.end
        made = Referent(
            actor_id=entry.id if entry else owner.actor_id,
            actor=words if entry is None or self.name else entry.name,
            side=owner.side,
            how=how,
            start=start,
            end=end,
            kind="body" if role.organ and self.name is None else "person",
            state=owner.state,
            klass="official" if owner.klass in ("official", "document") else owner.klass,
            gender=self._gender() or (entry.gender if entry else ""),
            plural=self.item.plural and not role.organ,
            anonymous=self.name is None and not (role.organ or role.office or role.unique),
            nouns=role.nouns
            | (entry.nouns if entry else frozenset())
            | ({"statement"} if role.organ else frozenset()),
            names=self.name.words if self.name else (),
        )
        if (
            self.name is None
            and not role.organ
            and not role.office
            and self.definite
            and owner.kind == "state"
        ):
            # "the US spokesman": the one who spoke before, where there is one.
            found = self._describe(owner.state)
            if found is not None and found.side == made.side:
                return found
        return made

    def _lesser(self) -> bool:
        return any(one.key in ("deputy", "assistant", "vice", "acting") for one in self.before)

    def _just_before(self) -> bool:
        return bool(self.before) and self.before[-1].kind in ENTITIES
