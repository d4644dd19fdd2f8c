"""The embedded corpus as marked and as the machine reads it: what the tests of truth compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import effects as planted
import marks
import pandas as pd

from framing.actors import resolve_speakers
from framing.attribution import find_attributions
from framing.corpus import read_articles
from framing.schema import check_covers, make_table

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def truth_reports() -> list[Any]:
    return list(marks.read_reports())


@cache
def corpus() -> pd.DataFrame:
    read = read_articles(DATA / "corpus")
    return read[0] if isinstance(read, tuple) else read


@cache
def machine_table() -> pd.DataFrame:
    table = resolve_speakers(find_attributions(corpus()), corpus())
    check_covers(table, corpus())
    return table


@cache
def machine_reports() -> list[Any]:
    """The machine's rows as reports, so that the functions that count the marks can count them."""
    out = []
    for report in truth_reports():
        rows = machine_table()[machine_table()["article_id"] == report.article_id].to_dict("records")
        found = [_attribution(number, row) for number, row in enumerate(rows, start=1)]
        out.append(marks.Report(report.article_id, report.head, report.text, found, report.stance))
    return out


def _attribution(number: int, row: dict[str, Any]) -> Any:
    cue = [] if pd.isna(row["cue_start"]) else [(int(row["cue_start"]), int(row["cue_end"]))]
    labels = {name: str(row[name]) for name in ("side", "act", "quote_type", "cue_class")}
    labels["actor"] = str(row["actor_id"] if pd.isna(row["actor"]) else row["actor"]).casefold()
    labels["target_side"] = "" if pd.isna(row["target_side"]) else str(row["target_side"])
    labels["anonymous"] = "yes" if row["anonymous"] is True else ""
    return marks.Attribution(number, [], cue, list(row["content_spans"]), labels)


@cache
def reports_with_marked_sides() -> list[Any]:
    """The machine's rows with the side of the marks wherever one belongs to the other: extraction on its own."""
    side = {id(found): one.labels["side"] for one, found in pairs() if found is not None}
    out = []
    for report in machine_reports():
        rows = [
            replace(one, labels={**one.labels, "side": side.get(id(one), one.labels["side"])})
            for one in report.attributions
        ]
        out.append(marks.Report(report.article_id, report.head, report.text, rows, report.stance))
    return out


REPORTS: dict[str, Callable[[], list[Any]]] = {
    "truth": truth_reports, "machine": machine_reports, "marked sides": reports_with_marked_sides,
}  # fmt: skip


@cache
def effects(reports: str) -> dict[tuple[str, str], float]:
    """(what, group) → value, as `data/build.py --effects` prints it."""
    rows = planted.effects(REPORTS[reports]())
    return {
        (what, group): float("nan") if value == "none" else float(value.split()[0])
        for what, group, value, _ in rows
    }


@cache
def pairs() -> list[tuple[Any, Any | None]]:
    """Every speech row of the marks, with the machine's row that shares most of its words, at least half."""
    out: list[tuple[Any, Any | None]] = []
    for marked, found in zip(truth_reports(), machine_reports(), strict=True):
        free = [one for one in found.attributions if one.labels["act"] == "speech"]
        for one in (one for one in marked.attributions if one.labels["act"] == "speech"):
            ranked = ((_overlap(one, other), other.cue == one.cue, -n) for n, other in enumerate(free))
            best = max((rank for rank in ranked if rank[0] >= 0.5), default=None)
            out.append((one, free.pop(-best[2]) if best else None))
    return out


def _overlap(one: Any, other: Any) -> float:
    mine, theirs = ({i for a, b in some.content for i in range(a, b)} for some in (one, other))
    return len(mine & theirs) / len(mine | theirs)


def truth_table() -> pd.DataFrame:
    """The marks as a table of resolved attributions, as far as marks tell."""
    rows: list[dict[str, Any]] = []
    for report in truth_reports():
        inside = marks.quoted_characters(report)
        words = [match.start() for match in marks.WORD.finditer(report.text)]
        body = [start for start in words if start >= report.body_start]
        for one in sorted(report.attributions, key=lambda one: one.content[0][0]):
            start, end = one.content[0][0], one.content[-1][1]
            cue = report.text[slice(*one.cue[0])] if one.cue else None
            of_content = [w for w in words if any(a <= w < b for a, b in one.content)]
            labels = {name: value or None for name, value in one.labels.items() if name != "anonymous"}
            rows.append(
                {
                    **labels,
                    "article_id": report.article_id,
                    "attribution_id": f"{report.article_id}:{start}-{end}:{one.number}",
                    "content_start": start,
                    "content_end": end,
                    "content_spans": tuple(one.content),
                    "cue": cue,
                    "cue_lemma": cue,
                    "cue_start": one.cue[0][0] if one.cue else None,
                    "cue_end": one.cue[0][1] if one.cue else None,
                    "stance": None if cue is None else STANCE[bool(planted.DISTANCING.search(cue))],
                    "anonymous": one.labels["anonymous"] == "yes",
                    "in_headline": end <= report.body_start,
                    "paragraph": report.text.count("\n\n", 0, start),
                    "position": sum(w < start for w in body) / len(body)
                    if start >= report.body_start
                    else None,
                    "n_quoted": sum(inside[w] for w in of_content),
                    "n_words": len(of_content),
                }
            )
    return make_table(rows, "attributions", sides=("US", "RU"), group="resolved")


# What the marks tell of stance: whether the cue is one of the distancing words that were planted.
STANCE = {True: "distancing", False: "neutral"}
