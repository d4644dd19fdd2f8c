"""Coding sheets back in: every answer checked and joined to the text again, and nothing lost silently."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from framing.checks import need_columns, suggest
from framing.coding.cells import Cells, read_cells
from framing.coding.find import find_words
from framing.coding.instructions import answers
from framing.coding.join import Entry, Problems, Texts, entries
from framing.coding.sheet import ANSWER_COLUMNS, KEY_COLUMNS
from framing.coding.units import IS_ATTRIBUTION, SPAN_VARIABLES, UnitName, attribution_unit, words_of
from framing.schema import Spans, check_table, make_table

NONE = "(none)"
_YES, _NO = {"yes", "y", "true", "1", "x", "✓"}, {"no", "n", "false", "0"}
_MARKED = ("cue_class", "stance", "target_side", "anonymous")
_RIGHT = tuple(f"right_{role}" for role in SPAN_VARIABLES)

PathLike = str | os.PathLike[str]
Row = dict[str, Any]


def read_coding(
    path: PathLike | Iterable[PathLike],
    articles: pd.DataFrame,
    *,
    sheet: pd.DataFrame | None = None,
    sides: Sequence[str] | None = None,
    coder: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read filled-in coding sheets and join their answers to the text.

    Parameters
    ----------
    path : a .csv or .xlsx file that `write_coding_sheet` wrote and somebody filled in, or several, of one coder or of
        many.
    articles : the articles that were coded.
    sheet : what `coding_sheet` drew; puts back keys that a spreadsheet lost, and tells which units are missing.
    sides : the sides that may be given; by default those of `sheet`, else any.
    coder : name for rows without one; by default the only name in the file, else the file's name.

    Returns
    -------
    coding : DataFrame, the coding table.
    problems : DataFrame, the problems table: what was dropped, mended or is doubtful, by file and row.

    Raises
    ------
    FileNotFoundError : there is no such file.
    ValueError : a file that is no coding sheet or cannot be read.

    See Also
    --------
    write_coding_sheet, apply_coding, agreement

    Notes
    -----
    Answers find their article by the SHA-256 of its text, and their place in it by the offsets in the unit's name; the
    order of rows does not matter, nor do blank rows, another separator, another encoding, or formulas defused. An
    answer that is not among those offered is dropped and told, with the nearest that is. For an attribution the spans
    that the coder left as they are are written too, so that corrections survive another run of the machine. Words
    written in are looked up in the unit first, then nearest to it; where they stand there more than once, the first is
    taken and told. A unit counts as done when it says so and every attribution in it has a verdict.

    Examples
    --------
    >>> coding, problems = read_coding(["ann.xlsx", "ben.csv"], articles, sheet=sheet)          # doctest: +SKIP
    """
    paths = [Path(p) for p in ([path] if isinstance(path, str | os.PathLike) else path)]
    texts = Texts(check_table(articles, "articles"))
    drawn: dict[str, dict[str, Any]] = {}
    if sheet is not None:
        need_columns(sheet, [*KEY_COLUMNS, "unit_kind"], what="sheet", hint="Pass what coding_sheet drew.")
        drawn = {str(row["unit_id"]): {str(k): v for k, v in row.items()} for row in sheet.to_dict("records")}
        sides = sides if sides is not None else sheet.attrs.get("sides")
    offered = answers([str(side) for side in sides or ()])
    problems = Problems()
    said: dict[tuple[str, str, str], tuple[Row, tuple[str, int]]] = {}
    for source in paths:
        cells = read_cells(source)
        for number, level, code, message in cells.notes:
            problems.add((cells.name, number), level, code, message)
        found = entries(cells, texts, drawn, problems)
        for entry, name in zip(found, _coders(found, cells, source, coder, problems), strict=True):
            if name is not None:
                _keep(_rows(entry, name, offered, problems), entry, said, problems)
        if drawn:
            _missing_units(cells, found, drawn, problems)
    rows = _checked([row for row, _ in said.values()], drawn, problems, paths)
    return make_table(rows, "coding"), make_table(problems.rows, "problems")


def _coders(
    found: list[Entry], cells: Cells, source: Path, given: str | None, problems: Problems
) -> list[str | None]:
    """The coder of every row; None where it cannot be told."""
    named = [" ".join(entry.cells.get("coder", "").split()) for entry in found]
    known = sorted(set(filter(None, named)))
    fallback = given or (known[0] if len(known) == 1 else None if known else source.stem)
    out: list[str | None] = []
    for entry, name in zip(found, named, strict=True):
        out.append(name or fallback)
        if not name and fallback is None and _answered(entry):
            told = f"no coder, in a file of several ({', '.join(known)}); write the name in, or pass coder="
            problems.add(entry.place, "dropped", "no_coder", told, entry.article_id)
    if not known and not given and any(_answered(entry) for entry in found):
        told = f"no coder is named; the file's name is taken: {source.stem}"
        problems.add((cells.name, None), "warned", "no_coder", told)
    return out


