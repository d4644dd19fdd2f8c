"""Rows of a filled-in sheet joined to the text again: which article, which unit, which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import isclose
from typing import Any

import pandas as pd

from framing.coding.cells import Cells
from framing.coding.sheet import KEY_COLUMNS
from framing.coding.units import UnitName, hashes, read_shown_spans, read_unit, words_of
from framing.coding.write import CUT, MISSED
from framing.schema import Spans

_HASH = re.compile(r"[0-9a-f]{64}")
_OF_UNIT = ("stratum", "inclusion_probability", "run_id")
_ALIKE = 0.7  # words shown and words in the text, from here on the same but for a slip


@dataclass
class Problems:
    """What was found wrong, in the order in which it was found."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        place: tuple[str, int | None],
        level: str,
        code: str,
        message: str,
        article_id: str | None = None,
    ) -> None:
        self.rows.append(
            {
                "input": place[0],
                "row": place[1],
                "article_id": article_id,
                "level": level,
                "code": code,
                "message": message,
            }
        )


@dataclass
class Entry:
    """One row of a sheet that found its place: `name` is None for a row in which a missed one may be written."""

    place: tuple[str, int]
    article_id: str
    article_sha256: str
    text: str
    name: UnitName | None
    parent: UnitName | None
    stratum: str | None
    chance: float | None
    run_id: str | None
    spans: dict[str, Spans]
    cells: dict[str, str]


class Texts:
    """The articles by id and by the hash of their text."""

    def __init__(self, articles: pd.DataFrame) -> None:
        self.text: dict[str, str] = dict(zip(articles["article_id"], articles["text"], strict=True))
        self.digest: dict[str, str] = dict(zip(articles["article_id"], hashes(articles), strict=True))
        self.by_hash: dict[str, list[str]] = {}
        for article_id, digest in sorted(self.digest.items()):
            self.by_hash.setdefault(digest, []).append(article_id)


def entries(
    cells: Cells, texts: Texts, sheet: Mapping[str, Mapping[str, Any]], problems: Problems
) -> list[Entry]:
    """The rows of one file that found their place; the others are problems."""
    out = []
    unchecked = 0
    changed: dict[str, list[int]] = {}
    for number, row in cells.rows:
        drawn = sheet.get(row.get("unit_id", "")) or sheet.get(row.get("parent_unit_id", "")) or {}
        for key in _changed(row, drawn):
            changed.setdefault(key, []).append(number)
            row = {name: cell for name, cell in row.items() if name != key}
        entry = _entry((cells.name, number), row, texts, sheet, problems)
        if entry is None:
            continue
        unchecked += not _HASH.fullmatch(row.get("article_sha256", "").casefold())
        out.append(entry)
    for key, numbers in sorted(changed.items()):
        told = f"{key} is not that of the sheet in {len(numbers)} rows, first row {numbers[0]}; the sheet's holds"
        problems.add((cells.name, None), "mended", "key_changed", told)
    if not sheet:
        _chances_told(cells.name, out, problems)
    if unchecked:
        told = f"{unchecked} rows hold no SHA-256 of their article; they were joined by article_id and the words shown"
        problems.add((cells.name, None), "warned", "no_sha256", told)
    return out


def _changed(row: Mapping[str, str], drawn: Mapping[str, Any]) -> list[str]:
    """The keys that a spreadsheet changed: rounded, dragged down, or sorted apart from their rows."""
    own = bool(drawn) and row.get("unit_id") == drawn["unit_id"]
    out = []
    for key in (*_OF_UNIT, *(("parent_unit_id", "spans") if own else ())):
        cell, true = row.get(key, ""), _told(drawn[key]) if drawn else ""
        if not cell or not true or cell == true:
            continue
        one, two = (_chance(cell), _chance(true)) if key == "inclusion_probability" else (None, None)
        if one is None or two is None or not isclose(one, two, rel_tol=1e-6):
            out.append(key)
    return out


def _chances_told(name: str, found: list[Entry], problems: Problems) -> None:
    """Within a stratum all units have one chance: where a file says otherwise, a spreadsheet changed it."""
    chances: dict[tuple[str, str], set[float]] = {}
    for entry in found:
        if entry.chance is not None:
            chances.setdefault((entry.run_id or "", entry.stratum or ""), set()).add(entry.chance)
    for (_, stratum), said in sorted(chances.items()):
        if len(said) > 1:
            told = (
                f"{len(said)} inclusion probabilities in stratum {stratum!r} ({min(said):g} to {max(said):g}), where a "
                "sheet has one: they were changed; pass sheet= to put them back"
            )
            problems.add((name, None), "warned", "chance_differs", told)


