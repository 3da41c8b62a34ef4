"""The rows that extraction writes, as tuples in the order of ``schemas``.

Only the records belong here. Their fields are explained in ``schemas``.
"""

from typing import NamedTuple


class Figure(NamedTuple):
    """One placed cell (``schemas.FIGURES``)."""

    document_id: str
    statement_no: int
    statement_id: str
    source_line: int
    source_field: int
    row_no: int
    block_no: int
    row_kind: str
    row_label: str | None
    row_code_text: str | None
    row_code_system: str | None
    row_context: str | None
    unit_code: str | None
    unit_name: str | None
    project_name: str | None
    line_id: str | None
    line_function_code: str | None
    line_economic_code: str | None
    column_label: str | None
    column_economic_code: str | None
    measure: str | None
    stage: str | None
    fund: str | None
    is_of_which: bool
    is_money: bool
    amount_text: str
    amount_number: str
    unit_text: str | None
    placement: str
    placement_note: str | None


class UnplacedCell(NamedTuple):
    """One numeric cell that could not be placed (``schemas.UNPLACED_CELLS``)."""

    document_id: str
    statement_no: int
    source_line: int
    source_field: int
    cell_text: str
    reason_code: str
    reason: str


class Indicator(NamedTuple):
    """One row of a performance table (``schemas.INDICATORS``)."""

    document_id: str
    statement_no: int
    indicator_no: int
    row_type: str
    subject_kind: str
    subject: str | None
    level1: str | None
    level2: str | None
    level3: str | None
    description: str | None
    target_text: str | None
    actual_text: str | None
    weight_text: str | None
    score_text: str | None
    grade_text: str | None
    deviation_text: str | None
    source_line: int


class StatementRecord(NamedTuple):
    """One table (``schemas.STATEMENTS``)."""

    document_id: str
    statement_no: int
    statement_id: str
    table_title: str | None
    title_line: int | None
    official_number: str | None
    match_method: str
    match_title: str | None
    match_score: int
    unit_text: str | None
    unit_line: int | None
    first_line: int
    last_line: int
    header_text: str | None
    row_count: int
    numeric_token_count: int
    figure_count: int
    indicator_count: int
    structural_count: int
    unplaced_count: int
    no_data_note: str | None
    printed_header_only: bool
