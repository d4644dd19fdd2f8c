"""Attributions whose cue is a noun, an adjective or a preposition."""

from __future__ import annotations

from framing.attribution.cues import CueMatch
from framing.attribution.sentence import Found, Sentence, without_leading
from framing.attribution.speakers import Speaker, find_speaker, noun_phrase
from framing.attribution.verb import SPEECH_FORMS

# Verbs that only carry a noun: "made the claim that" is a claim by the verb's subject.
CARRIERS = frozenset(
    "make makes made making issue issues issued issuing express expresses expressed expressing voice "
    "voices voiced voicing give gives gave giving deliver delivers delivered delivering raise raises "
    "raised raising have has had having repeat repeats repeated repeating reiterate reiterated renew "
    "renewed share shares shared air aired send sent".split()
)
# "According to plan" tells how, not who.
_MANNERS = frozenset(
    "plan plans schedule size rank age need needs law custom rule rules weight height order".split()
)
_POSSESSIVE_PRONOUNS = frozenset({"his", "her", "their", "its", "my", "our", "your"})


def noun_cue(sentence: Sentence, match: CueMatch) -> Found | None:
    """The claim that S; Y's charge that S; a promise by Y to V; denials of Z."""
    parse, index = sentence.parse, match.head
    if parse.pos[index] not in ("NOUN", "PROPN"):
        return None
    frames = match.cue.frames
    if _beside_speech(sentence, index):
        return None
    content: list[int] | None = None
    name = ""
    for child in parse.children[index]:
        if child < index or parse.dep[child] not in ("acl", "ccomp", "relcl", "appos"):
            continue
        marks = {
            parse.lower[k] for k in parse.children[child] if parse.dep[k] in ("mark", "aux") and k < child
        }
        first = min(sentence.subtree(child))
        if "that" in marks and "that_noun" in frames:
            content, name = without_leading(sentence, sentence.subtree(child)), "noun_clause"
        elif marks & {"whether", "if"} and frames & {"whether", "about", "that_noun"}:
            content, name = sentence.subtree(child), "noun_clause"
        elif "to" in marks and "to" in frames and first == index + 1:
            content, name = sentence.subtree(child), "noun_infinitive"
        if content:
            break
    if content is None:
        for child in sentence.children(index, "prep"):
            word = parse.lower[child]
            if (
                (word == "of" and "np_of" in frames)
                or (word in ("about", "over") and "about" in frames)
                or (word == "for" and "for" in frames)
            ):
                inner = sentence.child(child, "pobj", "pcomp")
                if inner is not None and parse.pos[inner] != "NUM":
                    content, name = [t for t in sentence.subtree(child) if t > child], "noun_phrase"
                    break
    if not content:
        return None
    speaker = _noun_speaker(sentence, index, set(content))
    if speaker is None and name != "noun_clause":
        return None  # "accusations of fraud" by nobody is a topic, not a voice
    span = speaker.span(sentence) if speaker is not None else None
    cue = sentence.span(range(match.first, match.last + 1))
    return Found(span, cue, sentence.spans(content), match.cue, match.cue.lemma, name)


def _beside_speech(sentence: Sentence, index: int) -> bool:
    """ "said in response to Y's remarks that S": S is what is said, though the parse hangs it on the noun."""
    parse = sentence.parse
    if parse.dep[index] != "pobj":
        return False
    above = index
    while parse.dep[above] in ("pobj", "prep") and parse.head[above] != above:
        above = parse.head[above]
    return above < index and parse.lower[above] in SPEECH_FORMS and sentence.child(above, "ccomp") is None


def _noun_speaker(sentence: Sentence, index: int, content: set[int]) -> Speaker | None:
    parse = sentence.parse
    owner = sentence.child(index, "poss")
    if owner is not None:
        if parse.lower[owner] in _POSSESSIVE_PRONOUNS:
            return Speaker(owner, (owner,))
        tokens = tuple(t for t in noun_phrase(sentence, owner) if parse.tag[t] != "POS" and t < index)
        return Speaker(owner, tokens) if tokens else None
    for child in sentence.children(index, "prep"):
        if parse.lower[child] in ("by", "from") and child not in content:
            inner = sentence.child(child, "pobj")
            if inner is not None:
                return Speaker(inner, tuple(t for t in noun_phrase(sentence, inner) if t not in content))
    above = parse.head[index]
    if parse.dep[index] == "dobj" and parse.lower[above] in CARRIERS:
        return find_speaker(sentence, above)
    return None


