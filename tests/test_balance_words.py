"""Attributed words: each counts once, for the innermost speaker; repeated headline and attitudes aside."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from framing.balance import voice_balance
from framing.balance.words import innermost_words
from framing.schema import make_table

# Invented people and places. Words of the contents are counted below by hand.
TEXT = (
    'Port to close\n\n"The port," said Mayor Ilse Brandt, "will close, as Captain Oru said it must." '
    "Oru wants peace."
)


def row(text: str, content: list[str], *, side: str, cue: str | None = None, **more: Any) -> dict[str, Any]:
    spans, at = [], 0
    for piece in content:
        at = text.index(piece, at)
        spans.append((at, at + len(piece)))
        at += len(piece)
    cue_start = text.index(cue) if cue is not None else -1
    return {
        "article_id": "p", "attribution_id": f"p:{spans[0][0]}-{spans[-1][1]}:{cue_start}", "side": side,
        "content": " … ".join(content), "content_start": spans[0][0], "content_end": spans[-1][1],
        "content_spans": tuple(spans), "cue_start": cue_start if cue is not None else None, **more,
    }  # fmt: skip


def tables(rows: list[dict[str, Any]], text: str = TEXT, **article: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    attributions = make_table(rows, "attributions", sides=["NORTH", "SOUTH"], group="resolved")
    return attributions, make_table([{"article_id": "p", "text": text, **article}], "articles")


OUTER = row(
    TEXT, ['"The port,"', '"will close, as Captain Oru said it must."'], side="NORTH", cue="said Mayor"
)
INNER = row(TEXT, ["it must"], side="SOUTH", cue="said it", nested_in=OUTER["attribution_id"])


def counted(attributions: pd.DataFrame, articles: pd.DataFrame) -> list[float]:
    return innermost_words(attributions, articles, attributions["act"] != "attitude").tolist()


def test_a_split_content_counts_its_pieces_and_leaves_the_inner_ones_out() -> None:
    # "The port" 2, "will close as Captain Oru said" 6; "it must" 2 belong to the captain.
    assert counted(*tables([OUTER, INNER])) == [8, 2]


def test_without_nested_in_the_smaller_span_is_the_inner_one() -> None:
    assert counted(*tables([OUTER, INNER | {"nested_in": None}])) == [8, 2]


def test_of_equal_contents_the_later_cue_is_the_inner_one() -> None:
    one = row(TEXT, ["it must"], side="NORTH", cue="said Mayor")
    two = row(TEXT, ["it must"], side="SOUTH", cue="said it", nested_in=one["attribution_id"])
    assert counted(*tables([one, two])) == [0, 2]
    assert counted(*tables([one, two | {"nested_in": None}])) == [0, 2]


def test_an_attitude_claims_no_words() -> None:
    attitude = INNER | {"act": "attitude"}
    attributions, articles = tables([OUTER, attitude])
    assert counted(attributions, articles) == [10, 0]
    table = voice_balance(attributions, articles)
    assert table.loc[table["side"] == "NORTH", "estimate"].tolist() == [1, 1]


def test_a_speech_inside_an_attitude_inside_a_speech_keeps_its_words() -> None:
    wish = row(
        TEXT, ["as Captain Oru said it must"], side="SOUTH", nested_in=OUTER["attribution_id"], act="attitude"
    )
    deep = INNER | {"nested_in": wish["attribution_id"]}
    assert sorted(counted(*tables([OUTER, wish, deep]))) == [0, 2, 8]
    published = tables(
        [OUTER | {"n_words": 10}, wish | {"n_words": 6}, deep | {"n_words": 2}], text="", n_words=20
    )
    assert sorted(counted(*published)) == [0, 2, 8]


def test_without_text_the_words_of_nested_rows_are_taken_off() -> None:
    assert counted(*tables([OUTER | {"n_words": 10}, INNER | {"n_words": 2}], text="")) == [8, 2]


def test_a_study_published_without_texts_gives_the_same_table() -> None:
    attributions, articles = tables([OUTER | {"n_words": 10}, INNER | {"n_words": 2}])
    bare = attributions.drop(columns=["content", "speaker", "cue", "target", "actor"])
    published = voice_balance(bare, articles.drop(columns=["text", "headline"]))
    pd.testing.assert_frame_equal(published, voice_balance(attributions, articles))


def test_the_repeated_headline_is_left_out() -> None:
    text = "Brandt: port to close\n\nBrandt: port to close. The port is old, Brandt said."
    start = text.index("Brandt: port to close", 5)
    head = row(text, ["port to close"], side="NORTH")
    again = row(text[start:], ["port to close"], side="NORTH")
    moved = {"content_start": again["content_start"] + start, "content_end": again["content_end"] + start}
    spans = ((moved["content_start"], moved["content_end"]),)
    again |= moved | {"content_spans": spans, "attribution_id": "p:again"}
    body = row(text, ["The port is old"], side="SOUTH")
    attributions, articles = tables(
        [head, again, body], text=text, headline_repeat_start=start, headline_repeat_end=start + 21
    )
    table = voice_balance(attributions, articles)
    assert table.loc[table["side"] == "NORTH", "numerator"].tolist()[0] == 3
    table = voice_balance(attributions, articles, unit="attributions")
    assert table.loc[table["side"] == "NORTH", "numerator"].tolist()[0] == 1


def test_rows_that_name_each_other_do_not_hang() -> None:
    one = OUTER | {"nested_in": INNER["attribution_id"]}
    assert counted(*tables([one, INNER])) == [8, 2]
    assert sum(counted(*tables([one | {"n_words": 10}, INNER | {"n_words": 2}], text=""))) <= 10


def test_offsets_of_another_text_and_missing_counts_are_named() -> None:
    with pytest.raises(ValueError, match="the text of article 'p' has 5 characters; bring the articles"):
        counted(*tables([OUTER], text="Short"))
    with pytest.raises(ValueError, match="has no n_words, and article 'p' no text to count them in"):
        counted(*tables([OUTER], text=""))
