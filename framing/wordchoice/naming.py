"""Naming: which of several competing labels a referent is given, by whom, and where an article switches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.estimates.forms import SHARE, Floats
from framing.language import split_sentences
from framing.schema import check_table, make_table
from framing.wordchoice.findings import SPEAKER_SIDE, locate
from framing.wordchoice.lexicon import TermLexicon, load_lexicon

VOICES_ASKED = ("all", "author", "attributed")


def find_naming(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    codebook: TermLexicon | None = None,
) -> pd.DataFrame:
    """Find the labels that referents are given.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table; says in whose voice each label stands. Without it all are the author's.
    codebook : as `load_lexicon` gives it; by default the shipped "naming".

    Returns
    -------
    DataFrame, the findings table, `phenomenon` naming: `entry_id` is the referent, `variant` the label (its forms
    counted together), and `speaker_side` the side of who uses it (see `locate`).

    See Also
    --------
    naming_shares, naming_switches

    Notes
    -----
    Of two labels that overlap the longer one counts, so that "Syrian regime" is no "regime"; phrases under `not`
    ("sanctions regime") count for nothing; a referent with `with` counts only in sentences that hold one of its words.
    A label is found by its words alone: nobody checks that "rebels" are this article's rebels.

    Examples
    --------
    >>> articles = framing.make_articles(["The regime fell. “The government stands,” she said."])
    >>> find_naming(articles)["variant"].tolist()
    ['regime', 'government']
    """
    return find_terms(articles, attributions, codebook or load_lexicon("naming"), lambda kind: "naming")


def find_terms(
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    codebook: TermLexicon,
    phenomenon: Any,
) -> pd.DataFrame:
    """Labels of a codebook as located findings; `phenomenon` names the phenomenon of an entry's kind."""
    population = check_table(articles, "articles")
    sentences = split_sentences(population)
    texts = dict(zip(population["article_id"], population["text"], strict=True))
    rows = [
        {
            "article_id": article_id, "start": hit.start, "end": hit.end, "phenomenon": phenomenon(hit.entry.kind),
            "entry_id": hit.entry.id, "variant": hit.label.name,
        }
        for article_id, start, end in zip(
            sentences["article_id"], sentences["start"].tolist(), sentences["end"].tolist(), strict=True
        )
        for hit in codebook.find(texts[article_id], start, end)
    ]  # fmt: skip
    return locate(make_table(rows, "findings"), population, attributions, sentences=sentences)


