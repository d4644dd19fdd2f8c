"""The machine's error taken out: by hand, by what must hold, and by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.inference import (
    CodedSample,
    corrected_difference,
    corrected_interval,
    corrected_totals,
    corrected_values,
    jackknife_t,
    judged_chances,
    units_of,
)


def sample(n: int = 30, **changes: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [f"a{i:02d}" for i in range(n)]
    units = pd.DataFrame(
        {"article_id": names, "start": 10, "end": 60, "stratum": "all", "inclusion_probability": 0.25}
    )
    for column, value in changes.items():
        units[column] = value
    return pd.DataFrame({"article_id": names, "content_start": 20}), units


def test_a_sample_of_thirty_articles_is_enough_and_no_less() -> None:
    attributions, units = sample()
    assert len(CodedSample(attributions, units).units) == 30
    with pytest.raises(
        ValueError, match=r"29 articles with a coded unit; a correction needs 30 .* Code more"
    ):
        CodedSample(*sample(29))


def test_no_correction_without_chances() -> None:
    attributions, units = sample()
    with pytest.raises(ValueError, match=r"no column 'inclusion_probability'.*coding_sheet"):
        CodedSample(attributions, units.drop(columns="inclusion_probability"))
    for wrong in (0.0, 1.5, -0.1, np.nan):
        with pytest.raises(ValueError, match=r"inclusion_probability=.*over 0 and at most 1"):
            CodedSample(*sample(inclusion_probability=wrong))


def test_units_may_not_overlap_nor_attributions_lie_outside() -> None:
    attributions, units = sample()
    with pytest.raises(ValueError, match="two units of article 'a00' overlap at 10"):
        CodedSample(attributions, pd.concat([units, units.iloc[:1]]))
    with pytest.raises(ValueError, match="30 begin in no coded unit"):
        CodedSample(attributions.assign(content_start=60), units)


def test_attributions_belong_to_the_unit_in_which_their_content_begins() -> None:
    units = pd.DataFrame(
        {"article_id": ["b", "a", "b"], "start": [50, 0, 0], "end": [90, 40, 50]}, index=[7, 7, 9]
    )
    rows = pd.DataFrame(
        {"article_id": ["a", "a", "b", "b", "b", "c", "b"], "content_start": [0, 40, 49, 50, 90, 1, None]}
    )
    assert units_of(rows, units).tolist() == [1, -1, 2, 0, -1, -1, -1]
    assert units_of(rows.iloc[:0], units).tolist() == []
    assert units_of(rows, units.iloc[:0]).tolist() == [-1] * 7


def test_corrected_totals_by_hand() -> None:
    machine = [[3.0, 4.0], [1.0, 2.0], [0.0, 0.0]]
    human, found = [[0.0, 1.0], [1.0, 1.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]
    got = corrected_totals(machine, human, found, [0.5, 0.1, 0.25], article=[0, 0, 2])
    assert got.tolist() == [[1.0, 4.0], [1.0, 2.0], [4.0, 8.0]]


def test_coding_everything_gives_what_coders_found() -> None:
    rng = np.random.default_rng(2)
    human, found = rng.poisson(3, size=(2, 8, 2)).astype(float)
    assert corrected_totals(found, human, found, np.ones(8), article=np.arange(8)).tolist() == human.tolist()


def test_shapes_that_do_not_agree_are_named() -> None:
    with pytest.raises(ValueError, match=r"machine \(2, 1\), human_sampled \(3, 1\).* do not agree"):
        corrected_totals([1.0, 2.0], [1.0, 1.0, 1.0], [1.0, 1.0], [0.5, 0.5], article=[0, 1])
    with pytest.raises(ValueError, match="article: 0 to 2 for 2 articles"):
        corrected_totals([1.0, 2.0], [1.0, 1.0], [1.0, 1.0], [0.5, 0.5], article=[0, 2])


def test_where_no_interval_can_be_the_reason_says_why() -> None:
    codes, coded = np.arange(40), np.ones(40, dtype=bool)
    num, den = np.ones(40), np.full(40, 2.0)
    num[0] = 0.0
    assert corrected_interval(num, den, codes, coded=coded).reason == [""]
    for top, bottom, flags, why in (
        (num - 1, den, coded, "numerator of 0 or less"),
        (num * 3, den, coded, "share of 1 or more"),
        (num, -den, coded, "denominator is 0 or less"),
        (num, den, codes < 3, "3 clusters with coded units: under 5"),
    ):
        got = corrected_interval(top, bottom, codes, coded=flags)
        assert why in got.reason[0] and np.isnan(got.low[0]) and np.isnan(got.high[0])


def halves(rng: np.random.Generator, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    den = rng.poisson(8, n) + 1.0
    return rng.binomial(den.astype(int), 0.4).astype(float), den, rng.random(n) < 0.6


def test_all_coded_is_the_jackknife_of_what_coders_found() -> None:
    num, den, _ = halves(np.random.default_rng(3), 200)
    got = corrected_interval(num, den, np.arange(200), coded=np.ones(200))
    plain = jackknife_t(num, den)
    assert got.low[0] == pytest.approx(plain.low[0], abs=0.003)
    assert got.high[0] == pytest.approx(plain.high[0], abs=0.003)
    assert got.n_units[0] == 200


def test_the_independent_case_is_prediction_powered_inference() -> None:
    rng = np.random.default_rng(4)
    n_all, n_coded = 4000, 400
    truth = (rng.random(n_all) < 0.4).astype(float)
    machine = np.where(rng.random(n_all) < 0.15, 1 - truth, truth)
    at = rng.permutation(n_all)[:n_coded]
    num = corrected_totals(machine, truth[at], machine[at], np.full(n_coded, n_coded / n_all), article=at)[
        :, 0
    ]
    coded = np.bincount(at, minlength=n_all) > 0
    got = corrected_interval(num, np.ones(n_all), np.arange(n_all), coded=coded, scale="identity")
    error = truth[at] - machine[at]
    assert num.mean() == pytest.approx(machine.mean() + error.mean())
    se = np.sqrt(machine.var() / n_all + error.var() / n_coded)
    # The covariance of the machine's reading and its error in the same articles is in the jackknife alone.
    both = 2 * np.cov(machine[at], error)[0, 1] / n_all
    assert got.se[0] == pytest.approx(np.sqrt(se**2 + both), rel=0.03)


def test_the_jackknife_is_that_of_a_loop_that_leaves_each_cluster_out() -> None:
    num, den, coded = halves(np.random.default_rng(5))
    codes = np.arange(60) % 12
    got = corrected_interval(num, den, codes, coded=coded, scale="identity")
    left_out = np.array([num[codes != k].sum() / den[codes != k].sum() for k in range(12)])
    off = left_out - left_out.mean()
    se = np.sqrt(11 / 12 * (off**2).sum())
    df = min(2 / ((off**4).sum() / (off**2).sum() ** 2 - 1 / 12), 11)
    assert got.se[0] == pytest.approx(se)
    assert got.high[0] - got.low[0] == pytest.approx(2 * stats.t.ppf(0.975, df) * se)


def test_sums_of_single_articles_may_leave_the_range_but_no_end_does() -> None:
    rng = np.random.default_rng(6)
    den = np.full(80, 3.0)
    num = np.where(rng.random(80) < 0.2, -4.0, 1.0)
    num[:20] += 4.0
    got = corrected_interval(num, den, np.arange(80), coded=np.arange(80) < 40)
    assert num.min() < 0
    assert 0 < got.low[0] < num.sum() / den.sum() < got.high[0] < 1


def test_columns_are_worked_on_alone_and_order_does_not_matter() -> None:
    num, den, coded = halves(np.random.default_rng(7))
    codes = np.arange(60) % 15
    alone = corrected_interval(num, den, codes, coded=coded)
    beside = corrected_interval(np.c_[den - num, num], np.c_[den, den], codes, coded=coded)
    turned = corrected_interval(num[::-1], den[::-1], codes[::-1], coded=coded[::-1])
    assert beside.low[1] == alone.low[0] and turned.low[0] == pytest.approx(alone.low[0])
    assert beside.high[0] == pytest.approx(1 - alone.low[0])


def test_a_difference_swaps_its_sign_with_the_groups() -> None:
    num, den, coded = halves(np.random.default_rng(8))
    here = (np.arange(60) < 25)[:, None]
    first = (num[:, None] * here, den[:, None] * here)
    second = (num[:, None] * ~here, den[:, None] * ~here)
    flags = coded[:, None] & np.hstack([here, ~here])
    one = corrected_difference(first, second, coded=flags)
    other = corrected_difference(second, first, coded=flags[:, ::-1])
    estimate = num[:25].sum() / den[:25].sum() - num[25:].sum() / den[25:].sum()
    assert one.low[0] < estimate < one.high[0]
    assert (one.low[0], one.high[0]) == pytest.approx((-other.high[0], -other.low[0]))


def test_a_difference_names_the_group_that_lacks_something() -> None:
    num, den, coded = halves(np.random.default_rng(9))
    here = (np.arange(60) < 25)[:, None]
    first = (num[:, None] * here, den[:, None] * here)
    second = (num[:, None] * ~here, den[:, None] * ~here)
    flags = coded[:, None] & np.hstack([here, ~here])
    few = flags & (np.arange(60) > 20)[:, None]
    got = corrected_difference(first, second, coded=few, names=("RU", "US"), unit="articles")
    assert got.reason[0].startswith("in RU: ") and "with coded units: under 5" in got.reason[0]
    none = (first[0] * 0 - first[1], first[1])
    got = corrected_difference(none, second, coded=flags, names=("RU", "US"))
    assert got.reason == ["in RU: a corrected numerator of 0 or less gives no interval: code more units"]
    assert np.isnan(got.low[0])


def test_any_smooth_statistic() -> None:
    num, den, coded = halves(np.random.default_rng(10))
    total, rest = num.sum(), (den - num).sum()
    full = np.log(total / rest)
    deleted = np.log((total - num) / (rest - (den - num)))
    got = corrected_values(full, deleted, coded=coded)
    assert got.low[0] < full < got.high[0]
    assert got.n_units[0] == coded.sum()
    broken = corrected_values(
        full, np.where(np.arange(60) == 4, np.inf, deleted), coded=coded, unit="articles"
    )
    assert broken.reason == ["hangs on 1 article alone: no spread to build an interval on"]
    assert np.isnan(corrected_values(np.nan, deleted, coded=coded).low[0])


def test_units_that_are_not_judged_lower_the_chance_of_their_stratum() -> None:
    got = judged_chances([0.5, 0.5, 0.2, 0.2], ["x", "x", "y", "y"], [True, False, True, True])
    assert got.tolist() == [0.25, 0.0, 0.2, 0.2]
    with pytest.raises(ValueError, match="stratum 'y': none of 2 units is judged"):
        judged_chances([0.5, 0.5, 0.2, 0.2], ["x", "x", "y", "y"], [True, True, False, False])
    with pytest.raises(ValueError, match="has 2 values, stratum 1"):
        judged_chances([0.5, 0.5], ["x"], [True, True])
