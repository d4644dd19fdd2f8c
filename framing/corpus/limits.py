"""How much of a file is read at most: files from elsewhere may be made to fill memory or never to end."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, fields
from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Upper limits of what a reader takes in; each is an argument, and an error names the one that was passed.

    Parameters
    ----------
    file_bytes : size of one file as it lies on disk.
    member_bytes : size of one member of an archive, unpacked.
    total_bytes : size of all members of an archive together, unpacked, archives within it counted in.
    ratio : how many times larger a member may be unpacked than packed. Prose shrinks to a third or a tenth; what
        shrinks a thousandfold was made to. It is asked of members over one megabyte only.
    members : number of members of an archive, those of archives within it counted in; also of records of a WARC file.
    depth : how many archives may lie inside one another: 1 is an archive without archives in it.
    office_bytes : size of a DOCX or XLSX file, unpacked: its XML takes several times that in memory.
    cell_characters : length of one cell of a table, or of one line of a text.
    rows : number of rows of a table.
    columns : number of columns of a table.
    page_bytes : size of one HTML page or feed without the pictures written into it: its tree takes many times that in
        memory, and finding the article in it takes seconds for each megabyte.
    page_tags : number of opening tags of an HTML page or feed: tens of thousands without words keep the search for the
        article busy for as many seconds as their square.

    Raises
    ------
    ValueError : a limit is not a positive whole number.

    Examples
    --------
    >>> Limits(members=10).members
    10
    """

    file_bytes: int = 512 * MEGABYTE
    member_bytes: int = 256 * MEGABYTE
    total_bytes: int = 2_000 * MEGABYTE
    ratio: int = 200
    members: int = 200_000
    depth: int = 3
    office_bytes: int = 100 * MEGABYTE
    cell_characters: int = 20 * MEGABYTE
    rows: int = 5_000_000
    columns: int = 5_000
    page_bytes: int = 5 * MEGABYTE
    page_tags: int = 25_000

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(
                    f"{each.name}={value!r} is not allowed; allowed: a whole number of at least 1."
                )

    def check(self, limit: str, value: int, what: str) -> None:
        """Raise a LimitError when `value` is over the limit of that name."""
        allowed = getattr(self, limit)
        if value > allowed:
            raise LimitError(limit, allowed, value, what)


DEFAULT_LIMITS = Limits()


class LimitError(ValueError):
    """A file passes a limit; `limit` is its name, `allowed` its value."""

    def __init__(self, limit: str, allowed: int, value: int, what: str) -> None:
        self.limit, self.allowed, self.value = limit, allowed, value
        super().__init__(
            f"{what}: {value:,} is over the limit {limit}={allowed:,}. If you trust the file, raise it: "
            f"limits=Limits({limit}=…)."
        )


def read_bytes(path: str | os.PathLike[str], *, limits: Limits = DEFAULT_LIMITS, name: str = "") -> bytes:
    """The bytes of a plain file within `file_bytes`.

    Raises
    ------
    LimitError : it is larger.
    ValueError : it is a device, a pipe or a socket, which may never end.
    OSError : it cannot be read.
    """
    source = Path(path)
    what = name or source.name
    # Asked of what a link leads to, before it is opened: opening a pipe waits for its writer.
    if not stat.S_ISREG(os.stat(source).st_mode):
        raise ValueError(f"{what} is not a plain file but a folder, a device, a pipe or a socket.")
    with open(source, "rb") as file:
        limits.check("file_bytes", os.fstat(file.fileno()).st_size, f"{what} in bytes")
        data = file.read(limits.file_bytes + 1)
    # A file may grow while it is read, and some say that they hold nothing.
    limits.check("file_bytes", len(data), f"{what} in bytes")
    return data


def source_bytes(source: Path | bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file, or those given, as a member of an archive is; `file_bytes` holds for both."""
    if isinstance(source, bytes):
        limits.check("file_bytes", len(source), f"{name} in bytes")
        return source
    return read_bytes(source, limits=limits, name=name)


def stem_of(source: Path | bytes, name: str) -> str:
    """What the ids of a table's articles begin with: the file's name without its ending."""
    return Path(name).stem if isinstance(source, bytes) else source.stem


def check_lines(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
    """Raise a LimitError where a line is longer than `cell_characters` (in bytes, before anything is decoded)."""
    limits.check("cell_characters", longest_line(data), f"{name}: the longest line")


def longest_line(data: bytes) -> int:
    """Length of the longest line in bytes, without splitting them into copies."""
    longest = start = 0
    while (end := data.find(b"\n", start)) >= 0:
        longest, start = max(longest, end - start), end + 1
    return max(longest, len(data) - start)
