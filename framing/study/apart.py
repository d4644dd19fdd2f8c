"""Keep one bad article from killing a corpus: find it by halves, go on without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import pandas as pd

Result = TypeVar("Result")


class Failure(NamedTuple):
    """An article that a stage could not work on."""

    article_id: str
    message: str


def each_apart(
    function: Callable[[pd.DataFrame], Result], articles: pd.DataFrame
) -> tuple[list[Result], list[Failure]]:
    """The results of `function` on all articles, or on ever smaller halves where it fails; and which failed alone."""
    if articles.empty:
        return [function(articles)], []
    try:
        return [function(articles)], []
    except Exception as error:  # whatever it is, it must not cost the other articles
        if len(articles) == 1:
            message = " ".join(f"{type(error).__name__}: {error}".split())
            return [], [Failure(str(articles["article_id"].iloc[0]), message)]
    middle = len(articles) // 2
    first, failed_first = each_apart(function, articles.iloc[:middle].reset_index(drop=True))
    second, failed_second = each_apart(function, articles.iloc[middle:].reset_index(drop=True))
    return first + second, failed_first + failed_second
