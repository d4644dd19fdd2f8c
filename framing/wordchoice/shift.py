"""Word shift: how much each word adds to the divergence of two groups' vocabularies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.checks import need_columns

_NEEDED = (
    "target",
    "reference",
    "term",
    "n_target",
    "n_reference",
    "per_million_target",
    "per_million_reference",
)


def word_shift(contrast: pd.DataFrame) -> pd.DataFrame:
    """Split the divergence of two groups' words into what each word adds to it.

    Parameters
    ----------
    contrast : table of one contrast, as `contrast_words` returns it.

    Returns
    -------
    DataFrame, one row per term, by falling size of `contribution`, ties by term: target, reference, term, n_target,
    n_reference, per_million_target, per_million_reference, `contribution` (bits; above 0 where the target uses the word
    more, below where the reference does) and `share`, its size out of the sizes of all rows.

    Raises
    ------
    ValueError : a column is missing, or the table holds several contrasts.

    Notes
    -----
    With p and q the relative frequencies of a word in target and reference and m = (p + q) / 2, a word adds
    ½ (p log₂ p/m + q log₂ q/m) to the Jensen–Shannon divergence, which is the sum of the sizes over all words; here of
    those that were compared. It describes: frequent words weigh more than in a log ratio, and no word has an interval.

    References
    ----------
    Gallagher, R. J. et al. (2021). Generalized word shift graphs. EPJ Data Science 10, 4. Lin, J. (1991). Divergence
    measures based on the Shannon entropy. IEEE Transactions on Information Theory 37(1), 145–151.

    Examples
    --------
    >>> word_shift(contrast_words(counts, articles, target="US", reference="RU"))
    """
    need_columns(contrast, list(_NEEDED), what="contrast", hint="contrast_words returns them.")
    pairs = contrast[["target", "reference"]].drop_duplicates()
    if len(pairs) > 1:
        raise ValueError(f"contrast holds {len(pairs)} contrasts; keep the rows of one.")
    p, q = (contrast[f"per_million_{name}"].to_numpy(dtype=float) / 1e6 for name in ("target", "reference"))
    middle = (p + q) / 2
    size = (_part(p, middle) + _part(q, middle)) / 2
    total = size.sum()
    out = contrast[list(_NEEDED)].assign(
        contribution=np.where(p >= q, size, -size), share=size / total if total > 0 else np.nan
    )
    order = np.lexsort((out["term"].astype(str).to_numpy(), -size))
    return out.iloc[order].reset_index(drop=True)


def _part(p: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """p log₂ p/m, 0 where a group never uses the word."""
    used = p > 0
    return np.where(used, p * np.log2(np.divide(p, middle, out=np.ones_like(p), where=used)), 0.0)
