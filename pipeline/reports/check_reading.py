"""What was read of a checked document: tables found, empty and absent, numbers read and not, what could be compared.

Counting and judging whether enough was read to speak of a check belongs here. What the rules found does not
(:mod:`pipeline.reports.check_report`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

# Fewer comparisons of money than this are no check: a summary table alone gives more.
LEAST_COMPARISONS = 10
LEAST_OF_A_REPORT = 3
# A document of whose numbers more than a tenth was not read was not checked.
MOST_UNREAD = 10

DOCUMENTS = """
select document_id, file_name, title, document_kind, disclosure_level, fiscal_year, outcome, outcome_reason,
    disclosure_id, printed_department_name
from main.dim_document
order by file_name, document_id
"""

TABLES = """
select tables.document_id, tables.statement_no, tables.statement_id, tables.title_line, tables.figure_count,
    tables.indicator_count, coalesce(unread.cells, 0) as unread_count, coalesce(unread.set_aside, 0) as set_aside_count,
    tables.no_data_note, coalesce(names.statement_name, tables.table_title, '') as name
from staging.stg_statements as tables
left join (
    select document_id, statement_no, count_if(not is_set_aside) as cells, count_if(is_set_aside) as set_aside
    from staging.stg_unplaced_cells
    group by all
) as unread on tables.document_id = unread.document_id and tables.statement_no = unread.statement_no
left join reference.statements as names on tables.statement_id = names.statement_id
order by tables.document_id, tables.statement_no
"""

# The tables that the national form of final accounts demands.
DEMANDED = """
select statement_id, statement_name, official_number
from reference.statements
where document_kind = 'final_accounts' and official_number is not null
order by official_number
"""

UNREAD = """
select document_id, source_line, source_field, cell_text, reason
from staging.stg_unplaced_cells
where not is_set_aside
order by document_id, source_line, source_field
"""

PROSE = "select document_id, count(*) as numbers from staging.stg_narrative_figures group by all"

COMPARISONS = """
select document_id, status, count(*) as results, count_if(actual_yuan is not null) as of_money
from main.fct_reconciliation
group by all
"""


@dataclass(frozen=True)
class Table:
    """One table of the document, or one that its form demands and that is not there.

    Attributes:
        name: name of the statement, or the title as printed.
        state: ``found``, ``empty`` (printed without numbers) or ``absent``.
        line: 1-based line of the title; None where it is absent.
        numbers: amounts and indicators read.
        unread: numeric cells that could not be read.
        note: the note of an empty table that says there is nothing.
    """

    name: str
    state: str
    line: int | None
    numbers: int
    unread: int
    note: str | None


@dataclass(frozen=True)
class UnreadCell:
    """A numeric cell that could not be read, with its place and why."""

    line: int
    field: int
    text: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was read of one document.

    Attributes:
        body: name of the department or unit; None where it was not recognised.
        year: fiscal year; None where it was not recognised.
        kind: ``budget``, ``final_accounts``, ``performance_report`` or ``other``.
        level: ``department``, ``unit`` or ``government``.
        tables: in the order of the document, absent ones last.
        numbers: amounts read from tables.
        prose_numbers: numbers read from the prose.
        unread: numeric cells of tables that could not be read.
        set_aside: numbers of tables that are no amounts: rates, comparisons, budgets of other years.
        comparisons: evaluated balances by status.
        money_comparisons: evaluated balances of money.
        not_checked: why this is no check, in Chinese and English; empty where it is one.
    """

    body: str | None
    year: int | None
    kind: str
    level: str
    tables: list[Table]
    numbers: int
    prose_numbers: int
    unread: list[UnreadCell]
    set_aside: int
    comparisons: dict[str, int]
    money_comparisons: int
    not_checked: str


