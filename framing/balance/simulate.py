"""A generated study: what the measures show with enough outlets, or with nothing to find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from framing.schema import SHARED_SIDES, make_table

_OUTLET_SD, _INCIDENT_SD = 0.35, 0.35
_JOINT = 0.02


def simulate_study(
    *,
    n_outlets: int = 40,
    articles_per_outlet: int = 12,
    share: float = 0.5,
    difference: float = 0.1,
    sides: tuple[str, str] = ("XA", "XB"),
    other: float = 0.15,
    unresolved: float = 0.05,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Generate articles and resolved attributions with a known voice share; no text, and every label says
    generated.

    Parameters
    ----------
    n_outlets : outlets, half of them in the country of each side (the first has one more when odd).
    articles_per_outlet : articles of each outlet; article i of every outlet is on incident i.
    share : side a's share of the voices of a and b in the typical outlet, between the two countries' means.
    difference : that share in outlets of a's country minus that in b's; 0 for a study without an effect.
    sides : the two sides, and the values of `outlet_country`.
    other, unresolved : shares of voices that are neither.
    seed : of everything that is drawn.

    Returns
    -------
    articles : with `incident` and `generated` (True); `text` is empty.
    attributions : resolved, with `n_words`; spans are numbered, they cover no text.

    Notes
    -----
    Outlets and incidents vary around their country's share (normal on the logit scale, standard deviation .35
    each), so that articles of one outlet, and those on one incident, are alike: token-level intervals are too
    short on such data. Articles have 0 to about 10 voices (Poisson, mean 4), voices 5 to about 60 words.

    Examples
    --------
    >>> articles, attributions = simulate_study(n_outlets=6, seed=1)
    >>> len(articles), articles["generated"].all().item()
    (72, True)
    """
    for name, value in (("n_outlets", n_outlets), ("articles_per_outlet", articles_per_outlet)):
        if value < 1:
            raise ValueError(f"{name}={value!r} is not allowed; allowed: 1 or more.")
    means = {sides[0]: share + difference / 2, sides[1]: share - difference / 2}
    if not all(0 < mean < 1 for mean in means.values()):
        raise ValueError(
            f"share={share!r} with difference={difference!r} gives {sorted(means.values())}; "
            "both must lie between 0 and 1."
        )
    if other < 0 or unresolved < 0 or other + unresolved + _JOINT >= 1:
        raise ValueError(
            f"other={other!r}, unresolved={unresolved!r} leave no room for the two sides; lower them."
        )
    for side in sides:
        if side in SHARED_SIDES or sides[0] == sides[1]:
            raise ValueError(f"sides={sides!r} is not allowed; it takes two different sides of a codebook.")
    rng = np.random.default_rng(seed)
    outlet_shift = rng.normal(0, _OUTLET_SD, n_outlets)
    incident_shift = rng.normal(0, _INCIDENT_SD, articles_per_outlet)
    digits = len(str(max(n_outlets, articles_per_outlet)))
    articles, attributions = [], []
    for outlet in range(n_outlets):
        country = sides[0] if outlet < (n_outlets + 1) // 2 else sides[1]
        for incident in range(articles_per_outlet):
            article_id = f"generated-{outlet + 1:0{digits}}-{incident + 1:0{digits}}"
            chance = special.expit(
                special.logit(means[country]) + outlet_shift[outlet] + incident_shift[incident]
            )
            said = _voices(rng, article_id, float(chance), sides, other, unresolved)
            attributions += said
            article = {
                "article_id": article_id, "outlet": f"generated outlet {outlet + 1:0{digits}}",
                "outlet_country": country, "language": "en", "text": "",
                "date": pd.Timestamp("2024-01-01") + pd.Timedelta(days=7 * incident),
                "n_words": 150 + sum(int(row["n_words"]) for row in said),
                "incident": f"generated incident {incident + 1:0{digits}}",
            }  # fmt: skip
            articles.append(article)
    population = make_table(articles, "articles")
    population["generated"] = pd.array([True] * len(population), dtype="boolean")
    return population, make_table(attributions, "attributions", sides=sides, group="resolved")


def _voices(
    rng: np.random.Generator,
    article_id: str,
    chance: float,
    sides: tuple[str, str],
    other: float,
    unresolved: float,
) -> list[dict[str, Any]]:
    rest = 1 - other - unresolved - _JOINT
    kinds = [*sides, "joint", "other", "unresolved"]
    drawn = rng.choice(
        len(kinds), size=rng.poisson(4), p=[rest * chance, rest * (1 - chance), _JOINT, other, unresolved]
    )
    lengths = np.clip(np.rint(rng.lognormal(2.8, 0.5, len(drawn))), 5, None).astype(int)
    rows = []
    for number, (kind, length) in enumerate(zip(drawn, lengths, strict=True)):
        start, end = number * 1000, number * 1000 + 6 * int(length)
        row: dict[str, Any] = {
            "article_id": article_id, "attribution_id": f"{article_id}:{start}-{end}:-1", "content_start": start,
            "content_end": end, "content_spans": ((start, end),), "n_words": int(length), "act": "speech",
            "construction": "generated", "side": kinds[kind], "actor": f"generated speaker of {kinds[kind]}",
            "resolved_by": "none" if kinds[kind] == "unresolved" else "coder",
        }  # fmt: skip
        rows.append(row)
    return rows
