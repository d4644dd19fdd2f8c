"""The parts of one Nexis or LexisNexis document, from its paragraphs: the same in DOCX, HTML and plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from framing.corpus.exportdates import find_date, is_date_line
from framing.corpus.exports import column_name, export_record, one_line, tidy
from framing.corpus.records import Record

# Labels of fields in the interface's languages (English, German, French, Spanish, Italian, Portuguese, Dutch) → column.
_HEAD = {
    "byline": "byline autor author auteur autore von verfasser",
    "section": "section rubrik ressort rubrique sección seccion sezione seção rubriek sectie",
    "length": "length länge laenge longueur longitud lunghezza extensão lengte",
    "dateline": "dateline ortsmarke lieu datum-ort",
    "highlight": "highlight hinweis encart",
    "headline": "headline titel titre",
    "body": "body textkörper corps cuerpo corpo text",
    "series": "series serie",
    "title": "title", "correction_date": "correction-date", "correction": "correction", "distribution": "distribution",
    "type": "type", "dist": "dist", "edition": "edition", "page": "page pagina",
}  # fmt: skip
_TAIL = {
    "load_date": "load-date update date-chargement fecha-carga data-caricamento laaddatum laad-datum",
    "publication_type": "publication-type type-publication tipo-publicacion publikationstyp zeitungstyp",
    "journal_code": "journal-code", "acc_no": "acc-no", "graphic": "graphic grafik graphique gráfico grafica",
    "subject": "subject", "organization": "organization", "geographic": "geographic", "person": "person",
    "company": "company", "industry": "industry", "ticker": "ticker", "city": "city", "state": "state",
    "country": "country", "document_type": "document-type", "pub_type": "pub-type", "url": "url", "notes": "notes",
    "language": "language sprache langue idioma lingua língua taal", "correction_text": "correction-text",
    "name": "name names", "region": "region", "category": "category",
}  # fmt: skip
# No sentence begins like these, so they end the text wherever they stand.
_SURE = frozenset("load_date publication_type journal_code acc_no document_type pub_type".split())
_LABELS = {
    word: column for table in (_HEAD, _TAIL) for column, words in table.items() for word in words.split()
}
_LABEL = re.compile(r"([^\W\d_][\w/-]{1,24}(?: [A-Z][\w-]{1,20})?) ?:([ \t\xa0]+|\n|$)(.*)\Z", re.DOTALL)
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\) ?(?:copyright|\d{4}))", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:all rights reserved|alle rechte vorbehalten|tous droits réservés)\b", re.IGNORECASE)
_MARKS = re.compile(
    r"(?:end of document|ende des dokuments?|dokumentende|fin du document|fin del documento|fine del documento|"
    r"fim do documento|einde (?:van )?(?:het )?document|classification|klassifikation|full text|"
    r"abstract|link to (?:pdf|image|the original.*)|(?:pdf|image) link|view original|load-date)\.?\Z",
    re.IGNORECASE,
)
_GRAPHIC = re.compile(r"(?:graphics?|grafik|graphique|photo)\Z", re.IGNORECASE)
_CLASSIFICATION = re.compile(
    r"(?:classification|klassifi[kz]ation|clasificación|classificazione)\Z", re.IGNORECASE
)
_BODY = re.compile(r"(?:body|textkörper|fließtext|corps|cuerpo|corpo|hoofdtekst)\Z", re.IGNORECASE)
_COUNT = re.compile(r"(\d[\d.,\s]*)")
_PAGE = re.compile(r"\b(?:Pg|Page|S|Seite|p|pag|blz)\. ?([A-Z]{0,3}-?\d+[A-Z]?)", re.IGNORECASE)


class Label(NamedTuple):
    """A paragraph "Label: value": the column, its value, and whether it can be nothing else."""

    column: str
    value: str
    sure: bool


def label_of(paragraph: str) -> Label | None:
    """The field that a paragraph gives, or None where it is prose."""
    match = _LABEL.match(paragraph)
    if match is None:
        return None
    name = match[1]
    column = _LABELS.get(name.casefold().replace(" ", "-"))
    shouted = name.isupper()
    hard = match[2].startswith("\xa0")
    if column is None:
        if not (shouted and "-" in name) and not hard:
            return None
        column = column_name(name)
    # Some labels are words that a sentence may begin with; exports shout them or put a hard blank after them.
    sure = shouted or hard or column in _SURE
    return Label(column, tidy(match[3].replace("\n", " ")), sure)


def is_body_mark(paragraph: str) -> bool:
    """Whether a paragraph is the word that stands over the text ("Body")."""
    return _BODY.match(paragraph.strip()) is not None


def is_mark(paragraph: str) -> bool:
    """Whether a paragraph is the export's own ("End of Document", "Classification"), no word of the article."""
    return _MARKS.match(paragraph.strip()) is not None


