"""Groups of articles: the `by` columns, and the periods that are derived from the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.schema import TABLES

MISSING = "(missing)"
_PERIODS = {"month": "%Y-%m", "week": "%G-W%V"}
OF_OUTLETS = ("outlet_country", "outlet_type")


@dataclass(frozen=True)
class Groups:
    """The group of every article; `labels` in the order of the table, each with one value per `by` column."""

    by: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    codes: npt.NDArray[np.int64]

    def named(self, code: int) -> str:
        return " · ".join(self.labels[code])

    def pair(self, sides: tuple[str, str]) -> tuple[int, int] | None:
        """The two groups to compare, when there are two whose values are all known: a − b where they are the sides."""
        known = [code for code, label in enumerate(self.labels) if MISSING not in label]
        if len(known) != 2:
            return None
        named = [self.named(code) for code in known]
        return (known[1], known[0]) if named == [sides[1], sides[0]] else (known[0], known[1])


def group_articles(articles: pd.DataFrame, by: str | Sequence[str] | None) -> Groups:
    """The groups that the columns of `by` make; a missing value is a group of its own, which sorts last."""
    names = () if by is None else tuple(by) if isinstance(by, list | tuple | pd.Index) else (by,)
    own = set(TABLES["measures"].names)
    allowed = [c for c in dict.fromkeys([*map(str, articles.columns), *_PERIODS]) if c not in own]
    for name in names:
        choose("by", name, allowed)
    if len(set(names)) < len(names):
        raise ValueError(f"by={list(names)!r} names a column twice; name each once.")
    if not names:
        return Groups((), ((),), np.zeros(len(articles), dtype=np.int64))
    columns = [_values(articles, name) for name in names]
    # Numbers sort as numbers: page 9 stands before page 10.
    numbers = [name in articles.columns and pd.api.types.is_numeric_dtype(articles[name]) for name in names]
    keys = list(zip(*columns, strict=True))
    labels = tuple(sorted(set(keys), key=lambda key: tuple(map(_rank, key, numbers))))
    code_of = {label: code for code, label in enumerate(labels)}
    return Groups(names, labels, np.array([code_of[key] for key in keys], dtype=np.int64))


def permuted_by(articles: pd.DataFrame, groups: Groups, cluster: str | None) -> tuple[str | None, str]:
    """Which clusters may exchange group labels: a cluster column (None: articles), and a reason where none
    may.

    What belongs to outlets (their country, their type, and any column that never varies inside an outlet) was
    drawn outlet by outlet: articles of one outlet cannot change country one at a time.
    """
    if "outlet" in groups.by:
        return cluster, ""
    named = [name for name in groups.by if name in OF_OUTLETS]
    if not named and not is_of_outlets(articles["outlet"], groups.codes):
        return cluster, ""
    missing = int(articles["outlet"].isna().sum())
    if missing:
        return (
            None,
            f"a p-value for {(named or groups.by)[0]} permutes outlets, and {missing} articles have none",
        )
    return "outlet", ""


def is_of_outlets(outlets: pd.Series, groups: npt.ArrayLike, *, name: str = "") -> bool:
    """Whether a grouping belongs to outlets: it never varies inside one, and some outlet has several articles.

    Articles without an outlet say nothing of it: a few of them make no grouping of outlets one of articles. What is
    named as the outlets' (country, type) is, unless it varies inside one.
    """
    known = outlets.notna().to_numpy()
    pairs = pd.DataFrame({"outlet": outlets[known].to_numpy(), "group": np.asarray(groups)[known]})
    once = pairs.drop_duplicates()
    if once["outlet"].duplicated().any():
        return False
    return name in OF_OUTLETS or bool(known.any() and len(once) < len(pairs))


def _rank(value: str, number: bool) -> tuple[bool, float, str]:
    known = value != MISSING
    return not known, float(value) if known and number and value not in ("True", "False") else 0.0, value


def _values(articles: pd.DataFrame, name: str) -> list[str]:
    values = articles[name] if name in articles.columns else articles["date"]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime(_PERIODS.get(name, "%Y-%m-%d"))
    return [MISSING if pd.isna(value) else str(value) for value in values.astype("object")]
