"""The Parquet datasets that extraction writes and dbt staging reads.

Only column names, types and their meaning belong here: the interface between ``pipeline/`` and ``dbt_project/``.
How a value is found does not. Every dataset is a folder ``<extracted>/<dataset>/`` of Parquet files, one per bucket
(first hexadecimal digit of the document's sha256), rows sorted by the key that comes first in the schema.

Numbers travel as text: ``*_text`` exactly as printed, ``*_number`` the same value as a plain decimal string
(half-width digits, no separators), so no float is ever between the page and ``DECIMAL(20,2)``.
"""

from pipeline.extraction.dataset.arrow import Schema, pa


def _schema(**fields: object) -> Schema:
    return pa.schema([pa.field(name, kind) for name, kind in fields.items()])


TEXT = pa.string()
INT = pa.int32()
FLAG = pa.bool_()

DOCUMENTS = _schema(
    document_id=TEXT,  # first 16 hexadecimal digits of sha256
    sha256=TEXT,
    file_name=TEXT,  # relative to raw/; the first in order when the same bytes stand under several names
    duplicate_file_names=pa.list_(TEXT),
    byte_size=pa.int64(),
    encoding=TEXT,
    line_count=INT,
    character_count=pa.int64(),
    title=TEXT,
    document_kind=TEXT,
    disclosure_level=TEXT,
    fiscal_year=INT,
    department_name=TEXT,
    unit_code=TEXT,
    region_code=TEXT,
    government_level=TEXT,
    facts_evidence=TEXT,  # JSON: fact -> [line, printed text]
    outcome=TEXT,  # ok, partial, quarantined, skipped
    outcome_reason=TEXT,
    parser_version=TEXT,
)

STATEMENTS = _schema(
    document_id=TEXT,
    statement_no=INT,  # order of the table within the document, from 1
    statement_id=TEXT,
    table_title=TEXT,
    title_line=INT,
    official_number=TEXT,
    match_method=TEXT,  # exact, similar, header, continuation, none
    match_title=TEXT,  # the seed title it was matched with
    match_score=INT,  # per mille
    unit_text=TEXT,
    unit_line=INT,
    first_line=INT,
    last_line=INT,
    header_text=TEXT,
    row_count=INT,
    numeric_token_count=INT,  # numeric cells of all rows = figures + indicators + structural + unplaced
    figure_count=INT,
    indicator_count=INT,
    structural_count=INT,  # codes, 行次, 栏次, serial numbers, years
    unplaced_count=INT,
    no_data_note=TEXT,  # 本表无数据 and the like, as printed
    printed_header_only=FLAG,
)

FIGURES = _schema(
    document_id=TEXT,
    statement_no=INT,
    statement_id=TEXT,
    source_line=INT,
    source_field=INT,
    row_no=INT,
    block_no=INT,  # side of a two-sided or three-block table, from 1
    row_kind=TEXT,
    row_label=TEXT,
    row_code_text=TEXT,  # code cells as printed, joined with '|': 201|37|01, 2013701, 301|2
    row_code_system=TEXT,  # function, economic_department, economic_government, or null
    row_context=TEXT,  # label of the line this line stands under (一、基本支出 above 工资福利支出)
    unit_code=TEXT,
    unit_name=TEXT,
    project_name=TEXT,
    line_id=TEXT,
    line_function_code=TEXT,  # the 类 that a summary line names
    line_economic_code=TEXT,  # the economic category that a line names
    column_label=TEXT,  # heading path, joined with ' / '
    column_economic_code=TEXT,
    measure=TEXT,
    stage=TEXT,
    fund=TEXT,
    is_of_which=FLAG,
    is_money=FLAG,  # false for quantities
    amount_text=TEXT,
    amount_number=TEXT,
    unit_text=TEXT,
    placement=TEXT,  # header, inferred
    placement_note=TEXT,
)

UNPLACED_CELLS = _schema(
    document_id=TEXT,
    statement_no=INT,
    source_line=INT,
    source_field=INT,
    cell_text=TEXT,
    reason_code=TEXT,
    reason=TEXT,
)

INDICATORS = _schema(
    document_id=TEXT,
    statement_no=INT,
    indicator_no=INT,  # order within the statement
    row_type=TEXT,  # indicator, execution (执行率 row), total (总分)
    subject_kind=TEXT,  # department, project
    subject=TEXT,
    level1=TEXT,
    level2=TEXT,
    level3=TEXT,
    description=TEXT,
    target_text=TEXT,
    actual_text=TEXT,
    weight_text=TEXT,
    score_text=TEXT,
    grade_text=TEXT,
    deviation_text=TEXT,
    source_line=INT,
)

NARRATIVE_FIGURES = _schema(
    document_id=TEXT,
    figure_no=INT,  # order of reading, from 1
    metric=TEXT,
    subject=TEXT,
    value_text=TEXT,
    value_number=TEXT,  # plain decimal, negative for a decrease
    unit_text=TEXT,
    sentence=TEXT,
    zone=TEXT,  # notes, overview, report (performance report inside the document)
    section_no=TEXT,  # 三 of 三、支出决算情况说明
    section_title=TEXT,
    item_no=TEXT,  # ordinal of the 科目 item in 决算具体情况, as printed
    function_class=TEXT,  # 类, 款, 项 names that the item prints
    function_section=TEXT,
    function_item=TEXT,
    source_line=INT,
    source_offset=INT,  # 0-based character offset of the value in the line
    base_text=TEXT,  # of a comparison: the amount it is made with, where the same sentence prints it
    base_number=TEXT,
    base_unit_text=TEXT,
    base_line=INT,
)

LINES = _schema(
    document_id=TEXT,
    line_no=INT,
    text=TEXT,
    kind=TEXT,  # table, title, unit, department, number, note, text
    statement_no=INT,
)

OUTCOMES = _schema(
    file_name=TEXT,
    document_id=TEXT,
    step=TEXT,  # read, recognise, extract
    outcome=TEXT,
    reason=TEXT,
    figure_count=INT,
    narrative_figure_count=INT,
    unplaced_count=INT,
    parser_version=TEXT,
)

DATASETS: dict[str, Schema] = {
    "documents": DOCUMENTS,
    "statements": STATEMENTS,
    "figures": FIGURES,
    "unplaced_cells": UNPLACED_CELLS,
    "indicators": INDICATORS,
    "narrative_figures": NARRATIVE_FIGURES,
    "lines": LINES,
    "outcomes": OUTCOMES,
}
