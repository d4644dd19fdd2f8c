"""What the codebook is missing, ranked."""

from __future__ import annotations

import json

import pandas as pd

from framing.actors.roles import Roles, load_roles
from framing.checks import need_columns
from framing.schema import check_table

# Words of a name at most; words that open a sentence with a capital and are in no list of function words.
_LONG = 4
_NO_NAMES = frozenset(
    {"we", "i", "you", "us", "me", "it", "there", "here", "what", "why", "how", "when", "where"}
)


def unresolved_speakers(attributions: pd.DataFrame) -> pd.DataFrame:
    """Rank the speakers that lead to no actor, each with a codebook stub to paste.

    Parameters
    ----------
    attributions : attributions table after `resolve_speakers`.

    Returns
    -------
    DataFrame, most frequent first: speaker (as written most often), n_attributions, n_articles, n_words (of their
    contents), stub (YAML for the codebook, with the
    state to fill in; empty for pronouns, bare offices and headings, which no entry would help).

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
    roles = load_roles()
    out["stub"] = [_stub(speaker, roles) for speaker in out["speaker"]]
    out = out.reset_index(drop=True).astype(
        {"n_attributions": "Int64", "n_articles": "Int64", "n_words": "Int64", "stub": "str"}
    )
    return out.sort_values(["n_attributions", "speaker"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )[columns]


def _stub(speaker: str, roles: Roles) -> str:
    """An entry for a person's name; "" for pronouns, bare offices and headings, which no entry would help."""
    words = [word.strip(".,;:!?\"“”‘’'()") for word in speaker.split()]
    name = [
        word for word in words if word[:1].isupper() and roles.kind_of(word, word.casefold(), False) == "name"
    ]
    known = bool(name) and bool(roles.gender_of_name(name[0]))
    nouns = {word.casefold() for _, term, _ in roles.terms for word in term.split()}
    if not name or len(name) > (_LONG if known else 2) or any(word.casefold() in nouns for word in name):
        return ""
    if len(name) == 1 and name[0].casefold() in _NO_NAMES:
        return ""
    identity = "-".join("".join(c for c in word.casefold() if c.isalnum()) for word in name)
    quoted = json.dumps(" ".join(name), ensure_ascii=False)
    return f'persons:\n  - {{id: "{identity}", name: {quoted}, state: "?"}}\n'
