"""A cluster of processes of their own gives the bytes of one process, whichever of them die."""

from __future__ import annotations

import os
import pickle
import random
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from test_study_partitions import N, contents, ferries, kept_study, plain  # noqa: F401

import framing.study.cluster as cluster_module
from framing.attribution import find_attributions
from framing.study import run_study
from framing.study.cluster import differing, on_cluster
from framing.study.partitions import Stage
from framing.study.stages import run_stage
from framing.study.workers import KILLED

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    plain(monkeypatch)


def pids(client: object) -> list[int]:
    return sorted(client.run(os.getpid).values())  # type: ignore[attr-defined]


def test_a_cluster_gives_the_bytes_of_one_process(client: object, kept_study: Path, tmp_path: Path) -> None:  # noqa: F811
    run_study(ferries(range(N)), tmp_path / "out", engine="rules", client=client, partition_size=4)
    assert contents(tmp_path / "out") == contents(kept_study)
    # And goes on from what another engine kept, with nothing to do.
    (tmp_path / "out" / "manifest.json").unlink()
    run_study(ferries(range(N)), tmp_path / "out", engine="rules")
    assert contents(tmp_path / "out") == contents(kept_study)


def slow(articles: pd.DataFrame, *, seconds: float) -> tuple[pd.DataFrame]:
    """A stage that takes its time, so that it can be disturbed."""
    time.sleep(seconds)
    return (find_attributions(articles, engine="rules"),)


COLUMNS = ("article_id", "language", "text")


@pytest.mark.parametrize("seed", range(2))
def test_workers_killed_in_the_middle_change_nothing(client: object, tmp_path: Path, seed: int) -> None:
    articles = ferries(range(12))
    stage = Stage("attributions", ("attributions",), "1", COLUMNS, slow, {"seconds": 0.3})
    _, (expected,), _ = run_stage(
        Stage("attributions", ("attributions",), "1", COLUMNS, slow, {"seconds": 0.0}),
        articles,
        tmp_path / "one",
        engine=lambda jobs: ((job, cluster_module.do(job)) for job in jobs),
    )
    dice = random.Random(seed)
    victim = dice.choice(pids(client))
    killer = threading.Timer(dice.uniform(0.2, 1.5), os.kill, (victim, signal.SIGKILL))
    killer.start()
    _, (found,), failures = run_stage(
        stage, articles, tmp_path / "out", engine=partial(on_cluster, client=client), partition_size=1
    )
    killer.join()
    client.wait_for_workers(2, timeout=60)  # type: ignore[attr-defined]
    assert victim not in pids(client)
    assert failures == []
    pd.testing.assert_frame_equal(found, expected)


def deadly(articles: pd.DataFrame, *, bad: str) -> tuple[pd.DataFrame]:
    if (articles["article_id"] == bad).any():
        os.kill(os.getpid(), signal.SIGKILL)
    return (find_attributions(articles, engine="rules"),)


def test_an_article_that_no_worker_survives_is_found_and_named(tmp_path: Path) -> None:
    articles = ferries(range(2))
    stage = Stage("attributions", ("attributions",), "1", COLUMNS, deadly, {"bad": "ferry-001"})
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as own,
    ):
        _, (found,), failures = run_stage(
            stage, articles, tmp_path, engine=partial(on_cluster, client=own), partition_size=2
        )
    assert [(each.article_id, each.message) for each in failures] == [("ferry-001", KILLED)]
    assert set(found["article_id"]) == set(articles["article_id"]) - {"ferry-001"}


def test_other_versions_are_told_before_any_article_is_sent(
    client: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = cluster_module.about()
    told = r"the scheduler has pandas \S+ where this process has 9\.9, and 2 others differ too\. Install the same"
    monkeypatch.setattr(cluster_module, "about", lambda: here | {"pandas": "9.9"})
    with pytest.raises(RuntimeError, match=told):
        run_study(ferries(range(2)), tmp_path / "out", engine="rules", client=client)
    assert not (tmp_path / "out" / ".cache" / "attributions").exists()


def test_another_code_is_told_by_a_worker_that_came_late(client: object, tmp_path: Path) -> None:
    here = cluster_module.about() | {"code": "another"}
    with pytest.raises(
        RuntimeError, match=r"A worker on .* has code [0-9a-f]+ where this process has another"
    ):
        client.submit(cluster_module._work, None, here).result()  # type: ignore[attr-defined]
    assert differing({"python": "3.11"}, {"python": "3.12", "framing": "1"}) == [
        "has python 3.11 where this process has 3.12",
        "has framing not at all where this process has 1",
    ]


def test_a_folder_that_workers_do_not_see_is_told(client: object, tmp_path: Path) -> None:
    stage = Stage("attributions", ("attributions",), "1", COLUMNS, slow, {"seconds": 0.0})

    def elsewhere(jobs):  # type: ignore[no-untyped-def]
        yield from on_cluster((taken(each) for each in jobs), client=client)

    def taken(job):  # type: ignore[no-untyped-def]
        job.articles.unlink()
        return job

    with pytest.raises(RuntimeError, match=r"A worker does not see .*all workers and this process share"):
        run_stage(stage, ferries(range(2)), tmp_path, engine=elsewhere)


def loaded() -> dict[str, int]:
    """How many times this worker has loaded what is large, and how many times it asked for the codebook."""
    from framing.language.model import model
    from framing.study.partitions import _shared

    book = _shared.cache_info()
    return {
        "parser": model.cache_info().misses,
        "codebook": book.misses,
        "partitions": book.hits + book.misses,
    }


def test_what_is_sent_is_small_and_models_are_loaded_once(client: object, tmp_path: Path) -> None:
    """Articles and codebook go as paths; the parser that a worker has loaded serves all its partitions."""
    sizes: list[int] = []
    sent = cluster_module._sent

    def weighed(client, job, here):  # type: ignore[no-untyped-def]
        sizes.append(len(pickle.dumps(job)))
        return sent(client, job, here)

    with pytest.MonkeyPatch.context() as patch:
        plain(patch)
        patch.setattr(cluster_module, "_sent", weighed)
        long = ferries(range(12))
        long["text"] = long["text"] + " The quay was long." * 200
        run_study(long, tmp_path / "out", engine="rules", client=client, partition_size=1)
    assert len(sizes) == 3 * 12  # stages: attributions, speakers, tallies
    assert max(sizes) < 2000
    loads = client.run(loaded).values()  # type: ignore[attr-defined]
    assert {each["parser"] for each in loads} == {1}
    assert {each["codebook"] for each in loads} <= {0, 1, 2}  # of this study and of the first test's
    assert sum(each["partitions"] for each in loads) >= 12
