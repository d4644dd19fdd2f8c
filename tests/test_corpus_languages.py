"""Languages told by letters before the model is asked, and one id for an outlet whatever the input is."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpus import make_articles, read_articles
from framing.corpus.languages import LanguageDetector


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Паром стоит в порту.", "ru"),
        ("Пором стоїть у порту до п'ятниці.", "uk"),
        ("Паром стаіць у порце, сказаў капітан.", "be"),
        ("Το πλοίο μένει στο λιμάνι.", "el"),
        ("渡轮停在港口。", "zh"),
        ("フェリーは港にいます。", "ja"),
        ("کشتی در بندر پهلو گرفت", "fa"),
        ("The ferry stays in port.", "en"),
        ("The ferry “Заря” stays in port.", "en"),
        ("1,204", "en"),
        ("", "en"),
    ],
)
def test_letters_tell_what_is_too_short_for_the_model(body: str, language: str) -> None:
    assert LanguageDetector().detect(body) == language


def test_a_long_russian_body_is_russian_and_a_short_one_is_a_named_problem(tmp_path: Path) -> None:
    long = "Паром стоит в порту до пятницы, сообщили в управлении гавани, потому что сломался причал. " * 4
    assert LanguageDetector().detect(long) == "ru"
    (tmp_path / "a.txt").write_text("Паром стоит в порту.", encoding="utf-8")
    articles, problems = read_articles(tmp_path / "a.txt")
    assert articles["language"].tolist() == ["ru"]
    assert "not_english" in set(problems["code"])


def test_outlets_of_any_input_get_one_id(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "text,outlet\nThe ferry stays.,The Washington Post\nThe ramp broke.,washingtonpost.com\n"
        "The board met.,Tarn Courier\n",
        encoding="utf-8",
    )
    ids = read_articles(table)[0]["outlet_id"]
    assert ids[0] == ids[1] and isinstance(ids[0], str)
    assert ids.isna().tolist() == [False, False, True]
    (tmp_path / "b.txt").write_text("outlet: The Washington Post\n\nThe ferry stays.\n", encoding="utf-8")
    assert read_articles(tmp_path / "b.txt")[0]["outlet_id"].tolist() == [ids[0]]


def test_ids_that_the_input_brings_stand(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("text,outlet,outlet_id\nThe ferry stays.,The Washington Post,mine\n", encoding="utf-8")
    assert read_articles(table)[0]["outlet_id"].tolist() == ["mine"]


def test_texts_given_in_memory_are_told_by_letters_too() -> None:
    assert make_articles(["Паром стоит в порту."])["language"].tolist() == ["ru"]
