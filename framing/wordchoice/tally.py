"""The words of articles as rows: whose they are, what their sentence is about, and which are near a node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import WORD, lemmas, parse, shadow, split_sentences
from framing.schema import check_table
from framing.wordchoice.findings import is_english
from framing.wordchoice.terms import Rows, lower_words

VOICES_ASKED = ("all", "author", "attributed")
TERMS = ("word", "lemma", "ngram")
_NONE = -1


@dataclass(frozen=True)
class Asked:
    """What a caller wants counted. `nodes`: the words of each phrase whose neighbours are; None for all words."""

    voice: str = "all"
    about: str | None = None
    mask: bool | pd.DataFrame | None = None
    mark: str | None = None
    terms: str = "word"
    n: int = 2
    nodes: Sequence[Sequence[str]] | None = None
    window: int = 5
    label: str | None = None


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


def tally(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    asked: Asked,
) -> pd.DataFrame:
    """The counts table of what is asked."""
    choose("voice", asked.voice, VOICES_ASKED)
    choose("terms", asked.terms, TERMS)
    articles = check_table(articles, "articles")
    if attributions is not None:
        attributions = check_table(attributions, "attributions")
    if mentions is not None:
        mentions = check_table(mentions, "mentions")
    if asked.voice != "all" and attributions is None:
        raise ValueError(
            f"voice={asked.voice!r} needs attributions, got None; pass those of find_attributions, or use voice='all'."
        )
    masked = _masked(asked.mask, mentions)
    if asked.mark is not None and masked is None:
        raise ValueError(f"mark={asked.mark!r} stands in place of masked names; give mask=True as well.")
    if asked.about is not None:
        if mentions is None:
            raise ValueError(f"about={asked.about!r} needs mentions, got None; pass those of find_mentions.")
        choose(
            "about", asked.about, [side for side in mentions["side"].cat.categories if side != "unresolved"]
        )
    english = articles[is_english(articles["language"])].sort_values("article_id")
    for name, table, end in (("attributions", attributions, "content_end"), ("mentions", mentions, "end")):
        if table is not None:
            _check_ends(table, english, name, end)
    contents = None if attributions is None else _contents(attributions)
    bound = asked.terms != "word" or asked.nodes is not None
    sentences, base = None, None
    topics: dict[str, dict[int, str]] = {}
    if mentions is not None or bound:
        # Splitting is half of the work; for topics, an article that mentions nobody needs none.
        split = english
        if mentions is not None and not bound:
            split = english[english["article_id"].isin(mentions["article_id"])]
        table = split_sentences(split)
        sentences = _spans(table)
        if mentions is not None:
            topics = _topics(mentions, sentences)
        if asked.terms == "lemma":
            base = _lemmas_of(split, table)

    resolved = attributions is not None and "side" in attributions
    sides = attributions["side"].cat.categories if resolved else None  # type: ignore[index]
    abouts = None if mentions is None else mentions["side"].cat.categories
    rows = Rows(
        asked.terms, [] if sides is None else list(sides), [] if abouts is None else list(abouts), asked.label
    )
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
        words = _words(text, None if base is None else base.get(article_id, {}))
        keep = np.ones(len(words.words), dtype=bool)
        if repeat is not None:
            first, last = np.searchsorted(words.starts, repeat)
            keep[first:last] = False
        if masked is not None:
            names = masked.paint(article_id, words.starts)
            if asked.mark is None:
                keep &= names == _NONE
            else:
                words, keep = _marked(words, keep, names, asked.mark)
        owner = np.full(len(keep), _NONE) if contents is None else contents.paint(article_id, words.starts)
        sentence = (
            np.full(len(keep), _NONE) if sentences is None else sentences.paint(article_id, words.starts)
        )
        _count_article(
            rows, article_id, words, keep, owner, sentence, contents, topics.get(article_id, {}), asked
        )
    return rows.table()


def _marked(words: _Words, keep: np.ndarray, names: np.ndarray, mark: str) -> tuple[_Words, np.ndarray]:
    """One mark in place of each name, so that its neighbours stay neighbours."""
    first = (names != _NONE) & (names != np.concatenate([[_NONE], names[:-1]]))
    kept = (names == _NONE) | first
    some = [mark if new else word for word, new, stays in zip(words.words, first, kept, strict=True) if stays]
    return _Words(some, words.starts[kept]), keep[kept]


def _near(
    words: Sequence[str], keep: np.ndarray, owner: np.ndarray, sentence: np.ndarray, asked: Asked
) -> np.ndarray:
    """Which words stand within the window of a node, in its sentence and the same voice; the node does not."""
    near, node = np.zeros(len(keep), dtype=bool), np.zeros(len(keep), dtype=bool)
    for phrase in asked.nodes or ():
        for first in _places(words, phrase):
            last = first + len(phrase)
            if not keep[first:last].all() or sentence[first] != sentence[last - 1]:
                continue
            node[first:last] = True
            around = slice(max(first - asked.window, 0), last + asked.window)
            near[around] |= (sentence[around] == sentence[first]) & (owner[around] == owner[first])
    return near & ~node


def _places(words: Sequence[str], phrase: Sequence[str]) -> list[int]:
    """Where a phrase begins."""
    n = len(phrase)
    return [
        first
        for first, word in enumerate(words)
        if word == phrase[0] and (n == 1 or list(words[first : first + n]) == list(phrase))
    ]


def _count_article(
    rows: Rows,
    article_id: str,
    words: _Words,
    keep: np.ndarray,
    owner: np.ndarray,
    sentence: np.ndarray,
    contents: _Spans | None,
    topics: Mapping[int, str],
    asked: Asked,
) -> None:
    """Add the rows of one article: one group of words per voice, side and topic."""
    terms = words.words
    if asked.nodes is not None:
        keep = keep & _near(terms, keep, owner, sentence, asked)
    if asked.terms == "ngram":
        n = asked.n
        size = max(len(terms) - n + 1, 0)
        joined = np.ones(size, dtype=bool)
        for shift in range(n):
            at = slice(shift, shift + size)
            joined &= keep[at] & (owner[at] == owner[:size]) & (sentence[at] == sentence[:size])
        terms = [" ".join(terms[first : first + n]) for first in range(size)]
        keep, owner, sentence = joined, owner[:size], sentence[:size]
    if asked.voice != "all":
        keep = keep & ((owner == _NONE) == (asked.voice == "author"))
    # Few distinct pairs of attribution and sentence per article: label those in Python, and the words by number.
    width = int(sentence.max(initial=0)) + 2
    pairs, pair_of = np.unique((owner + 1) * width + sentence + 1, return_inverse=True)
    groups: dict[tuple[str | None, object, str | None], int] = {}
    group_of = np.full(len(pairs), _NONE)
    for number, pair in enumerate(pairs.tolist()):
        owned_by, topic = pair // width - 1, topics.get(pair % width - 1)
        if asked.about is not None and topic != asked.about:
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


def _words(text: str, base: Mapping[int, tuple[int, str]] | None = None) -> _Words:
    """Words in lower case; with `base` (start → length, lemma) their lemmas, where the parser cuts as we do."""
    plain = shadow(text)
    spans = [match.span() for match in WORD.finditer(plain)]
    words = lower_words(plain)
    if base is not None:
        found = [base.get(start, (0, "")) for start, _ in spans]
        words = [
            lemma if length == end - start else word
            for word, (start, end), (length, lemma) in zip(words, spans, found, strict=True)
        ]
    return _Words(words, np.array([start for start, _ in spans], dtype=np.int64))


def _lemmas_of(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, dict[int, tuple[int, str]]]:
    """Length and lemma of every token of the parser, by article and start."""
    out: dict[str, dict[int, tuple[int, str]]] = {}
    for article_id, parsed in zip(sentences["article_id"], parse(articles, sentences), strict=True):
        # As in a concordance: a capital at the head of a sentence hides no form of the word.
        pos = ["NOUN" if part == "PROPN" else part for part in parsed.pos]
        known = out.setdefault(str(article_id), {})
        for start, word, lemma in zip(parsed.start, parsed.word, lemmas(parsed.word, pos), strict=True):
            known[int(start)] = (len(word), shadow(lemma))
    return out


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
