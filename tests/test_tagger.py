"""The tagger's windows, marks and links: what they cover, and that nothing depends on what else is read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing
from framing.attribution import link, tagger
from framing.attribution.link import Candidate, join, joined, nested, overlap, pairs
from framing.attribution.rules import parsed_articles
from framing.attribution.sentence import Found
from framing.attribution.windows import LIMIT, Window, windows

SHORT = (
    "HARBOUR BOARD DENIES WASTE\n\nThe harbour board wasted millions, Ms Orlova said on Tuesday.\n"
    "“We did no such thing,” said Jan Weber, who chairs the board. “We saved money.”\n"
    "Mr Weber wants the council to apologise."
)
# One paragraph far longer than a window.
LONG = " ".join(f"Captain Hartwig said on day {n} that the ferry, number {n}, was late." for n in range(120))


def _tokenizer():
    return tagger._model().tokenizer


@pytest.mark.parametrize("text", [SHORT, LONG, LONG + "\n" + SHORT, "", "x", "…", "a" * 5000, "\n\n"])
def test_windows_decide_on_each_piece_once(text):
    read = windows(text, 0, _tokenizer())
    decided = [
        (int(w.starts[i]), int(w.ends[i])) for w in read for i in range(w.first, w.last) if w.starts[i] >= 0
    ]
    assert decided == sorted(set(decided))
    covered = np.zeros(len(text), dtype=bool)
    for a, b in decided:
        covered[a:b] = True
    assert all(covered[i] for i, char in enumerate(text) if char.isalnum() and char.isascii())
    assert all(len(w.ids) <= LIMIT for w in read)


def test_windows_pass_over_between_sentences():
    # Sentences of unequal length, one paragraph: each must be decided on whole, in one window.
    lengths = [5, 21, 9, 33, 13, 2, 27, 17] * 12
    sentences = [f"The {' '.join(['old'] * n)} ferry {'sank' if n % 2 else 'left'}." for n in lengths]
    text = " ".join(sentences)
    read = windows(text, 0, _tokenizer())
    assert len(read) > 3
    begins = {0} | {match.end() for match in re.finditer(r"\. ", text)}
    assert {int(window.starts[window.first]) for window in read} <= begins


def test_parted_cuts_a_content_where_the_next_sentence_has_another_cue():
    text = "said One two. Three four told"
    spans = [(0, 4), (5, 8), (9, 13), (14, 19), (20, 24), (25, 29)]
    window = Window(
        np.arange(6), np.zeros(6, int), np.array([a for a, _ in spans]), np.array([b for _, b in spans]), 0, 6
    )
    marks = [
        tagger.Mark(tagger.CUE, 0, 4, 0.9, 0, 0, 1),
        tagger.Mark(tagger.CONTENT, 5, 24, 0.9, 0, 1, 5),
        tagger.Mark(tagger.CUE, 25, 29, 0.9, 0, 5, 6),
    ]

    def contents(heads):
        links = np.zeros((6, 3, 2, 48))
        links[0, 0, 1, 0] = links[5, 0, 1, 1] = 60.0
        for piece, head in zip(range(1, 5), heads, strict=True):
            links[piece, 0, 0, head] = 1.0
        found = tagger.parted(text, window, links.reshape(6, -1), marks)
        return [text[m.start : m.end] for m in found if m.role == tagger.CONTENT]

    assert contents([0, 0, 1, 1]) == ["One two.", "Three four"]
    assert contents([0, 0, 0, 0]) == ["One two. Three four"]


def test_windows_keep_paragraphs_that_fit():
    text = "\n".join(f"Paragraph {n} has a few words of its own." for n in range(60))
    for window in windows(text, 0, _tokenizer()):
        start, end = int(window.starts[1]), int(window.ends[-2])
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end] == "\n"


def test_logits_do_not_depend_on_what_else_is_read():
    [alone] = windows(SHORT, 0, _tokenizer())
    before = tagger.logits(alone)
    for other in windows(LONG, 0, _tokenizer()):
        tagger.logits(other)
    after = tagger.logits(alone)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_table_is_the_same_alone_in_company_and_with_workers():
    texts = [
        SHORT,
        LONG,
        SHORT.replace("Orlova", "Norden"),
        *(f"Ms Orlova denied charge {n}." for n in range(40)),
    ]
    articles = framing.make_articles(texts)
    together = framing.find_attributions(articles, engine="tagger")
    apart = [framing.find_attributions(articles.iloc[[n]], engine="tagger") for n in range(len(articles))]
    assert len(together) and sum(map(len, apart)) == len(together)
    for part in apart:
        here = together[together["article_id"].isin(set(part["article_id"]))].reset_index(drop=True)
        assert here.equals(part.reset_index(drop=True))
    assert framing.find_attributions(articles, engine="tagger", workers=2).equals(together)


def test_confidence_is_there_where_the_tagger_found_the_row():
    table = framing.find_attributions(framing.make_articles([SHORT, LONG]), engine="tagger")
    tagged = table["engine"] == "tagger"
    assert tagged.any()
    assert table.loc[tagged, "confidence"].between(0, 1).all()
    assert table.loc[~tagged, "confidence"].isna().all()
    rules = framing.find_attributions(framing.make_articles([SHORT]), engine="rules")
    assert rules["confidence"].isna().all() and (rules["engine"] == "rules").all()


def test_no_figure_hinges_on_a_hair():
    """A row whose confidence is within a thousandth of the threshold could come and go from machine to machine."""
    root = Path(__file__).parents[1]
    settings = tagger.settings()
    articles = pd.concat(
        [framing.read_articles(root / folder)[0] for folder in ("data/corpus", "seeds/twin.txt")],
        ignore_index=True,
    )
    sure = []
    jobs = zip(
        articles["article_id"], articles["text"], articles["body_start"].fillna(0).astype(int), strict=True
    )
    for article in parsed_articles(jobs):
        rules = article.found()
        found = link.candidates(
            article.text, tagger.mark_article(article.text, article.body_start, quotes=article.quotes)
        )
        matched, alone, _ = pairs(found, rules)
        sure += [
            link.confidence(settings["both"], link.both_features(found[i], rules[j])) for i, j in matched
        ]
        sure += [link.confidence(settings["tagger"], link.tagger_features(found[i])) for i in alone]
    assert len(sure) > 200
    assert min(abs(p - settings["threshold"]) for p in sure) > 1e-3


def _candidate(content, cue=None, speaker=None, p=0.9):
    return Candidate(speaker, cue, content, p, p, p, p)


def test_overlap_counts_characters_in_both_over_characters_in_either():
    assert overlap([(0, 10)], [(5, 15)]) == pytest.approx(5 / 15)
    assert overlap([(0, 4), (6, 10)], [(0, 10)]) == pytest.approx(8 / 10)
    assert overlap([(0, 4)], [(4, 8)]) == 0


def test_halves_with_punctuation_between_are_one():
    text = "“Yes”, “no” she said"
    assert joined(text, [(7, 11), (0, 5)]) == ((0, 11),)
    assert joined("Yes she said no", [(0, 3), (13, 15)]) == ((0, 3), (13, 15))


def test_pairs_take_the_best_overlap_first():
    found = [_candidate(((10, 30),), cue=(5, 9)), _candidate(((40, 60),), cue=(35, 39))]
    rules = [
        Found((0, 4), (35, 39), ((40, 55),), None, "say", "verb_clause"),
        Found((0, 4), (5, 9), ((10, 31),), None, "say", "verb_clause"),
        Found((0, 4), (70, 74), ((75, 90),), None, "say", "verb_clause"),
    ]
    matched, only_found, only_rules = pairs(found, rules)
    assert sorted(matched) == [(0, 1), (1, 0)]
    assert only_found == [] and only_rules == [2]


def test_join_keeps_nested_and_headline_rows_of_the_constructions_and_drops_the_doubtful():
    settings = {
        "both": {"bias": 2.0}, "tagger": {"bias": 0.0, "content": 1.0}, "mistaken": ["bad"], "threshold": 0.4,
    }  # fmt: skip
    outer = _candidate(((20, 80),), cue=(10, 14), speaker=(0, 9))
    doubtful = _candidate(((200, 240),), cue=(190, 194), p=0.1)
    inner = Found((22, 30), (31, 37), ((38, 60),), None, "deny", "verb_clause")
    headline = Found((300, 304), (305, 309), ((310, 320),), None, "say", "verb_clause")
    bad = Found((400, 404), (405, 409), ((410, 420),), None, "say", "bad")
    good = Found((500, 504), (505, 509), ((510, 520),), None, "say", "good")
    out = join("x" * 600, [outer, doubtful], [inner, bad, good], settings)
    assert [item.content[0][0] for item in out] == [20, 38, 510]
    assert [item.engine for item in out] == ["tagger", "rules", "rules"]
    assert out[0].confidence is not None and out[1].confidence is None
    assert headline in join("x" * 600, [outer], [headline], settings, body_start=330)


def test_nested_needs_speaker_cue_and_content_inside():
    inside = Found((22, 30), (31, 37), ((38, 60),), None, "deny", "verb_clause")
    assert nested(inside, [(20, 80)])
    assert not nested(inside, [(25, 80)])
    assert not nested(Found(None, (31, 37), ((38, 60),), None, "deny", "verb_clause"), [(20, 80)])


def test_model_version_is_stable():
    assert tagger.model_version() == tagger.model_version() and len(tagger.model_version()) == 12


def test_readings_kept_on_disk_change_nothing(tmp_path, monkeypatch):
    def read():
        tagger._readings.cache_clear()
        return [tagger.logits(window) for window in windows(SHORT, 0, _tokenizer())]

    try:
        monkeypatch.delenv("FRAMING_CACHE")
        alone = read()
        monkeypatch.setenv("FRAMING_CACHE", str(tmp_path))
        cold = read()
        assert (tmp_path / "readings.sqlite").stat().st_size > 0
        monkeypatch.setattr(tagger._model().session, "run", None, raising=False)
        warm = read()
    finally:
        monkeypatch.undo()
        tagger._readings.cache_clear()
    for found in (cold, warm):
        for (labels, links), (labels_alone, links_alone) in zip(found, alone, strict=True):
            assert np.array_equal(labels, labels_alone) and np.array_equal(links, links_alone)
            assert labels.dtype == labels_alone.dtype
