"""The style sheet of a marked article and the page around it: light and dark, no script, nothing from the network."""

from __future__ import annotations

import re
from collections.abc import Mapping

from framing.palette import (
    DARK_GROUND,
    DARK_INK,
    DARK_LINE,
    DARK_MARK,
    DARK_MUTED,
    LIGHT_GROUND,
    LIGHT_INK,
    LIGHT_LINE,
    LIGHT_MARK,
    LIGHT_MUTED,
    SideStyle,
)
from framing.view.marks import attribute, plain

# Double and wavy lines go further down, nested ones further still, so that lines of several depths stay apart.
_SHEET = """\
.framing-article { background: var(--ground); color: var(--ink); font: 16px/2.15 Georgia, 'DejaVu Serif', serif;
  max-width: 44em; margin: 0 auto; padding: 1em 1.25em; overflow-wrap: anywhere; }
.framing-article header { font: 13px/1.9 system-ui, 'DejaVu Sans', sans-serif; color: var(--muted);
  border-bottom: 1px solid var(--line); margin-bottom: .75em; padding-bottom: .5em; }
.framing-article header p { margin: 0; }
.framing-article header strong { color: var(--ink); }
.framing-article .text p { margin: 0 0 .5em; white-space: pre-wrap; }
.framing-article .text h2 { font-size: 1.3em; line-height: 1.9; margin: 0 0 .3em; white-space: pre-wrap;
  background: none; color: inherit; font-weight: bold; }
.framing-article mark { background: var(--mark); color: inherit;
  text-decoration: underline 2px var(--side, var(--muted));
  text-decoration-skip-ink: none; text-underline-offset: 3px; padding: 0; }
.framing-article mark.d1 { text-underline-offset: 8px; }
.framing-article mark.d2 { text-underline-offset: 12px; }
.framing-article mark.d3 { text-underline-offset: 16px; }
.framing-article b.speaker { font-weight: bold; color: var(--side, inherit); }
.framing-article i.cue { font-style: italic; color: var(--side, inherit); }
.framing-article small { font: bold 11px/1.5 system-ui, 'DejaVu Sans', sans-serif;
  background: var(--side, var(--muted));
  color: var(--ground); border-radius: 3px; padding: 1px 5px;
  margin-right: 3px; user-select: none;
  -webkit-user-select: none; text-decoration: none; display: inline-block; max-width: 100%; }
"""


def style(styles: Mapping[str, SideStyle]) -> str:
    """The rules for a marked article whose side number n is marked with the class s<n>."""
    light = _variables(LIGHT_GROUND, LIGHT_INK, LIGHT_MUTED, LIGHT_LINE, LIGHT_MARK)
    dark = _variables(DARK_GROUND, DARK_INK, DARK_MUTED, DARK_LINE, DARK_MARK)
    light += "".join(_side(order, look.color) for order, look in enumerate(styles.values()))
    dark += "".join(_side(order, look.color_dark) for order, look in enumerate(styles.values()))
    lines = "".join(
        f".framing-article mark.s{order} {{ text-decoration-style: {look.underline}; }}\n"
        for order, look in enumerate(styles.values())
    )
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{_SHEET}{lines}"


def page(fragment: str, *, title: str, language: str = "") -> str:
    """A whole page around a fragment; it may load nothing and run nothing."""
    known = (
        f' lang="{attribute(language)}"' if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language) else ""
    )
    return (
        f'<!DOCTYPE html>\n<html{known}>\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{plain(' '.join(title.split()))}</title>\n<style>\n"
        f"body {{ margin: 0; background: {LIGHT_GROUND}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ body {{ background: {DARK_GROUND}; }} }}\n"
        f"</style>\n</head>\n<body>\n{fragment}</body>\n</html>\n"
    )


def _variables(ground: str, ink: str, muted: str, line: str, mark: str) -> str:
    named = {"ground": ground, "ink": ink, "muted": muted, "line": line, "mark": mark}
    return f".framing-article {{{''.join(f' --{name}: {color};' for name, color in named.items())} }}\n"


def _side(order: int, color: str) -> str:
    return f".framing-article .s{order} {{ --side: {color}; }}\n"
