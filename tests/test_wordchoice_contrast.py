import numpy as np
import pandas as pd
import pytest

from framing.wordchoice import contrast_words

SIDES = ("NORTH", "SOUTH")
VOCABULARY = np.array([f"w{number:02}" for number in range(60)])
SIGNED = ["log_ratio", "conservative_log_ratio", "log_odds", "z"]


def _draw(
    n_articles: int = 30, *, seed: int = 0, planted: float = 1.0, burst: float = 0.0, size: int = 80
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts of two sides inside each article, from one distribution; `w10` is `planted` times as likely in NORTH."""
    rng = np.random.default_rng(seed)
    base = 1 / np.arange(3, 3 + len(VOCABULARY))
    rows = []
    for number in range(n_articles):
        topic = base * np.exp(rng.normal(0, burst, len(base))) if burst else base
        for side in SIDES:
            weights = topic.copy()
            if side == "NORTH":
                weights[10] *= planted
            drawn = rng.multinomial(int(rng.integers(size // 2, size * 2)), weights / weights.sum())
            rows += [(f"a{number:03}", side, term, n) for term, n in zip(VOCABULARY, drawn, strict=True) if n]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"]).assign(
        voice="attributed", kind="word"
    )
    articles = pd.DataFrame({"article_id": sorted(set(counts["article_id"]))}).assign(text="x")
    return counts, articles


def _contrast(counts: pd.DataFrame, articles: pd.DataFrame, **options: object) -> pd.DataFrame:
    given = {"target": "NORTH", "reference": "SOUTH"} | options
    return contrast_words(counts, articles, **given)  # type: ignore[arg-type]


def test_columns_are_those_of_the_docstring() -> None:
    columns = (
        "target reference term n_target n_reference articles_target articles_reference "
        "per_million_target per_million_reference log_ratio ci_low ci_high conservative_log_ratio "
        "p_adjusted resampled_by n_units log_odds z g2 prior prior_size reason kind node n_tests"
    ).split()
    counts, articles = _draw()
    table = _contrast(counts, articles)
    assert list(table.columns) == columns
    assert table["n_units"].eq(30).all() and table["resampled_by"].eq("articles").all()
    assert table["conservative_log_ratio"].is_monotonic_decreasing


def test_numbers_of_a_small_table_by_hand() -> None:
    rows = [("a", "NORTH", "x", 6), ("a", "NORTH", "y", 4), ("b", "SOUTH", "x", 2), ("b", "SOUTH", "y", 8)]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"])
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["", ""]})
    table = _contrast(counts, articles, min_articles=1, prior_size=10).set_index("term")
    x = table.loc["x"]
    assert (x["n_target"], x["n_reference"], x["articles_target"], x["per_million_target"]) == (
        6,
        2,
        1,
        600_000,
    )
    # Pooled proportion of x: 8/20, so α = 4 of 10. Odds (6+4)/(4+6) = 1 against (2+4)/(8+6) = 3/7.
    assert x["log_odds"] == pytest.approx(np.log(7 / 3))
    assert x["z"] == pytest.approx(np.log(7 / 3) / np.sqrt(1 / 10 + 1 / 6))
    assert x["log_ratio"] == pytest.approx(np.log2(6.5 / 2.5))
    assert x["reason"] == (
        "interval: 1 article in one group: under 5 clusters give no interval; "
        "p_adjusted: 2 articles: under 5 give no p"
    )
    assert np.isnan(x["ci_low"]) and np.isnan(x["p_adjusted"])
    flat = _contrast(counts, articles, min_articles=1, prior="flat", prior_size=10).set_index("term").loc["x"]
    assert flat["log_odds"] == pytest.approx(np.log((11 / 9) / (7 / 13)))
    given = (
        _contrast(counts, articles, min_articles=1, prior={"x": 40, "y": 60}, prior_size=10)
        .set_index("term")
        .loc["x"]
    )
    assert given["prior"] == "given" and given["log_odds"] == pytest.approx(x["log_odds"])
    series = _contrast(
        counts, articles, min_articles=1, prior=pd.Series({"x": 4.0, "z": 6.0}), prior_size=12
    ).set_index("term")
    # y is not in the background: half of its rarest word. x 4, y 2, z 6 of 12.
    assert series.loc["y", "log_odds"] == pytest.approx(np.log((6 / 16) / (10 / 12)))


def test_g2_of_the_table_agrees_with_scipy() -> None:
    from scipy.stats import chi2_contingency

    counts, articles = _draw(planted=3)
    table = _contrast(counts, articles)
    n, m = (int(counts.loc[counts["side"] == side, "count"].sum()) for side in SIDES)
    for row in table.itertuples():
        cells = [[row.n_target, row.n_reference], [n - row.n_target, m - row.n_reference]]
        assert row.g2 == pytest.approx(
            chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic, abs=1e-6
        )


def test_swapping_target_and_reference_flips_signs_and_nothing_else() -> None:
    counts, articles = _draw(planted=3, burst=0.5)
    one = _contrast(counts, articles).set_index("term")
    other = _contrast(counts, articles, target="SOUTH", reference="NORTH").set_index("term").loc[one.index]
    np.testing.assert_allclose(one[SIGNED], -other[SIGNED], atol=1e-9)
    np.testing.assert_allclose(one["ci_low"], -other["ci_high"], atol=1e-9)
    np.testing.assert_allclose(one[["g2", "p_adjusted"]], other[["g2", "p_adjusted"]], atol=1e-9)


def test_identical_groups_differ_by_nothing() -> None:
    counts, articles = _draw()
    north = counts[counts["side"] == "NORTH"]
    table = _contrast(pd.concat([north, north.assign(side="SOUTH")]), articles)
    assert len(table) > 40
    np.testing.assert_allclose(table[[*SIGNED, "g2"]], 0, atol=1e-9)
    assert table["p_adjusted"].eq(1).all()


def test_order_of_rows_does_not_matter() -> None:
    counts, articles = _draw(planted=3)
    shuffled = _contrast(counts.sample(frac=1, random_state=1), articles.iloc[::-1])
    pd.testing.assert_frame_equal(_contrast(counts, articles), shuffled)


def test_input_is_not_changed_and_seeds_matter_only_to_p() -> None:
    counts, articles = _draw(burst=0.5, planted=1.6)
    before = counts.copy(), articles.copy()
    one, other = _contrast(counts, articles, seed=0), _contrast(counts, articles, seed=1)
    pd.testing.assert_frame_equal(counts, before[0])
    pd.testing.assert_frame_equal(articles, before[1])
    pd.testing.assert_frame_equal(one.drop(columns="p_adjusted"), other.drop(columns="p_adjusted"))
    assert not one["p_adjusted"].equals(other["p_adjusted"])


def _ten_copies(counts: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    copies = [(articles, counts)]
    for number in range(1, 10):
        ids = articles["article_id"] + f"-{number}"
        more = articles.assign(article_id=ids, duplicate_of=articles["article_id"])
        copies.append((more, counts.assign(article_id=counts["article_id"] + f"-{number}")))
    return pd.concat([c for _, c in copies]), pd.concat([a for a, _ in copies])


@pytest.mark.parametrize("by", ["side", "outlet_country"])
def test_ten_copies_marked_as_duplicates_change_nothing(by: str) -> None:
    counts, articles = _draw(planted=3, burst=0.3)
    if by == "outlet_country":
        number = np.arange(len(articles))
        articles = articles.assign(
            outlet=[f"o{n % 12}" for n in number], outlet_country=np.where(number % 2, "AA", "BB")
        )
        options: dict[str, object] = {"by": by, "target": "AA", "reference": "BB"}
    else:
        options = {}
    one, ten = _contrast(counts, articles, **options), _contrast(*_ten_copies(counts, articles), **options)
    assert one["ci_low"].notna().any() and one["p_adjusted"].notna().all()
    pd.testing.assert_frame_equal(one, ten, rtol=1e-7)


def test_copies_in_both_groups_count_once_in_each() -> None:
    counts = pd.DataFrame(
        [("a", "ship", 6), ("b", "ship", 6), ("c", "ship", 6), ("d", "sea", 4)],
        columns=["article_id", "term", "count"],
    )
    articles = pd.DataFrame(
        {
            "article_id": list("abcd"),
            "text": "",
            "outlet": ["o1", "o2", "o3", "o3"],
            "duplicate_of": [None, "a", "a", None],
        }
    ).assign(outlet_country=["AA", "AA", "BB", "BB"])
    table = _contrast(counts, articles, by="outlet_country", target="AA", reference="BB", min_articles=1)
    ship = table.set_index("term").loc["ship"]
    assert (ship["n_target"], ship["n_reference"], ship["n_units"]) == (6, 6, 2)


def test_words_that_no_score_sets_apart_stand_by_z() -> None:
    table = _contrast(*_draw())
    level = table[table["conservative_log_ratio"] == 0]
    assert len(level) > 30 and level["z"].round(9).is_monotonic_decreasing


def test_a_planted_word_is_found_and_no_other() -> None:
    counts, articles = _draw(n_articles=60, planted=3, burst=0.5)
    table = _contrast(counts, articles)
    assert table.loc[table["p_adjusted"] < 0.05, "term"].tolist() == ["w10"]
    first = table.iloc[0]
    assert first["term"] == "w10" and first["ci_low"] < np.log2(3) < first["ci_high"] and first["ci_low"] > 0


def test_no_effect_no_finding() -> None:
    """Family-wise errors and interval coverage over small worlds where sides do not differ but articles do."""
    wrong, covered = [], []
    for seed in range(60):
        table = _contrast(*_draw(n_articles=16, seed=seed, burst=0.7), seed=seed)
        wrong.append(bool((table["p_adjusted"] < 0.05).any()))
        covered.append(((table["ci_low"] <= 0) & (table["ci_high"] >= 0))[table["ci_low"].notna()].mean())
    assert np.mean(wrong) <= 0.12  # .05 expected; 8 of 60 or more has a chance under .01
    assert 0.93 <= np.mean(covered) <= 0.975


def test_wordlists_of_outlets_are_permuted_by_outlet() -> None:
    counts, articles = _draw(n_articles=40)
    number = np.arange(40)
    articles = articles.assign(
        outlet=[f"o{n % 8}" for n in number], outlet_country=np.where(number % 8 < 4, "AA", "BB")
    )
    table = _contrast(counts, articles, by="outlet_country", target="AA", reference="BB")
    assert table["p_adjusted"].isna().all()
    assert table["reason"].str.endswith("p_adjusted: 4 outlets in one group: under 5 give no p").all()
    assert table["ci_low"].notna().mean() > 0.8 and table["resampled_by"].eq("articles").all()
    by_outlet = _contrast(
        counts, articles, by="outlet_country", target="AA", reference="BB", cluster="outlet"
    )
    assert by_outlet["ci_low"].isna().all() and by_outlet["resampled_by"].eq("outlets").all()
    two = _contrast(counts, articles, by="outlet", target="o0", reference="o1")
    assert two["p_adjusted"].notna().all() and two["n_units"].eq(10).all()


def test_outlets_without_names_give_no_p() -> None:
    counts, articles = _draw(n_articles=20)
    articles = articles.assign(outlet_country=["AA", "BB"] * 10)
    table = _contrast(counts, articles, by="outlet_country", target="AA", reference="BB")
    assert (
        table["p_adjusted"].isna().all() and table["reason"].str.contains("20 articles have no outlet").all()
    )


def test_incidents_are_resampled_as_one() -> None:
    counts, articles = _draw(n_articles=30)
    articles = articles.assign(incident=[f"i{n % 6}" for n in range(30)])
    table = _contrast(counts, articles, cluster="incident")
    assert table["resampled_by"].eq("incidents").all() and table["n_units"].eq(6).all()


def test_vocabulary_is_fixed_by_the_pooled_counts() -> None:
    counts, articles = _draw()
    pooled = counts.groupby("term").agg(n=("count", "sum"), articles=("article_id", "nunique"))
    table = _contrast(counts, articles, min_count=40, min_articles=20)
    assert set(table["term"]) == set(pooled.index[(pooled["n"] >= 40) & (pooled["articles"] >= 20)])
    assert 0 < len(table) < len(pooled)
    whole = _contrast(counts, articles).set_index("term").loc[table["term"]]
    np.testing.assert_allclose(table["per_million_target"], whole["per_million_target"])


def test_a_word_that_one_side_never_uses_has_no_interval() -> None:
    counts, articles = _draw()
    counts = counts[(counts["side"] == "NORTH") | (counts["term"] != "w05")]
    row = _contrast(counts, articles).set_index("term").loc["w05"]
    assert row["n_reference"] == 0 and np.isfinite(row["log_ratio"]) and row["log_ratio"] > 3
    assert np.isnan(row["ci_low"]) and row["reason"] == "interval: one group never uses the word: no interval"
    assert row["p_adjusted"] < 0.05


def test_nothing_to_compare_gives_the_empty_table() -> None:
    counts, articles = _draw()
    full = _contrast(counts, articles)
    for empty in (_contrast(counts, articles, target="other"), _contrast(counts, articles, min_count=10**6)):
        assert empty.empty and empty.dtypes.equals(full.dtypes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "NORT"}, "target='NORT' is not allowed; allowed: 'NORTH', 'SOUTH'"),
        ({"reference": "NORTH"}, "target and reference are both 'NORTH'"),
        ({"by": "outlett"}, "Did you mean 'outlet'?"),
        ({"by": "about"}, "counts has no about; count with mentions."),
        ({"by": "outlet", "target": "o7"}, "allowed: 'o1', 'o2'"),
        ({"prior": "pool"}, "prior='pool' is not allowed; allowed: 'pooled', 'flat'"),
        ({"prior": {"w01": -1.0}}, "prior must map each term once"),
        ({"prior_size": 0}, "prior_size=0 is not allowed"),
        ({"n_resamples": -1}, "n_resamples=-1 is not allowed; allowed: 0 or more"),
        ({"interval": "bootstrap", "n_resamples": 0}, "interval='bootstrap' needs n_resamples above 0"),
        ({"target": ["NORTH", "SOUTH"]}, "reference='SOUTH' needs one target"),
        ({"target": ["NORTH"], "reference": None}, "target=['NORTH'] names one group"),
        ({"cluster": "incident"}, "cluster='incident' is not allowed"),
    ],
)
def test_wrong_arguments_are_named(options: dict[str, object], message: str) -> None:
    counts, articles = _draw(n_articles=6)
    articles = articles.assign(outlet=["o1", "o2"] * 3)
    with pytest.raises(ValueError) as error:
        _contrast(counts, articles, **options)
    assert message in str(error.value)


def test_articles_that_are_missing_and_kinds_that_are_mixed_are_refused() -> None:
    counts, articles = _draw(n_articles=6)
    with pytest.raises(ValueError, match="1 articles that articles does not hold, first: 'a005'"):
        _contrast(counts, articles.iloc[:5])
    mixed = pd.concat([counts, counts.assign(kind="ngram")])
    with pytest.raises(ValueError, match="several kinds: ngram, word"):
        _contrast(mixed, articles)


def test_an_article_in_which_both_groups_use_a_word_is_one_article() -> None:
    rows = [("a", "NORTH", "x", 4), ("a", "SOUTH", "x", 4), ("b", "NORTH", "y", 4), ("c", "SOUTH", "y", 4)]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"])
    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["", "", ""]})
    assert _contrast(counts, articles, min_articles=2)["term"].tolist() == ["y"]


def test_counts_of_nothing_make_an_empty_table_and_negative_ones_are_refused() -> None:
    rows = [("a", "NORTH", "x", 0), ("a", "SOUTH", "x", 0)]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"])
    articles = pd.DataFrame({"article_id": ["a"], "text": [""]})
    assert _contrast(counts, articles).empty
    assert _contrast(counts.head(0), articles).empty
    with pytest.raises(ValueError, match="-1 is not allowed; allowed: 0 or more"):
        _contrast(counts.assign(count=-1), articles)


@pytest.mark.parametrize(
    ("option", "value"), [("prior", None), ("prior", 5), ("prior_size", "500"), ("prior_size", np.inf)]
)
def test_priors_that_are_none_are_refused(option: str, value: object) -> None:
    rows = [("a", "NORTH", "x", 4), ("a", "SOUTH", "x", 4)]
    counts = pd.DataFrame(rows, columns=["article_id", "side", "term", "count"])
    articles = pd.DataFrame({"article_id": ["a"], "text": [""]})
    with pytest.raises(ValueError, match=f"{option}=.* is not allowed; allowed: "):
        _contrast(counts, articles, **{option: value})


def _three() -> tuple[pd.DataFrame, pd.DataFrame]:
    counts, articles = _draw(n_articles=30, planted=3)
    west = counts[counts["side"] == "SOUTH"].assign(side="WEST", count=lambda rows: rows["count"] + 1)
    unknown = counts[counts["side"] == "SOUTH"].assign(side="unresolved")
    return pd.concat([counts, west, unknown]), articles


def test_each_of_several_groups_is_set_against_the_others() -> None:
    counts, articles = _three()
    table = contrast_words(counts, articles)
    pairs = table[["target", "reference"]].drop_duplicates()
    assert pairs.values.tolist() == [["NORTH", "rest"], ["SOUTH", "rest"], ["WEST", "rest"]]
    assert table["n_tests"].eq(len(table)).all()
    rest = counts["side"].isin(["SOUTH", "WEST"])
    by_hand = counts.assign(side=counts["side"].where(~rest, "others"))
    by_hand = by_hand.groupby(["article_id", "side", "term"], as_index=False)["count"].sum()
    one = contrast_words(by_hand, articles, target="NORTH", reference="others")
    same = table[table["target"] == "NORTH"].reset_index(drop=True)
    columns = ["term", "n_target", "n_reference", "log_ratio", "ci_low", "z", "g2", "articles_reference"]
    pd.testing.assert_frame_equal(one[columns], same[columns])
    # Three contrasts: each p is multiplied by 3.
    np.testing.assert_allclose(same["p_adjusted"], np.minimum(one["p_adjusted"] * 3, 1))
    alone = contrast_words(counts, articles, target="NORTH")
    assert alone["reference"].eq("rest").all()
    np.testing.assert_allclose(alone["p_adjusted"], one["p_adjusted"])


def test_named_groups_alone_are_compared_and_two_need_no_rest() -> None:
    counts, articles = _three()
    table = contrast_words(counts, articles, target=["SOUTH", "NORTH"])
    assert table[["target", "reference"]].drop_duplicates().values.tolist() == [
        ["SOUTH", "NORTH"],
        ["NORTH", "SOUTH"],
    ]
    first = table[table["target"] == "NORTH"].reset_index(drop=True)
    pd.testing.assert_series_equal(first["log_ratio"], _contrast(counts, articles)["log_ratio"])


def test_a_bootstrap_agrees_with_the_jackknife_and_asks_for_no_permutation() -> None:
    counts, articles = _draw(n_articles=120, burst=0.4)
    jackknife = _contrast(counts, articles, n_resamples=0)
    assert (
        jackknife["p_adjusted"].isna().all() and jackknife["reason"].eq("p_adjusted: n_resamples is 0").all()
    )
    bootstrap = _contrast(counts, articles, interval="bootstrap", n_resamples=400)
    width = [(t["ci_high"] - t["ci_low"]).to_numpy() for t in (jackknife, bootstrap)]
    assert 0.9 < np.median(width[1] / width[0]) < 1.1
    assert bootstrap["p_adjusted"].notna().all()


@pytest.mark.parametrize("by", ["side", "outlet_country"])
def test_the_sparse_jackknife_is_the_plain_one(by: str) -> None:
    from framing.inference import jackknife_values
    from framing.wordchoice.keyness import log_ratio

    counts, articles = _draw(n_articles=24, planted=2, burst=0.5)
    names = ("NORTH", "SOUTH")
    if by != "side":
        articles = articles.assign(outlet_country=["NORTH", "SOUTH"] * 12)
        counts = counts.groupby(["article_id", "term"], as_index=False)["count"].sum()
    table = _contrast(counts, articles, by=by).set_index("term")
    rows = counts.merge(articles, on="article_id")
    x, y = (
        rows[rows[by] == name]
        .pivot_table(index="article_id", columns="term", values="count", aggfunc="sum")
        .reindex(index=articles["article_id"], columns=table.index)
        .fillna(0)
        .to_numpy()
        for name in names
    )
    t_x, t_y = (
        rows[rows[by] == name]
        .groupby("article_id")["count"]
        .sum()
        .reindex(articles["article_id"])
        .fillna(0)
        .to_numpy()
        for name in names
    )
    without = log_ratio(x.sum(0) - x, y.sum(0) - y, (t_x.sum() - t_x)[:, None], (t_y.sum() - t_y)[:, None])
    strata = None if by == "side" else (t_x > 0).astype(int)
    plain = jackknife_values(table["log_ratio"], without, strata=strata)
    given = table["ci_low"].notna().to_numpy()
    assert given.sum() > 40
    np.testing.assert_allclose(table["ci_low"][given], plain.low[given], rtol=1e-9)
    np.testing.assert_allclose(table["ci_high"][given], plain.high[given], rtol=1e-9)


def test_a_prior_of_ones_own_is_named_in_every_row() -> None:
    counts, articles = _draw()
    background = pd.Series({term: 1.0 + n for n, term in enumerate(VOCABULARY)}, name="news of 1990")
    assert _contrast(counts, articles, prior=background)["prior"].eq("news of 1990").all()
    assert _contrast(counts, articles, prior=dict(background))["prior"].eq("given").all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_count": float("nan")}, "min_count=nan is not allowed"),
        ({"min_articles": -1}, "min_articles=-1 is not allowed"),
        ({"min_count": True}, "min_count=True is not allowed"),
        ({"prior": {"word00": 1.0, "word01": float("nan")}}, "prior must map each term"),
    ],
)
def test_numbers_that_are_none_are_named(options: dict[str, object], message: str) -> None:
    counts, articles = _draw()
    with pytest.raises(ValueError, match=message):
        _contrast(counts, articles, **options)
