"""The skeleton of a file without its text: what to send when a layout is not read."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree, html  # type: ignore[import-untyped]

from framing.corpus.archives import is_office
from framing.corpus.decode import decode
from framing.corpus.exportdates import DAYS, MONTHS
from framing.corpus.limits import DEFAULT_LIMITS, Limits, read_bytes
from framing.corpus.nexis_docx import paragraph_texts
from framing.corpus.recognise import recognise
from framing.corpus.spreadsheets import sheet_rows
from framing.corpus.web import decode_page

# Words of the archives' own layouts: they stay readable, all other letters go.
_KEPT = frozenset(
    "document documents dokument dokumente documento documentos documenti of von de di van end body length byline "
    "section load-date language publication-type classification graphic copyright words wörter mots palabras highlight "
    "dateline headline subject organization geographic person edition page source date time job number type search "
    "terms narrowed by client matter content journal-code link to pdf utc gmt "
    "ис рб нр дт ав зг источник дата время заголовок анонс текст автор".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_. -]{0,60}\Z")
_LINES = 400
# No label of a layout is longer.
_LABEL = 60


def describe_file(path: str | Path, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """The skeleton of a file: tags, classes and counts, every letter of its text replaced; to send with a report.

    Parameters
    ----------
    path : the file.
    limits : how much of it is read at most.

    Returns
    -------
    A text of at most 400 lines: size, format recognised, and the layout. Letters are `x` or `X`, digits `0`, prose is
    its number of words; words of the archives' own layouts ("Load-Date", "End of Document"), months and weekdays
    stay, for they are what a reader goes by. The file's name is not in it. Same file, same skeleton.

    Raises
    ------
    LimitError : the file is over `file_bytes`.
    OSError : it cannot be read.
    """
    source = Path(path)
    data = read_bytes(source, limits=limits)
    try:
        kind = recognise(data, source.name)
    except ValueError:
        kind = None
    suffix = source.suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", source.suffix) else "none"
    lines = [f"suffix: {suffix}", f"bytes: {len(data)}", f"format: {kind.name if kind else 'not recognised'}"]
    if is_office(data):
        lines += _office(data, limits)
    elif data[:4].startswith(b"PK"):
        lines.append("a ZIP file: describe a file from it")
    else:
        lines += _characters(data)
    return "\n".join(lines[:_LINES]) + "\n"


def masked(text: str) -> str:
    """A line with its letters and digits replaced, but for words of layouts, months and weekdays."""
    if len(text) > _LABEL:
        # Prose: not even the lengths of its words are shown.
        return f"({len(text.split())} words, {len(text)} characters)"
    return _DIGIT.sub("0", _WORD.sub(_mask, text))


def _mask(match: re.Match[str]) -> str:
    word = match[0]
    folded = word.casefold()
    if folded in _KEPT or folded in MONTHS or folded in DAYS:
        return word
    return "".join("-" if c == "-" else "X" if c.isupper() else "x" for c in word)


def _characters(data: bytes) -> list[str]:
    decoded = decode(data)
    if decoded is None:
        return ["encoding: none that could be told", f"first bytes: {data[:8].hex(' ')}"]
    if re.search(rb"<(?:html|body|div|table|p|rss|feed)\b", data[:100_000], re.IGNORECASE):
        page = decode_page(data)
        if page is not None:
            return [f"encoding: {page[1]}", *_markup(page[0])]
    text = decoded.text.replace("\r\n", "\n")
    lines = text.split("\n")
    head = [
        f"encoding: {decoded.encoding}",
        f"lines: {len(lines)}",
        f"blank lines: {sum(not s.strip() for s in lines)}",
    ]
    # How often a line of each shape stands in it: what parts the documents shows as a shape that returns.
    shapes = Counter(masked(line.strip()) for line in lines if 0 < len(line.strip()) < 60)
    often = sorted(((n, shape) for shape, n in shapes.items() if n > 1), key=lambda each: (-each[0], each[1]))
    head += [f"{n} times: {shape}" for n, shape in often[:40]]
    return [*head, "lines at the beginning:", *(masked(line) for line in lines[:200])]


def _markup(text: str) -> list[str]:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError, ValueError):
        return ["no HTML that can be read"]
    counts: Counter[str] = Counter()
    outline: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start",)):
        if event != "start" or not isinstance(element.tag, str):
            continue
        tag = _tag(element)
        counts[tag] += 1
        if len(outline) < 250:
            depth = min(sum(1 for _ in element.iterancestors()), 12)
            silent = element.tag in ("script", "style")
            inner = "" if silent else masked(" ".join((element.text or "").split()))
            tail = masked(" ".join((element.tail or "").split()))
            outline.append(
                f"{' ' * depth}<{tag}>{' ' + inner if inner else ''}{' … ' + tail if tail else ''}"
            )
    often = sorted(((n, tag) for tag, n in counts.items()), key=lambda each: (-each[0], each[1]))
    return [*(f"{n} times: <{tag}>" for n, tag in often[:60]), "elements at the beginning:", *outline]


def _tag(element: etree._Element) -> str:
    """A tag with its class, and its id or name with letters and digits of ids replaced."""
    name = element.tag if _PLAIN_NAME.match(element.tag) else "?"
    shown = [name]
    for key in ("class", "id", "name"):
        value = element.get(key)
        if value and len(value) <= 60:
            shown.append(f'{key}="{value if key == "class" and _PLAIN_NAME.match(value) else masked(value)}"')
    return " ".join(shown)


def _office(data: bytes, limits: Limits) -> list[str]:
    lines = ["an Office file; its parts:"]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        lines += [f"  {masked_part(e.filename)} ({e.file_size} bytes)" for e in entries[:40]]
        if any(e.filename == "word/document.xml" for e in entries):
            lines += _document(data, limits)
        elif any(e.filename == "xl/workbook.xml" for e in entries):
            lines += _sheet(data, limits)
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        lines.append(f"cannot be opened: {type(error).__name__}")
    return lines


def masked_part(filename: str) -> str:
    """A part's name where it is one of Office's own, else masked."""
    own = re.fullmatch(r"[A-Za-z_/\[\]. ]{0,60}\d{0,4}\.(?:xml|rels|png|jpe?g|vml|bin)(?:\.rels)?", filename)
    return filename if own else masked(filename)


def _document(data: bytes, limits: Limits) -> list[str]:
    texts = paragraph_texts(data, name="the document", limits=limits)
    shapes = Counter(masked(text) for text in texts if 0 < len(text) < 60)
    often = sorted(((n, shape) for shape, n in shapes.items() if n > 1), key=lambda each: (-each[0], each[1]))
    return [
        f"paragraphs: {len(texts)}", *(f"{n} times: {shape}" for n, shape in often[:40]),
        "paragraphs at the beginning:", *(masked(text) for text in texts[:200]),
    ]  # fmt: skip


def _sheet(data: bytes, limits: Limits) -> list[str]:
    rows, _ = sheet_rows(data, name="the spreadsheet", limits=limits)
    shown = [f"rows: {len(rows)}", f"columns: {len(rows[0])}"]
    for row in rows[:4]:
        shown.append(" | ".join("" if cell is None else masked(str(cell)) for cell in row))
    return shown
