"""Certainty: hedges, boosters, factive and non-factive cues, by the side that speaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.schema import check_table
from framing.wordchoice.findings import SPEAKER_SIDE, words_by_voice
from framing.wordchoice.lexicon import TermLexicon, load_lexicon
from framing.wordchoice.naming import find_terms, named_rows, pair_of
from framing.wordchoice.rates import PER_THOUSAND, UNIT, per_article

PHENOMENA = ("hedge", "booster", "factive", "nonfactive")
_SHARED = ("joint", "other", "unresolved")


def find_certainty(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    codebook: TermLexicon | None = None,
) -> pd.DataFrame:
    """Find words of doubt and of certainty.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table; says in whose voice each word stands. Without it all are the author's.
    codebook : as `load_lexicon` gives it; by default the shipped "certainty".

    Returns
    -------
    DataFrame, the findings table. `phenomenon`: hedge (may, perhaps, appears), booster (clearly, no doubt), factive
    (knows that, confirmed: what follows is taken for true) or nonfactive (claimed, believes: it is left open);
    `entry_id` the codebook entry, `variant` the word.

    See Also
    --------
    certainty_rate

    Notes
    -----
    Words are found by their form; a verb's sense is not told apart. A cue verb itself stands in the voice of who uses
    it: in "Mr Orlov claimed that ships may come", *claimed* is the author's, *may* Mr Orlov's.

    References
    ----------
    Hyland, K. (2005). Metadiscourse. Continuum. Kiparsky, P. & Kiparsky, C. (1970). Fact. In Progress in Linguistics.
    Hooper, J. B. (1975). On assertive predicates. Syntax and Semantics 4.

    Examples
    --------
    >>> articles = framing.make_articles(["Perhaps they left."])
    >>> find_certainty(articles)["phenomenon"].tolist()
    ['hedge']
    """
    return find_terms(articles, attributions, codebook or load_lexicon("certainty"), str)


def certainty_rate(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    by: str | Sequence[str] | None = None,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how often words of doubt and of certainty are used, per 1,000 words, by the author and by each side.

    Parameters
    ----------
    findings : what `find_certainty` found in `articles`.
    articles : articles table, also those without any finding.
    attributions : attributions table the findings were made with; `side` in it gives a row to each side.
    by, cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table, `measure` certainty_rate, unit words; `estimate` counts findings per 1,000 words of
    the voice. For each group and `term` (booster, factive, hedge, nonfactive): a row of the author's own words
    (column `voice` author, `side` missing), and one of the words attributed to each side and to other (`voice`
    attributed). With two groups, the ratios of their rates follow.

    Raises
    ------
    ValueError : findings are of articles that are not given, or hold speakers' words without `attributions`.

    Notes
    -----
    Words count once, for the innermost speaker. The interval resamples articles. Speakers of both sides in one
    attribution (joint) and unresolved ones have no row; `n_unresolved` counts the findings of the latter.

    References
    ----------
    Hyland, K. (2005). Metadiscourse. Continuum.

    Examples
    --------
    >>> certainty_rate(findings, articles, attributions, by="outlet_country")
    """
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = named_rows(findings, population, *PHENOMENA)
    if attributions is None and (rows["voice"] == "attributed").any():
        raise ValueError(
            "findings hold words of speakers, and attributions is None: the author's rate would be out of everybody's "
            "words; pass the attributions that the findings were made with."
        )
    author, of = words_by_voice(population, attributions)
    own = tuple(side for side in of if side not in _SHARED)
    side = (
        rows[SPEAKER_SIDE].astype("object").to_numpy() if SPEAKER_SIDE in rows else np.full(len(rows), None)
    )
    attributed = (rows["voice"] == "attributed").to_numpy(dtype=bool)
    kinds = rows["phenomenon"].to_numpy(dtype=object)
    plan = make_plan(population, own=own, pair=pair_of(own), by=by, cluster=cluster, seed=seed)
    tables = []
    voices: list[tuple[str, str | None]] = [("author", None)]
    if attributions is not None:
        voices += [("attributed", name) for name in (*own, "other") if own]
    for voice, name in voices:
        mine = ~attributed if name is None else attributed & (side == name)
        words = author if name is None else of[name]
        quantities = [
            Quantity(
                "certainty_rate", PER_THOUSAND,
                np.column_stack([per_article(rows, population, mine & (kinds == kind)), words]),
                unit=UNIT, side=name, term=kind, compare=True,
            )
            for kind in sorted(PHENOMENA)
        ]  # fmt: skip
        counts = {s: per_article(rows, population, attributed & (side == s)) for s in ("joint", "unresolved")}
        table = measures_table(plan, Tally(quantities, counts["joint"], counts["unresolved"]))
        tables.append(table.assign(voice=pd.Series([voice] * len(table), dtype="str", index=table.index)))
    return pd.concat(tables, ignore_index=True)


__all__ = ["certainty_rate", "find_certainty"]
