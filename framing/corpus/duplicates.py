"""Wire copy and near-duplicates: which article is an edited copy of which."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.language import WORD, paragraphs, quotations, shadow
from framing.schema import check_table

SHORT = 20  # words; below this two texts are told apart by any word
WEEKS = 3  # a run that stands in articles of so many weeks is no news
RUN = 3  # words in a row that count as shared: two are often chance, four break at every edit
_PERMUTATIONS, _ROWS = (
    256,
    2,
)  # 128 bands of 2: texts that share a fifth of their runs meet in 99.5 % of cases
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
    days: float | None = None,
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
    days : how many days after its original a copy may stand (unless all its words are the same); by default any.
    overwrite : forget the values that `duplicate_of` holds; by default they stand as people gave them.
    seed : of the hashes that bring candidates together.

    Returns
    -------
    A new articles table, rows in their order, with `duplicate_of`: the `article_id` of the original, missing for
    an original. The original is the earliest by `date` (a missing date is later than any), then the lowest
    `article_id`; it is never itself a copy.

    Raises
    ------
    ValueError : `threshold` or `days` out of range; a column of `by` that does not exist.

    See Also
    --------
    match_articles, coverage_overlap

    Notes
    -----
    Of two texts, one must have `threshold` of its words in runs that the other has too, the other at least half
    that share; the same must hold of the words that are the text's own: outside quotation marks, and not in runs
    that stand in articles of three or more weeks (background, notices). So a tail may be cut, paragraphs added or
    moved, marks and headlines changed, and two reports that only quote the same statement, or tell the same past,
    are not copies. Words are compared without case and marks, those of the body; a text with fewer than 20 words of
    body is a copy only where all its words, those of the headline included, are the same. Empty texts are copies
    of nothing. A text with fewer than 20 words of its own is judged by all its words, so that one printed again week
    after week is found where at most about 20 of its words were changed.

    Articles are taken in the order of originals; each is held against the originals before it and goes to the one
    that it shares most with. So every copy is near its own original, and a chain of texts that each resemble
    the next is not one group. Candidates come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman
    & Ullman 2014, chapter 3): time grows with the number of articles, not of pairs. The result does not depend on
    the order of rows.

    A value that `duplicate_of` holds already is kept; the article it names, and one that names itself, is an
    original and ranks before those that nobody named. Notices that a site prints under every article should be cut
    before: where there are no dates, or fewer than three weeks, they can make copies of strangers. Texts made from
    one form (weather, results) are copies by this rule; `days` keeps those of other weeks apart, and with them what
    little background is left: 7 suits daily news.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences.
    Leskovec, J., Rajaraman, A. & Ullman, J. (2014). Mining of massive datasets, chapter 3. Cambridge University Press.

    Examples
    --------
    >>> from framing.corpus import make_articles, mark_duplicates
    >>> text = "The ferry to Orlund stays in port until Friday, the harbour board said, as the ramp broke. A spare one "
    >>> texts = [text + "comes next week.", text.replace("Friday", "Monday") + "is at sea."]
    >>> mark_duplicates(make_articles(texts, article_id=["a", "b"]))["duplicate_of"].tolist()
    [nan, 'a']
    """
    if not 0 < threshold <= 1:
        raise ValueError(
            f"threshold={threshold!r} is not allowed; allowed: a number above 0, at most 1, such as 0.4."
        )
    if days is not None and not days >= 0:
        raise ValueError(
            f"days={days!r} is not allowed; allowed: a number of days from 0 on, such as 7, or None."
        )
    table = check_table(articles, "articles")
    names = [] if by is None else [by] if isinstance(by, str) else list(by)
    for name in names:
        choose("by", name, list(map(str, table.columns)))
    given = [None] * len(table) if overwrite else _plain(table["duplicate_of"])
    ids = _plain(table["article_id"])
    named = {value for value in given if value is not None}
    order = _order(table, named)
    part = table.iloc[order]
    groups = _codes([_plain(part[name]) for name in names], len(part))
    texts = _Texts(part["text"].tolist(), part["body_start"].fillna(0).astype(int).tolist())
    read = _read(texts, _weeks(part["date"]), seed)
    when = ((part["date"] - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    reach = np.inf if days is None else float(days)
    # A copy that people marked is nobody's original, and an original that they named nobody's copy.
    role = [
        "copy" if given[row] not in (None, ids[row]) else "named" if ids[row] in named else ""
        for row in order
    ]
    out = list(given)
    for copy, original in enumerate(_originals(texts, read, groups, role, (when, reach), threshold)):
        if original is not None:
            out[order[copy]] = ids[order[original]]
    return check_table(table.assign(duplicate_of=pd.Series(out, dtype=object)), "articles")


def _plain(values: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in values.astype("object")]


def _order(table: pd.DataFrame, named: set[Any]) -> list[int]:
    """Rows, originals that people named first, then by date and id."""
    ids, dates = table["article_id"].tolist(), _plain(table["date"])
    first = pd.Timestamp(0)
    keys = [
        (article_id not in named, date is None, first if date is None else date, article_id)
        for article_id, date in zip(ids, dates, strict=True)
    ]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _codes(columns: list[list[Any]], n: int) -> Ints:
    """The number of each row's group."""
    seen: dict[tuple[Any, ...], int] = {}
    rows = zip(*columns, strict=True) if columns else [()] * n
    return np.array([seen.setdefault(tuple(row), len(seen)) for row in rows], dtype=np.int64)


def _weeks(dates: pd.Series) -> list[int]:
    """The number of each date's week, from 1; 0 where there is no date."""
    days = dates.dt.to_period("W-SUN")
    return [int(code) + 1 for code in pd.factorize(days, sort=True)[0]]


@dataclass(frozen=True)
class _Taken:
    """A text taken apart: hashes of its runs of words in order, and which words stand outside quotation marks."""

    runs: Hashes
    own: npt.NDArray[np.bool_]


class _Texts:
    """The texts of a group, taken apart when they are needed: only the latest are held."""

    def __init__(self, texts: list[str], starts: list[int]) -> None:
        self.texts, self.starts = texts, starts
        self.standing: Standing | None = None
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
        runs = runs_of([body[start:end].casefold() for start, end in spans])
        if self.standing is not None and len(runs):
            own &= ~self.standing.words(runs)
        return _Taken(runs, own)


class Standing:
    """Runs of words that stand in articles of several weeks: background and notices, which make no copy.

    Runs are counted at the end, part by part. Those of many articles wait in files, which take ten bytes a run on disk
    and nothing in memory, so that what is held grows with the runs that stand, not with the text.
    """

    def __init__(self) -> None:
        self._held: list[npt.NDArray[np.void]] = []
        self._n_held = 0
        self._files: list[IO[bytes]] = []
        self._standing: Hashes | None = None

    def add(self, runs: Hashes, week: int) -> None:
        """Note the runs of an article."""
        fresh = np.unique(runs)
        noted = np.empty(len(fresh), dtype=_NOTED)
        noted["run"], noted["week"] = fresh, week
        self._held.append(noted)
        self._n_held += len(noted)
        if self._n_held > _HELD:
            self._put_away()

    def words(self, runs: Hashes) -> npt.NDArray[np.bool_]:
        """Flags of the words all of whose runs are standing ones."""
        if self._standing is None:
            self._standing = self._counted()
        at = np.searchsorted(self._standing, runs)
        at[at == len(self._standing)] = 0
        stands = self._standing[at] == runs if len(self._standing) else np.zeros(len(runs), dtype=bool)
        return ~_spread(~stands)

    def _put_away(self) -> None:
        if not self._files:
            # Nameless and gone with the process, whatever ends it.
            self._files = [tempfile.TemporaryFile() for _ in range(_PARTS)]  # noqa: SIM115
        noted = np.concatenate(self._held)
        part = (noted["run"] >> np.uint64(64 - _PARTS.bit_length() + 1)).astype(np.int64)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(_PARTS + 1))
        for file, start, end in zip(self._files, bounds[:-1], bounds[1:], strict=True):
            file.write(noted[order[start:end]].tobytes())
        self._held, self._n_held = [], 0

    def _counted(self) -> Hashes:
        if not self._files:
            return (
                _in_several_weeks(np.concatenate(self._held)) if self._held else np.zeros(0, dtype=np.uint64)
            )
        if self._held:
            self._put_away()
        found = []
        for file in self._files:
            file.seek(0)
            found.append(_in_several_weeks(np.frombuffer(file.read(), dtype=_NOTED)))
            file.close()
        # Parts are ranges of runs, one after the other.
        return np.concatenate(found)


_NOTED = np.dtype([("run", "<u8"), ("week", "<u2")])
_HELD, _PARTS = 1_000_000, 64


def _in_several_weeks(noted: npt.NDArray[np.void]) -> Hashes:
    """The runs that stand in articles of `WEEKS` weeks or more, sorted."""
    pairs = np.sort(noted, order=("run", "week"))
    run = pairs["run"]
    new_run = np.ones(len(pairs), dtype=bool)
    new_run[1:] = run[1:] != run[:-1]
    new_week = new_run.copy()
    new_week[1:] |= pairs["week"][1:] != pairs["week"][:-1]
    weeks = np.bincount(np.cumsum(new_run) - 1, weights=new_week) if len(pairs) else np.zeros(0)
    return np.asarray(run[new_run][weeks >= WEEKS], dtype=np.uint64)


def _spread(runs: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Flags of runs to flags of the words that they are made of."""
    words = np.zeros(len(runs) + RUN - 1, dtype=bool)
    for i in range(RUN):
        words[i : i + len(runs)] |= runs
    return words


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


@dataclass(frozen=True)
class _Read:
    """What one reading of all texts gives: MinHash signatures, and a key that equal texts share.

    `long`: there are words enough for a signature. An empty text has an empty key.
    """

    signatures: npt.NDArray[np.uint32]
    long: npt.NDArray[np.bool_]
    key: list[bytes]


def _read(texts: _Texts, weeks: list[int], seed: int) -> _Read:
    from datasketch import MinHash  # brings half of scipy: not before it is needed

    empty = MinHash(num_perm=_PERMUTATIONS, seed=seed % 2**32, hashfunc=int)
    signatures = np.zeros((len(texts), _PERMUTATIONS), dtype=np.uint32)
    long, key = np.zeros(len(texts), dtype=bool), [b""] * len(texts)
    standing = Standing()
    for at in range(len(texts)):
        words = texts.words(at)
        long[at] = len(words) >= SHORT
        if not long[at]:
            words = texts.words(at, whole=True)
        if words:
            joined = " ".join(words).encode("utf-8", "surrogatepass")
            key[at] = hashlib.sha256(joined).digest()
        if not long[at]:
            continue
        runs = runs_of(words)
        if weeks[at]:
            standing.add(runs, weeks[at])
        sketch = empty.copy()
        folded = np.unique(runs >> np.uint64(32))
        for start in range(0, len(folded), _BATCH):
            sketch.update_batch(folded[start : start + _BATCH].tolist())
        signatures[at] = sketch.hashvalues
    texts.standing = standing
    return _Read(signatures, long, key)


def _originals(
    texts: _Texts,
    read: _Read,
    groups: Ints,
    role: list[str],
    window: tuple[npt.NDArray[np.float64], float],
    threshold: float,
) -> list[int | None]:
    """The original of each text, by number in their order; None for originals and for copies marked before."""
    buckets = _Buckets(read, groups)
    when, reach = window
    found: list[int | None] = [None] * len(texts)
    same: dict[tuple[int, bytes], int] = {}
    leads = np.zeros(len(texts), dtype=bool)
    for at in range(len(texts)):
        if role[at] == "copy" or not read.key[at]:
            continue
        equal = (int(groups[at]), read.key[at])
        if role[at] != "named":
            found[at] = same.get(equal)
            if found[at] is None:
                met = buckets.leaders(at, leads)
                # An unknown date is near any other.
                near = met[~(np.abs(when[at] - when[met]) > reach)]
                found[at] = _nearest(texts, read.signatures, at, near, threshold)
        if found[at] is None:
            same.setdefault(equal, at)
            leads[at] = True
    return found


def _nearest(
    texts: _Texts, signatures: npt.NDArray[np.uint32], at: int, rows: Ints, threshold: float
) -> int | None:
    if not len(rows):
        return None
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
    inside = _spread(np.isin(text.runs, common))
    whole = float(inside.mean())
    # A text that is nearly all quotation has no words of its own to judge by.
    return whole, float(inside[text.own].mean()) if text.own.sum() >= SHORT else whole


class _Buckets:
    """Which texts share a bucket: a band of the signature, with others of the group.

    Held as numbers in a row, four bytes for each text of a bucket, twice.
    """

    def __init__(self, read: _Read, groups: Ints) -> None:
        rows = np.flatnonzero(read.long).astype(np.int32)
        texts, names, first = [], [], 0
        for inside, bucket in _bands(read.signatures[rows], groups[rows]):
            texts.append(rows[inside])
            numbers = np.unique(bucket, return_inverse=True)[1].astype(np.int32)
            names.append(numbers + np.int32(first))
            first += int(numbers.max(initial=-1)) + 1
        who = np.concatenate(texts) if texts else np.zeros(0, dtype=np.int32)
        name = np.concatenate(names) if names else np.zeros(0, dtype=np.int32)
        # Bucket by bucket, in each the texts in their order; and text by text its buckets.
        by_bucket = np.argsort(name, kind="stable")
        self._members = who[by_bucket]
        self._bounds = np.searchsorted(name[by_bucket], np.arange(first + 1))
        del by_bucket
        by_text = np.argsort(who, kind="stable")
        self._buckets = name[by_text]
        self._of = np.searchsorted(who[by_text], np.arange(len(read.long) + 1))

    def leaders(self, at: int, leads: npt.NDArray[np.bool_]) -> Ints:
        """The originals before a text in its buckets, of each bucket the latest ones; sorted."""
        met = []
        for bucket in self._buckets[self._of[at] : self._of[at + 1]].tolist():
            members = self._members[self._bounds[bucket] : self._bounds[bucket + 1]]
            end, n = int(np.searchsorted(members, at)), 0
            while end > 0 and n < _PER_BUCKET:
                # From the latest backwards: a bucket of boilerplate holds most of a corpus.
                some = members[max(0, end - 4 * _PER_BUCKET) : end]
                originals = some[leads[some]][n - _PER_BUCKET :]
                met.append(originals)
                n, end = n + len(originals), end - len(some)
        return np.unique(np.concatenate(met)).astype(np.int64) if met else np.zeros(0, dtype=np.int64)


def _bands(signatures: npt.NDArray[np.uint32], groups: Ints) -> Iterator[tuple[npt.NDArray[np.bool_], Ints]]:
    """Band by band: flags of the rows that share their bucket with another, and the numbers of these buckets."""
    n_groups = int(groups.max(initial=0)) + 1
    for start in range(0, signatures.shape[1], _ROWS):
        keys = np.zeros(len(signatures), dtype=np.uint64)
        for column in range(start, start + _ROWS):
            keys = (keys << np.uint64(32)) | signatures[:, column].astype(np.uint64)
        band = np.unique(keys, return_inverse=True)[1].astype(np.int64) * n_groups + groups
        _, bucket, size = np.unique(band, return_inverse=True, return_counts=True)
        several = size[bucket] > 1
        yield several, bucket[several].astype(np.int64)
