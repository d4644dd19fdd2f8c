"""How large a difference a study finds: against a formula, against voice_balance, and by what must hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.balance import simulate_study, voice_balance
from framing.inference import articles_needed, detectable_difference, difference_p
from framing.inference.detect import _checked, _power

NONE = (0.0, 0.0, 0.0)


def test_without_variation_it_is_the_formula_for_two_proportions() -> None:
    found = detectable_difference(400, n_outlets=40, sds=NONE, voices_per_article=5, n_simulations=1000)
    reach = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    by_formula = reach * math.sqrt(2 * 0.25 / 1000)  # 1,000 voices in each group, share about one half
    assert found["difference"].item() == pytest.approx(by_formula, abs=0.01)


def test_a_difference_of_nothing_is_found_once_in_twenty() -> None:
    study = _checked(0.3, 4.0, (0.35, 0.35, 0.5), 0.8, 2000, 0)
    assert 0.03 <= _power(study, 20, 10, 0.0) <= 0.07


def p_of_a_generated_study(seed: int) -> tuple[float, pd.DataFrame, pd.DataFrame]:
    articles, attributions = simulate_study(n_outlets=20, articles_per_outlet=6, difference=0.2, seed=seed)
    outlet = articles.set_index("article_id").loc[attributions["article_id"], "outlet"].to_numpy()
    voices = pd.crosstab(outlet, attributions["side"].astype(str))
    country = articles.drop_duplicates("outlet").set_index("outlet").loc[voices.index, "outlet_country"]
    num, den = (
        voices[["XA"]].to_numpy(dtype=float),
        voices[["XA", "XB"]].sum(axis=1).to_numpy(dtype=float)[:, None],
    )
    here = (country == "XA").to_numpy()[:, None]
    p, _ = difference_p((num * here, den * here), (num * ~here, den * ~here), seed=seed)
    return float(p[0]), articles, attributions


def test_the_power_is_that_of_the_test_in_voice_balance() -> None:
    # 78 % of four voices are of one side or the other alone.
    told = _power(_checked(0.5, 3.12, (0.35, 0.35, 0.0), 0.8, 2000, 0), 20, 6, 0.2)
    hits = np.mean([p_of_a_generated_study(seed)[0] < 0.05 for seed in range(40)])
    assert hits == pytest.approx(told, abs=3 * math.sqrt(told * (1 - told) / 40))
    p, articles, attributions = p_of_a_generated_study(3)
    table = voice_balance(
        attributions,
        articles,
        by="outlet_country",
        sides=("XA", "XB"),
        unit="attributions",
        joint="drop",
        seed=3,
    )
    assert table.loc[table["measure"] == "balance_difference", "p_value"].item() == pytest.approx(p)


def test_more_articles_and_more_outlets_find_smaller_differences() -> None:
    found = detectable_difference([200, 800], n_outlets=[10, 40], n_simulations=400)
    assert found["n_outlets"].tolist() == [10, 10, 40, 40]
    assert found["n_articles"].tolist() == [200, 800, 200, 800]
    small, large, wide, both = found["difference"]
    assert both < large < small
    assert both < wide < small
    assert (found["power"] >= 0.8).all() and found["reason"].isna().all()
    assert ((found["power_low"] < found["power"]) & (found["power"] < found["power_high"])).all()


def test_the_inverse_reading_agrees() -> None:
    found = detectable_difference(200, n_outlets=20)
    needed = articles_needed(found["difference"].item(), n_outlets=20)
    assert 140 <= needed["n_articles"].item() <= 240
    assert list(needed.columns) == list(found.columns)
    assert needed.dtypes.equals(found.dtypes)


def test_what_no_number_of_articles_finds_says_so() -> None:
    needed = articles_needed(0.05, n_outlets=10, n_simulations=200)
    assert needed["n_articles"].isna().all()
    assert "take more outlets" in needed["reason"].item()
    tiny = detectable_difference(10, n_outlets=10, voices_per_article=0.2, share=0.05, n_simulations=200)
    assert tiny["difference"].isna().all()
    assert "not even 0.095 is found" in tiny["reason"].item()


def test_the_same_seed_gives_the_same_table() -> None:
    once, again = (detectable_difference(100, n_outlets=10, n_simulations=200, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n_outlets": 8}, r"n_outlets=8 is not allowed; allowed: 10 or more \(5 in each group"),
        ({"n_articles": 12}, r"n_articles=12 is not allowed; allowed: 20 or more"),
        ({"n_articles": []}, r"n_articles=\[\] is not allowed; allowed: a whole number"),
        ({"n_articles": 100.5}, r"n_articles=100.5 is not allowed; allowed: a whole number"),
        ({"n_articles": "100"}, r"n_articles='100' is not allowed; allowed: a whole number"),
        ({"share": 0.002}, r"share=0.002 is not allowed; allowed: over 0.005 and under 0.995"),
        ({"voices_per_article": math.nan}, r"voices_per_article=nan is not allowed"),
        ({"sds": (math.nan, 0.3, 0.3)}, r"it takes three numbers"),
        ({"n_simulations": 100.5}, r"n_simulations=100.5 is not allowed; allowed: a whole number"),
        ({"share": 1.0}, r"share=1.0 is not allowed"),
        ({"power": 0}, r"power=0 is not allowed"),
        ({"voices_per_article": 0}, r"voices_per_article=0 is not allowed"),
        ({"sds": (0.3, 0.3)}, r"sds=\(0.3, 0.3\) is not allowed; it takes three"),
        ({"n_simulations": 10}, r"n_simulations=10 is not allowed; allowed: a whole number, 100 or more"),
    ],
)
def test_what_is_not_allowed_is_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        detectable_difference(**{"n_articles": 100, **wrong})


def test_a_difference_beyond_the_shares_is_refused() -> None:
    with pytest.raises(ValueError, match=r"difference=0.3 with share=0.1 is not allowed"):
        articles_needed(0.3, share=0.1)
    odd: Any
    for odd in ([], "0.1"):
        with pytest.raises(ValueError, match=r"is not allowed; allowed: a number, or a list"):
            articles_needed(odd)


def test_numbers_of_any_kind_are_numbers() -> None:
    kinds: list[Any] = [100, np.float64(100), np.array([100])]
    plain, *others = (detectable_difference(n, n_outlets=10, n_simulations=100) for n in kinds)
    for other in others:
        pd.testing.assert_frame_equal(plain, other)
