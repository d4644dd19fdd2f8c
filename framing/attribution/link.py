"""From the tagger's marks to attributions: which content goes with which cue, and which cue with which speaker."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from framing.attribution.headlines import SPEAKING
from framing.attribution.sentence import Found, Span
from framing.attribution.tagger import (
    CONTENT,
    CONTENT_CUE,
    CONTENT_SPEAKER,
    CUE,
    CUE_SPEAKER,
    SENTENCE_END,
    SPEAKER,
    Mark,
    Marked,
    link_shares,
)
from framing.attribution.verb import CIRCUMSTANCE_WORDS

# Added to shares before their logarithm, so that one of nought is not ruled out.
_LEAST = 0.01
# A content with less than this share of its links on any one cue has none.
LEAST_SHARE = 0.05
# What nearness weighs beside the logarithm of a link's share, and what a content may lose for a cue that has none.
NEAR_CUE, NEAR_SPEAKER, SPARE = 0.7, 1.0, 1.5
_THAT = re.compile(r"that,?\s+(?=\w+\s+\w)", re.IGNORECASE)
# Two pieces that share this much are one.
SAME_PIECE = 0.8
# Contents in two halves, the cue between them.
SPLIT = frozenset({"quote_split", "clause_split", "accused_passive", "described_passive", "described_by"})
# Constructions that the tagger, which never saw who quotes apart from who says, does not overrule.
SURE = frozenset({"quoted_as_saying", "quote_split", "headline_tail"})
# Below this share of its links the tagger's speaker gives way to the construction's.
UNSURE = 0.7
# Inside another's words only what somebody did say counts: not what he will, could, or is asked to say.
_NOT_SAID = re.compile(
    r"(?:^to|\b(?:will|would|shall|should|can|could|may|might|must|not|never|cannot)\b|n['’]t\b|\w+nt\b)",
    re.IGNORECASE,
)
# "quoted two officials": who is cited is where the words come from, not the words.
_CITES = re.compile(r"\b(?:quot|cit)(?:e|es|ed|ing)$", re.IGNORECASE)
# "is calling home its divers": to call and what follows are another verb.
_CALL = re.compile(r"\bcall(?:s|ed|ing)?\s+(?:home|off|up|back)(?!\w)", re.IGNORECASE)
# "Asked about the tug, N said S": what N was asked, by nobody who is named.
_ASKED = re.compile(r"(?:when |if )?(?:asked|pressed|questioned)\b", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(
    rf",?\s+(?:despite|(?:{'|'.join(sorted(CIRCUMSTANCE_WORDS))})\s+\w+ing)\b", re.IGNORECASE
)
# The construction of a row that no function of the rules has found.
TAGGED = "tagged"
# What may stand between two halves of one content.
_BETWEEN = " \t\r\n,;:.!?…–—-'’\"“”()"


@dataclass(frozen=True)
class Candidate:
    """An attribution that the tagger's marks and links make, with how sure each part of it is."""

    speaker: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    p_content: float
    p_cue: float
    p_link: float
    p_speaker: float


def candidates(text: str, marked: Marked) -> list[Candidate]:
    """Attributions by the links alone: each content to its cue, contents of one cue together, each cue to a speaker."""
    out: list[Candidate] = []
    for window, group in itertools.groupby(marked.marks, key=lambda mark: mark.window):
        out.extend(_in_window(text, list(group), marked.links[window]))
    return out


