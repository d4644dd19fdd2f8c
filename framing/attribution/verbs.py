"""Attributions whose cue is a verb: the constructions in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable

from framing.attribution.clauses import (
    as_said,
    clause,
    clause_earlier,
    gerund,
    infinitive,
    rest_of_sentence,
    two_subjects,
)
from framing.attribution.cues import Cue
from framing.attribution.objects import (
    described_noun,
    noun_object,
    object_infinitive,
    object_preposition,
    predicate,
    prepositional,
)
from framing.attribution.quoted import quoted, quoted_as
from framing.attribution.sentence import Found, Sentence
from framing.attribution.verb import Verb, speaker_of

_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})


# In the order in which they are tried; the first that finds something speaks for the cue.
CONSTRUCTIONS: tuple[tuple[frozenset[str], Callable[[Verb], Found | None]], ...] = (
    (frozenset({"quote", "np", "clause", "np_as"}), quoted_as),
    (frozenset({"np", "np_as"}), described_noun),
    (frozenset({"on_to"}), prepositional),
    (frozenset({"np_of", "np_for", "np_with"}), object_preposition),
    (frozenset({"np_as", "np_pred"}), predicate),
    (frozenset({"np_to"}), object_infinitive),
    (frozenset({"clause", "quote", "whether", "np_that"}), clause),
    (frozenset({"clause"}), as_said),
    (frozenset({"clause", "np_that"}), two_subjects),
    (frozenset({"quote", "clause", "np_that", "np_as", "np"}), quoted),
    (frozenset({"clause", "np_that"}), clause_earlier),
    (frozenset({"np"}), gerund),
    (frozenset({"to"}), infinitive),
    (frozenset({"np_to"}), infinitive),
    (frozenset({"for", "at", "about"}), prepositional),
    (frozenset({"np"}), noun_object),
    (frozenset({"clause"}), rest_of_sentence),
)


def find_verb(sentence: Sentence, entry: Cue | None, index: int, last: int, lemma: str) -> Found | None:
    """The attribution that a cue verb makes, if it makes one."""
    if sentence.parse.tag[index] not in _VERB_TAGS:
        return None
    if (
        sentence.parse.tag[index] == "VBN"
        and sentence.parse.dep[index] == "advcl"
        and sentence.child(index, "aux", "auxpass", "agent", "nsubj", "nsubjpass") is None
    ):
        return None  # "Asked about the raid, X said": X was asked
    verb = Verb(sentence, index, last, entry, speaker_of(sentence, index, entry), lemma)
    for frames, construction in CONSTRUCTIONS:
        if frames & verb.frames:
            found = construction(verb)
            if found is not None:
                return found
    return None
