"""Terms as numbers: how words become rows of a counts table without a string for every occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.language import WORD, as_read, shadow
from framing.schema import check_table
from framing.schema.columns import TERM_KINDS, VOICES

Ints = npt.NDArray[np.int64]
_BLOCK = 1_000_000
Group = tuple[str | None, object, str | None]


def lower_words(plain: str) -> list[str]:
    """The words of a shadow copy in lower case."""
    lower = plain.lower()
    if lower.isascii():
        return WORD.findall(lower)
    # A few capitals have a lower case of two code points; cut before, they count as many words as they are.
    return [as_read(word.lower()) for word in WORD.findall(plain)]


def _cut_table() -> bytes:
    """Bytes as they count: letters of ASCII small, its other signs a blank, all that is not ASCII as it is."""
    kept = {*range(128, 256), *b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'`"}
    return bytes(ord(chr(byte).lower()) if byte < 128 else byte for byte in range(256)).translate(
        bytes(byte if byte in kept else 32 for byte in range(256))
    )


_CUT = _cut_table()


class Codes(dict[bytes, int]):
    """A number for each term in the order of arrival; the key is UTF-8."""

    def __missing__(self, term: bytes) -> int:
        number = len(self)
        self[term] = number
        return number

    def of_text(self, text: str) -> npt.NDArray[np.int32]:
        """Numbers of the pieces of a text between its blanks, punctuation and line breaks.

        A piece of plain letters is a word. One with an apostrophe or beyond ASCII ("’tis", "war—and") may hold several
        or none; `words_of` cuts it, once for each that differs.
        """
        pieces = text.encode("utf-8", "surrogatepass").translate(_CUT).split()
        return np.fromiter(map(self.__getitem__, pieces), dtype=np.int32, count=len(pieces))

    def of_terms(self, terms: Iterable[str]) -> npt.NDArray[np.int32]:
        """Numbers of finished terms."""
        return np.array([self[term.encode("utf-8", "surrogatepass")] for term in terms], dtype=np.int32)


def words_of(piece: bytes) -> list[str]:
    """The words that a piece of `Codes.of_text` holds."""
    text = piece.decode("utf-8", "surrogatepass")
    if text.isascii() and "'" not in text and "`" not in text:
        return [text]
    return lower_words(shadow(text))


class Rows:
    """The counts table while it grows: groups of terms, in the table's order."""

    def __init__(
        self, kind: str, sides: Sequence[str], abouts: Sequence[str], node: str | None = None
    ) -> None:
        self.kind = kind
        self._sides, self._abouts, self._node = list(sides), list(abouts), node
        self._groups: list[tuple[str, str | None, object, str | None]] = []
        self._codes: list[npt.NDArray[np.int32]] = []
        self._pieces = Codes()
        self._cut = False

    def order(self, group: Group) -> tuple[int, int, int]:
        voice, side, about = group
        return (
            0 if voice is None else 1 + VOICES.index(voice),
            0 if side is None else 1 + self._sides.index(str(side)),
            0 if about is None else 1 + self._abouts.index(about),
        )

    def add_text(self, article_id: str, text: str) -> None:
        """All words of a text, in no voice and about nobody."""
        self._cut = True
        self._groups.append((article_id, None, None, None))
        self._codes.append(self._pieces.of_text(text))

    def add(self, article_id: str, group: Group, terms: Iterable[str]) -> None:
        self._groups.append((article_id, *group))
        self._codes.append(self._pieces.of_terms(terms))

    def table(self) -> pd.DataFrame:
        # Texts come as pieces throughout or not at all: finished terms must not be cut again.
        held = [
            words_of(piece) if self._cut else [piece.decode("utf-8", "surrogatepass")]
            for piece in self._pieces
        ]
        names = sorted({word for words in held for word in words})
        rank = {name: number for number, name in enumerate(names)}
        sizes = np.array([len(words) for words in held], dtype=np.int64)
        ranks = np.array([rank[word] for words in held for word in words], dtype=np.int64)
        group, term, count = _counted(self._codes, sizes, ranks, len(names))
        return self._frame(names, group, term, count)

    def _frame(self, names: list[str], group: Ints, term: Ints, count: Ints) -> pd.DataFrame:
        groups = pd.DataFrame(self._groups, columns=["article_id", "voice", "side", "about"], dtype=object)
        columns = {
            "article_id": groups["article_id"].astype("str").array,
            "voice": pd.Categorical(groups["voice"], categories=list(VOICES)),
            "side": pd.Categorical(groups["side"], categories=self._sides),
            "about": pd.Categorical(groups["about"], categories=self._abouts),
        }
        data = {name: values.take(group) for name, values in columns.items()}
        node = pd.array([self._node], dtype="str")
        data["node"] = node.take(np.zeros(len(group), dtype=np.int64))
        data["term"] = pd.array(names, dtype="str").take(term)
        kinds = np.full(len(group), TERM_KINDS.index(self.kind), dtype=np.int8)
        data["kind"] = pd.Categorical.from_codes(kinds, pd.Index(list(TERM_KINDS)))
        data["count"] = pd.array(count, dtype="Int64")
        return check_table(pd.DataFrame(data), "counts")


def _counted(
    codes: Sequence[npt.NDArray[np.int32]], sizes: Ints, ranks: Ints, n_terms: int
) -> tuple[Ints, Ints, Ints]:
    """Group, term and count of every pair that occurs, sorted by group, then term."""
    starts = np.cumsum(sizes) - sizes
    keys, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for first, block in _blocks(codes):
        group = np.repeat(np.arange(first, first + len(block)), [len(some) for some in block])
        key, count = _runs(group * len(sizes) + np.concatenate(block))
        group, piece = np.divmod(key, max(len(sizes), 1))
        # A piece may hold several words or none, and several pieces the same word.
        held = sizes[piece]
        within = np.arange(held.sum()) - np.repeat(np.cumsum(held) - held, held)
        term = ranks[np.repeat(starts[piece], held) + within]
        key, count = _summed(np.repeat(group, held) * n_terms + term, np.repeat(count, held))
        keys.append(key)
        counts.append(count)
    found = np.concatenate(keys)
    return *np.divmod(found, max(n_terms, 1)), np.concatenate(counts)


def _blocks(codes: Sequence[npt.NDArray[np.int32]]) -> Iterator[tuple[int, list[npt.NDArray[np.int32]]]]:
    """Groups side by side, with the number of the first, in blocks that bound what is sorted at once."""
    first, block, n = 0, [], 0
    for number, some in enumerate(codes):
        block.append(some)
        n += len(some)
        if n >= _BLOCK or number == len(codes) - 1:
            yield first, block
            first, block, n = number + 1, [], 0


def _runs(key: Ints) -> tuple[Ints, Ints]:
    """Distinct numbers in order, and how often each stands there."""
    key.sort()
    edge = np.flatnonzero(np.diff(key, prepend=-1))
    return key[edge], np.diff(edge, append=len(key))


def _summed(key: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Distinct numbers in order, and the sum of what is counted under each."""
    order = np.argsort(key, kind="stable")
    key, count = key[order], count[order]
    edge = np.flatnonzero(np.diff(key, prepend=-1))
    return key[edge], np.add.reduceat(count, edge) if len(edge) else count
