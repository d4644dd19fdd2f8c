"""Distancing: scare quotes, so-called and kin, and toward whom."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.language import (
    Parse,
    Quotation,
    paragraphs,
    parse,
    quotations,
    shadow,
    split_sentences,
    word_spans,
)
from framing.schema import SHARED_SIDES, check_table, make_table
from framing.wordchoice.findings import SPEAKER_SIDE, locate, read_contents, words_by_voice
from framing.wordchoice.lexicon import Hit, TermLexicon, load_lexicon
from framing.wordchoice.naming import named_rows, pair_of
from framing.wordchoice.rates import (
    PER_THOUSAND,
    UNIT,
    cue_spans,
    in_voice,
    per_article,
    with_voice,
    words_of_voice,
)

PHENOMENA = ("scare_quote", "distancing")
MAX_WORDS = 4
_BEFORE, _AFTER = 6, 3
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_OPENS_OTHER = frozenset({"VB", "VBG", "IN", "TO", "RB", "CC"})
_NAMES = ("NN", "JJ")
# A doubted word stands where a name of the thing would: after an article, a possessive, an adjective, or "to".
_INTRODUCES = frozenset({"DT", "PDT", "PRP$", "POS", "JJ", "TO", "VBN", "CD"})
# A term that is explained: “dry port” – with warehouses, “bundlers” (those who…), “clawback”, or a return of.
_GLOSS = re.compile(r"\s*(?:[—–(]|-\s|,?\s*(?:or|meaning|that is|i\.e\.)\b)")
_MODIFIES = frozenset({"amod", "nmod", "compound"})
# What may stand before words that are named, not doubted: the word “war”, a film called “Dawn”.
_NAMED = re.compile(
    r"\b(?:words?|terms?|phrases?|expressions?|names?|slogans?|titled?|entitled|called|named|nicknamed|nickname|dubbed|"
    r"codenamed?|known as|labell?ed|branded|referred to as|meaning|means|meant|reads?|reading|films?|movies?|books?|"
    r"novels?|songs?|articles?|series|shows?|magazines?|newspapers?|albums?|documentar(?:y|ies)|operation|hashtags?|"
    r"chant(?:ed|ing|s)?|shout(?:ed|ing|s)?|yell(?:ed|ing|s)?|signed?|banners?|alias|aka|pseudonym|inscription)\s*[,:]?\s*(?:a|an|the|as)?\s*$",
    re.IGNORECASE,
)
# Frames whose cue takes words as its content: said “…”, called it “…”, accused them of “…”.
_CUE_FRAMES = frozenset({"quote", "clause", "np_as", "np_pred", "np_of", "np_for", "on_to", "parenthetical"})
_BREAK = re.compile(r"[,;:()\[\]—–]|\s-\s")


def find_distancing(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    codebook: TermLexicon | None = None,
) -> pd.DataFrame:
    """Find scare quotes and words that keep a distance from what they stand before.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table; a short quotation inside attributed content is the speaker's words and no scare
        quote. Without it only cue words in the clause tell the two apart.
    mentions : mentions table (`find_mentions`); says toward whom.
    codebook : as `load_lexicon` gives it; by default the shipped "distancing".

    Returns
    -------
    DataFrame, the findings table. `phenomenon` is scare_quote (`variant`: the quoted words in lower case) or distancing
    (so-called, alleged, self-proclaimed …; `entry_id` its codebook entry, `variant` the word). `actor_id`
    and `side` are of the first mention inside the quotation or the five words after it, else of a possessive right
    before it.

    See Also
    --------
    distancing_rate

    Notes
    -----
    A scare quote is a closed quotation of at most four words, outside attributed content, without a finite verb,
    without a cue near it in its clause, not a name or title (all its longer words capitalised), not words named as
    words ("the term …"), not explained right after, not one of a series, and, of several words, one that ends in a
    noun or an adjective; an article, a possessive, an adjective or "to" stands before it. On US political news one in
    five of what is found is a scare quote (`codebooks/distancing.md`): experimental, read the sentences. Without
    `attributions` most of what is found are pieces of somebody's speech. *Alleged* and kin count where the parse has
    them before a noun.

    Examples
    --------
    >>> find_distancing(articles, attributions, mentions)
    """
    population = check_table(articles, "articles")
    book = codebook or load_lexicon("distancing")
    sentences = split_sentences(population)
    found = list(_candidates(population, sentences, book, attributions))
    needed = sorted({number for number, _, _ in found})
    parses = dict(zip(needed, parse(population, sentences.iloc[needed]), strict=True)) if needed else {}
    rows = []
    for number, article_id, one in found:
        row = _scare_quote(one, parses[number]) if isinstance(one, _Short) else _word(one, parses[number])
        if row is not None:
            rows.append({"article_id": article_id, **row})
    table = locate(make_table(rows, "findings"), population, attributions, sentences=sentences)
    return _toward(table, population, mentions)


class _Short:
    """A short quotation that may be a scare quote."""

    def __init__(self, quote: Quotation, text: str) -> None:
        self.start, self.end = quote.start, quote.end
        self.inner = (quote.inner_start, quote.inner_end)
        self.words = [text[a:b] for a, b in word_spans(shadow(text), *self.inner)]


def _candidates(
    articles: pd.DataFrame, sentences: pd.DataFrame, book: TermLexicon, attributions: pd.DataFrame | None
) -> Iterator[tuple[int, str, _Short | Hit]]:
    """(row of the sentence, article, what may be distancing)."""
    contents = read_contents(attributions)
    cues = cue_spans(attributions)
    rows = sentences.groupby("article_id", sort=False).indices
    starts, ends = (sentences[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    columns = ("article_id", "text", "body_start")
    for article_id, text, body_start in zip(*(articles[name].tolist() for name in columns), strict=True):
        numbers = rows.get(article_id, np.array([], dtype=np.int64))
        body = 0 if pd.isna(body_start) else int(body_start)
        for number in numbers.tolist():
            yield from ((number, article_id, hit) for hit in book.find(text, starts[number], ends[number]))
        for quote in quotations(text, paragraphs(text, body)):
            if not quote.closed:
                continue
            short = _Short(quote, text)
            if not 1 <= len(short.words) <= MAX_WORDS:
                continue
            place = int(np.searchsorted(starts[numbers], quote.start, side="right")) - 1
            if place < 0 or contents.owners(article_id, np.array([quote.inner_start]))[0] >= 0:
                continue
            number = int(numbers[place])
            if quote.end <= ends[number] and _doubted(
                text, quote, short, (int(starts[number]), int(ends[number])), cues.get(article_id, ())
            ):
                yield number, article_id, short


def _doubted(
    text: str, quote: Quotation, short: _Short, sentence: tuple[int, int], cues: Sequence[tuple[int, int]]
) -> bool:
    """What the words around a short quotation tell: it is not named, not a title, not somebody's speech."""
    if not any(len(word) > 1 and word.isalpha() for word in short.words):
        return False
    if text[: quote.inner_end].rstrip().endswith(("!", "?")):
        return False
    long = [word for word in short.words if len(word) > 3] or short.words
    if all(word[0].isupper() or word[0].isdigit() for word in long):
        return False
    before = shadow(text[sentence[0] : quote.start])
    if _NAMED.search(before) or (
        not text[sentence[0] : quote.start].strip() and quote.end >= sentence[1] - 1
    ):
        return False
    if _GLOSS.match(text, quote.end) or _in_series(text, quote):
        return False
    first, last = _clause(text, quote, sentence)
    if any(first <= a < last for a, _ in cues):
        return False
    # A cue takes the quotation where it stands near: a few words before, or right after.
    before, after = shadow(text[first : quote.start]), shadow(text[quote.end : last])
    near = [before[a:b] for a, b in word_spans(before)][-_BEFORE:]
    near += [after[a:b] for a, b in word_spans(after)][:_AFTER]
    return not any(word.lower() in cue_words() for word in near)


