"""Cue verbs whose content is a noun phrase and what is said of it: accused Y of Z, called Y Z, denied Y."""

from __future__ import annotations

from dataclasses import replace

from framing.attribution.headlines import SPEAKING
from framing.attribution.sentence import RELATIVES, Found, without_leading
from framing.attribution.speakers import find_agent, noun_phrase
from framing.attribution.verb import (
    Verb,
    _before_own_participle,
    content_tokens,
    replace_speaker,
    without_circumstance,
)

# What is denied or confirmed must be told.
_EMPTY_OBJECTS = frozenset(
    "it this that what which who them him her me us so nothing himself herself itself themselves myself".split()
)
_PREPOSITIONS = {"np_of": ("of",), "np_for": ("for", "over", "on"), "np_with": ("with",)}


def object_infinitive(verb: Verb) -> Found | None:
    """X urged Y to V: the content is "Y to V", the target Y."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive:
        return None
    for child in sentence.children(verb.index, "ccomp", "xcomp"):
        if child < verb.index or not any(parse.lower[c] == "to" for c in parse.children[child]):
            continue
        urged = sentence.child(child, "nsubj")
        if urged is None:
            urged = sentence.child(verb.index, "dobj", "dative")
        if urged is None or urged < verb.index:
            continue
        tokens = sorted({*noun_phrase(sentence, urged, stop=child), *content_tokens(verb, child)})
        return verb.found(
            sentence.spans(range(tokens[0], tokens[-1] + 1)),
            "object_infinitive",
            target=sentence.span(noun_phrase(sentence, urged, stop=child)),
        )
    urged = sentence.child(verb.index, "dobj")
    if sentence.piece.in_headline and urged == verb.last + 1 and parse.lower[urged + 1 : urged + 2] == ["to"]:
        # Without articles the parse takes "to free crew" for a place.
        return verb.found(
            sentence.spans(range(urged, len(parse))), "object_infinitive", target=sentence.span([urged])
        )
    return None


def object_preposition(verb: Verb) -> Found | None:
    """X accused Y of Z, blamed Y for Z, charged Y with Z: the content is "Y of Z", the target Y."""
    sentence, parse = verb.sentence, verb.sentence.parse
    wanted = {word for frame, words in _PREPOSITIONS.items() if frame in verb.frames for word in words}
    if verb.lemma != "blame":
        wanted.discard("on")  # "slams the lies on the convoy"
    if not wanted or verb.speaker is None:
        return None
    passive = verb.patient is not None
    accused = verb.patient if passive else sentence.child(verb.index, "dobj")
    if accused is None or parse.lower[accused] in RELATIVES:
        return None
    heads = [verb.index, accused, *sentence.children(accused, "conj")]
    agent = find_agent(sentence, verb.index)
    if agent is not None:  # "accused by Y of Z": the parse hangs "of Z" on Y
        heads.append(agent.head)
    prepositions = [
        c for h in heads for c in sentence.children(h, "prep") if parse.lower[c] in wanted and c > accused
    ]
    if not prepositions and "np" not in verb.frames and "np_of" not in verb.frames:
        return None
    if passive:
        if not prepositions:
            return None
        whom = noun_phrase(sentence, accused, stop=verb.index)
        charge = [t for t in sentence.subtree(prepositions[0]) if t >= prepositions[0]]
        if agent is not None:
            agent = replace(agent, tokens=tuple(t for t in agent.tokens if t not in charge))
        return replace_speaker(verb, agent).found(
            (*sentence.spans(whom), *sentence.spans(charge)), "accused_passive", target=sentence.span(whom)
        )
    tokens = {*sentence.subtree(accused), *(t for c in prepositions for t in sentence.subtree(c))}
    tokens = {t for t in tokens if t > verb.last}
    if not tokens:
        return None
    kept = _before_own_participle(verb, accused, list(range(min(tokens), max(tokens) + 1)))
    end = min([*prepositions, max(tokens) + 1])
    target = sentence.span([t for t in noun_phrase(sentence, accused) if t < end] or [accused])
    if "on" in wanted and prepositions and parse.lower[prepositions[0]] == "on":  # blamed Z on Y
        inner = sentence.child(prepositions[0], "pobj")
        target = sentence.span(noun_phrase(sentence, inner)) if inner is not None else target
    return verb.found(sentence.spans(kept), "accuse" if prepositions else "accuse_noun", target=target)


def predicate(verb: Verb) -> Found | None:
    """X described Y as Z, called Y Z: the content is "Y as Z"."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None:
        return None
    passive = verb.patient is not None
    named = verb.patient if passive else sentence.child(verb.index, "dobj")
    if (
        sentence.piece.in_headline
        and "np_pred" in verb.frames
        and verb.index + 2 < len(parse)
        and not passive
    ):
        # A headline has no articles to tell Y from Z by.
        return verb.found(sentence.spans(range(verb.last + 1, len(parse))), "called")
    said: int | None = None
    if "np_as" in verb.frames:
        heads = [verb.index] + ([named] if named is not None else [])
        said = next(
            (
                c
                for h in heads
                for c in sentence.children(h, "prep", "mark")
                if parse.lower[c] == "as" and c > verb.index
            ),
            None,
        )
        if said is None:
            said = next(
                (
                    c
                    for c in sentence.children(verb.index, "advcl")
                    if c > verb.index and any(parse.lower[k] == "as" for k in parse.children[c])
                ),
                None,
            )
    if said is None and "np_pred" in verb.frames:
        said = sentence.child(verb.index, "oprd", "acomp")
        small = sentence.child(verb.index, "ccomp")
        if (
            said is None
            and small is not None
            and small > verb.index
            and not sentence.has_finite(sentence.subtree(small))
        ):
            inner = sentence.child(small, "nsubj")
            if inner is not None:
                return verb.found(sentence.spans(content_tokens(verb, small)), "called")
        if said is None and passive:
            said = sentence.child(verb.index, "attr")
        if said is None and named is not None:  # "branded the captain a liar": taken for a measure of time
            said = next((c for c in sentence.children(verb.index, "npadvmod") if c > named), None)
    if named is not None and parse.lower[named] == "what" and named < verb.index:  # "what he called Z"
        return verb.found(
            sentence.spans([t for t in sentence.subtree(verb.index) if t > verb.last]), "called"
        )
    if said is None or named is None:
        return None
    if passive:
        spans = (
            *sentence.spans(noun_phrase(sentence, named, stop=verb.index)),
            *sentence.spans(sentence.subtree(said)),
        )
        agent = find_agent(sentence, verb.index)
        if agent is None and "np_as" not in verb.frames:
            return None  # "The village is called Drei Linden": a name, nobody speaks
        return replace_speaker(verb, agent).found(spans, "described_passive")
    if parse.lower[named] in RELATIVES:
        return verb.found(sentence.spans(sentence.subtree(said)), "described")
    tokens = {*sentence.subtree(named), *sentence.subtree(said)} - set(verb.own_tokens())
    return verb.found(sentence.spans(tokens), "described" if "np_as" in verb.frames else "called")


