"""Rows of a filled-in sheet joined to the text again: which article, which unit, which words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from framing.coding.cells import Cells
from framing.coding.sheet import KEY_COLUMNS
from framing.coding.units import UnitName, hashes, read_shown_spans, read_unit
from framing.coding.write import CUT, MISSED
from framing.schema import Spans

_HASH = re.compile(r"[0-9a-f]{64}")


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
    for number, row in cells.rows:
        entry = _entry((cells.name, number), row, texts, sheet, problems)
        if entry is None:
            continue
        unchecked += not _HASH.fullmatch(row.get("article_sha256", "").casefold())
        out.append(entry)
    if unchecked:
        told = f"{unchecked} rows hold no SHA-256 of their article; they were joined by article_id and the words shown"
        problems.add((cells.name, None), "warned", "no_sha256", told)
    return out


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
    if not _covers(row, name or parent, text):
        told = "the sentence shown is not what stands there in the text: text or unit_id was changed"
        problems.add(place, "dropped", "text_changed", told, article_id)
        return None
    spans = read_shown_spans(row.get("spans", ""))
    spans = {role: pieces for role, pieces in spans.items() if pieces[-1][1] <= len(text)}
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
    pairs = zip(_letters(shown), _letters(text[unit.start : unit.end]), strict=False)
    told = [a == b for a, b in pairs]
    return not told or sum(told) >= 0.5 * len(told)


def _letters(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+", text.casefold())


def _chance(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value <= 1 else None
