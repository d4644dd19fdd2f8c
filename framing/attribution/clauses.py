"""Cue verbs whose content is a clause: said that S, promised to V, denied having V-ed."""

from __future__ import annotations

from framing.attribution.quoted import split_quotation
from framing.attribution.sentence import RELATIVES, Found, Sentence, without_leading
from framing.attribution.speakers import Speaker, find_agent, noun_phrase
from framing.attribution.verb import (
    SPEECH_FORMS,
    Verb,
    content_tokens,
    own_participle,
    replace_speaker,
    without_circumstance,
)


def _after_semicolon(verb: Verb) -> bool:
    """ "N says A; R says B": the first clause is not what R says."""
    first = min(verb.own_tokens())
    return first > 0 and verb.sentence.parse.lower[first - 1] in (";", "while", "but")


def _relative_speaker(verb: Verb) -> bool:
    """ "N blamed M, which denies it": what stands before the relative is not what it says."""
    return verb.speaker is not None and verb.sentence.parse.lower[verb.speaker.head] in RELATIVES


def _of_relative(verb: Verb) -> bool:
    """ "the raid, which N said was a mistake": what stands before the relative is not what N says."""
    parse = verb.sentence.parse
    first = min(verb.own_tokens())
    return first > 0 and parse.lower[first - 1] in ("which", "who") and parse.tag[first - 1] in ("WDT", "WP")


def _that_clause(sentence: Sentence, head: int) -> bool:
    """Whether a clause opens with "that" and has a subject of its own."""
    parse = sentence.parse
    first = min(sentence.subtree(head))
    if parse.lower[first] != "that":
        return False
    return any(parse.dep[c] in ("nsubj", "nsubjpass", "expl") and c != first for c in parse.children[head])


def _another_verbs(verb: Verb, clause_head: int) -> bool:
    """ "reported, citing two officials, that S": S is what is reported."""
    first = min(verb.sentence.subtree(clause_head))
    return _that_clause(verb.sentence, clause_head) and verb.sentence.parse.lower[first - 1] == ","


