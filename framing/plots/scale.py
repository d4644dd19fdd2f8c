"""Which axis each measure stands on: its ends, its ticks, and the value that means no difference."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

# Measures from −1 to 1 by themselves; shares run from 0 to 1, contrasts and differences double the width.
_SIGNED = ("balance", "stance_index", "blame_balance", "imbalance", "agency", "tone", "tone_relative")
_PARTS = ("evenness", "mean_position")
_RATIOS = ("stance_odds_ratio", "stance_odds_ratio_pooled", "reply_words_ratio")
# A part of two sides alone: one half is even.
_OF_TWO = ("quote_share", "mention_share")
# Octaves beyond which a ratio's axis does not go; longer intervals end in an arrow.
_OCTAVES = 6
_SUFFIXES = ("_difference", "_ratio")


@dataclass(frozen=True)
class Scale:
    """An axis: `low` to `high` with `ticks`; `even` is the value of no difference, if there is one."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    even: float | None = None
    log: bool = False
    margin: float = 0.02

    def at(self, value: float) -> float:
        """Where on the axis a value stands, from 0 at its low end to 1 at its high end."""
        if self.log:
            if value <= 0:
                return 0.0
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def clipped(self, value: float) -> float:
        """The value, or the end of a logarithmic axis that it lies beyond; others hold all their values."""
        return min(max(value, self.low), self.high) if self.log else value

    @property
    def edge(self) -> float:
        """How far the axes reach beyond each end, in parts of the scale."""
        return self.margin / 2 if self.log else self.margin / (self.high - self.low)

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of the axes, a little beyond those of the scale, so that a dot at the end is whole."""
        if self.log:
            room = (self.high / self.low) ** self.edge
            return self.low / room, self.high * room
        return self.low - self.margin, self.high + self.margin


def compared(measure: str, known: Iterable[str]) -> str | None:
    """The measure that a difference of two groups compares, None where `measure` is no such difference."""
    names = set(known)
    if measure in _RATIOS:
        return None
    for suffix in _SUFFIXES:
        base = measure.removesuffix(suffix)
        if base != measure and (suffix == "_difference" or base in names):
            return base
    return None


def two_sided(measure: str) -> bool:
    """Whether the measure is between two sides, so that its dot belongs to neither of them."""
    return (
        measure.startswith(("balance", "blame_balance", "voice_surplus", "stance_odds_ratio"))
        or "_contrast" in measure
    )


def scale_of(measure: str, rows: pd.DataFrame, known: Iterable[str] = ()) -> Scale:
    """The axis for these rows of a measure: fixed ends where the measure has them, else round ones around the data."""
    values = [*rows["estimate"].dropna(), *rows["ci_low"].dropna(), *rows["ci_high"].dropna()]
    low, high = min(values, default=0.0), max(values, default=1.0)
    base, doubled = measure, 0
    while (inner := compared(base, known)) is not None:
        if base.endswith("_ratio"):
            return _ratio(low, high)
        base, doubled = inner, doubled + 1
    if base in _RATIOS:
        return _ratio(low, high)
    if base.endswith("_contrast"):
        base, doubled = base.removesuffix("_contrast"), doubled + 1
    if base in _SIGNED or (doubled and (base.endswith("_share") or base in _PARTS)):
        widest = float(2 ** (doubled if base in _SIGNED else doubled - 1))
        half = next((w for w in (1.0, 2.0, 4.0) if w >= max(abs(low), abs(high)) or w >= widest), widest)
        return _linear(-half, half, half / 2, even=0.0, margin=0.02 * half)
    if base.endswith("_share") or base in _PARTS or (base != "voice_surplus" and low >= 0 and high <= 1):
        return _linear(0.0, 1.0, 0.25, even=0.5 if base in _OF_TWO else None)
    if doubled or base == "voice_surplus" or low < 0:
        step = _step(max(abs(low), abs(high)) / 2)
        half = step * math.ceil(max(abs(low), abs(high)) / step)
        return _linear(-half, half, step, even=0.0, margin=0.02 * half)
    step = _step(high / 4)
    end = step * math.ceil(high / step)
    return _linear(0.0, end, step, margin=0.02 * end)


def number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _linear(
    low: float, high: float, step: float, *, even: float | None = None, margin: float = 0.02
) -> Scale:
    ticks = tuple(low + step * i for i in range(round((high - low) / step) + 1))
    return Scale(low, high, ticks, tuple(number(round(tick, 10)) for tick in ticks), even, False, margin)


def _ratio(low: float, high: float) -> Scale:
    reach = max(math.log2(max(high, 1.0)), -math.log2(low) if low > 0 else _OCTAVES, 1.0)
    octaves = min(math.ceil(reach), _OCTAVES)
    stride = 1 if octaves <= 3 else 2
    powers = [power for power in range(-octaves, octaves + 1) if power % stride == 0]
    ticks = tuple(2.0**power for power in powers)
    labels = tuple(f"1/{2**-power}" if power < 0 else f"{2**power}" for power in powers)
    return Scale(2.0**-octaves, 2.0**octaves, ticks, labels, 1.0, True, 0.05)


def _step(rough: float) -> float:
    """The next round number from 1, 2 or 5 times a power of ten."""
    if rough <= 0:
        return 0.5
    power = 10.0 ** math.floor(math.log10(rough))
    return next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
