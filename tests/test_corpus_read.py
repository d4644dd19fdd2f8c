"""Tables in: columns, damaged rows, repeats, dates, outlets, languages; every input row is an article or a problem."""

import json
import zipfile

import pandas as pd
import pytest
from material import material

from framing.corpus import read_articles
from framing.schema import read_table, write_table

BODY = "The harbour office of Tarn said on Monday that the pier had been closed for a week and would stay so."
RUSSIAN = (
    "Представитель порта заявил в понедельник, что причал закрыт на неделю из-за повреждений после шторма. "
    * 3
)


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return path


def write_rows(folder, rows, name="a.jsonl"):
    return write(folder, name, "".join(json.dumps(row) + "\n" for row in rows))


def noted(problems, *columns):
    return problems[list(columns)].astype(object).where(problems[list(columns)].notna(), None).values.tolist()


# --- CSV


def test_columns_are_mapped_and_the_others_kept(tmp_path):
    path = write(
        tmp_path,
        "a.csv",
        "unit,article_title,article_content,source,date,text,location,,\n"
        '7,Pier shut,"He said ""no"", twice.\r\nThen left.",'
        "Courier,4/25/2017,short,Tarn,,\n",
    )
    articles, _ = read_articles(
        path, text="article_content", headline="article_title", outlet="source", article_id="unit"
    )
    row = articles.iloc[0]
    assert row["text"] == 'Pier shut\n\nHe said "no", twice.\nThen left.'
    assert row[["article_id", "outlet", "location", "input_text"]].tolist() == [
        "7",
        "Courier",
        "Tarn",
        "short",
    ]
    assert row["date"] == pd.Timestamp("2017-04-25")
    assert not [name for name in articles.columns if name.startswith("column_")]


def test_missing_column_is_named_with_those_there(tmp_path):
    path = write(tmp_path, "a.csv", "headline,article_content\nx,y\n")
    with pytest.raises(
        ValueError,
        match=r"text='article_contents': a\.csv has no such column; columns there: 'headline', 'article_content'\. "
        r"Did you mean 'article_content'\?",
    ):
        read_articles(path, text="article_contents")
    with pytest.raises(ValueError, match=r"text='text': a\.csv has no such column"):
        read_articles(path)
    with pytest.raises(ValueError, match="outlet_country='land'"):
        read_articles(path, text="article_content", columns={"outlet_country": "land"})
    with pytest.raises(ValueError, match=r"key of columns='country' is not allowed"):
        read_articles(path, text="article_content", columns={"country": "land"})


def test_one_column_cannot_be_two_things(tmp_path):
    path = write(tmp_path, "a.csv", "headline,body\nx,y\n")
    with pytest.raises(ValueError, match="outlet='body', text='body': one column cannot be two things"):
        read_articles(path, text="body", outlet="body")


def test_a_default_column_can_be_switched_off(tmp_path):
    articles, _ = read_articles(write(tmp_path, "a.csv", "headline,text\nPier shut,One.\n"), headline=None)
    assert articles[["text", "input_headline"]].values.tolist() == [["One.", "Pier shut"]]


def test_semicolons_are_suspected(tmp_path):
    with pytest.raises(ValueError, match="separated by semicolons"):
        read_articles(write(tmp_path, "a.csv", "headline;text\nx;y\n"))


def test_ragged_and_empty_rows_are_problems_and_tally(tmp_path):
    data = "text,outlet,x\nOne.,A,1\nTwo.,A\n\nThree, and more,A,1,2\n ,A,1\n,,\nFour.,A,1,,,\n"
    articles, problems = read_articles(write(tmp_path, "a.csv", data), outlet=None)
    assert articles["text"].tolist() == ["One.", "Two.", "Four."]
    assert articles["article_id"].tolist() == ["a-0001", "a-0002", "a-0006"]
    assert noted(problems, "row", "level", "code") == [
        [2, "warned", "ragged"],
        [3, "dropped", "ragged"],
        [4, "dropped", "empty"],
        [5, "dropped", "empty"],
    ]


def test_bad_bytes_touch_their_own_row_alone(tmp_path):
    data = "text\n“Fine” – so.\nBad ".encode() + b"\x95\x81 here.\n" + "“Good”.\n".encode()
    articles, problems = read_articles(write(tmp_path, "a.csv", data))
    assert articles["text"].tolist() == ["“Fine” – so.", "Bad \ufffd\ufffd here.", "“Good”."]
    assert noted(problems, "row", "article_id", "level", "code") == [[2, "a-0002", "mended", "bad_bytes"]]