def _misplaced(verb: Verb) -> list[int]:
    """ "said at a conference with Mr Reed that S": the parse hangs S on a noun, or on a participle after a comma."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if parse.lower[verb.index] not in SPEECH_FORMS or verb.speaker is None:
        return []
    sides = ["prep", "advcl", "npadvmod", "advmod"]
    if parse.lower[verb.index] in ("told", "tells", "promised", "assured", "reminded", "warned", "informed"):
        sides.append("dobj")
    out = []
    for side in sentence.children(verb.index, *sides):
        if side < verb.index:
            continue
        for token in sentence.subtree(side):
            if parse.dep[token] in ("relcl", "acl", "ccomp") and _that_clause(sentence, token):
                participle = parse.dep[side] == "advcl"
                if not participle or _another_verbs(verb, token):
                    out.append(token)
    return out[:1]


def as_said(verb: Verb) -> Found | None:
    """ "As X said, S"."""
    sentence, parse, index = verb.sentence, verb.sentence.parse, verb.index
    if verb.speaker is None or parse.dep[index] != "advcl" or parse.head[index] < index:
        return None
    own = [t for t in sentence.subtree(index) if parse.pos[t] != "PUNCT"]
    if parse.lower[own[0]] != "as" or own[-1] + 1 >= len(parse) or parse.lower[own[-1] + 1] != ",":
        return None
    return verb.found(
        sentence.spans([t for t in sentence.subtree(parse.head[index]) if t > own[-1]]), "clause_inserted"
    )


_GOES_ON = frozenset(
    {"if", "unless", "because", "although", "though", "once", "until", "and", "but", "nor", "or", "even"}
)


def clause(verb: Verb) -> Found | None:
    """X said [that] S; S, X said; part of S, X said, rest of S."""
    sentence, parse, index = verb.sentence, verb.sentence.parse, verb.index
    complements = [
        c for c in sentence.children(index, "ccomp")
        if not (parse.tag[c] in ("VBG",) and parse.dep[c] == "ccomp" and c < index and "aux" not in
                [parse.dep[k] for k in parse.children[c]])
    ]  # fmt: skip
    complements = [
        c for c in complements if c > index or not (_after_semicolon(verb) or _relative_speaker(verb))
    ]
    if own_participle(sentence, index):
        complements = [c for c in complements if not _another_verbs(verb, c)]
    if not complements:
        complements = _misplaced(verb)
    if complements:
        head = _best_complement(verb, complements)
        tokens = content_tokens(verb, head)
        if _of_relative(verb) and tokens and tokens[-1] > verb.last:
            tokens = [t for t in tokens if t > verb.last]
        if tokens and tokens[-1] < verb.index:
            tokens = [*tokens, *_rest_of_content(verb)]
        elif tokens and tokens[0] > verb.index:
            tokens = without_circumstance(sentence, tokens)
        spans = split_quotation(verb, sentence.spans(tokens))
        name = "clause_before" if spans and spans[0][0] < parse.start[index] else "clause_after"
        if len(spans) > 1:
            name = "clause_split"
        return verb.found(spans, name)
    if (
        verb.speaker is not None
        and not verb.speaker.passive
        and parse.lower[parse.head[index]] not in SPEECH_FORMS
        and parse.dep[index] in ("parataxis", "ccomp", "dep")
        and parse.head[index] != index
    ):
        above = parse.head[index]
        own = sentence.subtree(index)
        outside = [t for t in sentence.subtree(above) if t not in own]
        aside = _set_off(sentence, own)
        if (
            aside
            and outside
            and sentence.has_finite(outside)
            and not sentence.child(index, "ccomp", "xcomp", "dobj")
        ):
            spans = sentence.spans(list(content_tokens(verb, above)))
            return verb.found(spans, "clause_inserted")
    return None


def _rest_of_content(verb: Verb) -> list[int]:
    """What follows "S, X said," when it goes on with S: ", if …", ", and he would …"."""
    sentence, parse = verb.sentence, verb.sentence.parse
    last = max([verb.last, *(verb.speaker.tokens if verb.speaker is not None else ())])
    if last + 2 >= len(parse) or parse.lower[last + 1] != "," or parse.lower[last + 2] not in _GOES_ON:
        return []
    rest = list(range(last + 2, len(parse)))
    if parse.lower[last + 2] in ("and", "but", "nor", "or"):
        conjunct = next((c for c in sentence.children(verb.index, "conj") if c > last), None)
        if conjunct is None or sentence.child(conjunct, "nsubj", "nsubjpass") is None:
            return []
        if parse.lower[conjunct] in SPEECH_FORMS:
            return []
    return rest


def _best_complement(verb: Verb, complements: list[int]) -> int:
    quoted = [
        c
        for c in complements
        if any(q.start <= verb.sentence.parse.start[c] < q.end for q in verb.sentence.quotes)
    ]
    return max(quoted or complements, key=lambda c: (len(verb.sentence.subtree(c)), c))


def _set_off(sentence: Sentence, tokens: list[int]) -> bool:
    parse = sentence.parse
    if parse.dep[tokens[-1]] == "cc":  # ", X said, and": the "and" goes on with what is said
        tokens = tokens[:-1]
    before = parse.lower[tokens[0] - 1] if tokens[0] > 0 else ","
    after = parse.lower[tokens[-1] + 1] if tokens[-1] + 1 < len(parse) else "."
    inside = parse.lower[tokens[0]], parse.lower[tokens[-1]]
    return (before in ",—–-" or inside[0] in ",—–-" or before in "\"'") and (
        after in ",.—–-\"'?!" or inside[1] in ",."
    )


def two_subjects(verb: Verb) -> Found | None:
    """ "Moscow, meanwhile, says the raid failed", where the parse gives both subjects to the content's verb."""
    sentence, parse, index = verb.sentence, verb.sentence.parse, verb.index
    if parse.dep[index] not in ("parataxis", "ccomp", "dep", "advcl") or parse.head[index] <= index:
        return None
    above = parse.head[index]
    subjects = sentence.children(above, "nsubj", "nsubjpass")
    if len(subjects) < 2 or not subjects[0] < index < subjects[1]:
        return None
    speaker = Speaker(subjects[0], noun_phrase(sentence, subjects[0], stop=index))
    tokens = without_leading(sentence, [t for t in sentence.subtree(above) if t > verb.last])
    return replace_speaker(verb, speaker).found(sentence.spans(tokens), "clause_after")


