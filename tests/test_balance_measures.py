"""The balance measures beyond voice: each worked by hand, with its oracle or invariant, and on poor input."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from balance_study import SIDES, make_study, part, row, say, studies
from hypothesis import given, settings
from pandas.testing import assert_frame_equal
from scipy.stats import entropy
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2

from framing.balance import (
    blame,
    blame_examples,
    cue_stance,
    directness,
    imbalance,
    prominence,
    reply,
    source_diversity,
    voice_balance,
    voice_surplus,
)
from framing.inference import CodedSample
from framing.schema import make_table

N, S = SIDES
MEASURES = (directness, prominence, source_diversity, cue_stance, blame, reply)


def table_of(
    measure: Callable[..., pd.DataFrame], articles: Any, columns: Any = None, **options: Any
) -> pd.DataFrame:
    attributions, population = make_study(articles, **(columns or {}))
    return measure(attributions, population, **{"sides": SIDES, **options})


# ---- by hand


def test_directness_by_hand() -> None:
    told = table_of(
        directness,
        {
            "a1": [
                say(N, 10, n_quoted=10, quote_type="direct"),
                say(N, 10, n_quoted=0, quote_type="indirect"),
                say(S, 8, n_quoted=2, quote_type="mixed"),
            ],
            "a2": [
                say("joint", 4, n_quoted=4, quote_type="direct"),
                say(None, 9, n_quoted=9, quote_type="direct"),
            ],
        },
    )
    # A joint voice is half of each side: 2 of its 4 words.
    assert part(told, "quoted_share", side=N) == (pytest.approx(12 / 22), 12, 22)
    assert part(told, "quoted_share", side=S) == (pytest.approx(4 / 10), 4, 10)
    assert part(told, "quote_type_share", side=N, term="direct") == (pytest.approx(1.5 / 2.5), 1.5, 2.5)
    assert part(told, "quote_type_share", side=S, term="mixed") == (pytest.approx(1 / 1.5), 1, 1.5)
    assert row(told, "quoted_share_contrast", side=N, versus=S)["estimate"] == pytest.approx(12 / 22 - 0.4)
    assert row(told, "quoted_share", side=N)["n_unresolved"] == 1


def test_quoted_words_belong_to_the_innermost_speaker() -> None:
    outer = "a1:0-60:-1"
    told = table_of(
        directness,
        {"a1": [say(N, 10, n_quoted=4), say(S, 4, n_quoted=4, nested_in=outer)]},
    )
    assert part(told, "quoted_share", side=N) == (0, 0, 6)
    assert part(told, "quoted_share", side=S) == (1, 4, 4)


def test_prominence_by_hand() -> None:
    told = table_of(
        prominence,
        {
            "a1": [
                say(N, in_headline=True, position=None, paragraph=0),
                say(S, position=0.1, paragraph=1),
                say(N, position=0.5, paragraph=4),
            ],
            "a2": [
                say(None, position=0.0),
                say(N, position=0.05, paragraph=1),
                say("other", position=0.9, paragraph=7),
            ],
        },
        half_life=3,
    )
    assert part(told, "zone_share", side=N, term="headline") == (1, 1, 1)
    assert part(told, "zone_share", side=N, term="lead") == (0.5, 1, 2)
    assert part(told, "zone_share", side="other", term="rest") == (0.5, 1, 2)
    lead = row(told, "zone_share", side=N, term="lead")
    assert (lead["bound_low"], lead["bound_high"]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    # The unresolved one is no voice that could be the first.
    assert part(told, "first_voice_share", side=N) == (0.5, 1, 2)
    assert part(told, "first_voice_share", side=S) == (0.5, 1, 2)
    assert row(told, "mean_position", side=N)["estimate"] == pytest.approx((0.5 + 0.05) / 2)
    assert row(told, "mean_position_contrast", side=N, versus=S)["estimate"] == pytest.approx(0.275 - 0.1)
    weights = {N: 1 + 0.5 + 1, S: 1.0, "other": 0.25}
    assert row(told, "prominent_share", side=N)["estimate"] == pytest.approx(2.5 / sum(weights.values()))


def test_source_diversity_by_hand() -> None:
    told = table_of(
        source_diversity,
        {
            "a1": [
                say(N, actor="Ministry", anonymous=False), say(N, actor="ministry", anonymous=False),
                say(S, actor="Navy", anonymous=False), say("other", actor="a resident", anonymous=True),
            ],
            "a2": [say(N, actor="Ministry", anonymous=False), say(None, actor=None, anonymous=True)],
            "a3": [],
        },
    )  # fmt: skip
    assert part(told, "actors_per_article") == (pytest.approx(4 / 3), 4, 3)
    assert row(told, "evenness")["estimate"] == pytest.approx(entropy([2, 1, 1]) / log(3))
    assert part(told, "anonymous_share", side=None) == (pytest.approx(2 / 6), 2, 6)
    assert part(told, "anonymous_share", side="other") == (1, 1, 1)


STANCED = {
    f"a{i}": [
        say(N, stance="neutral", cue_lemma="say"),
        say(
            N, stance=["distancing", "neutral", "endorsing"][i % 3], cue_lemma=["claim", "say", "note"][i % 3]
        ),
        say(
            S,
            stance=["distancing", "distancing", "neutral"][i % 3],
            cue_lemma=["claim", "insist", "say"][i % 3],
        ),
        say(S, stance="neutral", cue_lemma="say"),
        say(S, stance=None, cue_lemma=None),
    ]
    for i in range(12)
}
OUTLETS = {"outlet": ["Coast Daily", "Harbour Post"] * 6}


def test_cue_stance_by_hand() -> None:
    told = table_of(cue_stance, STANCED, OUTLETS)
    assert part(told, "stance_share", side=N, term="distancing") == (pytest.approx(4 / 24), 4, 24)
    assert part(told, "stance_index", side=N) == (0, 0, 24)
    assert part(told, "stance_index", side=S) == (pytest.approx(8 / 24), 8, 24)
    assert row(told, "stance_index_contrast", side=N)["estimate"] == pytest.approx(-8 / 24)
    assert part(told, "stance_verb_share", side=S, term="insist") == (0.5, 4, 8)
    odds = row(told, "stance_odds_ratio", term="distancing / neutral")
    assert odds["estimate"] == pytest.approx(Table2x2([[4, 16], [8, 16]]).oddsratio)
    assert row(told, "stance_odds_ratio", term="without insist")["estimate"] == pytest.approx(
        (4 / 16) / (4 / 16)
    )
    assert row(told, "stance_odds_ratio", term="without claim")["reason"].startswith(
        "no distancing cues of NORTH"
    )


def test_pooled_odds_ratio_is_that_of_mantel_and_haenszel() -> None:
    attributions, articles = make_study(STANCED, **OUTLETS)
    told = cue_stance(attributions, articles, sides=SIDES)
    rows = attributions.merge(articles[["article_id", "outlet"]], on="article_id")
    tables = [
        np.array(
            [
                [
                    ((part["side"] == side) & (part["stance"] == stance)).sum()
                    for stance in ("distancing", "neutral")
                ]
                for side in SIDES
            ]
        )
        for _, part in rows.groupby("outlet")
    ]
    expected = StratifiedTable(tables).oddsratio_pooled
    assert row(told, "stance_odds_ratio_pooled")["estimate"] == pytest.approx(expected)


BLAMED = {
    "a1": [
        say(N, cue_class="accuse", target_side=S), say(S, cue_class="deny", target_side=N),
        say(S, cue_class="accuse", target_side=N),
    ],
    "a2": [say(N, 6, cue_class="accuse", target_side=S), say(N, cue_class="assert")],
    "a3": [say("joint", cue_class="accuse", target_side="other"), say(None, cue_class="accuse", target_side=S)],
}  # fmt: skip


def test_blame_by_hand() -> None:
    told = table_of(blame, BLAMED)
    assert part(told, "blame_share", side=N, target_side=S) == (pytest.approx(2 / 4), 2, 4)
    assert part(told, "blame_share", side=S, target_side=N) == (pytest.approx(1 / 4), 1, 4)
    assert part(told, "blame_share", side=S, target_side="other") == (pytest.approx(0.5 / 4), 0.5, 4)
    assert part(told, "blame_balance", side=N, target_side=S) == (pytest.approx(1 / 3), 1, 3)
    assert part(told, "unresolved_share") == (pytest.approx(1 / 5), 1, 5)
    cells = told[(told["measure"] == "blame_share")]
    assert cells["estimate"].sum() == pytest.approx(1)


def test_every_accusation_is_shown() -> None:
    attributions, articles = make_study(BLAMED)
    shown = blame_examples(attributions, articles, sides=SIDES)
    assert len(shown) == 5
    assert shown[["side", "target_side"]].iloc[0].tolist() == [N, S]
    assert shown["side"].iloc[-1] == "unresolved"


def test_reply_by_hand() -> None:
    told = table_of(reply, BLAMED)
    # Of three accusations against S, one is answered and denied; in a3 S speaks in one voice with N, half of it.
    assert part(told, "answered_share", target_side=S) == (pytest.approx(2 / 3), 2, 3)
    assert part(told, "denied_share", target_side=S) == (pytest.approx(1 / 3), 1, 3)
    assert part(told, "answered_share", target_side=N) == (1, 1, 1)
    assert row(told, "reply_words_ratio", target_side=N)["estimate"] == pytest.approx(10 / 10)
    assert part(told, "reply_words_ratio", target_side=S) == (pytest.approx(25 / 26), 25, 26)


def test_who_turns_on_its_accuser_replies() -> None:
    told = table_of(
        reply, {"a1": [say(N, cue_class="accuse", target_side=S), say(S, cue_class="demand", target_side=N)]}
    )
    assert part(told, "denied_share", target_side=S) == (1, 1, 1)


def mentions_of(articles: pd.DataFrame, sides: list[str], **more: Any) -> pd.DataFrame:
    rows = [
        {
            "article_id": article_id, "start": 10 * i, "end": 10 * i + 5, "actor_id": side, "side": side,
            "kind": "name",
            "is_speaker": False, **more,
        }
        for article_id in articles["article_id"]
        for i, side in enumerate(sides)
    ]  # fmt: skip
    return make_table(rows, "mentions", sides=SIDES)


def test_voice_surplus_by_hand() -> None:
    attributions, articles = make_study({f"a{i}": [say(N), say(N), say(S)] for i in range(6)})
    mentions = mentions_of(articles, [N, S, S, "other"])
    speakers = mentions_of(articles, [N, N, N], is_speaker=True)
    speakers[["start", "end"]] += 500
    told = voice_surplus(attributions, articles, pd.concat([mentions, speakers]), sides=SIDES)
    assert part(told, "quote_share") == (pytest.approx(2 / 3), 12, 18)
    assert part(told, "mention_share") == (pytest.approx(1 / 3), 6, 18)
    assert row(told, "voice_surplus")["estimate"] == pytest.approx(log(2 / 1) - log(1 / 2))


def test_imbalance_by_hand() -> None:
    # Janis & Fadner: f = 3, u = 1, r = 5, t = 6 → (9 − 3)/30; reversed, the sign flips.
    codes = ["favourable"] * 3 + ["unfavourable", "neutral", "irrelevant"]
    flipped = {"favourable": "unfavourable", "unfavourable": "favourable"}
    _, articles = make_study({f"a{i}": [] for i in range(6)})
    stances = pd.DataFrame(
        [
            (f"a{i}", side, code if side == N else flipped.get(code, code))
            for i, code in enumerate(codes)
            for side in SIDES
        ],
        columns=["article_id", "side", "stance"],
    )
    told = imbalance(stances, articles, sides=SIDES)
    assert row(told, "imbalance", side=N)["estimate"] == pytest.approx((9 - 3) / 30)
    assert row(told, "imbalance", side=S)["estimate"] == pytest.approx(-(9 - 3) / 30)
    assert part(told, "favourable_share", side=N) == (pytest.approx(3 / 5), 3, 5)
    with pytest.raises(ValueError, match="'good' is not allowed; allowed: favourable"):
        imbalance(stances.assign(stance="good"), articles)
    with pytest.raises(ValueError, match="'zz' is not in articles"):
        imbalance(stances.assign(article_id="zz"), articles)
    for column in ("stance", "side"):
        with pytest.raises(ValueError, match=f"{column} is missing in 1 of 12 rows, first in row 2"):
            imbalance(stances.assign(**{column: stances[column].where(stances.index != 2, pd.NA)}), articles)


# ---- invariants


@settings(max_examples=15, deadline=None)
@given(studies())
@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
def test_rows_say_what_is_missing_and_stay_in_range(measure: Any, articles: Any) -> None:
    told = table_of(
        measure, articles, {"outlet": ["A", "B"] * (len(articles) // 2) + ["C"] * (len(articles) % 2)}
    )
    assert told.loc[told["estimate"].isna() | told["ci_low"].isna(), "reason"].notna().all()
    given = told.dropna(subset=["estimate", "ci_low"])
    assert (given["ci_low"] <= given["estimate"] + 1e-9).all() and (
        given["estimate"] <= given["ci_high"] + 1e-9
    ).all()
    shares = told[told["measure"].str.endswith("_share") & told["estimate"].notna()]
    assert shares["estimate"].between(0, 1).all()
    assert (shares["numerator"] <= shares["denominator"] + 1e-9).all()


@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
def test_the_order_of_rows_does_not_matter_and_swapped_sides_flip_signs(measure: Any) -> None:
    articles = {
        f"a{i:02}": [
            say(
                [N, S, "other", "joint"][(i + k) % 4], 5 + k, n_quoted=k, quote_type="mixed",
                stance=["neutral", "distancing", "endorsing"][(i * k) % 3],
                cue_lemma=["say", "claim", "note"][(i * k) % 3],
                cue_class=["accuse", "deny", "assert"][(i + 2 * k) % 3], target_side=[S, N][(i + k) % 2], actor=f"x{k}",
                anonymous=k == 2,
            )
            for k in range(2 + i % 3)
        ]
        for i in range(12)
    }  # fmt: skip
    attributions, population = make_study(articles, **OUTLETS)
    told = measure(attributions, population, sides=SIDES)
    shuffled = measure(
        attributions.sample(frac=1, random_state=1), population.sample(frac=1, random_state=2), sides=SIDES
    )
    assert_frame_equal(told, shuffled)
    turned = measure(attributions, population, sides=(S, N))
    signed = told[told["measure"].str.endswith("contrast") | (told["measure"] == "blame_balance")]
    for one in signed.itertuples():
        where = (
            {"target_side": one.target_side if one.measure == "blame_balance" else S}
            if one.measure != "blame_balance" and pd.isna(one.side)
            else {"side": S}
        )
        other = row(turned, one.measure, **where)
        assert other["estimate"] == pytest.approx(-one.estimate)
        assert other["ci_low"] == pytest.approx(-one.ci_high)
        assert other["p_value"] == pytest.approx(one.p_value)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
def test_copies_of_every_article_change_nothing(measure: Any) -> None:
    attributions, population = make_study(STANCED, **OUTLETS)
    attributions = attributions.assign(
        cue_class="accuse", target_side=N, actor="x", anonymous=False, n_quoted=3
    )
    more_rows, more = attributions.copy(), population.copy()
    more["article_id"], more["duplicate_of"] = more["article_id"] + "copy", population["article_id"]
    more_rows["article_id"] += "copy"
    more_rows["attribution_id"] = more_rows["attribution_id"].str.replace(":", "copy:", n=1)
    once = measure(attributions, population, sides=SIDES)
    twice = measure(pd.concat([attributions, more_rows]), pd.concat([population, more]), sides=SIDES)
    left = [name for name in once.columns if name != "n_articles"]
    assert_frame_equal(once[left], twice[left])


# ---- corrected by a coded sample


def judged_studies(n: int = 60, seed: int = 0) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """What was said, and what the machine makes of it: a quarter of SOUTH's voices are given to NORTH."""
    rng = np.random.default_rng(seed)
    true: dict[str, list[Any]] = {}
    found: dict[str, list[Any]] = {}
    for i in range(n):
        voices = [
            say(
                SIDES[int(rng.integers(2))], int(rng.integers(5, 20)),
                n_quoted=int(rng.integers(0, 5)), quote_type="mixed",
                stance=["neutral", "distancing"][int(rng.integers(2))],
                cue_lemma=["say", "claim"][int(rng.integers(2))],
                cue_class=["accuse", "deny"][int(rng.integers(2))], target_side=SIDES[int(rng.integers(2))], actor="x",
                anonymous=bool(rng.integers(2)),
            )
            for _ in range(int(rng.integers(1, 5)))
        ]  # fmt: skip
        true[f"a{i:02}"] = voices
        found[f"a{i:02}"] = [
            {**voice, "side": N} if voice["side"] == S and rng.random() < 0.25 else voice for voice in voices
        ]
    return true, found


