"""Mistakes planted in consistent documents, by kind: what a publisher does wrong, at a place that the reader found.

How a mistake of each kind is made belongs here. Whether the rules find it is asked in ``test_planted.py``. All choices
follow from the documents and a seed: the same mutants in every run.
"""

import random
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

T = TypeVar("T")
TEXTS = Path(__file__).with_name("planted_texts.txt")
_CELLS = """
select figures.source_line, figures.source_field, figures.amount_text, figures.statement_id, figures.row_kind,
    figures.measure
from intermediate.int_figures_valued as figures
inner join main.dim_document as documents using (document_id)
where documents.file_name = ? and figures.is_money and figures.amount_yuan <> 0
    and figures.statement_id not in ('other', 'organisation_units', 'asset_holdings')
order by all
"""
_PROSE = """
select figures.source_line, figures.source_offset, figures.value_text, figures.metric
from staging.stg_narrative_figures as figures
inner join main.dim_document as documents using (document_id)
where documents.file_name = ? and figures.zone = 'notes' and try_cast(figures.value_number as double) <> 0
    and not contains(coalesce(figures.stage, ''), 'prior')
    -- What nothing else in the document is held against cannot be seen: a count, a change without its rate.
    and (figures.unit_text = '%' or figures.unit_text like '%元')
    -- Nor what has only a limit: money under evaluation, meetings, training, projects named nowhere else.
    and not figures.metric in ('performance_amount', 'meetings', 'training', 'project_amount', 'procurement_micro')
    and (not figures.metric like '%change' or contains(figures.sentence, '%'))
order by all
"""


@dataclass(frozen=True)
class Planted:
    """One document with one mistake.

    Attributes:
        kind: what was done wrong.
        rules: rules of which one should find it; empty where any may.
        lines: 1-based lines that were changed.
        text: the whole document.
    """

    kind: str
    description: str
    rules: frozenset[str]
    lines: tuple[int, ...]
    text: str


def planted(
    connection: duckdb.DuckDBPyConnection,
    file_name: str,
    text: str,
    each: int,
    seed: int,
    contradicted: Collection[int] = (),
) -> Iterator[Planted]:
    """Yield up to ``each`` mistakes of every kind that the document has a place for, but no digit on some lines."""
    dice = random.Random(f"{file_name}{seed}")
    lines = text.split("\n")
    cells, prose = (
        [row for row in connection.execute(query, [file_name]).fetchall() if row[0] not in contradicted]
        for query in (_CELLS, _PROSE)
    )
    yield from _cells(dice, lines, cells, each)
    yield from _prose(dice, lines, prose, each)
    yield from _texts(dice, text, each)


def _cells(
    dice: random.Random, lines: list[str], cells: list[tuple[int, int, str, str, str, str]], each: int
) -> Iterator[Planted]:
    """A wrong digit, by kind of table and row; a row left out or printed twice; two columns changed round."""
    kinds: dict[str, list[tuple[int, int, str]]] = {}
    for line, field, printed, statement, row_kind, _ in cells:
        if lines[line - 1].split("\t")[field - 1 : field] == [printed]:
            kinds.setdefault(f"cell {statement} {row_kind}", []).append((line, field, printed))
    for kind, places in sorted(kinds.items()):
        for line, field, printed in _some(dice, places, each):
            wrong = _other_digit(dice, printed)
            fields = lines[line - 1].split("\t")
            fields[field - 1] = wrong
            changed = _with(lines, {line: "\t".join(fields)})
            yield _made(kind, f"line {line} field {field}: {printed} to {wrong}", (line,), changed)
    rows: dict[str, list[int]] = {}
    for line, _, _, statement, row_kind, _ in cells:
        if row_kind in ("function", "economic"):
            rows.setdefault(f"row dropped {statement}", []).append(line)
    for kind, numbers in sorted(rows.items()):
        for line in _some(dice, sorted(set(numbers)), each):
            yield _made(kind, f"line {line}", (line - 1, line), [*lines[: line - 1], *lines[line:]])


def _prose(
    dice: random.Random, lines: list[str], figures: list[tuple[int, int, str, str]], each: int
) -> Iterator[Planted]:
    kinds: dict[str, list[tuple[int, int, str]]] = {}
    for line, offset, printed, metric in figures:
        kinds.setdefault(f"prose {metric}", []).append((line, offset, printed))
    for kind, places in sorted(kinds.items()):
        for line, offset, printed in _some(dice, places, each):
            wrong = _other_digit(dice, printed)
            old = lines[line - 1]
            changed = _with(lines, {line: old[:offset] + wrong + old[offset + len(printed) :]})
            yield _made(kind, f"line {line}: {printed} to {wrong}", (line,), changed)


def _texts(dice: random.Random, text: str, each: int) -> Iterator[Planted]:
    """Other wording: one pattern and what is printed instead, from ``planted_texts.txt``."""
    for kind, rules, pattern, instead in text_kinds():
        for match in _some(dice, list(re.finditer(pattern, text, re.MULTILINE)), each):
            new = match.expand(re.sub(r"\{(\d)-1\}", lambda year, m=match: str(int(m[int(year[1])]) - 1), instead))
            if new == match[0]:
                continue
            first = text.count("\n", 0, match.start()) + 1
            changed = text[: match.start()] + new + text[match.end() :]
            numbers = tuple(range(first, first + match[0].count("\n") + 1))
            yield Planted(kind, f"line {first}: {match[0][:40]!r} to {new[:40]!r}", rules, numbers, changed)


def text_kinds() -> Iterator[tuple[str, frozenset[str], str, str]]:
    """Kind, rules, pattern and replacement of each block."""
    for block in TEXTS.read_text(encoding="utf-8").split("\n\n"):
        if block.strip() and not block.startswith("#"):
            head, pattern, instead = [*block.strip("\n").split("\n"), ""][:3]
            kind, rules = (part.strip() for part in head.split("|"))
            yield kind, frozenset(rules.split()), pattern, instead


def _other_digit(dice: random.Random, printed: str) -> str:
    """One of the leading digits changed, so that the amount differs by more than rounding."""
    places = [at for at, sign in enumerate(printed) if sign.isdigit()]
    leading = next((number for number, at in enumerate(places) if printed[at] != "0"), 0)
    at = dice.choice(places[leading : leading + 2])
    digit = dice.choice([sign for sign in "123456789" if sign != printed[at]])
    return printed[:at] + digit + printed[at + 1 :]


def _some(dice: random.Random, items: Iterable[T], count: int) -> list[T]:
    everything = list(items)
    return dice.sample(everything, min(count, len(everything)))


def _with(lines: list[str], changed: dict[int, str]) -> list[str]:
    return [changed.get(number, line) for number, line in enumerate(lines, start=1)]


def _made(kind: str, description: str, numbers: tuple[int, ...], lines: list[str]) -> Planted:
    return Planted(kind, description, frozenset(), numbers, "\n".join(lines))
