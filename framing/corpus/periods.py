"""Months and weeks, worked out from the date."""

from __future__ import annotations

import pandas as pd

from framing.schema import check_table


def add_periods(articles: pd.DataFrame) -> pd.DataFrame:
    """Add `month` ("2017-04") and `week` ("2017-W14", ISO 8601) to articles, for use in `by=`.

    Parameters
    ----------
    articles : articles table. Columns `month` and `week` that it has already are replaced.

    Returns
    -------
    A new articles table with the two columns as text; missing where the date is.

    Notes
    -----
    ISO weeks begin on Monday; the first week of a year holds its first Thursday, so that 1 January may belong to the
    last week of the year before.

    Examples
    --------
    >>> from framing.corpus import add_periods, make_articles
    >>> add_periods(make_articles(["Talks went on."], date=["2017-01-01"]))[["month", "week"]].values.tolist()
    [['2017-01', '2016-W52']]
    """
    checked = check_table(articles, "articles")
    # Not by the strftime of pandas: it writes years before 1000 without leading zeros on some systems.
    stamps = [None if pd.isna(value) else value for value in checked["date"]]
    months = [None if value is None else f"{value.year:04d}-{value.month:02d}" for value in stamps]
    weeks = []
    for value in stamps:
        iso = None if value is None else value.isocalendar()
        weeks.append(None if iso is None else f"{iso[0]:04d}-W{iso[1]:02d}")
    return checked.assign(month=pd.Series(months, dtype="str"), week=pd.Series(weeks, dtype="str"))
