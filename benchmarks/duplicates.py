"""Precision and recall of `mark_duplicates` on edited copies of the embedded corpus, and its speed.

    python benchmarks/duplicates.py [--copies 3] [--articles 2000 8000]

Every report is copied under another outlet's name, a day later, after an edit of a stated kind and strength. A copy is
found when its `duplicate_of` is the report that it was made from. All reports stand in the table together, so that
those of other outlets on the same incident are there to be mistaken: `wrong` counts copies given to another report,
`false` reports that are no copies and were marked as one. Speed is that of invented texts with a tenth of copies.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from framing.corpus import make_articles, mark_duplicates, read_articles
from framing.language import WORD, paragraphs, quotations

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"
Edit = Callable[[str, random.Random, list[str]], str]
HEADLINES = ("What we know so far", "Dispute deepens as both capitals trade statements", "Live: the latest")
DATELINE = re.compile(r"^[A-Z][\w ,.]{2,40}\([A-Z]\w+\) — ")
STYLE = (
    ("U.S.", "US"), ("percent", "per cent"), ("Russian Federation", "Russia"), ("meters", "metres"),
    ("defense", "defence"), ("favor", "favour"), ("organiz", "organis"), (" km", " kilometers"),
)  # fmt: skip


def change_words(share: float) -> Edit:
    """That share of words replaced (three fifths), left out or followed by another, anywhere in the text."""

    def edit(text: str, rng: random.Random, words: list[str]) -> str:
        def other(found: re.Match[str]) -> str:
            if rng.random() >= share:
                return found.group()
            kind = rng.random()
            if kind < 0.6:
                return rng.choice(words)
            return "" if kind < 0.8 else f"{found.group()} {rng.choice(words)}"

        return WORD.sub(other, text)

    return edit


def cut_tail(kept: float) -> Edit:
    """The first paragraphs, and of the last one its first words, to that share of all words."""

    def edit(text: str, rng: random.Random, words: list[str]) -> str:
        spans = [found.span() for found in WORD.finditer(text)]
        return text[: spans[int(kept * len(spans)) - 1][1]] + "."

    return edit


def move_paragraphs(text: str, rng: random.Random, words: list[str]) -> str:
    parts = text.split("\n\n")
    rng.shuffle(parts)
    return "\n\n".join(parts)


def add_paragraph(text: str, rng: random.Random, words: list[str]) -> str:
    parts = text.split("\n\n")
    own = " ".join(rng.choice(words) for _ in range(60)).capitalize() + "."
    parts.insert(rng.randrange(len(parts) + 1), own)
    return "\n\n".join(parts)


def change_dateline(text: str, rng: random.Random, words: list[str]) -> str:
    return "OSLO, March 14 (Wire) — " + DATELINE.sub("", text)


def change_style(text: str, rng: random.Random, words: list[str]) -> str:
    """Straight single marks for curly double ones, and another house's spelling."""
    for one, two in (("“", "'"), ("”", "'"), ("’", "'"), ("—", "-"), *STYLE):
        text = text.replace(one, two)
    return text


def rewrite(text: str, rng: random.Random, words: list[str]) -> str:
    """What a desk does with an agency text: its own dateline and style, a tenth of the words, the last third gone."""
    for edit in (change_dateline, cut_tail(0.67), change_words(0.1), change_style):
        text = edit(text, rng, words)
    return text


EDITS: dict[str, Edit] = {
    "headline changed": lambda text, rng, words: text,
    "dateline changed": change_dateline,
    "marks and spelling changed": change_style,
    "paragraphs moved": move_paragraphs,
    "paragraph of 60 words added": add_paragraph,
    **{f"{share} % of words changed": change_words(share / 100) for share in (5, 10, 20, 30, 40)},
    **{f"tail cut to {share} %": cut_tail(share / 100) for share in (75, 50, 33)},
    "all of a desk's edits": rewrite,
}


def embedded() -> pd.DataFrame:
    return read_articles(CORPUS)[0]


def body_of(article: dict) -> str:
    return article["text"][int(article["body_start"]) :]


def edited(articles: pd.DataFrame, edit: Edit, *, seed: int = 0) -> pd.DataFrame:
    """Articles and an edited copy of each, whose `made_from` says of which."""
    rng = random.Random(seed)
    rows = articles.to_dict("records")
    words = [word for row in rows for word in WORD.findall(row["text"])]
    copies = [edit(body_of(row), rng, words) for row in rows]
    made = make_articles(
        copies,
        headline=[rng.choice(HEADLINES) for _ in rows],
        article_id=[f"{row['article_id']}-copy" for row in rows],
        date=[str((row["date"] + pd.Timedelta(days=1)).date()) for row in rows],
    )
    origin = {f"{row['article_id']}-copy": row["article_id"] for row in rows}
    return pd.concat([articles, made.assign(made_from=made["article_id"].map(origin))], ignore_index=True)


