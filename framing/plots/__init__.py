"""Figures: every function takes `ax=None` and returns the Axes it drew on."""

from framing.plots.agency import plot_agency
from framing.plots.balance import plot_balance
from framing.plots.blame import plot_blame
from framing.plots.contrast import plot_contrast
from framing.plots.corpus import plot_corpus
from framing.plots.dispersion import plot_dispersion
from framing.plots.frames import plot_frames
from framing.plots.naming import plot_naming
from framing.plots.prominence import plot_prominence
from framing.plots.save import save_figure
from framing.plots.shift import plot_shift
from framing.plots.stance import plot_stance, plot_stance_verbs
from framing.plots.timeline import plot_timeline
from framing.plots.tone import plot_tone

__all__ = [
    "plot_agency",
    "plot_balance",
    "plot_blame",
    "plot_contrast",
    "plot_corpus",
    "plot_dispersion",
    "plot_frames",
    "plot_naming",
    "plot_prominence",
    "plot_shift",
    "plot_stance",
    "plot_stance_verbs",
    "plot_timeline",
    "plot_tone",
    "save_figure",
]
