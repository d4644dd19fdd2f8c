"""What the codebook is missing, ranked."""

from __future__ import annotations

import json

import pandas as pd

from framing.checks import need_columns
from framing.schema import check_table


def unresolved_speakers(attributions: pd.DataFrame) -> pd.DataFrame:
    """Rank the speakers that lead to no actor, each with a codebook stub to paste.

    Parameters
    ----------
    attributions : attributions table after `resolve_speakers`.

    Returns
    -------
    DataFrame, most frequent first: speaker (as written most often), n_attributions, n_articles, n_words (of their
    contents), stub (YAML for the codebook; empty for pronouns and bare offices, which no entry would help).

    Raises
    ------
    ValueError : `side` is missing: run `resolve_speakers` first.
    """
    need_columns(attributions, ["side"], what="attributions", hint="Run resolve_speakers first.")
    rows = check_table(attributions, "attributions", need=["side"])
    rows = rows[(rows["side"] == "unresolved") & rows["speaker"].notna()]
    columns = ["speaker", "n_attributions", "n_articles", "n_words", "stub"]
    if rows.empty:
        return pd.DataFrame(
            {name: pd.Series(dtype="str" if name in ("speaker", "stub") else "Int64") for name in columns}
        )
    key = rows["speaker"].str.casefold().str.replace(r"\s+", " ", regex=True).str.removeprefix("the ")
    out = rows.groupby(key).agg(
        speaker=("speaker", lambda words: words.value_counts().sort_index().idxmax()),
        n_attributions=("attribution_id", "size"),
        n_articles=("article_id", "nunique"),
        n_words=("n_words", "sum"),
    )
    out["stub"] = [_stub(speaker) for speaker in out["speaker"]]
    out = out.reset_index(drop=True).astype(
        {"n_attributions": "Int64", "n_articles": "Int64", "n_words": "Int64", "stub": "str"}
    )
    return out.sort_values(["n_attributions", "speaker"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )[columns]


def _stub(speaker: str) -> str:
    words = speaker.split()
    name = " ".join(word for word in words if word[:1].isupper())
    if not name or name.casefold() in ("he", "she", "it", "they", "who", "the", "we", "i"):
        return ""
    identity = "-".join("".join(c for c in word.casefold() if c.isalnum()) for word in name.split()).strip(
        "-"
    )
    quoted = json.dumps(name, ensure_ascii=False)
    return f"persons:\n  - {{id: {identity}, name: {quoted}, state: ?, offices: [{{office: ?, from: ?, to: ?}}]}}\n"
