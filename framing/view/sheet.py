"""The style sheet of marked articles and the page around them: light and dark, nothing from the network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

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
from framing.view.marks import plain

# What a style sheet's variables hold for: an article alone, two of them, a page of many.
_ROOTS = ".framing-article, .framing-pair, .framing-corpus"


def style(styles: Mapping[str, SideStyle]) -> str:
    """The rules for marked articles, each side marked with the class of `look_of`."""
    light = _variables(LIGHT_GROUND, LIGHT_INK, LIGHT_MUTED, LIGHT_LINE, LIGHT_MARK)
    dark = _variables(DARK_GROUND, DARK_INK, DARK_MUTED, DARK_LINE, DARK_MARK)
    looks = {look_of(side, look): look for side, look in styles.items()}
    light += "".join(_side(name, look.color) for name, look in looks.items())
    dark += "".join(_side(name, look.color_dark) for name, look in looks.items())
    lines = "".join(
        f":is(.framing-article, .framing-pair) mark.{name} {{ text-decoration-style: {look.underline}; }}\n"
        f".framing-article small.{name}.label {{ text-decoration-style: {look.underline}; }}\n"
        for name, look in looks.items()
    )
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{resource('reader.css')}{lines}"


def look_of(side: str, look: SideStyle) -> str:
    """The class of a side that looks so: in a notebook the rules of one article hold for all others too."""
    told = "\0".join((side, look.color, look.color_dark, look.hatch, look.underline))
    return f"s{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def page(fragment: str, *, title: str, language: str = "", scripts: Sequence[str] = ()) -> str:
    """A whole page around a fragment; it may load nothing, and run nothing but the scripts of this folder named."""
    code = "".join(f"{{\n{resource(name)}}}\n" for name in scripts)
    policy = "default-src 'none'; style-src 'unsafe-inline'" + (
        f"; script-src 'sha256-{digest(code)}'" if code else ""
    )
    return (
        f'<!DOCTYPE html>\n<html{tongue(language)}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{plain(' '.join(title.split()))}</title>\n<style>\n"
        f"body {{ margin: 0; background: {LIGHT_GROUND}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ body {{ background: {DARK_GROUND}; }} }}\n"
        f"</style>\n</head>\n<body>\n{fragment}{f'<script>{code}</script>' if code else ''}</body>\n</html>\n"
    )


def tongue(language: object) -> str:
    """The attribute that says which language text is in; nothing where that is not known."""
    known = isinstance(language, str) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language)
    return f' lang="{language}"' if known else ""


@cache
def resource(name: str) -> str:
    """A style sheet or script of this folder."""
    return (files("framing.view") / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """SHA-256 as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _variables(ground: str, ink: str, muted: str, line: str, mark: str) -> str:
    named = {"ground": ground, "ink": ink, "muted": muted, "line": line, "mark": mark}
    return f"{_ROOTS} {{{''.join(f' --{name}: {color};' for name, color in named.items())} }}\n"


def _side(name: str, color: str) -> str:
    return f":is({_ROOTS}) .{name} {{ --side: {color}; }}\n"