def _entry(
    place: tuple[str, int],
    row: dict[str, str],
    texts: Texts,
    sheet: Mapping[str, Mapping[str, Any]],
    problems: Problems,
) -> Entry | None:
    kind = row.get("unit_kind", "").casefold()
    unit_id, parent_id = row.get("unit_id", ""), row.get("parent_unit_id", "")
    drawn = sheet.get(unit_id) or sheet.get(parent_id) or {}
    if unit_id in sheet:
        row = {
            **{key: _told(sheet[unit_id][key]) for key in KEY_COLUMNS},
            **{k: v for k, v in row.items() if v},
        }
        kind, parent_id = _told(sheet[unit_id]["unit_kind"]), row["parent_unit_id"]
    elif drawn:
        keys = ("article_id", "article_sha256", "stratum", "inclusion_probability", "run_id")
        row = {**{key: _told(drawn[key]) for key in keys}, **{k: v for k, v in row.items() if v}}
    if not unit_id and not parent_id:
        problems.add(
            place,
            "dropped",
            "no_unit",
            "neither unit_id nor parent_unit_id is left: what is it of?",
        )
        return None
    name = (
        read_unit(unit_id, kind if kind in ("sentence", "attribution", "article") else None)
        if unit_id
        else None
    )
    parent = _parent(parent_id)
    if unit_id and name is None:
        problems.add(
            place, "dropped", "bad_unit", f"unit_id {unit_id!r} is no unit of a sheet; it was changed"
        )
        return None
    known = name or parent
    told_id = row.get("article_id") or (known.article_id if known is not None else "")
    article_id = _article(place, row.get("article_sha256", "").casefold(), told_id, texts, problems)
    if article_id is None:
        return None
    text = texts.text[article_id]
    name = name and name._replace(article_id=article_id)
    parent = parent and parent._replace(article_id=article_id)
    for unit in (name, parent):
        if unit is not None and not 0 <= unit.start <= unit.end <= len(text):
            told = f"unit {unit.unit_id} lies beyond the text ({len(text)} characters)"
            problems.add(place, "dropped", "bad_span", told, article_id)
            return None
    spans = read_shown_spans(row.get("spans", ""))
    spans = {role: pieces for role, pieces in spans.items() if pieces[-1][1] <= len(text)}
    if not all(_covers(row, unit, text) for unit in (name, parent)):
        told = "the sentence shown is not what stands there in the text: text or unit_id was changed"
        problems.add(place, "dropped", "text_changed", told, article_id)
        return None
    if name is not None and name.kind == "attribution" and kind != MISSED:
        for role, alike in _words_shown(row, name, spans, text):
            if role == "content" and alike < _ALIKE:
                told = (
                    "the content shown is not what stands at the spans of this row: columns were sorted apart, or it "
                    "was typed over (corrections go into right_content)"
                )
                problems.add(place, "dropped", "words_changed", told, article_id)
                return None
            told = f"{role} was typed over; it is not read: corrections go into right_{role}"
            problems.add(place, "warned", "typed_over", told, article_id)
    chance = _chance(row.get("inclusion_probability", ""))
    if chance is None and drawn:
        chance = _chance(_told(drawn["inclusion_probability"]))
    return Entry(
        place, article_id, texts.digest[article_id], text, None if kind == MISSED else name, parent,
        row.get("stratum") or None, chance, row.get("run_id") or None, spans, row,
    )  # fmt: skip


def _told(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _parent(unit_id: str) -> UnitName | None:
    return (read_unit(unit_id, "sentence") or read_unit(unit_id, "article")) if unit_id else None


def _article(
    place: tuple[str, int], digest: str, article_id: str, texts: Texts, problems: Problems
) -> str | None:
    """The article that a row is of: by its text, and by its id where there is no hash, or several have this text."""
    if _HASH.fullmatch(digest):
        same = texts.by_hash.get(digest, [])
        if article_id in same:
            return article_id
        if len(same) == 1:
            told = f"article_id {article_id!r} was changed; its text is that of {same[0]!r}"
            problems.add(place, "mended", "article_renamed", told, same[0])
            return same[0]
        if same:
            told = (
                f"article_id {article_id!r} is none of {', '.join(same)}, which share the text that was coded"
            )
            problems.add(place, "dropped", "unknown_article", told)
            return None
        if article_id in texts.text:
            told = "the text of the article has changed since the sheet was drawn; pass the articles that were coded"
            problems.add(place, "dropped", "text_changed", told, article_id)
            return None
    elif article_id in texts.text:
        return article_id
    problems.add(place, "dropped", "unknown_article", f"article {article_id!r} is not in articles")
    return None


def _covers(row: dict[str, str], unit: UnitName | None, text: str) -> bool:
    """Whether the sentence that the row shows stands where the unit is; letters lost in encoding are no matter."""
    shown = row.get("sentence", "")
    if not shown or unit is None or unit.kind != "sentence" or shown.endswith(CUT):
        return True
    return _alike(shown, text[unit.start : unit.end]) >= _ALIKE


def _words_shown(
    row: dict[str, str], name: UnitName, spans: dict[str, Spans], text: str
) -> Iterator[tuple[str, float]]:
    """The roles whose words are not those at the row's spans, and how alike the two are."""
    hull: Spans = ((name.start, name.end),)
    for role in ("content", "speaker", "cue"):
        shown = row.get(role, "")
        pieces = spans.get(role) or (hull if role == "content" and " … " not in shown else None)
        if shown and pieces and not shown.endswith(CUT):
            alike = _alike(shown, words_of(text, pieces))
            if alike < 1:
                yield role, alike


def _alike(shown: str, there: str) -> float:
    one, two = _letters(shown), _letters(there)
    # Where no plain letters are left, nothing speaks against it.
    return 1.0 if one == two or not one else SequenceMatcher(None, one, two, autojunk=False).ratio()


def _letters(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+", text.casefold())


def _chance(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value <= 1 else None
