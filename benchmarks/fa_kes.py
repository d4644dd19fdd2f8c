"""The main job on a real corpus: `framing run` over the 804 rows of FA-KES, with its time and memory.

    python benchmarks/fa_kes.py [--workers N] [--engine NAME] [--out DIR]

Fails unless articles kept and rows dropped are 804 together, and every table and figure is there.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from material import path

from framing.attribution.extract import DEFAULT_ENGINE, ENGINES
from framing.schema import read_table

ROWS = 804
TABLES = ("articles", "attributions", "mentions", "counts", "measures", "contrast", "unresolved", "problems")
FIGURES = ("balance", "contrast-by", "contrast-about")
COLUMNS = (
    "--article-id", "unit_id", "--text", "article_content", "--outlet", "source", "--headline", "article_title",
    "--date-order", "MDY",
)  # fmt: skip


def run(out: Path, workers: int, engine: str) -> None:
    """Run the command, check what it wrote, print what it cost."""
    command = [sys.executable, "-c", "from framing.cli import main; main()"]
    command += ["run", str(path("corpora", "fa-kes.csv")), "--out", str(out), *COLUMNS, "--workers", str(workers)]
    command += ["--engine", engine]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    minutes = (time.perf_counter() - start) / 60
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    kept = len(read_table(out / "tables" / "articles.parquet", table="articles"))
    problems = read_table(out / "tables" / "problems.parquet", table="problems")
    dropped = int((problems["level"] == "dropped").sum())
    if kept + dropped != ROWS:
        raise SystemExit(f"{kept} kept + {dropped} dropped = {kept + dropped}, not {ROWS}")
    wanted = [out / "tables" / f"{name}.{suffix}" for name in TABLES for suffix in ("parquet", "csv")]
    wanted += [out / "figures" / f"{name}.{suffix}" for name in FIGURES for suffix in ("png", "svg", "csv")]
    missing = [str(file.relative_to(out)) for file in [*wanted, out / "manifest.json"] if not file.is_file()]
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)}")
    cpu = (used.ru_utime + used.ru_stime) / 60
    # ru_maxrss is the largest process, in kilobytes on Linux.
    print(f"\n{kept} kept + {dropped} dropped = {ROWS}; {workers} worker(s): {minutes:.1f} minutes ({cpu:.1f} of CPU), "
          f"largest process {used.ru_maxrss / 1024:,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_ENGINE)
    parser.add_argument("--out", type=Path, help="folder to write to; by default one that is removed afterwards")
    args = parser.parse_args()
    if args.out is not None:
        run(args.out, args.workers, args.engine)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), args.workers, args.engine)


if __name__ == "__main__":
    main()
