"""The lines behind a row of a contrast: where its word stands in each of its two groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import n_words, split_sentences
from framing.schema import check_table
from framing.wordchoice.concordance import filtered, in_context, lemma_places, phrase_places
from framing.wordchoice.counted_findings import equals


def contrast_lines(
    row: Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    by: str | None,
    width: int,
    window: int,
) -> pd.DataFrame:
    groups = [str(row[name]) for name in ("target", "reference") if name in row]
    named = [group for group in groups if group != _REST]
    by = by or str(row.get("contrast", "")) or _contrasted(named, articles, attributions)
    by = {"by": "side", "of": "outlet_country"}.get(by, by)
    choose("by", by, ["side", "about", "voice", *map(str, articles.columns)])
    parts = []
    for group in groups:
        # All groups together but the one that they are set against.
        rest, of = group == _REST, named[0] if group == _REST else group
        inside = articles
        if by not in ("side", "about", "voice"):
            inside = articles[(equals(articles[by], of) != rest) & articles[by].notna().to_numpy(dtype=bool)]
        found = pd.DataFrame(_places_of(row, inside, window), columns=["article_id", "start", "end"])
        if by == "about":
            found = _about(found, inside, mentions, of, others=rest)
        lines = in_context(found, inside, attributions, width=width)
        if by in ("side", "voice"):
            if attributions is None:
                raise ValueError(f"a contrast by {by} needs attributions; pass those it was made from.")
            if rest:
                gone = {of, "joint", "unresolved"} if by == "side" else {of}
                lines = lines[lines[by].notna() & ~lines[by].isin(gone)].reset_index(drop=True)
            else:
                lines = filtered(lines, group if by == "voice" else None, group if by == "side" else None)
        parts.append(lines.assign(group=group))
    return pd.concat(parts, ignore_index=True)


_REST = "rest"


def _places_of(row: Mapping[str, Any], articles: pd.DataFrame, window: int) -> list[tuple[str, int, int]]:
    """Where the term of a contrast stands: all forms of a lemma, and of collocates those near their node."""
    term = str(row["term"])
    if row.get("kind") == "lemma":
        places = list(lemma_places(articles, term))
    else:
        places = [
            (article_id, start, end)
            for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
            for start, end in phrase_places(text, term)
        ]
    if "node" not in row:
        return places
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    nodes = str(row["node"]).split(" | ")
    near: list[tuple[str, int, int]] = []
    for article_id, start, end in places:
        text = texts[article_id]
        at = [span for node in nodes for span in phrase_places(text, node)]
        between = (text[min(end, b) : max(start, a)] for a, b in at if b <= start or a >= end)
        if any(n_words(gap) < window for gap in between):
            near.append((article_id, start, end))
    return near


def _contrasted(groups: list[str], articles: pd.DataFrame, attributions: pd.DataFrame | None) -> str:
    """What the groups of a contrast are values of: sides first, then voices, then a column of articles."""
    if attributions is not None and "side" in attributions:
        sides = set(attributions["side"].dropna().astype("str"))
        if set(groups) <= sides:
            return "side"
    if set(groups) <= {"author", "attributed"}:
        return "voice"
    for name in articles.columns:
        values = articles[name].dropna()
        if len(values) and set(groups) <= set(values.astype("str")):
            return str(name)
    raise ValueError(f"cannot tell what {groups} are values of; name it with by=.")


def _about(
    places: pd.DataFrame,
    articles: pd.DataFrame,
    mentions: pd.DataFrame | None,
    side: str,
    *,
    others: bool = False,
) -> pd.DataFrame:
    """Places in sentences that mention one side and no other; or, with `others`, one of the other sides alone."""

    if mentions is None:
        raise ValueError("a contrast about sides needs mentions; pass those of find_mentions.")
    rows = check_table(mentions, "mentions")
    known = rows.groupby(["article_id", "sentence_id"], observed=True)["side"].agg(
        lambda s: set(s.astype("str"))
    )
    sentences = split_sentences(articles)
    keep = np.zeros(len(places), dtype=bool)
    for article_id, part in sentences.groupby("article_id", sort=False):
        starts, numbers = part["start"].to_numpy(dtype=np.int64), part["sentence_id"].to_numpy(dtype=np.int64)
        for index in np.flatnonzero((places["article_id"] == article_id).to_numpy(dtype=bool)):
            at = int(np.searchsorted(starts, places["start"].iat[index], side="right")) - 1
            about = known.get((article_id, numbers[max(at, 0)]), set())
            alone = len(about) == 1 and not about & {side, "joint", "unresolved"}
            keep[index] = alone if others else about == {side}
    return places[keep].reset_index(drop=True)
