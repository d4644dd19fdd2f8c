"""From the tagger's marks to attributions: which content goes with which cue, and which cue with which speaker."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from framing.attribution.sentence import Found, Span
from framing.attribution.tagger import CONTENT, CUE, SPEAKER, Mark, Marked, link_shares

# A content with less than this share of its links on any one cue has none.
_LEAST = 0.15
# The construction of a row that no function of the rules has found.
TAGGED = "tagged"
_CONTENT_CUE, _CUE_SPEAKER, _CONTENT_SPEAKER = range(3)
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
    groups: dict[int, list[tuple[Mark, float]]] = {}
    for number, content in enumerate(contents):
        shares = link_shares(links, _CONTENT_CUE, content, cues)
        best = int(shares[:-1].argmax()) if cues else -1
        if best >= 0 and shares[best] < _LEAST:
            best = -1
        groups.setdefault(best if best >= 0 else -1 - number, []).append(
            (content, float(shares[best]) if best >= 0 else 0.0)
        )
    for place, members in groups.items():
        cue = cues[place] if place >= 0 else None
        shares = np.mean(
            [link_shares(links, _CONTENT_SPEAKER, content, speakers) for content, _ in members], axis=0
        )
        if cue is not None:
            shares = (shares + link_shares(links, _CUE_SPEAKER, cue, speakers)) / 2
        best = int(shares.argmax())
        speaker = speakers[best] if best < len(speakers) else None
        weight = np.array([content.end - content.start for content, _ in members], dtype=float)
        weight /= weight.sum()
        yield Candidate(
            speaker=(speaker.start, speaker.end) if speaker else None,
            cue=(cue.start, cue.end) if cue else None,
            content=joined(text, [(content.start, content.end) for content, _ in members]),
            p_content=float(
                sum(w * content.probability for w, (content, _) in zip(weight, members, strict=True))
            ),
            p_cue=cue.probability if cue else 0.0,
            p_link=float(sum(w * share for w, (_, share) in zip(weight, members, strict=True))),
            p_speaker=float(shares[best]),
        )


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
    found: Sequence[Candidate], rules: Sequence[Found], settings: Mapping[str, Any], *, body_start: int = 0
) -> list[Found]:
    """The tagger's candidates and the constructions' finds as one list, each attribution once.

    Parameters
    ----------
    found : what the tagger's marks and links make.
    rules : what the constructions find in the same article.
    settings : the calibration that was fitted with the weights: for rows that both found and for rows of the tagger
        alone, a logistic regression of "the row is right" on how sure each of its parts is, with a threshold; for the
        constructions alone, which of them are right more often than not.
    body_start : where the headline ends; the tagger has learnt from bodies, so headlines keep every construction.

    Returns
    -------
    list of Found. Rows that the tagger found carry a confidence; those below the threshold are left out. What a
    construction alone found stays where it is nested, a headline's, or of a construction that is mostly right.
    """
    out: list[Found] = []
    matched, only_found, only_rules = pairs(found, rules)
    threshold = settings["threshold"]
    for i, j in matched:
        p = confidence(settings["both"], both_features(found[i], rules[j]))
        if p >= threshold:
            out.append(replace(both(found[i], rules[j]), engine="tagger", confidence=p))
    for i in only_found:
        candidate = found[i]
        p = confidence(settings["tagger"], tagger_features(candidate))
        if p >= threshold:
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
            or nested(rule, contents)
            or rule.construction in settings["constructions"]
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


def both(candidate: Candidate, rule: Found) -> Found:
    """One attribution of a candidate and a construction's find: the tagger's spans, the construction's reading."""
    content = candidate.content
    cue = candidate.cue or rule.cue
    speaker = candidate.speaker or rule.speaker
    return replace(rule, speaker=speaker, cue=cue, content=content)


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
