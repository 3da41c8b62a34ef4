"""The fiscal year of a document: the year its figures are for, never the year of publication.

Finding years in a text and weighing the places they stand in belong here.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from pipeline.extraction.facts.cover import DocumentHead
from pipeline.extraction.wording.facts import classification_years, compact, pattern

_ZEROS, _DIGITS = "\u3007\u96f6Oo0", "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_CHINESE_DIGITS = dict.fromkeys(_ZEROS, 0) | {sign: digit for digit, sign in enumerate(_DIGITS, start=1)}
_FEWEST_HEADINGS = 3
"""So many headings of one year outweigh a title."""
_LONGEST_HEADING = 60
_LONGEST_YEAR, _YEAR_DIGITS = 10, 4
"""Signs of a line that prints a year and nothing else, and how many of them are digits: a date has more."""


class YearFound(NamedTuple):
    """A year with the 1-based line and the text it was read from."""

    year: int
    line: int
    printed: str


def year_of(document: DocumentHead, kind: str, table_titles: Sequence[tuple[int, str]]) -> YearFound | None:
    """Find the year.

    A title whose year no other heading prints, while those that print one all agree on another, is wrong: a cover of
    last year, or the year of publication.

    Args:
        document: The document.
        kind: Its kind; of two years in the title of a budget the later is meant.
        table_titles: Line and printed title of each table.

    Returns:
        The year of the title, else of the cover, of the first line that names it with the matter of a disclosure, of a
        table's title, of a short line, of a line of its own, of the classification; None where none of them tells.
    """
    cover = document.cover
    if found := _first([(cover.title_line, cover.title)], kind):
        is_one = len(set(years_in(cover.title))) == 1
        return (_year_of_headings(document, table_titles, found) if is_one else None) or found
    lines = [(line.number, line.text) for line in document.head]
    short = [line for line in lines if len(line[1]) <= _LONGEST_HEADING]
    return (
        _first([*takewhile(lambda line: not _begins_text(line[1]), short)], kind)
        or _first([line for line in lines if pattern("year_of_matter").search(line[1])], kind)
        or _first(table_titles, kind)
        or _first(short, kind)
        or _year_alone(document.text)
        or _year_of_classification(document.text)
    )


def _first(places: Sequence[tuple[int, str]], kind: str) -> YearFound | None:
    for number, words in places:
        if years := years_in(compact(words)):
            return YearFound(max(years) if kind == "budget" else years[0], number, words)
    return None


def _begins_text(text: str) -> bool:
    return bool(pattern("contents").match(text) or pattern("section").match(text))


def _year_of_headings(
    document: DocumentHead, table_titles: Sequence[tuple[int, str]], title: YearFound
) -> YearFound | None:
    """The one other year that headings and titles of tables print; None if they differ."""
    places = {line.number: line.text for line in document.head if pattern("standard_heading").match(line.text)}
    places |= dict(table_titles)
    places.pop(title.line, None)
    years = {number: set(years_in(compact(words))) for number, words in places.items()}
    saying = sorted(number for number, found in years.items() if found)
    agreed = set[int]().union(*(years[number] for number in saying))
    if len(saying) < _FEWEST_HEADINGS or len(agreed) != 1 or title.year in agreed:
        return None
    return YearFound(agreed.pop(), saying[0], places[saying[0]])


def _year_alone(text: str) -> YearFound | None:
    """The one year that lines of their own print, as below the title of a form."""
    found = [
        YearFound(years[0], number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) <= _LONGEST_YEAR
        and sum(map(str.isdigit, line)) == _YEAR_DIGITS
        and (years := years_in(compact(line)))
    ]
    return found[0] if len({one.year for one in found}) == 1 else None


def years_in(text: str) -> list[int]:
    """Years in a text that are not part of a date, in order.

    Args:
        text: Text without blanks.

    Returns:
        Four-digit years, also of those in Chinese numerals; those without 年 only when there is no other.
    """
    found = [(match.start(), int(match[1])) for match in pattern("year").finditer(text)]
    for match in pattern("year_chinese").finditer(text):
        digits = "".join(str(_CHINESE_DIGITS[sign]) for sign in match[1])
        found.append((match.start(), int(digits)))
    if not found:
        found = [(match.start(), int(match[match.lastindex or 1])) for match in pattern("year_bare").finditer(text)]
    return [year for _, year in sorted(found)]


def _year_of_classification(text: str) -> YearFound | None:
    """No year is printed: the one year in which all the printed categories were in force, if there is just one."""
    printed = [years for years in classification_years() if years.printed in text]
    if not printed:
        return None
    first, last = max(years.first_year for years in printed), min(years.last_year for years in printed)
    if first != last:
        return None
    words = " / ".join(years.printed for years in printed if first in (years.first_year, years.last_year))
    position = min(text.find(years.printed) for years in printed)
    return YearFound(first, text.count("\n", 0, position) + 1, words)
