"""Count words per article, voice, side and topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import WORD, shadow, split_sentences
from framing.schema import check_table
from framing.wordchoice.terms import Rows, lower_words

VOICES_ASKED = ("all", "author", "attributed")
TERMS = ("word", "ngram")
_NONE = -1


@dataclass(frozen=True)
class _Words:
    """Words of one article: lower case, and where each begins."""

    words: list[str]
    starts: np.ndarray


@dataclass(frozen=True)
class _Spans:
    """Spans of a table, by article: (start, end, code)."""

    by_article: Mapping[str, list[tuple[int, int, int]]]
    labels: list[object]

    def paint(self, article_id: str, starts: np.ndarray) -> np.ndarray:
        """The code of the last span that holds each word; none: -1."""
        out = np.full(len(starts), _NONE, dtype=np.int64)
        spans = self.by_article.get(article_id, ())
        if spans:
            edges = np.searchsorted(starts, [(start, end) for start, end, _ in spans])
            for (first, last), (_, _, code) in zip(edges.tolist(), spans, strict=True):
                out[first:last] = code
        return out


def count_words(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    voice: str = "all",
    about: str | None = None,
    mask: bool | pd.DataFrame | None = None,
    terms: str = "word",
) -> pd.DataFrame:
    """Count the words of articles, by voice, by the speaker's side and by the side that a sentence is about.

    Parameters
    ----------
    articles : articles table. Those in a language other than English are left out.
    attributions : attributions table; needed for `voice="author"` and `voice="attributed"`. With `side` in it
        (`resolve_speakers`), attributed words carry the side of their speaker.
    mentions : mentions table; fills `about`, and is what `mask=True` leaves out.
    voice : "author" for the words outside all attributed content, "attributed" for those inside, "all" for both.
    about : keep only the words of sentences that mention this side and no other.
    mask : True, or a mentions table: words inside these mentions are left out, so that names do not count.
    terms : "word", or "ngram" for two words that follow each other in one sentence and one attribution.

    Returns
    -------
    DataFrame, the counts table, one row per article, voice, side, about and term: article_id, voice (missing
    without attributions), side (of the speaker; missing for the author's words and where speakers are not resolved),
    about (missing without mentions, and where a sentence mentions no side or several), node (missing here), term
    (lower case), kind (word or ngram), count.

    Raises
    ------
    ValueError : an argument is none of those allowed, or asks for a table that is not given; offsets lie beyond the
        text.

    Notes
    -----
    A word is a match of `language.WORD` in the shadow copy (plain apostrophes); all words count, stop words too. The
    headline counts; a headline that the body repeats does not. Where attributions are nested, a word belongs to the
    innermost. What somebody is said to want, fear or plan (`act` attitude) is attributed content too; leave those rows
    out of `attributions` to count it as the author's. Every side counts as mentioned, "other" as well, so `about` is
    strict; a sentence with an unresolved mention is about nobody. Articles without words give no rows.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["Ships came. More ships came."])
    >>> framing.count_words(articles)[["term", "count"]].values.tolist()
    [['came', 2], ['more', 1], ['ships', 2]]
    """
    choose("voice", voice, VOICES_ASKED)
    choose("terms", terms, TERMS)
    articles = check_table(articles, "articles")
    if attributions is not None:
        attributions = check_table(attributions, "attributions")
    if mentions is not None:
        mentions = check_table(mentions, "mentions")
    if voice != "all" and attributions is None:
        raise ValueError(
            f"voice={voice!r} needs attributions, got None; pass those of find_attributions, or use voice='all'."
        )
    masked = _masked(mask, mentions)
    if about is not None:
        if mentions is None:
            raise ValueError(f"about={about!r} needs mentions, got None; pass those of find_mentions.")
        choose("about", about, [side for side in mentions["side"].cat.categories if side != "unresolved"])
    english = articles[_is_english(articles["language"])].sort_values("article_id")
    for name, table, end in (("attributions", attributions, "content_end"), ("mentions", mentions, "end")):
        if table is not None:
            _check_ends(table, english, name, end)
    contents = None if attributions is None else _contents(attributions)
    sentences = None
    topics: dict[str, dict[int, str]] = {}
    if mentions is not None or terms == "ngram":
        # Splitting is half of the work; for topics, an article that mentions nobody needs none.
        split = english
        if mentions is not None and terms == "word":
            split = english[english["article_id"].isin(mentions["article_id"])]
        sentences = _sentences(split)
        if mentions is not None:
            topics = _topics(mentions, sentences)

    resolved = attributions is not None and "side" in attributions
    sides = attributions["side"].cat.categories if resolved else None  # type: ignore[index]
    abouts = None if mentions is None else mentions["side"].cat.categories
    rows = Rows(terms, [] if sides is None else list(sides), [] if abouts is None else list(abouts))
    repeats = zip(english["headline_repeat_start"], english["headline_repeat_end"], strict=True)
    for article_id, text, (repeat_start, repeat_end) in zip(
        english["article_id"], english["text"], repeats, strict=True
    ):
        repeat = (
            None if pd.isna(repeat_start) or pd.isna(repeat_end) else (int(repeat_start), int(repeat_end))
        )
        if contents is None and sentences is None and masked is None:
            rows.add_text(article_id, _without(text, repeat))
            continue
        words = _words(text)
        keep = np.ones(len(words.words), dtype=bool)
        if repeat is not None:
            first, last = np.searchsorted(words.starts, repeat)
            keep[first:last] = False
        if masked is not None:
            keep &= masked.paint(article_id, words.starts) == _NONE
        owner = np.full(len(keep), _NONE) if contents is None else contents.paint(article_id, words.starts)
        sentence = (
            np.full(len(keep), _NONE) if sentences is None else sentences.paint(article_id, words.starts)
        )
        _count_article(
            rows, article_id, words, keep, owner, sentence, contents, topics.get(article_id, {}), voice, about
        )
    return rows.table()


def _count_article(
    rows: Rows,
    article_id: str,
    words: _Words,
    keep: np.ndarray,
    owner: np.ndarray,
    sentence: np.ndarray,
    contents: _Spans | None,
    topics: Mapping[int, str],
    voice: str,
    about: str | None,
) -> None:
    """Add the rows of one article: one group of words per voice, side and topic."""
    terms = words.words
    if rows.kind == "ngram":
        joined = keep[:-1] & keep[1:] & (owner[:-1] == owner[1:]) & (sentence[:-1] == sentence[1:])
        terms = [f"{a} {b}" for a, b in zip(words.words, words.words[1:], strict=False)]
        keep, owner, sentence = joined, owner[:-1], sentence[:-1]
    if voice != "all":
        keep = keep & ((owner == _NONE) == (voice == "author"))
    # Few distinct pairs of attribution and sentence per article: label those in Python, and the words by number.
    width = int(sentence.max(initial=0)) + 2
    pairs, pair_of = np.unique((owner + 1) * width + sentence + 1, return_inverse=True)
    groups: dict[tuple[str | None, object, str | None], int] = {}
    group_of = np.full(len(pairs), _NONE)
    for number, pair in enumerate(pairs.tolist()):
        owned_by, topic = pair // width - 1, topics.get(pair % width - 1)
        if about is not None and topic != about:
            continue
        speaks = None if contents is None else "author" if owned_by == _NONE else "attributed"
        side = None if contents is None or owned_by == _NONE else contents.labels[owned_by]
        group_of[number] = groups.setdefault((speaks, side, topic), len(groups))
    word_group = np.where(keep, group_of[pair_of], _NONE)
    for (speaks, side, topic), number in sorted(groups.items(), key=lambda item: rows.order(item[0])):
        rows.add(article_id, (speaks, side, topic), compress(terms, (word_group == number).tolist()))


def _check_ends(table: pd.DataFrame, articles: pd.DataFrame, name: str, column: str) -> None:
    lengths = pd.Series(articles["text"].str.len().to_numpy(), index=articles["article_id"].to_numpy())
    beyond = (table[column] > table["article_id"].map(lengths)).fillna(False).to_numpy(dtype=bool)
    if beyond.any():
        row = table[beyond].iloc[0]
        raise ValueError(
            f"{name}: a row of article {row['article_id']!r} ends at {row[column]}, but the text has "
            f"{lengths[row['article_id']]} characters; bring the articles that the offsets were made on."
        )


def _is_english(language: pd.Series) -> pd.Series:
    return language.isna() | language.str.match(r"(?i:en)(?:[-_]|$)", na=False)


def _masked(mask: bool | pd.DataFrame | None, mentions: pd.DataFrame | None) -> _Spans | None:
    if mask is None or mask is False:
        return None
    if mask is True:
        if mentions is None:
            raise ValueError(
                "mask=True needs mentions, got None; pass those of find_mentions, or mask=mentions."
            )
        return _spans(mentions)
    if not isinstance(mask, pd.DataFrame):
        raise TypeError(f"mask={mask!r} is not allowed; allowed: None, True, or a mentions table.")
    return _spans(check_table(mask, "mentions"))


def _words(text: str) -> _Words:
    plain = shadow(text)
    starts = np.array([match.start() for match in WORD.finditer(plain)], dtype=np.int64)
    return _Words(lower_words(plain), starts)


def _without(text: str, repeat: tuple[int, int] | None) -> str:
    if repeat is None:
        return text
    return text[: repeat[0]] + " " * (repeat[1] - repeat[0]) + text[repeat[1] :]


def _spans(frame: pd.DataFrame, labels: list[object] | None = None) -> _Spans:
    by_article: dict[str, list[tuple[int, int, int]]] = {}
    rows = zip(frame["article_id"].tolist(), frame["start"].tolist(), frame["end"].tolist(), strict=True)
    for number, (article_id, start, end) in enumerate(rows):
        by_article.setdefault(article_id, []).append((int(start), int(end), number))
    return _Spans(by_article, labels or [])


def _contents(attributions: pd.DataFrame) -> _Spans:
    """Attributed content, outer before inner, so that the innermost is painted last."""
    parents = dict(
        zip(attributions["attribution_id"].tolist(), attributions["nested_in"].tolist(), strict=True)
    )
    labels = (
        attributions["side"].astype(object)
        if "side" in attributions
        else pd.Series([None] * len(attributions))
    )
    side = [None if pd.isna(label) else label for label in labels]
    found: dict[str, list[tuple[int, int, int, int, int]]] = {}
    names = ("article_id", "attribution_id", "content_start", "content_end", "content_spans")
    rows = zip(*(attributions[name].tolist() for name in names), strict=True)
    for number, (article_id, attribution_id, start, end, spans) in enumerate(rows):
        depth = _depth(attribution_id, parents)
        for a, b in spans or ((start, end),):
            found.setdefault(article_id, []).append((depth, start - end, a, b, number))
    ordered = {
        key: [(a, b, number) for _, _, a, b, number in sorted(pieces)] for key, pieces in found.items()
    }
    return _Spans(ordered, side)


def _depth(attribution_id: str, parents: Mapping[str, object]) -> int:
    depth, seen = 0, {attribution_id}
    parent = parents.get(attribution_id)
    while isinstance(parent, str) and parent in parents and parent not in seen:
        depth += 1
        seen.add(parent)
        parent = parents[parent]
    return depth


def _sentences(articles: pd.DataFrame) -> _Spans:
    return _spans(split_sentences(articles))


def _topics(mentions: pd.DataFrame, sentences: _Spans) -> dict[str, dict[int, str]]:
    """The only side that a sentence mentions, by article and sentence; sentences without one are not in it."""
    found: dict[str, list[tuple[int, str]]] = {}
    sides = mentions["side"].astype(object).fillna("unresolved").tolist()
    for article_id, start, side in zip(
        mentions["article_id"].tolist(), mentions["start"].tolist(), sides, strict=True
    ):
        found.setdefault(article_id, []).append((start, side))
    out: dict[str, dict[int, str]] = {}
    for article_id, rows in found.items():
        rows.sort()
        owner = sentences.paint(article_id, np.array([start for start, _ in rows], dtype=np.int64))
        seen: dict[int, set[str]] = {}
        for sentence, (_, side) in zip(owner.tolist(), rows, strict=True):
            seen.setdefault(sentence, set()).add(side)
        out[article_id] = {
            sentence: next(iter(sides_there))
            for sentence, sides_there in seen.items()
            if sentence != _NONE and len(sides_there) == 1 and sides_there != {"unresolved"}
        }
    return out
