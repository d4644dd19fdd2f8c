"""Two extractors: what they share, and which findings survive the change."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import pytest
from attributions_of import ENGINES
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
import framing.study.engines as module
from framing.attribution.extract import DEFAULT_ENGINE
from framing.attribution.extract import ENGINES as NAMED
from framing.export import export_attributions
from framing.schema import make_table
from framing.study import compare_engines, match_attributions
from framing.study.matching import matched_rows

REPORT = (
    "“The barge stays,” a White House spokesman said on Monday. The Kremlin said the barge carried grain. "
    "A resident said that the port was quiet."
)
TEXT = "Krogh said the buoy was ours and stays. Oru denied the old theft. Someone sang."


def articles_of(*texts: str) -> pd.DataFrame:
    return framing.make_articles(list(texts), article_id=[f"a{n}" for n in range(len(texts))])


def rows_of(
    *rows: tuple[str, str | None, str | None, str], article_id: str = "a0", text: str = TEXT
) -> pd.DataFrame:
    """An attributions table: (content, speaker, cue, side) of each row, found in the text."""
    out = []
    for content, speaker, cue, side in rows:
        start = text.index(content)
        row: dict[str, Any] = {
            "article_id": article_id, "attribution_id": f"{article_id}:{len(out)}", "content": content, "side": side,
            "content_start": start, "content_end": start + len(content), "quote_type": "indirect",
            "content_spans": ((start, start + len(content)),), "construction": "clause_after" if cue else "tagged",
        }  # fmt: skip
        for role, words in (("speaker", speaker), ("cue", cue)):
            if words:
                at = text.index(words)
                row |= {role: words, f"{role}_start": at, f"{role}_end": at + len(words)}
        out.append(row)
    return make_table(out, "attributions", sides=("US", "RU"), group="resolved")


FIRST = rows_of(
    ("the buoy was ours and stays", "Krogh", "said", "US"),
    ("the old theft", "Oru", "denied", "RU"),
    ("sang", "Someone", None, "other"),
)


def test_matched_at_half_of_the_words_and_not_below() -> None:
    # 3 of 6 words are half; 1 of 3 is not
    second = rows_of(("buoy was ours", "Krogh", "said", "RU"), ("theft", None, "denied", "RU"))
    table = match_attributions(FIRST, second, articles_of(TEXT), names=("x", "y"))
    total = table[table["construction"].isna()].set_index("found_in")
    assert total[["n", "matched", "only"]].to_numpy().tolist() == [[3, 1, 2], [2, 1, 1]]
    assert total["share"].tolist() == pytest.approx([1 / 3, 1 / 2])
    assert total[["same_speaker", "same_cue", "same_side"]].to_numpy().tolist() == [[1, 1, 0]] * 2
    assert total["side_agreement"].tolist() == [0, 0]
    mine = table[table["found_in"] == "x"]
    assert mine["construction"].tolist()[1:] == ["clause_after", "tagged"]
    assert mine["n"].tolist() == [3, 2, 1]


def test_a_row_is_matched_once_and_the_best_goes_first() -> None:
    second = rows_of(
        ("said the buoy was ours and stays", None, "said", "US"),
        ("the buoy was ours and stays", "Krogh", None, "US"),
    )
    pairs = pairs_of(FIRST, second)
    assert pairs[["first", "second"]].to_numpy().tolist() == [[0, 1]]
    assert pairs["same_cue"].tolist() == [False]


def pairs_of(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return matched_rows(first, second, articles_of(TEXT))


def test_of_equal_contents_speaker_and_cue_decide() -> None:
    one = rows_of(("the old theft", "Oru", "denied", "RU"))
    two = rows_of(("the old theft", "Krogh", "said", "US"), ("the old theft", "Oru", "denied", "RU"))
    assert pairs_of(one, two)[["first", "second"]].to_numpy().tolist() == [[0, 1]]


def test_matching_is_the_same_both_ways_and_whatever_the_order() -> None:
    second = rows_of(("the buoy was ours", "Krogh", "said", "US"), ("old theft", "Oru", None, "RU"))
    there = match_attributions(FIRST, second, articles_of(TEXT), names=("x", "y"), by="side")
    back = match_attributions(second, FIRST, articles_of(TEXT), names=("y", "x"), by="side")
    for name in ("x", "y"):
        pd.testing.assert_frame_equal(
            there[there["found_in"] == name].reset_index(drop=True),
            back[back["found_in"] == name].reset_index(drop=True),
        )
    turned = match_attributions(
        FIRST.iloc[::-1], second.iloc[::-1], articles_of(TEXT), names=("x", "y"), by="side"
    )
    pd.testing.assert_frame_equal(there, turned)


def test_the_same_words_in_another_article_do_not_match() -> None:
    second = rows_of(("the old theft", "Oru", "denied", "RU"), article_id="a1")
    table = match_attributions(FIRST, second, articles_of(TEXT, TEXT))
    assert table["matched"].sum() == 0


def test_tables_without_rows_or_sides() -> None:
    plain = FIRST.drop(columns=["side"])
    table = match_attributions(plain, plain.head(0), articles_of(TEXT))
    assert table["n"].tolist() == [3, 2, 1, 0]
    assert table["share"].isna().tolist() == [False, False, False, True]
    assert table["same_side"].isna().all()
    assert table["side_agreement"].isna().all()


LETTERS = " ".join("abcdefghijklmnop")
PIECES = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=6)


def pieces(drawn: list[tuple[int, int]]) -> pd.DataFrame:
    """Attributions with some of the words of LETTERS, each by where it starts and how many words it has."""
    words = LETTERS.split()
    return rows_of(*((" ".join(words[a : a + n]), None, None, "US") for a, n in drawn), text=LETTERS)


@settings(max_examples=40)
@given(PIECES, PIECES)
def test_pairs_are_the_best_at_every_step(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    tables = pieces(first), pieces(second)
    left = [[set(content.split()) for content in table["content"]] for table in tables]
    shares = {
        (i, j): len(one & two) / len(one | two)
        for i, one in enumerate(left[0])
        for j, two in enumerate(left[1])
    }
    expected = []
    while shares and max(shares.values()) >= 0.5:
        best = min(shares, key=lambda pair: (-shares[pair], pair))
        expected.append(best)
        shares = {pair: share for pair, share in shares.items() if pair[0] != best[0] and pair[1] != best[1]}
    found = matched_rows(*tables, articles_of(LETTERS))
    assert list(found[["first", "second"]].itertuples(index=False, name=None)) == sorted(expected)


def test_what_matching_refuses() -> None:
    articles = articles_of(TEXT)
    with pytest.raises(ValueError, match=r"names=\('x', 'x'\) is not allowed; it takes two different names"):
        match_attributions(FIRST, FIRST, articles, names=("x", "x"))
    with pytest.raises(ValueError, match=r"by='constuction' is not allowed.*Did you mean 'construction'"):
        match_attributions(FIRST, FIRST, articles, by="constuction")
    with pytest.raises(ValueError, match="article_id 'a0' is not in articles"):
        match_attributions(FIRST, FIRST, articles.assign(article_id="b"))
    with pytest.raises(ValueError, match="a0:0: its content lies beyond the text"):
        match_attributions(FIRST, FIRST, articles.assign(text="Short."))
    with pytest.raises(ValueError, match="no column 'side'"):
        match_attributions(FIRST.drop(columns="side"), FIRST, articles, by="side")


def measures(**rows: tuple[Any, ...]) -> pd.DataFrame:
    """A measures table: name → (estimate, ci_low, ci_high[, side])."""
    out = []
    for name, (estimate, low, high, *side) in rows.items():
        measure = name.split("__")[0]
        row = {"measure": measure, "unit": "words", "estimate": estimate, "ci_low": low, "ci_high": high}
        out.append(
            row
            | ({"side": side[0]} if side else {})
            | ({"outlet": name.split("__")[1]} if "__" in name else {})
        )
    return make_table(out, "measures", sides=("US", "RU"))


def compared(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    tables = {"tagger": first, "rules": second}
    found = {name: pd.DataFrame({"name": [name]}) for name in tables}
    return compare_engines(
        articles_of(TEXT), measure=lambda rows, articles: tables[rows["name"].iloc[0]], found=found
    )


@pytest.mark.parametrize(
    ("a", "b", "verdict", "survives"),
    [
        ((0.4, 0.1, 0.7), (0.3, 0.1, 0.5), "survives", True),
        ((-0.4, -0.7, -0.1), (-0.3, -0.5, -0.1), "survives", True),
        ((0.4, 0.1, 0.7), (0.2, -0.1, 0.5), "weakens", False),
        ((0.2, -0.1, 0.5), (0.4, 0.1, 0.7), "weakens", False),
        ((0.4, 0.1, 0.7), (-0.2, -0.5, 0.1), "turns", False),
        ((0.4, 0.1, 0.7), (-0.4, -0.7, -0.1), "turns", False),
        ((0.4, 0.1, 0.7), (0.0, -0.3, 0.3), "turns", False),
        ((0.4, 0.0, 0.7), (0.3, -0.1, 0.5), "no finding", None),
        ((0.2, -0.1, 0.5), (-0.2, -0.5, 0.1), "no finding", None),
    ],
)
def test_a_finding_is_an_interval_without_zero(
    a: tuple, b: tuple, verdict: str, survives: bool | None
) -> None:
    (row,) = compared(measures(balance=a), measures(balance=b)).to_dict("records")
    assert (row["rule"], row["verdict"]) == ("sign", verdict)
    assert row["same_sign"] == (a[0] * b[0] > 0)
    assert row["difference"] == pytest.approx(a[0] - b[0])
    assert pd.isna(row["survives"]) if survives is None else row["survives"] is survives
    assert pd.isna(row["reason"]) == (survives is not None)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ((0.4, 0.3, 0.5), (0.45, 0.35, 0.55), "survives"),
        ((0.4, 0.3, 0.5), (0.5, 0.4, 0.6), "survives"),
        ((0.4, 0.3, 0.5), (0.48, 0.45, 0.52), "moves"),
        ((0.4, 0.3, 0.5), (0.6, 0.55, 0.65), "moves"),
    ],
)
def test_a_share_survives_in_the_others_interval(a: tuple, b: tuple, verdict: str) -> None:
    (row,) = compared(measures(voice_share=(*a, "US")), measures(voice_share=(*b, "US"))).to_dict("records")
    assert (row["rule"], row["verdict"], row["survives"]) == ("interval", verdict, verdict == "survives")
    assert pd.isna(row["same_sign"])


def test_order_of_the_sides_in_each_group() -> None:
    first = pd.concat(
        [measures(voice_share=(x, 0, 1, s)) for x, s in ((0.5, "US"), (0.3, "RU"), (0.2, "other"))]
    )
    second = pd.concat(
        [measures(voice_share=(x, 0, 1, s)) for x, s in ((0.3, "US"), (0.4, "RU"), (0.2, "other"))]
    )
    table = compared(first, second).set_index("side")
    assert table["rank_a"].tolist() == [1, 2, 3]
    assert table["rank_b"].tolist() == [2, 1, 3]
    assert table["same_order"].tolist() == [False, False, True]


def test_what_one_engine_lacks_has_a_reason() -> None:
    first = measures(balance__pier=(0.4, 0.1, 0.7), balance__quay=(0.3, None, None))
    second = measures(
        balance__pier=(0.3, 0.1, 0.5), balance__quay=(0.2, 0.1, 0.3), balance__lock=(0.2, 0.1, 0.3)
    )
    table = compared(first, second).set_index("outlet")
    assert list(table.index) == ["pier", "quay", "lock"]
    assert table["survives"].fillna(False).tolist() == [True, False, False]
    assert table["reason"].tolist()[1:] == ["no interval by tagger", "no estimate by tagger"]
    assert table.loc["quay", "same_sign"]


def test_columns_do_not_depend_on_what_was_found() -> None:
    some = compared(measures(balance=(0.4, 0.1, 0.7)), measures(balance=(0.3, 0.1, 0.5)))
    none = compared(measures(), measures())
    assert list(some.columns) == list(none.columns)
    assert some.dtypes.to_dict() == none.dtypes.to_dict()
    assert len(none) == 0


def test_engines_are_run_and_their_measures_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    find, calls = module.find_attributions, []

    def either(articles, *, engine, **options):  # type: ignore[no-untyped-def]
        """A tagger that hears nobody but the White House."""
        calls.append(engine)
        rows = find(articles, engine="rules", **options)
        return (
            rows if engine == "rules" else rows[rows["speaker"].str.contains("White")].reset_index(drop=True)
        )

    monkeypatch.setattr(module, "find_attributions", either)
    articles = articles_of(*[REPORT.replace("grain", f"{n} tonnes") for n in range(6)])
    before = articles.copy(deep=True)
    table = compare_engines(articles, unit="attributions", seed=3)
    assert calls == ["tagger", "rules"]
    pd.testing.assert_frame_equal(articles, before)
    us = table[(table["measure"] == "voice_share") & (table["side"] == "US")].iloc[0]
    assert (us["estimate_a"], us["estimate_b"]) == (pytest.approx(1), pytest.approx(1 / 3))
    assert (us["denominator_a"], us["denominator_b"]) == (6, 18)
    assert (us["engine_a"], us["engine_b"]) == ("tagger", "rules")
    pd.testing.assert_frame_equal(table, compare_engines(articles, unit="attributions", seed=3))


@pytest.mark.skipif(len(ENGINES) < 2, reason="the tagger has not been fitted")
def test_both_real_engines() -> None:
    articles = articles_of(REPORT, REPORT.replace("grain", "coal"))
    table = compare_engines(articles, unit="attributions")
    us = table[(table["measure"] == "voice_share") & (table["side"] == "US")].iloc[0]
    assert (us["engine_a"], us["engine_b"]) == ("tagger", "rules")
    assert us["denominator_b"] == 6
    assert 0 < us["denominator_a"] <= 8
    found = [framing.find_attributions(articles, engine=engine) for engine in ("tagger", "rules")]
    shared = match_attributions(*found, articles, names=("tagger", "rules"))
    assert shared.loc[0, "matched"] >= 4


def test_the_default_engine_is_the_same_everywhere() -> None:
    for function in (framing.find_attributions, framing.run_study, export_attributions):
        assert inspect.signature(function).parameters["engine"].default == DEFAULT_ENGINE
    assert inspect.signature(compare_engines).parameters["engines"].default == NAMED


def test_groups_of_articles_have_their_own_rows() -> None:
    articles = articles_of(*[TEXT] * 12).assign(outlet=["pier", "quay"] * 6)
    some = pd.concat(
        [
            rows_of(("the old theft", "Oru", "denied", side), article_id=f"a{n}")
            for n, side in enumerate(["US", "RU"] * 6)
        ]
    )
    table = compare_engines(
        articles,
        engines=("rules", "coder"),
        found={"rules": some, "coder": some},
        by="outlet",
        sides=("US", "RU"),
    )
    one = table[(table["measure"] == "voice_share") & (table["side"] == "US")]
    assert one[["outlet", "estimate_a", "rank_a"]].to_numpy().tolist() == [["pier", 1, 1], ["quay", 0, 2]]
    assert one["reason"].tolist() == ["no interval by rules or coder"] * 2
    contrast = table[table["measure"] == "balance_difference"].iloc[0]
    assert (contrast["outlet"], contrast["versus"], contrast["difference"]) == ("pier", "quay", 0)


def test_tables_found_before_are_not_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_attributions", None)
    table = compare_engines(
        articles_of(TEXT), engines=("rules", "coder"), found={"rules": FIRST, "coder": FIRST}
    )
    shares = table[table["measure"] == "voice_share"]
    assert shares["difference"].tolist() == [0, 0, 0]
    assert shares["same_order"].all()
    assert set(table["engine_b"]) == {"coder"}


def test_what_comparing_refuses() -> None:
    articles = articles_of(TEXT)
    with pytest.raises(
        ValueError, match=r"engines=\('rules', 'rules'\) is not allowed; it takes two different"
    ):
        compare_engines(articles, engines=("rules", "rules"))
    with pytest.raises(
        ValueError, match="engines='ruels' is not allowed; allowed: 'tagger', 'rules', 'coder'"
    ):
        compare_engines(articles, engines=("ruels", "coder"), found={"coder": FIRST})
    both = {"tagger": FIRST, "rules": FIRST}
    with pytest.raises(
        ValueError, match="what it returns is no measures table: measures has no column 'measure'"
    ):
        compare_engines(articles, measure=lambda rows, articles: rows, found=both)
    twice = pd.concat([measures(balance=(0, -1, 1))] * 2)
    with pytest.raises(
        ValueError, match=r"two rows of its table are of the same \(measure='balance', unit='words'"
    ):
        compare_engines(articles, measure=lambda rows, articles: twice, found=both)
