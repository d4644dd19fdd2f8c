"""Overlap of coverage and matched articles: by hand, by invariants, and on poor input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from balance_study import SIDES, make_study, part, row, say
from pandas.testing import assert_frame_equal

from framing.balance import voice_balance
from framing.balance.overlap import coverage_overlap, match_articles
from framing.inference import share_interval
from framing.schema import TABLES, make_table

# Who reports which incident how often: north 1, 1, 1, 2, 3 and one unknown; south 3, 3, 4, 4.
NORTH, SOUTH = ["i1", "i1", "i1", "i2", "i3", None], ["i3", "i3", "i4", "i4"]


def articles(*incidents: list[str | None], **columns: Any) -> pd.DataFrame:
    """One group of articles, "north", "south", "west", for each list of incidents."""
    groups = [name for name, part in zip(("north", "south", "west"), incidents, strict=False) for _ in part]
    table = make_table([{"article_id": f"a{i:03d}", "text": ""} for i in range(len(groups))], "articles")
    every = pd.Series([incident for part in incidents for incident in part], dtype="str")
    return table.assign(country=pd.Series(groups, dtype="str"), incident=every, **columns)


def overlap(*incidents: list[str | None], **columns: Any) -> pd.DataFrame:
    return coverage_overlap(articles(*incidents, **columns), by="country")


# ---- by hand


def test_overlap_by_hand() -> None:
    told = overlap(NORTH, SOUTH)
    # i1 to i4, and the unknown one.
    assert part(told, "coverage", country="north") == (4 / 5, 4, 5)
    assert part(told, "coverage", country="south") == (2 / 5, 2, 5)
    assert part(told, "coverage_overlap") == (1 / 5, 1, 5)
    assert part(told, "shared_coverage", country="north") == (1 / 4, 1, 4)
    assert part(told, "shared_coverage", country="south") == (1 / 2, 1, 2)
    assert part(told, "shared_articles", country="north") == (pytest.approx(1 / 6), 1, 6)
    assert part(told, "shared_articles", country="south") == (1 / 2, 2, 4)
    north = row(told, "shared_articles", country="north")
    assert (north["bound_low"], north["bound_high"]) == (pytest.approx(1 / 6), pytest.approx(2 / 6))
    assert (north["unit"], north["versus"], north["n_articles"], north["n_unresolved"]) == (
        "articles",
        "south",
        6,
        1,
    )
    assert (north["resampled_by"], north["n_units"]) == ("incidents", 4)
    assert row(told, "coverage_overlap")["n_articles"] == 10


def test_interval_is_that_of_shares_over_incidents() -> None:
    north = [f"i{i}" for i in range(12) for _ in range(1 + i % 3)]
    south = [f"i{i}" for i in range(0, 20, 2)]
    told = row(overlap(north, south), "shared_articles", country="north")
    size = np.array([1 + i % 3 for i in range(12)], dtype=float)
    shared = size * (np.arange(12) % 2 == 0)
    wanted = share_interval(shared[:, None], size[:, None], unit="incidents")
    assert told["estimate"] == pytest.approx(shared.sum() / size.sum())
    assert (told["ci_low"], told["ci_high"]) == (pytest.approx(wanted.low[0]), pytest.approx(wanted.high[0]))
    assert told["ci_low"] < told["estimate"] < told["ci_high"]
    assert told["confidence_level"] == 0.95 and told["reason"] is None


def test_no_interval_and_why() -> None:
    few = overlap(["i1", "i2"], ["i2", "i3"])
    assert row(few, "coverage_overlap")["reason"] == "3 incidents: under 5 clusters give no interval"
    same = [f"i{i}" for i in range(8)]
    assert (
        row(overlap(same, same), "coverage_overlap")["reason"]
        == "all counted: a share of 1 gives no interval"
    )
    none = row(overlap(same, ["j1"]), "shared_articles", country="north")
    assert none["reason"] == "none counted: a share of 0 gives no interval" and none["estimate"] == 0


def test_weeks_and_days_and_several() -> None:
    dates = pd.to_datetime(["2019-03-04", "2019-03-10", None, "2019-03-06", "2019-03-11"])
    table = articles(["i1", "i1", "i1"], ["i1", "i2"], date=dates)
    weeks = coverage_overlap(table, by="country", on="week")
    # Week 10 in both, week 11 in the south alone, the article without a date its own week.
    assert part(weeks, "coverage_overlap") == (pytest.approx(1 / 3), 1, 3)
    assert row(weeks, "coverage_overlap")["unit"] == "weeks"
    assert part(coverage_overlap(table, by="country", on="date"), "coverage_overlap") == (0, 0, 5)
    both = coverage_overlap(table, by="country", on=["incident", "week"])
    assert part(both, "coverage_overlap") == (pytest.approx(1 / 3), 1, 3)
    assert row(both, "coverage_overlap")["unit"] == "incident-weeks"


def test_articles_of_no_group_are_left_out() -> None:
    table = articles(["i1", "i2"], ["i2", "i3"], ["i4"])
    table["country"] = table["country"].where(table["country"] != "west")
    told = coverage_overlap(table, by="country")
    assert told["country"].unique().tolist() == ["north", "south"]
    assert part(told, "coverage", country="north") == (pytest.approx(2 / 3), 2, 3)


def test_three_groups_make_three_pairs() -> None:
    told = overlap(["i1", "i2"], ["i2"], ["i1", "i2", "i3"])
    pairs = told[told["measure"] == "coverage_overlap"]
    assert list(zip(pairs["country"], pairs["versus"], pairs["estimate"], strict=True)) == [
        ("north", "south", 0.5), ("north", "west", pytest.approx(2 / 3)), ("south", "west", pytest.approx(1 / 3)),
    ]  # fmt: skip
    assert (told["measure"] == "shared_articles").sum() == 6


# ---- invariants


def test_columns_are_those_of_measures() -> None:
    assert overlap(NORTH, SOUTH).columns.tolist() == [*TABLES["measures"].names, "country"]


def test_rows_in_any_order_and_ten_copies_change_nothing() -> None:
    table = articles(NORTH * 2, SOUTH * 2)
    told = coverage_overlap(table, by="country")
    assert_frame_equal(coverage_overlap(table.sample(frac=1, random_state=2), by="country"), told)
    known = table[table["incident"].notna()]
    copies = [
        known.assign(article_id=known["article_id"] + f"-{i}", duplicate_of=known["article_id"])
        for i in range(9)
    ]
    more = coverage_overlap(pd.concat([known, *copies], ignore_index=True), by="country")
    once = coverage_overlap(known, by="country")
    assert_frame_equal(more.drop(columns="n_articles"), once.drop(columns="n_articles"))


def test_overlap_is_the_same_seen_from_either_group() -> None:
    one, two = overlap(NORTH, SOUTH), overlap(SOUTH, NORTH)
    assert part(one, "coverage_overlap") == part(two, "coverage_overlap")
    assert part(one, "shared_articles", country="north") == part(two, "shared_articles", country="south")


def test_poor_input() -> None:
    table = articles(NORTH, SOUTH)
    empty = coverage_overlap(table.head(0), by="country")
    assert empty.empty and empty.columns.tolist() == [*TABLES["measures"].names, "country"]
    one = coverage_overlap(table.head(1), by="country")
    assert one["measure"].tolist() == ["coverage"] and one["reason"].notna().all()
    unknown = coverage_overlap(table.assign(incident=pd.Series([None] * 10, dtype="str")), by="country")
    assert row(unknown, "coverage_overlap")["estimate"] == 0
    assert row(unknown, "shared_articles", country="south")["bound_high"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "country", "on": "incidents"}, "on='incidents' is not allowed; .* Did you mean 'incident'?"),
        ({"by": "land"}, "by='land' is not allowed"),
        ({"by": "incident"}, "on='incident' and by='incident' both name 'incident'"),
        ({"by": "country", "on": []}, r"on=\[\] must name one column or more"),
        ({"by": []}, r"by=\[\] must name one column or more"),
    ],
)
@pytest.mark.parametrize("function", [coverage_overlap, match_articles])
def test_messages(function: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(articles(NORTH, SOUTH), **options)


# ---- matched articles


def test_matched_articles_stand_on_what_all_report() -> None:
    matched = match_articles(articles(NORTH, SOUTH), by="country")
    assert matched["article_id"].tolist() == ["a004", "a006", "a007"]
    assert matched["matched_on"].tolist() == ["i3"] * 3
    assert matched["match_weight"].tolist() == [1, 0.5, 0.5]
    three = match_articles(articles(["i1", "i2"], ["i2"], ["i1", "i2"]), by="country")
    assert three["article_id"].tolist() == ["a001", "a002", "a004"]


def test_equal_numbers_of_texts_a_group_and_incident() -> None:
    table = articles(["i1"] * 5 + ["i2"] * 2, ["i1"] * 2 + ["i2"] * 4 + ["i3"])
    matched = match_articles(table, by="country", equal=True)
    sizes = matched.groupby(["matched_on", "country"]).size()
    assert sizes.tolist() == [2, 2, 2, 2]
    assert_frame_equal(match_articles(table, by="country", equal=True), matched)
    mixed = match_articles(table.sample(frac=1, random_state=1), by="country", equal=True)
    assert set(mixed["article_id"]) == set(matched["article_id"])
    other = [match_articles(table, by="country", equal=True, seed=s)["article_id"].tolist() for s in range(8)]
    assert len({tuple(ids) for ids in other}) > 1


def test_copies_share_a_weight_and_one_of_them_is_kept() -> None:
    copies = pd.Series([None, "a000", "a000", None, None, None], dtype="str")
    table = articles(["i1"] * 4, ["i1"] * 2, duplicate_of=copies)
    weights = match_articles(table, by="country")["match_weight"]
    assert weights.tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 6, 0.5, 0.5, 0.5])
    kept = match_articles(table, by="country", equal=True)
    assert kept["article_id"].tolist() == ["a000", "a003", "a004", "a005"]


def test_rows_keep_their_order_and_the_input_stays() -> None:
    table = articles(NORTH, SOUTH).iloc[::-1]
    before = table.copy(deep=True)
    assert match_articles(table, by="country")["article_id"].tolist() == ["a007", "a006", "a004"]
    assert_frame_equal(table, before)


def test_nothing_shared_and_one_group() -> None:
    assert match_articles(articles(["i1"], ["i2"]), by="country").empty
    assert match_articles(articles(["i1"], ["i2"]), by="country", equal=True).empty
    with pytest.raises(
        ValueError, match=r"by='country' makes 1 group of known value \('north'\); matching needs two"
    ):
        match_articles(articles(["i1"]), by="country")


def test_a_difference_of_subjects_alone_is_gone_once_matched() -> None:
    """Both groups report an incident alike; the north prints more on those where N speaks."""
    n, s = SIDES
    voices, countries, incidents = {}, [], []
    for incident in range(8):
        share = 9 if incident % 2 else 1
        for country, copies in (("north", 3 if incident % 2 else 1), ("south", 1 if incident % 2 else 3)):
            for _ in range(copies):
                voices[f"a{len(voices):03d}"] = [say(n, 10 * share), say(s, 100 - 10 * share)]
                countries.append(country)
                incidents.append(f"i{incident}")
    attributions, table = make_study(voices, country=countries, incident=incidents)
    whole = voice_balance(attributions, table, by="country", sides=SIDES)
    assert row(whole, "balance_difference")["estimate"] == pytest.approx(0.8)
    matched = match_articles(table, by="country", equal=True)
    kept = attributions[attributions["article_id"].isin(matched["article_id"])]
    alike = voice_balance(kept, matched, by="country", sides=SIDES, cluster="matched_on", weight="article")
    assert row(alike, "balance_difference")["estimate"] == pytest.approx(0)
    assert row(alike, "balance_difference")["n_units"] == 8
