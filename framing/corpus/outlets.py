"""The outlet codebook: country and type of the media, by any of their names."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from framing.schema.columns import OUTLET_TYPES

COLUMNS = ("outlet_id", "name", "aliases", "country", "type", "language", "reference", "note")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?\Z")


@dataclass(frozen=True)
class Outlet:
    """One medium of the codebook."""

    outlet_id: str
    name: str
    country: str | None
    type: str | None


@dataclass(frozen=True)
class OutletCodebook:
    """Outlets by their folded names."""

    by_name: Mapping[str, Outlet]

    def find(self, name: str) -> Outlet | None:
        """The outlet that goes by `name` ("The Washington Post", "washingtonpost.com", an address), or None."""
        return next((self.by_name[key] for key in _keys(name) if key in self.by_name), None)


def load_outlets(path: str | os.PathLike[str] | None = None) -> OutletCodebook:
    """Load and lint an outlet codebook.

    Parameters
    ----------
    path : a CSV with the columns of `COLUMNS`, aliases separated by `|`; by default the toolkit's own.

    Raises
    ------
    ValueError : a column is missing or unknown, an id or a name is claimed twice, a country is no two-letter code, a
        type is not one of the schema's, or a name mixes look-alike letters of two scripts. The message lists them all.
    """
    if path is None:
        source = "outlets.csv"
        text = resources.files("framing.codebooks").joinpath(source).read_text(encoding="utf-8")
    else:
        source = Path(path).name
        text = Path(path).read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    wrong = sorted(set(COLUMNS) ^ set(reader.fieldnames or ()))
    if wrong:
        raise ValueError(
            f"{source}: columns must be {', '.join(COLUMNS)}; missing or unknown: {', '.join(wrong)}."
        )
    by_name: dict[str, Outlet] = {}
    ids: set[str] = set()
    faults: list[str] = []
    for number, row in enumerate(reader, start=2):
        cells = {key: (row.get(key) or "").strip() for key in COLUMNS}
        outlet = Outlet(cells["outlet_id"], cells["name"], cells["country"] or None, cells["type"] or None)
        names = [cells["name"], *(alias.strip() for alias in cells["aliases"].split("|") if alias.strip())]
        faults += [f"line {number}: {fault}" for fault in _faults(outlet, names, ids)]
        if None in row:
            faults.append(f"line {number}: more cells than columns")
        ids.add(outlet.outlet_id)
        for name in [outlet.outlet_id, *names]:
            holder = by_name.setdefault(fold_name(name), outlet)
            if holder.outlet_id != outlet.outlet_id:
                faults.append(
                    f"line {number}: {name!r} is claimed by {holder.outlet_id!r} and {outlet.outlet_id!r}"
                )
    if faults:
        raise ValueError(f"{source}: " + "; ".join(faults) + ".")
    return OutletCodebook(by_name)


def fold_name(name: str) -> str:
    """A name without case, accents, marks, spaces and a leading "the"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "".join(c for c in re.sub(r"^\s*the\s+", "", plain) if c.isalnum())


def _keys(name: str) -> list[str]:
    """What to look up: the name itself; of an address its host, then the host without its first parts."""
    host = _HOST.match(name.strip().casefold())
    if host is None:
        return [key] if (key := fold_name(name)) else []
    parts = host[1].split(".")
    return [fold_name(".".join(parts[first:])) for first in range(len(parts) - 1)]


def _faults(outlet: Outlet, names: list[str], ids: set[str]) -> list[str]:
    faults = []
    if not outlet.outlet_id or not outlet.name:
        faults.append("outlet_id and name must not be empty")
    if outlet.outlet_id in ids:
        faults.append(f"outlet_id {outlet.outlet_id!r} is there twice")
    if outlet.country and not _COUNTRY.match(outlet.country):
        faults.append(f"country {outlet.country!r} is no ISO 3166 alpha-2 code")
    if outlet.type and outlet.type not in OUTLET_TYPES:
        faults.append(f"type {outlet.type!r} is not allowed; allowed: {', '.join(OUTLET_TYPES)}")
    repeated = sorted({name for name in names if names.count(name) > 1})
    faults += [f"{name!r} is given twice" for name in repeated]
    faults += [
        f"{name!r} mixes Latin and Cyrillic letters in a word" for name in names if _mixes_scripts(name)
    ]
    return faults


def _mixes_scripts(name: str) -> bool:
    if name.isascii():
        return False
    for word in re.findall(r"[^\W\d_]+", name):
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in word}
        if {"LATIN", "CYRILLIC"} <= scripts:
            return True
    return False
