"""agreement: published examples, the krippendorff package as oracle, by hand, and where there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from framing.coding import agreement
from framing.coding.alpha import alpha, alpha_interval, value_counts
from framing.schema import make_table

# Krippendorff (2011), Computing Krippendorff's alpha-reliability: examples A (binary), B (nominal), C (four coders).
BINARY = ["0100000010", "1110010000"]


def coding(answers: Sequence[Sequence[Any]], variable: str = "code", per_article: int = 1) -> pd.DataFrame:
    """A coding table of coders' answers, unit by unit; "." is missing."""
    rows = [
        {
            "unit_id": f"u{u:04d}",
            "unit_kind": "sentence",
            "article_id": f"a{u // per_article:04d}",
            "coder": "abcdefgh"[c],
            "variable": variable,
            "value": str(value),
        }
        for c, line in enumerate(answers)
        for u, value in enumerate(line)
        if value is not None and value != "."
    ]
    return make_table(rows, "coding")


def one(table: pd.DataFrame, measure: str = "alpha", versus: str | None = None) -> dict[str, Any]:
    rows = table[table["measure"] == measure]
    rows = rows[rows["versus"].isna()] if versus is None else rows[rows["versus"] == versus]
    assert len(rows) == 1, rows
    return dict(rows.iloc[0])


# The reliability data of the paper's section C, twelve units and four coders.
SECTION_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_published_binary() -> None:
    assert one(agreement(coding(BINARY)))["estimate"] == pytest.approx(0.095, abs=5e-4)


def test_published_nominal() -> None:
    first = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    second = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert one(agreement(coding([first, second])))["estimate"] == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_published_four_coders(level: str, published: float) -> None:
    table = agreement(coding(SECTION_C), level=level)
    assert one(table)["estimate"] == pytest.approx(published, abs=5.1e-4)


codes = st.integers(2, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=n, max_size=n), min_size=2, max_size=14
    )
)


@settings(max_examples=60, deadline=None)
@given(codes, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_against_the_package(units: list[list[int | None]], level: str) -> None:
    data = np.array([[np.nan if v is None else v for v in unit] for unit in units]).T
    values = sorted({v for unit in units for v in unit if v is not None})
    paired = [v for unit in units if sum(x is not None for x in unit) > 1 for v in unit if v is not None]
    numbers = np.array([[-1 if v is None else values.index(v) for v in unit] for unit in units])
    got = alpha(value_counts(numbers, len(values)), np.array(values), level, np.ones((1, len(units))))[0]
    if len(set(paired)) < 2:
        assert np.isnan(got)
        return
    # The package counts the ranks of unpaired values too; the coefficient does not know them.
    pairable = data[:, (~np.isnan(data)).sum(axis=0) > 1]
    assert got == pytest.approx(krippendorff.alpha(pairable, level_of_measurement=level))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_a_weight_is_a_repeated_unit(level: str) -> None:
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 4, size=(20, 3))
    weights = rng.integers(0, 3, size=(5, 20))
    counts = value_counts(numbers, 4)
    got = alpha(counts, np.arange(1, 5), level, weights)
    for value, times in zip(got, weights, strict=True):
        data = np.repeat(numbers, times, axis=0).T + 1
        assert value == pytest.approx(krippendorff.alpha(data, level_of_measurement=level))


def test_percent_and_holsti_by_hand() -> None:
    # Both answer five units and agree on three; a alone answers a sixth, b two more.
    table = agreement(coding(["xxyyyz..", "xxyxx.zz"]))
    row = one(table, "percent_agreement")
    assert (row["numerator"], row["denominator"], row["estimate"]) == (3, 5, 0.6)
    row = one(table, "holsti")
    assert (row["numerator"], row["denominator"]) == (6, 6 + 7)
    assert one(table, "alpha", "a and b")["estimate"] == one(table)["estimate"]


def test_pairs_of_three_coders() -> None:
    table = agreement(coding(["xxyyxy", "xxyyxy", "yyxxyx"]))
    assert table["versus"].dropna().unique().tolist() == ["a and b", "a and c", "b and c"]
    assert one(table, "alpha", "a and b")["estimate"] == 1
    assert one(table, "percent_agreement", "a and c")["estimate"] == 0
    assert one(table, "percent_agreement")["estimate"] == pytest.approx(6 / 18)


