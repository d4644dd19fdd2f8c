"""What the cue codebook knows: of the cues that the rules find, and of those that PolNeAR's annotators marked.

    python benchmarks/cues.py [fa_kes polnear gold_dev gold_train] [--all] [--list N]
    python benchmarks/cues.py --draw     # lemmas and frames of 200 cues, for a second reader
    python benchmarks/cues.py --kappa    # agreement of the codebook with that reader (cue_reader.csv)

A cue is known when an entry of the codebook gives its act, class and stance. `fa_kes` takes 200 articles, drawn once
and for all, or all of them with --all. Signs (a colon, a dash) that stand for a cue are counted apart. --list prints
the commonest unknown cues and the lemmas of class "other" to the screen.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from material import path

from framing import read_articles
from framing.attribution import find_attributions
from framing.attribution.cue_index import default_index
from framing.attribution.cues import Cue
from framing.attribution.lookup import CueReading, look_up
from framing.schema import make_table

READER = Path(__file__).with_name("cue_reader.csv")
N_ARTICLES = 200
N_DRAWN = 200
VARIABLES = ("act", "cue_class", "stance")


class Occurrence(NamedTuple):
    """One cue in a text: its words, what follows, and what the engine that found it says."""

    cue: str
    following: str
    by_engine: CueReading | None


def fa_kes(whole: bool) -> pd.DataFrame:
    """Articles of FA-KES: all that are kept, or the same 200 each time."""
    articles, _ = read_articles(
        path("corpora", "fa-kes.csv"), article_id="unit_id", text="article_content", outlet="source",
        headline="article_title", date_order="MDY",
    )  # fmt: skip
    if whole:
        return articles
    chosen = random.Random(0).sample(sorted(articles["article_id"]), N_ARTICLES)
    return articles[articles["article_id"].isin(chosen)].reset_index(drop=True)


def polnear() -> pd.DataFrame:
    """The dev articles of PolNeAR."""
    rows = []
    for file in sorted(path("gold", "polnear", "dev").glob("*.txt")):
        text = file.read_bytes().decode("utf-8")
        blank = text.find("\n\n")
        rows.append(
            {"article_id": file.stem, "text": text, "body_start": blank + 2 if 0 < blank < 400 else 0}
        )
    return make_table(rows, "articles")


def found(articles: pd.DataFrame) -> Iterator[Occurrence]:
    """Cues that the rules find."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = find_attributions(articles, engine="rules")
    for row in rows[rows["cue_start"].notna()].to_dict("records"):
        text = texts[row["article_id"]]
        start, end = int(row["cue_start"]), int(row["cue_end"])
        cue_id = None if pd.isna(row["cue_id"]) else row["cue_id"]
        by_engine = CueReading(cue_id, str(row["cue_lemma"]), row["act"], row["cue_class"], row["stance"])
        yield Occurrence(text[start:end], text[end : end + 120], by_engine)


def marked(part: str) -> Iterator[Occurrence]:
    """Cues that PolNeAR's annotators marked, with the content where it follows."""
    gold: dict[str, list[dict[str, Any]]] = json.loads(
        path("gold", "polnear", f"{part}_gold.json").read_text("utf-8")
    )
    for article_id, rows in gold.items():
        text = path("gold", "polnear", part, f"{article_id}.txt").read_bytes().decode("utf-8")
        for row in rows:
            if row["cue"]:
                after = [text[a:b] for a, b in row["content"] if a >= row["cue"][-1][1]]
                words = " ".join(text[a:b] for a, b in row["cue"])
                yield Occurrence(words, after[0] if after else "", None)


def occurrences(name: str, whole: bool) -> Iterator[Occurrence]:
    """The cues of one set."""
    if name == "fa_kes":
        return found(fa_kes(whole))
    if name == "polnear":
        return found(polnear())
    return marked(name.removeprefix("gold_"))


