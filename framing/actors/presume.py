"""Bodies and people that a text leaves without a state: whose they are, in the order in which a reader decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from framing.actors.codebook import Entry
from framing.actors.items import ENTITIES, Item
from framing.actors.referent import Referent, of_entry
from framing.actors.roles import Role

if TYPE_CHECKING:
    from framing.actors.memory import Article
from framing.actors.reading import Chunk

# "NOVOROSSIYSK, Russia (Reuters) —": capitals at the very start of the body, up to the dash.
_DATELINE = re.compile(r"\s*[A-Z][A-Z'’. -]+[A-Z]\b[^\n—–]{0,60}?(?=\s*(?:—|–|--|- |:))")


@dataclass(frozen=True)
class Bare:
    """A body or office without a state: its noun, whether it is a town's, a mission's, and the place it sits in."""

    noun: str
    place: int
    local: bool = False
    seat: Item | None = None


def presumed_state(article: Article, bare: Bare) -> Referent | None:
    """The state of a bare body: the first rule that decides."""
    rules = (_mission,) if bare.noun == "embassy" else RULES
    for rule in rules:
        state = rule(article, bare)
        if state is not None and can_have(article, state.id, bare.noun):
            if rule in GUESSES and rivalled(article, state, bare.place, upto=rule is _home):
                return None
            return of_entry(state, article.book, "description", bare.place, bare.place)
    return None


def rivalled(article: Article, state: Entry, place: int, *, upto: bool = False) -> bool:
    """Whether a body presumed of a side may as well be a third state's, named in its sentence or in the one before.

    "Israel's air force struck. The military said" is not the military of the outlet's own state. `upto`: words after
    the place do not count: what a paper's own ministry says may be about anybody.
    """
    if state.side not in article.book.sides:
        return False
    return _third_state_by(article, place, after=-1 if upto else 0)


def _third_state_by(article: Article, place: int, *, after: int = 1) -> bool:
    """Whether a third state is named: from the sentence before to so many `after` the place; -1: up to it."""
    number = article.sentence(place)
    start = article.sentences[max(0, number - 1)]
    last = number + 1 + after
    end = article.sentences[last] if last < len(article.sentences) else len(article.text)
    near = (
        _state_of(article, item)
        for item in article.between(start, place if after < 0 else end)
        if item.kind in ENTITIES
    )
    return any(
        one is not None and one.section == "states" and one.side not in article.book.sides for one in near
    )


def can_have(article: Article, state: str, noun: str) -> bool:
    """False where the codebook knows that body of the state under another name: the US has no ministry."""
    kind = noun.split()[-1] if noun else ""
    if kind not in ("ministry", "department"):
        return True
    entries = article.book.entries.values()
    bodies = [e for e in entries if e.state == state and e.organ == "foreign ministry"]
    return not bodies or any(kind in body.nouns for body in bodies)


def _introduced(article: Article, bare: Bare) -> Entry | None:
    """A body of the same name, before it or, in a title, after it: "its sports ministry" … "Sports Minister Oblov"."""
    if bare.local or not bare.noun:
        return None

    def fits(one: Referent) -> bool:
        return bool(one.state) and one.kind == "body" and one.klass == "official" and bare.noun in one.nouns

    found = article.last_phrase(fits) or article.next_phrase(fits)
    return article.book.entries.get(found.state) if found else None


def _spoke(article: Article, bare: Bare) -> Entry | None:
    """For a ministry, the state that spoke last and can have one."""
    if bare.noun.split()[-1:] != ["ministry"]:
        return None
    for place, one in reversed(article.spoken):
        if place < article.at and one.kind == "state" and can_have(article, one.state, bare.noun):
            return article.book.entries[one.state]
    return None


def _set_up(article: Article, bare: Bare) -> Entry | None:
    """The state whose answer the sentence before announces: "Moscow's reply was short. The fisheries agency said"."""
    # The police of the street where it happened answer nobody's statement.
    found = None if bare.local or bare.noun == "police" or article.abroad else setting(article, bare.place)
    if found is not None and {"embassy", "consulate"} & found.nouns:
        # What a mission is told or does announces no answer of its own state's offices, but of its host's.
        return None
    return article.book.entries.get(found.state) if found and found.state else None


def _only_state(article: Article, bare: Bare) -> Entry | None:
    """For a ministry or a department, the only state of the article that can have one."""
    if bare.noun.split()[-1:] not in (["ministry"], ["department"]) or article.abroad:
        return None
    # The outlet's own state is left out, and so always in question: a Moscow paper that mentions a Swede does not
    # mean Sweden's ministry by "the ministry".
    own = [one for one in [article.country] if one is not None]
    home = [one.id for one in own if _set_in(article, one) or not _third_state_by(article, bare.place)]
    named = dict.fromkeys([*named_states(article), *home])
    states = [state for state in named if can_have(article, state, bare.noun)]
    return article.book.entries[states[0]] if len(states) == 1 else None


def _set_in(article: Article, state: Entry) -> bool:
    """Whether the article names a place of the state."""
    return any(item.kind == "region" and _state_of(article, item) is state for item in article.items)


def _other_side(article: Article, bare: Bare) -> Entry | None:
    """For a ministry in a paper whose own state has none, the only state of the codebook's sides that has one."""
    home = article.country
    if bare.noun.split()[-1:] != ["ministry"] or home is None or can_have(article, home.id, bare.noun):
        return None
    book = article.book
    named = [state for state in named_states(article) if book.entries[state].side in book.sides]
    states = [state for state in named if can_have(article, state, bare.noun)]
    return book.entries[states[0]] if len(states) == 1 else None


