"""What the reader is given: tables checked, their rows article by article, one look of the sides for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.checks import suggest
from framing.palette import SideStyle, side_styles
from framing.schema import check_covers, check_table
from framing.view.sheet import look_of

Row = dict[str, Any]
_FOUND = ["article_id", "start", "end", "phenomenon", "entry_id", "variant", "side", "voice", "speaker_side"]


@dataclass(frozen=True)
class Reading:
    """Checked tables and how their sides look: what articles shown together have in common."""

    articles: pd.DataFrame
    attributions: pd.DataFrame
    findings: pd.DataFrame | None
    resolved: bool
    styles: dict[str, SideStyle]
    classes: dict[str, str]


@dataclass(frozen=True)
class Opened:
    """An article, its attributions and its findings as rows, None for what is missing; `found` is None where no
    findings were asked for."""

    article: Row
    rows: list[Row]
    found: list[Row] | None

    @property
    def article_id(self) -> str:
        return str(self.article["article_id"])

    @property
    def text(self) -> str:
        return str(self.article["text"])

    @property
    def title(self) -> str:
        """Its headline, or else its id."""
        return str(self.article["headline"] or self.article_id)

    @property
    def day(self) -> str:
        date = self.article["date"]
        return "" if date is None else str(date.date().isoformat())


def read_tables(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    findings: pd.DataFrame | Sequence[pd.DataFrame] | None,
) -> Reading:
    """The tables checked, and one look for the sides of all articles."""
    checked, rows = check_table(articles, "articles"), check_table(attributions, "attributions")
    resolved = "side" in rows.columns
    styles = side_styles(rows["side"].cat.categories if resolved else [])
    classes = {side: look_of(side, look) for side, look in styles.items()}
    return Reading(checked, rows, _findings_table(findings), resolved, styles, classes)


def _findings_table(findings: pd.DataFrame | Sequence[pd.DataFrame] | None) -> pd.DataFrame | None:
    if findings is None:
        return None
    tables = [findings] if isinstance(findings, pd.DataFrame) else list(findings)
    rows = [check_table(table, "findings")[_FOUND].astype(object) for table in tables]
    found = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=_FOUND, dtype=object)
    return found.drop_duplicates(ignore_index=True)


def open_one(reading: Reading, article_id: str) -> Opened:
    """One article by its id."""
    ids = reading.articles["article_id"]
    if article_id not in set(ids):
        raise ValueError(
            f"article_id={article_id!r} is not in articles ({len(ids):,} of them).{suggest(article_id, ids.tolist())} "
            "See articles['article_id']."
        )
    of = [
        None if t is None else t[t["article_id"] == article_id]
        for t in (reading.attributions, reading.findings)
    ]
    assert of[0] is not None
    return next(_open(reading.articles[ids == article_id], of[0], of[1]))


def open_all(reading: Reading) -> Iterator[Opened]:
    """Every article of the table, in its order."""
    ids = reading.articles["article_id"]
    mine = reading.attributions[reading.attributions["article_id"].isin(ids)]
    return _open(reading.articles, mine, reading.findings)


def _open(
    articles: pd.DataFrame, attributions: pd.DataFrame, findings: pd.DataFrame | None
) -> Iterator[Opened]:
    _check_spans(attributions, articles)
    rows = _by_article(attributions)
    found = None if findings is None else _by_article(findings)
    for article in _records(articles):
        identity = str(article["article_id"])
        yield Opened(article, rows.get(identity, []), None if found is None else found.get(identity, []))


def _by_article(table: pd.DataFrame) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in _records(table):
        out.setdefault(str(row["article_id"]), []).append(row)
    return out


def _records(table: pd.DataFrame) -> list[Row]:
    """Rows with None for what is missing; by column, since by row pandas takes ten times as long."""
    columns = {
        str(name): [
            None if gone else value for value, gone in zip(values.tolist(), values.isna(), strict=True)
        ]
        for name, values in table.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _check_spans(attributions: pd.DataFrame, articles: pd.DataFrame) -> None:
    lengths = dict(zip(articles["article_id"], articles["text"].map(len), strict=True))
    length = attributions["article_id"].map(lengths).astype("Int64")
    for start, end in (
        ("content_start", "content_end"),
        ("speaker_start", "speaker_end"),
        ("cue_start", "cue_end"),
    ):
        first, last = attributions[start], attributions[end]
        outside = ((first < 0) | (last > length) | (last < first)).fillna(False)
        if outside.any():
            at = int(outside.to_numpy(dtype=bool).argmax())
            row = attributions.iloc[at]
            raise ValueError(
                f"attributions: {row['attribution_id']}: {start}={row[start]}, {end}={row[end]} lie outside the text "
                f"({length.iloc[at]} characters); pass the articles that the attributions were found in."
            )
    # A table published without its texts has only offsets to go by.
    check_covers(
        attributions[attributions["content"].notna() & attributions["content_spans"].notna()], articles
    )
