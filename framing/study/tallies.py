"""What measures sum in every article, kept in partitions: estimates and intervals are made of the sums alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from framing.balance.blame import blame_tally
from framing.balance.corrected import estimated
from framing.balance.directness import direct_tally
from framing.balance.diversity import diversity_tally
from framing.balance.prominence import prominence_tally
from framing.balance.replies import reply_tally
from framing.balance.said import Said, read_rows, read_said
from framing.balance.stance import distancing_verbs, stance_tally
from framing.balance.surplus import surplus_tally
from framing.balance.totals import mentions_of_articles
from framing.balance.voice import balance_table, balance_tally
from framing.estimates.forms import Floats
from framing.estimates.tally import Lazy, Quantity, Tally
from framing.schema import empty_table, make_table
from framing.study.partitions import Stage
from framing.study.sums import Sums
from framing.study.versions import code_digest

Counted = Callable[[Said, pd.DataFrame], Tally]


def _of_said(count: Callable[[Said], Tally]) -> Counted:
    def counted(said: Said, mentions: pd.DataFrame) -> Tally:
        return count(said)

    return counted


# Name → what is summed, of what is said and what is mentioned. Each has the same quantities for any articles of a
# study: they follow from the sides alone.
COUNTS: Mapping[str, Counted] = {
    "voice_balance, words": _of_said(partial(balance_tally, unit="words")),
    "voice_balance, attributions": _of_said(partial(balance_tally, unit="attributions")),
    "directness": _of_said(direct_tally),
    "prominence": _of_said(prominence_tally),
    "source_diversity": _of_said(diversity_tally),
    "blame": _of_said(blame_tally),
    "reply": _of_said(reply_tally),
    "voice_surplus": surplus_tally,
}
# These compare two sides, and are nothing where there is one.
_OF_TWO = ("voice_surplus",)
# What it sums follows from the verbs of all articles: kept is how often each verb stands in an article.
STANCE = "cue_stance"
_STRATA = "outlet"
# What makes a table of them, where it is not what most measures share.
_TABLES: Mapping[str, Callable[..., pd.DataFrame]] = {
    "voice_balance, words": balance_table,
    "voice_balance, attributions": balance_table,
}
# The folders whose files decide the sums, besides what decides the speakers.
_CODE = ("balance", "checks.py", "estimates", "schema", "study/tallies.py")
_PARTS = ("totals", "low", "high", "told")


def tally_stage(speakers: Stage) -> Stage:
    """Sums of every article, from the attributions and mentions that the stage of speakers keeps."""
    return Stage(
        name="tallies",
        makes=("tallies", "cues"),
        version=_version(speakers.version),
        columns=speakers.columns,
        function=tallied,
        settings={},
        earlier=("resolved", "mentions"),
    )


def tallied(
    articles: pd.DataFrame, attributions: pd.DataFrame, mentions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row for each article, one column for each sum; and how often each side says something with each verb.

    The first are kept as articles without text and the second as counts of words, since these tables take columns that
    they do not know.
    """
    said = read_said(attributions, articles, None, "half")
    found = mentions_of_articles(mentions, said.articles)
    out = make_table([{"article_id": each, "text": ""} for each in said.articles["article_id"]], "articles")
    sums: dict[str, Floats] = {}
    for name in counted(said):
        tally = COUNTS[name](said, found)
        for quantity in tally.quantities:
            for part in _PARTS:
                values = getattr(quantity, part)
                if values is not None:
                    sums |= _columns(name, [*quantity.key, part], values)
        sums |= _columns(name, ["joint"], tally.joint) | _columns(name, ["unresolved"], tally.unresolved)
    return pd.concat([out, pd.DataFrame(sums, index=out.index)], axis=1), _cues(said)


def counted(said: Said) -> list[str]:
    """The measures whose sums are kept for these sides."""
    return [name for name in COUNTS if said.pair is not None or name not in _OF_TWO]


def _cues(said: Said) -> pd.DataFrame:
    """How often each side says something in each article with each verb whose stance is known."""
    names = ["article_id", "side", "stance", "term"]
    rows = pd.DataFrame(
        {
            "article_id": said.rows["article_id"],
            "side": said.sides,
            "stance": said.rows["stance"].astype("object"),
            "term": said.rows["cue_lemma"].astype("object").fillna(""),
        }
    )
    counts = rows[said.known("stance")].groupby(names, sort=True).size().rename("count").reset_index()
    table = make_table(counts.to_dict("records"), "counts", sides=said.own)
    # The schema does not know the column, and adds it to no table that has no row.
    return table if len(table) else table.assign(stance=pd.Series(dtype="str"))


