"""The tables: round trips through Parquet and CSV, coercion, and the text of errors."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import schema
from framing.schema import TABLES, check_table, empty_table, make_table, read_table, write_table

_VALUES = {
    "str": st.text(max_size=12),
    "int": st.integers(0, 2**31 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "date": st.dates(pd.Timestamp("1700-01-01").date(), pd.Timestamp("2200-01-01").date()).map(pd.Timestamp),
    "side": st.sampled_from(["US", "RU", "joint", "other", "unresolved"]),
    "spans": st.lists(st.tuples(st.integers(0, 99), st.integers(100, 2**31 - 1)), min_size=1, max_size=3).map(
        tuple
    ),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pd.DataFrame]:
    name = draw(st.sampled_from(sorted(TABLES)))
    spec = TABLES[name]
    rows = []
    for index in range(draw(st.integers(0, 4))):
        row = {}
        for column in spec.columns:
            values = st.sampled_from(column.categories) if column.categories else _VALUES[column.kind]
            row[column.name] = draw(values if column.required else st.none() | values)
        for key in spec.unique:
            row[key] = index if spec.column(key).kind == "int" else f"{row[key]}-{index}"
        row |= {
            "incident": draw(st.text(max_size=5)),
            "edition": index,
            "share": index / 3,
            "kept": bool(index % 2),
        }
        rows.append(row)
    return name, make_table(rows, name, sides=["US", "RU"])


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@settings(max_examples=30, deadline=None)
@given(table=tables())
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, table: tuple[str, pd.DataFrame]
) -> None:
    name, frame = table
    path = tmp_path_factory.mktemp("table") / f"{name}{suffix}"
    write_table(frame, path, table=name)
    back = read_table(path, table=name)
    pd.testing.assert_frame_equal(back, frame)
    first = path.read_bytes()
    write_table(back, path, table=name)
    assert path.read_bytes() == first
    assert not [p for p in path.parent.iterdir() if ".part" in p.name]


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize(
    "text", ["a\rb\r\nc\nd", "=1+1", "'quoted'", "", "lone \ud800 half", "nul \0 in", "-", "\ufeffx"]
)
def test_hard_text_comes_back(tmp_path, suffix: str, text: str) -> None:
    frame = make_table([{"article_id": "a", "text": text, "headline": None}], "articles")
    path = tmp_path / f"articles{suffix}"
    write_table(frame, path, table="articles")
    back = read_table(path, table="articles")
    assert back.loc[0, "text"] == text
    assert pd.isna(back.loc[0, "headline"])


def test_csv_defuses_formulas(tmp_path) -> None:
    frame = make_table([{"article_id": "a", "text": '=HYPERLINK("x")'}], "articles")
    write_table(frame, tmp_path / "articles.csv", table="articles")
    assert ",\"'=HYPERLINK(" in (tmp_path / "articles.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_empty_tables_have_all_columns(name: str) -> None:
    frame = empty_table(name)
    assert [c for c in TABLES[name].names if not TABLES[name].column(c).group] == list(frame.columns)
    assert len(frame) == 0


def test_side_order_is_the_codebooks() -> None:
    rows = [
        {"article_id": "a", "start": 0, "end": 1, "side": "other"},
        {"article_id": "a", "start": 2, "end": 3, "side": "RU"},
    ]
    frame = make_table(rows, "mentions", sides=["US", "RU"])
    assert list(frame["side"].cat.categories) == ["US", "RU", "joint", "other", "unresolved"]
    assert list(check_table(frame, "mentions")["side"].cat.categories) == [
        "US",
        "RU",
        "joint",
        "other",
        "unresolved",
    ]


def test_input_is_never_changed() -> None:
    frame = pd.DataFrame({"article_id": ["a"], "text": ["x"], "incident": ["i"]})
    before = frame.copy(deep=True)
    out = check_table(frame, "articles")
    pd.testing.assert_frame_equal(frame, before)
    assert list(out.columns)[-1] == "incident"
    assert str(out["text"].dtype) == "str"


def test_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(
        ValueError, match=r"articles has no column 'text'; it has: article_id, texts\. Did you mean 'texts'\?"
    ):
        check_table(pd.DataFrame({"article_id": ["a"], "texts": ["x"]}), "articles")


def test_side_needed_says_what_to_run() -> None:
    with pytest.raises(ValueError, match=r"has no column 'side'.*Run resolve_speakers first\."):
        check_table(empty_table("attributions"), "attributions", need=["side"])


def test_unknown_category_lists_what_is_allowed() -> None:
    with pytest.raises(
        ValueError,
        match=r"act='speach' is not allowed; allowed: 'speech', 'attitude'\. Did you mean 'speech'\?",
    ):
        make_table(
            [
                {
                    "article_id": "a",
                    "attribution_id": "i",
                    "content_start": 0,
                    "content_end": 1,
                    "act": "speach",
                }
            ],
            "attributions",
        )


def test_repeated_id_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"must name one row each; 1 repeat, first: \['a'\]\."):
        check_table(pd.DataFrame({"article_id": ["a", "a"], "text": ["x", "y"]}), "articles")


def test_offsets_must_cover_their_words() -> None:
    articles = make_table([{"article_id": "a", "text": "Ms Orlova said it rained."}], "articles")
    row = {
        "article_id": "a", "attribution_id": "a:15-24:10", "speaker": "Ms Orlova", "speaker_start": 0, "speaker_end": 9,
        "content": "it rained", "content_start": 15, "content_end": 24, "content_spans": ((15, 24),),
    }  # fmt: skip
    schema.check_covers(make_table([row], "attributions"), articles)
    with pytest.raises(ValueError, match="offsets of speaker do not cover"):
        schema.check_covers(make_table([row | {"speaker_end": 8}], "attributions"), articles)


def test_every_column_says_what_it_means() -> None:
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        assert "source" not in table.names
        assert all(column.meaning for column in table.columns)
