"""The checks to make first: each finds what was put there, and says nothing of a corpus that is sound."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

from framing.corpus import corpus_report, make_articles
from framing.plots import plot_corpus, save_figure
from framing.schema import make_table

SOUND = (
    "The harbour office of {name} said on day {i} that ship {i} had come from the north with {j} tons of coal. "
    * 4
)


def sound(n: int = 40, **more: Any) -> pd.DataFrame:
    texts = [SOUND.format(name="abcdefghij"[i % 10] * 7, i=i * 37, j=i * 91) for i in range(n)]
    outlets = ["North Post" if i % 2 else "South Post" for i in range(n)]
    dates = pd.date_range("2020-03-02", periods=n, freq="D")
    return make_articles(texts, **{"outlet": outlets, "outlet_country": "US", "date": list(dates), **more})


def found(report: pd.DataFrame, check: str, group: str) -> pd.Series:
    return report[(report["check"] == check) & (report["group"] == group)].iloc[0]


def test_a_sound_corpus_has_nothing_to_mend() -> None:
    report = corpus_report(sound().assign(outlet_type="private"))
    doubtful = report[(report["verdict"] != "ok") & (report["check"] != "copies")]
    assert doubtful[["check", "group"]].values.tolist() == []
    assert set(report["check"]) == {"articles", "outlets", "dates", "gaps", "lengths", "copies", "languages"}


def test_each_fault_is_found() -> None:
    articles = sound()
    days = list(articles["date"])
    days = (
        days[:20]
        + [day + pd.Timedelta(days=60) for day in days[20:38]]
        + [pd.NaT, pd.Timestamp("1970-01-02")]
    )
    articles["date"] = days
    articles.loc[3, "outlet"] = None
    articles.loc[4, "n_words"] = 12
    articles.loc[5, "n_words"] = 9_000
    articles.loc[6, "language"] = "ru"
    articles["duplicate_of"] = pd.array([None] * 39 + ["article-0001"], dtype="str")
    row = {"input": "a", "level": "warned", "code": "tally", "message": "says 10; 9 were found"}
    problems = make_table([row], "problems")
    report = corpus_report(articles, problems)
    for check, group, n in (
        ("outlets", "without outlet", 1), ("dates", "without date", 1), ("dates", "far from the others", 1),
        ("lengths", "under 50 words", 1), ("lengths", "over 5,000 words", 1), ("copies", "copies of another", 1),
        ("languages", "ru", 1),
    ):  # fmt: skip
        row = found(report, check, group)
        assert (row["n"], row["out_of"], row["verdict"]) == (n, 40, "look"), (check, group)
    # Two stretches: from the date of 1970 to the first of 2020, and the sixty days in the middle.
    gap = found(report, "gaps", "all")
    assert (gap["n"], gap["verdict"]) == (2, "look") and gap["value"].startswith(
        "the longest 1970-01-02 to 2020-03-02"
    )
    assert found(report, "problems", "warned: tally")["verdict"] == "mend"


@pytest.mark.parametrize("articles", [make_table([], "articles"), make_articles(["One text."])])
def test_little_is_told_as_little(articles: pd.DataFrame) -> None:
    report = corpus_report(articles, make_table([], "problems"))
    assert found(report, "articles", "all")["n"] == len(articles)
    assert report["meaning"].notna().all()
    assert isinstance(plot_corpus(articles), Axes)


def test_the_figure_shows_every_article_once(tmp_path: Path) -> None:
    articles = sound(80)
    articles.loc[7, "date"] = pd.NaT
    ax = plot_corpus(articles)
    numbers = [int(text.get_text()) for text in ax.texts if text.get_gid() == "value"]
    assert sum(numbers) == 79
    assert [text.get_text() for text in ax.texts if text.get_gid() == "total"] == ["40", "40"]
    assert "no date: 1 article" in save_figure(ax, tmp_path / "f")[-1].read_text(encoding="utf-8")


def test_many_outlets_and_centuries_stay_readable() -> None:
    articles = sound(60, outlet=[f"Outlet {i:02} of the harbour and its hinterland" for i in range(60)])
    articles.loc[0, "date"] = pd.Timestamp("0001-01-01")
    ax = plot_corpus(articles)
    rows = [text.get_text() for text in ax.texts if text.get_gid() == "row"]
    assert len(rows) == 16 and rows[-1] == "(45 other outlets)"
    ax.figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in ax.texts if t.get_gid() == "tick"]
    assert all(a.x1 <= b.x0 for a, b in pairwise(boxes))
