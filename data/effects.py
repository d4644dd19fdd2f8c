"""The planted effects and nulls of the embedded corpus, as the marks give them.

What is planted, and how each value is counted, is described in data/README.md. Standard library only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from marks import Attribution, Report, own_words, spoken_words

SIDES = ("US", "RU")
# Word forms, in the authors' own words (outside every attributed content).
WORD_PAIRS = (
    ("government", "authorities"),
    ("provocative", "routine"),
    ("seized", "recovered"),
    ("standoff", "misunderstanding"),
)
NULL_WORDS = ("officials", "agreement", "week", "months")
DISTANCING = re.compile(r"\b(?:claim|alleg|insist|purport)\w*", re.IGNORECASE)

Row = tuple[str, str, str, str]


def country(report: Report) -> str:
    return report.head["outlet_country"]


def kind(report: Report) -> str:
    return "wires" if report.head["outlet_type"] == "agency" else "papers"


def effects(reports: list[Report]) -> list[Row]:
    """Compute the planted effects and nulls: (what, group, value, how it is made up)."""
    return [
        *_share_rows("effect 1: US share of speech", reports, country),
        *_share_rows("null a: US share of speech", reports, kind),
        *_word_rows("effect 2: own words", reports, [term for pair in WORD_PAIRS for term in pair]),
        *_word_rows("null b: own words", reports, list(NULL_WORDS)),
        *_cue_rows(reports),
        *_quoted_rows("effect 4: quoted share of speech", reports, kind),
        *_quoted_rows("null c: quoted share of speech", reports, country),
        *_first_rows(reports),
        *_rate_rows("effect 6: anonymous attributions", reports, kind, _is_anonymous),
        *_rate_rows("null d: anonymous attributions", reports, country, _is_anonymous),
        *_rate_rows("effect 7: attributions of neither side", reports, kind, _is_other),
        *_rate_rows("null e: attributions of neither side", reports, country, _is_other),
        *_actor_rows(reports),
        *_blame_rows(reports),
        *_reply_rows(reports),
        *_stance_rows(reports),
    ]


def effects_table(reports: list[Report]) -> str:
    """Return the effects as the table that stands in data/README.md."""
    lines = ["| planted | group | value | made up of |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in effects(reports)]) + "\n"


def ratio(numerator: float, denominator: float) -> str:
    return f"{numerator / denominator:.3f}" if denominator else "none"


def us_share(reports: Iterable[Report]) -> tuple[int, int]:
    """Return the words of US speech, and of US and RU speech together."""
    sides = Counter(side for report in reports for side, _ in spoken_words(report))
    return sides["US"], sides["US"] + sides["RU"]


def speech(reports: Iterable[Report]) -> list[Attribution]:
    return [one for report in reports for one in report.attributions if one.labels["act"] == "speech"]


def accusations(report: Report) -> Iterator[tuple[str, str]]:
    """Yield (accuser, accused) of the accusing cues between the two sides."""
    for one in speech([report]):
        pair = one.labels["side"], one.labels["target_side"]
        if one.labels["cue_class"] == "accuse" and set(pair) == set(SIDES):
            yield pair


def _grouped(reports: list[Report], by: Callable[[Report], str]) -> Iterator[tuple[str, list[Report]]]:
    for group in sorted({by(report) for report in reports}, reverse=True):
        yield group, [report for report in reports if by(report) == group]


def _share_rows(what: str, reports: list[Report], by: Callable[[Report], str]) -> Iterator[Row]:
    for group, members in _grouped(reports, by):
        us, both = us_share(members)
        yield what, group, ratio(us, both), f"{us}/{both} words"


def _word_rows(what: str, reports: list[Report], terms: list[str]) -> Iterator[Row]:
    own = {group: [own_words(report) for report in members] for group, members in _grouped(reports, country)}
    for term in terms:
        for group, texts in own.items():
            hits, total = sum(words.count(term) for words in texts), sum(map(len, texts))
            value = f"{1000 * hits / total:.2f} per 1,000" if total else "none"
            yield (
                what,
                f"{term}, {group}",
                value,
                f"{hits}/{total} words, {sum(term in t for t in texts)} articles",
            )


def _cue_rows(reports: list[Report]) -> Iterator[Row]:
    for group, members in _grouped(reports, country):
        for side in SIDES:
            cues = [
                report.text[slice(*one.cue[0])]
                for report in members
                for one in speech([report])
                if one.cue and one.labels["side"] == side
            ]
            hits = sum(bool(DISTANCING.search(cue)) for cue in cues)
            what = "effect 3: distancing cues"
            yield (
                what,
                f"{side} speakers in {group} outlets",
                ratio(hits, len(cues)),
                f"{hits}/{len(cues)} cues",
            )


def _quoted_rows(what: str, reports: list[Report], by: Callable[[Report], str]) -> Iterator[Row]:
    for group, members in _grouped(reports, by):
        told = [words for words in map(spoken_words, members) if words]
        shares = [sum(quoted for _, quoted in words) / len(words) for words in told]
        yield what, group, ratio(sum(shares), len(shares)), f"mean of {len(shares)} articles"


def _first_rows(reports: list[Report]) -> Iterator[Row]:
    """Who speaks first in the body: articles whose first attribution is a US one, of those it is US or RU in."""
    for group, members in _grouped(reports, country):
        first = Counter(
            next(
                (
                    one.labels["side"]
                    for one in sorted(speech([report]), key=lambda one: one.content[0][0])
                    if one.content[0][0] >= report.body_start
                ),
                "none",
            )
            for report in members
        )
        both = first["US"] + first["RU"]
        yield "effect 5: US speaks first", group, ratio(first["US"], both), f"{first['US']}/{both} articles"


def _rate_rows(
    what: str, reports: list[Report], by: Callable[[Report], str], counts: Callable[[Attribution], bool]
) -> Iterator[Row]:
    for group, members in _grouped(reports, by):
        said = speech(members)
        hits = sum(map(counts, said))
        yield what, group, ratio(hits, len(said)), f"{hits}/{len(said)} attributions"


def _is_anonymous(one: Attribution) -> bool:
    return one.labels["anonymous"] == "yes"


def _is_other(one: Attribution) -> bool:
    return one.labels["side"] == "other"


def _actor_rows(reports: list[Report]) -> Iterator[Row]:
    for group, members in _grouped(reports, country):
        actors = [len({one.labels["actor"] for one in speech([report])}) for report in members]
        value = f"{sum(actors) / len(actors):.2f} an article"
        yield "null f: different actors", group, value, f"{sum(actors)} in {len(actors)} articles"


def _blame_rows(reports: list[Report]) -> Iterator[Row]:
    for group, members in _grouped(reports, country):
        pairs = Counter(pair for report in members for pair in accusations(report))
        us, both = pairs["US", "RU"], sum(pairs.values())
        yield "effect 8: the US accuses Russia", group, ratio(us, both), f"{us}/{both} accusations"


def _reply_rows(reports: list[Report]) -> Iterator[Row]:
    """Accusations against the outlets' own side and the other: answered, and denied, in the same article."""
    for accused in ("own", "other"):
        hits: Counter[str] = Counter()
        for report in reports:
            said = speech([report])
            for accuser, against in accusations(report):
                if (against == country(report)) != (accused == "own"):
                    continue
                replies = [one for one in said if one.labels["side"] in (against, "joint")]
                hits["all"] += 1
                hits["answered"] += bool(replies)
                hits["denied"] += any(
                    one.labels["cue_class"] == "deny" or one.labels["target_side"] == accuser
                    for one in replies
                )
        for what in ("answered", "denied"):
            group = f"{what}, against the {accused} side"
            made = f"{hits[what]}/{hits['all']} accusations"
            yield "effect 9: replies", group, ratio(hits[what], hits["all"]), made


def _stance_rows(reports: list[Report]) -> Iterator[Row]:
    """Reports that present a side favourably and unfavourably, as coded by those who wrote them."""
    for group, members in _grouped(reports, country):
        for side in SIDES:
            coded = Counter(report.stance[side] for report in members)
            good, bad = coded["favourable"], coded["unfavourable"]
            value = ratio(good - bad, len(members))
            made = f"({good} − {bad})/{len(members)} articles"
            yield "effect 10: stance of the report", f"toward {side}, {group} outlets", value, made
