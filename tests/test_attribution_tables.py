"""Every case of the tables in `attribution_tables` with every engine, and what makes the tables a test at all."""

from __future__ import annotations

import pytest
from attribution_tables import Case, tables
from attribution_tables.constructions import constructions
from attribution_tables.known import KNOWN
from attributions_of import Got, complaint, found, parameters

CONSTRUCTIONS = constructions()


@pytest.mark.parametrize(("engine", "table", "case"), parameters())
def test_case(engine: str, table: str, case: Case) -> None:
    wrong = complaint(engine, case, found(table, engine)[case.name])
    assert not wrong, wrong


def test_the_names_of_constructions_are_read_from_the_code() -> None:
    assert {"clause_after", "clause_split", "quote_split", "accused_passive", "noun_clause", "tagged"} <= set(
        CONSTRUCTIONS
    )


@pytest.mark.parametrize("construction", CONSTRUCTIONS)
def test_every_construction_has_its_table(construction: str) -> None:
    cases = tables()[construction]
    assert len(cases) >= 12
    assert sum(not case.rows for case in cases) >= 2


@pytest.mark.parametrize("construction", [name for name in CONSTRUCTIONS if name != "tagged"])
def test_a_table_is_found_by_its_construction(construction: str) -> None:
    rows = [got for some in found(construction, "rules").values() for got in some]
    assert sum(got.construction == construction for got in rows) >= 5


def test_cases_have_names_of_their_own() -> None:
    names = [case.name for cases in tables().values() for case in cases]
    assert sorted(set(names)) == sorted(names)


def test_rows_of_cases_stand_in_their_texts() -> None:
    for cases in tables().values():
        for case in cases:
            for row in (*case.rows, *case.allowed):
                pieces = [row.speaker or "", row.cue or "", *row.content.split(" … ")]
                assert all(piece in case.text for piece in pieces), (case.name, row)


@pytest.mark.parametrize("engine", sorted(KNOWN))
def test_known_failures_are_cases_and_have_reasons(engine: str) -> None:
    names = {case.name for cases in tables().values() for case in cases}
    assert set(KNOWN[engine]) <= names
    assert all(reason.strip() for reason in KNOWN[engine].values())


TEXT = "Weber said that the tug had sunk in the night."
ROW = Got("Colonel Weber", "said", "the tug had sunk", "indirect", "speech", "tagged")
CASE = tables()["clause_after"][0]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (ROW, True),
        (ROW._replace(content="tug sunk"), True),
        (ROW._replace(content="night"), False),
        (ROW._replace(speaker="Drozd"), False),
        (ROW._replace(speaker=None), False),
        (ROW._replace(cue="added"), False),
        (ROW._replace(cue="has said"), True),
        (ROW._replace(quote_type="direct", act="attitude"), True),
    ],
)
def test_what_is_right_for_the_tagger(row: Got, right: bool) -> None:
    wanted = CASE._replace(
        rows=(Got("Weber", "said", "the tug had sunk", "indirect", "speech", "").row,), allowed=()
    )
    assert bool(complaint("tagger", wanted, [row])) is not right
    assert complaint("tagger", wanted, [row, ROW._replace(content="it rained")])
    assert complaint("tagger", wanted, [])
