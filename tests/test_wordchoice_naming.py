"""Naming: labels found, shares, switches; codebooks of terms and their lint."""

from __future__ import annotations

import pickle
from pathlib import Path

import embedded
import pytest

from framing.corpus import make_articles
from framing.schema import make_table
from framing.wordchoice.lexicon import inflected, load_lexicon
from framing.wordchoice.naming import find_naming, naming_shares, naming_switches

BOOK = """
entries:
  - id: rule
    name: those who rule
    kind: government
    not: [sanctions regime]
    labels: [regime, {label: government, conveys: lawful rule}]
  - id: north
    name: the rulers of the north
    kind: government
    labels: [northern regime]
  - id: crossing
    name: an entry into the valley
    kind: operation
    with: [valley]
    labels: [{label: invade, pos: verb}, {label: entry, pos: noun}]
"""


def _book(tmp_path: Path, text: str = BOOK):
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return load_lexicon(path)


def _labels(book, text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.label.name) for hit in book.find(text)]


def test_labels_are_found_in_every_form_and_the_longest_wins(tmp_path):
    book = _book(tmp_path)
    assert _labels(book, "Two regimes fell; the Regime’s end.") == [
        ("regimes", "regime"),
        ("Regime", "regime"),
    ]
    assert _labels(book, "The northern regime and the sanctions regime.") == [
        ("northern regime", "northern regime")
    ]
    # Other marks than white space and hyphens part the words of a label.
    assert _labels(book, "northern, regime") == [("regime", "regime")]


def test_context_words_decide(tmp_path):
    book = _book(tmp_path)
    assert _labels(book, "They invaded the valley.") == [("invaded", "invade")]
    assert _labels(book, "They invaded the town.") == []


def test_regular_inflections():
    assert list(inflected("spy", "noun")) == ["spy", "spies"]
    assert list(inflected("seize control", "verb"))[1:] == [
        "seizes control",
        "seized control",
        "seizing control",
    ]
    assert list(inflected("in exile", "phrase")) == ["in exile"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("labels: [northern regime]", "labels: [regime]", "claimed twice"),
        ("labels: [northern regime]", "labels: [r\u0435gime]", "mixes letters of"),
        ("    kind: operation\n", "    kind: operation\n    knid: x\n", "unknown key 'knid'"),
        ("labels: [northern regime]", "labels: [NO]", "not text"),
        ("id: north", "id: rule", "is there twice"),
        ("not: [sanctions regime]", "not: [regime]", "also stands under 'not'"),
        ("    with: [valley]\n", "    with: [valley]\n    with: [hill]\n", "written twice"),
    ],
)
def test_the_lint_names_what_is_wrong(tmp_path, old, new, what):
    assert old in BOOK
    with pytest.raises(ValueError, match=what):
        _book(tmp_path, BOOK.replace(old, new))


def test_the_version_follows_the_content(tmp_path):
    one = _book(tmp_path)
    assert one.version == _book(tmp_path).version
    assert one.version != _book(tmp_path, BOOK.replace("valley", "hill")).version
    assert pickle.loads(pickle.dumps(one)).version == one.version  # noqa: S301 - our own value
    with pytest.raises(FileNotFoundError, match="no shipped codebook"):
        load_lexicon("nameing")


def test_the_shipped_codebook_is_large_and_honest():
    book = load_lexicon("naming")
    assert len(book.entries) >= 40
    assert len({entry.kind for entry in book.entries}) >= 8
    for entry in book.entries:
        assert len(entry.labels) >= 2, entry.id
        assert all(label.conveys and label.reference for label in entry.labels), entry.id
        # Every label is found by each of its forms, and nothing else is.
        context = " ".join(sorted(entry.context)[:1])
        for label in entry.labels:
            for form in label.forms:
                found = [(h.entry.id, h.label.name) for h in book.find(f"{form} | {context}")]
                assert (entry.id, label.name) in found, (entry.id, form, found)