def _in_window(text: str, marks: Sequence[Mark], links: np.ndarray) -> Iterator[Candidate]:
    speakers, cues, contents = ([m for m in marks if m.role == role] for role in (SPEAKER, CUE, CONTENT))
    shares = np.array([link_shares(links, CONTENT_CUE, content, cues)[:-1] for content in contents])
    shares = shares.reshape(len(contents), len(cues))
    cue_of = _assign(shares, _nearness(text, contents, cues))
    nearby = _nearness(text, cues, speakers)
    for place in sorted({(0, cue) if cue >= 0 else (1, n) for n, cue in enumerate(cue_of)}):
        alone, number = place
        cue = None if alone else cues[number]
        members = (
            [contents[number]]
            if cue is None
            else _attached(text, cue, [c for c, q in zip(contents, cue_of, strict=True) if q == number])
        )
        spoken = np.mean(
            [link_shares(links, CONTENT_SPEAKER, content, speakers) for content in members], axis=0
        )
        score = np.log(spoken + _LEAST)
        if cue is not None:
            by_cue = link_shares(links, CUE_SPEAKER, cue, speakers)
            spoken = (spoken + 2 * by_cue) / 3
            score = np.log(spoken + _LEAST)
            score[:-1] += NEAR_SPEAKER * nearby[number]
        best = int(score.argmax())
        speaker = speakers[best] if best < len(speakers) else None
        weight = np.array([content.end - content.start for content in members], dtype=float)
        weight /= weight.sum()
        linked = [0.0 if alone else float(shares[contents.index(content), number]) for content in members]
        yield Candidate(
            speaker=(speaker.start, speaker.end) if speaker else None,
            cue=(cue.start, cue.end) if cue else None,
            content=without_that(text, joined(text, [(content.start, content.end) for content in members])),
            p_content=float(weight @ [content.probability for content in members]),
            p_cue=cue.probability if cue else 0.0,
            p_link=float(weight @ linked),
            p_speaker=float(spoken[best]),
        )


def _attached(text: str, cue: Mark, members: Sequence[Mark]) -> list[Mark]:
    """The pieces of a content that stand in the cue's sentence, or go on from one that does.

    What stands further off is a quotation that goes on, a row of its own, or a mistake; only a content that has no
    other piece may stand in another sentence than its cue.
    """

    def gap(piece: Mark, start: int, end: int) -> int:
        return max(piece.start - end, start - piece.end)

    left = sorted(members, key=lambda piece: (gap(piece, cue.start, cue.end), piece.start))
    out = [left.pop(0)]
    start, end = min(cue.start, out[0].start), max(cue.end, out[0].end)
    while left:
        left.sort(key=lambda piece: (gap(piece, start, end), piece.start))
        piece = left.pop(0)
        if gap(piece, start, end) > 0 and SENTENCE_END.search(
            text, min(end, piece.end), max(start, piece.start) if piece.start < start else piece.start
        ):
            continue
        out.append(piece)
        start, end = min(start, piece.start), max(end, piece.end)
    return sorted(out, key=lambda piece: piece.start)