class Tallied:
    """The sums of all articles of a study, from which measures tables are made.

    Parameters
    ----------
    parts : what the stage keeps of its sums, in any order; each is read once.
    cues : what it keeps of verbs, joined.
    attributions : those of the study, for the sides that its codebook has; no row of them is read.
    articles : all articles of the study.
    folder : where the sums may lie in a file while they are used.

    Raises
    ------
    KeyError : a sum or an article is not among what is kept.
    """

    def __init__(
        self,
        parts: Iterable[pd.DataFrame],
        cues: pd.DataFrame,
        attributions: pd.DataFrame,
        articles: pd.DataFrame,
        folder: Path,
    ) -> None:
        nothing = attributions.head(0)
        self._said = read_said(nothing, articles, None, "half")
        # Which sums there are, and what is made of them, is what the same function counts in no article at all.
        self._none = read_said(nothing, articles.head(0), None, "half")
        self._sums = Sums(parts, self._said.articles["article_id"], folder)
        lemmas = cues["term"].astype("object")
        rows = cues.assign(cue_lemma=lemmas.where(lemmas != "", None))
        said = read_rows(rows, self._said.articles, self._said.own, self._said.pair, "half")
        self._verbs = replace(said, times=rows["count"].to_numpy(dtype=np.float64))
        lacking = (
            [each for name in counted(self._said) for each in self._lacking(name)] if len(articles) else []
        )
        if lacking:
            raise KeyError(f"sums that are not kept: {lacking[:3]}")

    def tally(self, name: str) -> Tally:
        """All sums of a measure, one row for each article in the order of ids; each is read when it is asked for."""
        if name == STANCE:
            return stance_tally(self._verbs, strata=_STRATA, verbs=distancing_verbs(self._verbs))
        like = self._like(name)
        return Tally(
            Lazy([partial(self._quantity, name, quantity) for quantity in like.quantities]),
            self._read(name, ["joint"], like.joint),
            self._read(name, ["unresolved"], like.unresolved),
        )

    def table(self, name: str, *, by: Sequence[str] | None, seed: int) -> pd.DataFrame:
        """The measures table of one measure: what its own function gives from the rows."""

        def count(_: Said) -> Tally:
            return self.tally(name)

        return _TABLES.get(name, estimated)(count, self._said, by=by, cluster=None, seed=seed)

    def _like(self, name: str) -> Tally:
        return COUNTS[name](self._none, empty_table("mentions", sides=self._none.own))

    def _lacking(self, name: str) -> list[str]:
        like = self._like(name)
        wanted = [
            _column(name, [*quantity.key, part], 0)
            for quantity in like.quantities
            for part in _PARTS
            if getattr(quantity, part) is not None
        ]
        return [each for each in wanted if each not in self._sums]

    def _quantity(self, name: str, like: Quantity) -> Quantity:
        found = {
            part: self._read(name, [*like.key, part], getattr(like, part))
            for part in _PARTS
            if getattr(like, part) is not None
        }
        return replace(like, **found)  # type: ignore[arg-type]

    def _read(self, name: str, what: list[str], like: Floats) -> Floats:
        width = 1 if like.ndim == 1 else like.shape[1]
        columns = [self._sums.column(_column(name, what, number)) for number in range(width)]
        # Laid out in memory as a count lays it out: the last bit of a sum depends on it.
        return np.column_stack(columns) if like.ndim == 2 else columns[0]


def _columns(name: str, what: list[str], values: Floats) -> dict[str, Floats]:
    whole = values[:, None] if values.ndim == 1 else values
    return {_column(name, what, number): whole[:, number] for number in range(whole.shape[1])}


def _column(name: str, what: list[str], number: int) -> str:
    return json.dumps([name, *what, number], ensure_ascii=False)


def _version(speakers: str) -> str:
    return hashlib.blake2b(f"{speakers}\0{code_digest(_CODE)}".encode(), digest_size=16).hexdigest()
