"""Who works on partitions: this process, several on this machine, or a cluster; the result is the same."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import parent_process
from types import FrameType

from framing.study.apart import Failure
from framing.study.partitions import Job, do

Done = tuple[Job, list[Failure]]
KILLED = "the worker process that worked on it was killed twice, perhaps for want of memory"


def in_process(jobs: Iterable[Job]) -> Iterator[Done]:
    """One after the other, here."""
    with _heeded() as stopped:
        for job in jobs:
            done = do(job)
            if stopped():
                raise KeyboardInterrupt
            yield job, done


@contextmanager
def _heeded() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C came, also where what it raises is swallowed (in a destructor, in a callback of a library)."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield lambda: False
        return
    came: list[int] = []

    def heed(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, heed)
    try:
        yield lambda: bool(came)
    finally:
        signal.signal(signal.SIGINT, before)


def in_processes(jobs: Iterable[Job], *, workers: int) -> Iterator[Done]:
    """By several processes of this machine.

    One that is killed takes the others' partitions with it: nobody can tell whose fault it was. Each of them is then
    worked on alone, and the one that kills again is halved until it is a single article.
    """
    waiting = iter(jobs)
    while True:
        lost: list[Job] = []
        pool = ProcessPoolExecutor(max_workers=workers, initializer=_start_worker)
        try:
            yield from _collected(pool, waiting, workers, lost)
        finally:
            pool.shutdown(cancel_futures=True)
        if not lost:
            return
        for job in lost:
            yield from _alone(job)


def _collected(
    pool: ProcessPoolExecutor, waiting: Iterator[Job], workers: int, lost: list[Job]
) -> Iterator[Done]:
    running: dict[Future[list[Failure]], Job] = {}
    while True:
        # A few at a time: a partition that nobody works on yet need not lie in a file.
        for job in islice(waiting, 0 if lost else 2 * workers - len(running)):
            try:
                running[pool.submit(do, job)] = job
            except BrokenProcessPool:
                lost.append(job)
                break
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            job = running.pop(future)
            try:
                failures = future.result()
            except BrokenProcessPool:
                lost.append(job)
            else:
                yield job, failures


def _alone(job: Job) -> Iterator[Done]:
    with ProcessPoolExecutor(max_workers=1, initializer=_start_worker) as pool:
        try:
            failures = pool.submit(do, job).result()
        except BrokenProcessPool:
            failures = None
    if failures is not None:
        yield job, failures
    elif len(job) == 1:
        yield job, killed(job)
    else:
        for half in job.halves():
            yield from _alone(half)


def killed(job: Job) -> list[Failure]:
    """The single article of a partition that no worker survives."""
    return [Failure(str(job.rows()["article_id"].iloc[0]), KILLED)]


def _start_worker() -> None:
    # Ctrl-C reaches the whole group; the parent alone says what happened and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that is killed tells nobody: without this its workers would wait for it for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
