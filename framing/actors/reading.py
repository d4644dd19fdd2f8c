"""An article's noun phrases, read by themselves, and where its sentences, quotations and phrases stand."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from framing.actors.codebook import Codebook, Entry
from framing.actors.entities import NoMemory
from framing.actors.items import ENTITIES, PHRASE, Item, read_items
from framing.actors.phrase import PhraseReader
from framing.actors.referent import Referent

_NAMED = ENTITIES | {"role", "name"}
HANG = ("of", "for", "at", "from")


@dataclass(frozen=True)
class Chunk:
    """A noun phrase of the text: its items and, by itself, whom it names."""

    items: tuple[Item, ...]
    referent: Referent | None
    hanging: tuple[Item, ...] = ()
    late: bool = False  # a bare name of whom the text tells more only after it

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end


@dataclass
class Reading:
    """The items and noun phrases of one article."""

    text: str
    book: Codebook
    day: dt.date | None
    sentences: Sequence[int] = (0,)
    body_start: int = 0
    quoted: Sequence[tuple[int, int]] = ()
    country: Entry | None = None
    abroad: bool = False  # the outlet's country is told and is none of the codebook's
    items: list[Item] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)

    def __post_init__(self) -> None:
        # A list that is given was read before.
        self.items = self.items or read_items(self.text, self.book)
        self._starts = [item.start for item in self.items]
        self.chunks = self.chunks or self._chunk()
        self.chunk_starts = [chunk.start for chunk in self.chunks]
        self._quote_starts = [start for start, _ in self.quoted]

    def between(self, start: int, end: int) -> list[Item]:
        """Items that overlap a span."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return [item for item in self.items[first : bisect_right(self._starts, end - 1)] if item.end > start]

    def index_at(self, offset: int) -> int:
        """Index of the first item that starts at or after an offset."""
        return bisect_right(self._starts, offset - 1)

    def sentence(self, offset: int) -> int:
        return max(0, bisect_right(self.sentences, offset) - 1)

    def sentence_start(self, offset: int) -> int:
        """Where the sentence begins that holds an offset."""
        return self.sentences[self.sentence(offset)]

    def opening(self, start: int, end: int) -> Chunk | None:
        """The phrase that a sentence opens with, after what hangs on a preposition."""
        first, last = bisect_right(self.chunk_starts, start - 1), bisect_right(self.chunk_starts, end - 1)
        for chunk in self.chunks[first:last]:
            index = self.index_at(chunk.start)
            before = self.items[index - 1] if index else None
            hangs = before is not None and before.kind == "prep" and before.start >= start
            if chunk.end <= end and not hangs and not self.in_dateline(chunk):
                return None if self.in_quote(chunk.start) else chunk
        return None

    def in_dateline(self, chunk: Chunk) -> bool:
        """ "WASHINGTON (Reuters) —" opens a sentence and is not its subject."""
        index = self.index_at(chunk.end)
        following = self.items[index] if index < len(self.items) else None
        return following is not None and any(mark in following.key for mark in ("(", ")", "—", "–", "--"))

    def in_quote(self, offset: int) -> bool:
        index = bisect_right(self._quote_starts, offset) - 1
        return index >= 0 and offset < self.quoted[index][1]

    def _chunk(self) -> list[Chunk]:
        alone = PhraseReader(self.text, self.book, self.day, NoMemory())
        chunks: list[Chunk] = []
        index, n = 0, len(self.items)
        while index < n:
            if self.items[index].kind not in PHRASE:
                index += 1
                continue
            last = index + 1
            while (
                last < n and self.items[last].kind in PHRASE and self.items[last].kind not in ("det", "own")
            ):
                last += 1
            last = self._over_words(index, last)
            core = self.items[index:last]
            if self._modifies(core[-1], last):
                core = []
            if any(item.kind in _NAMED for item in core):
                hanging = self._hanging(last, core[-1])
                # A bare name leads nowhere by itself.
                plain = not hanging and core[-1].kind == "name" and (len(core) == 1 or core[-2].kind == "det")
                found = None if plain and len(core) < 3 else alone.read_one([*core, *hanging])
                chunks.append(Chunk(tuple(core), found, tuple(hanging)))
            index = last
        return chunks

    def _over_words(self, index: int, last: int) -> int:
        """Go on over plain words to the role noun they modify: "the regional property committee"."""
        if any(item.kind not in ("det", "own", "mod") for item in self.items[index:last]):
            return last
        verbs = self.book.roles.sets["verbs"]
        end = last
        while end < len(self.items) and end < last + 3:
            item = self.items[end]
            if item.kind == "role":
                return end + 1
            if item.kind not in ("word", "mod") or item.key in verbs or item.key.endswith(("ed", "ing")):
                return last
            end += 1
        return last

    def _modifies(self, last: Item, index: int) -> bool:
        """Whether a body's noun only modifies the noun after it: "military airport", "government forces"."""
        following = self.items[index] if index < len(self.items) else None
        if last.kind != "role" or following is None or following.kind != "word" or last.owns:
            return False
        verbs = self.book.roles.sets["verbs"]
        return bool(self.book.roles.by_id[last.id].organ) and not (
            following.key in verbs or following.key.endswith("ed")
        )

    def _hanging(self, index: int, last: Item) -> list[Item]:
        """What hangs on a noun phrase: "of the Pentagon", ", the ministry's spokeswoman,"."""
        out: list[Item] = []
        items = self.items
        for position in range(index, min(index + 12, len(items))):
            item = items[position]
            following = items[position + 1] if position + 1 < len(items) else None
            seat = (
                item.key == "in"
                and following is not None
                and following.kind in ("capital", "state", "region")
            )
            if item.kind in PHRASE or (item.kind == "prep" and (item.key in HANG or seat)):
                out.append(item)
            elif item.kind == "comma" and not out and last.kind in ("name", "role") and following is not None:
                if (last.kind == "role" and following.kind != "name") or self._closes(item):
                    break
                out.append(item)
            elif item.kind == "rel" and len(out) == 1 and out[0].kind == "comma":
                # "who heads the property committee" introduces, "who left" does not.
                if following is None or following.key not in self.book.roles.sets["serving"]:
                    break
                return [*out, *self._clause(position)]
            elif (
                item.kind == "word"
                and out
                and out[-1].kind in ("det", "word")
                and self._before_role(position)
            ):
                # "head of the property committee"
                out.append(item)
            else:
                break
        return out

    def _before_role(self, index: int) -> bool:
        """Whether a plain word, or it and one more, stand right before a role noun that they modify."""
        after = self.items[index + 1 : index + 3]
        verbs = self.book.roles.sets["verbs"]
        noun = next((n for n, item in enumerate(after) if item.kind == "role"), None)
        between = [self.items[index], *after[: noun or 0]]
        return noun is not None and all(
            one.kind == "word" and one.key not in verbs and not one.key.endswith("ed") for one in between
        )

    def _closes(self, comma: Item) -> bool:
        """Whether a quotation ends at a comma: what follows is no apposition."""
        return any(mark in self.text[comma.start : comma.end] for mark in '"“”»')

    def _clause(self, index: int) -> list[Item]:
        out: list[Item] = []
        for item in self.items[index : index + 10]:
            if item.kind in ("comma", "stop", "paren"):
                break
            out.append(item)
        return out
