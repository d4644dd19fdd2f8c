"""Tone: how favourably each side is written of, by several scorers, each with its coverage and its agreement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.estimates.forms import (
    MEAN,
    MEAN_CONTRAST,
    SIGNED_CONTRAST,
    SIGNED_MEAN,
    UNIT_CONTRAST,
    UNIT_MEAN,
    Floats,
)
from framing.schema import check_table
from framing.wordchoice.agency import chosen_sides
from framing.wordchoice.naming import named_rows
from framing.wordchoice.rates import VOICES_ASKED, in_voice, per_article
from framing.wordchoice.tone_find import SUBJECTIVITY

UNIT = "sentences"
_FORMS = dict.fromkeys(("textblob", "vader", "model"), (SIGNED_MEAN, SIGNED_CONTRAST)) | {
    SUBJECTIVITY: (UNIT_MEAN, UNIT_CONTRAST)
}
_COVERAGE = "coverage"
# Columns of a contrast of two means, the two sides changed for each other: (sum a, n a, sum b, n b).
_SWAP = (2, 3, 0, 1)


def tone(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    voice: str = "all",
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how favourably sentences that mention one side alone are worded, by each scorer.

    Parameters
    ----------
    findings : what `find_tone` found in `articles`; other phenomena are left out.
    articles : articles table, also those without any such sentence.
    by : columns of `articles` (`outlet`, `outlet_country`, `month` …) to group by.
    sides : the two sides to contrast; by default the first two of the codebook.
    voice : "author" for what authors write in their own voice, "attributed" for what speakers say, "all" for both.
    cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table, unit sentences. Rows for each group, for each scorer (`term`):

    - `tone`, for each side and for other (`target_side`): the mean value of its sentences.
    - `tone_relative`: that mean minus the mean of all scored sentences of the group, so that a gloomy outlet is not
      taken for one that is hostile to all.
    - `tone_contrast`: side a, `versus` side b, with a p-value from swapping the two sides within clusters.

    With two groups the differences of the sides' tone and of the contrast follow. The scorer subjectivity gives
    `subjectivity`, `subjectivity_relative` and `subjectivity_contrast`. Three columns more: `coverage`, the mean
    share of content words that the scorer knows in the sentences counted, and `reader_accuracy` and `reader_f1`, how
    far it agreed with readers on a gold standard (`tone_agreement`); missing for a scorer of your own.

    Raises
    ------
    ValueError : an argument is none of those allowed, or findings are of articles that are not given.

    See Also
    --------
    find_tone, tone_agreement

    Notes
    -----
    A sentence counts once; the interval resamples articles, wire copy as one. Read the contrast before the levels,
    and no figure without `reader_f1`: at .4 a scorer hears little that readers hear. Sentences that mention several
    sides are not in it.

    References
    ----------
    Hutto, C. J. & Gilbert, E. (2014). VADER. ICWSM 8. Hamborg, F. & Donnay, K. (2021). NewsMTSC. EACL 2021.

    Examples
    --------
    >>> tone(find_tone(articles, mentions, attributions), articles, by="outlet")
    """
    choose("voice", voice, VOICES_ASKED)
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = in_voice(named_rows(findings, population, "tone", SUBJECTIVITY, need=["side", "value"]), voice)
    rows = rows[rows["value"].notna().to_numpy(dtype=bool)].reset_index(drop=True)
    own = chosen_sides(rows, sides)
    pair = (own[0], own[1]) if len(own) > 1 else None
    plan = make_plan(population, own=own, pair=pair, by=by, cluster=cluster, seed=seed)
    nothing = np.zeros(len(population))
    table = measures_table(plan, Tally(_count(rows, population, own, pair), nothing, nothing))
    table = _with_trust(table, list(plan.groups.by), pair)
    return table.assign(voice=pd.Series([voice] * len(table), dtype="str", index=table.index))


