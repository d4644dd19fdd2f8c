"""Which sentences can hold an attribution, told from their words: only those are parsed.

Every test asks for what a construction cannot do without, or nearly so: a noun needs what is claimed and someone to
claim it, "campaign" needs "for", "like" after a noun is a preposition. On 84 articles of PolNeAR train (every tenth)
a quarter of the text is not parsed, and 4 of 2,161 attributions are lost with it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from framing.attribution.cues import Cue, CueBook, FormsOf
from framing.attribution.floating import OWN_VOICE
from framing.attribution.phrases import CARRIERS
from framing.language import WORD, Piece, Quotation, shadow

# Hyphenated words stay whole: "so-called" calls nothing.
_TOKEN = re.compile(r"\w+(?:-\w+)*|'s\b|[^\w\s]")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these stands a noun, not a verb.
_BEFORE_NOUN = _set(
    "the a an his its their our my your 's this these those of in on for from at by with into no any some every each "
    "other more such two three four five six seven eight nine ten first second last new own "
    "recent big major former public political national local federal united swing same whole next top"
)
# A participle stands after many of them: "those backing", "of backing".
_BEFORE_PARTICIPLE_NOUN = _set("the a an his its their our my your no any every each")
# Before these, or around a word of its own, a form that is mostly something else is a verb.
_BEFORE_VERB = _set(
    "to would will 'd d can could should may might must shall do does did not t i you we they who he she it people "
    "also really still always never ll re ve both all that which"
)
# What can open a clause.
_OPENS = _set(
    "that it he she they we i you there this these those the a an his her their its our my your whether how what why "
    "who when where if no any some many most all"
)
_WH = _set("that whether how what why who when where if which because")
_FINITE = _set(
    "is are was were has have had will would can could should may might must shall do does did am be been s re ve d ll"
)
_OBJECTS = _set("np np_of np_pred")
_CLAUSES = _set("clause whether np_that")
_NO_CLAUSE = _set(". , ; ? ! ) : of into down over and or")
_NOT_AN_OBJECT = _set("of to for in at with from into out up down over about . ; ? ! )")
_POSSESSIVES = _set("his her their its my our your 's '")
_PREPOSITIONS = {
    "for": _set("for"),
    "at": _set("at against"),
    "about": _set("about over of"),
    "np_of": _set("of"),
    "np_for": _set("for over on"),
    "np_with": _set("with"),
    "np_as": _set("as"),
}
# Verbs of which a form is more often a noun, an adverb or a preposition.
_MOSTLY_OTHER = _set(
    "state campaign debate name back look like hold post rate contest email share figure term judge rule record long "
    "point vote tweet attack challenge release"
)


class Gate:
    """Tells the sentences that can hold an attribution from those that cannot."""

    def __init__(self, cues: CueBook) -> None:
        self._forms: dict[str, FormsOf] = {}
        for word, forms in cues.by_first_word.items():
            longer = {
                second: kept
                for second, some in forms.longer.items()
                if (kept := tuple(form for form in some if _can_be_found(form[1])))
            }
            single = tuple(form for form in forms.single if _can_be_found(form[1]))
            if longer or single:
                self._forms[word] = FormsOf(longer, single)

    def sentences(
        self, text: str, pieces: Sequence[Piece], quotes: Sequence[Quotation]
    ) -> Iterator[tuple[Piece, bool]]:
        """Sentences that matter to attributions, each with whether it has to be parsed.

        pieces : all sentences of the text. quotes : its quotations. A sentence beside a quotation matters without a
        parse, too: what stands in it tells whether the quotation stands alone.
        """
        plain = shadow(text).lower()
        if len(plain) != len(text):  # a letter whose lower case is two code points
            plain = "".join(low if len(low := mark.lower()) == 1 else mark for mark in shadow(text))
        first = 0
        for piece in pieces:
            while first < len(quotes) and quotes[first].end < piece.start - 2:
                first += 1
            last = first
            while last < len(quotes) and quotes[last].start <= piece.end + 2:
                last += 1
            near = quotes[first:last]
            if piece.in_headline:
                yield piece, True
            elif near:
                yield piece, self._beside_quotations(text, plain, piece, near)
            elif self._has_cue(_TOKEN.findall(plain, piece.start, piece.end), None):
                yield piece, True

    def _beside_quotations(self, text: str, plain: str, piece: Piece, near: Sequence[Quotation]) -> bool:
        tokens: list[str] = []
        inside: list[bool] = []
        spoken = [quote for quote in near if _speaks(text, quote)]
        for start, end, within in _stretches(piece, spoken):
            found = _TOKEN.findall(plain, start, end)
            tokens += found
            inside += [within] * len(found)
        return self._has_cue(tokens, inside) or any(_general(text, piece, quote) for quote in spoken)

    def _has_cue(self, tokens: Sequence[str], inside: Sequence[bool] | None) -> bool:
        """inside : of each token, whether it stands in a quotation; None where the sentence has none beside it."""
        forms = self._forms
        for index, token in enumerate(tokens):
            if token not in forms:
                continue
            within = inside is not None and inside[index]
            for words, cue in forms[token].at(tokens, index):
                if within and (cue.act == "attitude" or (index and tokens[index - 1] in OWN_VOICE)):
                    continue  # what one who is quoted thinks, or says of oneself, is part of the quotation
                last = index + len(words) - 1
                if _TESTS[cue.pos](cue, tokens, index, last, inside is not None and not within):
                    return True
        return False


def _speaks(text: str, quote: Quotation) -> bool:
    """Whether a quotation is long enough to be speech, not a word set in marks."""
    return sum(1 for _ in itertools.islice(WORD.finditer(text, quote.inner_start, quote.inner_end), 3)) == 3


def _stretches(piece: Piece, quotes: Sequence[Quotation]) -> Iterator[tuple[int, int, bool]]:
    """A sentence cut at the quotations in it: (start, end, whether inside one)."""
    position = piece.start
    for quote in quotes:
        start, end = max(quote.inner_start, position), min(quote.inner_end, piece.end)
        if start < end:
            yield position, start, False
            yield start, end, True
            position = end
    yield position, piece.end, False


def _general(text: str, piece: Piece, quote: Quotation) -> bool:
    """Whether a verb that no codebook knows could introduce the quotation, by the marks between them."""
    before = WORD.search(text, piece.start, max(piece.start, quote.start))
    after = WORD.search(text, min(piece.end, max(piece.start, quote.end)), piece.end)
    if before is None:
        ends = piece.start < quote.end and after is not None
        return ends and text[quote.inner_start : quote.inner_end].rstrip()[-1:] in (",", "!", "?")
    return after is None and text[piece.start : quote.start].rstrip()[-1:] in (":", ",")


def _can_be_found(cue: Cue) -> bool:
    return cue.pos != "preposition" or ("parenthetical" in cue.frames and not cue.lemma.endswith("ly"))


def _verb(cue: Cue, tokens: Sequence[str], index: int, last: int, quoted: bool) -> bool:
    frames = cue.frames
    before = tokens[index - 1] if index else ""
    after = tokens[last + 1] if last + 1 < len(tokens) else "."
    participle = tokens[index].endswith("ing")
    if before in (_BEFORE_PARTICIPLE_NOUN if participle else _BEFORE_NOUN):
        return False
    doubtful = last == index and cue.lemma in _MOSTLY_OTHER and tokens[index] in cue.inflections[:2]
    if doubtful and before not in _BEFORE_VERB and after not in _OPENS and after != '"':
        return False
    rest = tokens[last + 1 :]
    if "on_to" in frames or (last > index and not frames.isdisjoint(_PREPOSITIONS)):
        return True  # "called for": the preposition is part of the cue
    # "accused the owner", of nothing, is enough
    if not frames.isdisjoint(_OBJECTS) and (after not in _NOT_AN_OBJECT or "by" in rest[:4]):
        return True
    if "to" in frames and "to" in rest[:5]:
        return True
    if "np_to" in frames and "to" in rest[:20]:
        return True
    for frame in ("for", "at", "about"):
        if frame in frames and after in _PREPOSITIONS[frame]:
            return True
    for frame in ("np_of", "np_for", "np_with", "np_as"):
        if frame in frames and not _PREPOSITIONS[frame].isdisjoint(rest):
            return True
    return bool(frames & {"clause", "quote", "whether", "np_that"}) and (
        quoted or _clause(cue, tokens, index, last)
    )


def _clause(cue: Cue, tokens: Sequence[str], index: int, last: int) -> bool:
    """Whether a clause can stand after the verb, or before it and its subject: "S, X thinks"."""
    after = tokens[last + 1] if last + 1 < len(tokens) else "."
    rest = tokens[last + 1 :]
    preceded = "," in tokens[max(0, index - 10) : index]
    if "quote" in cue.frames and cue.act == "speech":
        return preceded or not cue.frames.isdisjoint(_CLAUSES) or after in ",:" or "that" in rest[:3]
    if cue.lemma in _MOSTLY_OTHER:
        return "that" in rest[:6]
    if preceded and after in ".,?!-–—":
        return True
    return after not in _NO_CLAUSE and not (_FINITE.isdisjoint(rest) and _WH.isdisjoint(rest))


def _noun(cue: Cue, tokens: Sequence[str], index: int, last: int, quoted: bool) -> bool:
    frames = cue.frames
    rest = tokens[last + 1 :]
    if "that_noun" in frames and "that" in rest[:12]:
        return True
    if frames & {"whether", "about", "that_noun"} and not _IF.isdisjoint(rest[:12]):
        return True
    some = ("to" in frames and rest[:1] == ["to"]) or (
        ("np_of" in frames and "of" in rest[:5])
        or ("about" in frames and not _ABOUT.isdisjoint(rest[:5]))
        or ("for" in frames and "for" in rest[:5])
    )
    return some and (
        not _POSSESSIVES.isdisjoint(tokens[max(0, index - 6) : index])
        or not _BY.isdisjoint(rest)
        or not CARRIERS.isdisjoint(tokens[:index])
    )


_IF = _set("whether if")
_ABOUT = _set("about over")
_BY = _set("by from")


def _adjective(cue: Cue, tokens: Sequence[str], index: int, last: int, quoted: bool) -> bool:
    frames = cue.frames
    near = tokens[last + 1 : last + 9]
    return (
        ("clause" in frames and (not _FINITE.isdisjoint(tokens[last + 1 :]) or "that" in near))
        or ("to" in frames and "to" in near)
        or ("np_of" in frames and "of" in near)
        or ("about" in frames and not _ABOUT.isdisjoint(near))
        or ("at" in frames and not _AT.isdisjoint(near))
    )


_AT = _set("at by with")


def _preposition(cue: Cue, tokens: Sequence[str], index: int, last: int, quoted: bool) -> bool:
    return True


_TESTS = {"verb": _verb, "noun": _noun, "adjective": _adjective, "preposition": _preposition}
