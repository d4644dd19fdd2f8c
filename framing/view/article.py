"""An article with its attributions marked: who speaks, with which cue, and what is attributed to them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from framing.files import write_text
from framing.view.look import LINES, UNKNOWN, attribution_marks, finding_marks
from framing.view.marks import attribute, marked, plain
from framing.view.reading import Opened, Reading, Row, open_one, read_tables
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
    >>> show_article(articles, attributions, article_id="buoy-corvane").save("buoy.html")
    """
    reading = read_tables(articles, attributions, findings)
    opened = open_one(reading, article_id)
    html = (
        f'<article class="framing-article" data-reader aria-label="{label_of(opened)}">\n'
        f"<style>\n{style(reading.styles)}</style>\n"
        f"{header(reading, opened)}{text_of(reading, opened)}</article>\n"
    )
    return MarkedArticle(article_id, html, opened.title, opened.article["language"] or "")


def label_of(opened: Opened) -> str:
    return attribute(f"Article {opened.article_id} with its attributions")


def header(reading: Reading, opened: Opened, *, keys: bool = True) -> str:
    """Where an article is from, and what its marks mean; without `keys` the sides are told elsewhere in the page."""
    return f"<header>{_about(opened)}{_legend(reading, opened, keys=keys)}{_lines(opened)}</header>\n"


def text_of(reading: Reading, opened: Opened, *, titles: bool = True) -> str:
    """The text with its marks. `titles` lets the marks tell what they are where no script does."""
    text = opened.text
    marks = attribution_marks(opened.rows, reading.classes, text, resolved=reading.resolved)
    if not titles:
        marks = [mark if mark.tag else replace(mark, about="") for mark in marks]
    marks += finding_marks(opened.found or [], opened.article_id, text)
    return f'<div class="text">{marked(text, marks, body_start=_body_start(opened.article))}</div>\n'


def sides_shown(reading: Reading, rows: Sequence[Row]) -> str:
    """The sides with how many attributions each has: what a page's script makes buttons of."""
    counts = Counter(row.get("side") or UNKNOWN for row in rows)
    keys = [
        f'<span class="key" data-look="{look}">'
        f'<mark class="content {look} d0">{plain(side)}</mark> {counts[side]}</span>'
        for side, look in reading.classes.items()
        if counts[side] or side not in ("joint", "other", UNKNOWN)
    ]
    return f'<span class="keys">{" · ".join(keys)}</span>' if keys else ""


def _body_start(article: Row) -> int:
    if article["body_start"] is not None:
        return int(article["body_start"])
    headline = str(article["headline"] or "")
    return len(headline) if str(article["text"]).startswith(headline) else 0


def _about(opened: Opened) -> str:
    article = opened.article
    parts = [article["outlet"], article["outlet_country"], opened.day, opened.article_id]
    return f"<p>{plain(' · '.join(str(part) for part in parts if part))}</p>"


def _legend(reading: Reading, opened: Opened, *, keys: bool) -> str:
    number = f"{len(opened.rows):,} attribution{'' if len(opened.rows) == 1 else 's'}"
    if not reading.resolved:
        return f"<p>{number} — {_ROLES}</p>\n<p><strong>side not resolved: run resolve_speakers</strong></p>"
    shown = sides_shown(reading, opened.rows) if keys else ""
    return f"<p>{number}{f': {shown}' if shown else ''} — {_ROLES}</p>"


def _lines(opened: Opened) -> str:
    """The underlines of findings, where any were asked for, and how many."""
    if opened.found is None:
        return ""
    counts = Counter(LINES.get(str(row["phenomenon"]), "else") for row in opened.found)
    shown = [
        f'<u class="finding {kind}">{name}</u> {counts[kind]}'
        for kind, name in _LINES.items()
        if counts[kind]
    ]
    return f"<p>Underlined as well: {' · '.join(shown) if shown else 'nothing was found'}</p>"
