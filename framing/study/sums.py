"""Sums of many articles on disk, one column after the other: an estimate reads the columns that it needs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from framing.estimates.forms import Floats

# Below it memory is quicker, and no study is short of it.
_IN_MEMORY = 2**26


class Sums:
    """One row for each article, one column for each sum.

    Parameters
    ----------
    parts : tables with `article_id` and the same columns of sums, whose names begin with "["; each is read once.
    article_ids : the articles whose sums are wanted, in the order of the rows.
    folder : where a file without a name may lie that holds them, as long as this process does.

    Raises
    ------
    KeyError : an article has no sums, or two parts have other sums.
    OSError : the disk is full.
    """

    def __init__(self, parts: Iterable[pd.DataFrame], article_ids: pd.Series, folder: Path) -> None:
        index = pd.Index(article_ids)
        found = np.zeros(len(index), dtype=bool)
        self._values = np.empty((0, len(index)))
        self._number: dict[str, int] = {}
        for part in parts:
            names = [name for name in part.columns if name.startswith("[")]
            if not self._number:
                self._number = {name: number for number, name in enumerate(names)}
                self._values = _room((len(names), len(index)), folder)
            if set(names) != set(self._number):
                raise KeyError(
                    f"sums that not all articles have: {sorted(set(names) ^ set(self._number))[:3]}"
                )
            at = index.get_indexer(part["article_id"])
            known = at >= 0
            values = part[list(self._number)].to_numpy(dtype=np.float64)[known]
            self._values[:, at[known]] = values.T
            found[at[known]] = True
        if not found.all():
            raise KeyError(f"{int((~found).sum())} articles have no sums")

    def __contains__(self, name: str) -> bool:
        return name in self._number

    def column(self, name: str) -> Floats:
        """One sum of all articles."""
        return np.array(self._values[self._number[name]])


def _room(shape: tuple[int, int], folder: Path) -> Floats:
    size = 8 * shape[0] * shape[1]
    if size <= _IN_MEMORY:
        return np.empty(shape)
    with tempfile.TemporaryFile(dir=folder, prefix=".sums-") as file:
        if hasattr(os, "posix_fallocate"):
            # A disk that is full is told now: once the file is mapped, it would end the process.
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.truncate(size)
        return np.memmap(file, dtype=np.float64, mode="r+", shape=shape)