def clause_earlier(verb: Verb) -> Found | None:
    """ "S, X told reporters in Oslo." where the parse has made two sentences of it."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive or verb.entry is None or verb.entry.act != "speech":
        return None
    if _relative_speaker(verb):
        return None
    first = min(verb.own_tokens())
    after = range(max([verb.last, *verb.speaker.tokens]) + 1, len(parse))
    if (
        own_participle(sentence, verb.index)
        or first < 4
        or parse.lower[first - 1] != ","
        or sentence.has_finite(after)
    ):
        return None
    before = [
        t for t in range(first - 1) if not any(q.start <= parse.start[t] < q.end for q in sentence.quotes)
    ]
    if len(before) < first - 1 or not sentence.has_finite(before):
        return None
    return verb.found(sentence.spans(range(first - 1)), "clause_before")


def rest_of_sentence(verb: Verb) -> Found | None:
    """X says … where the parse found no clause: in a headline, or where a finite verb follows."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if (
        verb.speaker is None
        or verb.speaker.head > verb.index
        or parse.tag[verb.index] not in ("VBZ", "VBD", "VBP")
    ):
        return None
    if parse.lower[verb.index] in ("told", "tells", "tell"):
        return None
    rest = list(range(verb.last + 1, len(parse)))
    if len(rest) < 3 or not (sentence.piece.in_headline or sentence.has_finite(rest)):
        return None
    if sentence.piece.in_headline and "quote" not in verb.frames:
        return None
    says = (
        verb.entry is not None
        and "quote" in verb.frames
        and "np" not in verb.frames
        and verb.entry.act == "speech"
    )
    if not sentence.piece.in_headline and (not says or parse.pos[rest[0]] in ("ADP", "PUNCT")):
        return None
    return verb.found(sentence.spans(without_leading(sentence, rest)), "clause_rest")


# "reported citing a source": where it comes from, not what is reported.
_WITH_SOURCE = frozenset({"citing", "quoting"})


def gerund(verb: Verb) -> Found | None:
    """X denied having V-ed, urged waiting."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive:
        return None
    for child in sentence.children(verb.index, "xcomp", "ccomp", "dobj"):
        first = min(sentence.subtree(child))
        if first == verb.last + 1 and parse.tag[first] == "VBG" and parse.lower[first] not in _WITH_SOURCE:
            return verb.found(sentence.spans(content_tokens(verb, child)), "gerund")
    return None


def infinitive(verb: Verb) -> Found | None:
    """X promised to V."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None:
        return None
    for child in sentence.children(verb.index, "xcomp"):
        words = parse.lower[verb.index + 1 : child + 1]
        if words[:3] == ["not", "to", "be"] or words[:2] == ["for", "anonymity"]:
            continue  # "who asked not to be named" is how a source is told, not what it says
        if child > verb.index and any(
            parse.lower[c] == "to" and parse.dep[c] == "aux" for c in parse.children[child]
        ):
            if verb.speaker.passive:  # "was expected to": the content is split around the cue
                return _passive_infinitive(verb, child)
            return verb.found(sentence.spans(content_tokens(verb, child)), "infinitive")
    return None


def _passive_infinitive(verb: Verb, child: int) -> Found | None:
    sentence = verb.sentence
    assert verb.speaker is not None
    spans = (
        *sentence.spans(verb.speaker.tokens),
        *sentence.spans(content_tokens(replace_speaker(verb, None), child)),
    )
    return replace_speaker(verb, find_agent(sentence, verb.index)).found(spans, "passive_infinitive")
