"""Texts made to do harm, or broken on the way: kept, mended with a row, or named; none stops a corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from framing.corpus import add_periods, read_articles

BODY = "The invented envoy of Ruritania told reporters on Monday that talks would go on as planned."


def read(folder: Path, **files: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    for name, data in files.items():
        (folder / f"{name}.txt").write_bytes(data)
    return read_articles(folder, language="en")


def codes(problems: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(problems["level"].astype(str), problems["code"], strict=True))


def test_null_bytes_controls_and_marks_of_direction_stay_as_they_are(tmp_path: Path) -> None:
    odd = BODY.replace("envoy", "en\0voy \u202eyovne\u202c \u200bzero\u200d\ufeff \x07\x1b[31m")
    articles, problems = read(tmp_path, a=odd.encode())
    assert articles["text"].tolist() == [odd]
    assert codes(problems) == [("warned", "null_character")]


def test_lone_surrogates_from_json_are_kept_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "' + BODY + ' \\ud83d"}\n{"text": "' + BODY + '"}\n')
    articles, problems = read_articles(tmp_path / "a.jsonl", language="en")
    assert len(articles) == 2
    assert articles["text"].str.endswith("\ud83d").tolist() == [True, False]
    assert codes(problems) == [("warned", "lone_surrogate")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_byte_order_mark_is_no_text_and_a_wide_encoding_is_told(encoding: str, tmp_path: Path) -> None:
    articles, _ = read(tmp_path, a=BODY.encode(encoding))
    assert articles["text"].tolist() == [BODY]


def test_two_encodings_in_one_file_keep_the_letters_that_can_be_read(tmp_path: Path) -> None:
    mixed = f"{BODY} Été à Genève. ".encode() * 3 + "Déjà".encode("cp1252")
    articles, problems = read(tmp_path, a=mixed)
    text = articles["text"].iloc[0]
    assert text.count("Été à Genève") == 3 and text.endswith("D\ufffdj\ufffd")
    assert codes(problems) == [("mended", "bad_bytes")]


def test_dates_at_the_ends_of_time_are_dates_or_missing_with_a_row(tmp_path: Path) -> None:
    dates = ["0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2017-02-30", "-0001-01-01", "1e9"]
    rows = "".join(f'{date},"{BODY} {n}"\n' for n, date in enumerate(dates))
    (tmp_path / "a.csv").write_text("date,text\n" + rows)
    articles, problems = read_articles(tmp_path / "a.csv", language="en")
    got = [None if pd.isna(date) else date.isoformat()[:10] for date in articles["date"]]
    assert got == [None, "0001-01-01", "9999-12-31", None, None, None, None]
    assert codes(problems).count(("warned", "date")) == 5
    assert add_periods(articles)["month"].dropna().tolist() == ["0001-01", "9999-12"]


def test_a_link_to_a_file_is_read_and_one_to_a_folder_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text(BODY)
    (folder / "linked.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "nowhere.txt").symlink_to(tmp_path / "missing.txt")
    (folder / "around").symlink_to(folder)
    articles, problems = read_articles(folder, language="en")
    assert articles["article_id"].tolist() == ["linked"]
    assert codes(problems) == [("dropped", "unreadable")]


@pytest.mark.skipif(not hasattr(os, "setuid") or os.getuid() != 0, reason="only root can give up being root")
def test_what_may_not_be_read_is_a_row_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "closed").mkdir(parents=True)
    (folder / "open.txt").write_text(BODY)
    (folder / "secret.txt").write_text(BODY)
    (folder / "closed" / "in.txt").write_text(BODY)
    for path, mode in (("secret.txt", 0), ("closed", 0), ("open.txt", 0o644), ("", 0o755)):
        (folder / path).chmod(mode)
    where, to = os.pipe()
    child = os.fork()
    if child == 0:
        # Rights are given up for good, so in a process of its own; whatever happens, it must not come back to pytest.
        try:
            os.chdir(folder)
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            articles, problems = read_articles(".", language="en")
            told = f"{articles['article_id'].tolist()} {sorted(zip(problems['input'], problems['code'], strict=True))}"
        except BaseException as error:
            told = repr(error)
        os.write(to, told.encode())
        os._exit(0)
    os.close(to)
    with os.fdopen(where) as answer:
        assert answer.read() == "['open'] [('closed', 'unreadable'), ('secret.txt', 'unreadable')]"
    os.waitpid(child, 0)