def _answered(entry: Entry) -> bool:
    return any(entry.cells.get(name) for name in ANSWER_COLUMNS if name != "coder")


def _rows(entry: Entry, coder: str, offered: dict[str, tuple[str, ...]], problems: Problems) -> list[Row]:
    """The answers of one row of a sheet as rows of the coding table."""
    if not _answered(entry):
        return []
    given = {
        name: _choice(entry, name, offered, problems) for name in ANSWER_COLUMNS if entry.cells.get(name)
    }
    given.pop("coder", None)
    values: dict[str, str | None] = {name: value for name, value in given.items() if value is not None}
    if entry.name is not None and entry.name.kind != "attribution":
        stray = sorted(set(values) - {"done", "note"})
        if stray:
            told = f"{', '.join(stray)} in the row of a {entry.name.kind}: that is for an attribution"
            problems.add(entry.place, "dropped", "stray_answer", told, entry.article_id)
        whole = [(name, values[name]) for name in ("done", "note") if values.get(name)]
        return [_row(entry, entry.name, coder, *answer) for answer in whole if answer != ("done", "no")]
    spans = _spans(entry, values, problems)
    if spans is None:
        return []
    name = entry.name
    if name is None:
        if values.get("verdict") not in (None, "missed"):
            told = f"verdict {values['verdict']!r} in a row for what was missed; taken as missed"
            problems.add(entry.place, "mended", "verdict_mended", told, entry.article_id)
        values["verdict"] = "missed"
        content = spans["content"]
        cue = spans["cue"][0][0] if "cue" in spans else -1
        name = UnitName("attribution", entry.article_id, content[0][0], content[-1][1], cue)
    verdict = values.get("verdict")
    if verdict is None:
        told = "an attribution with answers but without a verdict is not judged"
        problems.add(entry.place, "warned", "no_verdict", told, entry.article_id)
    if verdict not in IS_ATTRIBUTION:
        spans = {}
    plain = {key: value for key, value in values.items() if key not in (*_RIGHT, "done")}
    rows = [_row(entry, name, coder, key, value) for key, value in plain.items()]
    return rows + [
        _row(entry, name, coder, role, words_of(entry.text, pieces), pieces) for role, pieces in spans.items()
    ]


def _choice(entry: Entry, name: str, offered: dict[str, tuple[str, ...]], problems: Problems) -> str | None:
    """The answer in a cell as it is offered; None where it is not."""
    cell = entry.cells[name]
    allowed = offered.get(name, ())
    if not allowed:
        return cell
    folded = cell.casefold()
    if set(allowed) == {"yes", "no"}:
        folded = "yes" if folded in _YES else "no" if folded in _NO else folded
    plain = {option.casefold().replace("_", " "): option for option in allowed}
    found = plain.get(" ".join(folded.replace("_", " ").replace("-", " ").split())) or (
        cell if cell in allowed else None
    )
    if found is None:
        told = f"{name}={cell!r} is not allowed; allowed: {', '.join(allowed)}.{suggest(cell, allowed)}"
        problems.add(entry.place, "dropped", "bad_value", told, entry.article_id)
    return found


def _spans(entry: Entry, values: dict[str, str | None], problems: Problems) -> dict[str, Spans] | None:
    """The spans that hold by this row: the machine's where the coder left them; None where the row is of no use."""
    spans = dict(entry.spans)
    unit = entry.parent
    start, end = (0, len(entry.text)) if unit is None or unit.kind == "article" else (unit.start, unit.end)
    missed = entry.name is None
    for role in SPAN_VARIABLES:
        words = values.get(f"right_{role}")
        if not words:
            continue
        if words.casefold() == NONE and role != "content":
            spans.pop(role, None)
            continue
        found, n = find_words(entry.text, words, start, end)
        if found is None:
            told = f"right_{role}: {words[:80]!r} does not stand in the article; copy the words from the text"
            problems.add(entry.place, "dropped", "words_not_found", told, entry.article_id)
            if missed and role == "content":
                return None
            continue
        if n > 1:
            told = (
                f"right_{role}: {words[:80]!r} stands there {n} times; the first is taken (at {found[0][0]})"
            )
            problems.add(entry.place, "warned", "words_repeat", told, entry.article_id)
        spans[role] = found
    if missed:
        if "content" not in spans:
            told = "a missed attribution without right_content: nothing says where it stands"
            problems.add(entry.place, "dropped", "no_content", told, entry.article_id)
            return None
        if not start <= spans["content"][0][0] < end:
            told = "a missed attribution must begin in the sampled unit; this one stands elsewhere in the article"
            problems.add(entry.place, "dropped", "outside_unit", told, entry.article_id)
            return None
        return spans
    corrected = any(values.get(name) for name in _RIGHT)
    if values.get("verdict") == "right" and spans != entry.spans:
        values["verdict"] = "wrong_span"
        told = "verdict right with other words written in; taken as wrong_span"
        problems.add(entry.place, "mended", "verdict_mended", told, entry.article_id)
    if values.get("verdict") == "wrong_span" and not corrected:
        told = "wrong_span without the right words: the machine's spans stay"
        problems.add(entry.place, "warned", "no_words", told, entry.article_id)
    return spans


