"""What the tables of attribution tests share: a text in, its attributions as plain tuples out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import pytest

from framing.attribution import find_attributions
from framing.schema import make_table

Expected = tuple[str | None, str | None, str, str, str]


def articles_of(*texts: str, body_start: int = 0) -> pd.DataFrame:
    """An articles table of plain texts, one article each."""
    rows = [
        {"article_id": f"a{n:03d}", "text": text, "body_start": body_start} for n, text in enumerate(texts)
    ]
    return make_table(rows, "articles")


def attributions_of(text: str) -> list[Expected]:
    """(speaker, cue, content, quote_type, act) of every attribution of a text, in the order of the table."""
    return _found((text,), False)[text]


@cache
def _found(texts: tuple[str, ...], headline: bool) -> dict[str, list[Expected]]:
    """The same of many texts, or headlines over a body that says nothing, in one call: a call has its own cost."""
    given = dict.fromkeys(texts)
    frame = articles_of(*(f"{text}\n\nIt rained." if headline else text for text in given))
    frame["body_start"] = [len(text) + 2 if headline else 0 for text in given]
    table = find_attributions(frame)
    rows: dict[str, list[Expected]] = {text: [] for text in given}
    of_id = dict(zip(frame["article_id"], given, strict=True))
    for row in table.itertuples():
        rows[of_id[str(row.article_id)]].append(
            (_plain(row.speaker), _plain(row.cue), str(row.content), str(row.quote_type), str(row.act))
        )
    return rows


def _plain(value: Any) -> str | None:
    if pd.isna(value):
        return None
    # The twin and the embedded corpus draw a possessive with and without its 's: both readings are right.
    words = str(value)
    return words[:-2] if words.endswith(("’s", "'s")) else words


def case(text: str, *rows: tuple[str | None, ...], xfail: str = "") -> Any:
    """One line of a table: a text and its rows (speaker, cue, content, quote_type[, act]); no rows: nobody speaks."""
    expected = [tuple([*row, "speech"][:5]) for row in rows]
    marks = [pytest.mark.xfail(reason=xfail, raises=AssertionError, strict=True)] if xfail else []
    return pytest.param(text, expected, marks=marks, id=" ".join(text.split()[:6]))


def check(text: str, expected: list[Expected], cases: Sequence[Any], *, headline: bool = False) -> None:
    """Assert that a text, one of a module's cases, has these attributions and no others."""
    got = _found(tuple(one.values[0] for one in cases), headline)[text]
    assert sorted(map(repr, got)) == sorted(map(repr, expected)), (
        f"\ntext: {text}\ngot:  {got}\nwant: {expected}"
    )
