"""Recognised numbers of a table: which of the possible readings the table's own sums bear out.

Recognition confuses digits, points and commas. What the form of a number or the arithmetic of its table decides is
decided here and marked; what neither decides stays as read, with no confidence left. A number that was recognised for
certain is never changed: a publisher's own contradiction is no slip of recognition.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal

from pipeline.extraction.page.document import ILLEGIBLE
from pipeline.extraction.readers.ocr.sums import Key, Sum, codes_of, sums_of
from pipeline.extraction.readers.printed.cells import Cell, Table

CERTAIN = 985
"""Per mille of confidence from which a reading is not doubted."""
LEGIBLE = 920
"""Per mille below which more than a third of the readings of a poor scan (85 dots per inch) are wrong."""
DECIDED = 500
"""Confidence of a reading that form or arithmetic decided."""
CONTRADICTED = 100
"""Confidence of a number recognised for certain in a sum that does not hold."""
FEWEST = 4
"""Numbers that must print the same count of decimals for another to be doubted that does not."""
SAME_FORM = 0.8
MOST_READINGS = 60

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")
_LIKE_NUMBER = re.compile(r"(?=(?:.*\d){2})[-—]?[\d.,。，'OoQDlI|SBZ ]+\Z")
_LETTERS = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8",
                          "Z": "2", "。": ".", "，": ",", "'": ",", "—": "-", " ": None})  # fmt: skip
_CONFUSED: Mapping[str, str] = {
    "0": "869", "1": "74", "2": "7", "3": "85", "4": "19", "5": "638", "6": "5809", "7": "12", "8": "3069", "9": "0486"
}  # fmt: skip
"""Digits taken for one another, the likelier first."""


def decided(table: Table) -> Table:
    """Decide between the readings of the numbers of one table.

    Args:
        table: As recognised.

    Returns:
        The table; cells whose reading was decided, or contradicts the table's sums, have a confidence that says so.
    """
    rows = [dict(row) for row in table.rows]
    places = _decimals(rows)
    for row in rows:
        for column, cell in row.items():
            formed = _well_formed(cell.text, places.get(column))
            if formed and formed != cell.text:
                row[column] = _marked(cell, DECIDED, formed)
    _by_sums(rows)
    return replace(table, rows=rows)


def _set_aside(rows: list[dict[int, Cell]], proved: Set[Key]) -> None:
    """Mark numbers that cannot be believed: hardly recognised and in no sum that holds, or beside such a code."""
    codes = codes_of([{c: cell.text for c, cell in row.items()} for row in rows])
    for r, row in enumerate(rows):
        unknown = any(c in row and row[c].text and _is_faint(row[c]) for c in codes.columns)
        for c, cell in row.items():
            if _value(cell.text) is not None and (unknown or (_is_faint(cell) and (r, c) not in proved)):
                row[c] = _marked(cell, ILLEGIBLE)


def _is_faint(cell: Cell) -> bool:
    confidence = cell.address.confidence
    return confidence is not None and confidence < LEGIBLE and confidence not in (DECIDED, CONTRADICTED)


def _marked(cell: Cell, confidence: int, text: str | None = None) -> Cell:
    address = cell.address
    known = confidence if address.confidence is None else min(address.confidence, confidence)
    return Cell(cell.text if text is None else text, address._replace(confidence=known), cell.lines)


def _decimals(rows: Sequence[Mapping[int, Cell]]) -> dict[int, int]:
    """For each column the count of decimals that nearly all its amounts print; else what the whole table prints."""
    found: dict[int, Counter[int]] = {}
    whole: Counter[int] = Counter()
    for row in rows:
        for column, cell in row.items():
            if _AMOUNT.match(cell.text) and ("." in cell.text or len(cell.text) > 3):
                places = len(cell.text.partition(".")[2])
                found.setdefault(column, Counter())[places] += 1
                whole[places] += "." in cell.text
    usual = _usual(whole)
    result = {column: _usual(counts) for column, counts in found.items()}
    columns = {column for row in rows for column in row}
    known = {column: result.get(column) for column in columns}
    return {c: places for c in columns if (places := usual if known[c] is None else known[c])}


def _usual(counts: Counter[int]) -> int | None:
    commonest = counts.most_common(1)
    total = counts.total()
    return commonest[0][0] if total >= FEWEST and commonest[0][1] >= SAME_FORM * total else None


def _well_formed(text: str, places: int | None) -> str:
    """A damaged number as its form shows it must have been printed; the text itself where nothing is certain."""
    if _AMOUNT.match(text) or not _LIKE_NUMBER.match(text):
        return text
    plain = text.translate(_LETTERS)
    if _AMOUNT.match(plain):
        return plain
    whole, sign, cents = _last_mark(plain)
    if not sign or places is None or len(cents) != places or not cents.isdigit():
        return text
    groups = re.split("[.,]", whole)
    grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and len(groups[0].lstrip("-")) < 4
    formed = f"{','.join(groups)}.{cents}" if grouped or len(groups) == 1 else ""
    return formed if _AMOUNT.match(formed) else text


def _last_mark(text: str) -> tuple[str, str, str]:
    at = max(text.rfind("."), text.rfind(","))
    return (text[:at], text[at], text[at + 1 :]) if at > 0 else (text, "", "")


def _by_sums(rows: list[dict[int, Cell]]) -> None:
    """Choose the reading of a doubtful number with which its sums hold; mark the sums that hold with none."""
    values = {
        (r, c): value
        for r, row in enumerate(rows)
        for c, cell in row.items()
        if (value := _value(cell.text)) is not None
    }
    sums = sums_of([{c: cell.text for c, cell in row.items()} for row in rows], values)
    for broken in [item for item in sums if not item.holds(values)]:
        if broken.holds(values):
            continue
        choices = [
            (key, reading, value)
            for key in broken.keys
            if key in values and (rows[key[0]][key[1]].address.confidence or 0) < CERTAIN
            for reading, value in _readings(rows[key[0]][key[1]].text)
            if _all_hold(sums, values, key, value)
        ]
        if len({(key, value) for key, _, value in choices}) == 1:
            (r, c), reading, value = choices[0]
            rows[r][c] = _marked(rows[r][c], DECIDED, reading)
            values[r, c] = value
    for item in sums:
        if not item.holds(values):
            for r, c in item.keys:
                if c in rows[r]:
                    sure = (rows[r][c].address.confidence or 0) in (CONTRADICTED, *range(CERTAIN, 1001))
                    rows[r][c] = _marked(rows[r][c], CONTRADICTED if sure else ILLEGIBLE)
    _set_aside(rows, {key for item in sums if item.holds(values) for key in item.keys})


def _all_hold(sums: Sequence[Sum], values: Mapping[Key, Decimal], key: Key, value: Decimal) -> bool:
    tried = {**values, key: value}
    return all(item.holds(tried) for item in sums if key in item.keys)


def _value(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if _AMOUNT.match(text) else None


def _readings(text: str) -> Iterator[tuple[str, Decimal]]:
    """What else a number may be: one digit confused, its minus lost, its point lost."""
    tried = [text[:at] + other + text[at + 1 :] for at, digit in enumerate(text) for other in _CONFUSED.get(digit, "")]
    if not text.startswith("-"):
        tried.append("-" + text)
    if text.isdigit() and len(text) > 2:
        tried.append(f"{text[:-2]}.{text[-2:]}")
    for reading in tried[:MOST_READINGS]:
        value = _value(reading)
        if value is not None:
            yield reading, value
