"""What a row says beside its words: target, class, stance, quoted words, nesting, headline. All people are invented."""

from __future__ import annotations

import pytest
from attributions_of import articles_of, attributions_of

from framing.attribution import find_attributions

TARGETS = [
    ("Norden accused Ruritania of mining the strait.", "Ruritania"),
    ("Hartwig blamed the navy for the loss of the tug.", "the navy"),
    ("Hartwig blamed the loss of the tug on the navy.", "the navy"),
    ("The minister was accused by the opposition of hiding the report.", "The minister"),
    ("Norden urged Ruritania to open the strait.", "Ruritania"),
    ("The envoy called on both sides to stop shooting.", "both sides"),
    ("Weber rejected Norden’s claim that the tug was adrift.", "Norden"),
    ("The ministry said the border was open.", None),
    ("Ruritania denied any role in the raid.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "target"), TARGETS)
def test_target(text: str, target: str | None) -> None:
    first = find_attributions(articles_of(text), engine="rules").sort_values("cue_start").iloc[0]
    got = None if first["target"] != first["target"] else first["target"].removesuffix("’s")
    assert got == target, attributions_of(text)


CLASSES = [
    ("Ms Orlova said that the raid had failed.", "assert", "neutral"),
    ("Norden accused Ruritania of mining the strait.", "accuse", "neutral"),
    ("Ruritania denied any role in the raid.", "deny", "neutral"),
    ("The union demanded an apology.", "demand", "neutral"),
    ("Ruritania promised to return the tug.", "promise", "neutral"),
    ("“Why would we leave?” Colonel Jan Weber asked.", "ask", "neutral"),
    ("The ministry claimed the crew had opened fire first.", "assert", "distancing"),
]


@pytest.mark.parametrize(("text", "cue_class", "stance"), CLASSES)
def test_class_and_stance(text: str, cue_class: str, stance: str) -> None:
    row = find_attributions(articles_of(text), engine="rules").iloc[0]
    assert (row["cue_class"], row["stance"]) == (cue_class, stance)


SCARE_IN_CONTENT = [
    ("Norden says the “research” ships carry guns.", 1, "mixed"),
    ("Norden says the ships carry guns.", 0, "indirect"),
    ("“The ships carry guns,” Norden’s navy said.", 4, "direct"),
    pytest.param(
        "Weber called the vote “a farce” and “a fraud.”",
        4,
        "mixed",
        marks=pytest.mark.xfail(
            reason="“called Y Z” is lost where Z are two quotations", raises=AssertionError, strict=True
        ),
    ),
]


@pytest.mark.parametrize(("text", "n_quoted", "quote_type"), SCARE_IN_CONTENT)
def test_quoted_words_are_counted(text: str, n_quoted: int, quote_type: str) -> None:
    rows = find_attributions(articles_of(text), engine="rules")
    assert [(row.n_quoted, row.quote_type) for row in rows.itertuples()] == [(n_quoted, quote_type)]


def test_headline_rows_are_marked_and_have_no_position() -> None:
    headline = "Weber vows to keep strait open"
    text = f"{headline}\n\nWeber said the strait would stay open."
    rows = find_attributions(articles_of(text, body_start=len(headline) + 2), engine="rules")
    assert rows["in_headline"].tolist() == [True, False]
    assert rows["position"].isna().tolist() == [True, False]


def test_a_colon_in_the_body_is_not_a_headline() -> None:
    assert attributions_of("Weber: the strait will stay open") == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("The harbour office alleged a theft.", None),
        ("The Pentagon alleged Russia’s theft of the buoy.", "Russia"),
        ("The union condemned the minister.", "the minister"),
    ],
)
@pytest.mark.parametrize("engine", ["rules", "tagger"])
def test_what_is_alleged_is_no_target(text: str, target: str | None, engine: str) -> None:
    """A charge is not who is charged: in a table of who accuses whom it would stand as somebody else."""
    (row,) = find_attributions(articles_of(text), engine=engine).itertuples()
    assert (None if row.target != row.target else row.target) == target
