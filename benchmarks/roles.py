"""Accuracy of the roles of actors, on sentences written for it and on news read by hand.

    python benchmarks/roles.py              # both; precision and recall with Wilson's intervals
    python benchmarks/roles.py --misses     # what the sentences of our own were misread as

`roles_sentences.csv` holds invented sentences with every role of the two sides in them, by the definition of
`find_roles`; rules were mended on them. `roles_read.csv` holds places in FA-KES, no text: every role of the two sides
in sentences drawn at random, with the verdict of one reader (right, wrong, or missed), the start of the mention and
that of the verb or noun.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest

import framing
from framing.language import lemmas
from framing.wordchoice.roles import find_roles

OWN = Path(__file__).with_name("roles_sentences.csv")
READ = Path(__file__).with_name("roles_read.csv")
SIDES = ("US", "RU")
DOER = {"passive_subject": "named", "agentless_passive": "unnamed"}
FA_KES = {
    "article_id": "unit_id", "text": "article_content", "outlet": "source", "headline": "article_title",
    "date_order": "MDY",
}  # fmt: skip


class Told(NamedTuple):
    """One role: side, agent or patient, verb, and of a passive whether its doer is named."""

    side: str
    phenomenon: str
    verb: str
    doer: str


class Case(NamedTuple):
    """One sentence with the roles that stand in it."""

    kind: str
    sentence: str
    roles: Counter[Told]


def cases() -> list[Case]:
    """The sentences of our own."""
    with OWN.open(encoding="utf-8", newline="") as file:
        return [Case(row["kind"], row["sentence"], _told(row["roles"])) for row in csv.DictReader(file)]


def _told(cell: str) -> Counter[Told]:
    parts = (part.split() for part in cell.split(";") if part.strip())
    return Counter(Told(*(part if len(part) == 4 else [*part, ""])) for part in parts)


def found(sentences: list[str]) -> list[Counter[Told]]:
    """What the toolkit finds in each sentence, the body of an article of its own."""
    articles = framing.make_articles([f"Words of the day\n\n{one}" for one in sentences])
    rows = roles_in(articles)
    out: dict[str, Counter[Told]] = {name: Counter() for name in articles["article_id"]}
    columns = ("article_id", "side", "phenomenon", "variant", "entry_id")
    for article_id, side, phenomenon, verb, entry in zip(*(rows[name] for name in columns), strict=True):
        out[article_id][Told(str(side), phenomenon, verb, DOER.get(entry, ""))] += 1
    return list(out.values())


def roles_in(articles: pd.DataFrame) -> pd.DataFrame:
    """Roles of the two sides, as a study finds them."""
    attributions = framing.resolve_speakers(framing.find_attributions(articles), articles)
    rows = find_roles(articles, framing.find_mentions(articles, attributions), attributions)
    return rows[rows["side"].isin(SIDES)].reset_index(drop=True)


def score(expected: list[Counter[Told]], got: list[Counter[Told]]) -> tuple[int, int, int]:
    """(roles right, roles found, roles there)."""
    right = sum((a & b).total() for a, b in zip(expected, got, strict=True))
    return right, sum(one.total() for one in got), sum(one.total() for one in expected)


def read_by_hand() -> pd.DataFrame:
    """The places read by hand; verdict right, wrong or missed."""
    return pd.read_csv(READ, dtype={"article_id": "str", "verdict": "str", "phenomenon": "str"})


def fa_kes() -> pd.DataFrame:
    from material import path

    articles, _ = framing.read_articles(path("corpora", "fa-kes.csv"), **FA_KES)
    return articles


def interval(hits: int, of: int) -> str:
    low, high = binomtest(hits, of).proportion_ci(method="wilson") if of else (np.nan, np.nan)
    return f"{hits}/{of} = {hits / of if of else float('nan'):.2f} [{low:.2f}, {high:.2f}]"


def again(read: pd.DataFrame, articles: pd.DataFrame) -> tuple[int, int, int, int]:
    """What is found now at the places read: (roles right, roles found that the reader knows, roles there, unread)."""
    chosen = articles[articles["article_id"].isin(read["article_id"])].reset_index(drop=True)
    texts = dict(zip(chosen["article_id"], chosen["text"], strict=True))
    verdicts: dict[tuple[str, int, str, str], str] = {}
    for one in read.itertuples(index=False):
        word = texts[one.article_id][one.verb_start :].split(maxsplit=1)[0].strip(".,;:’'\"”")
        for part in ("VERB", "NOUN"):
            key = (one.article_id, one.start, one.phenomenon, lemmas([word], [part])[0])
            verdicts[key] = one.verdict
        verdicts[one.article_id, one.start, one.phenomenon, str(one.verb_start)] = one.verdict
    rows = roles_in(chosen)
    places = {(one.article_id, one.start) for one in read.itertuples(index=False)}
    known = Counter(
        verdicts.get((one.article_id, one.start, one.phenomenon, one.variant), "unread")
        for one in rows.itertuples(index=False)
        if (one.article_id, one.start) in places
    )
    there = int(read["verdict"].isin(("right", "missed")).sum())
    right = known["right"] + known["missed"]
    return right, right + known["wrong"], there, known["unread"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    own = cases()
    got = found([one.sentence for one in own])
    for kind in (*sorted({one.kind for one in own}), "all"):
        chosen = [(one.roles, it) for one, it in zip(own, got, strict=True) if kind in (one.kind, "all")]
        right, n_found, there = score([a for a, _ in chosen], [b for _, b in chosen])
        print(f"{kind:13} precision {interval(right, n_found):28} recall {interval(right, there)}")
    if options.misses:
        for one, it in zip(own, got, strict=True):
            if one.roles != it:
                print(one.sentence, *(f"\n   missed {' '.join(x)}" for x in one.roles - it),
                      *(f"\n   wrong  {' '.join(x)}" for x in it - one.roles))  # fmt: skip
    read = read_by_hand()
    counts = read["verdict"].value_counts()
    right, wrong, missed = (int(counts.get(name, 0)) for name in ("right", "wrong", "missed"))
    print(
        f"FA-KES, as read: precision {interval(right, right + wrong)}, recall {interval(right, right + missed)}"
    )
    right, n_found, there, unread = again(read, fa_kes())
    print(
        f"FA-KES, now:     precision {interval(right, n_found)}, recall {interval(right, there)}; "
        f"{unread} roles of these mentions not read"
    )


if __name__ == "__main__":
    main()
