"""Gold articles, their damaged copies, and windows with labels."""

from __future__ import annotations

import hashlib
import json
import random
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from framing.attribution.windows import Window, windows

ROLES = ("speaker", "cue", "content")
Spans = list[tuple[int, int]]
# Datelines as agencies set them, in the forms that wire copy comes in.
_DATELINES = (
    "{place}, {month} {day}. /TASS/. ",
    "{place} (Reuters) - ",
    "{place} (AP) — ",
    "{place}, {month} {day} (Xinhua) -- ",
    "{place} — ",
    "{place}: ",
    "{place} ({agency}) - ",
    "({agency}) ",
)
_PLACES = (
    "MOSCOW",
    "WASHINGTON",
    "GENEVA",
    "BEIRUT",
    "LONDON",
    "ISTANBUL",
    "NEW YORK",
    "DAMASCUS",
    "KIEV",
    "AMMAN",
)
_MONTHS = ("January", "March", "April", "June", "July", "October", "November")
_AGENCIES = ("AFP", "Sputnik", "SANA", "Interfax", "Bloomberg")


class Gold(NamedTuple):
    """An article with its attributions, each a dict of spans by role."""

    article_id: str
    text: str
    rows: list[dict[str, Spans]]


class Sample(NamedTuple):
    """A window with a label for each piece, and which pieces each piece may point at, by kind of link."""

    window: Window
    labels: np.ndarray
    links: list[dict[int, list[int]]]


