"""What a reviewer walks through: each sampled unit's attributions, then the unit itself, in the order of the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from framing.checks import choose, need_columns
from framing.coding.units import SPAN_VARIABLES, read_unit, text_hash
from framing.inference import units_of
from framing.schema import Spans, check_table

SAMPLED_KINDS = ("sentence", "article")
ROLES = tuple(sorted(SPAN_VARIABLES, key=lambda role: role != "content"))  # the content first: it is needed
UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Sampled:
    """A sampled unit: a sentence or a whole article, with what every row of it and below it carries."""

    unit_id: str
    kind: Literal["sentence", "article"]
    article_id: str
    article_sha256: str
    start: int
    end: int
    stratum: str | None
    inclusion_probability: float | None
    run_id: str | None


@dataclass(frozen=True)
class Found:
    """An attribution of the machine: the spans that are judged, and the side that a blind reviewer does not see."""

    unit_id: str
    spans: dict[str, Spans]
    side: str


@dataclass(frozen=True)
class Item:
    """One thing to judge: an attribution of a sampled unit or, with `found` None, the unit itself."""

    unit: Sampled
    found: Found | None

    @property
    def unit_id(self) -> str:
        return self.unit.unit_id if self.found is None else self.found.unit_id


def sampled_units(sheet: pd.DataFrame, texts: dict[str, str]) -> list[Sampled]:
    """The sampled units of a sheet, each once, in its order; a ValueError where a unit does not fit its article."""
    need_columns(
        sheet, ["unit_id", "unit_kind", "article_id"], what="sheet", hint="Draw it with coding_sheet."
    )
    rows = sheet[sheet["unit_id"].notna() & sheet["unit_kind"].isin(SAMPLED_KINDS)]
    rows = rows.drop_duplicates("unit_id")
    if rows.empty:
        raise ValueError(
            "sheet holds no sentence and no article to review; expected rows with unit_kind 'sentence' or 'article', "
            "as coding_sheet draws them."
        )
    return [_sampled({str(k): v for k, v in row.items()}, texts) for row in rows.to_dict("records")]


def items_of(
    units: list[Sampled], sheet: pd.DataFrame, attributions: pd.DataFrame
) -> tuple[list[Item], list[str]]:
    """The walk through the units, and the sides to choose from; the sheet's own attributions must be those given."""
    checked = check_table(attributions, "attributions", need=["side"])
    spans = pd.DataFrame([(unit.article_id, unit.start, unit.end) for unit in units])
    spans.columns = pd.Index(["article_id", "start", "end"])
    place = units_of(checked, spans)
    inside: list[list[Found]] = [[] for _ in units]
    for row, number in zip(checked.to_dict("records"), place, strict=True):
        if number >= 0:
            inside[number].append(_found(row))
    listed = set(sheet.loc[sheet["unit_kind"].eq("attribution"), "unit_id"].dropna().astype(str))
    known = {found.unit_id for each in inside for found in each}
    if listed and listed != known:
        odd = sorted(listed ^ known)
        raise ValueError(
            f"attributions: {len(odd)} of the sampled units differ from those of the sheet, first {odd[0]!r}; pass the "
            "attributions that the sheet was drawn from."
        )
    return list(_walk(units, inside)), [str(side) for side in checked["side"].cat.categories]


def _walk(units: list[Sampled], inside: list[list[Found]]) -> Iterator[Item]:
    for unit, each in zip(units, inside, strict=True):
        for found in sorted(each, key=lambda f: (f.spans["content"], f.unit_id)):
            yield Item(unit, found)
        yield Item(unit, None)


def _sampled(row: dict[str, Any], texts: dict[str, str]) -> Sampled:
    unit_id, kind = str(row["unit_id"]), choose("unit_kind", row["unit_kind"], SAMPLED_KINDS)
    article_id = str(row["article_id"])
    if article_id not in texts:
        raise ValueError(f"sheet: unit {unit_id!r} is of article {article_id!r}, which is not in articles.")
    text = texts[article_id]
    digest = text_hash(text)
    said = _value(row.get("article_sha256"))
    if said is not None and said != digest:
        raise ValueError(
            f"sheet: the text of article {article_id!r} is not the one that unit {unit_id!r} was drawn from "
            "(its SHA-256 differs); pass the articles that the sheet was drawn from."
        )
    start, end = 0, len(text)
    if kind == "sentence":
        name = read_unit(unit_id, "sentence")
        if name is None or name.article_id != article_id:
            raise ValueError(f"sheet: unit_id={unit_id!r} is no sentence; expected '{article_id}:s120-184'.")
        start, end = name.start, name.end
        if not 0 <= start < end <= len(text):
            raise ValueError(
                f"sheet: unit {unit_id!r} lies outside its article of {len(text)} characters; pass the articles that "
                "the sheet was drawn from."
            )
    chance = _value(row.get("inclusion_probability"))
    return Sampled(
        unit_id, kind, article_id, digest, start, end, _value(row.get("stratum")),
        None if chance is None else float(chance), _value(row.get("run_id")),
    )  # fmt: skip


def _found(row: dict[Any, Any]) -> Found:
    hull = ((int(row["content_start"]), int(row["content_end"])),)
    spans: dict[str, Spans] = {"content": row["content_spans"] or hull}
    for role in ("speaker", "cue"):
        start, end = row[f"{role}_start"], row[f"{role}_end"]
        if not pd.isna(start) and not pd.isna(end):
            spans[role] = ((int(start), int(end)),)
    side = UNRESOLVED if pd.isna(row["side"]) else str(row["side"])
    return Found(str(row["attribution_id"]), spans, side)


def _value(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value
