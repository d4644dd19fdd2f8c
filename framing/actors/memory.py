"""What an article has said: its noun phrases read once, its speakers in turn, and how later words lead back to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from framing.actors.items import PHRASE, Item
from framing.actors.names import by_name, plain
from framing.actors.phrase import PhraseReader
from framing.actors.presume import (
    Bare,
    armed_by,
    from_headline,
    just_spoke,
    officials_of,
    opening_body,
    presumed_state,
    rivalled,
    said_there,
    setting,
    there,
)
from framing.actors.pronouns import its, pronoun
from framing.actors.reading import HANG, Chunk, Reading
from framing.actors.referent import Referent, of_entry
from framing.actors.strangers import introduced


@dataclass
class Article(Reading):
    """One article while its speakers are being resolved, in text order."""

    spoken: list[tuple[int, Referent]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        known = bool(self.chunks)
        super().__post_init__()
        self.minor: set[int] = set()
        people = (item for item in self.items if item.kind == "person" and " " in item.key)
        self.people = [(item, set(plain(item.words))) for item in people]
        self.full_names = [
            (chunk.start, set(plain(chunk.items[-1].words)))
            for chunk in self.chunks
            if chunk.start >= self.body_start and self._first_and_last(chunk)
        ]
        if not known:
            self._read_again()

    def reader(self) -> PhraseReader:
        """A reader that remembers this article."""
        return PhraseReader(self.text, self.book, self.day, self)

    def _read_again(self) -> None:
        """Phrases that lead nowhere by themselves, with the whole article in mind: who is introduced, and as what."""
        for number, chunk in enumerate(self.chunks):
            phrase = (*chunk.items, *chunk.hanging)
            if chunk.referent is None and self._introduces(phrase):
                self.at = chunk.start
                found = self.reader().read_one(phrase)
                if found is not None and found.how != "pronoun":
                    self.chunks[number] = replace(chunk, referent=found)
        self._introduce()
        first = next((n for n, c in enumerate(self.chunks) if self._first_person(c)), None)
        if first is not None and self.chunks[first].referent is None:
            chunk = self.chunks[first]
            if self.name(chunk.items[-1].words, "") is None:
                self.chunks[first] = replace(chunk, referent=from_headline(self, chunk))
        self.at = 0

    def _introduce(self) -> None:
        """Names that no title goes with: who they are by the next sentence, or by what shows a private person."""
        seen: set[tuple[str, ...]] = set()
        for number, chunk in enumerate(self.chunks):
            words = chunk.items[-1].words
            bare = (
                chunk.referent is None and chunk.items[-1].kind == "name" and chunk.start >= self.body_start
            )
            if not bare or words in seen:
                continue
            self.at = chunk.start
            found = introduced(self, chunk) if self.name(words, "") is None else None
            if found is not None and found.side != "unresolved":
                seen.add(words)
                self.chunks[number] = replace(chunk, referent=found, late=True)

    def _introduces(self, phrase: Sequence[Item]) -> bool:
        """Whether a phrase tells somebody's office, or names a body as known: bare ranks in passing do neither."""
        roles = [self.book.roles.by_id[item.id] for item in phrase if item.kind == "role"]
        told = phrase[0].kind in ("det", "own") and phrase[0].key not in ("a", "an")
        return bool(roles) and (
            any(item.kind == "name" for item in phrase) or (told and roles[-1].klass == "official")
        )

    def _first_person(self, chunk: Chunk) -> bool:
        return chunk.start >= self.body_start and self._first_and_last(chunk)

    def _first_and_last(self, chunk: Chunk) -> bool:
        last = chunk.items[-1]
        whole = last.kind == "name" and len(last.words) > 1
        return whole and bool(self.book.roles.gender_of_name(last.words[0]))

    # -- the memory that phrases look things up in

    def name(self, words: tuple[str, ...], gender: str, *, owner: bool = False) -> Referent | None:
        """The one whose full name holds these words."""
        return by_name(self, words, gender, owner=owner)

    def description(self, noun: str, *, gender: str, plural: bool, state: str, klass: str) -> Referent | None:
        """The last speaker, else the last phrase before, that the noun fits; in a headline the first one after."""
        wanted = {noun, noun.split()[-1]}
        if noun == "mission":
            wanted |= {"embassy", "consulate"}

        def fits(one: Referent) -> bool:
            if state and one.state != state:
                return False
            if gender and one.gender and gender != one.gender:
                return False
            if klass == "document":
                return one.klass in ("official", "rebel", "private") and (
                    one.kind == "body" or one.kind == "document"
                )
            if one.side == "joint" or (one.kind == "person" and one.plural != plural):
                return False
            return bool(wanted & one.nouns)

        return (
            self._last(fits)
            or self.last_phrase(fits)
            or (self.next_phrase(fits) if self.at < self.body_start else None)
        )

    def spoke_for_a_body(self, gender: str) -> Referent | None:
        """ "Ann Oblov of the Foreign Ministry said no. The spokeswoman added": who was named with a body."""

        def fits(one: Referent) -> bool:
            entry = self.book.entries.get(one.actor_id or "")
            official = one.kind == "person" and bool(one.names) and not one.plural and one.klass == "official"
            body = entry is not None and entry.section in ("institutions", "states")
            return official and body and (not gender or one.gender in ("", gender))

        return self._last(fits)

    def pronoun(self, key: str, before: int) -> Referent | None:
        """The last one that a pronoun agrees with: speakers of a sentence first, then its subject."""
        return pronoun(self, key, before)

    def its(self, before: int) -> Referent | None:
        """The body whose "its director" somebody is."""
        return its(self, before) or pronoun(self, "its", before)

    def armed(self) -> Referent | None:
        """The armed body that was named last."""
        wanted = self.book.roles.sets["armed"]

        def fits(one: Referent) -> bool:
            if one.kind != "body" or one.klass != "official":
                return False
            entry = self.book.entries.get(one.actor_id or "")
            return bool(wanted & one.nouns) or (entry is not None and entry.organ in wanted)

        home = None if self.country is None else self.book.organ(self.country.id, "army")
        presumed = None if home is None else of_entry(home, self.book, "description", self.at, self.at)
        if self.country is not None and rivalled(self, self.country, self.at, upto=True):
            presumed = None
        return self._latest(fits) or presumed or self.next_phrase(fits)

    def armed_by(self, place: int) -> bool:
        """Whether arms are spoken of in the sentence of the place or in the two before it."""
        return armed_by(self, place)

    def just_acted(self, place: int) -> Referent | None:
        """The officials whom the paragraph has named before, where they are of one state."""
        return officials_of(self, place)

    def last_official(self, place: int) -> Referent | None:
        """Whoever of a side spoke last in this paragraph, where that was an official or a body."""
        found = next(((at, one) for at, one in reversed(self.spoken) if at < place), None)
        if found is None or "\n" in self.text[found[0] : place]:
            return None
        return found[1] if found[1].klass == "official" and found[1].side in self.book.sides else None

    def presumed(self, noun: str, place: int, *, local: bool, seat: Item | None) -> Referent | None:
        """The state of a body or office named without one."""
        return presumed_state(self, Bare(noun, place, local, seat))

    def setting(self, place: int) -> Referent | None:
        """The body that the sentence, or the one before it, is about."""
        return setting(self, place, here=True)

    def seat_of_words(self, place: int) -> Referent | None:
        """The body whose officer a bare title before a name is: where the sentence opens, else who just spoke."""
        return opening_body(self, place) or just_spoke(self, place)

    def home(self, start: int, end: int) -> Referent | None:
        """ "our ambassador": the outlet's own state's."""
        return None if self.country is None else of_entry(self.country, self.book, "title", start, end)

    def both(self) -> Referent | None:
        """The two sides of the codebook, where the article names exactly two."""
        sides = {
            c.referent.side
            for c in self.chunks
            if c.referent is not None and c.referent.side in self.book.sides
        }
        if len(sides) != 2:
            return None
        named = "; ".join(side for side in self.book.sides if side in sides)
        return Referent(
            None, named, "joint", "description", self.at, self.at, kind="group", plural=True, anonymous=True
        )

    def _last(self, fits: Callable[[Referent], bool]) -> Referent | None:
        return next((one for place, one in reversed(self.spoken) if place < self.at and fits(one)), None)

    def _latest(self, fits: Callable[[Referent], bool]) -> Referent | None:
        """The last phrase or speaker before the place: presumed bodies stand only among the speakers."""
        phrase = self.last_phrase(fits)
        spoken = next(
            ((place, one) for place, one in reversed(self.spoken) if place < self.at and fits(one)), None
        )
        if spoken is None or phrase is None:
            return phrase if spoken is None else spoken[1]
        later = bisect_right(self.chunk_starts, spoken[0])
        return phrase if any(chunk.referent is phrase for chunk in self.chunks[later:]) else spoken[1]

    def last_phrase(self, fits: Callable[[Referent], bool]) -> Referent | None:
        last = bisect_right(self.chunk_starts, self.at - 1)
        for chunk in reversed(self.chunks[:last]):
            if chunk.end <= self.at and chunk.referent is not None and fits(chunk.referent):
                return chunk.referent
        return None

    def next_phrase(self, fits: Callable[[Referent], bool]) -> Referent | None:
        first = bisect_right(self.chunk_starts, self.at)
        return next(
            (c.referent for c in self.chunks[first:] if c.referent is not None and fits(c.referent)), None
        )

    # -- speakers

    def speaker(self, start: int, end: int) -> Referent | None:
        """Whom a speaker's span stands for; also remembers it for the words that follow."""
        self.at = start
        items = self.between(start, end)
        if not items:
            return None
        relative = self._relative(items)
        if relative is not None:
            found = self._antecedent(relative)
        elif (role := said_there(self, items)) is not None:
            found = there(self, start, role, items)
        else:
            phrase = [*self._left(items), *items, *self._right(items)]
            found = self.reader().read(phrase)
        if found is not None and found.side == "unresolved":
            found = None
        if found is not None and found.anonymous and _apposed_name(items):
            found = replace(found, anonymous=False)
        if found is None and items[0].kind == "name" and len(items) == 1 and self._unknown(items[0]):
            one = self._announced(items[0])
            found = self.reader().with_name(one, items[0], "description") if one else None
        if items[-1].owns:
            self.minor.add(start)
        remembered = found or self.stranger(items)
        if remembered is not None:
            self.spoken.append((start, remembered))
        return found

    def first_person(self, start: int, end: int) -> bool:
        """Whether a speaker is "I", "we" or "our"."""
        items = self.between(start, end)
        rules = self.book.roles.pronouns
        return bool(items) and all(rules.get(item.key, {}).get("first") for item in items)

    def headline_role(self, start: int, end: int) -> Referent | None:
        """Whom a role without an article stands for in a headline: the first of the body that it fits."""
        self.at = start
        items = self.between(start, end)
        if not items or items[-1].kind != "role" or items[-1].plural:
            return None
        found = self.description(items[-1].id, gender="", plural=False, state="", klass="official")
        return found.by("headline") if found else None

    def _relative(self, items: Sequence[Item]) -> Item | None:
        """ "who", "some of whom", "whose lawyer": the words before lead on."""
        if items[0].kind == "rel":
            return items[0]
        return next((one for one in items[1:4] if one.key == "whom"), None)

    def _announced(self, name: Item) -> Referent | None:
        """A name that nothing introduces gives in quotation marks the answer that the sentence before announces.

        Not where the name is explained ("Maria Kessler, who runs the clinic"), nor with a third state close by.
        """
        index = self.index_at(name.end)
        following = self.items[index].kind if index < len(self.items) else ""
        number = self.sentence(name.start)
        start = self.sentences[number]
        end = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self.text)
        quotes = any(mark in self.text[start:end] for mark in '"“”')
        one = setting(self, name.start) if quotes and following not in ("comma", "rel") else None
        state = self.book.entries.get(one.state) if one is not None else None
        return None if state is None or rivalled(self, state, name.start) else one

    def _unknown(self, item: Item) -> bool:
        return len(item.words) > 1 and bool(self.book.roles.gender_of_name(item.words[0]))

    def stranger(self, items: Sequence[Item]) -> Referent | None:
        """A speaker that leads nowhere: what takes it up later leads nowhere either, not to somebody before it."""
        last = next((item for item in reversed(items) if item.kind in ("name", "role")), None)
        if last is None:
            return None
        words = self.text[items[0].start : last.end]
        role = self.book.roles.by_id[last.id] if last.kind == "role" else None
        first = last.words[0] if last.kind == "name" else ""
        return Referent(
            None, words, "unresolved", "none", items[0].start, last.end,
            kind="body" if role is not None and role.organ else "person",
            gender=role.gender if role else self.book.roles.gender_of_name(first),
            plural=last.plural, nouns=role.nouns if role else frozenset(), klass=role.klass if role else "official",
            names=last.words if last.kind == "name" else (),
        )  # fmt: skip

    def _left(self, items: Sequence[Item]) -> list[Item]:
        """The rest of the title when the span begins inside a noun phrase."""
        if items[0].kind in ("det", "own", "pron"):
            return []
        index = self.index_at(items[0].start)
        out: list[Item] = []
        while index > 0 and self.items[index - 1].kind in PHRASE and len(out) < 10:
            index -= 1
            out.insert(0, self.items[index])
            if self.items[index].kind in ("det", "own"):
                break
        return out

    def _right(self, items: Sequence[Item]) -> list[Item]:
        """An apposition after a bare name: ", the department's spokeswoman,"."""
        if items[-1].kind != "name" or any(item.kind == "role" for item in items):
            return []
        index = self.index_at(items[-1].end)
        out: list[Item] = []
        for item in self.items[index : index + 14]:
            if item.kind == "comma" and out:
                break
            if item.kind in PHRASE or item.kind in ("comma", "particle") or (item.kind == "prep" and out):
                out.append(item)
            else:
                break
        return out if any(item.kind == "role" for item in out) else []

    def _antecedent(self, relative: Item) -> Referent | None:
        """The noun phrase right before "who"."""
        index = self.index_at(relative.start)
        out: list[Item] = []
        if index and self.items[index - 1].key in ("—", "–", "-", "--"):
            index -= 1
        for item in reversed(self.items[max(0, index - 16) : index]):
            if item.kind in ("stop", "conj", "rel", "pron", "part") or (
                item.kind == "word" and out and not self._head(out)
            ):
                break
            if item.kind == "prep" and item.key not in HANG and self._somebody(out):
                # "in the race, with Ann Pelham, who": the nearest person, not what she stands in.
                break
            out.insert(0, item)
            if item.kind in ("det", "own") and not self._after_of(item):
                break
        while out and out[0].kind in ("comma", "word", "prep"):
            out.pop(0)
        found = self.reader().read(out) if out else None
        return found.by("pronoun") if found else None

    def _somebody(self, items: Sequence[Item]) -> bool:
        people = (self.book.roles.by_id[item.id].person for item in items if item.kind == "role")
        return any(item.kind in ("person", "name") for item in items) or any(people)

    def _head(self, items: Sequence[Item]) -> bool:
        return all(item.kind in ("comma", "word") for item in items)

    def _after_of(self, item: Item) -> bool:
        index = self.index_at(item.start)
        before = self.items[index - 1] if index else None
        return before is not None and (
            before.kind == "comma" or (before.kind == "prep" and before.key in HANG)
        )


def _apposed_name(items: Sequence[Item]) -> bool:
    """Whether a name stands after a comma: "a spokesman for the department, Wendell Karst"."""
    return any(one.kind == "comma" and after.kind == "name" for one, after in pairwise(items))
