"""Parses of sentences, as light arrays, through a store."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from framing.language.model import TOKEN, model
from framing.language.store import ParseStore, cache_file
from framing.language.text import shadow
from framing.schema import check_table

MAX_TOKENS = 400
_ROUGH_TOKEN = re.compile(r"\w+|[^\w\s]")
# A run without white space is cut here: the tokeniser's time grows faster than the length of one.
_MAX_RUN = 120
_LONG_RUN = re.compile(rf"\S{{{_MAX_RUN}}}")


_LEAF: list[int] = []


@dataclass(frozen=True)
class Parse:
    """Tokens of one sentence, as lists of equal length.

    start, end : offsets into the article's text. word : the token's shadow text. lower : in lower case.
    tag : Penn Treebank tag. pos : universal part of speech, from tag and dependency. dep : dependency label
    (ClearNLP style). head : index of the head in the sentence; a root is its own head. children : indices, in order.
    """

    start: list[int]
    end: list[int]
    word: list[str]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    lower: list[str] = field(init=False)
    children: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", " ".join(self.word).lower().split(" "))
        if len(self.lower) != len(self.word):  # a word that is itself a space
            object.__setattr__(self, "lower", [word.lower() for word in self.word])
        # Most words have none below them: they share one empty list.
        children: list[list[int]] = [_LEAF] * len(self.word)
        for index, head in enumerate(self.head):
            if head != index:
                if children[head]:
                    children[head].append(index)
                else:
                    children[head] = [index]
        object.__setattr__(self, "children", children)

    def __len__(self) -> int:
        return len(self.word)


def model_version() -> str:
    """Name and version of the parser's model, for manifests."""
    return model().version.decode()


@cache
def default_store() -> ParseStore:
    """The store that `parse` uses when it is given none: 64 MB of memory, and a file in FRAMING_CACHE."""
    return ParseStore(path=cache_file("parses.sqlite"))


def parse(articles: pd.DataFrame, sentences: pd.DataFrame, *, store: ParseStore | None = None) -> list[Parse]:
    """Parse sentences of articles.

    Parameters
    ----------
    articles : articles table.
    sentences : sentences table, whole or in part.
    store : where parses are kept; by default 64 MB of memory shared by the process.

    Returns
    -------
    list of Parse, one for each row of `sentences`, with offsets into the article's text.

    Raises
    ------
    RuntimeError : no English spaCy model is installed (the message says what to install).

    Notes
    -----
    A sentence of over 400 tokens is cut before parsing and comes back with several roots. The result does not depend
    on the store, nor on which sentences are parsed together.
    """
    articles = check_table(articles, "articles")
    sentences = check_table(sentences, "sentences")
    texts: dict[str, str] = dict(zip(articles["article_id"], articles["text"], strict=True))
    starts = [int(start) for start in sentences["start"]]
    wanted = [
        texts[article_id][start : int(end)]
        for article_id, start, end in zip(sentences["article_id"], starts, sentences["end"], strict=True)
    ]
    return parse_texts(wanted, starts, store=store)


def parse_texts(
    texts: Sequence[str], starts: Sequence[int], *, store: ParseStore | None = None
) -> list[Parse]:
    """Parse sentence texts; offsets of the i-th begin at `starts[i]`."""
    store = default_store() if store is None else store
    shadows = [shadow(text) for text in texts]
    keys = [_key(text) for text in shadows]
    stored = {
        key: value
        for key, value in store.get(list(dict.fromkeys(keys))).items()
        if len(value) % TOKEN.itemsize == 0
    }
    missing = {key: text for key, text in zip(keys, shadows, strict=True) if key not in stored}
    if missing:
        new = _parse_missing(missing)
        store.put(new)
        stored.update(new)
    return [_unpack(stored[key], text, start) for key, text, start in zip(keys, shadows, starts, strict=True)]


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16, key=model().version).digest()


def _parse_missing(missing: dict[bytes, str]) -> dict[bytes, bytes]:
    pieces = [(key, offset, piece) for key, text in missing.items() for offset, piece in _cut(text)]
    arrays: dict[bytes, list[np.ndarray]] = {key: [] for key in missing}
    for (key, offset, _), tokens in zip(
        pieces, model().annotate([piece for *_, piece in pieces]), strict=True
    ):
        parts = arrays[key]
        if offset:
            tokens = tokens.copy()
            tokens["start"] += offset
            tokens["head"] += sum(map(len, parts))
        parts.append(tokens)
    return {
        key: (parts[0] if len(parts) == 1 else np.concatenate(parts)).tobytes() if parts else b""
        for key, parts in arrays.items()
    }


def _cut(text: str) -> list[tuple[int, str]]:
    """Stretches of at most 400 tokens and without endless runs, each with its offset."""
    if len(text) <= MAX_TOKENS and not _LONG_RUN.search(text):
        return [(0, text)]
    cuts = [match.end() for match in _LONG_RUN.finditer(text)]
    tokens = [match.start() for match in _ROUGH_TOKEN.finditer(text)]
    cuts += tokens[MAX_TOKENS - 50 :: MAX_TOKENS - 50]
    edges = sorted({0, len(text), *cuts})
    return [(a, text[a:b]) for a, b in itertools.pairwise(edges) if not text[a:b].isspace()]


def _unpack(packed: bytes, text: str, offset: int) -> Parse:
    tokens = np.frombuffer(packed, dtype=TOKEN)
    names = model().names
    start = tokens["start"].tolist()
    end = (tokens["start"] + tokens["length"]).tolist()
    words = [text[a:b] for a, b in zip(start, end, strict=True)]
    tags = [names[n] for n in tokens["tag"].tolist()]
    labels = [names[n] for n in tokens["dep"].tolist()]
    return Parse(
        [a + offset for a in start] if offset else start,
        [b + offset for b in end] if offset else end,
        words,
        tags,
        [
            "AUX" if pos == "VERB" and word.lower() in _BE else pos
            for pos, word in zip(map(_part_of_speech, tags, labels), words, strict=True)
        ],
        labels,
        tokens["head"].tolist(),
    )


# The model's own component for this matches patterns token by token and takes a quarter of the time; tag and
# dependency tell what the constructions ask.
_POS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON",
    "WP$": "PRON",
    "EX": "PRON", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB", "VBZ": "VERB", "MD": "AUX",
    "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "AFX": "ADJ", "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "WRB": "ADV",
    "DT": "DET", "PDT": "DET", "WDT": "PRON", "CD": "NUM", "IN": "ADP", "RP": "ADP", "TO": "PART", "POS": "PART",
    "CC": "CCONJ", "UH": "INTJ", "$": "SYM", "SYM": "SYM", "#": "SYM", "_SP": "SPACE", "FW": "X", "LS": "X", "ADD": "X",
    "XX": "X", "NFP": "PUNCT", ".": "PUNCT", ",": "PUNCT", ":": "PUNCT", "``": "PUNCT", "''": "PUNCT", "-LRB-": "PUNCT",
    "-RRB-": "PUNCT", "HYPH": "PUNCT",
}  # fmt: skip
_BE = frozenset({"be", "is", "was", "are", "were", "been", "being", "am", "'s", "'re", "'m", "s"})


@cache
def _part_of_speech(tag: str, dep: str) -> str:
    pos = _POS.get(tag, "X")
    if pos == "VERB" and dep in ("aux", "auxpass"):
        return "AUX"
    if pos == "ADP" and dep == "mark":
        return "SCONJ"
    if pos == "DET" and dep in ("nsubj", "nsubjpass", "dobj", "pobj", "attr"):
        return "PRON"
    return pos
