"""Partitions: what is kept is not worked on again, and who works in which order changes no byte."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing.study.chunks as chunks
import framing.study.measure as measure_module
import framing.study.run as run_module
import framing.study.speakers as speakers
import framing.study.sums as sums_module
from framing.actors import load_codebook
from framing.corpus import make_articles
from framing.schema import make_table
from framing.study import run_study
from framing.study.apart import Failure
from framing.study.measure import _no_contrast, measure
from framing.study.partitions import Job, Stage, article_keys, default_size, do
from framing.study.stages import look, run_stage
from framing.study.sums import Sums
from framing.study.tallies import Tallied, tallied
from framing.study.workers import KILLED, in_process, in_processes
from framing.study.write import hashed_frame


def ferry(number: int) -> str:
    """One of many short reports, no two alike."""
    return (
        f"Ferry {number} waits\n\n“Ferry number {number} will sail,” a White House spokesman said on Friday.\n\n"
        f"The Kremlin said the ferry had {number} cars on board. Anna Kettle, a passenger, said she was cold.\n"
    )


def ferries(numbers: Iterable[int]) -> pd.DataFrame:
    numbers = list(numbers)
    outlets = ["Quay Post" if n % 2 else "Pier Gazette" for n in numbers]
    return make_articles(
        [ferry(n) for n in numbers], article_id=[f"ferry-{n:03d}" for n in numbers], outlet=outlets
    )


def plain(patch: pytest.MonkeyPatch) -> None:
    """Neither figures nor measures: they are made of the tables, which are compared here."""
    patch.setattr(run_module, "draw", lambda *args, **options: {})
    patch.setattr(run_module, "measure", lambda *args, **options: make_table([], "measures"))
    patch.setattr(run_module, "contrast", lambda *args, **options: (_no_contrast(), {}))
    patch.setattr(run_module, "report_files", lambda *args, **options: [])


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    plain(monkeypatch)


def contents(out: Path) -> dict[str, str]:
    files = sorted(path for path in out.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def worked(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The articles that each stage is given, as it goes."""
    seen: dict[str, list[str]] = {"attributions": [], "speakers": []}
    find, mention = chunks.find_attributions, speakers.find_mentions

    def finds(articles, **options):  # type: ignore[no-untyped-def]
        seen["attributions"] += articles["article_id"].tolist()
        return find(articles, **options)

    def mentions(articles, *tables, **options):  # type: ignore[no-untyped-def]
        seen["speakers"] += articles["article_id"].tolist()
        return mention(articles, *tables, **options)

    monkeypatch.setattr(chunks, "find_attributions", finds)
    monkeypatch.setattr(speakers, "find_mentions", mentions)
    return seen


N = 25


