"""Attributions whose cue is a verb: one function per frame that the verb takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from framing.attribution.cues import Cue
from framing.attribution.sentence import RELATIVES, Found, Sentence, Span, without_leading
from framing.attribution.speakers import Speaker, beside, find_agent, find_speaker, noun_phrase
from framing.language import Quotation

_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
# Left of the cue these belong to it: "has said", "did not say".
_CUE_LEFT = frozenset({"aux", "auxpass", "neg"})


@dataclass(frozen=True)
class Verb:
    """A cue verb in its sentence."""

    sentence: Sentence
    index: int
    last: int
    entry: Cue | None
    speaker: Speaker | None
    lemma: str

    @property
    def frames(self) -> frozenset[str]:
        return self.entry.frames if self.entry is not None else frozenset({"clause", "quote"})

    def cue_tokens(self) -> list[int]:
        parse = self.sentence.parse
        first = self.index
        while first > 0 and (
            (parse.head[first - 1] == self.index and parse.dep[first - 1] in _CUE_LEFT)
            or (parse.tag[first - 1] == "RB" and parse.head[first - 1] == self.index and first - 1 > 0
                and parse.dep[first - 2] in _CUE_LEFT)
        ):  # fmt: skip
            first -= 1
        last = self.last
        particle = self.sentence.child(self.index, "prt")
        if particle is not None and particle == last + 1:
            last = particle
        return list(range(first, last + 1))

    def found(
        self, content: tuple[Span, ...], construction: str, *, target: Span | None = None, cue: list[int] | None = None
    ) -> Found | None:
        if not content:
            return None
        speaker = self.speaker.span(self.sentence) if self.speaker is not None else None
        cue_span = self.sentence.span(self.cue_tokens() if cue is None else cue)
        return Found(speaker, cue_span, content, self.entry, self.lemma, construction, target)


def content_tokens(verb: Verb, head: int) -> list[int]:
    """Tokens of the clause or phrase under `head`, without the cue, its speaker and what hangs on the cue."""
    sentence, parse = verb.sentence, verb.sentence.parse
    barred: set[int] = set(verb.cue_tokens())
    if verb.speaker is not None:
        barred.update(verb.speaker.tokens)
    tokens = sentence.subtree(head)
    if verb.index in tokens:  # the cue stands inside its content: "The raid, Ms Orlova said, was illegal"
        barred.update(sentence.subtree(verb.index))
    tokens = [token for token in tokens if token not in barred]
    tokens = _before_own_participle(verb, head, tokens)
    return without_leading(sentence, tokens) if parse else tokens


def _before_own_participle(verb: Verb, head: int, tokens: list[int]) -> list[int]:
    """Cut at ", accusing …" and its like: after a comma a participle of speech belongs to the speaker, not the content."""
    if head < verb.index:
        return tokens
    for token in tokens:
        if token > verb.index and own_participle(verb.sentence, token):
            return [other for other in tokens if other < token]
        if token > verb.last + 1 and own_conjunct(verb.sentence, token):
            return [other for other in tokens if other < token - 1]
    return tokens


def own_conjunct(sentence: Sentence, token: int) -> bool:
    """Whether "and recalled that …" goes on with the speaker: a bare past verb of speech with a clause of its own."""
    parse = sentence.parse
    return (
        parse.dep[token] == "conj"
        and parse.tag[token] in ("VBD", "VBZ")
        and parse.lower[token] in SPEECH_FORMS
        and parse.lower[token - 1] in ("and", "but")
        and sentence.child(token, "nsubj", "nsubjpass") is None
        and (sentence.child(token, "ccomp") is not None or parse.lower[token + 1 : token + 2] == ["that"])
    )


# Verbs that do little else than report speech; the codebook's other verbs have lives of their own.
SPEECH_FORMS = frozenset(
    "accused added alleged announced argued asserted claimed complained conceded confirmed declared demanded denied insisted "
    "noted promised recalled reiterated remarked repeated reported said says stated stressed suggested told tells urged "
    "vowed warned warns adds claims denies insists".split()
)


def own_participle(sentence: Sentence, token: int) -> bool:
    """Whether a participle of speech belongs to the speaker before it: set off by a comma, or with a clause of its own.

    Damaged text has lost its commas: "described the raid as a crime insisting the convoy was known".
    """
    parse = sentence.parse
    if parse.lower[token] not in OWN_PARTICIPLES or parse.tag[token] != "VBG" or token == 0:
        return False
    if _after_comma(sentence, token):
        return parse.dep[token] in ("advcl", "acl", "conj", "dep")
    return parse.dep[token] in ("advcl", "acl") and sentence.child(token, "ccomp") is not None


def _after_comma(sentence: Sentence, token: int) -> bool:
    """Whether a comma stands before, perhaps inside a closing quotation mark."""
    parse = sentence.parse
    return parse.lower[token - 1] == "," or (token > 1 and parse.lower[token - 1] == '"' and parse.lower[token - 2] == ",")


OWN_PARTICIPLES = frozenset(
    "accusing adding alleging announcing arguing asking asserting blaming calling citing claiming condemning confirming "
    "contending declaring demanding denouncing denying describing explaining insisting noting pledging promising "
    "quoting referring rejecting reiterating repeating reporting saying stating stressing suggesting telling threatening "
    "urging vowing warning".split()
)


def in_full_quotes(sentence: Sentence, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans that reach into a quotation of several sentences, widened to the whole of it."""
    out = []
    for start, end in spans:
        for quote in sentence.quotes:
            if quote.start < start < quote.end and (quote.start < sentence.piece.start or quote.inner_start >= start - 1):
                start = quote.start
            if quote.start <= start < quote.end and end < quote.end and end >= sentence.piece.end - 3:
                end = quote.end
        out.append((start, end))
    return tuple(out)


