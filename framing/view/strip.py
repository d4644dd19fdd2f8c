"""A strip of voices: whose attributed words an article is made of, a segment for each side in proportion to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from framing.palette import SideStyle
from framing.view.look import UNKNOWN
from framing.view.marks import attribute, plain
from framing.view.reading import Opened, Reading, Row

# Hatches of figures, as lines of an 8 × 8 tile.
_TILES = {
    "/": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "\\": "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "x": "M0 8L8 0M0 0L8 8",
    "+": "M4 0V8M0 4H8",
    ".": "M3 4h2",
    "o": "M2 4a2 2 0 1 0 4 0a2 2 0 1 0 -4 0",
    "*": "M4 1V7M1 4H7M2 2L6 6M2 6L6 2",
}


def words_by_side(rows: Sequence[Row], sides: Iterable[str]) -> dict[str, int]:
    """Attributed words of each side; those of a nested attribution are its own speaker's alone."""
    held = {row["attribution_id"]: _length(row) for row in rows}
    own = dict(held)
    for row in rows:
        if row["nested_in"] in own:
            own[row["nested_in"]] -= held[row["attribution_id"]]
    words = dict.fromkeys(sides, 0)
    for row in rows:
        words[row.get("side") or UNKNOWN] += max(own[row["attribution_id"]], 0)
    return words


def _length(row: Row) -> int:
    return len((row["content"] or "").split()) if row["n_words"] is None else int(row["n_words"])


def told(words: Mapping[str, int]) -> str:
    """The strip in words: each side's share of the attributed words."""
    total = sum(words.values())
    if not total:
        return "no attributed words"
    return " · ".join(f"{side} {count / total:.0%}" for side, count in words.items() if count)


def voices(reading: Reading, opened: Opened) -> str:
    """The strip of an article with what it tells in words above it; nothing where sides are not resolved."""
    if not reading.resolved:
        return ""
    words = words_by_side(opened.rows, reading.styles)
    return f'<p class="voices">{plain(told(words))}</p>{strip(words, reading.classes)}'


def strip(words: Mapping[str, int], classes: Mapping[str, str]) -> str:
    """The strip as SVG. Its segments are in the order of the sides; every side has its own hatch."""
    total, at, segments = sum(words.values()), 0.0, []
    for side, count in words.items():
        if count:
            width = 100 * count / total
            # Parts of the whole, so that hatches keep their shape whatever the strip's width.
            box = f'x="{at:.2f}%" y="0" width="{width:.2f}%" height="100%"'
            look = classes[side]
            title = f"<title>{plain(f'{side}: {count:,} words')}</title>"
            segments.append(
                f'<g class="{look}">{title}<rect class="fill" {box}/><rect fill="url(#h-{look})" {box}/>'
                f'<rect class="edge" {box}/></g>'
            )
            at += width
    label = attribute(f"Attributed words: {told(words)}")
    return f'<svg class="strip" role="img" aria-label="{label}">{"".join(segments)}</svg>'


def hatches(styles: Mapping[str, SideStyle], classes: Mapping[str, str]) -> str:
    """The patterns that strips of a page are filled with; once in the page."""
    patterns = []
    for side, look in styles.items():
        drawn = "".join(f'<path d="{_TILES[sign]}"/>' for sign in dict.fromkeys(look.hatch) if sign in _TILES)
        patterns.append(
            f'<pattern id="h-{classes[side]}" width="8" height="8" patternUnits="userSpaceOnUse">{drawn}</pattern>'
        )
    return f'<svg class="hatches" aria-hidden="true"><defs>{"".join(patterns)}</defs></svg>\n'
