"""What a study leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Study:
    """The result of `run_study`.

    out : the folder written to.
    tables : name → DataFrame: articles, attributions, mentions, counts, measures, contrast, unresolved, problems.
    figures : name → its files; empty for a figure that could not be drawn (`manifest["figures"]` says why).
    manifest : versions, arguments, and hashes of the codebooks, the input and the output, as in `manifest.json`.
    """

    out: Path
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, tuple[Path, ...]]
    manifest: Mapping[str, Any]
