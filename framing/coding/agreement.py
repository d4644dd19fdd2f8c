"""How far coders agree: Krippendorff's α, percent agreement, Holsti's coefficient."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.coding.alpha import LEVELS, alpha, alpha_interval, pair_counts, value_counts
from framing.coding.coders import align_missed, by_unit
from framing.coding.units import SPAN_VARIABLES
from framing.inference import Interval, cluster_totals, share_interval
from framing.schema import check_table, format_spans, make_table

# "done" says that somebody coded, a note is nothing to agree on.
_NO_VARIABLES = ("done", "note")
_CONFIDENCE = 0.95
RESAMPLED = ("articles", "units")


def agreement(
    coding: pd.DataFrame,
    *,
    variables: str | Sequence[str] | None = None,
    level: str | Mapping[str, str] = "nominal",
    resample: str = "articles",
    n_resamples: int = 1999,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far two or more coders agree, for each variable, over all coders and for each pair.

    Parameters
    ----------
    coding : coding table of all coders (several tables: `pd.concat`).
    variables : which variables; by default all but `done` and `note`.
    level : "nominal", "ordinal", "interval" or "ratio", for all variables or by variable. Values of any other level
        than nominal are numbers.
    resample : "articles" (units of one article are alike and are drawn together) or "units" (each on its own).
    n_resamples, seed : of the bootstrap.

    Returns
    -------
    DataFrame, a measures table. For each variable (`term`), first over all coders (`versus` missing), then for each
    pair ("ann and ben"):

    - `alpha`: Krippendorff's α. 1: the coders always agree; 0: as often as by chance; below 0: less often.
    - `percent_agreement`: pairs of answers that agree (`numerator`), out of all pairs of answers on one unit.
    - `holsti`: 2 × agreements / (answers of one coder + answers of the other): what only one has coded counts
      against it. Over all coders the sums over the pairs.

    `n_articles` is the number of articles with an answer, `n_units` of the clusters that the interval rests on.

    Raises
    ------
    ValueError : a variable or level that does not exist; a value that is no number at a level that needs one.

    See Also
    --------
    read_coding, align_missed

    Notes
    -----
    α = 1 − D_o / D_e, where D_o is the disagreement within units and D_e that among all answers; coders may be any
    number and leave units out; units with a single answer say nothing. Disagreement is 1 for different nominal
    values, else the squared difference of mid-ranks, of values, or of values over their sum. Missed attributions are
    brought together first (`align_missed`): who did the sentence and did not list what another coder listed has said
    that it is none. Speaker, cue and content agree where their spans are equal. The sample is taken as it is, not
    weighted.

    Intervals: from 50 clusters on the percentile bootstrap; below that the jackknife-t (of α on ln(1 − α)); under five
    none, and `reason` says so, as where the coders never differ. Where all answers are the same α is not defined.

    Krippendorff asks for α ≥ .800, and ≥ .667 where tentative conclusions are enough; it is the interval's lower end
    that should reach it.

    References
    ----------
    Krippendorff, K. (2019). Content analysis, 4th edition, chapter 12. Sage.
    Hayes, A. F. & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures 1(1), 77–89.
    Holsti, O. R. (1969). Content analysis for the social sciences and humanities. Addison-Wesley.

    Examples
    --------
    >>> agreement(pd.concat([ann, ben]), variables=["verdict", "side"])
    """
    choose("resample", resample, RESAMPLED)
    if n_resamples < 1:
        raise ValueError(f"n_resamples={n_resamples!r} is not allowed; allowed: 1 or more.")
    table = align_missed(check_table(coding, "coding"))
    known = sorted(set(table["variable"]) - set(_NO_VARIABLES))
    named = known if variables is None else [variables] if isinstance(variables, str) else list(variables)
    levels = level if isinstance(level, Mapping) else dict.fromkeys(named, level)
    for name in named:
        choose("variables", name, sorted(set(table["variable"]) | ({name} if table.empty else set())))
    for name in levels:
        choose("level", levels[name], LEVELS)
        choose("level", name, named)
    answers = by_unit(table)
    rows: list[dict[str, Any]] = []
    for name in named:
        data = _answers(answers, name, levels.get(name, "nominal"))
        rows += [
            row | {"n_articles": data.n_articles, "term": name, "unit": "units"}
            for row in _of_variable(data, resample, n_resamples, seed)
        ]
    return make_table(rows, "measures")


@dataclass(frozen=True)
class _Answers:
    """The answers of one variable: (units, coders) numbers of values, −1 where there is none."""

    codes: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    level: str
    coders: list[str]
    articles: npt.NDArray[np.int64]
    n_articles: int

    def of(self, columns: list[int]) -> _Answers:
        names = [self.coders[column] for column in columns]
        return _Answers(
            self.codes[:, columns], self.values, self.level, names, self.articles, self.n_articles
        )


