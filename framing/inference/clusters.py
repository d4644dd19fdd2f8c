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
    own = articles["article_id"].astype("object").to_numpy()
    if column not in articles.columns:
        keys = [(0, str(name)) for name in own]
    else:
        given = articles[column].astype("object").to_numpy()
        alone = 0 if cluster in (None, "article_id", "duplicate_of") else 1
        keys = [(alone, str(o)) if pd.isna(g) else (0, str(g)) for g, o in zip(given, own, strict=True)]
    ordered = sorted(set(keys))
    code_of = {key: code for code, key in enumerate(ordered)}
    codes = np.array([code_of[key] for key in keys], dtype=np.int64)
    label = "articles" if cluster in (None, "article_id", "duplicate_of") else plural(cluster)
    return codes, [name for _, name in ordered], label


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
