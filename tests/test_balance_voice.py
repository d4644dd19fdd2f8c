"""voice_balance: a worked example by hand, invariants, and rows that say why something is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from framing.balance import simulate_study, voice_balance
from framing.schema import TABLES, check_table, empty_table, make_table

SIDES = ("NORTH", "SOUTH")

# article → (outlet, voices); a voice is (side, words).
Voice = tuple[str | None, int]
Study = dict[str, tuple[str, list[Voice]]]

WORKED: Study = {
    "a1": ("Harbour Post", [("NORTH", 10), ("SOUTH", 5), ("joint", 4)]),
    "a2": ("Harbour Post", [("NORTH", 6), ("other", 3), ("unresolved", 2)]),
    "a3": ("Coast Daily", [("SOUTH", 12), (None, 3)]),
    "a4": ("Coast Daily", []),
}


def study(voices: Study, **more: list[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles without text and resolved attributions whose words are given by n_words."""
    articles = make_table(
        [{"article_id": a, "outlet": o, "text": ""} for a, (o, _) in voices.items()], "articles"
    )
    rows = []
    for article_id, (_, said) in voices.items():
        for i, (side, words) in enumerate(said):
            start = 1000 * i
            span = {"content_start": start, "content_end": start + 6 * words}
            name = f"{article_id}:{start}-{start + 6 * words}:-1"
            row: dict[str, Any] = {"article_id": article_id, "attribution_id": name, "side": side}
            rows.append(row | {"n_words": words} | span)
    return articles.assign(**more), make_table(rows, "attributions", sides=SIDES, group="resolved")


def balance(voices: Study, **options: Any) -> pd.DataFrame:
    articles, attributions = study(voices)
    return voice_balance(attributions, articles, **options)


def one(table: pd.DataFrame, measure: str, side: str | None = None, **by: str) -> dict[str, Any]:
    """The only row of a measure, side and group."""
    rows = table[table["measure"] == measure]
    if side is not None:
        rows = rows[rows["side"] == side]
    for name, value in by.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, rows
    return {str(key): value for key, value in rows.iloc[0].to_dict().items()}


def many(n: int = 12) -> Study:
    """A dozen articles of three outlets, uneven, all sides in them."""
    out: Study = {}
    for i in range(n):
        outlet = ["Coast Daily", "Harbour Post", "Northern Wire"][i % 3]
        said: list[Voice] = [("NORTH", 5 + i % 4), ("SOUTH", 4 + (i * 3) % 7), ("other", 1 + i % 2)]
        out[f"m{i:02}"] = outlet, [*said, ("unresolved", i % 3)][: 2 + i % 3]
    return out


def test_words_by_hand() -> None:
    table = balance(WORKED)
    # NORTH 10 + 6 + half of 4, SOUTH 5 + 12 + 2, other 3: 40 identified; unresolved 2 and one without a side, 3.
    north = one(table, "voice_share", "NORTH")
    assert (north["numerator"], north["denominator"], north["estimate"]) == (18, 40, 18 / 40)
    assert one(table, "voice_share", "SOUTH")["estimate"] == 19 / 40
    assert one(table, "voice_share", "other")["estimate"] == 3 / 40
    assert one(table, "balance")["estimate"] == pytest.approx((18 - 19) / 37)
    assert one(table, "unresolved_share")["estimate"] == 5 / 45
    assert (north["n_articles"], north["n_joint"], north["n_unresolved"]) == (4, 4, 5)
    assert (north["bound_low"], north["bound_high"]) == (18 / 45, 23 / 45)
    row = one(table, "balance")
    assert (row["bound_low"], row["bound_high"]) == (pytest.approx(-6 / 42), pytest.approx(4 / 42))


def test_attributions_by_hand_and_joint_dropped() -> None:
    table = balance(WORKED, unit="attributions", joint="drop")
    assert one(table, "voice_share", "NORTH")["estimate"] == 2 / 5
    assert one(table, "voice_share", "SOUTH")["estimate"] == 2 / 5
    assert one(table, "balance")["estimate"] == 0
    assert one(table, "unresolved_share")["estimate"] == 2 / 7
    assert one(table, "balance")["n_joint"] == 1
    half = balance(WORKED, unit="attributions")
    assert one(half, "voice_share", "NORTH")["numerator"] == 2.5


