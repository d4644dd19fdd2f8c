"""A study that can be published when its articles may not be: tables without text, and a check that none is left."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from framing.schema import TABLES, check_table, format_spans, text_columns

# Words in a row that count as a piece of an article; shorter runs are common to many texts.
LIMIT = 8
# Results: their words are what is reported, and no figure could be drawn again without them.
_RESULTS = ("measures", "contrast")
_WORD = re.compile(r"\w+")


def without_text(tables: Mapping[str, pd.DataFrame], *, keep: Sequence[str] = ()) -> dict[str, pd.DataFrame]:
    """The tables of a study without article text: ids, hashes, offsets, labels and counts stay.

    Parameters
    ----------
    tables : name → table, as `Study.tables` has them.
    keep : columns of the input that stay, such as those that the study groups by; all others of the input go, since
        nobody knows what is in them.

    Returns
    -------
    name → DataFrame. `counts` (the words of every article) becomes the number of words and of different words of each
    article, `unresolved` (names) the number of attributions alone; articles get `sha256`, the hash of their text, so
    that who has the articles can tell that they are the same.
    """
    out: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        if name in _RESULTS:
            out[name] = table
        elif name == "counts":
            out[name] = _totals(table)
        elif name == "unresolved":
            numbers = [column for column in table.columns if pd.api.types.is_numeric_dtype(table[column])]
            out[name] = table[numbers]
        else:
            out[name] = _stripped(table, name, keep)
    return out


def _totals(counts: pd.DataFrame) -> pd.DataFrame:
    grouped = counts.groupby("article_id", sort=True, observed=True)
    return grouped.agg(n_words=("count", "sum"), n_terms=("term", "nunique")).reset_index()


def _stripped(table: pd.DataFrame, name: str, keep: Sequence[str]) -> pd.DataFrame:
    known = [column.name for column in TABLES[name].columns]
    bearing = set(text_columns(name))
    kept = [c for c in table.columns if (c in known and c not in bearing) or c in keep]
    out = check_table(table, name)[kept].copy()
    for column in TABLES[name].columns:
        if column.name in out and column.kind == "spans":
            out[column.name] = pd.Series(
                [format_spans(spans) for spans in out[column.name]], index=out.index, dtype="str"
            )
    return out


def find_text(
    folder: str | os.PathLike[str], articles: pd.DataFrame, *, words: int = LIMIT, allowed: int = 0
) -> pd.DataFrame:
    """Where in a folder article text stands: every file of it is read, Parquet by its cells, others by their text.

    Parameters
    ----------
    folder : a study, or anything else that is to be published.
    articles : articles table, with the texts that must not be in it.
    words : how many words in a row, the same in an article, count as a piece of it.
    allowed : so many different pieces may stand in each file; for concordance lines that are shown on purpose.

    Returns
    -------
    DataFrame, one row per file with more pieces than allowed: `file`, `n_pieces` (different runs of `words` words that
    stand in an article too), `article_id` of the first, `piece`, the first. Empty where the folder may be published.

    Raises
    ------
    ValueError : `words` is below 2.

    Notes
    -----
    Case and punctuation are looked through. Pictures are not read, of a PDF its title and description alone. A file
    named as an input may be named after a headline: names of files and ids are not looked at.
    """
    if words < 2:
        raise ValueError(f"words={words} is not allowed; allowed: 2 or more words in a row.")
    known: dict[tuple[str, ...], str] = {}
    population = check_table(articles, "articles")
    for article_id, text in zip(population["article_id"], population["text"], strict=True):
        for piece in _pieces(text, words):
            known.setdefault(piece, str(article_id))
    rows = []
    root = Path(folder)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        found = {
            piece: known[piece] for text in _texts(path) for piece in _pieces(text, words) if piece in known
        }
        if len(found) > allowed:
            first = min(found)
            rows.append((path.relative_to(root).as_posix(), len(found), found[first], " ".join(first)))
    table = pd.DataFrame(rows, columns=["file", "n_pieces", "article_id", "piece"])
    return table.astype({"file": "str", "n_pieces": "int64", "article_id": "str", "piece": "str"})


def _pieces(text: str, words: int) -> Iterator[tuple[str, ...]]:
    found = _WORD.findall(text.casefold())
    return zip(*(found[start:] for start in range(words)), strict=False)


def _texts(path: Path) -> Iterator[str]:
    """What a reader of the file would see as text, each cell of a Parquet file apart."""
    if path.suffix.lower() == ".png":
        return
    if path.suffix.lower() != ".parquet":
        yield path.read_bytes().decode("utf-8", "replace")
        return
    table = pq.read_table(path)
    for name in table.column_names:
        for value in table.column(name).to_pylist():
            if isinstance(value, str):
                yield value
