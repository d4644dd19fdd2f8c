"""Writing that is cut off: what lies on disk is the old file or the new one, whole."""

from __future__ import annotations

import csv
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from framing import files
from framing.corpus import make_articles
from framing.files import write_text, written_aside
from framing.schema import read_table, write_table

# The file alone is loaded, not the project: a writer that is there at once.
WRITER = """
import importlib.util
spec = importlib.util.spec_from_file_location("files", {source!r})
files = importlib.util.module_from_spec(spec)
spec.loader.exec_module(files)
n = 0
print("ready", flush=True)
while True:
    n += 1
    files.write_text({target!r}, str(n % 10) * 2_000_000)
"""


def test_killed_at_any_moment_the_old_or_the_new_stands_whole(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old")
    seen = set()
    code = WRITER.format(source=files.__file__, target=str(target))
    for attempt in range(8):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.004 * attempt + 0.001)
            writer.send_signal(signal.SIGKILL)
        text = target.read_text()
        assert text == "old" or (len(text) == 2_000_000 and len(set(text)) == 1)
        seen.add(text[:1])
    assert seen - {"o"}, "nothing was ever written: the test tells nothing"
    # A killed writer may leave its aside file; it is hidden, named after no table, and no reader takes it up.
    assert all(path.name.startswith(".") for path in tmp_path.iterdir() if path != target)


def test_a_full_disk_is_an_error_and_the_old_file_stands(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_text(target, "old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
        with pytest.raises(OSError, match="File too large"):
            write_text(target, "new" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_an_error_while_writing_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_text(target, "old")

    def interrupted() -> None:
        with written_aside(target) as aside:
            aside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text() == "old" and os.listdir(tmp_path) == ["table.csv"]


def test_cells_that_a_spreadsheet_would_run_go_out_defused_and_come_back(tmp_path: Path) -> None:
    evil = [
        "=cmd|'/c calc'!A0",
        '+HYPERLINK("http://x.example")',
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "'quoted",
        "plain",
    ]
    articles = make_articles([f"{text} and more words of an invented report." for text in evil])
    write_table(articles, tmp_path / "articles.csv", table="articles")
    with open(tmp_path / "articles.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row["text"] for row in rows if row["text"].startswith(("=", "+", "-", "@", "\t"))]
    back = read_table(tmp_path / "articles.csv", table="articles")
    assert back["text"].tolist() == articles["text"].tolist()