def test_few_many_and_no_clusters() -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, 120)
    noisy = [np.where(rng.random(120) < 0.2, rng.integers(0, 3, 120), truth) for _ in range(2)]
    many = one(agreement(coding(noisy)))
    assert many["n_resamples"] == 1999 and many["n_units"] == 120 and many["resampled_by"] == "articles"
    assert many["ci_low"] < many["estimate"] < many["ci_high"] < 1
    few = one(agreement(coding(noisy, per_article=10)))
    assert pd.isna(few["n_resamples"]) and few["n_units"] == 12
    assert few["ci_low"] < few["estimate"] < few["ci_high"] < 1
    one_article = agreement(coding(noisy, per_article=200))
    assert one(one_article)["reason"] == "a single article gives no interval"
    assert np.isnan(one(one_article)["ci_low"])
    by_units = one(agreement(coding(noisy, per_article=200), resample="units"))
    assert by_units["n_units"] == 120 and by_units["n_resamples"] == 1999


def test_units_of_one_article_are_drawn_together() -> None:
    # The same answers twice, marked as of the same article: the interval must not shrink.
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 2, 80)
    noisy = [np.where(rng.random(80) < 0.3, 1 - truth, truth) for _ in range(2)]
    single = one(agreement(coding(noisy)))
    doubled = one(agreement(coding([np.repeat(line, 2) for line in noisy], per_article=2)))
    assert doubled["ci_high"] - doubled["ci_low"] == pytest.approx(
        single["ci_high"] - single["ci_low"], abs=0.02
    )


def test_the_interval_covers() -> None:
    rng = np.random.default_rng(11)
    covered, n = 0, 300

    def study(size: int) -> list[np.ndarray]:
        truth = (rng.random(size) < 0.4).astype(int)
        return [np.where(rng.random(size) < 0.15, 1 - truth, truth) for _ in range(2)]

    big = np.array(study(400_000)).T
    true = alpha(value_counts(big, 2), np.arange(2), "nominal", np.ones((1, len(big))))[0]
    for _ in range(n):
        counts = value_counts(np.array(study(60)).T, 2)
        some = alpha_interval(counts, np.arange(2.0), "nominal", np.arange(60), unit="units", n_resamples=400)
        covered += some.low[0] <= true <= some.high[0]
    assert 0.9 < covered / n < 0.99


def test_nothing_to_say() -> None:
    lone = agreement(coding(["xyx"]))
    assert set(lone["reason"]) == {"1 coder: it takes two to agree"} and lone["estimate"].isna().all()
    same = agreement(coding(["xxxxxx", "xxxxxx"]))
    assert np.isnan(one(same)["estimate"]) and "all answers are the same" in one(same)["reason"]
    assert one(same, "percent_agreement")["estimate"] == 1
    apart = agreement(coding(["xx..", "..yy"]))
    assert one(apart)["reason"] == one(apart, "percent_agreement")["reason"] == "no unit has two answers"
    assert one(apart, "holsti")["estimate"] == 0
    never = one(agreement(coding(["xyxyxy", "xyxyxy"])))
    assert never["estimate"] == 1 and "never differ" in never["reason"]
    assert agreement(coding([])).empty


def test_missed_attributions_count() -> None:
    rows = []
    for coder in "ab":
        for i in range(12):
            parent = f"t{i:02d}:s0-80"
            about = {"article_id": f"t{i:02d}", "coder": coder, "parent_unit_id": parent}
            rows.append(
                about | {"unit_id": parent, "unit_kind": "sentence", "variable": "done", "value": "yes"}
            )
            if coder == "a" or i % 2:
                end = 40 + (coder == "b")
                unit = f"t{i:02d}:10-{end}:-1"
                rows.append(
                    about
                    | {"unit_id": unit, "unit_kind": "attribution", "variable": "verdict", "value": "missed"}
                )
    table = agreement(make_table(rows, "coding"))
    assert set(table["term"]) == {"verdict"}
    row = one(table, "percent_agreement")
    assert (row["numerator"], row["denominator"]) == (6, 12)


def test_order_does_not_matter_and_messages() -> None:
    table = coding(SECTION_C)
    assert_frame_equal(agreement(table), agreement(table.sample(frac=1, random_state=3)))
    with pytest.raises(ValueError, match="Did you mean 'code'"):
        agreement(table, variables="cod")
    with pytest.raises(ValueError, match="Did you mean 'ordinal'"):
        agreement(table, level="ordinel")
    with pytest.raises(ValueError, match="is not allowed with level='interval'; allowed: numbers"):
        agreement(coding(["xy", "xx"]), level="interval")
    with pytest.raises(ValueError, match="numbers of 0 or more"):
        agreement(coding([[-1, 2], [1, 2]]), level="ratio")
    with pytest.raises(ValueError, match="resample="):
        agreement(table, resample="coders")
