"""Build the twin's text and its attributions from the marked copy; hash the seed for the leak test.

    python seeds/build.py                       write twin.txt, twin_attributions.csv, figures in twin.yaml
    python seeds/build.py --check               say whether they are as the marked copy makes them
    python seeds/build.py --shingles ORIGINAL   write shingles.txt from the seed story (not shipped)
    python seeds/build.py --offsets GOLD        write seed_attributions.csv from its annotation (not shipped)

The marked copy (twin_marked.txt) is the text with `{1s:speaker}`, `{1q:cue}`, `{1c:content}` around its
words. Marks nest; several may share a span, `{1s,2s:…}`; content may come in pieces. A line `===` follows,
then one line per attribution: id | side | actor | quote_type | act | target_side. Needs nothing but the
standard library.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED_COLUMNS = [
    "speaker_start",
    "speaker_end",
    "cue_start",
    "cue_end",
    "content_spans",
    "quote_type",
    "actor",
    "side",
]
TWIN_COLUMNS = [*SEED_COLUMNS, "act", "target_side", "speaker", "cue", "content"]
ROLES = {"s": "speaker", "q": "cue", "c": "content"}

SALT = "media-framing seed shingles 1:"
WINDOW, STRIDE = 32, 9  # a common run of 32 + 9 - 1 = 40 characters always holds one whole window
SIEVE_BASE = 0x9E3779B1
STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―", "-")}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)

Spans = dict[str, list[tuple[int, int]]]


def read_marks(marked: str) -> tuple[str, dict[int, Spans], list[list[str]]]:
    """Part a marked copy into plain text, spans per id and role, and the lines of the table below it."""
    body, rule, table = marked.partition("===\n")
    if not rule:
        raise ValueError("the marked copy has no line '===' between text and table: add one")
    plain: list[str] = []
    position, at = 0, 0
    opened: list[tuple[list[tuple[int, str]], int]] = []
    spans: dict[int, Spans] = {}
    mark = re.compile(r"\{(\d+[sqc](?:,\d+[sqc])*):|\}")
    for found in mark.finditer(body):
        plain.append(body[at : found.start()])
        position += found.start() - at
        at = found.end()
        if found.group(1):
            opened.append(
                ([(int(name[:-1]), ROLES[name[-1]]) for name in found.group(1).split(",")], position)
            )
            continue
        if not opened:
            raise ValueError(f"'}}' at character {found.start()} of the marked copy closes nothing")
        names, start = opened.pop()
        for number, role in names:
            spans.setdefault(number, {}).setdefault(role, []).append((start, position))
    if opened:
        raise ValueError(f"marks left open in the marked copy: {opened}")
    plain.append(body[at:])
    text = "".join(plain)
    if "{" in text:
        raise ValueError(
            f"not a mark: {text[text.index('{') :][:40]!r}; write {{1s:…}}, {{1q:…}} or {{1c:…}}"
        )
    lines = [[cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.strip()]
    return text, spans, lines


def twin_rows(text: str, spans: dict[int, Spans], lines: list[list[str]]) -> list[dict[str, str]]:
    """Join spans and table into one row per attribution, in the order of the text."""
    if sorted(spans) != sorted(int(line[0]) for line in lines):
        raise ValueError("the ids of the marks and those of the table below '===' differ")
    rows = []
    for number, side, actor, quote_type, act, target_side in lines:
        roles = spans[int(number)]
        if "content" not in roles or any(len(roles.get(role, [])) > 1 for role in ("speaker", "cue")):
            raise ValueError(f"attribution {number}: wants content, and at most one speaker and one cue")
        row = offsets(roles) | {"quote_type": quote_type, "actor": actor, "side": side}
        row |= {"act": act, "target_side": target_side}
        row |= {
            role: " … ".join(text[a:b] for a, b in sorted(roles.get(role, []))) for role in ROLES.values()
        }
        rows.append(row)
    return sorted(rows, key=reading_order)


def offsets(roles: Spans) -> dict[str, str]:
    """The five offset columns of one attribution; empty where no speaker or no cue stands in the text."""
    row: dict[str, str] = {}
    for role in ("speaker", "cue"):
        start, end = (str(value) for value in roles[role][0]) if roles.get(role) else ("", "")
        row |= {f"{role}_start": start, f"{role}_end": end}
    return row | {"content_spans": ";".join(f"{a}-{b}" for a, b in sorted(roles["content"]))}


def reading_order(row: dict[str, str]) -> tuple[int, int]:
    return int(row["content_spans"].split("-")[0]), int(row["cue_start"] or -1)


def seed_rows(gold: dict[str, list[dict[str, object]]]) -> list[dict[str, str]]:
    """The seed's rows from its annotation: offsets, quote type, actor and side, and no word of the text."""
    (attributions,) = gold.values()
    rows = []
    for one in attributions:
        spans = {role: [(a, b) for a, b in one[role]] for role in ROLES.values()}  # type: ignore[attr-defined]
        rows.append(offsets(spans) | {name: str(one[name]) for name in ("quote_type", "actor", "side")})
    return sorted(rows, key=reading_order)


