"""What each article says: its voices by side, as numerators and denominators of shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.balance.words import innermost_words
from framing.checks import choose
from framing.schema import SHARED_SIDES, check_table

UNITS = ("words", "attributions", "articles")
JOINTS = ("half", "drop")
WEIGHTS = ("pooled", "article")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """A share as a ratio of sums: per article what is counted, out of what, and the same at both bounds.

    `told`: the voices behind `den`, which is 1 for each article where articles' own shares are averaged.
    """

    num: Floats
    den: Floats
    low: tuple[Floats, Floats]
    high: tuple[Floats, Floats]
    told: Floats

    def weighted(self, weights: Floats) -> Ratio:
        low, high = ((n * weights, d * weights) for n, d in (self.low, self.high))
        return Ratio(self.num * weights, self.den * weights, low, high, self.told * weights)

    def by_article(self) -> Ratio:
        """The same with each article's own share in place of its counts."""
        num, den = _own_share(self.num, self.den)
        return Ratio(num, den, _own_share(*self.low), _own_share(*self.high), self.told)

    def voices_each(self) -> float:
        """Voices behind one unit of `den`. With it, the ½ that a logit adds to each cell is half a voice; added
        to a mean of articles' shares it would be half an article, and pull the interval off the estimate."""
        total = float(self.den.sum())
        return float(self.told.sum()) / total if total > 0 else 1.0

    def take(self, rows: npt.NDArray[np.intp]) -> Ratio:
        low, high = ((n[rows], d[rows]) for n, d in (self.low, self.high))
        return Ratio(self.num[rows], self.den[rows], low, high, self.told[rows])


@dataclass(frozen=True)
class Voices:
    """Per article, voices of each side, joint and unresolved; `own`: the codebook's sides in order."""

    own: tuple[str, ...]
    of: dict[str, Floats]
    joint: Floats
    unresolved: Floats
    pair: tuple[str, str] | None


def check_voices(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    sides: Sequence[str] | None,
    *,
    need: Sequence[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...], tuple[str, str] | None]:
    """Both tables checked, the codebook's sides in order, and the two compared (None: there are no two)."""
    if isinstance(articles, pd.DataFrame):
        # A study published without its texts is counted from the numbers that travel with the attributions.
        texts = (
            articles["text"]
            if "text" in articles.columns
            else pd.Series([None] * len(articles), dtype=object)
        )
        articles = articles.assign(text=texts.astype("object").where(texts.notna(), "").to_numpy())
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = check_table(attributions, "attributions", need=["side", *need])
    rows = rows.sort_values(["article_id", "attribution_id"], kind="stable", ignore_index=True)
    unknown = rows.loc[~rows["article_id"].isin(population["article_id"]), "article_id"]
    if len(unknown):
        raise ValueError(
            f"attributions: article_id {unknown.iloc[0]!r} is not in articles ({unknown.nunique()} such); "
            "pass all articles that the attributions were found in."
        )
    own = [str(side) for side in rows["side"].cat.categories if side not in SHARED_SIDES]
    if sides is None:
        return rows, population, tuple(own), (own[0], own[1]) if len(own) > 1 else None
    pair = [str(side) for side in sides] if isinstance(sides, list | tuple | pd.Index) else []
    if len(pair) != 2 or pair[0] == pair[1]:
        raise ValueError(
            f"sides={sides!r} is not allowed; it takes two different sides, such as sides=('A', 'B')."
        )
    for side in pair:
        # A table that knows one side only cannot tell a side without a voice from a misspelt one.
        choose(
            "sides",
            side,
            own if len(own) > 1 else [s for s in dict.fromkeys([*own, *pair]) if s not in SHARED_SIDES],
        )
    own = own if len(own) > 1 else list(dict.fromkeys([*pair, *own]))
    return rows, population, tuple(own), (pair[0], pair[1])


