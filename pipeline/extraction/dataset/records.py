"""The rows that extraction writes, and so the interface between ``pipeline/`` and ``dbt_project/``.

The record types are the only list of columns: the Arrow schema of each dataset (``schemas``) is derived from them, and
dbt staging is tested against it. Names, types and meaning of columns belong here; how a value is found does not.

Numbers travel as text: ``*_text`` exactly as printed, ``*_number`` the same value as a plain decimal string
(half-width digits, no separators), so no float is ever between the page and ``DECIMAL(20,2)``.
"""

from typing import NamedTuple, NewType

from pipeline.extraction.page.document import Address, Format, Outcome
from pipeline.extraction.wording.kinds import LineKind, MatchMethod, Placement, RowKind, RowType, Stage, SubjectKind

Long = NewType("Long", int)
"""An integer that may need 64 bits."""


class DocumentRecord(NamedTuple):
    """One file by content."""

    document_id: str  # first 16 hexadecimal digits of sha256
    sha256: str
    file_name: str  # relative to raw/; the first in order when the same bytes stand under several names
    duplicate_file_names: list[str]
    byte_size: Long
    format: Format | None  # None where the file was refused before its kind was known
    container: str | None  # archive it came in, relative to raw/
    encoding: str | None
    line_count: int
    character_count: Long
    title: str | None
    document_kind: str | None
    disclosure_level: str | None
    fiscal_year: int | None
    department_name: str | None
    unit_code: str | None
    region_code: str | None
    government_level: str | None
    facts_evidence: str | None  # JSON: fact -> [line, printed text]
    outcome: Outcome  # ok, partial, quarantined, skipped
    outcome_reason_code: str | None  # key of document_reasons.csv
    outcome_reason: str | None
    parser_version: str


class StatementRecord(NamedTuple):
    """One table."""

    document_id: str
    statement_no: int  # order of the table within the document, from 1
    statement_id: str
    table_title: str | None
    title_line: int | None
    official_number: str | None
    match_method: MatchMethod
    match_title: str | None  # the seed title it was matched with
    match_score: int  # per mille
    unit_text: str | None
    unit_line: int | None
    first_line: int
    last_line: int
    header_text: str | None
    row_count: int
    numeric_token_count: int  # numeric cells of all rows = figures + indicators + structural + unplaced
    figure_count: int
    indicator_count: int
    structural_count: int  # codes, 行次, 栏次, serial numbers, years
    unplaced_count: int
    no_data_note: str | None  # 本表无数据 and the like, as printed
    printed_header_only: bool
    page: int | None = None  # page or sheet of the title, else of the first row


class Figure(NamedTuple):
    """One placed cell."""

    document_id: str
    statement_no: int
    statement_id: str
    source_line: int
    source_field: int
    row_no: int
    block_no: int  # side of a two-sided or three-block table, from 1
    row_kind: RowKind
    row_label: str | None
    row_code_text: str | None  # code cells as printed, joined with '|': 201|37|01, 2013701, 301|2
    row_code_system: str | None  # function, economic_department, economic_government, or null
    row_context: str | None  # label of the line this line stands under (一、基本支出 above 工资福利支出)
    unit_code: str | None
    unit_name: str | None
    project_name: str | None
    line_id: str | None
    line_function_code: str | None  # the 类 that a summary line names
    line_economic_code: str | None  # the economic category that a line names
    column_label: str | None  # heading path, joined with ' / '
    column_economic_code: str | None
    measure: str | None
    stage: Stage | None
    fund: str | None
    is_of_which: bool
    is_money: bool  # false for quantities
    amount_text: str
    amount_number: str
    unit_text: str | None
    placement: Placement
    placement_note: str | None
    address: Address | None = None  # place in the original, for formats that have pages or cells


class UnplacedCell(NamedTuple):
    """One numeric cell that could not be placed."""

    document_id: str
    statement_no: int
    source_line: int
    source_field: int
    cell_text: str
    reason_code: str
    reason: str
    is_set_aside: bool  # understood, and no amount of its table: a rate, a comparison, another year
    address: Address | None = None  # place in the original, for formats that have pages or cells


class Indicator(NamedTuple):
    """One row of a performance table."""

    document_id: str
    statement_no: int
    indicator_no: int  # order within the statement
    row_type: RowType
    subject_kind: SubjectKind
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
    address: Address | None = None  # place in the original, for formats that have pages or cells


class NarrativeFigure(NamedTuple):
    """One amount, percentage or count of the prose that names a known metric."""

    document_id: str
    figure_no: int  # order of reading, from 1
    metric: str
    subject: str | None
    value_text: str
    value_number: str  # plain decimal, negative for a decrease
    unit_text: str | None
    sentence: str
    zone: str  # notes, overview, report (performance report inside the document)
    section_no: str | None  # 三 of 三、支出决算情况说明
    section_title: str | None
    item_no: str | None  # ordinal of the 科目 item in 决算具体情况, as printed
    function_class: str | None  # 类, 款, 项 names that the item prints
    function_section: str | None
    function_item: str | None
    source_line: int
    source_offset: int  # 0-based character offset of the value in the line
    base_text: str | None  # of a comparison: the amount it is made with, where the same sentence prints it
    base_number: str | None
    base_unit_text: str | None
    base_line: int | None
    stage: str | None  # prior_final, prior_budget for a figure of another year; None for the year itself
    address: Address | None = None  # place in the original, for formats that have pages or cells


class LineRecord(NamedTuple):
    """One line of the canonical text that is not blank."""

    document_id: str
    line_no: int
    text: str
    kind: LineKind
    statement_no: int | None
    page: int | None = None


class OutcomeRecord(NamedTuple):
    """What one step made of one file."""

    file_name: str
    document_id: str | None
    step: str  # read, recognise, extract
    outcome: Outcome
    reason_code: str | None  # key of document_reasons.csv
    reason: str | None
    figure_count: int
    narrative_figure_count: int
    unplaced_count: int
    parser_version: str
