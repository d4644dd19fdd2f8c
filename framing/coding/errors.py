"""The machine's error on the coded sample: what it finds, what it misses, and which sides it mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.coding.apply import coded_rows
from framing.coding.coders import overlap
from framing.inference import CodedSample, cluster_index, cluster_totals, share_interval, units_of
from framing.schema import check_table, make_table, side_categories

_CONFIDENCE = 0.95
TERMS = ("found", "exact", "side")
Floats = npt.NDArray[np.float64]


def measure_error(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    coding: pd.DataFrame | CodedSample,
    *,
    coder: str | None = None,
    least_overlap: float = 0.5,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how often the machine is right, on units that coders have done.

    Parameters
    ----------
    attributions : attributions table of the machine, resolved.
    articles : articles table.
    coding : coding table, or the CodedSample made of it.
    coder : whose answers hold where there are several coders, as in `apply_coding`.
    least_overlap : characters that two contents share, out of all that either covers, from which on they are the
        same attribution.
    cluster : column of `articles` that holds what was drawn as one; by default an article with its copies.
    seed : of the bootstrap.

    Returns
    -------
    DataFrame, a measures table; `numerator` and `denominator` are weighted by 1 / inclusion probability, so that they
    speak of all units that the sample was drawn from.

    - `precision`, `recall`, `f1`, for each `term`: "found" (the machine has an attribution there), "exact" (with the
      same spans of content), "side" (with the side that the coder gave).
    - `side_precision` (`side`: of those to which the machine gave this side, the share that have it) and
      `side_recall` (of those that have this side, the share that the machine found and gave it to).
    - `side_confusion`: of the attributions of the side in `versus` (by the coder) that the machine found, the share
      to which it gave `side`.
    - `side_missed`: of the attributions of the side in `versus`, the share that the machine did not find.

    `n_articles` counts articles with a coded unit, `n_units` the clusters with something to count.

    Raises
    ------
    ValueError : several coders and none named, an inclusion probability that is missing, a `least_overlap` outside
        (0, 1], `attributions` without sides, and as in `apply_coding`.

    See Also
    --------
    coded_sample, agreement

    Notes
    -----
    Attributions of the machine and of the coder are matched one to one within a sampled unit, those that share most
    first. F1 is 2 × matched / (the machine's + the coder's). A missing side is "unresolved". Intervals:
    docs/measures.md; articles, not attributions, are resampled, and none is given under five of them. Wrong sides and
    missed voices that differ by side shift a balance: give measures the coded sample (`coded=`) to correct for them.

    References
    ----------
    Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model assisted survey sampling, section 5.6. Springer.

    Examples
    --------
    >>> measure_error(attributions, articles, coding).query("measure == 'recall'")          # doctest: +SKIP
    """
    if not 0 < least_overlap <= 1:
        raise ValueError(
            f"least_overlap={least_overlap!r} is not allowed; allowed: over 0, at most 1, such as 0.5."
        )
    found = check_table(attributions, "attributions", need=["side"])
    population = check_table(articles, "articles")
    if isinstance(coding, CodedSample):
        human, units = check_table(coding.attributions, "attributions", need=["side"]), coding.units
    else:
        human, units = coded_rows(found, population, coding, coder=coder)
    units = units.reset_index(drop=True)
    _check_chances(units)
    sides = side_categories([*found["side"].cat.categories, *human["side"].cat.categories])
    compared = _compare(found, human, units, population, least_overlap, cluster)
    about = {
        "unit": "attributions",
        "n_articles": int(units["article_id"].nunique()),
        "resampled_by": compared.label,
    }
    measures = list(_measures(compared, sides))
    parts = [(num, den) for _, num, den in measures]
    estimates = _estimates(compared, parts, seed)
    rows = [about | row | told for (row, _, _), told in zip(measures, estimates, strict=True)]
    return make_table(rows, "measures", sides=sides)


@dataclass(frozen=True)
class _Compared:
    """One entry per attribution of either: machine's alone, coder's alone, or both where they are the same.

    `machine`, `human`: its side, "" where that one has none such. `weight`: 1 / inclusion probability.
    """

    machine: npt.NDArray[np.object_]
    human: npt.NDArray[np.object_]
    exact: npt.NDArray[np.bool_]
    weight: Floats
    cluster: npt.NDArray[np.int64]
    n_clusters: int
    scale: float
    label: str


def _check_chances(units: pd.DataFrame) -> None:
    chances = units["inclusion_probability"].to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~((chances > 0) & (chances <= 1))
    if wrong.any():
        raise ValueError(
            f"inclusion_probability={chances[wrong][0]:g} ({int(wrong.sum())} of {len(units)} coded units) is not "
            "allowed; allowed: over 0 and at most 1. Draw the sample with coding_sheet; where a spreadsheet lost the "
            "column, read_coding(…, sheet=…) puts it back."
        )


