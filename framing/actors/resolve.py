"""From a speaker's words to an actor and a side, with the reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from framing.actors.codebook import Codebook, Entry, load_codebook
from framing.actors.memory import Article
from framing.actors.referent import Referent
from framing.actors.targets import target_of
from framing.language import sentence_pieces, word_spans
from framing.schema import check_table, make_table

# Words that two contents share by chance: they say nothing about who speaks.
_SHORT = 4
_SHARED_WORDS = 2


def resolve_speakers(
    attributions: pd.DataFrame, articles: pd.DataFrame, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Say for every attribution which actor speaks, for which side, and what decided.

    Parameters
    ----------
    attributions : attributions table; speakers are read as spans in the articles' text.
    articles : articles table; `date` picks the holder of an office, `body_start` tells headline from body.
    codebook : from `load_codebook`; by default the shipped one.

    Returns
    -------
    DataFrame : the attributions with `actor_id`, `actor`, `side`, `resolved_by`, `antecedent_start`,
    `antecedent_end` (the words that decided), `anonymous`, `target_actor_id`, `target_side`. Columns of that group
    which were there before are replaced.

    Raises
    ------
    ValueError : a needed column is missing, or an attribution's article is not in `articles`.

    Notes
    -----
    Rules stay inside the article: a full title decides first, then the surname after the full name, then "the
    spokesman", then pronouns. A speaker of whom only the kind is told ("a resident") is other; one that should lead
    to an actor and does not is unresolved. A row without a speaker takes the speaker before it when its quotation
    goes on, or, in a headline, the first attribution of the body that shares at least two longer words with it.
    An accusation without a target is aimed at whom its content is about, and a ship or a crew stands for the only
    state that the article says it is of; a side never accuses itself that way.
    """
    book = codebook or load_codebook()
    rows = check_table(attributions, "attributions")
    kept = check_table(articles, "articles")
    group = [c for c in rows.columns if c in RESOLVED]
    records = records_of(rows.drop(columns=group))
    of_article: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        of_article.setdefault(record["article_id"], []).append(record)
    by_id = {record["article_id"]: record for record in records_of(kept)}
    missing = sorted(set(of_article) - set(by_id))
    if missing:
        raise ValueError(
            f"attributions: article_id {missing[0]!r} is not in articles; {len(missing)} are missing."
        )
    book.shelf.clear()
    for article_id, own in of_article.items():
        _resolve_article(open_article(by_id[article_id], own, book, keep=True), own)
    return make_table(records, "attributions", sides=book.sides, group="resolved")


RESOLVED = (
    "actor_id", "actor", "side", "resolved_by", "antecedent_start", "antecedent_end", "anonymous",
    "target_actor_id", "target_side",
)  # fmt: skip


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts keyed by column name."""
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, number].tolist() for number in range(len(names))]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def open_article(
    record: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], book: Codebook, *, keep: bool = False
) -> Article:
    """The article with its phrases read, ready to be asked for its speakers; `keep` leaves the reading on the shelf."""
    text, date, body = record["text"], record.get("date"), record.get("body_start")
    home, country = _home(record, book), record.get("outlet_country")
    quoted = sorted(
        span for row in rows if row.get("quote_type") == "direct" for span in row["content_spans"] or ()
    )
    day = None if date is None or pd.isna(date) else date.date()
    body_start = 0 if body is None or pd.isna(body) else int(body)
    abroad = home is None and country is not None and not pd.isna(country)
    key = (text, day, body_start, None if home is None else home.id, abroad, tuple(quoted))
    starts, items, chunks = book.shelf.take(key) or (None, [], [])
    if starts is None:
        starts = [piece.start for piece in sentence_pieces(text, body_start)] or [0]
    article = Article(
        text=text,
        book=book,
        day=day,
        sentences=starts,
        body_start=body_start,
        quoted=quoted,
        country=home,
        abroad=abroad,
        items=items,
        chunks=chunks,
    )
    if keep:
        book.shelf.put(key, (starts, article.items, article.chunks))
    return article


def _home(record: Mapping[str, Any], book: Codebook) -> Entry | None:
    """The outlet's own state, which it leaves out: "the Foreign Ministry" in a Moscow paper."""
    country = record.get("outlet_country")
    return None if country is None or pd.isna(country) else book.of_country(country)


