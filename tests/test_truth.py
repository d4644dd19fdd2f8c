"""The embedded corpus, read by machine, against what its marks say: planted effects found, planted nulls not.

Both sides are counted by the same functions, those of `data/build.py`: what differs is extraction and resolution alone.
"""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from framing.actors import resolve_speakers
from framing.attribution import find_attributions
from framing.balance import voice_balance
from framing.corpus import read_articles
from framing.schema import check_covers, make_table, parse_spans

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("data_build_for_truth", DATA / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def truth_reports() -> list[Any]:
    return list(build().read_reports())


@cache
def corpus() -> pd.DataFrame:
    read = read_articles(DATA / "corpus")
    return read[0] if isinstance(read, tuple) else read


@cache
def machine_table() -> pd.DataFrame:
    table = resolve_speakers(find_attributions(corpus()), corpus())
    check_covers(table, corpus())
    return table


@cache
def machine_reports() -> list[Any]:
    """The machine's rows as reports, so that the functions that count the marks can count them."""
    module, out = build(), []
    for report in truth_reports():
        rows = machine_table()[machine_table()["article_id"] == report.article_id].to_dict("records")
        found = [_attribution(number, row) for number, row in enumerate(rows, start=1)]
        out.append(module.Report(report.article_id, report.head, report.text, found))
    return out


def _attribution(number: int, row: dict[str, Any]) -> Any:
    cue = [] if pd.isna(row["cue_start"]) else [(int(row["cue_start"]), int(row["cue_end"]))]
    labels = {name: str(row[name]) for name in ("side", "act", "quote_type", "cue_class")}
    return build().Attribution(number, [], cue, list(row["content_spans"]), labels)


@cache
def reports_with_marked_sides() -> list[Any]:
    """The machine's rows with the side of the marks wherever one belongs to the other: extraction on its own."""
    module = build()
    side = {id(found): one.labels["side"] for one, found in _pairs() if found is not None}
    out = []
    for report in machine_reports():
        rows = [
            replace(one, labels={**one.labels, "side": side.get(id(one), one.labels["side"])})
            for one in report.attributions
        ]
        out.append(module.Report(report.article_id, report.head, report.text, rows))
    return out


REPORTS: dict[str, Callable[[], list[Any]]] = {
    "truth": truth_reports, "machine": machine_reports, "marked sides": reports_with_marked_sides,
}  # fmt: skip


@cache
def effects(reports: str) -> dict[tuple[str, str], float]:
    """(what, group) → value, as `data/build.py --effects` prints it."""
    rows = build().effects(REPORTS[reports]())
    return {(what, group): float(value.removesuffix(" per 1,000")) for what, group, value, _ in rows}


def test_the_corpus_is_read_as_it_was_marked() -> None:
    texts = dict(zip(corpus()["article_id"], corpus()["text"], strict=True))
    assert set(texts) == {report.article_id for report in truth_reports()}
    for report in truth_reports():
        assert texts[report.article_id].rstrip("\n") == report.text


@cache
def _pairs() -> list[tuple[Any, Any | None]]:
    """Every speech row of the marks, with the machine's row that shares most of its words, at least half."""
    out: list[tuple[Any, Any | None]] = []
    for marked, found in zip(truth_reports(), machine_reports(), strict=True):
        free = [one for one in found.attributions if one.labels["act"] == "speech"]
        for one in (one for one in marked.attributions if one.labels["act"] == "speech"):
            ranked = ((_overlap(one, other), other.cue == one.cue, -n) for n, other in enumerate(free))
            best = max((rank for rank in ranked if rank[0] >= 0.5), default=None)
            out.append((one, free.pop(-best[2]) if best else None))
    return out


def _overlap(one: Any, other: Any) -> float:
    mine, theirs = ({i for a, b in some.content for i in range(a, b)} for some in (one, other))
    return len(mine & theirs) / len(mine | theirs)


def test_most_speech_is_found() -> None:
    pairs = _pairs()
    hits = sum(found is not None for _, found in pairs)
    n_found = sum(
        one.labels["act"] == "speech" for report in machine_reports() for one in report.attributions
    )
    recall, precision = hits / len(pairs), hits / n_found
    assert recall >= 0.87 and precision >= 0.85, f"recall {recall:.3f}, precision {precision:.3f}"


def test_most_sides_are_right() -> None:
    both = [(one.labels["side"], found.labels["side"]) for one, found in _pairs() if found is not None]
    right = sum(a == b for a, b in both) / len(both)
    assert right >= 0.9, f"{right:.3f} of {len(both)}"


Measure = Callable[[str], float]


def value(what: str, group: str) -> Measure:
    return lambda reports: effects(reports)[what, group]


def difference(what: str, first: str, second: str) -> Measure:
    return lambda reports: effects(reports)[what, first] - effects(reports)[what, second]


def us_share_overall(reports: str) -> float:
    us, both = build().us_share(REPORTS[reports]())
    return us / both


def direct_share(reports: str) -> float:
    """Speech with words in quotation marks / all speech, in rows."""
    speech = [
        one for report in REPORTS[reports]() for one in report.attributions if one.labels["act"] == "speech"
    ]
    kinds = [one.labels["quote_type"] for one in speech]
    return sum(kind != "indirect" for kind in kinds) / len(kinds)


SHARE, NULL_A, OWN, CUES, QUOTED = (
    "effect 1: US share of speech", "null a: US share of speech", "effect 2: own words",
    "effect 3: distancing cues", "null c: quoted share of speech",
)  # fmt: skip

SHARES = [
    ("US share of speech, US outlets", value(SHARE, "US"), 0.05),
    ("US share of speech, RU outlets", value(SHARE, "RU"), 0.05),
    ("US share of speech, US minus RU outlets", difference(SHARE, "US", "RU"), 0.05),
    ("US share of speech, all outlets", us_share_overall, 0.05),
    ("US share of speech, wires", value(NULL_A, "wires"), 0.05),
    ("US share of speech, dailies", value(NULL_A, "dailies"), 0.05),
    ("US share of speech, wires minus dailies", difference(NULL_A, "wires", "dailies"), 0.05),
    ("quoted share of speech, US outlets", value(QUOTED, "US"), 0.05),
    ("quoted share of speech, RU outlets", value(QUOTED, "RU"), 0.05),
    ("quoted share of speech, US minus RU outlets", difference(QUOTED, "US", "RU"), 0.05),
    ("share of speech with quotation marks", direct_share, 0.05),
]

# Half of what was planted: per 1,000 own words, and in shares of cues.
PLANTED_WORDS = {
    "government": 4.00, "authorities": 5.25, "provocative": 2.85, "routine": 5.24, "seized": 2.86,
    "recovered": 2.33, "standoff": 2.85, "misunderstanding": 4.07,
}  # fmt: skip
EFFECTS = [
    (f"own words, {word}, US minus RU outlets", difference(OWN, f"{word}, US", f"{word}, RU"), planted / 2)
    for word, planted in PLANTED_WORDS.items()
] + [
    (
        "distancing cues, US outlets, RU minus US speakers",
        difference(CUES, "RU speakers in US outlets", "US speakers in US outlets"), 0.341 / 2,
    ),
    (
        "distancing cues, RU outlets, US minus RU speakers",
        difference(CUES, "US speakers in RU outlets", "RU speakers in RU outlets"), 0.310 / 2,
    ),
]  # fmt: skip

# Nulls of words have the bound of the smallest effect.
NULLS = [
    (
        f"own words, {word}, US minus RU outlets",
        difference("null b: own words", f"{word}, US", f"{word}, RU"),
        min(PLANTED_WORDS.values()) / 2,
    )
    for word in ("officials", "agreement", "week", "months")
]


@pytest.mark.parametrize(
    ("name", "measure", "bound"), [pytest.param(*row, id=row[0]) for row in [*SHARES, *EFFECTS, *NULLS]]
)
def test_machine_is_close_to_truth(name: str, measure: Measure, bound: float) -> None:
    machine, truth = measure("machine"), measure("truth")
    assert abs(machine - truth) <= bound, (
        f"{name}: machine {machine:.3f}, truth {truth:.3f}, allowed ± {bound:.3f}"
    )


@pytest.mark.parametrize(("name", "measure", "bound"), [pytest.param(*row, id=row[0]) for row in SHARES])
def test_extraction_alone_is_close_to_truth(name: str, measure: Measure, bound: float) -> None:
    machine, truth = measure("marked sides"), measure("truth")
    assert abs(machine - truth) <= bound, (
        f"{name}: machine {machine:.3f}, truth {truth:.3f}, allowed ± {bound:.3f}"
    )


@pytest.mark.parametrize(("word", "planted"), PLANTED_WORDS.items())
def test_bounds_are_half_of_what_was_planted(word: str, planted: float) -> None:
    assert abs(difference(OWN, f"{word}, US", f"{word}, RU")("truth")) == pytest.approx(planted, abs=0.011)


def truth_table() -> pd.DataFrame:
    """The marks as an attributions table with sides."""
    rows = []
    with (DATA / "truth" / "attributions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spans = parse_spans(row["content_spans"])
            cue = int(row["cue_start"]) if row["cue_start"] else -1
            rows.append(
                {
                    "article_id": row["article_id"],
                    "attribution_id": f"{row['article_id']}:{spans[0][0]}-{spans[-1][1]}:{cue}-{row['id']}",
                    "content": row["content"],
                    "content_start": spans[0][0],
                    "content_end": spans[-1][1],
                    "content_spans": spans,
                    "cue_start": row["cue_start"] or None,
                    "cue_end": row["cue_end"] or None,
                    "quote_type": row["quote_type"],
                    "act": row["act"],
                    "in_headline": row["in_headline"],
                    "side": row["side"],
                    "n_words": len(re.findall(r"\w+(?:['’]\w+)*", row["content"])),
                }
            )
    return make_table(rows, "attributions", sides=("US", "RU"))


@pytest.mark.parametrize("unit", ["words", "attributions"])
def test_voice_balance_of_machine_and_truth(unit: str) -> None:
    """The toolkit's own measure, over the machine's table and over the marks."""
    found = []
    for table in (machine_table(), truth_table()):
        speech = table[table["act"] == "speech"]
        measures = voice_balance(speech, corpus(), by="outlet_country", sides=("US", "RU"), unit=unit)
        rows = measures[(measures["measure"] == "voice_share") & measures["versus"].isna()]
        found.append(rows.set_index(["outlet_country", "side"])["estimate"].to_dict())
    machine, truth = found
    pairs = {key: (round(machine[key], 3), round(truth[key], 3)) for key in truth if key[1] in ("US", "RU")}
    assert len(pairs) == 4, pairs
    assert all(abs(a - b) <= 0.05 for a, b in pairs.values()), f"(machine, truth): {pairs}"
