"""The constructions over one article: gate, parse, cues, quotations that go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from framing.attribution.cues import CueBook, CueMatch, default_cues
from framing.attribution.floating import floating, inside_quotation
from framing.attribution.gate import Gate
from framing.attribution.headlines import before_the_colon, headline_forms, headlines_between
from framing.attribution.phrases import adjective_cue, noun_cue, preposition_cue
from framing.attribution.places import Covered, Quotations, Sentences
from framing.attribution.quoted import in_full_quotes
from framing.attribution.rows import Row, article_rows
from framing.attribution.sentence import Found, Sentence, Span
from framing.attribution.verbs import find_verb
from framing.language import (
    Parse,
    ParseStore,
    Piece,
    after_dateline,
    paragraphs,
    parse_texts,
    quotations,
    sentence_pieces,
)
from framing.language.quotes import Quotation

_NO_PARSE = Parse([], [], [], [], [], [], [])


@cache
def _default_gate() -> Gate:
    return Gate(default_cues())


def _gate(cues: CueBook) -> Gate:
    return _default_gate() if cues is default_cues() else Gate(cues)


class ArticleRules:
    """What the constructions need of one article, from its text alone."""

    def __init__(self, article_id: str, text: str, body_start: int, cues: CueBook) -> None:
        self.article_id, self.text, self.body_start, self.cues = article_id, text, body_start, cues
        self.paragraphs = paragraphs(text, body_start)
        self.quotes = quotations(text, self.paragraphs)
        self.pieces = list(self._without_datelines(sentence_pieces(text, body_start)))
        self.near = list(_gate(cues).sentences(text, self.pieces, self.quotes))
        self.gated = [piece for piece, parsed in self.near if parsed]
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

    def gated_texts(self) -> list[str]:
        return [self.text[piece.start : piece.end] for piece in self.gated]

    def gated_starts(self) -> list[int]:
        return [piece.start for piece in self.gated]

    def with_parses(self, parses: Iterator) -> Iterator[Sentence]:
        position = 0
        previous: Quotation | None = None
        for piece, parsed in self.near:
            while position < len(self.quotes) and self.quotes[position].end <= piece.start:
                previous = self.quotes[position]
                position += 1
            here = []
            index = position
            while index < len(self.quotes) and self.quotes[index].start < piece.end:
                here.append(self.quotes[index])
                index += 1
            near = previous if previous is not None and previous.paragraph == piece.paragraph else None
            yield Sentence(self.text, piece, next(parses) if parsed else _NO_PARSE, here, near)

    def found(self) -> list[Found]:
        """What the constructions find, quotations that no construction claims left out."""
        found: list[Found] = []
        for sentence in self.sentences:
            here = _one_per_cue(
                kept for f in _from_cues(sentence, self.cues) if (kept := inside_quotation(sentence, f))
            )
            here = before_the_colon(sentence, here)
            here.extend(headline_forms(sentence, [span for f in here for span in f.content]))
            found.extend(here)
        found = _merge_headline_quotes(self.text, found)
        # After the dateline: "NORDEN (Agency) - President Belov …" is no headline.
        begin = next((piece.start for piece in self.pieces if not piece.in_headline), self.body_start)
        found.extend(headlines_between(self.text, begin))
        self.places = Sentences(self.sentences)
        return [_full(self.places, f) for f in found]

    def rows(self, found: list[Found]) -> list[Row]:
        """Rows of the table, with the quotations that go on or have their speaker beside them."""
        quotes = Quotations(self.quotes)
        taken = Covered(_claims(found, quotes))
        body_quotes = [quote for quote in self.quotes if quote.start >= self.body_start]
        found = [*found, *floating(self.text, body_quotes, taken, self.places, found)]
        return article_rows(self.article_id, self.text, self.body_start, self.paragraphs, quotes, found)


def parsed_articles(
    jobs: Iterable[tuple[str, str, int]], *, store: ParseStore | None = None
) -> list[ArticleRules]:
    """Articles, given as (article_id, text, body_start), with their sentences parsed together."""
    cues = default_cues()
    articles = [ArticleRules(article_id, text, body_start, cues) for article_id, text, body_start in jobs]
    texts = [text for article in articles for text in article.gated_texts()]
    starts = [start for article in articles for start in article.gated_starts()]
    parses = iter(parse_texts(texts, starts, store=store))
    for article in articles:
        article.sentences = list(article.with_parses(parses))
    return articles


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
