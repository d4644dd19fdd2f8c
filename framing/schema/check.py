"""Check and coerce a table: every public function calls this on what it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from framing.checks import choose, need_columns
from framing.schema.columns import TABLES, Column, side_categories

# The Python-backed twin of pandas' `str`: the only one that can hold a lone surrogate.
_PYTHON_STR = pd.StringDtype(storage="python", na_value=np.nan)

Spans = tuple[tuple[int, int], ...]

# Parquet holds span offsets in 32 bits.
_MAX_OFFSET = 2**31 - 1


def check_table(
    frame: pd.DataFrame, table: str, *, need: Iterable[str] = (), sides: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return a copy of `frame` with the columns, types and order of a table of the schema.

    Parameters
    ----------
    frame : the table to check; never changed.
    table : name of a table in `schema.TABLES`.
    need : columns beyond the required ones that must be there (such as "side").
    sides : the codebook's sides, for the order of `side`; by default the order that `frame` has already, or the
        alphabetical one.

    Returns
    -------
    DataFrame with a RangeIndex: the table's columns in schema order (absent ones added as missing; those that
    `resolve_speakers` adds only where any of them is there), then all others under their own names.

    Raises
    ------
    TypeError : `frame` is not a DataFrame.
    ValueError : a needed column is missing, a column name stands twice, a value is outside a closed vocabulary, or an
        id repeats.
    """
    spec = TABLES[choose("table", table, TABLES)]
    hint = "Run resolve_speakers first." if table == "attributions" and "side" in need else ""
    need_columns(frame, [c.name for c in spec.columns if c.required], what=table)
    need_columns(frame, need, what=table, hint=hint)
    twice = [name for name, n in Counter(map(str, frame.columns)).items() if n > 1]
    if twice:
        named = ", ".join(map(repr, twice))
        raise ValueError(f"{table}: column {named} stands twice; rename or drop one of each name.")
    return _built({name: frame[name] for name in frame.columns}, len(frame), table, sides)


def _built(
    given: Mapping[Any, pd.Series | None], n: int, table: str, sides: Sequence[str] | None
) -> pd.DataFrame:
    """The checked table of `n` rows from its columns; None is a column without any value."""
    spec = TABLES[table]
    optional_groups = {c.group for c in spec.columns if c.group and c.name in given}
    columns = [c for c in spec.columns if not c.group or c.group in optional_groups]
    data = {c.name: _coerce(given.get(c.name), n, c, table, sides) for c in columns}
    known = set(spec.names)
    for name, values in given.items():
        if name not in known:
            extra = pd.Series([None] * n, dtype=object) if values is None else values
            data[str(name)] = _coerce_extra(extra).array
    out = pd.DataFrame(data, index=pd.RangeIndex(n))
    if spec.unique and n > 1:
        repeated = out.duplicated(list(spec.unique))
        if repeated.any():
            first = out.loc[repeated, list(spec.unique)].iloc[0].tolist()
            raise ValueError(
                f"{table}: {', '.join(spec.unique)} must name one row each; {int(repeated.sum())} repeat, "
                f"first: {first}."
            )
    return out


def make_table(
    rows: Iterable[Mapping[str, Any]], table: str, *, sides: Sequence[str] | None = None, group: str = ""
) -> pd.DataFrame:
    """A table from row dicts, checked and in its sort order; `group="resolved"` adds that group's columns.

    Missing keys become missing values; an empty `rows` gives the empty table with all its columns and types.
    """
    spec = TABLES[choose("table", table, TABLES)]
    rows = list(rows)
    names = [c.name for c in spec.columns if not c.group or c.group == group]
    extra = [key for key in dict.fromkeys(key for row in rows for key in row) if key not in spec.names]
    optional = [
        c.name for c in spec.columns if c.group and c.group != group and any(c.name in row for row in rows)
    ]
    given: dict[str, pd.Series | None] = {}
    for name in [*names, *optional, *extra]:
        values = [row.get(name) for row in rows]
        empty = all(value is None for value in values)
        given[name] = None if empty else pd.Series(values, dtype=object)
    built = _built(given, len(rows), table, sides)
    return sort_table(built, table) if len(rows) > 1 else built


def empty_table(table: str, *, sides: Sequence[str] | None = None, group: str = "") -> pd.DataFrame:
    """The table without rows, with all its columns and types."""
    return make_table([], table, sides=sides, group=group)


