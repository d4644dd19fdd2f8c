"""A cue verb in its sentence: its cue, its content, and which participles and conjuncts go with its speaker."""

from __future__ import annotations

from dataclasses import dataclass

from framing.attribution.cues import Cue
from framing.attribution.sentence import RELATIVES, Found, Sentence, Span, without_leading
from framing.attribution.speakers import Speaker, beside, find_speaker

# Left of the cue these belong to it: "has said", "did not say".
_CUE_LEFT = frozenset({"aux", "auxpass", "neg"})
# With a participle these open what tells of the report itself.
CIRCUMSTANCE_WORDS = frozenset({"after", "before", "since", "while", "when"})
_DESPITE = ["despite", "the", "fact", "that"]


OWN_PARTICIPLES = frozenset(
    "accusing adding alleging announcing arguing asking asserting blaming calling citing claiming "
    "condemning confirming contending declaring demanding denouncing denying describing explaining "
    "insisting noting pledging promising quoting referring rejecting reiterating repeating reporting "
    "saying stating stressing suggesting telling threatening urging vowing warning".split()
)


# Verbs that do little else than report speech; the codebook's other verbs have lives of their own.
SPEECH_FORMS = frozenset(
    "accused accuses added adds alleged announced argued asserted blamed called calls claimed claims "
    "complained conceded condemned confirmed declared demanded denied denies described dismissed insisted "
    "insists noted promised recalled reiterated rejected remarked repeated reported said say says stated "
    "stressed suggested tells told urged urges vowed warned warns".split()
)


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

    @property
    def patient(self) -> int | None:
        """The subject of a passive: whom or what the cue is about."""
        return self.sentence.child(self.index, "nsubjpass")

    def own_tokens(self) -> list[int]:
        """Tokens of the cue and of its speaker."""
        return [*self.cue_tokens(), *(self.speaker.tokens if self.speaker is not None else ())]

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
        self,
        content: tuple[Span, ...],
        construction: str,
        *,
        target: Span | None = None,
        cue: list[int] | None = None,
    ) -> Found | None:
        if not content:
            return None
        speaker = self.speaker.span(self.sentence) if self.speaker is not None else None
        cue_span = self.sentence.span(self.cue_tokens() if cue is None else cue)
        return Found(speaker, cue_span, content, self.entry, self.lemma, construction, target)


def replace_speaker(verb: Verb, speaker: Speaker | None) -> Verb:
    return Verb(verb.sentence, verb.index, verb.last, verb.entry, speaker, verb.lemma)


def content_tokens(verb: Verb, head: int) -> list[int]:
    """Tokens of the clause or phrase under `head`, without the cue, its speaker and what hangs on the cue."""
    sentence = verb.sentence
    barred: set[int] = set(verb.cue_tokens())
    if verb.speaker is not None:
        barred.update(verb.speaker.tokens)
    tokens = sentence.subtree(head)
    if verb.index in tokens:  # the cue stands inside its content: "The raid, Ms Orlova said, was illegal"
        barred.update(sentence.subtree(verb.index))
    tokens = [token for token in tokens if token not in barred]
    mark = sentence.child(head, "mark")
    if mark is not None and tokens and tokens[0] < mark and own_participle(sentence, tokens[0]):
        tokens = [token for token in tokens if token >= mark]  # "reported, citing two officials, that S"
    tokens = _before_own_participle(verb, head, tokens)
    return without_leading(sentence, before_other_voice(verb, tokens))


def before_other_voice(verb: Verb, tokens: list[int]) -> list[int]:
    """Cut where another begins to speak: "S, and Moscow said R", "S, which Moscow has denied"."""
    sentence, parse = verb.sentence, verb.sentence.parse
    inside = set(tokens)
    for token in tokens:
        if token <= verb.last or parse.lower[token] not in SPEECH_FORMS:
            continue
        subject = sentence.child(token, "nsubj")
        if subject is None or subject not in inside:
            continue
        first = min(sentence.subtree(subject))
        if (
            parse.dep[token] == "conj"
            and first > verb.last
            and parse.lower[first - 1] in ("and", "but", "while")
        ):
            return [other for other in tokens if other < first - 1]
        if (
            parse.dep[token] == "relcl"
            and parse.lower[token] in _DENIALS
            and parse.lower[first - 1] in RELATIVES
        ):
            return [other for other in tokens if other < first - 1]
    return tokens


