"""An article with its attributions marked: who speaks, with which cue, and what is attributed to them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from framing.checks import suggest
from framing.files import write_text
from framing.palette import SideStyle, side_styles
from framing.schema import check_covers, check_table
from framing.view.look import LINES, UNKNOWN, attribution_marks, finding_marks, findings_table, record
from framing.view.marks import attribute, marked, plain
from framing.view.sheet import page, style

_ROLES = '<b class="speaker">speaker</b>, <i class="cue">cue</i>, <mark class="content d0">content</mark>'
_LINES = {"naming": "naming", "scare": "scare quote", "distance": "distancing word", "else": "other finding"}


@dataclass(frozen=True)
class MarkedArticle:
    """An article, or two side by side, with attributions marked. A notebook shows it; `save` writes a page of its own.

    `html` is a fragment that brings its own style: no script, nothing from the network.
    """

    article_id: str
    html: str = field(repr=False)
    title: str = field(repr=False)
    language: str = field(repr=False, default="")

    def _repr_html_(self) -> str:
        return self.html

    def page(self, *, interactive: bool = False) -> str:
        """The whole page, self-contained: as it is, or with the script that lets sides be chosen by button."""
        scripts = ["reader.js"] if interactive else []
        return page(self.html, title=self.title, language=self.language, scripts=scripts)

    def save(self, path: str | os.PathLike[str], *, interactive: bool = True) -> None:
        """Write the page, aside first and then renamed; the same article gives the same bytes."""
        write_text(path, self.page(interactive=interactive))


@dataclass(frozen=True)
class Reading:
    """Checked tables and how their sides look: what articles shown together have in common."""

    articles: pd.DataFrame
    attributions: pd.DataFrame
    findings: pd.DataFrame | None
    resolved: bool
    styles: dict[str, SideStyle]
    classes: dict[str, str]


def show_article(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    *,
    article_id: str,
    findings: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
) -> MarkedArticle:
    """Mark the attributions of one article in its text.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table, best after `resolve_speakers`; without sides it is shown and said to be so.
    article_id : which article.
    findings : findings tables, as `find_distancing` and `find_naming` give them; each finding is underlined too.

    Returns
    -------
    MarkedArticle, which a notebook shows and whose `save(path)` writes a self-contained page.

    Raises
    ------
    ValueError : `article_id` is not in `articles`; spans lie outside the text or do not cover their words, as
        when the attributions or findings come from another version of it.

    See Also
    --------
    compare_articles, corpus_page

    Notes
    -----
    Content is underlined and its number, side and speaker stand in the margin, before it where the window is narrow
    ("1 NORTH · Ada Berg"); speakers are bold, cues italic. Each side has its own underline, so that no colour is
    needed to tell them apart. Attributions inside the content of others are marked too, with an arrow and a deeper
    line. Resting on a label, or coming to it with the Tab key, shows the cue and its class, the construction, and how
    the speaker was resolved. The page that `save` writes has buttons which show the attributions of some sides alone;
    in a notebook there is no script, and so no buttons.

    Examples
    --------
    >>> show_article(articles, attributions, article_id="buoy-corvane").save("buoy.html")     # doctest: +SKIP
    """
    reading = read_tables(articles, attributions, findings)
    article, mine = one_article(reading, article_id)
    html = (
        f'<article class="framing-article" data-reader aria-label="{label_of(article_id)}">\n'
        f"<style>\n{style(reading.styles)}</style>\n"
        f"{header(reading, article, mine)}{text_of(reading, article, mine)}</article>\n"
    )
    language = "" if pd.isna(article["language"]) else str(article["language"])
    return MarkedArticle(article_id, html, title_of(article), language)


def read_tables(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    findings: pd.DataFrame | Sequence[pd.DataFrame] | None,
) -> Reading:
    """The tables checked, and one look for the sides of all articles."""
    checked, found = check_table(articles, "articles"), check_table(attributions, "attributions")
    resolved = "side" in found.columns
    styles = side_styles(found["side"].cat.categories if resolved else [])
    classes = {side: f"s{order}" for order, side in enumerate(styles)}
    return Reading(checked, found, findings_table(findings), resolved, styles, classes)


def one_article(reading: Reading, article_id: str) -> tuple[dict[Any, Any], pd.DataFrame]:
    """An article and its attributions, which are in its text."""
    ids = reading.articles["article_id"].tolist()
    if article_id not in ids:
        raise ValueError(
            f"article_id={article_id!r} is not in articles ({len(ids):,} of them).{suggest(article_id, ids)} "
            "See articles['article_id']."
        )
    article = reading.articles.iloc[ids.index(article_id)].to_dict()
    mine = reading.attributions[reading.attributions["article_id"] == article_id].reset_index(drop=True)
    check_spans(mine, reading.articles, str(article["text"]))
    return article, mine


def label_of(article_id: str) -> str:
    return attribute(f"Article {article_id} with its attributions")


def title_of(article: Mapping[Any, Any]) -> str:
    """Its headline, or else its id."""
    return str(next((article[n] for n in ("headline", "article_id") if not pd.isna(article[n])), ""))


def header(reading: Reading, article: Mapping[Any, Any], mine: pd.DataFrame, *, keys: bool = True) -> str:
    """Where an article is from, and what its marks mean; without `keys` the sides are told elsewhere in the page."""
    legend = _legend(mine, reading, keys=keys)
    return f"<header>{_about(article)}{legend}{_lines(reading, article)}</header>\n"


def text_of(reading: Reading, article: Mapping[Any, Any], mine: pd.DataFrame, *, titles: bool = True) -> str:
    """The text with its marks. `titles` lets the marks tell what they are where no script does."""
    text, rows = str(article["text"]), [record(row) for row in mine.to_dict("records")]
    marks = attribution_marks(rows, reading.classes, text, resolved=reading.resolved)
    if not titles:
        marks = [mark if mark.tag else replace(mark, about="") for mark in marks]
    marks += finding_marks(reading.findings, str(article["article_id"]), text)
    return f'<div class="text">{marked(text, marks, body_start=_body_start(article))}</div>\n'


def check_spans(mine: pd.DataFrame, articles: pd.DataFrame, text: str) -> None:
    for start, end in (
        ("content_start", "content_end"),
        ("speaker_start", "speaker_end"),
        ("cue_start", "cue_end"),
    ):
        outside = (mine[start] < 0) | (mine[end] > len(text)) | (mine[end] < mine[start])
        if outside.fillna(False).any():
            row = mine[outside.fillna(False)].iloc[0]
            raise ValueError(
                f"attributions: {row['attribution_id']}: {start}={row[start]}, {end}={row[end]} lie outside the text "
                f"({len(text)} characters); pass the articles that the attributions were found in."
            )
    # A table published without its texts has only offsets to go by.
    check_covers(mine[mine["content"].notna() & mine["content_spans"].notna()], articles)


def _body_start(article: Mapping[Any, Any]) -> int:
    if not pd.isna(article["body_start"]):
        return int(article["body_start"])
    headline = article["headline"]
    opens = not pd.isna(headline) and headline and str(article["text"]).startswith(str(headline))
    return len(str(headline)) if opens else 0


def _about(article: Mapping[Any, Any]) -> str:
    date = article["date"]
    day = "" if pd.isna(date) else date.date().isoformat()
    known = [article[name] for name in ("outlet", "outlet_country") if not pd.isna(article[name])]
    parts = [*map(str, known), day, str(article["article_id"])]
    return f"<p>{plain(' · '.join(part for part in parts if part))}</p>"


def _legend(mine: pd.DataFrame, reading: Reading, *, keys: bool) -> str:
    number = f"{len(mine):,} attribution{'' if len(mine) == 1 else 's'}"
    if not reading.resolved:
        return f"<p>{number} — {_ROLES}</p>\n<p><strong>side not resolved: run resolve_speakers</strong></p>"
    shown = sides_shown(reading, mine)
    return f"<p>{number}{f': {shown}' if shown and keys else ''} — {_ROLES}</p>"


def sides_shown(reading: Reading, mine: pd.DataFrame) -> str:
    """The sides with how many attributions each has: what a page's script makes buttons of."""
    counts = mine["side"].fillna(UNKNOWN).value_counts()
    keys = [
        f'<span class="key" data-look="{look}">'
        f'<mark class="content {look} d0">{plain(side)}</mark> {int(counts.get(side, 0))}</span>'
        for side, look in reading.classes.items()
        if counts.get(side, 0) or side not in ("joint", "other", UNKNOWN)
    ]
    return f'<span class="keys">{" · ".join(keys)}</span>' if keys else ""


def _lines(reading: Reading, article: Mapping[Any, Any]) -> str:
    """The underlines of findings, where there are any, and how many."""
    if reading.findings is None:
        return ""
    mine = reading.findings[reading.findings["article_id"] == article["article_id"]].drop_duplicates()
    kinds = mine["phenomenon"].map(lambda kind: LINES.get(kind, "else"))
    shown = [
        f'<u class="finding {kind}">{name}</u> {int((kinds == kind).sum())}'
        for kind, name in _LINES.items()
        if (kinds == kind).any()
    ]
    return f"<p>Underlined as well: {' · '.join(shown) if shown else 'nothing was found'}</p>"
