"""The whole analysis in one call that can be interrupted and run again."""

from framing.study.result import Study
from framing.study.run import run_study

__all__ = ["Study", "run_study"]
