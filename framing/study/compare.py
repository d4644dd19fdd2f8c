"""Which numbers moved between two studies, by how much, and what the two were made with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.study.write import MANIFEST

# What a row of measures says; all its other columns together name it.
_VALUES = (
    "estimate", "numerator", "denominator", "ci_low", "ci_high", "p_value", "p_adjusted", "n_articles", "n_units",
    "n_joint", "n_unresolved", "bound_low", "bound_high", "n_resamples", "resampled_by", "confidence_level", "reason",
)  # fmt: skip
# Left out of what the two were made with: the outputs are what is compared, and the rows follow from them.
_NOT_A_CAUSE = ("outputs", "rows", "figures")
_EXACT = 1e-12


@dataclass(frozen=True)
class StudyComparison:
    """The result of `compare_studies`.

    numbers : one row for each row of the two measures tables, sorted as they are: the columns that name it;
        `estimate_a`, `estimate_b` with the ends of their intervals and their denominators; `change` (b − a); `status`.
    inputs : `what`, `a`, `b`: every argument, version, codebook hash and input file in which the two differ.
    """

    numbers: pd.DataFrame
    inputs: pd.DataFrame

    def moved(self) -> pd.DataFrame:
        """The rows that are not the same, the largest change first."""
        rows = self.numbers[self.numbers["status"] != "same"]
        order = rows["change"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
        return rows.loc[order].reset_index(drop=True)


def compare_studies(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> StudyComparison:
    """Compare the measures of two study folders, row by row: another codebook, another engine, another version.

    Parameters
    ----------
    a, b : folders that `run_study` wrote. The texts are not needed.

    Returns
    -------
    StudyComparison. `status` is "same" (estimate, interval and denominator agree to 1e-12), "moved", "outside" (moved,
    and b's estimate lies outside a's interval), "only a", "only b", or "missing" (one of the two has no estimate).

    Raises
    ------
    FileNotFoundError : a folder holds no finished study (no `manifest.json`, no `tables/measures.parquet`).

    Notes
    -----
    Two studies of the same articles are not independent samples: that an estimate lies outside the other's interval
    says that the choice matters more than the sampling does, and is no test.

    Examples
    --------
    >>> found = compare_studies("study-shipped", "study-own-codebook")          # doctest: +SKIP
    >>> found.moved().head()          # doctest: +SKIP
    """
    one, two = _read(a), _read(b)
    inputs = pd.DataFrame(_different(one.manifest, two.manifest), columns=["what", "a", "b"]).astype("str")
    keys = [*(c for c in one.measures.columns if c not in _VALUES)]
    keys += [c for c in two.measures.columns if c not in _VALUES and c not in keys]
    left, right = (_keyed(table, keys) for table in (one.measures, two.measures))
    both = left.merge(
        right, on=[*keys, "_nth"], how="outer", suffixes=("_a", "_b"), indicator=True, sort=False
    )
    both["_order"] = both["_order_a"].fillna(both["_order_b"])
    both = both.sort_values(["_order", "_merge"], kind="stable").reset_index(drop=True)
    both["change"] = both["estimate_b"] - both["estimate_a"]
    both["status"] = _status(both)
    shown = [f"{value}_{end}" for end in "ab" for value in ("estimate", "ci_low", "ci_high", "denominator")]
    kept = [key for key in keys if both[key].notna().any()]
    return StudyComparison(both[[*kept, *shown, "change", "status"]], inputs)


@dataclass(frozen=True)
class _Read:
    manifest: dict[str, Any]
    measures: pd.DataFrame


def _read(folder: str | os.PathLike[str]) -> _Read:
    manifest, measures = Path(folder, MANIFEST), Path(folder, "tables", "measures.parquet")
    for path in (manifest, measures):
        if not path.is_file():
            raise FileNotFoundError(
                f"{os.fspath(folder)!r} holds no finished study: {path.name} is not there; run the study first."
            )
    return _Read(json.loads(manifest.read_text(encoding="utf-8")), pd.read_parquet(measures))


def _keyed(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The table with every key as text, and a number that tells rows of one name apart."""
    out = table.copy()
    for key in keys:
        out[key] = out[key].astype("str") if key in out else pd.Series([None] * len(out), dtype="str")
    out["_nth"] = out.groupby(keys, dropna=False, sort=False).cumcount() if len(out) else 0
    out["_order"] = np.arange(len(out))
    return out[[*keys, "_nth", "_order", "estimate", "ci_low", "ci_high", "denominator"]]


def _status(both: pd.DataFrame) -> np.ndarray:
    same = np.ones(len(both), dtype=bool)
    for value in ("estimate", "ci_low", "ci_high", "denominator"):
        x, y = both[f"{value}_a"].to_numpy(float), both[f"{value}_b"].to_numpy(float)
        with np.errstate(invalid="ignore"):
            near = np.abs(x - y) <= _EXACT * np.maximum(1, np.abs(x))
        same &= near | (x == y) | (np.isnan(x) & np.isnan(y))
    a, b = both["estimate_a"].to_numpy(float), both["estimate_b"].to_numpy(float)
    outside = (b < both["ci_low_a"].to_numpy(float)) | (b > both["ci_high_a"].to_numpy(float))
    conditions = [
        (both["_merge"] == "left_only").to_numpy(),
        (both["_merge"] == "right_only").to_numpy(),
        same,
        np.isnan(a) | np.isnan(b),
        outside,
    ]
    return np.select(conditions, ["only a", "only b", "same", "missing", "outside"], default="moved").astype(
        object
    )


def _different(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    one, two = dict(_leaves(a)), dict(_leaves(b))
    names = [*one, *(name for name in two if name not in one)]
    return [
        (name, one.get(name, "not there"), two.get(name, "not there"))
        for name in names
        if one.get(name) != two.get(name)
    ]


def _leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if not above and name in _NOT_A_CAUSE:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}: ")
        else:
            yield f"{above}{name}", value if isinstance(value, str) else json.dumps(value)
