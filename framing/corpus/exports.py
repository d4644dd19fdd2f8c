"""What the readers of archive exports share: what they hand on, the tally, fields and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from framing.corpus.outlets import OutletCodebook, load_outlets
from framing.corpus.records import Note, Record, problem
from framing.schema import TABLES

_SPACES = re.compile(r"[^\S\n]+")
_RESERVED = frozenset(TABLES["articles"].names)


class Reading(NamedTuple):
    """What a reader hands on; `announced` is how many documents the file says that it holds."""

    records: list[Record]
    problems: list[dict[str, Any]]
    announced: int | None = None

    def all_problems(self, name: str) -> list[dict[str, Any]]:
        """The problems, with a row more where the file announces another number of documents than was found."""
        dropped = sum(1 for row in self.problems if row["level"] == "dropped")
        found = len(self.records) + dropped
        if self.announced is None or self.announced == found:
            return self.problems
        message = (
            f"the export says that it holds {self.announced} documents; {found} were found in it. "
            "Compare with its list of contents"
        )
        return [*self.problems, problem(name, None, Note("warned", "tally", message))]


def no_article(name: str, recognised: str, missing: str) -> ValueError:
    """The error of a file that is of a known kind, but holds no article."""
    return ValueError(
        f"{Path(name).name}: recognised as {recognised}, but there is no article in it: {missing}. If it should hold "
        "some, send the file's skeleton, without its text: describe_file(path)."
    )


def export_record(
    name: str,
    number: int,
    total: int,
    *,
    headline: str | None,
    body: str,
    outlet: str | None,
    date: Any,
    extra: Mapping[str, Any],
    article_id: str | None = None,
    language: str | None = None,
) -> Record:
    """The record of one document of an export; `number` counts from 1."""
    width = max(4, len(str(total)))
    record = Record(input=name, row=number, fallback_id=f"{Path(name).stem}-{number:0{width}d}", fields={})
    record.fields.update(text=body, headline=headline, outlet=outlet, date=date, article_id=article_id)
    if language:
        record.fields["language"] = language
    known = _outlets().find(outlet) if outlet else None
    if known is not None:
        # The same outlet goes by many names in archives: "The Guardian(London)", "Guardian.com".
        record.extra["outlet_id"] = known.outlet_id
    record.extra.update(
        {
            (f"input_{key}" if key in _RESERVED else key): value
            for key, value in extra.items()
            if value not in (None, "")
        }
    )
    return record


@cache
def _outlets() -> OutletCodebook:
    return load_outlets()


def one_line(text: str | None) -> str | None:
    """Text on one line, runs of white space made one blank; None where nothing is left."""
    return " ".join((text or "").split()) or None


def tidy(text: str) -> str:
    """A paragraph without blanks at its ends and runs of them within."""
    return _SPACES.sub(" ", text).strip()


def column_name(label: str) -> str:
    """A field's label as a column: "Publication-Type" → "publication_type"."""
    return re.sub(r"\W+", "_", label.strip().casefold()).strip("_")
