"""Words, paragraphs, sentences and the parse. All people are invented."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from attributions_of import articles_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.language import (
    Parse,
    ParseStore,
    model_version,
    n_words,
    paragraphs,
    parse,
    parse_texts,
    sentence_pieces,
    shadow,
    split_sentences,
    word_spans,
)
from framing.language.model import Model, load, model

# Lone surrogates too: they come in from badly decoded files.
ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=120)


@settings(deadline=None)
@given(ANY_TEXT)
@example("\ud800\udfff\x00“\u00a0\U0001f600ﬁİ")
def test_the_shadow_has_the_length_of_its_text(text: str) -> None:
    plain = shadow(text)
    assert len(plain) == len(text)
    plain.encode("utf-8")
    assert all(
        a == b for a, b in zip(plain, text, strict=True) if b.isascii() and b.isprintable() and b != "`"
    )


def test_the_shadow_straightens_marks_and_spaces() -> None:
    assert shadow("“It’s\u00a0late,” ‘she’ said «da»") == '"It\'s late," \'she\' said "da"'


WORDS = [
    ("The sailors’ pay isn’t late.", ["The", "sailors", "pay", "isn’t", "late"]),
    ("O'Neill's tug", ["O'Neill's", "tug"]),
    ("search-and-rescue", ["search", "and", "rescue"]),
    ("1,200 crowns", ["1", "200", "crowns"]),
    ("Ål og øl — naïve", ["Ål", "og", "øl", "naïve"]),
    ("", []),
    ("“…” —", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_word_spans(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in word_spans(text)] == expected
    assert n_words(text) == len(expected)


def test_word_spans_of_a_part_are_offsets_into_the_whole() -> None:
    text = "one two three"
    assert word_spans(text, 4, 7) == [(4, 7)]
    assert n_words(text, 4) == 2


def pieces(text: str, body_start: int = 0) -> list[tuple[str, int, bool]]:
    return [(text[p.start : p.end], p.paragraph, p.in_headline) for p in paragraphs(text, body_start)]


def test_every_line_is_a_paragraph() -> None:
    assert pieces("The pier burned.\n  Two tugs sank. \n\nIt rained.") == [
        ("The pier burned.", 0, False), ("Two tugs sank.", 1, False), ("It rained.", 2, False),
    ]  # fmt: skip


def test_headline_lines_are_paragraphs_of_their_own() -> None:
    text = "Pier burns\nTwo tugs sink\nThe pier burned."
    assert pieces(text, text.index("The pier")) == [
        ("Pier burns", 0, True), ("Two tugs sink", 1, True), ("The pier burned.", 2, False),
    ]  # fmt: skip


def test_hard_wrapped_text_has_the_paragraphs_that_blank_lines_set_apart() -> None:
    text = (
        "The pier burned on Monday and the\ntugs that lay beside it were towed\nout to sea by a harbour crew.\n\n"
        "Nobody was hurt, but the lamps of\nthe whole town went out for an hour\nand the trams stood still."
    )
    assert [words.count("\n") for words, _, _ in pieces(text)] == [2, 2]


def test_blank_lines_between_whole_lines_change_nothing() -> None:
    text = "The pier burned.\n\nTwo tugs sank.\n\nIt rained.\nNobody came.\n\nThe town slept."
    assert len(pieces(text)) == 5


def test_windows_and_unicode_line_ends() -> None:
    assert [words for words, _, _ in pieces("The pier burned.\r\nIt rained.\u2028Nobody came.\u2029Late.")] == [
        "The pier burned.", "It rained.", "Nobody came.", "Late.",
    ]  # fmt: skip


SENTENCES = [
    ("plain", "The pier burned. Two tugs sank.", ["The pier burned.", "Two tugs sank."]),
    ("titles", "Gen. Weber met Mrs. Orlova. It rained.", ["Gen. Weber met Mrs. Orlova.", "It rained."]),
    ("more titles", "Sen. Brandt and Lt. Col. Vogel left.", ["Sen. Brandt and Lt. Col. Vogel left."]),
    ("U.S.", "The U.S. Navy left. It rained.", ["The U.S. Navy left.", "It rained."]),
    ("U.N. at the end", "He spoke at the U.N. on Monday.", ["He spoke at the U.N. on Monday."]),
    ("decimals", "It cost 3.5 million. It rained.", ["It cost 3.5 million.", "It rained."]),
    ("initials", "J. P. Hartwig left. It rained.", ["J. P. Hartwig left.", "It rained."]),
    (
        "glued",
        "Nobody lives in the area.The ministry left.",
        ["Nobody lives in the area.", "The ministry left."],
    ),
    ("addresses are not glued", "See norden.example for more.", ["See norden.example for more."]),
    ("two quotations", "“We left.” “It rained.”", ["“We left.”", "“It rained.”"]),
    ("after a quotation", "She said “we left.” He nodded.", ["She said “we left.”", "He nodded."]),
    ("straight marks", 'She said "we left." He nodded.', ['She said "we left."', "He nodded."]),
    ("no sentence over a line end", "The pier burned\nTwo tugs sank", ["The pier burned", "Two tugs sank"]),
    ("semicolons stay in the body", "The pier burned; two tugs sank.", ["The pier burned; two tugs sank."]),
    ("nothing", " \n ", []),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES]
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[p.start : p.end] for p in sentence_pieces(text)] == expected


def test_glued_sentences_are_cut_after_the_closing_mark() -> None:
    text = "“Nobody lives here.”The ministry left."
    assert [text[p.start : p.end] for p in sentence_pieces(text)] == [
        "“Nobody lives here.”",
        "The ministry left.",
    ]


def test_a_question_and_its_cue_are_one_sentence() -> None:
    text = "“Who left?” she asked. It rained."
    assert [text[p.start : p.end] for p in sentence_pieces(text)] == ["“Who left?” she asked.", "It rained."]


def test_a_headline_is_cut_at_semicolons() -> None:
    headline = "Pier burns; navy ‘regrets’ the loss"
    text = f"{headline}\n\nThe pier burned; two tugs sank."
    table = split_sentences(articles_of(text, body_start=len(headline) + 2))
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == [
        "Pier burns;", "navy ‘regrets’ the loss", "The pier burned; two tugs sank.",
    ]  # fmt: skip
    assert table["in_headline"].tolist() == [True, True, False]
    assert table["paragraph"].tolist() == [0, 0, 1]
    assert table["sentence_id"].tolist() == [0, 1, 2]


@settings(deadline=None, max_examples=150)
@given(st.one_of(ANY_TEXT, st.text(alphabet="aB .!?;“”\"'\n\r\t", max_size=300)), st.integers(0, 40))
def test_sentences_cover_all_words_once_and_cross_no_paragraph(text: str, body_start: int) -> None:
    body_start = min(body_start, len(text))
    blocks = paragraphs(text, body_start)
    position = 0
    for piece in sentence_pieces(text, body_start):
        assert not text[position : piece.start].strip(), "words between sentences"
        assert (
            piece.start < piece.end and text[piece.start : piece.end].strip() == text[piece.start : piece.end]
        )
        block = blocks[piece.paragraph]
        assert (
            block.start <= piece.start and piece.end <= block.end and piece.in_headline == block.in_headline
        )
        position = piece.end
    assert not text[position:].strip()


def test_a_stretch_without_a_sentence_end_is_cut_at_white_space() -> None:
    text = "word " * 5000
    found = sentence_pieces(text)
    assert max(p.end - p.start for p in found) <= 4000
    assert sum(n_words(text, p.start, p.end) for p in found) == 5000


# The parse

TEXTS = [
    "Ms Orlova said that the raid had failed.",
    "“We left,” said Weber.",
    "Nobody warned the crew of the tug.",
    "The ministry denied any role in the raid.",
    "It rained.",
    "Norden accused Ruritania of mining the strait, citing a map.",
    "It rained.",
    "",
    "…",
]


def plain(parses: list[Parse]) -> list[tuple]:
    return [(p.start, p.end, p.word, p.tag, p.pos, p.dep, p.head) for p in parses]


def fresh(texts: list[str]) -> list[tuple]:
    return plain(parse_texts(texts, [0] * len(texts), store=ParseStore()))


def test_parse_does_not_depend_on_what_is_parsed_together() -> None:
    together = fresh(TEXTS)
    assert together == [fresh([text])[0] for text in TEXTS]
    assert together == fresh(TEXTS[::-1])[::-1]
    shuffled = random.Random(3).sample(range(len(TEXTS)), len(TEXTS))
    assert [together[index] for index in shuffled] == fresh([TEXTS[index] for index in shuffled])


def test_parse_is_that_of_the_model_as_it_comes() -> None:
    """Vectors kept by word, batches by length: the labels are those of spaCy's own pipeline."""
    nlp = load()
    for text, tokens in zip(TEXTS, model().annotate(TEXTS), strict=True):
        doc = nlp(text)
        names = model().names
        assert [(names[t["tag"]], names[t["dep"]], t["head"], t["start"]) for t in tokens] == [
            (t.tag_, t.dep_, t.head.i, t.idx) for t in doc
        ]


