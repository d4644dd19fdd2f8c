"""Find attributions: gate, parse, constructions, quotations that go on, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pandas as pd

from framing.attribution.link import candidates, join
from framing.attribution.rows import Row
from framing.attribution.rules import parsed_articles
from framing.attribution.tagger import mark_article, settings
from framing.checks import choose
from framing.language import ParseStore
from framing.schema import check_covers, check_table, make_table

ENGINES = ("tagger", "rules")
# The one with the higher mean of voice F1 on us_ru dev and triple F1 on PolNeAR dev: `benchmarks/attribution.py`.
DEFAULT_ENGINE = "tagger"
# Articles whose sentences are parsed together: enough to fill the parser's batches, few enough to stay small.
_TOGETHER = 32


def find_attributions(
    articles: pd.DataFrame, *, engine: str = DEFAULT_ENGINE, store: ParseStore | None = None, workers: int = 1
) -> pd.DataFrame:
    """Find every attribution: who is said to have said, written, denied, demanded or thought what.

    Parameters
    ----------
    articles : articles table (`read_articles`, `make_articles`). Articles whose `language` is given and not "en" are
        left out.
    engine : "tagger": a small neural tagger marks speakers, cues and contents and how they belong together; joined
        with what the constructions find (nested ones, quotations that go on, headlines), with a `confidence`.
        "rules": constructions over a dependency parse and the cue codebook alone, no weights.
    store : where parses are kept (see `language.parse`); for one worker only.
    workers : processes. The result does not depend on it.

    Returns
    -------
    DataFrame, the attributions table of the schema, one row per attribution: offsets (code points of `text`) and words
    of speaker, cue, content and target; quote_type; act (speech or attitude); construction, the function that found it;
    nested_in. Rows sort by article, then start.

    Raises
    ------
    ValueError : a column is missing, or `engine` is unknown.

    See also
    --------
    resolve_speakers : adds the actor and the side of each speaker.

    Notes
    -----
    Spans follow Pareti (2012) and Newell et al. (2018): content without "that" and with its quotation marks; the
    accused stands inside the content; titles and appositions belong to the speaker.

    References
    ----------
    Newell, E., Margolin, D. & Ruths, D. (2018). An attribution relations corpus for political news. LREC.
    Pareti, S. (2012). A database of attribution relations. LREC.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["“We are leaving,” Ms Orlova said, accusing the harbour board of waste."])
    >>> framing.find_attributions(articles)[["speaker", "cue", "content"]].values.tolist()
    [['Ms Orlova', 'said', '“We are leaving,”'], ['Ms Orlova', 'accusing', 'the harbour board of waste']]
    """
    choose("engine", engine, ENGINES)
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers={workers!r} is not allowed; allowed: 1 or more processes.")
    articles = check_table(articles, "articles")
    english = articles[
        articles["language"].isna() | articles["language"].str.lower().str.match(r"en(?:[-_]|$)")
    ]
    jobs = [
        (str(article_id), str(text), min(max(0, int(body_start)), len(text)))
        for article_id, text, body_start in zip(
            english["article_id"], english["text"], english["body_start"].fillna(0), strict=True
        )
    ]
    repeats = {
        str(a): (int(s), int(e))
        for a, s, e in zip(
            articles["article_id"],
            articles["headline_repeat_start"],
            articles["headline_repeat_end"],
            strict=True,
        )
        if pd.notna(s) and pd.notna(e)
    }
    batches = [jobs[start : start + _TOGETHER] for start in range(0, len(jobs), _TOGETHER)]
    rows: list[Row] = []
    if workers == 1 or len(batches) < 2:
        for batch in batches:
            rows.extend(extract_batch(batch, engine=engine, store=store))
    else:
        with ProcessPoolExecutor(max_workers=workers) as pool:
            for part in pool.map(partial(extract_batch, engine=engine), batches):
                rows.extend(part)
    table = make_table((row.as_dict(repeats.get(row.article_id)) for row in rows), "attributions")
    check_covers(table, english)
    return table


def extract_batch(
    jobs: Sequence[tuple[str, str, int]], *, engine: str = DEFAULT_ENGINE, store: ParseStore | None = None
) -> list[Row]:
    """Attributions of a few articles, given as (article_id, text, body_start)."""
    out: list[Row] = []
    for article in parsed_articles(jobs, store=store):
        found = article.found()
        if engine == "tagger":
            marked = mark_article(article.text, article.body_start, quotes=article.quotes)
            found = join(
                article.text,
                candidates(article.text, marked),
                found,
                settings(),
                body_start=article.body_start,
            )
        out.extend(article.rows(found))
    return out
