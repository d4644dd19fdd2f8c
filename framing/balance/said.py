"""What was said: the attributions that measures count, by article and side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.balance.totals import JOINTS, check_voices, in_repeated_headline
from framing.balance.words import innermost_quoted, innermost_words
from framing.checks import choose
from framing.estimates.forms import Floats, Form
from framing.estimates.tally import Quantity, Tally

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Said:
    """Checked attributions that count as speech, with the number of each one's article.

    `of`: for each side of the codebook and other, the weight of every row: 1, or ½ where a joint voice is shared.
    `times`: how many attributions each row stands for, where they are counted already; one by default.
    """

    rows: pd.DataFrame
    articles: pd.DataFrame
    own: tuple[str, ...]
    pair: tuple[str, str] | None
    joint: str
    at: npt.NDArray[np.intp]
    of: dict[str, Floats]
    times: Floats | None = None

    def per_article(self, amount: npt.ArrayLike) -> Floats:
        """Sums per article of one number per row."""
        weights = np.asarray(amount, dtype=np.float64)
        weights = weights if self.times is None else weights * self.times
        return np.bincount(self.at, weights=weights, minlength=len(self.articles)).astype(np.float64)

    def only(self, flags: npt.ArrayLike) -> Said:
        """The same with some of the rows."""
        return read_rows(
            self.rows[np.asarray(flags, dtype=bool)], self.articles, self.own, self.pair, self.joint
        )

    def with_rows(self, rows: pd.DataFrame) -> Said:
        """The same articles and sides with other rows, which are checked already."""
        return read_rows(rows, self.articles, self.own, self.pair, self.joint)

    def tally(self, quantities: Sequence[Quantity], *, among: npt.ArrayLike | None = None) -> Tally:
        """Quantities with the joint and unresolved rows beside them, of all rows or of those in `among`."""
        flags = np.ones(len(self.rows)) if among is None else np.asarray(among, dtype=np.float64)
        return Tally(
            quantities,
            self.per_article(flags * (self.sides == "joint")),
            self.per_article(flags * (self.sides == "unresolved")),
        )

    @property
    def sides(self) -> npt.NDArray[np.object_]:
        return sides_of(self.rows["side"])

    def words(self) -> tuple[Floats, Floats]:
        """Words of every row's content, and those inside quotation marks, each word for the innermost speaker."""
        every = np.ones(len(self.rows), dtype=bool)
        words = innermost_words(self.rows, self.articles, every)
        return words, innermost_quoted(self.rows, words)

    def is_in(self, column: str, *values: str) -> Flags:
        """Flags of the rows whose value of a column is one of `values`; a missing value is none."""
        return self.rows[column].isin(values).fillna(False).to_numpy(dtype=bool)

    def known(self, column: str) -> Flags:
        return self.rows[column].notna().to_numpy(dtype=bool)


Count = Callable[[Said], Tally]


def read_said(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    sides: Sequence[str] | None,
    joint: str,
    *,
    need: Sequence[str] = (),
) -> Said:
    """Check both tables and keep what counts as speech: no attitudes, nothing in a repeated headline."""
    choose("joint", joint, JOINTS)
    rows, population, own, pair = check_voices(attributions, articles, sides, need=need)
    return read_rows(speech_rows(rows, population), population, own, pair, joint)


def speech_rows(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows that count as speech; what was nested in one that does not is nested in what that one is nested in."""
    counts = (rows["act"] != "attitude").to_numpy(dtype=bool) & ~in_repeated_headline(rows, articles)
    if counts.all():
        return rows
    above = dict(zip(rows["attribution_id"], rows["nested_in"], strict=True))
    gone = set(rows.loc[~counts, "attribution_id"])

    def kept(name: object) -> object:
        for _ in range(len(gone) + 1):
            if pd.isna(name) or name not in gone:
                return name
            name = above[name]
        return None

    out = rows[counts].copy()
    moved = out["nested_in"].isin(gone).to_numpy(dtype=bool)
    out.loc[moved, "nested_in"] = [kept(name) for name in out.loc[moved, "nested_in"]]
    return out


def read_rows(
    rows: pd.DataFrame,
    articles: pd.DataFrame,
    own: tuple[str, ...],
    pair: tuple[str, str] | None,
    joint: str,
) -> Said:
    rows = rows.reset_index(drop=True)
    at = pd.Index(articles["article_id"]).get_indexer(rows["article_id"])
    side = sides_of(rows["side"])
    of = side_weights(side, own, pair, joint)
    return Said(rows, articles, own, pair, joint, at, of)


def sides_of(values: pd.Series) -> npt.NDArray[np.object_]:
    """Sides as plain objects; a missing one is unresolved."""
    return values.astype("object").where(values.notna(), "unresolved").to_numpy(dtype=object)


def side_weights(
    side: npt.NDArray[np.object_], own: tuple[str, ...], pair: tuple[str, str] | None, joint: str
) -> dict[str, Floats]:
    """For each side of the codebook and other: what a row counts for it."""
    of = {name: (side == name).astype(np.float64) for name in (*own, "other")}
    if joint == "half" and pair is not None:
        shared = (side == "joint") / 2
        of = {name: weight + shared if name in pair else weight for name, weight in of.items()}
    return of


def with_pair(said: Said) -> tuple[str, str]:
    """The two sides to compare, or an error that says how to name them."""
    if said.pair is None:
        raise ValueError(
            "attributions name fewer than two codebook sides; say which two to compare with sides=('A', 'B')."
        )
    return said.pair


def stacked(*columns: npt.ArrayLike) -> Floats:
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


SWAP = (2, 3, 0, 1)


def within(quantity: Quantity, hits: npt.ArrayLike, every: npt.ArrayLike) -> Quantity:
    """A share out of what one side says, with its bounds.

    `hits` and `every`: the same sums of what is unresolved. The share is lowest where all of it that is no hit is this
    side's, and highest where all hits are.
    """
    num, den = quantity.totals[:, 0], quantity.totals[:, 1]
    lost, misses = np.asarray(hits), np.asarray(every) - np.asarray(hits)
    return replace(quantity, low=stacked(num, den + misses), high=stacked(num + lost, den + lost))


def contrast(
    one: Quantity,
    two: Quantity,
    measure: str,
    form: Form,
    *,
    versus: str,
    side: str | None = None,
    target_side: str | None = None,
) -> Quantity:
    """One quantity minus another: sums side by side (hits a, all a, hits b, all b), the swap of sides, the bounds.

    It is lowest where the first is at its lower bound and the second at its upper one.
    """
    totals = np.hstack([one.totals, two.totals])
    low = None if one.low is None or two.high is None else _pairs(one.low, two.high)
    high = None if one.high is None or two.low is None else _pairs(one.high, two.low)
    found = Quantity(
        measure, form, totals, unit=one.unit, side=side, versus=versus, low=low, high=high, compare=True
    )
    return replace(found, swap=SWAP, target_side=target_side, whole=one.whole)


def _pairs(one: Floats, two: Floats) -> Floats:
    """Every way to have two ratios at an end (see `Quantity.low`), side by side."""
    ways = [
        (one[:, i : i + 2], two[:, k : k + 2])
        for i in range(0, one.shape[1], 2)
        for k in range(0, two.shape[1], 2)
    ]
    return np.hstack([part for way in ways for part in way])