def coded(true: dict[str, list[Any]], names: list[str], chance: float) -> CodedSample:
    rows, _ = make_study(true)
    units = pd.DataFrame(
        {"article_id": names, "start": 0, "end": 10_000, "stratum": "all", "inclusion_probability": chance}
    )
    return CodedSample(rows[rows["article_id"].isin(names)].reset_index(drop=True), units)


@pytest.mark.parametrize("measure", [*MEASURES, voice_balance], ids=lambda f: f.__name__)
def test_with_every_article_coded_the_correction_is_the_truth(measure: Any) -> None:
    true, found = judged_studies()
    attributions, articles = make_study(found)
    truth, _ = make_study(true)
    told = measure(attributions, articles, sides=SIDES, coded=coded(true, list(true), 1.0))
    expected = measure(truth, articles, sides=SIDES)
    mended = told[told["method"] == "corrected"].reset_index(drop=True)
    assert len(mended) == len(expected)
    assert_frame_equal(mended[["measure", "side", "term"]], expected[["measure", "side", "term"]])
    assert mended["estimate"].to_numpy(float) == pytest.approx(
        expected["estimate"].to_numpy(float), nan_ok=True
    )
    assert (
        told.loc[told["method"] == "machine", "estimate"].to_numpy() != mended["estimate"].to_numpy()
    ).any()


