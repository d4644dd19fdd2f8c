"""JupyterLab and Chromium for tests: a server of its own on a free port of this machine, a browser that stays on it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
_WAIT = 60


def chromium() -> str:
    """The browser's path, or a skip that says how to bring it."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        missing = "no Chromium here; on Debian: apt install chromium"
        # Where a browser was promised, a skip would hide that nothing was looked at.
        if os.environ.get("FRAMING_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@contextmanager
def lab(folder: Path, cells: list[str] | Any, *, name: str = "review.ipynb") -> Iterator[str]:
    """JupyterLab on a notebook, or one with these cells; yields its address and ends the server and its kernels.

    Settings, sessions and runtime files stay in `folder`.
    """
    notebook = cells
    if isinstance(cells, list):
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder / "jupyter"
    own = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")} | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    home.mkdir(exist_ok=True)
    settings = home / "settings" / "@jupyterlab"
    for plugin, values in {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "docmanager-extension/plugin": {"autosave": False},
    }.items():
        (settings / plugin).parent.mkdir(parents=True, exist_ok=True)
        (settings / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values), encoding="utf-8")
    token = "for-this-test-alone"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    with open(folder / "lab.log", "wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=os.environ | own, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _await(f"http://127.0.0.1:{port}/api/status?token={token}", server, folder / "lab.log")
        yield f"http://127.0.0.1:{port}/doc/tree/{name}?token={token}&reset"
    finally:
        server.terminate()  # the server ends its kernels
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not come up:\n{log.read_text(encoding='utf-8')[-2000:]}")


@contextmanager
def page(folder: Path, *, width: int = 1100, height: int = 820) -> Iterator[Any]:
    """A page of a headless Chromium with a profile of its own, which may load nothing but what is in `folder`."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            folder / "profile", executable_path=path, headless=True, args=_ARGS,
            viewport={"width": width, "height": height},
        )  # fmt: skip
        try:
            own = ("http://127.0.0.1:", folder.as_uri())
            context.route(lambda url: not url.startswith(own), lambda route: route.abort())
            yield context.pages[0] if context.pages else context.new_page()
        finally:
            context.close()
