"""Rates per thousand words, and the ratio of two groups' rates: the same numbers as a Poisson table by hand."""

from __future__ import annotations

from math import exp, log

import pandas as pd
import pytest

import framing

HEDGED = "Ships may come. Perhaps they will wait, and possibly they could turn back to the harbour. "
PLAIN = "Ships came to the harbour on Monday, and the crews went home by train after a long night. "


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    texts = [HEDGED * (1 + i % 3) + PLAIN * 2 for i in range(8)] + [HEDGED + PLAIN * (3 + i % 3) for i in range(8)]
    articles = framing.make_articles(texts, outlet=["A"] * 8 + ["B"] * 8)
    found = framing.find_certainty(articles)
    table = framing.certainty_rate(found, articles, by="outlet")
    return table[table["term"] == "hedge"]


def test_a_rate_is_per_thousand_words(rates: pd.DataFrame) -> None:
    for _, row in rates[rates["versus"].isna()].iterrows():
        assert row["estimate"] == pytest.approx(1000 * row["numerator"] / row["denominator"])
        assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_a_ratio_of_rates_has_no_unit(rates: pd.DataFrame) -> None:
    one, two = (rates[rates["versus"].isna() & (rates["outlet"] == name)]["estimate"].iloc[0] for name in "AB")
    ratio = rates[rates["measure"] == "certainty_rate_ratio"].iloc[0]
    assert ratio["estimate"] == pytest.approx(one / two)
    assert ratio["ci_low"] < ratio["estimate"] < ratio["ci_high"]
    # On the log scale the interval lies evenly about the estimate, but for half a word in each cell.
    middle = (log(ratio["ci_low"]) + log(ratio["ci_high"])) / 2
    assert exp(middle) == pytest.approx(ratio["estimate"], rel=0.05)
