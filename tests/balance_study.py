"""Small studies for the tests of the balance measures: rows in short form, tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from framing.schema import make_table

SIDES = ("NORTH", "SOUTH")
N, S = SIDES

# A voice as a test writes it: side, words, and whatever else its measure needs.
Voice = Mapping[str, Any]


def say(side: str | None, words: int = 10, **more: Any) -> Voice:
    return {"side": side, "n_words": words, **more}


def make_study(
    articles: Mapping[str, Sequence[Voice]], **columns: Sequence[Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(attributions, articles) of voices by article; articles have no text, their words are `n_words`.

    A voice stands at 1000 × its number in the article, `position` at its number / number of voices, `paragraph` at
    its number + 1, unless it says otherwise. `columns` are columns of the articles, in their order.
    """
    rows = []
    for article_id, voices in articles.items():
        for i, voice in enumerate(voices):
            start, end = 1000 * i, 1000 * i + 6 * int(voice["n_words"])
            rows.append(
                {
                    "article_id": article_id, "attribution_id": f"{article_id}:{start}-{end}:-1",
                    "content_start": start, "content_end": end, "position": i / len(voices), "paragraph": i + 1,
                    "in_headline": False, **voice,
                }
            )  # fmt: skip
    table = make_table(
        [{"article_id": name, "text": "", "body_start": 1} for name in articles], "articles"
    ).assign(**columns)
    if rows:
        return make_table(rows, "attributions", sides=SIDES, group="resolved"), table
    empty = make_table([], "attributions", sides=SIDES, group="resolved")
    return empty, table


def row(table: pd.DataFrame, measure: str, **where: Any) -> dict[str, Any]:
    """The only row of a measure with these values; None stands for a missing one. Missing cells come as None."""
    found = table[table["measure"] == measure]
    where = {"method": "machine", **where}
    for name, value in where.items():
        found = found[found[name].isna() if value is None else found[name] == value]
    assert len(found) == 1, f"{len(found)} rows of {measure} with {where}:\n{table['measure'].unique()}"
    return {str(k): None if pd.api.types.is_scalar(v) and pd.isna(v) else v for k, v in found.iloc[0].items()}


def part(table: pd.DataFrame, measure: str, **where: Any) -> tuple[float, float, float]:
    """Estimate, numerator and denominator of a row."""
    one = row(table, measure, **where)
    return one["estimate"], one["numerator"], one["denominator"]


@st.composite
def studies(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Any study of one to eight articles with up to five voices each."""
    side = st.sampled_from([N, S, "other", "joint", None])
    voice = st.builds(
        say,
        side,
        st.integers(4, 30),
        n_quoted=st.integers(0, 4),
        quote_type=st.sampled_from(["direct", "mixed", "indirect", None]),
        stance=st.sampled_from(["neutral", "endorsing", "distancing", None]),
        cue_lemma=st.sampled_from(["say", "claim", "note"]),
        cue_class=st.sampled_from(["assert", "accuse", "deny"]),
        target_side=st.sampled_from([N, S, "other", "joint", "unresolved", None]),
        actor=st.sampled_from(["Ministry", "Navy", "Brandt", None]),
        anonymous=st.booleans(),
    )
    n = draw(st.integers(1, 8))
    return {f"a{i}": draw(st.lists(voice, max_size=5)) for i in range(n)}
