"""From a number back to the sentences that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose
from framing.estimates.groups import MISSING
from framing.language import n_words, split_sentences
from framing.schema import SHARED_SIDES, TABLES, check_table
from framing.wordchoice.agency import ALL, HARM
from framing.wordchoice.concordance import filtered, in_context, lemma_places, phrase_places
from framing.wordchoice.findings import SPEAKER_SIDE, without_repeats
from framing.wordchoice.harm import load_harm
from framing.wordchoice.tone_find import SUBJECTIVITY

Flags = npt.NDArray[np.bool_]
_PERIODS = {"month": "%Y-%m", "week": "%G-W%V"}
_LEAD = 0.2


def examples(
    row: pd.Series | Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    mentions: pd.DataFrame | None = None,
    *,
    findings: pd.DataFrame | None = None,
    by: str | None = None,
    width: int = 60,
    window: int = 5,
) -> pd.DataFrame:
    """List the places in the text that one row of a result counts.

    Parameters
    ----------
    row : one row of a measures table (balance or word choice) or of `contrast_words`: `table.iloc[0]` or a dict.
    articles : articles table that the row was made from.
    attributions : resolved attributions; needed for rows of balance, and for contrasts of what sides say.
    mentions : mentions table; needed for contrasts of what is said about a side.
    findings : findings table; with it a measures row of word choice leads to its findings.
    by : of a contrast row, what it contrasts: "side", "about", "voice" or a column of `articles`. By default what
        the row's two groups are values of.
    width : characters of context on each side.
    window : of a row of collocates, how many words from its node they were counted.

    Returns
    -------
    DataFrame, a concordance as `concordance` gives it, by article and place. For a row of balance the node is the
    attributed content; speaker and cue stand in columns of their own. For a row of a contrast `group` says to which of
    its two groups a line belongs. A difference of groups leads to the lines of both.

    Raises
    ------
    ValueError : `row` is of no table of results, or a table that it needs is missing.

    Notes
    -----
    Lines are candidates for reading, not a recount: an attribution of two sides at once (joint) has its lines with
    either side although it may count by half, and wire copy is listed as often as it stands in `articles`. A row of
    `agency` leads to both agents and patients (`phenomenon`). Rows of naming and distancing do not say in which voice
    they were counted; add it (`{**row, "voice": "author"}`) to keep it alone.

    Examples
    --------
    >>> examples(shares.iloc[0], articles, attributions)
    """
    if not isinstance(window, int) or window < 1:
        raise ValueError(f"window={window!r} is not allowed; allowed: a number of words, 1 or more.")
    told = {str(key): value for key, value in dict(row).items() if not _is_missing(value)}
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    if "term" in told and "target" in told and "measure" not in told:
        return _of_contrast(told, population, attributions, mentions, by, width, window)
    if "measure" not in told:
        raise ValueError(
            "row has neither `measure` nor `target` and `term`: pass one row of a measures table or of contrast_words."
        )
    population = population[_in_group(told, population)].reset_index(drop=True)
    if findings is not None:
        return _of_findings(told, population, attributions, mentions, findings, width)
    if attributions is None:
        raise ValueError(
            f"a row of {told['measure']!r} needs attributions or findings; pass those it was made from."
        )
    return _of_balance(told, population, attributions, width)


def _of_balance(
    row: Mapping[str, Any], articles: pd.DataFrame, attributions: pd.DataFrame, width: int
) -> pd.DataFrame:
    rows = check_table(attributions, "attributions", need=["side"])
    keep = rows["article_id"].isin(articles["article_id"]).to_numpy(dtype=bool, copy=True)
    keep &= spoken(rows)
    facts = facts_of(rows)
    for name, wanted in counted_by(row, rows).items():
        keep &= ~facts[VERB].isin(wanted) if name == WITHOUT else facts[name].isin(wanted)
    at = rows[keep].rename(columns={"content_start": "start", "content_end": "end"})
    own = without_repeats(at, articles).sort_values(["article_id", "start", "end"], kind="stable")
    lines = in_context(own[["article_id", "start", "end"]], articles, rows[keep], width=width)
    # Content that holds a nested one is its own line: the owner of its first character may be the inner one.
    return lines.assign(
        **{name: own[name].astype("str").to_numpy() for name in ("attribution_id", "side", "speaker", "cue")}
    ).astype(dict.fromkeys(("attribution_id", "side", "speaker", "cue"), "str"))


def spoken(rows: pd.DataFrame) -> Flags:
    """The attributions that count as speech."""
    return (rows["act"].isna() | (rows["act"] == "speech")).to_numpy(dtype=bool)


SIDES = ("side", "target_side")
VERB = "cue_lemma"
# Facts that are no column: where it stands, whether one of the two of an accusation is not known; and a verb left out.
ZONE, NOBODY, WITHOUT = "zone", "nobody", "without"
_PLAIN = ("cue_class", VERB, "stance", "quote_type", "anonymous")


def facts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """What decides whether a balance row counts an attribution, as strings; a missing side is unresolved."""
    out = {name: rows[name].astype("str").fillna("unresolved") for name in SIDES if name in rows}
    out |= {name: rows[name].astype("str").fillna("") for name in _PLAIN if name in rows}
    headline, lead = (rows["in_headline"].fillna(False), (rows["position"] < _LEAD).fillna(False))
    zone = np.where(
        headline, "headline", np.where(lead, "lead", np.where(rows["position"].notna(), "rest", ""))
    )
    unknown = [out[name] == "unresolved" for name in SIDES if name in out]
    nobody = np.logical_or.reduce(unknown) if unknown else np.zeros(len(rows), dtype=bool)
    return pd.DataFrame({**out, ZONE: zone, NOBODY: np.where(nobody, "yes", "no")}, index=rows.index)


def counted_by(row: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, list[str]]:
    """The facts (of `facts_of`) of the attributions that a balance row counts, each one of the values listed.

    Those of `WITHOUT` are verbs that it leaves out. Halves of joint voices, words and copies are not told apart.
    """
    out = {name: [str(one) for one in _listed(value)] for name, value in _wanted(row, rows).items()}
    measure, term = str(row["measure"]), str(row.get("term"))
    if measure == "unresolved_share" and row.get("unit") == "accusations":
        out |= {"cue_class": ["accuse"], NOBODY: ["yes"]}
    if measure.startswith("stance_odds_ratio") and term.startswith(_WITHOUT):
        out[WITHOUT] = [term.removeprefix(_WITHOUT)]
    if measure.startswith(("zone_share", "prominent_share")) and term in _ZONES:
        out[ZONE] = [term]
    return out


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _wanted(row: Mapping[str, Any], rows: pd.DataFrame) -> dict[str, Any]:
    """Column of attributions → value or values that a balance row counts."""
    measure, side, other, term = (row.get(name) for name in ("measure", "side", "target_side", "term"))
    measure = str(measure)
    known = [str(name) for name in rows["side"].cat.categories]
    sides = [value for value in (side, row.get("versus")) if value in known]
    out: dict[str, Any] = {}
    if measure.startswith("reply"):
        # What the accused side says itself.
        return {"side": _with_joint([other])}
    if measure.startswith(("answered", "denied")):
        # Accusations against the side by others.
        accused = [value for value in (other, row.get("versus")) if value in known]
        by_others = [name for name in known if name != "joint" and (len(accused) > 1 or name not in accused)]
        return {"cue_class": "accuse", "target_side": _with_joint(accused), "side": by_others}
    if measure == "unresolved_share" and row.get("unit") == "accusations":
        return {}
    if measure.startswith("blame_balance"):
        # Accusations in both directions between the two sides.
        return {
            "cue_class": "accuse",
            "side": _with_joint([side, other]),
            "target_side": _with_joint([side, other]),
        }
    if sides:
        out["side"] = _with_joint(sides)
    if measure.startswith("blame"):
        out["cue_class"] = "accuse"
        if other is not None:
            out["target_side"] = _with_joint([other])
    if measure.startswith("stance_verb"):
        out |= {"stance": "distancing", "cue_lemma": term}
    elif measure.startswith("stance_odds_ratio"):
        out["stance"] = ["distancing", "neutral"]
    elif measure.startswith("stance") and term is not None:
        out["stance"] = term
    elif measure.startswith("quote_type") and term is not None:
        out["quote_type"] = term
    elif measure.startswith("anonymous"):
        out["anonymous"] = True
    return {name: value for name, value in out.items() if value is not None and name in rows}


def _with_joint(sides: list[Any]) -> list[Any]:
    """Sides, and those who speak for two sides at once, whose words count for either."""
    return [*sides, "joint"] if set(map(str, sides)) - set(SHARED_SIDES) else sides


_WITHOUT = "without "
_ZONES = ("headline", "lead", "rest")


def _of_findings(
    row: Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    findings: pd.DataFrame,
    width: int,
) -> pd.DataFrame:
    rows = check_table(findings, "findings")
    if str(row["measure"]).startswith("frame_npmi") and "target_side" in row:
        rows = _beside(rows, mentions, row["target_side"])
    keep = rows["article_id"].isin(articles["article_id"]).to_numpy(dtype=bool, copy=True)
    keep &= _counted(row, rows)
    own = without_repeats(rows[keep], articles).sort_values(["article_id", "start", "end"], kind="stable")
    lines = in_context(own[["article_id", "start", "end"]], articles, attributions, width=width)
    # One line to a finding: one place may hold several, such as a subject of two verbs.
    return lines.assign(**{name: own[name].to_numpy() for name in _FINDING}).astype(
        dict.fromkeys(_FINDING, "str")
    )


def _beside(rows: pd.DataFrame, mentions: pd.DataFrame | None, side: Any) -> pd.DataFrame:
    """The findings in sentences that mention a side."""
    if mentions is None:
        raise ValueError("a row of frame_npmi needs mentions; pass those of find_mentions.")
    known = check_table(mentions, "mentions")
    known = known.loc[_equals(known["side"], side), ["article_id", "sentence_id"]].drop_duplicates()
    where = pd.MultiIndex.from_frame(rows[["article_id", "sentence_id"]])
    return rows[where.isin(pd.MultiIndex.from_frame(known))].reset_index(drop=True)


def _counted(row: Mapping[str, Any], rows: pd.DataFrame) -> Flags:
    """The findings that a row of word choice counts."""
    measure, term, keep = str(row["measure"]), row.get("term"), np.ones(len(rows), dtype=bool)
    # Of a difference of groups `versus` is a group, which may be called like a side.
    both = ("side", "versus") if "_contrast" in measure else ("side",)
    sides = [str(row[name]) for name in both if name in row]
    known = {*SHARED_SIDES, *map(str, rows["side"].cat.categories)}
    if SPEAKER_SIDE in rows:
        known |= set(rows[SPEAKER_SIDE].dropna().astype("str"))
        if isinstance(rows[SPEAKER_SIDE].dtype, pd.CategoricalDtype):
            known |= set(map(str, rows[SPEAKER_SIDE].cat.categories))
    sides = [side for side in sides if side in known]
    told = {name: row[name] for name in ("entry_id", "voice") if name in row}
    if told.get("voice") == ALL:
        del told["voice"]
    of_roles = measure.startswith(tuple(_ROLES))
    if of_roles:
        told |= next(wanted for name, wanted in _ROLES.items() if measure.startswith(name))
        if term == HARM:
            told["variant"] = list(load_harm().kinds)
        elif term != ALL and term is not None:
            told["variant"] = term
    elif measure.startswith("distancing_rate"):
        told["phenomenon"] = ["scare_quote", "distancing"] if term in (None, ALL) else term
        if "target_side" in row:
            told["side"] = row["target_side"]
    elif measure.startswith(("tone", SUBJECTIVITY)):
        # `side` of these findings is whom a sentence is about.
        about = ("target_side", "versus") if "_contrast" in measure else ("target_side",)
        told |= {"phenomenon": ["tone", SUBJECTIVITY], "entry_id": term}
        told["side"] = [row[name] for name in about if name in row]
        keep &= rows["value"].notna().to_numpy(dtype=bool) if "value" in rows else True
        return keep & np.logical_and.reduce([_equals(rows[name], value) for name, value in told.items()])
    elif measure.startswith("certainty_rate"):
        told["phenomenon"] = term
    elif measure.startswith("frame_"):
        told |= {"phenomenon": "frame", "entry_id": term}
    elif "entry_id" in row and term is not None:
        told["variant"] = term
    elif term is not None:
        keep &= _equals(rows["variant"], term) | _equals(rows["entry_id"], term)
    if sides:
        told["side" if of_roles or SPEAKER_SIDE not in rows else SPEAKER_SIDE] = sides
    for name, value in told.items():
        keep &= _equals(rows[name], value)
    return keep


_FINDING = ("phenomenon", "entry_id", "variant")
_PASSIVE = ["passive_subject", "agentless_passive"]
# Measure of roles → what it counts; of agency those that act and those acted upon.
_ROLES: dict[str, dict[str, Any]] = {
    "agency": {"phenomenon": ["agent", "patient"]},
    "passive_share": {"entry_id": _PASSIVE},
    "agentless_share": {"entry_id": "agentless_passive"},
    "agent_verb_share": {"phenomenon": "agent"},
}


def _of_contrast(
    row: Mapping[str, Any],
    articles: pd.DataFrame,
    attributions: pd.DataFrame | None,
    mentions: pd.DataFrame | None,
    by: str | None,
    width: int,
    window: int,
) -> pd.DataFrame:
    groups = [str(row[name]) for name in ("target", "reference") if name in row]
    named = [group for group in groups if group != _REST]
    by = by or str(row.get("contrast", "")) or _contrasted(named, articles, attributions)
    by = {"by": "side", "of": "outlet_country"}.get(by, by)
    choose("by", by, ["side", "about", "voice", *map(str, articles.columns)])
    parts = []
    for group in groups:
        # All groups together but the one that they are set against.
        rest, of = group == _REST, named[0] if group == _REST else group
        inside = articles
        if by not in ("side", "about", "voice"):
            inside = articles[(_equals(articles[by], of) != rest) & articles[by].notna().to_numpy(dtype=bool)]
        found = pd.DataFrame(_places_of(row, inside, window), columns=["article_id", "start", "end"])
        if by == "about":
            found = _about(found, inside, mentions, of, others=rest)
        lines = in_context(found, inside, attributions, width=width)
        if by in ("side", "voice"):
            if attributions is None:
                raise ValueError(f"a contrast by {by} needs attributions; pass those it was made from.")
            if rest:
                gone = {of, "joint", "unresolved"} if by == "side" else {of}
                lines = lines[lines[by].notna() & ~lines[by].isin(gone)].reset_index(drop=True)
            else:
                lines = filtered(lines, group if by == "voice" else None, group if by == "side" else None)
        parts.append(lines.assign(group=group))
    return pd.concat(parts, ignore_index=True)


_REST = "rest"


def _places_of(row: Mapping[str, Any], articles: pd.DataFrame, window: int) -> list[tuple[str, int, int]]:
    """Where the term of a contrast stands: all forms of a lemma, and of collocates those near their node."""
    term = str(row["term"])
    if row.get("kind") == "lemma":
        places = list(lemma_places(articles, term))
    else:
        places = [
            (article_id, start, end)
            for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
            for start, end in phrase_places(text, term)
        ]
    if "node" not in row:
        return places
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    nodes = str(row["node"]).split(" | ")
    near: list[tuple[str, int, int]] = []
    for article_id, start, end in places:
        text = texts[article_id]
        at = [span for node in nodes for span in phrase_places(text, node)]
        between = (text[min(end, b) : max(start, a)] for a, b in at if b <= start or a >= end)
        if any(n_words(gap) < window for gap in between):
            near.append((article_id, start, end))
    return near


def _contrasted(groups: list[str], articles: pd.DataFrame, attributions: pd.DataFrame | None) -> str:
    """What the groups of a contrast are values of: sides first, then voices, then a column of articles."""
    if attributions is not None and "side" in attributions:
        sides = set(attributions["side"].dropna().astype("str"))
        if set(groups) <= sides:
            return "side"
    if set(groups) <= {"author", "attributed"}:
        return "voice"
    for name in articles.columns:
        values = articles[name].dropna()
        if len(values) and set(groups) <= set(values.astype("str")):
            return str(name)
    raise ValueError(f"cannot tell what {groups} are values of; name it with by=.")


def _about(
    places: pd.DataFrame,
    articles: pd.DataFrame,
    mentions: pd.DataFrame | None,
    side: str,
    *,
    others: bool = False,
) -> pd.DataFrame:
    """Places in sentences that mention one side and no other; or, with `others`, one of the other sides alone."""

    if mentions is None:
        raise ValueError("a contrast about sides needs mentions; pass those of find_mentions.")
    rows = check_table(mentions, "mentions")
    known = rows.groupby(["article_id", "sentence_id"], observed=True)["side"].agg(
        lambda s: set(s.astype("str"))
    )
    sentences = split_sentences(articles)
    keep = np.zeros(len(places), dtype=bool)
    for article_id, part in sentences.groupby("article_id", sort=False):
        starts, numbers = part["start"].to_numpy(dtype=np.int64), part["sentence_id"].to_numpy(dtype=np.int64)
        for index in np.flatnonzero((places["article_id"] == article_id).to_numpy(dtype=bool)):
            at = int(np.searchsorted(starts, places["start"].iat[index], side="right")) - 1
            about = known.get((article_id, numbers[max(at, 0)]), set())
            alone = len(about) == 1 and not about & {side, "joint", "unresolved"}
            keep[index] = alone if others else about == {side}
    return places[keep].reset_index(drop=True)


def _in_group(row: Mapping[str, Any], articles: pd.DataFrame) -> Flags:
    """The articles of the row's group; of a difference, all articles of both groups."""
    keep = np.ones(len(articles), dtype=bool)
    known = set(TABLES["measures"].names)
    for name, value in row.items():
        # What a row says of its scorer or frame is no group, whatever a head line of the articles is called.
        if name in known or name in _TOLD or name not in (*articles.columns, *_PERIODS):
            continue
        values = articles[name] if name in articles else articles["date"].dt.strftime(_PERIODS[name])
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        wanted = [value]
        if str(row["measure"]).endswith(("_difference", "_ratio")) and "versus" in row:
            wanted.append(row["versus"])
        # As measures call the group of articles without a value.
        keep &= _equals(values.astype("str").fillna(MISSING), wanted)
    return keep


_TOLD = ("note", "voice", "experimental", "coverage", "reader_auc", "reader_accuracy", "reader_f1")


def _equals(values: pd.Series, wanted: Any) -> Flags:
    many = [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
    return values.astype("str").isin(many).to_numpy(dtype=bool)


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple | dict | set) and bool(pd.isna(value)))
