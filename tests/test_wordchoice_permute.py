import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.inference import permuted_swaps
from framing.wordchoice import contrast_words
from framing.wordchoice.moderate import expected_variance

TERMS = np.array([f"w{number:02}" for number in range(12)])


def _sides(n: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    drawn = rng.poisson(rng.gamma(2, 2, size=(n, 2, len(TERMS))))
    rows = [
        (f"a{i:02}", side, term, int(drawn[i, j, k]))
        for i in range(n)
        for j, side in enumerate(("NORTH", "SOUTH"))
        for k, term in enumerate(TERMS)
    ]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"])
    return counts, pd.DataFrame({"article_id": sorted(set(counts["article_id"])), "text": ""})


def test_p_is_that_of_the_largest_statistic_of_every_permutation() -> None:
    """The statistic by its formula, one permutation at a time; twelve words are too few to borrow from."""
    counts, articles = _sides(14)
    table = contrast_words(
        counts, articles, target="NORTH", reference="SOUTH", min_count=1, n_resamples=99, seed=3
    )
    wide = counts.pivot_table(index=["side", "article_id"], columns="term", values="count", aggfunc="sum")
    x, y = wide.loc["NORTH"].to_numpy(dtype=float), wide.loc["SOUTH"].to_numpy(dtype=float)
    m = (x + y).sum(0) / (x + y).sum()

    def statistic(flip: np.ndarray) -> np.ndarray:
        a, b = np.where(flip[:, None] > 0, y, x), np.where(flip[:, None] > 0, x, y)
        e = (a - b) - m * (a.sum(1) - b.sum(1))[:, None]
        h = e.sum(0)
        return np.asarray(h**2 / ((e**2).sum(0) - h**2 / len(e)))

    both = np.ones(len(x), dtype=bool)
    seen = statistic(np.zeros(len(x)))
    largest = np.array([statistic(flip).max() for flip in permuted_swaps(both, both, 99, seed=3)])
    p = [(1 + (largest >= value * (1 - 1e-9)).sum()) / 100 for value in seen]
    found = table.set_index("term")["p_adjusted"].loc[TERMS]
    np.testing.assert_allclose(found, p)
    assert found.min() < 0.9


def test_a_variance_leans_on_its_frequency_as_far_as_words_follow_it() -> None:
    rng = np.random.default_rng(0)
    mean = np.exp(rng.uniform(-10, -3, 4000))
    df = 30
    chance = rng.chisquare(df, len(mean)) / df
    usual, share = expected_variance(mean * chance, mean, df)
    assert share > 0.9
    np.testing.assert_allclose(usual / mean, 1, atol=0.12)
    # True variances that follow the curve on 10 degrees of freedom of their own: d₀ = 10.
    own = 10 / rng.chisquare(10, len(mean))
    _, share = expected_variance(mean * own * chance, mean, df)
    assert share == pytest.approx(10 / (10 + df), abs=0.04)


def test_few_words_and_words_that_do_not_vary_keep_their_own() -> None:
    variance, mean = np.linspace(1, 2, 19), np.linspace(0.01, 0.02, 19)
    usual, share = expected_variance(variance, mean, 20)
    assert share == 0 and (usual == variance).all()
    usual, _ = expected_variance(np.append(np.ones(30), 0.0), np.linspace(0.01, 0.02, 31), 20)
    assert usual[-1] == 0 and usual[:-1] == pytest.approx(1)


def test_p_values_of_one_word_are_spread_evenly_where_nothing_is() -> None:
    """Two groups of six outlets, one word beside the rest: its p is at most .1, .2 … about as often."""
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        outlets = [f"o{n:02}" for n in range(12)]
        rates = 0.1 * np.exp(rng.normal(0, 0.4, 12))
        hits = rng.binomial(200, rates)
        counts = pd.DataFrame(
            {"article_id": outlets * 2, "term": ["ship"] * 12 + ["sea"] * 12, "count": [*hits, *(200 - hits)]}
        )
        articles = pd.DataFrame(
            {"article_id": outlets, "text": "", "outlet": outlets, "outlet_country": ["AA", "BB"] * 6}
        )
        table = contrast_words(
            counts,
            articles,
            by="outlet_country",
            target="AA",
            reference="BB",
            min_count=1,
            n_resamples=99,
            seed=seed,
        )
        found.append(table["p_adjusted"].iloc[0])
    assert stats.kstest(found, "uniform").pvalue > 0.01