def clause(verb: Verb) -> Found | None:
    """X said [that] S; S, X said; part of S, X said, rest of S."""
    sentence, parse, index = verb.sentence, verb.sentence.parse, verb.index
    complements = [
        c for c in sentence.children(index, "ccomp")
        if not (parse.tag[c] in ("VBG",) and parse.dep[c] == "ccomp" and c < index and "aux" not in
                [parse.dep[k] for k in parse.children[c]])
    ]  # fmt: skip
    if complements:
        head = _best_complement(verb, complements)
        tokens = content_tokens(verb, head)
        if tokens and tokens[-1] < verb.index:
            tokens = [*tokens, *_rest_of_content(verb)]
        spans = sentence.spans(tokens)
        name = "clause_before" if spans and spans[0][0] < parse.start[index] else "clause_after"
        if len(spans) > 1:
            name = "clause_split"
        return verb.found(spans, name)
    if verb.speaker is not None and parse.dep[index] in ("parataxis", "ccomp", "dep") and parse.head[index] != index:
        above = parse.head[index]
        own = sentence.subtree(index)
        outside = [t for t in sentence.subtree(above) if t not in own]
        aside = _set_off(sentence, own)
        if aside and outside and sentence.has_finite(outside) and not sentence.child(index, "ccomp", "xcomp", "dobj"):
            spans = sentence.spans([t for t in content_tokens(verb, above)])
            return verb.found(spans, "clause_inserted")
    return None


_GOES_ON = frozenset({"if", "unless", "because", "although", "though", "once", "until", "and", "but", "nor", "or", "even"})


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


def two_subjects(verb: Verb) -> Found | None:
    """"Moscow, meanwhile, says the raid failed", where the parse gives both subjects to the content's verb."""
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