def test_a_correction_by_hand() -> None:
    # 40 articles with one voice each: the machine says NORTH everywhere; of every second one, coded, half are SOUTH's.
    true = {f"a{i:02}": [say(N if i % 4 == 0 else S)] for i in range(80)}
    attributions, articles = make_study({name: [say(N)] for name in true})
    names = [f"a{i:02}" for i in range(0, 80, 2)]
    told = voice_balance(
        attributions, articles, sides=SIDES, unit="attributions", coded=coded(true, names, 0.5)
    )
    assert row(told, "voice_share", side=N)["estimate"] == 1
    mended = row(told, "voice_share", side=N, method="corrected")
    # 80 − 20 / .5 = 40 of 80
    assert (mended["estimate"], mended["numerator"], mended["denominator"]) == (0.5, 40, 80)
    assert mended["ci_low"] < 0.5 < mended["ci_high"]
    assert mended["n_units"] == 40


def test_a_sample_of_sentences_corrects_what_sentences_tell() -> None:
    true, found = judged_studies()
    attributions, articles = make_study(found)
    rows, _ = make_study(true)
    units = rows[["article_id", "content_start"]].rename(columns={"content_start": "start"})
    units = units.assign(end=units["start"] + 999, stratum="all", inclusion_probability=1.0)
    sample = CodedSample(rows, units)
    told = source_diversity(attributions, articles, sides=SIDES, coded=sample)
    assert row(told, "actors_per_article", method="corrected")["reason"].startswith(
        "needs whole articles coded"
    )
    expected = row(source_diversity(rows, articles, sides=SIDES), "anonymous_share", side=S)["estimate"]
    assert row(told, "anonymous_share", side=S, method="corrected")["estimate"] == pytest.approx(expected)


