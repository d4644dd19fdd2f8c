"""apply_coding and coded_sample: corrections replace rows, hold after another run, and twice is once."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from coding_study import SIDES, TEXT, canal, canal_study, row, span
from pandas.testing import assert_frame_equal

from framing.balance import voice_balance
from framing.coding import align_missed, apply_coding, coded_sample
from framing.coding.units import text_hash
from framing.schema import check_covers, make_table

SENTENCES = [
    "Talks on the canal end",
    "Minister Ada Berg said the canal would open.",
    "Colonel Ruso denied the claim.",
    "Nobody signed.",
    "“We will wait,” said Ines Tal, who called it “a start”.",
]


def answer(unit_id: str, variable: str, value: str | None, **more: Any) -> dict[str, Any]:
    kind = more.pop("unit_kind", "attribution")
    text = more.pop("text", TEXT)
    article = unit_id.split(":")[0]
    return {
        "unit_id": unit_id, "unit_kind": kind, "article_id": article, "article_sha256": text_hash(text),
        "coder": "ann", "variable": variable, "value": value, "stratum": "all", "inclusion_probability": 0.5,
    } | more  # fmt: skip


def sentence(words: str, article: str = "canal", text: str = TEXT) -> str:
    start, end = span(text, words)
    return f"{article}:s{start}-{end}"


def done(words: str, article: str = "canal", text: str = TEXT, **more: Any) -> dict[str, Any]:
    return answer(sentence(words, article, text), "done", "yes", unit_kind="sentence", text=text, **more)


def coded(article: str = "canal", text: str = TEXT, coder: str = "ann") -> list[dict[str, Any]]:
    """What a careful coder says of the canal: see `coding_study.canal`."""
    berg, ruso, start = (found["attribution_id"] for found in canal(article, text))
    wait = span(text, "“We will wait,”")
    missed = f"{article}:{wait[0]}-{wait[1] - 2}:{span(text, 'said Ines')[0]}"
    more: dict[str, Any] = {"text": text, "coder": coder}
    parent = sentence(SENTENCES[4], article, text)
    return [
        *(done(words, article, **more) for words in SENTENCES),
        answer(berg, "verdict", "right", **more),
        answer(berg, "side", "NORTH", **more),
        answer(ruso, "verdict", "wrong_side", **more),
        answer(ruso, "side", "SOUTH", **more),
        answer(ruso, "speaker", "Colonel Ruso", spans=(span(text, "Colonel Ruso"),), **more),
        answer(ruso, "cue", "denied", spans=(span(text, "denied"),), **more),
        answer(ruso, "content", "the claim", spans=(span(text, "the claim"),), **more),
        answer(start, "verdict", "not_attribution", **more),
        answer(missed, "verdict", "missed", parent_unit_id=parent, **more),
        answer(missed, "content", "“We will wait", spans=((wait[0], wait[1] - 2),), parent_unit_id=parent, **more),
        answer(missed, "speaker", "Ines Tal", spans=(span(text, "Ines Tal"),), parent_unit_id=parent, **more),
        answer(missed, "cue", "said", spans=((span(text, "said Ines")[0], span(text, "said Ines")[0] + 4),), **more),
        answer(missed, "side", "other", parent_unit_id=parent, **more),
    ]  # fmt: skip


def coding(rows: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    return make_table(coded() if rows is None else rows, "coding")


def test_rows_are_replaced_removed_and_added() -> None:
    articles, attributions = canal_study()
    table = apply_coding(attributions, articles, coding())
    check_covers(table, articles)
    assert table[["speaker", "content", "side", "engine", "resolved_by"]].astype(object).values.tolist() == [
        ["Minister Ada Berg", "the canal would open", "NORTH", "human", "coder"],
        ["Colonel Ruso", "the claim", "SOUTH", "human", "coder"],
        ["Ines Tal", "“We will wait", "other", "human", "coder"],
    ]
    assert list(table["side"].cat.categories) == [*SIDES, "joint", "other", "unresolved"]
    # The side was confirmed for one and changed for the other: only the first actor is still known.
    assert table["actor_id"].fillna("").tolist() == ["berg", "", ""]
    added = table.iloc[2]
    assert (added["n_words"], added["n_quoted"], added["quote_type"], added["paragraph"]) == (
        3,
        3,
        "direct",
        2,
    )
    # "said" is read as the machine reads it elsewhere.
    assert (added["cue_lemma"], added["stance"], added["act"]) == ("say", "neutral", "speech")
    assert 0.5 < added["position"] < 1


def test_input_is_not_changed_and_twice_is_once() -> None:
    articles, attributions = canal_study()
    before = attributions.copy(deep=True)
    once = apply_coding(attributions, articles, coding())
    assert_frame_equal(attributions, before)
    assert_frame_equal(apply_coding(once, articles, coding()), once)


@pytest.mark.parametrize("cue", ["said", None])
def test_a_content_that_moved_is_found_again(cue: str | None) -> None:
    articles, attributions = canal_study()
    start = canal()[2]["attribution_id"]
    attributions = attributions.assign(construction="subject")
    said = [
        answer(start, "verdict", "wrong_span"),
        answer(start, "side", "NORTH"),
        answer(start, "content", "“We will wait", spans=(span(TEXT, "“We will wait"),)),
    ]
    if cue is not None:
        at = TEXT.index("said Ines")
        said.append(answer(start, "cue", cue, spans=((at, at + 4),)))
    once = apply_coding(attributions, articles, coding(said))
    moved = once[once["engine"] == "human"]
    assert moved["content"].tolist() == ["“We will wait"] and moved["cue"].fillna("").item() == (cue or "")
    assert moved["construction"].item() == "subject"
    assert_frame_equal(apply_coding(once, articles, coding(said)), once)


def test_corrections_hold_after_another_run() -> None:
    articles, attributions = canal_study()
    first = apply_coding(attributions, articles, coding())
    later = make_table(
        [
            # Its content is one word longer, which gives it another name, and it found what is no attribution.
            row(TEXT, "canal", "Minister Ada Berg", "said", "the canal would open. Colonel", side="SOUTH"),
            row(TEXT, "canal", "Nobody", "signed", "Nobody signed", side="SOUTH"),
            row(TEXT, "canal", None, "called", "it “a start”", side="NORTH"),
        ],
        "attributions", sides=SIDES, group="resolved",
    )  # fmt: skip
    table = apply_coding(later, articles, coding())
    assert table["speaker"].fillna("").tolist() == first["speaker"].tolist()
    assert table["side"].tolist() == ["NORTH", "SOUTH", "other"]
    # What the coder did not give, the words of the content, stays as the machine has it now.
    assert table["content"].iloc[0] == "the canal would open. Colonel"


def test_what_is_not_coded_stays() -> None:
    articles, attributions = canal_study(2)
    text = articles["text"].iloc[0]
    table = apply_coding(attributions, articles, coding(coded("canal00", text)))
    rest = table[table["article_id"] == "canal01"].reset_index(drop=True)
    before = attributions[attributions["article_id"] == "canal01"].reset_index(drop=True)
    assert_frame_equal(rest, before)
    # A sentence that is not done keeps what the coder has not judged.
    only = [row for row in coded() if row["variable"] != "done" and row["value"] != "not_attribution"]
    articles, attributions = canal_study()
    assert apply_coding(attributions, articles, coding(only))["engine"].tolist() == [
        "human",
        "human",
        "human",
        "rules",
    ]


def test_spans_and_further_answers() -> None:
    articles, attributions = canal_study()
    berg = attributions["attribution_id"].iloc[0]
    rows = [
        answer(berg, "verdict", "wrong_span"),
        answer(berg, "side", "SOUTH"),
        answer(berg, "cue", "said", spans=(span(TEXT, "said"),)),
        answer(berg, "content", "would open", spans=(span(TEXT, "would open"),)),
        answer(berg, "stance", "distancing"),
        answer(berg, "cue_class", "promise"),
        answer(berg, "anonymous", "yes"),
        answer(berg, "target_side", "NORTH"),
    ]
    got = apply_coding(attributions, articles, coding(rows)).iloc[0]
    assert got["content"] == "would open" and got["n_words"] == 2
    assert pd.isna(got["speaker"]) and pd.isna(got["actor_id"])
    assert (got["stance"], got["cue_class"], got["anonymous"], got["target_side"]) == (
        "distancing", "promise", True, "NORTH",
    )  # fmt: skip
    start, end = span(TEXT, "would open")
    assert got["attribution_id"] == f"canal:{start}-{end}:{span(TEXT, 'said')[0]}"


def test_a_side_that_was_not_said() -> None:
    rows = [row for row in coded() if row["variable"] != "side"]
    articles, attributions = canal_study()
    # The corrected table keeps the machine's side; a sample that corrects the machine must not take it for truth.
    assert apply_coding(attributions, articles, coding(rows))["side"].tolist() == [
        "NORTH",
        "NORTH",
        "unresolved",
    ]
    articles, attributions = canal_study(30)
    many = [
        row
        for article, text in zip(articles["article_id"], articles["text"], strict=True)
        for row in coded(article, text)
        if row["variable"] != "side"
    ]
    sample = coded_sample(attributions, articles, coding(many))
    assert set(sample.attributions["side"]) == {"unresolved"}


def test_nesting_is_worked_out_anew() -> None:
    text = "Tom Reyes said Colonel Ruso had denied the claim of the crew."
    found = [
        row(text, "n", "Tom Reyes", "said", "Colonel Ruso had denied the claim of the crew", side="NORTH"),
        row(text, "n", "Colonel Ruso", "denied", "the claim", side="SOUTH", nested_in="n:15-60:10"),
    ]
    articles = make_table([{"article_id": "n", "text": text, "body_start": 0}], "articles")
    table = make_table(found, "attributions", sides=SIDES, group="resolved")
    outer, inner = (item["attribution_id"] for item in found)
    wider = span(text, "the claim of the crew")
    rows = [
        answer(inner, "verdict", "wrong_span", text=text),
        answer(inner, "content", "x", spans=(wider,), text=text),
    ]
    got = apply_coding(table, articles, coding(rows))
    assert got["nested_in"].fillna("").tolist() == ["", outer]
    gone = apply_coding(table, articles, coding([answer(outer, "verdict", "not_attribution", text=text)]))
    assert gone["nested_in"].isna().all() and len(gone) == 1


def test_several_coders() -> None:
    articles, attributions = canal_study()
    ben = [row | {"coder": "ben"} for row in coded()]
    cleo = [
        row | {"coder": "cleo"} | ({"value": "joint"} if row["variable"] == "side" else {})
        for row in coded()
        if row["unit_id"] not in {item["unit_id"] for item in coded() if item["value"] == "missed"}
    ]
    three = coding([*coded(), *ben, *cleo])
    with pytest.raises(ValueError, match='coder="majority"'):
        apply_coding(attributions, articles, three)
    with pytest.raises(ValueError, match="Did you mean 'cleo'"):
        apply_coding(attributions, articles, three, coder="cleopatra")
    assert apply_coding(attributions, articles, three, coder="cleo")["side"].tolist() == ["joint", "joint"]
    most = apply_coding(attributions, articles, three, coder="majority")
    assert most["side"].tolist() == ["NORTH", "SOUTH", "other"]
    # One of three listed it: it is none.
    two = coding([*coded(), *[r | {"coder": c} for c in ("ben", "cleo") for r in cleo]])
    assert len(apply_coding(attributions, articles, two, coder="majority")) == 2


def test_missed_ones_of_two_coders_are_one() -> None:
    missed = next(item["unit_id"] for item in coded() if item["value"] == "missed")
    shorter = span(TEXT, "We will wait")
    other = {"unit_id": f"canal:{shorter[0]}-{shorter[1]}:-1"}
    ben = [item | (other if item["unit_id"] == missed else {}) for item in coded(coder="ben")]
    ben = [item | ({"spans": (shorter,)} if item["value"] == "“We will wait" else {}) for item in ben]
    table = align_missed(coding([*coded(), *ben]))
    verdicts = table[(table["variable"] == "verdict") & (table["value"] == "missed")]
    assert verdicts["unit_id"].nunique() == 1 and len(verdicts) == 2
    none = [item for item in ben if item["value"] != "missed"]
    filled = align_missed(coding([*coded(), *none]))
    theirs = filled[(filled["coder"] == "ben") & (filled["unit_id"] == verdicts["unit_id"].iloc[0])]
    assert theirs.loc[theirs["variable"] == "verdict", "value"].tolist() == ["not_attribution"]


def test_the_sample_corrects_a_measure() -> None:
    articles, attributions = canal_study(40)
    pairs = list(zip(articles["article_id"], articles["text"], strict=True))
    rows = [
        row | {"inclusion_probability": 1.0} for article, text in pairs[:35] for row in coded(article, text)
    ]
    sample = coded_sample(attributions, articles, coding(rows))
    assert len(sample.units) == 35 * 5 and len(sample.attributions) == 35 * 3
    assert set(sample.attributions["engine"]) == {"human"}
    table = voice_balance(attributions, articles, unit="attributions", coded=sample)
    north = table[(table["measure"] == "voice_share") & (table["side"] == "NORTH")].set_index("method")[
        "estimate"
    ]
    assert north["machine"] == 1.0
    # 35 articles of one each of NORTH, SOUTH and other, and 5 where the machine alone says NORTH twice.
    assert north["corrected"] == pytest.approx((35 + 10) / (35 * 3 + 10))
    with pytest.raises(ValueError, match="30 or more"):
        coded_sample(attributions, articles, coding([row for a, t in pairs[:29] for row in coded(a, t)]))


def test_changed_text_and_unknown_side() -> None:
    articles, attributions = canal_study()
    with pytest.raises(ValueError, match="has changed since it was coded"):
        apply_coding(attributions.iloc[:0], articles.assign(text=TEXT + " "), coding())
    rows = [item | ({"value": "NORT"} if item["value"] == "NORTH" else {}) for item in coded()]
    with pytest.raises(ValueError, match="Did you mean 'NORTH'"):
        apply_coding(attributions, articles, coding(rows))
    with pytest.raises(ValueError, match="not in articles"):
        apply_coding(attributions.iloc[:0], articles.iloc[:0], coding())
    assert_frame_equal(apply_coding(attributions, articles, coding([])), attributions)


def test_a_half_done_sheet_weighs_the_units_that_are_done() -> None:
    articles, attributions = canal_study(60)
    pairs = list(zip(articles["article_id"], articles["text"], strict=True))
    drawn = coded_sample(
        attributions, articles, coding([row for article, text in pairs for row in coded(article, text)])
    ).units
    spans = zip(drawn["article_id"], drawn["start"], drawn["end"], strict=True)
    sheet = drawn.assign(
        unit_id=[f"{article}:s{start}-{end}" for article, start, end in spans],
        unit_kind="sentence",
        inclusion_probability=0.6,
    )
    rows = coding([row for article, text in pairs[:40] for row in coded(article, text)])
    sample = coded_sample(attributions, articles, rows, sheet=sheet)
    assert len(sample.units) == 200
    # 200 of 300 drawn sentences are done: .6 × 2/3
    assert sample.units["inclusion_probability"].to_numpy() == pytest.approx(0.4)
    with pytest.raises(ValueError, match="195 of 200 done units are not in it"):
        coded_sample(attributions, articles, rows, sheet=sheet.head(5))
