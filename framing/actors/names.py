"""Whom a name stands for: the one whose full name holds it, and which of several people of one surname."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from framing.actors.referent import Referent

if TYPE_CHECKING:
    from framing.actors.memory import Article


def by_name(article: Article, words: tuple[str, ...], gender: str, *, owner: bool = False) -> Referent | None:
    """The one whose full name holds these words, the last before the place in hand, else the first after it."""
    wanted = set(plain(words))
    if not wanted or all(len(word) < 2 for word in wanted):
        return None
    told = [
        (chunk.start, chunk.referent)
        for chunk in article.chunks
        if chunk.referent is not None
        and chunk.referent.names
        # A title with a name is not its own antecedent, a bare name may be told by the sentence after it.
        and (chunk.start != article.at or chunk.late)
    ]
    fitting = sorted(
        (
            (place, one)
            for place, one in [*told, *article.spoken]
            if one.names
            and one.side != "unresolved"
            and wanted <= set(plain(one.names))
            and not (gender and one.gender and gender != one.gender)
        ),
        key=lambda pair: pair[0],
    )
    # "Pelham" is the person before it is the "Pelham campaign".
    fitting = [pair for pair in fitting if pair[1].kind == "person"] or fitting
    if fitting and len(wanted) == 1 and not owner:
        fitting = _without_namesakes(article, fitting, wanted)
        if not fitting:
            return None
        fitting = _first_of_name(article, fitting, wanted)
    before = [one for place, one in fitting if place <= article.at]
    after = [one for place, one in fitting if place > article.at]
    return before[-1] if before else after[0] if after else _inside(article, wanted, gender)


def _first_of_name(
    article: Article, fitting: list[tuple[int, Referent]], wanted: set[str]
) -> list[tuple[int, Referent]]:
    """Of several people with one surname the one introduced first: papers give the others their first names."""
    people = [one for _, one in fitting if one.kind == "person" and _whole(article, one, wanted)]
    if not people:
        return fitting
    by_surname = set(plain(fitting[0][1].names)) <= wanted and fitting[0][1].side in article.book.sides
    known = next((one for one in people if one.side in article.book.sides), people[0])
    main = fitting[0][1] if by_surname else people[0] if _listed(article, people[0]) else known
    first = set(plain(main.names))
    return [pair for pair in fitting if set(plain(pair[1].names)) <= first] or fitting


def _without_namesakes(
    article: Article, fitting: list[tuple[int, Referent]], wanted: set[str]
) -> list[tuple[int, Referent]]:
    """Without people of other first names, where a full name of whom nothing is known comes before them all."""
    first = min([article.at, *(place for place, _ in fitting)])
    unknown = next((words for place, words in article.full_names if place < first and wanted < words), None)
    if unknown is None or any(unknown <= set(plain(one.names)) for _, one in fitting):
        return fitting
    if any(wanted <= words for _, words in article.people):
        # The codebook's people need no introduction.
        return fitting
    return [pair for pair in fitting if set(plain(pair[1].names)) <= unknown]


def _whole(article: Article, one: Referent, wanted: set[str]) -> bool:
    """Whether a referent carries a first name too; of words in a headline's capitals nobody can say."""
    names = plain(one.names)
    titled = one.klass == "official" and one.side in article.book.sides
    named = titled or bool(article.book.roles.gender_of_name(names[0]))
    known = _listed(article, one) or (len(names) < 4 and named)
    return wanted < set(names) and known


def _listed(article: Article, one: Referent) -> bool:
    """Whether a referent is a person of the codebook."""
    entry = article.book.entries.get(one.actor_id or "")
    return entry is not None and entry.section == "persons"


def _inside(article: Article, wanted: set[str], gender: str) -> Referent | None:
    """The codebook's person whose full name stands only inside another phrase: "Vera Holloway's campaign"."""
    for item, words in article.people:
        if wanted <= words:
            found = article.reader().read_one((item._replace(owns=False),))
            if found is not None and not (gender and found.gender and gender != found.gender):
                return found
    return None


def plain(words: Sequence[str]) -> list[str]:
    """Name words without particles and initials."""
    return [word for word in words if len(word) > 1 and word not in ("al", "el", "the", "of", "for")]
