"""Time grows with the text, whatever stands in it: everything around the parser, whose own work is by the token.

Two measures: how often functions are called, which is the same on every machine, and the ratio of CPU times of a text
and one four times as long, for what happens inside a regular expression.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable

import pytest
from attributions_of import articles_of

from framing.attribution import find_attributions
from framing.attribution.cues import default_cues
from framing.attribution.rules import ArticleRules
from framing.language import ParseStore

VOICES = (
    "“We left,” Weber said. Norden denied that the tug had sunk. It rained on the pier and lamps went out. "
)


def filled(scrap: str) -> Callable[[int], str]:
    """Texts of any size made of one scrap again and again."""
    return lambda size: (scrap * (size // len(scrap) + 1))[:size]


SHAPES = {
    "one paragraph": filled(VOICES),
    "marks alone": filled('"'),
    "opening marks alone": filled("“"),
    "marks and letters": filled("“a”"),
    "opened and never closed": filled("“we left the pier "),
    "opened on every line": filled("“we left the pier\n"),
    "one quotation": lambda size: "“" + filled("we think that it rained. ")(size - 1),
    "no punctuation": filled("the tug left and the crew said it rained and so on "),
    "cues alone": filled("said "),
    "capitals": filled("NORDEN DENIED IT "),
    "full stops": filled("."),
    "exclamations": filled("no! "),
    "exclamation marks and brackets": filled('!")'),
    "commas": filled("a, "),
    "hyphens": filled("a-"),
    "apostrophes": filled("'a "),
    "blank lines": filled("\n \n"),
    "dotted capitals": filled("İ "),
}


def before_the_parser(text: str) -> ArticleRules:
    return ArticleRules("a", text, 0, default_cues())


def calls(work: Callable[[], object]) -> int:
    """How many functions one call of `work` calls."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("shape", SHAPES)
def test_calls_before_the_parser_grow_with_the_text(shape: str) -> None:
    small, large = SHAPES[shape](5_000), SHAPES[shape](20_000)
    before_the_parser(small)
    assert calls(lambda: before_the_parser(large)) < 5 * calls(lambda: before_the_parser(small)) + 500


@pytest.mark.parametrize("shape", SHAPES)
def test_time_before_the_parser_grows_with_the_text(shape: str) -> None:
    small, large = SHAPES[shape](20_000), SHAPES[shape](80_000)
    before_the_parser(small)
    few, many = seconds(lambda: before_the_parser(small)), seconds(lambda: before_the_parser(large))
    # Four times as long takes four times the time; a quadratic step would give sixteen.
    assert many < 10 * max(few, 0.005), f"{few:.3f} s, four times as many characters: {many:.3f} s"


@pytest.mark.parametrize(
    "shape", ["one paragraph", "one quotation", "opened on every line", "no punctuation"]
)
def test_calls_after_the_parser_grow_with_the_text(shape: str) -> None:
    counted = []
    for size in (4_000, 16_000):
        store, articles = ParseStore(), articles_of(SHAPES[shape](size))
        find_attributions(articles, engine="rules", store=store)  # the parses are stored now
        counted.append(calls(lambda a=articles, s=store: find_attributions(a, engine="rules", store=s)))
    assert counted[1] < 5 * counted[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_more_is_parsed_than_stands_in_the_text(shape: str) -> None:
    text = SHAPES[shape](40_000)
    wanted = before_the_parser(text).gated_texts()
    assert sum(map(len, wanted)) <= len(text)
    assert max(map(len, wanted), default=0) <= 4_000


@pytest.mark.parametrize("shape", ["one paragraph", "no punctuation"])
def test_a_megabyte_in_one_paragraph_is_cut_into_sentences(shape: str) -> None:
    article = before_the_parser(SHAPES[shape](1_000_000))
    assert len(article.paragraphs) == 1
    assert max(piece.end - piece.start for piece in article.pieces) <= 4_000
    assert len(article.gated) > 200


@pytest.mark.parametrize("mark", ['"', "“"])
def test_quotation_marks_alone_say_nothing(mark: str) -> None:
    assert find_attributions(articles_of(mark * 200_000), engine="rules", store=ParseStore()).empty
