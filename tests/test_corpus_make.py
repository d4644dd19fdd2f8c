"""Articles from memory, the outlet codebook, months and weeks."""

import datetime
import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.corpus import add_periods, load_outlets, make_articles
from framing.corpus.outlets import fold_name

BODY = "The harbour office of Tarn said on Monday that the pier had been closed for a week and would stay so."
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@settings(deadline=None, max_examples=60)
@given(st.lists(ANY_TEXT, max_size=4))
def test_any_text_stays_as_given_to_the_character(texts):
    articles = make_articles(texts)
    assert articles["text"].tolist() == texts
    for row in articles.to_dict("records"):
        assert row["sha256"] == hashlib.sha256(row["text"].encode("utf-8", "surrogatepass")).hexdigest()
        assert 0 <= row["body_start"] <= len(row["text"])
        if not pd.isna(row["headline"]):
            assert row["text"].lstrip("\n").find(row["headline"]) >= 0
            assert row["headline"] in row["text"][: row["body_start"]]


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT.filter(str.strip))
def test_a_given_headline_stands_at_the_head(text, headline):
    row = make_articles([text], headline=[headline]).iloc[0]
    assert row["text"] in (text, f"{headline}\n\n{text}")
    assert row["text"].startswith(headline) and row["headline"] == headline
    assert row["text"].endswith(row["text"][row["body_start"] :])


def test_crlf_and_surrogates_stay():
    text = "Pier shut\r\n\r\nThe office said \ud83d so.\r\n"
    row = make_articles([text]).iloc[0]
    assert row["text"] == text
    assert row[["headline", "body_start", "n_words"]].tolist() == ["Pier shut", 13, 6]


def test_a_headline_that_the_text_opens_with_is_not_put_there_twice():
    row = make_articles([f"Pier shut\n\n{BODY}"], headline="Pier shut").iloc[0]
    assert row["text"] == f"Pier shut\n\n{BODY}"
    assert row["text"][row["body_start"] :] == BODY
    row = make_articles([f"Pier shut again. {BODY}"], headline="Pier shut again").iloc[0]
    assert row["text"] == f"Pier shut again\n\nPier shut again. {BODY}"
    assert row["text"][row["headline_repeat_start"] : row["headline_repeat_end"]] == "Pier shut again."


def test_one_value_for_all_and_order():
    articles = make_articles(
        ["One.", "Two."],
        article_id=["b", "a"],
        outlet="tass",
        date=[datetime.date(2017, 4, 5), "5 April 2017"],
    )
    assert articles[["article_id", "text"]].values.tolist() == [["a", "Two."], ["b", "One."]]
    assert articles["outlet_country"].tolist() == ["RU", "RU"]
    assert articles["outlet_type"].tolist() == ["agency", "agency"]
    assert (articles["date"] == pd.Timestamp("2017-04-05")).all()
    assert make_articles(["x"] * 12)["article_id"].tolist()[-1] == "article-0012"
    assert make_articles([]).empty
    one = make_articles(pd.Series(["x"], index=[5]), outlet_country=pd.Series(["us"]))
    assert one["outlet_country"].tolist() == ["US"]


@pytest.mark.parametrize(
    ("texts", "options", "error", "message"),
    [
        ("one", {}, TypeError, "write make_articles"),
        (["a", None], {}, TypeError, r"texts\[1\] must be text, got NoneType"),
        (["a", "b"], {"headline": ["x"]}, ValueError, "headline has 1 values for 2 texts"),
        (["a", "b"], {"article_id": ["x", "x"]}, ValueError, "article_id='x' is there twice"),
        (["a"], {"article_id": [" "]}, ValueError, "is empty"),
        (["a", "b"], {"article_id": "x"}, ValueError, "names one article"),
        (["a"], {"date": "4/5/2017"}, ValueError, "date='4/5/2017' can be read in two ways"),
        (["a"], {"outlet_country": "Russia"}, ValueError, "outlet_country='Russia' is not allowed"),
    ],
)
def test_messages(texts, options, error, message):
    with pytest.raises(error, match=message):
        make_articles(texts, **options)


