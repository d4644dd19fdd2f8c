"""Dates as archives write them, in the language of their interface; the time zone and what else stands on the line.

Month names and weekdays after the Unicode Common Locale Data Repository (CLDR, "months" and "days", format and
stand-alone, wide and abbreviated) of English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Ukrainian,
Polish, Swedish, Danish and Norwegian.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

# One line for each month, January first; an indented line goes on with the month above.
_MONTHS = """
january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января январь янв січня
  січень stycznia styczeń sty
february feb februar feber février févr fév febrero febbraio febb fevereiro fev februari февраля февраль
  февр фев лютого лютий lutego luty lut
march mar märz mrz mär mars marzo março maart mrt марта март мар березня березень marca marzec marts
april apr avril avr abril abr aprile апреля апрель апр квітня квітень kwietnia kwiecień kwi
may mai mayo maggio mag maio mei мая май травня травень maja maj
june jun juni juin junio giugno giu junho июня июнь июн червня червень czerwca czerwiec cze
july jul juli juillet juil julio luglio lug julho июля июль июл липня липень lipca lipiec lip
august aug août aou agosto ago augustus augusti августа август авг серпня серпень sierpnia sierpień sie
september sep sept septembre septiembre setiembre settembre sett setembro set сентября сентябрь сент сен
  вересня вересень września wrzesień wrz
october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт жовтня жовтень
  października październik paź
november nov novembre noviembre novembro ноября ноябрь нояб ноя листопада листопад listopada listopad
  lis
december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des декабря декабрь дек
  грудня грудень grudnia grudzień gru
"""
_DAYS = """
monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
понедельник вторник среда четверг пятница суббота воскресенье
понеділок вівторок середа четвер пʼятниця субота неділя
poniedziałek wtorek środa czwartek piątek sobota niedziela
måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
"""


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


MONTHS: dict[str, int] = {
    _folded(word): number
    for number, line in enumerate(re.split(r"\n(?! )", _MONTHS.strip()), start=1)
    for word in line.split()
}
DAYS = frozenset(_folded(word) for word in _DAYS.split())

_WORD = r"[^\W\d_]{3,14}"
_FORMS = (
    # 9 Januar 1993 · 9. März 2010 · 1er janvier 2012 · 5 de mayo de 2014 · 5 мая 2014 г.
    re.compile(
        rf"(?<![\d:])(?P<d>\d{{1,2}})(?:\.|er|st|nd|rd|th|º|ª|°)?[ -]*(?:de |of )?(?P<m>{_WORD})\.?,?[ -]*"
        r"(?:de |del )?(?P<y>\d{4})(?!\d)"
    ),
    # July 1, 2019 · May 2nd 2002
    re.compile(rf"(?P<m>{_WORD})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?:de |del )?(?P<y>\d{{4}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<n>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4}) ?年 ?(?P<n>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日"),
    # Points put the day first in every language that writes them.
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<n>\d{1,2})\.(?P<y>\d{4}|\d\d)(?!\d)"),
)
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:h](\d\d)(?::(\d\d))?(?: ?(?:Uhr|uur))?(?: ?([AaPp])\.?[Mm]\.?(?![a-z]))?(?!\d)"
    r"(?: ?(Z\b|(?:[A-Z]{2,5}\b)?(?: ?[+-]\d\d?(?::?\d\d)?)?(?![\w])))?"
)


class ExportDate(NamedTuple):
    """A date found in a line, the zone as it is written there, where it begins, and the words left over."""

    value: datetime
    zone: str | None
    start: int
    rest: str


def find_date(line: str) -> ExportDate | None:
    """The first date in a line that tells day, month and year for certain; with the time of day where it is told.

    Examples
    --------
    >>> find_date("Mittwoch 9. März 2011 14:30 GMT Late Edition")[0:2]
    (datetime.datetime(2011, 3, 9, 14, 30), 'GMT')
    >>> find_date("5 de mayo de 2014").value.isoformat()
    '2014-05-05T00:00:00'
    """
    plain = line.replace("\xa0", " ")[:500]
    best: tuple[int, int, datetime] | None = None
    for form in _FORMS:
        for match in form.finditer(plain):
            value = _value(match.groupdict())
            if value is not None and (best is None or match.start() < best[0]):
                best = match.start(), match.end(), value
                break
    if best is None:
        return None
    start, end, value = best
    before, after = plain[:start], plain[end:]
    zone = None
    clock = _TIME.search(after)
    if clock is not None:
        timed = _at(value, clock)
        if timed is not None:
            value, zone = timed, (clock[5] or "").strip() or None
            after = f"{after[: clock.start()]} {after[clock.end() :]}"
    words = [word for word in f"{before} {after}".split() if _folded(word.strip(" ,.;()")) not in DAYS]
    rest = re.sub(r"^(?:г\.|r\.)(?=\s|$)", "", " ".join(words).strip(" ,;-"))
    return ExportDate(value, zone, start, rest.strip(" ,;-"))


def is_date_line(line: str) -> bool:
    """Whether a line is a date with at most a weekday before it, as the line of an export that gives the date."""
    found = find_date(line)
    if found is None or len(line) > 200:
        return False
    before = line.replace("\xa0", " ")[: found.start]
    return all(_folded(word.strip(" ,.;()")) in DAYS for word in before.split())


def _value(parts: dict[str, str]) -> datetime | None:
    month = MONTHS.get(_folded(parts["m"])) if "m" in parts else int(parts["n"])
    if month is None:
        return None
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        # The pivot of POSIX `%y`.
        year += 1900 if year >= 69 else 2000
    try:
        return datetime(year, month, int(parts["d"]))
    except ValueError:
        return None


def _at(day: datetime, clock: re.Match[str]) -> datetime | None:
    hour = int(clock[1])
    if clock[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    try:
        return day.replace(hour=hour, minute=int(clock[2]), second=int(clock[3] or 0))
    except ValueError:
        return None
