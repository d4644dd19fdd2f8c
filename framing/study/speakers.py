"""Who speaks, who is mentioned, and the words of each: what follows from attributions and a codebook."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from framing.actors import find_mentions, resolve_speakers
from framing.actors.codebook import Codebook
from framing.schema import TABLES
from framing.study.partitions import Shared, Stage
from framing.study.versions import code_digest
from framing.wordchoice import count_words

# The folders whose files decide it, besides what decides the attributions themselves.
_CODE = ("actors", "wordchoice", "codebooks", "estimates")
# Columns of an article that change nothing here, and would change with the articles around it or its place.
_NO_MATTER = ("url", "sha256", "duplicate_of")


def speaker_stage(cache_folder: Path, attributions: str, codebook: Codebook) -> Stage:
    """What follows from attributions of a version; another codebook redoes it, and nothing before it."""
    book = Shared.of(codebook, cache_folder / "codebook.pickle", codebook.version)
    return Stage(
        name="speakers",
        makes=("resolved", "mentions", "counts"),
        version=_version(attributions, codebook),
        columns=tuple(each.name for each in TABLES["articles"].columns if each.name not in _NO_MATTER),
        function=followed,
        settings={"codebook": book},
        earlier=("attributions",),
    )


def followed(
    articles: pd.DataFrame, attributions: pd.DataFrame, *, codebook: Codebook
) -> tuple[pd.DataFrame, ...]:
    """All that follows from the attributions of articles and a codebook."""
    resolved = resolve_speakers(attributions, articles, codebook=codebook)
    mentions = find_mentions(articles, resolved, codebook=codebook)
    return resolved, mentions, count_words(articles, resolved, mentions)


def _version(attributions: str, codebook: Codebook) -> str:
    told = f"{code_digest(_CODE)}\0{attributions}\0{codebook.version}\0{','.join(codebook.sides)}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
