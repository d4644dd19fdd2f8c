"""What a cue alone says: (cue, what follows, entry, act, class, stance)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.attribution.cue_index import index_cues
from framing.attribution.cues import load_cues
from framing.attribution.lookup import CueReading, look_up

KNOWN = [
    # auxiliaries, adverbs, negation and hearers are passed over
    ("said", "the pier was shut", "say.v", "speech", "assert", "neutral"),
    ("has also repeatedly said", "that the pier was shut", "say.v", "speech", "assert", "neutral"),
    ("told Ms Orlova", "that the pier was shut", "tell.v", "speech", "assert", "neutral"),
    ("held", "the harbour board responsible for the leak", "hold_responsible.v", "speech", "accuse", "neutral"),
    ("held", "that the board was void of power", "hold.v", "attitude", "assert", "neutral"),
    ("doesn’t think", "the ice will hold", "think.v", "attitude", "assert", "neutral"),
    ("never denied", "the loan", "deny.v", "speech", "deny", "neutral"),
    ("’s called for", "a new count", "call_for.v", "speech", "demand", "neutral"),
    ("SAID", "the pier was shut", "say.v", "speech", "assert", "neutral"),
    # the longest entry first, words between its own allowed
    ("has made clear", "that time is short", "make_clear.v", "speech", "assert", "endorsing"),
    ("took strong issue with", "the count", "take_issue_with.v", "speech", "deny", "neutral"),
    ("lashed out at", "the club", "lash_out.v", "speech", "accuse", "neutral"),
    ("vowed", "to sail again", "vow.v", "speech", "promise", "neutral"),
    ("was adamant", "that the door was shut", "adamant.a", "attitude", "assert", "distancing"),
    ("in the eyes of", "the guild", "in_the_eyes_of.p", "speech", "assert", "neutral"),
    ("according to a note by", "", "according_to.p", "speech", "assert", "neutral"),
    ("was quoted as saying", "", "quote_as_saying.v", "speech", "assert", "neutral"),
    # what follows decides
    ("called", "on drivers to slow down", "call_on.v", "speech", "demand", "neutral"),
    ("called", "the offer a trick", "call.v", "speech", "assert", "neutral"),
    ("asked", "the crew to wait", "ask_to.v", "speech", "demand", "neutral"),
    ("asked", "whether the crew would wait", "ask.v", "speech", "ask", "neutral"),
    ("asked him to leave", "", "ask_to.v", "speech", "demand", "neutral"),
    ("told", "his clerks never to speak", "tell_to.v", "speech", "demand", "neutral"),
    ("told", "The firm wants Mr Hale to leave", "tell.v", "speech", "assert", "neutral"),
    ("agreed", "to lower its fee", "agree_to.v", "speech", "promise", "neutral"),
    ("agreed", "that the fee was high", "agree.v", "speech", "assert", "neutral"),
    ("is said", "to be a count", "be_said_to.v", "speech", "assert", "distancing"),
    # of several verbs the one that governs
    ("declined to say", "where he was", "decline.v", "speech", "deny", "neutral"),
    ("tried to explain", "the loss", "explain.v", "speech", "assert", "endorsing"),
    ("concluded by admonishing", "the boys", "admonish.v", "speech", "accuse", "neutral"),
    ("began tweeting", "pictures", "tweet.v", "speech", "assert", "neutral"),
    ("said, referring to the bay by its old name", "", "say.v", "speech", "assert", "neutral"),
    ("had pledged to support", "the mate", "pledge.v", "speech", "promise", "neutral"),
    ("could be heard grousing", "that it rained", "grouse.v", "speech", "accuse", "neutral"),
    # a verb with little to say of its own leaves the word to its object; a feeling that is voiced is spoken
    ("voiced deep concern about", "the dam", "concern.n", "speech", "other", "neutral"),
    ("made a strong condemnation of", "the sale", "condemnation.n", "speech", "accuse", "neutral"),
    ("had nothing but praise for", "the cook", "praise.n", "speech", "other", "neutral"),
    ("launched an attack on", "the mayor", "attack.n", "speech", "accuse", "neutral"),
    # verb, noun or adjective
    ("'s claim", "that he swam", "claim.n", "speech", "assert", "distancing"),
    ("claims", "he swam", "claim.v", "speech", "assert", "distancing"),
    ("protests of", "the guild", "protest.n", "speech", "accuse", "neutral"),
    ("was determined", "to win", "determined.a", "attitude", "promise", "neutral"),
    ("has determined", "that the cable broke", "determine.v", "speech", "assert", "endorsing"),
    ("remained hopeful", "that she would come", "hopeful.a", "attitude", "other", "neutral"),
    (
        "the surprising suggestion at the debate",
        "that he swam",
        "suggestion.n",
        "speech",
        "assert",
        "neutral",
    ),
    # words that are cues only where they are marked
    ("strongly supports", "the dam", "support.v", "attitude", "other", "neutral"),
    ("In", "the port’s own survey", "in.p", "speech", "assert", "neutral"),
    ("was clear", "that it leaked", "clear.a", "attitude", "assert", "endorsing"),
    ("re-tweeted", "his rival", "tweet.v", "speech", "assert", "neutral"),
]


@pytest.mark.parametrize(("cue", "following", "cue_id", "act", "cue_class", "stance"), KNOWN)
def test_a_cue_alone(cue: str, following: str, cue_id: str, act: str, cue_class: str, stance: str) -> None:
    reading = look_up(cue, following)
    assert reading is not None
    assert (reading.cue_id, reading.act, reading.cue_class, reading.stance) == (
        cue_id,
        act,
        cue_class,
        stance,
    )


UNKNOWN = [
    ("has grommeted", "that it leaked", ("grommeted", "speech", "assert", "neutral")),
    ("was grumpical", "that it leaked", ("grumpical", "attitude", "other", "neutral")),
    ("grommeted", "to win", ("grommeted", "attitude", "promise", "neutral")),
    ("a grommetation", "to win", ("grommetation", "speech", "assert", "neutral")),
    (":", "“We sail.”", (":", "speech", "assert", "neutral")),
    ("is", "", ("is", "speech", "assert", "neutral")),
]


@pytest.mark.parametrize(("cue", "following", "expected"), UNKNOWN)
def test_the_rule_for_unknown_cues(cue: str, following: str, expected: tuple[str, ...]) -> None:
    assert look_up(cue, following) == CueReading(None, *expected)


@pytest.mark.parametrize("cue", ["", "  ", "\n"])
def test_nothing_in_a_cue_without_a_sign(cue: str) -> None:
    assert look_up(cue, "the pier was shut") is None


@pytest.mark.parametrize(
    ("cue", "not_this"),
    [
        ("harkened back to", "back.v"),
        ("a long list of", "long.v"),
        ("cited ports, like Norden and Vane", "like.v"),
        ("built-in", "in.p"),
        ("grommeted in", "in.p"),
        ("a sign of", "sign.v"),
    ],
)
def test_what_must_not_be_read(cue: str, not_this: str) -> None:
    reading = look_up(cue)
    assert reading is not None and reading.cue_id != not_this


def test_of_two_codebooks_the_first_speaks() -> None:
    head = "cue_id,lemma,inflections,pos,frames,act,cue_class,stance\n"
    first = load_cues(head + "mope.v,mope,mope|moped,verb,clause,speech,accuse,neutral\n")
    second = load_cues(
        head
        + "mope.v,mope,mope|moped,verb,clause,attitude,other,neutral\n"
        + "stride.v,stride,stride|strode,verb,np,speech,assert,neutral\n"
    )
    index = index_cues(first, second)
    reading = look_up("strode and moped", index=index)
    assert reading == CueReading("mope.v", "mope", "speech", "accuse", "neutral")
    assert index.version == f"{first.version}+{second.version}"


@given(
    st.lists(
        st.sampled_from(
            "said to be told asked the of on a by in praise claims was not ’s , : “ that called for make".split()
        )
        | st.text(max_size=6),
        max_size=12,
    ),
    st.text(max_size=20),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_words_give_a_reading_or_nothing(words: list[str], following: str) -> None:
    cue = " ".join(words)
    reading = look_up(cue, following)
    if reading is not None:
        assert reading.lemma and reading.act in ("speech", "attitude")
        assert reading.cue_class in ("assert", "accuse", "deny", "demand", "promise", "ask", "other")
        assert reading.stance in ("neutral", "endorsing", "distancing")