def rest_of_sentence(verb: Verb) -> Found | None:
    """X says … where the parse found no clause: in a headline, or where a finite verb follows."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.head > verb.index or parse.tag[verb.index] not in ("VBZ", "VBD", "VBP"):
        return None
    if parse.lower[verb.index] in ("told", "tells", "tell"):
        return None
    rest = [t for t in range(verb.last + 1, len(parse))]
    if len(rest) < 3 or not (sentence.piece.in_headline or sentence.has_finite(rest)):
        return None
    if sentence.piece.in_headline and "quote" not in verb.frames:
        return None
    says = verb.entry is not None and "quote" in verb.frames and "np" not in verb.frames and verb.entry.act == "speech"
    if not sentence.piece.in_headline and (not says or parse.pos[rest[0]] in ("ADP", "PUNCT")):
        return None
    return verb.found(sentence.spans(without_leading(sentence, rest)), "clause_rest")


def _best_complement(verb: Verb, complements: list[int]) -> int:
    quoted = [c for c in complements if any(q.start <= verb.sentence.parse.start[c] < q.end for q in verb.sentence.quotes)]
    return max(quoted or complements, key=lambda c: (len(verb.sentence.subtree(c)), c))


def clause_earlier(verb: Verb) -> Found | None:
    """"S, X told reporters in Oslo." where the parse has made two sentences of it."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive or verb.entry is None or verb.entry.act != "speech":
        return None
    first = min([*verb.cue_tokens(), *verb.speaker.tokens])
    after = range(max([verb.last, *verb.speaker.tokens]) + 1, len(parse))
    if own_participle(sentence, verb.index) or first < 4 or parse.lower[first - 1] != "," or sentence.has_finite(after):
        return None
    before = [t for t in range(first - 1) if not any(q.start <= parse.start[t] < q.end for q in sentence.quotes)]
    if len(before) < first - 1 or not sentence.has_finite(before):
        return None
    return verb.found(sentence.spans(range(first - 1)), "clause_before")


def gerund(verb: Verb) -> Found | None:
    """X denied having V-ed, urged waiting."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive:
        return None
    for child in sentence.children(verb.index, "xcomp", "ccomp", "dobj"):
        first = min(sentence.subtree(child))
        if first == verb.last + 1 and parse.tag[first] == "VBG":
            return verb.found(sentence.spans(content_tokens(verb, child)), "gerund")
    return None


def _set_off(sentence: Sentence, tokens: list[int]) -> bool:
    parse = sentence.parse
    before = parse.lower[tokens[0] - 1] if tokens[0] > 0 else ","
    after = parse.lower[tokens[-1] + 1] if tokens[-1] + 1 < len(parse) else "."
    inside = parse.lower[tokens[0]], parse.lower[tokens[-1]]
    return (before in ",—–-" or inside[0] in ",—–-" or before in "\"'") and (after in ",.—–-\"'?!" or inside[1] in ",.")


def quoted(verb: Verb) -> Found | None:
    """“Q,” X said; “Q,” said X; X said: “Q”; with all sentences of the quotation."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None and parse.dep[verb.index] not in ("ROOT", "ccomp", "parataxis", "conj"):
        return None
    tokens = verb.cue_tokens()
    # An inherited speaker stands elsewhere: what stands beside it is another cue's.
    if verb.speaker is not None and not own_participle(sentence, verb.index):
        tokens = [*tokens, *verb.speaker.tokens]
    spans: list[Span] = []
    left, right = parse.start[min(tokens)], parse.end[max(tokens)]
    before = sentence.quote_before(left)
    if before is not None and _introduced(sentence, before):
        spans.append((before.start, before.end))
    after = _after_cue(verb, right)
    if after is not None and (not spans or sentence.text[right : after.start].rstrip().endswith(",")):
        spans.append((after.start, after.end))
    name = "quote_split" if len(spans) > 1 else "quote_before" if before is not None and spans else "quote_after"
    return verb.found(tuple(spans), name)


def _introduced(sentence: Sentence, quote: Quotation) -> bool:
    """Whether a quotation before its cue stands as a whole: it opens a sentence, or ends with its own punctuation."""
    inner = sentence.text[quote.inner_start : quote.inner_end].rstrip()
    opens = not sentence.text[max(0, sentence.piece.start) : quote.start].strip() or quote.start < sentence.piece.start
    return opens or inner[-1:] in (",", "!", "?", "…")


