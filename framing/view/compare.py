"""Two articles side by side, on one scale of colours."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.view.article import MarkedArticle, header, label_of, sides_shown, text_of
from framing.view.marks import attribute
from framing.view.reading import Opened, Reading, open_one, read_tables
from framing.view.sheet import style, tongue
from framing.view.strip import hatches, voices


def compare_articles(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    *,
    article_ids: Sequence[str],
    findings: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
) -> MarkedArticle:
    """Show two articles side by side, such as two reports of the same incident, each with its attributions marked.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table, best after `resolve_speakers`.
    article_ids : the two articles, left and right.
    findings : findings tables, as `find_distancing` and `find_naming` give them; each finding is underlined too.

    Returns
    -------
    MarkedArticle, which a notebook shows and whose `save(path)` writes a self-contained page.

    Raises
    ------
    ValueError : `article_ids` are not two different articles of `articles`; spans lie outside their text.

    See Also
    --------
    show_article, corpus_page

    Notes
    -----
    A side has the same colour, underline and hatch in both. Above each text a strip shows whose attributed words it
    holds, in proportion; words of a nested attribution are its own speaker's alone. A narrow window shows one
    article under the other. Two articles are two articles: whether outlets differ is a question for `voice_balance`.

    Examples
    --------
    >>> pair = ("buoy-corvane", "buoy-golos")
    >>> compare_articles(articles, attributions, article_ids=pair).save("buoy.html")
    """
    ids = [article_ids] if isinstance(article_ids, str) else list(article_ids)
    if len(ids) != 2 or ids[0] == ids[1]:
        raise ValueError(
            f"article_ids={article_ids!r} is not allowed; allowed: two different ids, see articles['article_id']."
        )
    reading = read_tables(articles, attributions, findings)
    both = [open_one(reading, article_id) for article_id in ids]
    label = attribute(f"Articles {ids[0]} and {ids[1]}")
    shown = sides_shown(reading, [row for opened in both for row in opened.rows]) if reading.resolved else ""
    # One legend of both, by whose buttons sides are chosen in both.
    keys = f'<p class="both">Attributions in both: {shown}</p>\n' if shown else ""
    html = (
        f'<div class="framing-pair" role="group" data-reader aria-label="{label}">\n'
        f"<style>\n{style(reading.styles)}</style>\n{hatches(reading.styles, reading.classes)}"
        f'{keys}<div class="halves">\n{"".join(_half(reading, opened) for opened in both)}</div>\n</div>\n'
    )
    languages = {opened.article["language"] for opened in both}
    language = languages.pop() if len(languages) == 1 else None
    return MarkedArticle(" | ".join(ids), html, " | ".join(opened.title for opened in both), language or "")


def _half(reading: Reading, opened: Opened) -> str:
    return (
        f'<article class="framing-article half" aria-label="{label_of(opened)}"'
        f"{tongue(opened.article['language'])}>\n"
        f"{header(reading, opened, keys=False)}{voices(reading, opened)}{text_of(reading, opened)}</article>\n"
    )
