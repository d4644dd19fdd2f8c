from framing.study.compare import StudyComparison, compare_studies
from framing.study.engines import compare_engines
from framing.study.matching import match_attributions
from framing.study.publish import find_text, without_text
from framing.study.redraw import Redrawn, redraw_study
from framing.study.report import write_report
from framing.study.result import Study
from framing.study.run import run_study
from framing.study.scan import StudyScan, scan_study

__all__ = [
    "Redrawn",
    "Study",
    "StudyComparison",
    "StudyScan",
    "compare_engines",
    "compare_studies",
    "find_text",
    "match_attributions",
    "redraw_study",
    "run_study",
    "scan_study",
    "without_text",
    "write_report",
]
