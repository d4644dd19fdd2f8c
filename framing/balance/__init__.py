"""Who speaks, how much, how early, introduced by which words and accused of what, and how sure that is."""

from framing.balance.blame import blame, blame_examples
from framing.balance.directness import directness
from framing.balance.diversity import source_diversity
from framing.balance.imbalance import imbalance
from framing.balance.overlap import coverage_overlap, match_articles
from framing.balance.prominence import prominence
from framing.balance.replies import reply
from framing.balance.simulate import simulate_study
from framing.balance.stance import cue_stance
from framing.balance.surplus import voice_surplus
from framing.balance.voice import voice_balance

__all__ = [
    "blame",
    "blame_examples",
    "coverage_overlap",
    "cue_stance",
    "directness",
    "imbalance",
    "match_articles",
    "prominence",
    "reply",
    "simulate_study",
    "source_diversity",
    "voice_balance",
    "voice_surplus",
]
