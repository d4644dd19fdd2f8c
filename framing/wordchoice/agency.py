"""Agency: which side acts, which is acted upon, and whose doers are left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates import Quantity, Tally, make_plan, measures_table
from framing.estimates.forms import BALANCE, SHARE, SHARE_CONTRAST, Floats
from framing.schema import SHARED_SIDES, check_table
from framing.wordchoice.harm import HarmVerbs, load_harm
from framing.wordchoice.naming import named_rows
from framing.wordchoice.rates import VOICES_ASKED, in_voice, per_article, with_voice

ALL, HARM = "all", "harm"
_PASSIVE = ("passive_subject", "agentless_passive")
# Columns of a contrast of two shares, the two sides changed for each other: (hits a, all a, hits b, all b).
_SWAP = (2, 3, 0, 1)


def agency(
    findings: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    sides: Sequence[str] | None = None,
    voice: str = "all",
    verbs: int = 0,
    harm: HarmVerbs | None = None,
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure who acts, who is acted upon, and how often the one who did it is left out.

    Parameters
    ----------
    findings : what `find_roles` found in `articles`; other phenomena are left out.
    articles : articles table, also those without any role.
    by : columns of `articles` (`outlet`, `outlet_country`, `month` …) to group by.
    sides : the two sides to contrast; by default the first two of the codebook.
    voice : "author" for what authors tell in their own voice, "attributed" for speakers', "all" for both.
    verbs : so many of the verbs that each side is most often agent of get a row (`agent_verb_share`).
    harm : codebook of harm verbs; by default the one that is shipped.
    cluster, seed : as in `voice_balance`.

    Returns
    -------
    DataFrame, a measures table with `voice`, as asked. Rows for each group, and in them for each side and for other:

    - `agency`, unit roles: (agent − patient) / (agent + patient), from −1, always acted upon, to 1, always acting.
    - `passive_share`, unit clauses: of the clauses in which something is done to the side, those in the passive.
    - `agentless_share`, unit passives: of these passives, those that do not say by whom.
    - These three for all verbs (`term` all) and for verbs of harm alone (harm).
    - `agent_verb_share`, unit roles, `term` a verb: of the roles in which the side is agent.
    - `agency_contrast`, `passive_share_contrast`, `agentless_share_contrast`: side a, `versus` side b, with a p-value
      from swapping the two sides within clusters; of agency the contrast is that of the shares of agent roles.

    With two groups the differences of agency and of the agentless share of each side follow.

    Raises
    ------
    ValueError : an argument is none of those allowed, or findings are of articles that are not given.

    Notes
    -----
    A role is a mention in a clause: an actor named twice acts twice. Mentions of both sides at once (joint) have no
    row; `n_joint` and `n_unresolved` count their roles. That harm is told without its doer may be since nobody knows
    who did it; compare outlets on the same incidents before reading intent into it.

    References
    ----------
    Trew, T. (1979). Theory and ideology at work. In Fowler et al., Language and Control. Routledge.
    Fowler, R. (1991). Language in the News. Routledge.

    Examples
    --------
    >>> agency(find_roles(articles, mentions, attributions), articles, by="outlet")
    """
    choose("voice", voice, VOICES_ASKED)
    if not isinstance(verbs, int | np.integer) or verbs < 0:
        raise ValueError(f"verbs={verbs!r} is not allowed; allowed: 0 or more.")
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    rows = in_voice(named_rows(findings, population, "agent", "patient", need=["side"]), voice)
    own = chosen_sides(rows, sides)
    pair = (own[0], own[1]) if len(own) > 1 else None
    plan = make_plan(population, own=own, pair=pair, by=by, cluster=cluster, seed=seed)
    harm = load_harm() if harm is None else harm
    return with_voice(measures_table(plan, _count(rows, population, own, pair, harm, verbs)), voice)


def _count(
    rows: pd.DataFrame,
    articles: pd.DataFrame,
    own: tuple[str, ...],
    pair: tuple[str, str] | None,
    harm: HarmVerbs,
    verbs: int,
) -> Tally:
    def each(flags: npt.NDArray[np.bool_]) -> Floats:
        return per_article(rows, articles, flags)

    side = rows["side"].astype("str").fillna("unresolved").to_numpy(dtype=object)
    agent = (rows["phenomenon"] == "agent").to_numpy(dtype=bool)
    harmful = rows["variant"].isin(list(harm.kinds)).to_numpy(dtype=bool)
    passive = rows["entry_id"].isin(_PASSIVE).to_numpy(dtype=bool)
    clause = passive | (rows["entry_id"] == "object").to_numpy(dtype=bool)
    agentless = (rows["entry_id"] == "agentless_passive").to_numpy(dtype=bool)
    every = np.ones(len(rows), dtype=bool)
    quantities: list[Quantity] = []
    contrasts: list[Quantity] = []
    for term, among in ((ALL, every), (HARM, harmful)):
        for measure, unit, form, hits, base in (
            ("agency", "roles", BALANCE, agent, every),
            ("passive_share", "clauses", SHARE, passive, clause),
            ("agentless_share", "passives", SHARE, agentless, passive),
        ):
            cells = {
                name: np.column_stack(
                    [each((side == name) & among & hits & base), each((side == name) & among & base)]
                )
                for name in (*own, "other")
            }
            quantities += [
                Quantity(
                    measure, form, cells[name], unit=unit, side=name, term=term,
                    compare=pair is not None and name in pair and measure != "passive_share",
                )
                for name in cells
            ]  # fmt: skip
            if pair is not None:
                both = np.column_stack([cells[pair[0]], cells[pair[1]]])
                contrasts.append(
                    Quantity(
                        f"{measure}_contrast", SHARE_CONTRAST, both, unit=unit, side=pair[0], versus=pair[1],
                        term=term, swap=_SWAP,
                    )
                )  # fmt: skip
    for name in (*own, "other"):
        acts = agent & (side == name)
        counted = rows.loc[acts, "variant"].value_counts()
        ranked = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))[:verbs]
        for verb, _ in ranked:
            hits = acts & (rows["variant"] == verb).to_numpy(dtype=bool)
            cells_of = np.column_stack([each(hits), each(acts)])
            quantities.append(
                Quantity("agent_verb_share", SHARE, cells_of, unit="roles", side=name, term=str(verb))
            )
    return Tally([*quantities, *contrasts], each(side == "joint"), each(side == "unresolved"))


def chosen_sides(rows: pd.DataFrame, sides: Sequence[str] | None) -> tuple[str, ...]:
    known = tuple(str(name) for name in rows["side"].cat.categories if name not in SHARED_SIDES)
    if sides is None:
        return known
    for name in sides:
        choose("sides", name, list(known))
    if len(sides) != 2 or len(set(sides)) != 2:
        raise ValueError(f"sides={list(sides)!r}: name two different sides out of {', '.join(known)}.")
    return (*sides, *(name for name in known if name not in sides))