def prepositional(verb: Verb) -> Found | None:
    """X called on Y to V, called for Z, lashed out at Y, complained about Z."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive:
        return None
    last = verb.last
    if "on_to" in verb.frames or (last > verb.index and parse.dep[last] == "prep"):
        tokens = [t for t in sentence.subtree(verb.index) if t > last]
        inner = (
            sentence.child(last, "pobj", "pcomp")
            if parse.dep[last] == "prep"
            else sentence.child(verb.index, "dobj")
        )
        if inner is None or not tokens:
            return None
        stop = _clause_end(verb, inner)
        if stop + 2 < len(parse) and parse.lower[stop + 1] == "to" and parse.tag[stop + 2] == "VB":
            stop = max(sentence.subtree(stop + 2))
        kept = list(range(last + 1, stop + 1))
        return verb.found(
            sentence.spans(kept), "called_on", target=sentence.span(noun_phrase(sentence, inner))
        )
    wanted = {"for": ("for",), "at": ("at", "against"), "about": ("about", "over", "of")}
    words = {word for frame, some in wanted.items() if frame in verb.frames for word in some}
    for child in sentence.children(verb.index, "prep"):
        if child == verb.last + 1 and parse.lower[child] in words:
            inner = sentence.child(child, "pobj", "pcomp")
            if inner is not None:
                tokens = [t for t in sentence.subtree(child) if t > child]
                return verb.found(sentence.spans(tokens), "prepositional")
    return None


def _clause_end(verb: Verb, inner: int) -> int:
    """Last token of "Y to V" after "called on": the infinitive may hang on the verb or on Y."""
    sentence, parse = verb.sentence, verb.sentence.parse
    ends = [max(sentence.subtree(inner))]
    for child in parse.children[verb.index]:
        if (
            child > inner
            and parse.dep[child] in ("xcomp", "advcl", "ccomp")
            and any(parse.lower[k] == "to" for k in parse.children[child])
        ):
            ends.append(max(sentence.subtree(child)))
    return max(ends)


def noun_object(verb: Verb) -> Found | None:
    """X denied Y, rejected Y, confirmed Y; Y was confirmed by X."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None:
        return None
    if verb.speaker.passive:
        return None
    named = sentence.child(verb.index, "nsubjpass") if find_agent(sentence, verb.index) is not None else None
    if named is not None:
        spans = sentence.spans(noun_phrase(sentence, named, stop=verb.index))
        return verb.found(spans, "object_passive")
    named = sentence.child(verb.index, "dobj")
    if named is None:
        return None
    denies = verb.entry is not None and verb.entry.cue_class == "deny" and verb.entry.act == "speech"
    if denies and parse.lower[named] in ("it", "this", "that", "which"):
        return verb.found(sentence.spans([named]), "noun_object")
    if parse.lower[named] in _EMPTY_OBJECTS:
        return None
    if (
        verb.lemma in ("quote", "cite")
        and (parse.pos[named] == "PROPN" or parse.lower[named] in SPEAKING)
        and sentence.child(named, "poss") is None
    ):
        return None  # who is cited is where the words come from, not the words
    if named < verb.index:
        return None
    tokens = without_circumstance(sentence, [t for t in content_tokens(verb, named) if t > verb.last])
    as_ = next(
        (c for c in sentence.children(verb.index, "prep") if c > named and parse.lower[c] == "as"), None
    )
    if as_ is not None:  # "condemned Y as Z"
        tokens = [*tokens, *sentence.subtree(as_)]
    claim = next(
        (
            c
            for c in sentence.children(named, "acl", "ccomp")
            if c > named
            and any(parse.lower[k] == "that" and parse.dep[k] == "mark" for k in parse.children[c])
        ),
        None,
    )
    cue_class = verb.entry.cue_class if verb.entry is not None else ""
    if claim is not None and cue_class == "assert":  # "repeated Y's charge that S": what is repeated is S
        tokens = without_leading(sentence, sentence.subtree(claim))
    poss = sentence.child(named, "poss")
    target = (
        sentence.span([t for t in sentence.subtree(poss) if parse.tag[t] != "POS"])
        if poss is not None
        else None
    )
    if cue_class == "deny" and (poss is None or parse.tag[poss] == "PRP$"):
        target = None
    elif cue_class in ("accuse", "demand") and (poss is None or parse.tag[poss] == "PRP$"):
        # "alleged a theft": what is alleged is the charge; nobody is named who is charged.
        charge = cue_class == "accuse" and "clause" in verb.frames
        target = None if charge else sentence.span(noun_phrase(sentence, named))
    elif cue_class not in ("deny", "accuse", "demand"):
        target = None
    return verb.found(sentence.spans(tokens), "noun_object", target=target)


def described_noun(verb: Verb) -> Found | None:
    """Y, described by X as Z: a reduced passive with its agent."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.entry is None or verb.entry.act != "speech":
        return None
    if parse.dep[verb.index] != "acl" or parse.tag[verb.index] != "VBN" or not verb.frames & {"np", "np_as"}:
        return None
    agent = find_agent(sentence, verb.index)
    if agent is None:
        return None
    head = parse.head[verb.index]
    tokens = [t for t in noun_phrase(sentence, head, stop=verb.index) if t < verb.index]
    as_ = next((c for c in sentence.children(verb.index, "prep") if parse.lower[c] == "as"), None)
    if as_ is None and verb.lemma not in (
        "confirm",
        "report",
        "announce",
        "condemn",
        "deny",
        "claim",
        "describe",
    ):
        return None  # "a report published by X" is a thing, not what X says
    spans = sentence.spans(tokens) + (sentence.spans(sentence.subtree(as_)) if as_ is not None else ())
    return replace_speaker(verb, agent).found(spans, "described_by")