# ---- poor input


@pytest.mark.parametrize("measure", MEASURES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "articles",
    [
        {},
        {"a1": []},
        {"a1": [say(N, cue_class="accuse", target_side=S)]},
        {f"a{i}": [say(N)] for i in range(8)},
    ],
    ids=["empty", "nobody", "single", "one-sided"],
)
def test_poor_input_gives_rows_with_reasons(measure: Any, articles: Any) -> None:
    told = table_of(measure, articles, {"outlet": ["A"] * len(articles)})
    assert len(told)
    for one in told.to_dict("records"):
        if pd.isna(one["estimate"]) or pd.isna(one["ci_low"]):
            assert one["reason"], one


def test_groups_are_compared_with_intervals_and_permutations() -> None:
    told = table_of(
        cue_stance, STANCED, {"outlet": [f"o{i}" for i in range(12)], "desk": ["x", "y"] * 6}, by="desk"
    )
    found = row(told, "stance_index_difference", side=S)
    assert found["desk"] == "x" and found["versus"] == "y"
    assert found["estimate"] == pytest.approx(
        row(told, "stance_index", side=S, desk="x")["estimate"]
        - row(told, "stance_index", side=S, desk="y")["estimate"]
    )
    assert found["p_value"] is not None
    ratio = row(told, "stance_odds_ratio_ratio")
    assert ratio["ci_low"] < ratio["estimate"] < ratio["ci_high"]


