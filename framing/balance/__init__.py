"""Who speaks, how much, and how sure that is."""

from framing.balance.simulate import simulate_study
from framing.balance.voice import voice_balance

__all__ = ["simulate_study", "voice_balance"]
