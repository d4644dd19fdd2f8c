"""The coding sheet: a probability sample of sentences or articles, with the machine's finds to judge, blind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.checks import choose, need_columns
from framing.coding.units import attribution_unit, hashes, sentence_unit, shown_spans, words_of
from framing.inference import units_of
from framing.language import split_sentences
from framing.schema import SHARED_SIDES, Spans, check_table
from framing.schema.check import as_str

UNITS = ("sentence", "article")
FOUND = "found"
NOTHING = "nothing"
MOST_DENSE = 1000  # what is drawn a thousand times as densely is drawn whole; larger factors are slips

# What the coder reads, what the coder fills in, and what joins the answers to the text again.
READ_COLUMNS = ("unit_kind", "context", "sentence", "speaker", "cue", "content")
ANSWER_COLUMNS = (
    "done", "verdict", "side", "right_speaker", "right_cue", "right_content", "cue_class", "stance", "target_side",
    "anonymous", "note", "coder",
)  # fmt: skip
KEY_COLUMNS = (
    "unit_id", "parent_unit_id", "article_id", "article_sha256", "spans", "stratum", "inclusion_probability", "run_id",
)  # fmt: skip
SHEET_COLUMNS = (*READ_COLUMNS, *ANSWER_COLUMNS, *KEY_COLUMNS)


def coding_sheet(
    articles: pd.DataFrame,
    attributions: pd.DataFrame,
    *,
    n: int = 100,
    unit: str = "sentence",
    strata: str | Sequence[str] | None = None,
    oversample: Mapping[str, float] | None = None,
    seed: int = 0,
    run_id: str | None = None,
) -> pd.DataFrame:
    """Draw a probability sample to code by hand, with everything that the machine found in it.

    Parameters
    ----------
    articles : articles table: the population. Articles whose `language` is given and not "en" are left out, as
        where attributions are found.
    attributions : attributions table of the same articles.
    n : sampled units; all where there are fewer.
    unit : "sentence" or "article".
    strata : what the sample is drawn apart by: columns of `articles`, or "found" (whether the machine found an
        attribution that begins in the unit: "found" or "nothing"). By default one stratum, "all".
    oversample : for values of the strata, how many times as densely to draw there: {"found": 3} draws units with
        a find three times as densely as those without. Weights undo it in every estimate.
    seed : of the draw.
    run_id : written into every row, to tell studies apart.

    Returns
    -------
    DataFrame, one row per sampled unit, then one for every attribution of the machine that begins in it, in
    the order of the text. Read: `unit_kind`, `context` (the paragraph; of a sampled article nothing, its text
    is `sentence`), `sentence`, and the machine's `speaker`, `cue`, `content`. To fill in: `done`, `verdict`,
    `side`, `right_speaker`, `right_cue`, `right_content`, `cue_class`, `stance`, `target_side`, `anonymous`,
    `note`, `coder`. Keys: `unit_id`, `parent_unit_id`, `article_id`, `article_sha256`, `spans`, `stratum`,
    `inclusion_probability`, `run_id`. The sides to choose from stand in `attrs["sides"]`.

    Raises
    ------
    ValueError : an option that does not exist, a stratum that no unit has, an attribution of an article that is
        not there or with offsets beyond its text.

    See Also
    --------
    write_coding_sheet, read_coding

    Notes
    -----
    The sheet is blind: it does not tell the machine's side, class, stance or confidence. Within each of H strata n_h
    of N_h units are drawn without replacement, so that the inclusion probability is n_h / N_h exactly; n is shared
    out in proportion to N_h times the factor of `oversample`, with two units at least for each stratum where n
    allows. Sentences in a headline that the body repeats are no part of the population, since no measure counts
    them. The order of rows of the input does not matter.

    References
    ----------
    Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model assisted survey sampling, section 3.7. Springer.

    Examples
    --------
    >>> sheet = coding_sheet(articles, attributions, n=200, strata="found", oversample={"found": 2})
    """
    choose("unit", unit, UNITS)
    if not isinstance(n, int | np.integer) or isinstance(n, bool) or n < 1:
        raise ValueError(f"n={n!r} is not allowed; allowed: a whole number of units, 1 or more.")
    population = check_table(articles, "articles").sort_values("article_id", kind="stable", ignore_index=True)
    found = check_table(attributions, "attributions")
    _check_belongs(found, population)
    units = _units(_english(population), unit)
    at = units_of(found, units)
    names = [strata] if isinstance(strata, str) else list(strata or ())
    parts = _parts(units, population, names, np.isin(np.arange(len(units)), at[at >= 0]))
    drawn = _draw(units, parts, n, dict(oversample or {}), seed)
    drawn["run_id"] = run_id
    sheet = _rows(drawn, units, found, at, population, unit)
    own = found["side"].cat.categories if "side" in found.columns else []
    sheet.attrs["sides"] = [str(side) for side in own if side not in SHARED_SIDES]
    return sheet


def _check_belongs(found: pd.DataFrame, population: pd.DataFrame) -> None:
    lengths = dict(zip(population["article_id"], population["text"].str.len(), strict=True))
    for article_id, end in zip(found["article_id"], found["content_end"], strict=True):
        if article_id not in lengths:
            raise ValueError(
                f"attributions: article_id {article_id!r} is not in articles; pass all articles that the attributions "
                "were found in."
            )
        if end > lengths[article_id]:
            raise ValueError(
                f"attributions: content_end={end} lies beyond the text of article {article_id!r} "
                f"({lengths[article_id]} characters); pass the articles that the attributions were found in."
            )


def _english(population: pd.DataFrame) -> pd.DataFrame:
    language = population["language"]
    ours = language.isna() | language.str.lower().str.match(r"en(?:[-_]|$)").fillna(False).astype(bool)
    return population[ours.to_numpy(dtype=bool)].reset_index(drop=True)


def _units(population: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The population of units in the order of the text: article_id, start, end, and the paragraph around each."""
    if unit == "article":
        return pd.DataFrame(
            {
                "article_id": population["article_id"].astype("object"),
                "start": 0,
                "end": population["text"].str.len().astype("int64"),
                "paragraph": 0,
                "around": [None] * len(population),
            }
        )
    sentences = split_sentences(population)
    repeats = population.set_index("article_id")[["headline_repeat_start", "headline_repeat_end"]]
    mine = repeats.reindex(sentences["article_id"]).reset_index(drop=True)
    repeated = (sentences["start"] >= mine["headline_repeat_start"]) & (
        sentences["start"] < mine["headline_repeat_end"]
    )
    kept = sentences[~repeated.fillna(False).to_numpy(dtype=bool)].reset_index(drop=True)
    groups = sentences.groupby(["article_id", "paragraph"], observed=True)
    hulls = groups.agg(a=("start", "min"), b=("end", "max"))
    around = hulls.reindex(pd.MultiIndex.from_frame(kept[["article_id", "paragraph"]]))
    return pd.DataFrame(
        {
            "article_id": kept["article_id"].astype("object"),
            "start": kept["start"].astype("int64"),
            "end": kept["end"].astype("int64"),
            "paragraph": kept["paragraph"].astype("int64"),
            "around": list(zip(around["a"].tolist(), around["b"].tolist(), strict=True)),
        }
    )


