"""An article with its attributions marked: who speaks, with which cue, and what is attributed to them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from framing.checks import suggest
from framing.files import write_text
from framing.palette import SideStyle, side_styles
from framing.schema import check_covers, check_table
from framing.view.marks import Mark, marked, plain
from framing.view.sheet import page, style

_UNKNOWN = "unresolved"


@dataclass(frozen=True)
class MarkedArticle:
    """An article with its attributions marked. A notebook shows it; `save` writes a page of its own.

    `html` is a fragment that brings its own style: no script, nothing from the network.
    """

    article_id: str
    html: str = field(repr=False)
    title: str = field(repr=False)
    language: str = field(repr=False, default="")

    def _repr_html_(self) -> str:
        return self.html

    def page(self) -> str:
        """The whole page, self-contained."""
        return page(self.html, title=self.title, language=self.language)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page, aside first and then renamed; the same article gives the same bytes."""
        write_text(path, self.page())


def show_article(articles: pd.DataFrame, attributions: pd.DataFrame, *, article_id: str) -> MarkedArticle:
    """Mark the attributions of one article in its text.

    Parameters
    ----------
    articles : articles table.
    attributions : attributions table, best after `resolve_speakers`; without sides it is shown and said to be so.
    article_id : which article.

    Returns
    -------
    MarkedArticle, which a notebook shows and whose `save(path)` writes a self-contained page.

    Raises
    ------
    ValueError : `article_id` is not in `articles`; spans lie outside the text or do not cover their words, as
        when the attributions come from another version of it.

    Notes
    -----
    Content is underlined and its side printed before it ("NORTH · Ada Berg"); speakers are bold, cues italic. Each
    side has its own underline, so that no colour is needed to tell them apart. Attributions inside the content of
    others are marked too. Resting on a mark shows how it was found and resolved.

    Examples
    --------
    >>> show_article(articles, attributions, article_id="buoy-corvane").save("buoy.html")     # doctest: +SKIP
    """
    checked = check_table(articles, "articles")
    ids = checked["article_id"].tolist()
    if article_id not in ids:
        raise ValueError(
            f"article_id={article_id!r} is not in articles ({len(ids):,} of them).{suggest(article_id, ids)} "
            "See articles['article_id']."
        )
    article = checked.iloc[ids.index(article_id)].to_dict()
    found = check_table(attributions, "attributions")
    mine = found[found["article_id"] == article_id].reset_index(drop=True)
    text = str(article["text"])
    _check_spans(mine, checked, text)
    resolved = "side" in mine.columns
    styles = side_styles(mine["side"].cat.categories if resolved else [])
    classes = {side: f"s{order}" for order, side in enumerate(styles)}
    marks = [
        mark for row in mine.to_dict("records") for mark in _marks(_record(row), classes, text, resolved)
    ]
    body = marked(text, marks, body_start=_body_start(article))
    label = f"Article {article_id} with its attributions"
    html = (
        f'<article class="framing-article" aria-label="{plain(label)}">\n<style>\n{style(styles)}</style>\n'
        f"<header>{_about(article)}{_legend(mine, styles, classes, resolved)}</header>\n"
        f'<div class="text">{body}</div>\n</article>\n'
    )
    title = next((article[name] for name in ("headline", "article_id") if not pd.isna(article[name])), "")
    language = "" if pd.isna(article["language"]) else str(article["language"])
    return MarkedArticle(article_id, html, str(title), language)


