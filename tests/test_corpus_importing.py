"""An import can be repeated, interrupted and added to: nothing is read twice, no id moves, nothing is half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from material import material
from pandas.testing import assert_frame_equal

from framing.corpus import import_corpus
from framing.corpus import importing as module
from framing.schema import read_table


def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "wire").mkdir(parents=True)
    (folder / "wire" / "one.txt").write_text("outlet: Wire\n\nThe ship came, the harbour office said.\n")
    (folder / "two.txt").write_text("The ship left on Monday, the harbour office said.\n")
    (folder / "table.csv").write_text(
        "article_id,text,outlet\na,The pier is closed.,Post\nb,The pier is open again.,Post\n"
    )
    return folder


def test_files_of_all_kinds_make_one_corpus(tmp_path: Path) -> None:
    found = import_corpus(corpus(tmp_path), tmp_path / "corpus.parquet")
    assert found.articles["article_id"].tolist() == ["a", "b", "one", "two"]
    report = found.report.set_index("file")
    assert report["articles"].to_dict() == {"in/table.csv": 2, "in/two.txt": 1, "in/wire/one.txt": 1}
    assert set(report["format"]) == {"csv", "text"} and set(report["status"]) == {"read"}
    assert_frame_equal(read_table(tmp_path / "corpus.parquet", table="articles"), found.articles)
    assert_frame_equal(read_table(tmp_path / "corpus.problems.csv", table="problems"), found.problems)
    assert len(pd.read_csv(tmp_path / "corpus.report.csv")) == 3


def test_a_second_run_reads_nothing_and_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = corpus(tmp_path), tmp_path / "corpus.parquet"
    first = import_corpus(folder, out)
    before = out.read_bytes()
    monkeypatch.setattr(module, "articles_from_records", lambda *_, **__: pytest.fail("read again"))
    again = import_corpus(folder, out)
    assert out.read_bytes() == before
    assert set(again.report["status"]) == {"known"}
    assert_frame_equal(first.articles, again.articles)


def test_what_is_added_later_changes_no_article(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path), tmp_path / "corpus.parquet"
    first = import_corpus(folder, out).articles
    # Sorted before all others, with ids that are taken: once with another text, once with the same.
    (folder / "aaa.csv").write_text(
        "article_id,text,outlet\na,A tug sank.,Post\nb,The pier is open again.,Post\nc,A tug was raised.,Post\n"
    )
    found = import_corpus(folder, out)
    assert found.articles["article_id"].tolist() == ["a", "a-2", "b", "c", "one", "two"]
    kept = found.articles[found.articles["article_id"].isin(first["article_id"])].reset_index(drop=True)
    assert_frame_equal(kept[first.columns], first)
    codes = found.problems.set_index("code")
    assert codes.loc["repeated", "input"] == "in/aaa.csv" and codes.loc["id_repeated", "article_id"] == "a-2"
    report = found.report.set_index("file").loc["in/aaa.csv"]
    assert (report["articles"], report["dropped"]) == (2, 1)


def test_a_changed_file_is_read_again_in_its_place(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path), tmp_path / "corpus.parquet"
    import_corpus(folder, out)
    (folder / "two.txt").write_text("The ship sank on Monday.\n")
    found = import_corpus(folder, out)
    assert found.report.set_index("file")["status"].to_dict() == {
        "in/table.csv": "known", "in/two.txt": "read", "in/wire/one.txt": "known",
    }  # fmt: skip
    assert "sank" in found.articles.set_index("article_id").loc["two", "text"]
    # What no file needs any longer is gone: two tables for each of three files, and the journal.
    assert len(list((tmp_path / "corpus.import").iterdir())) == 7


def test_an_export_that_lies_there_twice_counts_once(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path), tmp_path / "corpus.parquet"
    (folder / "table (1).csv").write_bytes((folder / "table.csv").read_bytes())
    (folder / "edition.txt").write_bytes((folder / "two.txt").read_bytes())
    found = import_corpus(folder, out)
    # A text may be wire copy that two outlets printed; a table of the same bytes is a second download.
    assert found.articles["article_id"].tolist() == ["a", "b", "edition", "one", "two"]
    assert found.report.set_index("file").loc["in/table.csv", "status"] == "copy"
    assert (
        "the same file as in/table (1).csv" in found.report.set_index("file").loc["in/table.csv", "message"]
    )


def test_a_bad_file_is_a_row_and_the_others_are_read(tmp_path: Path) -> None:
    folder, out = corpus(tmp_path), tmp_path / "corpus.parquet"
    (folder / "broken.parquet").write_bytes(b"PAR1 no table PAR1")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 ...")
    found = import_corpus([folder, folder / "two.txt"], out)
    assert len(found.articles) == 4
    failed = found.report[found.report["status"] == "failed"]
    assert failed["file"].tolist() == ["in/broken.parquet", "in/scan.pdf"]
    assert "PDF" in failed["message"].iloc[1]
    assert (found.problems["level"] == "dropped").sum() == 2


def test_wrong_calls_say_so(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    with pytest.raises(ValueError, match=r"give a file that ends in \.parquet"):
        import_corpus(folder, tmp_path / "corpus.csv")
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        import_corpus(tmp_path / "none", tmp_path / "corpus.parquet")
    with pytest.raises(ValueError, match=r"lies in .* which is read"):
        import_corpus(folder, folder / "corpus.parquet")
    with pytest.raises(ValueError, match="paths is empty"):
        import_corpus([], tmp_path / "corpus.parquet")
    (tmp_path / "mine.parquet").write_bytes(b"something")
    with pytest.raises(ValueError, match="no import wrote it"):
        import_corpus(folder, tmp_path / "mine.parquet")
    assert (tmp_path / "mine.parquet").read_bytes() == b"something"


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(f"Ship {number} came to the harbour on Monday. " * 20)
    whole = import_corpus(folder, tmp_path / "whole" / "corpus.parquet")
    out = tmp_path / "cut" / "corpus.parquet"
    code = f"from framing.corpus import import_corpus; import_corpus({str(folder)!r}, {str(out)!r})"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    journal = tmp_path / "cut" / "corpus.import" / "journal.json"
    for files in (1, 5):
        child = subprocess.Popen([sys.executable, "-c", code], env=environment)
        deadline = time.monotonic() + 60
        while child.poll() is None and time.monotonic() < deadline:
            if journal.exists() and journal.read_text().count('"file"') >= files:
                break
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        child.wait()
    found = import_corpus(folder, out)
    assert out.read_bytes() == (tmp_path / "whole" / "corpus.parquet").read_bytes()
    assert_frame_equal(found.articles, whole.articles)
    assert "known" in set(found.report["status"])


def test_real_exports_tally(tmp_path: Path) -> None:
    found = import_corpus(material("samples"), tmp_path / "corpus.parquet")
    told = found.report.dropna(subset="announced")
    assert len(told) >= 6
    assert (told["articles"] + told["dropped"] == told["announced"]).all()
    assert found.articles["article_id"].is_unique and found.articles["text"].str.len().min() > 0
