"""Limits: whole numbers, named by their errors, held before memory is spent."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from framing.corpus import csvfiles, read_articles, textfiles, web
from framing.corpus.limits import LimitError, Limits, longest_line, read_bytes


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "many", None])
def test_a_limit_is_a_positive_whole_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"members=.*at least 1"):
        Limits(members=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [each.name for each in fields(Limits)])
def test_every_limit_is_held_and_named(name: str) -> None:
    limits = Limits(**{name: 5})
    limits.check(name, 5, "it")
    with pytest.raises(
        LimitError, match=rf"it: 6 is over the limit {name}=5\..*limits=Limits\({name}=…\)"
    ) as caught:
        limits.check(name, 6, "it")
    assert (caught.value.limit, caught.value.allowed, caught.value.value) == (name, 5, 6)


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"12345")
    assert read_bytes(file, limits=Limits(file_bytes=5)) == b"12345"
    with pytest.raises(LimitError, match=r"a\.txt in bytes: 5 is over the limit file_bytes=4"):
        read_bytes(file, limits=Limits(file_bytes=4))


def test_a_sparse_file_of_a_terabyte_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with open(file, "wb") as out:
        out.truncate(10**12)
    with pytest.raises(LimitError, match="file_bytes"):
        read_bytes(file)


def test_what_never_ends_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(ValueError, match="not a plain file"):
            read_bytes(path)
    (tmp_path / "link.txt").symlink_to("/dev/zero")
    with pytest.raises(ValueError, match="not a plain file"):
        read_bytes(tmp_path / "link.txt")


def test_the_longest_line() -> None:
    assert longest_line(b"") == 0
    assert longest_line(b"ab\nabcd\nabc") == 4
    assert longest_line(b"a\n" + b"b" * 7) == 7


def test_what_is_too_long_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoding takes ten times the size in memory: a text, a line of a table and a page are measured in bytes."""

    def decoded(*_: object, **__: object) -> None:
        raise AssertionError("decoded all the same")

    for module in (csvfiles, textfiles):
        monkeypatch.setattr(module, "decode", decoded)
    monkeypatch.setattr(web, "decode_page", decoded)
    line = b"The minister said nothing. " * 20
    limits = Limits(cell_characters=100, page_bytes=100)
    for name, data in (("a.txt", line), ("a.csv", b"id,text\n1," + line), ("a.tsv", b"id\ttext\n1\t" + line)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(LimitError, match=r"over the limit cell_characters=100"):
            read_articles(tmp_path / name, limits=limits)
    (tmp_path / "a.html").write_bytes(b"<html><body><p>" + line)
    articles, problems = read_articles(tmp_path / "a.html", limits=limits)
    assert len(articles) == 0 and problems["code"].tolist() == ["limit"]


def test_pictures_within_a_page_do_not_count(tmp_path: Path) -> None:
    words = b"The minister said that the canal would open on Monday, whatever the weather. " * 10
    picture = b'<img src="data:image/png;base64,' + b"A" * 40_000 + b'">'
    (tmp_path / "a.html").write_bytes(
        b"<html><head><title>Canal</title></head><body><article><p>" + words + b"</p>" + picture
    )
    articles, _ = read_articles(tmp_path / "a.html", limits=Limits(page_bytes=2_000))
    assert len(articles) == 1
