"""Media-framing research: who gets to speak in the news, and in which words.

Articles come in, attributions are found, speakers get a side, functions measure, plots show, notebooks tell.
"""

from framing.corpus import make_articles, mark_duplicates, read_articles  # isort: skip
from framing.language import ParseStore, split_sentences  # isort: skip
from framing.attribution import find_attributions  # isort: skip
from framing.actors import find_mentions, load_codebook, resolve_speakers, unresolved_speakers  # isort: skip
from framing.balance import (  # isort: skip
    blame,
    blame_examples,
    coverage_overlap,
    cue_stance,
    directness,
    imbalance,
    match_articles,
    prominence,
    reply,
    source_diversity,
    voice_balance,
    voice_surplus,
)
from framing.wordchoice import (  # isort: skip
    agency,
    certainty_rate,
    concordance,
    contrast_words,
    count_words,
    distancing_rate,
    examples,
    find_certainty,
    find_distancing,
    find_naming,
    find_roles,
    naming_shares,
    naming_switches,
)
from framing.coding import (  # isort: skip
    agreement,
    apply_coding,
    coded_sample,
    coding_sheet,
    measure_error,
    read_coding,
    review,
    write_coding_sheet,
)
from framing.inference import articles_needed, detectable_difference  # isort: skip
from framing.plots import (  # isort: skip
    plot_balance,
    plot_blame,
    plot_contrast,
    plot_prominence,
    plot_stance,
    plot_stance_verbs,
    plot_timeline,
    save_figure,
)
from framing.view import show_article  # isort: skip
from framing.study import Study, compare_engines, match_attributions, run_study  # isort: skip
from framing.schema import check_table, read_table, write_table  # isort: skip

__version__ = "0.1.0"

__all__ = [
    "ParseStore",
    "Study",
    "__version__",
    "agency",
    "agreement",
    "apply_coding",
    "articles_needed",
    "blame",
    "blame_examples",
    "certainty_rate",
    "check_table",
    "coded_sample",
    "coding_sheet",
    "compare_engines",
    "concordance",
    "contrast_words",
    "count_words",
    "coverage_overlap",
    "cue_stance",
    "detectable_difference",
    "directness",
    "distancing_rate",
    "examples",
    "find_attributions",
    "find_certainty",
    "find_distancing",
    "find_mentions",
    "find_naming",
    "find_roles",
    "imbalance",
    "load_codebook",
    "make_articles",
    "mark_duplicates",
    "match_articles",
    "match_attributions",
    "measure_error",
    "naming_shares",
    "naming_switches",
    "plot_balance",
    "plot_blame",
    "plot_contrast",
    "plot_prominence",
    "plot_stance",
    "plot_stance_verbs",
    "plot_timeline",
    "prominence",
    "read_articles",
    "read_coding",
    "read_table",
    "reply",
    "resolve_speakers",
    "review",
    "run_study",
    "save_figure",
    "show_article",
    "source_diversity",
    "split_sentences",
    "unresolved_speakers",
    "voice_balance",
    "voice_surplus",
    "write_coding_sheet",
    "write_table",
]
