"""measure_error: by hand, weighted, clustered, and with reasons where there is nothing to say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from coding_study import canal_study
from pandas.testing import assert_frame_equal
from test_coding_apply import coded, coding

from framing.coding import apply_coding, coded_sample, measure_error
from framing.inference import CodedSample
from framing.schema import make_table

SIDES = ("NORTH", "SOUTH")


def one(table: pd.DataFrame, measure: str, **more: str) -> dict[str, Any]:
    rows = table[table["measure"] == measure]
    for name, value in more.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, rows
    return dict(rows.iloc[0])


def many(n: int = 6) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles, attributions = canal_study(n)
    rows = [
        row
        for article, text in zip(articles["article_id"], articles["text"], strict=True)
        for row in coded(article, text)
    ]
    return articles, attributions, coding(rows)


def test_by_hand() -> None:
    articles, attributions = canal_study()
    table = measure_error(attributions, articles, coding())
    # The machine has three, the coder three, of which two are the same; every unit stands for two.
    row = one(table, "precision", term="found")
    assert (row["numerator"], row["denominator"], row["estimate"]) == (4, 6, pytest.approx(2 / 3))
    assert one(table, "recall", term="found")["estimate"] == pytest.approx(2 / 3)
    assert one(table, "f1", term="found")["estimate"] == pytest.approx(2 / 3)
    assert one(table, "precision", term="exact")["estimate"] == pytest.approx(2 / 3)
    # Of the two, one has the right side.
    assert one(table, "recall", term="side")["estimate"] == pytest.approx(1 / 3)
    assert one(table, "side_precision", side="NORTH")["estimate"] == 0.5
    assert one(table, "side_recall", side="SOUTH")["estimate"] == 0
    assert one(table, "side_confusion", side="NORTH", versus="SOUTH")["estimate"] == 1
    assert one(table, "side_missed", versus="other")["estimate"] == 1
    assert one(table, "precision", term="found")["reason"] == "a single article gives no interval"
    assert one(table, "side_recall", side="joint")["reason"] == "nothing to count in the coded units"


def test_weights_speak_of_the_population() -> None:
    articles, attributions, table = many(6)
    # Articles in which the machine is right stand for more.
    rare = table["article_id"].isin(["canal00", "canal01"])
    table["inclusion_probability"] = np.where(rare, 1.0, 0.25)
    right = apply_coding(attributions, articles, table[~rare])
    got = one(measure_error(right, articles, table), "precision", term="found")
    # Two articles with 2 of 3 right, weight 1; four with 3 of 3 right, weight 4.
    assert got["estimate"] == pytest.approx((2 * 2 + 4 * 4 * 3) / (2 * 3 + 4 * 4 * 3))


def test_machine_without_error() -> None:
    articles, attributions, table = many(6)
    right = apply_coding(attributions, articles, table)
    got = measure_error(right, articles, table)
    for measure in ("precision", "recall", "f1"):
        for term in ("found", "exact", "side"):
            row = one(got, measure, term=term)
            assert row["estimate"] == 1 and row["reason"] == "all counted: a share of 1 gives no interval"
    assert one(got, "side_confusion", side="SOUTH", versus="SOUTH")["estimate"] == 1


def test_confusion_rows_sum_to_one() -> None:
    articles, attributions, table = many(8)
    got = measure_error(attributions, articles, table)
    rows = got[(got["measure"] == "side_confusion") & got["estimate"].notna()]
    assert rows.groupby("versus")["estimate"].sum().tolist() == pytest.approx([1.0, 1.0])
    assert got["n_articles"].unique().tolist() == [8]


def test_a_sample_says_what_its_coding_says() -> None:
    articles, attributions, table = many(31)
    sample = coded_sample(attributions, articles, table)
    assert_frame_equal(
        measure_error(attributions, articles, sample), measure_error(attributions, articles, table)
    )
    shuffled = attributions.sample(frac=1, random_state=1)
    assert_frame_equal(
        measure_error(shuffled, articles, sample), measure_error(attributions, articles, sample)
    )


def test_what_is_outside_the_coded_units_does_not_count() -> None:
    articles, attributions, table = many(3)
    first = table[table["article_id"] == "canal00"]
    got = one(measure_error(attributions, articles, first), "precision", term="found")
    assert got["n_articles"] == 1 and got["denominator"] == 6
    none = measure_error(attributions, articles, first[first["variable"] != "done"])
    assert none["estimate"].isna().all() and set(none["reason"]) == {"nothing to count in the coded units"}


def test_overlap_that_is_asked_for() -> None:
    articles, attributions = canal_study()
    rows = coded()
    berg = attributions.iloc[0]
    start = int(berg["content_start"]) + 4
    about = {name: rows[5][name] for name in rows[5]} | {"unit_id": berg["attribution_id"]}
    rows.append(about | {"variable": "content", "value": "x", "spans": ((start, int(berg["content_end"])),)})
    table = coding(rows)
    assert one(measure_error(attributions, articles, table), "recall", term="found")["numerator"] == 4
    strict = measure_error(attributions, articles, table, least_overlap=1.0)
    assert one(strict, "recall", term="found")["numerator"] == 2
    assert one(measure_error(attributions, articles, table), "recall", term="exact")["numerator"] == 2


def simulated(
    rng: np.random.Generator, n: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame, CodedSample, int, int]:
    """Articles whose machine finds a share of the voices that varies from article to article."""
    articles, machine, human, units = [], [], [], []
    hits = total = 0
    for i in range(4 * n):
        name = f"s{i:03d}"
        articles.append({"article_id": name, "text": "x" * 1000})
        rate = rng.beta(6, 3)
        for k in range(rng.poisson(4)):
            row = {"article_id": name, "attribution_id": f"{name}:{k * 50}-{k * 50 + 30}:-1", "side": "NORTH",
                   "content_start": k * 50, "content_end": k * 50 + 30}  # fmt: skip
            seen = rng.random() < rate
            total, hits = total + 1, hits + seen
            machine += [row] if seen else []
            human += [row] if i % 4 == 0 else []
        if i % 4 == 0:
            units.append(
                {"article_id": name, "start": 0, "end": 1000, "stratum": "all", "inclusion_probability": 0.25}
            )

    def made(rows: list[dict[str, Any]]) -> pd.DataFrame:
        return make_table(rows, "attributions", sides=SIDES, group="resolved")

    return (
        made(machine),
        make_table(articles, "articles"),
        CodedSample(made(human), pd.DataFrame(units)),
        hits,
        total,
    )


def test_the_interval_covers_although_articles_differ() -> None:
    rng = np.random.default_rng(2)
    n, covered = 24, 0
    for _ in range(n):
        machine, articles, sample, _, _ = simulated(rng)
        row = one(measure_error(machine, articles, sample), "recall", term="found")
        covered += row["ci_low"] <= 6 / 9 <= row["ci_high"]
    assert covered / n >= 0.85


def test_messages() -> None:
    articles, attributions = canal_study()
    with pytest.raises(ValueError, match="least_overlap"):
        measure_error(attributions, articles, coding(), least_overlap=0)
    with pytest.raises(ValueError, match=r"read_coding\(…, sheet=…\)"):
        measure_error(attributions, articles, coding().assign(inclusion_probability=np.nan))
    with pytest.raises(ValueError, match="resolve_speakers"):
        measure_error(attributions.drop(columns="side"), articles, coding())
