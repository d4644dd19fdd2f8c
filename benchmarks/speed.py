"""Speed of find_attributions beside spaCy: words per CPU second on PolNeAR dev, in one process, in one run.

    python benchmarks/speed.py [--runs 3]

Both have the model loaded and warmed up before the clock starts. find_attributions begins with an empty store of
parses; spaCy gets every sentence of the same texts, in batches, with the components that the toolkit uses (no
entities, no lemmas). Runs alternate; the medians are compared.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

# One thread, as the comparison is of CPU time: a second thread of a matrix library would count twice.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import pandas as pd  # noqa: E402
from material import path  # noqa: E402

from framing.attribution import find_attributions  # noqa: E402
from framing.corpus import read_articles  # noqa: E402
from framing.language import ParseStore, n_words, split_sentences  # noqa: E402
from framing.language.parser import _model  # noqa: E402

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    args = parser.parse_args()
    articles, _ = read_articles(path("gold", "polnear", "dev"), language="en")
    sentences = sentences_of(articles)
    words = sum(n_words(text) for text in articles["text"])
    nlp = _model().nlp

    def ours() -> None:
        find_attributions(articles, store=ParseStore())

    def theirs() -> None:
        for _ in nlp.pipe(sentences, batch_size=BATCH):
            pass

    find_attributions(articles.head(2), store=ParseStore())
    list(nlp.pipe(sentences[:BATCH], batch_size=BATCH))
    times: dict[str, list[float]] = {"find_attributions": [], "spaCy": []}
    for _ in range(args.runs):
        times["find_attributions"].append(cpu_seconds(ours))
        times["spaCy"].append(cpu_seconds(theirs))
    print(f"{len(articles)} articles, {len(sentences):,} sentences, {words:,} words; {args.runs} runs each, medians")
    speed = {name: words / median(seconds) for name, seconds in times.items()}
    for name, seconds in times.items():
        runs = ", ".join(f"{each:.1f}" for each in seconds)
        print(f"{name:18s} {speed[name]:8,.0f} words per CPU second   (CPU seconds: {runs})")
    ratio = speed["find_attributions"] / speed["spaCy"]
    print(f"ratio              {ratio:8.2f} of the speed of spaCy over all sentences")


if __name__ == "__main__":
    main()
