"""A page that lists articles, a strip of voices each, and opens them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from framing.anchors import anchor_of
from framing.files import write_text
from framing.view.article import header, label_of, text_of
from framing.view.marks import attribute, plain
from framing.view.reading import Opened, Reading, open_all, read_tables
from framing.view.sheet import page, resource, style, tongue
from framing.view.strip import hatches, strip, told, voices, words_by_side

# A list of more rows is slow to sort and filter in a browser.
MOST = 5_000
_SCRIPTS = ("report.js", "reader.js", "corpus.js")


@dataclass(frozen=True)
class CorpusPage:
    """A list of articles as a page; `save` writes it, and where `embedded` is false a page of each article too.

    `folder` is where those pages stand, beside the list; it is empty where the texts are in the list's own page.
    """

    html: str = field(repr=False)
    n_articles: int
    embedded: bool
    folder: str
    _pages: Callable[[str], Iterator[tuple[str, str]]] = field(repr=False)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page, aside first and then renamed; the same tables give the same bytes."""
        target = Path(path)
        if not self.embedded:
            for name, text in self._pages(f"../{quote(target.name)}"):
                write_text(target.parent / self.folder / name, text)
        write_text(target, self.html)


def corpus_page(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    path: str | os.PathLike[str] | None = None,
    *,
    findings: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    title: str = "Articles and their voices",
    embed: int = 200,
) -> CorpusPage:
    """List articles with a strip of voices each; each opens in the same page.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table, best after `resolve_speakers`; without sides there are no strips.
    path : where to write the page; None writes nothing (`save` does).
    findings : findings tables, as `find_distancing` and `find_naming` give them; each finding is underlined too.
    title : heading of the page.
    embed : at most so many articles stand in the page itself. With more of them each gets a page of its own in a
        folder beside it (`corpus.html` has `corpus-articles/`), and the list links to those. 0 puts none in it.

    Returns
    -------
    CorpusPage: `html`, `n_articles`, `embedded`, `folder`; `save("corpus.html")` writes it.

    Raises
    ------
    ValueError : there are more than 5,000 articles; `embed` is negative; spans lie outside the text.

    See Also
    --------
    show_article, compare_articles, concordance_page

    Notes
    -----
    A strip's segments are in proportion to the attributed words of each side, those of a nested attribution counted
    for its own speaker alone; every side has the hatch that figures give it. What is said beside a strip is rounded.
    The page sorts by every column (voices by the share of the first side), and shows only the articles that hold a
    word in headline, outlet or id, are of an outlet, or lie between two days. It is one file, asks nothing of any
    host, and works from a folder. It holds the articles' whole text: where that may not be published, the page may not.

    Examples
    --------
    >>> page = corpus_page(articles, attributions, "corpus.html")
    """
    if embed < 0:
        raise ValueError(f"embed={embed} is not allowed; allowed: 0 or more articles in the page itself.")
    reading = read_tables(articles, attributions, findings)
    n = len(reading.articles)
    if n > MOST:
        raise ValueError(
            f"articles has {n:,} rows, and a page lists at most {MOST:,}; pass a part of them, such as one outlet's."
        )
    embedded = n <= embed
    folder = "" if embedded else f"{Path(path).stem}-articles" if path is not None else "articles"
    html = _list_page(reading, title, folder)
    made = CorpusPage(html, n, embedded, folder, lambda back: _article_pages(reading, back))
    if path is not None:
        made.save(path)
    return made


def _list_page(reading: Reading, title: str, folder: str) -> str:
    rows, sections, found = [], [], 0
    for opened in open_all(reading):
        anchor = anchor_of(opened.article_id, kind="a")
        found += len(opened.rows)
        rows.append(_row(reading, opened, f"{quote(folder)}/{anchor}.html" if folder else f"#{anchor}"))
        if not folder:
            sections.append(
                f'<section class="reader" id="{anchor}" tabindex="-1" aria-label="{attribute(opened.title)}">\n'
                f"{_back('', opened)}{_article(reading, opened)}</section>\n"
            )
    n = f"{len(rows):,} article{'' if len(rows) == 1 else 's'}"
    body = (
        f'<div class="list" id="list" tabindex="-1">\n<h1>{plain(title)}</h1>\n'
        f"<p>{n}, {found:,} attributions. {_about(reading)}</p>\n"
        f"{_filters(reading)}{_table(reading, rows)}</div>\n{''.join(sections)}"
    )
    return page(_framed(reading, body), title=title, language="en", scripts=_SCRIPTS)


