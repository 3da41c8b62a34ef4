"""What the rules found in checked documents: contradictions with their operands, their places and their consequences.

Reading results out of a database in which the models were made belongs here. How they are printed does not
(:mod:`pipeline.reports.check_report`), and what a rule means does not either: that is in the seeds ``rules`` and
``rule_terms`` and in ``models/reconciliation``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.reports import check_reading
from pipeline.reports.check_reading import Reading, readings
from pipeline.reports.finding_words import in_english

SEVERITIES = ("material", "minor", "rounding", "info")

_FINDINGS = """
select results.document_id, results.finding_id, results.cause_id, results.is_consequence, results.rule_id,
    results.family, results.severity, results.subject, results.message, results.advice, results.source_lines,
    results.evidence, results.expected_yuan, results.actual_yuan, results.difference_yuan, results.expected_value,
    results.actual_value, results.value_unit, results.reviewed_reason, rules.description_zh as rule,
    rules.description as rule_en
from main.fct_reconciliation as results
inner join main.dim_rule as rules on results.rule_id = rules.rule_id
where results.status = 'broken'
order by results.document_id, results.source_lines, results.rule_id, results.subject
"""

_UNDECIDED = """
select document_id, rule_id, message
from main.fct_reconciliation
where status = 'not_applicable' and source_lines <> []
    and rule_id in (select rule_id from main.dim_rule where family <> 'code_name')
