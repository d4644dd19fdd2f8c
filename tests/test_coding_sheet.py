"""coding_sheet: a probability sample, blind, the same whatever the order of rows."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from coding_study import SIDES, TEXT, canal, canal_study, row
from pandas.testing import assert_frame_equal

from framing.coding import coding_sheet
from framing.coding.sheet import ANSWER_COLUMNS, KEY_COLUMNS, READ_COLUMNS, _draw, allocate
from framing.coding.units import read_shown_spans, read_unit
from framing.schema import make_table


def test_all_units_and_what_was_found_in_them() -> None:
    articles, attributions = canal_study()
    sheet = coding_sheet(articles, attributions)
    sampled = sheet[sheet["unit_kind"] == "sentence"]
    assert sampled["sentence"].tolist() == [
        "Talks on the canal end",
        "Minister Ada Berg said the canal would open.",
        "Colonel Ruso denied the claim.",
        "Nobody signed.",
        "“We will wait,” said Ines Tal, who called it “a start”.",
        "Rain fell.",
    ]
    assert sampled["inclusion_probability"].tolist() == [1.0] * 6
    finds = sheet[sheet["unit_kind"] == "attribution"]
    assert finds["unit_id"].tolist() == attributions["attribution_id"].tolist()
    assert finds[["speaker", "cue", "content"]].iloc[0].tolist() == [
        "Minister Ada Berg", "said", "the canal would open",
    ]  # fmt: skip
    assert set(finds["parent_unit_id"]) <= set(sampled["unit_id"])
    assert sheet["article_sha256"].iloc[0] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert sampled["context"].iloc[1].endswith("Nobody signed.")
    for unit_id, words in zip(sampled["unit_id"], sampled["sentence"], strict=True):
        unit = read_unit(unit_id)
        assert unit is not None and TEXT[unit.start : unit.end] == words
    spans = read_shown_spans(finds["spans"].iloc[0])
    assert [TEXT[a:b] for a, b in spans["content"]] == ["the canal would open"]


def test_blind() -> None:
    articles, attributions = canal_study()
    sheet = coding_sheet(articles, attributions)
    assert list(sheet.columns) == [*READ_COLUMNS, *ANSWER_COLUMNS, *KEY_COLUMNS]
    assert sheet[list(ANSWER_COLUMNS)].isna().all(axis=None)
    other = attributions.assign(side="SOUTH", stance="distancing", confidence=0.5, cue_class="accuse")
    assert_frame_equal(sheet, coding_sheet(articles, other))
    assert sheet.attrs["sides"] == ["NORTH", "SOUTH"]


def test_order_of_rows_and_seed() -> None:
    articles, attributions = canal_study(9)
    sheet = coding_sheet(articles, attributions, n=12, seed=3)
    shuffled = coding_sheet(
        articles.sample(frac=1, random_state=1), attributions.sample(frac=1, random_state=2), n=12, seed=3
    )
    assert_frame_equal(sheet, shuffled)
    assert not sheet["unit_id"].equals(coding_sheet(articles, attributions, n=12, seed=4)["unit_id"])
    assert sheet["unit_kind"].eq("sentence").sum() == 12


def test_strata_and_oversampling() -> None:
    articles, attributions = canal_study(20)
    sheet = coding_sheet(articles, attributions, n=30, strata="found", oversample={"found": 2.0})
    sampled = sheet[sheet["unit_kind"] == "sentence"]
    # 60 sentences with a find, 60 without: 20 and 10.
    assert sampled["stratum"].value_counts().to_dict() == {"found": 20, "nothing": 10}
    assert dict(zip(sampled["stratum"], sampled["inclusion_probability"], strict=True)) == {
        "found": 20 / 60, "nothing": 10 / 60,
    }  # fmt: skip
    both = coding_sheet(articles, attributions, n=30, strata=["outlet", "found"])
    assert "Coast Daily · found" in set(both["stratum"])
    weights = 1 / both.loc[both["unit_kind"] == "sentence", "inclusion_probability"]
    assert weights.sum() == pytest.approx(120)


def test_every_unit_is_drawn_as_often_as_it_says() -> None:
    units = pd.DataFrame({"article_id": [f"a{i}" for i in range(24)]})
    parts = [("found",) if i % 3 else ("nothing",) for i in range(24)]
    drawn, chance, n = np.zeros(24), np.zeros(24), 200
    for seed in range(n):
        rows = _draw(units, parts, 8, {"found": 3.0}, seed)
        assert len(rows) == rows["unit"].nunique() == 8
        drawn[rows["unit"]] += 1
        chance[rows["unit"]] = rows["inclusion_probability"]
    assert chance.sum() == pytest.approx(8)
    assert (np.abs(drawn / n - chance) < 4 * np.sqrt(chance * (1 - chance) / n)).all()


def test_articles_as_units() -> None:
    articles, attributions = canal_study(3)
    sheet = coding_sheet(articles, attributions, unit="article", n=2)
    sampled = sheet[sheet["unit_kind"] == "article"]
    assert len(sampled) == 2 and sampled["unit_id"].equals(sampled["article_id"])
    assert sampled["sentence"].str.startswith("Talks").all()
    assert sheet["unit_kind"].eq("attribution").sum() == 6


def test_repeated_headline_and_other_languages_are_no_population() -> None:
    articles, attributions = canal_study(2)
    start = TEXT.index("Colonel")
    articles["headline_repeat_start"] = pd.array([start, None], dtype="Int64")
    articles["headline_repeat_end"] = pd.array([start + 30, None], dtype="Int64")
    articles["language"] = ["en-GB", "de"]
    sheet = coding_sheet(articles, attributions)
    assert set(sheet["article_id"]) == {"canal00"}
    assert not sheet["sentence"].str.startswith("Colonel").any()


def test_nothing_to_draw_from() -> None:
    articles, attributions = canal_study()
    assert coding_sheet(articles.iloc[:0], attributions.iloc[:0]).empty
    assert len(coding_sheet(articles, attributions.iloc[:0])) == 6


@pytest.mark.parametrize(
    ("sizes", "weights", "n", "expected"),
    [
        ([60, 60], [2, 1], 30, [20, 10]),
        ([10, 1000], [1, 1], 20, [2, 18]),
        ([3, 100], [50, 1], 40, [3, 37]),
        ([1, 1, 5], [1, 1, 1], 3, [1, 1, 1]),
        ([4, 4], [1, 1], 100, [4, 4]),
    ],
)
def test_allocation(sizes: list[int], weights: list[float], n: int, expected: list[int]) -> None:
    assert allocate(np.array(sizes), np.array(weights, dtype=float), n).tolist() == expected


def test_messages() -> None:
    articles, attributions = canal_study()
    with pytest.raises(ValueError, match="Did you mean 'sentence'"):
        coding_sheet(articles, attributions, unit="sentense")
    with pytest.raises(ValueError, match='or "found"'):
        coding_sheet(articles, attributions, strata="fond")
    with pytest.raises(ValueError, match="oversample='fund'"):
        coding_sheet(articles, attributions, strata="found", oversample={"fund": 2})
    with pytest.raises(ValueError, match="factor over 0"):
        coding_sheet(articles, attributions, strata="found", oversample={"found": 0})
    for n in (0, 2.5, float("nan"), "5", True):
        with pytest.raises(ValueError, match="1 or more"):
            coding_sheet(articles, attributions, n=n)  # type: ignore[arg-type]
    for factor in (1e308, 1e-308, float("nan"), "3"):
        with pytest.raises(ValueError, match="factor over 0, from 1/1000 to 1000"):
            coding_sheet(articles, attributions, strata="found", oversample={"found": factor})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="2 strata"):
        coding_sheet(articles, attributions, n=1, strata="found")
    with pytest.raises(ValueError, match="not in articles"):
        coding_sheet(articles, make_table([row(TEXT, "elsewhere", None, None, "Rain fell")], "attributions"))
    beyond = make_table(canal(), "attributions", sides=SIDES, group="resolved")
    with pytest.raises(ValueError, match="beyond the text"):
        coding_sheet(articles.assign(text="Talks."), beyond)
