"""From a number back to the sentences that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from framing.estimates.groups import MISSING
from framing.schema import TABLES, check_table
from framing.wordchoice.concordance import in_context
from framing.wordchoice.contrasted import contrast_lines
from framing.wordchoice.counted import VERB, WITHOUT, Flags, counted_by, facts_of, spoken
from framing.wordchoice.counted_findings import beside, counted_findings, equals
from framing.wordchoice.findings import without_repeats

_PERIODS = {"month": "%Y-%m", "week": "%G-W%V"}
_SAID = ("attribution_id", "side", "speaker", "cue")
_FINDING = ("phenomenon", "entry_id", "variant")
_PLACE = ["article_id", "start", "end"]


def examples(
    row: pd.Series | Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    findings: pd.DataFrame | None = None,
    by: str | None = None,
    width: int = 60,
    window: int = 5,
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
    window : of a row of collocates, how many words from its node they were counted.

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
    either side although it may count by half, and wire copy is listed as often as it stands in `articles`. A row of
    `agency` leads to both agents and patients (`phenomenon`). Rows of naming and distancing do not say in which voice
    they were counted; add it (`{**row, "voice": "author"}`) to keep it alone.

    See Also
    --------
    Evidence : the same for many rows, with the tables read once.

    Examples
    --------
    >>> examples(shares.iloc[0], articles, attributions)
    """
    tables = Evidence(articles, attributions, mentions, findings=findings, width=width)
    return tables.of(row, by=by, window=window)


class Evidence:
    """The tables that results were made from, read once, to look up the places behind many rows.

    Parameters
    ----------
    articles, attributions, mentions, findings, width : as in `examples`.

    Raises
    ------
    TypeError, ValueError : what `check_table` says of a table.

    Examples
    --------
    >>> evidence = Evidence(articles, attributions)
    >>> {number: len(evidence.of(row)) for number, row in shares.iterrows()}
    """

    def __init__(
        self,
        articles: pd.DataFrame,
        attributions: pd.DataFrame | None = None,
        mentions: pd.DataFrame | None = None,
        *,
        findings: pd.DataFrame | None = None,
        width: int = 60,
    ) -> None:
        checked = check_table(articles, "articles")
        self._articles = checked.sort_values("article_id", kind="stable", ignore_index=True)
        self._attributions, self._mentions, self._findings = attributions, mentions, findings
        self._width = width

    def of(
        self, row: pd.Series | Mapping[str, Any], *, by: str | None = None, window: int = 5
    ) -> pd.DataFrame:
        """The places that one row counts; `row`, `by`, `window` and what is returned and raised as in `examples`."""
        if not isinstance(window, int) or window < 1:
            raise ValueError(f"window={window!r} is not allowed; allowed: a number of words, 1 or more.")
        told = {str(key): value for key, value in dict(row).items() if not _is_missing(value)}
        if "term" in told and "target" in told and "measure" not in told:
            return contrast_lines(
                told, self._articles, self._attributions, self._mentions, by, self._width, window
            )
        if "measure" not in told:
            raise ValueError(
                "row has neither `measure` nor `target` and `term`: pass one row of a measures table or of "
                "contrast_words."
            )
        if self._findings is not None:
            return self._of_findings(told)
        if self._attributions is None:
            raise ValueError(
                f"a row of {told['measure']!r} needs attributions or findings; pass those it was made from."
            )
        return self._of_balance(told)

    def _of_balance(self, row: Mapping[str, Any]) -> pd.DataFrame:
        lines, rows, facts = self._spoken
        keep = self._in_group(row, lines)
        for name, wanted in counted_by(row, rows).items():
            flags = facts[VERB if name == WITHOUT else name].isin(wanted).to_numpy(dtype=bool)
            keep &= ~flags if name == WITHOUT else flags
        return lines[keep].reset_index(drop=True)

    @cached_property
    def _spoken(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """All that counts as speech: its lines, and beside each the attribution and its facts."""
        rows = check_table(self._attributions, "attributions", need=["side"])
        known = rows["article_id"].isin(self._articles["article_id"]).to_numpy(dtype=bool)
        rows = rows[known & spoken(rows)]
        at = rows.rename(columns={"content_start": "start", "content_end": "end"})
        own = without_repeats(at, self._articles).sort_values(_PLACE, kind="stable", ignore_index=True)
        lines = in_context(own[_PLACE], self._articles, rows, width=self._width)
        # Content that holds a nested one is its own line: the owner of its first character may be the inner one.
        said = lines.assign(**{name: own[name].astype("str").to_numpy() for name in _SAID})
        return said.astype(dict.fromkeys(_SAID, "str")), own, facts_of(own)

    def _of_findings(self, row: Mapping[str, Any]) -> pd.DataFrame:
        rows = check_table(self._findings, "findings")
        if str(row["measure"]).startswith("frame_npmi") and "target_side" in row:
            rows = beside(rows, self._mentions, row["target_side"])
        keep = self._in_group(row, rows) & counted_findings(row, rows)
        own = without_repeats(rows[keep], self._articles).sort_values(_PLACE, kind="stable")
        lines = in_context(own[_PLACE], self._articles, self._attributions, width=self._width)
        # One line to a finding: one place may hold several, such as a subject of two verbs.
        return lines.assign(**{name: own[name].to_numpy() for name in _FINDING}).astype(
            dict.fromkeys(_FINDING, "str")
        )

    def _in_group(self, row: Mapping[str, Any], rows: pd.DataFrame) -> Flags:
        """The rows whose article is in the group of a result."""
        group = self._articles.loc[_in_group(row, self._articles), "article_id"]
        return rows["article_id"].isin(group).to_numpy(dtype=bool, copy=True)


def _in_group(row: Mapping[str, Any], articles: pd.DataFrame) -> Flags:
    """The articles of the row's group; of a difference, all articles of both groups."""
    keep = np.ones(len(articles), dtype=bool)
    known = set(TABLES["measures"].names)
    for name, value in row.items():
        # What a row says of its scorer or frame is no group, whatever a head line of the articles is called.
        if name in known or name in _TOLD or name not in (*articles.columns, *_PERIODS):
            continue
        values = articles[name] if name in articles else articles["date"].dt.strftime(_PERIODS[name])
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        wanted = [value]
        if str(row["measure"]).endswith(("_difference", "_ratio")) and "versus" in row:
            wanted.append(row["versus"])
        # As measures call the group of articles without a value.
        keep &= equals(values.astype("str").fillna(MISSING), wanted)
    return keep


_TOLD = ("note", "voice", "experimental", "coverage", "reader_auc", "reader_accuracy", "reader_f1")


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple | dict | set) and bool(pd.isna(value)))
