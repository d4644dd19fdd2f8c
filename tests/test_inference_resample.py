"""Clusters, resampling, permutations, many tests at once and the jackknife, against plain loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.inference import (
    bootstrap_shares,
    bootstrap_weights,
    cluster_index,
    cluster_totals,
    copy_weights,
    difference_interval,
    difference_p,
    jackknife_t,
    jackknife_values,
    max_statistic_adjust,
    p_value,
    permuted_groups,
    permuted_signs,
    permuted_swaps,
    share_interval,
    swap_p,
)

NUM = np.array([3.0, 0.0, 7.0, 2.0, 5.0, 1.0])
DEN = np.array([10.0, 4.0, 9.0, 8.0, 6.0, 12.0])
WRONG: Any = {"scale": "logits"}


def articles(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(n)], **columns})


def logit(n: float, d: float) -> float:
    return math.log((n + 0.5) / (d - n + 0.5))


def test_copies_are_one_cluster_even_without_their_original() -> None:
    frame = articles(duplicate_of=[None, "a0", "gone", "gone", None])
    codes, names, label = cluster_index(frame)
    assert names == ["a0", "a4", "gone"]
    assert codes.tolist() == [0, 0, 2, 2, 1]
    assert label == "articles"


def test_a_cluster_column_gives_its_plural_and_leaves_the_unknown_apart() -> None:
    frame = articles(outlet_country=["US", None, "US", None], incident=["b", "a", "b", "a"])
    codes, names, label = cluster_index(frame, "outlet_country")
    assert (codes.tolist(), names, label) == ([0, 1, 0, 2], ["US", "a1", "a3"], "outlet_countries")
    assert cluster_index(frame, "incident")[0].tolist() == [1, 0, 1, 0]


def test_an_unknown_cluster_column_is_named_with_what_there_is() -> None:
    with pytest.raises(
        ValueError, match=r"cluster='outlets' is not allowed; allowed: .*Did you mean 'outlet'\?"
    ):
        cluster_index(articles(outlet=["x"]), "outlets")


def test_clusters_do_not_depend_on_row_order() -> None:
    frame = articles(outlet=["b", "a", "c", "a"])
    turned = frame.iloc[::-1]
    assert cluster_index(frame, "outlet")[0].tolist() == cluster_index(turned, "outlet")[0][::-1].tolist()


def test_copies_share_the_weight_of_one_article_in_each_group() -> None:
    frame = articles(duplicate_of=[None, "a0", "a0", None])
    assert copy_weights(frame).tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1])
    assert copy_weights(frame, ["x", "x", "y", "y"]).tolist() == pytest.approx([0.5, 0.5, 1, 1])


def test_totals_of_clusters() -> None:
    assert cluster_totals([[1, 2], [3, 4], [5, 6]], [1, 0, 1], 3).tolist() == [[3, 4], [6, 8], [0, 0]]


def test_bootstrap_weights_are_the_counts_of_the_drawn_clusters() -> None:
    weights = bootstrap_weights(7, 50, seed=3)
    drawn = np.random.default_rng(3).integers(7, size=(50, 7))
    assert weights.tolist() == [[float((row == k).sum()) for k in range(7)] for row in drawn]


def test_a_matrix_drawn_in_slices_is_the_one_drawn_whole() -> None:
    rng = np.random.default_rng(5)
    slices = np.vstack([bootstrap_weights(9, 13, seed=rng), bootstrap_weights(9, 37, seed=rng)])
    assert (slices == bootstrap_weights(9, 50, seed=5)).all()
    rng = np.random.default_rng(5)
    slices = np.vstack([permuted_signs(9, 13, seed=rng), permuted_signs(9, 37, seed=rng)])
    assert (slices == permuted_signs(9, 50, seed=5)).all()


def test_strata_keep_their_sizes() -> None:
    strata = np.array(["x", "y", "x", "y", "y"])
    weights = bootstrap_weights(5, 40, seed=0, strata=strata)
    assert set(weights[:, strata == "x"].sum(axis=1)) == {2.0}
    assert set(weights[:, strata == "y"].sum(axis=1)) == {3.0}


def test_bootstrap_shares_against_a_loop_over_the_same_draws() -> None:
    drawn = np.random.default_rng(0).integers(6, size=(200, 6))
    loop = [NUM[row].sum() / DEN[row].sum() for row in drawn]
    found = bootstrap_shares(NUM[:, None], DEN[:, None], n_resamples=200, seed=0)
    assert found[:, 0] == pytest.approx(loop)


def test_signs_swap_about_half_of_the_clusters_both_ways() -> None:
    signs = permuted_signs(20, 500, seed=0)
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert abs(signs.mean()) < 0.05


def test_permuted_groups_keep_sizes_and_strata() -> None:
    groups, strata = np.array(["t", "t", "r", "r", "r", "t"]), np.array([0, 0, 0, 1, 1, 1])
    drawn = permuted_groups(groups, 100, seed=0)
    assert {tuple(sorted(row)) for row in drawn.tolist()} == {tuple(sorted(groups))}
    assert len({tuple(row) for row in drawn.tolist()}) > 10
    within = permuted_groups(groups, 100, seed=0, strata=strata)
    assert set((within[:, strata == 0] == "t").sum(axis=1)) == {2}


def test_swaps_flip_shared_clusters_and_exchange_the_others() -> None:
    in_first = np.array([True, True, False, False, True])
    in_second = np.array([False, False, True, True, True])
    swaps = permuted_swaps(in_first, in_second, 400, seed=0)
    labels_first = np.where(swaps[:, :4] == 1, in_second[:4], in_first[:4])
    assert set(labels_first.sum(axis=1)) == {2}
    assert 0.4 < swaps[:, 4].mean() < 0.6


def test_p_value_counts_the_observed_arrangement() -> None:
    assert p_value(3.0, np.arange(-5.0, 6.0)).tolist() == [pytest.approx(7 / 12)]
    assert p_value(99.0, np.zeros(999)).tolist() == [0.001]
    assert np.isnan(p_value(np.nan, np.zeros(9))[0])


def test_ties_up_to_rounding_count_as_ties() -> None:
    assert p_value(0.1 + 0.2, np.full(9, 0.3))[0] == 1.0


def test_max_statistic_against_a_loop_and_never_below_the_single_p() -> None:
    rng = np.random.default_rng(1)
    permuted, observed = rng.normal(size=(199, 12)), np.array([*rng.normal(size=11) * 2, np.nan])
    found = max_statistic_adjust(observed, permuted)
    largest = np.abs(permuted[:, :11]).max(axis=1)
    loop = [(1 + sum(m >= abs(o) for m in largest)) / 200 for o in observed[:11]]
    assert found[:11] == pytest.approx(loop)
    assert np.isnan(found[11])
    assert (found[:11] >= p_value(observed, permuted)[:11]).all()


def test_max_statistic_holds_the_family_wise_level() -> None:
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(300):
        words = rng.normal(size=(20, 30))
        signs = permuted_signs(20, 99, seed=rng)
        hits += max_statistic_adjust(words.sum(axis=0), signs @ words).min() <= 0.05
    assert 0.02 <= hits / 300 <= 0.09


def test_max_statistic_names_shapes_that_do_not_agree() -> None:
    with pytest.raises(ValueError, match="permuted has 3 columns, observed 2 values"):
        max_statistic_adjust([1, 2], np.zeros((9, 3)))


def test_jackknife_of_a_share_against_a_loop() -> None:
    n, d, k = NUM.sum(), DEN.sum(), len(NUM)
    left_out = [logit(n - a, d - b) for a, b in zip(NUM, DEN, strict=True)]
    mean = sum(left_out) / k
    se = math.sqrt((k - 1) / k * sum((value - mean) ** 2 for value in left_out))
    reach = stats.t.ppf(0.975, k - 1) * se
    found = jackknife_t(NUM, DEN)
    assert found.se[0] == pytest.approx(se)
    assert found.low[0] == pytest.approx(1 / (1 + math.exp(-(logit(n, d) - reach))))
    assert found.high[0] == pytest.approx(1 / (1 + math.exp(-(logit(n, d) + reach))))
    assert (found.n_units[0], found.reason) == (6, [""])


def test_columns_are_apart_and_clusters_without_a_denominator_do_not_count() -> None:
    num, den = np.append(NUM, 0.0), np.append(DEN, 0.0)
    both = jackknife_t(np.column_stack([num, den - num]), np.column_stack([den, den]))
    alone = jackknife_t(NUM, DEN)
    assert both.low[0] == pytest.approx(alone.low[0])
    assert both.low[1] == pytest.approx(1 - alone.high[0])
    assert both.n_units.tolist() == [6, 6]


def test_jackknife_of_a_mean_is_the_textbook_interval() -> None:
    values = np.array([2.0, 4.0, 4.5, 7.0, 9.5])
    found = jackknife_t(values, np.ones(5), scale="identity")
    reach = stats.t.ppf(0.975, 4) * values.std(ddof=1) / math.sqrt(5)
    assert (found.low[0], found.high[0]) == (pytest.approx(5.4 - reach), pytest.approx(5.4 + reach))


def test_a_ratio_stays_positive_on_the_log_scale() -> None:
    found = jackknife_t(NUM, DEN, scale="log")
    assert 0 < found.low[0] < NUM.sum() / DEN.sum() < found.high[0]


def test_strata_give_welchs_interval() -> None:
    x, y = np.array([1.0, 2.0, 4.0, 4.0, 6.0]), np.array([3.0, 3.5, 9.0, 7.0, 8.0, 5.0])
    deleted = [*[(x.sum() - v) / 4 - y.mean() for v in x], *[x.mean() - (y.sum() - v) / 5 for v in y]]
    found = jackknife_values(x.mean() - y.mean(), deleted, strata=[0] * 5 + [1] * 6)
    welch = stats.ttest_ind(x, y, equal_var=False).confidence_interval()
    assert (found.low[0], found.high[0]) == (pytest.approx(welch.low), pytest.approx(welch.high))


@pytest.mark.parametrize(
    ("num", "den", "why"),
    [
        ([1, 2, 3], [9, 9, 9], "3 outlets: under 5 clusters give no interval"),
        ([1], [9], "1 outlet: under 5 clusters give no interval"),
        ([0] * 6, [9] * 6, "none counted: a share of 0 gives no interval"),
        ([9] * 6, [9] * 6, "all counted: a share of 1 gives no interval"),
        ([3] * 6, [9] * 6, "the outlets do not differ: no spread to build an interval on"),
        ([0] * 6, [0] * 6, "nothing to count: the denominator is 0"),
    ],
)
def test_no_interval_has_a_reason(num: list[float], den: list[float], why: str) -> None:
    found = jackknife_t(np.array(num, float), np.array(den, float), unit="outlets")
    assert np.isnan([found.low[0], found.high[0], found.se[0]]).all()
    assert found.reason == [why]


def test_a_single_article_gives_no_interval() -> None:
    assert jackknife_t([1.0], [2.0], unit="articles").reason == ["a single article gives no interval"]


def test_empty_input_has_a_reason() -> None:
    assert (
        jackknife_t(np.zeros((0, 2)), np.zeros((0, 2))).reason
        == ["nothing to count: the denominator is 0"] * 2
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: jackknife_t([1.0], [1.0, 2.0]), r"totals_num has shape \(1, 1\), totals_den \(2, 1\)"),
        (lambda: jackknife_t(NUM, DEN, level=95), "level=95 is not allowed"),
        (
            lambda: jackknife_t(NUM, DEN, **WRONG),
            "scale='logits' is not allowed.*Did you mean 'logit'",
        ),
        (lambda: bootstrap_weights(-1, 9, seed=0), "n_clusters=-1 is not allowed; allowed: 0 or more"),
        (lambda: permuted_signs(3, 0, seed=0), "n_resamples=0 is not allowed; allowed: 1 or more"),
        (lambda: bootstrap_weights(3, 9, seed=0, strata=[1]), "strata has 1 labels for 3 clusters"),
    ],
)
def test_wrong_arguments_are_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()


def test_from_fifty_clusters_on_the_bootstrap_gives_the_interval() -> None:
    rng = np.random.default_rng(0)
    den = rng.poisson(10, 50).astype(float)
    num = rng.binomial(den.astype(int), 0.3).astype(float)
    found = share_interval(num[:, None], den[:, None], n_resamples=500, seed=4)
    drawn = np.random.default_rng(4).integers(50, size=(500, 50))
    loop = np.quantile([num[row].sum() / den[row].sum() for row in drawn], [0.025, 0.975])
    assert [found.low[0], found.high[0]] == pytest.approx(loop.tolist())
    assert found.n_resamples.tolist() == [500]
    assert share_interval(num[:49, None], den[:49, None]).n_resamples.tolist() == [0]


def test_swapping_sides_has_the_exact_p_of_the_sign_test() -> None:
    # With equal differences, the total is that of fair coins: |heads − tails| ≥ 6 of 8 has chance 18/256.
    p, why = swap_p(np.array([1.0] * 7 + [-1.0]), n_resamples=20_000)
    assert p == pytest.approx(18 / 256, abs=0.01)
    assert why == ""


def test_too_few_differences_give_no_p() -> None:
    p, why = swap_p(np.array([3.0, 1.0, 0.0, 0.0, 0.0, 2.0]), unit="articles")
    assert np.isnan(p)
    assert why == "3 articles with a difference of sides: under 5 give no p-value"


def test_a_difference_between_identical_groups_is_no_finding() -> None:
    zero = np.zeros(6)
    first = np.append(NUM, zero)[:, None], np.append(DEN, zero)[:, None]
    second = np.append(zero, NUM)[:, None], np.append(zero, DEN)[:, None]
    found = difference_interval(first, second)
    assert found.low[0] == pytest.approx(-found.high[0])
    assert difference_p(first, second)[0].tolist() == [1.0]


def test_what_both_groups_share_cancels_out_of_a_paired_difference() -> None:
    # Incidents differ widely, the groups by a constant: paired clusters see it, unpaired ones cannot.
    den = np.full((8, 1), 100.0)
    base = np.array([[20.0], [35.0], [50.0], [65.0], [80.0], [30.0], [45.0], [70.0]])
    wobble = np.array([[1.0], [0.0], [-1.0], [0.0], [1.0], [-1.0], [0.0], [0.0]])
    paired = difference_interval((base + 8 + wobble, den), (base, den))
    zero = np.zeros((8, 1))
    apart = difference_interval(
        (np.vstack([base + 8 + wobble, zero]), np.vstack([den, zero])),
        (np.vstack([zero, base]), np.vstack([zero, den])),
    )
    assert 0.07 < paired.low[0] < 0.08 < paired.high[0] < 0.09
    assert apart.low[0] < 0 < 0.08 < apart.high[0]
    assert difference_p((base + 8 + wobble, den), (base, den))[0][0] < 0.02


def test_a_group_of_four_has_neither_interval_nor_p() -> None:
    zero = np.zeros(4)
    first = np.append(NUM, zero)[:, None], np.append(DEN, zero)[:, None]
    second = np.append(np.zeros(6), NUM[:4])[:, None], np.append(np.zeros(6), DEN[:4])[:, None]
    found = difference_interval(first, second, names=("X", "Y"), unit="outlets")
    assert found.reason == ["4 outlets in Y: under 5 clusters give no interval"]
    assert difference_p(first, second, names=("X", "Y"), unit="outlets")[1] == [
        "4 outlets in Y: a p-value permutes outlets and needs 5 a group"
    ]


@pytest.mark.parametrize("k", [5, 10, 30, 60])
@pytest.mark.parametrize("share", [0.05, 0.5])
def test_intervals_cover_what_they_claim(k: int, share: float) -> None:
    """Clusters vary (standard deviation .35 of the logit); 95 % intervals of 400 studies cover the mean share."""
    rng = np.random.default_rng(11)

    def chances(shape: tuple[int, ...]) -> np.ndarray:
        odds = share / (1 - share) * np.exp(rng.normal(0, 0.35, shape))
        return np.asarray(odds / (1 + odds))

    truth = chances((1_000_000,)).mean()
    den = rng.poisson(48, (k, 400)).astype(np.float64)
    num = rng.binomial(den.astype(np.int64), chances((k, 400))).astype(np.float64)
    found = share_interval(num, den, n_resamples=499)
    assert (found.low <= found.high).all()
    assert 0.91 <= ((found.low <= truth) & (found.high >= truth)).mean() <= 0.975


def test_difference_intervals_cover_and_p_values_hold_their_level() -> None:
    rng = np.random.default_rng(12)
    studies, k = 300, 8
    covered, rejected = 0, 0
    for _ in range(studies):
        den: Any = rng.poisson(20, (2 * k, 1)) + 1.0
        chance = np.clip(rng.normal(0.4, 0.1, (2 * k, 1)), 0.01, 0.99)
        num: Any = rng.binomial(den.astype(np.int64), chance).astype(np.float64)
        is_first = (np.arange(2 * k) < k)[:, None]
        first, second = (num * is_first, den * is_first), (num * ~is_first, den * ~is_first)
        found = difference_interval(first, second)
        covered += found.low[0] <= 0 <= found.high[0]
        rejected += difference_p(first, second, n_resamples=199)[0][0] <= 0.05
    assert 0.91 <= covered / studies <= 0.985
    assert 0.02 <= rejected / studies <= 0.085


def test_a_side_that_one_cluster_alone_tells_has_no_interval() -> None:
    num = np.column_stack([[0, 0, 3, 0, 0, 0], [9, 9, 6, 9, 9, 9], [1, 0, 3, 0, 0, 0]])
    found = jackknife_t(num, np.full((6, 3), 9), unit="articles")
    assert found.reason[:2] == [
        "counted in 1 article alone: no spread to build an interval on",
        "all counted but in 1 article: no spread to build an interval on",
    ]
    assert np.isnan(found.low[:2]).all() and not found.reason[2] and found.low[2] > 0
