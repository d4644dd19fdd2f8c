"""Sentences with a marked target and what readers heard in them, for the tone model."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

# Readers' scale and classes: 2 and below is unfavourable, 4 neutral, 6 and above favourable.
CLASSES = ("negative", "neutral", "positive")
Item = TypeVar("Item")
_LOST = re.compile(r"[,'’]")
_MARKS = re.compile(r"[“”\"‘]")


class Target(NamedTuple):
    """A sentence, the stretches of it that name the target (the marked one first), its class, and its article."""

    text: str
    spans: tuple[tuple[int, int], ...]
    label: int
    article: str


def read_targets(path: Path) -> list[Target]:
    """Targets of a file of NewsMTSC's form, one sentence a line."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = "_".join(row["primary_gid"].split("_")[:3])
        for target in row["targets"]:
            further = [(m["from"], m["to"]) for m in target.get("further_mentions", ())]
            first = (target["from"], target["to"])
            label = 0 if target["polarity"] < 3.5 else 2 if target["polarity"] > 4.5 else 1
            out.append(Target(row["sentence_normalized"], (first, *further), label, article))
    return out


def held_out(target: Target) -> bool:
    """A tenth of the articles, never trained on: it picks the epoch and fits the calibration."""
    return int(hashlib.sha256(target.article.encode()).hexdigest(), 16) % 10 == 0


def damaged(target: Target, rng: random.Random) -> Target:
    """A copy as real files are: commas and apostrophes lost, or quotation marks."""
    lost = _LOST if rng.random() < 0.5 else _MARKS
    kept = [i for i, char in enumerate(target.text) if not lost.match(char)]
    place = {old: new for new, old in enumerate(kept)}
    spans = []
    for start, end in target.spans:
        inside = [place[i] for i in range(start, min(end, len(target.text))) if i in place]
        spans.append((inside[0], inside[-1] + 1) if inside else (0, 0))
    if spans[0] == (0, 0):
        return target
    return target._replace(text="".join(target.text[i] for i in kept), spans=tuple(s for s in spans if s[1]))


def batches(items: Sequence[Item], sizes: Sequence[int], pieces: int, rng: random.Random) -> list[list[Item]]:
    """Batches of like length, at most so many pieces each with their padding, in a drawn order."""
    order = list(range(len(items)))
    rng.shuffle(order)
    out: list[list[Item]] = []
    for start in range(0, len(order), 512):
        batch: list[int] = []
        for i in sorted(order[start : start + 512], key=lambda i: sizes[i]):
            if batch and (len(batch) + 1) * sizes[i] > pieces:
                out.append([items[j] for j in batch])
                batch = []
            batch.append(i)
        out.append([items[j] for j in batch])
    rng.shuffle(out)
    return out
