"""Names to keep out of counts: actors, and places, wars and offices whose words mean nothing of their own."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

import pandas as pd

from framing.language import shadow
from framing.schema import check_table, make_table


def find_names(articles: pd.DataFrame, mentions: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the names of an article that word counts should not take for words.

    Parameters
    ----------
    articles : articles table.
    mentions : mentions table of `find_mentions`; its rows are names too, pronouns and descriptions left out.

    Returns
    -------
    DataFrame, a mentions table to pass as `mask=` of `count_words`: the mentions that are names, titles, metonyms or
    demonyms, and the places, wars and offices of `codebooks/tone_masks.csv` ("Great Britain", "Cold War", "foreign
    minister"), which have no side.

    See Also
    --------
    count_words

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["Cold War talk in Great Britain."])
    >>> names = framing.wordchoice.find_names(articles)
    >>> framing.count_words(articles, mask=names, mark="[name]")["term"].tolist()
    ['[name]', 'in', 'talk']
    """
    population = check_table(articles, "articles")
    named = _named()
    rows = [
        {"article_id": article_id, "start": match.start(), "end": match.end(), "kind": "name"}
        for article_id, text in zip(population["article_id"], population["text"], strict=True)
        for match in named.finditer(shadow(text))
    ]
    if mentions is None:
        return make_table(rows, "mentions")
    known = check_table(mentions, "mentions")
    known = known[~known["kind"].isin(["pronoun", "description"])]
    sides = list(map(str, known["side"].cat.categories))
    return make_table([*known.to_dict("records"), *rows], "mentions", sides=sides)


@cache
def _named() -> re.Pattern[str]:
    text = (files("framing") / "codebooks" / "tone_masks.csv").read_text(encoding="utf-8")
    terms = sorted((row["term"] for row in csv.DictReader(text.splitlines())), key=lambda t: (-len(t), t))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, terms))})(?!\w)", re.IGNORECASE)
