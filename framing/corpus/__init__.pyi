from framing.corpus.duplicates import mark_duplicates
from framing.corpus.importing import Imported, import_corpus
from framing.corpus.limits import LimitError, Limits
from framing.corpus.make import make_articles
from framing.corpus.offsets import FileOffsets, read_file_offsets
from framing.corpus.outlets import Outlet, OutletCodebook, load_outlets
from framing.corpus.periods import add_periods
from framing.corpus.read import read_articles
from framing.corpus.report import corpus_report
from framing.corpus.skeleton import describe_file

__all__ = [
    "FileOffsets",
    "Imported",
    "LimitError",
    "Limits",
    "Outlet",
    "OutletCodebook",
    "add_periods",
    "corpus_report",
    "describe_file",
    "import_corpus",
    "load_outlets",
    "make_articles",
    "mark_duplicates",
    "read_articles",
    "read_file_offsets",
]