def test_months_and_iso_weeks():
    articles = make_articles(["a", "b", "c", "d"], date=["2017-01-01", "2018-12-31", None, "0987-06-05"])
    out = add_periods(articles)
    assert out["month"].tolist()[:2] == ["2017-01", "2018-12"] and out["month"].tolist()[3] == "0987-06"
    assert out["week"].tolist()[:2] == ["2016-W52", "2019-W01"]
    assert pd.isna(out.loc[2, "month"]) and pd.isna(out.loc[2, "week"])
    assert "month" not in articles
    assert add_periods(out).columns.tolist() == out.columns.tolist()


# --- outlets

HEADER = "outlet_id,name,aliases,country,type,language,reference,note\n"


def outlets(tmp_path, *lines):
    path = tmp_path / "outlets.csv"
    path.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return load_outlets(path)


@pytest.mark.parametrize(
    "name",
    ["The Tarn Courier", "tarn courier", "Tarn-Courier", "TARN COURIER", "tarncourier.com", "www.tarncourier.com",
     "https://en.tarncourier.com/a?b=c", "TC", "tc"],
)  # fmt: skip
def test_an_outlet_goes_by_many_names(tmp_path, name):
    found = outlets(tmp_path, "tc,Tarn Courier,tarncourier.com,US,private,en,,").find(name)
    assert (found.outlet_id, found.country, found.type) == ("tc", "US", "private")


@pytest.mark.parametrize("name", ["", "Tarn", "the", "courier.com", "tarncourier.org", "com", "…"])
def test_other_names_are_not_guessed(tmp_path, name):
    assert outlets(tmp_path, "tc,Tarn Courier,tarncourier.com,US,private,en,,").find(name) is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,Courier,Herald,US,private,en,,", "b,The Herald,,US,private,en,,"], "'The Herald' is claimed by"),
        (["a,Courier,C|C,US,private,en,,"], "'C' is given twice"),
        (["a,Courier,,USA,private,en,,"], "country 'USA' is no ISO 3166"),
        (["a,Courier,,US,daily,en,,"], "type 'daily' is not allowed"),
        (["a,Cоurier,,US,private,en,,"], "mixes Latin and Cyrillic"),
        (["a,Courier,,US,private,en,,", "a,Herald,,US,private,en,,"], "outlet_id 'a' is there twice"),
        (["a,Courier,,US,private,en,,,,"], "more cells than columns"),
        ([",Courier,,US,private,en,,"], "must not be empty"),
    ],
)
def test_the_codebook_is_linted(tmp_path, lines, message):
    with pytest.raises(ValueError, match=message):
        outlets(tmp_path, *lines)


def test_unknown_columns_of_the_codebook(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text("outlet_id,name,alias\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"o\.csv: columns must be outlet_id, name"):
        load_outlets(path)


def test_the_toolkits_own_outlets_load():
    codebook = load_outlets()
    assert codebook.find("The Washington Post").country == "US"
    assert codebook.find("sputnik").type == "state"
    assert fold_name("The Âl-Manar") == "almanar"


@pytest.mark.parametrize(
    ("texts", "given", "message"),
    [
        (
            pd.DataFrame({"body": ["a"]}),
            {},
            r'texts must be a list of texts, got DataFrame\. .*frame\["text"\]',
        ),
        ({"first": "a"}, {}, "texts must be a list of texts, got dict"),
        ({"a", "b"}, {}, "texts must be a list of texts, got set"),
        (None, {}, "texts must be a list of texts, got NoneType"),
        (["a", "b"], {"outlet": {"x", "y"}}, "outlet must be one value or a list of values, got set"),
        (["a"], {"date": {"x": "2017-01-01"}}, "date must be one value or a list of values, got dict"),
    ],
)
def test_what_has_no_order_is_refused(texts: object, given: dict, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make_articles(texts, **given)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, ""])
def test_a_missing_id_is_refused(missing: object) -> None:
    with pytest.raises(ValueError, match="article_id='' is empty or missing"):
        make_articles(["a", "b"], article_id=[missing, "b"])


def test_numbers_as_ids_are_written_as_read_articles_does() -> None:
    assert make_articles(["a", "b"], article_id=[2.0, 3])["article_id"].tolist() == ["2", "3"]


def test_dates_of_an_array() -> None:
    dates = np.array(["2017-01-02", "NaT"], dtype="datetime64[D]")
    made = make_articles(["a", "b"], date=dates)["date"]
    assert made[0] == pd.Timestamp("2017-01-02")
    assert pd.isna(made[1])
