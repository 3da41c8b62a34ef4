"""Sheets of one form that follow each other under one title: where the next one begins, and what it is.

Each names a project of its own. A form that goes on over a page is no other sheet (``continuation``).
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.form_labels import LEVELS, ROWS_LOOKED_AT, find_label
from pipeline.extraction.tables.table import Table
from pipeline.extraction.tables.titles import Caption


def next_sheets(rows: Sequence[Row]) -> list[int]:
    """The rows of a block at which another sheet of the form above begins.

    Args:
        rows: The rows of one block.

    Returns:
        Numbers of rows that name another project, below the indicators of the one before.
    """
    starts: list[int] = []
    project, has_levels = "", False
    for number, row in enumerate(rows):
        named = _project_named(row)
        if named and project and has_levels and named != project:
            starts.append(number)
        if named:
            project, has_levels = named, has_levels and named == project
        has_levels = has_levels or _names_levels(row)
    return starts


def as_next_sheet(before: Table | None, rows: Sequence[Row], found: Caption) -> Caption:
    """The caption of rows without a title; where they are another sheet of the form before, that form's."""
    if before is None or found.match is not None or not before.statement_id.startswith("performance"):
        return found
    above = (*before.header_rows, *before.body)
    project = next((name for row in rows[:ROWS_LOOKED_AT] if (name := _project_named(row))), "")
    projects = [name for row in above if (name := _project_named(row))]
    if not project or not projects or projects[-1] == project or not any(map(_names_levels, above)):
        return found
    said = before.caption
    return replace(
        found, match=said.match, title=found.title or said.title,
        unit_text=found.unit_text or said.unit_text, unit_line=found.unit_line or said.unit_line,
    )  # fmt: skip


def _project_named(row: Row) -> str:
    """The project that a row names behind the label at its start; an empty string where it names none."""
    texts = [row.cells[i] for i, kind, _ in row.items if kind == "text"]
    label = find_label(texts[0]) if texts else None
    if label is None or label.kind != "subject_project" or len(texts) < 2 or find_label(texts[1]):
        return ""
    return match_key(texts[1])


def _names_levels(row: Row) -> bool:
    """True for the headings of indicators."""
    kinds = {label.kind for i, _, _ in row.items if (label := find_label(row.cells[i]))}
    return len(kinds & set(LEVELS)) > 1
