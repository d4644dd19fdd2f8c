import numpy as np
import pytest
from scipy.stats import chi2_contingency

from framing.wordchoice.keyness import conservative_log_ratio, g2, log_odds, log_ratio


def test_log_odds_by_hand() -> None:
    # y = 9 of 99 and 4 of 49, α = 1 of α₀ = 1: 10/90 against 5/45, the same odds.
    delta, z = log_odds([9], [4], 99, 49, [1], 1)
    assert delta[0] == pytest.approx(0) and z[0] == pytest.approx(0)
    # y = 19 and 4: 20/80 against 5/45 is a ratio of 2.25; variance 1/20 + 1/5.
    delta, z = log_odds([19], [4], 99, 49, [1], 1)
    assert delta[0] == pytest.approx(np.log(2.25))
    assert z[0] == pytest.approx(np.log(2.25) / 0.5)


def test_pooled_prior_caps_equal_corpora() -> None:
    # A word of one corpus only, the prior as large as both corpora together: δ stays under ln 2, and comes near it.
    delta, _ = log_odds([1000], [0], 1e6, 1e6, [1000], 2e6)
    assert np.log(2) * 0.99 < delta[0] < np.log(2) * 1.001


@pytest.mark.parametrize(
    ("a", "b", "n", "m"), [(10, 2, 100, 120), (0, 7, 50, 60), (3, 3, 1000, 10), (50, 1, 60, 80)]
)
def test_g2_agrees_with_scipy(a: int, b: int, n: int, m: int) -> None:
    oracle = chi2_contingency([[a, b], [n - a, m - b]], correction=False, lambda_="log-likelihood").statistic
    assert g2([a], [b], n, m)[0] == pytest.approx(oracle, abs=1e-6)


def test_log_ratio_by_hand() -> None:
    assert log_ratio([7.5], [3.5], 99, 99)[0] == pytest.approx(1.0)
    assert log_ratio([3], [3], 50, 50)[0] == 0
    assert np.isfinite(log_ratio([0], [9], 50, 50)[0])


def test_conservative_log_ratio_is_the_near_end_of_the_exact_interval() -> None:
    from scipy.stats import binomtest

    for a, b, n, m in ((40, 10, 1000, 2000), (3, 30, 1500, 1000), (12, 0, 900, 1100)):
        interval = binomtest(a, a + b).proportion_ci(0.95, method="exact")
        ends = [
            np.log2(p / (1 - p)) + np.log2(m / n) if 0 < p < 1 else np.inf * (1 if p else -1)
            for p in interval
        ]
        near = min(ends, key=abs)
        assert conservative_log_ratio([a], [b], n, m)[0] == pytest.approx(near, rel=1e-9)


def test_conservative_log_ratio_is_zero_within_chance_and_shrinks_with_more_tests() -> None:
    assert conservative_log_ratio([5], [4], 100, 100)[0] == 0
    assert conservative_log_ratio([0], [0], 100, 100)[0] == 0
    one = conservative_log_ratio([40], [5], 1000, 1000)[0]
    many = conservative_log_ratio([40], [5], 1000, 1000, n_tests=1000)[0]
    assert 0 < many < one < log_ratio([40], [5], 1000, 1000)[0]


def test_swapping_the_corpora_flips_every_sign() -> None:
    a, b = np.array([40, 0, 5, 3]), np.array([5, 9, 5, 60])
    for f in (log_ratio, conservative_log_ratio):
        np.testing.assert_allclose(f(a, b, 900, 1100), -f(b, a, 1100, 900), atol=1e-12)
    for left, right in zip(
        log_odds(a, b, 900, 1100, 0.5, 50), log_odds(b, a, 1100, 900, 0.5, 50), strict=True
    ):
        np.testing.assert_allclose(left, -right, atol=1e-12)
    np.testing.assert_allclose(g2(a, b, 900, 1100), g2(b, a, 1100, 900))
