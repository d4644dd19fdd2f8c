"""The tagger: which words are a speaker, a cue, a content, and which of them belong together."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import platform
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from framing.attribution.windows import Window, windows
from framing.language import ParseStore, Piece, Quotation, cache_file

ROLES = ("speaker", "cue", "content")
SPEAKER, CUE, CONTENT = range(3)
_LINK_SIZE = 48
_N_LABELS = 7
# Kinds of link, in the order of the weights.
CONTENT_CUE, CUE_SPEAKER, CONTENT_SPEAKER = range(3)
# A sentence belongs to a cue of its own, not to the one of the sentence before, from this share of its links.
_CLEAR = 0.6
SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*(?=\s)|\n")
# What a change of role costs, in log units: single words that differ from all around them are noise.
SWITCH = 1.0
# What is taken off the log score of "no role": finds more, for calibration to sift.
OPEN = 0.6


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
    reader: bytes


@cache
def _model() -> _Model:
    """The weights in the package; loaded once in a process, one thread."""
    import onnxruntime  # type: ignore[import-untyped]
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
    # What decides on the numbers that a window gives: weights and the library that computes with them.
    reader = f"{hashlib.sha256(weights).hexdigest()} {onnxruntime.__version__} {platform.machine()}".encode()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return _Model(session, Tokenizer.from_str(vocabulary), json.loads(settings), digest, reader)


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
        # Where two windows overlap, a mark that the earlier one began stands.
        reached = marks[-1].end if marks else 0
        here = [mark for mark in _marks(text, number, window, labels) if mark.start >= reached]
        marks.extend(parted(text, window, linked, here))
    return Marked(marks, links)


def logits(window: Window) -> tuple[np.ndarray, np.ndarray]:
    """Label scores [pieces, 7] and link vectors [pieces, 6 × 48] of one window.

    Where FRAMING_CACHE names a folder, a window that was read before is not read again.
    """
    model, store = _model(), _readings()
    if store is None:
        labels, links = model.session.run(None, {"ids": window.ids, "shapes": window.shapes})
        return labels, links
    read = hashlib.sha256(model.reader)
    for array in (window.ids, window.shapes):
        read.update(f"{array.dtype}{array.shape}".encode() + array.tobytes())
    key = read.digest()
    if key not in (known := store.get([key])):
        found = model.session.run(None, {"ids": window.ids, "shapes": window.shapes})
        known = {key: np.concatenate(found, axis=-1).astype("<f4").tobytes()}
        store.put(known)
    both = np.frombuffer(known[key], dtype="<f4").reshape(-1, _N_LABELS + 6 * _LINK_SIZE)
    return both[:, :_N_LABELS].copy(), both[:, _N_LABELS:].copy()


@cache
def _readings() -> ParseStore | None:
    """What the model gave for windows read before, on disk alone; none without FRAMING_CACHE."""
    path = cache_file("readings.sqlite")
    return None if path is None else ParseStore(max_bytes=0, path=path)


def _marks(text: str, number: int, window: Window, labels: np.ndarray) -> list[Mark]:
    """Runs of words with the same role; a word's role is decided by all of its pieces together."""
    inside = np.flatnonzero(window.starts >= 0)
    if not len(inside):
        return []
    log_p = labels[inside] - labels[inside].max(axis=1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    starts, ends = window.starts[inside], window.ends[inside]
    # A piece begins a word unless it goes on, letter to letter, from the piece before.
    begins = np.ones(len(inside), dtype=bool)
    for follows in np.flatnonzero((starts[1:] == ends[:-1]) & (np.diff(inside) == 1)) + 1:
        begins[follows] = not (text[starts[follows]].isalnum() and text[starts[follows] - 1].isalnum())
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, len(inside)))
    path = best_path(
        _word_scores(log_p, first, size), np.diff(inside[first], prepend=-1) > np.append(1, size[:-1])
    )
    p = np.exp(log_p)
    by_role = np.stack([p[:, 1] + p[:, 2], p[:, 3] + p[:, 4], p[:, 5] + p[:, 6]], axis=1)
    sums = np.add.reduceat(by_role, first, axis=0) / size[:, None]
    role = (path + 1) // 2 - 1
    out: list[Mark] = []
    start = 0
    for i in range(1, len(first) + 1):
        if i < len(first) and role[i] == role[start] and path[i] % 2 == 0:
            continue
        a, b = int(first[start]), int(first[i] if i < len(first) else len(inside)) - 1
        # A mark belongs to the window that decides on its first piece.
        if role[start] >= 0 and window.first <= inside[a] < window.last:
            out.append(
                Mark(
                    int(role[start]),
                    int(starts[a]),
                    int(ends[b]),
                    float(sums[start:i, role[start]].mean()),
                    number,
                    int(inside[a]),
                    int(inside[b]) + 1,
                )
            )
        start = i
    return out


