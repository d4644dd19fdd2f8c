"""Bytes to text: UTF-8 first, a detector only where that fails; mojibake undone."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import ftfy
from charset_normalizer import from_bytes

REPLACEMENT = "\ufffd"

# What `surrogateescape` makes of a byte that is no UTF-8: a strict decoder can yield none of these.
_BAD_BYTES = re.compile("[\udc80-\udcff]")
# A surrogate without its partner: Python's strings hold no joined pairs, so every one is alone.
_SURROGATES = re.compile("[\ud800-\udfff]")
# A text of which this share of bytes is no ASCII is in another script, not English with a few curly quotes.
_OTHER_SCRIPT = 0.2
_OTHER_SCRIPTS = ["cp1251", "koi8_r", "cp1252", "iso8859_5", "cp1253", "cp1256", "cp866"]
_UNICODE_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Only wrong decoding is undone: quotation marks, ligatures, widths, line ends, control characters stay as they are.
_MEND = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


@dataclass(frozen=True)
class Decoded:
    """The characters of a file.

    `text` has no byte order mark. Where `n_bad` is not 0, each byte that is no UTF-8 stands in it as U+DC80 to U+DCFF,
    so that a reader can say which row it is in; `replace_bad` makes U+FFFD of it.
    """

    text: str
    encoding: str
    marked: bool = False
    n_bad: int = 0


def decode(data: bytes) -> Decoded | None:
    """Decode a file's bytes; None where they are no text.

    Notes
    -----
    UTF-8 when it fits; UTF-16 and UTF-32 by their byte order mark, UTF-16 also by the zeros of its plain letters. Else:
    a file with as many whole UTF-8 characters as bad bytes is damaged UTF-8; a file in another script goes to the
    detector (charset-normalizer, Cyrillic code pages first); anything else is cp1252 where every byte is defined there,
    and damaged UTF-8 where not. Same bytes, same answer.
    """
    for mark, encoding in _UNICODE_MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, "replace"), encoding, marked=True)
    zeros = _utf16_by_zeros(data)
    if zeros:
        try:
            return Decoded(data.decode(zeros), zeros)
        except UnicodeDecodeError:
            pass
    marked = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if marked else data
    try:
        return Decoded(body.decode("utf-8"), "utf-8", marked=marked)
    except UnicodeDecodeError:
        escaped = body.decode("utf-8", "surrogateescape")
    n_bad = len(_BAD_BYTES.findall(escaped))
    n_whole = sum(1 for character in escaped if ord(character) > 127) - n_bad
    damaged = Decoded(escaped, "utf-8", marked=marked, n_bad=n_bad)
    if marked or n_whole >= n_bad:
        return damaged
    if n_bad / len(body) >= _OTHER_SCRIPT:
        best = from_bytes(body, cp_isolation=_OTHER_SCRIPTS).best() or from_bytes(body).best()
        return None if best is None else Decoded(body.decode(best.encoding, "replace"), best.encoding)
    try:
        return Decoded(body.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        return damaged


def replace_bad(text: str) -> tuple[str, int]:
    """U+FFFD for every byte that `decode` could not read, and how many there were."""
    return _BAD_BYTES.subn(REPLACEMENT, text)


def text_codec(label: str | None) -> str | None:
    """Python's name of a text encoding; browsers read Latin-1 as cp1252."""
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    # Some codecs turn bytes into bytes (zip, hex), some run for ever on little (punycode, idna).
    if not getattr(info, "_is_text_encoding", False) or info.name in ("punycode", "idna", "unicode_escape"):
        return None
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


def has_surrogate(text: str) -> bool:
    """Whether a surrogate stands alone in `text`."""
    return _SURROGATES.search(text) is not None


def mend(text: str) -> str:
    """`text` with unmistakable mojibake ('â€œ' for '“') undone, otherwise the same characters."""
    return text if text.isascii() else ftfy.fix_text(text, _MEND)


def _utf16_by_zeros(data: bytes) -> str | None:
    if len(data) < 4 or len(data) % 2 or b"\0" not in data[:4096]:
        return None
    head = data[:4096]
    half = len(head) / 2
    if head[1::2].count(0) > 0.6 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.6 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