def _in_series(text: str, quote: Quotation) -> bool:
    """Whether another quotation stands beside it: “honest” and “kind” are pieces of somebody's words."""
    before, after = shadow(text[: quote.start]), shadow(text[quote.end : quote.end + 20])
    joined = r"(?:,|\s+(?:and|or|but|to))*\s*"
    return bool(
        re.search(rf"[\"“”]{joined}(?:(?:a|an|the|as)\s+)*$", before[-20:])
        or re.match(rf"{joined}(?:(?:a|an|the|as)\s+)*[\"“]", after)
    )


def _clause(text: str, quote: Quotation, sentence: tuple[int, int]) -> tuple[int, int]:
    """The clause around a quotation, by its commas; with the one before or after where a comma or colon joins them."""
    breaks = [
        match.start() for match in _BREAK.finditer(text, *sentence)
        if not quote.start <= match.start() < quote.end
    ]  # fmt: skip
    left = [at for at in breaks if at < quote.start]
    right = [at for at in breaks if at >= quote.end]
    if left and not text[left[-1] + 1 : quote.start].strip() and text[left[-1]] in ",:":
        left.pop()
    first = left[-1] + 1 if left else sentence[0]
    inside = text[: quote.inner_end].rstrip().endswith(",")
    if right and not inside and text[right[0]] in ",:" and not text[quote.end : right[0]].strip():
        right.pop(0)
    last = right[0] if right else sentence[1]
    return first, last


