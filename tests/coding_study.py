"""A small study to code: texts, what a machine found in them, and what is true."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.schema import make_table

SIDES = ("NORTH", "SOUTH")

TEXT = (
    "Talks on the canal end\n\n"
    "Minister Ada Berg said the canal would open. Colonel Ruso denied the claim. Nobody signed.\n"
    "“We will wait,” said Ines Tal, who called it “a start”. Rain fell."
)
Words = str | tuple[str, ...] | None


def span(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text, the first time."""
    start = text.index(words)
    return start, start + len(words)


def row(
    text: str, article_id: str, speaker: Words, cue: Words, content: Words, **more: Any
) -> dict[str, Any]:
    """A row of the attributions table from the words that it covers."""
    pieces = (content,) if isinstance(content, str) else tuple(content or ())
    spans = tuple(span(text, piece) for piece in pieces)
    out: dict[str, Any] = {"article_id": article_id, "content": " … ".join(pieces), "content_spans": spans}
    out |= {"content_start": spans[0][0], "content_end": spans[-1][1], "engine": "rules", "act": "speech"}
    for role, words in (("speaker", speaker), ("cue", cue)):
        if isinstance(words, str):
            start, end = span(text, words)
            out |= {role: words, f"{role}_start": start, f"{role}_end": end}
    cue_start = out.get("cue_start", -1)
    out["attribution_id"] = f"{article_id}:{spans[0][0]}-{spans[-1][1]}:{cue_start}"
    return out | more


def canal(article_id: str = "canal", text: str = TEXT) -> list[dict[str, Any]]:
    """What the machine found in TEXT: one right, one with the wrong side, one that is none; one was missed."""
    return [
        row(text, article_id, "Minister Ada Berg", "said", "the canal would open", side="NORTH", n_words=4,
            stance="neutral", cue_class="assert", cue_lemma="say", actor_id="berg", resolved_by="name"),
        row(text, article_id, "Colonel Ruso", "denied", "the claim", side="NORTH", n_words=2,
            stance="neutral", cue_class="deny", cue_lemma="deny", actor_id="ruso", resolved_by="title"),
        row(text, article_id, None, "called", "“a start”", side="unresolved", n_words=2, stance="neutral",
            cue_class="assert", cue_lemma="call", resolved_by="none"),
    ]  # fmt: skip


def canal_study(n: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`n` articles with the same text, up to a number, and what the machine found in each."""
    rows, articles = [], []
    for i in range(n):
        name = f"canal{i:02d}" if n > 1 else "canal"
        text = TEXT.replace("Rain fell", f"Rain fell {i} days") if n > 1 else TEXT
        rows += canal(name, text)
        outlet = ("Coast Daily", "Harbour Post", "Northern Wire")[i % 3]
        articles.append({"article_id": name, "text": text, "body_start": 24, "outlet": outlet})
    return make_table(articles, "articles"), make_table(rows, "attributions", sides=SIDES, group="resolved")
