"""The report: what a reader sees in a browser, with a hostile study, and that it is drawn from its folder alone."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from browser import chromium, page

from framing.corpus import make_articles
from framing.study import Study, run_study, write_report
from framing.study.method import bibliography, method_paragraph
from framing.view.marks import plain
from framing.view.report import Section, report_page, shown, sortable
from framing.wordchoice.examples import Evidence

SCRIPT = "<script>alert(1)</script>"
REPORTS = [
    f"Barge {n} stays\n\n“The barge with number {n} will not leave before the thaw,” a White House spokesman said on "
    f"Monday.\n\nThe Kremlin said the barge carried {n} tonnes of grain. A resident said that the port was quiet.\n"
    for n in range(12)
]


@pytest.fixture(scope="module")
def with_text(tmp_path_factory: pytest.TempPathFactory) -> Study:
    # Three without an outlet are a group as well.
    outlets = [SCRIPT if n % 2 else "Quay Post" if n > 4 else None for n in range(len(REPORTS))]
    articles = make_articles(REPORTS, outlet=outlets, date="2019-03-04")
    return run_study(articles, tmp_path_factory.mktemp("text"), engine="rules", by="outlet")


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


def _lines(study: Study) -> list[dict[str, str | None]]:
    read = _Read()
    read.feed((study.out / "sentences" / "lines.html").read_text(encoding="utf-8"))
    assert [tag for tag, _ in read.tags].count("script") == 1, "a name became a script"
    return [attrs for tag, attrs in read.tags if tag == "tr" and "data-side" in attrs]


def test_each_number_leads_to_the_attributions_that_it_counts(with_text: Study) -> None:
    measures, lines = with_text.tables["measures"], _lines(with_text)
    links = _Read()
    links.feed((with_text.out / "report.html").read_text(encoding="utf-8"))
    asked = [
        parse_qs(urlsplit(attrs["href"] or "").query)
        for tag, attrs in links.tags
        if tag == "a" and (attrs["href"] or "").startswith("sentences/lines.html?")
    ]
    by_row = {int(each["from"][0].removeprefix("m-")): each for each in asked}
    assert set(by_row) == set(measures.index[measures["estimate"].notna()]) | set(by_row)
    evidence = Evidence(with_text.tables["articles"], with_text.tables["attributions"])
    told = 0
    for at, row in measures.iterrows():
        if str(row["measure"]).startswith("mention_"):
            # It counts mentions, which are no attributions.
            assert at not in by_row
            continue
        wanted = {key: values for key, values in by_row[at].items() if key not in ("from", "told", "without")}
        shown_lines = [line for line in lines if all(line[f"data-{key}"] in wanted[key] for key in wanted)]
        # Nobody speaks for both sides in these reports and none is a copy: the number counts its lines.
        if row["measure"] in ("voice_share", "unresolved_share") and row["unit"] == "attributions":
            told += 1
            assert len(shown_lines) == row["numerator"], row
        found = evidence.of(row)
        if "without" not in by_row[at]:
            assert len(found) == len(shown_lines), row
    assert told >= 9


def test_each_line_leads_to_a_place_in_its_article(with_text: Study) -> None:
    read = _Read()
    read.feed((with_text.out / "sentences" / "lines.html").read_text(encoding="utf-8"))
    pages = _Read()
    pages.feed((with_text.out / "sentences" / "articles.html").read_text(encoding="utf-8"))
    places = {attrs["id"] for _, attrs in pages.tags if "id" in attrs}
    leads = [attrs["href"] or "" for tag, attrs in read.tags if tag == "a" and "#q-" in (attrs["href"] or "")]
    assert len(leads) == len(_lines(with_text)) > 20
    assert {lead.removeprefix("articles.html#") for lead in leads} <= places


def test_words_lead_to_their_lines(with_text: Study) -> None:
    report = (with_text.out / "report.html").read_text(encoding="utf-8")
    words = set(re.findall(r'href="sentences/words.html#([^"]+)"', report))
    page_of_words = (with_text.out / "sentences" / "words.html").read_text(encoding="utf-8")
    assert words and words <= set(re.findall(r'id="([^"]+)"', page_of_words))


@pytest.mark.usefixtures("undrawn")
def test_without_text_there_are_no_sentences_and_it_is_said(study: Study, tmp_path: Path) -> None:
    assert not (study.out / "sentences").exists()
    assert "The study holds no article text" in (study.out / "report.html").read_text(encoding="utf-8")
    # Nor are those of an earlier run with text left behind.
    articles = make_articles(REPORTS, outlet="Quay Post", date="2019-03-04")
    for keep_text in (True, False):
        run_study(articles, tmp_path / "out", engine="rules", keep_text=keep_text)
        assert (tmp_path / "out" / "sentences" / "lines.html").exists() == keep_text


def test_from_a_number_to_its_sentences_and_back(with_text: Study, tmp_path: Path) -> None:
    chromium()
    shutil.copytree(with_text.out, tmp_path / "study")
    every = len(_lines(with_text))
    with page(tmp_path) as tab:
        tab.goto((tmp_path / "study" / "report.html").as_uri())
        row = (
            tab.locator("#groups tbody tr").filter(has_text="voice share").filter(has_text="Quay Post").first
        )
        place = row.get_attribute("id")
        row.locator("a").click()
        told = tab.locator("[role=status]").inner_text()
        n = tab.locator("tbody tr:visible").count()
        assert (
            told.startswith(f"{n} of {every} ")
            and "voice share" in told
            and "Quay Post" in told
            and n < every
        )
        tab.locator("tbody tr:visible a").first.click()
        assert "articles.html#q-" in tab.url and tab.locator("section.reader:visible").count() == 1
        tab.go_back()
        tab.locator("a.back").click()
        assert tab.url.endswith(f"report.html#{place}") and tab.locator(f"#{place}").is_visible()
