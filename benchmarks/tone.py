"""What each scorer of tone agrees with readers in: NewsMTSC, toward marked targets in sentences of political news.

    python benchmarks/tone.py                 # the dev part, one table
    python benchmarks/tone.py --write         # and framing/models/tone_agreement.json, which every tone figure carries

A lexicon's value is cut at ±.05, as it is usually done; the model, where its weights are
there, gives the most probable class. "as it stands" is the
sentence with nothing out of sight, which is how such scorers are published.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from material import path
from scipy import stats

from framing.wordchoice.tone_model import class_shares, has_weights
from framing.wordchoice.tone_scorers import BUILT_IN

CLASSES = ("negative", "neutral", "positive")
CUT = 0.05
WRITTEN = Path(__file__).resolve().parent.parent / "framing" / "models" / "tone_agreement.json"
DATA = "NewsMTSC dev (Hamborg & Donnay 2021): {n} targets in {sentences} sentences of US political news"


class Target(NamedTuple):
    """A sentence, where it names the target, and what readers heard: 0 negative, 1 neutral, 2 positive."""

    text: str
    spans: list[tuple[int, int]]
    label: int


def read_targets(part: str) -> list[Target]:
    out = []
    for line in path("gold", "target_sentiment", f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        out += [
            Target(row["sentence_normalized"], [(t["from"], t["to"])], int(t["polarity"]) // 2 - 1)
            for t in row["targets"]
        ]
    return out


def agreement(labels: np.ndarray, classes: np.ndarray, values: np.ndarray | None) -> dict[str, Any]:
    """Accuracy, mean F1, F1 of each class, and the rank correlation of the value with readers' class."""
    f1 = []
    for k in range(3):
        hit = int(((labels == k) & (classes == k)).sum())
        f1.append(2 * hit / max(1, int((labels == k).sum() + (classes == k).sum())))
    out: dict[str, Any] = {
        "n": len(labels),
        "accuracy": round(float((labels == classes).mean()), 3),
        "macro_f1": round(float(np.mean(f1)), 3),
        **{name: round(value, 3) for name, value in zip(CLASSES, f1, strict=True)},
    }
    if values is not None:
        out["rank_correlation"] = round(float(stats.spearmanr(values, labels).statistic), 3)
    return out


def lexicon(name: str, targets: list[Target], *, as_it_stands: bool = False) -> dict[str, Any]:
    score = _plain(name) if as_it_stands else lambda t: BUILT_IN[name](t.text, t.spans)[0]
    values = np.nan_to_num(np.array([score(target) for target in targets]))
    classes = np.where(values > CUT, 2, np.where(values < -CUT, 0, 1))
    found = agreement(_labels(targets), classes, values)
    coverage = np.array([BUILT_IN[name](target.text, target.spans)[1] for target in targets])
    return {**found, "coverage": round(float(np.nanmean(coverage)), 3), "classes": f"cut at ±{CUT}"}


def model(targets: list[Target]) -> dict[str, Any]:
    shares = np.array([class_shares(target.text, target.spans) for target in targets])
    found = agreement(_labels(targets), shares.argmax(axis=1), shares[:, 2] - shares[:, 0])
    return {**found, "coverage": 1.0, "classes": "most probable class"}


def _plain(name: str) -> Callable[[Target], float]:
    from textblob import TextBlob

    from framing.wordchoice.tone_scorers import vader_analyzer

    if name == "textblob":
        return lambda target: float(TextBlob(target.text).sentiment.polarity)
    return lambda target: float(vader_analyzer().polarity_scores(target.text)["compound"])


def _labels(targets: list[Target]) -> np.ndarray:
    return np.array([target.label for target in targets])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write the figures that the package carries")
    args = parser.parse_args()
    targets = read_targets("dev")
    scorers = {name: lexicon(name, targets) for name in ("textblob", "vader")}
    if has_weights():
        scorers["model"] = model(targets)
    shown = {
        **scorers,
        "textblob as it stands": lexicon("textblob", targets, as_it_stands=True),
        "vader as it stands": lexicon("vader", targets, as_it_stands=True),
        "always neutral": agreement(_labels(targets), np.ones(len(targets)), None),
    }
    for name, found in shown.items():
        cells = [f"{key} {found[key]:.3f}" for key in ("macro_f1", "accuracy", *CLASSES)]
        print(f"{name:24}", *cells, f"rank correlation {found.get('rank_correlation', float('nan')):.3f}")
    if args.write:
        sentences = len({target.text for target in targets})
        written = {"data": DATA.format(n=len(targets), sentences=sentences), "scorers": scorers}
        WRITTEN.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