def _opening(article: Article, bare: Bare) -> Entry | None:
    """The place that the sentence opens with: "In Moscow, the ministry …"."""
    return opening_place(article, bare.place)


def _place(article: Article, bare: Bare) -> Entry | None:
    """The place of the dateline."""
    return dateline(article)


def _home(article: Article, bare: Bare) -> Entry | None:
    """The outlet's own state, which it leaves out."""
    return article.country


RULES: tuple[Callable[[Article, Bare], Entry | None], ...] = (
    _introduced, _spoke, _opening, _set_up, _only_state, _other_side, _place, _home,
)  # fmt: skip


def _mission(article: Article, bare: Bare) -> Entry | None:
    """An embassy stands abroad: it belongs to the one other state of the article than that of its city."""
    host = _state_of(article, bare.seat) if bare.seat is not None else None
    host = host or opening_place(article, bare.place) or dateline(article) or article.country
    if host is None:
        return None
    book = article.book
    others = [state for state in named_states(article) if state != host.id]
    if len(others) > 1 and host.side in book.sides:
        others = [state for state in others if book.entries[state].side in book.sides]
    return book.entries[others[0]] if len(others) == 1 else None


# Rules that go by what else an article says: a third state close by leaves the matter open.
GUESSES = (_set_up, _only_state, _other_side, _home, _mission)


def named_states(article: Article) -> list[str]:
    """Ids of the states that an article names, by themselves or through a body, in order of their first mention."""
    out: dict[str, None] = {}
    for item in article.items:
        if item.kind in ENTITIES and item.kind != "region":
            state = _state_of(article, item)
            if state is not None and state.section == "states":
                out.setdefault(state.id)
    return list(out)


def _state_of(article: Article, item: Item) -> Entry | None:
    entry = article.book.entries.get(item.id)
    return article.book.entries.get(entry.state) if entry is not None and entry.state else None


def dateline(article: Article) -> Entry | None:
    """The state in which the report was written."""
    match = _DATELINE.match(article.text, article.body_start)
    return _place_in(article, match.start(), match.end()) if match else None


