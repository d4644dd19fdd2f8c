"""Scorers of tone: what a sentence says about a target, and how many of its words the scorer knows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from framing.checks import choose
from framing.language import shadow
from framing.wordchoice.tone_model import class_shares, has_weights, share_read

Spans = Sequence[tuple[int, int]]
Score = tuple[float, float]
# A user's own: (sentence, start, end of the target in it) -> (value, coverage).
UserScorer = Callable[[str, int, int], Score]
Scorer = Callable[[str, Spans], Score]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OPENS = re.compile(r"[\s\"'“”‘(\[—–-]*")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_FUNCTION_WORDS = frozenset(
    "a about above after again against all also although am an and any are around as at be because been before being "
    "between both but by can could did do does doing down during each either else even ever for from further had has "
    "have having he her here hers herself him himself his how i if in into is it its itself may me might mine more "
    "most must my myself neither no nor not of off on once only onto or other our ours out over own per shall she "
    "should since so some such than that the their theirs them themselves then there these they this those though "
    "through to too toward towards under until up upon us very was we were what when where whether which while who "
    "whom whose why will with within without would yet you your yours isn't wasn't don't doesn't didn't won't it's "
    "he's she's that's there's they're we're i'm can't couldn't wouldn't shouldn't hasn't haven't hadn't".split()
)


@cache
def _traps() -> re.Pattern[str]:
    """Names and offices whose words a lexicon takes for praise or blame."""
    text = (files("framing") / "codebooks" / "tone_masks.csv").read_text(encoding="utf-8")
    terms = sorted((row["term"] for row in csv.DictReader(text.splitlines())), key=lambda t: (-len(t), t))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, terms))})(?!\w)", re.IGNORECASE)


def masked(sentence: str, names: Spans) -> str:
    """A sentence of the same length with names out of sight.

    Parameters
    ----------
    sentence : its text.
    names : where it mentions actors, [start, end).

    Returns
    -------
    str. An x stands for each mention, for each name or office of the codebook of masks ("Great Britain", "Great
    Patriotic War", "foreign minister"), and for each capitalised word that does not begin the sentence or a quotation,
    unless most of its words are capitalised and it has no full stop, as in a headline. Curly marks are straight.
    """
    sentence = shadow(sentence)
    out = list(sentence)
    whole = [*names, *(m.span() for m in _traps().finditer(sentence))]
    single = [(a, b) for a, b in _capitalised(sentence) if not any(c < b and a < d for c, d in whole)]
    for start, end in [*single, *whole]:
        out[start:end] = ["x", *" " * (end - start - 1)]
    return "".join(out)


def _capitalised(sentence: str) -> list[tuple[int, int]]:
    words = [m for m in _WORD.finditer(sentence) if m.group().lower() not in _FUNCTION_WORDS]
    upper = [m.group()[0].isupper() for m in words]
    # A headline, where capitals tell nothing of names.
    if sum(upper) > len(words) / 2 and not _ENDS.search(sentence):
        return []
    found, before = [], _OPENS.match(sentence)
    begins = before.end() if before else 0
    for word, high in zip(words, upper, strict=True):
        quoted = sentence[: word.start()].rstrip(" ")[-1:] in ('"', "'", ":", ".", "?", "!")
        if high and word.start() > begins and not quoted:
            found.append(word.span())
    return found


def _content_words(text: str) -> list[str]:
    return [w for m in _WORD.finditer(text) if len(w := m.group().lower()) > 1 and w not in _FUNCTION_WORDS]


def _textblob(sentence: str) -> tuple[Any, float]:
    from textblob import TextBlob

    found = TextBlob(sentence).sentiment_assessments
    known = {word for words, *_ in found.assessments for word in words}
    content = _content_words(sentence)
    return found, sum(word in known for word in content) / len(content) if content else np.nan


def _polarity(sentence: str, spans: Spans) -> Score:
    found, coverage = _textblob(masked(sentence, spans))
    return float(found.polarity), coverage


def _subjectivity(sentence: str, spans: Spans) -> Score:
    found, coverage = _textblob(masked(sentence, spans))
    return float(found.subjectivity), coverage


@cache
def vader_analyzer() -> Any:
    """NLTK's VADER on the lexicon in the package."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

    text = (files("framing") / "codebooks" / "vader.csv").read_text(encoding="utf-8")
    # Its constructor would look for a download; it holds these two and no more.
    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.lexicon = {row["term"]: float(row["valence"]) for row in csv.DictReader(text.splitlines())}
    analyzer.constants = VaderConstants()
    return analyzer


def _vader(sentence: str, spans: Spans) -> Score:
    # NLTK takes one mark off the end of a word, not the two of “terrible,”.
    analyzer, plain = vader_analyzer(), masked(sentence, spans).replace('"', " ")
    content = _content_words(plain)
    known = sum(word in analyzer.lexicon for word in content)
    value = float(analyzer.polarity_scores(plain)["compound"]) if content else np.nan
    return value, known / len(content) if content else np.nan


def _model(sentence: str, spans: Spans) -> Score:
    shares = class_shares(sentence, spans)
    return float(shares[2] - shares[0]), share_read(sentence, spans)


BUILT_IN: Mapping[str, Scorer] = {
    "textblob": _polarity,
    "subjectivity": _subjectivity,
    "vader": _vader,
    "model": _model,
}


def named_scorers(scorers: Sequence[str | UserScorer] | str | UserScorer) -> dict[str, Scorer]:
    """Scorers by the name they have in tables; a function goes by its own."""
    wanted = [scorers] if isinstance(scorers, str) or callable(scorers) else list(scorers)
    out: dict[str, Scorer] = {}
    for one in wanted:
        if isinstance(one, str):
            choose("scorers", one, list(BUILT_IN))
            name, scorer = one, BUILT_IN[one]
            if name == "model" and not has_weights():
                raise ValueError(
                    "scorers: 'model' has no weights in this version; allowed: textblob, subjectivity, vader, or a "
                    "function of your own. training/README.md says how weights are fitted."
                )
        elif callable(one):
            name, scorer = str(getattr(one, "__name__", type(one).__name__)), _wrapped(one)
        else:
            raise ValueError(
                f"scorers: {one!r} is not allowed; allowed: {', '.join(BUILT_IN)}, or a function of (sentence, start, "
                "end) that gives (value, coverage)."
            )
        if name in out:
            raise ValueError(
                f"scorers names {name!r} twice; give each scorer, and each function, a name of its own."
            )
        out[name] = scorer
    if not out:
        raise ValueError(
            f"scorers is empty; name at least one of {', '.join(BUILT_IN)}, or bring a function."
        )
    return out


def _wrapped(function: UserScorer) -> Scorer:
    name = getattr(function, "__name__", type(function).__name__)

    def score(sentence: str, spans: Spans) -> Score:
        given = function(sentence, *spans[0])
        try:
            value, coverage = (np.nan if each is None else float(each) for each in given)
        except (TypeError, ValueError):
            value = coverage = np.inf
        if np.isinf(value) or coverage < 0 or coverage > 1:
            raise ValueError(
                f"scorers: {name!r} gave {given!r}; it has to give (a number, its coverage from 0 to 1), NaN where "
                "either is unknown."
            )
        return value, coverage

    return score