def to_csv(rows: list[dict[str, str]], columns: list[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def restate(manifest: str, text: str, n_attributions: int) -> str:
    """The manifest with the figures that follow from the text brought up to date."""
    figures = {
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "n_characters": len(text),
        "n_words": len(text.split()),
        "n_attributions": n_attributions,
    }
    for key, value in figures.items():
        manifest, n = re.subn(rf"(?m)^{key}:.*$", f"{key}: {value}", manifest)
        if n != 1:
            raise ValueError(f"twin.yaml: wants one line '{key}:', has {n}")
    return manifest


def build(folder: Path) -> dict[str, str]:
    """What the marked copy in `folder` makes: file name → what it should hold."""
    text, spans, lines = read_marks((folder / "twin_marked.txt").read_text(encoding="utf-8"))
    rows = twin_rows(text, spans, lines)
    manifest = (folder / "twin.yaml").read_text(encoding="utf-8")
    return {
        "twin.txt": text,
        "twin_attributions.csv": to_csv(rows, TWIN_COLUMNS),
        "twin.yaml": restate(manifest, text, len(rows)),
    }


def normalise(text: str) -> str:
    """Casefold, straighten quotation marks and dashes, drop invisible characters, collapse white space."""
    return " ".join(text.casefold().translate(STRAIGHT).split())


def shingle(window: str) -> str:
    return hashlib.sha256((SALT + window).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sieve(window: str) -> str:
    """A 16-bit value that is quick to compute for all windows of a text at once (doubling, modulo 2**32).

    It only spares most windows the real hash; 16 bits tell next to nothing about the text.
    """
    values, width = [ord(c) for c in window], 1
    while width < WINDOW:
        values = [
            (values[i] * (SIEVE_BASE + 2 * width) + values[i + width]) & 0xFFFFFFFF
            for i in range(len(values) - width)
        ]
        width *= 2
    return f"{values[0] >> 16:04x}"


def shingles(original: str, *, stride: int = STRIDE) -> str:
    """The leak test's hashes: a window of 32 characters at every 9th position, sorted, sieve values first."""
    text = normalise(original)
    windows = [text[i : i + WINDOW] for i in range(0, len(text) - WINDOW + 1, stride)]
    lines = sorted({sieve(w) for w in windows}) + sorted({shingle(w) for w in windows})
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing; exit 1 on a difference")
    parser.add_argument(
        "--shingles", type=Path, metavar="ORIGINAL", help="write shingles.txt from the seed story"
    )
    parser.add_argument(
        "--offsets", type=Path, metavar="GOLD", help="write seed_attributions.csv from its annotation"
    )
    given = parser.parse_args(arguments)
    wanted: dict[str, str] = {}
    if given.shingles:
        wanted["shingles.txt"] = shingles(given.shingles.read_bytes().decode("utf-8"))
    if given.offsets:
        gold = json.loads(given.offsets.read_text(encoding="utf-8"))
        wanted["seed_attributions.csv"] = to_csv(seed_rows(gold), SEED_COLUMNS)
    wanted = wanted or build(HERE)
    stale = []
    for name, content in sorted(wanted.items()):
        path = HERE / name
        if not path.exists() or path.read_bytes() != content.encode("utf-8"):
            stale.append(name)
            if not given.check:
                path.write_bytes(content.encode("utf-8"))
    if given.check and stale:
        print(f"not as built: {', '.join(stale)}; run python seeds/build.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
