"""Three contrasts ready to call: words by a side, words about a side, words of the outlets of a country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd

from framing.checks import choose
from framing.wordchoice.collocates import count_collocates
from framing.wordchoice.contrast import contrast_words
from framing.wordchoice.count import count_words
from framing.wordchoice.tally import VOICES_ASKED

Target: TypeAlias = str | Sequence[str] | None
Mask: TypeAlias = bool | pd.DataFrame | None


def words_by_sides(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    target: Target = None,
    reference: str | None = None,
    terms: str = "word",
    node: str | Sequence[str] | None = None,
    mask: Mask = None,
    mark: str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Contrast the words that each side's speakers are quoted with.

    Parameters
    ----------
    articles, attributions : the tables; attributions with the sides of `resolve_speakers`.
    mentions : mentions table; with it names are masked, so that words tell how a side speaks and not of whom.
    target, reference : sides, as in `contrast_words`; by default each side against all others.
    terms : "word", "lemma" or "ngram"; with `node` "word" or "lemma".
    node : a word or phrase: contrast the words near it (`count_collocates`).
    mask, mark : as in `count_words`; `mask=False` counts names.
    **options : `n` (of n-grams), `window` (of collocates), and all options of `contrast_words`.

    Returns
    -------
    DataFrame of `contrast_words`: attributed content alone, a word counting once, for the innermost speaker. Swaps of
    the two sides within articles give `p_adjusted`.

    Raises
    ------
    ValueError : attributions have no side, or what `contrast_words` refuses.

    See Also
    --------
    words_about_sides, words_of_outlets, contrast_words

    Examples
    --------
    >>> words_by_sides(articles, attributions, mentions, target="US", reference="RU")
    """
    return _ready(
        "side", articles, attributions, mentions, voice="attributed", target=target, reference=reference, terms=terms,
        node=node, mask=mask, mark=mark, options=options,
    )  # fmt: skip


def words_about_sides(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    target: Target = None,
    reference: str | None = None,
    voice: str | None = None,
    terms: str = "word",
    node: str | Sequence[str] | None = None,
    mask: Mask = None,
    mark: str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Contrast the words of sentences that mention one side and no other.

    Parameters
    ----------
    articles, mentions : the tables. Names are masked; `mask=False` counts them.
    attributions : attributions table; with it the author's own words are counted.
    target, reference : sides, as in `contrast_words`; by default each side against all others.
    voice : "author", "attributed" or "all"; by default "author" where attributions are given, else all words.
    terms, node, mask, mark, **options : as in `words_by_sides`.

    Returns
    -------
    DataFrame of `contrast_words`. A sentence with an unresolved mention is about nobody; sides are swapped within
    articles.

    Raises
    ------
    ValueError : no sentence is about a side, or what `contrast_words` refuses.

    See Also
    --------
    words_by_sides, words_of_outlets, contrast_words

    Examples
    --------
    >>> words_about_sides(articles, mentions, attributions, target="US", reference="RU")
    """
    if voice is None:
        voice = "all" if attributions is None else "author"
    choose("voice", voice, VOICES_ASKED)
    return _ready(
        "about", articles, attributions, mentions, voice=voice, target=target, reference=reference, terms=terms,
        node=node, mask=mask, mark=mark, options=options,
    )  # fmt: skip


def words_of_outlets(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    target: Target = None,
    reference: str | None = None,
    by: str = "outlet_country",
    terms: str = "word",
    node: str | Sequence[str] | None = None,
    mask: Mask = None,
    mark: str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Contrast the outlets' own words, with all that they attribute to somebody taken out.

    Parameters
    ----------
    articles, attributions : the tables.
    mentions : mentions table; with it names are masked.
    target, reference : values of `by`, as in `contrast_words`; by default each against all others.
    by : "outlet_country", "outlet_type", "outlet" or another column of `articles`.
    terms, node, mask, mark, **options : as in `words_by_sides`.

    Returns
    -------
    DataFrame of `contrast_words`. Labels of outlets are permuted, with five outlets in each group; with fewer there is
    no p, and what is found holds for these outlets.

    Raises
    ------
    ValueError : what `contrast_words` refuses.

    See Also
    --------
    words_by_sides, words_about_sides, contrast_words

    Notes
    -----
    What somebody is said to want, fear or plan is attributed content too, and is taken out.

    Examples
    --------
    >>> words_of_outlets(articles, attributions, target="US", reference="RU")
    """
    return _ready(
        by, articles, attributions, mentions, voice="author", target=target, reference=reference, terms=terms,
        node=node, mask=mask, mark=mark, options=options,
    )  # fmt: skip


def _ready(
    by: str,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    *,
    voice: str,
    target: Target,
    reference: str | None,
    terms: str,
    node: str | Sequence[str] | None,
    mask: Mask,
    mark: str | None,
    options: dict[str, Any],
) -> pd.DataFrame:
    masked = mentions is not None if mask is None else mask
    how: dict[str, Any] = {"voice": voice, "mask": masked, "mark": mark, "terms": terms}
    # What belongs to counting; the rest is for the contrast, which names what it does not know.
    for name in ("window",) if node is not None else ("n",):
        if name in options:
            how[name] = options.pop(name)
    if node is None:
        counts = count_words(articles, attributions, mentions, **how)
    else:
        counts = count_collocates(articles, node, attributions, mentions, **how)
    return contrast_words(counts, articles, target=target, reference=reference, by=by, **options)