def test_a_csv_in_cp1252_is_said_so_once(tmp_path):
    articles, problems = read_articles(write(tmp_path, "a.csv", "text\n“One”\n“Two”\n".encode("cp1252")))
    assert articles["text"].tolist() == ["“One”", "“Two”"]
    assert noted(problems, "row", "level", "code") == [[None, "mended", "encoding"]]


def test_csv_oddities(tmp_path):
    path = write(
        tmp_path, "a.csv", b"\xef\xbb\xbftext,text,x\r\nA\0b.,second,\r\n" + b"w " * 200_000 + b",s,t\r\n"
    )
    articles, problems = read_articles(path)
    assert articles["text"].str.len().tolist() == [4, 400_000]
    assert articles["text_2"].tolist() == ["second", "s"]
    assert noted(problems, "row", "code") == [[1, "null_character"]]
    _, problems = read_articles(write(tmp_path, "b.csv", 'text,x\n"open,1\nTwo.,2\n'))
    assert noted(problems, "row", "code") == [[None, "unclosed_quote"], [1, "ragged"]]
    with pytest.raises(ValueError, match=r"c\.csv is empty"):
        read_articles(write(tmp_path, "c.csv", ""))
    articles, problems = read_articles(write(tmp_path, "d.csv", "text,x\n"))
    assert articles.empty and problems.empty


def test_a_format_that_is_not_known_is_named_with_what_was_seen(tmp_path):
    for content, seen in ((b"%PDF-1.7", "it is a PDF"), (b"{\\rtf1", "it is RTF"), (b"", "it is empty")):
        (tmp_path / "a.dat").write_bytes(content)
        with pytest.raises(ValueError, match=f"a.dat: its format is not recognised; {seen}.*describe_file"):
            read_articles(tmp_path / "a.dat")
    with pytest.raises(ValueError, match="format='word' is not allowed"):
        read_articles(write(tmp_path, "a.txt", "x"), format="word")


def test_content_tells_the_format_whatever_the_name(tmp_path):
    page = "<!DOCTYPE html><html><body>" + "<p>" + "The mayor opened the bridge. " * 20 + "</p></body></html>"
    for name in ("a.html", "a.txt", "a.page"):
        articles, _ = read_articles(write(tmp_path, name, page))
        assert "<p>" not in articles["text"].iloc[0]
    table = read_articles(write(tmp_path, "b.data", "text,outlet\nThe bridge is open.,A\n"), format="csv")[0]
    assert table["outlet"].tolist() == ["A"]


def test_folders_and_zip_files_hold_any_format(tmp_path):
    folder = tmp_path / "all"
    folder.mkdir()
    write(folder, "a.txt", "A text.")
    write(folder, "b.csv", "text,title\nA row.,x\n")
    write(folder, "c.dat", "\x00\x01")
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.writestr("e.txt", "In the archive.")
    articles, problems = read_articles(folder)
    assert articles["text"].tolist() == ["A text.", "A row.", "In the archive."]
    assert problems[["input", "code"]].values.tolist() == [["c.dat", "unknown_format"]]


# --- JSON Lines


