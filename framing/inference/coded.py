"""What coders judged: a probability sample of units, and where an attribution belongs in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import need_columns
from framing.inference.arrays import Floats, Ints
from framing.inference.clusters import counted

MIN_CODED = 30  # coded articles: below this the error of the machine is not known well enough to correct
UNIT_COLUMNS = ("article_id", "start", "end", "stratum", "inclusion_probability")


@dataclass(frozen=True)
class CodedSample:
    """A probability sample of units that coders judged whole, and what they found there.

    Parameters
    ----------
    attributions : attributions table, resolved: the corrected rows (what is true) of the coded units, none of
        others. A unit in which nothing is attributed has no row.
    units : the coded units: `article_id`, `start`, `end` (offsets in `text`), `stratum`,
        `inclusion_probability` (the chance that this unit was drawn, over 0 and at most 1).

    Raises
    ------
    ValueError : a column is missing, an inclusion probability is missing or not a chance, units overlap, an
        attribution lies in no unit, or fewer than 30 articles hold a coded unit.
    """

    attributions: pd.DataFrame
    units: pd.DataFrame

    def __post_init__(self) -> None:
        need_columns(self.attributions, ["article_id", "content_start"], what="CodedSample: attributions")
        need_columns(
            self.units,
            UNIT_COLUMNS,
            what="CodedSample: units",
            hint="Draw the sample with coding_sheet, which writes the chance of every unit.",
        )
        check_chances(self.units["inclusion_probability"].to_numpy(dtype=np.float64, na_value=np.nan))
        _check_spans(self.units)
        n = int(self.units["article_id"].nunique())
        if n < MIN_CODED:
            raise ValueError(
                f"units: {counted(n, 'articles')} with a coded unit; a correction needs {MIN_CODED} or more. "
                "Code more sentences, from more articles, or report the machine's estimate alone."
            )
        outside = int((units_of(self.attributions, self.units) < 0).sum())
        if outside:
            raise ValueError(
                f"attributions: {outside} begin in no coded unit; pass those of the coded units alone."
            )


def units_of(attributions: pd.DataFrame, units: pd.DataFrame) -> Ints:
    """For each attribution, the row number of the unit in which its content begins; −1 where that is none.

    Parameters
    ----------
    attributions : attributions table, human or machine.
    units : as in `CodedSample`; units of one article do not overlap.
    """
    need_columns(attributions, ["article_id", "content_start"], what="attributions")
    need_columns(units, ["article_id", "start", "end"], what="units")
    names = pd.Index(units["article_id"].astype("object").unique()).sort_values()
    ours = names.get_indexer(units["article_id"].astype("object"))
    theirs = names.get_indexer(attributions["article_id"].astype("object"))
    start = units["start"].to_numpy(dtype=np.int64)
    end = units["end"].to_numpy(dtype=np.int64)
    at = attributions["content_start"].to_numpy(dtype=np.float64, na_value=np.nan)
    inside = (theirs >= 0) & np.isfinite(at)
    # One number for article and offset, so that one search finds the last unit that begins at or before.
    reach = int(max(end.max(initial=0), np.nanmax(at, initial=0.0))) + 1
    keys = ours.astype(np.int64) * reach + start
    order = np.argsort(keys, kind="stable")
    found = np.full(len(attributions), -1, dtype=np.int64)
    offset = np.where(inside, at, 0.0).astype(np.int64)
    place = np.searchsorted(keys[order], theirs.astype(np.int64) * reach + offset, side="right") - 1
    inside &= place >= 0
    unit = order[np.maximum(place, 0)] if len(order) else np.zeros(len(found), dtype=np.int64)
    if len(order):
        inside &= (ours[unit] == theirs) & (offset < end[unit])
    found[inside] = unit[inside]
    return found


def judged_chances(
    inclusion_probability: npt.ArrayLike, stratum: npt.ArrayLike, judged: npt.ArrayLike
) -> Floats:
    """The chance of every sampled unit to be drawn and judged, where coders have not judged all of them.

    Parameters
    ----------
    inclusion_probability, stratum : (units,) of all sampled units, judged or not.
    judged : (units,) flags: coders have judged it.

    Returns
    -------
    (units,): inclusion probability × share of its stratum's sampled units that are judged; 0 where it is not judged.

    Raises
    ------
    ValueError : a stratum of which nothing is judged: what the machine gets wrong there is not known.

    Notes
    -----
    Holds if the judged units are no choice: the first of a sheet in random order are none, the easy ones are.
    Without this a half-done sheet corrects half of the error.
    """
    chances = np.asarray(inclusion_probability, dtype=np.float64)
    flags, strata = np.asarray(judged, dtype=bool), np.asarray(stratum, dtype=object).astype(str)
    if not len(chances) == len(flags) == len(strata):
        raise ValueError(
            f"inclusion_probability has {len(chances)} values, stratum {len(strata)}, judged {len(flags)}; they need "
            "one for each sampled unit."
        )
    check_chances(chances)
    names, codes = np.unique(strata, return_inverse=True)
    n = np.bincount(codes, minlength=len(names))
    done = np.bincount(codes, weights=flags, minlength=len(names))
    if (done == 0).any():
        raise ValueError(
            f"stratum {str(names[done == 0][0])!r}: none of {counted(int(n[done == 0][0]), 'units')} is judged; judge "
            "some of every stratum before correcting."
        )
    return np.where(flags, chances * (done / n)[codes], 0.0)


def check_chances(chances: Floats) -> None:
    wrong = ~((chances > 0) & (chances <= 1))
    if wrong.any():
        raise ValueError(
            f"inclusion_probability={chances[wrong][0]:g} ({int(wrong.sum())} such) is not allowed; allowed: over 0 "
            "and at most 1, for every unit. Without the chance of being drawn, no correction: draw the sample with "
            "coding_sheet."
        )


def _check_spans(units: pd.DataFrame) -> None:
    spans = units.sort_values(["article_id", "start", "end"], kind="stable")
    start, end = spans["start"].to_numpy(dtype=np.int64), spans["end"].to_numpy(dtype=np.int64)
    same = (spans["article_id"].to_numpy()[1:] == spans["article_id"].to_numpy()[:-1]).astype(bool)
    if (end < start).any():
        raise ValueError(
            f"units: a unit ends before it starts ({start[end < start][0]}); end must not be below start."
        )
    clash = same & (start[1:] < end[:-1])
    if clash.any():
        row = spans.iloc[int(np.flatnonzero(clash)[0]) + 1]
        raise ValueError(
            f"units: two units of article {row['article_id']!r} overlap at {row['start']}; a unit stands once, and "
            "sentences and whole articles are not mixed."
        )