def _count(
    rows: pd.DataFrame, articles: pd.DataFrame, own: tuple[str, ...], pair: tuple[str, str] | None
) -> list[Quantity]:
    side = rows["side"].astype("str").fillna("unresolved").to_numpy(dtype=object)
    scorers = rows["entry_id"].fillna("").to_numpy(dtype=object)
    at = pd.Index(articles["article_id"]).get_indexer(rows["article_id"])
    columns = {name: rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("value", "coverage")}

    def cells(column: str, among: npt.NDArray[np.bool_]) -> Floats:
        """Sum and number of the known values in every article."""
        use = among & np.isfinite(columns[column])
        sums = np.bincount(at[use], weights=columns[column][use], minlength=len(articles))
        return np.column_stack([sums, per_article(rows[use], articles, np.ones(int(use.sum()), dtype=bool))])

    levels: list[Quantity] = []
    contrasts: list[Quantity] = []
    for scorer in sorted(set(scorers.tolist())):
        mine = scorers == scorer
        measure = SUBJECTIVITY if scorer == SUBJECTIVITY else "tone"
        # A scorer of the user's has a scale of its own.
        mean, apart = _FORMS.get(scorer, (MEAN, MEAN_CONTRAST))
        every = cells("value", mine)
        of = {name: cells("value", mine & (side == name)) for name in (*own, "other")}
        for name, here in of.items():
            levels.append(
                Quantity(
                    measure, mean, here, unit=UNIT, target_side=name, term=scorer, compare=name != "other"
                )
            )
            levels.append(
                Quantity(
                    # Sentences on all are what these are set against; counted are those on the side.
                    f"{measure}_relative", replace(apart, denominator=lambda t: t[..., 1]),
                    np.column_stack([here, every]), unit=UNIT, target_side=name, term=scorer,
                )
            )  # fmt: skip
            levels.append(
                Quantity(
                    _COVERAGE,
                    UNIT_MEAN,
                    cells("coverage", mine & (side == name)),
                    unit=UNIT,
                    target_side=name,
                    term=scorer,
                )
            )
        if pair is not None:
            contrasts.append(
                Quantity(
                    f"{measure}_contrast", apart, np.column_stack([of[pair[0]], of[pair[1]]]),
                    unit=UNIT, target_side=pair[0], versus=pair[1], term=scorer, swap=_SWAP, compare=True,
                )
            )  # fmt: skip
    return [*levels, *contrasts]


def _with_trust(table: pd.DataFrame, by: list[str], pair: tuple[str, str] | None) -> pd.DataFrame:
    """The table without its rows of coverage, which become a column, and with the scorers' agreement with readers."""
    known: dict[tuple[str, str, str], tuple[float, float]] = {}
    groups: list[str] = []
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    for row in rows:
        if row["measure"] == _COVERAGE:
            group = " · ".join(str(row[name]) for name in by)
            known[group, str(row["target_side"]), str(row["term"])] = (row["numerator"], row["denominator"])
            groups.append(group)
    readers = _agreement()
    trust: dict[str, list[float]] = {"coverage": [], "reader_accuracy": [], "reader_f1": []}
    for row in rows:
        in_groups, of = [" · ".join(str(row[name]) for name in by)], [str(row["target_side"])]
        if row["measure"].endswith("_difference"):
            in_groups.append(str(row["versus"]))
        if "_contrast" in row["measure"] and pair is not None:
            of = list(pair)
        cells = [known.get((group, side, str(row["term"])), (0.0, 0.0)) for group in in_groups for side in of]
        total = sum(n for _, n in cells)
        trust["coverage"].append(sum(s or 0.0 for s, _ in cells) / total if total else np.nan)
        with_readers = readers.get(str(row["term"]), {})
        trust["reader_accuracy"].append(with_readers.get("accuracy", np.nan))
        trust["reader_f1"].append(with_readers.get("macro_f1", np.nan))
    keep = (table["measure"] != _COVERAGE).to_numpy(dtype=bool)
    return table.assign(**trust)[keep].reset_index(drop=True)


@cache
def _agreement() -> dict[str, dict[str, Any]]:
    path = files("framing") / "models" / "tone_agreement.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["scorers"])


def tone_agreement() -> pd.DataFrame:
    """How far each built-in scorer agrees with readers.

    Returns
    -------
    DataFrame, one row per scorer, sorted by name: `scorer`, `n` (targets in sentences), `accuracy`, `macro_f1` (mean of
    the F1 of the three classes), `negative`, `neutral`, `positive` (F1 of each), `low`, `high` (value below which a
    sentence counts as unfavourable, above which as favourable), `data`.

    Notes
    -----
    Measured by `benchmarks/tone.py` on the dev part of NewsMTSC: sentences of US political news, each target
    read by several readers. None of it was used to fit the model or to choose the cuts. Your outlets, years and
    topics are others: code a sample by hand (`coding_sheet`) before a conclusion hangs on a scorer.

    References
    ----------
    Hamborg, F. & Donnay, K. (2021). NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in
    political news articles. EACL 2021.

    Examples
    --------
    >>> tone_agreement()[["scorer", "macro_f1"]]
    """
    path = files("framing") / "models" / "tone_agreement.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        {"scorer": name, **values, "data": read["data"]} for name, values in sorted(read["scorers"].items())
    ]
    return pd.DataFrame(rows).astype({"scorer": "str", "n": "Int64", "data": "str"})


__all__ = ["tone", "tone_agreement"]