@pytest.fixture(scope="module")
def kept_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 25 articles, all in one partition, worked on in one process."""
    with pytest.MonkeyPatch.context() as patch:
        plain(patch)
        return run_study(ferries(range(N)), tmp_path_factory.mktemp("kept") / "out", engine="rules").out


def shuffled(jobs: Iterable[Job], seed: int) -> Iterator[tuple[Job, list[Failure]]]:
    """Works on partitions in any order, and tells of them in another."""
    order = random.Random(seed)
    waiting = list(jobs)
    order.shuffle(waiting)
    done = [(job, do(job)) for job in waiting]
    order.shuffle(done)
    yield from done


def test_neither_workers_nor_partitions_nor_order_change_a_byte(
    kept_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = contents(kept_study)
    assert "tables/counts.parquet" in expected
    run_study(ferries(range(N)), tmp_path / "two", engine="rules", workers=2, partition_size=4)
    assert contents(tmp_path / "two") == expected
    for seed in range(2):
        monkeypatch.setattr(run_module, "in_process", partial(shuffled, seed=seed))
        run_study(ferries(range(N)), tmp_path / f"{seed}", engine="rules", partition_size=3)
        assert contents(tmp_path / f"{seed}") == expected


def test_a_second_run_works_on_nothing_and_added_articles_cost_themselves(
    kept_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, seen = tmp_path / "out", worked(monkeypatch)
    few = [n for n in range(N) if n % 5]
    run_study(ferries(few), out, engine="rules", partition_size=4)
    for each in seen.values():
        assert len(each) == len(few)
        each.clear()
    # Without its manifest a study is one that was interrupted at its end.
    (out / "manifest.json").unlink()
    run_study(ferries(few), out, engine="rules", partition_size=9)
    assert seen == {"attributions": [], "speakers": []}
    # They stand between those that are kept, in every partition of the first run.
    run_study(ferries(range(N)), out, engine="rules", partition_size=4)
    added = [f"ferry-{n:03d}" for n in range(0, N, 5)]
    assert seen == {"attributions": added, "speakers": added}
    assert contents(out) == contents(kept_study)
    # Articles that are gone leave no row behind.
    again = run_study(ferries(few), out, engine="rules")
    assert seen == {"attributions": added, "speakers": added}
    assert len(again.tables["attributions"]) == 3 * len(few)


def test_another_codebook_redoes_the_speakers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, seen = tmp_path / "out", worked(monkeypatch)
    more = tmp_path / "more.yaml"
    more.write_text(
        "persons:\n  - {id: anna-kettle, name: Anna Kettle, gender: f, side: RU}\n", encoding="utf-8"
    )
    first = run_study(ferries(range(5)), out, engine="rules")
    seen["attributions"].clear()
    seen["speakers"].clear()
    second = run_study(ferries(range(5)), out, engine="rules", codebook=load_codebook(more))
    assert seen["attributions"] == []
    assert len(seen["speakers"]) == 5
    sides = [each.tables["attributions"]["side"].value_counts()["RU"] for each in (first, second)]
    assert sides == [5, 10]


def test_a_changed_text_or_date_is_worked_on_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, seen = tmp_path / "out", worked(monkeypatch)
    articles = ferries(range(6))
    run_study(articles, out, engine="rules")
    for each in seen.values():
        each.clear()
    dated = articles.assign(date=[*[None] * 5, pd.Timestamp("2012-05-01")])
    run_study(dated, out, engine="rules")
    # An office has its holder by the date of the article; who is quoted does not depend on it.
    assert seen == {"attributions": [], "speakers": ["ferry-005"]}
    keys = article_keys(articles, ["article_id", "text", "date"])
    assert (
        sum(a != b for a, b in zip(keys, article_keys(dated, ["article_id", "text", "date"]), strict=True))
        == 1
    )
    # A column that is of no use to a stage costs nothing.
    run_study(dated.assign(section="harbour"), out, engine="rules")
    assert seen == {"attributions": [], "speakers": ["ferry-005"]}


@pytest.mark.parametrize("folder", ["attributions", "resolved", "mentions", "counts", "listed"])
def test_a_broken_or_missing_file_is_worked_out_again(folder: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    articles = ferries(range(4))
    run_study(articles, out, engine="rules", partition_size=2)
    expected = contents(out)
    files = sorted(path for path in (out / ".cache" / folder).rglob("*") if path.is_file())
    files[0].write_bytes(files[0].read_bytes()[:40])
    files[1].unlink()
    if folder == "attributions":
        # They are read again only where something has to follow from them.
        for path in (out / ".cache" / "mentions").iterdir():
            path.unlink()
    (out / "manifest.json").unlink()
    run_study(articles, out, engine="rules")
    assert contents(out) == expected


def kills(articles: pd.DataFrame, *, bad: str, mark: Path, times: int) -> tuple[pd.DataFrame]:
    """A stage whose process dies on one article, some times."""
    if (articles["article_id"] == bad).any():
        died = len(mark.read_bytes()) if mark.exists() else 0
        if died < times:
            mark.write_bytes(b"x" * (died + 1))
            os.kill(os.getpid(), signal.SIGKILL)
    found = chunks.find_attributions(articles, engine="rules")
    return (found,)


def killing(tmp_path: Path, times: int) -> Stage:
    settings = {"bad": "ferry-005", "mark": tmp_path / "mark", "times": times}
    columns = ("article_id", "language", "text")
    return Stage("attributions", ("attributions",), "1", columns, kills, settings)


@pytest.mark.parametrize("times", [1, 1000])
def test_an_article_that_kills_its_worker_is_found_and_named(tmp_path: Path, times: int) -> None:
    """Killed once, it is tried again; killed always, it alone is left out."""
    articles = ferries(range(10))
    kept, (found,), failures = run_stage(
        killing(tmp_path, times),
        articles,
        tmp_path,
        engine=partial(in_processes, workers=2),
        partition_size=4,
    )
    lost = {"ferry-005"} if times == 1000 else set()
    assert [(failure.article_id, failure.message) for failure in failures] == [
        (each, KILLED) for each in lost
    ]
    assert set(found["article_id"]) == set(articles["article_id"]) - lost
    assert sorted(id_ for ids in kept.parts.values() for id_ in ids) == sorted(set(found["article_id"]))
    assert not (tmp_path / "work" / "attributions").exists()


def test_articles_that_fail_are_tried_again_by_the_next_run(tmp_path: Path) -> None:
    articles = ferries(range(4))
    stage = chunks.attribution_stage(tmp_path, "rules")

    def fails(jobs: Iterable[Job]) -> Iterator[tuple[Job, list[Failure]]]:
        for job in jobs:
            rest = replace(job, keys=job.keys[1:], first=job.first + 1)
            yield job, [Failure(str(job.rows()["article_id"].iloc[0]), "no luck"), *do(rest)]

    _, _, failures = run_stage(stage, articles, tmp_path, engine=fails)
    assert failures == [Failure("ferry-000", "no luck")]
    _, left = look(stage, articles, tmp_path)
    assert left["article_id"].tolist() == ["ferry-000"]
    _, (found,), failures = run_stage(stage, articles, tmp_path, engine=in_process)
    assert failures == []
    assert len(found) == 12


def test_partitions_grow_with_the_articles_and_stay_bounded() -> None:
    assert [default_size(n) for n in (1, 6400, 12_800, 100_000, 10_000_000)] == [32, 32, 64, 500, 1024]


def test_a_partition_of_no_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="partition_size=0 is not allowed; allowed: 1 or more articles"):
        run_study(ferries(range(1)), tmp_path / "out", engine="rules", partition_size=0)


def refused(name: str):  # type: ignore[no-untyped-def]
    def function(*args, **options):  # type: ignore[no-untyped-def]
        raise AssertionError(f"{name} is counted from rows")

    function.__name__ = name
    return function


def test_measures_of_kept_sums_are_those_of_all_rows_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accusation = "The White House accused the Kremlin of hiding the ferry. The Kremlin denied the charge.\n"
    texts = [accusation, *(ferry(n) for n in range(1, 7)), "Nobody speaks here.\n", ferry(3)]
    articles = make_articles(
        texts,
        article_id=[f"ferry-{n}" for n in range(9)],
        outlet=["Quay Post" if n % 2 else "Pier Gazette" for n in range(9)],
    )
    articles["duplicate_of"] = pd.Series([None] * 8 + ["ferry-3"], dtype="str")
    book = load_codebook()

    def measures(size: int | None, workers: int = 1, *, rows: bool = False) -> tuple[str, str]:
        cache = tmp_path / f"{size}-{workers}"
        cache.mkdir()
        found = run_module.worked(
            articles, book, cache, engine="rules", workers=workers, size=size, progress=False
        )
        assert found.tallied is not None
        tables = [found.attributions, found.articles, found.mentions]
        options = {"by": ["outlet"], "sides": book.sides, "seed": 0}
        of_rows = measure(*tables, **options).to_csv() if rows else ""
        # Nothing is made of a row.
        for name in ("voice_balance", "voice_surplus"):
            monkeypatch.setattr(measure_module, name, refused(name))
        given = [refused(f.__name__) for f in measure_module.MEASURES]
        monkeypatch.setattr(measure_module, "MEASURES", given)
        of_sums = measure(*tables, **options, kept=found.tallied)
        monkeypatch.undo()
        return of_rows, of_sums.to_csv()

    whole, of_sums = measures(None, rows=True)
    assert of_sums == whole
    assert {"voice_share,words", "blame_share,accusations", "answered_share,accusations"} <= {
        ",".join(line.split(",")[1:3]) for line in whole.splitlines()
    }
    assert measures(1)[1] == whole
    assert measures(4, workers=2)[1] == whole


def test_sums_are_looked_for_by_article_and_by_name(tmp_path: Path) -> None:
    articles = ferries(range(2))

    def none_of(*sides: str) -> pd.DataFrame:
        empty = pd.Categorical([], categories=sides)
        names = {name: [] for name in ("actor", "actor_id", "anonymous")}
        return make_table([], "attributions").assign(side=empty, target_side=empty, **names)

    sides = none_of("A", "B")
    kept, cues = tallied(articles, sides, make_table([], "mentions"))

    def sums_of(kept: pd.DataFrame, sides: pd.DataFrame) -> Tallied:
        return Tallied([kept.head(1), kept.tail(len(kept) - 1)], cues, sides, articles, tmp_path)

    assert sums_of(kept, sides).tally("voice_balance, words").joint.tolist() == [0.0, 0.0]
    with pytest.raises(KeyError, match="1 articles have no sums"):
        sums_of(kept.head(1), sides)
    with pytest.raises(KeyError, match=r"sums that are not kept.*voice_surplus"):
        sums_of(kept[[name for name in kept if "voice_surplus" not in name]], sides)
    with pytest.raises(KeyError, match='"C"'):
        sums_of(kept, none_of("A", "C"))


def test_sums_lie_in_a_file_where_they_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(0)
    values = dice.normal(size=(70, 3))
    ids = [f"a{number:02d}" for number in range(70)]
    table = pd.DataFrame(values, columns=["[1]", "[2]", "[3]"]).assign(article_id=ids, text="")
    shuffled_rows = table.sample(frac=1, random_state=0)
    parts = [shuffled_rows.iloc[start : start + 9] for start in range(0, 70, 9)]
    monkeypatch.setattr(sums_module, "_IN_MEMORY", 0)
    kept = Sums(parts, pd.Series(ids), tmp_path)
    assert isinstance(kept._values, np.memmap)
    assert list(tmp_path.iterdir()) == [], "the file has no name, so that nobody has to remove it"
    for number in range(3):
        np.testing.assert_array_equal(kept.column(f"[{number + 1}]"), values[:, number])
    with pytest.raises(KeyError, match="sums that not all articles have"):
        Sums([parts[0], parts[1].drop(columns="[2]")], pd.Series(ids), tmp_path)


def test_a_finished_study_is_taken_as_it_is_unless_something_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, articles = tmp_path / "out", ferries(range(4))
    first = run_study(articles, out, engine="rules", by="outlet")
    before = contents(out)
    monkeypatch.setattr(run_module, "worked", refused("anything"))
    again = run_study(articles, out, engine="rules", by="outlet", workers=2, partition_size=1)
    assert contents(out) == before
    assert again.manifest == first.manifest and again.figures == first.figures
    assert list(again.tables) == list(first.tables)
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)
    others = [
        {"by": None}, {"seed": 1}, {"keep_text": False}, {"engine": "tagger"},
        {"codebook": replace(load_codebook(), version="another")},
    ]  # fmt: skip
    with pytest.raises(AssertionError, match="anything"):
        run_study(articles.assign(desk=""), out, engine="rules", by="outlet")
    for other in others:
        with pytest.raises(AssertionError, match="anything"):
            run_study(articles, out, **{"engine": "rules", "by": "outlet", **other})
    with pytest.raises(AssertionError, match="anything"):
        run_study(articles.head(3), out, engine="rules", by="outlet")
    monkeypatch.setattr(run_module, "code_digest", lambda: "another")
    with pytest.raises(AssertionError, match="anything"):
        run_study(articles, out, engine="rules", by="outlet")
    monkeypatch.undo()
    plain(monkeypatch)
    # A table that is asked for once another study lies there is not taken for this one's.
    other = run_study(articles, out, engine="rules", by="outlet")
    run_study(articles.head(2), out, engine="rules", by="outlet")
    with pytest.raises(RuntimeError, match="is not this study's any more"):
        other.tables["articles"]
    run_study(articles, out, engine="rules", by="outlet")
    assert contents(out) == before
    # A file that was changed or lost is made again.
    (out / "tables" / "counts.csv").write_text("changed", encoding="utf-8")
    (out / "tables" / "mentions.parquet").unlink()
    run_study(articles, out, engine="rules", by="outlet")
    assert contents(out) == before


def test_any_file_of_a_folder_that_changes_makes_another_study(tmp_path: Path) -> None:
    folder, out = tmp_path / "reports", tmp_path / "out"
    folder.mkdir()
    (folder / "table.csv").write_text("article_id,text\nferry-1,The Kremlin said no.\n", encoding="utf-8")
    (folder / "one.txt").write_text(ferry(2), encoding="utf-8")
    first = run_study(folder, out, engine="rules")
    assert sorted(first.manifest["input"]) == ["one.txt", "table.csv"]
    (folder / "table.csv").write_text("article_id,text\nferry-1,The Kremlin said yes.\n", encoding="utf-8")
    second = run_study(folder, out, engine="rules")
    texts = second.tables["articles"].set_index("article_id")["text"]
    assert texts["ferry-1"].strip() == "The Kremlin said yes."


def test_a_table_is_told_by_its_values_and_types() -> None:
    one = ferries(range(2))
    others = [
        one.assign(desk=[None, "A"]), one.assign(desk=["", "A"]), one.assign(desk=[1, 2]), one.assign(desk=["1", "2"]),
        one.assign(**{"u\tv": "k", "w": "l"}), one.assign(**{"u": "k", "v\tw": "l"}),
    ]  # fmt: skip
    hashes = [hashed_frame(each)["articles table"] for each in [one, *others]]
    assert len(set(hashes)) == len(hashes)


def test_each_partition_is_told_in_the_log(tmp_path: Path) -> None:
    run_study(ferries(range(5)), tmp_path / "out", engine="rules", partition_size=2)
    lines = (tmp_path / "out" / ".cache" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    for stage in ("attributions", "speakers", "tallies"):
        mine = [each for each in told if each["stage"] == stage]
        assert [each["articles"] for each in mine] == [2, 2, 1]
        assert [each["done"] for each in mine] == [2, 4, 5] and {each["of"] for each in mine} == {5}
        assert mine[-1]["seconds_left"] == 0.0 and mine[0]["articles_per_second"] > 0
        assert [each["failed"] for each in mine] == [[], [], []]