def adjective_cue(sentence: Sentence, match: CueMatch) -> Found | None:
    """X is confident that S; X was afraid of Z; X is ready to V."""
    parse, index = sentence.parse, match.head
    if parse.dep[index] not in ("acomp", "ROOT", "conj", "ccomp", "relcl", "advcl", "oprd") or parse.pos[
        index
    ] not in ("ADJ", "VERB"):
        return None
    frames = match.cue.frames
    be = parse.head[index] if parse.dep[index] in ("acomp", "oprd") else index
    content: list[int] = []
    for child in parse.children[index] + (parse.children[be] if be != index else []):
        marks = {parse.lower[k] for k in parse.children[child]}
        if child <= index or child == index:
            continue
        if parse.dep[child] == "ccomp" and "clause" in frames:
            content = without_leading(sentence, sentence.subtree(child))
        elif parse.dep[child] == "xcomp" and "to" in frames and "to" in marks:
            content = sentence.subtree(child)
        elif parse.dep[child] == "prep" and (
            (parse.lower[child] == "of" and "np_of" in frames)
            or (parse.lower[child] in ("about", "over") and "about" in frames)
            or (parse.lower[child] in ("at", "by", "with") and "at" in frames)
        ):
            content = [t for t in sentence.subtree(child) if t > child]
        if content:
            break
    if not content:
        return None
    speaker = find_speaker(sentence, be)
    if speaker is None:
        return None
    cue = sorted({be, index, *(c for c in parse.children[be] if parse.dep[c] in ("aux", "neg"))})
    cue_span = sentence.span(
        range(index, match.last + 1)
        if cue[0] > index or index - cue[0] > 4
        else range(cue[0], match.last + 1)
    )
    content = [t for t in content if t not in speaker.tokens and t > index]
    return Found(
        speaker.span(sentence), cue_span, sentence.spans(content), match.cue, match.cue.lemma, "adjective"
    )


def preposition_cue(sentence: Sentence, match: CueMatch) -> Found | None:
    """According to X, S; S, according to X; in the words of X, S."""
    if "parenthetical" not in match.cue.frames:
        return None
    parse = sentence.parse
    rest = match.last + 1
    if rest >= len(parse):
        return None
    inner = next(
        (t for m in (match.last, match.first) for t in sentence.children(m, "pobj", "dobj") if t >= rest),
        None,
    )
    tokens: tuple[int, ...]
    owner = next((t for t in range(match.first, rest) if parse.tag[t] == "PRP$"), None)
    if owner is not None:  # "In his view, S"
        content = (
            list(range(rest, len(parse))) if match.first <= 1 else sentence.subtree(parse.head[match.first])
        )
        content = [t for t in content if not match.first <= t <= match.last]
        cue = sentence.span(range(match.first, match.last + 1))
        return Found(
            sentence.span([owner]), cue, sentence.spans(content), match.cue, match.cue.lemma, "according_to"
        )
    if match.last == match.first and match.cue.lemma.endswith("ly"):
        return None  # "reportedly" names nobody
    if inner is None:
        inner = next(
            (t for t in range(rest, min(rest + 8, len(parse))) if parse.pos[t] in ("NOUN", "PROPN", "PRON")),
            None,
        )
        if inner is None:
            return None
        while parse.dep[inner] == "compound" and parse.head[inner] > inner:
            inner = parse.head[inner]
    tokens = tuple(t for t in noun_phrase(sentence, inner) if t >= rest)
    if not tokens or (len(tokens) == 1 and parse.lower[inner] in _MANNERS):
        return None
    last = max(tokens)
    phrase = set(range(match.first, last + 1))
    if match.first <= 1 or parse.word[match.first][:1].isupper() or not _words(sentence, range(match.first)):
        content = list(range(last + 1, len(parse)))
        if not _words(sentence, content):
            return None
    else:
        head = parse.head[match.first]
        while head in phrase and parse.head[head] != head:
            head = parse.head[head]
        while (
            parse.pos[head] not in ("VERB", "AUX")
            and parse.head[head] != head
            and parse.dep[head] not in ("ccomp", "advcl")
        ):
            head = parse.head[head]
        # A verb that only bears the phrase ("killed, according to X") is part of a coordination: take it whole.
        content = [t for t in sentence.subtree(head) if t not in phrase]
        if parse.lower[match.first - 1] == ",":
            before = [t for t in content if t < match.first]
            after = [t for t in content if t > last]
            content = before if not sentence.has_finite(after) else before + after
    speaker = Speaker(inner, tokens)
    cue = sentence.span(range(match.first, match.last + 1))
    return Found(
        speaker.span(sentence), cue, sentence.spans(content), match.cue, match.cue.lemma, "according_to"
    )


def _words(sentence: Sentence, tokens: range | list[int]) -> int:
    return sum(any(ch.isalnum() for ch in sentence.parse.word[t]) for t in tokens)
