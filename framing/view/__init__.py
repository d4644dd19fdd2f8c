"""Articles with their attributions marked, and lines of concordance, for the notebook and as pages of their own."""

from framing.view.article import MarkedArticle, show_article
from framing.view.compare import compare_articles
from framing.view.concordance import ConcordancePage, concordance_page
from framing.view.listing import CorpusPage, corpus_page

__all__ = [
    "ConcordancePage",
    "CorpusPage",
    "MarkedArticle",
    "compare_articles",
    "concordance_page",
    "corpus_page",
    "show_article",
]
