"""What is measured in a study, and drawn: who speaks and how, and the words by and about two sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from framing.balance import (
    blame,
    cue_stance,
    directness,
    prominence,
    reply,
    source_diversity,
    voice_balance,
    voice_surplus,
)
from framing.plots import plot_balance, plot_contrast, save_figure
from framing.schema import make_table
from framing.study.tallies import Tallied
from framing.wordchoice import contrast_words, count_words

UNITS = ("words", "attributions")
MEASURES = (directness, prominence, source_diversity, cue_stance, blame, reply)
# What a word contrast compares: the words of each side's speakers, or the outlets' own words on each side.
CONTRASTS = {"by": "side", "about": "about"}


@dataclass(frozen=True)
class Drawn:
    """A figure's files, or the reason why there is none."""

    files: tuple[Path, ...]
    reason: str = ""


def measure(
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    by: Sequence[str],
    sides: Sequence[str],
    seed: int,
    kept: Tallied | None = None,
) -> pd.DataFrame:
    """Every measure, overall (the `by` columns missing) and by group; voice balance in words and in attributions.

    With sums that are `kept` they are made of these, and no other table is read; without, all are counted now.
    """
    parts = []
    for groups in (None, list(by)) if by else (None,):
        if kept is not None:
            parts += [kept.table(name, by=groups, seed=seed) for name in _names(sides)]
            continue
        for unit in UNITS:
            parts.append(voice_balance(attributions, articles, by=groups, unit=unit, seed=seed))
        parts += [function(attributions, articles, by=groups, seed=seed) for function in MEASURES]
        if len(sides) > 1:
            parts.append(voice_surplus(attributions, articles, mentions, by=groups, seed=seed))
    return pd.concat(parts, ignore_index=True)


def _names(sides: Sequence[str]) -> list[str]:
    """The tables of a study, in their order, as the kept sums name them."""
    of_two = [voice_surplus.__name__] if len(sides) > 1 else []
    return [f"{voice_balance.__name__}, {unit}" for unit in UNITS] + [f.__name__ for f in MEASURES] + of_two


def contrast(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    sides: Sequence[str],
    seed: int,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Both contrasts of words in one table (column `contrast`: by, about), and for what is missing the reason.

    Names of actors do not count as words: they would tell who is meant and not how.
    """
    reasons: dict[str, str] = {}
    tables = []
    for name, column in CONTRASTS.items():
        voice = "attributed" if name == "by" else "author"
        if len(sides) < 2:
            reasons[name] = f"the codebook has {len(sides)} side, and a contrast takes two"
            continue
        target, reference = sides[:2]
        counts = count_words(articles, attributions, mentions, voice=voice, mask=True)
        lacking = [side for side in (target, reference) if not (counts[column] == side).any()]
        if lacking:
            what = "nobody speaks for" if name == "by" else "no sentence of the outlets' own is about"
            reasons[name] = f"{what} {' or '.join(lacking)}"
            continue
        found = contrast_words(counts, articles, target=target, reference=reference, by=column, seed=seed)
        if found.empty:
            reasons[name] = "no word is frequent enough in both groups together"
        found.insert(0, "contrast", pd.Series([name] * len(found), dtype="str"))
        tables.append(found)
    if not tables:
        return _no_contrast(), reasons
    return pd.concat(tables, ignore_index=True), reasons


def _no_contrast() -> pd.DataFrame:
    """The contrast table without rows: its columns are what a contrast of too few words leaves."""
    counts = make_table(
        [{"article_id": "-", "term": "-", "count": 1, "side": side} for side in "ab"], "counts"
    )
    articles = make_table([{"article_id": "-", "text": ""}], "articles")
    nothing = contrast_words(counts, articles, target="a", reference="b").head(0)
    nothing.insert(0, "contrast", pd.Series([], dtype="str"))
    return nothing


def draw(
    folder: Path,
    measures: pd.DataFrame,
    contrasts: pd.DataFrame,
    *,
    by: Sequence[str],
    sides: Sequence[str],
    reasons: Mapping[str, str],
) -> dict[str, Drawn]:
    """Write every figure that can be drawn; the others with the reason."""
    grouped = measures[(measures["unit"] == UNITS[0]) & measures["versus"].isna()]
    if by:
        grouped = grouped[grouped[list(by)].notna().all(axis=1)]
    grouped = grouped[grouped["measure"].isin(["voice_share", "balance", "unresolved_share"])].reset_index(
        drop=True
    )
    shares = grouped[grouped["measure"] == "voice_share"]
    why = "" if shares["estimate"].notna().any() else "nobody is quoted whose side is known"
    out = {
        "balance": _drawn(
            lambda: plot_balance(grouped, by=list(by) or None), folder / "balance", grouped, why
        )
    }
    for name in CONTRASTS:
        rows = contrasts[contrasts["contrast"] == name].drop(columns="contrast").reset_index(drop=True)
        draw_it = _contrast_drawer(rows, name, sides)
        out[f"contrast-{name}"] = _drawn(draw_it, folder / f"contrast-{name}", rows, reasons.get(name, ""))
    return out


def _contrast_drawer(rows: pd.DataFrame, name: str, sides: Sequence[str]) -> Callable[[], Axes]:
    def draw_it() -> Axes:
        a, b = sides[:2]
        said = f"Words of speakers for {a} and for {b}"
        about = f"The outlets’ own words in sentences about {a} and about {b}"
        return plot_contrast(rows, relation=name, sides=list(sides), title=said if name == "by" else about)

    return draw_it


def _drawn(draw_it: Callable[[], Axes], path: Path, data: pd.DataFrame, why: str) -> Drawn:
    if why:
        return Drawn((), why)
    try:
        return Drawn(tuple(save_figure(draw_it(), path, data=data)))
    except (ValueError, TypeError) as error:  # the tables are worth having without their figure
        return Drawn((), " ".join(str(error).split()))
