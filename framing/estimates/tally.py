"""What a measure counts in every article, before anything is drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
import numpy.typing as npt

from framing.estimates.forms import Floats, Form

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Quantity:
    """One row of a measure, for every group.

    `totals`: what its form sums, (articles, width). `low`, `high`: the same if all unresolved went the other way,
    or this way; where either of several ways can be the furthest, their sums stand one after the other, (articles,
    ways × width), and the furthest counts. `told`: voices behind the denominator where that is a number of articles.
    `swap`: how the columns change places when the two sides do; with it the row has a p-value. `compare`: two groups
    are compared in it. `whole`: the number of an article does not come apart into that of its sentences. `fixed`: why
    there is never an interval.
    """

    measure: str
    form: Form
    totals: Floats
    unit: str = "attributions"
    side: str | None = None
    target_side: str | None = None
    term: str | None = None
    versus: str | None = None
    low: Floats | None = None
    high: Floats | None = None
    told: Floats | None = None
    swap: tuple[int, ...] | None = None
    compare: bool = False
    whole: bool = False
    fixed: str = ""
    words: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> Key:
        return (
            self.measure, self.side or "", self.target_side or "", self.term or "", self.versus or "",
        )  # fmt: skip

    def take(self, rows: npt.NDArray[np.intp]) -> Quantity:
        return self._each(lambda values: values[rows])

    def weighted(self, weights: Floats) -> Quantity:
        by = weights[:, None]
        out = self._each(lambda values: values * (by if values.ndim == 2 else weights))
        return out

    def each(self) -> float:
        """Voices behind one unit of the denominator. With it, the ½ that a logit adds to each cell is half a
        voice; added to a mean of articles' shares it would be half an article, and pull the interval off."""
        if self.told is None:
            return 1.0
        total = float(self.totals[:, 1].sum())
        return float(self.told.sum()) / total if total > 0 else 1.0

    def bounds(self, chosen: Floats | None = None) -> tuple[float, float] | None:
        """The value at both bounds, of some articles, by weights (articles, 1); NaN at both where one has none."""
        if self.low is None or self.high is None:
            return None
        ends = []
        for sums, furthest in ((self.low, np.min), (self.high, np.max)):
            total = (sums if chosen is None else sums * chosen).sum(axis=0)
            values = self.form.estimate(total.reshape(-1, self.form.width))
            ends.append(np.nan if np.isnan(values).all() else float(furthest(values[~np.isnan(values)])))
        # An end alone would read as if the other were the estimate.
        return (ends[0], ends[1]) if np.isfinite(ends).all() else (np.nan, np.nan)

    def _each(self, change: Callable[[Floats], Floats]) -> Quantity:
        changed = {
            name: None if getattr(self, name) is None else change(getattr(self, name))
            for name in ("totals", "low", "high", "told")
        }
        return replace(self, **changed)  # type: ignore[arg-type]


class Lazy(Sequence[Quantity]):
    """Quantities that are counted, or read, when they are asked for: all of them may be more than memory holds."""

    def __init__(self, makers: Sequence[Callable[[], Quantity]]) -> None:
        self._makers = makers

    def __len__(self) -> int:
        return len(self._makers)

    @overload
    def __getitem__(self, at: int) -> Quantity: ...
    @overload
    def __getitem__(self, at: slice) -> list[Quantity]: ...
    def __getitem__(self, at: int | slice) -> Quantity | list[Quantity]:
        if isinstance(at, slice):
            return [make() for make in self._makers[at]]
        return self._makers[at]()


@dataclass(frozen=True)
class Tally:
    """What a measure counts: its quantities in the order of rows; joint and unresolved units per article."""

    quantities: Sequence[Quantity]
    joint: Floats
    unresolved: Floats


@dataclass(frozen=True)
class Corrected:
    """The same tally with the machine's error taken out.

    `coded`: articles that hold a coded unit. `whole`: whole articles were coded, not sentences.
    """

    tally: Tally
    coded: npt.NDArray[np.bool_]
    whole: bool
