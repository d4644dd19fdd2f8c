"""From counts to a table, by the machine alone and corrected by a coded sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.balance.said import Count, Said, speech_rows
from framing.estimates.forms import Floats
from framing.estimates.rows import Nothing, make_plan, nothing_counted
from framing.estimates.table import measures_table
from framing.estimates.tally import Corrected, Quantity, Tally
from framing.inference import CodedSample, corrected_totals, units_of
from framing.schema import check_table


def estimated(
    count: Count,
    said: Said,
    *,
    by: str | Sequence[str] | None,
    cluster: str | None,
    seed: int,
    coded: CodedSample | None = None,
    nothing: Nothing = nothing_counted,
) -> pd.DataFrame:
    """The measures table of what `count` counts; with a coded sample, each row followed by its correction."""
    plan = make_plan(
        said.articles, own=said.own, pair=said.pair, by=by, cluster=cluster, seed=seed, nothing=nothing
    )
    tally = count(said)
    return measures_table(plan, tally, None if coded is None else _corrected(count, said, tally, coded))


def _corrected(count: Count, said: Said, tally: Tally, coded: CodedSample) -> Corrected:
    """The tally with the machine's error in the coded units, weighted up, taken out."""
    at = pd.Index(said.articles["article_id"]).get_indexer(coded.units["article_id"].astype("object"))
    if (at < 0).any():
        lost = coded.units["article_id"].astype("object").to_numpy()[at < 0][0]
        raise ValueError(
            f"coded: article_id {lost!r} is not in articles; pass all articles that the sample was drawn from."
        )
    human = said.with_rows(
        speech_rows(check_table(coded.attributions, "attributions", need=["side"]), said.articles)
    )
    in_unit = {"human": units_of(human.rows, coded.units), "machine": units_of(said.rows, coded.units)}
    chance = coded.units["inclusion_probability"].to_numpy(dtype=np.float64)
    layers = _layers(at)
    for layer in range(int(layers.max(initial=-1)) + 1):
        # At most one unit of each article at a time, so that what an article holds is what its unit holds.
        units = np.flatnonzero(layers == layer)
        judged = count(human.only(np.isin(in_unit["human"], units)))
        found = count(said.only(np.isin(in_unit["machine"], units)))
        tally = _mended(tally, judged, found, chance[units], at[units])
    n_articles = len(said.articles)
    return Corrected(
        tally,
        coded=np.bincount(at, minlength=n_articles) > 0,
        whole=_whole_articles(coded.units, at, said.articles),
    )


def _mended(tally: Tally, judged: Tally, found: Tally, chance: Floats, at: npt.NDArray[np.intp]) -> Tally:
    true = {quantity.key: quantity for quantity in judged.quantities}
    machine = {quantity.key: quantity for quantity in found.quantities}

    def mend(whole: Floats, human: Floats, sampled: Floats) -> Floats:
        out = corrected_totals(whole, human[at], sampled[at], chance, article=at)
        return out if whole.ndim == 2 else out[:, 0]

    quantities: list[Quantity] = []
    for quantity in tally.quantities:
        one, two = true[quantity.key], machine[quantity.key]
        changed = {}
        for name in ("totals", "low", "high", "told"):
            values = getattr(quantity, name)
            if values is not None:
                changed[name] = mend(values, getattr(one, name), getattr(two, name))
        quantities.append(replace(quantity, **changed))  # type: ignore[arg-type]
    return Tally(
        quantities,
        mend(tally.joint, judged.joint, found.joint),
        mend(tally.unresolved, judged.unresolved, found.unresolved),
    )


def _layers(at: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """The number of each unit among those of its article."""
    return pd.Series(at).groupby(at).cumcount().to_numpy(dtype=np.int64)


def _whole_articles(units: pd.DataFrame, at: npt.NDArray[np.intp], articles: pd.DataFrame) -> bool:
    """Whether the sample is one of whole articles."""
    length = articles["text"].astype("object").map(len).to_numpy(dtype=np.int64)[at]
    start, end = units["start"].to_numpy(dtype=np.int64), units["end"].to_numpy(dtype=np.int64)
    return bool(((start == 0) & (end >= length)).all()) and not pd.Series(at).duplicated().any()
