"""The report: what a reader sees in a browser, with a hostile study, and that it is drawn from its folder alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from browser import chromium, page

from framing.corpus import make_articles
from framing.study import Study, run_study, write_report
from framing.study.method import bibliography, method_paragraph
from framing.view.marks import plain
from framing.view.report import Section, report_page, shown, sortable

SCRIPT = "<script>alert(1)</script>"
REPORTS = [
    f"Barge {n} stays\n\n“The barge with number {n} will not leave before the thaw,” a White House spokesman said on "
    f"Monday.\n\nThe Kremlin said the barge carried {n} tonnes of grain. A resident said that the port was quiet.\n"
    for n in range(12)
]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    outlets = [SCRIPT if n % 2 else "Quay Post" for n in range(len(REPORTS))]
    articles = make_articles(REPORTS, outlet=outlets, date="2019-03-04")
    return run_study(articles, tmp_path_factory.mktemp("hostile"), engine="rules", keep_text=False)


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_every_link_has_its_place_and_nothing_is_loaded(study: Study) -> None:
    text = (study.out / "report.html").read_text(encoding="utf-8")
    read = _Read()
    read.feed(text)
    ids = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    links = [attrs["href"] for tag, attrs in read.tags if tag == "a"]
    assert len(links) == 9 and all(link and link[1:] in ids for link in links)
    sources = [attrs["src"] for tag, attrs in read.tags if "src" in attrs]
    assert len(sources) == 3 and all(
        source and source.startswith("data:image/svg+xml;base64,") for source in sources
    )
    assert [tag for tag, _ in read.tags].count("script") == 1, "an outlet's name became a script"
    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;") in text


def test_it_is_written_again_to_the_byte_from_the_folder_alone(study: Study) -> None:
    before = {name: (study.out / name).read_bytes() for name in ("report.html", "references.bib")}
    for path in write_report(study.out):
        assert path.read_bytes() == before[path.name]


def test_an_unfinished_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no finished study"):
        write_report(tmp_path)


def test_every_number_of_the_measures_is_in_the_page(study: Study) -> None:
    text = (study.out / "report.html").read_text(encoding="utf-8")
    values = set(re.findall(r'data-v="([^"]+)"', text))
    measures = study.tables["measures"]
    assert measures["estimate"].notna().any()
    for column in ("estimate", "ci_low", "denominator"):
        assert {f"{value:.12g}" for value in measures[column].dropna()} <= values
    for reason in measures["reason"].dropna().unique():
        assert plain(reason) in text


def test_the_method_names_versions_and_cites_what_is_in_the_references(study: Study) -> None:
    told = method_paragraph(study.manifest)
    assert study.manifest["codebooks"]["actors"]["version"] in told and "12 articles" in told
    years = set(re.findall(r"\b(?:19|20)\d\d\b", told))
    assert years and years <= set(re.findall(r"year\s+= {(\d+)}", bibliography(study.manifest)))
    tagger = method_paragraph(
        {**study.manifest, "arguments": {**study.manifest["arguments"], "engine": "tagger"}}
    )
    assert "F1 against its annotators is .744" in tagger


def test_numbers_are_shown_as_people_read_them() -> None:
    assert [shown(v) for v in (1234.0, -0.5, 1234.56, float("inf"), 0.0)] == [
        "1,234",
        "−0.500",
        "1,234.6",
        "∞",
        "0",
    ]


def test_it_works_in_a_browser(study: Study, tmp_path: Path) -> None:
    chromium()
    table = pd.DataFrame({"outlet": ["b", "a", "c"], "share": [0.5, float("nan"), -2.0]})
    html = report_page("T", SCRIPT, [Section("one", "One", sortable(table, caption="Shares"))])
    (tmp_path / "small.html").write_text(html, encoding="utf-8")
    (tmp_path / "report.html").write_bytes((study.out / "report.html").read_bytes())
    told: list[str] = []
    with page(tmp_path, width=400, height=800) as tab:
        tab.on("console", lambda message: told.append(message.text))
        tab.on("pageerror", lambda error: told.append(str(error)))
        tab.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        tab.on("requestfailed", lambda request: told.append(request.url))
        tab.goto((tmp_path / "small.html").as_uri())
        column = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[0].textContent).join('')"
        orders = [tab.evaluate(column)]
        for head in ("share", "share", "outlet"):
            tab.get_by_role("button", name=head).click()
            orders.append(tab.evaluate(column))
        assert orders == ["bac", "cba", "bca", "abc"]
        tab.goto((tmp_path / "report.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 400, (
            "the page is wider than a small screen"
        )
        assert tab.evaluate(
            "[...document.images].every((image) => image.complete && image.naturalWidth > 100)"
        )
    assert told == []
