"""Source diversity: how many different actors speak, how evenly, and how many without a name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.balance.corrected import estimated
from framing.balance.said import Said, read_said, stacked
from framing.estimates.forms import COUNT_MEAN, SHARE, UNIT_MEAN, Floats
from framing.estimates.tally import Quantity, Tally
from framing.inference import CodedSample


def source_diversity(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    joint: str = "half",
    cluster: str | None = None,
    coded: CodedSample | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how many different actors an article quotes, how evenly, and how often nobody puts a name to it.

    Parameters
    ----------
    attributions, articles, by, sides, joint, cluster, coded, seed : as in `directness`; attributions need
        `actor` and `anonymous`.

    Returns
    -------
    DataFrame, a measures table. Rows for each group:

    - `actors_per_article`, unit actors: different identified actors quoted in an article, mean over all articles,
      those that quote nobody included.
    - `evenness`, unit articles: mean over articles with two or more actors of H / ln K, where H is the entropy of the
      actors' shares of the article's attributions and K their number: 1 when all speak equally often.
    - `anonymous_share`, unit attributions: attributions in which neither a name nor an institution speaks, of all
      (without `side`: unresolved speakers included), and of each side's.

    With two groups, differences of all rows follow.

    Raises
    ------
    ValueError : as `voice_balance`.

    Notes
    -----
    Both counts are per article, since the number of different actors of a whole corpus grows with its size and
    cannot be compared between groups of unequal size. Two anonymous speakers with the same description ("a senior
    official") are taken for one actor of an article; unresolved speakers are no actor.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27.

    Examples
    --------
    >>> source_diversity(attributions, articles, by="outlet_type")
    """
    said = read_said(attributions, articles, sides, joint, need=["actor", "anonymous"])
    return estimated(diversity_tally, said, by=by, cluster=cluster, seed=seed, coded=coded)


def diversity_tally(said: Said) -> Tally:
    n_actors, evenness = _actors(said)
    every = np.ones(len(said.articles))
    several = (n_actors > 1).astype(np.float64)
    quantities = [
        Quantity(
            "actors_per_article",
            COUNT_MEAN,
            stacked(n_actors, every),
            unit="actors",
            whole=True,
            compare=True,
        ),
        Quantity(
            "evenness",
            UNIT_MEAN,
            stacked(evenness * several, several),
            unit="articles",
            whole=True,
            compare=True,
        ),
    ]
    known = said.known("anonymous")
    hidden = said.rows["anonymous"].fillna(False).to_numpy(dtype=bool)
    hits = stacked(said.per_article(hidden & known), said.per_article(known))
    quantities.append(Quantity("anonymous_share", SHARE, hits, compare=True))
    for side, weight in said.of.items():
        hits = stacked(said.per_article(weight * (hidden & known)), said.per_article(weight * known))
        quantities.append(Quantity("anonymous_share", SHARE, hits, side=side, compare=True))
    return said.tally(quantities)


def _actors(said: Said) -> tuple[Floats, Floats]:
    """Per article: different actors, and the evenness of their shares (0 where there are fewer than two)."""
    n_articles = len(said.articles)
    identified = said.sides != "unresolved"
    # By name first: a body and the two people who speak for it are three sources, though they are one actor_id.
    label = said.rows["actor"].astype("object").where(said.rows["actor"].notna(), said.rows["actor_id"])
    named = identified & label.notna().to_numpy(dtype=bool)
    keys = label[named].map(lambda value: str(value).casefold())
    counts = pd.DataFrame({"at": said.at[named], "actor": keys.to_numpy()}).value_counts().reset_index()
    if counts.empty:
        return np.zeros(n_articles), np.zeros(n_articles)
    at, n = counts["at"].to_numpy(dtype=np.intp), counts["count"].to_numpy(dtype=np.float64)
    total = np.bincount(at, weights=n, minlength=n_articles)
    share = n / total[at]
    entropy = np.bincount(at, weights=-share * np.log(share), minlength=n_articles)
    kinds = np.bincount(at, minlength=n_articles).astype(np.float64)
    return kinds, np.divide(entropy, np.log(np.maximum(kinds, 2.0)))
