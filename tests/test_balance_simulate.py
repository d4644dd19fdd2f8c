"""The generated study: known share, labels that say generated, and what the measures make of it."""

from __future__ import annotations

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from framing.balance import simulate_study, voice_balance
from framing.schema import check_table


def test_the_tables_are_those_of_the_house_and_say_that_they_are_generated() -> None:
    articles, attributions = simulate_study(n_outlets=7, articles_per_outlet=3)
    assert_frame_equal(check_table(articles, "articles"), articles)
    assert_frame_equal(check_table(attributions, "attributions", need=["side"]), attributions)
    assert len(articles) == 21
    assert articles["generated"].all()
    assert articles["outlet"].str.startswith("generated").all()
    assert articles["incident"].nunique() == 3
    assert articles.drop_duplicates("outlet")["outlet_country"].tolist() == ["XA"] * 4 + ["XB"] * 3
    assert set(attributions["article_id"]) <= set(articles["article_id"])
    assert len(simulate_study()[1]["article_id"].unique()) < 480


def test_the_seed_decides_everything() -> None:
    for one, two in zip(
        simulate_study(n_outlets=4, seed=5), simulate_study(n_outlets=4, seed=5), strict=True
    ):
        assert_frame_equal(one, two)
    assert len(simulate_study(n_outlets=4, seed=5)[1]) != len(simulate_study(n_outlets=4, seed=6)[1])


def test_the_planted_difference_is_found_and_a_null_is_a_null() -> None:
    def difference(planted: float, seed: int) -> tuple[float, float]:
        articles, attributions = simulate_study(difference=planted, seed=seed)
        table = voice_balance(
            attributions, articles, by="outlet_country", unit="attributions", joint="drop", cluster="outlet"
        )
        row = table[table["measure"] == "balance_difference"].iloc[0]
        return row["estimate"] / 2, row["p_value"]

    found = [difference(0.2, seed) for seed in range(4)]
    assert np.mean([estimate for estimate, _ in found]) == pytest.approx(0.2, abs=0.05)
    assert all(p < 0.05 for _, p in found)
    nothing = [difference(0.0, seed) for seed in range(4)]
    assert np.mean([estimate for estimate, _ in nothing]) == pytest.approx(0, abs=0.05)
    assert sum(p < 0.05 for _, p in nothing) <= 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_outlets": 0}, "n_outlets=0 is not allowed; allowed: 1 or more"),
        ({"share": 0.9, "difference": 0.4}, "both must lie between 0 and 1"),
        ({"other": 0.8, "unresolved": 0.2}, "leave no room for the two sides"),
        ({"sides": ("XA", "XA")}, "it takes two different sides"),
        ({"sides": ("XA", "joint")}, "it takes two different sides"),
    ],
)
def test_what_cannot_be_generated_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulate_study(**options)  # type: ignore[arg-type]
