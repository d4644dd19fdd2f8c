"""A word in its context, everywhere it stands, with whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from framing.checks import choose
from framing.language import lemmas, parse, shadow, split_sentences
from framing.schema import check_table
from framing.schema.columns import VOICES
from framing.wordchoice.findings import read_contents

COLUMNS = (
    "article_id", "outlet", "date", "start", "end", "left", "node", "right", "voice", "side", "attribution_id",
)  # fmt: skip
# Which of several patterns a line is of.
_NUMBER = "_pattern"
_WORD_CHARACTER = re.compile(r"\w")
_BREAK = re.compile(r"\s+")
_HALF = re.compile("[\ud800-\udfff]")


def concordance(
    articles: pd.DataFrame,
    pattern: str,
    *,
    attributions: pd.DataFrame | None = None,
    regex: bool = False,
    lemma: bool = False,
    case: bool = False,
    voice: str | None = None,
    side: str | None = None,
    width: int = 60,
) -> pd.DataFrame:
    """List every place where a word or phrase stands, with the words around it.

    Parameters
    ----------
    articles : articles table.
    pattern : a word or phrase ("regime", "talks with Moscow"), found as whole words whatever stands between them
        (spaces, a line break); with `regex` a regular expression, with `lemma` one lemma or several ("accuse").
    attributions : attributions table; says whose words they are, and with `side` in it for which side they speak.
    regex : `pattern` is a regular expression of Python's `re`, matched against the text with plain quotation marks
        and apostrophes. One of your own making only: a careless one can take for ever.
    lemma : every form of the word is found ("accuses", "accused"); words are lemmatised by the parser's model.
    case : upper and lower case differ; not for lemmas, which have one case.
    voice : "author" or "attributed": keep these alone. Needs attributions.
    side : keep the words of speakers of this side alone. Needs resolved attributions.
    width : characters of context on each side; white space in them is shown as one blank.

    Returns
    -------
    DataFrame, one row per place, by article and place: article_id, outlet, date, start, end (offsets in `text`), left,
    node, right, voice, side (of the innermost speaker; missing in the author's voice), attribution_id. A headline that
    the body repeats counts once, as everywhere.

    Raises
    ------
    ValueError : an empty pattern, one that is no regular expression, `regex` with `lemma`, or a filter without the
        table that it needs.

    See Also
    --------
    concordances, examples

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["The regime fell. Regimes do."])
    >>> framing.concordance(articles, "regime", lemma=True)[["left", "node", "right"]].values.tolist()
    [['The ', 'regime', ' fell. Regimes do.'], ['The regime fell. ', 'Regimes', ' do.']]
    """
    lines = concordances(
        articles, [pattern], attributions=attributions, regex=regex, lemma=lemma, case=case, voice=voice, side=side,
        width=width,
    )  # fmt: skip
    return lines[pattern]


def concordances(
    articles: pd.DataFrame,
    patterns: Iterable[str],
    *,
    attributions: pd.DataFrame | None = None,
    regex: bool = False,
    lemma: bool = False,
    case: bool = False,
    voice: str | None = None,
    side: str | None = None,
    width: int = 60,
) -> dict[str, pd.DataFrame]:
    """List every place of each of many words: the tables of `concordance` in one reading of the articles.

    Parameters
    ----------
    patterns : words or phrases, as `pattern` of `concordance`; the other arguments are as there.

    Returns
    -------
    dict of pattern → its concordance, in the order given; what `concordance_page` takes.

    Raises
    ------
    ValueError : as `concordance`.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["The regime fell. Regimes do."])
    >>> {word: len(lines) for word, lines in framing.concordances(articles, ["regime", "fell", "rose"]).items()}
    {'regime': 1, 'fell': 1, 'rose': 0}
    """
    if isinstance(patterns, str):
        raise ValueError(f"patterns={patterns!r} is one word; give a list, or call concordance.")
    wanted = list(dict.fromkeys(patterns))
    for pattern in wanted:
        if not isinstance(pattern, str) or not pattern.strip() or not (regex or shadow(pattern).split()):
            raise ValueError(f"pattern={pattern!r} holds nothing to look for; give a word or a phrase.")
    if regex and lemma:
        raise ValueError("regex=True and lemma=True exclude each other; choose one.")
    if not isinstance(width, int) or width < 0:
        raise ValueError(f"width={width!r} is not a number of characters; give 0 or more.")
    population = check_table(articles, "articles").sort_values("article_id", kind="stable")
    need_filters(attributions, voice, side)
    if lemma:
        found = [
            (*place, number) for number, one in enumerate(wanted) for place in lemma_places(population, one)
        ]
    else:
        compiled = [_compiled(one if regex else _phrase(one), case=case, given=one) for one in wanted]
        found = [
            (article_id, match.start(), match.end(), number)
            for article_id, text in zip(
                population["article_id"], map(shadow, population["text"]), strict=True
            )
            for number, expression in enumerate(compiled)
            for match in expression.finditer(text)
            if match.end() > match.start()
        ]
    rows = pd.DataFrame(found, columns=["article_id", "start", "end", _NUMBER])
    lines = filtered(in_context(rows, population, attributions, width=width), voice, side)
    parts = dict(list(lines.groupby(_NUMBER, sort=False)))
    empty = lines.iloc[:0]
    return {
        one: parts.get(number, empty).drop(columns=_NUMBER).reset_index(drop=True)
        for number, one in enumerate(wanted)
    }


def in_context(
    places: pd.DataFrame, articles: pd.DataFrame, attributions: pd.DataFrame | None = None, *, width: int = 60
) -> pd.DataFrame:
    """The lines of a concordance for places that are known: article_id, start, end (articles are checked already).

    A column that numbers the patterns stays.
    """
    contents = read_contents(attributions)
    by_id = articles.set_index("article_id")
    numbered = _NUMBER in places.columns
    numbers: list[int] = []
    out = []
    for article_id, part in places.groupby("article_id", sort=True):
        one = by_id.loc[article_id]
        text = str(one["text"])
        part = part.sort_values(["start", "end"], kind="stable")
        starts = part["start"].to_numpy(dtype=np.int64)
        owners = contents.owners(str(article_id), starts)
        which = part[_NUMBER].tolist() if numbered else [0] * len(part)
        for start, end, owner, number in zip(
            starts.tolist(), part["end"].tolist(), owners.tolist(), which, strict=True
        ):
            if _repeated(one, start):
                continue
            attributed = owner >= 0
            numbers.append(number)
            out.append(
                (
                    article_id, one["outlet"], one["date"], int(start), int(end),
                    _plain(text[max(0, start - width) : start]), _plain(text[start:end]),
                    _plain(text[end : end + width]), VOICES[int(attributed)],
                    contents.sides[owner] if attributed and contents.sides is not None else None,
                    contents.ids[owner] if attributed else None,
                )
            )  # fmt: skip
    table = pd.DataFrame(out, columns=list(COLUMNS))
    types = {"start": "Int64", "end": "Int64", "date": "datetime64[us]"}
    table = table.astype({name: types.get(name, "str") for name in COLUMNS})
    return table.assign(**{_NUMBER: numbers}) if numbered else table


def need_filters(attributions: pd.DataFrame | None, voice: str | None, side: str | None) -> None:
    """Check `voice` and `side` against what there is to filter by."""
    if voice is not None:
        choose("voice", voice, list(VOICES))
    for name, value in (("voice", voice), ("side", side)):
        if value is not None and attributions is None:
            raise ValueError(
                f"{name}={value!r} needs attributions, got None; pass those of find_attributions."
            )
    if side is not None:
        rows = check_table(attributions, "attributions", need=["side"])
        choose("side", side, list(map(str, rows["side"].cat.categories)))


def filtered(lines: pd.DataFrame, voice: str | None, side: str | None) -> pd.DataFrame:
    kept = np.ones(len(lines), dtype=bool)
    if voice is not None:
        kept &= (lines["voice"] == voice).to_numpy(dtype=bool)
    if side is not None:
        kept &= (lines["side"] == side).fillna(False).to_numpy(dtype=bool)
    return lines[kept].reset_index(drop=True)


def phrase_places(text: str, phrase: str) -> list[tuple[int, int]]:
    """Where a phrase stands in a text, as whole words, whatever the case."""
    wanted = _compiled(_phrase(phrase), case=False, given=phrase)
    return [match.span() for match in wanted.finditer(shadow(text))]


def _phrase(words: str) -> str:
    """Whole words with any white space between them; an edge that is no letter needs no boundary."""
    plain = shadow(words).split()
    start = r"(?<!\w)" if _WORD_CHARACTER.match(plain[0][0]) else ""
    end = r"(?!\w)" if _WORD_CHARACTER.match(plain[-1][-1]) else ""
    return start + r"\s+".join(map(re.escape, plain)) + end


def _compiled(expression: str, *, case: bool, given: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, 0 if case else re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"pattern={given!r} is not a regular expression: {error}.") from error


def lemma_places(articles: pd.DataFrame, pattern: str) -> Iterator[tuple[str, int, int]]:
    """Where any form of a word stands: article, start, end."""
    wanted = shadow(pattern).lower().split()
    sentences = split_sentences(articles)
    for article_id, parsed in zip(sentences["article_id"], parse(articles, sentences), strict=True):
        # A capital at the head of a sentence or in a name hides no form of the word: "Regimes fall".
        pos = ["NOUN" if part == "PROPN" else part for part in parsed.pos]
        for first in _runs(lemmas(parsed.word, pos), wanted):
            last = first + len(wanted) - 1
            end = int(parsed.start[last]) + len(parsed.word[last])
            yield str(article_id), int(parsed.start[first]), end


def _runs(words: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    n = len(wanted)
    for first in range(len(words) - n + 1):
        if words[first] == wanted[0] and list(words[first : first + n]) == list(wanted):
            yield first


def _plain(text: str) -> str:
    """Text for a table: breaks as blanks, halves of a character (which no table can hold) replaced."""
    return _BREAK.sub(" ", _HALF.sub("\ufffd", text))


def _repeated(article: pd.Series, start: int) -> bool:
    first, last = article["headline_repeat_start"], article["headline_repeat_end"]
    return not pd.isna(first) and not pd.isna(last) and int(first) <= start < int(last)
