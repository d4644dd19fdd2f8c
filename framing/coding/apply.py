"""Human corrections in place of the machine's rows, also after the machine has run again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.checks import need_columns, suggest
from framing.coding.coders import SAME, Row, by_unit, content_of, is_done, one_answer, overlap, verdict_of
from framing.coding.derive import CUE_FIELDS, ArticleText, article_texts, cue_meanings, nesting
from framing.coding.units import (
    IS_ATTRIBUTION,
    attribution_unit,
    read_unit,
    sentence_unit,
    text_hash,
    words_of,
)
from framing.inference import CodedSample, judged_chances, units_of
from framing.schema import SHARED_SIDES, TABLES, Spans, check_table, make_table, sort_table

_RESOLVED = ("actor_id", "actor", "antecedent_start", "antecedent_end", "anonymous")


@dataclass(frozen=True)
class Judged:
    """What a coder said of one attribution."""

    unit_id: str
    article_id: str
    verdict: str
    content: Spans
    cue_start: int
    rows: dict[str, Row]

    def value(self, variable: str) -> str | None:
        return self.rows[variable]["value"] if variable in self.rows else None

    def spans(self, variable: str) -> Spans | None:
        return self.rows[variable]["spans"] if variable in self.rows else None


def apply_coding(
    attributions: pd.DataFrame, articles: pd.DataFrame, coding: pd.DataFrame, *, coder: str | None = None
) -> pd.DataFrame:
    """Put what coders said in place of the machine's rows.

    Parameters
    ----------
    attributions : attributions table, of the run that was coded or of a later one.
    articles : articles table, with the texts that were coded.
    coding : coding table (`read_coding`, or the reviewing widget's).
    coder : whose answers hold where there are several coders: a name, or "majority" (for each attribution first
        whether it is one, then each answer of those who agree; of equals, the coder first by name).

    Returns
    -------
    DataFrame, attributions table with the columns of `resolve_speakers`. What a coder judged is a row with
    `engine` "human", its side, where given, `resolved_by` "coder"; what is not an attribution is gone; what was
    missed is there. In a sampled unit that is done nothing else is left, so that what a later run of the machine
    finds there does not come back. All other rows are as they were; `nested_in` is worked out anew where rows
    changed.

    Raises
    ------
    ValueError : several coders and none named; a side that the table does not know; an article that is not there
        or whose text has changed since it was coded.

    See Also
    --------
    read_coding, coded_sample

    Notes
    -----
    A judged attribution is the machine's row with the same `attribution_id`; where there is none, that whose content
    shares half its characters or more with the judged one (intersection over union) and whose cue begins at the same
    place; where there is none either, the row is made of what was coded. A coder who gives the spans of the content
    gives them all: a speaker or cue not given is not there. Applying twice is applying once. What a coder did not say
    (class, stance, target) stays as the machine has it, for a new cue as the machine reads the same words elsewhere.
    With another side or speaker the actor is no longer known.

    Examples
    --------
    >>> corrected = apply_coding(attributions, articles, coding, coder="majority")          # doctest: +SKIP
    """
    return _applied(attributions, articles, one_answer(coding, coder), keep_side=True)


def coded_sample(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    coding: pd.DataFrame,
    *,
    sheet: pd.DataFrame | None = None,
    coder: str | None = None,
) -> CodedSample:
    """The coded units and what is true in them: what measures take to correct the machine.

    Parameters
    ----------
    attributions, articles, coding, coder : as in `apply_coding`. Units that are not done are left out.
    sheet : the sheet that was coded. Needed where it is not done to the end: the chance of every judged unit is then
        multiplied by its stratum's share of judged units. Without it every unit of the sheet is taken to be done.

    Returns
    -------
    CodedSample: `units`, the sampled units that are done, and `attributions`, the human rows whose content begins
    in them.

    Raises
    ------
    ValueError : as in `apply_coding`; a unit without an inclusion probability; fewer than 30 coded articles; a done
        unit that is not in `sheet`, a stratum of the sheet in which nothing is done.

    Notes
    -----
    A half-done sheet without `sheet=` would correct half of the machine's error alone. With it, those done must be no
    choice of the coder's: the sheet is coded in its order, not the easy ones first.
    An attribution whose side the coder did not say has the side "unresolved": the machine's own would pass for truth.

    Examples
    --------
    >>> sample = coded_sample(attributions, articles, coding)          # doctest: +SKIP
    """
    found, units = coded_rows(attributions, articles, coding, coder=coder)
    if sheet is not None:
        units = units.assign(inclusion_probability=_judged(units, sheet))
    return CodedSample(attributions=found, units=units)


def _judged(units: pd.DataFrame, sheet: pd.DataFrame) -> list[float]:
    """The chance of every done unit to be drawn and judged."""
    need_columns(sheet, ["unit_id", "unit_kind", "stratum", "inclusion_probability"], what="sheet")
    drawn = sheet[sheet["unit_kind"].isin(["sentence", "article"])].drop_duplicates("unit_id")
    # A sampled article goes by its own name, a sentence by its offsets.
    keys = [
        article if article in articles else sentence_unit(article, start, end)
        for articles in [set(drawn.loc[drawn["unit_kind"] == "article", "unit_id"])]
        for article, start, end in zip(
            units["article_id"].map(str), units["start"].map(int), units["end"].map(int), strict=True
        )
    ]
    judged = drawn["unit_id"].isin(keys).to_numpy(dtype=bool)
    if judged.sum() < len(units):
        raise ValueError(
            f"sheet: {len(units) - int(judged.sum())} of {len(units)} done units are not in it; pass the sheet that "
            "was coded."
        )
    chances = judged_chances(
        drawn["inclusion_probability"].to_numpy(dtype="float64"), drawn["stratum"].astype("object"), judged
    )
    of_unit = dict(zip(drawn["unit_id"], chances.tolist(), strict=True))
    return [of_unit[key] for key in keys]


def coded_rows(
    attributions: pd.DataFrame, articles: pd.DataFrame, coding: pd.DataFrame, *, coder: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The human rows of the units that are done, and those units, however few."""
    answers = one_answer(coding, coder)
    units = done_units(answers, check_table(articles, "articles"))
    mine = check_table(attributions, "attributions")
    mine = mine[mine["article_id"].isin(answers["article_id"])].reset_index(drop=True)
    applied = _applied(mine, articles, answers, keep_side=False)
    return applied[units_of(applied, units) >= 0].reset_index(drop=True), units


def done_units(coding: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The sampled units of one coder that are done: article_id, start, end, stratum, inclusion_probability."""
    lengths = dict(zip(articles["article_id"], articles["text"].str.len(), strict=True))
    rows = []
    for (unit_id, _), answers in by_unit(coding).items():
        if not is_done(answers):
            continue
        row = answers["done"]
        kind = row["unit_kind"] or "sentence"
        name = read_unit(unit_id, kind)
        if name is None or kind == "attribution":
            raise ValueError(f"coding: unit_id {unit_id!r} is no {kind} to be done; read the sheet again.")
        end = name.end if kind == "sentence" else int(lengths.get(row["article_id"], 0))
        rows.append(
            {
                "article_id": row["article_id"],
                "start": name.start,
                "end": end,
                "stratum": row["stratum"],
                "inclusion_probability": row["inclusion_probability"],
            }
        )
    names = ["article_id", "start", "end", "stratum", "inclusion_probability"]
    units = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in names})
    return (
        units.astype({"article_id": "str", "stratum": "str", "start": "int64", "end": "int64"})
        .assign(inclusion_probability=pd.to_numeric(units["inclusion_probability"]).astype("float64"))
        .sort_values(["article_id", "start"], kind="stable", ignore_index=True)
    )


def _applied(
    attributions: pd.DataFrame, articles: pd.DataFrame, coding: pd.DataFrame, *, keep_side: bool
) -> pd.DataFrame:
    found = check_table(attributions, "attributions")
    population = check_table(articles, "articles")
    touched = coding["article_id"].unique().tolist()
    texts = article_texts(population[population["article_id"].isin(touched)])
    _check_texts(coding, texts)
    sides = _sides(found, coding)
    _check_sides(coding, sides)
    units = done_units(coding, population)
    meanings = cue_meanings(found)
    judged: dict[str, list[Judged]] = {}
    for item in judgements(coding):
        judged.setdefault(item.article_id, []).append(item)
    inside = found["article_id"].isin(touched).to_numpy(dtype=bool)
    mine = found[inside].reset_index(drop=True)
    in_done = (units_of(mine, units) >= 0).tolist()
    of_article: dict[str, list[tuple[Row, bool]]] = {}
    for row, is_in in zip(mine.to_dict("records"), in_done, strict=True):
        plain: Row = {
            str(name): value if isinstance(value, tuple) or not pd.isna(value) else None
            for name, value in row.items()
        }
        plain["content_spans"] = plain["content_spans"] or ((plain["content_start"], plain["content_end"]),)
        of_article.setdefault(plain["article_id"], []).append((plain, is_in))
    rows: list[Row] = []
    for article_id in touched:
        rows += _one_article(
            texts[article_id],
            of_article.get(article_id, []),
            judged.get(article_id, []),
            meanings,
            keep_side,
        )
    extra = [name for name in found.columns if name not in TABLES["attributions"].names]
    changed = make_table(rows, "attributions", sides=sides, group="resolved")
    changed = changed.astype({name: found[name].dtype for name in extra if name in changed.columns})
    if inside.all():
        return changed
    rest = check_table(
        found[~inside].assign(
            **{name: None for name in TABLES["attributions"].group_names("resolved") if name not in found}
        ),
        "attributions",
        sides=sides,
    )
    if changed.empty:
        return sort_table(rest, "attributions")
    both = pd.concat([_unpacked(rest), _unpacked(changed)], ignore_index=True)
    return sort_table(check_table(both, "attributions", sides=sides), "attributions")


def _unpacked(table: pd.DataFrame) -> pd.DataFrame:
    """Texts as objects: an Arrow-backed column cannot take in half a surrogate pair from another."""
    texts = [name for name in table.columns if isinstance(table[name].dtype, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, "object"))


def judgements(coding: pd.DataFrame) -> list[Judged]:
    """The attributions that one coder judged."""
    out = []
    for (unit_id, _), rows in by_unit(coding).items():
        verdict = verdict_of(rows)
        content = content_of(unit_id, rows)
        if verdict is None or content is None:
            continue
        name = read_unit(unit_id, "attribution")
        cue_start = name.cue_start if name is not None else -1
        out.append(Judged(unit_id, rows["verdict"]["article_id"], verdict, content, cue_start, rows))
    return out


def _check_texts(coding: pd.DataFrame, texts: dict[str, ArticleText]) -> None:
    seen = coding[["article_id", "article_sha256"]].drop_duplicates()
    for article_id, digest in zip(seen["article_id"], seen["article_sha256"], strict=True):
        if article_id not in texts:
            raise ValueError(
                f"coding: article_id {article_id!r} is not in articles; pass the articles that were coded."
            )
        if not pd.isna(digest) and text_hash(texts[article_id].text) != digest:
            raise ValueError(
                f"coding: the text of article {article_id!r} has changed since it was coded; pass the articles that "
                "were coded, or leave its rows out of the coding table."
            )


def _sides(found: pd.DataFrame, coding: pd.DataFrame) -> list[str]:
    own = list(map(str, found["side"].cat.categories)) if "side" in found.columns else []
    if [side for side in own if side not in SHARED_SIDES]:
        return own
    said = coding.loc[coding["variable"].isin(["side", "target_side"]), "value"].dropna()
    return [*sorted(set(said) - set(SHARED_SIDES)), *SHARED_SIDES]


def _check_sides(coding: pd.DataFrame, sides: list[str]) -> None:
    said = coding[coding["variable"].isin(["side", "target_side"]) & coding["value"].notna()]
    wrong = said[~said["value"].isin(sides)]
    if len(wrong):
        row = wrong.iloc[0]
        raise ValueError(
            f"coding: {row['variable']}={row['value']!r} (unit {row['unit_id']}, coder {row['coder']}; {len(wrong)} "
            f"such) is not allowed; allowed: {', '.join(sides)}.{suggest(row['value'], sides)} "
            "read_coding(…, sides=…) drops such answers and tells them."
        )


def match(judged: Iterable[Judged], rows: list[Row]) -> dict[str, int]:
    """For each judged attribution, the number of the row that it is: by id, then by the most shared words."""
    items = sorted(judged, key=lambda item: item.unit_id)
    ids = {row["attribution_id"]: number for number, row in enumerate(rows)}
    out = {item.unit_id: ids[item.unit_id] for item in items if item.unit_id in ids}
    taken = set(out.values())
    pairs = []
    for item in items:
        if item.unit_id in out:
            continue
        for number, row in enumerate(rows):
            if number in taken:
                continue
            if item.verdict == "not_attribution" and row["engine"] == "human":
                continue
            score = max(overlap(spans, row["content_spans"]) for spans in _places(item))
            if score >= SAME and _cue_start(row) in _cues(item):
                pairs.append((-score, item.unit_id, number))
    for _, unit_id, number in sorted(pairs):
        if unit_id not in out and number not in taken:
            out[unit_id] = number
            taken.add(number)
    return out


def _places(item: Judged) -> list[Spans]:
    """Where the attribution may be found again: as corrected, or as the machine had it."""
    name = read_unit(item.unit_id, "attribution")
    return [item.content, *([((name.start, name.end),)] if name is not None else [])]


def _cues(item: Judged) -> set[int]:
    # As the machine had it, and as corrected: with the content given, a cue not given is not there.
    cue = item.spans("cue")
    return {item.cue_start, cue[0][0] if cue else -1 if item.spans("content") else item.cue_start}


def _cue_start(row: Row) -> int:
    return -1 if row["cue_start"] is None else int(row["cue_start"])


def _one_article(
    text: ArticleText,
    found: list[tuple[Row, bool]],
    judged: list[Judged],
    meanings: dict[str, dict[str, Any]],
    keep_side: bool,
) -> list[Row]:
    rows = [row for row, _ in found]
    matched = match(judged, rows)
    out: dict[str, Row] = {}
    # What the machine had comes first, so that a missed one listed twice does not push it out.
    for item in sorted(judged, key=lambda item: (item.verdict == "missed", item.unit_id)):
        if item.verdict not in IS_ATTRIBUTION:
            continue
        base = rows[matched[item.unit_id]] if item.unit_id in matched else None
        row = _human(text, item, base, meanings, keep_side)
        out.setdefault(row["attribution_id"], row)
    replaced = set(matched.values())
    for number, (row, in_done) in enumerate(found):
        if number not in replaced and not in_done:
            out.setdefault(row["attribution_id"], row)
    nested = nesting(list(out.values()))
    return [row | {"nested_in": nested.get(name)} for name, row in out.items()]


def _human(
    text: ArticleText,
    item: Judged,
    base: Row | None,
    meanings: dict[str, dict[str, Any]],
    keep_side: bool,
) -> Row:
    """The row that a coder's answers make, on the machine's where there is one."""
    old: Row = dict(base) if base is not None else {}
    row: Row = old | {"article_id": text.article_id, "engine": "human", "confidence": None}
    if base is None:
        row["construction"] = "coder"
    for role in ("speaker", "cue"):
        _set_span(row, role, text.text, item)
    content = item.content if base is None or item.spans("content") else old["content_spans"]
    if base is None or tuple(content) != tuple(old["content_spans"]) or old.get("n_words") is None:
        about = text.about(content)
        continues = old.get("quote_type") == "continuation" and about["quote_type"] == "direct"
        row |= about | ({"quote_type": "continuation"} if continues else {})
    row |= {
        "content": words_of(text.text, content),
        "content_start": content[0][0],
        "content_end": content[-1][1],
        "content_spans": content,
    }
    if _cue_start(row) != (_cue_start(old) if old else None):
        known = meanings.get(str(row["cue"]).casefold(), {})
        row |= {name: known.get(name) for name in CUE_FIELDS if name in known or name not in ("act",)}
    row["act"] = row.get("act") or "speech"
    for name in ("cue_class", "stance", "target_side"):
        row[name] = item.value(name) or row.get(name)
    same_speaker = bool(old) and row["speaker_start"] == old["speaker_start"]
    side = item.value("side")
    known_side = side is None and keep_side and same_speaker
    if not (same_speaker and (known_side or (side is not None and side == old.get("side")))):
        row |= dict.fromkeys(_RESOLVED)
    if not known_side:
        row |= {"side": side or "unresolved", "resolved_by": "coder" if side is not None else "none"}
    said = item.value("anonymous")
    if said is not None:
        row["anonymous"] = said.casefold() == "yes"
    cue_start = _cue_start(row)
    row["attribution_id"] = attribution_unit(text.article_id, content[0][0], content[-1][1], cue_start)
    return row


def _set_span(row: Row, role: str, text: str, item: Judged) -> None:
    # A coder who gives the content has said where everything stands: what is not given is not there.
    spans = item.spans(role)
    if spans:
        start, end = spans[0][0], spans[-1][1]
        row |= {role: text[start:end], f"{role}_start": start, f"{role}_end": end}
    elif item.spans("content") or f"{role}_start" not in row:
        row |= {role: None, f"{role}_start": None, f"{role}_end": None}
