"""The tagger's tokenizer: the base model's word pieces without those that news in Latin letters never uses."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def keep(piece: str) -> bool:
    """Whether a piece is of Latin letters, digits, or punctuation."""
    if piece in SPECIAL:
        return True
    if piece.startswith("[unused"):
        return False
    for char in piece.removeprefix("##"):
        if char.isascii():
            continue
        kind = unicodedata.category(char)
        if kind.startswith("L") and not unicodedata.name(char, "").startswith("LATIN"):
            return False
        if kind.startswith("L") and len(piece.removeprefix("##")) == 1 and ord(char) > 0x17F:
            return False
        if kind[0] in "MNS" and kind not in ("Sc", "No"):
            return False
    return True


def pruned(base: Path) -> tuple[str, list[int]]:
    """The tokenizer as JSON, and for each of its ids the row of the base model's embedding."""
    data = json.loads(base.read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = data["model"]["vocab"]
    kept = [piece for piece, _ in sorted(vocabulary.items(), key=lambda pair: pair[1]) if keep(piece)]
    names = ["[PAR]" if piece == "[MASK]" else piece for piece in kept]
    data["model"]["vocab"] = {piece: number for number, piece in enumerate(names)}
    data["truncation"] = data["padding"] = data["post_processor"] = None
    for token in data["added_tokens"]:
        token["content"] = "[PAR]" if token["content"] == "[MASK]" else token["content"]
        token["id"] = data["model"]["vocab"][token["content"]]
    return json.dumps(data, ensure_ascii=False), [vocabulary[piece] for piece in kept]