def _compare(
    found: pd.DataFrame,
    human: pd.DataFrame,
    units: pd.DataFrame,
    articles: pd.DataFrame,
    least: float,
    cluster: str | None,
) -> _Compared:
    codes, names, label = cluster_index(articles, cluster)
    place = dict(zip(articles["article_id"], codes.tolist(), strict=True))
    missing = sorted(set(units["article_id"]) - set(place))
    if missing:
        raise ValueError(
            f"coding: article_id {missing[0]!r} is not in articles; pass the articles that were coded."
        )
    theirs, ours = _by_unit(found, units), _by_unit(human, units)
    weights = 1 / units["inclusion_probability"].to_numpy(dtype=np.float64)
    entries: list[tuple[str, str, bool, float, int]] = []
    for unit, article_id in enumerate(units["article_id"]):
        about = float(weights[unit]), place[article_id]
        for machine, coder, exact in _matched(theirs.get(unit, []), ours.get(unit, []), least):
            entries.append((machine, coder, exact, *about))
    columns: list[Any] = [list(part) for part in zip(*entries, strict=True)] if entries else [[]] * 5
    return _Compared(
        np.array(columns[0], dtype=object),
        np.array(columns[1], dtype=object),
        np.array(columns[2], dtype=bool),
        np.array(columns[3], dtype=np.float64),
        np.array(columns[4], dtype=np.int64),
        len(names),
        float(weights.mean()) if len(weights) else 1.0,
        label,
    )


Attributed = tuple[str, str, Any]


def _by_unit(rows: pd.DataFrame, units: pd.DataFrame) -> dict[int, list[Attributed]]:
    """Unit → (id, side, spans) of the attributions that begin in it."""
    out: dict[int, list[Attributed]] = {}
    names = ("attribution_id", "side", "content_spans", "content_start", "content_end")
    columns = [rows[name].astype("object").tolist() for name in names]
    for unit, name, side, spans, start, end in zip(units_of(rows, units).tolist(), *columns, strict=True):
        if unit >= 0:
            told = "unresolved" if pd.isna(side) else str(side)
            out.setdefault(unit, []).append((str(name), told, spans or ((int(start), int(end)),)))
    return out


def _matched(
    machine: list[Attributed], human: list[Attributed], least: float
) -> Iterator[tuple[str, str, bool]]:
    pairs = sorted(
        (-overlap(mine[2], theirs[2]), mine[0] != theirs[0], mine[0], theirs[0], i, j)
        for i, mine in enumerate(machine)
        for j, theirs in enumerate(human)
    )
    left, right = set(range(len(machine))), set(range(len(human)))
    for score, _, _, _, i, j in pairs:
        if -score >= least and i in left and j in right:
            left.discard(i)
            right.discard(j)
            yield machine[i][1], human[j][1], tuple(machine[i][2]) == tuple(human[j][2])
    for i in sorted(left):
        yield machine[i][1], "", False
    for j in sorted(right):
        yield "", human[j][1], False


def _measures(some: _Compared, sides: list[str]) -> Iterator[tuple[dict[str, Any], Floats, Floats]]:
    """What each row is of, and per attribution what is counted, out of what (before weights)."""
    theirs, ours = some.machine != "", some.human != ""
    both = theirs & ours
    hits = {"found": both, "exact": both & some.exact, "side": both & (some.machine == some.human)}
    for term in TERMS:
        hit = hits[term].astype(np.float64)
        yield {"measure": "precision", "term": term}, hit, theirs.astype(np.float64)
        yield {"measure": "recall", "term": term}, hit, ours.astype(np.float64)
        yield {"measure": "f1", "term": term}, 2 * hit, theirs.astype(np.float64) + ours
    for side in sides:
        mine, true = some.machine == side, some.human == side
        hit = (mine & true).astype(np.float64)
        yield {"measure": "side_precision", "side": side}, hit, mine.astype(np.float64)
        yield {"measure": "side_recall", "side": side}, hit, true.astype(np.float64)
    for true_side in sides:
        true = some.human == true_side
        for side in sides:
            hit = (true & (some.machine == side)).astype(np.float64)
            about = {"measure": "side_confusion", "side": side, "versus": true_side}
            yield about, hit, (true & theirs).astype(np.float64)
        about = {"measure": "side_missed", "versus": true_side}
        yield about, (true & ~theirs).astype(np.float64), true.astype(np.float64)


def _estimates(some: _Compared, parts: list[tuple[Floats, Floats]], seed: int) -> Iterator[dict[str, Any]]:
    """All measures at once: they rest on the same resamples."""
    tops, bottoms = (
        cluster_totals(np.column_stack(side) * some.weight[:, None], some.cluster, some.n_clusters)
        for side in zip(*parts, strict=True)
    )
    # The interval adds half an attribution to each cell: to those of the sample, not to those that they stand for.
    interval = share_interval(
        tops / some.scale, bottoms / some.scale, level=_CONFIDENCE, unit=some.label, seed=seed
    )
    for at, (n, d) in enumerate(zip(tops.sum(axis=0).tolist(), bottoms.sum(axis=0).tolist(), strict=True)):
        why = interval.reason[at] if d > 0 else "nothing to count in the coded units"
        yield {
            "estimate": n / d if d > 0 else None,
            "numerator": n,
            "denominator": d,
            "ci_low": None if why else float(interval.low[at]),
            "ci_high": None if why else float(interval.high[at]),
            "n_units": int(interval.n_units[at]),
            "confidence_level": None if why else _CONFIDENCE,
            "n_resamples": int(interval.n_resamples[at]) or None,
            "reason": why or None,
        }
