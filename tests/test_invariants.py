"""Every public measure keeps the invariants of a measures table, on studies of any shape and on parts of the corpus."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from balance_study import N, S, make_study, say, studies
from embedded import corpus, machine_table
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from invariants import check_invariants
from test_coding_agreement import coding

import framing
from framing import (
    agency,
    agreement,
    blame,
    certainty_rate,
    coverage_overlap,
    cue_stance,
    directness,
    distancing_rate,
    find_certainty,
    find_distancing,
    find_frames,
    find_mentions,
    find_naming,
    find_roles,
    find_tone,
    frame_association,
    frame_shares,
    imbalance,
    measure_error,
    naming_shares,
    prominence,
    reply,
    source_diversity,
    tone,
    voice_balance,
    voice_surplus,
)
from framing.balance.imbalance import FAVOURS
from framing.inference import CodedSample

SIDES = (N, S)
# Studies of many articles take minutes to shrink, and the broken rows are shown as they are.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
BALANCE = (voice_balance, directness, prominence, source_diversity, cue_stance, blame, reply)


@settings(max_examples=15, phases=QUICK)
@given(studies(), st.sampled_from([None, "outlet"]), st.sampled_from(["half", "drop"]), st.integers(0, 99))
@pytest.mark.parametrize("measure", BALANCE, ids=lambda f: f.__name__)
def test_balance_of_any_study(measure: Any, articles: Any, by: Any, joint: str, seed: int) -> None:
    # Twenty copies of it, so that there are intervals to look at.
    many = {f"{name}{i}": voices for name, voices in articles.items() for i in range(20)}
    outlets = np.random.default_rng(seed).choice(["A", "B"], len(many))
    attributions, table = make_study(many, outlet=list(outlets))
    check_invariants(measure(attributions, table, sides=SIDES, by=by, joint=joint), where=f"{by} {joint}")


def one_sided(side: str | None) -> dict[str, list[Any]]:
    voice = say(
        side, cue_class="accuse", target_side=S, stance="distancing", cue_lemma="claim", quote_type="direct"
    )
    return {f"a{i}": [voice, say(side, actor="Navy")] for i in range(12)}


@pytest.mark.parametrize("articles", [{}, {"a": []}, one_sided(N), one_sided(None), one_sided("joint")])
@pytest.mark.parametrize("measure", BALANCE, ids=lambda f: f.__name__)
def test_balance_of_nothing_and_of_one_side(measure: Any, articles: Any) -> None:
    check_invariants(measure(*make_study(articles), sides=SIDES))


@settings(max_examples=6, phases=QUICK)
@given(st.lists(studies(), min_size=6, max_size=6), st.integers(0, 9_999))
@pytest.mark.parametrize("measure", BALANCE, ids=lambda f: f.__name__)
def test_corrected_beside_the_machine(measure: Any, several: Any, seed: int) -> None:
    """Coders who find something else in every article: sums of single cells go below 0."""
    rng = np.random.default_rng(seed)
    drawn = [voices for articles in several for voices in articles.values()] or [[]]
    voices = [drawn[i] for i in rng.integers(0, len(drawn), 80)]
    machine = {f"a{i:02}": list(one) for i, one in enumerate(voices)}
    attributions, articles = make_study(machine, outlet=["A", "B"] * 40)
    articles["text"] = "x" * 9000
    coded = [f"a{i:02}" for i in range(40)]
    # The coders' rows are those of other articles.
    human = {name: list(drawn[i]) for name, i in zip(coded, rng.integers(0, len(drawn), 40), strict=True)}
    units = pd.DataFrame(
        {"article_id": coded, "start": 0, "end": 9000, "stratum": "all", "inclusion_probability": 0.5}
    )
    sample = CodedSample(make_study(human)[0], units)
    found = measure(attributions, articles, sides=SIDES, by="outlet", coded=sample)
    assert (found["method"] == "corrected").any()
    check_invariants(found)


@settings(max_examples=15, phases=QUICK)
@given(st.integers(0, 9_999), st.integers(0, 12), st.sampled_from([None, "outlet"]))
def test_imbalance_of_any_codes(seed: int, n_articles: int, by: Any) -> None:
    rng = np.random.default_rng(seed)
    _, articles = make_study(
        {f"a{i}": [] for i in range(n_articles)}, outlet=list(rng.choice(["A", "B"], n_articles))
    )
    n = int(rng.integers(0, 8)) * n_articles
    stances = pd.DataFrame(
        {
            "article_id": rng.choice(articles["article_id"].to_numpy(dtype=object), n) if n else [],
            "side": rng.choice([N, S], n),
            "stance": rng.choice(FAVOURS, n, p=[0.85, 0.05, 0.05, 0.05]),
        }
    )  # fmt: skip
    check_invariants(imbalance(stances, articles, by=by))


@cache
def mentions() -> pd.DataFrame:
    return find_mentions(corpus())


FINDINGS: dict[str, Callable[[], pd.DataFrame]] = {
    "naming": lambda: find_naming(corpus(), machine_table()),
    "distancing": lambda: find_distancing(corpus(), machine_table(), mentions()),
    "certainty": lambda: find_certainty(corpus(), machine_table()),
    "roles": lambda: find_roles(corpus(), mentions(), machine_table()),
    "frames": lambda: find_frames(corpus(), machine_table()),
    "tone": lambda: find_tone(corpus(), mentions(), machine_table(), scorers=["textblob", "vader"]),
}


@cache
def found(what: str) -> pd.DataFrame:
    return FINDINGS[what]()


def part(table: pd.DataFrame, ids: Any) -> pd.DataFrame:
    return table[table["article_id"].isin(ids)].reset_index(drop=True)


WORDS: dict[str, Callable[[Any, Any], pd.DataFrame]] = {
    "voice_surplus": lambda a, how: voice_surplus(
        part(machine_table(), a["article_id"]), a, part(mentions(), a["article_id"]), **how
    ),
    "naming_shares": lambda a, how: naming_shares(part(found("naming"), a["article_id"]), a, **how),
    "distancing_rate": lambda a, how: distancing_rate(
        part(found("distancing"), a["article_id"]), a, part(machine_table(), a["article_id"]), **how
    ),
    "certainty_rate": lambda a, how: certainty_rate(
        part(found("certainty"), a["article_id"]), a, part(machine_table(), a["article_id"]), **how
    ),
    "agency": lambda a, how: agency(part(found("roles"), a["article_id"]), a, **how),
    "frame_shares": lambda a, how: frame_shares(part(found("frames"), a["article_id"]), a, **how),
    "frame_association": lambda a, how: frame_association(
        part(found("frames"), a["article_id"]), a, part(mentions(), a["article_id"]), **how
    ),
    "tone": lambda a, how: tone(part(found("tone"), a["article_id"]), a, **how),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize(
    ("seed", "n", "how"),
    [
        (0, 100, {"by": "outlet_country"}),
        (1, 40, {"by": "outlet_country", "cluster": "outlet"}),
        (2, 30, {"by": "outlet"}),
        (3, 12, {}),
        (4, 5, {"cluster": "outlet"}),
        (5, 1, {}),
        (6, 0, {}),
    ],
)
def test_word_choice_of_parts_of_the_corpus(name: str, seed: int, n: int, how: dict[str, Any]) -> None:
    table = corpus().sample(n, random_state=seed).sort_values("article_id").reset_index(drop=True)
    check_invariants(WORDS[name](table, how), where=f"{n} articles, {how}")


def coded_half(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, CodedSample]:
    """Articles, the machine's rows, and coders who find fewer of them and other sides in half of the articles."""
    rng = np.random.default_rng(seed)
    table = corpus().sample(n, random_state=seed).sort_values("article_id").reset_index(drop=True)
    rows, coded = part(machine_table(), table["article_id"]), table["article_id"].tolist()[: max(n // 2, 30)]
    human = part(rows, coded)
    human = human[rng.random(len(human)) < 0.8].reset_index(drop=True)
    human["side"] = human["side"].where(rng.random(len(human)) < 0.8, "US")
    ends = [len(text) for text in table.set_index("article_id").loc[coded, "text"]]
    units = pd.DataFrame(
        {"article_id": coded, "start": 0, "end": ends, "stratum": "all", "inclusion_probability": 0.5}
    )
    return table, rows, CodedSample(human, units)


@pytest.mark.parametrize("seed", range(4))
def test_measured_errors(seed: int) -> None:
    articles, rows, sample = coded_half([60, 100, 30, 40][seed], seed)
    check_invariants(measure_error(rows, articles, sample, cluster=[None, "outlet"][seed % 2]))


@pytest.mark.parametrize("n", [0, 1, 12, 100])
@pytest.mark.parametrize("by", ["outlet", "outlet_country"])
def test_overlap_of_coverage(n: int, by: str) -> None:
    check_invariants(coverage_overlap(corpus().sample(n, random_state=n).reset_index(drop=True), by=by))


@settings(max_examples=20, phases=QUICK)
@given(st.integers(0, 9_999), st.integers(1, 60), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_agreement_of_any_coders(seed: int, n: int, level: str) -> None:
    rng = np.random.default_rng(seed)
    first = "".join(rng.choice(list("1223."), n))
    second = "".join(
        a if rng.random() < 0.7 else b for a, b in zip(first, rng.choice(list("123."), n), strict=True)
    )
    check_invariants(agreement(coding([first, second]), level=level, n_resamples=99))


def test_no_measure_is_left_out() -> None:
    """A new public measure joins the tests above, or is named here with the reason why it has a table of its own."""
    tested = (
        {f.__name__ for f in BALANCE}
        | {"imbalance", "measure_error", "coverage_overlap", "agreement"}
        | set(WORDS)
    )
    # They take or gather rows of measures tables, and make none.
    tested |= {"examples", "compare_engines"}
    measures = {
        name
        for name in framing.__all__
        if (told := getattr(framing, name).__doc__)
        and "a measures table" in told
        and callable(getattr(framing, name))
    }
    assert measures <= tested, measures - tested
