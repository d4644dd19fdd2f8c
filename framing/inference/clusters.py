"""Clusters: what is drawn, deleted or permuted as one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose, need_columns
from framing.inference.arrays import Floats, Ints, columns


def cluster_index(articles: pd.DataFrame, cluster: str | None = None) -> tuple[Ints, list[str], str]:
    """The cluster of every article: what is drawn, deleted or permuted as one.

    Parameters
    ----------
    articles : articles table.
    cluster : a column of `articles` ("outlet", "incident", …); by default an article together with its
        copies, that is `duplicate_of` or, where that is missing, `article_id`.

    Returns
    -------
    codes : for each row of `articles`, the number of its cluster.
    names : the clusters' names, sorted, so that the order of rows does not matter.
    label : what a cluster is, as a plural to print ("articles", "outlets").

    Notes
    -----
    An article whose cluster is not known is a cluster of its own: articles without an incident share none.
    """
    need_columns(articles, ["article_id"], what="articles")
    if cluster is not None:
        choose("cluster", cluster, list(map(str, articles.columns)))
    column = "duplicate_of" if cluster is None else cluster
    # A leading digit keeps an article of unknown cluster apart from a cluster of the same name, and sorts it
    # last.
    own = articles["article_id"].astype("object").map(str).to_numpy(dtype=object)
    keys = "0" + own
    if column in articles.columns:
        known = articles[column].notna().to_numpy()
        given = articles[column].astype("object").map(str).to_numpy(dtype=object)
        alone = "0" if cluster in (None, "article_id", "duplicate_of") else "1"
        keys = np.where(known, "0" + given, alone + own)
    ordered, codes = np.unique(keys, return_inverse=True)
    names = [str(key)[1:] for key in ordered.tolist()]
    label = "articles" if cluster in (None, "article_id", "duplicate_of") else plural(cluster)
    return codes.astype(np.int64).reshape(-1), names, label


def copy_weights(articles: pd.DataFrame, groups: npt.ArrayLike | None = None) -> Floats:
    """The weight of every article with which wire copy counts once: 1 / its copies in the same group.

    `groups` holds one label per article: a text that two groups print counts once in each of them.
    """
    codes, names, _ = cluster_index(articles)
    if groups is not None:
        labels = np.unique(np.asarray(groups), return_inverse=True)[1].reshape(-1)
        codes = codes + labels.astype(np.int64) * max(len(names), 1)
    copies = np.bincount(codes) if len(codes) else np.zeros(0, dtype=np.int64)
    return 1.0 / copies[codes].astype(np.float64)


def cluster_totals(values: npt.ArrayLike, codes: npt.ArrayLike, n_clusters: int) -> Floats:
    """Sums per cluster of a (rows, columns) array of per-article values: shape (n_clusters, columns)."""
    rows = columns(values)
    at = np.asarray(codes, dtype=np.int64)
    return np.column_stack(
        [np.bincount(at, weights=rows[:, j], minlength=n_clusters) for j in range(rows.shape[1])]
    )


def plural(name: str) -> str:
    """'outlet' → 'outlets', 'country' → 'countries'."""
    if name.endswith("y") and name[-2:-1] not in tuple("aeiou"):
        return name[:-1] + "ies"
    return name if name.endswith("s") else name + "s"


def counted(n: int, unit: str) -> str:
    """'1 outlet', '3 outlets'."""
    singular = unit[:-3] + "y" if unit.endswith("ies") else unit[:-1] if unit.endswith("s") else unit
    return f"{n} {singular if n == 1 else unit}"