def opening_place(article: Article, place: int) -> Entry | None:
    """The state of "In Moscow," at the beginning of the sentence."""
    start = article.sentence_start(place)
    items = article.between(start, place)[:5]
    if items and items[0].key in ("over", "back", "up", "down", "out", "here", "meanwhile"):
        items = items[1:]
    if len(items) < 2 or items[0].key != "in":
        return None
    return _state_of(article, items[1]) if items[1].kind in ("capital", "state", "region") else None


def _place_in(article: Article, start: int, end: int) -> Entry | None:
    for item in article.between(start, end):
        if item.kind in ("capital", "state", "region"):
            return _state_of(article, item)
    return None


def setting(article: Article, place: int, *, here: bool = False) -> Referent | None:
    """The officials or the body that the sentence before is about, in the same paragraph; `here`: of this one first."""
    number = article.sentence(place)
    for one in (number, number - 1) if here else (number - 1,):
        if one < 0:
            return None
        start = article.sentences[one]
        end = place if one == number else article.sentences[one + 1]
        if "\n" in article.text[start:place].strip("\n"):
            return None
        chunk = article.opening(start, end)
        found = None if chunk is None or _listed(article, chunk) else chunk.referent or _said(article, chunk)
        if found is not None and found.klass == "official" and (found.kind != "person" or found.plural):
            return found
    return None


def _said(article: Article, chunk: Chunk) -> Referent | None:
    """Who spoke with a phrase's words, where they lead nowhere by themselves: "The ministry denied it"."""
    return next((one for place, one in article.spoken if chunk.start <= place < chunk.end), None)


def armed_by(article: Article, place: int) -> bool:
    """Whether an armed body or a weapon is named in the sentence of a place or in the two before it."""
    sets = article.book.roles.sets
    number = article.sentence(place)
    for item in article.between(article.sentences[max(0, number - 2)], place):
        entry = article.book.entries.get(item.id)
        role = article.book.roles.by_id.get(item.id) if item.kind == "role" else None
        organ = entry.organ if entry is not None else role.organ if role is not None else ""
        if organ in sets["armed"] or item.key in sets["weapons"] or item.key in sets["of_arms"]:
            return True
    return False


def officials_of(article: Article, place: int) -> Referent | None:
    """Bare "officials" later in a paragraph: those of the only state whose officials or offices it has named."""
    start = article.text.rfind("\n", 0, place) + 1
    if start < article.body_start:
        return None
    told: list[Referent] = [one for at, one in article.spoken if start <= at < place]
    told += [c.referent for c in article.chunks if start <= c.start < place and c.referent is not None]
    bodily = [one for one in told if one.klass == "official" and one.kind != "state" and one.state]
    known = [one for one in bodily if one.plural or one.kind == "body"]
    if len({one.state for one in known}) != 1:
        return None
    state = article.book.entries[known[0].state]
    return None if rivalled(article, state, place, upto=True) else known[0]


def just_spoke(article: Article, place: int) -> Referent | None:
    """The body that spoke last, or opens the sentence before, in this paragraph: "NASA said no; manager Ann Oblov"."""
    found = setting(article, place)
    if found is not None:
        return found
    start = article.sentences[max(0, article.sentence(place) - 1)]
    for at, one in reversed(article.spoken):
        if start <= at < place and "\n" not in article.text[at:place]:
            bodily = one.kind in ("body", "document", "state") and one.klass in ("official", "document")
            return one if bodily and one.side != "unresolved" else None
    return None


def opening_body(article: Article, place: int) -> Referent | None:
    """ "At the Pentagon, spokesman Neal Oblov said": the body that the sentence opens with."""
    start = article.sentence_start(place)
    items = article.between(start, place)[:6]
    if not items or items[0].key not in ("at", "from", "in", "inside") or items[0].start < start:
        return None
    comma = next((item for item in items if item.kind == "comma"), None)
    if comma is None:
        return None
    bodies = (one for one in article.chunks if items[0].end <= one.start and one.end <= comma.start)
    found = next((one.referent for one in bodies if one.referent is not None), None)
    return found if found is not None and found.kind == "body" and found.klass == "official" else None


