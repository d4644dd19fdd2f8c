"""The tables of a study without loading them: what is asked for is read, batch by batch, from its Parquet files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from framing.checks import choose
from framing.schema import TABLES, check_table

_BATCH = 65_536


def scan_study(out: str | os.PathLike[str]) -> StudyScan:
    """Open a study to read parts of its tables; nothing is loaded until it is asked for.

    Parameters
    ----------
    out : the folder of a study, with or without text.

    Returns
    -------
    StudyScan : `names`, and `table`, `batches`, `count` and `dataset` of one of them.

    Raises
    ------
    FileNotFoundError : the folder holds no whole study.

    Examples
    --------
    >>> scan = scan_study("study")
    >>> scan.table("attributions", outlet="Quay Post", side="US", since="2012-01-01")
    """
    folder = Path(out)
    if not (folder / "manifest.json").is_file():
        raise FileNotFoundError(
            f"out={str(out)!r} holds no manifest.json, so no whole study; name the folder that run_study wrote to."
        )
    return StudyScan(folder)


@dataclass(frozen=True)
class StudyScan:
    """A study on disk.

    Notes
    -----
    All its methods take the same conditions, which hold together. `outlet` and `side` are a value or several;
    `since` and `until` are dates, both included, of the article; articles without a date are left out where one of
    them is given. Outlets and dates are looked up in the articles, whatever the table; `side` is the table's own
    column. Tables that belong to no article (measures, contrast, unresolved) take no condition but `side`, and
    `outlet` where they are grouped by it.
    """

    out: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The tables there are."""
        return tuple(sorted(path.stem for path in (self.out / "tables").glob("[!.]*.parquet")))

    def dataset(self, name: str) -> ds.Dataset:
        """A table as a `pyarrow.dataset.Dataset`, for queries of your own; DuckDB takes it by name."""
        return ds.dataset(self.out / "tables" / f"{choose('name', name, self.names)}.parquet")

    def table(self, name: str, *, columns: Sequence[str] | None = None, **conditions: Any) -> pd.DataFrame:
        """Rows of a table that meet the conditions (`outlet`, `side`, `since`, `until`), as pandas holds them."""
        data, keep = self._asked(name, columns, **conditions)
        return _frame(data.to_table(columns=_listed(columns), filter=keep), data.schema, name)

    def batches(
        self, name: str, *, columns: Sequence[str] | None = None, size: int = _BATCH, **conditions: Any
    ) -> Iterator[pd.DataFrame]:
        """The same in order and in parts of at most `size` rows, for a table that is larger than memory."""
        data, keep = self._asked(name, columns, **conditions)
        for batch in data.to_batches(columns=_listed(columns), filter=keep, batch_size=size):
            if batch.num_rows:
                yield _frame(pa.Table.from_batches([batch]), data.schema, name)

    def count(self, name: str, **conditions: Any) -> int:
        """How many rows meet the conditions."""
        data, keep = self._asked(name, None, **conditions)
        return int(data.count_rows(filter=keep))

    def _asked(
        self,
        name: str,
        columns: Sequence[str] | None,
        *,
        outlet: str | Sequence[str] | None = None,
        side: str | Sequence[str] | None = None,
        since: str | pd.Timestamp | None = None,
        until: str | pd.Timestamp | None = None,
    ) -> tuple[ds.Dataset, ds.Expression | None]:
        data = self.dataset(name)
        for column in columns or ():
            choose("columns", column, data.schema.names)
        conditions = []
        if side is not None:
            _refuse_without(data, name, "side", side)
            conditions.append(ds.field("side").isin(_values(side)))
        if outlet is not None and "outlet" in data.schema.names:
            conditions.append(ds.field("outlet").isin(_values(outlet)))
            outlet = None
        if outlet is not None or since is not None or until is not None:
            given = {"outlet": outlet, "since": since, "until": until}
            first, value = next((each, value) for each, value in given.items() if value is not None)
            _refuse_without(data, name, "article_id", value, argument=first)
            chosen = self._articles(outlet, since, until)
            conditions.append(ds.field("article_id").isin(chosen))
        keep = None
        for condition in conditions:
            keep = condition if keep is None else keep & condition
        return data, keep

    def _articles(
        self,
        outlet: str | Sequence[str] | None,
        since: str | pd.Timestamp | None,
        until: str | pd.Timestamp | None,
    ) -> pa.Array:
        """Ids of the articles of these outlets and days; their texts are not read."""
        articles = self.dataset("articles")
        keep = ds.scalar(True)
        if outlet is not None:
            keep = keep & ds.field("outlet").isin(_values(outlet))
        for argument, day in (("since", since), ("until", until)):
            if day is None:
                continue
            _refuse_without(articles, "articles", "date", day, argument=argument)
            moment = pa.scalar(_day(day, argument).to_pydatetime(), articles.schema.field("date").type)
            keep = keep & (ds.field("date") >= moment if argument == "since" else ds.field("date") < moment)
        return articles.to_table(columns=["article_id"], filter=keep)["article_id"].combine_chunks()


def _day(given: str | pd.Timestamp, argument: str) -> pd.Timestamp:
    """A day's beginning; for the last day, which is included, the next one's."""
    try:
        # Not pandas' own reading, to which "May" is a day of this year.
        day = pd.Timestamp(date.fromisoformat(given) if isinstance(given, str) else given).normalize()
    except ValueError as error:
        raise ValueError(f"{argument}={given!r} is no date; allowed: 2012-05-31 and the like.") from error
    return day + pd.Timedelta(days=int(argument == "until"))


def _refuse_without(data: ds.Dataset, name: str, column: str, value: object, *, argument: str = "") -> None:
    if column not in data.schema.names:
        raise ValueError(
            f"{argument or column}={value!r}: the table {name!r} has no column {column!r}; leave it out."
        )


def _values(given: str | Sequence[str]) -> pa.Array:
    return pa.array([given] if isinstance(given, str) else list(given), type=pa.string())


def _listed(columns: Sequence[str] | None) -> list[str] | None:
    return None if columns is None else list(columns)


def _frame(found: pa.Table, schema: pa.Schema, name: str) -> pd.DataFrame:
    """Rows as pandas holds them elsewhere: text, whole numbers and flags that may be missing, sides in their order."""
    about = json.loads((schema.metadata or {}).get(b"framing", b"{}"))
    frame = found.to_pandas(types_mapper=_TYPES.get)
    for column in (each for each in about.get("surrogates", ()) if each in frame):
        decoded = [None if pd.isna(v) else v.decode("utf-8", "surrogatepass") for v in frame[column]]
        frame[column] = pd.Series(decoded, dtype="str")
    for column, sides in about.get("sides", {}).items():
        if column in frame:
            frame[column] = pd.Series(pd.Categorical(frame[column].astype(object), categories=sides))
    known = TABLES[name].columns if name in TABLES else ()
    # A choice of columns, or a table without text, is no such table any more.
    whole = found.column_names == schema.names and all(c.name in frame for c in known if c.required)
    return check_table(frame, name) if known and whole and about else frame


_TYPES = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
