"""Where a finding stands: its sentence, whose words it is, and the side of who speaks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.language import shadow, split_sentences, word_spans
from framing.schema import check_table, side_categories, sort_table
from framing.schema.columns import VOICES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SPEAKER_SIDE = "speaker_side"
_NONE = -1


@dataclass(frozen=True)
class Contents:
    """Attributed content of every article: (start, end, row), what lies outside before what lies inside it.

    `sides`: the side of each row's speaker, "unresolved" where it is missing; None where speakers have no sides.
    """

    by_article: Mapping[str, list[tuple[int, int, int]]]
    ids: list[str]
    sides: list[str] | None
    own: tuple[str, ...]

    def owners(self, article_id: str, positions: Ints) -> Ints:
        """The row of the innermost attribution at each position, which come in order; none: −1."""
        out = np.full(len(positions), _NONE, dtype=np.int64)
        for start, end, row in self.by_article.get(article_id, ()):
            first, last = np.searchsorted(positions, [start, end])
            out[first:last] = row
        return out


def read_contents(attributions: pd.DataFrame | None) -> Contents:
    """Check attributions and order their pieces for painting; without attributions all words are the author's."""
    if attributions is None:
        return Contents({}, [], None, ())
    rows = check_table(attributions, "attributions")
    ids = rows["attribution_id"].tolist()
    parent = dict(zip(ids, rows["nested_in"].tolist(), strict=True))
    names = ("article_id", "attribution_id", "content_start", "content_end", "content_spans")
    pieces: dict[str, list[tuple[int, int, int, int, int]]] = {}
    for number, (article_id, name, start, end, spans) in enumerate(
        zip(*(rows[column].tolist() for column in names), strict=True)
    ):
        depth = _depth(name, parent)
        for a, b in spans or ((start, end),):
            pieces.setdefault(article_id, []).append((depth, int(start) - int(end), int(a), int(b), number))
    ordered = {key: [(a, b, n) for _, _, a, b, n in sorted(found)] for key, found in pieces.items()}
    if "side" not in rows:
        return Contents(ordered, ids, None, ())
    sides = ["unresolved" if pd.isna(side) else str(side) for side in rows["side"]]
    return Contents(ordered, ids, sides, tuple(map(str, rows["side"].cat.categories)))


