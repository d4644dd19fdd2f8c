"""Wire copy and near-duplicates: which article is an edited copy of which."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.language import WORD, paragraphs, quotations, shadow
from framing.schema import check_table

SHORT = 20  # words; below this two texts are told apart by any word
RUN = 3  # words in a row that count as shared: two are often chance, four break at every edit
_PERMUTATIONS, _ROWS = 256, 2  # 128 bands of 2: texts that share a fifth of their runs meet in 99.5 % of cases
_LEAST = 0.04  # estimated share of common runs from which a pair is looked at word by word
_CHECKED, _PER_BUCKET = 20, 64  # pairs looked at per article; originals kept per bucket, the latest ones
_BATCH = 4096
_CACHED = 4096  # texts kept taken apart

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


def mark_duplicates(
    articles: pd.DataFrame,
    *,
    threshold: float = 0.4,
    by: str | Sequence[str] | None = None,
    overwrite: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Mark wire copy and near-duplicates, so that the same text counts once.

    Parameters
    ----------
    articles : articles table.
    threshold : share of the words of one text, outside quotation marks, that must stand in the other in runs of
        three or more, for the two to be copies; above 0, at most 1.
    by : column or columns of `articles` whose values a copy must share with its original (such as "language" or
        "outlet"; a missing value is a value of its own). By default copies are sought everywhere.
    overwrite : forget the values that `duplicate_of` holds; by default they stand as people gave them.
    seed : of the hashes that bring candidates together.

    Returns
    -------
    A new articles table, rows in their order, with `duplicate_of`: the `article_id` of the original, missing for
    an original. The original is the earliest by `date` (a missing date is later than any), then the lowest
    `article_id`; it is never itself a copy.

    Raises
    ------
    ValueError : `threshold` out of range; a column of `by` that does not exist.

    See Also
    --------
    match_articles, coverage_overlap

    Notes
    -----
    Of two texts, one must have `threshold` of its words in runs that the other has too, the other at least half
    that share; words outside quotation marks alone must reach the same. So a tail may be cut, paragraphs added or
    moved, marks and headlines changed, and two reports that only quote the same statement are not copies. Words
    are compared without case and marks, those of the body; a text with fewer than 20 words of body is a copy only
    where all its words, those of the headline included, are the same. Empty texts are copies of nothing.

    Articles are taken in the order of originals; each is held against the originals before it and goes to the one
    that it shares most with. So every copy is near its own original, and a chain of texts that each resemble
    the next is not one group. Candidates come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman
    & Ullman 2014, chapter 3): time grows with the number of articles, not of pairs. The result does not depend on
    the order of rows.

    A value that `duplicate_of` holds already is kept; the article it names, and one that names itself, is an
    original and ranks before those that nobody named. Text that a site prints under every article (appeals,
    terms) should be cut before: where it is much of an article, it makes copies of strangers.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences.
    Leskovec, J., Rajaraman, A. & Ullman, J. (2014). Mining of massive datasets, chapter 3. Cambridge University Press.

    Examples
    --------
    >>> from framing.corpus import make_articles, mark_duplicates
    >>> text = "The ferry to Orlund stays in port until Friday, the harbour board said, since the ramp is cracked "
    >>> texts = [text + "and divers have not seen the lower beam.", text.replace("Friday", "Monday") + "."]
    >>> mark_duplicates(make_articles(texts, article_id=["a", "b"]))["duplicate_of"].tolist()
    [nan, 'a']
    """
    if not 0 < threshold <= 1:
        raise ValueError(
            f"threshold={threshold!r} is not allowed; allowed: a number above 0, at most 1, such as 0.4."
        )
    table = check_table(articles, "articles")
    names = [] if by is None else [by] if isinstance(by, str) else list(by)
    for name in names:
        choose("by", name, list(map(str, table.columns)))
    ids = table["article_id"].astype("object").tolist()
    given: list[str | None] = [None] * len(ids)
    if not overwrite:
        given = [None if pd.isna(value) else str(value) for value in table["duplicate_of"].astype("object")]
    order = _order(table, ids, given)
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    values = [table[name].astype("object").where(table[name].notna(), None).tolist() for name in names]
    for row in order:
        groups[tuple(column[row] for column in values)].append(row)
    out = list(given)
    texts, starts = table["text"].tolist(), table["body_start"].fillna(0).astype(int).tolist()
    named = {value for value in given if value is not None}
    fixed = [ids[row] in named for row in range(len(ids))]
    for rows in groups.values():
        open_rows = [row for row in rows if given[row] is None or given[row] == ids[row]]
        part = _Texts([texts[row] for row in open_rows], [starts[row] for row in open_rows])
        kept = [fixed[row] for row in open_rows]
        for copy, original in enumerate(_originals(part, kept, threshold, seed)):
            if original is not None:
                out[open_rows[copy]] = ids[open_rows[original]]
    return table.assign(duplicate_of=pd.Series(out, dtype=object).astype(table["duplicate_of"].dtype))


