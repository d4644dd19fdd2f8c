"""Articles with their attributions marked, for the notebook and as pages of their own."""

from framing.view.article import MarkedArticle, show_article

__all__ = ["MarkedArticle", "show_article"]
