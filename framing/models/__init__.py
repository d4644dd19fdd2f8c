"""Weights in the package, each with its card."""
