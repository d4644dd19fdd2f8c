"""What is missed and what is falsely found, counted by kind; the largest counts first.

    python benchmarks/errors.py [--set us_ru] [--engine rules] [--half 0|1] [--articles 100]
    python benchmarks/errors.py --set polnear_train --articles 100 --examples 20 --where "speaker kind=pronoun"

Two tables for each category: recall by kind of the gold rows, precision by kind of the found rows. A gold row is found
as the scorer counts it: half of the words of either content in common, one to one. `linked` counts, of the rows found
(right), those whose speakers share a word and whose cues share a word where gold names them; `side`, where gold has
sides, those with the right side. --examples N prints N misses, N false finds and N wrong links to the screen, drawn the
same way each time, those of one kind with --where (may be repeated). Nothing is written to disk.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd
from gold import SETS, article_ids, predict, read_gold, read_text, scorer
from kinds import Reader

from framing.attribution.extract import DEFAULT_ENGINE, ENGINES

# Columns of the attributions table that a found row's kinds are read from, in place of the words alone.
_COLUMNS = {
    "construction": "construction", "cue class": "cue_class", "act": "act", "quote type": "quote_type",
    "cue lemma": "cue_lemma", "found by": "engine",
}  # fmt: skip
_BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_SHOWN = 15


@dataclass
class Judged:
    """A gold or found row with its kinds, and what became of it."""

    article_id: str
    row: dict[str, Any]
    kinds: dict[str, str]
    right: bool = False
    linked: bool = False
    side: bool = False
    partner: dict[str, Any] | None = None


@dataclass
class Article:
    """Judged rows of one article."""

    gold: list[Judged] = field(default_factory=list)
    found: list[Judged] = field(default_factory=list)


def judge(
    article_id: str, text: str, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> Article:
    """Pair the rows as the scorer does, and tell the kinds of all."""
    reader, words = Reader(text), scorer().Words(text)
    out = Article(
        [Judged(article_id, row, reader.kinds(row, gold)) for row in gold],
        [Judged(article_id, row, reader.kinds(row, found)) for row in found],
    )
    sets = {
        id(each): {role: words.inside(each.row.get(role)) for role in ("speaker", "cue", "content")}
        | {"of": each}
        for each in (*out.gold, *out.found)
    }
    sides = [[sets[id(each)] for each in rows if sets[id(each)]["content"]] for rows in (out.gold, out.found)]
    for one, two in scorer().pair(*sides, 0.5):
        linked = bool(one["speaker"] & two["speaker"]) or not one["speaker"]
        linked = linked and bool(not one["cue"] or one["cue"] & two["cue"])
        for mine, other in ((one["of"], two["of"]), (two["of"], one["of"])):
            mine.right, mine.linked, mine.partner = True, linked, other.row
            mine.side = mine.row.get("side") == other.row.get("side")
    for rows, others in (sides, sides[::-1]):
        for mine in rows:
            mine["of"].kinds["how"] = "right" if mine["of"].right else _how(mine, others)
    return out


def _how(mine: dict[str, Any], others: Iterable[dict[str, Any]]) -> str:
    """Why a row has no partner: what the other rows have of its words."""
    own = mine["content"]
    best = max(
        (other["content"] for other in others),
        key=lambda words: scorer().overlap(own, words),
        default=frozenset(),
    )
    if not own & best:
        return "none of the words"
    if scorer().overlap(own, best) >= 0.5:
        return "the words belong to a pair already"
    return (
        "the other is longer"
        if own <= best
        else "the other is shorter"
        if best <= own
        else "the other is shifted"
    )


def refine(each: Judged, by_id: dict[str, dict[str, Any]]) -> None:
    """Kinds of a found row from its attributions table."""
    record = by_id.get(each.row["attribution_id"])
    if record is None:
        return
    for name, column in _COLUMNS.items():
        each.kinds[name] = "none" if pd.isna(record[column]) else str(record[column])
    if pd.isna(record["confidence"]):
        each.kinds["confidence"] = "none"
    else:
        low, high = next(
            (low, high) for low, high in pairwise(_BANDS) if record["confidence"] < high or high == 1
        )
        each.kinds["confidence"] = f"{low:.2f} to {high:.2f}"


def report(title: str, rows: Sequence[Judged], *, wrong: str, rate: str, sided: bool) -> None:
    """Print, for each category, its kinds by the number of wrong rows."""
    print(f"{title}: {len(rows)} rows, {sum(not each.right for each in rows)} {wrong}\n")
    for name in dict.fromkeys(name for each in rows for name in each.kinds):
        groups: dict[str, list[Judged]] = defaultdict(list)
        for each in rows:
            groups[each.kinds.get(name, "none")].append(each)
        ordered = sorted(groups.items(), key=lambda group: (-sum(not e.right for e in group[1]), group[0]))
        header = f"{name:38s} {'n':>6s} {wrong:>7s} {rate:>10s} {'linked':>7s}"
        print(header + (f" {'side':>6s}" if sided else ""))
        for value, members in ordered[:_SHOWN]:
            right = [each for each in members if each.right]
            line = f"  {value[:36]:36s} {len(members):6d} {len(members) - len(right):7d}"
            line += f" {len(right) / len(members):10.3f} {_share(each.linked for each in right):>7s}"
            print(line + (f" {_share(each.side for each in right):>6s}" if sided else ""))
        if len(ordered) > _SHOWN:
            rest = [each for _, members in ordered[_SHOWN:] for each in members]
            n_wrong = sum(not each.right for each in rest)
            print(f"  {f'… {len(ordered) - _SHOWN} more':36s} {len(rest):6d} {n_wrong:7d}")
        print()


def _share(flags: Iterable[bool]) -> str:
    counted = Counter(flags)
    total = counted[True] + counted[False]
    return f"{counted[True] / total:.3f}" if total else "–"


def examples(
    title: str, rows: Sequence[Judged], texts: dict[str, str], n: int, where: dict[str, str]
) -> None:
    """Print some rows, the same each time."""
    fitting = [each for each in rows if all(each.kinds.get(name) == value for name, value in where.items())]
    print(f"{title}: {min(n, len(fitting))} of {len(fitting)}")
    for each in random.Random(0).sample(fitting, min(n, len(fitting))):
        text = texts[each.article_id]
        kinds = ", ".join(
            f"{name}: {each.kinds[name]}" for name in ("construction", "how") if name in each.kinds
        )
        print(f"- {each.article_id} ({kinds})\n    {_said(each.row, text)}")
        if each.partner is not None:
            print(f"    other: {_said(each.partner, text)}")
    print()


def _said(row: dict[str, Any], text: str) -> str:
    parts = [
        " … ".join(text[a:b] for a, b in row.get(role) or []) or "–" for role in ("speaker", "cue", "content")
    ]
    return " | ".join(" ".join(part.split())[:200] for part in parts)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", default="us_ru", choices=SETS, dest="name", help="by default us_ru")
    parser.add_argument(
        "--engine", default=DEFAULT_ENGINE, choices=ENGINES, help=f"by default {DEFAULT_ENGINE}"
    )
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second article")
    parser.add_argument("--articles", type=int, help="only so many, evenly spread over the set")
    parser.add_argument("--examples", type=int, default=0, help="how many of each sort to print")
    parser.add_argument(
        "--where", action="append", default=[], metavar="CATEGORY=KIND", help="only examples of it"
    )
    args = parser.parse_args()
    where = dict(each.split("=", 1) for each in args.where if "=" in each)
    if len(where) < len(args.where):
        parser.error("--where takes CATEGORY=KIND, such as 'speaker kind=pronoun'")
    gold = read_gold(args.name, only=article_ids(args.name, half=args.half, n=args.articles))
    export = predict(args.name, engine=args.engine, only=list(gold))
    by_id = {row["attribution_id"]: row for row in export.table.to_dict("records")}
    texts = {article_id: read_text(args.name, article_id) for article_id in gold}
    articles = [judge(each, texts[each], gold[each], export.articles.get(each, [])) for each in gold]
    of_gold = [each for article in articles for each in article.gold]
    of_found = [each for article in articles for each in article.found]
    for each in of_found:
        refine(each, by_id)
    sided = any(each.row.get("side") for each in of_gold)
    print(f"{args.name}, {args.engine}: {len(gold)} articles\n")
    report("Recall, by kind of the gold rows", of_gold, wrong="missed", rate="recall", sided=sided)
    report("Precision, by kind of the found rows", of_found, wrong="false", rate="precision", sided=sided)
    for failure in export.failures[:3]:
        print(f"failed ({len(export.failures)} in all): {failure.article_id}: {failure.message}")
    if args.examples:
        examples("Missed", [each for each in of_gold if not each.right], texts, args.examples, where)
        examples("False", [each for each in of_found if not each.right], texts, args.examples, where)
        wrong = [each for each in of_gold if each.right and not each.linked]
        examples("Found with another speaker or cue", wrong, texts, args.examples, where)


if __name__ == "__main__":
    main()
