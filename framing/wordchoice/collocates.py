"""Which words stand near a word."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.language import shadow
from framing.wordchoice.tally import Asked, tally
from framing.wordchoice.terms import lower_words

NODE_TERMS = ("word", "lemma")


def count_collocates(
    articles: pd.DataFrame,
    node: str | Sequence[str],
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    window: int = 5,
    voice: str = "all",
    about: str | None = None,
    mask: bool | pd.DataFrame | None = None,
    mark: str | None = None,
    terms: str = "word",
) -> pd.DataFrame:
    """Count the words that stand near a node, for `contrast_words` to compare between groups.

    Parameters
    ----------
    articles : articles table.
    node : a word or phrase ("regime", "air defence"), or several of them ("regime", "regimes"); of lemmas with
        `terms="lemma"`.
    attributions, mentions, voice, about, mask, mark : as in `count_words`.
    window : how many words on either side count as near.
    terms : "word" or "lemma".

    Returns
    -------
    DataFrame, the counts table as `count_words` returns it, with `node` filled (several are joined by " | "). A word
    near two nodes counts once; the node itself does not count.

    Raises
    ------
    ValueError : an empty node, a window below 1, or what `count_words` refuses.

    See Also
    --------
    contrast_words, concordance

    Notes
    -----
    Near is within the sentence and within the same voice: of "The regime will fall", said Orlova, the words "said
    Orlova" are not near. A contrast of such counts asks which words one group puts beside the node more than another,
    out of all words near it (Baker et al. 2008); how often a group uses the node at all is another question, for
    `count_words`.

    References
    ----------
    Baker, P. et al. (2008). A useful methodological synergy? Discourse & Society 19(3), 273–306.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["The old regime fell. A new one rose."])
    >>> framing.wordchoice.count_collocates(articles, "regime", window=1)["term"].tolist()
    ['fell', 'old']
    """
    if terms not in NODE_TERMS:
        raise ValueError(f"terms={terms!r} is not allowed; allowed: {', '.join(map(repr, NODE_TERMS))}.")
    if not isinstance(window, int) or window < 1:
        raise ValueError(f"window={window!r} is not allowed; allowed: a number of words, 1 or more.")
    given = [node] if isinstance(node, str) else list(node)
    phrases = [lower_words(shadow(str(one))) for one in given]
    if not phrases or not all(phrases):
        raise ValueError(f"node={node!r} holds nothing to look for; give a word or a phrase, or several.")
    label = " | ".join(" ".join(phrase) for phrase in phrases)
    asked = Asked(voice, about, mask, mark, terms, nodes=phrases, window=window, label=label)
    return tally(articles, attributions, mentions, asked)
