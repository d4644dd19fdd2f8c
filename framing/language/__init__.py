"""Words, paragraphs, sentences, quotation marks and the parse."""

from framing.language.datelines import DATELINE, after_dateline
from framing.language.lemmas import lemmas
from framing.language.parser import Parse, model_version, parse, parse_texts
from framing.language.quotes import Quotation, quotations
from framing.language.sentences import Piece, paragraphs, sentence_pieces, split_sentences
from framing.language.store import ParseStore, cache_file
from framing.language.text import WORD, as_read, n_words, shadow, word_spans

__all__ = [
    "DATELINE",
    "WORD",
    "Parse",
    "ParseStore",
    "Piece",
    "Quotation",
    "after_dateline",
    "as_read",
    "cache_file",
    "lemmas",
    "model_version",
    "n_words",
    "paragraphs",
    "parse",
    "parse_texts",
    "quotations",
    "sentence_pieces",
    "shadow",
    "split_sentences",
    "word_spans",
]
