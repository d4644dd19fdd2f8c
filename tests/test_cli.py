"""The command: what it prints, its exit codes, one line for each error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import framing
from framing.cli import app
from framing.schema import read_table

TEXT = "The White House said on Monday that the barge would stay. Zorblatt said that it leaks."


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def error(result: Result) -> str:
    """The one line that an error is."""
    assert result.exit_code == 2, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("framing: ")
    return lines[0]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV in cp1252, as spreadsheets write it, with a row that holds no text."""
    path = tmp_path / "reports.csv"
    rows = [
        "body,medium,title,day",
        f'"{TEXT} “Café” it was called.",Quay Post,Barge stays,4/25/2021',
        f'"{TEXT} It’s old.",Pier Gazette,Barge leaks,4/26/2021',
        ",Pier Gazette,Nothing,4/27/2021",
    ]
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return path


def test_version() -> None:
    result = command("--version")
    assert (result.exit_code, result.output) == (0, f"framing {framing.__version__}\n")


def test_run_maps_columns_and_ends_with_a_summary(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = command(
        "run", table, "--out", out, "--text", "body", "--outlet", "medium", "--headline", "title", "--date", "day",
        "--date-order", "mdy", "--by", "outlet", "--by", "month", "--engine", "rules",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) <= 25
    assert lines[0].split() == "articles 3 read, 2 kept, 1 dropped".split()
    assert any(line.split() == ["dropped", "empty:", "1"] for line in lines)
    assert any(line.split() == ["mended", "encoding:", "1"] for line in lines)
    assert any(line.split() == "attributions 4, of them unresolved 2 (50%)".split() for line in lines)
    assert "engine        rules" in lines
    assert any("contrast-by: not drawn: nobody speaks for RU" in line for line in lines)
    assert str(out / "figures" / "balance.png") in result.stdout
    articles = read_table(out / "tables" / "articles.parquet", table="articles")
    assert articles["outlet"].tolist() == ["Quay Post", "Pier Gazette"]
    assert articles["date"].dt.month.tolist() == [4, 4]
    assert articles["text"].str.contains("“Café”").iloc[0]
    measures = read_table(out / "tables" / "measures.parquet", table="measures")
    assert set(measures["month"].dropna()) == {"2021-04"}
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["arguments"] == {
        "input": "reports.csv", "by": ["outlet", "month"], "engine": "rules", "seed": 0,
        "keep_text": True, "date": "day",
        "date_order": "MDY",
        "headline": "title", "outlet": "medium", "text": "body",
    }  # fmt: skip


def test_a_missing_column_names_those_that_are_there(table: Path, tmp_path: Path) -> None:
    said = error(command("run", table, "--out", tmp_path / "out", "--text", "bodi"))
    assert "'body'" in said
    assert "Did you mean 'body'?" in said
    assert "no such column" in error(command("run", table, "--out", tmp_path / "out"))


def test_wrong_input_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    empty, out = tmp_path / "empty", tmp_path / "out"
    empty.mkdir()
    assert "no file in this folder is of a known format" in error(command("run", empty, "--out", out))
    assert "there is no such file or folder" in error(command("run", tmp_path / "none", "--out", out))
    assert "there is no such file or folder" in error(command("attributions", tmp_path / "none"))
    assert "no .txt file in this folder" in error(command("attributions", empty))
    (empty / "one.txt").write_text(TEXT, encoding="utf-8")
    assert "Did you mean 'outlet'?" in error(command("run", empty, "--out", out, "--by", "oulet"))
    assert "'MDY', 'DMY', 'YMD'" in error(command("run", empty, "--out", out, "--date-order", "ymx"))
    assert "text files have no columns" in error(command("run", empty, "--out", out, "--text", "body"))
    (tmp_path / "book.yaml").write_text("sides: [A, B]\npersns: []\n", encoding="utf-8")
    assert "persns" in error(command("run", empty, "--out", out, "--codebook", tmp_path / "book.yaml"))
    assert "Did you mean 'rules'?" in error(command("run", empty, "--out", out, "--engine", "rule"))
    assert "Did you mean 'rules'?" in error(command("attributions", empty, "--engine", "rule"))
    assert not out.exists()


def test_options_that_do_not_exist_are_exit_code_2() -> None:
    result = command("run", "somewhere", "--outt", "x")
    assert result.exit_code == 2
    assert "No such option: --outt" in result.stderr
    assert "Traceback" not in result.output


def test_interrupt_says_how_to_go_on(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import framing.study

    def stopped(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(framing.study, "run_study", stopped)
    result = command("run", table, "--out", tmp_path / "out")
    assert result.exit_code == 130
    assert result.stderr.strip() == "framing: interrupted; the same command goes on where it stopped."


def test_attributions_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.txt").write_text("Rain fell on the harbour all day.", encoding="utf-8")
    shown = command("attributions", folder, "--speech-only", "--outermost", "--engine", "rules")
    assert shown.exit_code == 0
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(line["article_id"], len(line["attributions"])) for line in lines] == [("a", 0), ("b", 2)]
    assert shown.stderr.strip() == "2 files, 2 attributions, 1 unresolved written as other"
    out = tmp_path / "predicted.jsonl"
    written = command(
        "attributions", folder, "--speech-only", "--outermost", "--engine", "rules", "--out", out
    )
    assert written.stdout == ""
    assert out.read_text(encoding="utf-8") == shown.stdout


def test_help_says_what_outermost_does() -> None:
    told = " ".join(command("attributions", "--help").output.split())
    assert "a quotation that goes on after its speaker is joined to the attribution before it" in told


def test_attributions_never_overwrite_the_texts(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    text = folder / "b.txt"
    text.write_text(TEXT, encoding="utf-8")
    for path, out in [(folder, text), (text, text), (folder, folder / "new.txt")]:
        assert "name another file" in error(command("attributions", path, "--out", out))
    assert "is a folder; name a file" in error(command("attributions", text, "--out", tmp_path))
    assert text.read_text(encoding="utf-8") == TEXT
    assert [each.name for each in folder.iterdir()] == ["b.txt"]


def test_a_seed_below_zero_is_refused_at_once(table: Path, tmp_path: Path) -> None:
    result = command("run", table, "--out", tmp_path / "out", "--text", "body", "--seed", "-1")
    assert result.exit_code == 2
    assert "--seed" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_codebook_that_is_no_text_is_named(table: Path, tmp_path: Path) -> None:
    book = tmp_path / "own.yaml"
    book.write_bytes(b"\xff\xfe\x00")
    told = error(command("run", table, "--out", tmp_path / "out", "--text", "body", "--codebook", book))
    assert "own.yaml" in told and "save it as UTF-8" in told


def test_attributions_take_a_codebook(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(
        "The Dockers' Union said that pay had fallen.", encoding="utf-8"
    )
    book = tmp_path / "own.yaml"
    book.write_text(
        "sides: [UNION, FIRM]\n"
        "states:\n"
        "  - {id: union, side: UNION, name: Dockers' Union, names: [Dockers' Union, Dockers]}\n"
        "  - {id: firm, side: FIRM, name: Brack Shipping, names: [Brack Shipping, Brack]}\n",
        encoding="utf-8",
    )
    results = [
        command("attributions", tmp_path / "texts", "--engine", "rules", *more)
        for more in ((), ("--codebook", book))
    ]
    sides = [json.loads(result.stdout)["attributions"][0]["side"] for result in results]
    assert sides == ["other", "UNION"]


def test_a_scheduler_that_does_not_answer_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ship came, the harbour office said.\n")
    found = CliRunner().invoke(
        app, ["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "--scheduler", "nowhere:port"]
    )
    assert found.exit_code == 2
    assert "--scheduler nowhere:port: no scheduler answers there" in found.stderr
    assert "Traceback" not in found.stderr
