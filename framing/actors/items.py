"""An article's text as a row of typed items: entities, role nouns, names, function words, stops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from framing.actors.codebook import Codebook
from framing.actors.lexicon import Hit, Token, tokens

ENTITIES = frozenset({"person", "state", "capital", "adj", "people", "inst", "office", "region"})
# What may stand inside one noun phrase before its first preposition.
_TAILED = ENTITIES | {"name", "role"}
PHRASE = ENTITIES | {"role", "name", "det", "own", "mod", "former", "hon", "num"}

_STOP = re.compile(r"[.;:!?\"“”«»()\[\]|\n—–]|(?<=\s)[-']|--")
_AFTER_INITIAL = re.compile(r"\.? ?")


class Item(NamedTuple):
    """One unit of the text: an entity, a role noun, a name, or a function word by kind."""

    kind: str
    start: int
    end: int
    key: str
    id: str = ""
    plural: bool = False
    owns: bool = False  # followed by 's, or by an s whose apostrophe was lost
    tail: str = ""  # "led" in "US-led", "based" in "Moscow-based", "anti" in "anti-Russian"

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.key.split())


def read_items(text: str, book: Codebook) -> list[Item]:
    """The items of a text, in order; names of several words are one item."""
    words = tokens(text)
    hits = {hit.first: hit for hit in book.lexicon.find(text, words)}
    out: list[Item] = []
    kind_of, known, new = book.roles.kind_of, book.roles.plain_kinds, tuple.__new__
    index, before = 0, 0
    while index < len(words):
        word = words[index]
        start, end, written, key = word
        gap = text[before:start]
        if gap != " ":
            _stops(out, gap, before, book)
        hit = hits.get(index)
        if hit is not None:
            before = words[hit.last].end
            out.append(_entity(hit, words, text))
            index = hit.last + 1
            continue
        before = end
        if not (out and out[-1].kind in _TAILED and _tail(out, words, index, gap, book)):
            if written.isupper():
                kind = kind_of(written, key, _shouted(words, index))
            else:
                kind = known.get(written) or kind_of(written, key, False)
            # The constructor with names and defaults costs twice as much, and a text is mostly plain words.
            out.append(new(Item, (kind, start, end, key, "", False, False, "")))
        index += 1
    return _joined(out, text, book)


_QUARTERS = frozenset({"north", "south", "central", "latin", "pan"})


def _stops(out: list[Item], gap: str, offset: int, book: Codebook) -> None:
    """Commas and stops between two words; the full stop of an initial or of "Gen." is none."""
    if "," in gap:
        out.append(Item("comma", offset, offset + len(gap), ","))
        return
    if not _STOP.search(gap):
        return
    if out and _AFTER_INITIAL.fullmatch(gap) and gap.startswith("."):
        last = out[-1]
        short = last.kind in ("role", "office") and last.key in book.roles.sets["abbreviated"]
        if short or last.kind == "hon" or (last.kind == "name" and len(last.key.split()[-1]) == 1):
            return
    kind = "paren" if gap.strip() in ("(", ")") else "stop"
    out.append(Item(kind, offset, offset + len(gap), gap.strip() or "\n"))


def _tail(out: list[Item], words: Sequence[Token], index: int, gap: str, book: Codebook) -> bool:
    """Fold "'s", "-led", "-based" into the item before; True when the word is used up."""
    word, roles = words[index], book.roles.sets
    if word.word in ("'s", "'S"):
        out[-1] = out[-1]._replace(owns=True)
        return True
    if word.key not in roles["tails"] and word.key not in roles["led"]:
        return False
    following = words[index + 1].key if index + 1 < len(words) else ""
    loose = gap == " " and following and following not in roles["prepositions"] and out[-1].kind != "role"
    if gap in ("-", "‑", "–") or (loose and word.key in ("led", "based", "backed")):
        out[-1] = out[-1]._replace(tail=word.key)
        return True
    return False


def _entity(hit: Hit, words: Sequence[Token], text: str) -> Item:
    start, end = words[hit.first].start, words[hit.last].end
    key = " ".join(word.key for word in words[hit.first : hit.last + 1])
    tail = ""
    if hit.first and text[words[hit.first - 1].end : start] == "-":
        tail = words[hit.first - 1].key
    return Item(hit.term.kind, start, end, key, hit.term.id, hit.term.plural, hit.stripped, tail)


def _shouted(words: Sequence[Token], index: int) -> bool:
    """Whether a word stands among capitals, where a capital tells nothing."""
    around = words[max(0, index - 3) : index + 4]
    return words[index].word.isupper() and len(around) > 2 and all(word.word.isupper() for word in around)


def _joined(items: list[Item], text: str, book: Codebook) -> list[Item]:
    """Join the words of one name; take "Michelle Obama" back from Obama; leave shouted words as words."""
    out: list[Item] = []
    last: Item | None
    for item in items:
        last = out[-1] if out else None
        if last is not None and item.kind in ("adj", "people", "state") and last.key in _QUARTERS:
            # "North American", "Central America": a continent, or a part of one.
            out.append(item._replace(kind="word", id=""))
            continue
        if item.kind in ("word", "det", "prep", "comma", "stop") or last is None:
            out.append(item)
            continue
        near = last is not None and item.start - last.end <= 2 and "\n" not in text[last.end : item.start]
        if last is not None and near and last.kind in ("name", "particle") and not last.owns:
            alias = item.kind == "person" and last.kind == "name" and " " not in item.key
            first = last.key.split()[-1]
            stranger = alias and (book.roles.gender_of_name(first) or len(first) == 1)
            hyphened = (
                item.kind in ENTITIES and last.kind == "particle" and text[last.end : item.start] == "-"
            )
            # "Moreau-Sen": the second half of a name is no title.
            hyphened = hyphened or (item.kind in ("office", "role") and text[last.end : item.start] == "-")
            if item.kind in ("name", "particle") or stranger or hyphened:
                out[-1] = Item(
                    "name", last.start, item.end, f"{last.key} {item.key}", owns=item.owns, tail=item.tail
                )
                continue
        if (
            item.kind == "particle"
            and last is not None
            and last.kind not in ("name", "role", "hon")
            and (text[item.end : item.end + 1] != "-")
        ):
            item = item._replace(kind="word")
        out.append(item)
    return [_settled(item, book) if item.kind in ("name", "particle") else item for item in out]


def _settled(item: Item, book: Codebook) -> Item:
    """A particle alone is a word; a name that only adds an initial or "Jr." to one of the codebook is that person."""
    if item.kind == "particle":
        return item._replace(kind="word")
    if item.kind != "name" or " " not in item.key:
        return item
    words = item.words
    plain = [word for word in words if len(word) > 1 and word not in book.roles.sets["generations"]]
    if 1 < len(plain) < len(words):
        known = book.lexicon.person(plain)
        if known:
            return item._replace(kind="person", id=known)
    return item
