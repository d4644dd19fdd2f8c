"""The tone model: what a sentence says about a target in it, whatever the target's name."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

# Word pieces in a sentence, its opening and closing mark included; a longer one is cut to those around the target.
LIMIT = 128
OPEN, CLOSE, NAME = "[CLS]", "[SEP]", "[PAR]"
_HALF = re.compile("[\ud800-\udfff]")


class Read(NamedTuple):
    """A sentence as the model sees it: piece ids, and 1 where the target stands."""

    ids: np.ndarray
    flags: np.ndarray


class _Model(NamedTuple):
    session: Any
    tokenizer: Any
    settings: dict[str, Any]
    version: str


def encode(text: str, spans: Sequence[tuple[int, int]], tokenizer: Tokenizer, *, named: bool = False) -> Read:
    """A sentence as word pieces, with one and the same mark in place of each mention of the target.

    Parameters
    ----------
    text : the sentence.
    spans : where the target stands in it, [start, end).
    tokenizer : word pieces with offsets.
    named : leave the target's name; for experiments.

    Returns
    -------
    Read. The model never sees the name, so that its score cannot come from it.
    """
    encoding = tokenizer.encode(_HALF.sub("\ufffd", text), add_special_tokens=False)
    name = int(tokenizer.token_to_id(NAME) or 0)
    wanted = sorted(spans)
    ids: list[int] = []
    flags: list[int] = []
    seen = -1
    for piece, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
        at = next((i for i, (a, b) in enumerate(wanted) if start < b and a < end), -1)
        if at < 0 or named:
            ids.append(piece)
            flags.append(int(at >= 0))
        elif at != seen:
            ids.append(name)
            flags.append(1)
        seen = at
    if len(ids) > LIMIT - 2:
        first = flags.index(1) if 1 in flags else 0
        start = min(max(0, first - LIMIT // 2), len(ids) - LIMIT + 2)
        ids, flags = ids[start : start + LIMIT - 2], flags[start : start + LIMIT - 2]
    opened, closed = int(tokenizer.token_to_id(OPEN) or 0), int(tokenizer.token_to_id(CLOSE) or 0)
    return Read(np.array([opened, *ids, closed], dtype=np.int64), np.array([0, *flags, 0], dtype=np.int64))


@cache
def _model() -> _Model:
    """The weights in the package; loaded once in a process, one thread."""
    import onnxruntime  # type: ignore[import-untyped]

    folder = files("framing") / "models"
    weights = (folder / "tone.onnx").read_bytes()
    vocabulary = (folder / "tokenizer.json").read_text(encoding="utf-8")
    settings = (folder / "tone.json").read_text(encoding="utf-8")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    digest = hashlib.sha256(weights + vocabulary.encode() + settings.encode()).hexdigest()[:12]
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return _Model(session, Tokenizer.from_str(vocabulary), json.loads(settings), digest)


def has_weights() -> bool:
    """Whether the package holds weights of the tone model."""
    return (files("framing") / "models" / "tone.onnx").is_file()


def tone_model_version() -> str:
    """A hash of the tone model's weights, its vocabulary and its calibration."""
    return _model().version


def class_shares(text: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """The chances that readers hear the sentence as unfavourable, neutral, favourable to the target.

    Each sentence is read alone, at its own length, in one thread: nothing depends on what else is read.
    """
    model = _model()
    read = encode(text, spans, model.tokenizer)
    if not read.flags.any():
        return np.full(3, np.nan)
    (logits,) = model.session.run(None, {"ids": read.ids, "flags": read.flags})
    scaled = logits.astype(float) / float(model.settings["temperature"])
    p = np.exp(scaled - scaled.max())
    return np.asarray(p / p.sum())


def share_read(text: str, spans: Sequence[tuple[int, int]]) -> float:
    """The share of a sentence's word pieces that the model reads: all but unknown ones and what is cut off."""
    tokenizer = _model().tokenizer
    pieces = tokenizer.encode(_HALF.sub("\ufffd", text), add_special_tokens=False).ids
    unknown = int(tokenizer.token_to_id("[UNK]") or 0)
    known = sum(piece != unknown for piece in pieces[: LIMIT - 2])
    return known / len(pieces) if pieces else float("nan")
