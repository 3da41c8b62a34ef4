"""Small damage done to a real disclosure: one digit, one row, two cells, one unit line, one shifted column.

How a mutant is made belongs here, and which kinds of damage there are. Whether the rules catch it is asked in
``test_mutation.py``. All choices follow from the text and a seed: the same mutants in every run.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

AMOUNT = re.compile(r"^-?\d[\d,]*(\.\d+)?$")
CODE = re.compile(r"^[23]\d{2}(\d{2}){0,2}$")
UNIT = re.compile(r"单位[:：]\s*万元")


@dataclass(frozen=True)
class Mutant:
    """One damaged text."""

    kind: str
    description: str
    lines: tuple[int, ...]
    text: str


def amount_cells(lines: list[str], placed: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Line and field (1-based) of every non-zero amount that the reader places in a table."""
    cells: list[tuple[int, int]] = []
    for number, field in sorted(placed):
        cell = lines[number - 1].split("\t")[field - 1].strip()
        if AMOUNT.match(cell) and cell.replace(",", "").strip("0.") != "":
            cells.append((number, field))
    return cells


def mutants(text: str, placed: set[tuple[int, int]], each: int, seed: int = 1) -> Iterator[Mutant]:
    """Yield up to ``each`` mutants of every kind."""
    lines = text.split("\n")
    dice = random.Random(seed)
    cells = amount_cells(lines, placed)
    for cell in _sample(dice, cells, each):
        yield _digit(dice, lines, cell)
    rows = sorted({number for number, _ in cells})
    for number in _sample(dice, rows, each):
        yield _made("row", f"row {number} dropped", (number,), [*lines[: number - 1], *lines[number:]])
    for first, second in _sample(dice, _neighbours(lines, cells), each):
        yield _swap(lines, first, second)
    units = [number for number, line in enumerate(lines, start=1) if UNIT.search(line)]
    for number in _sample(dice, units, each):
        changed = UNIT.sub(lambda match: match[0].replace("万元", "元"), lines[number - 1])
        yield _made("unit", f"unit of line {number} 万元 to 元", (number,), _with(lines, {number: changed}))
    for number in _sample(dice, rows, each):
        mutant = _shift(lines, number, [field for at, field in cells if at == number])
        if mutant:
            yield mutant


def _sample(dice: random.Random, items: list[Any], count: int) -> list[Any]:
    return sorted(dice.sample(items, min(count, len(items))))


def _digit(dice: random.Random, lines: list[str], cell: tuple[int, int]) -> Mutant:
    """Change one digit of the whole number, or the first after the point where the whole number is a single digit."""
    number, field = cell
    fields = lines[number - 1].split("\t")
    old = fields[field - 1]
    places = [at for at, sign in enumerate(old) if sign.isdigit()]
    at = dice.choice(places[: max(1, len(places) - 2)])
    digit = dice.choice([sign for sign in "123456789" if sign != old[at]])
    fields[field - 1] = old[:at] + digit + old[at + 1 :]
    changed = _with(lines, {number: "\t".join(fields)})
    return _made("digit", f"line {number} field {field}: {old} to {fields[field - 1]}", (number,), changed)


def _neighbours(lines: list[str], cells: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of cells with different amounts, one below the other in the same column or beside each other in a row."""
    pairs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    known = set(cells)
    for number, field in cells:
        for other in ((number + 1, field), (number, field + 1)):
            if other in known and _text(lines, (number, field)) != _text(lines, other):
                pairs.append(((number, field), other))
    return pairs


def _swap(lines: list[str], first: tuple[int, int], second: tuple[int, int]) -> Mutant:
    one, two = _text(lines, first), _text(lines, second)
    changed = _put(_put(lines, first, two), second, one)
    return _made("swap", f"{first} {one} with {second} {two}", (first[0], second[0]), changed)


def _shift(lines: list[str], number: int, fields: list[int]) -> Mutant | None:
    """Move the amounts of a row one field to the right, where the last field of the row is empty."""
    row = lines[number - 1].split("\t")
    if not fields or row[-1].strip() or fields[0] < 2:
        return None
    moved = [*row[: fields[0] - 1], "", *row[fields[0] - 1 : -1]]
    return _made("shift", f"row {number} one field to the right", (number,), _with(lines, {number: "\t".join(moved)}))


def _text(lines: list[str], cell: tuple[int, int]) -> str:
    return lines[cell[0] - 1].split("\t")[cell[1] - 1]


def _put(lines: list[str], cell: tuple[int, int], text: str) -> list[str]:
    fields = lines[cell[0] - 1].split("\t")
    fields[cell[1] - 1] = text
    return _with(lines, {cell[0]: "\t".join(fields)})


def _with(lines: list[str], changed: dict[int, str]) -> list[str]:
    return [changed.get(number, line) for number, line in enumerate(lines, start=1)]


def _made(kind: str, description: str, numbers: tuple[int, ...], lines: list[str]) -> Mutant:
    return Mutant(kind, description, numbers, "\n".join(lines))
