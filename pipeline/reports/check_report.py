"""What the rules say about documents, as a report for the person who is about to publish them.

Reading results out of a built database, grouping and formatting them belongs here. Building that database does not
(:mod:`pipeline.reports.check`), and what a rule means does not either: that is in the seeds ``rules`` and
``rule_terms``.
"""

import html
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

SEVERITIES = ("material", "minor", "rounding", "info")
_SEVERITY_NAMES = {
    "material": "重大：会误导读者 / material",
    "minor": "一般：笔误，不影响金额 / minor",
    "rounding": "末位：比率差一个末位单位 / last digit",
    "info": "提示 / info",
}
_STATUS_NAMES = {"exact": "相符", "rounding": "尾差", "broken": "不符", "not_applicable": "不适用"}

_RESULTS = """
select document_id, rule_id, family, severity, status, subject, message, source_lines, evidence,
    expected_yuan, actual_yuan, difference_yuan, tolerance_yuan, expected_value, actual_value, value_unit,
    reviewed_reason
from main.fct_reconciliation
where status in ('broken', 'rounding') and list_contains(?, document_id)
order by document_id, source_lines, rule_id, subject
"""

_COUNTS = """
select document_id, status, count(*)
from main.fct_reconciliation
where list_contains(?, document_id)
group by all
order by all
"""

_DOCUMENTS = """
select document_id, file_name, outcome, outcome_reason
from main.dim_document
order by file_name
"""


@dataclass(frozen=True)
class Operand:
    """One figure of one side: what is printed, where.

    Attributes:
        side: ``left`` or ``right``.
        label: row and column as printed.
        text: the number as printed, with its unit.
        line: 1-based line of the raw text.
        field: 1-based TAB field, 0 in prose.
    """

    side: str
    label: str
    text: str
    line: int | None
    field: int | None


@dataclass(frozen=True)
class Finding:
    """One balance that does not hold, or holds only within the rounding of its figures.

    Amounts are decimal text in yuan; rates and scores carry their unit.
    """

    rule_id: str
    family: str
    severity: str
    status: str
    subject: str
    message: str
    lines: list[int]
    actual: str
    expected: str
    difference: str
    operands: list[Operand]
    reviewed_reason: str | None


@dataclass(frozen=True)
class DocumentReport:
    """What the rules say about one document."""

    document_id: str
    file_name: str
    outcome: str
    outcome_reason: str
    counts: dict[str, int]
    findings: list[Finding]

    def broken(self, severity: str) -> list[Finding]:
        """Return the broken balances of one severity, in reading order."""
        return [found for found in self.findings if found.status == "broken" and found.severity == severity]

    @property
    def rounding(self) -> list[Finding]:
        """The balances that hold only within the rounding of their figures."""
        return [found for found in self.findings if found.status == "rounding"]


