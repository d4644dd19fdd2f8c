"""The same measure with two extractors: which findings does another one leave standing?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from framing.actors import resolve_speakers
from framing.actors.codebook import Codebook
from framing.attribution import find_attributions
from framing.attribution.extract import ENGINES
from framing.balance import voice_balance
from framing.checks import choose
from framing.language import ParseStore
from framing.schema import TABLES, check_table

Measure = Callable[..., pd.DataFrame]
Record = dict[str, Any]

# What a row of a measures table is of; the `by` columns, which the schema does not name, are added.
_KEYS = ("measure", "unit", "versus", "side", "target_side", "term")
_VALUES = ("estimate", "ci_low", "ci_high", "p_value", "numerator", "denominator", "n_units", "n_unresolved")
_SIGNED = ("balance", "surplus", "difference")
_INTEGERS = ("n_units_a", "n_units_b", "rank_a", "rank_b")
VERDICTS = ("survives", "weakens", "turns", "moves", "no finding")


def compare_engines(
    articles: pd.DataFrame,
    *,
    measure: Measure = voice_balance,
    engines: Sequence[str] = ("tagger", "rules"),
    found: Mapping[str, pd.DataFrame] | None = None,
    codebook: Codebook | None = None,
    store: ParseStore | None = None,
    workers: int = 1,
    **options: Any,
) -> pd.DataFrame:
    """Measure the same articles with two engines, and tell which findings survive the change of extractor.

    Parameters
    ----------
    articles : articles table, all articles of the study.
    measure : function (attributions, articles, **options) that gives a measures table.
    engines : the two engines (a, b); signs read a minus b.
    found : engine → attributions with `side` (`resolve_speakers`) found before, as in the tables of two studies.
        What is missing is found here. A name that is no engine may stand here too: attributions that a person coded.
    codebook : actors; by default the shipped ones.
    store : where parses are kept (`find_attributions`); both engines use the same ones.
    workers : processes. The result does not depend on it.
    **options : what `measure` takes, such as `by`, `sides`, `unit`, `cluster`, `seed`.

    Returns
    -------
    DataFrame, one row per row of the measures tables, in their order:

    - `measure`, `unit`, the `by` columns, `versus`, `side`, `target_side`, `term` : what the row is of.
    - `engine_a`, `engine_b` : the engines.
    - `estimate_`, `ci_low_`, `ci_high_`, `p_value_`, `numerator_`, `denominator_`, `n_units_`, `n_unresolved_`, each
      with `a` and with `b` : as in the measures tables, in the units of the measure. Missing where that engine's table
      has no such row.
    - `difference` : estimate_a − estimate_b.
    - `rule` : "sign" for measures around zero, "interval" for the others.
    - `same_sign` : whether both estimates stand on the same side of zero (rule sign; an estimate of zero has no side).
    - `rank_a`, `rank_b` : the side's place by size among the sides of its group, 1 the largest (rule interval).
    - `same_order` : whether it is the same place.
    - `survives` : whether the finding stands with either engine; missing where there is nothing to survive.
    - `verdict` : survives, weakens, turns, moves or no finding; see Notes.
    - `reason` : why `survives` is missing.

    Raises
    ------
    ValueError : `engines` are not two different ones, or one is neither known nor in `found`; what `measure` returns is
        no measures table, or names a row twice; what `find_attributions`, `resolve_speakers` and `measure` raise.
    FileNotFoundError : an engine's weights are not installed.

    See Also
    --------
    match_attributions : how many attributions the engines share, by construction.
    voice_balance, find_attributions

    Notes
    -----
    Around zero (rule "sign": names that end in balance, surplus or difference, and measures with a p-value) a *finding*
    is an interval that leaves zero out. It *survives* where both intervals leave zero out on the same side; it
    *weakens* where the other estimate has the same sign and its interval holds zero, and *turns* where that estimate is
    zero or of the other sign. "No finding": both intervals hold zero.

    Any other number (rule "interval": shares, rates) *survives* where each engine's estimate lies in the other's
    interval, ends included, and *moves* where one does not: then the choice of extractor matters more than the choice
    of articles. With many articles intervals are short, and small differences move.

    Two engines that share their constructions can be wrong together: to survive is necessary, not sufficient. Each
    interval tells of the articles alone; error of the extractors is what the two columns show beside each other.

    Examples
    --------
    >>> table = compare_engines(articles, by="outlet", unit="attributions")          # doctest: +SKIP
    >>> table.loc[~table["survives"].fillna(True), ["measure", "outlet", "side", "verdict"]]          # doctest: +SKIP

    The same from two studies, which can be interrupted:

    >>> first, second = (run_study("reports", f"out/{x}", engine=x) for x in ("tagger", "rules"))  # doctest: +SKIP
    >>> found = {"tagger": first.tables["attributions"], "rules": second.tables["attributions"]}  # doctest: +SKIP
    >>> compare_engines(first.tables["articles"], found=found, by="outlet")          # doctest: +SKIP
    """
    pair = _engines(engines, found)
    given = found or {}
    tables = []
    for engine in pair:
        rows = given.get(engine)
        if rows is None:
            rows = find_attributions(articles, engine=engine, store=store, workers=workers)
            rows = resolve_speakers(rows, articles, codebook=codebook)
        tables.append(_measured(measure(rows, articles, **options)))
    return _joined(tables[0], tables[1], pair)


def _engines(engines: Sequence[str], found: Mapping[str, pd.DataFrame] | None) -> tuple[str, str]:
    given = list(engines) if isinstance(engines, list | tuple) else []
    if len(given) != 2 or given[0] == given[1]:
        raise ValueError(
            f"engines={engines!r} is not allowed; it takes two different ones, such as {ENGINES!r}."
        )
    for engine in given:
        choose("engines", engine, dict.fromkeys([*ENGINES, *(found or ())]))
    return given[0], given[1]


def _measured(table: pd.DataFrame) -> pd.DataFrame:
    try:
        return check_table(table, "measures")
    except (ValueError, TypeError) as error:
        raise ValueError(f"measure: what it returns is no measures table: {error}") from error


def _joined(first: pd.DataFrame, second: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    schema = set(TABLES["measures"].names)
    by = list(
        dict.fromkeys(name for table in (first, second) for name in table.columns if name not in schema)
    )
    keys = [_KEYS[0], _KEYS[1], *by, *_KEYS[2:]]
    rows = [_by_key(table, keys) for table in (first, second)]
    tested = {key[0] for table in rows for key, row in table.items() if not pd.isna(row["p_value"])}
    out: list[Record] = []
    for key in dict.fromkeys([*rows[0], *rows[1]]):
        record: Record = dict(zip(keys, key, strict=True)) | {"engine_a": pair[0], "engine_b": pair[1]}
        for letter, table in zip("ab", rows, strict=True):
            record |= {f"{name}_{letter}": table.get(key, {}).get(name) for name in _VALUES}
        signed = str(key[0]).endswith(_SIGNED) or key[0] in tested
        out.append(record | {"rule": "sign" if signed else "interval"})
    for letter in "ab":
        _rank(out, keys, letter)
    return _table([record | _verdict(record) for record in out], keys)


def _by_key(table: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[str | None, ...], Record]:
    out: dict[tuple[str | None, ...], Record] = {}
    for row in table.to_dict("records"):
        key = tuple(None if pd.isna(row.get(name)) else str(row[name]) for name in keys)
        if key in out:
            named = ", ".join(
                f"{name}={value!r}" for name, value in zip(keys, key, strict=True) if value is not None
            )
            raise ValueError(
                f"measure: two rows of its table are of the same ({named}); one row each is needed."
            )
        out[key] = {str(name): value for name, value in row.items()}
    return out


def _rank(records: Sequence[Record], keys: Sequence[str], letter: str) -> None:
    """Give every side of a group its place by size; ties share the better place."""
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        known = record["side"] is not None and not pd.isna(record[f"estimate_{letter}"])
        if known and record["rule"] == "interval":
            group = tuple(record[name] for name in keys if name != "side")
            groups.setdefault(group, []).append(record)
    for group_records in groups.values():
        for record in group_records if len(group_records) > 1 else ():
            mine = record[f"estimate_{letter}"]
            record[f"rank_{letter}"] = 1 + sum(each[f"estimate_{letter}"] > mine for each in group_records)


def _verdict(record: Record) -> Record:
    a, b = (
        {name: record[f"{name}_{letter}"] for name in ("estimate", "ci_low", "ci_high")} for letter in "ab"
    )
    out: Record = {}
    lacking = [record[f"engine_{x}"] for x, one in (("a", a), ("b", b)) if pd.isna(one["estimate"])]
    if lacking:
        return {"reason": f"no estimate by {' or '.join(lacking)}"}
    out["difference"] = a["estimate"] - b["estimate"]
    if record["rule"] == "sign":
        out["same_sign"] = a["estimate"] * b["estimate"] > 0
    elif "rank_a" in record and "rank_b" in record:
        out["same_order"] = record["rank_a"] == record["rank_b"]
    lacking = [record[f"engine_{x}"] for x, one in (("a", a), ("b", b)) if pd.isna(one["ci_low"])]
    if lacking:
        return out | {"reason": f"no interval by {' or '.join(lacking)}"}
    verdict = _by_sign(a, b) if record["rule"] == "sign" else _by_interval(a, b)
    if verdict == "no finding":
        return out | {"verdict": verdict, "reason": "both intervals hold zero"}
    return out | {"verdict": verdict, "survives": verdict == "survives"}


def _by_sign(a: Record, b: Record) -> str:
    finds = [one["ci_low"] > 0 or one["ci_high"] < 0 for one in (a, b)]
    if not any(finds):
        return "no finding"
    if a["estimate"] * b["estimate"] <= 0:
        return "turns"
    return "survives" if all(finds) else "weakens"


def _by_interval(a: Record, b: Record) -> str:
    held = [one["ci_low"] <= other["estimate"] <= one["ci_high"] for one, other in ((a, b), (b, a))]
    return "survives" if all(held) else "moves"


def _table(records: Sequence[Record], keys: Sequence[str]) -> pd.DataFrame:
    kinds: dict[str, str] = dict.fromkeys([*keys, "engine_a", "engine_b"], "str")
    for letter in "ab":
        kinds |= dict.fromkeys((f"{name}_{letter}" for name in _VALUES), "float64")
    kinds |= {"difference": "float64", "rule": "str", "same_sign": "boolean"}
    kinds |= {"rank_a": "Int64", "rank_b": "Int64", "same_order": "boolean"}
    kinds |= {"survives": "boolean", "verdict": "str", "reason": "str"}
    kinds |= dict.fromkeys(_INTEGERS, "Int64")
    columns = {
        name: pd.Series([record.get(name) for record in records], dtype=object).astype(kind)
        for name, kind in kinds.items()
    }
    return pd.DataFrame(columns).astype({"verdict": pd.CategoricalDtype(list(VERDICTS))})