def with_same_quotes(articles: pd.DataFrame) -> pd.DataFrame:
    """Every second report of an incident, and the one before it with all the quotations of that report at its end."""
    rows = articles.sort_values(["incident", "article_id"]).to_dict("records")
    pairs = [
        (one, two)
        for one, two in zip(rows[::2], rows[1::2], strict=False)
        if one["incident"] == two["incident"]
    ]
    texts = []
    for one, two in pairs:
        body = body_of(two)
        said = [body[q.start : q.end] for q in quotations(body, paragraphs(body))]
        texts.append(body_of(one) + "\n\n" + "\n\n".join(f"{quote} a statement said." for quote in said))
    made = make_articles(
        texts,
        article_id=[f"{two['article_id']}-quoted" for _, two in pairs],
        date=[str(two["date"].date()) for _, two in pairs],
    )
    kept = articles["article_id"].isin([two["article_id"] for _, two in pairs])
    return pd.concat([articles[kept], made], ignore_index=True)


def score(marked: pd.DataFrame) -> dict[str, int]:
    """Copies, those found, those given to another report, and reports that were marked and are none."""
    copy = marked["made_from"].notna()
    right = copy & (marked["duplicate_of"] == marked["made_from"]).fillna(False)
    told = marked["duplicate_of"].notna()
    return {
        "copies": int(copy.sum()), "found": int(right.sum()), "wrong": int((copy & told & ~right).sum()),
        "false": int((~copy & told).sum()), "reports": int((~copy).sum()),
    }  # fmt: skip


def invented(n: int, *, seed: int = 0) -> pd.DataFrame:
    """Texts of 300 words of the embedded corpus, drawn; every tenth is an earlier one, 10 % changed, a day later."""
    rng = random.Random(seed)
    words = [word for text in embedded()["text"] for word in WORD.findall(text)]
    texts, days, originals = [], [], []
    for i in range(n):
        if i % 10 == 9:
            at = rng.choice(originals)
            texts.append(change_words(0.1)(texts[at], rng, words))
            days.append(days[at] + pd.Timedelta(days=1))
        else:
            originals.append(i)
            texts.append(". ".join(" ".join(rng.choices(words, k=15)) for _ in range(20)) + ".")
            days.append(pd.Timestamp("2019-01-01") + pd.Timedelta(days=i % 90))
    dates = [str(day.date()) for day in days]
    return make_articles(texts, article_id=[f"a{i:06d}" for i in range(n)], date=dates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--copies", type=int, default=3, help="edited copies of each report and kind; 0: speed alone"
    )
    parser.add_argument("--articles", type=int, nargs="*", default=[2000, 8000], help="sizes to time")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.size:
        print(json.dumps(timed(asked.size)))
        return
    if asked.copies:
        accuracy(asked.copies)
    for n in asked.articles:
        # In a process of its own, since memory is the most that a process ever held.
        child = [sys.executable, __file__, "--size", str(n)]
        spent, used, told, above, held = json.loads(
            subprocess.run(child, capture_output=True, text=True, check=True).stdout
        )
        print(f"{n} articles of 300 words: {spent:.1f} s ({used:.1f} of CPU, {1000 * used / n:.2f} ms an article), "
              f"{told} marked; {held / 1e6:.0f} MB with the table in memory, at most {above / 1e6:.0f} MB above",
              flush=True)  # fmt: skip


def timed(n: int) -> tuple[float, float, int, int, int]:
    """Seconds, seconds of CPU, articles marked, bytes above those held before, bytes held before."""
    table = invented(n)
    mark_duplicates(table.head(50))
    held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    began, cpu = time.perf_counter(), time.process_time()
    told = int(mark_duplicates(table)["duplicate_of"].notna().sum())
    spent, used = time.perf_counter() - began, time.process_time() - cpu
    return spent, used, told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - held, held


def accuracy(copies: int) -> None:
    articles = embedded()
    print(f"{len(articles)} reports of {articles['incident'].nunique()} incidents\n")
    print("| edit | copies | recall | precision | wrong | false | at threshold .3: recall | precision |")
    print("|---|---|---|---|---|---|---|---|")
    for name, edit in EDITS.items():
        tables = [edited(articles, edit, seed=seed) for seed in range(copies)]
        line = [name, str(copies * len(articles))]
        for threshold in (0.4, 0.3):
            runs = [score(mark_duplicates(table, threshold=threshold)) for table in tables]
            total = {key: sum(run[key] for run in runs) for key in runs[0]}
            told = total["found"] + total["wrong"] + total["false"]
            line += [f"{total['found'] / total['copies']:.3f}", f"{total['found'] / max(told, 1):.3f}"]
            line += [str(total["wrong"]), str(total["false"])] if threshold == 0.4 else []
        print("| " + " | ".join(line) + " |")
    quoting = with_same_quotes(articles)
    made = quoting["article_id"].str.endswith("-quoted")
    print(f"\nother reports with all quotations of one: {mark_duplicates(quoting)['duplicate_of'].notna().sum()} "
          f"of {int(made.sum())} marked")  # fmt: skip


if __name__ == "__main__":
    main()
