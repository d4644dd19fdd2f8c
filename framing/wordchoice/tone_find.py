"""Sentences that mention one target alone, and what each scorer hears in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import split_sentences
from framing.schema import check_table, make_table, sort_table
from framing.wordchoice.findings import locate
from framing.wordchoice.tone_scorers import UserScorer, named_scorers

SCORERS = ("textblob", "vader", "model")
TARGETS = ("side", "actor")
SUBJECTIVITY = "subjectivity"
_NO_TARGET = ("joint", "unresolved")


def find_tone(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    scorers: Sequence[str | UserScorer] | str | UserScorer = SCORERS,
    target: str = "side",
    speakers: bool = True,
) -> pd.DataFrame:
    """Score every sentence that mentions one side, or one actor, and no other.

    Parameters
    ----------
    articles : articles table.
    mentions : mentions table of these articles, from `find_mentions`.
    attributions : attributions table; says in whose voice a sentence speaks of the target. Without it all are the
        author's.
    scorers : any of "textblob" (polarity, −1 to 1), "subjectivity" (TextBlob's, 0 to 1), "vader" (compound, −1 to 1),
        "model" (chance of favourable minus chance of unfavourable, −1 to 1, toward the target), and functions of your
        own: (sentence, start, end of the target in it) → (value, coverage). A function goes by its name.
    target : "side" keeps sentences whose mentions are all of one side, "actor" those whose mentions are all of one
        actor.
    speakers : False leaves out sentences in which the target stands only as the speaker of an attribution.

    Returns
    -------
    DataFrame, the findings table: a row per sentence and scorer. `phenomenon` tone (subjectivity for that scorer),
    `entry_id` the scorer, `value`, `coverage` (share of the sentence's content words that the scorer knows), `side`
    and, where all mentions are of one, `actor_id` of the target, `voice` and `attribution_id` of its first mention.

    Raises
    ------
    ValueError : an unknown scorer or target, or a scorer named twice.

    See Also
    --------
    tone, tone_agreement

    Notes
    -----
    A sentence that mentions a joint or unresolved actor is about nobody. TextBlob and VADER score a sentence, not a
    stance: "Orlov condemned the bombing" is negative, and nothing negative is said of Orlov. They never see mentions of
    actors, capitalised words inside the sentence, and the names and offices of `codebooks/tone_masks.csv` ("Great
    Britain" is no praise). The model sees a mark in place of the target's name, so that no name has a tone of its own.
    Functions of your own get the sentence as it is.

    References
    ----------
    Hutto, C. J. & Gilbert, E. (2014). VADER. ICWSM 8. Hamborg, F. & Donnay, K. (2021). NewsMTSC: a dataset for
    (multi-)target-dependent sentiment classification in political news articles. EACL 2021.

    Examples
    --------
    >>> find_tone(articles, mentions, attributions, scorers=("textblob", "vader"))
    """
    choose("target", target, TARGETS)
    named = named_scorers(scorers)
    population = check_table(articles, "articles")
    rows = check_table(mentions, "mentions")
    sentences = split_sentences(population)
    texts = dict(zip(population["article_id"], population["text"], strict=True))
    found: list[dict[str, Any]] = []
    for article_id, number, start, end, here in _alone(rows, sentences, target, speakers):
        sentence = texts[article_id][start:end]
        spans = [(a - start, min(b, end) - start) for a, b in here.spans]
        for name, scorer in named.items():
            value, coverage = scorer(sentence, spans)
            found.append(
                {
                    "article_id": article_id, "start": here.spans[0][0], "end": here.spans[0][1],
                    "sentence_id": number, "phenomenon": SUBJECTIVITY if name == SUBJECTIVITY else "tone",
                    "entry_id": name, "actor_id": here.actor_id, "side": here.side, "value": value,
                    "coverage": coverage,
                }
            )  # fmt: skip
    table = make_table(found, "findings", sides=list(map(str, rows["side"].cat.categories)))
    # The mention decides whose voice it is; what was scored is the sentence.
    located = locate(table, population, attributions, sentences=sentences)
    whole = located[["article_id", "sentence_id"]].merge(
        sentences[["article_id", "sentence_id", "start", "end"]], on=["article_id", "sentence_id"], how="left"
    )
    return sort_table(located.assign(start=whole["start"].array, end=whole["end"].array), "findings")


class _Target(NamedTuple):
    """What a sentence is about: a side, its actor where there is one alone, and where it is mentioned."""

    side: str
    actor_id: str | None
    spans: list[tuple[int, int]]


def _alone(
    mentions: pd.DataFrame, sentences: pd.DataFrame, target: str, speakers: bool
) -> Iterator[tuple[str, int, int, int, _Target]]:
    """Sentences whose mentions are all of one target, in order."""
    names = ("start", "end", "side", "actor_id", "is_speaker")
    by_article = {
        str(key): sorted(
            zip(*(part[name].astype(object).tolist() for name in names), strict=True), key=_place
        )
        for key, part in mentions.groupby("article_id", sort=False)
    }
    for article_id, part in sentences.groupby("article_id", sort=True):
        places = by_article.get(str(article_id))
        if places is None:
            continue
        begins = np.array([place[0] for place in places], dtype=np.int64)
        for number, start, end in zip(
            part["sentence_id"].tolist(), part["start"].tolist(), part["end"].tolist(), strict=True
        ):
            here = places[slice(*np.searchsorted(begins, [start, end]))]
            sides = {"unresolved" if pd.isna(side) else str(side) for _, _, side, _, _ in here}
            actors = {None if pd.isna(actor) else str(actor) for _, _, _, actor, _ in here}
            if (
                len(sides) != 1
                or sides & set(_NO_TARGET)
                or (target == "actor" and (len(actors) != 1 or None in actors))
            ):
                continue
            if not speakers and all(said is True for *_, said in here):
                continue
            actor = actors.pop() if len(actors) == 1 else None
            yield (
                str(article_id),
                number,
                start,
                end,
                _Target(sides.pop(), actor, [(a, b) for a, b, *_ in here]),
            )


def _place(row: tuple[Any, ...]) -> tuple[int, int]:
    return int(row[0]), int(row[1])