_DENIALS = frozenset("denied denies rejected rejects disputed disputes".split())


def _before_own_participle(verb: Verb, head: int, tokens: list[int]) -> list[int]:
    """Cut before what goes on with the speaker: ", accusing …", "and recalled that …"."""
    if head < verb.index:
        return tokens
    for token in tokens:
        if token > verb.index and own_participle(verb.sentence, token):
            return [other for other in tokens if other < token]
        if token > verb.last + 1 and own_conjunct(verb.sentence, token):
            return [other for other in tokens if other < token - 1]
    return tokens


def own_conjunct(sentence: Sentence, token: int) -> bool:
    """Whether "and recalled that …" goes on with the speaker.

    It is a bare verb of speech in the tense of the cue, with a clause of its own, or one that does something to
    someone: "said the raid was illegal and called it piracy".
    """
    parse = sentence.parse
    return (
        parse.dep[token] == "conj"
        and parse.tag[token] in ("VBD", "VBZ")
        and parse.lower[token] in SPEECH_FORMS
        and parse.lower[token - 1] in ("and", "but")
        and sentence.child(token, "nsubj", "nsubjpass") is None
        and (
            sentence.child(token, "ccomp") is not None
            or parse.lower[token + 1 : token + 2] == ["that"]
            or (
                parse.lower[token] in _DOING_FORMS
                and parse.tag[token] == parse.tag[_cue_above(sentence, token)]
            )
        )
    )


def _cue_above(sentence: Sentence, token: int) -> int:
    """The verb whose clause holds a conjunct: up over the conjuncts and out of the clause."""
    parse = sentence.parse
    while parse.dep[token] == "conj" and parse.head[token] != token:
        token = parse.head[token]
    return parse.head[token]


_DOING_FORMS = frozenset(
    "called described accused urged denied rejected condemned blamed dismissed calls accuses urges".split()
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
    return parse.lower[token - 1] == "," or (
        token > 1 and parse.lower[token - 1] == '"' and parse.lower[token - 2] == ","
    )


# Verbs whose object, and so the subject of whose passive, is the one spoken to.
_HEARERS = frozenset("tell ask inform warn advise brief remind assure notify question".split())


def speaker_of(sentence: Sentence, index: int, entry: Cue | None) -> Speaker | None:
    if own_participle(sentence, index) or own_conjunct(sentence, index):
        # ", claiming …" after "X said it regretted" belongs to X, not to "it": climb out of what X said.
        parse, above = sentence.parse, sentence.parse.head[index]
        while (
            parse.pos[above] not in ("VERB", "AUX")
            and parse.head[above] != above
            and _after_comma(sentence, index)
        ):
            above = parse.head[above]
        while (
            parse.dep[above] in ("ccomp", "conj", "advcl")
            and parse.head[above] < above
            and parse.pos[parse.head[above]] == "VERB"
        ):
            above = parse.head[above]
        if parse.pos[above] in ("VERB", "AUX"):
            speaker = find_speaker(sentence, above)
            if speaker is not None:
                return speaker
    speaker = find_speaker(sentence, index)
    if speaker is not None and speaker.passive and entry is not None and entry.lemma in _HEARERS:
        speaker = None  # "Belov was told": Belov hears
    if speaker is None and entry is not None and entry.act == "speech" and entry.frames & {"clause", "quote"}:
        speaker = beside(sentence, index)
    return speaker


def without_circumstance(sentence: Sentence, tokens: list[int]) -> list[int]:
    """ "reported their deaths after taking days to confirm them": the parse hangs on the noun when X reported."""
    parse = sentence.parse
    for place, token in enumerate(tokens[1:-1], 1):
        after = parse.lower[token] in CIRCUMSTANCE_WORDS and parse.tag[token + 1] == "VBG"
        if not after and parse.lower[token : token + 4] != _DESPITE:
            continue
        # "passengers rescued after clinging to the hull were safe": the clause's own verb may come later.
        if sentence.has_finite(tokens[1 : place + 1]) or (after and sentence.has_finite(tokens[place + 1 :])):
            break
        return tokens[:place]
    return tokens
