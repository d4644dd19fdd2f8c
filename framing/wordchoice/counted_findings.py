"""What a row of word choice counts: which findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.schema import SHARED_SIDES, check_table
from framing.wordchoice.agency import ALL, HARM
from framing.wordchoice.findings import SPEAKER_SIDE
from framing.wordchoice.harm import load_harm
from framing.wordchoice.tone_find import SUBJECTIVITY

Flags = npt.NDArray[np.bool_]


def beside(rows: pd.DataFrame, mentions: pd.DataFrame | None, side: Any) -> pd.DataFrame:
    """The findings in sentences that mention a side."""
    if mentions is None:
        raise ValueError("a row of frame_npmi needs mentions; pass those of find_mentions.")
    known = check_table(mentions, "mentions")
    known = known.loc[equals(known["side"], side), ["article_id", "sentence_id"]].drop_duplicates()
    where = pd.MultiIndex.from_frame(rows[["article_id", "sentence_id"]])
    return rows[where.isin(pd.MultiIndex.from_frame(known))].reset_index(drop=True)


def counted_findings(row: Mapping[str, Any], rows: pd.DataFrame) -> Flags:
    """The findings that a row of word choice counts."""
    measure, term, keep = str(row["measure"]), row.get("term"), np.ones(len(rows), dtype=bool)
    # Of a difference of groups `versus` is a group, which may be called like a side.
    both = ("side", "versus") if "_contrast" in measure else ("side",)
    sides = [str(row[name]) for name in both if name in row]
    known = {*SHARED_SIDES, *map(str, rows["side"].cat.categories)}
    if SPEAKER_SIDE in rows:
        known |= set(rows[SPEAKER_SIDE].dropna().astype("str"))
        if isinstance(rows[SPEAKER_SIDE].dtype, pd.CategoricalDtype):
            known |= set(map(str, rows[SPEAKER_SIDE].cat.categories))
    sides = [side for side in sides if side in known]
    told = {name: row[name] for name in ("entry_id", "voice") if name in row}
    if told.get("voice") == ALL:
        del told["voice"]
    of_roles = measure.startswith(tuple(_ROLES))
    if of_roles:
        told |= next(wanted for name, wanted in _ROLES.items() if measure.startswith(name))
        if term == HARM:
            told["variant"] = list(load_harm().kinds)
        elif term != ALL and term is not None:
            told["variant"] = term
    elif measure.startswith("distancing_rate"):
        told["phenomenon"] = ["scare_quote", "distancing"] if term in (None, ALL) else term
        if "target_side" in row:
            told["side"] = row["target_side"]
    elif measure.startswith(("tone", SUBJECTIVITY)):
        # `side` of these findings is whom a sentence is about.
        about = ("target_side", "versus") if "_contrast" in measure else ("target_side",)
        told |= {"phenomenon": ["tone", SUBJECTIVITY], "entry_id": term}
        told["side"] = [row[name] for name in about if name in row]
        keep &= rows["value"].notna().to_numpy(dtype=bool) if "value" in rows else True
        return keep & np.logical_and.reduce([equals(rows[name], value) for name, value in told.items()])
    elif measure.startswith("certainty_rate"):
        told["phenomenon"] = term
    elif measure.startswith("frame_"):
        told |= {"phenomenon": "frame", "entry_id": term}
    elif "entry_id" in row and term is not None:
        told["variant"] = term
    elif term is not None:
        keep &= equals(rows["variant"], term) | equals(rows["entry_id"], term)
    if sides:
        told["side" if of_roles or SPEAKER_SIDE not in rows else SPEAKER_SIDE] = sides
    for name, value in told.items():
        keep &= equals(rows[name], value)
    return keep


_PASSIVE = ["passive_subject", "agentless_passive"]
# Measure of roles → what it counts; of agency those that act and those acted upon.
_ROLES: dict[str, dict[str, Any]] = {
    "agency": {"phenomenon": ["agent", "patient"]},
    "passive_share": {"entry_id": _PASSIVE},
    "agentless_share": {"entry_id": "agentless_passive"},
    "agent_verb_share": {"phenomenon": "agent"},
}


def equals(values: pd.Series, wanted: Any) -> Flags:
    many = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
    return values.astype("str").isin(many).to_numpy(dtype=bool)
