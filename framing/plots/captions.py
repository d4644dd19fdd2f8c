"""What a figure of a measure is called, and what its axis says."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from framing.plots.notes import units_of
from framing.plots.scale import compared, two_sided

_TITLES = {
    "voice_share": "Share of {units} by side of the speaker",
    "balance": "Balance of {units} between two sides",
    "voice_share_difference": "Difference in the share of {units} by side of the speaker",
    "balance_difference": "Difference in the balance of {units} between two sides",
    "quoted_share": "Share of attributed words in quotation marks, by side of the speaker",
    "quote_type_share": "Share of {term} attributions, by side of the speaker",
    "zone_share": "Who speaks in the {term}: share of voices by side",
    "prominent_share": "Share of voices by side, early ones weighing more",
    "first_voice_share": "Who speaks first: share of articles by side",
    "mean_position": "Where in the report each side speaks",
    "actors_per_article": "Different actors quoted in an article",
    "anonymous_share": "Share of attributions to speakers without a name",
    "stance_share": "Share of {term} cues, by side of the speaker",
    "stance_index": "How the cues cast what each side says",
    "stance_odds_ratio": "Odds of a distancing cue, one side over the other",
    "stance_odds_ratio_pooled": "Odds of a distancing cue, one side over the other, {term}",
    "blame_share": "Who accuses whom: share of accusations",
    "blame_balance": "Who accuses the other more often",
    "answered_share": "Accused sides that are heard in the same article",
    "denied_share": "Accused sides that deny or accuse in return",
    "reply_words_ratio": "Words of reply for each word of accusation",
    "voice_surplus": "Quoted more than talked about, or less",
    "quote_share": "Which of two sides is quoted",
    "mention_share": "Which of two sides is mentioned",
    "imbalance": "How one-sidedly each side is presented (Janis & Fadner)",
    "tone": "How favourably sentences about each side sound ({term})",
    "tone_relative": "How favourably sentences about each side sound, against all ({term})",
    "agency": "Who acts and who is acted upon ({term} verbs)",
    "passive_share": "Done to a side in the passive ({term} verbs)",
    "agentless_share": "Passives that do not say by whom ({term} verbs)",
}
_AXES = {
    "balance": "balance of {units}, from −1 to 1 (above 0: more {a})",
    "voice_share_difference": "share of {units} in the first group minus that in the second",
    "balance_difference": "balance of {units} in the first group minus that in the second",
    "unresolved_share": "share of all {units}",
    "quoted_share": "words in quotation marks, out of all words attributed to the side",
    "quote_type_share": "{term} attributions, out of the side's attributions of a known type",
    "zone_share": "share of the voices that stand in the {term}, out of all with an identified side",
    "prominent_share": "share of voices, those further down weighing less",
    "first_voice_share": "articles in which the side speaks first, out of those in which anybody identified speaks",
    "mean_position": "mean place in the body, from 0 (begins it) to 1 (ends it)",
    "evenness": "evenness of the actors quoted in an article, 1 when all speak equally often",
    "actors_per_article": "different actors quoted in an article, mean over all articles",
    "anonymous_share": "attributions to speakers without a name or institution, out of all",
    "stance_share": "{term} cues, out of the side's cues of a known stance",
    "stance_index": "distancing minus endorsing cues, out of the side's cues of a known stance",
    "stance_odds_ratio": "odds ratio of a distancing cue, {a} over {b} (above 1: {a} is distanced more)",
    "stance_odds_ratio_pooled": "odds ratio of a distancing cue, {a} over {b} (above 1: {a} is distanced more)",
    "stance_verb_share": "cues with the verb “{term}”, out of the side's distancing cues",
    "blame_share": "share of accusations, out of those with an identified accuser and accused",
    "blame_balance": "balance of accusations, from −1 to 1 (above 0: more by {a} against {target} than back)",
    "answered_share": "accusations in articles in which the accused speaks, out of all against it",
    "denied_share": "accusations that the accused denies or returns, out of all against it",
    "reply_words_ratio": "words of the accused for each word of the accusation, in the same article",
    "voice_surplus": "log odds ratio of being quoted and of being mentioned (above 0: {a} is quoted more)",
    "quote_share": "{a}'s part of the {units} of {a} and {b}",
    "mention_share": "{a}'s part of the mentions of {a} and {b}",
    "tone": "mean score of sentences that mention the side alone, from −1 to 1",
    "tone_relative": "mean score of sentences about the side minus that of all scored sentences",
    "agency": "roles as agent minus roles as patient, out of both, from −1 to 1",
    "passive_share": "passives, out of all clauses in which something is done to the side",
    "agentless_share": "passives without a doer, out of the side's passives",
    "naming_share": "share of the label, out of all labels of the same referent",
    "imbalance": "coefficient of imbalance, from −1 (all unfavourable) to 1 (all favourable)",
}
# Shares whose sides share one denominator: all with an identified side.
COMMON = ("voice_share", "zone_share", "prominent_share", "first_voice_share", "blame_share", "naming_share")


def title_of(rows: pd.DataFrame, measure: str, columns: list[str]) -> str:
    """What is shown, and by which groups."""
    group = ", by " + " and ".join(column.replace("_", " ") for column in columns) if columns else ""
    name = _TITLES.get(measure)
    if name is None:
        name = (
            measure.replace("_", " ").capitalize()
            + " of {units}"
            + ("" if two_sided(measure) else " by side")
        )
    return _fill(name, rows) + group


def axis_of(rows: pd.DataFrame, measure: str, known: Iterable[str] = ()) -> str:
    """What the axis of a measure shows, and out of what."""
    if measure in _AXES:
        return _fill(_AXES[measure], rows)
    base = compared(measure, known)
    if base is not None:
        over = "over" if measure.endswith("_ratio") else "minus"
        return f"{axis_of(rows, base, known)}: the first group {over} the second"
    if measure.endswith("_contrast"):
        return f"{_fill('{a} minus {b}', rows)}: {axis_of(rows, measure.removesuffix('_contrast'), known)}"
    if units_of(rows) == "articles":
        return "share of all articles"
    if measure.endswith("_share"):
        return _fill("share of {units}, out of all with an identified side", rows)
    return measure.replace("_", " ")


def _fill(text: str, rows: pd.DataFrame) -> str:
    a, target = _first(rows, "side"), _first(rows, "target_side")
    return text.format(
        units=units_of(rows), term=_first(rows, "term") or "all", a=a or target or "the first side",
        b=_first(rows, "versus") or "the second side", target=target or "the other",
    )  # fmt: skip


def _first(rows: pd.DataFrame, column: str) -> str:
    found = rows[column].dropna()
    return str(found.iloc[0]) if len(found) else ""