def test_articles_by_hand() -> None:
    table = balance(WORKED, unit="articles", joint="drop")
    north = one(table, "voice_share", "NORTH")
    assert (north["numerator"], north["denominator"], north["n_units"]) == (2, 4, 4)
    assert (north["bound_low"], north["bound_high"]) == (0.5, 0.75)
    assert one(table, "unresolved_share")["estimate"] == 0.5
    assert one(table, "balance")["estimate"] == 0


def test_the_mean_of_article_shares_by_hand() -> None:
    table = balance(WORKED, weight="article")
    # Of the three articles with an identified voice: 12/19, 6/9, 0.
    assert one(table, "voice_share", "NORTH")["estimate"] == pytest.approx((12 / 19 + 6 / 9 + 0) / 3)
    assert one(table, "voice_share", "NORTH")["denominator"] == 3
    # a1 speaks 12 to 7, a2 only for NORTH, a3 only for SOUTH.
    assert one(table, "balance")["estimate"] == pytest.approx(((12 - 7) / 19 + 1 - 1) / 3)


def test_groups_and_their_order() -> None:
    table = balance(WORKED, by="outlet")
    assert list(dict.fromkeys(table["outlet"])) == ["Coast Daily", "Harbour Post"]
    assert list(table.columns) == [*TABLES["measures"].names, "outlet"]
    assert one(table, "voice_share", "NORTH", outlet="Harbour Post")["estimate"] == 18 / 28
    assert one(table, "voice_share", "SOUTH", outlet="Coast Daily")["n_articles"] == 2
    row = one(table, "voice_share_difference")
    assert (row["outlet"], row["versus"], row["side"]) == ("Coast Daily", "Harbour Post", "NORTH")
    assert row["estimate"] == pytest.approx(0 - 18 / 28)
    assert one(table, "balance_difference")["estimate"] == pytest.approx(-1 - (18 - 7) / 25)


def test_columns_never_change_with_options() -> None:
    names = TABLES["measures"].names
    for options in ({}, {"unit": "articles"}, {"weight": "article", "joint": "drop"}, {"cluster": "outlet"}):
        table = balance(many(), **options)
        assert list(table.columns) == names
        assert_frame_equal(check_table(table, "measures"), table)


def test_shares_sum_to_one_in_every_group() -> None:
    for options in ({}, {"weight": "article"}, {"unit": "attributions", "joint": "drop"}):
        table = balance(many(), by="outlet", **options)
        sums = table[table["measure"] == "voice_share"].groupby("outlet")["estimate"].sum()
        assert sums.tolist() == pytest.approx([1, 1, 1])


def test_swapping_the_sides_flips_every_sign() -> None:
    there, back = balance(many()), balance(many(), sides=SIDES[::-1])
    one_way, other_way = one(there, "balance"), one(back, "balance")
    assert one_way["estimate"] == pytest.approx(-other_way["estimate"])
    assert one_way["ci_low"] == pytest.approx(-other_way["ci_high"])
    assert one_way["bound_low"] == pytest.approx(-other_way["bound_high"])
    assert one_way["p_value"] == other_way["p_value"]
    assert other_way["side"] == "SOUTH"


def test_row_order_is_irrelevant() -> None:
    articles, attributions = study(many())
    turned = voice_balance(attributions.iloc[::-1], articles.sample(frac=1, random_state=3), by="outlet")
    assert_frame_equal(turned, voice_balance(attributions, articles, by="outlet"), check_exact=True)


def test_inputs_stay_as_they_were() -> None:
    articles, attributions = study(many())
    before = articles.copy(deep=True), attributions.copy(deep=True)
    voice_balance(attributions, articles, by=["outlet", "month"])
    assert_frame_equal(articles, before[0])
    assert_frame_equal(attributions, before[1])


