"""Frames: which aspects of an issue a text brings to the fore, found by terms with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.schema import check_table
from framing.wordchoice.frames_trust import measured_frames, trust_of
from framing.wordchoice.lexicon import TermLexicon, load_lexicon
from framing.wordchoice.naming import find_terms, named_rows
from framing.wordchoice.rates import in_voice, words_of_voice

PHENOMENON = "frame"
_SHIPPED = ("frames_generic", "frames_policy")
MIN_TERMS = 3
MIN_RATE = 4.0


def find_frames(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    codebook: str | TermLexicon = "frames_generic",
) -> pd.DataFrame:
    """Find terms that bring a frame to the fore.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table; says in whose voice each term stands. Without it all are the author's.
    codebook : "frames_generic" (conflict, economic, human_interest, morality, resolution), "frames_policy" (the
        dimensions of the Policy Frames Codebook, as policy_economic …), or your own as `load_lexicon` gives it: `kind`
        is the frame, entries are groups of terms.

    Returns
    -------
    DataFrame, the findings table, `phenomenon` frame: `entry_id` is the frame, `variant` the term (its forms counted
    together). `speaker_side` is the side of who uses it.

    Raises
    ------
    ValueError : a codebook of your own gives its frame the name of a measured one, whose figures it would carry.

    See Also
    --------
    frame_scores, frame_shares, frame_association

    Notes
    -----
    A term is found by its form; a metaphor ("the battle for ratings") counts like the thing itself. A term belongs
    to one frame of a codebook only. One term is no frame: `frame_scores` says when an article has one.

    References
    ----------
    Semetko, H. A. & Valkenburg, P. M. (2000). Framing European politics. Journal of Communication 50(2). Boydstun,
    A. E., Card, D., Gross, J. H., Resnik, P. & Smith, N. A. (2014). Tracking the development of media frames within
    and across policy issues. APSA.

    Examples
    --------
    >>> articles = framing.make_articles(["Prices rose, and her mother wept."])
    >>> find_frames(articles)["entry_id"].tolist()
    ['economic', 'human_interest', 'human_interest']
    """
    book = load_lexicon(codebook) if isinstance(codebook, str) else codebook
    borrowed = sorted(measured_frames() & {entry.kind for entry in book.entries})
    if borrowed and book.version != load_lexicon("frames_generic").version:
        raise ValueError(
            f"codebook: its frame {borrowed[0]!r} has the name of a frame whose terms were measured against readers, "
            "and would carry figures that are not its own; name it otherwise."
        )
    frame_of = {entry.id: entry.kind for entry in book.entries}
    found = find_terms(articles, attributions, book, lambda kind: PHENOMENON)
    return found.assign(
        entry_id=pd.Series(
            [frame_of[entry] for entry in found["entry_id"].tolist()], dtype="str", index=found.index
        )
    )


def frame_scores(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    frames: str | Sequence[str] | None = None,
    voice: str = "all",
    min_terms: int = MIN_TERMS,
    min_rate: float = MIN_RATE,
) -> pd.DataFrame:
    """Say of every article and frame how much of it there is, and whether the article has the frame.

    Parameters
    ----------
    findings : what `find_frames` found in `articles`; other phenomena are left out.
    articles : articles table, also those without any term.
    attributions : attributions table the findings were made with; needed where `voice` is not "all".
    frames : frames to score; by default all that were found in any article.
    voice : "author" for the author's own words, "attributed" for those of speakers, "all" for both.
    min_terms, min_rate : an article has a frame when its words hold at least `min_terms` different terms of it, and at
        least `min_rate` uses of them per 1,000 words.

    Returns
    -------
    DataFrame, one row per article and frame, sorted by both: `article_id`, `frame`, `n_terms` (different terms),
    `n_uses`, `n_words`, `rate` (uses per 1,000 words; missing where there are no words), `present`, `reader_auc`,
    `experimental`, `note` (what readers say of the frame's scorer: `frame_agreement`).

    Raises
    ------
    ValueError : an argument is not allowed, or findings are of articles that are not given.

    See Also
    --------
    frame_shares, frame_agreement

    Examples
    --------
    >>> frame_scores(find_frames(articles), articles)
    """
    check_rule(min_terms, min_rate)
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = in_voice(named_rows(findings, population, PHENOMENON), voice)
    wanted = chosen_frames(findings, frames)
    words = words_of_voice(population, attributions, voice)
    parts = []
    for frame in wanted:
        uses, terms = uses_and_terms(rows[(rows["entry_id"] == frame).to_numpy(dtype=bool)], population)
        part = pd.DataFrame(
            {
                "article_id": population["article_id"],
                "frame": pd.Series([frame] * len(population), dtype="str"),
                "n_terms": pd.array(terms.astype(np.int64), dtype="Int64"),
                "n_uses": pd.array(uses.astype(np.int64), dtype="Int64"),
                "n_words": pd.array(words.astype(np.int64), dtype="Int64"),
                "rate": rate(uses, words),
                "present": pd.array(has_frame(uses, terms, words, min_terms, min_rate), dtype="boolean"),
            }
        )
        parts.append(part)
    names = ["article_id", "frame", "n_terms", "n_uses", "n_words", "rate", "present"]
    out = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
    out = out.sort_values(["article_id", "frame"], kind="stable", ignore_index=True)
    return out.assign(**trust_of(out["frame"].tolist()))


def check_rule(min_terms: Any, min_rate: Any) -> None:
    """Refuse a rule that would give every article every frame."""
    if isinstance(min_terms, bool) or not isinstance(min_terms, int | np.integer) or min_terms < 1:
        raise ValueError(f"min_terms={min_terms!r} is not allowed; give a whole number of at least 1.")
    if isinstance(min_rate, bool) or not isinstance(min_rate, int | float) or not 0 <= min_rate < np.inf:
        raise ValueError(f"min_rate={min_rate!r} is not allowed; give uses per 1,000 words, 0 or more.")


def chosen_frames(findings: pd.DataFrame, frames: str | Sequence[str] | None) -> list[str]:
    """The frames asked for, sorted, by default those of which any term was found. A name that neither findings nor a
    shipped codebook has would pass for a frame that nobody uses."""
    mine = (findings["phenomenon"] == PHENOMENON).to_numpy(dtype=bool)
    found = set(findings.loc[mine, "entry_id"].dropna())
    if frames is None:
        return sorted(found)
    shipped = {entry.kind for name in _SHIPPED for entry in load_lexicon(name).entries}
    asked = [frames] if isinstance(frames, str) else list(frames)
    return sorted({choose("frames", frame, sorted(found | shipped)) for frame in asked})


def uses_and_terms(
    rows: pd.DataFrame, articles: pd.DataFrame
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Of one frame's findings in every article: how many, and how many different terms."""
    index, n = pd.Index(articles["article_id"]), len(articles)
    once = rows.drop_duplicates(["article_id", "variant"])
    uses, terms = (
        np.bincount(index.get_indexer(part["article_id"]), minlength=n).astype(np.float64)
        for part in (rows, once)
    )
    return uses, terms


def rate(uses: npt.NDArray[np.float64], words: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Uses per 1,000 words; NaN where there are no words."""
    return np.divide(1000 * uses, words, out=np.full(len(uses), np.nan), where=words > 0)


def has_frame(
    uses: npt.NDArray[np.float64],
    terms: npt.NDArray[np.float64],
    words: npt.NDArray[np.float64],
    min_terms: int,
    min_rate: float,
) -> npt.NDArray[np.bool_]:
    """Whether every article has the frame: enough different terms, and enough uses for its length."""
    return (terms >= min_terms) & (np.nan_to_num(rate(uses, words)) >= min_rate)


__all__ = ["find_frames", "frame_scores"]