def readings(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Reading]:
    """Return what was read, by document.

    Notes and tables of one disclosure may be two files: what they have together decides whether there was a check.

    Args:
        rows: the rows of the queries of this module, by the name of the query in lower case.
    """
    made = {str(document["document_id"]): _reading(document, rows) for document in rows["documents"]}
    disclosures: dict[str, list[Reading]] = {}
    for document in rows["documents"]:
        disclosures.setdefault(str(document["disclosure_id"]), []).append(made[str(document["document_id"])])
    reasons = {key: _of_disclosure(parts) for key, parts in disclosures.items()}
    return {
        str(document["document_id"]): _with_reason(
            made[str(document["document_id"])],
            _of_document(document, made[str(document["document_id"])]) or reasons[str(document["disclosure_id"])],
        )
        for document in rows["documents"]
    }


def _reading(document: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Reading:
    def own(name: str) -> list[Mapping[str, Any]]:
        return [row for row in rows[name] if row["document_id"] == document["document_id"]]

    tables = [_table(row) for row in own("tables")]
    compared = own("comparisons")
    return Reading(
        body=document["printed_department_name"],
        year=document["fiscal_year"],
        kind=document["document_kind"],
        level=document["disclosure_level"],
        tables=[*tables, *_absent(document, own("tables"), rows["demanded"])],
        numbers=sum(table.numbers for table in tables),
        prose_numbers=sum(row["numbers"] for row in own("prose")),
        unread=[
            UnreadCell(row["source_line"], row["source_field"], row["cell_text"], row["reason"])
            for row in own("unread")
        ],
        set_aside=sum(row["set_aside_count"] for row in own("tables")),
        comparisons={row["status"]: row["results"] for row in compared},
        money_comparisons=sum(row["of_money"] for row in compared if row["status"] != "not_applicable"),
        not_checked="",
    )


def _table(row: Mapping[str, Any]) -> Table:
    numbers = (row["figure_count"] or 0) + (row["indicator_count"] or 0)
    state = "found" if numbers or row["unread_count"] or row["set_aside_count"] else "empty"
    return Table(row["name"], state, row["title_line"], numbers, row["unread_count"], row["no_data_note"])


def _absent(
    document: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], demanded: Sequence[Mapping[str, Any]]
) -> list[Table]:
    """Tables that the national form demands; only of a document that prints some of them."""
    printed = {row["statement_id"] for row in tables}
    if document["document_kind"] != "final_accounts" or not printed & {row["statement_id"] for row in demanded}:
        return []
    return [
        Table(f"{row['official_number']} {row['statement_name']}", "absent", None, 0, 0, None)
        for row in demanded
        if row["statement_id"] not in printed
    ]


def _of_document(document: Mapping[str, Any], reading: Reading) -> str:
    if document["outcome"] not in ("ok", "partial"):
        return f"文件未能读取 the file could not be read：{document['outcome_reason'] or document['outcome']}"
    if reading.kind == "other":
        return "文件不是部门预算、决算或绩效报告 no budget, final accounts or performance report"
    unread = len(reading.unread)
    if unread * 100 > MOST_UNREAD * (unread + reading.numbers):
        numbers = unread + reading.numbers
        return f"表内 {numbers} 个数字中有 {unread} 个未能读出 {unread} of {numbers} numbers of tables were not read"
    return ""


def _of_disclosure(parts: Sequence[Reading]) -> str:
    if sum(part.numbers for part in parts) == 0:
        return "没有读到任何表内数字 no number of any table was read"
    # A performance report has scores and weights where the other kinds have sums of money.
    if all(part.kind == "performance_report" for part in parts):
        compared, least = sum(_evaluated(part) for part in parts), LEAST_OF_A_REPORT
    else:
        compared, least = sum(part.money_comparisons for part in parts), LEAST_COMPARISONS
    if compared < least:
        return f"只有 {compared} 项可以比较 only {compared} comparisons could be made"
    absent = [table for part in parts for table in part.tables if table.state == "absent"]
    found = {table.name for part in parts for table in part.tables if table.state != "absent"}
    missing = {table.name for table in absent if table.name.partition(" ")[2] not in found}
    if len(missing) > len(found):
        return f"规定的表缺 {len(missing)} 张，大部分内容无从核对 {len(missing)} tables of the form are absent"
    return ""


def _evaluated(reading: Reading) -> int:
    return sum(count for status, count in reading.comparisons.items() if status != "not_applicable")


def _with_reason(reading: Reading, reason: str) -> Reading:
    return replace(reading, not_checked=reason)
