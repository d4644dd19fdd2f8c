"""Whom a pronoun stands for: the speakers before it, then the subjects of the sentences before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from framing.actors.reading import Chunk
from framing.actors.referent import Referent, of_entry

if TYPE_CHECKING:
    from framing.actors.memory import Article

# How many sentences back a pronoun may reach for its antecedent.
REACH = 8


def pronoun(article: Article, key: str, before: int) -> Referent | None:
    """The last one that a pronoun agrees with: speakers of a sentence first, then its subject."""
    fits = _agrees(article, key)
    sentence = article.sentence(before)
    for number in range(sentence, max(-1, sentence - REACH), -1):
        start = article.sentences[number]
        end = before if number == sentence else article.sentences[number + 1]
        speakers = [(place, one) for place, one in article.spoken if start <= place < end and fits(one)]
        # "dismissed Karsgaard's suggestion": whose words are only taken up does not lead.
        leading = [pair for pair in speakers if pair[0] not in article.minor] or speakers
        if leading:
            return leading[-1][1]
        subject = _subject(article, start, end, fits)
        if subject is not None:
            return subject
    return _only(article, key, before)


def its(article: Article, before: int) -> Referent | None:
    """The body of "its director": who speaks in the sentence or the one before, its subject, else the last one in it.

    A subject that is no body ("The tournament goes on, its director said") has a director who is nobody's official.
    """
    fits = _agrees(article, "its")
    number = article.sentence(before)
    tries = 2
    while tries and number >= 0:
        start = article.sentences[number]
        end = min(before, article.sentences[number + 1] if number + 1 < len(article.sentences) else before)
        speakers = [one for place, one in article.spoken if start <= place < end]
        bodies = [body for one in speakers if (body := _body_of(article, one, fits)) is not None]
        if bodies:
            return bodies[-1]
        found = _subject(article, start, end, fits) or _last_body(article, start, end, fits)
        found = found or _bare_thing(article, start, end)
        if found is not None:
            return found
        # "It will go on, its director said": the sentence before says what.
        opening = article.between(start, end)[:1]
        tries -= 0 if opening and opening[0].key == "it" else 1
        number -= 1
    return None


def _body_of(article: Article, one: Referent, fits: Callable[[Referent], bool]) -> Referent | None:
    """A speaker that is a body, or the body of a speaker without a name: "a source in the ministry"."""
    if fits(one):
        return one
    entry = article.book.entries.get(one.actor_id or "")
    if one.names or entry is None or entry.section != "institutions":
        return None
    return of_entry(entry, article.book, "pronoun", one.start, one.end)


def _last_body(article: Article, start: int, end: int, fits: Callable[[Referent], bool]) -> Referent | None:
    first, last = bisect_right(article.chunk_starts, start - 1), bisect_right(article.chunk_starts, end - 1)
    for chunk in reversed(article.chunks[first:last]):
        one = chunk.referent
        free = not (article.in_quote(chunk.start) or article.in_dateline(chunk) or chunk.items[-1].owns)
        if one is not None and free and one.kind == "body" and fits(one):
            return one
    return None


def _bare_thing(article: Article, start: int, end: int) -> Referent | None:
    """ "The tournament": a definite noun that opens a sentence and is no body, but may have a director."""
    index = article.index_at(end)
    title = next((item for item in article.items[index : index + 4] if item.kind == "role"), None)
    if title is None or title.id.split()[-1] not in article.book.roles.sets["of_things"]:
        return None
    items = article.between(start, end)[:3]
    if len(items) < 3 or items[0].key != "the" or items[1].kind != "word" or items[0].start < start:
        return None
    words = article.text[items[0].start : items[1].end]
    return Referent(
        None, words, "other", "description", items[0].start, items[1].end, kind="body", klass="thing",
        anonymous=True, nouns=frozenset({items[1].key}),
    )  # fmt: skip


def _only(article: Article, key: str, before: int) -> Referent | None:
    """The only person whom this sentence or the one before names, wherever in it: "outrage from its director"."""
    fits = _agrees(article, key)
    if key not in ("he", "she", "his", "him", "her"):
        return None
    sentence = article.sentence(before)
    for number in (sentence, sentence - 1):
        if number < 0:
            return None
        end = before if number == sentence else article.sentences[number + 1]
        first = bisect_right(article.chunk_starts, article.sentences[number] - 1)
        last = bisect_right(article.chunk_starts, end - 1)
        people = [
            chunk.referent or _surname(article, chunk)
            for chunk in article.chunks[first:last]
            if not article.in_quote(chunk.start)
            and (chunk.referent is not None or chunk.items[-1].kind == "name")
        ]
        fitting = {(one.actor_id, one.actor): one for one in people if one is not None and fits(one)}
        if fitting or None in people:
            return next(iter(fitting.values())) if len(fitting) == 1 and None not in people else None
    return None


def _agrees(article: Article, key: str) -> Callable[[Referent], bool]:
    rule = article.book.roles.pronouns.get(key, {})
    if key in ("his", "her"):
        rule = {"gender": "m" if key == "his" else "f"}
    elif key == "its":
        rule = {"thing": True}
    elif key == "their":
        rule = {"plural": True}
    gender = rule.get("gender", "")

    def fits(one: Referent) -> bool:
        if one.klass == "partitive":
            return False
        if gender:
            return one.kind == "person" and not one.plural and one.gender in ("", gender)
        if rule.get("thing"):
            return one.kind in ("body", "state", "document", "group") and not one.plural
        if rule.get("plural"):
            return one.plural or one.kind in ("body", "group")
        return False

    return fits


def _subject(article: Article, start: int, end: int, fits: Callable[[Referent], bool]) -> Referent | None:
    """The nearest phrase that fits and opens its sentence or stands before a verb, outside quotation marks."""
    first, last = bisect_right(article.chunk_starts, start - 1), bisect_right(article.chunk_starts, end - 1)
    opens = True
    same = article.sentence(start) == article.sentence(article.at)
    found: Referent | None = None
    for chunk in article.chunks[first:last]:
        if article.in_quote(chunk.start):
            opens = False
            continue
        if article.in_dateline(chunk):
            continue
        index = article.index_at(chunk.start)
        hangs = (
            index > 0 and article.items[index - 1].kind == "prep" and article.items[index - 1].start >= start
        )
        if chunk.items[-1].owns and same:
            # "The man's visa was issued, he said": not the owner; a sentence on, "he" may well be.
            opens = opens and hangs
            continue
        one = chunk.referent or _surname(article, chunk)
        if not hangs and (opens or _acts(article, chunk)) and one is not None and fits(one):
            found = one
        elif opens and not hangs and _full_name(article, chunk):
            stranger = article.stranger(chunk.items)
            found = stranger if stranger is not None and fits(stranger) else found
        # "In Moscow the minister …": the subject comes after.
        opens = opens and hangs
    return found


def _surname(article: Article, chunk: Chunk) -> Referent | None:
    """A surname after the full name: it leads nowhere by itarticle."""
    last = chunk.items[-1]
    if last.kind != "name" or last.owns or len(last.words) > 1 or len(chunk.items) > 2:
        return None
    at, article.at = article.at, chunk.start
    found = article.name(last.words, "")
    article.at = at
    return found


def _full_name(article: Article, chunk: Chunk) -> bool:
    """A person of whom nothing is known: a pronoun that follows is not somebody named before."""
    last = chunk.items[-1]
    return (
        chunk.referent is None
        and last.kind == "name"
        and len(last.words) > 1
        and bool(article.book.roles.gender_of_name(last.words[0]))
    )


def _acts(article: Article, chunk: Chunk) -> bool:
    index = article.index_at(chunk.end)
    following = article.items[index] if index < len(article.items) else None
    return (
        following is not None
        and following.kind == "word"
        and following.key in article.book.roles.sets["verbs"]
    )
