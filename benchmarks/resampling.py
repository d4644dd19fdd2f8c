"""Speed of the bootstrap: 2,000 resamples of the balance of 10,000 articles, beside a plain pandas loop, in one run.

    python benchmarks/resampling.py [--resamples 2000] [--runs 3]

The loop draws articles, joins their attributions, sums words by side and divides, once per resample, as one would
write it in a notebook; a second one, leaner, has only the columns that it needs in both tables. The toolkit sums once
per article and multiplies a matrix of counts with the sums. All draw the same articles, and every resampled balance is
compared; time is that of the processor, one thread. Nothing is extrapolated.
"""

from __future__ import annotations

import argparse
import os
import time
from statistics import median

# One thread, as the comparison is of CPU time: a second thread of a matrix library would count twice.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402
import pandas as pd  # noqa: E402

from framing.balance import simulate_study, voice_balance  # noqa: E402
from framing.inference import bootstrap_shares  # noqa: E402

Floats = npt.NDArray[np.float64]
A, B = "XA", "XB"


def plain_loop(articles: pd.DataFrame, attributions: pd.DataFrame, n_resamples: int) -> Floats:
    """Resampled balances, one join and one groupby each."""
    rng = np.random.default_rng(0)
    balances = []
    for _ in range(n_resamples):
        drawn = articles.sample(frac=1, replace=True, random_state=rng)
        rows = drawn[["article_id"]].merge(attributions[["article_id", "side", "n_words"]], on="article_id")
        words = rows.groupby("side", observed=True)["n_words"].sum()
        balances.append((words[A] - words[B]) / (words[A] + words[B] + words["joint"]))
    return np.array(balances)


def by_matrix(articles: pd.DataFrame, attributions: pd.DataFrame, n_resamples: int) -> Floats:
    """The same, from per-article sums: the words of joint speakers count half for each side."""
    at = pd.Index(articles["article_id"]).get_indexer(attributions["article_id"])
    sides, words = attributions["side"].cat, attributions["n_words"].to_numpy(dtype=np.float64)
    code = np.asarray(sides.codes)
    a, b, both = (
        np.bincount(at, weights=words * (code == sides.categories.get_loc(name)), minlength=len(articles))
        for name in (A, B, "joint")
    )
    shares = bootstrap_shares(
        (a + both / 2)[:, None], (a + b + both)[:, None], n_resamples=n_resamples, seed=0
    )
    return 2 * shares[:, 0] - 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    articles, attributions = simulate_study(n_outlets=100, articles_per_outlet=100, seed=1)
    ids, voices = articles[["article_id"]], attributions[["article_id", "side", "n_words"]]
    by_matrix(ids, voices, 10)
    quick, matrix = [], np.zeros(0)
    for _ in range(args.runs):
        start = time.process_time()
        matrix = by_matrix(ids, voices, args.resamples)
        quick.append(time.process_time() - start)
    slow = {}
    worst = 0.0
    for name, tables in (("plain pandas loop", (articles, attributions)), ("leaner loop", (ids, voices))):
        start = time.process_time()
        loop = plain_loop(*tables, args.resamples)
        slow[name] = time.process_time() - start
        worst = max(worst, float(np.abs(matrix - loop).max()))
    start = time.process_time()
    voice_balance(attributions, articles, sides=(A, B))
    whole = time.process_time() - start
    print(f"{len(articles):,} articles, {len(attributions):,} attributions, {args.resamples:,} resamples")
    print(
        f"bootstrap_shares, sums per article included: {median(quick):.3f} s of CPU (median of {args.runs})"
    )
    for name, seconds in slow.items():
        print(f"{name}: {seconds:.2f} s; ratio {seconds / median(quick):.0f}")
    print(f"largest difference of a resampled balance: {worst:.1e}")
    print(f"voice_balance, its whole table with intervals and p-value: {whole:.2f} s")
    if worst > 1e-9:
        raise SystemExit("the two do not agree")


if __name__ == "__main__":
    main()
