"""Any text gives a valid table, the same each time, in time that grows with its length."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise

import pandas as pd
import pytest
from attributions_of import ENGINES, articles_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from framing.attribution import find_attributions
from framing.language import ParseStore, n_words
from framing.schema import check_covers, check_table

# Words that cues and quotations are made of, so that random texts reach the constructions.
SCRAPS = (
    "Weber Norden said told reporters that according to accused Ruritania of denied urged "
    "“ ” ‘ ’ \" ' « » '' , . ; : — \n \n\n "
    "claiming the claim that was quoted as saying by described as who it he raid The is confident ? ! 1,200 U.S. ( ) …"
).split(" ")
SOUP = st.lists(st.sampled_from(SCRAPS), max_size=40).map(" ".join)
ANY_TEXT = st.one_of(st.text(max_size=100), SOUP)
SURROGATES = st.text(alphabet=st.characters(codec=None, categories=("Cs", "Lu", "Po", "Zs")), max_size=40)
ID = re.compile(r"(?s).+:(\d+)-(\d+):(-1|\d+)")


def assert_valid(table: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Everything that house rules promise of an attributions table."""
    assert list(check_table(table, "attributions").columns) == list(table.columns)
    check_covers(table, articles)
    assert table["attribution_id"].is_unique
    ids = set(table["attribution_id"])
    assert set(table["nested_in"].dropna()) <= ids
    order = table[["article_id", "content_start"]].values.tolist()
    assert order == sorted(order)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    contents = dict(zip(table["attribution_id"], table["content_spans"], strict=True))
    for row in table.to_dict("records"):
        text, spans = texts[row["article_id"]], row["content_spans"]
        match = ID.fullmatch(row["attribution_id"])
        assert match and row["attribution_id"].startswith(row["article_id"] + ":")
        cue = -1 if pd.isna(row["cue_start"]) else row["cue_start"]
        assert tuple(map(int, match.groups())) == (row["content_start"], row["content_end"], cue)
        assert (spans[0][0], spans[-1][1]) == (row["content_start"], row["content_end"])
        assert all(a < b for a, b in spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
        assert row["n_words"] == sum(n_words(text, a, b) for a, b in spans) > 0
        assert 0 <= row["n_quoted"] <= row["n_words"]
        assert pd.isna(row["position"]) == row["in_headline"] and (
            row["in_headline"] or 0 <= row["position"] <= 1
        )
        if not pd.isna(row["nested_in"]):
            outer = contents[row["nested_in"]]
            assert row["nested_in"] != row["attribution_id"]
            assert all(any(a <= c and d <= b for a, b in outer) for c, d in spans)


both_engines = pytest.mark.parametrize("engine", ENGINES)


@both_engines
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANY_TEXT, body_start=st.integers(0, 30))
@example(text="“”‘’\"\"''", body_start=0)
@example(text="said", body_start=0)
@example(text="Weber said, Weber said, Weber said.", body_start=11)
@example(text="“We left,” Weber said.\n“We left,” Weber said.", body_start=0)
@example(text="Weber said that Weber said that Weber said that it rained.", body_start=0)
def test_any_text_gives_a_valid_table(engine: str, text: str, body_start: int) -> None:
    articles = articles_of(text, body_start=min(body_start, len(text)))
    assert_valid(find_attributions(articles, engine=engine), articles)


@pytest.mark.parametrize("engine", ENGINES)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=SURROGATES)
@example(text="\ud800 said “\udfff”, Weber said.")
def test_half_characters_give_a_valid_table(engine: str, text: str) -> None:
    articles = articles_of(text)
    assert_valid(find_attributions(articles, engine=engine), articles)


def test_nested_attributions_point_to_the_smallest_that_holds_them() -> None:
    table = find_attributions(
        articles_of("Weber said that Norden claimed that the envoy denied that the tug sank."), engine="rules"
    )
    by_cue = table.set_index("cue")
    assert by_cue["nested_in"].isna().to_dict() == {"said": True, "claimed": False, "denied": False}
    assert by_cue.loc["claimed", "nested_in"] == by_cue.loc["said", "attribution_id"]
    assert by_cue.loc["denied", "nested_in"] == by_cue.loc["claimed", "attribution_id"]


TEXTS = [
    f"“We have {n} tugs,” Weber said, accusing Norden of theft.\nNorden denied that it had taken {n} of them."
    for n in range(70)
]


@both_engines
def test_workers_change_nothing(engine: str) -> None:
    articles = articles_of(*TEXTS)
    one = find_attributions(articles, engine=engine, workers=1)
    assert len(one) >= 2 * len(TEXTS)
    assert_frame_equal(one, find_attributions(articles, engine=engine, workers=2))


@both_engines
def test_the_store_changes_nothing(engine: str) -> None:
    articles = articles_of(*TEXTS[:40])
    store = ParseStore()
    cold = find_attributions(articles, engine=engine, store=store)
    assert_frame_equal(cold, find_attributions(articles, engine=engine, store=store))
    assert_frame_equal(cold, find_attributions(articles, engine=engine, store=ParseStore(max_bytes=0)))


