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


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize(
    "values",
    [
        pd.Series(pd.Categorical(["late", None], categories=["late", "early"], ordered=True)),
        pd.Series(pd.to_datetime(["2020-01-01", None])).dt.tz_localize("Europe/Oslo"),
        pd.Series(pd.to_datetime(["2020-01-01 00:00", "2020-06-02 10:30"])),
        pd.Series([True, False]),
        pd.Series([1, 2], dtype="int8"),
        pd.Series([1, 2**64 - 1], dtype="uint64"),
        pd.Series([2**62 + 1, None], dtype="Int64"),
        pd.Series([0.1, None], dtype="Float64"),
        pd.Series([0.1, float("inf")], dtype="float32"),
    ],
    ids=lambda values: str(values.dtype),
)
def test_other_columns_keep_their_type(tmp_path, suffix: str, values: pd.Series) -> None:
    frame = check_table(
        pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"], "edition": values}), "articles"
    )
    assert frame["edition"].dtype == values.dtype
    write_table(frame, tmp_path / f"articles{suffix}", table="articles")
    pd.testing.assert_frame_equal(read_table(tmp_path / f"articles{suffix}", table="articles"), frame)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize(
    ("values", "read"),
    [
        (pd.Series(pd.period_range("2020-01", periods=2, freq="M")), ["2020-01", "2020-02"]),
        (pd.Series(pd.Categorical([2, 1])), [2, 1]),
        (pd.Series([{"a": 1}, None], dtype=object), ["{'a': 1}", None]),
        (pd.Series([1 + 2j, 0]), ["(1+2j)", "0j"]),
    ],
    ids=["period", "numbered categories", "mappings", "complex"],
)
def test_odd_columns_are_written_as_they_read(tmp_path, suffix: str, values: pd.Series, read: list) -> None:
    frame = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"], "edition": values})
    write_table(frame, tmp_path / f"articles{suffix}", table="articles")
    back = read_table(tmp_path / f"articles{suffix}", table="articles")["edition"]
    assert back.astype(object).where(back.notna(), None).tolist() == read


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_days_beside_times_of_day_come_back(tmp_path, suffix: str) -> None:
    frame = check_table(
        pd.DataFrame({"article_id": ["a", "b"], "text": "x", "date": ["2020-01-01", "2020-01-02T10:30"]}),
        "articles",
    )
    assert frame["date"].tolist() == [pd.Timestamp("2020-01-01"), pd.Timestamp("2020-01-02 10:30")]
    write_table(frame, tmp_path / f"articles{suffix}", table="articles")
    pd.testing.assert_frame_equal(read_table(tmp_path / f"articles{suffix}", table="articles"), frame)


def test_a_zone_is_left_out_of_dates() -> None:
    late = pd.Series(pd.to_datetime(["2020-01-01 23:00"])).dt.tz_localize("America/New_York")
    frame = check_table(pd.DataFrame({"article_id": ["a"], "text": ["x"], "date": late}), "articles")
    assert frame["date"].tolist() == [pd.Timestamp("2020-01-01 23:00")]


@pytest.mark.parametrize("value", [2020, "02/03/2020", "Monday"])
def test_what_is_no_date_is_not_guessed(value: object) -> None:
    frame = pd.DataFrame({"article_id": ["a"], "text": ["x"], "date": [value]})
    with pytest.raises(
        ValueError, match=rf"articles\.date: {value!r} is not a date; allowed: .*'2017-04-05'"
    ):
        check_table(frame, "articles")


@pytest.mark.parametrize("spans", ["1-2;x", ((1, 2, 3),), (1, 2), ((-1, 2),), ((3, 2),), ((0, 2**33),), 5])
def test_what_is_no_span_list_is_named(spans: object) -> None:
    row = {"article_id": "a", "attribution_id": "i", "content_start": 0, "content_end": 1}
    with pytest.raises(
        ValueError, match=r"attributions\.content_spans: .* (is not a span list|span that is none)"
    ):
        make_table([row | {"content_spans": spans}], "attributions")


@pytest.mark.parametrize("names", [["article_id", "text", "k", "k"], ["article_id", "text", 0, "0"]])
def test_a_repeated_column_is_named(names: list) -> None:
    frame = pd.DataFrame([["a", "x", 1, 2]], columns=pd.Index(names, dtype=object))
    with pytest.raises(ValueError, match=rf"articles: column '{names[-1]}' stands twice"):
        check_table(frame, "articles")


def test_a_csv_that_somebody_edited(tmp_path) -> None:
    frame = pd.DataFrame({"article_id": ["a"], "text": ["x"], "edition": [1]})
    path = tmp_path / "articles.csv"
    write_table(frame, path, table="articles")
    path.write_text("article_id,text\na,x\n")  # the column gone, its type still noted beside
    assert read_table(path, table="articles")["text"].tolist() == ["x"]
    path.write_text("article_id,text\na,x,y\n")
    with pytest.raises(ValueError, match=r"articles\.csv: row 2 has 3 cells where the header has 2"):
        read_table(path, table="articles")
    path.write_text("article_id,text,text\na,x,y\n")
    with pytest.raises(ValueError, match="column 'text' stands twice"):
        read_table(path, table="articles")


def test_a_whole_number_is_one_id_however_it_is_held() -> None:
    for ids in ([2, 3], [2.0, 3.0], ["2", "3"]):
        frame = check_table(pd.DataFrame({"article_id": ids, "text": "x"}), "articles")
        assert frame["article_id"].tolist() == ["2", "3"]


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
