"""Articles with their attributions marked, and lines of concordance, for the notebook and as pages of their own."""

from framing.view.article import MarkedArticle, show_article
from framing.view.compare import compare_articles
from framing.view.concordance import ConcordancePage, concordance_page

__all__ = ["ConcordancePage", "MarkedArticle", "compare_articles", "concordance_page", "show_article"]
