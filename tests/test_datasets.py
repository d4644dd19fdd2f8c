"""The data registry: complete, checked, and quiet until it is asked."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from material import material

from framing.corpus import read_articles
from framing.datasets import cache_folder, fetch, list_datasets, load_registry

CSV = b"text,outlet\nOne invented report about an invented place.,The Ruritanian\n"
CSV_SHA = hashlib.sha256(CSV).hexdigest()
FILE = "FA-KES-Dataset.csv"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answers = {"/good/": CSV, "/wrong/": b"other bytes", "/endless/": b"x" * 3_000_000}
            body = next((body for start, body in answers.items() if self.path == start + FILE), None)
            if self.path.startswith("/leads-away/"):
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.end_headers()
                return
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", asked
    running.shutdown()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMING_DATASETS", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_list_says_licence_size_and_use_of_each() -> None:
    table = list_datasets()
    assert table["name"].tolist() == sorted(load_registry()) and table["name"].is_unique
    assert {"fa-kes", "polnear", "newsmtsc", "narrative-frames"} <= set(table["name"])
    for column in ("title", "license", "citation", "good_for", "file", "language"):
        assert table[column].str.len().min() > 1, column
    known = table["sha256"].dropna()
    assert known.str.fullmatch("[0-9a-f]{64}").all()
    assert table.loc[table["sha256"].notna(), "size"].notna().all()
    assert table.loc[table["fetchable"], "name"].tolist() == ["fa-kes"]


def test_checksums_are_those_of_the_files() -> None:
    entry = load_registry()["fa-kes"]
    data = material("corpora", "fa-kes.csv").read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (entry.size, entry.sha256)
    frames = load_registry()["narrative-frames"]
    data = material("gold", "frames", "dev.tsv").read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (frames.size, frames.sha256)


def test_a_file_is_fetched_once_and_read(
    server: tuple[str, list[str]], folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address, asked = server
    asked.clear()
    for _ in range(2):
        got = fetch("fa-kes", mirror=f"{address}/good/", sha256=CSV_SHA)
        assert got.path == folder / FILE == cache_folder() / FILE
    assert asked == [f"/good/{FILE}"]
    assert capfd.readouterr() == ("", "")
    articles, _ = read_articles(got)
    assert articles["outlet"].tolist() == ["The Ruritanian"]
    shown = repr(got)
    assert "CC BY 4.0" in shown and "Abu Salem" in shown and str(got.path) in shown


def test_a_file_put_there_by_hand_needs_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    folder.mkdir()
    (folder / FILE).write_bytes(CSV)
    assert fetch("fa-kes", sha256=CSV_SHA).path.read_bytes() == CSV


def test_another_checksum_is_refused_and_leaves_no_file(server: tuple[str, list[str]], folder: Path) -> None:
    with pytest.raises(ValueError, match=f"not the file that is expected.*{CSV_SHA}"):
        fetch("fa-kes", mirror=f"{server[0]}/wrong", sha256=CSV_SHA)
    assert list(folder.iterdir()) == []


def test_a_server_that_sends_too_much_is_cut_off(server: tuple[str, list[str]], folder: Path) -> None:
    with pytest.raises(ValueError, match="larger than 1,619,809 bytes"):
        fetch("fa-kes", mirror=f"{server[0]}/endless")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("place", ["missing", "leads-away"])
def test_what_cannot_be_reached_says_what_to_put_where(
    place: str, server: tuple[str, list[str]], folder: Path
) -> None:
    with pytest.raises(ConnectionError) as caught:
        fetch("fa-kes", mirror=f"{server[0]}/{place}")
    message = str(caught.value)
    assert f"put {FILE} (1,619,809 bytes, SHA-256 90822dc3" in message
    assert str(folder) in message and "mirror=" in message and "FRAMING_DATASETS" in message


def test_without_a_network_the_error_says_the_same(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionError, match=r"zenodo\.org/records/2607278, and put"):
        fetch("fa-kes", mirror=f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("mirror", ["file:///etc", "ftp://x.example/", "/etc", "https://", ""])
def test_only_web_addresses_are_mirrors(mirror: str) -> None:
    with pytest.raises(ValueError, match=r"mirror=.*http://"):
        fetch("fa-kes", mirror=mirror)


def test_what_has_no_checksum_or_address_is_not_fetched() -> None:
    with pytest.raises(ValueError, match="no checksum of PolNeAR is known"):
        fetch("polnear")
    with pytest.raises(ValueError, match="there is no address"):
        fetch("narrative-frames")
    with pytest.raises(ValueError, match="sha256="):
        fetch("polnear", sha256="abc")
    with pytest.raises(ValueError, match="Did you mean 'fa-kes'"):
        fetch("fa-kse")


def test_importing_the_project_and_listing_opens_no_connection() -> None:
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('went to the network')\n"
        "socket.socket.connect = refuse; socket.create_connection = refuse; socket.getaddrinfo = refuse\n"
        "import framing.datasets\nframing.datasets.list_datasets()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
