"""The checks to make before the first analysis: outlets, dates, lengths, copies, languages, gaps in time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.corpus.duplicates import mark_duplicates
from framing.corpus.outlets import load_outlets
from framing.schema import check_table

# ok: nothing to do; look: read some of these articles; mend: an analysis by this would be wrong or empty.
VERDICTS = ("ok", "look", "mend")
SHORT, LONG = 50, 5_000
# A gap is this many times the usual distance between days with articles, and two weeks at least.
_GAP, _LEAST = 10, 14
_COLUMNS = {
    "check": "str", "group": "str", "value": "str", "n": "Int64", "out_of": "Int64", "unit": "str",
    "verdict": "str", "meaning": "str",
}  # fmt: skip


def corpus_report(articles: pd.DataFrame, problems: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check a corpus before it is analysed.

    Parameters
    ----------
    articles : articles table. Copies are sought unless `duplicate_of` holds some already.
    problems : problems table of `read_articles` or `import_corpus`, whose rows are then counted too.

    Returns
    -------
    DataFrame, one row per finding, in the order of the checks: `check` (articles, outlets, dates, gaps, lengths,
    copies, languages, problems), `group` (what it is about), `value`, `n` out of `out_of` in `unit`, `verdict` (ok;
    look: read some of them; mend: an analysis by this would be wrong or empty), `meaning`.

    Raises
    ------
    ValueError : `articles` or `problems` is no such table.

    See Also
    --------
    plot_corpus, read_articles, import_corpus, mark_duplicates

    Notes
    -----
    A gap is a stretch without articles, in the corpus or in an outlet with 20 or more, of two weeks at least and ten
    times the usual distance between its days with articles; the longest of each is named. Short is under 50 words,
    long over 5,000: a headline alone, or several articles in one. Nothing is changed or dropped.

    Examples
    --------
    >>> import framing
    >>> articles = framing.make_articles(["The ship came.", "The ship left."], outlet="Harbour Post", date="2020-05-01")
    >>> report = framing.corpus_report(articles)
    >>> report.loc[report["verdict"] == "mend", ["check", "group"]].values.tolist()
    []
    """
    table = check_table(articles, "articles")
    faults = None if problems is None else check_table(problems, "problems")
    rows: list[dict[str, Any]] = []
    n = len(table)
    words = int(table["n_words"].fillna(0).sum()) if n else 0
    rows.append(
        _row(
            "articles",
            "all",
            f"{words:,} words",
            n,
            n,
            "ok" if n else "mend",
            "articles to analyse" if n else "there is no article",
        )
    )
    if n:
        rows += (
            _outlets(table)
            + _dates(table)
            + _gaps(table)
            + _lengths(table)
            + _copies(table)
            + _languages(table)
        )
    if faults is not None:
        rows += _faults(faults)
    return (
        pd.DataFrame(rows, columns=list(_COLUMNS))
        .astype(_COLUMNS)
        .astype({"verdict": pd.CategoricalDtype(list(VERDICTS), ordered=True)})
    )


def _row(
    check: str,
    group: str,
    value: str,
    n: int,
    out_of: int,
    verdict: str,
    meaning: str,
    unit: str = "articles",
) -> dict[str, Any]:
    return {
        "check": check, "group": group, "value": value, "n": n, "out_of": out_of, "unit": unit,
        "verdict": verdict, "meaning": meaning,
    }  # fmt: skip


def _outlets(table: pd.DataFrame) -> list[dict[str, Any]]:
    n = len(table)
    names = table["outlet"]
    missing = int(names.isna().sum())
    sizes = names.value_counts()
    sizes = sizes.reset_index().sort_values(["count", "outlet"], ascending=[False, True])
    few = int((sizes["count"] < 5).sum())
    rows = [
        _row(
            "outlets", "without outlet", "", missing, n, "mend" if missing == n else "look" if missing else "ok",
            "nothing can be compared by outlet" if missing == n else "left out of comparisons by outlet"
            if missing else "every article has one",
        ),
        _row(
            "outlets", "outlets", f"{len(sizes)} outlets", len(sizes), len(sizes), "ok", "different names of outlets",
            "outlets",
        ),
        _row(
            "outlets", "under five articles", "", few, len(sizes), "look" if few else "ok",
            "their own rows will have no interval" if few else "each has five articles or more", "outlets",
        ),
    ]  # fmt: skip
    book = load_outlets()
    for name, count in sizes.itertuples(index=False):
        entry = book.find(str(name))
        own = table.loc[names == name]
        placed = entry is not None or bool((own["outlet_country"].notna() & own["outlet_type"].notna()).all())
        rows.append(
            _row(
                "outlets", str(name), entry.outlet_id if entry else "", int(count), n, "ok" if placed else "look",
                "known to the codebook of outlets" if entry else "country and type as given" if placed
                else "not in the codebook of outlets: give outlet_country and outlet_type yourself",
            )
        )  # fmt: skip
    return rows


