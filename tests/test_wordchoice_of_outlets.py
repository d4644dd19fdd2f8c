"""What belongs to outlets is permuted by outlet, also where a few articles have none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import framing


def leaning(lost: int) -> pd.DataFrame:
    """Six outlets, three a leaning, thirty articles each, one with words of its own; `lost` articles lack their outlet."""
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
