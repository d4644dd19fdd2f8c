"""What articles cost by their number and by who works on them: seconds, memory, files; the tables are compared.

    python benchmarks/scale.py [--articles 1000] [--engine tagger|rules] [--size 64] [--ways "one process" …]

The embedded corpus is multiplied and perturbed (ids, order, 3 % of words, with a seed). Each way of working has a
process of its own and an empty folder, and works out attributions, speakers, mentions and counts. Figures and measures
are left out: one process works them out, whoever did the rest. Told are seconds of wall clock and articles per second,
a second run over what is kept, a run with ten articles more, the peak memory of the process and of the largest of its
workers, and the machine's load before: two workers on two cores that somebody else uses are no measure of two workers.

    python benchmarks/scale.py --sums 10000 100000

times what comes after: from kept sums of articles to measures with intervals and p-values, overall and by outlet, in a
process of its own that has read no text. The articles' sums are those of the embedded corpus, drawn again and again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# One thread each: two processes of two threads on two cores would be measured as one.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
# What was read before would be measured as work.
os.environ.pop("FRAMING_CACHE", None)

import pandas as pd  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

import framing  # noqa: E402
from framing.actors import load_codebook  # noqa: E402
from framing.inference import N_RESAMPLES  # noqa: E402
from framing.study.chunks import code_version  # noqa: E402
from framing.study.run import worked  # noqa: E402
from framing.study.speakers import speaker_stage  # noqa: E402
from framing.study.stages import look  # noqa: E402
from framing.study.tallies import COUNTS, STANCE, Tallied, tally_stage  # noqa: E402

WAYS = ("one process", "two processes", "dask, two workers")
ADDED = 10
# Articles whose sums are read together, as a partition of a large study has them.
_BATCH = 1024
_WORD = re.compile(r"[a-z]{3,}")


def multiplied(articles: pd.DataFrame, n: int, *, seed: int = 0, changed: float = 0.03) -> pd.DataFrame:
    """`n` articles made of these: of every word in small letters 3 % are words of another place of the corpus."""
    dice = random.Random(seed)
    texts = articles["text"].tolist()
    words = [word for text in texts for word in _WORD.findall(text)]

    def other(found: re.Match[str]) -> str:
        return dice.choice(words) if dice.random() < changed else found.group()

    order = [number % len(texts) for number in range(n)]
    dice.shuffle(order)
    return framing.make_articles(
        [_WORD.sub(other, texts[number]) for number in order],
        article_id=[f"copy-{number:07d}" for number in range(n)],
        outlet=[articles["outlet"].iloc[number] for number in order],
    )


def one_way(
    way: str, articles: pd.DataFrame, more: pd.DataFrame, engine: str, size: int | None
) -> dict[str, Any]:
    """Work on articles in an empty folder: first, again, and with some more."""
    book = load_codebook()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / ".cache"
        cache.mkdir()

        def run(some: pd.DataFrame, workers: Any) -> tuple[float, Any]:
            start = time.perf_counter()
            found = worked(some, book, cache, engine=engine, workers=workers, size=size, progress=False)
            return time.perf_counter() - start, found

        def all_of_it(workers: Any) -> dict[str, Any]:
            # Ten articles first, so that models are loaded before the clock starts.
            run(more.tail(ADDED).assign(article_id=[f"warm-{n}" for n in range(ADDED)]), workers)
            before = os.getloadavg()[0]
            cold, found = run(articles, workers)
            again, _ = run(articles, workers)
            added, _ = run(more, workers)
            digest = hashlib.sha256()
            for table in (found.attributions, found.mentions, found.counts):
                digest.update(table.to_csv(index=False).encode("utf-8", "surrogatepass"))
            files = [path for path in cache.rglob("*") if path.is_file()]
            return {
                "seconds": cold, "again": again, "added": added, "load": before, "files": len(files),
                "megabytes": sum(path.stat().st_size for path in files if path.suffix == ".parquet") / 1e6,
                "tables": digest.hexdigest()[:12],
            }  # fmt: skip

        if way != WAYS[2]:
            told = all_of_it(WAYS.index(way) + 1)
        else:
            from distributed import Client, LocalCluster

            with (
                LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
                Client(cluster) as client,
            ):
                told = all_of_it(client)
    for who, name in ((resource.RUSAGE_SELF, "memory"), (resource.RUSAGE_CHILDREN, "worker_memory")):
        told[name] = resource.getrusage(who).ru_maxrss / 1e3
    return told


def write_sums(folder: Path, n: int, engine: str, *, seed: int = 0) -> None:
    """Sums of `n` articles, drawn from those of the embedded corpus, in files as a process without texts reads them."""
    corpus, _ = framing.read_articles(Path(__file__).parent.parent / "data" / "corpus")
    cache = folder / ".cache"
    cache.mkdir(exist_ok=True)
    found = worked(corpus, load_codebook(), cache, engine=engine, workers=1, size=None, progress=False)
    kept, _ = look(
        tally_stage(speaker_stage(cache, code_version(engine), load_codebook())), found.articles, cache
    )
    sums, cues = pd.concat(kept.each("tallies"), ignore_index=True), kept.table("cues")
    drawn = random.Random(seed).choices(range(len(sums)), k=n)
    ids = [f"copy-{number:07d}" for number in range(n)]
    outlets = found.articles.set_index("article_id")["outlet"].loc[sums["article_id"].iloc[drawn]].tolist()
    sums.iloc[drawn].assign(article_id=ids).to_parquet(folder / "sums.parquet", index=False)
    framing.make_articles(["-"] * n, article_id=ids, outlet=outlets).to_pickle(folder / "articles.pickle")
    found.attributions.head(0).to_pickle(folder / "sides.pickle")
    again = pd.DataFrame({"article_id": sums["article_id"].iloc[drawn].to_numpy(), "copy": ids})
    copied = (
        again.merge(cues, on="article_id").drop(columns="article_id").rename(columns={"copy": "article_id"})
    )
    copied.to_pickle(folder / "cues.pickle")


def of_sums(folder: Path) -> dict[str, Any]:
    """Seconds of every measure from kept sums, and this process's memory."""
    articles, sides, cues = (
        pd.read_pickle(folder / f"{name}.pickle") for name in ("articles", "sides", "cues")
    )
    before, load = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, os.getloadavg()[0]
    began = time.perf_counter()
    batches = pq.ParquetFile(folder / "sums.parquet").iter_batches(_BATCH)
    kept = Tallied((batch.to_pandas() for batch in batches), cues, sides, articles, folder)
    seconds, rows = {"reading": time.perf_counter() - began}, 0
    for name in (*COUNTS, STANCE):
        start = time.perf_counter()
        rows += sum(len(kept.table(name, by=by, seed=0)) for by in (None, ["outlet"]))
        seconds[name] = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {"seconds": seconds, "rows": rows, "before": before, "memory": peak, "load": load}