def test_the_same_articles_ten_times_as_copies_change_nothing() -> None:
    articles, attributions = study(many())
    copies = [articles]
    rows = [attributions]
    for i in range(1, 10):
        copies.append(
            articles.assign(article_id=articles["article_id"] + f"-{i}", duplicate_of=articles["article_id"])
        )
        moved = attributions.assign(article_id=attributions["article_id"] + f"-{i}")
        rows.append(moved.assign(attribution_id=attributions["attribution_id"] + f"-{i}"))
    for options in ({}, {"by": "outlet"}, {"weight": "article"}, {"cluster": "outlet"}):
        once = voice_balance(attributions, articles, **options)  # type: ignore[arg-type]
        tenfold = voice_balance(pd.concat(rows), pd.concat(copies), **options)  # type: ignore[arg-type]
        assert_frame_equal(once.drop(columns="n_articles"), tenfold.drop(columns="n_articles"))
        assert (tenfold["n_articles"] == 10 * once["n_articles"]).all()


def test_one_text_printed_five_times_counts_once() -> None:
    voices = many()
    voices |= {f"wire{i}": ("Northern Wire", [("NORTH", 50)]) for i in range(5)}
    articles, attributions = study(voices)
    wire = articles["article_id"].str.startswith("wire") & (articles["article_id"] != "wire0")
    marked = articles.assign(duplicate_of=pd.Series(["wire0" if w else None for w in wire], dtype="str"))
    single = articles[~wire]
    kept = attributions[attributions["article_id"].isin(single["article_id"])]
    found, plain = voice_balance(attributions, marked), voice_balance(kept, single)
    assert_frame_equal(found.drop(columns="n_articles"), plain.drop(columns="n_articles"))


def test_identical_groups_do_not_differ() -> None:
    voices = {
        f"{name}{i}": (name, said) for name in ("x", "y") for i, (_, said) in enumerate(many(7).values())
    }
    row = one(balance(voices, by="outlet"), "balance_difference")
    assert row["estimate"] == 0
    assert row["ci_low"] == pytest.approx(-row["ci_high"])
    assert row["p_value"] == 1


def test_a_group_alone_gives_what_it_gives_among_others() -> None:
    articles, attributions = study(many())
    among = voice_balance(attributions, articles, by="outlet")
    part = articles[articles["outlet"] == "Coast Daily"]
    alone = voice_balance(
        attributions[attributions["article_id"].isin(part["article_id"])], part, by="outlet"
    )
    assert_frame_equal(among[among["outlet"] == "Coast Daily"].reset_index(drop=True), alone)


def test_interval_of_the_balance_is_that_of_a_in_two() -> None:
    voices = {a: (o, [v for v in said if v[0] in SIDES]) for a, (o, said) in many().items()}
    table = balance(voices)
    share, row = one(table, "voice_share", "NORTH"), one(table, "balance")
    for key in ("estimate", "ci_low", "ci_high"):
        assert row[key] == pytest.approx(2 * share[key] - 1)


def test_attitudes_are_no_voices() -> None:
    articles, attributions = study(WORKED)
    attributions["act"] = pd.Series(["attitude", *["speech"] * (len(attributions) - 1)]).astype(
        attributions["act"].dtype
    )
    table = voice_balance(attributions, articles)
    assert one(table, "voice_share", "NORTH")["numerator"] == 18 - 10


def test_few_articles_one_article_and_no_voice_say_why() -> None:
    few = one(balance(WORKED), "balance")
    assert few["reason"] == (
        "3 articles: under 5 clusters give no interval; "
        "3 articles with a difference of sides: under 5 give no p-value"
    )
    assert pd.isna(few["ci_low"]) and pd.isna(few["p_value"]) and pd.isna(few["confidence_level"])
    single = one(balance({"a1": WORKED["a1"]}), "voice_share", "NORTH")
    assert single["reason"] == "a single article gives no interval"
    silent = balance({"a4": WORKED["a4"]})
    assert silent["estimate"].isna().all()
    assert one(silent, "voice_share", "SOUTH")["reason"] == "nobody is quoted"
    assert one(silent, "balance")["reason"] == "neither NORTH nor SOUTH speaks"
    lost = balance({"a1": ("Coast Daily", [("unresolved", 4)])})
    assert one(lost, "voice_share", "NORTH")["reason"] == "all voices are unresolved"
    assert (
        one(lost, "voice_share", "NORTH")["bound_low"],
        one(lost, "voice_share", "NORTH")["bound_high"],
    ) == (0, 1)