TEXTS = (
    "The government met. Mr Orlov said the regime lied.",
    "The government met. The government left. Mr Orlov said the regime lied.",
    "The regime met.",
)


def _tables():
    articles = make_articles(list(TEXTS)).assign(outlet=["A", "A", "B"])
    rows = []
    for name, text in zip(articles["article_id"], articles["text"], strict=True):
        if "said" in text:
            start, end = text.index("the regime"), len(text) - 1
            rows.append(
                {"article_id": name, "attribution_id": f"{name}:1", "content": text[start:end], "content_start": start,
                 "content_end": end, "content_spans": ((start, end),), "side": "RU"}
            )  # fmt: skip
    return articles, make_table(rows, "attributions", sides=("US", "RU"), group="resolved")


def test_shares_by_hand(tmp_path):
    articles, attributions = _tables()
    found = find_naming(articles, attributions, codebook=_book(tmp_path))
    assert found["variant"].tolist().count("regime") == 3
    both = naming_shares(found, articles).set_index("term")
    assert both.loc["government", ["numerator", "denominator"]].tolist() == [3, 6]
    author = naming_shares(found, articles, voice="author").set_index("term")
    assert author.loc["government", "estimate"] == pytest.approx(3 / 4)
    # A label of speakers alone has its row in the author's voice too, with nothing counted.
    one = naming_shares(found[found["article_id"] == articles["article_id"][0]], articles, voice="author")
    assert one.set_index("term")["numerator"].to_dict()["regime"] == 0
    by_side = naming_shares(found, articles, by_side=True).set_index(["side", "term"])
    assert by_side.loc[("RU", "regime"), "estimate"] == 1
    assert by_side.loc[("US", "regime"), "denominator"] == 0
    by = naming_shares(found, articles, by="outlet", voice="author").query("versus.isna()")
    assert by.set_index(["outlet", "term"])["estimate"].to_dict()[("B", "regime")] == 1
    assert set(by["entry_id"]) == {"rule"} and by["reason"].notna().all()  # under five articles: no interval


def test_switches(tmp_path):
    articles, attributions = _tables()
    out = naming_switches(find_naming(articles, attributions, codebook=_book(tmp_path)))
    assert out["article_id"].tolist() == articles["article_id"].tolist()[:2]
    assert out["author_labels"].tolist()[1] == "government 2"
    assert out["only_speakers"].tolist()[0] == "regime" and out["speaker_sides"].tolist()[0] == "RU"


def test_many_articles_give_intervals_and_wrong_arguments_are_refused(tmp_path):
    articles = make_articles([f"{TEXTS[0]} {n}" if n % 3 else f"{TEXTS[2]} {n}" for n in range(12)])
    found = find_naming(articles, codebook=_book(tmp_path))
    row = naming_shares(found, articles, referent="rule").set_index("term").loc["regime"]
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    with pytest.raises(ValueError, match="voice="):
        naming_shares(found, articles, voice="speaker")
    with pytest.raises(ValueError, match="is not in articles"):
        naming_shares(found, articles.iloc[:3])


def test_nothing_found_gives_an_empty_table(tmp_path):
    articles = make_articles(["Nobody came."])
    found = find_naming(articles, codebook=_book(tmp_path))
    assert len(naming_shares(found, articles)) == 0 and len(naming_switches(found)) == 0


def test_planted_labels_of_the_embedded_corpus_come_out():
    articles = embedded.corpus()
    found = find_naming(articles, embedded.truth_table())
    shares = naming_shares(
        found,
        articles,
        referent=["government", "taking_a_thing", "confrontation"],
        voice="author",
        by="outlet_country",
    )
    rows = shares[shares["versus"].isna()].set_index(["outlet_country", "term"])["estimate"]
    for country, terms in {
        "US": ("government", "seize", "standoff"),
        "RU": ("authorities", "recover", "misunderstanding"),
    }.items():
        other = "RU" if country == "US" else "US"
        for term in terms:
            assert rows[(country, term)] > 0.85, (country, term)
            assert rows.get((other, term), 0) < 0.15, (other, term)