def test_json_lines_types_and_bad_lines(tmp_path):
    lines = [
        json.dumps({"text": "One\u2028more.", "year": 2017, "share": 0.5, "ok": True, "tags": ["a", "b"]}),
        "",
        "{broken",
        "[1]",
        json.dumps({"text": ["One."], "year": 1}),
        json.dumps({"text": None}),
        json.dumps({"text": 12, "year": None, "date": 5}),
        '{"text": "half \\ud800 pair", "year": 3}',
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\r\n".join(lines).replace("\\u2028", "\u2028").encode())
    articles, problems = read_articles(path)
    assert articles["text"].tolist() == ["One\u2028more.", "12", "half \ud800 pair"]
    assert articles["year"].tolist() == [2017, pd.NA, 3] and articles["year"].dtype == "Int64"
    assert articles["ok"].dtype == "boolean" and articles["share"].dtype == "float64"
    assert articles["tags"].iloc[0] == '["a", "b"]'
    assert noted(problems, "row", "level", "code") == [
        [2, "dropped", "unreadable"],
        [3, "dropped", "unreadable"],
        [4, "dropped", "unreadable"],
        [5, "dropped", "empty"],
        [6, "warned", "date"],
        [7, "warned", "lone_surrogate"],
    ]
    with pytest.raises(ValueError, match="no line is a JSON object"):
        read_articles(write(tmp_path, "b.jsonl", "[\n{},\n]"))


def test_bad_bytes_are_not_taken_for_escaped_surrogates(tmp_path):
    path = write(tmp_path, "a.jsonl", b'{"text": "byte \x81 and \\udc81 escape"}\n')
    articles, problems = read_articles(path)
    assert articles["text"].tolist() == ["byte \ufffd and \udc81 escape"]
    assert noted(problems, "code") == [["bad_bytes"], ["lone_surrogate"]]


def test_json_lines_without_rows(tmp_path):
    articles, problems = read_articles(write(tmp_path, "a.jsonl", ""))
    assert articles.empty and problems.empty


# --- Parquet


def test_parquet_keeps_types_and_refuses_an_articles_table(tmp_path):
    frame = pd.DataFrame(
        {
            "body": ["One.", None, "Three."],
            "id": [11, 12, 13],
            "when": pd.to_datetime(["2017-04-05", "2017-04-06", None]),
            "n": [1, 2, 3],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    articles, problems = read_articles(tmp_path / "a.parquet", text="body", article_id="id", date="when")
    assert articles["article_id"].tolist() == ["11", "13"]
    assert articles["n"].dtype == "Int64"
    assert articles["date"].tolist() == [pd.Timestamp("2017-04-05"), pd.NaT]
    assert noted(problems, "row", "code") == [[2, "empty"]]
    write_table(articles, tmp_path / "b.parquet", table="articles")
    with pytest.raises(ValueError, match="is an articles table already"):
        read_articles(tmp_path / "b.parquet")
    with pytest.raises(ValueError, match="is not a readable Parquet file"):
        read_articles(write(tmp_path, "c.parquet", "no"))


# --- ids


def test_repeated_ids(tmp_path):
    rows = [
        ("a", "One."),
        ("a", "One."),
        ("a", "Two."),
        ("b", "One."),
        ("a-2", "Three."),
        ("a", "Two."),
        ("", "x"),
    ]
    path = write_rows(tmp_path, [{"article_id": i, "text": t} for i, t in rows])
    articles, problems = read_articles(path)
    assert articles[["article_id", "text"]].values.tolist() == [
        ["a", "One."],
        ["a-0007", "x"],
        ["a-2", "Three."],
        ["a-3", "Two."],
        ["b", "One."],
    ]
    assert noted(problems, "row", "article_id", "level", "code") == [
        [2, "a", "dropped", "repeated"],
        [3, "a-3", "warned", "id_repeated"],
        [6, "a", "dropped", "repeated"],
    ]


# --- dates


@pytest.mark.parametrize(
    ("dates", "order", "expected"),
    [
        (["4/5/2017", "4/25/2017"], None, ["2017-04-05", "2017-04-25"]),
        (["4/5/2017", "25/4/2017"], None, ["2017-05-04", "2017-04-25"]),
        (["4/5/2017", "6/7/2017"], None, [None, None]),
        (["4/4/2017", "6/7/2017"], None, ["2017-04-04", None]),
        (["4/5/2017", "25/4/2017", "4/25/2017"], None, [None, "2017-04-25", "2017-04-25"]),
        (["4/5/2017", "99/99/2017", "4/25/2017"], None, ["2017-04-05", None, "2017-04-25"]),
        (["4/5/2017", "4/25/17"], "MDY", ["2017-04-05", "2017-04-25"]),
        (["4/5/2017", "4/25/2017"], "DMY", ["2017-05-04", None]),
        (["2017/4/5", "2017-04-05T23:30:00Z"], None, ["2017-04-05", "2017-04-05T23:30:00"]),
        (["2017-04-05 07:15", "4/25/2017 7:15 pm"], None, ["2017-04-05T07:15:00", "2017-04-25T19:15:00"]),
        (["5 April 2017", "20170405"], None, ["2017-04-05", "2017-04-05"]),
        (["Wed, 05 Apr 2017 10:00:00 +0300"], None, ["2017-04-05T10:00:00"]),
        (["April 2017", "2017", "Wednesday", "soon", "10000-01-01", "0000-01-01"], None, [None] * 6),
        (["0001-01-01", "9999-12-31"], None, ["0001-01-01", "9999-12-31"]),
        (["1600-02-29", "1601-02-29"], None, ["1600-02-29", None]),
    ],
)
def test_dates(tmp_path, dates, order, expected):
    path = write_rows(tmp_path, [{"text": f"Text {i}.", "date": d} for i, d in enumerate(dates)])
    articles, problems = read_articles(path, date_order=order)
    assert articles["date"].dtype == "datetime64[us]"
    found = [None if pd.isna(d) else d.to_pydatetime() for d in articles["date"]]
    assert found == [None if e is None else pd.Timestamp(e).to_pydatetime() for e in expected]
    assert problems["row"].tolist() == [i + 1 for i, e in enumerate(expected) if e is None]
    assert set(problems["code"]) <= {"date"} and set(problems["level"].astype(str)) <= {"warned"}


def test_date_order_is_checked(tmp_path):
    with pytest.raises(ValueError, match="date_order='MYD' is not allowed; allowed: 'MDY', 'DMY', 'YMD'"):
        read_articles(write_rows(tmp_path, [{"text": "x"}]), date_order="MYD")


# --- outlets and languages


def test_outlets_are_filled_from_the_codebook_and_the_unknown_named_once(tmp_path):
    rows = [
        {"text": "1.", "outlet": "The Washington Post"},
        {"text": "2.", "outlet": "https://www.washingtonpost.com/world/x.html"},
        {"text": "3.", "outlet": "tass", "outlet_country": "kz"},
        {"text": "4.", "outlet": "Tarn Courier"},
        {"text": "5.", "outlet": "Tarn Courier"},
        {"text": "6.", "outlet": "Tarn Herald", "outlet_country": "US", "outlet_type": "Private"},
        {"text": "7.", "outlet_country": "Russia", "outlet_type": "daily"},
    ]
    articles, problems = read_articles(write_rows(tmp_path, rows))
    assert articles["outlet"].tolist()[:2] == [row["outlet"] for row in rows[:2]]
    assert noted(articles, "outlet_country", "outlet_type") == [
        ["US", "private"],
        ["US", "private"],
        ["KZ", "agency"],
        [None, None],
        [None, None],
        ["US", "private"],
        [None, None],
    ]
    assert sorted(noted(problems, "code", "article_id")) == [
        ["outlet_country", "a-0007"],
        ["outlet_type", "a-0007"],
        ["unknown_outlet", None],
    ]
    assert "'Tarn Courier' (2 articles)" in problems.set_index("code").loc["unknown_outlet", "message"]


def test_other_languages_are_kept_and_named(tmp_path):
    rows = [
        {"text": RUSSIAN},
        {"text": BODY, "language": "en-GB"},
        {"text": "Причал закрыт."},
        {"text": BODY, "language": "fr"},
        {"text": BODY, "language": "old English"},
        {"text": "Der Hafen sagte am Montag, die Brücke sei nach dem Sturm für eine Woche gesperrt worden, und niemand "
         "wisse, wann sie wieder öffnet oder wer das bezahlen soll."},
    ]  # fmt: skip
    articles, problems = read_articles(write_rows(tmp_path, rows))
    assert articles["language"].tolist() == ["ru", "en", "ru", "fr", "en", "de"]
    assert noted(problems, "row", "level", "code") == [
        [1, "warned", "not_english"],
        [3, "warned", "not_english"],
        [4, "warned", "not_english"],
        [5, "warned", "language"],
        [6, "warned", "not_english"],
    ]
    assert read_articles(write_rows(tmp_path, rows[:1]), language="en")[1].empty
    with pytest.raises(ValueError, match="language='English 1' is not allowed"):
        read_articles(write_rows(tmp_path, rows), language="English 1")


# --- whole


def test_reading_is_repeatable_and_survives_the_disk(tmp_path):
    rows = [
        {"text": "half \ud800 pair\r\n", "headline": "", "n": 1},
        {"text": "Zwei", "n": None, "date": "2017-04-05"},
    ]
    path = write_rows(tmp_path, rows)
    articles, problems = read_articles(path)
    again, _ = read_articles(path)
    pd.testing.assert_frame_equal(articles, again)
    for suffix in ("parquet", "csv"):
        for name, frame in (("articles", articles), ("problems", problems)):
            file = tmp_path / f"{name}.{suffix}"
            write_table(frame, file, table=name)
            pd.testing.assert_frame_equal(read_table(file, table=name), frame)


def test_fa_kes_tallies():
    articles, problems = read_articles(
        material("corpora", "fa-kes.csv"),
        text="article_content",
        headline="article_title",
        outlet="source",
        article_id="unit_id",
    )
    assert len(articles) + (problems["level"] == "dropped").sum() == 804
    assert articles["article_id"].is_unique
    assert problems.groupby("code").size().to_dict() == {"bad_bytes": 53, "id_repeated": 1, "repeated": 11}
    assert articles["date"].notna().all()
    assert articles["outlet_country"].notna().all()
    # 488 of the 804 bodies repeat their headline; 11 of those rows are dropped as repeated.
    assert articles["headline_repeat_start"].notna().sum() == 477
    assert (articles["language"] == "en").all()
    text = articles["text"].str.cat()
    assert text.count("\ufffd") == 123
    starts = [
        t[h : h + 0] + t[:h] for t, h in zip(articles["text"], articles["headline"].str.len(), strict=True)
    ]
    assert starts == articles["headline"].tolist()
