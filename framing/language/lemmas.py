"""Lemmas of words, by the rules and exceptions of the parser's own model."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from framing.language.model import model

_OPEN = {"NOUN", "VERB", "ADJ", "ADV", "AUX"}


def lemmas(words: Sequence[str], pos: Sequence[str]) -> list[str]:
    """The lemma of each word, in lower case.

    Parameters
    ----------
    words : words as they stand in the text.
    pos : universal part of speech of each, as `Parse.pos` has it. Other parts of speech than nouns, verbs, auxiliaries,
        adjectives and adverbs have the word itself as their lemma.

    Returns
    -------
    list of str, as long as `words`.

    Examples
    --------
    >>> from framing.language import lemmas
    >>> lemmas(["Regimes", "accused", "left", "left"], ["NOUN", "VERB", "VERB", "ADJ"])
    ['regime', 'accuse', 'leave', 'left']
    """
    return [_lemma(word.lower(), part) for word, part in zip(words, pos, strict=True)]


@lru_cache(maxsize=200_000)
def _lemma(word: str, part: str) -> str:
    if part not in _OPEN or not word.isalpha():
        return word
    from spacy.tokens import Doc

    lemmatizer = _lemmatizer()
    # The rules know no auxiliaries; their forms are those of the verb.
    doc = Doc(lemmatizer.vocab, words=[word], pos=["VERB" if part == "AUX" else part])
    return str(lemmatizer.rule_lemmatize(doc[0])[0]).lower()


@cache
def _lemmatizer() -> Any:
    """The model's lemmatizer, apart from its pipeline, whose other components it does not need."""
    nlp = model().nlp
    lemmatizer: Any = nlp.create_pipe("lemmatizer", config={"mode": "rule"})
    meta = nlp.meta
    package = importlib.import_module(f"{meta['lang']}_{meta['name']}")
    folder = Path(str(package.__file__)).parent / f"{package.__name__}-{meta['version']}"
    return lemmatizer.from_disk(folder / "lemmatizer", exclude=["vocab"])
