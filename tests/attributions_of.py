"""What the tests of attributions share: texts in, attributions as plain tuples out, and how a table is checked."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd
import pytest
from attribution_tables import Case, Expected, tables
from attribution_tables.known import KNOWN

from framing.attribution import find_attributions
from framing.attribution.extract import ENGINES as NAMED
from framing.schema import make_table

# The tagger is one of the engines only where it has been fitted and calibrated.
_CALIBRATION = files("framing") / "models" / "tagger.json"
_FITTED = _CALIBRATION.is_file() and len(json.loads(_CALIBRATION.read_text(encoding="utf-8"))) > 0
ENGINES = tuple(engine for engine in NAMED if engine == "rules" or _FITTED)


class Got(NamedTuple):
    """An attribution as a test sees it, with the function that found it."""

    speaker: str | None
    cue: str | None
    content: str
    quote_type: str
    act: str
    construction: str

    @property
    def row(self) -> Expected:
        return Expected(*self[:5])


def articles_of(*texts: str, body_start: int = 0) -> pd.DataFrame:
    """An articles table of plain texts, one article each."""
    rows = [
        {"article_id": f"a{n:03d}", "text": text, "body_start": body_start} for n, text in enumerate(texts)
    ]
    return make_table(rows, "articles")


def attributions_of(text: str, *, engine: str = "rules") -> list[tuple[str | None, ...]]:
    """(speaker, cue, content, quote_type, act) of every attribution of a text, in the order of the table."""
    return [tuple(got.row) for got in rows_of(articles_of(text), engine)["a000"]]


@cache
def found(table: str, engine: str) -> dict[str, list[Got]]:
    """What an engine finds in every case of a table, by case: in one call, for a call has its own cost."""
    cases = tables()[table]
    articles = articles_of(*(case.text for case in cases))
    articles["body_start"] = [case.body_start for case in cases]
    rows = rows_of(articles, engine)
    return {case.name: rows[name] for case, name in zip(cases, articles["article_id"], strict=True)}


def rows_of(articles: pd.DataFrame, engine: str) -> dict[str, list[Got]]:
    """What an engine finds in each article of a table, by its id."""
    out: dict[str, list[Got]] = {str(name): [] for name in articles["article_id"]}
    for row in find_attributions(articles, engine=engine).itertuples():
        out[str(row.article_id)].append(
            Got(
                _plain(row.speaker), _plain(row.cue), str(row.content), str(row.quote_type), str(row.act),
                str(row.construction),
            )
        )  # fmt: skip
    return out


def _plain(value: Any) -> str | None:
    if pd.isna(value):
        return None
    # The twin and the embedded corpus draw a possessive with and without its 's: both readings are right.
    words = str(value)
    return words[:-2] if words.endswith(("’s", "'s")) else words


def parameters() -> list[Any]:
    """Every case of every table with every engine there is, known failures marked."""
    out = []
    for engine in ENGINES:
        for table, cases in tables().items():
            for case in cases:
                reason = KNOWN.get(engine, {}).get(case.name)
                marks = (
                    [pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)] if reason else []
                )
                out.append(pytest.param(engine, table, case, marks=marks, id=f"{engine}:{case.name}"))
    return out


def complaint(engine: str, case: Case, rows: Sequence[Got]) -> str:
    """What is wrong with the rows found in a case; empty if nothing is.

    The constructions draw spans by rule: their rows are compared word for word. The tagger draws them as it has learnt
    to: half the words of a content, one word of cue and speaker, and no row beside those that are expected or allowed.
    """
    same = _same_rows(case, rows) if engine == "rules" else _alike_rows(case, rows)
    if same:
        return ""
    got = [got.row for got in rows]
    return f"\ntext: {case.text}\ngot:  {got}\nwant: {list(case.rows)}"


def _same_rows(case: Case, rows: Sequence[Got]) -> bool:
    return sorted(repr(got.row) for got in rows) == sorted(map(repr, case.rows))


def _alike_rows(case: Case, rows: Sequence[Got]) -> bool:
    left = list(rows)
    for wanted, needed in [(row, True) for row in case.rows] + [(row, False) for row in case.allowed]:
        best = max(
            (got for got in left if _alike(wanted, got)), key=lambda g: _shared(wanted, g), default=None
        )
        if best is not None:
            left.remove(best)
        elif needed:
            return False
    return not left


def _alike(wanted: Expected, got: Got) -> bool:
    if _shared(wanted, got) < 0.5:
        return False
    if wanted.cue is not None and not _words(wanted.cue) & _words(got.cue):
        return False
    if wanted.speaker is None:  # who goes on speaking may be told: it stands elsewhere in the text
        return got.speaker is None or wanted.quote_type == "continuation"
    return bool(_words(wanted.speaker) & _words(got.speaker))


def _shared(wanted: Expected, got: Got) -> float:
    """Words in both contents over words in either."""
    a, b = _words(wanted.content), _words(got.content)
    return (a & b).total() / max(1, (a | b).total())


def _words(text: str | None) -> Counter[str]:
    # A colon is the whole cue of a headline.
    return Counter(re.findall(r"[^\W_]+|^:$", (text or "").lower()))