def test_vectors_kept_by_word_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = fresh(TEXTS)
    monkeypatch.setattr("framing.language.model._MAX_WORDS", 60)
    monkeypatch.setattr("framing.language.model._BATCH", 1)
    small = Model(load())
    for _ in range(2):
        out = small.annotate(TEXTS)
        assert [tokens["head"].tolist() for tokens in out] == [list(parse[-1]) for parse in expected]
        assert len(small._words._rows) <= 60


def test_parse_does_not_depend_on_the_store(tmp_path: Path) -> None:
    cold = fresh(TEXTS)
    warm = ParseStore()
    starts = [0] * len(TEXTS)
    assert plain(parse_texts(TEXTS, starts, store=warm)) == cold
    assert plain(parse_texts(TEXTS, starts, store=warm)) == cold
    path = tmp_path / "deep" / "parses.sqlite"
    first = ParseStore(path=path)
    assert plain(parse_texts(TEXTS[:4], starts[:4], store=first)) == cold[:4]
    first.close()
    second = ParseStore(path=path)
    assert plain(parse_texts(TEXTS, starts, store=second)) == cold
    second.close()


def test_a_warm_store_parses_nothing_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "parses.sqlite"
    store = ParseStore(path=path)
    parse_texts(TEXTS, [0] * len(TEXTS), store=store)
    store.close()

    def refuse(missing: dict[bytes, str]) -> dict[bytes, bytes]:
        raise AssertionError(f"parsed again: {list(missing.values())}")

    monkeypatch.setattr("framing.language.parser._parse_missing", refuse)
    parse_texts(TEXTS, [0] * len(TEXTS), store=ParseStore(path=path))


