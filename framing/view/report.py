"""A page of sections, figures and sortable tables: one file, nothing from the network, all text escaped."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.view.marks import attribute, plain
from framing.view.sheet import digest, resource


@dataclass(frozen=True)
class Section:
    """A part of a page: where its link goes to, its heading, and its HTML, which its maker has escaped."""

    anchor: str
    heading: str
    html: str


def paragraphs(*texts: str) -> str:
    """Paragraphs of plain text."""
    return "".join(f"<p>{plain(text)}</p>\n" for text in texts if text)


def listed(items: Sequence[str]) -> str:
    """A list of plain texts."""
    return "<ul>\n" + "".join(f"<li>{plain(item)}</li>\n" for item in items) + "</ul>\n"


def preformatted(text: str) -> str:
    """Text to copy, as it stands."""
    return f"<pre>{plain(text)}</pre>\n"


def picture(image: bytes, *, kind: str, alt: str, caption: str) -> str:
    """A figure within the page: `kind` is a MIME type. As an image no script in it could run."""
    data = base64.b64encode(image).decode("ascii")
    return (
        f'<figure>\n<img src="data:{kind};base64,{data}" alt="{attribute(alt)}">\n'
        f"<figcaption>{plain(caption)}</figcaption>\n</figure>\n"
    )


@dataclass(frozen=True)
class Link:
    """Where a row of a table leads: the column whose cells are the link, an address for each row, and its own place."""

    column: str
    addresses: Sequence[str | None]
    anchors: Sequence[str] | None = None


def sortable(table: pd.DataFrame, *, caption: str, link: Link | None = None) -> str:
    """A table whose heads sort it. Numbers keep their value beside what is shown of them; missing ones are a dash."""
    head = "".join(f'<th scope="col">{plain(str(name))}</th>' for name in table.columns)
    numbers = [pd.api.types.is_numeric_dtype(table[name].dtype) for name in table.columns]
    rows = []
    linked = list(table.columns).index(link.column) if link is not None else -1
    for at, row in enumerate(table.astype(object).itertuples(index=False, name=None)):
        leads = link.addresses[at] if link is not None else None
        cells = (
            _cell(value, number, leads if column == linked else None)
            for column, (value, number) in enumerate(zip(row, numbers, strict=True))
        )
        place = f' id="{attribute(link.anchors[at])}"' if link is not None and link.anchors else ""
        rows.append(f"<tr{place}>{''.join(cells)}</tr>")
    body = "\n".join(rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{attribute(caption)}">\n'
        f'<table class="sortable"><caption>{plain(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table>\n</div>\n"
    )


def _cell(value: object, number: bool, leads: str | None = None) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return f"<td>{_linked('–', leads)}</td>"
    if not number or isinstance(value, bool):
        text = str(value)
        return f"<td{' class=long' if len(text) > 40 else ''}>{_linked(plain(text), leads)}</td>"
    assert isinstance(value, int | float | np.number)
    return f'<td class="n" data-v="{float(value):.12g}">{_linked(shown(float(value)), leads)}</td>'


def _linked(html: str, leads: str | None) -> str:
    return html if leads is None else f'<a href="{attribute(leads)}">{html}</a>'


def shown(value: float) -> str:
    """A number as people read it: whole ones with their thousands, others with one to three digits after the point."""
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = (
        f"{value:,.0f}"
        if float(value).is_integer() and abs(value) < 1e15
        else f"{value:,.{1 if abs(value) >= 1000 else 3}f}"
    )
    return text.replace("-", "−")


def report_page(title: str, subtitle: str, sections: Sequence[Section], *, back: str = "") -> str:
    """The whole page with its contents; it may load nothing, and run nothing but the sorting of its tables."""
    style, script = resource("report.css"), resource("report.js")
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'"
    )
    contents = "".join(
        f'<li><a href="#{attribute(each.anchor)}">{plain(each.heading)}</a></li>' for each in sections
    )
    body = "".join(
        f'<section id="{attribute(each.anchor)}">\n<h2>{plain(each.heading)}</h2>\n{each.html}</section>\n'
        for each in sections
    )
    to_report = f'<p><a href="{attribute(back)}">← the report</a></p>\n' if back else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{attribute(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{plain(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{plain(title)}</h1>\n{to_report}<p>{plain(subtitle)}</p>\n"
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n{body}</main>\n<script>{script}</script>\n'
        "</body>\n</html>\n"
    )
