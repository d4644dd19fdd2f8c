"""Who speaks: the subject of a cue verb, over coordination, participles and relative clauses."""

from __future__ import annotations

from dataclasses import dataclass

from framing.attribution.sentence import RELATIVES, Sentence, Span

_MAX_SPEAKER = 30
_EMPTY = frozenset({"it", "there"})
_VERB_HEADS = frozenset({"advcl", "xcomp", "conj", "ccomp", "pcomp", "dep", "parataxis", "acl"})


@dataclass(frozen=True)
class Speaker:
    """The speaker's head token, its tokens, and whether it is the subject of a passive."""

    head: int
    tokens: tuple[int, ...]
    passive: bool = False

    def span(self, sentence: Sentence) -> Span | None:
        return sentence.span(self.tokens)


def noun_phrase(sentence: Sentence, head: int, *, stop: int | None = None) -> tuple[int, ...]:
    """Tokens of a noun phrase: titles and appositions belong to it, a clause after it does not.

    `stop` is a token that must not be inside: the cue.
    """
    parse = sentence.parse
    # A relative clause or participle that holds the cue is no part of its own speaker.
    out = [head]
    for child in parse.children[head]:
        label = parse.dep[child]
        if label in (
            "relcl",
            "acl",
            "conj",
            "cc",
            "punct",
            "appos",
            "prep",
            "parataxis",
            "advcl",
            "ccomp",
            "dep",
        ):
            continue
        out.extend(sentence.subtree(child))
    for child in parse.children[head]:
        label = parse.dep[child]
        if label in ("appos", "prep", "conj", "cc", "relcl", "acl"):
            below = sentence.subtree(child)
            if stop is not None and stop in below:
                continue
            if label in ("relcl", "acl") and len(below) > 12:
                continue
            out.extend(below)
    first, last = min(out), max(out)
    if stop is not None and first <= stop <= last:
        out = [token for token in out if (token < stop) == (head < stop)]
        first, last = min(out), max(out)
    if last - first >= _MAX_SPEAKER:
        first, last = max(first, head - 12), min(last, head + 12)
    return tuple(range(first, last + 1))


def find_speaker(sentence: Sentence, verb: int, depth: int = 0) -> Speaker | None:
    """The speaker of a verb, or None."""
    parse = sentence.parse
    if depth > 6:
        return None
    for child in parse.children[verb]:
        label = parse.dep[child]
        if label == "nsubj":
            return (
                None
                if parse.lower[child] in _EMPTY and parse.tag[child] == "EX"
                else _speaker(sentence, child, verb)
            )
        if label == "nsubjpass":
            agent = find_agent(sentence, verb)
            return agent if agent is not None else _speaker(sentence, child, verb, passive=True)
        if label == "expl":
            return find_agent(sentence, verb)
    agent = find_agent(sentence, verb)
    if agent is not None:
        return agent
    return _inherited(sentence, verb, depth)


def _inherited(sentence: Sentence, verb: int, depth: int) -> Speaker | None:
    parse = sentence.parse
    label, head, tag = parse.dep[verb], parse.head[verb], parse.tag[verb]
    if head == verb or label not in _VERB_HEADS | {"relcl", "prep", "appos"}:
        return None
    noun_head = parse.pos[head] in ("NOUN", "PROPN", "PRON")
    if label in ("acl", "appos", "relcl") or (label == "advcl" and noun_head):
        if noun_head and tag in (
            "VBG",
            "VB",
            "VBD",
        ):  # a past tense here is a main verb that the parse misread
            if tag == "VB" and parse.pos[parse.head[head]] == "VERB":
                return find_speaker(sentence, parse.head[head], depth + 1)
            return _speaker(sentence, head, verb)
        return None
    if label == "pcomp" and parse.lower[head] in ("of", "for"):  # "accused of backing": the accused backs
        above = parse.head[head]
        accused = sentence.child(above, "dobj", "nsubjpass") if parse.pos[above] == "VERB" else None
        if parse.dep[above] == "dobj" and parse.pos[parse.head[above]] == "VERB":
            accused = above  # the parse hangs "of backing" on the accused
        if accused is not None:
            return _speaker(sentence, accused, verb)
    if label == "pcomp":  # "in accusing", "by saying": the subject is that of the verb above
        above = parse.head[head]
        return find_speaker(sentence, above, depth + 1) if parse.pos[above] in ("VERB", "AUX") else None
    if parse.pos[head] not in ("VERB", "AUX", "ADJ"):
        return None
    if label == "xcomp":
        made = sentence.child(head, "dobj")
        if (
            made is not None
            and made < verb
            and parse.tag[verb] == "VB"
            and parse.pos[made] in ("NOUN", "PROPN", "PRON")
        ):
            return _speaker(sentence, made, verb)  # "asked him to say": he says
    if label == "ccomp" and tag not in ("VBG", "VB"):
        return None
    return find_speaker(sentence, head, depth + 1)