def locate(
    found: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    sentences: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of every finding in which sentence it stands, in whose voice, and for which side the speaker speaks.

    Parameters
    ----------
    found : findings table; `article_id`, `start`, `end` and `phenomenon` are needed, all other columns are kept.
    articles : articles table with the articles of `found`.
    attributions : attributions table. Without it every finding is the author's.
    sentences : sentences table of these articles; by default `split_sentences(articles)`.

    Returns
    -------
    DataFrame, the findings table with `sentence_id`, `voice` and `attribution_id` (of the innermost attribution whose
    content holds the finding's start) filled, and `speaker_side`: the side of that attribution's
    speaker, unresolved where it is unknown, missing in the author's voice and where attributions have no side.
    `side` stays the side of the actor concerned. What stands in a headline that the body repeats is left out.

    Raises
    ------
    ValueError : an article is missing, or a finding ends beyond its text.

    Notes
    -----
    A finding belongs to the piece of content that holds its first character. What somebody is said to want or fear
    (`act` attitude) is content too; leave those rows out of `attributions` to count it as the author's.

    Examples
    --------
    >>> locate(found, articles, attributions)
    """
    rows = check_table(found, "findings")
    population = check_table(articles, "articles")
    _check_spans(rows, population)
    contents = read_contents(attributions)
    needed = population[population["article_id"].isin(rows["article_id"])]
    rows = without_repeats(sort_table(rows, "findings"), needed)
    if sentences is None:
        sentences = split_sentences(needed)
    starts = {
        key: (part["start"].to_numpy(dtype=np.int64), part["sentence_id"].to_numpy(dtype=np.int64))
        for key, part in sentences.groupby("article_id", sort=False)
    }
    in_sentence, owner = np.full(len(rows), _NONE), np.full(len(rows), _NONE)
    for article_id, places in rows.groupby("article_id", sort=False).indices.items():
        at = rows["start"].to_numpy(dtype=np.int64)[places]
        owner[places] = contents.owners(str(article_id), at)
        if article_id in starts:
            begins, numbers = starts[str(article_id)]
            in_sentence[places] = numbers[np.maximum(np.searchsorted(begins, at, side="right") - 1, 0)]
    side = [None if n == _NONE or contents.sides is None else contents.sides[n] for n in owner]
    out = rows.assign(
        sentence_id=pd.array([None if n == _NONE else int(n) for n in in_sentence], dtype="Int64"),
        voice=pd.Categorical([VOICES[int(n != _NONE)] for n in owner], categories=list(VOICES)),
        attribution_id=pd.Series(
            [None if n == _NONE else contents.ids[n] for n in owner], dtype="str", index=rows.index
        ),
    )
    out[SPEAKER_SIDE] = pd.Categorical(side, categories=side_categories(contents.own))
    return out


def is_english(language: pd.Series) -> pd.Series:
    """Which articles are read: those in English, in any variety, and those whose language nobody told."""
    return language.isna() | language.astype("str").str.match(r"(?i:en)(?:[-_]|$)", na=False)


def words_by_voice(
    articles: pd.DataFrame, attributions: pd.DataFrame | None = None
) -> tuple[Floats, dict[str, Floats]]:
    """Words of every article in its author's voice, and for each side of speakers, in the order of `articles`.

    Every word counts once, for the innermost speaker; words of a repeated headline do not count. Without attributions
    all words are the author's; attributed words without a side are unresolved. Articles in another language than
    English hold none: nothing is looked for in them.
    """
    contents = read_contents(attributions)
    author = np.zeros(len(articles))
    names = side_categories(contents.own)
    of = {side: np.zeros(len(articles)) for side in names}
    columns = ("article_id", "text", "headline_repeat_start", "headline_repeat_end")
    read = is_english(articles["language"]).to_numpy(dtype=bool)
    for number, (article_id, text, first, last) in enumerate(
        zip(*(articles[column].tolist() for column in columns), strict=True)
    ):
        if not read[number]:
            continue
        positions = np.array([start for start, _ in word_spans(shadow(text))], dtype=np.int64)
        if not pd.isna(first) and not pd.isna(last):
            positions = positions[(positions < int(first)) | (positions >= int(last))]
        owners = contents.owners(article_id, positions)
        author[number] = float((owners == _NONE).sum())
        for row, count in zip(*np.unique(owners[owners != _NONE], return_counts=True), strict=True):
            of["unresolved" if contents.sides is None else contents.sides[row]][number] += float(count)
    return author, of


def _check_spans(rows: pd.DataFrame, articles: pd.DataFrame) -> None:
    lengths = dict(zip(articles["article_id"], articles["text"].str.len(), strict=True))
    for article_id, end in rows.groupby("article_id", sort=True)["end"].max().items():
        if article_id not in lengths:
            raise ValueError(
                f"found: article_id {article_id!r} is not in articles; pass all articles that the findings were "
                "made in."
            )
        if end > lengths[article_id]:
            raise ValueError(
                f"found: a row of article {article_id!r} ends at {end}, but the text has {lengths[article_id]} "
                "characters; bring the articles that the offsets were made on."
            )


def without_repeats(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The findings outside headlines that the body repeats."""
    known = articles[articles["headline_repeat_start"].notna() & articles["headline_repeat_end"].notna()]
    if known.empty or rows.empty:
        return rows
    repeat = known.set_index("article_id")[["headline_repeat_start", "headline_repeat_end"]]
    first = rows["article_id"].map(repeat["headline_repeat_start"]).astype("Int64")
    last = rows["article_id"].map(repeat["headline_repeat_end"]).astype("Int64")
    inside = ((rows["start"] >= first) & (rows["start"] < last)).fillna(False).to_numpy(dtype=bool)
    return rows[~inside].reset_index(drop=True)


def _depth(name: str, parent: Mapping[str, object]) -> int:
    depth, seen, above = 0, {name}, parent.get(name)
    # Two rows that name each other must not hang the count.
    while isinstance(above, str) and above in parent and above not in seen:
        depth, above = depth + 1, parent[above]
        seen.add(str(above))
    return depth