def classic_record(name: str, number: int, total: int, paragraphs: Sequence[str]) -> Record:
    """The record of a document laid out outlet, date, headline, fields, text, fields, copyright."""
    extra: dict[str, str] = {}
    body = _without_tail([p for p in paragraphs if p.strip()], extra)
    dated = next((i for i, p in enumerate(body[:8]) if is_date_line(p)), None)
    if dated is None:
        outlet, date, rest = (body[0] if body else None), None, body[1:]
    else:
        above = [p for p in body[:dated] if not _take_copyright(p, extra)]
        outlet, date, rest = (above[0] if above else None), body[dated], body[dated + 1 :]
        if len(above) > 1:
            extra["outlet_line"] = " ".join(above[1:])
    at = next((i for i, p in enumerate(rest[:6]) if _head_label(p)), None)
    heads = rest[:at] if at is not None else rest[:1]
    rest = _take_fields(rest[at:] if at is not None else rest[1:], extra)
    given = extra.pop("headline", None)
    headline = " ".join(p for p in heads if not _take_copyright(p, extra)) or given
    return _record(name, number, total, headline, outlet, date, rest, extra)


def modern_record(name: str, number: int, total: int, head: Sequence[str], body: Sequence[str]) -> Record:
    """The record of a document laid out headline, outlet, date, copyright, fields, "Body", text, fields."""
    extra: dict[str, str] = {}
    above = [p for p in head if p.strip()]
    dated = next((i for i, p in enumerate(above) if is_date_line(p)), None)
    if dated is None:
        at = next(
            (i for i, p in enumerate(above) if _head_label(p) or _COPYRIGHT.match(p.strip())), len(above)
        )
        titles, date, fields = above[:at], None, above[at:]
    else:
        titles, date, fields = above[:dated], above[dated], above[dated + 1 :]
    outlet = titles[-1] if len(titles) > 1 or dated is not None else None
    headline = " ".join(titles[:-1] if outlet is not None else titles) or None
    left = _take_fields([p for p in fields if not _take_copyright(p, extra)], extra, everywhere=True)
    if left:
        extra.setdefault("head_line", " ".join(left))
    text = _without_tail([p for p in body if p.strip()], extra)
    extra.pop("headline", None)
    return _record(name, number, total, headline, outlet, date, text, extra)


def _record(
    name: str,
    number: int,
    total: int,
    headline: str | None,
    outlet: str | None,
    date: str | None,
    body: Sequence[str],
    extra: dict[str, str],
) -> Record:
    found = find_date(date) if date else None
    values: dict[str, object] = dict(extra)
    if found is not None:
        values["time_zone"] = found.zone
        values.setdefault("edition", found.rest or None)
    length = _COUNT.match(extra.get("length", ""))
    if length:
        values["word_count"] = int(re.sub(r"\D", "", length[1]))
        values.pop("length")
    page = _PAGE.search(extra.get("section", ""))
    if page and not values.get("page"):
        values["page"] = page[1]
    # The interface says the language in its own words; the text is asked.
    values["language_given"] = extra.get("language")
    values.pop("language", None)
    text = "\n\n".join(tidy(p.replace("\n", " ")) for p in body if p.strip())
    return export_record(
        name, number, total, headline=one_line(headline), body=text, outlet=one_line(outlet),
        date=found.value if found else one_line(date), extra=values,
    )  # fmt: skip


def _head_label(paragraph: str) -> bool:
    label = label_of(paragraph)
    return label is not None and label.column in _HEAD and label.sure


def _take_fields(paragraphs: Sequence[str], extra: dict[str, str], *, everywhere: bool = False) -> list[str]:
    """The paragraphs without the fields at their head; the fields go to `extra`, text after "BODY:" stays."""
    left = list(paragraphs)
    kept: list[str] = []
    while left:
        label = label_of(left[0])
        if label is not None and (label.sure or everywhere) and label.column == "body":
            return [*kept, *([label.value] if label.value else []), *left[1:]]
        if label is not None and (
            label.column in _HEAD or everywhere or (label.sure and label.column not in _TAIL)
        ):
            extra.setdefault(label.column, label.value)
        elif everywhere:
            kept.append(left[0])
        else:
            break
        left.pop(0)
    return [*kept, *left]


def _without_tail(paragraphs: Sequence[str], extra: dict[str, str]) -> list[str]:
    """The paragraphs up to the first field that comes after a text; fields and copyright go to `extra`."""
    kept: list[str] = []
    current: str | None = None
    tail = False
    for paragraph in paragraphs:
        plain = paragraph.strip()
        label = label_of(plain)
        if is_mark(plain):
            if _CLASSIFICATION.match(plain):
                tail, current = True, None
            continue
        if _GRAPHIC.match(plain) and len(kept) > 1:
            tail, current = True, "graphic"
            continue
        if (
            label is not None
            and label.column not in _HEAD
            and ((label.sure and label.column in _TAIL) or tail)
        ):
            tail, current = True, label.column
            extra[current] = "; ".join(filter(None, (extra.get(current), label.value)))
        elif tail and not _take_copyright(plain, extra):
            if current:
                extra[current] = " ".join(filter(None, (extra.get(current), tidy(plain))))
        elif not tail:
            kept.append(plain)
    while len(kept) > 2 and _take_copyright(kept[-1], extra):
        kept.pop()
    return kept


def _take_copyright(paragraph: str, extra: dict[str, str]) -> bool:
    plain = one_line(paragraph) or ""
    if not (_COPYRIGHT.match(plain) or _RIGHTS.match(plain)) or len(plain) > 400:
        return False
    extra["copyright"] = " ".join(filter(None, (extra.get("copyright"), plain)))
    return True
