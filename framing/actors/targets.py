"""Whom an accusation is aimed at where no name says it: who does what is alleged, and whose ship it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.actors.items import Item
from framing.actors.referent import Referent, of_entry

if TYPE_CHECKING:
    from framing.actors.memory import Article

# How many words may stand between a state and the thing that is its: "a Russian survey ship".
_BETWEEN = 3


def target_of(article: Article, row: Mapping[str, Any]) -> Referent | None:
    """Whom a row's target stands for; of an accusation without one, who does what is alleged.

    "The ministry alleged that American agents took the keys" accuses who the clause is about. A ship or a soldier is
    aimed at as the state's whose it is called somewhere in the article ("a Russian tug").
    """
    named = not pd.isna(row["target_start"])
    if not named and row.get("cue_class") != "accuse":
        return None
    items = _asked(row, article, named)
    if not items:
        return None
    start, end = items[0].start, items[-1].end
    found = _read(article, start, end) if named or not _mere(items) else None
    if found is not None and (found.side in article.book.sides or found.side == "joint"):
        return found if named or found.side != row.get("side") else None
    owner = _owner(article, items)
    if owner is not None and (named or owner.side != row.get("side")):
        return owner
    return found if named else None


def _read(article: Article, start: int, end: int) -> Referent | None:
    before = len(article.spoken)
    one = article.speaker(start, end)
    del article.spoken[before:]
    return one


def _asked(row: Mapping[str, Any], article: Article, named: bool) -> list[Item]:
    """The items of the target, else of the phrase that the content opens with."""
    if named:
        return article.between(int(row["target_start"]), int(row["target_end"]))
    start, end = int(row["content_start"]), int(row["content_end"])
    out: list[Item] = []
    for item in article.between(start, end):
        if item.kind in ("prep", "comma", "stop", "pron", "rel", "conj", "paren") or item.start < start:
            break
        out.append(item)
        if item.kind in ("name", "role", "inst", "person") and not item.owns:
            break
        if item.key in article.book.roles.sets["assets"] or _plural(item.key, article):
            break
        if item.kind in ("state", "capital") and not item.owns:
            break
    return out


def _plural(key: str, article: Article) -> bool:
    return key.endswith("s") and key[:-1] in article.book.roles.sets["assets"]


def _mere(items: Sequence[Item]) -> bool:
    """A phrase that begins with a plain word or ends in one: no name, office or state."""
    return items[-1].kind in ("word", "mod", "det", "own", "num", "time")


def _owner(article: Article, items: Sequence[Item]) -> Referent | None:
    """The only state that the article says a ship, a crew or a satellite is of."""
    last = items[-1]
    asset = last.key in article.book.roles.sets["assets"] or _plural(last.key, article)
    if not (asset or last.kind == "name"):
        return None
    states = {
        state for item in article.items if item.key == last.key for state in _states(article, item, asset)
    }
    if len(states) != 1:
        return None
    state = article.book.entries[next(iter(states))]
    if state.side not in article.book.sides:
        return None
    return of_entry(state, article.book, "description", items[0].start, last.end)


def _states(article: Article, item: Item, asset: bool) -> list[str]:
    """States that stand right before a thing: "a Russian tug", "Russia's survey ship", "a Russian tug, the Oblov"."""
    index = article.index_at(item.start)
    seen_asset = asset
    for one in reversed(article.items[max(0, index - _BETWEEN - 2) : index]):
        if one.kind in ("stop", "prep", "conj", "pron", "rel"):
            break
        seen_asset = seen_asset or one.key in article.book.roles.sets["assets"]
        if one.kind in ("adj", "state", "capital") and not one.tail:
            return [article.book.entries[one.id].state] if seen_asset else []
    return []
