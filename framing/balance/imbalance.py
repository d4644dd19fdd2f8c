"""The coefficient of imbalance of Janis and Fadner, from coded stance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.balance.said import stacked
from framing.checks import need_columns
from framing.estimates.forms import IMBALANCE, SHARE
from framing.estimates.rows import make_plan
from framing.estimates.table import measures_table
from framing.estimates.tally import Quantity, Tally
from framing.schema import SHARED_SIDES, check_table

FAVOURS = ("favourable", "neutral", "unfavourable", "irrelevant")


def imbalance(
    stances: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how one-sidedly coders found each side to be presented.

    Parameters
    ----------
    stances : one row per coded unit (article, paragraph or sentence) and side: `article_id`, `side`, `stance`
        (favourable, neutral, unfavourable, or irrelevant where the unit is not about the side). Codes of people: the
        toolkit codes none itself.
    articles, by, cluster, seed : as in `voice_balance`.
    sides : the sides, in order; by default those of `stances`, sorted.

    Returns
    -------
    DataFrame, a measures table. Rows for each group and side, unit "coded units":

    - `imbalance`: the coefficient, from −1 (all unfavourable) to 1 (all favourable). With f favourable and u
      unfavourable of r relevant and t coded units: (f² − fu)/(rt) where f ≥ u, else (fu − u²)/(rt).
      `numerator` is f − u, `denominator` t.
    - `favourable_share`, `unfavourable_share`: out of the relevant units.

    With two groups, their differences follow.

    Raises
    ------
    ValueError : a column, a stance or a side is missing, a stance is none of the four, an article is not in `articles`.

    Notes
    -----
    The coefficient grows both with the lead of one direction and with the share of units that take any: ten
    favourable units of a hundred weigh less than ten of twelve.

    References
    ----------
    Janis, I. L. & Fadner, R. H. (1943). A coefficient of imbalance for content analysis. Psychometrika 8(2).

    Examples
    --------
    >>> imbalance(stances, articles, by="outlet_country")
    """
    need_columns(stances, ["article_id", "side", "stance"], what="stances")
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    at = pd.Index(population["article_id"]).get_indexer(stances["article_id"].astype("object"))
    if (at < 0).any():
        lost = stances["article_id"].astype("object").to_numpy()[at < 0][0]
        raise ValueError(
            f"stances: article_id {lost!r} is not in articles; pass all articles that were coded."
        )
    for column in ("stance", "side"):
        gone = stances[column].isna().to_numpy(dtype=bool)
        if gone.any():
            raise ValueError(
                f"stances: {column} is missing in {int(gone.sum()):,} of {len(stances):,} rows, first in row "
                f"{int(gone.argmax())}; leave out what was not coded."
            )
    value = stances["stance"].astype("object").to_numpy()
    wrong = [v for v in value if v not in FAVOURS]
    if wrong:
        raise ValueError(f"stances: stance {wrong[0]!r} is not allowed; allowed: {', '.join(FAVOURS)}.")
    side_of = stances["side"].astype("object").astype(str).to_numpy(dtype=object)
    present = sorted({str(side) for side in side_of if side not in SHARED_SIDES})
    own = tuple(dict.fromkeys([*(map(str, sides) if sides is not None else []), *present]))
    pair = (own[0], own[1]) if len(own) > 1 else None
    plan = make_plan(population, own=own, pair=pair, by=by, cluster=cluster, seed=seed)

    def units(flags: np.ndarray) -> np.ndarray:
        return np.bincount(at, weights=flags.astype(np.float64), minlength=len(population))

    quantities: list[Quantity] = []
    for side in own:
        mine = side_of == side
        f, u = units(mine & (value == "favourable")), units(mine & (value == "unfavourable"))
        r, t = units(mine & (value != "irrelevant")), units(mine)
        common = {"unit": "coded units", "side": side, "compare": True}
        quantities += [
            Quantity("imbalance", IMBALANCE, stacked(f, u, r, t), **common),  # type: ignore[arg-type]
            Quantity("favourable_share", SHARE, stacked(f, r), **common),  # type: ignore[arg-type]
            Quantity("unfavourable_share", SHARE, stacked(u, r), **common),  # type: ignore[arg-type]
        ]
    none = np.zeros(len(population))
    return measures_table(plan, Tally(quantities, none, none))