def _order(table: pd.DataFrame, ids: list[str], given: list[str | None]) -> list[int]:
    """Rows, originals that people named first, then by date and id."""
    named = {value for value in given if value is not None}
    dates = table["date"]
    known, days = dates.notna().tolist(), dates.fillna(pd.Timestamp(0)).tolist()
    return sorted(range(len(ids)), key=lambda row: (ids[row] not in named, not known[row], days[row], ids[row]))


@dataclass(frozen=True)
class _Taken:
    """A text taken apart: hashes of its runs of words in order, and which words stand outside quotation marks."""

    runs: Hashes
    own: npt.NDArray[np.bool_]


class _Texts:
    """The texts of a group, taken apart when they are needed: only the latest are held."""

    def __init__(self, texts: list[str], starts: list[int]) -> None:
        self.texts, self.starts = texts, starts
        self.taken = lru_cache(maxsize=_CACHED)(self._take)

    def __len__(self) -> int:
        return len(self.texts)

    def words(self, at: int, *, whole: bool = False) -> list[str]:
        plain = shadow(self.texts[at]).casefold() if whole else self._body(at).casefold()
        return WORD.findall(plain)

    def _body(self, at: int) -> str:
        # What has no body is read whole.
        plain = shadow(self.texts[at])
        body = plain[self.starts[at] :]
        return body if WORD.search(body) else plain

    def _take(self, at: int) -> _Taken:
        body = self._body(at)
        spans = [match.span() for match in WORD.finditer(body)]
        own = np.ones(len(spans), dtype=bool)
        first = np.array([start for start, _ in spans], dtype=np.int64)
        for quotation in quotations(body, paragraphs(body)):
            own[np.searchsorted(first, quotation.start) : np.searchsorted(first, quotation.end)] = False
        return _Taken(runs_of([body[start:end].casefold() for start, end in spans]), own)


def runs_of(words: Sequence[str]) -> Hashes:
    """A hash for each run of `RUN` words, in order."""
    if len(words) < RUN:
        return np.zeros(0, dtype=np.uint64)
    each = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)
    n = len(words) - RUN + 1
    mixed = np.zeros(n, dtype=np.uint64)
    for i, multiplier in enumerate(_MULTIPLIERS):
        mixed += (each[i : i + n] + np.uint64(i + 1)) * multiplier
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _originals(texts: _Texts, kept: list[bool], threshold: float, seed: int) -> list[int | None]:
    """The original of each text, by number in their order; None for originals. Texts in `kept` are no copies."""
    signatures, long, exact = _signatures(texts, seed)
    buckets = _buckets(signatures, long)
    found: list[int | None] = [None] * len(texts)
    same: dict[bytes, int] = {}
    leaders: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=_PER_BUCKET))
    for at in range(len(texts)):
        own = buckets[at]
        if not kept[at] and exact[at]:
            original = same.get(exact[at])
            if original is None and own:
                met = sorted({leader for bucket in own for leader in leaders[bucket]})
                original = _nearest(texts, signatures, at, met, threshold)
            found[at] = original
        if found[at] is None:
            if exact[at]:
                same.setdefault(exact[at], at)
            for bucket in own:
                leaders[bucket].append(at)
    return found