def _row(
    entry: Entry, unit: UnitName, coder: str, variable: str, value: str | None, spans: Spans | None = None
) -> Row:
    return {
        "unit_id": unit.unit_id if unit.kind != "attribution" else attribution_unit(*unit[1:]),
        "parent_unit_id": entry.parent.unit_id if entry.parent and unit.kind == "attribution" else None,
        "unit_kind": unit.kind,
        "article_id": entry.article_id,
        "article_sha256": entry.article_sha256,
        "coder": coder,
        "variable": variable,
        "value": value,
        "spans": spans,
        "stratum": entry.stratum,
        "inclusion_probability": entry.chance,
        "run_id": entry.run_id,
    }


def _keep(
    rows: list[Row],
    entry: Entry,
    said: dict[tuple[str, str, str], tuple[Row, tuple[str, int]]],
    problems: Problems,
) -> None:
    for row in rows:
        key = row["unit_id"], row["coder"], row["variable"]
        before = said.get(key)
        if before is not None and (before[0]["value"], before[0]["spans"]) != (row["value"], row["spans"]):
            told = (
                f"{row['variable']} of {row['unit_id']} by {row['coder']} is {row['value']!r} here and "
                f"{before[0]['value']!r} in {before[1][0]}, row {before[1][1]}; the later is taken"
            )
            problems.add(entry.place, "warned", "said_twice", told, entry.article_id)
        said[key] = row, entry.place


def _checked(
    rows: list[Row], drawn: dict[str, dict[str, Any]], problems: Problems, paths: list[Path]
) -> list[Row]:
    """Rows without the `done` of units in which an attribution is not judged; what is doubtful told."""
    source = paths[0].name if len(paths) == 1 else "all files"
    below: dict[str, set[str]] = {}
    for unit_id, row in drawn.items():
        if row["unit_kind"] == "attribution":
            below.setdefault(str(row["parent_unit_id"]), set()).add(unit_id)
    judged: set[tuple[str, str]] = set()
    sided: set[tuple[str, str]] = set()
    for row in rows:
        if row["unit_kind"] == "attribution":
            if row["parent_unit_id"] and row["value"] != "missed" and row["variable"] == "verdict":
                below.setdefault(row["parent_unit_id"], set()).add(row["unit_id"])
            judged |= {(row["unit_id"], row["coder"])} if row["variable"] == "verdict" else set()
            sided |= {(row["unit_id"], row["coder"])} if row["variable"] == "side" else set()
    out = []
    for row in rows:
        place = source, None
        if row["variable"] == "done":
            lacking = sorted(u for u in below.get(row["unit_id"], ()) if (u, row["coder"]) not in judged)
            if lacking:
                told = (
                    f"{row['unit_id']} says done by {row['coder']}, but {', '.join(lacking)} has no verdict; "
                    "it does not count"
                )
                problems.add(place, "dropped", "not_done", told, row["article_id"])
                continue
            if row["inclusion_probability"] is None:
                told = f"{row['unit_id']} has no inclusion_probability; pass sheet= to put it back"
                problems.add(place, "warned", "no_probability", told, row["article_id"])
        sideless = row["variable"] == "verdict" and row["value"] in IS_ATTRIBUTION
        if sideless and (row["unit_id"], row["coder"]) not in sided:
            told = f"{row['unit_id']} has no side by {row['coder']}; a coded sample takes it as unresolved"
            problems.add(place, "warned", "no_side", told, row["article_id"])
        out.append(row)
    return out


def _missing_units(
    cells: Cells, found: list[Entry], drawn: dict[str, dict[str, Any]], problems: Problems
) -> None:
    """Units of the sheet that the file does not hold: deleted rows, or another coder's part."""
    here = {entry.name.unit_id for entry in found if entry.name is not None}
    lost = [unit_id for unit_id in drawn if unit_id not in here]
    if lost:
        kinds = Counter(str(drawn[unit_id]["unit_kind"]) for unit_id in lost)
        told = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        message = f"{len(lost)} rows of the sheet are not in the file ({told}), first {lost[0]}"
        problems.add((cells.name, None), "warned", "rows_missing", message)
