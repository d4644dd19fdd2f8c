"""Accuracy of attributions: the scorer's tables for the seed, us_ru dev and PolNeAR dev.

    python benchmarks/attribution.py [seed us_ru polnear] [--half 0|1]

Seed and us_ru: speech only, nested included. PolNeAR: speech and attitudes, the outermost. --half scores every second
article of us_ru alone, to tune on one half and look at the other.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from types import ModuleType
from typing import Any, NamedTuple

from material import path

from framing.export import export_attributions


class GoldSet(NamedTuple):
    """Where a gold file and its texts are, and how it draws attributions."""

    gold: tuple[str, ...]
    texts: tuple[str, ...]
    speech_only: bool
    outermost: bool


SETS = {
    "seed": GoldSet(("gold", "seed", "gold.json"), ("gold", "seed"), True, False),
    "us_ru": GoldSet(("gold", "us_ru", "dev_gold.json"), ("gold", "us_ru", "articles"), True, False),
    "polnear": GoldSet(("gold", "polnear", "dev_gold.json"), ("gold", "polnear", "dev"), False, True),
}


def scorer() -> ModuleType:
    """The common scorer, which comes with the gold data."""
    spec = importlib.util.spec_from_file_location("score_attributions", path("tools", "score_attributions.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(name: str, half: int | None) -> None:
    """Print the scorer's table of one gold set."""
    one = SETS[name]
    gold: dict[str, list[dict[str, Any]]] = json.loads(path(*one.gold).read_text(encoding="utf-8"))
    if half is not None:
        gold = {article_id: gold[article_id] for article_id in sorted(gold)[half::2]}
    export = export_attributions(path(*one.texts), speech_only=one.speech_only, outermost=one.outermost)
    predicted = {article_id: export.articles.get(article_id, []) for article_id in gold}
    table, kinds = scorer().score(gold, path(*one.texts), predicted)
    n_gold, n_found = (sum(map(len, rows.values())) for rows in (gold, predicted))
    part = "" if half is None else f", half {half}"
    print(f"{name}{part}: {len(gold)} articles, {n_gold} gold, {n_found} found")
    for measure, (precision, recall, f1) in table.items():
        print(f"  {measure:14s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    for kind, (hits, n) in sorted(kinds.items()):
        print(f"  recall, {kind:12s} {hits}/{n}")
    if "voice" in table and half is None:
        print(f"  {export.n_unresolved} unresolved written as other")
    for failure in export.failures:
        print(f"  failed: {failure.article_id}: {failure.message}")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; by default all")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second article of us_ru")
    args = parser.parse_args()
    unknown = sorted(set(args.sets) - set(SETS))
    if unknown:
        parser.error(f"unknown set {unknown[0]!r}; allowed: {', '.join(SETS)}")
    for name in args.sets or SETS:
        report(name, args.half if name == "us_ru" else None)


if __name__ == "__main__":
    main()