def _parts(
    units: pd.DataFrame, population: pd.DataFrame, names: list[str], finds: npt.NDArray[np.bool_]
) -> list[tuple[str, ...]]:
    """For each unit, its value of every variable that the sample is stratified by."""
    columns: list[list[str]] = []
    for name in names:
        if name == FOUND and FOUND not in population.columns:
            columns.append([FOUND if yes else NOTHING for yes in finds])
            continue
        need_columns(
            population, [name], what="articles", hint='strata takes columns of articles, or "found".'
        )
        values = population.set_index("article_id")[name].reindex(units["article_id"])
        columns.append(["(missing)" if pd.isna(value) else str(value) for value in values])
    return list(zip(*columns, strict=True)) if columns else [("all",)] * len(units)


def _draw(
    units: pd.DataFrame, parts: list[tuple[str, ...]], n: int, factors: dict[str, float], seed: int
) -> pd.DataFrame:
    """The numbers of the drawn units with their stratum and inclusion probability."""
    known = sorted({value for part in parts for value in part})
    for value, factor in factors.items():
        choose("oversample", value, known)
        if not isinstance(factor, int | float) or not 1 / MOST_DENSE <= factor <= MOST_DENSE:
            raise ValueError(
                f"oversample={{{value!r}: {factor!r}}} is not allowed; allowed: a factor over 0, from 1/{MOST_DENSE} "
                f"to {MOST_DENSE}. To leave articles out, leave them out of `articles`."
            )
    strata = sorted(set(parts))
    members = {part: np.array([i for i, p in enumerate(parts) if p == part]) for part in strata}
    sizes = np.array([len(members[part]) for part in strata], dtype=np.int64)
    weights = np.array([np.prod([factors.get(value, 1.0) for value in part]) for part in strata])
    shares = allocate(sizes, weights, n)
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for part, size, drawn in zip(strata, sizes, shares, strict=True):
        for place in rng.permutation(int(size))[:drawn]:
            row = {"unit": int(members[part][place]), "stratum": " · ".join(part)}
            rows.append(row | {"inclusion_probability": float(drawn / size)})
    out = pd.DataFrame(rows, columns=["unit", "stratum", "inclusion_probability"])
    return out.sort_values("unit", ignore_index=True)