_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "PART", "DET", "PRON"})


def beside(sentence: Sentence, verb: int) -> Speaker | None:
    """The noun phrase beside a cue whose subject the parse has lost: '“…” Orlova said', 'said Orlova'."""
    parse = sentence.parse
    if parse.tag[verb] not in ("VBD", "VBZ", "VBP"):
        return None
    first = verb
    while first > 0 and parse.pos[first - 1] in _PHRASE and verb - first < 10:
        first -= 1
        if parse.pos[first] in ("DET", "PRON"):
            break
    before = range(first, verb)
    if any(parse.pos[t] in ("NOUN", "PROPN") or parse.tag[t] == "PRP" for t in before[-1:]):
        return Speaker(verb - 1, tuple(before))
    last = verb
    while last + 1 < len(parse) and parse.pos[last + 1] in _PHRASE and last - verb < 10:
        last += 1
    after = range(verb + 1, last + 1)
    if parse.lower[verb] in _ADDRESS:
        return _after_quotation(sentence, verb)
    set_off = (
        verb == 0 or parse.word[verb - 1] in (",", '"', "'") or parse.start[verb] == sentence.piece.start
    )
    if set_off and any(parse.pos[t] in ("NOUN", "PROPN") or parse.tag[t] == "PRP" for t in after):
        return Speaker(last, tuple(after))
    return None


# After these stands the one spoken to.
_ADDRESS = frozenset("told tells asked asks reminded reminds assured assures informed informs".split())


def _after_quotation(sentence: Sentence, verb: int) -> Speaker | None:
    """ "“…,” a defence official, speaking on condition of anonymity, told": the phrase right after the quotation."""
    parse = sentence.parse
    marks = [t for t in range(verb) if parse.word[t] == '"']
    if not marks or verb - marks[-1] > 20:
        return None
    first = last = marks[-1] + 1
    while last < verb and (parse.pos[last] in _PHRASE or parse.tag[last] == "POS"):
        last += 1
    named = any(parse.pos[t] in ("NOUN", "PROPN") for t in range(first, last))
    return Speaker(last - 1, tuple(range(first, verb))) if named else None


def find_agent(sentence: Sentence, verb: int) -> Speaker | None:
    """The by-agent of a passive."""
    agent = sentence.child(verb, "agent")
    if agent is None:
        return None
    inner = sentence.child(agent, "pobj")
    return None if inner is None else _speaker(sentence, inner, verb)


def _speaker(sentence: Sentence, head: int, verb: int, *, passive: bool = False) -> Speaker | None:
    parse = sentence.parse
    if parse.lower[head] in RELATIVES and parse.tag[head] in ("WP", "WDT", "IN"):
        return Speaker(head, (head,), passive)
    if parse.lower[head] in ("what", "whatever") or parse.tag[head] == "EX":
        return None
    if parse.pos[head] == "PRON" or parse.tag[head] == "PRP":
        return Speaker(head, (head,), passive)
    return Speaker(head, noun_phrase(sentence, head, stop=verb), passive)
