"""What every measures table holds, whatever is measured: a new measure joins by one line in its test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.schema import check_table

# The range of a measure, by how its name ends; of a difference or contrast, twice as wide.
_RANGES: tuple[tuple[str, float, float], ...] = (
    ("share", 0, 1), ("evenness", 0, 1), ("position", 0, 1), ("coverage", 0, 1), ("subjectivity", 0, 1),
    ("balance", -1, 1), ("index", -1, 1), ("imbalance", -1, 1), ("tone", -1, 1), ("agency", -1, 1), ("npmi", -1, 1),
    ("odds_ratio", 0, np.inf), ("odds_ratio_pooled", 0, np.inf), ("ratio", 0, np.inf), ("rate", 0, np.inf),
    ("per_article", 0, np.inf),
)  # fmt: skip
_NEAR = 1e-9


def reach(measure: str) -> tuple[float, float]:
    """The range that neither an estimate nor an end of its interval may leave."""
    for suffix in ("_difference", "_contrast", "_relative"):
        if measure.endswith(suffix):
            low, high = reach(measure.removesuffix(suffix))
            return low - high, high - low
    ranged = [(len(end), low, high) for end, low, high in _RANGES if measure.endswith(end)]
    return max(ranged)[1:] if ranged else (-np.inf, np.inf)


def check_invariants(table: pd.DataFrame, *, where: str = "") -> None:
    """Fail with the rows that break a rule."""
    told = check_table(table, "measures")
    number = {
        name: told[name].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        for name in (
            "estimate", "ci_low", "ci_high", "bound_low", "bound_high", "p_value", "p_adjusted", "numerator",
            "denominator", "confidence_level", "n_resamples", "n_articles", "n_units",
        )
    }  # fmt: skip
    estimate, machine = number["estimate"], (told["method"] == "machine").to_numpy(dtype=bool)
    has, has_ci = np.isfinite(estimate), np.isfinite(number["ci_low"])
    least, most = np.array([reach(str(name)) for name in told["measure"]]).reshape(-1, 2).T
    reason = told["reason"].notna().to_numpy(dtype=bool)
    p, over = number["p_value"], number["denominator"]
    shown = {
        "an interval without an estimate": has_ci & ~has,
        "one end without the other": has_ci != np.isfinite(number["ci_high"]),
        "an interval that leaves out its estimate": has_ci
        & ((number["ci_low"] > estimate + _NEAR) | (number["ci_high"] < estimate - _NEAR)),
        "an interval without its level": has_ci != np.isfinite(number["confidence_level"]),
        "an interval beyond the range": has_ci
        & ((number["ci_low"] < least - _NEAR) | (number["ci_high"] > most + _NEAR)),
        "an estimate beyond the range": has & machine & ((estimate < least - _NEAR) | (estimate > most + _NEAR)),
        "an infinite number": np.isinf(np.column_stack([*number.values()])).any(axis=1),
        "neither an estimate nor a reason": ~has & ~reason,
        "neither an interval nor a reason": ~has_ci & ~reason,
        "a p-value that is none": (p <= 0) | (p > 1),
        "an adjusted p-value below its own": number["p_adjusted"] < p - _NEAR,
        "a p-value without resamples": np.isfinite(p) & ~(number["n_resamples"] > 0),
        "one bound without the other": np.isfinite(number["bound_low"]) != np.isfinite(number["bound_high"]),
        "bounds that leave out the estimate": machine
        & ((number["bound_low"] > estimate + _NEAR) | (number["bound_high"] < estimate - _NEAR)),
        "a share that is not its numerator over its denominator": has
        & told["measure"].astype(str).str.endswith("_share").to_numpy(dtype=bool)
        & (np.abs(number["numerator"] / np.where(over > 0, over, np.nan) - estimate) > _NEAR),
        # Coverage is a share of all incidents: those that a group has no article on count.
        "more clusters than articles": machine
        & (told["unit"] != "incidents").to_numpy(dtype=bool)
        & (number["n_units"] > number["n_articles"]),
    }  # fmt: skip
    columns = ["measure", "unit", "side", "target_side", "term", "versus", "method", *number, "reason"]
    broken = [
        f"{rule}:\n{told.loc[rows, columns].head(3).to_string()}"
        for rule, rows in shown.items()
        if rows.any()
    ]
    assert not broken, f"{where}\n" + "\n".join(broken)
