"""A cluster that is gone in the middle: said, and what it did is not done again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from test_study_partitions import ferries
from test_study_scale_cluster import COLUMNS, slow

from framing.study.cluster import on_cluster
from framing.study.partitions import Stage
from framing.study.stages import look, run_stage
from framing.study.workers import in_process

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture
def scheduler() -> Iterator[tuple[int, str]]:
    """Process id and address of a scheduler with one worker."""
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command += ["--host", "127.0.0.1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        address = next(
            found.group() for line in process.stderr if (found := re.search(r"tcp://\S+:\d+", line))
        )
        threading.Thread(target=process.stderr.read, daemon=True).start()
        worker = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-dashboard",
        ]
        working = subprocess.Popen(
            [*worker, "--death-timeout", "5"],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        try:
            yield process.pid, address
        finally:
            process.kill()
            working.terminate()
            working.wait(30)


def test_a_scheduler_that_is_killed_is_told_and_nothing_is_done_twice(
    scheduler: tuple[int, str], tmp_path: Path
) -> None:
    pid, address = scheduler
    articles = ferries(range(8))
    stage = Stage("attributions", ("attributions",), "1", COLUMNS, slow, {"seconds": 0.5})

    def kill() -> None:
        while len(look(stage, articles, tmp_path)[1]) > 6:
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "2s", "distributed.client.heartbeat": "1s"}),
        distributed.Client(address) as client,
    ):
        client.wait_for_workers(1, timeout=60)
        threading.Thread(target=kill, daemon=True).start()
        with pytest.raises(RuntimeError, match=r"The cluster was lost while it worked. Run the same again"):
            run_stage(stage, articles, tmp_path, engine=partial(on_cluster, client=client), partition_size=1)
    _, left = look(stage, articles, tmp_path)
    assert 0 < len(left) <= 6
    _, (found,), failures = run_stage(stage, articles, tmp_path, engine=in_process)
    _, (expected,), _ = run_stage(stage, articles, tmp_path / "one", engine=in_process)
    assert failures == []
    pd.testing.assert_frame_equal(found, expected)
