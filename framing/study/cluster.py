"""Partitions worked on by a Dask cluster that somebody else started; it is never needed where there is none."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version as version_of
from itertools import islice
from typing import TYPE_CHECKING, Any

import framing
from framing.study.apart import Failure
from framing.study.partitions import Job, do
from framing.study.versions import code_digest
from framing.study.workers import Done, killed

if TYPE_CHECKING:
    from distributed import Client, Future

# What decides the bytes of a result, besides framing itself.
_LIBRARIES = ("pandas", "numpy", "pyarrow", "spacy")
# The folders that workers run; one that draws otherwise gives the same tables.
_CODE = (
    "actors",
    "attribution",
    "codebooks",
    "estimates",
    "language",
    "models",
    "schema",
    "study",
    "wordchoice",
)
# A worker's parser and tagger are made for one thread at a time.
_ALONE = threading.Lock()


def on_cluster(jobs: Iterable[Job], *, client: Client) -> Iterator[Done]:
    """By the workers of a cluster, which see the folder of the study under the same path.

    Dask gives a partition to another worker where one dies; one that has cost several is worked on once more with
    nothing beside it, and halved until the article is found that no worker survives.

    Raises
    ------
    RuntimeError : a worker has other versions than this process, or does not see the folder; the cluster is gone.
    """
    from distributed import wait
    from distributed.client import FutureCancelledError, FuturesCancelledError
    from distributed.comm import CommClosedError

    here = about()
    refuse_others(client, here)
    waiting = iter(jobs)
    lost: list[Job] = []
    running: dict[Future, Job] = {}
    try:
        while True:
            room = 2 * max(2, sum(client.nthreads().values())) - len(running)
            for job in islice(waiting, max(0, room)):
                running[_sent(client, job, here)] = job
            if not running:
                break
            for future in wait(list(running), return_when="FIRST_COMPLETED").done:
                job = running.pop(future)
                failures = _result(future, job)
                if failures is None:
                    lost.append(job)
                else:
                    yield job, failures
        for job in lost:
            yield from _alone(client, job, here)
    except (FutureCancelledError, FuturesCancelledError, OSError) as error:
        # A client may not have noticed yet that the other end of a connection is gone.
        gone = isinstance(error, CommClosedError) or client.status != "running"
        if isinstance(error, OSError) and not gone:
            raise
        raise RuntimeError(
            "The cluster was lost while it worked. Run the same again; what is done is kept."
        ) from error
    finally:
        if running and client.status == "running":
            with suppress(CommClosedError):
                client.cancel(list(running))


def _sent(client: Client, job: Job, here: dict[str, str]) -> Future:
    # The key's first part is what Dask's dashboard shows.
    return client.submit(_work, job, here, key=f"{job.stage.name}-{os.urandom(8).hex()}", pure=False)


def _result(future: Future, job: Job) -> list[Failure] | None:
    """The articles that failed; None where the workers did not survive the partition."""
    from distributed.scheduler import KilledWorker

    try:
        failures: list[Failure] = future.result()
    except KilledWorker:
        return None
    except FileNotFoundError as error:
        raise RuntimeError(
            f"A worker does not see {error.filename}: the folder of the study has to lie on a disk that all workers "
            "and this process share, under the same path."
        ) from error
    return failures


def _alone(client: Client, job: Job, here: dict[str, str]) -> Iterator[Done]:
    failures = _result(_sent(client, job, here), job)
    if failures is not None:
        yield job, failures
    elif len(job) == 1:
        yield job, killed(job)
    else:
        for half in job.halves():
            yield from _alone(client, half, here)


def _work(job: Job, expected: dict[str, str]) -> list[Failure]:
    """On the worker; one that came later than the others were asked says here that it is another."""
    if differences := differing(about(), expected):
        raise RuntimeError(f"A worker on {platform.node()} {_told(differences)}")
    with _ALONE:
        return do(job)


@cache
def about() -> dict[str, str]:
    """Versions of what works on articles in this process; `code` is a hash of framing's own files that it runs."""
    python = ".".join(platform.python_version_tuple()[:2])
    libraries = {name: version_of(name) for name in _LIBRARIES}
    return {"python": python, **libraries, "framing": framing.__version__, "code": code_digest(_CODE)}


def refuse_others(client: Client, here: dict[str, str]) -> None:
    """Raise a RuntimeError that says which workers have other versions, before any article is sent.

    Dask's own question comes first: it is answered by a worker that could not read a function of another Python.
    """
    asked: Any = client.get_versions(packages=list(_LIBRARIES))
    # The scheduler unpacks what is sent before it passes it on.
    told = {"scheduler": asked["scheduler"], **asked["workers"]}
    wrong = {}
    for who, each in told.items():
        found = {name: str(version) for name, version in each["packages"].items() if version is not None}
        found["python"] = ".".join(str(each["host"]["python"]).split(".")[:2])
        if differences := differing(found, {name: here[name] for name in ("python", *_LIBRARIES)}):
            wrong[who] = differences
    for who, code in {} if wrong else _codes(client).items():
        if not isinstance(code, dict):
            wrong[who] = [f"has no framing or another, which said {type(code).__name__}: {code}"]
        elif differences := differing(code, here):
            wrong[who] = differences
    if wrong:
        who, differences = min(wrong.items())
        one = "the scheduler" if who == "scheduler" else f"the worker at {who}"
        more = f", and {len(wrong) - 1} others differ too" if len(wrong) > 1 else ""
        raise RuntimeError(f"client=…: {one} {_told(differences, more)}")


def _codes(client: Client) -> dict[str, Any]:
    """What `about` says everywhere, or how it failed there."""
    codes: dict[str, Any] = client.run(about, on_error="return")
    try:
        codes["scheduler"] = client.run_on_scheduler(about)
    except Exception as error:  # whatever it is, it is told as what the scheduler said
        codes["scheduler"] = error
    return codes


def differing(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    """What differs, in words."""
    return [
        f"has {name} {found.get(name, 'not at all')} where this process has {version}"
        for name, version in expected.items()
        if found.get(name) != version
    ]


def _told(differences: list[str], more: str = "") -> str:
    mend = "Install the same versions for the scheduler and all workers (`requirements.lock` names them)."
    return f"{'; '.join(differences)}{more}. {mend}"
