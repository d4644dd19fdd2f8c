"""The bounds of what is unresolved: whoever the unresolved are, the estimate lies between them."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest
from balance_study import N, S, make_study, say, studies
from hypothesis import given, settings
from hypothesis import strategies as st

from framing import blame, blame_examples, cue_stance, directness, prominence, reply, voice_balance

SIDES = (N, S)
MEASURES = (voice_balance, directness, prominence, cue_stance, blame, reply)
KEYS = ["measure", "unit", "side", "target_side", "term", "versus"]


def table(measure: Any, articles: Any) -> pd.DataFrame:
    found = measure(*make_study(articles), sides=SIDES)
    for key in KEYS:
        found[key] = found[key].astype("object").where(found[key].notna(), "-")
    return found.set_index(KEYS)


def settled(articles: dict[str, list[Any]], draw: random.Random) -> dict[str, list[Any]]:
    """The same study with every unresolved speaker and target known; only an accusation has a target unnamed."""

    def known(value: str | None) -> str:
        return draw.choice([N, S, "other"]) if value in (None, "unresolved") else value

    def told(voice: Any) -> Any:
        aims = voice["target_side"] is not None or voice["cue_class"] == "accuse"
        target = known(voice["target_side"]) if aims else None
        return {**voice, "side": known(voice["side"]), "target_side": target}

    return {name: [told(voice) for voice in voices] for name, voices in articles.items()}


@settings(max_examples=12, deadline=None)
@given(studies(), st.integers(0, 10_000))
@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
def test_no_answer_to_who_they_are_leaves_the_bounds(measure: Any, articles: Any, seed: int) -> None:
    bounds = table(measure, articles)[["estimate", "bound_low", "bound_high"]]
    draw = random.Random(seed)
    for _ in range(3):
        truth = table(measure, settled(articles, draw))["estimate"]
        both = bounds.join(truth.rename("truth"), how="inner").dropna(subset=["truth"])
        low, high = both["bound_low"] - 1e-9, both["bound_high"] + 1e-9
        outside = both[(both["truth"] < low) | (both["truth"] > high)]
        assert outside.empty, outside.to_string()
        beside = both[(both["estimate"] < low) | (both["estimate"] > high)]
        assert beside.empty, beside.to_string()


def test_where_nobody_is_unresolved_the_bounds_are_the_estimate() -> None:
    articles = {
        f"a{i}": [
            say(N, cue_class="accuse", target_side=S, stance="neutral", cue_lemma="say", quote_type="direct"),
            say(
                S, cue_class="deny", target_side=N, stance="distancing", cue_lemma="claim", quote_type="mixed"
            ),
        ]
        for i in range(6)
    }
    for measure in MEASURES:
        found = table(measure, articles).dropna(subset=["estimate", "bound_low"])
        assert len(found)
        assert found["bound_low"].tolist() == pytest.approx(found["estimate"].tolist())
        assert found["bound_high"].tolist() == pytest.approx(found["estimate"].tolist())


def test_bounds_by_hand() -> None:
    told = table(
        cue_stance,
        {
            "a1": [
                say(N, stance="distancing", cue_lemma="claim"),
                say(N, stance="endorsing", cue_lemma="note"),
            ],
            "a2": [
                say(None, stance="distancing", cue_lemma="claim"),
                say(None, stance="neutral", cue_lemma="say"),
            ],
        },
    )
    # One of two; at most two of three (the unresolved "claim" is N's), at least one of three (only "say" is).
    share = told.loc[("stance_share", "cues", N, "-", "distancing", "-")]
    assert share[["estimate", "bound_low", "bound_high"]].tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 3])
    # Nothing endorsing is unresolved: a neutral cue cannot take an index of 0 below 0.
    index = told.loc[("stance_index", "cues", N, "-", "-", "-")]
    assert index[["estimate", "bound_low", "bound_high"]].tolist() == pytest.approx([0, 0, 1 / 3])

    accused = table(
        blame,
        {
            "a1": [say(N, cue_class="accuse", target_side=S), say(S, cue_class="accuse", target_side=N)],
            "a2": [
                say(None, cue_class="accuse", target_side=S),
                say(N, cue_class="accuse", target_side=None),
            ],
        },
    )
    cell = accused.loc[("blame_share", "accusations", N, S, "-", "-")]
    assert cell[["estimate", "bound_low", "bound_high"]].tolist() == pytest.approx([1 / 2, 1 / 4, 3 / 4])
    other = accused.loc[("blame_share", "accusations", S, N, "-", "-")]
    assert other[["estimate", "bound_low", "bound_high"]].tolist() == pytest.approx([1 / 2, 1 / 4, 1 / 2])


def test_one_rule_for_joint_voices() -> None:
    articles = {"a1": [say("joint", 20, cue_class="accuse", target_side=S), say(S, 6), say("joint", 8)]}
    told = table(reply, articles)
    # Half of what both say against S comes from N; S answers with its own six words and half of eight.
    answered = told.loc[("answered_share", "accusations", "-", S, "-", "-")]
    assert (answered["numerator"], answered["denominator"]) == (0.5, 0.5)
    words = told.loc[("reply_words_ratio", "words", "-", S, "-", "-")]
    assert (words["numerator"], words["denominator"]) == (6 + 4, 10)
    cells = table(blame, articles)
    assert cells.loc[("blame_share", "accusations", N, S, "-", "-")]["numerator"] == 0.5
    dropped = reply(*make_study(articles), sides=SIDES, joint="drop")
    assert dropped.loc[dropped["measure"] == "answered_share", "estimate"].isna().all()


def test_a_ratio_of_ratios_with_a_zero_has_no_interval_beside_it() -> None:
    silent = [say(N, 10, cue_class="accuse", target_side=S)]
    heard = [*silent, say(S, 12)]
    articles = {f"a{i:02}": silent if i < 7 else heard for i in range(14)}
    told = reply(*make_study(articles, outlet=["A"] * 7 + ["B"] * 7), sides=SIDES, by="outlet")
    row = told[(told["measure"] == "reply_words_ratio_ratio") & (told["target_side"] == S)].iloc[0]
    assert row["estimate"] == 0 and pd.isna(row["ci_low"]) and "a ratio of 0" in row["reason"]


def test_a_joint_accusation_alone_is_not_its_own_answer() -> None:
    told = table(reply, {"a1": [say("joint", 20, cue_class="accuse", target_side=S)]})
    assert told.loc[("answered_share", "accusations", "-", S, "-", "-")]["estimate"] == 0
    assert told.loc[("reply_words_ratio", "words", "-", S, "-", "-")]["estimate"] == 0


def denied(articles: dict[str, list[Any]], side: str) -> Any:
    return table(reply, articles).loc[("denied_share", "accusations", "-", side, "-", "-")]


def test_joint_accusers_and_joint_targets_are_turned_on() -> None:
    both, back = say("joint", cue_class="accuse", target_side=S), say(S, cue_class="accuse", target_side=N)
    # The half of the accusation that counts is N's, and S turns on N.
    assert denied({"a1": [both, back]}, S)["estimate"] == 1
    at_both = say(S, cue_class="accuse", target_side="joint")
    assert denied({"a1": [say(N, cue_class="accuse", target_side=S), at_both]}, S)["estimate"] == 1
    # S turning on itself is no answer to N.
    assert denied({"a1": [both, say(S, cue_class="accuse", target_side=S)]}, S)["estimate"] == 0


def test_nobody_answers_what_he_says_himself() -> None:
    row = denied({"a1": [say(None, cue_class="accuse", target_side=S)]}, S)
    assert (row["estimate"], row["bound_low"], row["bound_high"]) == (0, 0, 0)
    told = table(reply, {"a1": [say(None, cue_class="accuse", target_side=S)]})
    assert told.loc[("answered_share", "accusations", "-", S, "-", "-")]["bound_high"] == 0


def test_a_dropped_joint_voice_is_in_no_bound() -> None:
    articles = {
        "a1": [
            say(N, cue_class="accuse", target_side=S),
            say("joint", cue_class="accuse", target_side=None),
            say(None, cue_class="accuse", target_side="joint"),
        ]
    }
    found = blame(*make_study(articles), sides=SIDES, joint="drop")
    cell = found[
        (found["measure"] == "blame_share") & (found["side"] == N) & (found["target_side"] == S)
    ].iloc[0]
    assert cell[["estimate", "bound_low", "bound_high"]].tolist() == [1, 1, 1]
    # Halved, both may be of other cells.
    halved = table(blame, articles).loc[("blame_share", "accusations", N, S, "-", "-")]
    assert halved["bound_low"] < halved["estimate"] == 1


def test_examples_of_blame_where_attributions_have_columns_of_articles() -> None:
    attributions, articles = make_study(
        {"a1": [say(N, cue_class="accuse", target_side=S)]}, outlet=["Harbour Post"]
    )
    told = blame_examples(attributions.assign(outlet="mine", date="mine"), articles)
    assert told["outlet"].tolist() == ["Harbour Post"]