def measured_sums(numbers: list[int], engine: str) -> None:
    """Time measures from the sums of so many articles, each in a process of its own."""
    for n in numbers:
        with tempfile.TemporaryDirectory() as name:
            write_sums(Path(name), n, engine)
            size = (Path(name) / "sums.parquet").stat().st_size / 1e6
            command = [sys.executable, __file__, "--of-sums", name]
            told = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            )
        parts = ", ".join(f"{what} {seconds:.1f}" for what, seconds in told["seconds"].items())
        total = sum(told["seconds"].values())
        print(
            f"{n} articles, {told['rows']} rows, {N_RESAMPLES} resamples: {total:.1f} s ({parts}); "
            f"memory {told['memory']:.0f} MB, {told['before']:.0f} before; sums {size:.1f} MB; load {told['load']:.1f}"
        )  # fmt: skip


def main() -> None:
    """Measure every way, in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--engine", choices=("rules", "tagger"), default="tagger")
    parser.add_argument("--size", type=int, default=None)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--sums", type=int, nargs="+", help="articles to measure from kept sums")
    parser.add_argument("--of-sums", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.of_sums:
        print(json.dumps(of_sums(given.of_sums)))
        return
    if given.sums:
        measured_sums(given.sums, given.engine)
        return
    if given.one:
        corpus, _ = framing.read_articles(Path(__file__).parent.parent / "data" / "corpus")
        more = multiplied(corpus, given.articles + ADDED)
        print(json.dumps(one_way(given.one, more.head(given.articles), more, given.engine, given.size)))
        return
    print(f"{given.articles} articles, engine {given.engine}, {os.cpu_count()} cores")
    options = ["--articles", str(given.articles), "--engine", given.engine]
    options += ["--size", str(given.size)] if given.size else []
    for way in given.ways:
        command = [sys.executable, __file__, "--one", way, *options]
        told = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        )
        print(
            f"{way:18} {told['seconds']:7.1f} s {given.articles / told['seconds']:6.1f} articles/s   "
            f"again {told['again']:5.2f} s   {ADDED} more {told['added']:5.2f} s   "
            f"memory {told['memory']:4.0f} MB, worker {told['worker_memory']:4.0f} MB   {told['files']} files, "
            f"{told['megabytes']:.1f} MB   load {told['load']:.1f}   tables {told['tables']}"
        )  # fmt: skip


if __name__ == "__main__":
    main()