def sort_table(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Rows in the table's own order; ties keep the order they had."""
    keys = [key for key in TABLES[table].sort if key in frame.columns]
    if not keys or frame.empty:
        return frame.reset_index(drop=True)
    return frame.sort_values(keys, kind="stable", na_position="first").reset_index(drop=True)


def check_covers(frame: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Assert that every span of an attributions table covers the text that its row holds.

    Parameters
    ----------
    frame : attributions table.
    articles : articles table with the articles of `frame`.

    Raises
    ------
    ValueError : an article is missing, or a span does not cover its text (the first such row is named).
    """
    texts: dict[str, str] = dict(zip(articles["article_id"], articles["text"], strict=True))
    roles = [role for role in ("speaker", "cue", "target") if role in frame.columns]
    parts = {
        role: zip(*(frame[name].tolist() for name in (f"{role}_start", f"{role}_end", role)), strict=True)
        for role in roles
    }
    named = (frame[name].tolist() for name in ("article_id", "attribution_id", "content_spans", "content"))
    for article_id, attribution_id, spans, content in zip(*named, strict=True):
        text = texts.get(article_id)
        if text is None:
            raise ValueError(f"attributions: article_id {article_id!r} is not in articles.")
        wrong = []
        for role in roles:
            start, end, words = next(parts[role])
            if not pd.isna(start) and text[int(start) : int(end)] != words:
                wrong.append(role)
        if " … ".join(text[a:b] for a, b in spans) != content:
            wrong.append("content")
        if wrong:
            raise ValueError(
                f"attributions: {attribution_id}: offsets of {', '.join(wrong)} do not cover its words."
            )


def parse_spans(value: str) -> Spans:
    """'12-40;55-80' → ((12, 40), (55, 80)); a ValueError says what is no such list."""
    try:
        pieces = (piece.split("-") for piece in value.split(";") if piece)
        return tuple((int(start), int(end)) for start, end in pieces)
    except ValueError:
        raise ValueError(_no_spans(value)) from None


def format_spans(spans: Spans) -> str:
    """((12, 40), (55, 80)) → '12-40;55-80'."""
    return ";".join(f"{start}-{end}" for start, end in spans)


def as_str(values: pd.Series) -> pd.Series:
    """Values as pandas `str`; Python-backed where a lone surrogate forbids the Arrow-backed one.

    A whole number is written without ".0", so that the id 2.0 is the id 2.
    """
    if values.dtype == "str":
        return values.reset_index(drop=True)
    plain = pd.Series(
        [None if _missing(v) else v if type(v) is str else _written(v) for v in values], dtype=object
    )
    try:
        return plain.astype("str")
    except UnicodeEncodeError:
        return plain.astype(_PYTHON_STR)


def _written(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _coerce(values: pd.Series | None, n: int, column: Column, table: str, sides: Sequence[str] | None) -> Any:
    """The array of a column; one of the right type is taken as it is, since tables are checked at every step."""
    if values is None:
        out = _nothing(column, n, sides)
        void = n > 0
    elif _is_ready(values.dtype, column, sides):
        out = values.array
        void = column.required and bool(out.isna().any())
    else:
        try:
            out = _COERCE[column.kind](values.reset_index(drop=True), column, sides).array
        except (ValueError, TypeError, OverflowError) as error:
            raise ValueError(f"{table}.{column.name}: {error}") from error
        void = column.required and bool(pd.isna(out).any())
    if column.required and void:
        gaps = pd.isna(pd.Series(out)).to_numpy()
        raise ValueError(
            f"{table}.{column.name}: {int(gaps.sum())} of {n} rows have no value, first row "
            f"{int(np.flatnonzero(gaps)[0])}; every row needs one."
        )
    return out


_READY = {"int": "Int64", "float": "float64", "bool": "boolean", "date": "datetime64[us]", "str": "str"}


def _is_ready(dtype: Any, column: Column, sides: Sequence[str] | None) -> bool:
    """Whether a column of this type needs no change and can hold no value that is not allowed."""
    if column.kind in _READY:
        return bool(dtype == _READY[column.kind])
    if column.kind not in ("category", "side") or not isinstance(dtype, pd.CategoricalDtype) or dtype.ordered:
        return False
    names = dtype.categories.tolist()
    if column.kind == "category":  # not by ==, to which the order of unordered categories is one
        return bool(names == list(column.categories))
    return names == side_categories(names if sides is None else sides)


@cache
def _categorical(categories: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(categories))


@cache
def _one_missing(kind: str) -> Any:
    return pd.array([None], dtype=_READY[kind])


def _nothing(column: Column, n: int, sides: Sequence[str] | None) -> Any:
    """An array without any value."""
    if column.kind == "spans":
        return np.full(n, None, dtype=object)
    if column.kind in ("category", "side"):
        names = column.categories if column.kind == "category" else side_categories(sides or ())
        return pd.Categorical.from_codes(np.full(n, -1, dtype=np.int8), dtype=_categorical(tuple(names)))
    if column.kind == "date":
        return np.full(n, "NaT", dtype="datetime64[us]")
    if column.kind == "float":
        return np.full(n, np.nan)
    return _one_missing(column.kind).take(np.zeros(n, dtype=np.intp))


def _coerce_str(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    return as_str(values)


def _coerce_int(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    if values.dtype == "Int64":
        return values
    if values.dtype == object and all(type(value) is int or value is None for value in values):
        return pd.Series(pd.array(values.tolist(), dtype="Int64"))
    return pd.to_numeric(values.where(values.notna(), None)).astype("Int64")


def _coerce_float(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    return pd.to_numeric(values.where(values.notna(), np.nan)).astype("float64")


_TRUE, _FALSE = {"true", "1", "1.0", "yes"}, {"false", "0", "0.0", "no"}


def _coerce_bool(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    if values.dtype == "boolean":
        return values
    flags: list[bool | None] = []
    for value in values:
        word = "" if _missing(value) else str(value).casefold()
        if word and word not in _TRUE | _FALSE:
            raise ValueError(f"{value!r} is not a flag; allowed: True, False, missing.")
        flags.append(word in _TRUE if word else None)
    return pd.Series(flags, dtype="boolean")


def _coerce_date(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    # A zone is left out, the time of day stays, as where articles are read.
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)
    if values.dtype.kind == "M":
        return values.astype("datetime64[us]")
    # Not by pandas: it takes 2017 for nanoseconds, and the first text for the form of all.
    plain = [None if _missing(value) else _as_date(value) for value in values]
    return pd.Series(np.array(plain, dtype="datetime64[us]"))


def _as_date(value: Any) -> datetime:
    read = value
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value.strip())
        except ValueError:
            read = None
    if isinstance(read, datetime):
        return read.replace(tzinfo=None)
    if isinstance(read, date):
        return datetime(read.year, read.month, read.day)
    raise ValueError(
        f"{value!r} is not a date; allowed: date values and texts like '2017-04-05'. read_articles and "
        "make_articles read other forms."
    )


def _coerce_category(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    return _categories(values, column)


def _categories(values: pd.Series, column: Column, allowed: tuple[str, ...] | None = None) -> pd.Series:
    """Values as categories; a ValueError names the first that is not allowed."""
    allowed = column.categories if allowed is None else allowed
    codes, found = pd.factorize(values.astype("object"))
    number = {name: n for n, name in enumerate(allowed)}
    numbers = [number[choose(column.name, value, allowed)] for value in found]
    # A missing value has the number −1, which the last place of the list stands for.
    all_numbers = np.array([*numbers, -1], dtype=np.int64)
    return pd.Series(pd.Categorical.from_codes(all_numbers[codes], dtype=_categorical(allowed)))


def _coerce_side(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    if sides is None and isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.set_categories(side_categories(values.cat.categories))
    found = sorted(map(str, values.dropna().astype("object").unique()))
    allowed = side_categories(found if sides is None else sides)
    return _categories(values, column, tuple(allowed))


def _coerce_spans(values: pd.Series, column: Column, sides: Sequence[str] | None) -> pd.Series:
    # Filled as an array: pandas would take a list of tuples for a table.
    out = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        try:
            out[index] = _checked_spans(value) if type(value) is tuple else _as_spans(value)
        except TypeError:  # a tuple of lists has no hash
            out[index] = _as_spans(value)
    return pd.Series(out, dtype=object)


@lru_cache(maxsize=2**16)
def _checked_spans(value: Any) -> Spans | None:
    """As `_as_spans`: tables are checked at every step, and their spans were checked at the step before."""
    return _as_spans(value)


def _as_spans(value: Any) -> Spans | None:
    # Nothing covered is no span list: an empty one is missing, so that it survives a CSV.
    if isinstance(value, list | tuple | np.ndarray):
        try:
            spans: Spans = tuple((int(start), int(end)) for start, end in value)
        except (TypeError, ValueError):
            raise ValueError(_no_spans(value)) from None
    elif isinstance(value, str):
        spans = parse_spans(value)
    elif _missing(value):
        return None
    else:
        raise ValueError(_no_spans(value))
    if any(not 0 <= start <= end <= _MAX_OFFSET for start, end in spans):
        raise ValueError(f"{value!r} holds a span that is none: 0 ≤ start ≤ end ≤ {_MAX_OFFSET} is allowed.")
    return spans or None


def _no_spans(value: object) -> str:
    return f"{value!r} is not a span list; expected ((start, end), …) or '12-40;55-80'."


def _coerce_extra(values: pd.Series) -> pd.Series:
    values = values.reset_index(drop=True)
    return as_str(values) if values.dtype == object or isinstance(values.dtype, pd.StringDtype) else values


_COERCE = {
    "str": _coerce_str,
    "int": _coerce_int,
    "float": _coerce_float,
    "bool": _coerce_bool,
    "date": _coerce_date,
    "category": _coerce_category,
    "side": _coerce_side,
    "spans": _coerce_spans,
}