def test_a_side_alone_has_an_estimate_without_interval() -> None:
    table = balance({f"a{i}": ("Coast Daily", [("NORTH", 5 + i)]) for i in range(8)})
    row = one(table, "balance")
    assert (row["estimate"], row["reason"]) == (1, "only NORTH speaks: no spread to build an interval on")
    assert row["p_value"] < 0.02
    assert one(table, "voice_share", "SOUTH")["reason"] == "none counted: a share of 0 gives no interval"


def test_no_articles_at_all() -> None:
    table = voice_balance(empty_table("attributions", group="resolved"), empty_table("articles"), sides=SIDES)
    assert table["measure"].tolist() == ["voice_share"] * 3 + ["balance", "unresolved_share"]
    assert set(table["reason"]) == {"no articles"}
    grouped = voice_balance(
        empty_table("attributions", group="resolved"), empty_table("articles"), by="outlet"
    )
    assert len(grouped) == 0
    assert grouped.columns[-1] == "outlet"


def test_a_table_of_one_side_asks_for_the_other() -> None:
    articles, attributions = study({"a1": ("Coast Daily", [("NORTH", 3), ("other", 1)])})
    attributions["side"] = attributions["side"].astype("str")
    row = one(voice_balance(attributions, articles), "balance")
    assert pd.isna(row["estimate"])
    assert row["reason"] == "fewer than two codebook sides in the table: say which with sides=(a, b)"
    assert one(voice_balance(attributions, articles, sides=SIDES), "balance")["estimate"] == 1


def test_a_third_side_stays_in_the_denominator() -> None:
    articles, attributions = study(WORKED)
    sides = attributions["side"].astype("object").where(attributions["side"] != "other", "EAST")
    attributions["side"] = pd.Categorical(sides, categories=["NORTH", "SOUTH", "EAST", "joint", "unresolved"])
    table = voice_balance(attributions, articles, sides=("SOUTH", "EAST"))
    assert table["side"].tolist() == ["NORTH", "SOUTH", "EAST", "other", "SOUTH", "unresolved"]
    # Joint voices (4 words) are shared by the two sides that are compared.
    assert one(table, "voice_share", "EAST")["estimate"] == 5 / 40
    assert one(table, "balance")["estimate"] == pytest.approx((19 - 5) / 24)


def test_missing_groups_are_a_group_and_no_pair() -> None:
    articles, attributions = study(WORKED, incident=["b", None, "b", "c"])
    table = voice_balance(attributions, articles, by=["incident"])
    assert list(dict.fromkeys(table["incident"])) == ["b", "c", "(missing)"]
    assert table[table["incident"] == "(missing)"]["n_articles"].unique().tolist() == [1]
    assert set(table[table["measure"] == "balance_difference"]["versus"]) == {"c"}


def test_month_and_week_come_from_the_date() -> None:
    dates = pd.to_datetime(pd.Series(["2024-12-29", "2024-12-30", "2025-01-01", None]))
    articles, attributions = study(WORKED)
    articles["date"] = dates
    days = voice_balance(attributions, articles, by="date")
    assert days["date"].iloc[0] == "2024-12-29"
    table = voice_balance(attributions, articles, by=["month", "week"])
    assert list(dict.fromkeys(zip(table["month"], table["week"], strict=True))) == [
        ("2024-12", "2024-W52"), ("2024-12", "2025-W01"), ("2025-01", "2025-W01"), ("(missing)", "(missing)"),
    ]  # fmt: skip


def test_countries_are_compared_by_outlets() -> None:
    articles, attributions = simulate_study(n_outlets=12, difference=0.5, articles_per_outlet=6, seed=2)
    row = one(voice_balance(attributions, articles, by="outlet_country"), "balance_difference")
    assert row["resampled_by"] == "articles (interval), outlets (p-value)"
    assert row["p_value"] < 0.05
    few = articles[articles["outlet"].str[-2:].isin(["01", "02", "07", "08", "09", "10", "11"])]
    said = attributions[attributions["article_id"].isin(few["article_id"])]
    row = one(voice_balance(said, few, by="outlet_country"), "balance_difference")
    assert pd.isna(row["p_value"]) and row["ci_low"] > -2
    assert row["reason"] == "2 outlets in XA: a p-value permutes outlets and needs 5 a group"
    unnamed = few.drop(columns="outlet")
    row = one(voice_balance(said, unnamed, by="outlet_country"), "balance_difference")
    assert row["reason"] == "a p-value for outlet_country permutes outlets, and 42 articles have none"


