"""Two articles side by side, on one scale of colours."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.view.article import (
    MarkedArticle,
    Reading,
    header,
    label_of,
    one_article,
    read_tables,
    sides_shown,
    text_of,
    title_of,
)
from framing.view.marks import attribute, plain
from framing.view.sheet import style
from framing.view.strip import hatches, strip, told, words_by_side


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
    >>> pair = ("buoy-corvane", "buoy-golos")                                              # doctest: +SKIP
    >>> compare_articles(articles, attributions, article_ids=pair).save("buoy.html")       # doctest: +SKIP
    """
    ids = [article_ids] if isinstance(article_ids, str) else list(article_ids)
    if len(ids) != 2 or ids[0] == ids[1]:
        raise ValueError(
            f"article_ids={article_ids!r} is not allowed; allowed: two different ids, see articles['article_id']."
        )
    reading = read_tables(articles, attributions, findings)
    halves = "".join(_half(reading, article_id) for article_id in ids)
    firsts = [one_article(reading, article_id)[0] for article_id in ids]
    languages = {None if pd.isna(article["language"]) else str(article["language"]) for article in firsts}
    title = " | ".join(map(title_of, firsts))
    label = attribute(f"Articles {ids[0]} and {ids[1]}")
    html = (
        f'<div class="framing-pair" role="group" data-reader aria-label="{label}">\n'
        f"<style>\n{style(reading.styles)}</style>\n{hatches(reading.styles, reading.classes)}"
        f'{_keys(reading, ids)}<div class="halves">\n{halves}</div>\n</div>\n'
    )
    language = languages.pop() if len(languages) == 1 else None
    return MarkedArticle(" | ".join(ids), html, title, language or "")


def _half(reading: Reading, article_id: str) -> str:
    article, mine = one_article(reading, article_id)
    words = words_by_side(mine, reading.styles)
    shown = (
        f'<p class="voices">{plain(told(words))}</p>{strip(words, reading.classes)}'
        if reading.resolved
        else ""
    )
    return (
        f'<article class="framing-article half" aria-label="{label_of(article_id)}">\n'
        f"{header(reading, article, mine, keys=False)}{shown}{text_of(reading, article, mine)}</article>\n"
    )


def _keys(reading: Reading, ids: Sequence[str]) -> str:
    """One legend of both, by whose buttons sides are chosen in both."""
    both = reading.attributions[reading.attributions["article_id"].isin(ids)]
    shown = sides_shown(reading, both) if reading.resolved else ""
    return f'<p class="both">Attributions in both: {shown}</p>\n' if shown else ""
