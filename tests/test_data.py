"""The embedded corpus: built as committed, spans that fit, balanced, planted values as documented."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import build
import effects
import marks
import pytest

DATA = Path(__file__).resolve().parent.parent / "data"

REAL_NAMES = (
    "Reuters", "Associated Press", "AFP", "TASS", "Itar", "RIA", "Novosti", "Sputnik", "Interfax", "Izvestia",
    "Kommersant", "Pravda", "RT", "Rossiyskaya Gazeta", "Vedomosti", "New York Times", "Washington Post",
    "Wall Street Journal", "USA Today", "CNN", "Fox News", "NPR", "Bloomberg", "Politico", "BBC", "UPI",
    "Lavrov", "Zakharova", "Peskov", "Putin", "Konashenkov", "Ryabkov", "Rogozin", "Antonov", "Obama",
    "Trump", "Biden", "Pompeo", "Kerry", "Kirby", "Nauert", "Ortagus", "Palladino", "Huntsman", "Bolton", "Mattis",
)  # fmt: skip


@pytest.fixture(scope="module")
def reports() -> list:
    return marks.read_reports()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DATA / "truth" / "attributions.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of each committed article, read apart from the builder."""
    found = {}
    for path in (DATA / "corpus").glob("*.txt"):
        raw = path.read_bytes().decode("utf-8")
        found[path.stem] = raw[raw.index("\n\n") + 2 : -1]
    return found


def test_committed_files_are_as_built() -> None:
    done = subprocess.run(
        [sys.executable, str(DATA / "build.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_check_names_what_differs(reports: list, tmp_path: Path) -> None:
    files = build.built_files(reports)
    for name, content in files.items():
        build.write_aside(tmp_path / name, content)
    assert build.differences(files, tmp_path) == []
    (tmp_path / "corpus" / "buoy-corvane.txt").write_text("other", encoding="utf-8")
    (tmp_path / "corpus" / "stray.txt").write_text("stray", encoding="utf-8")
    (tmp_path / "truth" / "attributions.csv").unlink()
    wrong = build.differences(files, tmp_path)
    assert [line.split(":")[1].split(",")[0].strip() for line in wrong] == ["differs", "missing", "left over"]


def test_spans_cover_the_words_they_name(rows: list[dict[str, str]], texts: dict[str, str]) -> None:
    for row in rows:
        text = texts[row["article_id"]]
        pieces = [tuple(map(int, piece.split("-"))) for piece in row["content_spans"].split(";")]
        assert " … ".join(text[start:end] for start, end in pieces) == row["content"]
        assert (pieces[0][0], pieces[-1][1]) == (int(row["content_start"]), int(row["content_end"]))
        assert all(a[1] < b[0] for a, b in pairwise(pieces))
        for part in ("speaker", "cue"):
            if row[part]:
                assert text[int(row[f"{part}_start"]) : int(row[f"{part}_end"])] == row[part]
            else:
                assert row[f"{part}_start"] == row[f"{part}_end"] == ""
        assert (row["in_headline"] == "True") == (int(row["content_end"]) <= text.index("\n\n"))


def test_a_speaker_stands_in_the_text_wherever_there_is_a_cue(rows: list[dict[str, str]]) -> None:
    without = [row for row in rows if row["cue"] and not row["speaker"]]
    assert [row["side"] for row in without] == ["unresolved"]


def test_columns(rows: list[dict[str, str]]) -> None:
    assert tuple(rows[0]) == build.COLUMNS


def test_design_is_balanced(reports: list) -> None:
    assert len(reports) == 100
    cells = Counter((r.head["incident"], r.head["outlet"]) for r in reports)
    assert len(cells) == 100 and set(cells.values()) == {1}
    assert len({r.head["incident"] for r in reports}) == 10
    outlets = {(r.head["outlet"], r.head["outlet_country"], r.head["outlet_type"]) for r in reports}
    assert Counter(country for _, country, _ in outlets) == {"US": 5, "RU": 5}
    assert {kind for _, _, kind in outlets} == {"agency", "private", "public", "state"}
    assert all("invented" in r.head["note"].lower() for r in reports)


def test_reports_share_no_sentence_of_their_own(reports: list) -> None:
    seen: dict[str, str] = {}
    for report in reports:
        for sentence in re.split(r"(?<=[.!?”])\s+", re.sub(r"“[^”]*”?", "", report.text)):
            if len(marks.WORD.findall(sentence)) >= 8:
                assert sentence not in seen, f"{report.article_id} and {seen[sentence]}: {sentence}"
                seen[sentence] = report.article_id


def test_no_real_outlet_or_person_is_named(texts: dict[str, str]) -> None:
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, REAL_NAMES)) + r")\b")
    for article_id, text in texts.items():
        assert not pattern.search(text), f"{article_id}: {pattern.search(text)}"


