"""Whether a light learned scorer does better than the rate of a frame's terms: NarrativeFrames, out of fold.

    python benchmarks/frames_learned.py           # a table for all five frames
    python benchmarks/frames_learned.py --write   # and the weights and figures of what is offered (framing/models)

A ridge logistic regression over square roots of rates in 1,000 words. "own": the groups of terms of the frame itself,
amounts of money and percentages. "all": the groups of all five frames and these. Ten folds of articles, stratified,
five seeds, scores averaged over seeds. A scorer is offered where the interval of its gain in AUC over the rate of
terms, by 2,000 paired bootstraps of articles, lies above 0. F1 and kappa are of a probability of .5.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from frames import FRAMES, Floats, Ints, auc, draws, ends, f1, kappa, read_gold
from scipy import optimize, special

from framing.wordchoice.frames import find_frames, frame_scores
from framing.wordchoice.frames_learned import AMOUNTS, features
from framing.wordchoice.lexicon import load_lexicon

RIDGE, FOLDS, SEEDS = 30.0, 10, 5
MODELS = Path(__file__).resolve().parent.parent / "framing" / "models"


def standardised(values: Floats) -> tuple[Floats, Floats]:
    spread = values.std(axis=0)
    return values.mean(axis=0), np.where(spread > 0, spread, 1.0)


def fit(values: Floats, labels: Ints) -> tuple[float, Floats]:
    """Intercept and weights of a ridge logistic regression of standardised features."""

    def loss(b: Floats) -> tuple[float, Floats]:
        z = values @ b[1:] + b[0]
        rest = special.expit(z) - labels
        value = np.logaddexp(0, z).sum() - labels @ z + RIDGE / 2 * b[1:] @ b[1:]
        return float(value), np.concatenate([[rest.sum()], values.T @ rest + RIDGE * b[1:]])

    found = optimize.minimize(loss, np.zeros(values.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return float(found[0]), found[1:]


def out_of_fold(values: Floats, labels: Ints, seed: int) -> Floats:
    random, fold = np.random.default_rng(seed), np.empty(len(labels), dtype=np.int64)
    for label in (0, 1):
        members = np.flatnonzero(labels == label)
        fold[members] = random.permutation(np.arange(len(members)) % FOLDS)
    out = np.empty(len(labels))
    for number in range(FOLDS):
        train = fold != number
        mean, scale = standardised(values[train])
        intercept, weights = fit((values[train] - mean) / scale, labels[train])
        out[~train] = special.expit((values[~train] - mean) / scale @ weights + intercept)
    return out


def measured(values: Floats, labels: Ints, rate: Floats, words: Floats) -> dict[str, Any]:
    scores = np.mean([out_of_fold(values, labels, seed) for seed in range(SEEDS)], axis=0)
    given = (scores >= 0.5).astype(np.int64)
    taken = draws(len(labels))
    of = [(auc(labels[r], scores[r]), auc(labels[r], rate[r]), auc(labels[r], words[r])) for r in taken]
    low, high = ends([one for one, _, _ in of])
    gain_low, gain_high = ends([one - other for one, other, _ in of])
    length_low, length_high = ends([one - other for one, _, other in of])
    found = {
        "auc": auc(labels, scores), "auc_low": low, "auc_high": high, "codebook_auc": auc(labels, rate),
        "gain": auc(labels, scores) - auc(labels, rate), "gain_low": gain_low, "gain_high": gain_high,
        "over_length_low": length_low, "over_length_high": length_high, "f1": f1(labels, given),
        "kappa": kappa(labels, given),
    }  # fmt: skip
    return {name: round(value, 3) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write weights and figures of what is offered")
    args = parser.parse_args()
    articles, labels = read_gold()
    findings = find_frames(articles)
    scores = frame_scores(findings, articles, frames=list(FRAMES))
    words = articles["n_words"].to_numpy(dtype=np.float64)
    entries = load_lexicon("frames_generic").entries
    found: dict[str, dict[str, dict[str, Any]]] = {}
    weights: list[dict[str, Any]] = []
    for frame in FRAMES:
        rate = scores.loc[scores["frame"] == frame, "rate"].to_numpy()
        own = [*(entry.id for entry in entries if entry.kind == frame), *AMOUNTS]
        sets = {"own": own, "all": [*(entry.id for entry in entries), *AMOUNTS]}
        found[frame] = {
            name: measured(features(findings, articles, names), labels[frame], rate, words)
            for name, names in sets.items()
        }
        if found[frame]["own"]["gain_low"] > 0:
            found[frame]["offered"] = found[frame]["own"]
            weights += fitted(frame, own, features(findings, articles, own), labels[frame])
    print(pd.DataFrame({(f, n): v for f, sets in found.items() for n, v in sets.items()}).T.to_string())
    if args.write:
        written = {
            "codebook": load_lexicon("frames_generic").version, "ridge": RIDGE, "folds": FOLDS, "seeds": SEEDS,
            "frames": found,
        }  # fmt: skip
        text = json.dumps(written, indent=1, sort_keys=True) + "\n"
        (MODELS / "frame_learned.json").write_text(text, encoding="utf-8")
        with (MODELS / "frame_weights.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["frame", "feature", "mean", "scale", "weight"], lineterminator="\n")
            table.writeheader()
            table.writerows(weights)


def fitted(frame: str, names: list[str], values: Floats, labels: Ints) -> list[dict[str, Any]]:
    """Rows of the table of weights, fitted on all articles."""
    mean, scale = standardised(values)
    intercept, weights = fit((values - mean) / scale, labels)
    rows: list[dict[str, Any]] = [
        {"frame": frame, "feature": "intercept", "mean": 0, "scale": 1, "weight": round(intercept, 4)}
    ]
    for name, centre, spread, weight in zip(
        names, mean.round(4), scale.round(4), weights.round(4), strict=True
    ):
        rows.append({"frame": frame, "feature": name, "mean": centre, "scale": spread, "weight": weight})
    return rows


if __name__ == "__main__":
    main()
