"""What belongs to outlets is permuted by outlet, also where a few articles have none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import framing


def leaning(lost: int) -> pd.DataFrame:
    """Six outlets of thirty articles, three a leaning, one with words of its own; `lost` articles lack their outlet."""
    rng = np.random.default_rng(1)
    texts, outlets, groups = [], [], []
    for outlet in range(6):
        for number in range(30):
            chances = [0.4, 0.2, 0.2, 0.2] if outlet == 0 else [0.25] * 4
            words = rng.choice(["ship", "sea", "crew", "port"], 60, p=chances)
            texts.append(f"{' '.join(words)} x{outlet}y{number}")
            outlets.append(f"Outlet {outlet}")
            groups.append("left" if outlet < 3 else "right")
    named = [None if place < lost else outlet for place, outlet in enumerate(outlets)]
    return framing.make_articles(texts, outlet=named).assign(leaning=groups)


@pytest.mark.parametrize("lost", [0, 1])
def test_one_article_without_an_outlet_makes_no_p_value_of_articles(lost: int) -> None:
    articles = leaning(lost)
    counts = framing.count_words(articles)
    asked = {"by": "leaning", "target": "left", "reference": "right"}
    words = framing.contrast_words(counts, articles, **asked)
    assert words["p_adjusted"].isna().all()
    why = "1 articles have no outlet" if lost else "3 outlets in one group"
    assert words["reason"].str.contains(why).all()
    apart = framing.partisanship(counts, articles, **asked)
    assert apart["p_value"].isna().all() and why in apart["reason"].iloc[0]


def test_groups_that_vary_inside_outlets_are_those_of_articles() -> None:
    articles = leaning(1)
    articles["leaning"] = ["left", "right"] * 90
    words = framing.contrast_words(
        framing.count_words(articles), articles, by="leaning", target="left", reference="right"
    )
    assert words["p_adjusted"].notna().all()


def test_mixed_nodes_negative_counts_and_unknown_referents_are_refused() -> None:
    articles = framing.make_articles(["The rebels fought the regime at sea."] * 6, outlet=list("AABBCC"))
    near = pd.concat(
        [framing.count_collocates(articles, node) for node in ("regime", "sea")], ignore_index=True
    )
    asked = {"by": "outlet", "target": "A", "reference": "B"}
    with pytest.raises(ValueError, match="several nodes: regime, sea"):
        framing.partisanship(near, articles, **asked)
    counts = framing.count_words(articles)
    with pytest.raises(ValueError, match="-1 is not allowed"):
        framing.partisanship(counts.assign(count=-1.0), articles, **asked)
    found = framing.find_naming(articles)
    with pytest.raises(ValueError, match="no_such_referent"):
        framing.naming_shares(found, articles, referent="no_such_referent")


def test_articles_that_are_not_read_are_in_no_denominator() -> None:
    texts = ["The war cost lives. Fighting, battle, conflict and killing went on; perhaps it will end."] * 2
    articles = framing.make_articles([*texts, *["Der Krieg kostete viele Leben."] * 2]).assign(
        language=["en-GB", None, "de", "de"]
    )
    shares = framing.frame_shares(framing.find_frames(articles), articles)
    assert set(shares.loc[shares["measure"] == "frame_share", "denominator"]) == {2}
    rates = framing.certainty_rate(framing.find_certainty(articles), articles)
    words = articles["n_words"].iloc[:2].sum()
    assert set(rates.loc[rates["measure"] == "certainty_rate", "denominator"]) == {words}


def test_what_makes_no_sense_is_refused() -> None:
    articles = framing.make_articles(["The ship came."] * 4, outlet=list("AABB")).assign(unit=list("xxyy"))
    with pytest.raises(ValueError, match="by='unit' is a column of the measures themselves"):
        framing.partisanship(framing.count_words(articles), articles, by="unit", target="x", reference="y")
    roles = framing.find_roles(articles, framing.find_mentions(articles))
    with pytest.raises(ValueError, match="verbs=-1 is not allowed"):
        framing.agency(roles, articles, verbs=-1)


def test_the_only_word_there_is_has_no_odds_and_says_so() -> None:
    articles = framing.make_articles(["ship ship ship."] * 4, outlet=list("AABB"))
    asked = {
        "by": "outlet",
        "target": "A",
        "reference": "B",
        "min_count": 1,
        "min_articles": 1,
        "prior_size": 1e-9,
    }
    row = framing.contrast_words(framing.count_words(articles), articles, **asked).iloc[0]
    assert pd.isna(row["z"]) and "log_odds: there is no other word" in row["reason"]


def test_a_group_may_be_a_number() -> None:
    articles = framing.make_articles(["The ship came."] * 2 + ["The ship left."] * 2).assign(
        year=[2019, 2019, 2020, 2020]
    )
    asked = {"by": "year", "min_count": 1, "min_articles": 1}
    counts = framing.count_words(articles)
    number = framing.contrast_words(counts, articles, target=2020, reference="2019", **asked)
    pd.testing.assert_frame_equal(
        number, framing.contrast_words(counts, articles, target="2020", reference="2019", **asked)
    )