def _resolve_article(article: Article, rows: list[dict[str, Any]]) -> None:
    order = sorted(rows, key=lambda row: (_place(row), row["content_start"]))
    found: dict[str, Referent | None] = {}
    last: Referent | None = None
    before: Mapping[str, Any] | None = None
    selves: list[dict[str, Any]] = []
    for row in order:
        one = None
        if not pd.isna(row["speaker_start"]) and article.first_person(
            int(row["speaker_start"]), int(row["speaker_end"])
        ):
            # "I" is whoever says the words it stands in, and that may be told only after them.
            selves.append(row)
            found[row["attribution_id"]] = None
            continue
        if not pd.isna(row["speaker_start"]):
            one = article.speaker(int(row["speaker_start"]), int(row["speaker_end"]))
        elif last is not None and (
            row["quote_type"] == "continuation" or _goes_on(article.text, before, row)
        ):
            one = last.by("continuation")
            article.spoken.append((_place(row), one))
        found[row["attribution_id"]] = one
        before = row
        last = one if one is not None or not pd.isna(row["speaker_start"]) else last
    for row in selves:
        found[row["attribution_id"]] = _self(row, rows, found)
    for row in order:
        one = found[row["attribution_id"]]
        if one is None and _place(row) < article.body_start:
            one = _from_body(row, order, found, article)
            if one is None and not pd.isna(row["speaker_start"]):
                one = article.headline_role(int(row["speaker_start"]), int(row["speaker_end"]))
        _write(row, one)
        _write_target(row, article)


def _self(
    row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], found: Mapping[str, Referent | None]
) -> Referent | None:
    """Who says "I": the speaker of the innermost content that it stands in, and whose own words these are."""
    start, end = int(row["speaker_start"]), int(row["speaker_end"])
    around = [
        (int(other["content_end"]) - int(other["content_start"]), found[other["attribution_id"]])
        for other in rows
        if other is not row and any(a <= start and end <= b for a, b in other["content_spans"] or ())
    ]
    told = [(size, one) for size, one in around if one is not None]
    return min(told, key=lambda pair: pair[0])[1].by("pronoun") if told else None


def _goes_on(text: str, before: Mapping[str, Any] | None, row: Mapping[str, Any]) -> bool:
    """Whether a quotation without a speaker follows right on what the one before it said: "hopes to stay: “I …”"."""
    if before is None or row["quote_type"] != "direct":
        return False
    end, start = int(before["content_end"]), int(row["content_start"])
    between = text[end:start]
    return 0 <= start - end < 8 and "\n" not in between and not any(c.isalnum() for c in between)


def _place(row: Mapping[str, Any]) -> int:
    return int(row["content_start"] if pd.isna(row["speaker_start"]) else row["speaker_start"])


def _from_body(
    row: Mapping[str, Any],
    order: Sequence[Mapping[str, Any]],
    found: Mapping[str, Referent | None],
    article: Article,
) -> Referent | None:
    """A headline's quotation without a name: the first of the body in whose content its words come again."""
    wanted = _long_words(row["content"])
    for other in order:
        one = found[other["attribution_id"]]
        if other is row or one is None or other["content_start"] < article.body_start:
            continue
        if len(wanted & _long_words(other["content"])) >= min(_SHARED_WORDS, max(1, len(wanted))):
            return one.by("headline")
    return None


def _long_words(text: str) -> set[str]:
    return {text[a:b].casefold() for a, b in word_spans(text) if b - a >= _SHORT}


def _write(row: dict[str, Any], one: Referent | None) -> None:
    row["side"] = one.side if one else "unresolved"
    row["resolved_by"] = one.how if one else "none"
    row["actor_id"] = one.actor_id if one else None
    row["actor"] = one.actor if one else None
    row["antecedent_start"] = one.start if one else None
    row["antecedent_end"] = one.end if one else None
    row["anonymous"] = one.anonymous if one else None


def _write_target(row: dict[str, Any], article: Article) -> None:
    row["target_actor_id"] = row["target_side"] = None
    one = target_of(article, row)
    if one is None and pd.isna(row["target_start"]):
        return
    row["target_actor_id"] = one.actor_id if one else None
    row["target_side"] = one.side if one else "unresolved"


def innermost(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    """(start, end, attribution_id) of every content piece, shorter contents first."""
    pieces = [
        (row["content_end"] - row["content_start"], start, end, row["attribution_id"])
        for row in rows
        for start, end in row["content_spans"] or ((row["content_start"], row["content_end"]),)
    ]
    return [(int(start), int(end), name) for _, start, end, name in sorted(pieces)]


def sentence_of(starts: Sequence[int], offset: int) -> int:
    """Index of the sentence that holds an offset."""
    return max(0, bisect_right(starts, offset) - 1)
