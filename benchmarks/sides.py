"""Sides, given gold spans: how often the side of a speaker is right when its words are given.

    python benchmarks/sides.py [--errors] [--half 0|1]

The rows are the gold attributions of `us_ru` (dev) and of the seed. The first figure counts unresolved as wrong; the
second maps it to "other", as the scorer's export does. --half shows every second article, to tune on one half and
look at the other.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pandas as pd
from material import path

from framing.actors import resolve_speakers
from framing.schema import make_table


def gold_tables(
    gold_file: Path, text_dir: Path, date: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """(articles, attributions, gold): gold has attribution_id, side and actor."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    articles, rows, truth = [], [], []
    for article_id, attributions in gold.items():
        with open(text_dir / f"{article_id}.txt", encoding="utf-8", newline="") as file:
            text = file.read()
        articles.append(
            {"article_id": article_id, "text": text, "date": date, "body_start": _body_start(text)}
        )
        for number, one in enumerate(attributions):
            row = _row(article_id, number, one, text)
            rows.append(row)
            truth.append(
                {"attribution_id": row["attribution_id"], "gold": one["side"], "gold_actor": one["actor"]}
            )
    return make_table(articles, "articles"), make_table(rows, "attributions"), pd.DataFrame(truth)


def _body_start(text: str) -> int:
    """After the blank line that ends the headline; without one, after the second line."""
    blank = text.find("\n\n")
    if 0 < blank < 400:
        return blank + 2
    lines = text.split("\n", 2)
    return len(lines[0]) + len(lines[1]) + 2 if len(lines) == 3 else 0


def _row(article_id: str, number: int, one: dict[str, Any], text: str) -> dict[str, Any]:
    start, end = min(a for a, _ in one["content"]), max(b for _, b in one["content"])
    row: dict[str, Any] = {
        "article_id": article_id,
        "attribution_id": f"{article_id}:{start}-{end}:{number}",
        "content": " … ".join(text[a:b] for a, b in one["content"]),
        "content_start": start,
        "content_end": end,
        "content_spans": tuple((a, b) for a, b in one["content"]),
        "quote_type": one["quote_type"],
        "engine": "human",
    }
    for role in ("speaker", "cue"):
        if one[role]:
            a, b = min(x for x, _ in one[role]), max(y for _, y in one[role])
            row |= {role: text[a:b], f"{role}_start": a, f"{role}_end": b}
    return row


def report(
    name: str, articles: pd.DataFrame, attributions: pd.DataFrame, gold: pd.DataFrame, *, errors: bool
) -> None:
    found = resolve_speakers(attributions, articles).merge(gold, on="attribution_id")
    side = found["side"].astype(str)
    exported = side.replace("unresolved", "other")
    right, right_exported = (side == found["gold"]).sum(), (exported == found["gold"]).sum()
    n = len(found)
    print(
        f"{name}: {right}/{n} = {right / n:.3f} (unresolved is wrong); {right_exported}/{n} = {right_exported / n:.3f} "
        f"(unresolved as other); unresolved {int((side == 'unresolved').sum())}"
    )
    print(pd.crosstab(found["gold"], side.rename("found")).to_string(), "\n")
    if errors:
        wrong = found[side != found["gold"]]
        for row in wrong.to_dict("records"):
            print(
                f"  {row['article_id']} {row['gold']:>6} not {row['side']:<10} {row['resolved_by']:<11} "
                f"{row['speaker']!r} → {row['actor']!r}; gold {row['gold_actor']!r}"
            )
        print()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="list the wrong rows")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second article of us_ru")
    args = parser.parse_args()
    articles, rows, gold = gold_tables(
        path("gold", "us_ru", "dev_gold.json"), path("gold", "us_ru", "articles")
    )
    if args.half is not None:
        kept = set(articles["article_id"].sort_values().iloc[args.half :: 2])
        rows = rows[rows["article_id"].isin(kept)]
    report("us_ru dev", articles, rows, gold, errors=args.errors)
    report(
        "seed",
        *gold_tables(path("gold", "seed", "gold.json"), path("gold", "seed"), "2016-10-03"),
        errors=args.errors,
    )


if __name__ == "__main__":
    main()
