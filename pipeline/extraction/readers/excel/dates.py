"""What a workbook shows of a date: serials of days to the parts that a format prints.

Dates and times belong here; other numbers do not (``display``).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pipeline.extraction.readers.excel.formats import Section, Token

_DATES = (Decimal(32874), Decimal(73415))
"""Serials of 1990-01-01 and 2100-12-31: what lies outside and is whole is a code that a date format hides."""


def _moment(serial: Decimal, epoch_1904: bool) -> datetime | None:
    days = serial + 1462 if epoch_1904 else serial
    if not 0 <= days < 2_958_466:
        return None
    base = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    seconds = int(((days % 1) * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
    return base + timedelta(days=int(days), seconds=seconds)


def date_text(section: Section, value: Decimal, epoch_1904: bool) -> str | None:
    """A date by one section of a format.

    Args:
        section: The section, of kind ``date``.
        value: Days since the epoch.
        epoch_1904: Whether the epoch is 1904.

    Returns:
        The text; None for a number that is no date, or a whole one so far from our days that it is a code.
    """
    is_time = not any(token.kind == "date" and token.text[0] in "yYdD" for token in section.tokens)
    moment = _moment(value, epoch_1904)
    if moment is None or (value == value.to_integral_value() and not is_time and not _DATES[0] <= value <= _DATES[1]):
        return None
    elapsed = {"h": value * 24, "m": value * 1440, "s": value * 86_400}
    half = any(token.kind == "ampm" for token in section.tokens)
    text = ""
    for index, token in enumerate(section.tokens):
        if token.kind == "date":
            text += _date_part(section.tokens, index, moment, half)
        elif token.kind == "elapsed":
            text += str(int(elapsed[token.text]))
        elif token.kind == "ampm":
            text += token.text.split("/")[moment.hour >= 12]
        elif token.kind in ("literal", "point", "comma", "percent"):
            text += token.text
    return text.strip()


def _date_part(tokens: list[Token], index: int, moment: datetime, half_days: bool) -> str:
    letters = tokens[index].text.lower()
    count = len(letters)
    if letters[0] == "m" and _is_minute(tokens, index):
        return f"{moment.minute:0{min(count, 2)}d}"
    hour = moment.hour % 12 or 12 if half_days else moment.hour
    weekday = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u65e5"[moment.weekday()]
    parts: dict[str, Callable[[], str]] = {
        "y": lambda: f"{moment.year:04d}" if count > 2 else f"{moment.year % 100:02d}",
        "e": lambda: f"{moment.year:04d}",
        "m": lambda: f"{moment.month:0{count}d}" if count < 3 else moment.strftime("%b" if count == 3 else "%B"),
        "d": lambda: f"{moment.day:0{count}d}" if count < 3 else moment.strftime("%a" if count == 3 else "%A"),
        "h": lambda: f"{hour:0{min(count, 2)}d}",
        "s": lambda: f"{moment.second:0{min(count, 2)}d}",
        "a": lambda: weekday if count == 3 else f"\u661f\u671f{weekday}",
    }  # fmt: skip
    return parts[letters[0]]()


def _is_minute(tokens: list[Token], index: int) -> bool:
    """``m`` is a minute right after hours or right before seconds."""
    letters = [(i, token.text[0].lower()) for i, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    place = next(i for i, (token_index, _) in enumerate(letters) if token_index == index)
    before = letters[place - 1][1] if place else ""
    after = letters[place + 1][1] if place + 1 < len(letters) else ""
    return before == "h" or after == "s"