def _word_scores(log_p: np.ndarray, first: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Log scores of words for O and, by role, beginning and going on: the mean of their pieces'."""
    scores = np.add.reduceat(log_p, first, axis=0)
    # After the first piece of a word that begins a span, the others go on.
    for role in range(3):
        begin, go_on = 1 + 2 * role, 2 + 2 * role
        scores[:, begin] += log_p[first, begin] - scores[:, begin] + scores[:, go_on] - log_p[first, go_on]
    scores /= size[:, None]
    scores[:, 0] -= OPEN
    return scores


def best_path(scores: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """The best sequence of labels: a span goes on only where it has begun, and each beginning and end costs.

    `apart` is true where a word does not follow on the one before, as at a paragraph's end.
    """
    n = len(scores)
    cost = np.full((7, 7), -float(SWITCH))
    for role in range(3):
        begin, go_on = 1 + 2 * role, 2 + 2 * role
        cost[:, go_on] = -np.inf
        cost[begin, go_on] = cost[go_on, go_on] = 0.0
    cost[0, 0] = 0.0
    across = cost.copy()
    across[:, 2::2] = -np.inf
    back = np.zeros((n, 7), dtype=np.int8)
    best = scores[0].copy()
    best[2::2] = -np.inf
    for i in range(1, n):
        total = best[:, None] + (across if apart[i] else cost)
        back[i] = total.argmax(axis=0)
        best = total.max(axis=0) + scores[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = int(best.argmax())
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def parted(text: str, window: Window, links: np.ndarray, marks: Sequence[Mark]) -> list[Mark]:
    """Marks of one window with contents cut at sentence ends where what follows belongs to another cue.

    "N said S. T, M said": where nothing but a full stop stands between S and T they are marked as one.
    """
    cues = [mark for mark in marks if mark.role == CUE]
    out: list[Mark] = []
    for mark in marks:
        if mark.role != CONTENT or len(cues) < 2:
            out.append(mark)
            continue
        cuts = [
            int(np.searchsorted(window.starts[mark.first : mark.last], end.end())) + mark.first
            for end in SENTENCE_END.finditer(text, mark.start, mark.end)
        ]
        parts = [
            mark._replace(
                first=first, last=last, start=int(window.starts[first]), end=int(window.ends[last - 1])
            )
            for first, last in itertools.pairwise([mark.first, *cuts, mark.last])
            if first < last
        ]
        kept = parts[:1]
        for part in parts[1:]:
            before, after = (link_shares(links, CONTENT_CUE, p, cues)[:-1] for p in (kept[-1], part))
            if before.argmax() != after.argmax() and min(before.max(), after.max()) >= _CLEAR:
                kept.append(part)
            else:
                kept[-1] = kept[-1]._replace(last=part.last, end=part.end)
        out.extend(kept)
    return out


def link_shares(links: np.ndarray, kind: int, tail: Mark, heads: Sequence[Mark]) -> np.ndarray:
    """How much of a mark's links of a kind go to each of other marks of its window, and to none, as the last."""
    vectors = links.reshape(len(links), 3, 2, _LINK_SIZE)
    scores = vectors[tail.first : tail.last, kind, 0] @ vectors[:, kind, 1].T / np.sqrt(_LINK_SIZE)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    mean = p.mean(axis=0)
    return np.array([*(mean[head.first : head.last].sum() for head in heads), mean[0]])