def test_a_damaged_store_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "parses.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    store = ParseStore(path=path)
    assert plain(parse_texts(TEXTS[:2], [0, 0], store=store)) == fresh(TEXTS[:2])


def test_the_store_stays_within_its_bound() -> None:
    store = ParseStore(max_bytes=20_000)
    texts = [f"Tug number {number} left the harbour before dawn." for number in range(300)]
    found = plain(parse_texts(texts, [0] * len(texts), store=store))
    held = sum(len(key) + len(value) for key, value in store._memory.items())
    assert 0 < held <= 20_000
    assert found[7] == fresh([texts[7]])[0]
    tiny = ParseStore(max_bytes=0)
    assert plain(parse_texts(texts[:3], [0, 0, 0], store=tiny)) == found[:3]
    assert not tiny._memory


def test_parse_gives_offsets_into_the_article() -> None:
    text = "Pier burns\n\n“We left,” Ms Orlova said.\u00a0Weber’s tug sank."
    articles = articles_of(text, body_start=12)
    sentences = split_sentences(articles)
    parses = parse(articles, sentences)
    assert len(parses) == len(sentences)
    for found, start, end in zip(parses, sentences["start"], sentences["end"], strict=True):
        assert found.start[0] == start and found.end[-1] == end
        for a, b, word in zip(found.start, found.end, found.word, strict=True):
            assert shadow(text)[a:b] == word
    part = parse(articles, sentences.iloc[[1]])
    assert plain(part) == plain(parses)[1:2]


def test_parse_heads_and_children_belong_together() -> None:
    (found,) = parse_texts(["Norden accused Ruritania of mining the strait."], [0])
    roots = [index for index, head in enumerate(found.head) if head == index]
    assert [found.word[index] for index in roots] == ["accused"]
    assert sorted(c for some in found.children for c in some) == [
        i for i in range(len(found)) if i not in roots
    ]
    assert found.lower[0] == "norden" and found.pos[0] == "PROPN"


def test_a_sentence_of_over_400_tokens_is_cut() -> None:
    text = "The captain counted " + "one lamp, two tugs and a rope, " * 120 + "and slept."
    (found,) = parse_texts([text], [0])
    assert len([index for index, head in enumerate(found.head) if head == index]) > 1
    assert "".join(found.word) == text.replace(" ", "")
    assert max(abs(head - index) for index, head in enumerate(found.head)) <= 400


def test_a_megabyte_without_a_space_ends() -> None:
    text = "a" * 1_000_000
    articles = articles_of(text)
    sentences = split_sentences(articles)
    assert sentences["end"].max() == len(text)
    # Some of it is enough to parse: every sentence is bounded, so time grows with their number alone.
    few = parse(articles, sentences.head(3), store=ParseStore())
    assert all(sum(b - a for a, b in zip(p.start, p.end, strict=True)) == 4000 for p in few)


STRANGE = ["\ud800 Weber said \udfff it rained.", "\x00\x01\x02", "\ufeff“\u200b”", "\U0001f600" * 50]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_characters_do_not_stop_the_parser(text: str) -> None:
    (found,) = parse_texts([text], [0], store=ParseStore())
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.end, strict=True))


@settings(deadline=None, max_examples=40)
@given(ANY_TEXT)
def test_any_text_can_be_parsed(text: str) -> None:
    (found,) = parse_texts([text], [0], store=ParseStore())
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.end, strict=True))
    assert all(0 <= head < len(found) for head in found.head)


def test_model_version_names_the_model() -> None:
    name, _, version = model_version().rpartition("-")
    assert name and version[0].isdigit()


def test_split_sentences_needs_its_columns() -> None:
    with pytest.raises(ValueError, match="text"):
        split_sentences(pd.DataFrame({"article_id": ["a"]}))
    assert split_sentences(articles_of()).empty
