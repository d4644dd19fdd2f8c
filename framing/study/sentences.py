"""From the numbers of a report to their sentences: pages of every attribution, every word shown, and every article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from framing.anchors import anchor_of
from framing.estimates.groups import MISSING
from framing.files import write_text
from framing.schema import check_table
from framing.view.concordance import concordance_page
from framing.view.lines import Line, address, lines_page
from framing.view.listing import corpus_page
from framing.wordchoice.concordance import concordances
from framing.wordchoice.counted import counted_by, facts_of, spoken

FOLDER = "sentences"
_ARTICLES, _LINES, _WORDS = "articles.html", "lines.html", "words.html"
# More would make pages that no browser opens with ease.
MOST_ATTRIBUTIONS, MOST_ARTICLES, MOST_EMBEDDED = 5_000, 2_000, 200
_LINES_OF_WORD = 20
# They count mentions, which are no attributions.
_OF_MENTIONS = ("mention_",)
_PERIODS = {"month": "%Y-%m", "week": "%G-W%V"}


class Sentences:
    """The pages behind a report, and the addresses of its numbers in them; none where `why_not` says why.

    Parameters
    ----------
    tables : the study's tables, as they are written.
    groups : the `by` columns of the study.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], groups: Sequence[str]) -> None:
        self._tables, self._groups = tables, list(groups)
        self.why_not = _why_not(tables)

    def of_number(self, row: Mapping[str, Any], anchor: str, told: str) -> str | None:
        """The address of the attributions that a row of measures counts, from the report's folder."""
        if self.why_not:
            return None
        given = {str(name): value for name, value in row.items() if not _is_missing(value)}
        if str(given["measure"]).startswith(_OF_MENTIONS):
            return None
        wanted = counted_by(given, self._tables["attributions"])
        for number, name in enumerate(self._groups):
            if name in given:
                values = [given[name]]
                if str(given["measure"]).endswith(("_difference", "_ratio")) and "versus" in given:
                    values.append(given["versus"])
                wanted[f"g{number}"] = [str(value) for value in values]
        return address(f"{FOLDER}/{_LINES}", wanted, told=told, anchor=anchor)

    def of_word(self, row: Mapping[str, Any]) -> str | None:
        """The address of the lines that a row of the contrasts counts, from the report's folder."""
        return None if self.why_not else f"{FOLDER}/{_WORDS}#{anchor_of(_heading(row))}"

    def write(self, root: Path, contrasts: pd.DataFrame, *, report: str) -> list[Path]:
        """Write the pages into the study's folder; those that were written."""
        if self.why_not:
            return []
        folder = root / FOLDER
        articles = check_table(self._tables["articles"], "articles")
        rows = check_table(self._tables["attributions"], "attributions")
        n_all, rows = len(rows), rows[spoken(rows)].reset_index(drop=True)
        others = n_all - len(rows)
        left_out = (
            f" Other acts than speech are not listed: {others:,}; no number counts them." if others else ""
        )
        listed = corpus_page(articles, rows, folder / _ARTICLES, embed=MOST_EMBEDDED)
        written = [folder / _ARTICLES]
        if not listed.embedded:
            written += [
                folder / listed.folder / f"{anchor_of(name, kind='a')}.html"
                for name in articles["article_id"]
            ]
        lines = self._lines(articles, rows, listed.folder)
        write_text(
            folder / _LINES,
            lines_page(lines, title="The sentences behind the numbers", back=f"../{report}", more=left_out),
        )
        made = concordance_page(
            self._words(contrasts, articles, rows, listed.folder), title="The words of the report",
            limit=_LINES_OF_WORD, back=f"../{report}",
        )  # fmt: skip
        made.save(folder / _WORDS)
        return [*written, folder / _LINES, folder / _WORDS]

    def _words(
        self, contrasts: pd.DataFrame, articles: pd.DataFrame, rows: pd.DataFrame, folder: str
    ) -> dict[str, pd.DataFrame]:
        """For each word of each contrast the lines in whose voice it counts, each leading to its article."""
        words = list(dict.fromkeys(contrasts["term"].astype(str)))
        found = concordances(articles, words, attributions=rows) if words else {}
        out = {}
        for row in contrasts.to_dict("records"):
            lines = found[str(row["term"])]
            if row["contrast"] == "by":
                lines = lines[lines["side"].isin([row["target"], row["reference"]])]
                lines = lines.sort_values("side", key=lambda side: side != row["target"], kind="stable")
                # Of both groups, where there are more than a page shows.
                half = lines.groupby("side", sort=False, observed=True).cumcount()
                lines = lines.assign(_half=half // (_LINES_OF_WORD // 2)).sort_values("_half", kind="stable")
            else:
                lines = lines[lines["voice"] == "author"]
            leads = [_page_of(name, folder) for name in lines["article_id"]]
            out[_heading(row)] = lines.assign(leads=leads).reset_index(drop=True)
        return out

    def _lines(self, articles: pd.DataFrame, rows: pd.DataFrame, folder: str) -> list[Line]:
        about = articles.set_index("article_id")
        facts = facts_of(rows)
        for number, name in enumerate(self._groups):
            values = _group_of(about, name)
            facts[f"g{number}"] = rows["article_id"].map(values).astype("str").fillna(MISSING).to_numpy()
        where = {
            str(name): " · ".join(
                str(part)
                for part in (outlet, None if pd.isna(date) else date.date().isoformat(), name)
                if not _is_missing(part)
            )
            for name, outlet, date in zip(about.index, about["outlet"], about["date"], strict=True)
        }
        texts = {name: rows[name].astype("str").fillna("") for name in ("speaker", "cue", "content")}
        out = []
        for at, (article_id, identity) in enumerate(
            zip(rows["article_id"], rows["attribution_id"], strict=True)
        ):
            page = _page_of(str(article_id), folder).partition("#")[0]
            out.append(
                Line(
                    facts["side"].iat[at] if "side" in facts else "",
                    texts["speaker"].iat[at], texts["cue"].iat[at], texts["content"].iat[at], where[str(article_id)],
                    f"{page}#{anchor_of(str(identity), kind='q')}",
                    {str(name): str(value) for name, value in facts.iloc[at].items()},
                )
            )  # fmt: skip
        return out


def _heading(row: Mapping[str, Any]) -> str:
    """The heading of a word's lines: the words of speakers and the outlets' own words are counted apart."""
    whose = (
        f"said by {row['target']} or {row['reference']}"
        if row["contrast"] == "by"
        else "the outlets' own words"
    )
    return f"{row['term']} ({whose})"


def _page_of(article_id: str, folder: str) -> str:
    """The address of an article, from the folder of sentences."""
    anchor = anchor_of(article_id, kind="a")
    return f"{quote(folder)}/{anchor}.html" if folder else f"{_ARTICLES}#{anchor}"


def _group_of(about: pd.DataFrame, name: str) -> pd.Series:
    values = about[name] if name in about else about["date"].dt.strftime(_PERIODS[name])
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    return values


def holds_text(articles: pd.DataFrame) -> bool:
    """Whether an articles table still has its texts."""
    return "text" in articles and bool(articles["text"].notna().any())


def _why_not(tables: Mapping[str, pd.DataFrame]) -> str:
    articles, rows = tables["articles"], tables.get("attributions")
    if rows is None or not holds_text(articles):
        return "The study holds no article text: its numbers lead to no sentences here."
    for n, most, what in (
        (len(articles), MOST_ARTICLES, "articles"),
        (len(rows), MOST_ATTRIBUTIONS, "attributions"),
    ):
        if n > most:
            return (
                f"The study holds {n:,} {what}, more than the {most:,} for which pages of sentences are written; "
                "framing.examples(row, articles, attributions) lists those of one number."
            )
    return ""


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