def mentions_of_articles(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The mentions table checked, all of its articles in `articles`."""
    found = check_table(mentions, "mentions", need=["side", "kind", "is_speaker"])
    unknown = found.loc[~found["article_id"].isin(articles["article_id"]), "article_id"]
    if len(unknown):
        raise ValueError(
            f"mentions: article_id {unknown.iloc[0]!r} is not in articles ({unknown.nunique()} such); "
            "pass all articles that the mentions were found in."
        )
    return found


def count_voices(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    own: tuple[str, ...],
    pair: tuple[str, str] | None,
    *,
    unit: str,
    joint: str,
) -> Voices:
    """Voices per article and side, from checked tables; an article without any holds zeros."""
    spoken = (attributions["act"] != "attitude").to_numpy(dtype=bool) & ~in_repeated_headline(
        attributions, articles
    )
    in_words = unit == "words"
    amount = innermost_words(attributions, articles, spoken) if in_words else spoken.astype(np.float64)
    at = pd.Index(articles["article_id"]).get_indexer(attributions["article_id"])
    side = attributions["side"].astype("object").where(attributions["side"].notna(), "unresolved").to_numpy()

    def total(name: str) -> Floats:
        mine = side == name
        return np.bincount(at[mine], weights=amount[mine], minlength=len(articles)).astype(np.float64)

    both = total("joint")
    voices = Voices(own, {name: total(name) for name in (*own, "other")}, both, total("unresolved"), pair)
    if joint == "half" and pair is not None:
        share = both if unit == "articles" else both / 2
        voices = replace(voices, of={s: v + share if s in pair else v for s, v in voices.of.items()})
    if unit != "articles":
        return voices
    told = {s: (v > 0).astype(np.float64) for s, v in voices.of.items()}
    return replace(voices, of=told, joint=_any(voices.joint), unresolved=_any(voices.unresolved))


def share_ratio(voices: Voices, side: str, *, unit: str) -> Ratio:
    """The voice share of a side: out of all identified voices, or of all articles."""
    mine, lost = voices.of[side], voices.unresolved
    if unit == "articles":
        all_of = np.ones(len(mine))
        return Ratio(mine, all_of, (mine, all_of), (np.maximum(mine, lost), all_of), all_of)
    told = _identified(voices)
    return Ratio(mine, told, (mine, told + lost), (mine + lost, told + lost), told)


def balance_ratio(voices: Voices, pair: tuple[str, str], *, unit: str) -> Ratio:
    """a's share of the voices of a and b; the balance is twice it, minus 1."""
    a, b, lost = voices.of[pair[0]], voices.of[pair[1]], voices.unresolved
    if unit == "articles":
        a_most, b_most = np.maximum(a, lost), np.maximum(b, lost)
        return Ratio(a, a + b, (a, a + b_most), (a_most, a_most + b), a + b)
    return Ratio(a, a + b, (a, a + b + lost), (a + lost, a + b + lost), a + b)


def unresolved_ratio(voices: Voices, *, unit: str) -> Ratio:
    """The unresolved share: out of all voices, or of all articles."""
    lost = voices.unresolved
    all_of = np.ones(len(lost)) if unit == "articles" else _identified(voices) + lost
    return Ratio(lost, all_of, (lost, all_of), (lost, all_of), all_of)


def _identified(voices: Voices) -> Floats:
    return np.sum(list(voices.of.values()), axis=0)


def _any(values: Floats) -> Floats:
    return (values > 0).astype(np.float64)


def _own_share(num: Floats, den: Floats) -> tuple[Floats, Floats]:
    told = den > 0
    return np.divide(num, den, out=np.zeros(len(num)), where=told), told.astype(np.float64)


def in_repeated_headline(attributions: pd.DataFrame, articles: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Attributions that begin in the headline's repetition, which is left out of counts."""
    spans = articles.set_index("article_id")[["headline_repeat_start", "headline_repeat_end"]]
    found = spans.reindex(attributions["article_id"]).reset_index(drop=True)
    start = attributions["content_start"]
    inside = (start >= found["headline_repeat_start"]) & (start < found["headline_repeat_end"])
    return inside.fillna(False).to_numpy(dtype=bool)
