"""Find attributions: gate, parse, constructions, quotations that go on, and the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

from framing.attribution.cues import CueBook, CueMatch, default_cues
from framing.attribution.floating import floating, inside_quotation
from framing.attribution.headlines import before_the_colon, headline_forms
from framing.attribution.phrases import adjective_cue, noun_cue, preposition_cue
from framing.attribution.places import Covered, Quotations, Sentences
from framing.attribution.quoted import in_full_quotes
from framing.attribution.rows import Row, article_rows
from framing.attribution.sentence import Found, Sentence, Span
from framing.attribution.verbs import find_verb
from framing.checks import choose
from framing.language import (
    WORD,
    ParseStore,
    Piece,
    after_dateline,
    paragraphs,
    parse_texts,
    quotations,
    sentence_pieces,
    shadow,
)
from framing.language.quotes import Quotation
from framing.schema import check_covers, check_table, make_table

ENGINES = ("rules",)
# Articles whose sentences are parsed together: enough to fill the parser's batches, few enough to stay small.
_TOGETHER = 32


def find_attributions(
    articles: pd.DataFrame, *, engine: str = "rules", store: ParseStore | None = None, workers: int = 1
) -> pd.DataFrame:
    """Find every attribution: who is said to have said, written, denied, demanded or thought what.

    Parameters
    ----------
    articles : articles table (`read_articles`, `make_articles`). Articles whose `language` is given and not "en" are
        left out.
    engine : "rules": constructions over a dependency parse, and the cue codebook.
    store : where parses are kept (see `language.parse`); for one worker only.
    workers : processes. The result does not depend on it.

    Returns
    -------
    DataFrame, the attributions table of the schema, one row per attribution: offsets (code points of `text`) and words
    of speaker, cue, content and target; quote_type; act (speech or attitude); construction, the function that found it;
    nested_in. Rows sort by article, then start.

    Raises
    ------
    ValueError : a column is missing, or `engine` is unknown.

    See also
    --------
    resolve_speakers : adds the actor and the side of each speaker.

    Notes
    -----
    Spans follow Pareti (2012) and Newell et al. (2018): content without "that" and with its quotation marks; the
    accused stands inside the content; titles and appositions belong to the speaker.

    References
    ----------
    Newell, E., Margolin, D. & Ruths, D. (2018). An attribution relations corpus for political news. LREC.
    Pareti, S. (2012). A database of attribution relations. LREC.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["“We are leaving,” Ms Orlova said, accusing the harbour board of waste."])
    >>> framing.find_attributions(articles)[["speaker", "cue", "content"]].values.tolist()
    [['Ms Orlova', 'said', '“We are leaving,”'], ['Ms Orlova', 'accusing', 'the harbour board of waste']]
    """
    choose("engine", engine, ENGINES)
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers={workers!r} is not allowed; allowed: 1 or more processes.")
    articles = check_table(articles, "articles")
    english = articles[
        articles["language"].isna() | articles["language"].str.lower().str.match(r"en(?:[-_]|$)")
    ]
    jobs = [
        (str(article_id), str(text), min(max(0, int(body_start)), len(text)))
        for article_id, text, body_start in zip(
            english["article_id"], english["text"], english["body_start"].fillna(0), strict=True
        )
    ]
    repeats = {
        str(a): (int(s), int(e))
        for a, s, e in zip(
            articles["article_id"],
            articles["headline_repeat_start"],
            articles["headline_repeat_end"],
            strict=True,
        )
        if pd.notna(s) and pd.notna(e)
    }
    batches = [jobs[start : start + _TOGETHER] for start in range(0, len(jobs), _TOGETHER)]
    rows: list[Row] = []
    if workers == 1 or len(batches) < 2:
        for batch in batches:
            rows.extend(extract_batch(batch, store=store))
    else:
        with ProcessPoolExecutor(max_workers=workers) as pool:
            for part in pool.map(extract_batch, batches):
                rows.extend(part)
    table = make_table((row.as_dict(repeats.get(row.article_id)) for row in rows), "attributions")
    check_covers(table, english)
    return table


def extract_batch(jobs: Sequence[tuple[str, str, int]], *, store: ParseStore | None = None) -> list[Row]:
    """Attributions of a few articles, given as (article_id, text, body_start)."""
    cues = default_cues()
    articles = [_Article(article_id, text, body_start, cues) for article_id, text, body_start in jobs]
    texts = [piece_text for article in articles for piece_text in article.gated_texts()]
    starts = [start for article in articles for start in article.gated_starts()]
    parses = iter(parse_texts(texts, starts, store=store))
    out: list[Row] = []
    for article in articles:
        article.sentences = list(article.with_parses(parses))
        out.extend(article.rows())
    return out


class _Article:
    """What the constructions need of one article, from its text alone."""

    def __init__(self, article_id: str, text: str, body_start: int, cues: CueBook) -> None:
        self.article_id, self.text, self.body_start, self.cues = article_id, text, body_start, cues
        self.paragraphs = paragraphs(text, body_start)
        self.quotes = quotations(text, self.paragraphs)
        self.pieces = list(self._without_datelines(sentence_pieces(text, body_start)))
        self.gated = list(self._gate())
        self.sentences: list[Sentence] = []

    def _without_datelines(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        paragraph = -1
        for piece in pieces:
            first, paragraph = piece.paragraph != paragraph, piece.paragraph
            start = (
                after_dateline(self.text, piece.start, piece.end)
                if first and not piece.in_headline
                else piece.start
            )
            yield piece._replace(start=start)

    def _gate(self) -> Iterator[Piece]:
        """Sentences that can hold an attribution: one with a first word of a cue, a quotation, or of a headline."""
        first_words = self.cues.first_words
        plain = shadow(self.text).lower()
        edges = [edge for quote in self.quotes for edge in (quote.start, quote.end)]
        position = 0
        for piece in self.pieces:
            while position < len(edges) and edges[position] < piece.start - 2:
                position += 1
            quoted = position < len(edges) and edges[position] <= piece.end + 2
            if (
                piece.in_headline
                or quoted
                or any(match.group() in first_words for match in WORD.finditer(plain, piece.start, piece.end))
            ):
                yield piece

    def gated_texts(self) -> list[str]:
        return [self.text[piece.start : piece.end] for piece in self.gated]

    def gated_starts(self) -> list[int]:
        return [piece.start for piece in self.gated]

    def with_parses(self, parses: Iterator) -> Iterator[Sentence]:
        position = 0
        previous: Quotation | None = None
        for piece in self.gated:
            while position < len(self.quotes) and self.quotes[position].end <= piece.start:
                previous = self.quotes[position]
                position += 1
            here = []
            index = position
            while index < len(self.quotes) and self.quotes[index].start < piece.end:
                here.append(self.quotes[index])
                index += 1
            near = previous if previous is not None and previous.paragraph == piece.paragraph else None
            yield Sentence(self.text, piece, next(parses), here, near)

    def rows(self) -> list[Row]:
        found: list[Found] = []
        for sentence in self.sentences:
            here = _one_per_cue(
                kept for f in _from_cues(sentence, self.cues) if (kept := inside_quotation(sentence, f))
            )
            here = before_the_colon(sentence, here)
            here.extend(headline_forms(sentence, [span for f in here for span in f.content]))
            found.extend(here)
        found = _merge_headline_quotes(self.text, found)
        places, quotes = Sentences(self.sentences), Quotations(self.quotes)
        found = [_full(places, f) for f in found]
        taken = Covered(_claims(found, quotes))
        body_quotes = [quote for quote in self.quotes if quote.start >= self.body_start]
        found.extend(floating(self.text, body_quotes, taken, places, found))
        return article_rows(self.article_id, self.text, self.body_start, self.paragraphs, quotes, found)


def _claims(found: Sequence[Found], quotes: Quotations) -> list[Span]:
    """Content spans that speak for the quotations they touch: those whose cue does not itself stand in one."""
    out: list[Span] = []
    for item in found:
        if item.cue is None or not quotes.holds(item.cue[0]):
            out.extend(item.content)
    return out


def _full(places: Sentences, found: Found) -> Found:
    sentence = places.at(found.cue[0] if found.cue is not None else found.content[0][0])
    if sentence is None:
        return found
    spans = in_full_quotes(sentence, found.content)
    return Found(
        found.speaker,
        found.cue,
        spans,
        found.entry,
        found.lemma,
        found.construction,
        found.target,
        found.continues,
    )


def _from_cues(sentence: Sentence, cues: CueBook) -> Iterator[Found]:
    parse = sentence.parse
    matches = cues.match(parse.lower)
    covered: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, m.cue.cue_id)):
        if match.head in covered or (
            match.last > match.first and covered & set(range(match.first, match.last + 1))
        ):
            continue
        found = _dispatch(sentence, match)
        if found is not None and found.content:
            covered.update(range(match.first, match.last + 1))
            if found.cue is not None:  # "was quoted as saying" is one cue, not two
                covered.update(sentence.tokens_in(*found.cue))
            if found.construction == "quoted_as_saying":
                covered.update(token for token, word in enumerate(parse.lower) if word == "saying")
            yield found
    for index in range(len(parse)):
        if index not in covered and parse.pos[index] == "VERB" and parse.lower[index] not in cues.first_words:
            found = _unknown_verb(sentence, index)
            if found is not None:
                yield found


def _dispatch(sentence: Sentence, match: CueMatch) -> Found | None:
    if match.cue.pos == "verb":
        return find_verb(sentence, match.cue, match.head, match.last, match.cue.lemma)
    if match.cue.pos == "noun":
        return noun_cue(sentence, match)
    if match.cue.pos == "adjective":
        return adjective_cue(sentence, match)
    return preposition_cue(sentence, match)


def _unknown_verb(sentence: Sentence, index: int) -> Found | None:
    """A verb outside the codebook with a subject and a clause opened by "that"."""
    parse = sentence.parse
    clause = sentence.child(index, "ccomp")
    if clause is None or not any(
        parse.lower[c] == "that" and parse.dep[c] == "mark" for c in parse.children[clause]
    ):
        return None
    if sentence.child(index, "nsubj") is None:
        return None
    return find_verb(sentence, None, index, index, parse.lower[index])


def _one_per_cue(found: Iterable[Found]) -> list[Found]:
    """One attribution for each place of a cue and each content."""
    out: dict[tuple[Span | None, tuple[Span, ...]], Found] = {}
    for item in found:
        key = (item.cue, item.content)
        out.setdefault(key, item)
    return sorted(out.values(), key=lambda f: (f.content[0][0], f.cue or (-1, -1)))


def _merge_headline_quotes(text: str, found: list[Found]) -> list[Found]:
    """A quotation after the colon of a headline belongs to the attribution that ends at the colon."""
    out: list[Found] = []
    for item in found:
        last = out[-1] if out else None
        if (
            item.construction == "headline_quote"
            and last is not None
            and last.speaker is not None
            and text[last.content[-1][1] : item.content[0][0]].strip() in (":", "")
            and "\n" not in text[last.content[-1][1] : item.content[0][0]]
        ):
            joined = (*last.content[:-1], (last.content[-1][0], item.content[0][1]))
            out[-1] = Found(
                last.speaker, last.cue, joined, last.entry, last.lemma, last.construction, last.target
            )
            continue
        out.append(item)
    return out
