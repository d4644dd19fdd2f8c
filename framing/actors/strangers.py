"""People whom no title introduces: told by the next sentence, or by what shows a private person.

"Ann Oblov said so. She heads the committee" tells an office after the name. A full name that no office goes with in
the whole article is a private person only where the text shows it: an age, kin, a home or a shop, a namesake.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from framing.actors.items import ENTITIES, Item
from framing.actors.reading import Chunk
from framing.actors.referent import Referent

if TYPE_CHECKING:
    from framing.actors.memory import Article

_AGE = re.compile(r", (?:aged )?[1-9][0-9]?(?=[,.;:!?]|[”\"]|$)", re.MULTILINE)
_BE = ("is", "was")
# Words in a name; more are a title in capitals.
_LONGEST = 4
# Items in which a sentence says whom it is about.
_OPENING = 4
# Items after a copula or a verb that still tell who somebody is.
_CLAUSE = 12


def introduced(article: Article, chunk: Chunk) -> Referent | None:
    """Who a name is that nothing introduces where it stands first."""
    name = chunk.items[-1]
    told = any(item.kind in ("role", *ENTITIES) for item in (*chunk.items, *chunk.hanging))
    if told or name.kind != "name" or name.owns or article.in_dateline(chunk):
        return None
    if 1 < len(name.words) <= _LONGEST and _gender(article, name):
        found = _by_clause(article, name) or _by_subject(article, chunk, name)
        if found is not None:
            return found
    if private(article, name):
        words = " ".join(article.text[name.start : name.end].split())
        return article.reader().other(
            name.start, name.end, words, names=name.words, gender=_gender(article, name)
        )
    return None


def _gender(article: Article, name: Item) -> str:
    return article.book.roles.gender_of_name(name.words[0])


def _by_clause(article: Article, name: Item) -> Referent | None:
    """ "Ann Oblov is a consul", "Ann Oblov said so. She heads the committee": read like an apposition."""
    after = article.items[article.index_at(name.end) :][: 2 * _CLAUSE]
    clause = _predicate(after, article)
    if not clause:
        number = article.sentence(name.start) + 1
        start = article.sentences[number] if number < len(article.sentences) else len(article.text)
        following = article.items[article.index_at(start) :][:_CLAUSE]
        near = "\n" not in article.text[name.end : start]
        if (
            near
            and following
            and following[0].key in ("he", "she")
            and _same(article, name, following[0].key)
        ):
            clause = _predicate(following[1:], article)
    if not clause:
        return None
    comma = Item("comma", name.end, name.end, ",")
    return article.reader().read_one([name._replace(owns=False), comma, *clause])


def _same(article: Article, name: Item, pronoun: str) -> bool:
    return _gender(article, name) in ("", "m" if pronoun == "he" else "f")


def _predicate(items: Sequence[Item], article: Article) -> list[Item]:
    """What "is a consul of the republic" or "heads the committee" says; an aside between commas may come before."""
    rest = list(items)
    if rest and rest[0].kind == "comma":
        closing = next((n for n, item in enumerate(rest[1:10], start=1) if item.kind in ("comma", "stop")), 0)
        if not closing or rest[closing].kind == "stop":
            return []
        rest = rest[closing + 1 :]
    if len(rest) < 2:
        return []
    end = next((n for n, item in enumerate(rest) if item.kind in ("stop", "paren", "comma")), len(rest))
    if rest[0].key in _BE and rest[1].kind == "det" and any(item.kind == "role" for item in rest[2:end]):
        return rest[1:end]
    if rest[0].key in article.book.roles.sets["serving"] and rest[1].kind in (
        "det",
        "inst",
        "prep",
        "adj",
        "state",
    ):
        told = any(item.kind in ("role", "inst") for item in rest[1:end])
        return [Item("rel", rest[0].start, rest[0].start, "who"), *rest[:end]] if told else []
    return []


def _by_subject(article: Article, chunk: Chunk, name: Item) -> Referent | None:
    """ "The skipper shrugs. The radio talks all night, Neal Oblov explains": the one whom the sentence before shows."""
    number = article.sentence(name.start)
    start = article.sentences[number - 1] if number else 0
    if not number or "\n" in article.text[start : name.start] or start < article.body_start:
        return None
    opening = article.opening(start, article.sentences[number])
    if opening is None or opening.items[0].key != "the" or opening.items[-1].kind != "role":
        return None
    last = opening.items[-1]
    role = article.book.roles.by_id[last.id]
    if last.plural or last.owns or not role.person or role.klass != "private" or not _speaks(article, name):
        return None
    return article.reader().with_name(opening.referent, name, "description")


def _speaks(article: Article, name: Item) -> bool:
    """Whether a verb of saying or a stop stands right after the name."""
    index = article.index_at(name.end)
    after = article.items[index] if index < len(article.items) else None
    return after is not None and after.kind == "word" and after.key in article.book.roles.sets["verbs"]


def private(article: Article, name: Item) -> bool:
    """Whether the text shows a private person: age, kin, home or trade near the name, or a namesake."""
    if _AGE.match(article.text, name.end):
        # "Mr. Oblov, 67": a surname alone was or will be introduced with more.
        longer = (
            item for item in article.items if item.kind in ("name", "person") and item.words != name.words
        )
        return len(name.words) > 1 or not any(name.words[0] in item.words for item in longer)
    if not 1 < len(name.words) <= _LONGEST or not _gender(article, name):
        return False
    return _of_a_family(article, name) or _from_nowhere_else(article, name) or _at_home(article, name)


def _of_a_family(article: Article, name: Item) -> bool:
    """Another person of the same surname, or "the Oblovs", in an article that speaks of kin."""
    roles = article.book.roles
    surname = name.words[-1]
    for before, item in pairwise(article.items):
        if item.kind != "name" or item.words == name.words:
            continue
        household = before.key == "the" and item.words == (f"{surname}s",)
        namesake = (
            1 < len(item.words) <= _LONGEST
            and item.words[-1] == surname
            and item.words[0] != name.words[0]
            and bool(roles.gender_of_name(item.words[0]))
        )
        if household or namesake:
            return any(one.kind == "role" and one.id in roles.sets["relations"] for one in article.items)
    return False


def _from_nowhere_else(article: Article, name: Item) -> bool:
    """ "Ann Oblov of Kholmsk", "Ann Oblov from across the way": a place, and no body."""
    index = article.index_at(name.end)
    after = article.items[index : index + 2]
    if len(after) < 2 or after[0].key not in ("of", "from"):
        return False
    return after[1].kind == "region" or (after[0].key == "from" and after[1].kind == "prep")


def _at_home(article: Article, name: Item) -> bool:
    """Kin or a home in the sentence that names somebody, or in its neighbours of the same paragraph."""
    sets = article.book.roles.sets
    number = article.sentence(name.start)
    for one in (number - 1, number, number + 1):
        if not 0 <= one < len(article.sentences):
            continue
        start = article.sentences[one]
        end = article.sentences[one + 1] if one + 1 < len(article.sentences) else len(article.text)
        between = article.text[min(name.end, end) : max(name.start, start)]
        if (one != number and "\n" in between.strip(" ")) or start < article.body_start:
            continue
        items = article.between(start, end)
        for place, (before, item) in enumerate(pairwise(items)):
            owned = before.kind == "own" or before.key == "my" or before.owns or before.key == "'s"
            kin = item.kind == "role" and item.id in sets["kin"] and not item.owns
            # "Wade's mother needs no cable." opens the sentence; whose kin comes later may be anybody's.
            here = one == number or before.key == "my" or place < _OPENING
            if owned and kin and here and before.key not in ("its", "their"):
                return True
            if _homely(items, item, sets["homely"], own=one != number):
                return True
    return False


def _homely(items: Sequence[Item], item: Item, homely: frozenset[str], *, own: bool) -> bool:
    """ "at her kitchen table", "in the village store"; in a neighbouring sentence only what is her own."""
    if item.key not in homely:
        return False
    index = items.index(item)
    before = items[max(0, index - 3) : index]
    owned = any(one.key in ("his", "her", "my") for one in before)
    placed = any(one.kind == "prep" for one in before) and any(one.key == "the" for one in before)
    return owned or (placed and not own)
