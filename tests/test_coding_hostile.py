"""Texts that break programs, on their way through sheet, file, reading and correcting."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from coding_study import SIDES, TEXT, row
from test_coding_read import fill, read_lines, write_lines

from framing.coding import apply_coding, coding_sheet, read_coding, write_coding_sheet
from framing.coding.find import find_words
from framing.schema import make_table

# One character each, in the content and outside of it: offsets stay those of the text.
HOSTILE = {
    "half a surrogate pair": "\ud800",
    "NUL": "\x00",
    "right to left": "\u202e",
    "unit separator": "\x1f",
    "no character": "\uffff",
    "beyond the first plane": "\U0001f6a2",
}


def study(mark: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    text = TEXT.replace("the claim", f"the{mark}claim").replace("Nobody", f"No{mark}body")
    rows = [
        row(text, "canal", "Minister Ada Berg", "said", "the canal would open", side="NORTH"),
        row(text, "canal", "Colonel Ruso", "denied", f"the{mark}claim", side="NORTH"),
        row(text, "canal", None, "called", "“a start”", side="unresolved"),
    ]
    # A second article that nobody codes stands beside it with the same marks.
    rows.append(row(text, "other", "Colonel Ruso", "denied", f"the{mark}claim", side="SOUTH"))
    articles = [{"article_id": name, "text": text, "body_start": 24} for name in ("canal", "other")]
    found = make_table(rows, "attributions", sides=SIDES, group="resolved")
    return make_table(articles, "articles"), found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_goes_there_and_back(name: str, tmp_path: Path) -> None:
    articles, attributions = study(HOSTILE[name])
    sheet = coding_sheet(articles, attributions)
    sheet = sheet[sheet["article_id"] == "canal"].reset_index(drop=True)
    content = f"the{HOSTILE[name]}claim"
    assert content in sheet["content"].tolist()
    write_coding_sheet(sheet, tmp_path / "ann.xlsx")
    read_coding(tmp_path / "ann.xlsx", articles, sheet=sheet)
    path = tmp_path / "ann.csv"
    write_coding_sheet(sheet, path)
    write_lines(path, fill(read_lines(path)))
    coding, problems = read_coding(path, articles, sheet=sheet)
    assert problems.empty, problems["message"].tolist()
    once = apply_coding(attributions, articles, coding)
    assert once["content"].tolist() == ["the canal would open", content, "“We will wait", content]
    assert once["side"].tolist() == ["NORTH", "SOUTH", "other", "SOUTH"]
    pd.testing.assert_frame_equal(apply_coding(once, articles, coding), once)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_words_copied_from_the_file_are_found(name: str, suffix: str, tmp_path: Path) -> None:
    from framing.coding.cells import read_cells

    articles, attributions = study(HOSTILE[name])
    path = tmp_path / f"ann.{suffix}"
    write_coding_sheet(coding_sheet(articles, attributions), path)
    shown = next(cells["content"] for _, cells in read_cells(path).rows if cells.get("cue") == "denied")
    text = articles["text"].iloc[0]
    start = text.index("the" + HOSTILE[name])
    assert find_words(text, shown, 0, len(text)) == (((start, start + 9),), 1)


def test_hostile_and_plain_articles_stand_in_one_table(tmp_path: Path) -> None:
    articles, attributions = study("\ud800")
    texts = [each if each["article_id"] == "canal" else each | {"text": each["text"].replace("\ud800", " ")}
             for each in articles.to_dict("records")]  # fmt: skip
    articles = make_table(texts, "articles")
    rows = [found | {"content": found["content"].replace("\ud800", " ")} if found["article_id"] == "other" else found
            for found in attributions.to_dict("records")]  # fmt: skip
    attributions = make_table(rows, "attributions", sides=SIDES, group="resolved")
    sheet = coding_sheet(articles, attributions)
    for coded in ("canal", "other"):
        path = tmp_path / f"{coded}.csv"
        write_coding_sheet(sheet[sheet["article_id"] == coded].reset_index(drop=True), path)
        write_lines(path, fill(read_lines(path)))
        coding, _ = read_coding(path, articles)
        table = apply_coding(attributions, articles, coding)
        assert (table["engine"] == "human").sum() == (3 if coded == "canal" else 2)


@pytest.mark.parametrize("letter", ["a", "\U0001f6a2"])
def test_a_cell_holds_what_a_spreadsheet_counts(letter: str, tmp_path: Path) -> None:
    from framing.coding.cells import read_cells

    text = TEXT + "\n" + letter * 40_000
    articles = make_table([{"article_id": "canal", "text": text, "body_start": 24}], "articles")
    sheet = coding_sheet(articles, study("x")[1].iloc[:0], unit="article")
    write_coding_sheet(sheet, tmp_path / "ann.xlsx")
    (_, cells), *_ = read_cells(tmp_path / "ann.xlsx").rows
    assert 31_990 < len(cells["sentence"].encode("utf-16-le")) / 2 < 32_767
    assert text.startswith(cells["sentence"].removesuffix(" […]"))
