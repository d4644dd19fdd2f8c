"""What the terms of each generic frame agree with readers in: NarrativeFrames, US news on climate.

    python benchmarks/frames.py               # one table
    python benchmarks/frames.py --write       # and framing/models/frame_agreement.json, which every result carries

The score is the rate of terms per 1,000 words; F1 and kappa are of the default rule of `frame_scores`, one rule for all
frames. Beside it: the number of words alone (its F1 and kappa at the cut that suits it best on these very articles) and
the better of the two constant answers. Intervals are percentile bootstraps of articles, the difference in AUC in pairs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from material import path
from scipy import stats

from framing.corpus import make_articles
from framing.wordchoice.frames import find_frames, frame_scores
from framing.wordchoice.lexicon import load_lexicon

FRAMES = ("conflict", "economic", "human_interest", "morality", "resolution")
DRAWS = 2000
WRITTEN = Path(__file__).resolve().parent.parent / "framing" / "models" / "frame_agreement.json"
DATA = "NarrativeFrames dev (Frermann et al. 2023): {n} US news articles on climate, labelled by readers"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def read_gold() -> tuple[pd.DataFrame, dict[str, Ints]]:
    """The articles, and which of them readers gave each frame."""
    gold = pd.read_csv(path("gold", "frames", "dev.tsv"), sep="\t")
    articles = make_articles(gold["text"].tolist()).sort_values("article_id", ignore_index=True)
    order = make_articles(gold["text"].tolist())["article_id"].argsort(kind="stable")
    return articles, {frame: gold[frame].to_numpy(dtype=np.int64)[order] for frame in FRAMES}


def auc(labels: Ints, scores: Floats) -> float:
    """Chance that a labelled article scores higher than one that is not, ties half."""
    n = int(labels.sum())
    if n in (0, len(labels)):
        return float("nan")
    ranks = stats.rankdata(scores)
    return float((ranks[labels == 1].sum() - n * (n + 1) / 2) / (n * (len(labels) - n)))


def f1(labels: Ints, given: Ints) -> float:
    return float(2 * (labels * given).sum() / max(1, labels.sum() + given.sum()))


def kappa(labels: Ints, given: Ints) -> float:
    """Cohen's kappa of two answers to yes or no."""
    same = float((labels == given).mean())
    chance = float(labels.mean() * given.mean() + (1 - labels.mean()) * (1 - given.mean()))
    return (same - chance) / (1 - chance) if chance < 1 else 0.0


def best_cut(labels: Ints, scores: Floats) -> tuple[float, float]:
    """F1 and kappa of a score at the cuts that suit each best on the articles themselves."""
    given = [(scores >= cut).astype(np.int64) for cut in np.unique(scores)]
    return max(f1(labels, one) for one in given), max(kappa(labels, one) for one in given)


def draws(n: int, seed: int = 0) -> npt.NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, n, size=(DRAWS, n))


def ends(values: list[float]) -> tuple[float, float]:
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def agreement(labels: Ints, scores: Floats, given: Ints, words: Floats) -> dict[str, Any]:
    """Everything measured of one frame."""
    taken = draws(len(labels))
    of_auc = [auc(labels[rows], scores[rows]) for rows in taken]
    of_length = [auc(labels[rows], words[rows]) for rows in taken]
    gains = [one - other for one, other in zip(of_auc, of_length, strict=True)]
    kappas = [kappa(labels[rows], given[rows]) for rows in taken]
    length_f1, length_kappa = best_cut(labels, words)
    hits = int((labels * given).sum())
    (low, high), (gain_low, gain_high), (kappa_low, kappa_high) = ends(of_auc), ends(gains), ends(kappas)
    found = {
        "auc": auc(labels, scores), "auc_low": low, "auc_high": high, "length_auc": auc(labels, words),
        "gain": auc(labels, scores) - auc(labels, words), "gain_low": gain_low, "gain_high": gain_high,
        "f1": f1(labels, given), "majority_f1": f1(labels, np.ones_like(labels)), "length_f1": length_f1,
        "kappa": kappa(labels, given), "kappa_low": kappa_low, "kappa_high": kappa_high,
        "length_kappa": length_kappa, "precision": hits / max(1, int(given.sum())),
        "recall": hits / int(labels.sum()),
    }  # fmt: skip
    rounded = {name: round(value, 3) for name, value in found.items()}
    return {"n": len(labels), "n_positive": int(labels.sum()), **rounded}


def measure() -> tuple[int, dict[str, dict[str, Any]]]:
    articles, labels = read_gold()
    scores = frame_scores(find_frames(articles), articles, frames=list(FRAMES))
    words = articles["n_words"].to_numpy(dtype=np.float64)
    found = {}
    for frame in FRAMES:
        mine = scores[scores["frame"] == frame]
        found[frame] = agreement(
            labels[frame], mine["rate"].to_numpy(), mine["present"].to_numpy(dtype=np.int64), words
        )
    return len(articles), found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write the figures that the package carries")
    args = parser.parse_args()
    n, found = measure()
    print(pd.DataFrame(found).T.to_string())
    if args.write:
        written = {
            "data": DATA.format(n=n),
            "score": "uses of terms per 1,000 words",
            "codebook": load_lexicon("frames_generic").version,
            "frames": found,
        }
        WRITTEN.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
