"""What the registry says of each data set."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib import resources
from typing import Any

import pandas as pd
import yaml

from framing.checks import choose


@dataclass(frozen=True)
class Dataset:
    """One entry of the registry.

    Parameters
    ----------
    name : what `fetch` calls it.
    title, license, citation, good_for : as its authors and this project say.
    file : the file's name; url : where it lies; page : where its authors describe it.
    sha256, size : of the file; None where they were never computed from the file itself.
    language, n_articles : of its texts.
    read : the call that reads it.
    """

    name: str
    title: str
    file: str
    license: str
    citation: str
    good_for: str
    language: str
    url: str | None = None
    page: str | None = None
    sha256: str | None = None
    size: int | None = None
    n_articles: int | None = None
    read: str | None = None


def load_registry() -> dict[str, Dataset]:
    """All entries by name, sorted."""
    text = resources.files("framing.datasets").joinpath("registry.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {name: Dataset(name=name, **loaded[name]) for name in sorted(loaded)}


def find_dataset(name: str) -> Dataset:
    """The entry of that name.

    Raises
    ------
    ValueError : there is none; the message lists them.
    """
    registry = load_registry()
    return registry[choose("name", name, registry)]


def list_datasets() -> pd.DataFrame:
    """Open corpora and gold sets with licence, size, checksum, citation and what each is good for; one row each.

    Returns
    -------
    DataFrame : one row for each data set, sorted by `name`; `fetchable` says whether `fetch` can bring it without more
        ado, which takes an address and a checksum.

    Notes
    -----
    Nothing is fetched: the list is part of the project.

    Examples
    --------
    >>> list_datasets().loc[list_datasets().fetchable, ["name", "license"]].values.tolist()
    [['fa-kes', 'CC BY 4.0']]
    """
    entries = load_registry().values()
    rows = pd.DataFrame(
        [{each.name: getattr(entry, each.name) for each in fields(entry)} for entry in entries]
    )
    whole = {"size": "Int64", "n_articles": "Int64"}
    texts = {column: "str" for column in rows.columns if column not in whole}
    fetchable = pd.Series([bool(entry.url and entry.sha256) for entry in entries], dtype="boolean")
    return rows.astype({**texts, **whole}).assign(fetchable=fetchable)
