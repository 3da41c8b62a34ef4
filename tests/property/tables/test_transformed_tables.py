"""The same table printed another way means the same, or says what it could not place: no number gets another meaning.

Every table of the table cases is changed by every transformation. In the normal run each is tried once; with
``TRANSFORMED_SEEDS=20`` (some minutes) at twenty places each, over the documents of ``raw/`` too.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.extraction.dataset.records import Figure, StatementRecord
from pipeline.extraction.page.document import Document
from pipeline.extraction.page.text import match_key
from pipeline.extraction.readers.text import read
from pipeline.extraction.tables.tables import DocumentTables, read_tables
from tests.property.tables.rearrangements import LEAVING, REARRANGEMENTS
from tests.property.tables.transformations import TRANSFORMATIONS, Printed, Transformation
from tests.writers import shapes

ROOT = Path(__file__).parents[3]
SEEDS = int(os.environ.get("TRANSFORMED_SEEDS", "1"))
LEAST_PLACED = 680
"""Per mille of the numbers that keep their place where nothing is lost on the page.

The cases have two or three rows, so that one row which nothing decides is much.
"""
_ORDINAL = re.compile(r"(?:[一二三四五六七八九十]+、|\d\.)")
LOSING = frozenset(
    {"heading_lost", "header_shifted", "two_rows_in_one", "two_rows_on_one_line", "row_doubled", "number_damaged",
     "cell_dropped", "blank_column_in_body"} | LEAVING
)  # fmt: skip
"""Transformations that take something away from the page, if only which heading stands over which number."""


CUTTING_OFF = frozenset({"title_left_away", "heading_over_two_lines"})
"""Where rows lose what says which table they are, figures of no known table are none of another."""
NEEDED = {("title_left_away", "document_of_final_accounts_settles_titles")}
"""What a document cannot do without: this title has the only word that tells final accounts from a budget."""
DAMAGED_BEFORE = frozenset({"helper_area_beside_the_table", "name_cut_and_totals_short"})
"""Cases whose rows have several widths as they are: with one more damage a person could not read them."""


SET_APART: dict[str, Callable[[str], str]] = {
    "under each other": shapes.laid_out,
    "all to the left": partial(shapes.laid_out, right=False),
    "an ideograph as wide as a digit": partial(shapes.laid_out, ideograph=1),
    "headings centred": partial(shapes.laid_out, centred=True),
    "not quite under each other": partial(shapes.laid_out, gap=4, astray=1),
    "joined by two blanks": partial(shapes.blanks, run=2),
    "joined by four blanks": shapes.blanks,
}
NOT_SET_APART = DAMAGED_BEFORE | {
    "units_cut_off_and_units_that_are_no_money",  # a table of two columns and rows is none without TABs
    "project_self_evaluation_one_budget",
}
"""Cases that mean something else where no TAB tells the cells."""
LEAST_SET_APART = 660
"""Per mille of the numbers that keep their place there: most cases have no row that prints all columns."""


def _read(lines: list[str]) -> DocumentTables:
    return read_tables("d", Document("text", tuple(lines)))


def _meaning(figure: Figure) -> tuple[object, ...]:
    code = re.sub(r"\D", "", figure.row_code_text or "")
    is_coded = code or figure.line_id or figure.line_function_code or figure.line_economic_code
    names_itself = figure.row_kind == "line" and not is_coded and not figure.project_name
    return (
        figure.statement_id, figure.row_kind, code, _ORDINAL.sub("", match_key(figure.row_label or "")) * names_itself,
        figure.line_id, figure.line_function_code, figure.line_economic_code, _names_project(figure),
        figure.column_economic_code, figure.measure, figure.stage, figure.fund, figure.is_of_which,
        figure.amount_number, "万元" if figure.unit_text == "万" else figure.unit_text,
    )  # fmt: skip


def _names_project(figure: Figure) -> bool:
    """True for money of a named project; of a department's own sheet the document says whose it is."""
    return bool(figure.project_name) and not figure.statement_id.startswith("performance_department")


def _printed(lines: list[str], record: StatementRecord) -> Printed | None:
    header = (record.header_text or "").split(" | ")
    rows = [i for i in range(record.first_line - 1, record.last_line) if "\t" in lines[i]]
    start = next((i for i in rows if lines[i].replace("\t", "⇥") == header[0]), None)
    if start is None or [line.replace("\t", "⇥") for line in lines[start : start + len(header)]] != header:
        return None
    title = record.title_line - 1 if record.title_line else None
    end = start + len(header)
    return Printed(tuple(lines), range(start), range(start, end), range(end, record.last_line), title)


def _documents() -> Iterator[tuple[str, list[str]]]:
    for path in sorted((ROOT / "tests" / "unit" / "table_cases").glob("*.txt")):
        if path.stem in DAMAGED_BEFORE:
            continue
        text = path.read_text(encoding="utf-8").partition("\n=====\n")[0]
        yield path.stem, text.strip("\n").replace("⇥", "\t").split("\n")
    if SEEDS > 1:
        for path in sorted((ROOT / "raw").glob("*.txt")):
            yield path.stem, path.read_text(encoding="utf-8").split("\n")


DOCUMENTS = [(name, lines, _read(lines)) for name, lines in _documents()]
"""Each with its name: where it is changed depends on that, so that a new document does not change those beside it."""


@pytest.mark.parametrize(
    "transformation", TRANSFORMATIONS + REARRANGEMENTS, ids=lambda transformation: transformation.__name__
)
def test_a_table_printed_another_way_gives_no_other_figure(transformation: Transformation) -> None:
    tables = wrong = total = kept = 0
    is_without_title = transformation.__name__ in CUTTING_OFF
    for name, lines, base in DOCUMENTS:
        expected = Counter(map(_meaning, base.figures))
        for record in base.statements:
            printed = _printed(lines, record)
            for seed in range(SEEDS if printed is not None and record.figure_count else 0):
                rng = random.Random(f"{name} {record.statement_no} {seed}")
                changed = transformation(printed, rng) if printed is not None else None
                if changed is None or (transformation.__name__, name) in NEEDED:
                    continue
                known = (f for f in _read(list(changed)).figures if f.statement_id != "other" or not is_without_title)
                found = Counter(map(_meaning, known))
                tables += 1
                wrong += bool(found - expected)
                total += expected.total()
                kept += (expected & found).total()
    assert tables > 5
    assert not wrong
    if transformation.__name__ not in LOSING:
        assert kept * 1000 >= total * LEAST_PLACED


@pytest.mark.parametrize("way", SET_APART)
def test_a_table_whose_cells_are_set_apart_by_blanks_gives_no_other_figure(way: str) -> None:
    total = kept = 0
    for name, lines, base in DOCUMENTS:
        document = read(SET_APART[way]("\n".join(lines)).encode())
        if name in NOT_SET_APART or not isinstance(document, Document):
            continue
        expected = Counter(map(_meaning, base.figures))
        figures = [figure for figure in read_tables("d", document).figures if figure.statement_id != "other"]
        found = Counter(map(_meaning, figures))
        assert found - expected == Counter(), name
        total += expected.total()
        kept += (expected & found).total()
    assert kept * 1000 >= total * LEAST_SET_APART
