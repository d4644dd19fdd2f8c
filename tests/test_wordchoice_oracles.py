"""Our statistics beside the saved values of other people's code; tests/oracles/README.md says how those were made."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from framing.wordchoice import contrast_words
from framing.wordchoice.keyness import conservative_log_ratio, g2, log_odds, log_ratio

HERE = Path(__file__).parent / "oracles"
WORDS = pd.read_csv(HERE / "words.csv")
X, Y = WORDS["n_target"].to_numpy(), WORDS["n_reference"].to_numpy()
N, M = float(X.sum()), float(Y.sum())
MASSES = {"flat": np.ones(len(WORDS)), "pooled": X + Y, "background": WORDS["background"].to_numpy()}


def _saved(name: str, prior: str) -> pd.DataFrame:
    table = pd.read_csv(HERE / f"{name}.csv")
    return table[table["prior"] == prior].set_index("term").loc[WORDS["term"]]


@pytest.mark.parametrize("prior", list(MASSES))
def test_log_odds_and_z_are_those_of_logodds(prior: str) -> None:
    mass = MASSES[prior]
    delta, z = log_odds(X, Y, N, M, 500 * mass / mass.sum(), 500)
    saved = _saved("logodds", prior)
    np.testing.assert_allclose(delta, saved["delta"], atol=1e-6)
    np.testing.assert_allclose(z, saved["z"], atol=1e-6)
    assert np.abs(z).max() > 5


@pytest.mark.parametrize("prior", list(MASSES))
def test_log_odds_are_those_of_scattertext(prior: str) -> None:
    alpha = 500 * MASSES[prior] / MASSES[prior].sum()
    delta, z = log_odds(X, Y, N, M, alpha, 500)
    saved = _saved("scattertext", prior)
    np.testing.assert_allclose(delta, saved["delta"], atol=1e-6)
    # Its variance has two terms more, those of all other words; put back, the z agree as well.
    more = 1 / (N + 500 - X - alpha) + 1 / (M + 500 - Y - alpha)
    np.testing.assert_allclose(delta / np.sqrt((delta / z) ** 2 + more), saved["z"], atol=1e-6)


def test_g2_and_log_ratios_are_those_of_association_measures() -> None:
    saved = pd.read_csv(HERE / "association_measures.csv").set_index("term").loc[WORDS["term"]]
    np.testing.assert_allclose(g2(X, Y, N, M), saved["g2"], atol=1e-6)
    np.testing.assert_allclose(log_ratio(X, Y, N, M), saved["log_ratio"], atol=1e-6)
    ours = conservative_log_ratio(X, Y, N, M, n_tests=len(X))
    np.testing.assert_allclose(ours, saved["conservative_log_ratio"], atol=1e-6)
    assert (ours != 0).sum() > 20 and (ours == 0).sum() > 20


def test_g2_is_that_of_scipy() -> None:
    for x, y, ours in zip(X, Y, g2(X, Y, N, M), strict=True):
        cells = [[x, y], [N - x, M - y]]
        oracle = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert ours == pytest.approx(oracle, abs=1e-6)


@pytest.mark.parametrize("prior", list(MASSES))
def test_the_table_carries_the_same_numbers(prior: str) -> None:
    rows = WORDS.melt("term", ["n_target", "n_reference"], "article_id", "count")
    counts = rows.assign(outlet=rows["article_id"])[["article_id", "term", "count"]]
    articles = pd.DataFrame(
        {"article_id": ["n_target", "n_reference"], "text": "", "outlet": ["Gazette", "Herald"]}
    )
    given = dict(zip(WORDS["term"], WORDS["background"], strict=True)) if prior == "background" else prior
    table = contrast_words(
        counts,
        articles,
        by="outlet",
        target="Gazette",
        reference="Herald",
        prior=given,
        min_count=1,
        min_articles=1,
    ).set_index("term")
    saved = _saved("logodds", prior).loc[table.index]
    np.testing.assert_allclose(table["log_odds"], saved["delta"], atol=1e-6)
    np.testing.assert_allclose(table["z"], saved["z"], atol=1e-6)
    other = pd.read_csv(HERE / "association_measures.csv").set_index("term").loc[table.index]
    for column in ("g2", "log_ratio", "conservative_log_ratio"):
        np.testing.assert_allclose(table[column], other[column], atol=1e-6)
