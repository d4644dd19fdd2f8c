"""How a study was made, in words to quote, with its references; and what such numbers cannot say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LIMITS = (
    "Who is quoted is counted, not who is right: a balanced page can be wrong and a one-sided one true.",
    "Sides come from a codebook of actors; what it does not know is unresolved or other, and a different codebook "
    "gives different numbers (framing compare says which).",
    "The machine errs: it misses attributions and takes some for others, not equally for all outlets. Code a sample by "
    "hand and use corrected measures before a difference of a few points is believed.",
    "Intervals say how much would differ with other articles of the same outlets. They do not speak of the machine's "
    "errors, of the choice of outlets, or of the choice of codebook.",
    "A difference between outlets is no proof of intent: access, deadlines, wire copy and the events themselves differ "
    "too. Compare outlets on the same incidents.",
    "Many numbers are shown; some would stand out by chance. Say beforehand which one the study is about.",
)


def method_paragraph(manifest: Mapping[str, Any]) -> str:
    """The paragraph for a paper: what was done with which versions, and how well it is known to work."""
    arguments, rows, books = manifest["arguments"], manifest["rows"], manifest["codebooks"]
    tagger = arguments["engine"] == "tagger"
    how = f"constructions over a dependency parse ({manifest['parser_model']})"
    score = ""
    if tagger:
        how = (
            "a token tagger (MiniLM-L6, Wang et al. 2020, fitted on PolNeAR, Newell et al. 2018) joined with "
            + how
        )
        score = (
            f" On PolNeAR's dev part F1 against its annotators is {_agreement()} (content, speaker and cue)."
        )
    by = " and ".join(name.replace("_", " ") for name in arguments["by"])
    sides = " and ".join(books["actors"]["sides"])
    codebook = f"“{books['actors']['name']}” (version {books['actors']['version']})"
    return (
        f"Attributions (speaker, cue, content) in {rows['articles']:,} articles were found with media-framing "
        f"{manifest['framing']} by {how}.{score} Speakers were resolved to actors and sides ({sides}, other) with the "
        f"codebook {codebook}; speakers that no entry explains stay unresolved and are reported as such. Measures are "
        f"given for all articles{f' and by {by}' if by else ''}. Intervals are jackknife-t below 50 clusters and "
        "percentile bootstrap from 50 on (Efron & Tibshirani 1993), with articles and their wire copies as clusters; "
        "p-values come from permutations of clusters, adjusted over words by single-step max-|statistic| (Westfall & "
        "Young 1993). Words are contrasted by log ratios and by log-odds with an informative prior (Monroe et al. "
        f"2008). Seed {arguments['seed']}."
    )


def bibliography(manifest: Mapping[str, Any]) -> str:
    """What the method paragraph cites, as BibTeX."""
    text = (files("framing.study") / "references.bib").read_text(encoding="utf-8")
    return text.replace("VERSION", str(manifest["framing"]))


@cache
def _agreement() -> str:
    """The figure of the model card, so that there is one place for it."""
    card = (files("framing.models") / "MODEL_CARD.md").read_text(encoding="utf-8")
    found = re.search(r"^\| PolNeAR dev .*\| (\.\d+) \|$", card, re.MULTILINE)
    assert found is not None
    return found.group(1)