@both_engines
def test_other_articles_change_nothing(engine: str) -> None:
    texts = [*TEXTS[:4], "It rained. " * 40 + TEXTS[4]]
    together = find_attributions(articles_of(*texts), engine=engine).set_index("article_id")
    for n, text in enumerate(texts):
        alone = find_attributions(articles_of(text), engine=engine).set_index("article_id")
        columns = ["speaker", "cue", "content", "construction", "confidence"]
        one, other = together.loc[[f"a{n:03d}"], columns], alone[columns]
        assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_the_input_is_not_changed() -> None:
    articles = articles_of(*TEXTS[:2])
    before = articles.copy(deep=True)
    find_attributions(articles, engine="rules")
    assert_frame_equal(articles, before)


def test_order_of_articles_does_not_matter() -> None:
    articles = articles_of(*TEXTS[:6])
    assert_frame_equal(
        find_attributions(articles, engine="rules"), find_attributions(articles.iloc[::-1], engine="rules")
    )


def test_other_languages_are_left_out() -> None:
    articles = articles_of(*["Weber said that it rained."] * 3).assign(language=["en", "de", None])
    assert find_attributions(articles, engine="rules")["article_id"].tolist() == ["a000", "a002"]


@both_engines
@pytest.mark.parametrize("texts", [[], [""], [" \n "], ["It rained."]])
def test_nothing_found_is_an_empty_table_with_all_columns(engine: str, texts: list[str]) -> None:
    table = find_attributions(articles_of(*texts), engine=engine)
    full = find_attributions(articles_of(TEXTS[0]), engine=engine)
    assert table.empty and table.dtypes.to_dict() == full.dtypes.to_dict()


def test_positions_leave_the_repeated_headline_out() -> None:
    text = "Tug sinks\n\nTug sinks\nIt rained. Weber said that it rained."
    plain = articles_of(text, body_start=11)
    marked = plain.assign(headline_repeat_start=11, headline_repeat_end=20)
    assert find_attributions(plain, engine="rules")["position"].tolist() == pytest.approx([7 / 9])
    assert find_attributions(marked, engine="rules")["position"].tolist() == pytest.approx([5 / 7])


@pytest.mark.parametrize(
    ("options", "message"), [({"engine": "oracle"}, "rules"), ({"workers": 0}, "workers=0")]
)
def test_wrong_options_are_named(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_attributions(articles_of("It rained."), **options)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="text"):
        find_attributions(pd.DataFrame({"article_id": ["a"]}))


# Time. The parser's own work is linear in its tokens; what is tested is everything around it.


def one_paragraph(size: int) -> str:
    """Sentences with and without a voice in a single paragraph."""
    scrap = "“We left,” Weber said. Norden denied that the tug had sunk. It rained on the pier and the lamps went out. "
    return (scrap * (size // len(scrap) + 1))[:size]


def marks_alone(size: int) -> str:
    return '"' * size


def marks_and_letters(size: int) -> str:
    return ("“a" * size)[:size]


def no_punctuation(size: int) -> str:
    return ("the tug left the pier and the crew said it rained and so on and on " * (size // 60))[:size]


def openings_by_line(size: int) -> str:
    return ("“we left and it rained\n" * (size // 20))[:size]


def one_letter(size: int) -> str:
    return "a" * size


GROWTH = [
    (one_paragraph, 20_000), (marks_alone, 25_000), (marks_and_letters, 10_000), (no_punctuation, 20_000),
    (openings_by_line, 15_000), (one_letter, 50_000),
]  # fmt: skip


def seconds(text: str, store: ParseStore) -> float:
    articles = articles_of(text)
    # Parses are stored by the first call: the rest of the work is what is measured.
    find_attributions(articles, engine="rules", store=store)
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        find_attributions(articles, engine="rules", store=store)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(("make", "size"), GROWTH, ids=[make.__name__ for make, _ in GROWTH])
def test_four_times_the_text_takes_less_than_twelve_times_the_time(
    make: Callable[[int], str], size: int
) -> None:
    store = ParseStore()
    small, large = seconds(make(size), store), seconds(make(4 * size), store)
    # A quadratic step would give sixteen; below a twentieth of a second the clock says little.
    assert large < 12 * max(small, 0.05), (
        f"{size} characters: {small:.2f} s, four times as many: {large:.2f} s"
    )


LARGE = [one_paragraph(300_000), marks_alone(100_000), no_punctuation(300_000)]


@pytest.mark.parametrize("text", LARGE, ids=["one paragraph", "marks alone", "no punctuation"])
def test_large_articles_finish(text: str) -> None:
    articles = articles_of(text)
    start = time.process_time()
    table = find_attributions(articles, engine="rules", store=ParseStore())
    assert time.process_time() - start < 300
    check_covers(table, articles)