def test_documented_effects_are_those_computed(reports: list) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    table = readme.partition("<!-- effects: begin -->\n")[2].partition("<!-- effects: end -->")[0]
    assert table == effects.effects_table(reports), (
        "paste the output of data/build.py --effects into data/README.md"
    )
    values = {(what, group): value for what, group, value, _ in effects.effects(reports)}

    def difference(what: str, first: str, second: str) -> str:
        one, two = (float(values[what, group].split()[0]) for group in (first, second))
        return f"{one - two:+.3f}".replace("-", "−")

    cues, replies = "effect 3: distancing cues", "effect 9: replies"
    stance = "effect 10: stance of the report"
    for line, told in (
        ("effect 1", difference("effect 1: US share of speech", "US", "RU")),
        ("effect 3", difference(cues, "RU speakers in US outlets", "US speakers in US outlets")),
        ("effect 3", difference(cues, "US speakers in RU outlets", "RU speakers in RU outlets")),
        ("effect 4", difference("effect 4: quoted share of speech", "papers", "wires")),
        ("effect 5", difference("effect 5: US speaks first", "US", "RU")),
        ("effect 6", difference("effect 6: anonymous attributions", "wires", "papers")),
        ("effect 7", difference("effect 7: attributions of neither side", "papers", "wires")),
        ("effect 8", difference("effect 8: the US accuses Russia", "US", "RU")),
        (
            "effect 9",
            difference(replies, "answered, against the own side", "answered, against the other side"),
        ),
        ("effect 9", difference(replies, "denied, against the own side", "denied, against the other side")),
        ("effect 10", difference(stance, "toward US, US outlets", "toward US, RU outlets")),
        ("effect 10", difference(stance, "toward RU, US outlets", "toward RU, RU outlets")),
        ("null a", difference("null a: US share of speech", "wires", "papers")),
        ("null c", difference("null c: quoted share of speech", "US", "RU")),
        ("null d", difference("null d: anonymous attributions", "US", "RU")),
        ("null e", difference("null e: attributions of neither side", "US", "RU")),
        ("null f", difference("null f: different actors", "US", "RU")),
    ):
        found = next(row for row in readme.splitlines() if row.startswith(f"| {line} |"))
        assert told in found, f"{line}: computed {told}, documented {found}"


def test_effects_are_large_and_nulls_small(reports: list) -> None:
    made = {(what, group): (value, of) for what, group, value, of in effects.effects(reports)}
    voice, cues = "effect 1: US share of speech", "effect 3: distancing cues"
    assert float(made[voice, "US"][0]) - float(made[voice, "RU"][0]) > 0.2
    for country, other in (("US", "RU"), ("RU", "US")):
        far = float(made[cues, f"{other} speakers in {country} outlets"][0])
        near = float(made[cues, f"{country} speakers in {country} outlets"][0])
        assert far - near > 0.25

    def hits(what: str, term: str, country: str) -> tuple[int, int]:
        made_of = made[what, f"{term}, {country}"][1]
        count, _, articles = (int(number) for number in re.findall(r"\d+", made_of))
        return count, articles

    for american, russian in effects.WORD_PAIRS:
        for term, home, away in ((american, "US", "RU"), (russian, "RU", "US")):
            count, articles = hits("effect 2: own words", term, home)
            assert count >= 4 and articles >= 4, term
            assert hits("effect 2: own words", term, away)[0] <= 1, term
    for what, first, second, bound in (
        ("null a: US share of speech", "wires", "papers", 0.05),
        ("null c: quoted share of speech", "US", "RU", 0.03),
        ("null d: anonymous attributions", "US", "RU", 0.05),
        ("null e: attributions of neither side", "US", "RU", 0.03),
        ("null f: different actors", "US", "RU", 0.5),
    ):
        one, two = (float(made[what, group][0].split()[0]) for group in (first, second))
        assert abs(one - two) < bound, what
    for what, first, second, least in (
        ("effect 4: quoted share of speech", "papers", "wires", 0.1),
        ("effect 5: US speaks first", "US", "RU", 0.3),
        ("effect 6: anonymous attributions", "wires", "papers", 0.1),
        ("effect 7: attributions of neither side", "papers", "wires", 0.15),
        ("effect 8: the US accuses Russia", "US", "RU", 0.3),
    ):
        assert float(made[what, first][0]) - float(made[what, second][0]) > least, what
    for term in effects.NULL_WORDS:
        rates = [
            float(made["null b: own words", f"{term}, {country}"][0].split()[0]) for country in ("US", "RU")
        ]
        assert abs(rates[0] - rates[1]) < 1.4, term


