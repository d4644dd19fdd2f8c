"""Fit confidence on the train articles held out: python training/calibrate.py GOLD [--models DIR] [--plot FILE]

For rows that tagger and constructions both found, and for rows of the tagger alone, a logistic regression of "content,
cue and speaker agree with a gold attribution" (the scorer's triple) on how sure each part is. The threshold is half
of the best F1 of triples on the same articles, which is the best one where confidence is calibrated (Lipton, Elkan &
Naryanaswamy 2014); constructions are dropped, where they stand alone, if most of what
they alone found there is wrong. The reliability that is printed comes from five-fold cross-fitting.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from gold import Gold, held_out, read_train
from scipy.optimize import minimize

from framing.attribution import link, tagger
from framing.attribution.rules import parsed_articles
from framing.attribution.sentence import Found, Span
from framing.language import word_spans

# Constructions with fewer rows of their own are not judged.
_ENOUGH = 3
_RIDGE = 0.5


class Words:
    """Word numbers under spans."""

    def __init__(self, text: str) -> None:
        self.spans = word_spans(text)
        self.starts = np.array([start for start, _ in self.spans])
        self.ends = np.array([end for _, end in self.spans])

    def of(self, spans: Sequence[Span]) -> frozenset[int]:
        found: set[int] = set()
        for a, b in spans:
            found.update(np.flatnonzero((self.starts < b) & (self.ends > a)).tolist())
        return frozenset(found)


def right(
    words: Words, row: Mapping[str, Sequence[Span]], gold: Sequence[Mapping[str, frozenset[int]]]
) -> bool:
    """Whether a row's content shares half of its words with a gold one's, and cue and speaker a word."""
    content, cue, speaker = (words.of(row[role]) for role in ("content", "cue", "speaker"))
    for one in gold:
        both = content & one["content"]
        if both and len(both) * 2 >= len(content | one["content"]):
            if one["speaker"] or speaker:
                return bool(cue & one["cue"]) and bool(speaker & one["speaker"])
            return bool(cue & one["cue"])
    return False


def as_row(item: link.Candidate | Found) -> dict[str, Sequence[Span]]:
    return {
        "content": item.content,
        "cue": [item.cue] if item.cue else [],
        "speaker": [item.speaker] if item.speaker else [],
    }


def collect(articles: Sequence[Gold]) -> tuple[dict[str, list], int]:
    """Feature rows with their truth by group, and how many gold attributions there are."""
    out: dict[str, list] = {"both": [], "tagger": [], "rules": []}
    n_gold = 0
    parsed = parsed_articles((gold.article_id, gold.text, 0) for gold in articles)
    for number, (gold, article) in enumerate(zip(articles, parsed, strict=True)):
        words = Words(gold.text)
        truth = [{role: words.of(row[role]) for role in ("content", "cue", "speaker")} for row in gold.rows]
        n_gold += len(truth)
        rules = article.found()
        found = link.candidates(gold.text, tagger.mark_article(gold.text, 0, quotes=article.quotes))
        pairs, only_found, only_rules = link.pairs(found, rules)
        for i, j in pairs:
            joined = link.both(gold.text, found[i], rules[j])
            out["both"].append(
                (number, link.both_features(found[i], rules[j]), right(words, as_row(joined), truth))
            )
        for i in only_found:
            out["tagger"].append(
                (number, link.tagger_features(found[i]), right(words, as_row(found[i]), truth))
            )
        contents = [span for candidate in found for span in candidate.content]
        for j in only_rules:
            if not link.nested(rules[j], contents):
                out["rules"].append((number, rules[j].construction, right(words, as_row(rules[j]), truth)))
    return out, n_gold


def fit(rows: Sequence[tuple[int, Mapping[str, float], bool]]) -> dict[str, float]:
    """A logistic regression with a small ridge; weights by feature."""
    names = sorted(rows[0][1])
    x = np.array([[features[name] for name in names] for _, features, _ in rows])
    y = np.array([truth for _, _, truth in rows], dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[1:] + w[0]
        p = 1 / (1 + np.exp(-z))
        value = float(np.sum(np.logaddexp(0, z) - y * z) + _RIDGE * w[1:] @ w[1:] / 2)
        return value, np.concatenate([[np.sum(p - y)], x.T @ (p - y) + _RIDGE * w[1:]])

    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    return {"bias": round(float(best[0]), 5)} | {
        name: round(float(value), 5) for name, value in zip(names, best[1:], strict=True)
    }


def cross_fitted(rows: Sequence[tuple[int, Mapping[str, float], bool]]) -> list[tuple[float, bool]]:
    """Confidence of each row by weights that were fitted without its article's fold."""
    out = []
    for fold in range(5):
        weights = fit([row for row in rows if row[0] % 5 != fold])
        out += [(link.confidence(weights, features), truth) for n, features, truth in rows if n % 5 == fold]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--models", type=Path, default=Path("framing/models"))
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    articles = [article for article in read_train(args.gold) if held_out(article.article_id)]
    rows, n_gold = collect(articles)
    settings: dict = {group: fit(rows[group]) for group in ("both", "tagger")}
    by_name: dict[str, list[bool]] = defaultdict(list)
    for _, name, truth in rows["rules"]:
        by_name[name].append(truth)
    settings["mistaken"] = sorted(
        name for name, truths in by_name.items() if len(truths) >= _ENOUGH and sum(truths) < len(truths) / 2
    )
    scored = [pair for group in ("both", "tagger") for pair in cross_fitted(rows[group])]
    kept = [truth for _, name, truth in rows["rules"] if name not in settings["mistaken"]]

    def f1(threshold: float) -> float:
        chosen = [truth for p, truth in scored if p >= threshold] + kept
        return 2 * sum(chosen) / (len(chosen) + n_gold)

    best = max(f1(t) for t in np.arange(0.1, 0.8, 0.02))
    settings["threshold"] = round(best / 2, 2)
    (args.models / "tagger.json").write_text(
        json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    print(f"{len(articles)} articles, {n_gold} gold attributions; triple F1 {f1(settings['threshold']):.3f}")
    print(
        "threshold",
        settings["threshold"],
        "· constructions dropped where they stand alone:",
        ", ".join(settings["mistaken"]),
    )
    for name, truths in sorted(by_name.items(), key=lambda pair: -len(pair[1])):
        print(f"  {name:28s} {sum(truths)}/{len(truths)} right")
    reliability(scored, args.plot)


def reliability(scored: Sequence[tuple[float, bool]], plot: Path | None) -> None:
    """Print mean confidence and share right in ten bins, and draw them."""
    p, truth = np.array([p for p, _ in scored]), np.array([truth for _, truth in scored], dtype=float)
    bins = np.minimum((p * 10).astype(int), 9)
    table = [
        (int((bins == b).sum()), float(p[bins == b].mean()), float(truth[bins == b].mean()))
        for b in range(10)
        if (bins == b).any()
    ]
    gap = sum(n * abs(a - b) for n, a, b in table) / len(scored)
    for n, said, was in table:
        print(f"  n {n:5d}  confidence {said:.2f}  right {was:.2f}")
    print(
        f"expected calibration error {gap:.3f}, Brier score {float(np.mean((p - truth) ** 2)):.3f}, n {len(scored)}"
    )
    if plot:
        draw(table, plot)


def draw(table: Sequence[tuple[int, float, float]], plot: Path) -> None:
    """Share right against mean confidence, for bins given as (rows, mean confidence, share right)."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, ax = plt.subplots(figsize=(4, 4.2), layout="constrained")
    ax.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--", label="perfectly calibrated")
    ax.plot(
        [a for _, a, _ in table],
        [b for _, _, b in table],
        marker="o",
        color="#0072B2",
        label="ten bins of rows",
    )
    ax.set(xlabel="mean confidence of the rows in a bin", ylabel="share of them that is right")
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    ax.set_title(f"Confidence against truth, n = {sum(n for n, _, _ in table):,} rows", fontsize=10)
    ax.legend(loc="upper left", frameon=False, fontsize=8)
    figure.savefig(plot, dpi=150, metadata={"Software": None})


if __name__ == "__main__":
    main()