def report(name: str, whole: bool, n_listed: int) -> None:
    """Print what is known of the cues of one set."""
    every = list(occurrences(name, whole))
    words = [one for one in every if any(ch.isalnum() for ch in one.cue)]
    read = [(one, look_up(one.cue, one.following)) for one in words]
    n = len(read)
    print(f"{name}: {n:,} cues in words, {len(every) - n} signs")
    if words[0].by_engine is not None:
        with_id = sum(one.by_engine is not None and one.by_engine.cue_id is not None for one in words)
        print(f"  cue_id given by the engine   {with_id / n:.3f}")
        both = [(one.by_engine, r) for one, r in read if one.by_engine is not None and r is not None]
        same = [sum(getattr(a, v) == getattr(b, v) for a, b in both) / len(both) for v in VARIABLES]
        print(
            "  engine and cue alone agree   "
            + ", ".join(f"{v} {s:.3f}" for v, s in zip(VARIABLES, same, strict=True))
        )
    print(
        f"  known from the cue alone     {sum(r is not None and r.cue_id is not None for _, r in read) / n:.3f}"
    )
    for variable in VARIABLES:
        engine = [getattr(one.by_engine, variable) for one in words if one.by_engine is not None]
        for who, values in (
            ("engine", engine),
            ("cue", [getattr(r, variable) for _, r in read if r is not None]),
        ):
            if values:
                shares = ", ".join(
                    f"{value} {count / n:.3f}" for value, count in Counter(values).most_common()
                )
                print(f"  {variable:9s} by {who:6s} {shares}")
    if n_listed:
        unknown = Counter(one.cue.lower() for one, r in read if r is None or r.cue_id is None)
        other = Counter(r.lemma for _, r in read if r is not None and r.cue_class == "other")
        print("  unknown: " + "; ".join(f"{cue} {count}" for cue, count in unknown.most_common(n_listed)))
        print("  other: " + "; ".join(f"{lemma} {count}" for lemma, count in other.most_common(n_listed)))
    print()


def draw() -> list[Cue]:
    """200 entries, weighted by how often all of FA-KES and the gold of PolNeAR dev use them (Efraimidis & Spirakis)."""
    counts: Counter[str] = Counter()
    for name in ("fa_kes", "gold_dev"):
        some: Counter[str] = Counter()
        for one in occurrences(name, True):
            reading = look_up(one.cue, one.following)
            if reading is not None and reading.cue_id is not None:
                some[reading.cue_id] += 1
        for cue_id, count in some.items():
            counts[cue_id] += 10_000 * count // some.total()
    cues = default_index().cues
    chance = random.Random(0)
    keys = {cue_id: math.log(1 - chance.random()) / max(1, counts[cue_id]) for cue_id in sorted(counts)}
    return [cues[cue_id] for cue_id in sorted(sorted(keys, key=lambda c: -keys[c])[:N_DRAWN])]


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa of two readers."""
    n = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(left[value] * right[value] for value in left) / n**2
    observed = sum(a == b for a, b in pairs) / n
    return (observed - by_chance) / (1 - by_chance)


def agreement() -> None:
    """Print how far the codebook and the second reader agree."""
    cues = default_index().cues
    with READER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    gone = [row["cue_id"] for row in rows if row["cue_id"] not in cues]
    rows = [row for row in rows if row["cue_id"] in cues]
    print(
        f"{len(rows)} cues read twice" + (f"; no longer in the codebook: {', '.join(gone)}" if gone else "")
    )
    for variable in VARIABLES:
        for when, values in (
            ("at first reading", [(row["codebook_" + variable], row[variable]) for row in rows]),
            ("codebook today", [(getattr(cues[row["cue_id"]], variable), row[variable]) for row in rows]),
        ):
            same = sum(a == b for a, b in values)
            print(f"  {variable:9s} {when:16s} kappa {kappa(values):.3f}, same {same}/{len(values)}")


def main() -> None:
    sets = ("fa_kes", "polnear", "gold_dev", "gold_train")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(sets)}; by default all")
    parser.add_argument("--all", action="store_true", help="every article of FA-KES")
    parser.add_argument(
        "--list", type=int, default=0, metavar="N", help="the N commonest unknown cues and others"
    )
    parser.add_argument("--draw", action="store_true", help="lemmas and frames for a second reader")
    parser.add_argument("--kappa", action="store_true", help="agreement with the second reader")
    args = parser.parse_args()
    unknown = sorted(set(args.sets) - set(sets))
    if unknown:
        parser.error(f"unknown set {unknown[0]!r}; allowed: {', '.join(sets)}")
    if args.draw:
        for cue in draw():
            print(f"{cue.cue_id}\t{cue.lemma}\t{'|'.join(sorted(cue.frames))}")
    elif args.kappa:
        agreement()
    else:
        for name in args.sets or sets:
            report(name, args.all, args.list)


if __name__ == "__main__":
    main()