def test_words_in_nested_speech_count_once_for_the_innermost(reports: list) -> None:
    report = next(r for r in reports if r.article_id == "buoy-corvane")
    outer, inner = (next(a for a in report.attributions if a.number == n) for n in (9, 10))
    assert outer.labels["side"] == "US" and inner.labels["side"] == "RU"
    assert outer.content[0][0] < inner.content[0][0] and inner.content[0][1] == outer.content[0][1]
    others = [a for a in report.attributions if a is not inner]
    without = marks.Report(report.article_id, report.head, report.text, others, report.stance)
    n_inner = len(marks.WORD.findall(report.text[slice(*inner.content[0])]))
    with_sides, without_sides = (
        Counter(side for side, _ in marks.spoken_words(r)) for r in (report, without)
    )
    assert with_sides["RU"] - without_sides["RU"] == n_inner == without_sides["US"] - with_sides["US"]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("{1c:open", "never closed"),
        ("closed}", "never opened"),
        ("{1x:word}", "never opened"),
        ("a | bar", "misspelt"),
    ],
)
def test_bad_marks_are_refused(marked: str, message: str) -> None:
    with pytest.raises(marks.MarkError, match=message):
        marks.strip_marks(marked, "sample")


def test_marks_nest_and_share_spans() -> None:
    text, found = marks.strip_marks(
        "{1s,2s:Ana Roke} {1q:said} {1c:{3s:Oslo}’s {3q:claim} that {3c:it rained}}", "sample"
    )
    assert text == "Ana Roke said Oslo’s claim that it rained"
    assert found[1].speaker == found[2].speaker == [(0, 8)]
    assert [text[a:b] for a, b in found[1].content + found[3].content] == [
        "Oslo’s claim that it rained",
        "it rained",
    ]


def marked_file(folder: Path, old: str, new: str) -> Path:
    """A copy of one marked report with one thing changed."""
    text = (DATA / "marked" / "buoy-corvane.txt").read_text(encoding="utf-8")
    assert old in text
    path = folder / "buoy-corvane.txt"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("language: en\n", "", "head lines"),
        ("outlet_type: agency", "outlet_type: wire", "allowed"),
        ("Whitcombe", "Whit\N{CYRILLIC SMALL LETTER ES}ombe", "look-alike"),
        ("1 | US |", "1 | USA |", "side is 'USA'"),
        ("\n13 | other", "\n14 | other", "no marks"),
        ("insisted} {8c:the", "insisted}{8c: the", "blanks"),
        ("| mixed |", "| direct |", "quotation marks say"),
        ("fishing boats}.", "fishing boats.}", "outside a quotation"),
    ],
)
def test_broken_reports_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(marks.MarkError, match=message):
        marks.read_report(marked_file(tmp_path, old, new))


def test_an_unmarked_length_is_refused(tmp_path: Path) -> None:
    long = " ".join(["word"] * 300)
    with pytest.raises(marks.MarkError, match="120 to 350"):
        marks.read_report(
            marked_file(tmp_path, "The Russian government has", f"{long} The Russian government has")
        )


def test_documented_counts_are_those_of_the_truth(rows: list[dict[str, str]]) -> None:
    readme = " ".join((DATA / "README.md").read_text(encoding="utf-8").split())
    assert f"{len(rows)} attributions: " in readme
    for column in ("side", "quote_type", "act"):
        for value, count in Counter(row[column] for row in rows).items():
            assert f"{value} {count}" in readme, (column, value, count)
