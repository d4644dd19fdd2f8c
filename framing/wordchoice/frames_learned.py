"""A second scorer of a frame, learned from readers' labels over features that can be read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from framing.checks import choose
from framing.schema import check_table
from framing.wordchoice.frames import PHENOMENON, uses_and_terms
from framing.wordchoice.lexicon import load_lexicon
from framing.wordchoice.naming import named_rows
from framing.wordchoice.rates import words_of_voice

Floats = npt.NDArray[np.float64]
# What no codebook of words can hold: signs beside numbers.
AMOUNTS = {
    "money": re.compile(r"[$€£₽]\s?\d"),
    "percent": re.compile(r"\d\s?%|\bpercent\b|\bper cent\b"),
}


def frame_probability(
    findings: pd.DataFrame, articles: pd.DataFrame, *, frames: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Estimate how probable it is that readers would give an article a frame, by a scorer learned from readers.

    Parameters
    ----------
    findings : what `find_frames` found in `articles` with the codebook "frames_generic".
    articles : articles table, also those without any term.
    frames : frames to estimate, of those with a learned scorer; by default all of them (economic alone).

    Returns
    -------
    DataFrame, one row per article and frame, sorted by both: `article_id`, `frame`, `probability` (missing where there
    are no words), `present` (probability of .5 or more), `reader_auc` (out of fold), `codebook_auc`, `note`.

    Raises
    ------
    ValueError : `frames` names one without a learned scorer, or findings are of articles that are not given.

    See Also
    --------
    frame_scores

    Notes
    -----
    A ridge logistic regression over square roots of rates in 1,000 words: the groups of terms of the frame, amounts
    of money and percentages. Its weights can be read in `framing/models/frame_weights.csv`. It is offered for a
    frame only where it does better than the rate of terms by a margin that holds out of fold; elsewhere it did
    not. The probability is calibrated to US news on climate, where three articles in ten have the economic frame:
    compare outlets by it, do not read its level.

    Examples
    --------
    >>> frame_probability(find_frames(articles), articles)
    """
    weights = read_weights()
    asked = sorted(weights) if frames is None else [frames] if isinstance(frames, str) else list(frames)
    wanted = sorted({choose("frames", frame, sorted(weights)) for frame in asked})
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = named_rows(findings, population, PHENOMENON)
    trust = read_learned()["frames"]
    parts = []
    for frame in wanted:
        names, means, scales, slopes, intercept = weights[frame]
        values = features(rows, population, names)
        probability = special.expit((values - means) / scales @ slopes + intercept)
        known = trust[frame]["offered"]
        parts.append(
            pd.DataFrame(
                {
                    "article_id": population["article_id"],
                    "frame": pd.Series([frame] * len(population), dtype="str"),
                    "probability": probability,
                    "present": pd.array(
                        [None if np.isnan(p) else bool(p >= 0.5) for p in probability], dtype="boolean"
                    ),
                    "reader_auc": known["auc"],
                    "codebook_auc": known["codebook_auc"],
                    "note": _note(known),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values(
        ["article_id", "frame"], kind="stable", ignore_index=True
    )


def _note(known: Mapping[str, float]) -> str:
    return f"learned: AUC {known['auc']:.2f} out of fold, the rate of terms {known['codebook_auc']:.2f}"


def features(rows: pd.DataFrame, articles: pd.DataFrame, names: Sequence[str]) -> Floats:
    """Square roots of rates in 1,000 words, a row for each article, NaN without words; `rows` are findings."""
    words = words_of_voice(articles, None, "all")
    groups = _groups()
    group = np.array([groups.get(str(term), "") for term in rows["variant"].tolist()], dtype=object)
    bodies = _without_repeats(articles)
    columns = []
    for name in names:
        if name in AMOUNTS:
            found = np.array([len(AMOUNTS[name].findall(text)) for text in bodies], dtype=np.float64)
        else:
            found = uses_and_terms(rows[group == name], articles)[0]
        columns.append(np.divide(1000 * found, words, out=np.full(len(words), np.nan), where=words > 0))
    return np.sqrt(np.column_stack(columns))


@cache
def _groups() -> Mapping[str, str]:
    """The group of every term of the generic codebook."""
    return {
        label.name: entry.id for entry in load_lexicon("frames_generic").entries for label in entry.labels
    }


def _without_repeats(articles: pd.DataFrame) -> list[str]:
    columns = ("text", "headline_repeat_start", "headline_repeat_end")
    return [
        text if pd.isna(first) or pd.isna(last) else f"{text[: int(first)]} {text[int(last) :]}"
        for text, first, last in zip(*(articles[name].tolist() for name in columns), strict=True)
    ]


Weights = tuple[list[str], Floats, Floats, Floats, float]


@cache
def read_weights() -> dict[str, Weights]:
    """Of each learned frame: names of its features, their means and scales, weights, and the intercept."""
    text = (files("framing") / "models" / "frame_weights.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    found: dict[str, Weights] = {}
    for frame in sorted({row["frame"] for row in rows}):
        mine = [row for row in rows if row["frame"] == frame and row["feature"] != "intercept"]
        at = {name: np.array([float(row[name]) for row in mine]) for name in ("mean", "scale", "weight")}
        constant = next(
            float(row["weight"]) for row in rows if row["frame"] == frame and row["feature"] == "intercept"
        )
        found[frame] = ([row["feature"] for row in mine], at["mean"], at["scale"], at["weight"], constant)
    return found


@cache
def read_learned() -> dict[str, Any]:
    """What was measured of the learned scorers, also of those that are not offered."""
    path = files("framing") / "models" / "frame_learned.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


__all__ = ["frame_probability"]
