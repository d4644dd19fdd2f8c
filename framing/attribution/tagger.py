"""The tagger: which words are a speaker, a cue, a content, and which of them belong together."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from framing.attribution.windows import Window, windows
from framing.language import Piece, Quotation

ROLES = ("speaker", "cue", "content")
SPEAKER, CUE, CONTENT = range(3)
_LINK_SIZE = 48


class Mark(NamedTuple):
    """A stretch of text with a role, how sure the tagger is of it, and the window and pieces that it was read in."""

    role: int
    start: int
    end: int
    probability: float
    window: int
    first: int
    last: int


class Marked(NamedTuple):
    """One article as the tagger reads it: its marks in order, and each window's links."""

    marks: list[Mark]
    links: list[np.ndarray]


class _Model(NamedTuple):
    session: Any
    tokenizer: Any
    settings: dict[str, Any]
    version: str


@cache
def _model() -> _Model:
    """The weights in the package; loaded once in a process, one thread."""
    import onnxruntime
    from tokenizers import Tokenizer

    folder = files("framing") / "models"
    weights = (folder / "tagger.onnx").read_bytes()
    vocabulary = (folder / "tokenizer.json").read_text(encoding="utf-8")
    settings = (folder / "tagger.json").read_text(encoding="utf-8")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    digest = hashlib.sha256(weights + vocabulary.encode() + settings.encode()).hexdigest()[:12]
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return _Model(session, Tokenizer.from_str(vocabulary), json.loads(settings), digest)


def model_version() -> str:
    """A hash of the weights, the vocabulary and the calibration in use."""
    return _model().version


def settings() -> dict[str, Any]:
    """The calibration that was fitted with the weights."""
    return _model().settings


def mark_article(
    text: str,
    body_start: int,
    pieces: Sequence[Piece] | None = None,
    quotes: Sequence[Quotation] | None = None,
) -> Marked:
    """Marks and links of one article.

    Each window is read alone and at its own length, so that nothing depends on what else is read with it.
    """
    model = _model()
    read = windows(text, body_start, model.tokenizer, pieces=pieces, quotes=quotes)
    marks: list[Mark] = []
    links: list[np.ndarray] = []
    for number, window in enumerate(read):
        labels, linked = logits(window)
        links.append(linked)
        marks.extend(_marks(text, number, window, labels))
    return Marked(marks, links)


def logits(window: Window) -> tuple[np.ndarray, np.ndarray]:
    """Label scores [pieces, 7] and link vectors [pieces, 6 × 48] of one window."""
    labels, links = _model().session.run(None, {"ids": window.ids, "shapes": window.shapes})
    return labels, links


def _marks(text: str, number: int, window: Window, labels: np.ndarray) -> list[Mark]:
    """Runs of words with the same role; a word's role is decided by all of its pieces together."""
    inside = np.flatnonzero(window.starts >= 0)
    inside = inside[(inside >= window.first) & (inside < window.last)]
    if not len(inside):
        return []
    p = np.exp(labels[inside] - labels[inside].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    starts, ends = window.starts[inside], window.ends[inside]
    # A piece begins a word unless it goes on, letter to letter, from the piece before.
    begins = np.ones(len(inside), dtype=bool)
    for i in np.flatnonzero((starts[1:] == ends[:-1]) & (np.diff(inside) == 1)) + 1:
        begins[i] = not (text[starts[i]].isalnum() and text[starts[i] - 1].isalnum())
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, len(inside)))
    by_role = np.stack([p[:, 0], p[:, 1] + p[:, 2], p[:, 3] + p[:, 4], p[:, 5] + p[:, 6]], axis=1)
    words = np.add.reduceat(by_role, first, axis=0) / size[:, None]
    role = words.argmax(axis=1) - 1
    opening = p[first][:, (1, 3, 5)]
    going_on = p[first][:, (2, 4, 6)]
    out: list[Mark] = []
    start = 0
    for i in range(1, len(first) + 1):
        if i < len(first) and role[i] == role[start] and role[i] >= 0:
            joined = inside[first[i]] - inside[first[i] - 1] == 1
            if joined and opening[i, role[i]] <= going_on[i, role[i]]:
                continue
        if role[start] >= 0:
            stop = first[i] if i < len(first) else len(inside)
            a, b = first[start], stop - 1
            out.append(
                Mark(
                    int(role[start]),
                    int(starts[a]),
                    int(ends[b]),
                    float(words[start:i, role[start] + 1].mean()),
                    number,
                    int(inside[a]),
                    int(inside[b]) + 1,
                )
            )
        start = i
    return out


def link_shares(links: np.ndarray, kind: int, tail: Mark, heads: Sequence[Mark]) -> np.ndarray:
    """How much of a mark's links of a kind go to each of other marks of its window, and to none, as the last."""
    vectors = links.reshape(len(links), 3, 2, _LINK_SIZE)
    scores = vectors[tail.first : tail.last, kind, 0] @ vectors[:, kind, 1].T / np.sqrt(_LINK_SIZE)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    mean = p.mean(axis=0)
    return np.array([*(mean[head.first : head.last].sum() for head in heads), mean[0]])
