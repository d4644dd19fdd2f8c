"""A study: the same bytes however it is run, whole files, no article that costs another."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import framing.study.chunks as chunks
import framing.study.run as run_module
import framing.study.speakers as speakers
from framing.corpus import make_articles
from framing.schema import TABLES, read_table
from framing.study import run_study
from framing.view import show_article

SCRIPT = "<script>alert(1)</script>"
NAMES = ("articles", "attributions", "mentions", "counts", "measures", "contrast", "unresolved", "problems")


def report(number: int) -> str:
    """One of many short reports, no two alike."""
    return (
        f"Barge {number} stays in port\n\n"
        f"“The barge with number {number} will not leave,” a White House spokesman said on Monday.\n\n"
        f"The Kremlin said the barge carried {number} tonnes of grain. A resident said that the port was quiet.\n"
    )


def folder_of(path: Path, n: int) -> Path:
    path.mkdir()
    for number in range(n):
        head = f"outlet: {'Pier Gazette' if number % 2 else 'Quay Post'}\n\n"
        (path / f"barge-{number:03d}.txt").write_text(head + report(number), encoding="utf-8")
    return path


# Three chunks, the last one short.
N_REPORTS = 2 * chunks.CHUNK + 6


def contents(out: Path) -> dict[str, str]:
    """Every file of a study but its cache, by hash."""
    files = sorted(path for path in out.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("corpus") / "reports", N_REPORTS)


@pytest.fixture(scope="module")
def study(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> run_module.Study:
    return run_study(reports, tmp_path_factory.mktemp("study") / "out", engine="rules")


def test_tables_hold_what_the_reports_say(study: run_module.Study) -> None:
    assert tuple(study.tables) == NAMES
    assert len(study.tables["articles"]) == N_REPORTS
    sides = study.tables["attributions"]["side"].value_counts()
    assert (sides["US"], sides["RU"], sides["other"]) == (N_REPORTS, N_REPORTS, N_REPORTS)
    measures = study.tables["measures"]
    shares = measures[(measures["measure"] == "voice_share") & (measures["unit"] == "attributions")]
    assert shares["estimate"].tolist() == pytest.approx([1 / 3] * 9)
    assert shares["outlet"].isna().sum() == 3
    assert set(study.tables["contrast"]["contrast"]) == {"by", "about"}
    by = study.tables["contrast"].query("contrast == 'by'").set_index("term")
    assert by.loc["leave", "n_target"] == N_REPORTS
    assert by.loc["grain", "n_reference"] == N_REPORTS


def test_every_file_is_whole_and_named_in_the_manifest(study: run_module.Study) -> None:
    found = contents(study.out)
    manifest = json.loads((study.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == study.manifest
    assert {name: each for name, each in found.items() if name != "manifest.json"} == manifest["outputs"]
    for name in NAMES:
        parquet = study.out / "tables" / f"{name}.parquet"
        assert manifest["rows"][name] == len(pd.read_parquet(parquet))
        if name in TABLES:
            table = read_table(parquet, table=name)
            pd.testing.assert_frame_equal(table, read_table(parquet.with_suffix(".csv"), table=name))
    for figure in ("balance", "contrast-by", "contrast-about"):
        assert (study.out / "figures" / f"{figure}.png").read_bytes().startswith(b"\x89PNG")
        assert (
            (study.out / "figures" / f"{figure}.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
        )


def test_manifest_names_versions_and_inputs_but_no_place_and_no_time(
    study: run_module.Study, reports: Path
) -> None:
    manifest = study.manifest
    assert {"python", "pandas", "spacy"} <= set(manifest["versions"])
    assert manifest["parser_model"]
    assert set(manifest["codebooks"]) == {"actors", "cues", "outlets"}
    assert manifest["arguments"] == {
        "input": "reports",
        "by": ["outlet"],
        "engine": "rules",
        "seed": 0,
        "keep_text": True,
    }
    assert manifest["engine_model"] is None
    one = reports / "barge-007.txt"
    assert manifest["input"]["barge-007.txt"] == hashlib.sha256(one.read_bytes()).hexdigest()
    written = (study.out / "manifest.json").read_text(encoding="utf-8")
    assert str(reports) not in written
    assert str(study.out) not in written


def test_workers_and_a_warm_cache_change_no_byte(
    study: run_module.Study, reports: Path, tmp_path: Path
) -> None:
    run_study(reports, tmp_path / "two", engine="rules", workers=2)
    assert contents(tmp_path / "two") == contents(study.out)
    before = contents(study.out)
    run_study(reports, study.out, engine="rules")
    assert contents(study.out) == before
    # All of it anew from what is kept, as where a run was interrupted at its end.
    (study.out / "manifest.json").unlink()
    run_study(reports, study.out, engine="rules")
    assert contents(study.out) == before


def test_warm_chunks_are_not_worked_on_again(
    study: run_module.Study, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **options: object) -> None:
        raise AssertionError("worked on a chunk that is kept")

    monkeypatch.setattr(chunks, "find_attributions", never)
    kept, failures = chunks.chunked_attributions(
        study.tables["articles"], study.out / ".cache", engine="rules"
    )
    assert len(kept) == 3 * N_REPORTS
    assert failures == []


def test_a_broken_cache_is_worked_out_again(study: run_module.Study, tmp_path: Path) -> None:
    few = study.tables["articles"].head(3)
    cold, _ = chunks.chunked_attributions(few, tmp_path, engine="rules")
    (kept,) = (tmp_path / "attributions").iterdir()
    kept.write_bytes(kept.read_bytes()[:200])
    (tmp_path / "parses.sqlite").write_bytes(b"no database at all" * 100)
    again, failures = chunks.chunked_attributions(few, tmp_path, engine="rules")
    pd.testing.assert_frame_equal(cold, again)
    assert failures == []


def test_a_change_of_text_or_code_is_another_chunk(study: run_module.Study) -> None:
    articles = study.tables["articles"].head(2)
    changed = articles.assign(text=articles["text"] + " ")
    keys = {chunks._key(articles, "1"), chunks._key(changed, "1"), chunks._key(articles, "2")}
    assert len(keys) == 3


def heard(monkeypatch: pytest.MonkeyPatch, version: str = "v1") -> list[str]:
    """A tagger that finds nothing, in place of the real one; the engine of every call."""
    find, calls = chunks.find_attributions, []

    def either(articles, *, engine, **options):  # type: ignore[no-untyped-def]
        calls.append(engine)
        found = find(articles, engine="rules", **options)
        return found if engine == "rules" else found.head(0)

    monkeypatch.setattr(chunks, "find_attributions", either)
    monkeypatch.setattr(chunks, "tagger_version", lambda: version)
    return calls


@pytest.mark.usefixtures("undrawn")
def test_each_engine_keeps_its_own_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = heard(monkeypatch)
    articles, out = make_articles([report(n) for n in range(3)]), tmp_path / "out"
    rules = run_study(articles, out, engine="rules")
    tagged = run_study(articles, out, engine="tagger")
    assert calls == ["rules", "tagger"]
    assert (len(rules.tables["attributions"]), len(tagged.tables["attributions"])) == (9, 0)
    assert (tagged.manifest["arguments"]["engine"], tagged.manifest["engine_model"]) == ("tagger", "v1")
    again = run_study(articles, out, engine="rules")
    assert calls == ["rules", "tagger"]
    assert again.manifest == rules.manifest


def test_other_weights_are_another_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = []
    for weights in ("v1", "v2"):
        heard(monkeypatch, weights)
        versions.append((chunks.code_version("tagger"), chunks.code_version("rules")))
    assert versions[0][0] != versions[1][0]
    assert versions[0][1] == versions[1][1]
    assert versions[0][0] != versions[0][1]


def test_missing_weights_are_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError("tagger.onnx")

    monkeypatch.setattr(chunks, "tagger_version", missing)
    with pytest.raises(
        FileNotFoundError, match="engine='tagger': its weights are not installed; engine='rules'"
    ):
        run_study(make_articles([report(1)]), tmp_path / "out", engine="tagger")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("stop", "workers"), [(signal.SIGKILL, 2), (signal.SIGINT, 1)])
def test_an_interrupted_run_goes_on(
    study: run_module.Study, reports: Path, tmp_path: Path, stop: signal.Signals, workers: int
) -> None:
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-c",
        "from framing.cli import main; main()",
        "run",
        str(reports),
        "--out",
        str(out),
    ]
    command += ["--engine", "rules"]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stderr=subprocess.PIPE,
        text=True,
        # Tests that were started in the background of a shell hand on that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    kept = out / ".cache" / "attributions"
    deadline = time.monotonic() + 120
    while not list(kept.glob("[!.]*.parquet")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, stop)
    _, said = process.communicate(timeout=60)
    assert not (out / "manifest.json").exists()
    if stop == signal.SIGINT:
        assert process.returncode == 130
        assert said.strip() == "framing: interrupted; the same command goes on where it stopped."
    done = {path.name for path in kept.glob("[!.]*.parquet")}
    assert done
    if stop == signal.SIGKILL:
        # What a killed run leaves of a file it was writing.
        (out / "tables").mkdir(exist_ok=True)
        (out / "tables" / ".articles.1.part.csv").write_text("half", encoding="utf-8")
    run_study(reports, out, engine="rules")
    assert done <= {path.name for path in kept.iterdir()}
    assert contents(out) == contents(study.out)


@pytest.mark.usefixtures("undrawn")
def test_one_bad_article_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find, mentions = chunks.find_attributions, speakers.find_mentions

    def fails_on(article_id: str, function):  # type: ignore[no-untyped-def]
        def wrapped(*tables, **options):  # type: ignore[no-untyped-def]
            if any((table["article_id"] == article_id).any() for table in tables):
                raise ZeroDivisionError(f"in {article_id}")
            return function(*tables, **options)

        return wrapped

    monkeypatch.setattr(chunks, "find_attributions", fails_on("2", find))
    monkeypatch.setattr(speakers, "find_mentions", fails_on("4", mentions))
    articles = make_articles(
        [report(n) for n in range(6)], article_id=list("123456"), outlet=["Quay Post"] * 6
    )
    study = run_study(articles, tmp_path / "out", engine="rules")
    problems = study.tables["problems"]
    dropped = problems[problems["level"] == "dropped"]
    assert dropped["article_id"].tolist() == ["2", "4"]
    assert set(dropped["code"]) == {"failed"}
    assert dropped["message"].tolist() == ["ZeroDivisionError: in 2", "ZeroDivisionError: in 4"]
    for name in ("articles", "attributions", "mentions", "counts"):
        assert set(study.tables[name]["article_id"]) == set("1356"), name


def test_every_article_failing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*tables: object, **options: object) -> None:
        raise ZeroDivisionError("by all")

    monkeypatch.setattr(chunks, "find_attributions", fails)
    with pytest.raises(
        ValueError, match="None of 2 articles could be worked on; the first: ZeroDivisionError: by all"
    ):
        run_study(make_articles([report(1), report(2)]), tmp_path / "out", engine="rules")


def test_figures_that_cannot_be_drawn_are_named_and_old_ones_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run_study(make_articles([report(n) for n in range(6)]), out, by=None, engine="rules")
    assert first.figures["balance"]
    mine = out / "notes.txt"
    mine.write_text("my own", encoding="utf-8")
    silent = run_study(make_articles(["Rain fell on the harbour all day."]), out, by=None, engine="rules")
    assert list(silent.figures.values()) == [(), (), ()]
    problems = silent.tables["problems"]
    assert problems["code"].tolist() == ["not_drawn"] * 3
    assert problems["input"].tolist() == ["figures/balance", "figures/contrast-about", "figures/contrast-by"]
    assert silent.manifest["figures"]["balance"]["reason"] == "nobody is quoted whose side is known"
    assert not list((out / "figures").iterdir())
    assert mine.read_text(encoding="utf-8") == "my own"


def test_names_are_escaped_in_svg_and_html(tmp_path: Path) -> None:
    articles = make_articles(
        [report(n) for n in range(2)],
        headline=[SCRIPT, SCRIPT],
        outlet=[SCRIPT, "Quay Post"],
        article_id=["a", "b"],
    )
    study = run_study(articles, tmp_path / "out", engine="rules")
    for path in (tmp_path / "out").rglob("*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8")
    page = show_article(study.tables["articles"], study.tables["attributions"], article_id="a").page()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_wrong_arguments_are_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "chunked_attributions", None)
    articles = make_articles([report(1)])
    with pytest.raises(ValueError, match=r"by='oulet' is not allowed.*Did you mean 'outlet'"):
        run_study(articles, tmp_path / "out", by="oulet", engine="rules")
    with pytest.raises(ValueError, match=r"engine='ruels' is not allowed.*Did you mean 'rules'"):
        run_study(articles, tmp_path / "out", engine="ruels")
    with pytest.raises(ValueError, match="workers=0 is not allowed"):
        run_study(articles, tmp_path / "out", workers=0, engine="rules")
    with pytest.raises(ValueError, match="text: an articles table is read already"):
        run_study(articles, tmp_path / "out", text="body", engine="rules")
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        run_study(articles, tmp_path / "out", codebook=tmp_path / "none.yaml", engine="rules")
    assert not (tmp_path / "out").exists()
    texts = folder_of(tmp_path / "texts", 1)
    with pytest.raises(ValueError, match="lies in the folder of the articles"):
        run_study(texts, texts / "out", engine="rules")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="is a file; name a folder"):
        run_study(articles, tmp_path / "file", engine="rules")


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from framing.study.write import only_writer\n"
        "with only_writer(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path / "out")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(ValueError, match="another run is writing there"):
            run_study(make_articles([report(1)]), tmp_path / "out", engine="rules")
    finally:
        other.kill()
        other.communicate()
