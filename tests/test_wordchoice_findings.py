"""Where a finding stands: sentence, voice, innermost attribution, side of the speaker."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.corpus import make_articles
from framing.schema import make_table
from framing.wordchoice.findings import locate, words_by_voice

TEXT = "Ships came. Mr Orlov said Ms Reed claimed the regime lied. The regime sank."
OUTER = (26, 57)
INNER = (42, 57)


def _articles() -> pd.DataFrame:
    return make_articles([TEXT])


def _attributions(sides: bool = True) -> pd.DataFrame:
    name = _articles()["article_id"].iloc[0]
    rows = []
    for number, (start, end) in enumerate((OUTER, INNER)):
        row = {
            "article_id": name, "attribution_id": f"a{number}", "content": TEXT[start:end],
            "content_start": start, "content_end": end, "content_spans": ((start, end),),
            "nested_in": "a0" if number else None,
        }  # fmt: skip
        rows.append(row | ({"side": ("RU", "US")[number]} if sides else {}))
    group = "resolved" if sides else ""
    return make_table(rows, "attributions", sides=("US", "RU") if sides else None, group=group)


def _found() -> pd.DataFrame:
    name = _articles()["article_id"].iloc[0]
    places = [TEXT.index("Reed"), TEXT.index("regime"), TEXT.rindex("regime")]
    rows = [{"article_id": name, "start": a, "end": a + 4, "phenomenon": "naming"} for a in places]
    return make_table(rows, "findings")


def test_a_finding_belongs_to_the_innermost_attribution():
    out = locate(_found(), _articles(), _attributions())
    assert out["sentence_id"].tolist() == [1, 1, 2]
    assert out["voice"].tolist() == ["attributed", "attributed", "author"]
    assert out["attribution_id"].tolist()[:2] == ["a0", "a1"]
    assert out["speaker_side"].tolist()[:2] == ["RU", "US"]
    assert pd.isna(out["attribution_id"].iloc[2]) and pd.isna(out["speaker_side"].iloc[2])
    assert list(out["speaker_side"].cat.categories) == ["US", "RU", "joint", "other", "unresolved"]


def test_without_sides_the_speaker_side_is_missing_and_without_attributions_all_is_the_authors():
    out = locate(_found(), _articles(), _attributions(sides=False))
    assert out["speaker_side"].isna().all() and out["voice"].tolist()[0] == "attributed"
    assert locate(_found(), _articles())["voice"].tolist() == ["author"] * 3


def test_nothing_found_gives_an_empty_table_with_all_columns():
    out = locate(_found().iloc[:0], _articles(), _attributions())
    assert len(out) == 0 and "speaker_side" in out and "voice" in out


def test_a_repeated_headline_is_left_out():
    articles = _articles().assign(headline_repeat_start=58, headline_repeat_end=len(TEXT))
    assert len(locate(_found(), articles, _attributions())) == 2


def test_offsets_of_other_articles_are_refused():
    with pytest.raises(ValueError, match="ends at"):
        locate(_found().assign(end=len(TEXT) + 5), _articles())
    with pytest.raises(ValueError, match="is not in articles"):
        locate(_found().assign(article_id="nobody"), _articles())


def test_every_word_counts_once_for_the_innermost_speaker():
    author, of = words_by_voice(_articles(), _attributions())
    # "Ships came", "Mr Orlov said", "The regime sank" | "Ms Reed claimed" | "the regime lied"
    assert author.tolist() == [8.0]
    assert {side: n.tolist() for side, n in of.items() if n.any()} == {"RU": [3.0], "US": [3.0]}
    author, of = words_by_voice(_articles(), _attributions(sides=False))
    assert of["unresolved"].tolist() == [6.0]
    author, of = words_by_voice(_articles().assign(headline_repeat_start=0, headline_repeat_end=11))
    assert author.tolist() == [12.0] and not any(np.any(n) for n in of.values())
