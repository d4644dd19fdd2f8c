"""A study read in parts is the study read whole and filtered afterwards."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_study_partitions import ferries, plain

from framing.schema import read_table
from framing.study import run_study, scan_study

N = 12


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = ferries(range(N))
    days = pd.Series([None if n == 3 else f"2012-05-{n + 1:02d}" for n in range(N)])
    articles = articles.assign(date=days, section="harbour")
    with pytest.MonkeyPatch.context() as patch:
        plain(patch)
        return run_study(articles, tmp_path_factory.mktemp("scan") / "out", engine="rules").out


def whole(out: Path, name: str) -> pd.DataFrame:
    return read_table(out / "tables" / f"{name}.parquet", table=name)


@pytest.mark.parametrize("name", ["articles", "attributions", "mentions", "counts", "problems"])
def test_without_conditions_it_is_the_table(out: Path, name: str) -> None:
    scan = scan_study(out)
    assert name in scan.names
    pd.testing.assert_frame_equal(scan.table(name), whole(out, name))
    assert scan.count(name) == len(whole(out, name))


@pytest.mark.parametrize("name", ["articles", "attributions", "mentions", "counts"])
@pytest.mark.parametrize(
    "conditions",
    [
        {"outlet": "Quay Post"},
        {"outlet": ["Quay Post", "Pier Gazette"], "since": "2012-05-03"},
        {"since": "2012-05-02", "until": "2012-05-05"},
        {"outlet": "Pier Gazette", "until": pd.Timestamp("2012-05-07 13:00")},
        {"outlet": "Nobody's"},
    ],
)
def test_outlets_and_days_are_those_of_the_articles(
    out: Path, name: str, conditions: dict[str, object]
) -> None:
    articles = whole(out, "articles")
    outlets = conditions.get("outlet", articles["outlet"].tolist())
    keep = articles["outlet"].isin([outlets] if isinstance(outlets, str) else outlets)
    if "since" in conditions:
        keep &= articles["date"] >= pd.Timestamp(conditions["since"])
    if "until" in conditions:
        keep &= articles["date"] <= pd.Timestamp(conditions["until"]).normalize()
    table = whole(out, name)
    expected = table[table["article_id"].isin(articles.loc[keep, "article_id"])].reset_index(drop=True)
    found = scan_study(out).table(name, **conditions)
    pd.testing.assert_frame_equal(found, expected)
    assert scan_study(out).count(name, **conditions) == len(expected)


def test_sides_hold_together_with_the_other_conditions(out: Path) -> None:
    scan = scan_study(out)
    table = whole(out, "attributions")
    odd = [f"ferry-{n:03d}" for n in range(1, N, 2)]
    expected = table[table["side"].isin(["US", "other"]) & table["article_id"].isin(odd)].reset_index(
        drop=True
    )
    assert len(expected) == 12
    found = scan.table("attributions", side=["US", "other"], outlet="Quay Post")
    pd.testing.assert_frame_equal(found, expected)
    assert found["side"].cat.categories.tolist() == table["side"].cat.categories.tolist()
    some = scan.table("attributions", columns=["article_id", "side"], side="RU")
    assert some.columns.tolist() == ["article_id", "side"]
    assert some["side"].tolist() == ["RU"] * N


def test_parts_are_bounded_and_together_the_whole(out: Path) -> None:
    parts = list(scan_study(out).batches("counts", size=50, until="2012-05-09"))
    assert len(parts) > 2
    assert max(map(len, parts)) <= 50
    expected = scan_study(out).table("counts", until="2012-05-09")
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), expected)


def test_what_cannot_be_asked_is_said(out: Path, tmp_path: Path) -> None:
    scan = scan_study(out)
    with pytest.raises(FileNotFoundError, match=r"holds no manifest.json"):
        scan_study(tmp_path)
    with pytest.raises(ValueError, match=r"name='count' is not allowed.*Did you mean 'counts'"):
        scan.table("count")
    with pytest.raises(ValueError, match=r"columns='sides' is not allowed.*Did you mean 'side'"):
        scan.table("attributions", columns=["sides"])
    with pytest.raises(ValueError, match="side='US': the table 'articles' has no column 'side'"):
        scan.table("articles", side="US")
    with pytest.raises(
        ValueError, match="since='2012-05-01': the table 'contrast' has no column 'article_id'"
    ):
        scan.table("contrast", since="2012-05-01")
    with pytest.raises(ValueError, match="until='May' is no date"):
        scan.table("articles", until="May")
