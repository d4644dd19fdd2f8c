"""A log of a study's partitions: one line for each as it ends, for who watches a long run or asks later what it did."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from framing.study.apart import Failure
from framing.study.partitions import Job

LOG = "log.jsonl"


class Log:
    """The part of the log that one stage writes in one run.

    Parameters
    ----------
    folder : the study's cache, where `log.jsonl` grows from run to run.
    stage : its name.
    n_articles : how many the stage has to work on in this run.
    """

    def __init__(self, folder: Path, stage: str, n_articles: int) -> None:
        self._path, self._stage, self._of, self._done = folder / LOG, stage, n_articles, 0
        self._began = time.monotonic()

    def done(self, job: Job, failed: Sequence[Failure]) -> None:
        """Tell of a partition that has ended: its articles, those that failed, throughput and seconds left."""
        self._done += len(job)
        seconds = time.monotonic() - self._began
        rate = self._done / seconds if seconds > 0 else None
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "stage": self._stage,
            "articles": len(job),
            "failed": [each.article_id for each in failed],
            "done": self._done,
            "of": self._of,
            "seconds": round(seconds, 2),
            "articles_per_second": None if rate is None else round(rate, 2),
            "seconds_left": None if rate is None else round((self._of - self._done) / rate, 1),
        }
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
