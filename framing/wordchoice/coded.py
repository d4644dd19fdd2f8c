"""Counts as numbers, and which rows of them a contrast sets against which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# Columns by `counts` row; every other `by` is a column of `articles`, the same for all words of an article.
COUNTS_BY = ("side", "voice", "about")
REST = "rest"
# Neither is a group of its own: two sides at once, or nobody knows which.
NO_GROUP = ("joint", "unresolved")
_HOW = {
    "side": "count with attributions that resolve_speakers has given a side.",
    "voice": "count with attributions.",
    "about": "count with mentions.",
}


@dataclass(frozen=True)
class Coded:
    """Rows of counts as numbers: which article, term and group, how often. `articles` are sorted by id."""

    articles: pd.DataFrame
    terms: np.ndarray
    labels: list[str]
    article_of: Ints
    term_of: Ints
    label_of: Ints
    count: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """One contrast: its names, and the labels on either side by number."""

    target: str
    reference: str
    of_target: Ints
    of_reference: Ints


def code_counts(counts: pd.DataFrame, articles: pd.DataFrame, by: str) -> Coded:
    """Number the rows of counts; articles that have none are kept."""
    articles = articles.sort_values("article_id", ignore_index=True)
    if by not in COUNTS_BY and pd.api.types.is_datetime64_any_dtype(articles[by].dtype):
        articles = articles.assign(**{by: articles[by].dt.strftime("%Y-%m-%d")})
    code, names = pd.factorize(counts["article_id"])
    place = pd.Index(articles["article_id"]).get_indexer(pd.Index(names))
    unknown = np.flatnonzero(place < 0)
    if len(unknown):
        raise ValueError(
            f"counts names {len(unknown)} articles that articles does not hold, first: {names[unknown[0]]!r}; pass "
            "the articles that were counted."
        )
    article_of = place[code].astype(np.int64)
    term_of, terms = _sorted_codes(counts["term"])
    values = counts[by] if by in COUNTS_BY else articles[by]
    label_of, labels = _labels(values)
    if by in COUNTS_BY and len(values) and (label_of < 0).all():
        raise ValueError(f"by={by!r}: counts has no {by}; {_HOW[by]}")
    if by not in COUNTS_BY:
        label_of = label_of[article_of]
    count = counts["count"].to_numpy(dtype=np.float64)
    return Coded(articles, terms, labels, article_of, term_of, label_of, count)


def _sorted_codes(values: pd.Series) -> tuple[Ints, np.ndarray]:
    code, names = pd.factorize(values)
    found = np.asarray(names, dtype=object)
    order = np.argsort(found) if len(found) else np.zeros(0, dtype=np.int64)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[code] if len(code) else code.astype(np.int64), found[order]


def _labels(values: pd.Series) -> tuple[Ints, list[str]]:
    """The number of each value's label, −1 for none; categories keep their order, others are sorted."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int64), [str(name) for name in values.cat.categories]
    code, names = pd.factorize(values)
    found = [str(name) for name in names]
    labels = sorted(set(found))
    number = np.array([labels.index(name) for name in found] + [-1], dtype=np.int64)
    return number[code], labels


def pairs_of(
    coded: Coded, by: str, target: str | Sequence[str] | None, reference: str | None, present: Flags
) -> list[Pair]:
    """The contrasts asked for: two groups, one against the rest, or each of several against the others."""
    labels = coded.labels
    if target is not None and not isinstance(target, str | Iterable):
        target = str(target)  # a year, or another number
    if isinstance(target, str) or (target is None and reference is not None):
        first = choose("target", target, labels)
        if reference is None:
            return [_against(labels, [first, *_groups(labels, by, present)], first)]
        second = choose("reference", reference, labels)
        if first == second:
            raise ValueError(f"target and reference are both {first!r}; name two different values of {by!r}.")
        return [Pair(first, second, _at(labels, [first]), _at(labels, [second]))]
    if reference is not None:
        raise ValueError(
            f"reference={reference!r} needs one target, got {list(target or [])!r}; leave reference out, and each is "
            "set against the others."
        )
    named = _groups(labels, by, present) if target is None else list(dict.fromkeys(map(str, target)))
    for name in named:
        choose("target", name, labels)
    if target is not None and len(named) < 2:
        raise ValueError(f"target={named!r} names one group; name two or more, or give it as a word.")
    return [_against(labels, named, name) for name in named]


def _groups(labels: Sequence[str], by: str, present: Flags) -> list[str]:
    left_out = NO_GROUP if by in COUNTS_BY else ()
    return [name for name, there in zip(labels, present, strict=True) if there and name not in left_out]


def _against(labels: list[str], names: Sequence[str], target: str) -> Pair:
    others = [name for name in dict.fromkeys(names) if name != target]
    # Of two groups the rest has a name.
    return Pair(target, others[0] if len(others) == 1 else REST, _at(labels, [target]), _at(labels, others))


def _at(labels: list[str], names: Sequence[str]) -> Ints:
    return np.array([labels.index(name) for name in names], dtype=np.int64)


def need_one(counts: pd.DataFrame, column: str, plural: str) -> str | None:
    """The one kind (or node) that all counts are of; an error where they are of several."""
    found = sorted(map(str, counts[column].dropna().unique().tolist()))
    if len(found) > 1 or (found and column == "node" and counts[column].isna().any()):
        named = ", ".join(found) + (" and none" if len(found) == 1 else "")
        raise ValueError(f"counts holds terms of several {plural}: {named}; contrast one {column} at a time.")
    return found[0] if found else None


def need_counted(counts: pd.DataFrame) -> None:
    """An error where a count is below 0."""
    if (counts["count"] < 0).any():
        raise ValueError(
            f"counts.count: {int(counts['count'].min())} is not allowed; allowed: 0 or more, as count_words counts."
        )
