"""Which attributions of one table another one has too: by the words that their contents share."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import word_spans
from framing.schema import TABLES, check_table

# At least this share of the words that either content has must be in both.
HALF = 0.5
_GROUPS = (
    "construction", "quote_type", "act", "cue_class", "stance", "cue_lemma", "engine", "side", "resolved_by",
    "in_headline",
)  # fmt: skip
_ROLES = ("speaker", "cue")


@dataclass(frozen=True)
class _Row:
    """One attribution as sets of words, numbered through the article."""

    at: int
    content: frozenset[int]
    speaker: frozenset[int]
    cue: frozenset[int]


def match_attributions(
    first: pd.DataFrame,
    second: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    names: Sequence[str] = ("a", "b"),
    by: str = "construction",
) -> pd.DataFrame:
    """Count which attributions two tables of the same articles share, and how far they agree on those.

    Parameters
    ----------
    first, second : attributions tables of the same articles: of two engines, or of an engine and a coder. With `side`
        (from `resolve_speakers`) in both, agreement of sides is counted too.
    articles : articles table with the texts of both.
    names : what to call the two.
    by : column of the attributions to count by: construction, quote_type, act, cue_class, stance, cue_lemma, engine,
        side, resolved_by or in_headline. A matched attribution stands with its own value in each table.

    Returns
    -------
    DataFrame, one row per table and value of `by`, that table's total first (`by` missing), then the most frequent:

    - `found_in`, `versus` : the table counted and the one it is compared with, as in `names`.
    - the `by` column.
    - `n` : attributions of the table found_in.
    - `matched` : those of them that the other table has too; `only` : the rest.
    - `share` : matched / n. In the total rows this is the recall of `versus` if found_in were the truth.
    - `same_speaker`, `same_cue` : of the matched, those whose speakers (cues) share a word, or that both have none.
    - `same_side` : of the matched, those with the same side; `side_agreement` : same_side / matched. Missing where one
      table has no `side`.

    Raises
    ------
    ValueError : a column is missing, an attribution's article is not in `articles`, its content lies beyond the text,
        `names` are not two different ones, or `by` is no such column.

    See Also
    --------
    compare_engines : what the difference does to a measure.

    Notes
    -----
    Two attributions match where the words of their contents satisfy |A ∩ B| / |A ∪ B| ≥ ½. They are paired one to one
    within an article, greedily: most shared words of content first, then of speaker, of cue, then in the order of the
    tables. Words are those of `language.WORD`, so that punctuation and quotation marks at an edge cost nothing. F1 of
    the two tables is 2 · matched / (n of one + n of the other), whichever is taken for the truth.

    Examples
    --------
    >>> match_attributions(by_tagger, by_rules, articles, names=("tagger", "rules"))
    """
    choose("by", by, _GROUPS)
    a, b = _two(names)
    articles = check_table(articles, "articles")
    need = ["side"] if by in TABLES["attributions"].group_names("resolved") else []
    tables = [check_table(table, "attributions", need=need) for table in (first, second)]
    pairs = matched_rows(tables[0], tables[1], articles)
    sided = all("side" in table.columns for table in (first, second))
    agree = _agreement(tables[0], tables[1], pairs, sided=sided)
    parts = [
        _counts(table, agree.set_index(own), (name, other), by=by, sided=sided)
        for table, own, name, other in ((tables[0], "first", a, b), (tables[1], "second", b, a))
    ]
    return pd.concat(parts, ignore_index=True)


def matched_rows(first: pd.DataFrame, second: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Pairs of row numbers (`first`, `second`) of checked tables, with whether speakers and cues share a word."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = [_by_article(table, texts) for table in (first, second)]
    found = [
        (one.at, two.at, _agrees(one.speaker, two.speaker), _agrees(one.cue, two.cue))
        for article_id in rows[0]
        for one, two in _pairs(rows[0][article_id], rows[1].get(article_id, []))
    ]
    pairs = pd.DataFrame(sorted(found), columns=["first", "second", "same_speaker", "same_cue"])
    return pairs.astype({"first": "int64", "second": "int64", "same_speaker": "bool", "same_cue": "bool"})


def _by_article(table: pd.DataFrame, texts: dict[str, str]) -> dict[str, list[_Row]]:
    unknown = table.loc[~table["article_id"].isin(texts), "article_id"]
    if len(unknown):
        raise ValueError(
            f"attributions: article_id {unknown.iloc[0]!r} is not in articles ({unknown.nunique()} such); pass all "
            "articles that the attributions were found in."
        )
    found: dict[str, list[_Row]] = defaultdict(list)
    words: dict[str, _Words] = {}
    for at, row in enumerate(table.to_dict("records")):
        article_id = row["article_id"]
        if article_id not in words:
            words[article_id] = _Words(texts[article_id])
        spans = row["content_spans"] or ((row["content_start"], row["content_end"]),)
        if spans[-1][1] > len(texts[article_id]):
            raise ValueError(
                f"attributions: {row['attribution_id']}: its content lies beyond the text of its article; pass the "
                "articles with the texts that it was found in."
            )
        parts = {
            role: [] if pd.isna(row[f"{role}_start"]) else [(row[f"{role}_start"], row[f"{role}_end"])]
            for role in _ROLES
        }
        inside = words[article_id].inside
        found[article_id].append(_Row(at, inside(spans), inside(parts["speaker"]), inside(parts["cue"])))
    return found


class _Words:
    """The words of a text, numbered, by span."""

    def __init__(self, text: str) -> None:
        spans = word_spans(text)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def inside(self, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
        found: set[int] = set()
        for start, end in spans:
            at = bisect_right(self._ends, start)
            while at < len(self._starts) and self._starts[at] < end:
                found.add(at)
                at += 1
        return frozenset(found)


def _pairs(first: Sequence[_Row], second: Sequence[_Row]) -> list[tuple[_Row, _Row]]:
    # By word, so that long articles do not cost every row times every row.
    holding: dict[int, list[int]] = defaultdict(list)
    for number, two in enumerate(second):
        for word in two.content:
            holding[word].append(number)
    scored = []
    for one in first:
        shared: dict[int, int] = defaultdict(int)
        for word in one.content:
            for number in holding.get(word, ()):
                shared[number] += 1
        for number, n in shared.items():
            two = second[number]
            overlap = n / (len(one.content) + len(two.content) - n)
            if overlap >= HALF:
                also = _overlap(one.speaker, two.speaker), _overlap(one.cue, two.cue)
                scored.append((-overlap, -also[0], -also[1], one.at, two.at, one, two))
    out: list[tuple[_Row, _Row]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, one, two in sorted(scored, key=lambda each: each[:5]):
        if one.at not in taken[0] and two.at not in taken[1]:
            taken[0].add(one.at)
            taken[1].add(two.at)
            out.append((one, two))
    return out


def _overlap(one: frozenset[int], two: frozenset[int]) -> float:
    return len(one & two) / len(one | two) if one or two else 0.0


def _agrees(one: frozenset[int], two: frozenset[int]) -> bool:
    return bool(one & two) or not (one or two)


def _agreement(
    first: pd.DataFrame, second: pd.DataFrame, pairs: pd.DataFrame, *, sided: bool
) -> pd.DataFrame:
    """The pairs, with whether both have the same side; False for all where sides are not known."""
    if not sided:
        return pairs.assign(same_side=False)
    one, two = (
        table["side"].astype("object").to_numpy()[pairs[column].to_numpy(dtype=np.intp)]
        for table, column in ((first, "first"), (second, "second"))
    )
    same = np.array([x == y for x, y in zip(one, two, strict=True)], dtype=bool)
    return pairs.assign(same_side=same)


def _counts(
    table: pd.DataFrame, agree: pd.DataFrame, names: tuple[str, str], *, by: str, sided: bool
) -> pd.DataFrame:
    flags = pd.DataFrame(
        {"n": True, "matched": table.index.isin(agree.index)}, index=table.index, dtype="int64"
    )
    for name in ("same_speaker", "same_cue", "same_side"):
        flags[name] = agree[name].reindex(table.index, fill_value=False).astype("int64")
    value = [None if pd.isna(each) else str(each) for each in table[by]]
    sums: list[tuple[str | None, pd.Series]] = [(None, flags.sum())]
    groups = flags.groupby(pd.Series(["" if each is None else each for each in value], dtype=object))
    found = [(str(name) or "(missing)", part.sum()) for name, part in groups]
    sums += sorted(found, key=lambda each: (-each[1]["n"], each[0]))
    rows: list[dict[str, Any]] = []
    for group, total in sums:
        n, matched = int(total["n"]), int(total["matched"])
        rows.append(
            {
                "found_in": names[0], "versus": names[1], by: group, "n": n, "matched": matched, "only": n - matched,
                "share": matched / n if n else None, "same_speaker": int(total["same_speaker"]),
                "same_cue": int(total["same_cue"]), "same_side": int(total["same_side"]) if sided else None,
                "side_agreement": total["same_side"] / matched if sided and matched else None,
            }
        )  # fmt: skip
    kinds = dict.fromkeys(("found_in", "versus", by), "str")
    kinds |= dict.fromkeys(("n", "matched", "only", "same_speaker", "same_cue", "same_side"), "Int64")
    kinds |= dict.fromkeys(("share", "side_agreement"), "float64")
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kinds[name]) for name in rows[0]})


def _two(names: Sequence[str]) -> tuple[str, str]:
    given = list(map(str, names)) if isinstance(names, list | tuple) else []
    if len(given) != 2 or given[0] == given[1]:
        raise ValueError(
            f"names={names!r} is not allowed; it takes two different names, such as ('tagger', 'rules')."
        )
    return given[0], given[1]
