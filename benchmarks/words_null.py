"""What contrast_words finds where nothing is, and where something is: simulated corpora of 40 outlets.

    python benchmarks/words_null.py [--corpora 200] [--planted 200] [--words 2000]

Each corpus has 20 outlets of either country and 20 incidents; each outlet reports each incident once, in 400 to 1,600
words, drawn from 1,000 frequencies that fall with rank. They vary by outlet (log-normal, standard deviation .2 for the
typical word), by incident (.6) and by report (.3), some words more than others: words cluster, and outlets have habits
of their own. In the first part the countries do not differ; counted are corpora in which any word has `p_adjusted`
< .05. In the second part one word at 100 per million in one country is 2.83 times as frequent (a log ratio of 1.5) in
the other; counted are corpora in which that word has `p_adjusted` < .05, and those in which another one has.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from framing.wordchoice import contrast_words

OUTLETS, INCIDENTS = 40, 20
BY_OUTLET, BY_INCIDENT, BY_REPORT = 0.2, 0.6, 0.3
BY_WORD = 0.3
PER_MILLION, LOG_RATIO = 100.0, 1.5
PLANTED = "planted"
MOST_FALSE, LEAST_FOUND = 18 / 200, 0.8


def simulate(seed: int, *, n_words: int, log_ratio: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and articles of one corpus; `log_ratio` is that of one word, in outlets of country AA."""
    rng = np.random.default_rng(seed)
    outlet = np.repeat(np.arange(OUTLETS), INCIDENTS)
    incident = np.tile(np.arange(INCIDENTS), OUTLETS)
    base = 1.0 / (np.arange(n_words) + 3.0)
    base /= base.sum()
    # The word nearest to the wanted frequency is brought to it.
    chosen = int(np.argmin(np.abs(base - PER_MILLION / 1e6)))
    base[chosen] = PER_MILLION / 1e6
    clusters = np.exp(rng.normal(0, BY_WORD, n_words))
    clusters[chosen] = 1.0
    habits, topics = clusters * BY_OUTLET, clusters * BY_INCIDENT
    tilt = (
        rng.normal(0, habits, (OUTLETS, n_words))[outlet]
        + rng.normal(0, topics, (INCIDENTS, n_words))[incident]
    )
    tilt += BY_REPORT * rng.standard_normal((len(outlet), n_words))
    tilt = np.exp(tilt - (habits**2 + topics**2 + BY_REPORT**2) / 2)
    first = outlet < OUTLETS // 2
    tilt[first, chosen] *= 2.0**log_ratio
    chance = base * tilt
    chance /= chance.sum(axis=1, keepdims=True)
    drawn = rng.multinomial(rng.integers(400, 1601, size=len(outlet)), chance)
    row, term = np.nonzero(drawn)
    names = np.array([f"w{number:04}" for number in range(n_words)], dtype=object)
    names[chosen] = PLANTED
    ids = np.array([f"r{number:04}" for number in range(len(outlet))], dtype=object)
    counts = pd.DataFrame({"article_id": ids[row], "term": names[term], "count": drawn[row, term]})
    articles = pd.DataFrame(
        {
            "article_id": ids,
            "text": "",
            "outlet": [f"outlet {number:02}" for number in outlet],
            "outlet_country": np.where(first, "AA", "BB"),
        }
    )
    return counts, articles


def found(seed: int, *, n_words: int, log_ratio: float = 0.0) -> tuple[bool, bool, int]:
    """Whether the planted word is found, whether any other is, and how many were compared."""
    counts, articles = simulate(seed, n_words=n_words, log_ratio=log_ratio)
    table = contrast_words(counts, articles, target="AA", reference="BB", by="outlet_country", seed=seed)
    hits = set(table.loc[table["p_adjusted"] < 0.05, "term"])
    return PLANTED in hits, bool(hits - {PLANTED}), len(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=int, default=200)
    parser.add_argument("--planted", type=int, default=200)
    parser.add_argument("--words", type=int, default=1000)
    args = parser.parse_args()
    start = time.perf_counter()
    nothing = [found(seed, n_words=args.words) for seed in range(args.corpora)]
    false = sum(planted or other for planted, other, _ in nothing)
    compared = round(float(np.mean([n for *_, n in nothing]))) if nothing else 0
    print(
        f"no effect: any p_adjusted < .05 in {false} of {len(nothing)} corpora ({compared:,} words compared in each)"
    )
    something = [
        found(10_000 + seed, n_words=args.words, log_ratio=LOG_RATIO) for seed in range(args.planted)
    ]
    hits, others = (sum(row[place] for row in something) for place in (0, 1))
    print(
        f"planted log ratio {LOG_RATIO} of a word at {PER_MILLION:.0f} per million, {INCIDENTS} reports an outlet: "
        f"found in {hits} of {len(something)} corpora; another word in {others}"
    )
    print(f"{time.perf_counter() - start:.0f} s")
    if false > MOST_FALSE * len(nothing) or hits < LEAST_FOUND * len(something):
        raise SystemExit(f"promised: at most {MOST_FALSE:.0%} false, at least {LEAST_FOUND:.0%} found")


if __name__ == "__main__":
    main()