order by document_id, source_lines, rule_id, message
"""

# Where a line stands on paper: the page or sheet it was read from.
_PAGES = "select document_id, line_no, source_page from staging.stg_lines where source_page is not null"


# The file's own address of a cell or a paragraph, for files that have one (Sheet1!C7).
_REFS = """
select document_id, source_line, source_field, min(source_ref) as source_ref
from (
    select document_id, source_line, source_field, source_ref from staging.stg_figures
    union all
    select document_id, source_line, 0, source_ref from staging.stg_narrative_figures
)
where source_ref is not null
group by all
"""


@dataclass(frozen=True)
class Operand:
    """One figure of one side: what is printed, where.

    Attributes:
        side: ``left`` or ``right``.
        label: row and column as printed.
        text: the number as printed, with its unit.
        line: 1-based line of the text.
        field: 1-based field of a table, 0 in prose.
        page: page or sheet of the file, 1-based; None for plain text.
        ref: the file's own address of the place (``Sheet1!C7``, ``t3/r5/c2``); None where it has none.
        file_name: of the other document, where the figure stands in another one.
    """

    side: str
    label: str
    text: str
    line: int | None
    field: int | None
    page: int | None
    ref: str | None
    file_name: str | None


@dataclass(frozen=True)
class _Places:
    """Where lines and cells stand in the files they were read from."""

    pages: Mapping[tuple[str, int], int]
    refs: Mapping[tuple[str, int, int], str]


@dataclass(frozen=True)
class Finding:
    """One rule that does not hold at one place.

    Amounts are decimal text in yuan; rates and scores carry their unit.

    Attributes:
        finding_id: key, the same in every run on the same file.
        rule: what must hold, in Chinese.
        rule_en: the same in English.
        message_en: the rule and both numbers in English.
        advice: which place to correct, where arithmetic can tell.
        consequences: other rules that do not hold for the same reason.
    """

    finding_id: str
    rule_id: str
    family: str
    severity: str
    subject: str
    message: str
    rule: str
    rule_en: str
    message_en: str
    advice: str | None
    lines: list[int]
    actual: str
    expected: str
    difference: str
    operands: list[Operand]
    reviewed_reason: str | None
    consequences: list["Finding"]


@dataclass(frozen=True)
class DocumentReport:
    """What was read of one document, what the rules found in it, and what they could not decide."""

    document_id: str
    file_name: str
    title: str
    outcome: str
    outcome_reason: str
    reading: Reading
    findings: list[Finding]
    undecided: list[str]

    def of_severity(self, severity: str) -> list[Finding]:
        """Return the contradictions of one severity, in reading order: causes, not their consequences."""
        return [found for found in self.findings if found.severity == severity]


def read_reports(connection: duckdb.DuckDBPyConnection) -> list[DocumentReport]:
    """Read what the rules say about every document of a database in which the models were made.

    Raises:
        duckdb.Error: when the models are not there.
    """
    rows = {
        name: _rows(connection, query)
        for name, query in (
            ("documents", check_reading.DOCUMENTS),
            ("tables", check_reading.TABLES),
            ("demanded", check_reading.DEMANDED),
            ("unread", check_reading.UNREAD),
            ("prose", check_reading.PROSE),
            ("comparisons", check_reading.COMPARISONS),
        )
    }
    read = readings(rows)
    findings = _rows(connection, _FINDINGS)
    undecided = _rows(connection, _UNDECIDED)
    names = {row["document_id"]: row["file_name"] for row in rows["documents"]}
    places = _Places(
        {(row["document_id"], row["line_no"]): row["source_page"] for row in _rows(connection, _PAGES)},
        {
            (row["document_id"], row["source_line"], row["source_field"]): row["source_ref"]
            for row in _rows(connection, _REFS)
        },
    )
    return [
        DocumentReport(
            document_id=document["document_id"],
            file_name=document["file_name"],
            title=document["title"] or "",
            outcome=document["outcome"] or "",
            outcome_reason=document["outcome_reason"] or "",
            reading=read[document["document_id"]],
            findings=_causes(document["document_id"], findings, names, places),
            undecided=[row["message"] for row in undecided if row["document_id"] == document["document_id"]],
        )
        for document in rows["documents"]
    ]


def _causes(
    document_id: str,
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    places: _Places,
) -> list[Finding]:
    own = [row for row in rows if row["document_id"] == document_id]
    consequences: dict[str, list[Finding]] = {}
    for row in own:
        if row["is_consequence"]:
            consequences.setdefault(row["cause_id"], []).append(_finding(row, [], names, places))
    return [
        _finding(row, consequences.get(row["finding_id"], []), names, places)
        for row in own
        if not row["is_consequence"]
    ]


def _finding(
    row: Mapping[str, Any],
    consequences: list[Finding],
    names: Mapping[str, str],
    places: _Places,
) -> Finding:
    in_yuan = row["actual_yuan"] is not None
    actual = row["actual_yuan"] if in_yuan else row["actual_value"]
    expected = row["expected_yuan"] if in_yuan else row["expected_value"]
    unit = "" if in_yuan else row["value_unit"] or ""
    difference = actual - expected if actual is not None and expected is not None else None
    evidence: Sequence[Mapping[str, Any]] = row["evidence"] or []
    return Finding(
        finding_id=row["finding_id"],
        rule_id=row["rule_id"],
        family=row["family"],
        severity=row["severity"],
        subject=row["subject"],
        message=row["message"],
        rule=row["rule"],
        rule_en=row["rule_en"],
        message_en=in_english(row),
        advice=row["advice"],
        lines=list(row["source_lines"]),
        actual=_with_unit(actual, unit),
        expected=_with_unit(expected, unit),
        difference=_with_unit(difference, unit),
        operands=[_operand(item, row["document_id"], names, places) for item in evidence],
        reviewed_reason=row["reviewed_reason"],
        consequences=consequences,
    )


def _operand(item: Mapping[str, Any], document_id: str, names: Mapping[str, str], places: _Places) -> Operand:
    owner = item["document_id"] or document_id
    return Operand(
        side=item["side"],
        label=item["label"] or "",
        text=" ".join(part.strip() for part in (item["amount_text"], item["unit_text"]) if part),
        line=item["line"],
        field=item["field"],
        page=places.pages.get((owner, item["line"])),
        ref=places.refs.get((owner, item["line"], item["field"] or 0)),
        file_name=None if owner == document_id else names.get(owner),
    )


def _with_unit(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    whole, _, decimals = f"{value:f}".partition(".")
    kept = decimals[:2] + decimals[2:].rstrip("0")
    return f"{whole}.{kept}{unit}" if kept else f"{whole}{unit}"


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