def _answers(units: dict[tuple[str, str], dict[str, Any]], name: str, level: str) -> _Answers:
    given: dict[str, dict[str, Any]] = {}
    article_of: dict[str, str] = {}
    for (unit_id, coder), rows in units.items():
        if name in rows:
            given.setdefault(unit_id, {})[coder] = _answer(rows[name], name, level)
            article_of[unit_id] = rows[name]["article_id"]
    values = sorted({value for by_coder in given.values() for value in by_coder.values()})
    numbers = {value: number for number, value in enumerate(values)}
    coders = sorted({coder for by_coder in given.values() for coder in by_coder})
    columns = {coder: column for column, coder in enumerate(coders)}
    codes = np.full((len(given), len(coders)), -1, dtype=np.int64)
    for row, by_coder in enumerate(given.values()):
        for coder, value in by_coder.items():
            codes[row, columns[coder]] = numbers[value]
    names = {article_id: number for number, article_id in enumerate(sorted(set(article_of.values())))}
    articles = np.array([names[article_of[unit_id]] for unit_id in given], dtype=np.int64)
    scale = np.arange(len(values)) if level in ("nominal", "ordinal") else np.array(values, dtype=np.float64)
    return _Answers(codes, scale.astype(np.float64), level, coders, articles, len(names))


def _answer(row: dict[str, Any], name: str, level: str) -> Any:
    value = row["value"]
    if name in SPAN_VARIABLES and row["spans"]:
        value = format_spans(row["spans"])
    if level == "nominal":
        return str(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if not np.isfinite(number) or (level == "ratio" and number < 0):
        what = "numbers of 0 or more" if level == "ratio" else "numbers"
        raise ValueError(
            f"coding: value {value!r} of {name} (unit {row['unit_id']}, coder {row['coder']}) is not allowed with "
            f"level={level!r}; allowed: {what}. Give each value its number, or use level='nominal'."
        )
    return number


def _of_variable(data: _Answers, resample: str, n_resamples: int, seed: int) -> Iterator[dict[str, Any]]:
    clusters = data.articles if resample == "articles" else np.arange(len(data.codes))
    pairs = list(itertools.combinations(range(len(data.coders)), 2))
    groups: list[tuple[str | None, _Answers]] = [(None, data)]
    groups += [(f"{data.coders[a]} and {data.coders[b]}", data.of([a, b])) for a, b in pairs]
    for versus, some in groups:
        for row in _measures(some, clusters, resample, n_resamples, seed):
            yield row | {"versus": versus}


def _measures(
    data: _Answers, clusters: npt.NDArray[np.int64], unit: str, n_resamples: int, seed: int
) -> Iterator[dict[str, Any]]:
    about = {"resampled_by": unit}
    if len(data.coders) < 2:
        for measure in ("alpha", "percent_agreement", "holsti"):
            reason = f"{len(data.coders)} coder{'' if len(data.coders) == 1 else 's'}: it takes two to agree"
            yield about | {"measure": measure, "n_units": 0, "reason": reason}
        return
    counts = value_counts(data.codes, len(data.values))
    value = float(alpha(counts, data.values, data.level, np.ones((1, len(counts))))[0])
    paired = counts[counts.sum(axis=1) >= 2]
    interval = alpha_interval(
        counts, data.values, data.level, clusters, unit=unit, n_resamples=n_resamples, seed=seed
    )
    why = interval.reason[0]
    if not np.isfinite(value):
        same = "all answers are the same: α compares with chance and needs two values"
        why = same if len(paired) else "no unit has two answers"
    yield about | _row("alpha", value, interval, why)
    agree, both, answers = _pairs(data)
    n_clusters = int(clusters.max(initial=-1)) + 1
    for measure, num, den in (("percent_agreement", agree, both), ("holsti", 2 * agree, answers)):
        tops, bottoms = (cluster_totals(part, clusters, n_clusters) for part in (num, den))
        n, d = float(num.sum()), float(den.sum())
        some = share_interval(tops, bottoms, level=_CONFIDENCE, unit=unit, n_resamples=n_resamples, seed=seed)
        value = n / d if d > 0 else np.nan
        why = some.reason[0] if d > 0 else "no unit has two answers"
        yield about | _row(measure, value, some, why) | {"numerator": n, "denominator": d}


def _pairs(data: _Answers) -> tuple[npt.NDArray[np.float64], ...]:
    """Per unit, over all pairs of coders: agreements, pairs of answers, answers of the two."""
    agree, both, answers = (np.zeros(len(data.codes)) for _ in range(3))
    for a, b in itertools.combinations(range(len(data.coders)), 2):
        coded, same = pair_counts(data.codes, a, b)
        agree += same
        both += coded
        answers += (data.codes[:, [a, b]] >= 0).sum(axis=1)
    return agree, both, answers


def _row(measure: str, value: float, interval: Interval, why: str) -> dict[str, Any]:
    given = not why
    return {
        "measure": measure,
        "estimate": value,
        "ci_low": float(interval.low[0]) if given else None,
        "ci_high": float(interval.high[0]) if given else None,
        "n_units": int(interval.n_units[0]),
        "confidence_level": _CONFIDENCE if given else None,
        "n_resamples": int(interval.n_resamples[0]) or None,
        "reason": why or None,
    }
