"""The policy frames: a sentence of each, and that every one of them is experimental."""

from __future__ import annotations

import pytest

from framing.corpus import make_articles
from framing.wordchoice.frames import find_frames, frame_scores
from framing.wordchoice.lexicon import load_lexicon

SENTENCES = {
    "policy_economic": "Exports fell, and taxpayers feared inflation.",
    "policy_capacity_resources": "A shortage of equipment strained the infrastructure.",
    "policy_morality": "The bishop called it a sin and a disgrace.",
    "policy_fairness_equality": "Discrimination and inequality were unfair.",
    "policy_legality": "The tribunal found the statute unconstitutional.",
    "policy_prescription": "The proposal would enact a moratorium.",
    "policy_crime_punishment": "Prosecutors charged the smuggler, who was jailed for fraud.",
    "policy_security_defense": "Soldiers fired missiles near the border.",
    "policy_health_safety": "Nurses vaccinated patients in hospitals.",
    "policy_quality_of_life": "Housing and schools eased daily life.",
    "policy_cultural_identity": "Their heritage, folklore and traditions survived.",
    "policy_public_opinion": "Pollsters surveyed respondents.",
    "policy_political": "Senators and voters awaited the election.",
    "policy_external_reputation": "The ambassador told diplomats of an embargo.",
}


@pytest.mark.parametrize("frame", SENTENCES)
def test_a_sentence_of_each_frame(frame):
    found = find_frames(make_articles([SENTENCES[frame]]), codebook="frames_policy")
    assert set(found["entry_id"]) == {frame}
    assert found["variant"].nunique() >= 3


def test_fourteen_have_terms_and_other_has_none():
    book = load_lexicon("frames_policy")
    assert sorted({entry.kind for entry in book.entries}) == sorted(SENTENCES)


def test_all_are_experimental():
    articles = make_articles([" ".join(SENTENCES.values())])
    scores = frame_scores(find_frames(articles, codebook="frames_policy"), articles)
    assert scores["frame"].tolist() == sorted(SENTENCES)
    assert scores["present"].all()
    assert scores["experimental"].all()


def test_a_protest_is_public_opinion_here_and_conflict_there():
    articles = make_articles(["They protested."])
    assert find_frames(articles, codebook="frames_policy")["entry_id"].tolist() == ["policy_public_opinion"]
    assert find_frames(articles)["entry_id"].tolist() == ["conflict"]
