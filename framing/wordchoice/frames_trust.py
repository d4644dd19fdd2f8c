"""How far the terms of each frame agree with readers: measured once, carried by every result."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

# Below it a frame is experimental.
ENOUGH = 0.65
_COLUMNS = (
    "n", "n_positive", "auc", "auc_low", "auc_high", "length_auc", "gain", "gain_low", "gain_high",
    "f1", "majority_f1", "length_f1", "kappa", "kappa_low", "kappa_high", "length_kappa", "precision", "recall",
)  # fmt: skip


def frame_agreement() -> pd.DataFrame:
    """How far the terms of each generic frame agree with readers.

    Returns
    -------
    DataFrame, one row per measured frame, sorted: `frame`, `n` (articles), `n_positive` (that readers gave the frame),
    `auc` of the rate of terms with `auc_low`, `auc_high`; `length_auc`, the AUC of the number of words alone; `gain`,
    the difference, with `gain_low`, `gain_high`; `f1`, `precision`, `recall` and Cohen's `kappa` of the default rule
    of `frame_scores`, beside the F1 of giving every article the frame (`majority_f1`, the better of the two constant
    answers), and F1 and kappa of the length that cuts best (`length_f1`, `length_kappa`); `experimental`; `data`.

    Notes
    -----
    AUC is the chance that an article with the frame has a higher rate than one without; .5 is a coin. Intervals are
    percentile bootstraps of articles. A frame with an AUC under .65, or no better than length, is experimental. So is
    every policy frame: no labels were there to measure it with. The articles are US news on climate; yours are
    others: code a sample by hand.

    References
    ----------
    Frermann, L., Li, J., Khanehzar, S. & Mikolajczak, G. (2023). Conflicts, villains, resolutions: towards models of
    narrative media framing. ACL 2023.

    Examples
    --------
    >>> frame_agreement()[["frame", "auc", "length_auc"]]
    """
    read = _read()
    rows = [
        {
            "frame": name,
            **{column: values[column] for column in _COLUMNS},
            "experimental": is_experimental(values),
        }
        for name, values in sorted(read["frames"].items())
    ]
    table = pd.DataFrame(rows).assign(data=read["data"])
    return table.astype(
        {"frame": "str", "n": "Int64", "n_positive": "Int64", "experimental": "boolean", "data": "str"}
    )


def measured_frames() -> frozenset[str]:
    """The frames whose terms were measured."""
    return frozenset(_read()["frames"])


def measured_version() -> str:
    """The version of the codebook that was measured."""
    return str(_read()["codebook"])


def note_of(frame: str) -> str:
    """What a result of this frame has to say: its agreement with readers, and whether it is experimental."""
    known = _read()["frames"].get(frame)
    if known is None:
        return "experimental: not measured against readers"
    of_terms, of_length = _short(known["auc"]), _short(known["length_auc"])
    said = f"AUC {of_terms} with readers ({known['n']} articles), length alone {of_length}"
    if known["gain_low"] <= 0:
        said += ": no sure gain over length"
    return f"experimental: {said}" if is_experimental(known) else said


def is_experimental(known: Mapping[str, Any] | None) -> bool:
    """Not measured, or too weak, or no better than the number of words."""
    return known is None or known["auc"] < ENOUGH or known["gain"] <= 0


def trust_of(frames: Sequence[str]) -> dict[str, Any]:
    """Columns that every result carries, for the frame of each row: `reader_auc`, `experimental`, `note`."""
    known = _read()["frames"]
    auc = [known.get(frame, {}).get("auc", np.nan) for frame in frames]
    return {
        "reader_auc": np.array(auc, dtype=np.float64),
        "experimental": pd.array([is_experimental(known.get(frame)) for frame in frames], dtype="boolean"),
        "note": pd.array([note_of(frame) for frame in frames], dtype="str"),
    }


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


@cache
def _read() -> dict[str, Any]:
    path = files("framing") / "models" / "frame_agreement.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


__all__ = ["frame_agreement"]
