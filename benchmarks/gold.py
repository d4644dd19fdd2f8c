"""The gold sets: where they are, how each draws attributions, and what the toolkit finds in their texts."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Collection
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from material import path

from framing.export import Export, export_attributions


class GoldSet(NamedTuple):
    """Where a gold file and its texts are, and how it draws attributions."""

    gold: tuple[str, ...]
    texts: tuple[str, ...]
    speech_only: bool
    outermost: bool


SETS = {
    "seed": GoldSet(("gold", "seed", "gold.json"), ("gold", "seed"), True, False),
    "us_ru": GoldSet(("gold", "us_ru", "dev_gold.json"), ("gold", "us_ru", "articles"), True, False),
    "polnear": GoldSet(("gold", "polnear", "dev_gold.json"), ("gold", "polnear", "dev"), False, True),
    "polnear_train": GoldSet(
        ("gold", "polnear", "train_gold.json"), ("gold", "polnear", "train"), False, True
    ),
}


@cache
def scorer() -> ModuleType:
    """The common scorer, which comes with the gold data."""
    spec = importlib.util.spec_from_file_location(
        "score_attributions", path("tools", "score_attributions.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def article_ids(name: str, *, half: int | None = None, n: int | None = None) -> list[str]:
    """Articles of a set, sorted: all, or every second one (half 0 or 1); of these n, evenly spread."""
    names = sorted(_gold(name))[slice(half, None, None if half is None else 2)]
    return names if n is None or n >= len(names) else [names[i * len(names) // n] for i in range(n)]


def read_gold(name: str, *, only: Collection[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """article_id → its gold attributions, sorted by id."""
    gold = _gold(name)
    return {article_id: gold[article_id] for article_id in sorted(gold) if only is None or article_id in only}


def read_text(name: str, article_id: str) -> str:
    """The text as offsets count it: without newline translation."""
    return path(*SETS[name].texts, f"{article_id}.txt").read_bytes().decode("utf-8")


def predict(name: str, *, engine: str, only: Collection[str] | None = None) -> Export:
    """What an engine finds in the texts of a set, drawn as the set draws it."""
    one = SETS[name]
    return export_attributions(
        path(*one.texts), speech_only=one.speech_only, outermost=one.outermost, engine=engine, only=only
    )


@cache
def _gold(name: str) -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = json.loads(path(*SETS[name].gold).read_text(encoding="utf-8"))
    return loaded