def test_wrong_arguments_are_named() -> None:
    attributions, articles = make_study(STANCED, **OUTLETS)
    with pytest.raises(ValueError, match="lead=2 is not allowed"):
        prominence(attributions, articles, lead=2)
    with pytest.raises(ValueError, match="strata='paper' is no column"):
        cue_stance(attributions, articles, strata="paper")
    with pytest.raises(ValueError, match="by='outlets'"):
        blame(attributions, articles, by="outlets")
    with pytest.raises(ValueError, match="stance"):
        cue_stance(attributions.drop(columns="stance"), articles)


def test_a_ratio_of_nothing_has_no_interval_that_leaves_it_out() -> None:
    silent = {f"a{i}": [say(N, 5 + i, cue_class="accuse", target_side=S)] for i in range(8)}
    table = reply(*make_study(silent), sides=SIDES)
    row = table[(table["measure"] == "reply_words_ratio") & (table["target_side"] == S)].iloc[0]
    assert row["estimate"] == 0 and pd.isna(row["ci_low"])
    assert row["reason"] == "a ratio of 0 gives no interval"


def test_joint_accusers_that_are_dropped_are_not_unresolved() -> None:
    both = [say("joint", cue_class="accuse", target_side="other"), say(N, cue_class="accuse", target_side=S)]
    lost = [
        say("unresolved", cue_class="accuse", target_side=S),
        say(N, cue_class="accuse", target_side=None),
    ]
    table = blame(*make_study({"a": both, "b": both, "c": lost}), sides=SIDES, joint="drop")
    row = table[table["measure"] == "unresolved_share"].iloc[0]
    assert (row["numerator"], row["denominator"], row["n_joint"], row["n_unresolved"]) == (2, 6, 2, 2)


