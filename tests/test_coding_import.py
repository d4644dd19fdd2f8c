"""What nobody asked for is not imported: a notebook that only measures waits for no spreadsheet, no widget."""

from __future__ import annotations

import subprocess
import sys


def test_spreadsheet_widget_and_sketches_wait_until_they_are_needed() -> None:
    asked = "import sys, framing.coding, framing.corpus, framing.inference; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert {"openpyxl", "anywidget", "ipywidgets", "datasketch"} & set(loaded.stdout.split()) == set()
