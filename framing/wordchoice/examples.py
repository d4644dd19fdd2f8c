"""From a number back to the sentences that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.language import split_sentences
from framing.schema import TABLES, check_table
from framing.wordchoice.concordance import filtered, in_context, phrase_places

Flags = npt.NDArray[np.bool_]
_PERIODS = {"month": "%Y-%m", "week": "%G-W%V"}
_LEAD = 0.2


def examples(
    row: pd.Series | Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    findings: pd.DataFrame | None = None,
    by: str | None = None,
    width: int = 60,
) -> pd.DataFrame:
    """List the places in the text that one row of a result counts.

    Parameters
    ----------
    row : one row of a measures table (balance or word choice) or of `contrast_words`: `table.iloc[0]` or a dict.
    articles : articles table that the row was made from.
    attributions : resolved attributions; needed for rows of balance, and for contrasts of what sides say.
    mentions : mentions table; needed for contrasts of what is said about a side.
    findings : findings table; with it a measures row of word choice leads to its findings.
    by : of a contrast row, what it contrasts: "side", "about", "voice" or a column of `articles`. By default what
        the row's two groups are values of.
    width : characters of context on each side.

    Returns
    -------
    DataFrame, a concordance as `concordance` gives it, by article and place. For a row of balance the node is the
    attributed content; speaker and cue stand in columns of their own. For a row of a contrast `group` says to which of
    its two groups a line belongs. A difference of groups leads to the lines of both.

    Raises
    ------
    ValueError : `row` is of no table of results, or a table that it needs is missing.

    Notes
    -----
    Lines are candidates for reading, not a recount: an attribution of two sides at once (joint) has its lines with
    either side although it may count by half, and wire copy is listed as often as it stands in `articles`.

    Examples
    --------
    >>> examples(shares.iloc[0], articles, attributions)          # doctest: +SKIP
    """
    told = {str(key): value for key, value in dict(row).items() if not _is_missing(value)}
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    if "term" in told and "target" in told and "measure" not in told:
        return _of_contrast(told, population, attributions, mentions, by, width)
    if "measure" not in told:
        raise ValueError(
            "row has neither `measure` nor `target` and `term`: pass one row of a measures table or of contrast_words."
        )
    population = population[_in_group(told, population)].reset_index(drop=True)
    if findings is not None:
        return _of_findings(told, population, attributions, findings, width)
    if attributions is None:
        raise ValueError(f"a row of {told['measure']!r} needs attributions or findings; pass those it was made from.")
    return _of_balance(told, population, attributions, width)


def _of_balance(
    row: Mapping[str, Any], articles: pd.DataFrame, attributions: pd.DataFrame, width: int
) -> pd.DataFrame:
    rows = check_table(attributions, "attributions", need=["side"])
    keep = rows["article_id"].isin(articles["article_id"]).to_numpy(dtype=bool, copy=True)
    keep &= (rows["act"].isna() | (rows["act"] == "speech")).to_numpy(dtype=bool)
    for column, value in _wanted(row, rows).items():
        keep &= _equals(rows[column], value)
    place = _PLACES.get(str(row.get("term")))
    if str(row["measure"]).startswith(("zone_share", "prominent_share")) and place is not None:
        keep &= place(rows)
    rows = rows[keep]
    at = rows.rename(columns={"content_start": "start", "content_end": "end"})
    lines = in_context(at[["article_id", "start", "end"]], articles, rows, width=width)
    named = rows.set_index("attribution_id")[["speaker", "cue"]]
    # Content that holds a nested one is its own line: the owner of its first character may be the inner one.
    own = rows.sort_values(["article_id", "content_start", "content_end"], kind="stable")
    if len(own) == len(lines):
        lines["attribution_id"] = own["attribution_id"].to_numpy()
        lines["side"] = own["side"].astype("str").to_numpy()
    return lines.join(named, on="attribution_id")


def _wanted(row: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, Any]:
    """Column of attributions → value or values that a balance row counts."""
    measure, side, other, term = (row.get(name) for name in ("measure", "side", "target_side", "term"))
    measure = str(measure)
    sides = [value for value in (side, row.get("versus")) if value in set(rows["side"].cat.categories)]
    out: dict[str, Any] = {}
    if measure.startswith(("answered", "denied", "reply")):
        # Accusations against the side, and what it says itself.
        return {"side": [side]} if measure.startswith("reply") else {"cue_class": "accuse", "target_side": side}
    if sides:
        out["side"] = sides
    if measure.startswith("blame") or measure == "accusations":
        out["cue_class"] = "accuse"
        if other is not None:
            out["target_side"] = other
    if measure.startswith("stance_verb"):
        out |= {"stance": "distancing", "cue_lemma": term}
    elif measure.startswith("stance") and term is not None:
        out["stance"] = term
    elif measure.startswith("quote_type") and term is not None:
        out["quote_type"] = term
    elif measure.startswith("anonymous"):
        out["anonymous"] = True
    return {name: value for name, value in out.items() if value is not None and name in rows}


_PLACES: dict[str, Callable[[pd.DataFrame], Flags]] = {
    "headline": lambda rows: rows["in_headline"].fillna(False).to_numpy(dtype=bool),
    "lead": lambda rows: (rows["position"] < _LEAD).fillna(False).to_numpy(dtype=bool),
    "rest": lambda rows: (rows["position"] >= _LEAD).fillna(False).to_numpy(dtype=bool),
}


def _of_findings(
    row: Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    findings: pd.DataFrame,
    width: int,
) -> pd.DataFrame:
    rows = check_table(findings, "findings")
    keep = rows["article_id"].isin(articles["article_id"]).to_numpy(dtype=bool, copy=True)
    if "entry_id" in row:
        keep &= _equals(rows["entry_id"], row["entry_id"])
    if "term" in row:
        keep &= _equals(rows["variant"], row["term"]) | _equals(rows["entry_id"], row["term"])
    if "side" in row and str(row["side"]) in set(map(str, rows["side"].cat.categories)):
        spoken = rows["speaker_side"] if "speaker_side" in rows else rows["side"]
        keep &= _equals(rows["side"], row["side"]) | _equals(spoken, row["side"])
    lines = in_context(rows.loc[keep, ["article_id", "start", "end"]], articles, attributions, width=width)
    named = rows.loc[keep, ["article_id", "start", "end", "phenomenon", "entry_id", "variant"]]
    return lines.merge(named, on=["article_id", "start", "end"], how="left")


def _of_contrast(
    row: Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    by: str | None,
    width: int,
) -> pd.DataFrame:
    groups = [str(row[name]) for name in ("target", "reference") if name in row]
    by = by or str(row.get("contrast", "")) or _contrasted(groups, articles, attributions)
    by = {"by": "side", "of": "outlet_country"}.get(by, by)
    choose("by", by, ["side", "about", "voice", *map(str, articles.columns)])
    parts = []
    for group in groups:
        inside = articles
        if by not in ("side", "about", "voice"):
            inside = articles[_equals(articles[by], group)]
        places = [
            (article_id, start, end)
            for article_id, text in zip(inside["article_id"], inside["text"], strict=True)
            for start, end in phrase_places(text, str(row["term"]))
        ]
        found = pd.DataFrame(places, columns=["article_id", "start", "end"])
        if by == "about":
            found = _about(found, inside, mentions, group)
        lines = in_context(found, inside, attributions, width=width)
        if by in ("side", "voice"):
            if attributions is None:
                raise ValueError(f"a contrast by {by} needs attributions; pass those it was made from.")
            lines = filtered(lines, group if by == "voice" else None, group if by == "side" else None)
        parts.append(lines.assign(group=group))
    return pd.concat(parts, ignore_index=True)


def _contrasted(groups: list[str], articles: pd.DataFrame, attributions: pd.DataFrame | None) -> str:
    """What the groups of a contrast are values of: sides first, then voices, then a column of articles."""
    if attributions is not None and "side" in attributions:
        sides = set(attributions["side"].dropna().astype("str"))
        if set(groups) <= sides:
            return "side"
    if set(groups) <= {"author", "attributed"}:
        return "voice"
    for name in articles.columns:
        values = articles[name].dropna()
        if len(values) and set(groups) <= set(values.astype("str")):
            return str(name)
    raise ValueError(f"cannot tell what {groups} are values of; name it with by=.")


def _about(
    places: pd.DataFrame, articles: pd.DataFrame, mentions: pd.DataFrame | None, side: str
) -> pd.DataFrame:
    """Places in sentences that mention one side and no other."""

    if mentions is None:
        raise ValueError("a contrast about sides needs mentions; pass those of find_mentions.")
    rows = check_table(mentions, "mentions")
    known = rows.groupby(["article_id", "sentence_id"], observed=True)["side"].agg(lambda s: set(s.astype("str")))
    sentences = split_sentences(articles)
    keep = np.zeros(len(places), dtype=bool)
    for article_id, part in sentences.groupby("article_id", sort=False):
        starts, numbers = part["start"].to_numpy(dtype=np.int64), part["sentence_id"].to_numpy(dtype=np.int64)
        for index in np.flatnonzero((places["article_id"] == article_id).to_numpy(dtype=bool)):
            at = int(np.searchsorted(starts, places["start"].iat[index], side="right")) - 1
            keep[index] = known.get((article_id, numbers[max(at, 0)]), set()) == {side}
    return places[keep].reset_index(drop=True)


def _in_group(row: Mapping[str, Any], articles: pd.DataFrame) -> Flags:
    """The articles of the row's group; of a difference, all articles of both groups."""
    keep = np.ones(len(articles), dtype=bool)
    known = set(TABLES["measures"].names)
    for name, value in row.items():
        if name in known or name not in (*articles.columns, *_PERIODS):
            continue
        values = articles[name] if name in articles else articles["date"].dt.strftime(_PERIODS[name])
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        wanted = [value]
        if str(row["measure"]).endswith(("_difference", "_ratio")) and "versus" in row:
            wanted.append(row["versus"])
        keep &= _equals(values, wanted)
    return keep


def _equals(values: pd.Series, wanted: Any) -> Flags:
    many = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
    return values.astype("str").isin(many).to_numpy(dtype=bool)


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple | dict | set) and bool(pd.isna(value)))