def test_an_empty_cell_of_an_odds_ratio_is_named() -> None:
    rows = [
        say(N, stance="neutral", cue_lemma="say"), say(S, stance="distancing", cue_lemma="claim"),
        say(S, stance="neutral", cue_lemma="say"),
    ]  # fmt: skip
    table = cue_stance(*make_study({f"a{i}": rows for i in range(8)}), sides=SIDES)
    odds = table[table["measure"] == "stance_odds_ratio"]
    assert odds["estimate"].iloc[0] == 0 and odds["ci_low"].isna().all()
    assert odds["reason"].str.startswith(f"no distancing cues of {N}").all()


def test_what_has_no_paragraph_weighs_nothing() -> None:
    rows = [say(N, position=0.9, paragraph=None), say(S, position=0.5, paragraph=6)]
    table = prominence(*make_study({f"a{i}": rows for i in range(6)}), sides=SIDES)
    shares = table[table["measure"] == "prominent_share"].set_index("side")["estimate"]
    assert shares[N] == 0 and shares[S] == 1


def test_who_alone_accuses_is_said_to_accuse() -> None:
    rows = [say(N, cue_class="accuse", target_side=S), say(S)]
    table = blame(*make_study({f"a{i}": rows for i in range(6)}), sides=SIDES)
    assert table[table["measure"] == "blame_balance"]["reason"].iloc[0].startswith(f"only {N} accuses")


def test_two_groups_are_compared_with_one_side_alone() -> None:
    studied, articles = make_study({f"a{i}": [say(N)] * (1 + i % 3) for i in range(12)}, desk=["x", "y"] * 6)
    studied["side"] = studied["side"].astype("str")
    table = source_diversity(studied, articles, by="desk")
    assert "actors_per_article_difference" in set(table["measure"])
