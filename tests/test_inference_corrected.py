"""The machine's error taken out: by hand, by what must hold, and by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.inference import CodedSample, corrected_interval, corrected_totals, units_of


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
