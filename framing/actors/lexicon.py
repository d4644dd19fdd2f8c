"""Terms of a codebook and role nouns in one token trie, and how they are found in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from framing.language import shadow

# Initials with full stops are one token ("U.S."); a lost space before a capital starts a new one ("DefenceUS").
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:'(?![sS]\b)[^\W_]+)*|'[sS]\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What may stand between two tokens of one term; never a comma or a full stop that ends a sentence.
_JOIN = re.compile(r"[\s\-‐‑.']{0,2}")


class Token(NamedTuple):
    """A word of the text: its offsets and the key that terms are looked up by."""

    start: int
    end: int
    word: str
    key: str


class Term(NamedTuple):
    """What a sequence of tokens stands for: the kind of entry, its id, and the case each token needs."""

    kind: str
    id: str
    case: tuple[str, ...]
    plural: bool = False


class Hit(NamedTuple):
    """A term found at tokens `first` to `last` (inclusive); `stripped` when a final s was a lost "'s"."""

    first: int
    last: int
    term: Term
    stripped: bool


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The key of a word: case folded, accents and the stops of initials taken off."""
    plain = word.replace(".", "") if "." in word else word
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.casefold()


def tokens(text: str) -> list[Token]:
    """Tokens of a text; offsets hold in `text`."""
    out: list[Token] = []
    new = tuple.__new__
    for match in _TOKEN.finditer(shadow(text)):
        start, word = match.start(), match.group()
        if len(word) > 3 and not word[1:].islower() and "." not in word:
            for piece in _CAMEL.split(word):
                out.append(Token(start, start + len(piece), piece, fold(piece)))
                start += len(piece)
        else:
            out.append(new(Token, (start, match.end(), word, fold(word))))
    return out


def term_key(term: str) -> tuple[str, ...]:
    """The folded tokens of a term."""
    return tuple(token.key for token in tokens(term))


def case_of(word: str) -> str:
    """Case that a text must show to match: all capitals, a capital, or any."""
    if len(word) > 1 and word.isupper():
        return "upper"
    return "cap" if word[:1].isupper() else "any"


class Lexicon:
    """A token trie; where terms overlap the leftmost, then the longest one wins."""

    def __init__(self, terms: Iterable[tuple[str, str, str, bool]]) -> None:
        """`terms`: (kind, id, written form, whether it is a plural)."""
        self._root: dict[str, Any] = {}
        for kind, identity, written, plural in terms:
            pieces = tokens(written)
            node = self._root
            for piece in pieces:
                node = node.setdefault(piece.key, {})
            case = tuple(case_of(piece.word) for piece in pieces)
            # The first claim of a written form stays: entries come before role nouns.
            node.setdefault("", []).append(Term(kind, identity, case, plural))

    def person(self, keys: Sequence[str]) -> str:
        """The id of the person with exactly this name; '' where nobody has it."""
        node = self._root
        for key in keys:
            if key not in node:
                return ""
            node = node[key]
        return next((term.id for term in node.get("", ()) if term.kind == "person"), "")

    def find(self, text: str, words: Sequence[Token]) -> Iterator[Hit]:
        """Hits in text order that do not overlap."""
        root, taken = self._root, -1
        for index, (_, _, _, key) in enumerate(words):
            if index > taken and (key in root or (key[-1] == "s" and key[:-1] in root)):
                best = self._longest(text, words, index)
                if best is not None:
                    yield best
                    taken = best.last

    def _longest(self, text: str, words: Sequence[Token], first: int) -> Hit | None:
        node: dict[str, Any] = self._root
        best: Hit | None = None
        for last in range(first, len(words)):
            word = words[last]
            if last > first and not _joined(text, words[last - 1].end, word.start):
                break
            follow = node.get(word.key)
            if len(word.key) > 3 and word.key[-1] == "s":
                lost = node.get(word.key[:-1])
                if lost is not None and "" in lost and (follow is None or "" not in follow):
                    term = _fitting(lost[""], words[first : last + 1])
                    if term is not None and term.kind != "role":
                        best = Hit(first, last, term, True)
            if follow is None:
                break
            node = follow
            if "" in node:
                term = _fitting(node[""], words[first : last + 1])
                if term is not None:
                    best = Hit(first, last, term, False)
        return best


def _joined(text: str, end: int, start: int) -> bool:
    return start - end <= 2 and _JOIN.fullmatch(text, end, start) is not None


def _fitting(terms: list[Term], words: Sequence[Token]) -> Term | None:
    for term in terms:
        if all(_has_case(word.word, case) for word, case in zip(words, term.case, strict=True)):
            return term
    return None


def _has_case(word: str, case: str) -> bool:
    if case == "any":
        return True
    if case == "upper":
        return word.isupper() or any(c.isdigit() for c in word)
    return word[:1].isupper() or not word[:1].isalpha()