def allocate(sizes: npt.NDArray[np.int64], weights: npt.NDArray[np.float64], n: int) -> npt.NDArray[np.int64]:
    """Share `n` out over strata in proportion to size × weight; none gets more than it has.

    Two each come first, where `n` allows: a stratum of which nothing is drawn would be missing from every estimate.
    """
    if n < len(sizes):
        raise ValueError(
            f"n={n!r} is not allowed with {len(sizes)} strata; allowed: at least one unit for each, better ten. Draw "
            "more, or stratify by less."
        )
    n = min(n, int(sizes.sum()))
    least = np.minimum(sizes, 2 if n >= np.minimum(sizes, 2).sum() else 1)
    out = least.copy()
    while out.sum() < n:
        room = sizes - out
        open_to = room > 0
        # What each should have by proportion, among those that can still take some.
        pull = np.where(open_to, sizes * weights, 0.0)
        full = out[~open_to].sum()
        target = (n - full) * pull / pull.sum()
        short = np.where(open_to, np.maximum(target - out, 0.0), 0.0)
        if short.sum() <= 0:
            short = np.where(open_to, pull, 0.0)
        left = int(n - out.sum())
        step = np.minimum(room, np.floor(short * min(1.0, left / short.sum())).astype(np.int64))
        if step.sum() == 0:
            step = np.zeros(len(sizes), dtype=np.int64)
            step[int(np.argmax(short))] = 1
        out = out + step
    return out


def _rows(
    drawn: pd.DataFrame,
    units: pd.DataFrame,
    found: pd.DataFrame,
    at: npt.NDArray[np.int64],
    population: pd.DataFrame,
    unit: str,
) -> pd.DataFrame:
    texts = dict(zip(population["article_id"], population["text"], strict=True))
    digests = dict(zip(population["article_id"], hashes(population), strict=True))
    inside: dict[int, list[int]] = {}
    order = found.reset_index().sort_values(["content_start", "content_end", "cue_start"], kind="stable")
    for number in order["index"].tolist():
        inside.setdefault(int(at[number]), []).append(number)
    records = found.to_dict("records")
    rows: list[dict[str, Any]] = []
    for draw in drawn.to_dict("records"):
        row = units.iloc[draw["unit"]]
        article_id, start, end = str(row["article_id"]), int(row["start"]), int(row["end"])
        text = texts[article_id]
        name = article_id if unit == "article" else sentence_unit(article_id, start, end)
        around = "" if row["around"] is None else text[slice(*row["around"])]
        keys = {key: draw[key] for key in ("stratum", "inclusion_probability", "run_id")} | {
            "article_id": article_id,
            "article_sha256": digests[article_id],
        }
        rows.append(
            keys | {"unit_id": name, "unit_kind": unit, "context": around, "sentence": text[start:end]}
        )
        shown = text[start:end] if unit == "sentence" else ""
        rows.extend(
            keys
            | _find(records[number], text)
            | {"parent_unit_id": name, "context": around, "sentence": shown}
            for number in inside.get(draw["unit"], ())
        )
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in SHEET_COLUMNS}
    )
    numbers = pd.to_numeric(frame["inclusion_probability"]).astype("float64")
    texts_of = {name: as_str(frame[name]) for name in SHEET_COLUMNS if name != "inclusion_probability"}
    return frame.assign(**texts_of, inclusion_probability=numbers)


def _find(record: Mapping[Any, Any], text: str) -> dict[str, Any]:
    """What a sheet shows of one attribution: the machine's spans, and nothing of what it made of them."""
    spans = machine_spans(record)
    cue = spans["cue"]
    content = spans["content"]
    assert content is not None
    name = attribution_unit(
        str(record["article_id"]), content[0][0], content[-1][1], cue[0][0] if cue else -1
    )
    given = record["attribution_id"]
    shown = {role: None if pieces is None else words_of(text, pieces) for role, pieces in spans.items()}
    return shown | {
        "unit_kind": "attribution",
        "unit_id": str(given) if not pd.isna(given) else name,
        "spans": shown_spans(spans),
    }


def machine_spans(record: Mapping[Any, Any]) -> dict[str, Spans | None]:
    """The spans of one row of the attributions table, by variable."""
    out: dict[str, Spans | None] = {}
    for role in ("speaker", "cue"):
        start, end = record[f"{role}_start"], record[f"{role}_end"]
        out[role] = None if pd.isna(start) or pd.isna(end) else ((int(start), int(end)),)
    content: Spans | None = record["content_spans"]
    hull = int(record["content_start"]), int(record["content_end"])
    out["content"] = content if content else (hull,)
    return out