def _nearest(
    texts: _Texts, signatures: npt.NDArray[np.uint32], at: int, met: list[int], threshold: float
) -> int | None:
    if not met:
        return None
    rows = np.array(met, dtype=np.int64)
    alike = (signatures[rows] == signatures[at]).mean(axis=1)
    rows, alike = rows[alike >= _LEAST], alike[alike >= _LEAST]
    best, nearest = 0.0, None
    for i in np.lexsort((rows, -alike))[:_CHECKED]:
        share = shared(texts.taken(at), texts.taken(int(rows[i])), threshold)
        if share > best or (nearest is not None and share == best and rows[i] < nearest):
            best, nearest = share, int(rows[i])
    return nearest


def shared(one: _Taken, two: _Taken, threshold: float) -> float:
    """How much of the text that the other has more of is in the other; 0 where the two are no copies."""
    common = np.intersect1d(one.runs, two.runs)
    if not len(common):
        return 0.0
    parts = [_covered(text, common) for text in (one, two)]
    for share in (sorted(part[0] for part in parts), sorted(part[1] for part in parts)):
        if share[1] < threshold or share[0] < threshold / 2:
            return 0.0
    return max(part[1] for part in parts)


def _covered(text: _Taken, common: Hashes) -> tuple[float, float]:
    """Share of the words that stand in common runs: of all, and of those outside quotation marks."""
    hit = np.isin(text.runs, common)
    inside = np.zeros(len(text.own), dtype=bool)
    for i in range(RUN):
        inside[i : i + len(hit)] |= hit
    whole = float(inside.mean())
    # A text that is nearly all quotation has no words of its own to judge by.
    return whole, float(inside[text.own].mean()) if text.own.sum() >= SHORT else whole


def _signatures(
    texts: _Texts, seed: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_], list[bytes]]:
    """MinHash signatures; which texts are long enough for them; and a key that equal texts share."""
    from datasketch import MinHash  # brings half of scipy: not before it is needed

    empty = MinHash(num_perm=_PERMUTATIONS, seed=seed % 2**32, hashfunc=int)
    out = np.zeros((len(texts), _PERMUTATIONS), dtype=np.uint32)
    long, exact = np.zeros(len(texts), dtype=bool), []
    for at in range(len(texts)):
        words = texts.words(at)
        long[at] = len(words) >= SHORT
        if not long[at]:
            words = texts.words(at, whole=True)
        exact.append(_key(words))
        if long[at]:
            sketch = empty.copy()
            folded = np.unique(runs_of(words) >> np.uint64(32))
            for start in range(0, len(folded), _BATCH):
                sketch.update_batch(folded[start : start + _BATCH].tolist())
            out[at] = sketch.hashvalues
    return out, long, exact


def _key(words: Sequence[str]) -> bytes:
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).digest() if words else b""


def _buckets(signatures: npt.NDArray[np.uint32], long: npt.NDArray[np.bool_]) -> list[list[int]]:
    """For each text the numbers of its buckets: bands of the signature that another text has too."""
    out: list[list[int]] = [[] for _ in range(len(signatures))]
    for number, (rows, bucket) in enumerate(_bands(signatures[long], np.flatnonzero(long))):
        for row, name in zip(rows.tolist(), bucket.tolist(), strict=True):
            out[row].append(name * (_PERMUTATIONS // _ROWS) + number)
    return out


def _bands(signatures: npt.NDArray[np.uint32], rows: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Band by band the rows that share their bucket with another, and the bucket's number."""
    for start in range(0, signatures.shape[1], _ROWS):
        keys = np.zeros(len(signatures), dtype=np.uint64)
        for column in range(start, start + _ROWS):
            keys = (keys << np.uint64(32)) | signatures[:, column].astype(np.uint64)
        _, bucket, size = np.unique(keys, return_inverse=True, return_counts=True)
        several = size[bucket] > 1
        yield rows[several], bucket[several].astype(np.int64)
