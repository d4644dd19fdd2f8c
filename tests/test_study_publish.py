"""A study without text: nothing of the articles is left, the figures come again, and the check would find what is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing.cli import app
from framing.schema import TABLES, text_columns
from framing.study import Study, find_text, redraw_study, run_study

REPORT = (
    "Barge {n} stays in port\n\n“The barge with number {n} will not leave before the harbour thaws,” a White House "
    "spokesman said on Monday.\n\nThe Kremlin said the barge carried {n} tonnes of grain for the island. A resident "
    "said that the port was quiet.\n"
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for n in range(4):
        head = f"outlet: {'Pier Gazette' if n % 2 else 'Quay Post'}\n"
        (folder / f"barge-{n}.txt").write_text(f"{head}\n{REPORT.format(n=n)}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bare")
    run_study(reports, out, engine="rules", keep_text=False)
    return out


@pytest.fixture(scope="module")
def whole(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return run_study(reports, tmp_path_factory.mktemp("whole"), engine="rules")


def test_no_text_is_left_and_what_would_be_left_is_found(study: Path, whole: Study) -> None:
    articles = whole.tables["articles"]
    assert find_text(study, articles, words=5).empty
    assert not list((study / ".cache").rglob("*.parquet")) and not list((study / ".cache").rglob("*.sqlite"))
    files = set(find_text(whole.out, articles, words=5)["file"])
    assert {"tables/articles.csv", "tables/articles.parquet", "tables/attributions.parquet"} <= files
    assert any(file.startswith(".cache/") for file in files)


def test_numbers_are_those_of_the_study_with_text(study: Path, whole: Study) -> None:
    for name in ("measures", "contrast"):
        pd.testing.assert_frame_equal(
            *(pd.read_parquet(folder / "tables" / f"{name}.parquet") for folder in (study, whole.out))
        )


def test_tables_keep_what_leads_back_to_the_articles(study: Path) -> None:
    for name in ("articles", "attributions", "mentions"):
        table = pd.read_parquet(study / "tables" / f"{name}.parquet")
        assert len(table) and not set(text_columns(name)) & set(table.columns)
        assert set(table.columns) <= {column.name for column in TABLES[name].columns}
    articles = pd.read_parquet(study / "tables" / "articles.parquet")
    assert articles["sha256"].str.len().eq(64).all() and articles["outlet"].notna().all()
    spans = pd.read_parquet(study / "tables" / "attributions.parquet")["content_spans"]
    assert spans.str.fullmatch(r"\d+-\d+(;\d+-\d+)*").all()


def test_figures_come_again_from_the_tables(study: Path, tmp_path: Path) -> None:
    found = redraw_study(study, tmp_path / "again")
    assert found.differ == () and found.files["balance"]
    balance = study / "tables" / "measures.parquet"
    kept = balance.read_bytes()
    try:
        measures = pd.read_parquet(balance)
        measures.loc[measures["measure"] == "voice_share", "estimate"] *= 0.5
        measures.to_parquet(balance)
        assert "figures/balance.csv" in redraw_study(study, tmp_path / "other").differ
    finally:
        balance.write_bytes(kept)
    with pytest.raises(FileNotFoundError, match="no finished study"):
        redraw_study(tmp_path)


def test_a_piece_is_found_whatever_its_case_and_marks(study: Path, reports: Path, tmp_path: Path) -> None:
    line = "THE BARGE, with number 3: will not leave (before the harbour thaws)"
    (tmp_path / "page.html").write_text(f"<p>{line}</p>", encoding="utf-8")
    run = CliRunner().invoke(app, ["find-text", str(tmp_path), str(reports)])
    assert run.exit_code == 1 and run.stdout.startswith("page.html: ") and "barge-3" in run.stdout
    allowed = CliRunner().invoke(app, ["find-text", str(tmp_path), str(reports), "--allowed", "9"])
    assert allowed.exit_code == 0 and "no 8 words in a row" in allowed.stdout
    shown = CliRunner().invoke(app, ["figures", str(study), "--out", str(tmp_path / "figures")])
    assert shown.exit_code == 0 and "all as in the manifest" in shown.stdout
    assert json.loads((study / "manifest.json").read_text())["arguments"]["keep_text"] is False