@cache
def cue_words() -> frozenset[str]:
    """Single words that introduce speech or thought, from the cue codebook."""
    out: set[str] = set()
    with files("framing.codebooks").joinpath("cues.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            framed = _CUE_FRAMES & set(row["frames"].split("|"))
            if framed and row["pos"] in ("verb", "preposition"):
                out.update(form.lower() for form in row["inflections"].split("|"))
    # Of phrases only what is hardly ever anything else.
    return frozenset(
        {word for word in out if " " not in word and len(word) > 3} | {"according", "accused", "say"}
    )


def _scare_quote(short: _Short, parsed: Parse) -> dict[str, Any] | None:
    inside = [i for i, start in enumerate(parsed.start) if short.inner[0] <= start < short.inner[1]]
    tags = [parsed.tag[i] for i in inside if parsed.word[i][:1].isalnum()]
    # Of "I'm" the verb is what begins with the apostrophe.
    if not tags or any(parsed.tag[i] in _FINITE for i in inside):
        return None
    before = next((i for i in reversed(range(len(parsed.start))) if parsed.start[i] < short.start), None)
    if before is None or parsed.tag[before] not in _INTRODUCES:
        return None
    # "The “third way” Democrats": a known name of the thing, seldom a doubt.
    after = next((i for i in range(len(parsed.start)) if parsed.start[i] >= short.end), None)
    if parsed.lower[before] == "the" and after is not None and parsed.tag[after].startswith("NN"):
        return None
    # Several words that are no name of a thing or a quality are a piece of somebody's sentence.
    if len(tags) > 1 and (tags[0] in _OPENS_OTHER or not tags[-1].startswith(_NAMES)):
        return None
    return {
        "start": short.start, "end": short.end, "phenomenon": "scare_quote",
        "variant": " ".join(short.words).lower(),
    }  # fmt: skip


def _word(hit: Hit, parsed: Parse) -> dict[str, Any] | None:
    if hit.entry.kind == "modifier":
        at = next((i for i, start in enumerate(parsed.start) if start == hit.start), None)
        if at is None or parsed.dep[at] not in _MODIFIES or parsed.head[at] < at:
            return None
    return {
        "start": hit.start, "end": hit.end, "phenomenon": "distancing", "entry_id": hit.entry.id,
        "variant": hit.label.name,
    }  # fmt: skip


def _toward(table: pd.DataFrame, articles: pd.DataFrame, mentions: pd.DataFrame | None) -> pd.DataFrame:
    """Fill whom each finding is directed at."""
    if mentions is None or table.empty:
        return table
    known = check_table(mentions, "mentions", need=["actor_id", "side"])
    places: dict[str, list[tuple[int, int, Any, Any]]] = {}
    names = ("article_id", "start", "end", "actor_id", "side")
    for article_id, start, end, actor, side in zip(*(known[name].tolist() for name in names), strict=True):
        places.setdefault(article_id, []).append((int(start), int(end), actor, side))
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    found = [
        _nearest(texts[article_id], start, end, places.get(article_id, ()))
        for article_id, start, end in zip(
            table["article_id"], table["start"].tolist(), table["end"].tolist(), strict=True
        )
    ]
    return table.assign(
        actor_id=pd.Series([actor for actor, _ in found], dtype="str", index=table.index),
        side=pd.Categorical([side for _, side in found], categories=list(known["side"].cat.categories)),
    )


def _nearest(
    text: str, start: int, end: int, mentions: Sequence[tuple[int, int, Any, Any]]
) -> tuple[Any, Any]:
    after = word_spans(text, end, min(len(text), end + 120))[:5]
    limit = after[-1][1] if after else end
    stop = re.search(r"[.,;:!?()\n“”\"]", text[end:limit])
    limit = end + stop.start() if stop else limit
    inside = sorted(m for m in mentions if m[0] < limit and m[1] > start)
    if inside:
        return _known(inside[0])
    near = [m for m in mentions if m[1] <= start and re.fullmatch(r"(?:['’]s?)?\s+", text[m[1] : start])]
    return _known(near[-1]) if near else (None, None)


def _known(mention: tuple[int, int, Any, Any]) -> tuple[Any, Any]:
    return tuple(None if pd.isna(value) else value for value in mention[2:])  # type: ignore[return-value]


def distancing_rate(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    voice: str = "author",
    by: str | Sequence[str] | None = None,
    by_side: bool = False,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how often an article keeps its distance, per 1,000 words, and toward whom.

    Parameters
    ----------
    findings : what `find_distancing` found in `articles`.
    articles : articles table, also those without any finding.
    attributions : attributions table the findings were made with; needed unless `voice="all"`.
    voice : "author" for the author's own words, "attributed" for those of speakers, "all" for both.
    by, cluster, seed : as in `voice_balance`.
    by_side : True measures the attributed words of each side's speakers instead (`side`; resolved attributions).

    Returns
    -------
    DataFrame, a measures table, `measure` distancing_rate, unit words; `estimate` counts findings per 1,000 words of
    the voice (column `voice`). Rows for each group: `term` all, distancing (words) and scare_quote; then, where
    mentions were given, all of them toward each side (`target_side`). With two groups, the ratios of their rates
    follow.

    Raises
    ------
    ValueError : `voice` is none of those allowed or needs attributions; findings are of articles that are not given.

    Notes
    -----
    Numerator: findings; denominator: words. The interval resamples articles. Scare quotes are never found inside
    attributed content, so `voice="attributed"` counts words alone.

    References
    ----------
    Fowler, R. (1991). Language in the News. Routledge.

    Examples
    --------
    >>> distancing_rate(findings, articles, attributions, by="outlet_country")
    """
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    if by_side:
        return _by_speaker(findings, population, attributions, by, cluster, seed)
    words = words_of_voice(population, attributions, voice)
    rows = in_voice(named_rows(findings, population, *PHENOMENA), voice)
    kind = rows["phenomenon"].to_numpy(dtype=object)
    every = np.ones(len(rows), dtype=bool)
    flags = {"all": every, **{name: kind == name for name in sorted(PHENOMENA)}}
    quantities = [_rate(per_article(rows, population, f), words, term=term) for term, f in flags.items()]
    shared = {"joint", "unresolved"}
    sides = [str(side) for side in rows["side"].cat.categories if side not in shared]
    toward = rows["side"].astype("object").to_numpy()
    if rows["side"].notna().any():
        quantities += [
            _rate(per_article(rows, population, toward == side), words, term="all", target_side=side)
            for side in sides
        ]
    own = tuple(side for side in sides if side != "other")
    plan = make_plan(
        population,
        own=own,
        pair=(own[0], own[1]) if len(own) > 1 else ("", ""),
        by=by,
        cluster=cluster,
        seed=seed,
    )
    none = np.zeros(len(population))
    return with_voice(measures_table(plan, Tally(quantities, none, none)), voice)


def _by_speaker(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    by: str | Sequence[str] | None,
    cluster: str | None,
    seed: int,
) -> pd.DataFrame:
    """Words of distance in what the speakers of each side say, per 1,000 of their words."""
    if attributions is None or "side" not in attributions:
        raise ValueError("by_side=True needs attributions with `side`; pass those of `resolve_speakers`.")
    _, of = words_by_voice(articles, attributions)
    rows = in_voice(named_rows(findings, articles, *PHENOMENA), "attributed")
    side = (
        rows[SPEAKER_SIDE].astype("object").to_numpy() if SPEAKER_SIDE in rows else np.full(len(rows), None)
    )
    own = tuple(name for name in of if name not in SHARED_SIDES)
    quantities = [
        replace(_rate(per_article(rows, articles, side == name), of[name], term="all"), side=name)
        for name in (*own, "other")
    ]
    counts = [per_article(rows, articles, side == name) for name in ("joint", "unresolved")]
    plan = make_plan(articles, own=own, pair=pair_of(own), by=by, cluster=cluster, seed=seed)
    return with_voice(measures_table(plan, Tally(quantities, *counts)), "attributed")


def _rate(hits: Any, words: Any, *, term: str, target_side: str | None = None) -> Quantity:
    return Quantity(
        "distancing_rate", PER_THOUSAND, np.column_stack([hits, words]), unit=UNIT, term=term,
        target_side=target_side, compare=True,
    )  # fmt: skip


__all__ = ["distancing_rate", "find_distancing"]
