"""The report of a study: one page with figures, numbers, method, limits and problems, from its folder alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from framing.files import write_text
from framing.plots.captions import axis_of, title_of
from framing.schema import read_table
from framing.study.method import LIMITS, bibliography, method_paragraph
from framing.study.sentences import Sentences, holds_text
from framing.study.write import MANIFEST
from framing.view.report import (
    Link,
    Section,
    listed,
    paragraphs,
    picture,
    preformatted,
    report_page,
    shown,
    sortable,
)

REPORT = "report.html"
REFERENCES = "references.bib"
_NUMBERS = {
    "estimate": "estimate", "ci_low": "low", "ci_high": "high", "numerator": "counted", "denominator": "out of",
    "n_articles": "articles", "bound_low": "bound low", "bound_high": "bound high", "p_value": "p", "p_adjusted":
    "p adjusted", "reason": "note",
}  # fmt: skip
_NAMES = {"unit": "unit", "side": "side", "versus": "versus", "target_side": "toward", "term": "which"}
_WORDS = {
    "contrast": "words", "term": "word", "target": "group a", "reference": "group b", "n_target": "in a",
    "n_reference": "in b", "per_million_target": "per million in a", "per_million_reference": "per million in b",
    "log_ratio": "log ratio", "ci_low": "low", "ci_high": "high", "p_adjusted": "p adjusted",
    "articles_target": "articles in a", "articles_reference": "articles in b", "reason": "note",
}  # fmt: skip
_MOST_WORDS = 400


def write_report(folder: str | os.PathLike[str]) -> list[Path]:
    """Write the report of a finished study into its folder: `report.html`, `references.bib`, `sentences/`.

    Parameters
    ----------
    folder : what `run_study` wrote, with or without text; the articles are not needed.

    Returns
    -------
    list of the paths: the page, the references, and the pages of `sentences/` where the study holds its text.

    Raises
    ------
    FileNotFoundError : the folder holds no finished study.

    Notes
    -----
    The page is one file that loads nothing: figures are in it, tables sort by their heads, and it prints. An estimate
    leads to the attributions that it counts, a word to its lines, and each of them to its place in its article; these
    pages stand in `sentences/`, unless the study holds no text, or more of it than a browser opens with ease. The same
    study gives the same bytes.
    """
    root = Path(folder)
    if not (root / MANIFEST).is_file():
        raise FileNotFoundError(
            f"{str(root)!r} holds no finished study: {MANIFEST} is not there; run the study first."
        )
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    tables = {
        name: pd.read_parquet(root / "tables" / f"{name}.parquet")
        for name in ("articles", "contrast", "problems")
    }
    if holds_text(tables["articles"]):
        tables["attributions"] = read_table(root / "tables" / "attributions.parquet", table="attributions")
    tables["measures"] = read_table(root / "tables" / "measures.parquet", table="measures")
    return report_files(root, manifest, tables)


def report_files(root: Path, manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> list[Path]:
    """The report of a study whose figures are in `root` already, and the sentences behind its numbers."""
    behind = Sentences(tables, _groups(manifest, tables["measures"]))
    sections = [
        Section("glance", "At a glance", _glance(manifest, tables)),
        Section("figures", "Figures", _figures(root, manifest, len(tables["articles"]))),
        Section(
            "measures",
            "Every measure, all articles together",
            _measures(manifest, tables["measures"], behind, grouped=False),
        ),
        Section(
            "groups", "Every measure, by group", _measures(manifest, tables["measures"], behind, grouped=True)
        ),
        Section("words", "Words", _words(tables["contrast"], behind)),
        Section("method", "Method, to quote", _method(manifest)),
        Section("limits", "What these numbers cannot say", listed(LIMITS)),
        Section("problems", "Problems of the input", _problems(tables["problems"])),
        Section("data", "The data", _data(manifest, tables["articles"])),
    ]
    title = f"Who speaks, and in which words: {manifest['arguments']['input']}"
    subtitle = (
        f"A study by media-framing {manifest['framing']}. Every number has its unit, denominator and interval, or says "
        "why not."
    )
    page, references = root / REPORT, root / REFERENCES
    write_text(page, report_page(title, subtitle, sections))
    write_text(references, bibliography(manifest))
    return [page, references, *behind.write(root, _shown_words(tables["contrast"]), report=REPORT)]


def _groups(manifest: Mapping[str, Any], measures: pd.DataFrame) -> list[str]:
    return [name for name in manifest["arguments"]["by"] if name in measures.columns]


def _glance(manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> str:
    articles, rows = tables["articles"], manifest["rows"]
    overall = _overall(manifest, tables["measures"])
    words = overall[(overall["unit"] == "words") & (overall["measure"] == "voice_share")]
    engine = manifest["arguments"]["engine"]
    facts = [
        f"{rows['articles']:,} articles{_span(articles)}, {rows['attributions']:,} attributions found by the {engine} "
        "engine."
    ]
    for row in words.to_dict("records"):
        if pd.isna(row["estimate"]):
            continue
        counted = f"{shown(row['numerator'])} of {shown(row['denominator'])} words"
        ends = f"{_percent(row['ci_low'])} to {_percent(row['ci_high'])}"
        why = (
            f"{row['confidence_level']:.0%} interval {ends}"
            if pd.notna(row["ci_low"])
            else str(row["reason"])
        )
        facts.append(
            f"{row['side']}: {_percent(row['estimate'])} of the words of identified speakers ({why}; {counted})."
        )
    unknown = overall[(overall["measure"] == "unresolved_share") & (overall["unit"] == "words")]
    facts += [
        f"Unresolved speakers have {_percent(value)} of all attributed words; they count for no side."
        for value in unknown["estimate"].dropna()
    ]
    return listed(facts)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _span(articles: pd.DataFrame) -> str:
    parts = []
    if articles["outlet"].notna().any():
        n = articles["outlet"].nunique()
        parts.append(f" of {n:,} outlet{'s' if n > 1 else ''}")
    dates = articles["date"].dropna()
    if len(dates):
        first, last = (pd.Timestamp(day).date().isoformat() for day in (dates.min(), dates.max()))
        parts.append(f" from {first} to {last}" if first != last else f" of {first}")
    return "".join(parts)


def _figures(root: Path, manifest: Mapping[str, Any], n_articles: int) -> str:
    out = []
    for name, each in manifest["figures"].items():
        svg = next((file for file in each["files"] if file.endswith(".svg")), None)
        if svg is None:
            out.append(paragraphs(f"{name}: not drawn: {each['reason']}"))
            continue
        alt = (root / svg).with_suffix(".alt.txt").read_text(encoding="utf-8").strip()
        # The picture has its own notes; who cannot see it hears them all.
        caption = (
            f"{alt.split('. ')[0].rstrip('.')}. Corpus: {manifest['arguments']['input']}, {n_articles:,} articles. "
            f"The numbers: figures/{name}.csv."
        )
        out.append(picture((root / svg).read_bytes(), kind="image/svg+xml", alt=alt, caption=caption))
    return "".join(out) or paragraphs("No figure.")


def _overall(manifest: Mapping[str, Any], measures: pd.DataFrame) -> pd.DataFrame:
    groups = _groups(manifest, measures)
    return measures[measures[groups].isna().all(axis=1)] if groups else measures


def _measures(
    manifest: Mapping[str, Any], measures: pd.DataFrame, behind: Sentences, *, grouped: bool
) -> str:
    groups = _groups(manifest, measures)
    overall = _overall(manifest, measures)
    rows = measures.drop(overall.index) if grouped else overall
    if rows.empty:
        return paragraphs("The study has no groups." if grouped else "Nothing was measured.")
    names = list(dict.fromkeys(rows["measure"]))
    titles, legend = {}, []
    for name in names:
        mine = rows[rows["measure"] == name]
        units = " or ".join(dict.fromkeys(mine["unit"].dropna().astype(str)))
        titles[name] = name.replace("_", " ")
        # With the unit of its first row alone the sentence would be wrong for the others.
        told = mine.assign(unit=units) if mine["unit"].nunique() > 1 else mine
        told = told.assign(term="[which]") if mine["term"].notna().any() else told
        legend.append(f"{titles[name]}: {title_of(told, name, [])}; {axis_of(told, name, names)}.")
    table = pd.DataFrame({"measure": rows["measure"].map(titles)})
    for name in groups if grouped else []:
        table[name.replace("_", " ")] = rows[name].astype("str")
    for name, head in {**_NAMES, **_NUMBERS}.items():
        if rows[name].notna().any():
            numeric = pd.api.types.is_numeric_dtype(rows[name].dtype)
            table[head] = rows[name].astype("float64") if numeric else rows[name].astype("str")
    level = rows["confidence_level"].dropna()
    interval = f"low and high: the {level.iloc[0]:.0%} interval" if len(level) else "no intervals"
    leads = "" if behind.why_not else " An estimate leads to its sentences."
    caption = f"{len(rows):,} rows; {interval}; click a head to sort. Out of: the denominator.{leads}"
    anchors = [f"m-{number}" for number in rows.index]
    addresses = [
        behind.of_number(row, anchor, _told(row, groups))
        for row, anchor in zip(rows.to_dict("records"), anchors, strict=True)
    ]
    shown_rows = sortable(table, caption=caption, link=Link(_NUMBERS["estimate"], addresses, anchors))
    if behind.why_not and not grouped:
        shown_rows += paragraphs(behind.why_not)
    return shown_rows if grouped else shown_rows + "<h3>What each measure is</h3>\n" + listed(legend)


def _told(row: Mapping[Any, Any], groups: Sequence[str]) -> str:
    """A number in words, as the page of its sentences names it."""
    about = [row[name] for name in (*groups, "versus", "side", "target_side", "term")]
    given = ", ".join(str(each) for each in about if pd.notna(each))
    value = "" if pd.isna(row["estimate"]) else f" = {shown(float(row['estimate']))}"
    return f"{row['measure'].replace('_', ' ')} ({row['unit']}{f'; {given}' if given else ''}){value}"


def _shown_words(contrast: pd.DataFrame) -> pd.DataFrame:
    order = contrast["z"].abs().sort_values(ascending=False, kind="stable").index
    return contrast.loc[order].head(_MOST_WORDS)


def _words(contrast: pd.DataFrame, behind: Sentences) -> str:
    if contrast.empty:
        return paragraphs("No word is frequent enough in both groups together.")
    rows = _shown_words(contrast)
    table = pd.DataFrame({head: rows[name] for name, head in _WORDS.items() if rows[name].notna().any()})
    told = f"the {_MOST_WORDS:,} with the largest |z| of " if len(contrast) > _MOST_WORDS else ""
    caption = (
        f"{told}{len(contrast):,} words. Log ratio: of the relative frequencies, to base 2, above 0: more in a; p "
        "adjusted over all words. by: words of the sides' speakers; about: the outlets' own words in sentences on one "
        "side alone."
    )
    return sortable(
        table, caption=caption, link=Link("word", [behind.of_word(row) for row in rows.to_dict("records")])
    )


def _method(manifest: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    return (
        paragraphs(method_paragraph(manifest), f"Versions: {versions}.")
        + "<h3>References (BibTeX)</h3>\n"
        + preformatted(bibliography(manifest))
    )


def _problems(problems: pd.DataFrame) -> str:
    if problems.empty:
        return paragraphs("None: every row or file of the input was read as it is.")
    return sortable(problems.dropna(axis="columns", how="all"), caption=f"{len(problems):,} rows")


def _data(manifest: Mapping[str, Any], articles: pd.DataFrame) -> str:
    given, books = manifest["input"], manifest["codebooks"]
    n = len(given)
    facts = [
        f"Input: {manifest['arguments']['input']}, {n:,} file{'s' if n > 1 else ''}; SHA-256 of each in manifest.json.",
        "Codebooks: " + ", ".join(f"{name} {each['version']}" for name, each in books.items()) + ".",
        f"Parser {manifest['parser_model']}; weights of the engine {manifest['engine_model'] or 'none'}.",
        f"Arguments: {json.dumps(manifest['arguments'], ensure_ascii=False)}",
    ]
    if not manifest["arguments"].get("keep_text", True):
        facts.append("The tables hold no article text: ids, hashes, offsets, labels and counts alone.")
    columns = [name for name in ("outlet", "outlet_country", "language") if articles[name].notna().any()]
    if not columns:
        return listed(facts)
    grouped = articles.groupby(columns, dropna=False, observed=True)
    table = grouped.agg(articles=("article_id", "size"), words=("n_words", "sum")).reset_index()
    table["words"] = table["words"].astype("float64")
    named = table.rename(columns=lambda name: str(name).replace("_", " "))
    return listed(facts) + sortable(named, caption="Articles and their words")


__all__ = ["REFERENCES", "REPORT", "report_files", "write_report"]
