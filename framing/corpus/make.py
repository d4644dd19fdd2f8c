"""Articles from texts that are in memory already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import pandas as pd

from framing.corpus.articles import article_row, articles_table
from framing.corpus.compose import compose
from framing.corpus.dates import read_dates
from framing.corpus.languages import LanguageDetector
from framing.corpus.outlets import load_outlets
from framing.corpus.records import as_text, is_missing


def make_articles(
    texts: Iterable[str],
    *,
    article_id: Sequence[str] | str | None = None,
    headline: Sequence[str | None] | str | None = None,
    outlet: Sequence[str | None] | str | None = None,
    outlet_country: Sequence[str | None] | str | None = None,
    date: Sequence[Any] | Any = None,
) -> pd.DataFrame:
    """Make the articles table from texts, each kept as given, to the character.

    Parameters
    ----------
    texts : the articles' texts.
    article_id : their ids; by default article-0001, article-0002 … in the order given.
    headline : headlines that stand apart from the texts. A headline that is not given (None) is recognised at the head
        of its text. One that is given goes before its text as `headline + "\\n\\n" + text`, unless the text opens with
        it on lines of its own already.
    outlet, outlet_country, date : one value per text, or one value for all. Country and type of an outlet that is not
        given come from the outlet codebook where it knows the outlet. Dates as YYYY-MM-DD, in words, or as date values.

    Returns
    -------
    articles table, sorted by `article_id`. Line ends, spaces, and lone surrogates are left as they are; nothing is
    mended, nothing dropped: `text[body_start:]` is the body.

    Raises
    ------
    TypeError : `texts` is one text, or holds something that is not text.
    ValueError : lengths differ, an id repeats or is empty, a country is no two-letter code, a date cannot be read.

    See also
    --------
    read_articles : reads files, mends what was decoded wrongly, and says what was wrong.

    Examples
    --------
    >>> articles = make_articles(["Pier reopens after storm\\n\\nThe harbour office said the pier was safe."])
    >>> articles[["headline", "body_start"]].values.tolist()
    [['Pier reopens after storm', 26]]
    """
    if isinstance(texts, str | bytes):
        raise TypeError("texts must be a list of texts, got one text; write make_articles([text]).")
    if isinstance(texts, _UNORDERED) or not isinstance(texts, Iterable):
        raise TypeError(f"texts must be a list of texts, got {type(texts).__name__}.{_hint(texts)}")
    given = list(texts)
    for index, text in enumerate(given):
        if not isinstance(text, str):
            got = f"{type(text).__name__} ({str(text)[:40]!r})"
            raise TypeError(f"texts[{index}] must be text, got {got}; leave it out.")
    n = len(given)
    width = max(4, len(str(n)))
    ids = [as_text(i) or "" for i in _spread("article_id", article_id, n)] if article_id is not None else []
    if isinstance(article_id, str) and n != 1:
        raise ValueError(
            f"article_id={article_id!r} names one article, but there are {n} texts; give a list of ids."
        )
    headlines = _spread("headline", headline, n)
    outlets = [as_text(value) for value in _spread("outlet", outlet, n)]
    countries = [_country(value) for value in _spread("outlet_country", outlet_country, n)]
    dates = _dates(_spread("date", date, n))
    codebook = load_outlets() if any(outlets) else None
    detector = LanguageDetector()
    rows: list[dict[str, Any]] = []
    for index, text in enumerate(given):
        whole = compose(text, None if is_missing(headlines[index]) else str(headlines[index]), keep_text=True)
        outlet_name = outlets[index]
        entry = codebook.find(outlet_name) if codebook and outlet_name else None
        rows.append(
            {
                "article_id": ids[index] if ids else f"article-{index + 1:0{width}d}",
                "outlet": outlet_name,
                "outlet_country": countries[index] or (entry.country if entry else None),
                "outlet_type": entry.type if entry else None,
                "language": detector.detect(whole.text[whole.body_start :]),
                "date": dates[index],
                **article_row(whole),
            }
        )
    _check_ids([row["article_id"] for row in rows])
    return articles_table(rows)


# Going through these gives names or no order, not one value for each text.
_UNORDERED = (pd.DataFrame, Mapping, Set)


def _hint(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        return ' Give one column of it, such as frame["text"].'
    return " Give list(….values())." if isinstance(value, Mapping) else " Give a list."


def _spread(argument: str, value: Any, n: int) -> list[Any]:
    """One value per text: a list as it is, a single value n times."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return [value] * n
    if isinstance(value, _UNORDERED):
        raise TypeError(
            f"{argument} must be one value or a list of values, got {type(value).__name__}.{_hint(value)}"
        )
    values = list(value)
    if len(values) != n:
        raise ValueError(f"{argument} has {len(values)} values for {n} texts; give one for each text.")
    return values


def _check_ids(ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for value in ids:
        if not value.strip():
            raise ValueError(
                f"article_id={value!r} is empty or missing; every article needs an id of its own."
            )
        if value in seen:
            raise ValueError(f"article_id={value!r} is there twice; every article needs an id of its own.")
        seen.add(value)


def _country(value: Any) -> str | None:
    text = as_text(value)
    if text is None:
        return None
    code = text.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise ValueError(
            f"outlet_country={text!r} is not allowed; give an ISO 3166 alpha-2 code such as 'US' or 'RU'."
        )
    return code


def _dates(values: Sequence[Any]) -> list[Any]:
    read = read_dates(values)
    for value, one in zip(values, read, strict=True):
        if one.reason:
            raise ValueError(f"date={value!r} {one.reason}; give dates as YYYY-MM-DD or as date values.")
    return [one.value for one in read]