def _dates(table: pd.DataFrame) -> list[dict[str, Any]]:
    n = len(table)
    dates = table["date"].dropna()
    missing = n - len(dates)
    told = "" if dates.empty else f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}"
    rows = [
        _row(
            "dates", "without date", told, missing, n, "look" if missing else "ok",
            "left out of weeks and months; offices are resolved without a date" if missing else "every article has one",
        )
    ]  # fmt: skip
    if len(dates) >= 8:
        low, high = dates.quantile(0.25), dates.quantile(0.75)
        reach = 3 * max(high - low, pd.Timedelta(days=30))
        far = int(((dates < low - reach) | (dates > high + reach)).sum())
        rows.append(
            _row(
                "dates", "far from the others", "", far, n, "look" if far else "ok",
                "day and month exchanged, or the date of the export?" if far else "no date stands apart",
            )
        )  # fmt: skip
    first = int((dates.dt.day == 1).sum())
    if len(dates) >= 20 and first > len(dates) / 4:
        rows.append(
            _row(
                "dates",
                "first of a month",
                "",
                first,
                n,
                "look",
                "a month without its day is read as its first",
            )
        )
    return rows


def _gaps(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    groups = [
        ("all", table),
        *((str(name), part) for name, part in table.groupby("outlet") if len(part) >= 20),
    ]
    for name, part in groups:
        days = part["date"].dropna().dt.normalize().drop_duplicates().sort_values()
        apart = days.diff().dropna()
        if len(apart) < 8:
            continue
        limit = max(_GAP * apart.median(), pd.Timedelta(days=_LEAST))
        gaps = apart[apart > limit]
        if gaps.empty:
            continue
        longest, after = gaps.max(), days.loc[gaps.idxmax()]
        told = f"the longest {after - longest:%Y-%m-%d} to {after:%Y-%m-%d}, {longest.days} days"
        rows.append(
            _row(
                "gaps", name, told, len(gaps), len(apart), "look",
                "no article on these days: not published, not collected, or not found by the search?", "stretches",
            )
        )  # fmt: skip
    dated = table["date"].notna().any()
    return rows or [
        _row(
            "gaps",
            "all",
            "",
            0,
            len(groups),
            "ok",
            "no long stretch without articles" if dated else "no dates to tell by",
            "groups",
        )
    ]


def _lengths(table: pd.DataFrame) -> list[dict[str, Any]]:
    n, words = len(table), table["n_words"].fillna(0)
    short, long = int((words < SHORT).sum()), int((words > LONG).sum())
    middle = f"median {words.median():,.0f}, {words.min():,} to {words.max():,} words"
    return [
        _row(
            "lengths", f"under {SHORT} words", middle, short, n, "look" if short else "ok",
            "headlines alone, captions, or texts behind a paywall?" if short else "none is that short",
        ),
        _row(
            "lengths", f"over {LONG:,} words", middle, long, n, "look" if long else "ok",
            "several articles in one, or a transcript?" if long else "none is that long",
        ),
    ]  # fmt: skip


def _copies(table: pd.DataFrame) -> list[dict[str, Any]]:
    n = len(table)
    marked = table if table["duplicate_of"].notna().any() else mark_duplicates(table)
    copies = marked[marked["duplicate_of"].notna()]
    outlet = marked.set_index("article_id")["outlet"].astype("object")
    originals = outlet.reindex(copies["duplicate_of"]).to_numpy()
    told = pd.DataFrame(
        {"copy": copies["outlet"].astype("object").to_numpy(), "original": originals}
    ).dropna()
    within = int((told["copy"] == told["original"]).sum())
    where = (
        f"{within} in the outlet of their original, {len(told) - within} in another" if len(copies) else ""
    )
    if len(told) < len(copies):
        where += f", {len(copies) - len(told)} without an outlet"
    return [
        _row(
            "copies", "copies of another", where, len(copies), n, "look" if len(copies) else "ok",
            "mark_duplicates marks them; marked, they weigh as one text" if len(copies) else "no text stands twice",
        )
    ]  # fmt: skip


def _languages(table: pd.DataFrame) -> list[dict[str, Any]]:
    n = len(table)
    sizes = table["language"].fillna("not told").value_counts().sort_index()
    return [
        _row(
            "languages", str(name), "", int(count), n, "ok" if _english(name) else "look",
            "analysed" if _english(name) else "kept, and not analysed: the toolkit reads English",
        )
        for name, count in sizes.items()
    ]  # fmt: skip


def _english(language: object) -> bool:
    """As everywhere: a variety of English is English, and what is not told is taken for it."""
    return language == "not told" or str(language).casefold().replace("_", "-").split("-")[0] == "en"


def _faults(problems: pd.DataFrame) -> list[dict[str, Any]]:
    sizes = problems.groupby(["level", "code"], observed=True).size()
    if sizes.empty:
        return [_row("problems", "none", "", 0, 0, "ok", "nothing was wrong with the files", "problems")]
    first = problems.groupby(["level", "code"], observed=True)["message"].first()
    return [
        _row(
            "problems", f"{level}: {code}", "", int(count), len(problems), "mend" if code == "tally" else "look",
            f"such as: {str(first[level, code])[:160]}", "problems",
        )
        for (level, code), count in sizes.items()
    ]  # fmt: skip