def _listed(article: Article, chunk: Chunk) -> bool:
    """ "Syria and Russia met" announces nobody's answer in particular."""
    index = article.index_at(chunk.end)
    return index < len(article.items) and article.items[index].kind == "conj"


def said_there(article: Article, items: Sequence[Item]) -> Role | None:
    """ "officials there", "a senior man there, Roman Oblov": whose words are those of the place just named."""
    index = article.index_at(items[-1].end)
    after = article.items[index].key if index < len(article.items) else ""
    cut = next((n for n, item in enumerate(items) if item.key == "there"), None)
    if cut is None and (after != "there" or any(item.kind == "comma" for item in items)):
        return None
    inner = items[:cut]
    core = [item for item in inner if item.kind not in ("det", "mod", "num") and item.key != "over"]
    if core and core[0].key == "one":
        core = core[1:]
    if len(core) != 1 or core[0].owns:
        return None
    item = core[0]
    if item.kind == "inst":
        organ = article.book.entries[item.id].organ
        return next((one for one in article.book.roles.by_id.values() if one.organ == organ), None)
    if item.kind != "role":
        return None
    role = article.book.roles.by_id[item.id]
    staff = role.id.split()[-1] in article.book.roles.sets["staff"]
    return role if role.klass == "official" or staff else None


def there(article: Article, place: int, role: Role, items: Sequence[Item]) -> Referent | None:
    """ "officials there": of the body that the sentence or the one before is about, else of the place named last."""
    found = _there(article, place)
    if found is None:
        return None
    names = [item for item in items if item.kind == "name"]
    organ = article.book.organ(found.state, role.organ) if role.organ else None
    if organ is not None:
        return of_entry(organ, article.book, "description", found.start, found.end)
    if role.organ:
        return found.by("description")
    bulk = any(item.plural for item in items)
    words = (
        article.text[names[-1].start : names[-1].end]
        if names
        else article.text[items[0].start : items[-1].end]
    )
    return replace(
        found, how="description", kind="person", klass="official", plural=bulk, anonymous=not names,
        actor=" ".join(words.split()), names=names[-1].words if names else (),
        gender=role.gender or (article.book.roles.gender_of_name(names[-1].words[0]) if names else ""),
        nouns=found.nouns - {"statement"} | role.nouns | {"official"},
    )  # fmt: skip


def _there(article: Article, place: int) -> Referent | None:
    found = setting(article, place, here=True)
    if found is not None:
        return found
    for item in reversed(article.between(article.body_start, place)):
        if item.kind in ("capital", "state", "region"):
            state = _state_of(article, item)
            return of_entry(state, article.book, "description", item.start, item.end) if state else None
    return None


def from_headline(article: Article, chunk: Chunk) -> Referent | None:
    """Who a headline's only bare role is ("Inspector asks for patience"): the first one whom the body names."""
    roles = article.book.roles
    heads = [one for one in article.chunks if one.end <= article.body_start]
    bare = [one for one in heads if one.items[-1].kind == "role" and not one.items[-1].plural]
    people = [one for one in bare if roles.by_id[one.items[-1].id].person]
    if len(people) != 1:
        return None
    role = roles.by_id[people[0].items[-1].id]
    found = people[0].referent
    if found is None and role.klass == "official" and article.country is not None:
        found = of_entry(article.country, article.book, "headline", people[0].start, people[0].end)
    if found is None:
        return None
    name = chunk.items[-1]
    return replace(
        found, how="headline", kind="person", plural=False, anonymous=False, names=name.words,
        actor=" ".join(article.text[name.start : name.end].split()),
        gender=roles.gender_of_name(name.words[0]), nouns=role.nouns,
    )  # fmt: skip