def naming_shares(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    referent: str | Sequence[str] | None = None,
    voice: str = "all",
    by: str | Sequence[str] | None = None,
    by_side: bool = False,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how often each label is chosen among the labels of its referent.

    Parameters
    ----------
    findings : what `find_naming` found in `articles`; other phenomena are left out.
    articles : articles table, also those without any label.
    referent : entries to measure; by default all that were found.
    voice : "author" for the author's own words, "attributed" for those of speakers, "all" for both.
    by : columns of `articles` (`outlet`, `outlet_country`, `month` …) to group by.
    by_side : True measures the labels that speakers of each side use (`side`), attributed words only.
    cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table, `measure` naming_share, unit labels, one row per group, referent (column `entry_id`),
    label (`term`) and, with `by_side`, side of the speaker; `voice` says whose words, as asked: uses of the label out
    of all uses of the referent's labels. Every label that was found in any voice has its row, also where the
    voice asked for never uses it. With two groups their differences follow.

    Raises
    ------
    ValueError : an argument is none of those allowed, or findings are of articles that are not given.

    Notes
    -----
    The interval resamples articles, wire copy as one. The labels of a referent sum to 1 in every group; they
    compete, so that their intervals are not independent. With `by_side`, labels of speakers without a side
    (other, joint, unresolved) have rows of their own only for other; `n_unresolved` counts the unresolved.

    References
    ----------
    Fowler, R. (1991). Language in the News. Routledge.

    Examples
    --------
    >>> naming_shares(findings, articles, by="outlet_country", voice="author")
    """
    choose("voice", voice, VOICES_ASKED)
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = named_rows(findings, population, "naming")
    labels = rows.groupby("entry_id", sort=True)["variant"].unique().map(sorted).to_dict()
    everything = list(labels)
    own = own_sides(rows)
    if by_side:
        if voice == "author":
            raise ValueError(
                "voice='author' is not allowed with by_side=True: the author has no side; leave it out."
            )
        voice = "attributed"
    if voice != "all":
        rows = rows[(rows["voice"] == voice).to_numpy(dtype=bool)]
    for each in [] if referent is None else [referent] if isinstance(referent, str) else list(referent):
        choose("referent", each, everything)
    wanted = everything if referent is None else [referent] if isinstance(referent, str) else list(referent)
    wanted = list(dict.fromkeys(wanted))
    tables = []
    plan = make_plan(population, own=own, pair=pair_of(own), by=by, cluster=cluster, seed=seed)
    for entry in wanted:
        tally = _count_labels(
            rows[(rows["entry_id"] == entry).to_numpy(dtype=bool)], labels[entry], population, own, by_side
        )
        table = measures_table(plan, tally)
        tables.append(table.assign(entry_id=pd.Series([entry] * len(table), dtype="str", index=table.index)))
    if not tables:
        empty = measures_table(plan, Tally([], np.zeros(len(population)), np.zeros(len(population))))
        return empty.assign(entry_id=pd.Series(dtype="str"), voice=pd.Series(dtype="str"))
    out = pd.concat(tables, ignore_index=True)
    return out.assign(voice=pd.Series([voice] * len(out), dtype="str", index=out.index))


def _count_labels(
    rows: pd.DataFrame, labels: Sequence[str], articles: pd.DataFrame, own: tuple[str, ...], by_side: bool
) -> Tally:
    at = pd.Index(articles["article_id"]).get_indexer(rows["article_id"])
    side = (
        rows[SPEAKER_SIDE].astype("object").to_numpy() if SPEAKER_SIDE in rows else np.full(len(rows), None)
    )
    label = rows["variant"].to_numpy(dtype=object)

    def total(flags: npt.NDArray[np.bool_]) -> Floats:
        return np.bincount(at, weights=flags.astype(np.float64), minlength=len(articles)).astype(np.float64)

    quantities = []
    every = np.ones(len(rows), dtype=bool)
    groups = [(name, side == name) for name in (*own, "other")] if by_side else [(None, every)]
    for name, flags in groups:
        everything = total(flags)
        for term in labels:
            hits = total(flags & (label == term))
            quantities.append(
                Quantity(
                    "naming_share", SHARE, np.column_stack([hits, everything]), unit="labels", side=name,
                    term=term, compare=True,
                )
            )  # fmt: skip
    joint, unresolved = (total(side == name) for name in ("joint", "unresolved"))
    return Tally(quantities, joint, unresolved)


def named_rows(
    findings: pd.DataFrame, articles: pd.DataFrame, *phenomena: str, need: Sequence[str] = ()
) -> pd.DataFrame:
    """The findings of some phenomena, checked, all of their articles in `articles`."""
    rows = check_table(findings, "findings", need=["entry_id", "variant", "voice", *need])
    rows = rows[rows["phenomenon"].isin(phenomena).to_numpy(dtype=bool)].reset_index(drop=True)
    unknown = rows.loc[~rows["article_id"].isin(articles["article_id"]), "article_id"]
    if len(unknown):
        raise ValueError(
            f"findings: article_id {unknown.iloc[0]!r} is not in articles ({unknown.nunique()} such); pass all "
            "articles that the findings were made in."
        )
    return rows


def own_sides(rows: pd.DataFrame) -> tuple[str, ...]:
    """The codebook's sides of the speakers, in its order."""
    if SPEAKER_SIDE not in rows or not isinstance(rows[SPEAKER_SIDE].dtype, pd.CategoricalDtype):
        return tuple(sorted(set(rows.get(SPEAKER_SIDE, pd.Series(dtype="str")).dropna()) - _SHARED))
    return tuple(str(side) for side in rows[SPEAKER_SIDE].cat.categories if side not in _SHARED)


_SHARED = {"joint", "other", "unresolved"}


def pair_of(own: tuple[str, ...]) -> tuple[str, str] | None:
    """The first two sides, between which groups are compared; ('', '') where speakers have no sides."""
    return (own[0], own[1]) if len(own) > 1 else ("", "")


def naming_switches(findings: pd.DataFrame) -> pd.DataFrame:
    """Where an article names a referent by one label in its author's voice and by another in a speaker's.

    Parameters
    ----------
    findings : what `find_naming` found, with attributions.

    Returns
    -------
    DataFrame, one row per article and referent with a switch, sorted by both: `article_id`, `entry_id`,
    `author_labels` and `speaker_labels` (the labels of each voice with their counts: "government 2; regime 1"),
    `only_author`, `only_speakers` (labels that one voice uses and the other does not), `speaker_sides` (the sides that
    use the last).

    Notes
    -----
    A switch is a label that speakers use and the author avoids, in an article whose author names the same referent by
    another one, or the other way round.

    Examples
    --------
    >>> naming_switches(find_naming(articles, attributions))
    """
    rows = check_table(findings, "findings", need=["entry_id", "variant", "voice"])
    rows = rows[(rows["phenomenon"] == "naming").to_numpy(dtype=bool)]
    out = [
        found
        for (article_id, entry), part in rows.groupby(["article_id", "entry_id"], sort=True)
        for found in _switch(str(article_id), str(entry), part)
    ]
    names = (
        "article_id",
        "entry_id",
        "author_labels",
        "speaker_labels",
        "only_author",
        "only_speakers",
        "speaker_sides",
    )
    return pd.DataFrame(out, columns=list(names)).astype("str")


def _switch(article_id: str, entry: str, part: pd.DataFrame) -> Iterator[dict[str, str]]:
    author = part.loc[part["voice"] == "author", "variant"]
    spoken = part[(part["voice"] == "attributed").to_numpy(dtype=bool)]
    ours, theirs = set(author), set(spoken["variant"])
    if not ours or not theirs or ours == theirs:
        return
    other = spoken[spoken["variant"].isin(theirs - ours)]
    sides = sorted(set(other[SPEAKER_SIDE].dropna().astype("str"))) if SPEAKER_SIDE in other else []
    yield {
        "article_id": article_id,
        "entry_id": entry,
        "author_labels": _counted(author),
        "speaker_labels": _counted(spoken["variant"]),
        "only_author": "; ".join(sorted(ours - theirs)),
        "only_speakers": "; ".join(sorted(theirs - ours)),
        "speaker_sides": "; ".join(sides),
    }


def _counted(labels: pd.Series) -> str:
    counts = sorted(labels.value_counts().items(), key=lambda item: (-item[1], str(item[0])))
    return "; ".join(f"{label} {count}" for label, count in counts)


__all__ = ["find_naming", "naming_shares", "naming_switches"]
