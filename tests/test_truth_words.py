"""Word choice in the embedded corpus, by machine and by the marks: planted effects found, planted nulls not.

The same functions measure both; what differs is whose words they take each word for. Effect 2 of data/README.md: the
authors' own words differ in four pairs between the outlets of the two countries, and not in four other words.
"""

from __future__ import annotations

from functools import cache

import effects as planted
import pandas as pd
import pytest
from embedded import corpus, machine_table, truth_table

import framing
from framing.wordchoice.agency import agency
from framing.wordchoice.distancing import distancing_rate, find_distancing
from framing.wordchoice.naming import find_naming, naming_shares
from framing.wordchoice.roles import find_roles

READERS = ("machine", "truth")
OF_US, OF_RU = zip(*planted.WORD_PAIRS, strict=True)
# Referents of the naming codebook with a planted pair of labels: (referent, label of US outlets, of Russian outlets).
LABELS = [
    ("government", "government", "authorities"),
    ("taking_a_thing", "seize", "recover"),
    ("confrontation", "standoff", "misunderstanding"),
]


@cache
def attributions(reader: str) -> pd.DataFrame:
    return machine_table() if reader == "machine" else truth_table()


@cache
def words(reader: str) -> pd.DataFrame:
    """The contrast of the authors' own words, US against Russian outlets, by word."""
    counts = framing.count_words(corpus(), attributions(reader), voice="author")
    contrast = framing.contrast_words(counts, corpus(), by="outlet_country", target="US", reference="RU")
    return contrast.set_index("term")


@cache
def labels(reader: str) -> pd.DataFrame:
    return naming_shares(
        find_naming(corpus(), attributions(reader)),
        corpus(),
        referent=[referent for referent, _, _ in LABELS],
        voice="author",
        by="outlet_country",
    )


@cache
def mentions() -> pd.DataFrame:
    return framing.find_mentions(corpus(), machine_table())


@cache
def roles(reader: str) -> pd.DataFrame:
    """Agency in the authors' own words; the actors are the machine's in both, the voices are not."""
    found = find_roles(corpus(), mentions(), attributions(reader))
    return agency(found, corpus(), by="outlet_country", voice="author")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("term", "sign"), [*((term, 1) for term in OF_US), *((term, -1) for term in OF_RU)])
def test_planted_words_are_found(reader: str, term: str, sign: int) -> None:
    row = words(reader).loc[term]
    # Twice as frequent even at the cautious end of an interval that allows for all words would be 1.
    assert sign * row["conservative_log_ratio"] > 0, row.to_dict()
    assert sign * row["log_ratio"] > 3
    assert row["p_adjusted"] < 0.1


@pytest.mark.parametrize("term", [*OF_US, *OF_RU])
def test_planted_words_have_the_size_that_the_marks_give_them(term: str) -> None:
    machine, truth = (words(reader).loc[term, "log_ratio"] for reader in READERS)
    assert abs(machine - truth) <= 1, (machine, truth)


@pytest.mark.parametrize("term", planted.NULL_WORDS)
def test_null_words_are_not_found(term: str) -> None:
    machine, truth = (words(reader).loc[term] for reader in READERS)
    for row in (machine, truth):
        assert row["conservative_log_ratio"] == 0 and row["p_adjusted"] > 0.2
        assert row["ci_low"] < 0 < row["ci_high"]
    assert abs(machine["log_ratio"] - truth["log_ratio"]) <= 0.3


@pytest.mark.parametrize("reader", READERS)
def test_no_other_word_is_taken_for_an_effect(reader: str) -> None:
    table = words(reader)
    assert len(table) > 400
    assert set(table.index[table["p_adjusted"] < 0.05]) <= {*OF_US, *OF_RU}


@pytest.mark.parametrize(("referent", "of_us", "of_ru"), LABELS)
def test_planted_labels_are_found(referent: str, of_us: str, of_ru: str) -> None:
    found = {}
    for reader in READERS:
        table = labels(reader)
        rows = table[(table["entry_id"] == referent) & (table["versus"] == "RU")].set_index("term")
        assert rows.loc[of_us, "estimate"] > 0.7 and rows.loc[of_ru, "estimate"] < -0.7
        assert (rows.loc[[of_us, of_ru], "p_value"] < 0.05).all()
        found[reader] = rows["estimate"].reindex([of_us, of_ru])
    assert ((found["machine"] - found["truth"]).abs() <= 0.1).all(), found


def test_authors_keep_no_distance_where_none_was_planted() -> None:
    for reader, bound in (("truth", 0.0), ("machine", 0.5)):
        found = find_distancing(corpus(), attributions(reader), mentions())
        table = distancing_rate(found, corpus(), attributions(reader), by="outlet_country")
        rates = table[table["versus"].isna() & (table["term"] == "all") & table["target_side"].isna()]
        assert len(rates) == 2 and (rates["estimate"] <= bound).all(), rates[["outlet_country", "estimate"]]


@pytest.mark.parametrize("country", ["US", "RU"])
@pytest.mark.parametrize("side", ["US", "RU"])
def test_agency_is_that_of_the_marks(country: str, side: str) -> None:
    machine, truth = (
        table[
            (table["measure"] == "agency")
            & (table["outlet_country"] == country)
            & (table["side"] == side)
            & (table["term"] == "all")
            & table["versus"].isna()
        ].iloc[0]
        for table in map(roles, READERS)
    )
    assert abs(machine["estimate"] - truth["estimate"]) <= 0.15, (machine["estimate"], truth["estimate"])
    # Of a few dozen roles; of fewer, six more or less.
    assert abs(machine["denominator"] - truth["denominator"]) <= max(0.35 * truth["denominator"], 6)


def test_no_group_of_outlets_is_found_to_leave_out_more_doers() -> None:
    for table in map(roles, READERS):
        rows = table[table["measure"] == "agentless_share_difference"]
        assert len(rows) and not (rows["p_value"] < 0.05).any()
