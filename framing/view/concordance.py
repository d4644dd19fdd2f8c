"""A page of concordance lines, a place for each word: where the points of a figure lead."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from framing.anchors import anchor_of
from framing.checks import need_columns
from framing.files import write_text
from framing.view.marks import attribute, plain
from framing.view.report import Section, report_page

_NEEDED = ("article_id", "left", "node", "right")


@dataclass(frozen=True)
class ConcordancePage:
    """A self-contained page; `save` writes it, and `n_lines` says how many lines it shows."""

    html: str = field(repr=False)
    n_lines: int

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page, aside first and then renamed; the same lines give the same bytes."""
        write_text(path, self.html)


def concordance_page(
    lines: Mapping[str, pd.DataFrame], *, title: str = "Concordance", limit: int = 100, back: str = ""
) -> ConcordancePage:
    """Make a page of the sentences behind each word, to which `plot_contrast(…, links=page)` leads.

    Parameters
    ----------
    lines : word → its lines, as `concordance` returned them; a column `leads` is the address of each line's article.
    title : heading of the page.
    limit : at most so many lines of each word; how many there are is said. Lines are article text: where the articles
        may not be published, choose it with their owner.
    back : address of the page that leads here, for a link back to it.

    Returns
    -------
    ConcordancePage; `save("words.html")` writes it.

    Raises
    ------
    ValueError : a column of a concordance is missing; `limit` is below 1.

    Examples
    --------
    >>> pages = {word: concordance(articles, word) for word in ("standoff", "misunderstanding")}
    >>> concordance_page(pages).save("words.html")
    """
    if limit < 1:
        raise ValueError(f"limit={limit} is not allowed; allowed: 1 or more lines of each word.")
    sections, total = [], 0
    for word, found in lines.items():
        need_columns(found, list(_NEEDED), what=f"lines[{word!r}]", hint="concordance gives them.")
        n, shown = len(found), found.head(limit)
        total += len(shown)
        more = f", the first {len(shown):,}" if n > len(shown) else ""
        heading = f"{word}: {n:,} place{'' if n == 1 else 's'}{more}"
        sections.append(Section(anchor_of(word), heading, _table(shown, word)))
    subtitle = f"{len(sections):,} words. Each line is a place in an article, with whose words it stands in."
    return ConcordancePage(report_page(title, subtitle, sections, back=back), total)


def _table(lines: pd.DataFrame, word: str) -> str:
    if lines.empty:
        return "<p>No place was found.</p>\n"
    rows = []
    for row in lines.to_dict("records"):
        where = " · ".join(
            _given(row.get(name)) for name in ("outlet", "date", "article_id") if _given(row.get(name))
        )
        voice = _given(row.get("voice"))
        side = _given(row.get("side"))
        whose = f"speaker: {side}" if voice == "attributed" and side else voice
        words = (
            f"{plain(str(row['left']))}<strong>{plain(str(row['node']))}</strong>{plain(str(row['right']))}"
        )
        leads = _given(row.get("leads"))
        place = f'<a href="{attribute(leads)}">{plain(where)}</a>' if leads else plain(where)
        rows.append(f'<tr><td dir="auto">{words}</td><td>{plain(whose)}</td><td>{place}</td></tr>')
    label = attribute(f"Lines of {word}")
    body = "\n".join(rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">\n<table>\n'
        '<thead><tr><th scope="col">line</th><th scope="col">whose words</th><th scope="col">where</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table>\n</div>\n"
    )


def _given(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT:
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
