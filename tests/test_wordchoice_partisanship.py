import numpy as np
import pandas as pd
import pytest

from framing.wordchoice import partisanship

TERMS = np.array([f"w{number:02}" for number in range(40)])


def _draw(
    n: int = 40, *, seed: int = 0, tilt: float = 0.0, size: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles of two countries; `tilt` makes every second word more frequent in one."""
    rng = np.random.default_rng(seed)
    base = 1 / np.arange(3, 3 + len(TERMS))
    rows = []
    for number in range(n):
        weights = base * np.exp(tilt * (np.arange(len(TERMS)) % 2) * (number % 2))
        drawn = rng.multinomial(int(rng.integers(size // 2, size * 2)), weights / weights.sum())
        rows += [(f"a{number:03}", term, count) for term, count in zip(TERMS, drawn, strict=True) if count]
    counts = pd.DataFrame(rows, columns=["article_id", "term", "count"])
    number = np.arange(n)
    articles = pd.DataFrame(
        {
            "article_id": [f"a{i:03}" for i in number],
            "text": "",
            "outlet": [f"o{i % 10}" for i in number],
            "outlet_country": np.where(number % 2, "NN", "SS"),
        }
    )
    return counts, articles


def _measure(counts: pd.DataFrame, articles: pd.DataFrame, **options: object) -> pd.DataFrame:
    given: dict[str, object] = {"by": "outlet_country", "target": "NN", "reference": "SS"}
    return partisanship(counts, articles, **(given | options)).set_index("measure")  # type: ignore[arg-type]


def _plain(counts: pd.DataFrame, articles: pd.DataFrame) -> float:
    """The estimate by the letter of the paper, one article at a time."""
    rows = counts.merge(articles, on="article_id")
    table = rows.pivot_table(
        index=["outlet_country", "article_id"], columns="term", values="count", aggfunc="sum"
    )
    table = table.fillna(0)
    parts = {}
    for own, other in (("NN", "SS"), ("SS", "NN")):
        means = []
        for article, words in table.loc[own].iterrows():
            rest = table.loc[own].drop(index=article).sum()
            f, g = rest / rest.sum(), table.loc[other].sum() / table.loc[other].to_numpy().sum()
            means.append(float((words / words.sum() * (f / (f + g)).fillna(0.5)).sum()))
        parts[own] = np.mean(means)
    return float((parts["NN"] + parts["SS"]) / 2)


def test_the_estimate_is_that_of_the_paper() -> None:
    counts, articles = _draw(12, tilt=0.8)
    found = _measure(counts, articles, min_count=0, min_articles=0, n_resamples=0)
    assert found.loc["partisanship", "estimate"] == pytest.approx(_plain(counts, articles), abs=1e-12)
    assert found.loc["partisanship", "outlet_country"] == "NN" and found.loc["partisanship", "versus"] == "SS"
    assert found.loc["partisanship", "n_articles"] == 12 and found["unit"].eq("words").all()


def test_groups_that_do_not_differ_are_at_one_half_and_plug_in_is_not() -> None:
    values, plug_in, p = [], [], []
    for seed in range(12):
        found = _measure(*_draw(seed=seed), n_resamples=19, seed=seed)
        values.append(found.loc["partisanship", "estimate"])
        plug_in.append(found.loc["partisanship_plug_in", "estimate"])
        p.append(found.loc["partisanship", "p_value"])
    assert abs(np.mean(values) - 0.5) < 0.002 < 0.004 < np.mean(plug_in) - 0.5
    assert np.mean(np.array(p) <= 0.05) <= 0.25


def test_groups_that_differ_are_above_their_baseline() -> None:
    found = _measure(*_draw(tilt=1.2), n_resamples=99)
    row, baseline = found.loc["partisanship"], found.loc["partisanship_permuted"]
    assert row["ci_low"] > 0.52 and row["ci_low"] < row["estimate"] < row["ci_high"]
    assert row["p_value"] < 0.05 and baseline["ci_high"] < row["estimate"]
    assert (
        abs(baseline["estimate"] - 0.5) < 0.02 and row["n_units"] == 40 and row["resampled_by"] == "articles"
    )


def test_the_target_may_be_either_and_rows_come_in_any_order() -> None:
    counts, articles = _draw(tilt=0.5)
    one = _measure(counts, articles, n_resamples=19)
    other = _measure(counts, articles, target="SS", reference="NN", n_resamples=19)
    columns = ["estimate", "ci_low", "ci_high"]
    np.testing.assert_allclose(
        one.loc["partisanship", columns].astype(float), other.loc["partisanship", columns].astype(float)
    )
    shuffled = _measure(counts.sample(frac=1, random_state=1), articles.iloc[::-1], n_resamples=19)
    pd.testing.assert_frame_equal(one, shuffled)


def test_words_that_are_not_shared_tell_all_and_identical_groups_nothing() -> None:
    counts, articles = _draw(20)
    odd = counts["article_id"].str[-1].astype(int) % 2 == 1
    apart = counts.assign(term=counts["term"].where(odd, counts["term"] + "x"))
    apart = apart[apart.groupby("term")["article_id"].transform("nunique") > 1]
    assert _measure(apart, articles, n_resamples=0).loc["partisanship", "estimate"] == pytest.approx(1)
    sides = pd.concat([counts.assign(side="NORTH"), counts.assign(side="SOUTH")])
    same = partisanship(sides, articles, target="NORTH", reference="SOUTH", n_resamples=9)
    assert same["estimate"].to_numpy() == pytest.approx(0.5) and same["side"].eq("NORTH").all()


def test_ten_copies_marked_as_duplicates_change_nothing() -> None:
    counts, articles = _draw(24, tilt=0.5)
    more, copies = [counts], [articles]
    for number in range(1, 10):
        ids = articles["article_id"] + f"-{number}"
        copies.append(articles.assign(article_id=ids, duplicate_of=articles["article_id"]))
        more.append(counts.assign(article_id=counts["article_id"] + f"-{number}"))
    one = _measure(counts, articles, n_resamples=19)
    ten = _measure(pd.concat(more), pd.concat(copies), n_resamples=19)
    columns = ["estimate", "ci_low", "ci_high", "p_value"]
    np.testing.assert_allclose(one[columns].astype(float), ten[columns].astype(float), rtol=1e-7)


def test_too_few_give_no_interval_and_say_why() -> None:
    counts, articles = _draw(8)
    row = _measure(counts, articles, min_articles=1).loc["partisanship"]
    assert np.isnan(row["ci_low"]) and np.isnan(row["p_value"]) and np.isfinite(row["estimate"])
    assert row["reason"] == (
        "interval: 4 articles in one group: under 5 give no interval; "
        "p_value: 4 outlets in one group: under 5 give no p"
    )
    nothing = _measure(counts, articles, min_count=10**6).loc["partisanship"]
    assert np.isnan(nothing["estimate"]) and "frequent enough" in nothing["reason"]


def test_several_groups_each_against_the_others() -> None:
    counts, articles = _draw(30)
    articles = articles.assign(outlet_country=["AA", "BB", "CC"] * 10)
    found = partisanship(counts, articles, by="outlet_country", n_resamples=0)
    rows = found[found["measure"] == "partisanship"]
    assert rows[["outlet_country", "versus"]].values.tolist() == [
        ["AA", "rest"],
        ["BB", "rest"],
        ["CC", "rest"],
    ]


def test_wrong_arguments_are_named() -> None:
    counts, articles = _draw(8)
    with pytest.raises(ValueError, match="n_resamples=-1 is not allowed; allowed: 0 or more"):
        _measure(counts, articles, n_resamples=-1)
    with pytest.raises(ValueError, match="target='XX' is not allowed; allowed: 'NN', 'SS'"):
        _measure(counts, articles, target="XX")
    with pytest.raises(ValueError, match="several kinds"):
        _measure(pd.concat([counts.assign(kind="word"), counts.assign(kind="ngram")]), articles)
