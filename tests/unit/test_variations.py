"""Layouts of other provinces and years, each as a table printed and the figures that a person reads in it.

One file of ``table_cases`` is one variation: the text (``⇥`` for TAB), a line of equals signs, then every statement,
figure, unplaced cell and indicator in the notation of ``table_notation``. Wording of titles is in
``test_table_reading_titles``; broken input is in ``test_bad_input_tables``.
"""

from pathlib import Path

import pytest
from table_notation import notation, read

CASES = sorted((Path(__file__).parent / "table_cases").glob("*.txt"))


def _read_back(text: str) -> list[str]:
    tables = read(text)
    return [
        "tables " + " ".join(record.statement_id for record in tables.statements),
        *map(notation, tables.figures),
        *(f"unplaced {c.source_line}:{c.source_field} {c.cell_text} {c.reason_code}" for c in tables.unplaced),
        *(
            "indicator "
            + "|".join(
                value or ""
                for value in (
                    i.row_type, i.subject, i.level1, i.level2, i.level3, i.target_text, i.actual_text, i.weight_text,
                    i.score_text,
                )
            )
            for i in tables.indicators
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_table_is_read_as_a_person_reads_it(case: Path) -> None:
    text, _, wanted = case.read_text(encoding="utf-8").partition("\n=====\n")
    assert _read_back(text) == wanted.strip().split("\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_number_is_accounted_for(case: Path) -> None:
    text = case.read_text(encoding="utf-8").partition("\n=====\n")[0]
    for record in read(text).statements:
        assert record.numeric_token_count == (
            record.figure_count + record.indicator_count + record.structural_count + record.unplaced_count
        )


def test_there_are_cases() -> None:
    assert len(CASES) >= 60
