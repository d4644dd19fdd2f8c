"""Wire copy and near-duplicates: what is a copy, what is none, and whose."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from framing.corpus import make_articles, mark_duplicates
from framing.corpus.duplicates import WEEKS, Standing

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from duplicates import (
    EDITS,
    add_paragraph,
    change_dateline,
    change_style,
    change_words,
    cut_tail,
    edited,
    embedded,
    invented,
    move_paragraphs,
    rewrite,
    score,
    with_same_quotes,
)

FERRY = """ORLUND (Wire) — The ferry to Orlund stays in port until Friday, since divers found a crack in the ramp.

“We will not sail on a ramp that bends,” said Tove Halvik, who runs the harbour board. The crack is as long as an arm.

Two hundred islanders spent the night in the school. The bakery sent bread, and a fisherman carried the mail across.

The line was built forty years ago and has been closed three times, twice by ice and once by a strike of its stokers.

A spare ramp lies in a yard on the mainland. The board wants to float it over when the wind turns on Thursday night."""

BRIDGE = """Engineers have shut the bridge at Nethercombe after a lorry struck its northern pier shortly before dawn.

Traffic goes by the old mill road, where queues reached four miles. Nobody was hurt, and the driver has been questioned.

The council expects the repair to take until spring, because the stone has to come from a quarry that opens in March.

Shopkeepers on the high street say that takings fell by half within a day. A bus brings pupils to the other bank."""


def marked(*texts: str, **columns: Any) -> list[str | None]:
    """`duplicate_of` of texts called a, b, c …, all of one day unless `date` says otherwise."""
    options = {
        name: columns.pop(name)
        for name in ("threshold", "by", "days", "overwrite", "seed")
        if name in columns
    }
    articles = make_articles(list(texts), article_id=[chr(97 + i) for i in range(len(texts))],
                             date=columns.pop("date", ["2019-03-04"] * len(texts)))  # fmt: skip
    return values(mark_duplicates(articles.assign(**columns), **options))


def values(articles: pd.DataFrame) -> list[str | None]:
    return [None if pd.isna(value) else value for value in articles["duplicate_of"]]


def paragraphs_of(text: str, *numbers: int) -> str:
    parts = text.split("\n\n")
    return "\n\n".join(parts[number] for number in numbers)


# ---- what is a copy


@pytest.mark.parametrize(
    "copy",
    [
        FERRY,
        FERRY.upper(),
        paragraphs_of(FERRY, 0, 1, 2),
        paragraphs_of(FERRY, 4, 2, 0, 3, 1),
        FERRY.replace("ORLUND (Wire) — ", "MAINLAND, Monday – By our reporter. "),
        FERRY.replace("“", "«").replace("”", "»"),
        FERRY.replace("“", "").replace("”", ""),
        paragraphs_of(FERRY, 0, 1) + "\n\n" + paragraphs_of(BRIDGE, 1) + "\n\n" + paragraphs_of(FERRY, 2, 3, 4),
        FERRY.replace("divers", "inspectors").replace("islanders", "people").replace("school", "gym"),
    ],
    ids="same capitals tail moved dateline marks nomarks added words".split(),
)  # fmt: skip
def test_an_edited_text_is_a_copy(copy: str) -> None:
    assert marked(FERRY, BRIDGE, copy) == [None, None, "a"]


def test_a_new_headline_makes_no_new_text() -> None:
    articles = make_articles([FERRY, FERRY], headline=["Ferry stays in port", "Islanders slept in the school"],
                             article_id=["a", "b"], date=["2019-03-04"] * 2)  # fmt: skip
    assert values(mark_duplicates(articles)) == [None, "a"]


def test_another_report_of_the_same_is_no_copy() -> None:
    other = """No boat has gone to Orlund since the weekend. A ramp that carries lorries ashore has split, and spare
parts are a day away. On the island, families slept on gym mats while neighbours brought soup and blankets.

The harbour board says that repairs depend on the weather; the forecast speaks of calm seas before the weekend."""
    assert marked(FERRY, other) == [None, None]


def test_the_same_quotes_in_two_reports_make_no_copy() -> None:
    statement = """“The ramp is forty years old, it was inspected in May, it was inspected in August, and nobody saw a
