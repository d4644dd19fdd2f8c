"""Accuracy of attributions: the scorer's tables for the seed, us_ru dev and PolNeAR dev, for each engine.

    python benchmarks/attribution.py [seed us_ru polnear] [--engine rules] [--half 0|1]

Seed and us_ru: speech only, nested included. PolNeAR: speech and attitudes, the outermost. --engine may be repeated; by
default every engine that is installed. Where both were scored, the mean of voice F1 on us_ru and triple F1 on PolNeAR
ends the output: the engine with the higher one is the default. --half scores every second article of us_ru alone, to
tune on one half and look at the other.
"""

from __future__ import annotations

import argparse

from gold import SETS, article_ids, predict, read_gold, scorer
from material import path

from framing.attribution.extract import DEFAULT_ENGINE, ENGINES
from framing.attribution.tagger import model_version

# What decides the default engine: (set, measure of the scorer).
DECISIVE = (("us_ru", "voice"), ("polnear", "triple"))


def installed() -> list[str]:
    """Engines whose weights are there."""
    try:
        model_version()
    except (FileNotFoundError, ImportError):
        return [engine for engine in ENGINES if engine != "tagger"]
    return list(ENGINES)


def report(name: str, engine: str, half: int | None) -> dict[str, float]:
    """Print the scorer's table of one gold set and engine; F1 by measure."""
    one = SETS[name]
    gold = read_gold(name, only=article_ids(name, half=half))
    export = predict(name, engine=engine, only=list(gold))
    predicted = {article_id: export.articles.get(article_id, []) for article_id in gold}
    table, kinds = scorer().score(gold, path(*one.texts), predicted)
    n_gold, n_found = (sum(map(len, rows.values())) for rows in (gold, predicted))
    part = "" if half is None else f", half {half}"
    print(f"{name}{part}, {engine}: {len(gold)} articles, {n_gold} gold, {n_found} found")
    for measure, (precision, recall, f1) in table.items():
        print(f"  {measure:14s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    for kind, (hits, n) in sorted(kinds.items()):
        print(f"  recall, {kind:12s} {hits}/{n}")
    if "voice" in table:
        print(f"  {export.n_unresolved} unresolved written as other")
    for failure in export.failures[:3]:
        print(f"  failed ({len(export.failures)} in all): {failure.article_id}: {failure.message}")
    print()
    return {measure: f1 for measure, (_, _, f1) in table.items()}


def decide(scores: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print, for each engine, the mean of the measures that decide the default."""
    means = {}
    for engine, by_set in scores.items():
        parts = [by_set[name][measure] for name, measure in DECISIVE if name in by_set]
        if len(parts) == len(DECISIVE):
            means[engine] = sum(parts) / len(parts)
            told = ", ".join(
                f"{name} {measure} {f1:.3f}" for (name, measure), f1 in zip(DECISIVE, parts, strict=True)
            )
            print(f"{engine:8s} mean {means[engine]:.3f} ({told})")
    if len(means) > 1:
        best = max(sorted(means), key=lambda engine: means[engine])
        print(f"default should be {best}; it is {DEFAULT_ENGINE}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shown = [name for name in SETS if name != "polnear_train"]
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; by default {', '.join(shown)}")
    parser.add_argument(
        "--engine", action="append", choices=ENGINES, help="by default all that are installed"
    )
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second article of us_ru")
    args = parser.parse_args()
    unknown = sorted(set(args.sets) - set(SETS))
    if unknown:
        parser.error(f"unknown set {unknown[0]!r}; allowed: {', '.join(SETS)}")
    scores: dict[str, dict[str, dict[str, float]]] = {}
    for name in args.sets or shown:
        half = args.half if name == "us_ru" else None
        for engine in args.engine or installed():
            scores.setdefault(engine, {})[name] = report(name, engine, half)
    if args.half is None:
        decide(scores)


if __name__ == "__main__":
    main()