def _after_cue(verb: Verb, right: int) -> Quotation | None:
    sentence = verb.sentence
    for quote in sentence.quotes:
        if quote.start >= right:
            gap = sentence.text[right : quote.start].strip()
            if not gap or gap in (",", ":", "that", ": that"):
                return quote
            if len(gap) <= 90 and gap[-1] in ",:" and not sentence.has_finite(sentence.tokens_in(right, quote.start)):
                return quote
            return None
    return None


def infinitive(verb: Verb) -> Found | None:
    """X promised to V."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None:
        return None
    for child in sentence.children(verb.index, "xcomp"):
        if child > verb.index and any(parse.lower[c] == "to" and parse.dep[c] == "aux" for c in parse.children[child]):
            if verb.speaker.passive:  # "was expected to": the content is split around the cue
                return _passive_infinitive(verb, child)
            return verb.found(sentence.spans(content_tokens(verb, child)), "infinitive")
    return None


def _passive_infinitive(verb: Verb, child: int) -> Found | None:
    sentence = verb.sentence
    assert verb.speaker is not None
    spans = (*sentence.spans(verb.speaker.tokens), *sentence.spans(content_tokens(replace_speaker(verb, None), child)))
    return replace_speaker(verb, find_agent(sentence, verb.index)).found(spans, "passive_infinitive")


def replace_speaker(verb: Verb, speaker: Speaker | None) -> Verb:
    return Verb(verb.sentence, verb.index, verb.last, verb.entry, speaker, verb.lemma)


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
    return None


_PREPOSITIONS = {"np_of": ("of",), "np_for": ("for", "over", "on"), "np_with": ("with",)}


def object_preposition(verb: Verb) -> Found | None:
    """X accused Y of Z, blamed Y for Z, charged Y with Z: the content is "Y of Z", the target Y."""
    sentence, parse = verb.sentence, verb.sentence.parse
    wanted = {word for frame, words in _PREPOSITIONS.items() if frame in verb.frames for word in words}
    if not wanted or verb.speaker is None:
        return None
    accused = verb.speaker.head if verb.speaker.passive else sentence.child(verb.index, "dobj")
    if accused is None or parse.lower[accused] in RELATIVES:
        return None
    heads = [verb.index, accused, *sentence.children(accused, "conj")]
    prepositions = [c for h in heads for c in sentence.children(h, "prep") if parse.lower[c] in wanted and c > accused]
    if not prepositions and "np" not in verb.frames and "np_of" not in verb.frames:
        return None
    if verb.speaker.passive:
        if not prepositions:
            return None
        spans = (*sentence.spans(verb.speaker.tokens), *sentence.spans(sentence.subtree(prepositions[0])))
        accused_span = verb.speaker.span(sentence)
        return replace_speaker(verb, find_agent(sentence, verb.index)).found(spans, "accused_passive", target=accused_span)
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
    named = verb.speaker.head if verb.speaker.passive else sentence.child(verb.index, "dobj")
    said: int | None = None
    if "np_as" in verb.frames:
        heads = [verb.index] + ([named] if named is not None else [])
        said = next((c for h in heads for c in sentence.children(h, "prep", "mark") if parse.lower[c] == "as" and c > verb.index), None)
        if said is None:
            said = next((c for c in sentence.children(verb.index, "advcl") if c > verb.index and any(
                parse.lower[k] == "as" for k in parse.children[c])), None)
    if said is None and "np_pred" in verb.frames:
        said = sentence.child(verb.index, "oprd", "acomp")
        small = sentence.child(verb.index, "ccomp")
        if said is None and small is not None and small > verb.index and not sentence.has_finite(sentence.subtree(small)):
            inner = sentence.child(small, "nsubj")
            if inner is not None:
                return verb.found(sentence.spans(content_tokens(verb, small)), "called")
        if said is None and verb.speaker.passive:
            said = sentence.child(verb.index, "attr")
    if named is not None and parse.lower[named] == "what" and named < verb.index:  # "what he called Z"
        return verb.found(sentence.spans([t for t in sentence.subtree(verb.index) if t > verb.last]), "called")
    if said is None or named is None:
        return None
    if verb.speaker.passive:
        spans = (*sentence.spans(verb.speaker.tokens), *sentence.spans(sentence.subtree(said)))
        return replace_speaker(verb, find_agent(sentence, verb.index)).found(spans, "described_passive")
    if parse.lower[named] in RELATIVES:
        return verb.found(sentence.spans(sentence.subtree(said)), "described")
    tokens = {*sentence.subtree(named), *sentence.subtree(said)} - {*verb.cue_tokens(), *verb.speaker.tokens}
    return verb.found(sentence.spans(tokens), "described" if "np_as" in verb.frames else "called")


def prepositional(verb: Verb) -> Found | None:
    """X called on Y to V, called for Z, lashed out at Y, complained about Z."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.speaker is None or verb.speaker.passive:
        return None
    last = verb.last
    if "on_to" in verb.frames or (last > verb.index and parse.dep[last] == "prep"):
        tokens = [t for t in sentence.subtree(verb.index) if t > last]
        inner = sentence.child(last, "pobj", "pcomp") if parse.dep[last] == "prep" else sentence.child(verb.index, "dobj")
        if inner is None or not tokens:
            return None
        stop = _clause_end(verb, inner)
        kept = [t for t in range(last + 1, stop + 1)]
        return verb.found(sentence.spans(kept), "called_on", target=sentence.span(noun_phrase(sentence, inner)))
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
        if child > inner and parse.dep[child] in ("xcomp", "advcl", "ccomp") and any(
            parse.lower[k] == "to" for k in parse.children[child]
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
    if parse.lower[named] in ("it", "this", "that", "what", "which", "who", "them", "him", "her", "me", "us", "so", "nothing"):
        return None
    if parse.lower[named] in ("himself", "herself", "itself", "themselves", "myself"):
        return None
    if named < verb.index:
        return None
    tokens = [t for t in content_tokens(verb, named) if t > verb.last]
    claim = next((c for c in sentence.children(named, "acl", "ccomp") if c > named and any(
        parse.lower[k] == "that" and parse.dep[k] == "mark" for k in parse.children[c])), None)
    if claim is not None:  # "repeated Y's charge that S": what is repeated is S
        tokens = without_leading(sentence, sentence.subtree(claim))
    poss = sentence.child(named, "poss")
    target = sentence.span([t for t in sentence.subtree(poss) if parse.tag[t] != "POS"]) if poss is not None else None
    cue_class = verb.entry.cue_class if verb.entry is not None else ""
    if cue_class == "deny" and (poss is None or parse.tag[poss] == "PRP$"):
        target = None
    elif cue_class in ("accuse", "demand") and (poss is None or parse.tag[poss] == "PRP$"):
        target = sentence.span(noun_phrase(sentence, named))
    elif cue_class not in ("deny", "accuse", "demand"):
        target = None
    return verb.found(sentence.spans(tokens), "noun_object", target=target)


def quoted_as(verb: Verb) -> Found | None:
    """X was quoted as saying [that] S; “Q,” X was quoted as saying by Y: the speaker is X."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if verb.entry is None or verb.entry.cue_id not in ("quote.v", "cite.v", "report.v"):
        return None
    as_ = next((c for c in sentence.children(verb.index, "prep", "mark", "advmod") if parse.lower[c] == "as"), None)
    say = next(
        (t for t in range(verb.index + 1, min(verb.index + 5, len(parse))) if parse.lower[t] in ("saying", "telling")), None
    )
    named = next((c for label in ("nsubjpass", "dobj") for c in sentence.children(verb.index, label)), None)
    if named is None and say is not None and verb.index + 1 < say:
        named = next((t for t in range(say - 1, verb.index, -1) if parse.pos[t] in ("NOUN", "PROPN", "PRON")), None)
    if say is None or named is None or (as_ is None and parse.lower[say - 1] != "as"):
        return None
    first = min(verb.cue_tokens())
    speaker = Speaker(named, noun_phrase(sentence, named, stop=verb.index))
    inner = Verb(sentence, say, say, verb.entry, speaker, "quote")
    cue = list(range(first if named < verb.index else say, say + 1))
    complement = sentence.child(say, "ccomp")
    if complement is not None:
        return inner.found(sentence.spans(content_tokens(inner, complement)), "quoted_as_saying", cue=cue)
    left = parse.start[min([*speaker.tokens, first])]
    before = sentence.quote_before(left)
    if before is not None:
        return inner.found(((before.start, before.end),), "quoted_as_saying", cue=cue)
    above = sentence.child(verb.index, "ccomp")
    if above is not None:
        return inner.found(sentence.spans(content_tokens(verb, above)), "quoted_as_saying", cue=cue)
    after = _after_cue(inner, parse.end[say])
    return inner.found(((after.start, after.end),), "quoted_as_saying", cue=cue) if after is not None else None


def described_noun(verb: Verb) -> Found | None:
    """Y, described by X as Z: a reduced passive with its agent."""
    sentence, parse = verb.sentence, verb.sentence.parse
    if parse.dep[verb.index] != "acl" or parse.tag[verb.index] != "VBN" or not verb.frames & {"np", "np_as"}:
        return None
    agent = find_agent(sentence, verb.index)
    if agent is None:
        return None
    head = parse.head[verb.index]
    tokens = [t for t in noun_phrase(sentence, head, stop=verb.index) if t < verb.index]
    as_ = next((c for c in sentence.children(verb.index, "prep") if parse.lower[c] == "as"), None)
    spans = sentence.spans(tokens) + (sentence.spans(sentence.subtree(as_)) if as_ is not None else ())
    return replace_speaker(verb, agent).found(spans, "described_by")


# In the order in which they are tried; the first that finds something speaks for the cue.
CONSTRUCTIONS: tuple[tuple[frozenset[str], Callable[[Verb], Found | None]], ...] = (
    (frozenset({"quote", "np", "clause", "np_as"}), quoted_as),
    (frozenset({"np", "np_as"}), described_noun),
    (frozenset({"on_to"}), prepositional),
    (frozenset({"np_of", "np_for", "np_with"}), object_preposition),
    (frozenset({"np_as", "np_pred"}), predicate),
    (frozenset({"np_to"}), object_infinitive),
    (frozenset({"clause", "quote", "whether", "np_that"}), clause),
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


def _speaker_of(sentence: Sentence, index: int, entry: Cue | None) -> Speaker | None:
    if own_participle(sentence, index) or own_conjunct(sentence, index):
        # ", claiming …" after "X said it regretted" belongs to X, not to "it": climb out of what X said.
        parse, above = sentence.parse, sentence.parse.head[index]
        while parse.pos[above] not in ("VERB", "AUX") and parse.head[above] != above and _after_comma(sentence, index):
            above = parse.head[above]
        while parse.dep[above] in ("ccomp", "conj", "advcl") and parse.head[above] < above and parse.pos[parse.head[above]] == "VERB":
            above = parse.head[above]
        if parse.pos[above] in ("VERB", "AUX"):
            speaker = find_speaker(sentence, above)
            if speaker is not None:
                return speaker
    speaker = find_speaker(sentence, index)
    if speaker is None and entry is not None and entry.act == "speech" and "clause" in entry.frames:
        speaker = beside(sentence, index)
    return speaker


def find_verb(sentence: Sentence, entry: Cue | None, index: int, last: int, lemma: str) -> Found | None:
    """The attribution that a cue verb makes, if it makes one."""
    if sentence.parse.tag[index] not in _VERB_TAGS:
        return None
    verb = Verb(sentence, index, last, entry, _speaker_of(sentence, index, entry), lemma)
    for frames, construction in CONSTRUCTIONS:
        if frames & verb.frames:
            found = construction(verb)
            if found is not None:
                return found
    return None
