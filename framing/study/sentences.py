"""From the numbers of a report to their sentences: pages of every attribution, every word shown, and every article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from framing.anchors import anchor_of
from framing.files import write_text
from framing.schema import check_table
from framing.view.concordance import concordance_page
from framing.view.lines import Line, address, lines_page
from framing.view.listing import corpus_page
from framing.wordchoice.concordance import concordances
from framing.wordchoice.examples import counted_by, facts_of, spoken

FOLDER = "sentences"
_ARTICLES, _LINES, _WORDS = "articles.html", "lines.html", "words.html"
# More would make pages that no browser opens with ease.
MOST_ATTRIBUTIONS, MOST_ARTICLES, MOST_EMBEDDED = 20_000, 2_000, 200
_LINES_OF_WORD = 20
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
        wanted = counted_by(given, self._tables["attributions"])
        for number, name in enumerate(self._groups):
            if name in given:
                values = [given[name]]
                if str(given["measure"]).endswith(("_difference", "_ratio")) and "versus" in given:
                    values.append(given["versus"])
                wanted[f"g{number}"] = [str(value) for value in values]
        return address(f"{FOLDER}/{_LINES}", wanted, told=told, anchor=anchor)

    def of_word(self, word: str) -> str | None:
        """The address of the lines of a word, from the report's folder."""
        return None if self.why_not else f"{FOLDER}/{_WORDS}#{anchor_of(word)}"

    def write(self, root: Path, words: Sequence[str], *, report: str) -> list[Path]:
        """Write the pages into the study's folder; those that were written."""
        if self.why_not:
            return []
        folder = root / FOLDER
        articles = check_table(self._tables["articles"], "articles")
        rows = check_table(self._tables["attributions"], "attributions")
        rows = rows[spoken(rows)].reset_index(drop=True)
        listed = corpus_page(articles, rows, folder / _ARTICLES, embed=MOST_EMBEDDED)
        written = [folder / _ARTICLES]
        if not listed.embedded:
            written += [
                folder / listed.folder / f"{anchor_of(name, kind='a')}.html"
                for name in articles["article_id"]
            ]
        lines = self._lines(articles, rows, listed.folder)
        write_text(
            folder / _LINES, lines_page(lines, title="The sentences behind the numbers", back=f"../{report}")
        )
        found = concordances(articles, list(words), attributions=rows) if len(words) else {}
        made = concordance_page(found, title="The words of the report", limit=_LINES_OF_WORD)
        made.save(folder / _WORDS)
        return [*written, folder / _LINES, folder / _WORDS]

    def _lines(self, articles: pd.DataFrame, rows: pd.DataFrame, folder: str) -> list[Line]:
        about = articles.set_index("article_id")
        facts = facts_of(rows)
        for number, name in enumerate(self._groups):
            values = _group_of(about, name)
            facts[f"g{number}"] = rows["article_id"].map(values).astype("str").fillna("").to_numpy()
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
            page = f"{quote(folder)}/{anchor_of(article_id, kind='a')}.html" if folder else _ARTICLES
            out.append(
                Line(
                    facts["side"].iat[at] if "side" in facts else "",
                    texts["speaker"].iat[at], texts["cue"].iat[at], texts["content"].iat[at], where[str(article_id)],
                    f"{page}#{anchor_of(str(identity), kind='q')}",
                    {str(name): str(value) for name, value in facts.iloc[at].items()},
                )
            )  # fmt: skip
        return out


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
