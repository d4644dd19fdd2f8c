"""Media-framing research: attributions, balance, word choice."""
