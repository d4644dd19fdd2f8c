"""The tables that functions pass to each other: columns, types, meaning; check, read and write them."""

from framing.schema.cells import write_plain
from framing.schema.check import (
    Spans,
    check_covers,
    check_table,
    empty_table,
    format_spans,
    make_table,
    parse_spans,
    sort_table,
)
from framing.schema.columns import SHARED_SIDES, TABLES, Column, Table, side_categories, text_columns
from framing.schema.disk import read_table, write_table

__all__ = [
    "SHARED_SIDES",
    "TABLES",
    "Column",
    "Spans",
    "Table",
    "check_covers",
    "check_table",
    "empty_table",
    "format_spans",
    "make_table",
    "parse_spans",
    "read_table",
    "side_categories",
    "sort_table",
    "text_columns",
    "write_plain",
    "write_table",
]
