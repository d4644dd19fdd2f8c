"""What moved between two studies: every row accounted for, and what the two were made with."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from framing.schema import make_table
from framing.study import compare_studies

ROWS = [
    {"measure": "voice_share", "unit": "words", "side": "US", "estimate": 0.6, "ci_low": 0.5, "ci_high": 0.7,
     "denominator": 100.0, "n_articles": 10},
    {"measure": "voice_share", "unit": "words", "side": "RU", "estimate": 0.3, "ci_low": 0.2, "ci_high": 0.4,
     "denominator": 100.0, "n_articles": 10},
    {"measure": "balance", "unit": "words", "estimate": 0.33, "ci_low": 0.1, "ci_high": 0.5, "denominator": 90.0,
     "n_articles": 10},
]  # fmt: skip


def folder(root: Path, name: str, rows: list[dict[str, object]], **arguments: object) -> Path:
    out = root / name
    (out / "tables").mkdir(parents=True)
    make_table(rows, "measures").to_parquet(out / "tables" / "measures.parquet")
    told = {
        "framing": "1",
        "arguments": {"seed": 0, **arguments},
        "outputs": {"x": name},
        "rows": {"n": len(name)},
    }
    (out / "manifest.json").write_text(json.dumps(told))
    return out


def statuses(found: pd.DataFrame) -> list[str]:
    return found["status"].tolist()


def test_a_study_is_as_it_is(tmp_path: Path) -> None:
    found = compare_studies(folder(tmp_path, "a", ROWS), folder(tmp_path, "bb", ROWS))
    assert statuses(found.numbers) == ["same"] * 3
    assert found.moved().empty and found.inputs.empty


def test_what_moved_is_told_by_how_much(tmp_path: Path) -> None:
    other = [ROWS[0] | {"estimate": 0.65}, ROWS[1] | {"estimate": 0.45}, ROWS[2]]
    found = compare_studies(folder(tmp_path, "a", ROWS), folder(tmp_path, "b", other, engine="rules"))
    assert statuses(found.numbers) == ["moved", "outside", "same"]
    assert found.moved()["side"].tolist() == ["RU", "US"]
    assert found.moved()["change"].tolist() == pytest.approx([0.15, 0.05])
    assert found.inputs.values.tolist() == [["arguments: engine", "not there", "rules"]]


def test_no_row_is_lost(tmp_path: Path) -> None:
    """Rows of one alone, rows without an estimate, rows of one name twice, a group column that one does not have."""
    missing = ROWS[2] | {"estimate": float("nan"), "reason": "nobody speaks"}
    a, b = (
        folder(tmp_path, "a", [ROWS[0], ROWS[0], ROWS[2]]),
        folder(tmp_path, "b", [ROWS[0], ROWS[1], missing]),
    )
    assert statuses(compare_studies(a, b).numbers) == ["same", "only a", "only b", "missing"]
    grouped = pd.read_parquet(b / "tables" / "measures.parquet").assign(outlet="Tarrow Ledger")
    grouped.to_parquet(b / "tables" / "measures.parquet")
    assert sorted(statuses(compare_studies(a, b).numbers)) == ["only a"] * 3 + ["only b"] * 3


def test_a_new_count_of_resamples_is_no_new_number(tmp_path: Path) -> None:
    again = [row | {"n_resamples": 99} for row in ROWS]
    found = compare_studies(folder(tmp_path, "a", ROWS), folder(tmp_path, "b", again))
    assert statuses(found.numbers) == ["same"] * 3


def test_an_unfinished_study_is_told(tmp_path: Path) -> None:
    whole = folder(tmp_path, "a", ROWS)
    with pytest.raises(FileNotFoundError, match=r"manifest\.json is not there; run the study first"):
        compare_studies(whole, tmp_path)
