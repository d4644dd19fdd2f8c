"""The whole analysis in one call that can be interrupted and run again."""

from framing.study.compare import StudyComparison, compare_studies
from framing.study.engines import compare_engines
from framing.study.matching import match_attributions
from framing.study.result import Study
from framing.study.run import run_study

__all__ = [
    "Study",
    "StudyComparison",
    "compare_engines",
    "compare_studies",
    "match_attributions",
    "run_study",
]