def _check_spans(mine: pd.DataFrame, articles: pd.DataFrame, text: str) -> None:
    for start, end in (
        ("content_start", "content_end"),
        ("speaker_start", "speaker_end"),
        ("cue_start", "cue_end"),
    ):
        outside = (mine[start] < 0) | (mine[end] > len(text)) | (mine[end] < mine[start])
        if outside.fillna(False).any():
            row = mine[outside.fillna(False)].iloc[0]
            raise ValueError(
                f"attributions: {row['attribution_id']}: {start}={row[start]}, {end}={row[end]} lie outside the text "
                f"({len(text)} characters); pass the articles that the attributions were found in."
            )
    # A table published without its texts has only offsets to go by.
    check_covers(mine[mine["content"].notna() & mine["content_spans"].notna()], articles)


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row with None for what is missing."""
    return {
        str(key): value if isinstance(value, tuple) or not pd.isna(value) else None
        for key, value in row.items()
    }


def _body_start(article: Mapping[Any, Any]) -> int:
    if not pd.isna(article["body_start"]):
        return int(article["body_start"])
    headline = article["headline"]
    opens = not pd.isna(headline) and headline and str(article["text"]).startswith(str(headline))
    return len(str(headline)) if opens else 0


def _marks(row: dict[str, Any], classes: dict[str, str], text: str, resolved: bool) -> list[Mark]:
    side = row.get("side") or _UNKNOWN
    look, identity = classes[side], str(row["attribution_id"])
    about = _tooltip(row, text)
    name = row.get("actor") or row["speaker"] or _words(row, "speaker", text) or "no speaker in the text"
    tag = " ".join((f"{side} · {name}" if resolved else name).split())
    pieces = row["content_spans"] or ((row["content_start"], row["content_end"]),)
    marks = [
        Mark(start, end, "mark", f"content {look}", identity, about, tag if order == 0 else f"… {tag}")
        for order, (start, end) in enumerate(pieces)
    ]
    for role, element in (("speaker", "b"), ("cue", "i")):
        start, end = row[f"{role}_start"], row[f"{role}_end"]
        if start is not None and end is not None:
            marks.append(Mark(int(start), int(end), element, f"{role} {look}", identity, about))
    return [mark for mark in marks if mark.end > mark.start]


def _words(row: dict[str, Any], role: str, text: str) -> str:
    start, end = row.get(f"{role}_start"), row.get(f"{role}_end")
    return "" if start is None or end is None else text[int(start) : int(end)]


def _tooltip(row: dict[str, Any], text: str) -> str:
    """What is known about one attribution, a line each; what is missing is left out."""
    cue_kind = ", ".join(str(row[name]) for name in ("cue_class", "stance") if row[name])
    cue, led_by = _words(row, "cue", text), _words(row, "antecedent", text)
    lines = [
        ("speaker", _words(row, "speaker", text)),
        ("actor", " · ".join(str(row[name]) for name in ("actor", "actor_id") if row.get(name))),
        ("side", row.get("side")),
        ("resolved by", " ".join(filter(None, [row.get("resolved_by"), f"({led_by})" if led_by else ""]))),
        ("anonymous", "yes" if row.get("anonymous") else None),
        ("cue", f"{cue} ({cue_kind})" if cue and cue_kind else cue or cue_kind),
        ("quote type", row["quote_type"]),
        ("act", row["act"]),
        ("target", " · ".join(filter(None, [_words(row, "target", text), row.get("target_side")]))),
        ("construction", row["construction"]),
        ("engine", row["engine"]),
        ("inside", row["nested_in"]),
        ("attribution", row["attribution_id"]),
    ]
    return "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in lines if value)


def _about(article: Mapping[Any, Any]) -> str:
    date = article["date"]
    day = "" if pd.isna(date) else date.date().isoformat()
    known = [article[name] for name in ("outlet", "outlet_country") if not pd.isna(article[name])]
    parts = [*map(str, known), day, str(article["article_id"])]
    return f"<p>{plain(' · '.join(part for part in parts if part))}</p>"


def _legend(mine: pd.DataFrame, styles: dict[str, SideStyle], classes: dict[str, str], resolved: bool) -> str:
    number = f"{len(mine):,} attribution{'' if len(mine) == 1 else 's'}"
    roles = '<b class="speaker">speaker</b>, <i class="cue">cue</i>, <mark class="content d0">content</mark>'
    if not resolved:
        return f"<p>{number} — {roles}</p>\n<p><strong>side not resolved: run resolve_speakers</strong></p>"
    counts = mine["side"].fillna(_UNKNOWN).value_counts()
    shown = [
        f'<mark class="content {classes[side]} d0">{plain(side)}</mark> {int(counts.get(side, 0))}'
        for side in styles
        if counts.get(side, 0) or side not in ("joint", "other", _UNKNOWN)
    ]
    return f"<p>{number}: {' · '.join(shown)} — {roles}</p>" if shown else f"<p>{number} — {roles}</p>"