def read_reports(database: Path, file_names: Sequence[str] | None = None) -> list[DocumentReport]:
    """Read what the rules say about the documents of a built database.

    Args:
        database: the DuckDB file of a build.
        file_names: as in ``dim_document.file_name``; all documents when left out.

    Raises:
        duckdb.Error: when the file is no build of this project.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        documents = _rows(connection, _DOCUMENTS, [])
        if file_names is not None:
            documents = [document for document in documents if document["file_name"] in set(file_names)]
        wanted = [document["document_id"] for document in documents]
        counts = connection.execute(_COUNTS, [wanted]).fetchall()
        results = _rows(connection, _RESULTS, [wanted])
    return [
        DocumentReport(
            document_id=document["document_id"],
            file_name=document["file_name"],
            outcome=document["outcome"] or "",
            outcome_reason=document["outcome_reason"] or "",
            counts={status: number for owner, status, number in counts if owner == document["document_id"]},
            findings=[_finding(row) for row in results if row["document_id"] == document["document_id"]],
        )
        for document in documents
    ]


def exit_code(reports: Sequence[DocumentReport]) -> int:
    """Return 1 when something material is broken, else 0."""
    return int(any(report.broken("material") for report in reports))


def as_text(reports: Sequence[DocumentReport]) -> str:
    """Format for a terminal."""
    return "\n".join(line for report in reports for line in _text_lines(report))


def as_json(reports: Sequence[DocumentReport]) -> str:
    """Format for programs: a list of documents, keys as the attributes of :class:`DocumentReport`."""
    return json.dumps([asdict(report) for report in reports], ensure_ascii=False, indent=2)


def as_markdown(reports: Sequence[DocumentReport]) -> str:
    """Format for a document or a merge request."""
    return "\n".join(line for report in reports for line in _markdown_lines(report)) + "\n"


def as_html(reports: Sequence[DocumentReport]) -> str:
    """Format as one page that needs nothing else."""
    body = "\n".join(line for report in reports for line in _html_lines(report))
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>预决算公开核对报告</title>\n'
        "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;line-height:1.5}"
        "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left}"
        "li{margin:.6em 0}.minor,.info,.rounding{color:#555}.material{color:#a00}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


FORMATS: dict[str, Callable[[Sequence[DocumentReport]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}


def _finding(row: dict[str, Any]) -> Finding:
    in_yuan = row["actual_yuan"] is not None
    actual = row["actual_yuan"] if in_yuan else row["actual_value"]
    expected = row["expected_yuan"] if in_yuan else row["expected_value"]
    unit = "" if in_yuan else row["value_unit"] or ""
    difference = actual - expected if actual is not None and expected is not None else None
    return Finding(
        rule_id=row["rule_id"],
        family=row["family"],
        severity=row["severity"],
        status=row["status"],
        subject=row["subject"],
        message=row["message"] or "",
        lines=list(row["source_lines"]),
        actual=_number(actual) + unit,
        expected=_number(expected) + unit,
        difference=_number(difference) + unit,
        operands=[_operand(item) for item in row["evidence"] or []],
        reviewed_reason=row["reviewed_reason"],
    )


def _operand(item: dict[str, Any]) -> Operand:
    text = " ".join(part for part in (item["amount_text"], item["unit_text"]) if part)
    return Operand(item["side"], item["label"] or "", text, item["line"], item["field"])


def _number(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    whole, _, decimals = text.partition(".")
    kept = decimals[:2] + decimals[2:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def _summary(report: DocumentReport) -> str:
    return "，".join(f"{name} {report.counts.get(status, 0)}" for status, name in _STATUS_NAMES.items())


def _sides(found: Finding) -> Iterator[str]:
    for side, name in (("left", "左"), ("right", "右")):
        printed = [item for item in found.operands if item.side == side and item.text]
        if printed:
            shown = "；".join(f"{item.label} {item.text}（第 {item.line} 行）" for item in printed[:8])
            more = f" 等 {len(printed)} 个数" if len(printed) > 8 else ""
            yield f"{name}：{shown}{more}"


def _text_lines(report: DocumentReport) -> Iterator[str]:
    yield f"{report.file_name}"
    yield f"  {_summary(report)}"
    if report.outcome not in ("", "ok"):
        yield f"  {report.outcome}: {report.outcome_reason}"
    for severity in SEVERITIES:
        broken = report.broken(severity)
        if broken:
            yield f"\n  {_SEVERITY_NAMES[severity]}（{len(broken)}）"
        for found in broken:
            yield f"  - [{found.rule_id}] {found.message}"
            yield from (f"      {side}" for side in _sides(found))
            if found.reviewed_reason:
                yield f"      已核对：{found.reviewed_reason}"
    if report.rounding:
        yield f"\n  尾差之内 / within rounding（{len(report.rounding)}）"
        yield from (f"  - [{found.rule_id}] {found.subject}" for found in report.rounding)
    yield ""


def _markdown_lines(report: DocumentReport) -> Iterator[str]:
    yield f"# {report.file_name}\n"
    yield f"{_summary(report)}\n"
    if report.outcome not in ("", "ok"):
        yield f"{report.outcome}: {report.outcome_reason}\n"
    for severity in SEVERITIES:
        broken = report.broken(severity)
        if broken:
            yield f"## {_SEVERITY_NAMES[severity]}（{len(broken)}）\n"
            for found in broken:
                yield f"- `{found.rule_id}` {found.message}"
                yield from (f"  - {side}" for side in _sides(found))
            yield ""
    if report.rounding:
        yield f"## 尾差之内 / within rounding（{len(report.rounding)}）\n"
        yield from (f"- `{found.rule_id}` {found.message}" for found in report.rounding)
        yield ""


def _html_lines(report: DocumentReport) -> Iterator[str]:
    yield f"<h1>{html.escape(report.file_name)}</h1>\n<p>{html.escape(_summary(report))}</p>"
    if report.outcome not in ("", "ok"):
        yield f"<p>{html.escape(f'{report.outcome}: {report.outcome_reason}')}</p>"
    for severity in SEVERITIES:
        broken = report.broken(severity)
        if broken:
            yield f'<h2 class="{severity}">{html.escape(_SEVERITY_NAMES[severity])}（{len(broken)}）</h2>\n<ul>'
            yield from (_html_item(found) for found in broken)
            yield "</ul>"
    if report.rounding:
        yield f"<h2>尾差之内 / within rounding（{len(report.rounding)}）</h2>\n<ul>"
        yield from (_html_item(found) for found in report.rounding)
        yield "</ul>"


def _html_item(found: Finding) -> str:
    sides = "".join(f"<br><small>{html.escape(side)}</small>" for side in _sides(found))
    return f"<li><code>{html.escape(found.rule_id)}</code> {html.escape(found.message)}{sides}</li>"


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
