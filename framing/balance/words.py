"""Attributed words: every word of an article counts once, for the innermost speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.language import word_spans

_NEEDED = [
    "article_id", "attribution_id", "content_start", "content_end", "content_spans", "cue_start", "nested_in",
    "n_words",
]  # fmt: skip


def innermost_words(
    attributions: pd.DataFrame, articles: pd.DataFrame, voices: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Words of each attribution's content that no attribution inside it claims.

    Parameters
    ----------
    attributions, articles : checked tables.
    voices : one flag per attribution: the rows that count. A row that does not count claims no words, so that
        they stay with the one around it.

    Returns
    -------
    One number per attribution, 0 where it does not count.

    Notes
    -----
    Words that stand in the repeated headline are left out. Where an article has no text (a study published
    without it), the words of a row are its `n_words` minus those of the rows nested in it.
    """
    flags = np.asarray(voices, dtype=bool)
    out = np.zeros(len(attributions), dtype=np.float64)
    where = {name: i for i, name in enumerate(articles["article_id"])}
    cells = zip(*(attributions[name].tolist() for name in _NEEDED), strict=True)
    rows = [dict(zip(_NEEDED, row, strict=True)) for row in cells]
    parent = _parents(rows)
    of_article: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        if flags[i]:
            of_article.setdefault(row["article_id"], []).append(i)
    texts = articles["text"].tolist()
    repeats = list(zip(articles["headline_repeat_start"], articles["headline_repeat_end"], strict=True))
    for article_id, members in of_article.items():
        at = where[article_id]
        if texts[at]:
            counted = _by_text(rows, members, parent, texts[at], repeats[at])
        else:
            counted = _by_rows(rows, members, parent, flags)
        out[members] = counted
    return out


def innermost_quoted(attributions: pd.DataFrame, words: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Words inside quotation marks of each attribution's content that no attribution inside it claims.

    `words`: what `innermost_words` found for the same rows, of which the quoted ones are a part. The quoted words of
    a row are its `n_quoted` minus those of the rows nested in it; a row without `n_quoted` has none.
    """
    quoted = attributions["n_quoted"].astype("float64").fillna(0.0).to_numpy(dtype=np.float64)
    out = quoted.copy()
    pairs = attributions[["attribution_id", "nested_in"]].to_dict("records")
    for i, above in enumerate(_parents(pairs)):
        if above >= 0:
            out[above] -= quoted[i]
    return np.clip(out, 0.0, np.asarray(words, dtype=np.float64))


def _by_text(
    rows: Sequence[Mapping[Any, Any]],
    members: list[int],
    parent: Sequence[int],
    text: str,
    repeat: tuple[Any, Any],
) -> npt.NDArray[np.float64]:
    starts = np.array([start for start, _ in word_spans(text)], dtype=np.int64)
    owner = np.full(len(starts), -1, dtype=np.int64)

    # Outer ones first, so that what lies inside claims its words last; of equal contents the later cue is the
    # inner.
    def outer_first(i: int) -> tuple[int, int, int, int]:
        start, end = int(rows[i]["content_start"]), int(rows[i]["content_end"])
        cue = rows[i]["cue_start"]
        return _depth(i, parent), start - end, start, -1 if pd.isna(cue) else int(cue)

    for i in sorted(members, key=outer_first):
        row = rows[i]
        if int(row["content_end"]) > len(text):
            raise ValueError(
                f"attributions: {row['attribution_id']!r} ends at {row['content_end']}, but the text "
                f"of article {row['article_id']!r} has {len(text)} characters; bring the articles that the "
                "offsets were made on."
            )
        for start, end in row["content_spans"] or [(row["content_start"], row["content_end"])]:
            first, last = np.searchsorted(starts, [int(start), int(end)])
            owner[first:last] = i
    if not pd.isna(repeat[0]) and not pd.isna(repeat[1]):
        first, last = np.searchsorted(starts, [int(repeat[0]), int(repeat[1])])
        owner[first:last] = -1
    counts = np.bincount(owner[owner >= 0], minlength=len(rows)) if len(owner) else np.zeros(len(rows))
    return counts[members].astype(np.float64)


def _by_rows(
    rows: Sequence[Mapping[Any, Any]], members: list[int], parent: Sequence[int], flags: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    own = {}
    for i in members:
        if pd.isna(rows[i]["n_words"]):
            raise ValueError(
                f"attributions: {rows[i]['attribution_id']!r} has no n_words, and article "
                f"{rows[i]['article_id']!r} no text to count them in; bring either, or use "
                "unit='attributions'."
            )
        own[i] = float(rows[i]["n_words"])
    for i in members:
        above, steps = parent[i], 0
        while above >= 0 and not flags[above] and steps < len(parent):
            above, steps = parent[above], steps + 1
        if above in own:
            own[above] -= float(rows[i]["n_words"])
    return np.maximum(np.array([own[i] for i in members]), 0.0)


def _parents(rows: Sequence[Mapping[Any, Any]]) -> list[int]:
    number = {row["attribution_id"]: i for i, row in enumerate(rows)}
    found = [-1 if pd.isna(row["nested_in"]) else number.get(row["nested_in"], -1) for row in rows]
    return [above if above != i else -1 for i, above in enumerate(found)]


def _depth(i: int, parent: Sequence[int]) -> int:
    depth = 0
    # Two rows that name each other must not hang the count.
    while parent[i] >= 0 and depth < len(parent):
        i, depth = parent[i], depth + 1
    return depth
