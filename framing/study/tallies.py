"""What measures sum in every article, kept in partitions: estimates and intervals are made of the sums alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

import framing
from framing.balance.blame import blame_tally
from framing.balance.corrected import estimated
from framing.balance.directness import direct_tally
from framing.balance.diversity import diversity_tally
from framing.balance.prominence import prominence_tally
from framing.balance.replies import reply_tally
from framing.balance.said import Count, Said, read_said
from framing.balance.voice import balance_table, balance_tally
from framing.estimates.forms import Floats
from framing.estimates.tally import Tally
from framing.schema import make_table
from framing.study.partitions import Stage

# Name → what is summed. Each has the same quantities for any articles of a study: they follow from the sides alone.
COUNTS: Mapping[str, Count] = {
    "voice_balance, words": partial(balance_tally, unit="words"),
    "voice_balance, attributions": partial(balance_tally, unit="attributions"),
    "directness": direct_tally,
    "prominence": prominence_tally,
    "source_diversity": diversity_tally,
    "blame": blame_tally,
    "reply": reply_tally,
}
# What makes a table of them, where it is not what most measures share.
_TABLES: Mapping[str, Callable[..., pd.DataFrame]] = {
    "voice_balance, words": balance_table,
    "voice_balance, attributions": balance_table,
}
# The folders whose files decide the sums, besides what decides the speakers.
_CODE = ("balance", "checks.py", "estimates", "schema", "study/tallies.py")
_PARTS = ("totals", "low", "high", "told")


def tally_stage(speakers: Stage) -> Stage:
    """Sums of every article, from the attributions that the stage of speakers keeps."""
    return Stage(
        name="tallies",
        makes=("tallies",),
        version=_version(speakers.version),
        columns=speakers.columns,
        function=tallied,
        settings={},
        earlier=("resolved",),
    )


def tallied(articles: pd.DataFrame, attributions: pd.DataFrame) -> tuple[pd.DataFrame]:
    """One row for each article, one column for each sum.

    The rows are kept as articles without text, since the table of articles takes columns that it does not know.
    """
    said = read_said(attributions, articles, None, "half")
    out = make_table([{"article_id": each, "text": ""} for each in said.articles["article_id"]], "articles")
    sums: dict[str, Floats] = {}
    for name, count in COUNTS.items():
        tally = count(said)
        for quantity in tally.quantities:
            for part in _PARTS:
                values = getattr(quantity, part)
                if values is not None:
                    sums |= _columns(name, [*quantity.key, part], values)
        sums |= _columns(name, ["joint"], tally.joint) | _columns(name, ["unresolved"], tally.unresolved)
    return (pd.concat([out, pd.DataFrame(sums, index=out.index)], axis=1),)


class Tallied:
    """The sums of all articles of a study, from which measures tables are made.

    Parameters
    ----------
    kept : what the stage keeps, joined; one row for each article.
    attributions : those of the study, for the sides that its codebook has; no row of them is read.
    articles : all articles of the study.

    Raises
    ------
    KeyError : a sum or an article is not among what is kept.
    """

    def __init__(self, kept: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame) -> None:
        nothing = attributions.head(0)
        self._said = read_said(nothing, articles, None, "half")
        # Which sums there are, and what is made of them, is what the same function counts in no article at all.
        self._none = read_said(nothing, articles.head(0), None, "half")
        at = pd.Index(kept["article_id"]).get_indexer(self._said.articles["article_id"])
        if (at < 0).any():
            raise KeyError(f"{int((at < 0).sum())} articles have no sums")
        self.kept, self._at = kept, at
        for name in COUNTS:
            self.tally(name)

    def tally(self, name: str) -> Tally:
        """All sums of a measure, one row for each article in the order of ids."""
        like = COUNTS[name](self._none)
        quantities = []
        for quantity in like.quantities:
            found = {
                part: self._sums(name, [*quantity.key, part], getattr(quantity, part))
                for part in _PARTS
                if getattr(quantity, part) is not None
            }
            quantities.append(replace(quantity, **found))  # type: ignore[arg-type]
        return Tally(
            quantities,
            self._sums(name, ["joint"], like.joint),
            self._sums(name, ["unresolved"], like.unresolved),
        )

    def table(self, name: str, *, by: Sequence[str] | None, seed: int) -> pd.DataFrame:
        """The measures table of one measure: what its own function gives from the rows."""

        def count(_: Said) -> Tally:
            return self.tally(name)

        return _TABLES.get(name, estimated)(count, self._said, by=by, cluster=None, seed=seed)

    def _sums(self, name: str, what: list[str], like: Floats) -> Floats:
        width = 1 if like.ndim == 1 else like.shape[1]
        columns = [_column(name, what, number) for number in range(width)]
        values = self.kept[columns].to_numpy(dtype=np.float64)[self._at]
        # Laid out in memory as a count lays it out: the last bit of a sum depends on it.
        return np.ascontiguousarray(values if like.ndim == 2 else values[:, 0])


def _columns(name: str, what: list[str], values: Floats) -> dict[str, Floats]:
    whole = values[:, None] if values.ndim == 1 else values
    return {_column(name, what, number): whole[:, number] for number in range(whole.shape[1])}


def _column(name: str, what: list[str], number: int) -> str:
    return json.dumps([name, *what, number], ensure_ascii=False)


def _version(speakers: str) -> str:
    digest = hashlib.blake2b(speakers.encode(), digest_size=16)
    package = Path(framing.__file__).parent
    for each in _CODE:
        for path in [package / each] if each.endswith(".py") else sorted((package / each).rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