crack,” Halvik said. “If the islanders want a boat that sails in every wind, then they must pay for two ramps, for two
crews and for a harbour master who never sleeps. We have asked the ministry for all of these, and we were given a
calendar.”"""
    one = paragraphs_of(FERRY, 2, 3) + "\n\n" + statement
    two = paragraphs_of(BRIDGE, 1, 2) + "\n\n" + statement
    assert marked(one, two) == [None, None]
    # The same words outside quotation marks are a copy: it is the marks that tell.
    plain = statement.replace("“", "").replace("”", "")
    assert marked(paragraphs_of(FERRY, 2) + "\n\n" + plain, paragraphs_of(BRIDGE, 2) + "\n\n" + plain) == [
        None,
        "a",
    ]


def test_a_note_inside_a_long_article_is_no_copy() -> None:
    lead = paragraphs_of(FERRY, 2)
    assert marked(lead, "\n\n".join([BRIDGE, lead, BRIDGE.replace(" the ", " a ")])) == [None, None]


def test_background_that_stands_in_articles_of_many_weeks_makes_no_copy() -> None:
    background = paragraphs_of(FERRY, 3, 4)
    news = [paragraphs_of(BRIDGE, i) for i in range(4)]
    texts = [f"{piece}\n\n{background}" for piece in news]
    weeks = ["2019-03-04", "2019-03-11", "2019-03-18", "2019-03-25"]
    assert marked(*texts, date=weeks) == [None] * 4
    # In one week nobody can tell it from wire copy.
    assert marked(*texts) == [None, "a", "a", "a"]
    # A copy of the news among them is still found.
    assert marked(*texts, texts[1], date=[*weeks, "2019-03-12"]) == [None, None, None, None, "b"]


def test_short_texts_are_copies_only_where_all_words_are_the_same() -> None:
    short = "Ferry stays in port.\n\nThe ramp is cracked, the board said."
    changed = short.replace("cracked", "split")
    assert marked(short, changed, short.upper(), "", "", " \n", "—") == [
        None,
        None,
        "a",
        None,
        None,
        None,
        None,
    ]


def test_a_stub_under_two_headlines_is_no_copy() -> None:
    articles = make_articles(["Read the whole story here."] * 3, headline=["Ferry stays", "Bridge shut", "Ferry stays"],
                             article_id=["a", "b", "c"])  # fmt: skip
    assert values(mark_duplicates(articles)) == [None, None, "a"]


# ---- whose copy


def test_the_original_is_the_earliest_then_the_lowest_id() -> None:
    dates = [None, "2019-03-06", "2019-03-05", "2019-03-05"]
    assert marked(FERRY, FERRY, FERRY, FERRY, date=dates) == ["c", "c", None, "c"]


def test_every_copy_is_near_its_original_and_no_chain_forms() -> None:
    parts = [paragraphs_of(FERRY, i) for i in range(5)] + [paragraphs_of(BRIDGE, i) for i in range(4)]
    window = [
        "\n\n".join(parts[i : i + 4]) for i in range(6)
    ]  # each shares three of four parts with the next
    found = marked(*window)
    assert found[0] is None and found[1] == "a"
    assert None in found[2:], "the ends have nothing in common"
    originals = {chr(97 + i) for i, value in enumerate(found) if value is None}
    assert {value for value in found if value is not None} <= originals
    for i, value in enumerate(found):
        if value is not None:
            assert marked(window[ord(value) - 97], window[i]) == [None, "a"]


def test_a_copy_goes_to_the_original_that_it_shares_most_with() -> None:
    mixed = paragraphs_of(FERRY, 0, 1) + "\n\n" + paragraphs_of(BRIDGE, 0, 1, 2, 3)
    assert marked(FERRY, BRIDGE, mixed) == [None, None, "b"]


def test_values_that_people_gave_stand() -> None:
    given = pd.Series([None, "elsewhere", "b", None], dtype="str")
    assert marked(FERRY, FERRY, BRIDGE, FERRY, duplicate_of=given) == [None, "elsewhere", "b", "a"]
    assert marked(FERRY, FERRY, BRIDGE, FERRY, duplicate_of=given, overwrite=True) == [None, "a", None, "a"]


def test_an_original_that_people_named_ranks_first() -> None:
    dates = ["2019-03-01", "2019-03-02", "2019-03-03"]
    named = pd.Series([None, None, "b"], dtype="str")
    assert marked(FERRY, FERRY, FERRY, date=dates, duplicate_of=named) == ["b", None, "b"]
    itself = pd.Series([None, "b", None], dtype="str")
    assert marked(FERRY, FERRY, FERRY, date=dates, duplicate_of=itself) == ["b", "b", "b"]


def test_by_keeps_copies_inside_a_group() -> None:
    edition = pd.Series(["north", "south", "north", None, None], dtype="str")
    assert marked(*[FERRY] * 5, by="edition", edition=edition) == [None, None, "a", None, "d"]
    assert marked(*[FERRY] * 5, by=["edition", "date"], edition=edition) == [None, None, "a", None, "d"]


def test_days_keep_what_is_far_apart_in_time_apart() -> None:
    changed = FERRY.replace("divers", "inspectors")
    dates = ["2019-03-04", "2019-03-08", "2019-05-04", "2019-05-04", None]
    texts = [FERRY, changed, changed.replace("arm", "oar"), FERRY, changed.replace("bread", "soup")]
    assert marked(*texts, date=dates, days=7) == [None, "a", None, "a", "a"]
    assert marked(*texts, date=dates, days=3)[1] is None
    assert marked(*texts, date=dates) == [None, "a", "a", "a", "a"]


# ---- any table


def test_rows_in_any_order_give_the_same() -> None:
    articles = edited(embedded().head(16), rewrite)
    told = mark_duplicates(articles)
    shuffled = articles.iloc[np.random.default_rng(1).permutation(len(articles))]
    again = mark_duplicates(shuffled)
    assert again["article_id"].tolist() == shuffled["article_id"].tolist()
    assert_frame_equal(
        again.sort_values("article_id", ignore_index=True), told.sort_values("article_id", ignore_index=True)
    )
    assert_frame_equal(mark_duplicates(articles), told)


def test_marking_twice_changes_nothing_and_the_input_stays() -> None:
    articles = edited(embedded().head(8), rewrite)
    before = articles.copy(deep=True)
    once = mark_duplicates(articles)
    assert_frame_equal(articles, before)
    assert_frame_equal(mark_duplicates(once), once)


def test_no_articles_and_one() -> None:
    assert mark_duplicates(make_articles([FERRY]).head(0)).empty
    assert marked(FERRY) == [None]


def test_lone_surrogates_and_endless_words() -> None:
    odd = FERRY + " \ud800" + "x" * 50_000
    assert marked(odd, odd, "\ud800", "\ud800") == [None, "a", None, None]


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([FERRY, BRIDGE, FERRY[:200], "", "Ferry.", BRIDGE + FERRY]), max_size=8),
    st.randoms(),
)
def test_copies_point_to_originals(texts: list[str], rng: Any) -> None:
    dates = [rng.choice([None, "2019-03-04", "2019-05-04"]) for _ in texts]
    found = marked(*texts, date=dates) if texts else []
    for i, value in enumerate(found):
        if value is not None:
            assert found[ord(value) - 97] is None and value != chr(97 + i)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 0}, "threshold=0 is not allowed; allowed: a number above 0, at most 1, such as 0.4."),
        ({"threshold": 40}, "threshold=40 is not allowed"),
        ({"days": -1}, "days=-1 is not allowed; allowed: a number of days from 0 on, such as 7, or None."),
        ({"by": "outlets"}, "by='outlets' is not allowed; .* Did you mean 'outlet'?"),
    ],
)
def test_messages(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mark_duplicates(make_articles([FERRY]), **options)


# ---- precision and recall on edited copies of the embedded corpus


def test_reports_of_the_same_incident_are_no_copies() -> None:
    assert not mark_duplicates(embedded())["duplicate_of"].notna().any()


def test_other_reports_with_all_quotations_of_one_are_no_copies() -> None:
    assert not mark_duplicates(with_same_quotes(embedded()))["duplicate_of"].notna().any()


@pytest.mark.parametrize(
    ("edit", "recall"),
    [
        (change_dateline, 1), (change_style, 1), (move_paragraphs, 1), (add_paragraph, 1), (rewrite, 0.95),
        (change_words(0.1), 1), (change_words(0.2), 1), (change_words(0.3), 0.9), (cut_tail(0.5), 1),
        (cut_tail(0.33), 0.95),
    ],
    ids="dateline style moved added rewrite words10 words20 words30 tail50 tail33".split(),
)  # fmt: skip
def test_edited_copies_are_found_and_nothing_else(edit: Any, recall: float) -> None:
    told = score(mark_duplicates(edited(embedded().head(24), edit)))
    assert told["found"] >= recall * told["copies"]
    assert told["wrong"] == told["false"] == 0


def test_the_benchmark_knows_all_kinds_of_edit() -> None:
    assert len(EDITS) == 14


def test_copies_among_many() -> None:
    articles = invented(600)
    told = mark_duplicates(articles)["duplicate_of"].notna().to_numpy()
    copies = np.arange(600) % 10 == 9
    assert told[copies].all() and not told[~copies].any()


def test_what_waits_on_disk_counts_like_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of words of a large corpus are put away in parts; the same runs stand in several weeks."""
    rng = np.random.default_rng(4)
    background = rng.integers(0, 2**63, 40, dtype=np.uint64)
    articles = [
        (np.append(rng.integers(0, 2**63, 60, dtype=np.uint64), background[: n % 40]), n % 5)
        for n in range(60)
    ]
    counted = []
    for held in (10**9, 50):
        monkeypatch.setattr("framing.corpus.duplicates._HELD", held)
        standing = Standing()
        for runs, week in articles:
            standing.add(runs, week)
        counted.append([standing.words(runs).tolist() for runs, _ in articles])
    assert counted[0] == counted[1] and any(any(flags) for flags in counted[0])
    weeks: dict[int, set[int]] = {}
    for runs, week in articles:
        for run in runs.tolist():
            weeks.setdefault(run, set()).add(week)
    for (runs, _), flags in zip(articles, counted[0], strict=True):
        stands = [len(weeks[run]) >= WEEKS for run in runs.tolist()]
        # A word stands where all runs of it do: a run is of three words.
        assert flags == [all(stands[max(0, n - 2) : n + 1]) for n in range(len(stands) + 2)]