def without_that(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Contents without the "that" that opens their clause: the house draws them so."""
    start, end = spans[0]
    match = _THAT.match(text, start, end)
    return ((match.end(), end), *spans[1:]) if match else spans


def _nearness(text: str, tails: Sequence[Mark], heads: Sequence[Mark]) -> np.ndarray:
    """For every pair of marks, minus the sentence ends and a part of the log distance between their near edges."""
    out = np.zeros((len(tails), len(heads)))
    for i, tail in enumerate(tails):
        for j, head in enumerate(heads):
            start, end = min(tail.end, head.end), max(tail.start, head.start)
            if start < end:
                ends = len(SENTENCE_END.findall(text, start, end))
                out[i, j] = -min(ends, 3) - 0.3 * math.log1p((end - start) / 10)
    return out


def _assign(shares: np.ndarray, nearness: np.ndarray) -> list[int]:
    """The cue of each content, −1 for none. A cue without content takes one that another can spare."""
    n_contents, n_cues = shares.shape
    if not n_cues:
        return [-1] * n_contents
    score = np.log(shares + _LEAST) + NEAR_CUE * nearness
    out = [int(best) if shares[i].max() >= LEAST_SHARE else -1 for i, best in enumerate(score.argmax(axis=1))]
    for cue in range(n_cues):
        if cue in out:
            continue
        spare = [
            i for i, mine in enumerate(out)
            if mine >= 0 and score[i, cue] > score[i, mine] - SPARE
            and any(other == mine and score[k, mine] > score[i, mine] for k, other in enumerate(out) if k != i)
        ]  # fmt: skip
        if spare:
            out[max(spare, key=lambda i: (score[i, cue] - score[i, out[i]], -i))] = cue
    return out


def joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order; those with nothing but punctuation between them are one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and not text[out[-1][1] : start].strip(_BETWEEN):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def join(
    text: str,
    found: Sequence[Candidate],
    rules: Sequence[Found],
    settings: Mapping[str, Any],
    *,
    body_start: int = 0,
) -> list[Found]:
    """The tagger's candidates and the constructions' finds as one list, each attribution once.

    Parameters
    ----------
    text : the article's text.
    found : what the tagger's marks and links make.
    rules : what the constructions find in the same article.
    settings : the calibration that was fitted with the weights: for rows that both found and for rows of the tagger
        alone, a logistic regression of "the row is right" on how sure each of its parts is, with a threshold; for the
        constructions alone, which of them are mostly mistaken there.
    body_start : where the headline ends; the tagger has learnt from bodies, so headlines keep every construction, and
        a candidate only beside them.

    Returns
    -------
    list of Found. Rows that the tagger found carry a confidence; those below the threshold are left out. What a
    construction alone found stays where it is nested, a headline's, or of a construction that is mostly right.
    """
    out: list[Found] = []
    sure = [rule for rule in rules if rule.construction in SURE]
    found = [
        candidate
        for candidate in found
        if not any(
            _rivals(candidate, rule) for rule in (sure if candidate.content[0][0] >= body_start else rules)
        )
    ]
    matched, only_found, only_rules = pairs(found, rules)
    threshold = settings["threshold"]
    for i, j in matched:
        p = confidence(settings["both"], both_features(found[i], rules[j]))
        if p >= threshold:
            out.append(replace(both(text, found[i], rules[j]), engine="tagger", confidence=p))
    for i in only_found:
        candidate = found[i]
        p = confidence(settings["tagger"], tagger_features(candidate))
        if p >= threshold and not _not_a_cue(text, candidate):
            out.append(
                Found(
                    candidate.speaker, candidate.cue, candidate.content, None, None, TAGGED,
                    engine="tagger", confidence=p,
                )
            )  # fmt: skip
    contents = [span for item in out for span in item.content]
    for j in only_rules:
        rule = rules[j]
        if (
            rule.content[0][0] < body_start
            or (nested(rule, contents) and _said(text, rule))
            or rule.construction not in settings["mistaken"]
            or rule.construction in SURE
        ):
            out.append(rule)
    return out


def nested(rule: Found, contents: Sequence[Span]) -> bool:
    """Whether an attribution stands with speaker, cue and content inside one of the contents."""
    if rule.cue is None or rule.speaker is None:
        return False
    start = min(rule.cue[0], rule.speaker[0], rule.content[0][0])
    end = max(rule.cue[1], rule.content[-1][1])
    return any(
        a <= start and end <= b and (a, b) != (rule.content[0][0], rule.content[-1][1]) for a, b in contents
    )


def _rivals(candidate: Candidate, rule: Found) -> bool:
    """Whether a candidate reads words otherwise that a sure construction has read."""
    if candidate.cue and rule.cue and _touch(candidate.cue, rule.cue):
        return True
    return overlap(candidate.content, rule.content) >= 0.4


def _not_a_cue(text: str, candidate: Candidate) -> bool:
    """Whether a cue is of another verb, or what it marks is a question or a source and not what is said."""
    if candidate.cue is None:
        return False
    start, end = candidate.cue
    if candidate.speaker is None and _ASKED.match(text, start, end):
        return True
    called = _CALL.search(text, start, end + len(" homes"))
    if called is not None and called.start() < end:
        return True
    if not _CITES.search(text, start, end):
        return False
    words = text[slice(*candidate.content[-1])].removesuffix(" as").split()
    return bool(words) and words[-1].strip(_BETWEEN).lower() in SPEAKING


def _said(text: str, rule: Found) -> bool:
    return rule.cue is not None and _NOT_SAID.search(text[slice(*rule.cue)]) is None


def both(text: str, candidate: Candidate, rule: Found) -> Found:
    """One attribution of a candidate and a construction's find: the tagger's spans, the construction's reading.

    Where the tagger draws several pieces together of which the construction takes one, the construction is right:
    the others are quotations that go on, or another speaker's. So it is where it knows two halves and the tagger one,
    and where it ends before what tells of the report itself: "reported their deaths | after taking days to confirm".
    """
    content = candidate.content
    fewer, more = sorted((content, rule.content), key=len)
    taken = any(overlap([piece], [other]) >= SAME_PIECE for piece in more for other in fewer)
    if len(fewer) < len(more) and taken and (more is content or rule.construction in SPLIT):
        content = rule.content
    same_start = len(content) == len(rule.content) == 1 and content[0][0] == rule.content[0][0]
    if same_start and _CIRCUMSTANCE.match(text, rule.content[0][1], content[0][1]):
        content = rule.content
    speaker = candidate.speaker or rule.speaker
    if (
        candidate.speaker
        and rule.speaker
        and (_touch(candidate.speaker, rule.speaker) or candidate.p_speaker < UNSURE)
    ):
        speaker = rule.speaker
    return replace(rule, speaker=speaker, cue=candidate.cue or rule.cue, content=content)


def pairs(
    found: Sequence[Candidate], rules: Sequence[Found]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Which candidate and which construction's find are one attribution, best overlap first; and what is left over."""
    scored = []
    for i, candidate in enumerate(found):
        for j, rule in enumerate(rules):
            if (
                rule.content[0][0] >= candidate.content[-1][1]
                or candidate.content[0][0] >= rule.content[-1][1]
            ):
                continue
            shared = overlap(candidate.content, rule.content)
            same_cue = bool(candidate.cue and rule.cue and _touch(candidate.cue, rule.cue))
            other_cue = bool(candidate.cue and rule.cue and not same_cue)
            if (same_cue and shared > 0) or shared >= (0.8 if other_cue else 0.5):
                scored.append((-(same_cue + shared), i, j))
    taken_found: set[int] = set()
    taken_rules: set[int] = set()
    matched = []
    for _, i, j in sorted(scored):
        if i not in taken_found and j not in taken_rules:
            taken_found.add(i)
            taken_rules.add(j)
            matched.append((i, j))
    return (
        matched,
        [i for i in range(len(found)) if i not in taken_found],
        [j for j in range(len(rules)) if j not in taken_rules],
    )


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Characters in both over characters in either."""
    both = sum(max(0, min(y, w) - max(x, v)) for x, y in a for v, w in b)
    either = sum(y - x for x, y in a) + sum(w - v for v, w in b) - both
    return both / either if either else 0.0


def _odds(p: float) -> float:
    """Log odds, kept finite."""
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p))


def tagger_features(candidate: Candidate) -> dict[str, float]:
    """What speaks for a row that the tagger alone found."""
    return {
        "content": _odds(candidate.p_content),
        "cue": _odds(candidate.p_cue),
        "link": _odds(candidate.p_link),
        "speaker": _odds(candidate.p_speaker),
        "no_speaker": float(candidate.speaker is None),
        "no_cue": float(candidate.cue is None),
        "length": math.log1p(sum(b - a for a, b in candidate.content)),
    }


def both_features(candidate: Candidate, rule: Found) -> dict[str, float]:
    """What speaks for a row that both found."""
    return tagger_features(candidate) | {
        "overlap": overlap(candidate.content, rule.content),
        "same_cue": float(bool(candidate.cue and rule.cue and _touch(candidate.cue, rule.cue))),
        "same_speaker": float(
            bool(candidate.speaker and rule.speaker and _touch(candidate.speaker, rule.speaker))
        ),
    }


def confidence(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Logistic regression."""
    z = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-z))
