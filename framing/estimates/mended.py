"""Rows corrected for the machine's error by a coded sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from framing.estimates.differences import Compared, compared_estimate
from framing.estimates.forms import BALANCE, Floats, Form
from framing.estimates.rows import LEVEL, Part, Plan, Row, estimated_row, head
from framing.estimates.tally import Corrected, Quantity
from framing.inference import MIN_CLUSTERS, corrected_values, counted


def corrected_rows(plan: Plan, corrected: Corrected, code: int, part: Part) -> list[Row]:
    """The corrected estimate of every quantity in one group."""
    members, label = part.members, part.label
    held = _held(corrected.coded[members], part)
    tally = corrected.tally
    n_joint, n_unresolved = float(tally.joint[members].sum()), float(tally.unresolved[members].sum())
    rows = []
    for whole in tally.quantities:
        quantity = whole.take(members)
        row = head(quantity, len(members), n_joint, n_unresolved, label) | {"method": "corrected"}
        row |= dict(zip(plan.groups.by, plan.groups.labels[code], strict=True))
        row["n_units"] = int(held.sum())
        why = _why_not_corrected(quantity, corrected, held, label)
        cells = part.sums(quantity.totals)
        why = why or _nonsense(quantity.form, cells)
        if not why:
            row |= estimated_row(quantity, cells)
            form = quantity.form
            low, high, why = _corrected_ends(
                form.estimate(cells.sum(axis=0)), form.estimate(cells.sum(axis=0) - cells), held, form, label
            )
            row |= {"ci_low": low, "ci_high": high}
        rows.append(_said_why(row, quantity.fixed or why, quantity.swap is not None))
    return rows


def corrected_differences(plan: Plan, corrected: Corrected, compared: Compared) -> list[Row]:
    """The corrected difference of two groups, of every quantity that is compared."""
    names, part, inside, tally = compared.names, compared.part, compared.inside, corrected.tally
    chosen, label = part.members, part.label
    helds = [_held(corrected.coded[chosen] & here[:, 0], part) for here in inside]
    n_joint, n_unresolved = float(tally.joint[chosen].sum()), float(tally.unresolved[chosen].sum())
    rows = []
    for whole in tally.quantities:
        if not whole.compare:
            continue
        quantity = whole.take(chosen)
        form = quantity.form
        suffix = "ratio" if form.log else "difference"
        row = head(quantity, len(chosen), n_joint, n_unresolved, label)
        row |= {"measure": f"{quantity.measure}_{suffix}", "versus": names[1], "method": "corrected"}
        row |= dict(zip(plan.groups.by, plan.groups.labels[compared.codes[0]], strict=True))
        row["n_units"] = int((helds[0] | helds[1]).sum())
        why = next(filter(None, (_why_not_corrected(quantity, corrected, h, label) for h in helds)), "")
        first, second = (part.sums(quantity.totals * here) for here in inside)
        why = why or next(
            (
                f"in {name}, {nonsense}"
                for cells, name in zip((first, second), names, strict=True)
                if (nonsense := _nonsense(form, cells))
            ),
            "",
        )
        if not why:
            row |= compared_estimate(quantity, first, second, inside)
            with np.errstate(all="ignore"):
                one = [form.estimate(cells.sum(axis=0)) for cells in (first, second)]
                out = [form.estimate(cells.sum(axis=0) - cells) for cells in (first, second)]
                full, deleted = (
                    (one[0] / one[1], out[0] / out[1]) if form.log else (one[0] - one[1], out[0] - out[1])
                )
            mine = [np.asarray((np.abs(cells) > 1e-12).any(axis=1)) for cells in (first, second)]
            crossed = bool(np.any(mine[0] & mine[1]))
            low, high, why = _corrected_ends(
                full, deleted, helds[0] | helds[1], form, label, apart=True,
                used=mine[0] | mine[1], strata=None if crossed else mine[0],
            )  # fmt: skip
            row |= {"ci_low": low, "ci_high": high}
        rows.append(_said_why(row, why, True))
    return rows


def _held(coded: npt.NDArray[np.bool_], part: Part) -> npt.NDArray[np.bool_]:
    """Clusters that hold a coded unit."""
    return part.sums(coded.astype(np.float64)[:, None])[:, 0] > 0


def _why_not_corrected(
    quantity: Quantity, corrected: Corrected, held: npt.NDArray[np.bool_], label: str
) -> str:
    if quantity.whole and not corrected.whole:
        return "needs whole articles coded; the sample is of sentences"
    if held.sum() < MIN_CLUSTERS:
        few = counted(int(held.sum()), label)
        return f"{few} with coded units: under {MIN_CLUSTERS} give no corrected estimate"
    return ""


def _nonsense(form: Form, cells: Floats) -> str:
    """Why corrected sums give no value: cells that must not be below 0 are, or one ratio's whole is none."""
    total = cells.sum(axis=0)
    if form.positive and (total < -1e-9).any():
        return "a corrected cell is below 0: code more units"
    if form.log and not form.positive and float(total[0]) < -1e-9:
        return "a corrected numerator is below 0: code more units"
    return ""


def _corrected_ends(
    full: Any,
    deleted: Any,
    coded: npt.NDArray[np.bool_],
    form: Form,
    label: str,
    *,
    apart: bool = False,
    used: npt.NDArray[np.bool_] | None = None,
    strata: npt.NDArray[np.bool_] | None = None,
) -> tuple[float | None, float | None, str]:
    """Jackknife-t ends of a corrected statistic, or of the difference of two (`apart`).

    The spread is taken on the natural scale, where sums of single clusters may leave a share's range, and led to the
    scale of the interval by its slope at the estimate.
    """
    value = float(full)
    if not np.isfinite(value):
        return None, None, "the corrected sums have no finite value: code more units"
    spread = corrected_values(value, deleted, coded=coded, used=used, strata=strata, level=LEVEL, unit=label)
    if spread.reason[0]:
        return None, None, spread.reason[0]
    reach = float(spread.high[0] - spread.low[0]) / 2
    if form.log:
        if value <= 0:
            return None, None, "a corrected ratio of 0 or less gives no interval: code more units"
        return value * float(np.exp(-reach / value)), value * float(np.exp(reach / value)), ""
    if apart or not form.share:
        held = form.held_apart if apart else form.held
        if abs(float(held(full)) - value) > 1e-9:
            return None, None, "a corrected value outside its range gives no interval: code more units"
        low, high = held(np.array([value - reach, value + reach]))
        return float(low), float(high), ""
    stretched = form is BALANCE
    share, part = ((value + 1) / 2, reach / 2) if stretched else (value, reach)
    if not 0 < share < 1:
        return None, None, "a corrected share outside 0 and 1 gives no interval: code more units"
    step = part / (share * (1 - share))
    ends = special.expit(special.logit(share) + np.array([-step, step]))
    low, high = (2 * ends - 1) if stretched else ends
    return float(low), float(high), ""


def _said_why(row: Row, why: str, p_value_expected: bool) -> Row:
    row["confidence_level"] = LEVEL if row.get("ci_low") is not None else None
    no_p = "p-values are the machine's alone" if p_value_expected and not why else ""
    row["reason"] = why or no_p or None
    return row