def test_groups_named_as_the_sides_are_compared_a_minus_b() -> None:
    articles, attributions = simulate_study(n_outlets=4, articles_per_outlet=5)
    row = one(
        voice_balance(attributions, articles, by="outlet_country", sides=("XB", "XA")), "balance_difference"
    )
    assert (row["outlet_country"], row["versus"], row["side"]) == ("XB", "XA", "XB")
    row = one(voice_balance(attributions, articles, by="outlet_country"), "balance_difference")
    assert (row["outlet_country"], row["versus"], row["side"]) == ("XA", "XB", "XA")


def test_incidents_pair_two_outlets() -> None:
    articles, attributions = simulate_study(n_outlets=2, articles_per_outlet=30, difference=0.0, seed=4)
    row = one(voice_balance(attributions, articles, by="outlet", cluster="incident"), "balance_difference")
    assert row["resampled_by"] == "incidents"
    assert row["n_units"] <= 30
    assert 0 < row["p_value"] <= 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "outlets"}, "by='outlets' is not allowed.*Did you mean 'outlet'"),
        ({"by": ["outlet", "outlet"]}, "names a column twice"),
        (
            {"unit": "word"},
            "unit='word' is not allowed; allowed: 'words', 'attributions', 'articles'. Did you mean 'words'",
        ),
        ({"joint": "both"}, "joint='both' is not allowed; allowed: 'half', 'drop'"),
        ({"weight": "articles"}, "weight='articles' is not allowed.*Did you mean 'article'"),
        ({"cluster": "incident"}, "cluster='incident' is not allowed"),
        ({"sides": ("NORTH", "SOUHT")}, "sides='SOUHT' is not allowed.*Did you mean 'SOUTH'"),
        ({"sides": ("NORTH",)}, "it takes two different sides"),
        ({"sides": ("NORTH", "other")}, "sides='other' is not allowed"),
    ],
)
def test_wrong_options_are_named_with_what_is_allowed(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        balance(WORKED, **options)


def test_attributions_without_sides_or_articles_say_what_to_do() -> None:
    articles, attributions = study(WORKED)
    with pytest.raises(ValueError, match=r"no column 'side'.*Run resolve_speakers first"):
        voice_balance(attributions.drop(columns="side"), articles)
    with pytest.raises(ValueError, match=r"article_id 'a3' is not in articles \(1 such\)"):
        voice_balance(attributions, articles[articles["article_id"] != "a3"])


@pytest.mark.parametrize("measure", ["voice_share", "balance", "unresolved_share"])
def test_interval_of_article_means_holds_the_estimate(measure: str) -> None:
    # One voice in twenty is other's or nobody's: half an article added to each cell would pull the interval away.
    rare: Study = {
        f"r{i}": ("Post", [("NORTH", 36 + i), ("SOUTH", 32), ("other", 2 + i % 3), (None, 1 + i % 2)])
        for i in range(8)
    }
    table = balance(rare, weight="article")
    rows = table[table["measure"] == measure]
    assert rows["ci_low"].notna().all()
    assert (rows["ci_low"] < rows["estimate"]).all() and (rows["estimate"] < rows["ci_high"]).all()
    pooled = balance(rare)
    widths = [(t["ci_high"] - t["ci_low"])[t["measure"] == measure].to_numpy() for t in (table, pooled)]
    assert widths[0] == pytest.approx(widths[1], rel=0.25)


def test_numbers_as_groups_sort_as_numbers() -> None:
    articles, attributions = study(many(12), page=[10, 9, 2] * 4)
    shares = voice_balance(attributions, articles, by="page").query("measure == 'balance'")
    assert shares["page"].tolist() == ["2", "9", "10"]


@pytest.mark.parametrize(("option", "value"), [("by", 7), ("sides", 5)])
def test_neither_name_nor_names_is_refused(option: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{option}={value} is not allowed; "):
        balance(WORKED, **{option: value})
