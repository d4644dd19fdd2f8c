"""Real exports of archives, where they are found: how many articles, all whole; a golden record of three."""

import json
from pathlib import Path

import pytest

from framing.corpus import read_articles
from tests.material import material

GOLDEN = Path(__file__).parent / "golden" / "exports.json"
# As the publishers of the files state them.
COUNTS = {
    "nexis/lexisnexis-classic-sample.txt": 10,
    "nexis/nexis-uni-sample.docx": 10,
    "nexis/usa-today.docx": 7,
    "nexis/washington-post.docx": 50,
    "nexis/misc.docx": 100,
    "nexis/guardian1.docx": 2,
    "nexis/afp_2013-03-12_0501.html": 74,
    "factiva/irish-independence_1_2017-11-14.html": 44,
    "factiva/nyt_1_1993-01-03.html": 27,
    "factiva/german-ui.html": 100,
    "integrum/moscow_1993-06-06_1994-09-02.html": 27,
    "integrum/ntv_20121201-20121231.xlsx": 100,
}


def record(articles):
    first = articles.head(3)
    return [
        [row.article_id, row.sha256, len(row.text), len(row.headline), row.date.isoformat()]
        for row in first.itertuples()
    ]


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_a_sample_is_read_whole_and_as_before(name, count):
    # The language is given so that the detector does not take most of the time.
    articles, problems = read_articles(material("samples", *name.split("/")), language="en")
    assert len(articles) + int((problems["level"] == "dropped").sum()) == count == len(articles)
    assert articles["headline"].str.strip().str.len().gt(0).all()
    assert (articles["text"].str.len() - articles["body_start"]).gt(100).all()
    assert articles["date"].notna().all()
    assert articles["outlet"].notna().all()
    assert "tally" not in set(problems["code"])
    assert record(articles) == json.loads(GOLDEN.read_text(encoding="utf-8"))[name]


def test_a_document_without_articles_is_told():
    with pytest.raises(
        ValueError, match=r"recognised as a Word document \(DOCX\), but there is no article in it"
    ):
        read_articles(material("samples", "nexis", "nexis-uni-minimal.docx"))