def read_gold(gold: Path, texts: Path) -> list[Gold]:
    """Articles of a gold file in the scorer's format, in the order of their ids."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    out = []
    for article_id in sorted(data):
        text = (texts / f"{article_id}.txt").read_bytes().decode("utf-8")
        rows = [
            {role: [(a, b) for a, b in row.get(role) or ()] for role in ROLES} for row in data[article_id]
        ]
        out.append(Gold(article_id, text, rows))
    return out


def read_brat(texts: Path, annotations: Path) -> list[Gold]:
    """Articles as PolNeAR publishes them: NAME.txt beside NAME_ANNOTATOR.ann in brat's standoff form.

    An article read by several annotators is taken from the first of them in order of name.
    """
    out: dict[str, Gold] = {}
    for path in sorted(annotations.glob("*.ann")):
        article_id = path.stem.rsplit("_", 1)[0]
        if article_id in out:
            continue
        text = (texts / f"{article_id}.txt").read_bytes().decode("utf-8")
        spans: dict[str, Spans] = {}
        rows: list[dict[str, Spans]] = []
        events: list[dict[str, str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, rest = line.partition("\t")
            if name.startswith("T"):
                places = rest.split("\t")[0].split(" ", 1)[1]
                spans[name] = [(int(a), int(b)) for a, b in (place.split() for place in places.split(";"))]
            elif name.startswith("E"):
                events.append(dict(part.split(":", 1) for part in rest.split()))
        for event in events:
            rows.append(
                {
                    role: sorted(
                        span
                        for key, name in event.items()
                        if key.rstrip("0123456789") == brat
                        for span in spans[name]
                    )
                    for role, brat in (("speaker", "Source"), ("cue", "Cue"), ("content", "Content"))
                }
            )
        out[article_id] = Gold(article_id, text, [row for row in rows if row["content"]])
    return [out[article_id] for article_id in sorted(out)]


def read_train(folder: Path) -> list[Gold]:
    """Train articles of a folder: in the scorer's format, or PolNeAR's own (data/train/text, attributions)."""
    if (folder / "train_gold.json").exists():
        return read_gold(folder / "train_gold.json", folder / "train")
    for train in (folder / "data" / "train", folder / "train"):
        if (train / "attributions").is_dir():
            return read_brat(train / "text", train / "attributions")
    raise FileNotFoundError(
        f"{folder} holds no train articles; expected train_gold.json and train/*.txt, or PolNeAR's data/train/text "
        "and data/train/attributions."
    )


def held_out(article_id: str) -> bool:
    """The fixed tenth of the train articles on which confidence is calibrated; never trained on."""
    return int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % 10 == 0


def damaged(gold: Gold, rng: random.Random) -> Gold:
    """A copy damaged as archives and scrapers damage text; spans follow."""
    text = gold.text
    keep = np.ones(len(text), dtype=bool)
    chars = list(text)
    if rng.random() < 0.5:
        if rng.random() < 0.75:
            _drop(keep, text, r",")
        if rng.random() < 0.75:
            _drop(keep, text, r"(?<=\w)['’](?=\w)|(?<=s)['’](?=\s)")
        if rng.random() < 0.75:
            for match in re.finditer(r"[ \t]*\n\s*", text):
                keep[match.start() + 1 : match.end()] = False
                chars[match.start()] = " "
    if rng.random() < 0.2:
        _drop(keep, text, r"[“”\"]")
    elif rng.random() < 0.3:
        for place, char in enumerate(chars):
            chars[place] = {"“": '"', "”": '"', "’": "'", "‘": "'"}.get(char, char)
    if rng.random() < 0.15:
        end = text.find("\n")
        if 0 < end < 200:
            for place in range(end):
                upper = chars[place].upper()
                chars[place] = upper if len(upper) == 1 else chars[place]
    added = ""
    if rng.random() < 0.2:
        added = rng.choice(_DATELINES).format(
            place=rng.choice(_PLACES),
            month=rng.choice(_MONTHS),
            day=rng.randint(1, 30),
            agency=rng.choice(_AGENCIES),
        )
    where = np.concatenate([[0], np.cumsum(keep)]) + len(added)
    new = added + "".join(char for char, kept in zip(chars, keep, strict=True) if kept)
    rows = [
        {role: [(int(where[a]), int(where[b])) for a, b in row[role]] for role in ROLES} for row in gold.rows
    ]
    return Gold(gold.article_id, new, rows)


def _drop(keep: np.ndarray, text: str, pattern: str) -> None:
    for match in re.finditer(pattern, text):
        keep[match.start() : match.end()] = False


def samples(gold: Gold, tokenizer: Tokenizer, *, limit: int) -> list[Sample]:
    """Windows of an article with their labels and links."""
    owner = {role: np.full(len(gold.text) + 1, -1, dtype=np.int32) for role in ROLES}
    which = np.full(len(gold.text) + 1, -1, dtype=np.int8)  # the role that labels a character
    for role in ("content", "speaker", "cue"):
        for number, row in enumerate(gold.rows):
            for a, b in row[role]:
                owner[role][a:b] = number
                which[a:b] = ROLES.index(role)
    # Shared speakers: one span for several attributions; every owner matters for links.
    out = []
    for window in windows(gold.text, 0, tokenizer, limit=limit):
        labels = np.zeros(len(window.ids), dtype=np.int64)
        before: tuple[int, int] | None = None
        for place, start in enumerate(window.starts):
            if start < 0:
                before = before if place and window.starts[place] < 0 else None
                continue
            role = int(which[start])
            if role < 0:
                before = None
                continue
            mine = (role, int(owner[ROLES[role]][start]))
            labels[place] = 1 + 2 * role + (mine == before)
            before = mine
        out.append(Sample(window, labels, _links(window, gold)))
    return out


def _links(window: Window, gold: Gold) -> list[dict[int, list[int]]]:
    inside = np.flatnonzero(window.starts >= 0)
    starts, ends = window.starts[inside], window.ends[inside]

    def pieces(spans: Spans) -> list[int]:
        found: list[int] = []
        for a, b in spans:
            found.extend(inside[(starts < b) & (ends > a)].tolist())
        return found

    out: list[dict[int, list[int]]] = [{}, {}, {}]
    for row in gold.rows:
        content, cue, speaker = pieces(row["content"]), pieces(row["cue"]), pieces(row["speaker"])
        for kind, (tail, head) in enumerate(((content, cue), (cue, speaker), (content, speaker))):
            for piece in tail:
                out[kind].setdefault(piece, []).extend(head or [0])
    return out
