"""Text files: what is decoded, mended, taken for head lines, and where it stood in the file."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.corpus import read_articles, read_file_offsets
from framing.corpus.decode import decode, mend, replace_bad

BODY = "The harbour office of Tarn said on Monday that the pier had been closed for a week and would stay so."


def write(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def one(path, **options):
    articles, problems = read_articles(path, **options)
    assert len(articles) == 1
    return articles.iloc[0], problems


def codes(problems):
    return sorted(zip(problems["level"].astype(str), problems["code"], strict=True))


# --- decoding


def test_utf8_keeps_every_character_but_the_byte_order_mark_and_cr_of_crlf(tmp_path):
    text = "“Fine”\u00a0said Ana\u0301.\r\nA lone \r stays, so does ﬁ and ｗｉｄｅ.\u2028End\t \r\n"
    row, problems = one(write(tmp_path, "a.txt", b"\xef\xbb\xbf" + text.encode()))
    assert row["text"] == text.replace("\r\n", "\n")
    assert problems.empty


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "“We kept the door open,” Owen Tarnow said — and left. A café in Zürich."),
        ("cp1251", "В понедельник представитель порта заявил, что причал закрыт. Ремонт продлится неделю."),
        ("koi8_r", "В понедельник представитель порта заявил, что причал закрыт. Ремонт продлится неделю."),
    ],
)
def test_a_text_that_is_not_utf8_is_decoded_and_said_so(tmp_path, encoding, text):
    row, problems = one(write(tmp_path, "a.txt", text, encoding))
    assert row["text"] == text
    assert codes(problems)[0] == ("mended", "encoding")
    assert encoding in problems.loc[problems["code"] == "encoding", "message"].iloc[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_and_utf32(tmp_path, encoding):
    row, problems = one(write(tmp_path, "a.txt", BODY, encoding))
    assert row["text"] == BODY
    assert codes(problems) == [("mended", "encoding")]


def test_a_short_cp1252_text_is_not_taken_for_cyrillic():
    assert decode(b"it\x92s late").text == "it’s late"


def test_bytes_of_no_encoding_become_replacement_characters_one_each():
    decoded = decode(b"All is well. \x95\x81Time is out.\x81")
    assert (decoded.encoding, decoded.n_bad) == ("utf-8", 3)
    assert replace_bad(decoded.text)[0] == "All is well. \ufffd\ufffdTime is out.\ufffd"


def test_a_bad_byte_in_good_utf8_leaves_the_good_characters():
    decoded = decode("“Так” – да. ".encode() + b"\xff")
    assert replace_bad(decoded.text) == ("“Так” – да. \ufffd", 1)


def test_a_binary_file_is_dropped_and_the_others_live(tmp_path):
    write(tmp_path, "b.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    write(tmp_path, "a.txt", BODY)
    articles, problems = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["a"]
    assert problems[["input", "level", "code"]].values.tolist() == [["b.txt", "dropped", "unreadable"]]


def test_mojibake_is_mended_and_named(tmp_path):
    row, problems = one(write(tmp_path, "a.txt", "â€œWeâ€™re done,â€\x9d Lena Orbel said."))
    assert row["text"] == "“We’re done,” Lena Orbel said."
    assert codes(problems) == [("mended", "mojibake")]


@pytest.mark.parametrize(
    "text",
    [
        "«Voilà» – à la carte",
        "AT&amp;T ﬁ “x” ‘y’ ｆｕｌｌ",
        "Ana\u0301 \u2028 \x1b[1m",
        "half \udc95 \ud83d",
        "São Tomé, Ångström",
    ],
)
def test_what_was_decoded_rightly_is_left_alone(text):
    assert mend(text) == text


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_mend_takes_any_text(text):
    assert isinstance(mend(text), str)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_decode_takes_any_bytes_and_keeps_utf8(data):
    decoded = decode(data)
    assert decode(data) == decoded
    try:
        expected = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if "\0" not in expected and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert decoded.text == expected.removeprefix("\ufeff")


def test_empty_and_blank_files_are_dropped(tmp_path):
    for number, data in enumerate((b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"outlet: X\n\n\n")):
        write(tmp_path, f"{number}.txt", data)
    articles, problems = read_articles(tmp_path)
    assert articles.empty
    assert articles.columns[0] == "article_id"
    assert codes(problems) == [("dropped", "empty")] * 4


def test_null_characters_stay_and_are_named(tmp_path):
    row, problems = one(write(tmp_path, "a.txt", BODY + "\0"))
    assert row["text"].endswith("\0")
    assert codes(problems) == [("warned", "null_character")]


def test_a_line_of_a_million_characters(tmp_path):
    row, _ = one(write(tmp_path, "a.txt", "word “x” " * 120_000))
    assert row["n_words"] == 240_000


# --- folders


def test_folder_is_read_at_any_depth_and_names_that_clash_get_a_number(tmp_path):
    write(tmp_path, "one/report.txt", BODY)
    write(tmp_path, "two/report.txt", BODY)
    write(tmp_path, "three/REPORT-2.TXT", "Another text.")
    write(tmp_path, "report-2.txt", "A third text.")
    write(tmp_path, ".hidden.txt", "no")
    write(tmp_path, "notes.md", "no")
    articles, problems = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["REPORT-2", "report", "report-2", "report-3"]
    assert problems[["input", "article_id", "code"]].values.tolist() == [
        ["two/report.txt", "report-3", "id_repeated"]
    ]


def test_links_that_loop_do_no_harm(tmp_path):
    write(tmp_path, "a.txt", BODY)
    os.symlink(tmp_path, tmp_path / "again")
    os.symlink(tmp_path / "loop.txt", tmp_path / "loop.txt")
    articles, problems = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["a"]
    assert codes(problems) == [("dropped", "unreadable")]


def test_folder_without_text_says_what_is_there(tmp_path):
    write(tmp_path, "a.md", "text\nx")
    with pytest.raises(ValueError, match=r"no file in this folder is of a known format \(there: 1 \.md\)"):
        read_articles(tmp_path)


def test_no_such_path(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such file or folder"):
        read_articles(tmp_path / "none")


def test_column_names_make_no_sense_for_text_files(tmp_path):
    write(tmp_path, "a.txt", BODY)
    with pytest.raises(ValueError, match="text='body': text files have no columns"):
        read_articles(tmp_path, text="body")


# --- head lines


def test_head_lines_fill_the_columns_and_leave_the_text(tmp_path):
    head = "outlet: The Tarn Courier\noutlet_country: us\noutlet_type: private\nlanguage: en\n"
    head += "date: 2019-03-14\nincident: pier\n"
    row, problems = one(write(tmp_path, "a.txt", head + "\nPier shut for a week\n\n" + BODY))
    assert row[["outlet", "outlet_country", "outlet_type", "language", "incident"]].tolist() == [
        "The Tarn Courier", "US", "private", "en", "pier",
    ]  # fmt: skip
    assert row["date"].isoformat() == "2019-03-14T00:00:00"
    assert (row["text"], row["headline"]) == ("Pier shut for a week\n\n" + BODY, "Pier shut for a week")
    assert row["text"][row["body_start"] :] == BODY
    assert problems.empty


@pytest.mark.parametrize(
    "text",
    [
        f"Orbel: talks are over\n\n{BODY}",
        f"outlet: Courier\nOrbel: talks are over\n\n{BODY}",
        f"outlet: Courier\noutlet: Herald\n\n{BODY}",
        f"outlet: Courier\n{BODY}",
        f"Outlet: Courier\n\n{BODY}",
        f"\noutlet: Courier\n\n{BODY}",
        "note: this is all",
    ],
)
def test_what_is_not_a_whole_head_stays_text(tmp_path, text):
    row, _ = one(write(tmp_path, "a.txt", text))
    assert row["text"] == text


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (
            "Outlet: Courier\ndate: 2019-03-14\n\n",
            "'Outlet' is no key of a head line .* Did you mean 'outlet'",
        ),
        ("outlet: Courier\r\nfoo: bar\r\n\r\n", "'foo' is no key"),
        ("outlet: Courier\noutlet: Wire\n\n", "key 'outlet' of the head lines stands twice"),
        ("outlet: Courier\ndate: 2019-03-14", "no blank line ends"),
    ],
)
def test_lines_that_were_meant_as_a_head_are_named(tmp_path, head, reason):
    row, problems = one(write(tmp_path, "a.txt", head + ("" if reason.startswith("no") else BODY)))
    assert problems["code"].tolist() == ["head_lines"]
    assert re.search(reason, problems["message"][0])
    assert row["text"].startswith(head.split(":")[0])


@pytest.mark.parametrize(
    "head",
    [
        "Author: the pier is a ruin\n\n",
        "Orbel: talks are over\nTarn: they are not\n\n",
        "Note: shut\nNo pier\n\n",
    ],
)
def test_headlines_with_colons_are_no_fault(tmp_path, head):
    _, problems = one(write(tmp_path, "a.txt", head + BODY))
    assert problems.empty


def test_a_colon_headline_is_the_headline(tmp_path):
    row, _ = one(write(tmp_path, "a.txt", f"Orbel: talks are over\n\n{BODY}"))
    assert row["headline"] == "Orbel: talks are over"


def test_headline_from_a_head_line_goes_before_the_body(tmp_path):
    row, _ = one(write(tmp_path, "a.txt", f"headline: Pier shut\r\narticle_id: p1\r\n\r\n{BODY}\r\n"))
    assert row["text"] == f"Pier shut\n\n{BODY}\n"
    assert row[["article_id", "headline", "body_start"]].tolist() == ["p1", "Pier shut", len("Pier shut") + 2]


# --- back to the file's own characters

HEADS = "outlet: Courier\nheadline: Pier shut: ‘no choice’\nnote: invented\n\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", HEADS])
def test_offsets_count_in_the_files_own_characters(tmp_path, mark, line_end, head):
    body = f"“One,”\nOwen Tarnow said.\n\n{BODY}\n"
    path = write(tmp_path, "a.txt", mark + (head + body).replace("\n", line_end))
    characters = path.read_bytes().decode("utf-8")
    articles, offsets = read_file_offsets(path)
    text = articles.loc[0, "text"]
    assert len(offsets.positions) == len(text) + 1
    title = ["Pier shut: ‘no choice’"] if head else []
    for words in ["“One,”", "Owen Tarnow", "stay so.", "Owen Tarnow said.\n\nThe harbour", *title]:
        start = text.index(words)
        a, b = offsets.span(start, start + len(words))
        assert characters[a:b] == words.replace("\n", line_end)
    assert offsets.span(0, len(text))[1] == len(characters)
    assert (offsets.positions[1:] >= offsets.positions[:-1]).all()


def test_offsets_where_mojibake_was_mended(tmp_path):
    path = write(
        tmp_path, "a.txt", "First line.\r\nThen â€œwe are done,â€\x9d Lena Orbel said.\r\nLast line."
    )
    articles, offsets = read_file_offsets(path)
    text, characters = articles.loc[0, "text"], path.read_bytes().decode("utf-8")
    assert "“we are done,”" in text
    for words in ("we are done", "Lena Orbel", "Last line."):
        start = text.index(words)
        a, b = offsets.span(start, start + len(words))
        assert characters[a:b] == words


def test_offsets_of_a_file_without_text(tmp_path):
    articles, offsets = read_file_offsets(write(tmp_path, "a.txt", ""))
    assert articles.empty
    assert offsets.positions.tolist() == [0]


def test_offsets_of_a_blank_headline_line(tmp_path):
    path = write(tmp_path, "a.txt", f"headline:\noutlet: X\n\n{BODY}")
    articles, offsets = read_file_offsets(path)
    a, b = offsets.span(0, len(articles.loc[0, "text"]))
    assert path.read_text(encoding="utf-8")[a:b] == BODY
