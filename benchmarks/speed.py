"""Speed of find_attributions beside spaCy: words per CPU second on PolNeAR dev, in one process, in one run.

    python benchmarks/speed.py [--engine rules|tagger] [--runs 3]

Everything is loaded and warmed up before the clock starts. find_attributions begins each run with an empty store of
parses. spaCy is the small pipeline as it comes, loaded a second time, and gets the same texts:

- beside the rules, every sentence, in batches, with the components that the toolkit uses (no entities, no lemmas);
- beside the tagger, every article, with all components but the entities (so with tags, parse and lemmas).

Runs alternate; the medians are compared.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

# One thread, as the comparison is of CPU time: a second thread of a matrix library would count twice.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import pandas as pd  # noqa: E402
from material import path  # noqa: E402

from framing.attribution import find_attributions  # noqa: E402
from framing.attribution.extract import ENGINES  # noqa: E402
from framing.corpus import read_articles  # noqa: E402
from framing.language import ParseStore, n_words, split_sentences  # noqa: E402
from framing.language.model import load  # noqa: E402

BATCH = 128


def sentences_of(articles: pd.DataFrame) -> list[str]:
    """The texts of all sentences."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = split_sentences(articles)[["article_id", "start", "end"]].itertuples(index=False, name=None)
    return [texts[article_id][start:end] for article_id, start, end in rows]


def cpu_seconds(work: Callable[[], Any]) -> float:
    """CPU time of this process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def peer_of(engine: str, articles: pd.DataFrame) -> tuple[str, Any, list[str]]:
    """What an engine is compared with: its name, the spaCy pipeline, and the texts that it gets."""
    if engine == "rules":
        return "spaCy, same components, all sentences", load(), sentences_of(articles)
    return "spaCy, all but entities, all articles", load(exclude=("ner", "senter")), list(articles["text"])


def compare(engine: str, articles: pd.DataFrame, runs: int) -> None:
    """Measure one engine and its peer by turns, and print both."""
    name, nlp, texts = peer_of(engine, articles)

    def ours(some: pd.DataFrame = articles) -> None:
        find_attributions(some, engine=engine, store=ParseStore())

    def theirs(some: Sequence[str] = texts) -> None:
        for _ in nlp.pipe(some, batch_size=BATCH if engine == "rules" else 8):
            pass

    ours(articles.head(2))
    theirs(texts[:BATCH] if engine == "rules" else texts[:2])
    ours_name = f"find_attributions, {engine}"
    times: dict[str, list[float]] = {ours_name: [], name: []}
    for _ in range(runs):
        times[ours_name].append(cpu_seconds(ours))
        times[name].append(cpu_seconds(theirs))
    words = sum(n_words(text) for text in articles["text"])
    speed = {each: words / median(seconds) for each, seconds in times.items()}
    for each, seconds in times.items():
        listed = ", ".join(f"{value:.1f}" for value in seconds)
        print(f"{each:40s} {speed[each]:8,.0f} words per CPU second   (CPU seconds: {listed})")
    print(f"{'ratio':40s} {speed[ours_name] / speed[name]:8.2f}", flush=True)


def usable(engine: str, articles: pd.DataFrame) -> bool:
    """Whether an engine is there: the tagger is where its weights are."""
    try:
        find_attributions(articles.head(1), engine=engine, store=ParseStore())
    except (FileNotFoundError, ImportError) as problem:
        print(f"{engine}: left out ({problem})")
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--engine", choices=ENGINES, help="measure this one alone; default: every one that is there"
    )
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    args = parser.parse_args()
    articles, _ = read_articles(path("gold", "polnear", "dev"), language="en")
    words = sum(n_words(text) for text in articles["text"])
    print(f"{len(articles)} articles, {words:,} words; {args.runs} runs each, medians")
    for engine in [args.engine] if args.engine else sorted(ENGINES):
        if usable(engine, articles):
            compare(engine, articles, args.runs)


if __name__ == "__main__":
    main()
