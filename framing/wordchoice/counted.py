"""What a row of balance counts: the facts of attributions, and which of their values the row takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.schema import SHARED_SIDES

Flags = npt.NDArray[np.bool_]
_LEAD = 0.2


def spoken(rows: pd.DataFrame) -> Flags:
    """The attributions that count as speech."""
    return (rows["act"].isna() | (rows["act"] == "speech")).to_numpy(dtype=bool)


SIDES = ("side", "target_side")
VERB = "cue_lemma"
# Facts that are no column: where it stands, whether one of the two of an accusation is not known; and a verb left out.
ZONE, NOBODY, WITHOUT = "zone", "nobody", "without"
_PLAIN = ("cue_class", VERB, "stance", "quote_type", "anonymous")


def facts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """What decides whether a balance row counts an attribution, as strings; a missing side is unresolved."""
    out = {name: rows[name].astype("str").fillna("unresolved") for name in SIDES if name in rows}
    out |= {name: rows[name].astype("str").fillna("") for name in _PLAIN if name in rows}
    headline, lead = (rows["in_headline"].fillna(False), (rows["position"] < _LEAD).fillna(False))
    zone = np.where(
        headline, "headline", np.where(lead, "lead", np.where(rows["position"].notna(), "rest", ""))
    )
    unknown = [out[name] == "unresolved" for name in SIDES if name in out]
    nobody = np.logical_or.reduce(unknown) if unknown else np.zeros(len(rows), dtype=bool)
    return pd.DataFrame({**out, ZONE: zone, NOBODY: np.where(nobody, "yes", "no")}, index=rows.index)


def counted_by(row: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, list[str]]:
    """The facts (of `facts_of`) of the attributions that a balance row counts, each one of the values listed.

    Those of `WITHOUT` are verbs that it leaves out. Halves of joint voices, words and copies are not told apart.
    """
    out = {name: [str(one) for one in _listed(value)] for name, value in _wanted(row, rows).items()}
    measure, term = str(row["measure"]), str(row.get("term"))
    if measure == "unresolved_share" and row.get("unit") == "accusations":
        out |= {"cue_class": ["accuse"], NOBODY: ["yes"]}
    if measure.startswith("stance_odds_ratio") and term.startswith(_WITHOUT):
        out[WITHOUT] = [term.removeprefix(_WITHOUT)]
    if measure.startswith(("zone_share", "prominent_share")) and term in _ZONES:
        out[ZONE] = [term]
    return out


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _wanted(row: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, Any]:
    """Column of attributions → value or values that a balance row counts."""
    measure, side, other, term = (row.get(name) for name in ("measure", "side", "target_side", "term"))
    measure = str(measure)
    known = [str(name) for name in rows["side"].cat.categories]
    sides = [value for value in (side, row.get("versus")) if value in known]
    out: dict[str, Any] = {}
    if measure.startswith("reply"):
        # What the accused side says itself.
        return {"side": _with_joint([other])}
    if measure.startswith(("answered", "denied")):
        # Accusations against the side by others.
        accused = [value for value in (other, row.get("versus")) if value in known]
        by_others = [name for name in known if name != "joint" and (len(accused) > 1 or name not in accused)]
        return {"cue_class": "accuse", "target_side": _with_joint(accused), "side": by_others}
    if measure == "unresolved_share" and row.get("unit") == "accusations":
        return {}
    if measure.startswith("blame_balance"):
        # Accusations in both directions between the two sides.
        return {
            "cue_class": "accuse",
            "side": _with_joint([side, other]),
            "target_side": _with_joint([side, other]),
        }
    if sides:
        out["side"] = _with_joint(sides)
    if measure.startswith("blame"):
        out["cue_class"] = "accuse"
        if other is not None:
            out["target_side"] = _with_joint([other])
    if measure.startswith("stance_verb"):
        out |= {"stance": "distancing", "cue_lemma": term}
    elif measure.startswith("stance_odds_ratio"):
        out["stance"] = ["distancing", "neutral"]
    elif measure.startswith("stance") and term is not None:
        out["stance"] = term
    elif measure.startswith("quote_type") and term is not None:
        out["quote_type"] = term
    elif measure.startswith("anonymous"):
        out["anonymous"] = True
    return {name: value for name, value in out.items() if value is not None and name in rows}


def _with_joint(sides: list[Any]) -> list[Any]:
    """Sides, and those who speak for two sides at once, whose words count for either."""
    return [*sides, "joint"] if set(map(str, sides)) - set(SHARED_SIDES) else sides


_WITHOUT = "without "
_ZONES = ("headline", "lead", "rest")
