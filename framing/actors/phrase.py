"""Read a noun phrase: which actor its words name, by themselves or through the words before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from framing.actors.entities import EntityReader, spoken_name
from framing.actors.items import ENTITIES, Item
from framing.actors.owners import OWNERS, hanging_owner, hung, seat
from framing.actors.referent import Referent, combine, of_entry
from framing.actors.roles import Role
from framing.actors.segments import NOISE, Segment, conjuncts, take_apart
from framing.actors.titles import Made


class PhraseReader(EntityReader):
    """Reads phrases of one article: what role nouns, names and appositions make of its entities."""

    def read(self, items: Sequence[Item]) -> Referent | None:
        """The referent of a whole phrase; None when it should lead to an actor and does not."""
        for one, after in pairwise(items):
            paired = one.key == "both" or (one.key == "two" and items[0].key in ("the", "officials"))
            if paired and self._pair(after):
                found = self.memory.both()
                if found is not None:
                    return replace(found, start=one.start, end=after.end)
        parts = conjuncts([item for item in items if item.kind not in ("time",)])
        return combine([self.read_one(part) for part in parts], self.book)

    def read_one(self, items: Sequence[Item]) -> Referent | None:
        """One conjunct: its core decides, then what hangs on it."""
        segments = take_apart(items, self.book.roles)
        if not segments:
            return None
        return self.core(segments[0].items, segments[1:])

    def _pair(self, item: Item) -> bool:
        return item.key in self.book.roles.sets["pairs"] or f"{item.id}s" in self.book.roles.sets["pairs"]

    # -- cores

    def core(self, core: Sequence[Item], tails: Sequence[Segment]) -> Referent | None:
        items = [item for item in core if item.kind not in ("det", *NOISE)]
        if not items:
            return self._first(tails, ("of", ",", "by"))
        trailing = self.book.roles.sets["trailing"]
        while len(items) > 1 and items[-1].key in trailing and items[-2].kind in ("role", "word"):
            items.pop()
        last = items[-1]
        if last.kind == "mod" and len(items) > 1:
            trimmed = [item for item in items if item.kind != "mod"]
            last = trimmed[-1] if trimmed else last
            items = items[: items.index(last) + 1]
        definite = any(
            item.kind == "own" or item.key in ("the", "this", "that", "these", "those") for item in core[:2]
        )
        if last.kind == "pron" or (last.kind == "own" and len(items) == 1):
            # "his" alone: whose promises, plans or demands they are.
            return self._pronoun(last)
        if last.kind == "person":
            return self._person(items, last)
        if last.kind == "name":
            return self._named(items, last, tails, definite)
        if last.kind == "role":
            return self._role(items, last, None, tails, definite)
        if last.kind in ENTITIES:
            return self.entity(items, last, definite, tails)
        if last.kind in ("word", "mod", "own", "former"):
            return self.unknown_head(items, last, tails, definite)
        return None

    def _first(self, tails: Sequence[Segment], joints: Sequence[str]) -> Referent | None:
        for tail in tails:
            if tail.joint in joints:
                found = self.read(tail.items)
                if found is not None:
                    return found
        return None

    def _pronoun(self, item: Item) -> Referent | None:
        if self.book.roles.pronouns.get(item.key, {}).get("elsewhere"):
            return self.other(
                item.start, item.end, self.text[item.start : item.end], anonymous=True, plural=True
            )
        found = self.memory.pronoun(item.key, item.start)
        return found.by("pronoun") if found else None

    def _person(self, items: Sequence[Item], last: Item) -> Referent:
        entry = self.book.entries[last.id]
        # "Former senator" of one who holds another office by now: the dates know better, where there are any.
        dated = self.day is not None and bool(entry.offices)
        former = any(item.kind == "former" for item in items) and not dated
        side = "other" if former else self.book.side_on(entry, self.day)
        found = of_entry(
            entry,
            self.book,
            "name",
            last.start,
            last.end,
            side=side,
            names=(*spoken_name(entry), *last.words),
        )
        titles = [self.book.roles.by_id[item.id].nouns for item in items if item.kind == "role"]
        return replace(found, nouns=found.nouns.union(*titles))

    def _named(
        self, items: Sequence[Item], last: Item, tails: Sequence[Segment], definite: bool
    ) -> Referent | None:
        title = list(items[:-1])
        roles = [item for item in title if item.kind == "role"]
        if roles and all(role.id.casefold() in self.book.roles.sets["ranks"] for role in roles):
            # "Commander Neal Pelham, a spokesman for the service": the apposition tells more than the rank.
            told = self._hung(tails[0], last, tails) if tails and self._bare(title) else None
            if told is not None and told.klass == "official":
                return told
        if roles:
            found = self._role(title, roles[-1], last, tails, definite)
            if found is not None:
                return found
            return self._recall(last, items)
        office = next((item for item in reversed(title) if item.kind == "office"), None)
        if office is not None and office is title[-1]:
            abroad = self._another_state(title, office)
            if abroad is not None:
                return self.with_name(abroad, last, "title")
            return self.office(office, last, former=any(item.kind == "former" for item in title))
        holder = next(
            (item for item in reversed(title) if item.kind in ("inst", "person") and not item.tail), None
        )
        if holder is not None:
            return self.with_name(self._owner([holder], NoRole), last, "title")
        for tail in tails:
            found = self._hung(tail, last, tails)
            if found is not None and found.side == "other" and " " not in self.words(last.start, last.end):
                # "Pelham, a radioman on the ship": who was introduced by office before stays that one.
                return self._recall(last, items) or found
            if found is not None:
                return found
        found = self._recall(last, items)
        if found is not None:
            return found
        if any(item.kind in ("word", "mod") for item in title) or any(item.kind == "adj" for item in title):
            return self.other(items[0].start, last.end, self.words(last.start, last.end), names=last.words)
        return None

    def _another_state(self, title: Sequence[Item], office: Item) -> Referent | None:
        """ "Philippine Sen. Ana Cruz": an office that the codebook presumes of one state, with another before it."""
        own = self.book.entries[office.id].state
        for item in title[: title.index(office)]:
            if item.kind in ("adj", "state", "region") and self.book.entries[item.id].state != own:
                return self.holder(item)
        return None

    def _hung(self, tail: Segment, name: Item, tails: Sequence[Segment]) -> Referent | None:
        """A bare name with an apposition or "of the Pentagon"."""
        if tail.joint == ",":
            inner = take_apart(tail.items, self.book.roles)
            if not inner:
                return None
            core = [item for item in inner[0].items if item.kind not in ("det", *NOISE)]
            roles = [item for item in core if item.kind == "role"]
            later = tails[tails.index(tail) + 1 :]
            definite = any(item.kind == "own" for item in inner[0].items)
            if roles and core[-1].kind != "name":
                return self._role(core, roles[-1], name, [*inner[1:], *later], definite)
            if (
                core
                and core[-1].kind in ("word", "mod")
                and any(item.kind == "det" for item in inner[0].items)
            ):
                return self.other(name.start, name.end, self.words(name.start, name.end), names=name.words)
            if core and core[-1].kind == "inst" and inner[0].items[0].key in ("a", "an"):
                # "Joan Pelham, a state senator"
                return self.with_name(self.holder(core[-1]), name, "title")
            return None
        if tail.joint == "that":
            return self._told(tail, name, tails)
        if tail.joint in ("of", "for", "at", "from", "with"):
            held = hung(self, tail, tails)
            if held is not None and (held.kind in ("body", "group") or held.klass != "official"):
                return self.with_name(held, name, "title")
        return None

    def _told(self, tail: Segment, name: Item, tails: Sequence[Segment]) -> Referent | None:
        """ "who runs a programme at NASA", "who keeps a lighthouse": a body in the clause, else a private person."""
        rest = tails[tails.index(tail) + 1 :]
        verb = tail.items[0].key if tail.items else ""
        spoken_for = tail if verb == "represents" else rest[0] if verb == "speaks" and rest else None
        if spoken_for is not None and (spoken_for is tail or spoken_for.joint == "for"):
            state = next((one for one in spoken_for.items if one.kind in ("state", "adj", "capital")), None)
            if state is not None:
                return self.with_name(self.holder(state), name, "title")
        if any(item.key == "there" for part in (tail, *rest[:2]) for item in part.items):
            # "The Pentagon spoke, and Ann Oblov, who handles the press there": of the body just named.
            held = self.memory.setting(name.start)
            if held is not None and held.kind == "body":
                return self.with_name(held, name, "description")
        for part in [tail, *rest]:
            body = next((one for one in part.items if one.kind == "inst"), None)
            if body is not None:
                return self.with_name(self.holder(body), name, "title")
            bodies = (one for one in part.items if one.kind == "role" and self.book.roles.by_id[one.id].organ)
            noun = next(bodies, None)
            if noun is not None:
                upto = part.items[: part.items.index(noun) + 1]
                # In "who heads the committee" the first role noun is the verb.
                upto = upto[1:] if len(upto) > 1 and upto[0].kind == "role" else upto
                later = tails[tails.index(part) + 1 :]
                return self.with_name(self._role(upto, noun, None, later, True), name, "title")
        return self.other(name.start, name.end, self.words(name.start, name.end), names=name.words)

    def with_name(self, holder: Referent | None, name: Item, how: str) -> Referent | None:
        if holder is None:
            return None
        words = self.words(name.start, name.end)
        return replace(
            holder, actor=words, how=how, start=holder.start, end=holder.end, kind="person", plural=False,
            anonymous=False, gender=self.gender(name), names=name.words,
            nouns=holder.nouns - {"statement"} | {"official"},
        )  # fmt: skip

    def _recall(self, name: Item, items: Sequence[Item]) -> Referent | None:
        gender = next(
            (self.book.roles.honorifics.get(item.key, "") for item in items if item.kind == "hon"), ""
        )
        found = self.memory.name(name.words, gender)
        return found.by("name") if found else None

    # -- role nouns

    def _role(
        self, items: Sequence[Item], item: Item, name: Item | None, tails: Sequence[Segment], definite: bool
    ) -> Referent | None:
        role = self.book.roles.by_id[item.id]
        before = [one for one in items if one.start < item.start]
        after = [one for one in items if item.end <= one.start and one is not name]
        if after and after[-1].kind == "word" and name is None:
            return self.unknown_head([*items], after[-1], tails, definite)
        if role.klass == "partitive" and name is not None:
            return self.with_name(self._first(tails, ("of", "from")), name, "title")
        if role.klass == "partitive":
            whole = self._first(tails, ("of", "from"))
            if whole is None and role.id in self.book.roles.sets["anybody"]:
                whole = self._first(tails, ("at", "in", "inside", "within"))
            if whole is not None:
                return replace(whole, plural=role.id not in ("one", "member", "another") or item.plural)
            return (
                None
                if definite
                else replace(
                    self.other(
                        item.start, item.end, self.words(item.start, item.end), plural=True, anonymous=True
                    ),
                    klass="partitive",
                )
            )
        if name is None and not (item.plural or role.organ):
            known = self._known_apposed(tails)
            if known is not None:
                return known
            name, tails = self._apposed(tails)
        if name is None and role.organ and tails and tails[0].joint == "," and self._bare(before):
            # "The agriculture inspectorate, Rosselkhoznadzor": the name decides.
            body = tails[0].items
            if len(body) == 1 and body[0].kind == "inst":
                return self.entity(body, body[0], definite, tails[1:])
        former = any(one.kind == "former" for one in before)
        start = before[0].start if before else item.start
        end = name.end if name and name.start >= item.start else item.end
        owner = self._owner(before, role)
        if owner is None and role.klass in ("official", "source", "document", "private", "media"):
            owner = hanging_owner(self, role, tails)
        clause = any(tail.joint in ("that", "issued") for tail in tails)
        made = Made(
            self,
            role,
            item,
            name,
            owner,
            start,
            end,
            definite,
            tuple(before),
            former,
            seat(role, tails),
            clause,
        )
        return made.referent()

    def _apposed(self, tails: Sequence[Segment]) -> tuple[Item | None, Sequence[Segment]]:
        """The name after a comma: ", its deputy head, Larisa Oblova", "the official who signed it, Timur Oblov"."""
        for number, tail in enumerate(tails):
            apposed = self._untitled(tail)
            if tail.joint == "," and len(apposed) == 1 and apposed[0].kind == "name":
                return apposed[0], [*tails[:number], *tails[number + 1 :]]
            if tail.joint not in ("that", "issued"):
                break
        return None, tails

    def _known_apposed(self, tails: Sequence[Segment]) -> Referent | None:
        """The codebook's person after a comma: "a spokesman for the ministry, Gen. Ivan Markin"."""
        for tail in tails:
            apposed = self._untitled(tail)
            if (
                tail.joint == ","
                and len(apposed) == 1
                and apposed[0].kind == "person"
                and not apposed[0].owns
            ):
                return self._person(tail.items, apposed[0])
            if tail.joint not in (*OWNERS, "that", "issued"):
                break
        return None

    def _untitled(self, tail: Segment) -> list[Item]:
        ranks = self.book.roles.sets["ranks"]
        return [
            one
            for one in tail.items
            if one.kind not in ("hon", "mod") and not (one.kind == "role" and one.id.casefold() in ranks)
        ]

    def _bare(self, before: Sequence[Item]) -> bool:
        return not any(one.kind in ENTITIES for one in before)

    def _owner(self, before: Sequence[Item], role: Role) -> Referent | None:
        """Whom the role belongs to: the nearest name before it, for envoys the first."""
        found: list[Referent] = []
        for item in before:
            if item.tail and item.tail not in self.book.roles.sets["led"]:
                continue
            one = self._foreign(before, item) if item.kind == "inst" else None
            one = one or self.holder(item)
            if one is not None:
                found.append(one)
        if not found:
            return self._inner_body(before)
        if role.sent:
            return found[0]
        # "the US State Department", "Russia's foreign ministry": a body of a state keeps the state's side.
        body = self._inner_body(before)
        if body is not None and body.start >= found[-1].start:
            return body
        return found[-1]

    def _inner_body(self, before: Sequence[Item]) -> Referent | None:
        """A body named inside a title: the "foreign ministry" of "Russian foreign ministry spokeswoman"."""
        # No title is longer; a text that repeats one without end must not be followed to its beginning.
        before = before[-_LONGEST_TITLE:]
        for index in range(len(before) - 1, -1, -1):
            item = before[index]
            if item.key == "our":
                return self.memory.home(item.start, item.end)
            if item.kind == "own":
                found = (
                    self.memory.its(item.start)
                    if item.key == "its"
                    else self.memory.pronoun(item.key, item.start)
                )
                if found is not None:
                    return found
            if item.kind == "role":
                role = self.book.roles.by_id[item.id]
                whole = role.klass == "official" and role.id in self.book.roles.sets["things"]
                if role.organ or role.klass in ("private", "rebel", "media") or role.office or whole:
                    return self._role(before[: index + 1], item, None, (), True)
        return None


NoRole = Role("", "official")
_LONGEST_TITLE = 24