def _article_pages(reading: Reading, back: str) -> Iterator[tuple[str, str]]:
    for opened in open_all(reading):
        body = f"{_back(back, opened)}{_article(reading, opened)}"
        made = page(_framed(reading, body), title=opened.title, language="en", scripts=("reader.js",))
        yield f"{anchor_of(opened.article_id, kind='a')}.html", made


def _framed(reading: Reading, body: str) -> str:
    return (
        f'<main class="framing-corpus">\n<style>\n{style(reading.styles)}{resource("corpus.css")}</style>\n'
        f"{hatches(reading.styles, reading.classes)}{body}</main>\n"
    )


def _back(page_of: str, opened: Opened) -> str:
    row = anchor_of(opened.article_id, kind="r")
    return f'<p class="back"><a href="{attribute(page_of)}#{row}">← all articles</a></p>\n'


def _article(reading: Reading, opened: Opened) -> str:
    return (
        f'<article class="framing-article" data-reader aria-label="{label_of(opened)}"'
        f"{tongue(opened.article['language'])}>\n"
        f"{header(reading, opened)}{voices(reading, opened)}{text_of(reading, opened, titles=False)}</article>\n"
    )


def _about(reading: Reading) -> str:
    if not reading.resolved:
        return "<strong>Sides are not resolved: run resolve_speakers.</strong>"
    looks = "".join(
        f'<span class="swatch"><svg class="strip {look}" aria-hidden="true"><rect class="fill" width="100%" '
        f'height="100%"/><rect fill="url(#h-{look})" width="100%" height="100%"/></svg> {plain(side)}</span> '
        for side, look in reading.classes.items()
    )
    return f"Strips show whose the attributed words are: {looks}"


def _filters(reading: Reading) -> str:
    """What narrows the list; the page's script shows it, since without one it would do nothing."""
    outlets = sorted(set(reading.articles["outlet"].dropna().astype(str)))
    options = "".join(f'<option value="{attribute(name)}">{plain(name)}</option>' for name in outlets)
    return (
        '<form class="filters" hidden role="search" aria-label="Which articles are listed">\n'
        '<label>word <input type="search" name="word" autocomplete="off"></label>\n'
        f'<label>outlet <select name="outlet"><option value="">all</option>{options}</select></label>\n'
        '<label>from <input type="date" name="from"></label>\n<label>to <input type="date" name="to"></label>\n'
        '<button type="button">show all</button> <span role="status"></span>\n</form>\n'
    )


def _table(reading: Reading, rows: Sequence[str]) -> str:
    names = ["headline", "outlet", "date", "words", "attributions", *(["voices"] if reading.resolved else [])]
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    first = next(iter(reading.classes))
    by = f" Voices sort by the share of {plain(first)}." if reading.resolved else ""
    # Roles are said, since a narrow window lays the table out as cards.
    return (
        f'<table class="sortable" role="table"><caption>Heads sort the list.{by}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{"".join(rows)}</tbody></table>\n'
    )


def _row(reading: Reading, opened: Opened, leads: str) -> str:
    article, n = opened.article, len(opened.rows)
    n_words = len(opened.text.split()) if article["n_words"] is None else int(article["n_words"])
    outlet = str(article["outlet"] or "")
    link = f'<a href="{attribute(leads)}" dir="auto"{tongue(article["language"])}>{plain(opened.title)}</a>'
    cells = [
        f'<th scope="row" role="rowheader">{link}</th>',
        _cell("outlet", plain(outlet) or "–"),
        _cell("date", opened.day or "–"),
        _cell("words", f"{n_words:,}", n_words),
        _cell("attributions", f"{n:,}", n),
    ]
    if reading.resolved:
        words = words_by_side(opened.rows, reading.styles)
        total, first = sum(words.values()), next(iter(words.values()))
        shown = (
            f'{strip(words, reading.classes)}<span class="told">{plain(told(words))}</span>' if total else "–"
        )
        cells.append(_cell("voices", shown, first / total if total else None))
    return (
        f'<tr role="row" tabindex="-1" id="{anchor_of(opened.article_id, kind="r")}" '
        f'data-id="{attribute(opened.article_id)}" data-outlet="{attribute(outlet)}" data-date="{opened.day}">'
        f"{''.join(cells)}</tr>\n"
    )


def _cell(name: str, shown: str, value: float | None = None) -> str:
    number = "" if value is None else f' data-v="{value:.12g}"'
    return f'<td role="cell" data-label="{name}"{number}>{shown}</td>'
