"""Count words per article, voice, side and topic."""

from __future__ import annotations

import pandas as pd

from framing.wordchoice.tally import Asked, tally


def count_words(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    voice: str = "all",
    about: str | None = None,
    mask: bool | pd.DataFrame | None = None,
    mark: str | None = None,
    terms: str = "word",
    n: int = 2,
) -> pd.DataFrame:
    """Count the words of articles, by voice, by the speaker's side and by the side that a sentence is about.

    Parameters
    ----------
    articles : articles table. Those in a language other than English are left out.
    attributions : attributions table; needed for `voice="author"` and `voice="attributed"`. With `side` in it
        (`resolve_speakers`), attributed words carry the side of their speaker.
    mentions : mentions table; fills `about`, and is what `mask=True` leaves out.
    voice : "author" for the words outside all attributed content, "attributed" for those inside, "all" for both.
    about : keep only the words of sentences that mention this side and no other.
    mask : True, or a mentions table (of `find_names`, say): words inside these mentions are left out, so that names do
        not count.
    mark : a mark such as "[name]" that stands in place of each masked name, and counts as one word.
    terms : "word", "lemma" (by the parser's model), or "ngram" for words that follow each other in one sentence and one
        attribution.
    n : how many words an n-gram has.

    Returns
    -------
    DataFrame, the counts table, one row per article, voice, side, about and term: article_id, voice (missing
    without attributions), side (of the speaker; missing for the author's words and where speakers are not resolved),
    about (missing without mentions, and where a sentence mentions no side or several), node (missing here), term
    (lower case), kind (word, lemma or ngram), count.

    Raises
    ------
    ValueError : an argument is none of those allowed, or asks for a table that is not given; offsets lie beyond the
        text.

    Notes
    -----
    A word is a match of `language.WORD` in the shadow copy (plain apostrophes); all words count, stop words too. The
    headline counts; a headline that the body repeats does not. Where attributions are nested, a word belongs to the
    innermost. What somebody is said to want, fear or plan (`act` attitude) is attributed content too; leave those rows
    out of `attributions` to count it as the author's. Every side counts as mentioned, "other" as well, so `about` is
    strict; a sentence with an unresolved mention is about nobody. Articles without words give no rows.

    A lemma is that of `concordance(…, lemma=True)`; a word that the parser cuts in two ("don't") stays itself.

    See Also
    --------
    count_collocates, find_names, contrast_words

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["Ships came. More ships came."])
    >>> framing.count_words(articles)[["term", "count"]].values.tolist()
    [['came', 2], ['more', 1], ['ships', 2]]
    """
    if not isinstance(n, int) or not 2 <= n <= 5:
        raise ValueError(f"n={n!r} is not allowed; allowed: 2 to 5 words in an n-gram.")
    return tally(articles, attributions, mentions, Asked(voice, about, mask, mark, terms, n))
