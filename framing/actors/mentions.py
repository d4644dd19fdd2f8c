"""Where the text mentions an actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from framing.actors.codebook import Codebook, load_codebook
from framing.actors.items import ENTITIES
from framing.actors.memory import Article
from framing.actors.reading import Chunk
from framing.actors.referent import Referent, of_entry
from framing.actors.resolve import innermost, open_article, records_of, sentence_of
from framing.schema import TABLES, check_table, make_table

_PRONOUNS = ("he", "she")
_NO_MENTION = ("anti", "pro", "based", "born", "speaking", "style")
_HOW = {"adj": "demonym", "people": "demonym", "state": "metonym", "capital": "metonym", "office": "title"}

_KINDS = TABLES["mentions"].column("kind").categories


def find_mentions(
    articles: pd.DataFrame, attributions: pd.DataFrame | None = None, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Find every mention of a codebook's actors: names, titles, states, peoples, and he or she for a speaker.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table; where given, `attribution_id` is the innermost one in whose content the
        mention stands, and `is_speaker` says that it lies in a speaker's words.
    codebook : from `load_codebook`; by default the shipped one.

    Returns
    -------
    DataFrame : mentions table, one row per mention. The longest one wins: "Russian officials" is one mention, not
    two; "Russia's ally Syria" is one of each. An adjective before a thing ("Russian warplanes", "US warplanes") is a
    mention of the state, one before private people ("American tourists") is none.

    Raises
    ------
    ValueError : a needed column is missing.
    """
    book = codebook or load_codebook()
    kept = check_table(articles, "articles")
    rows = [] if attributions is None else records_of(check_table(attributions, "attributions"))
    of_article: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of_article.setdefault(row["article_id"], []).append(row)
    found: list[dict[str, Any]] = []
    for record in records_of(kept):
        article_id = record["article_id"]
        own = of_article.get(article_id, [])
        article = open_article(record, own, book)
        pieces = innermost(own)
        speakers = [
            (int(r["speaker_start"]), int(r["speaker_end"])) for r in own if not pd.isna(r["speaker_start"])
        ]
        for start, end, one in _mentions(article, own):
            found.append(
                {
                    "article_id": article_id,
                    "start": start,
                    "end": end,
                    "sentence_id": sentence_of(article.sentences, start),
                    "actor_id": one.actor_id,
                    "side": one.side,
                    # A name told by the headline or by a quotation that goes on is still a name in the text.
                    "kind": one.how if one.how in _KINDS else "name",
                    "attribution_id": next((name for a, b, name in pieces if a <= start and end <= b), None),
                    "is_speaker": any(a < end and start < b for a, b in speakers),
                }
            )
    return make_table(found, "mentions", sides=book.sides)


def _mentions(article: Article, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, Referent]]:
    taken = 0
    for chunk in article.chunks:
        for start, end, one in _of_chunk(article, chunk):
            if start >= taken and one.actor_id is not None:
                taken = end
                yield start, end, one
    for row in sorted(rows, key=lambda row: int(row["content_start"])):
        if pd.isna(row["speaker_start"]):
            continue
        start, end = int(row["speaker_start"]), int(row["speaker_end"])
        words = article.text[start:end].casefold()
        speaker = article.speaker(start, end)
        if words in _PRONOUNS and speaker is not None and speaker.actor_id is not None:
            yield start, end, speaker.by("pronoun")


def _of_chunk(article: Article, chunk: Chunk) -> Iterator[tuple[int, int, Referent]]:
    """The phrase's own actor, and those inside it that belong to another state, in text order."""
    one = chunk.referent
    if one is None:
        # A surname, or an office that the article explained before.
        name = next((item for item in chunk.items if item.kind == "name"), None)
        article.at = chunk.start
        one = article.name(name.words, "") if name is not None else None
        one = one.by("name") if one else None
    items = [item for item in chunk.items if item.kind != "det"]
    entities = [item for item in items if item.kind in ENTITIES and item.kind != "region"]
    private = one is not None and one.actor_id is None and one.klass in ("private", "rebel", "media")
    kept = []
    for item in entities:
        entry = article.book.entries[item.id]
        named = one is not None and one.actor_id is not None
        if (
            item.tail in _NO_MENTION
            or (private and item.kind == "adj")
            or (named and one is not None and entry.state == one.state)
        ):
            continue
        found = of_entry(entry, article.book, _HOW.get(item.kind, "name"), item.start, item.end)
        kept.append((item.start, item.end, found))
    if one is not None and one.actor_id is not None:
        # "Russia's ally Syria": Russia is a mention of its own, so that of Syria begins after it.
        inside = [end for _, end, _ in kept if end <= one.start]
        start = one.start if inside else items[0].start
        kept.append((start, min(items[-1].end, max(one.end, items[0].end)), one))
    yield from sorted(kept, key=lambda mention: mention[0])
