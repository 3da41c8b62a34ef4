"""The report of ``yujuesuan check`` for the person who is about to publish: text, Markdown, HTML, JSON, exit code.

Wording and layout belong here. What was read and what was found come in (:mod:`pipeline.reports.check_findings`).
"""

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import starmap

from pipeline.reports.check_codes import CHECKED, CONTRADICTED, NOT_CHECKED
from pipeline.reports.check_findings import SEVERITIES, DocumentReport, Finding, Operand
from pipeline.reports.check_reading import Reading
from pipeline.reports.check_words import words_of

_STATUSES = ("exact", "rounding", "broken", "not_applicable")
_TABLE_STATES = {"found": "有数 With figures", "empty": "空表 Empty", "absent": "缺少 Absent"}
_NOT_CHECKED, _ADVICE, _HENCE = "未能核对 Not checked", "建议 Advice", "由此引起 Hence"
_MOST_OPERANDS = 12
_MOST_UNREAD = 20
_MOST_UNDECIDED = 20


def exit_code(reports: Sequence[DocumentReport]) -> int:
    """Return 1 when something material is contradicted, 2 when some file could not be checked, else 0."""
    if any(report.of_severity("material") for report in reports):
        return CONTRADICTED
    if not reports or any(report.reading.not_checked for report in reports):
        return NOT_CHECKED
    return CHECKED


def as_text(reports: Sequence[DocumentReport]) -> str:
    """Format for a terminal."""
    return "\n".join(line for report in reports for line in _text_lines(report))


def as_json(reports: Sequence[DocumentReport]) -> str:
    """Format for programs; the schema is ``check_report.schema.json`` beside this module."""
    document = {"version": 1, "exit_code": exit_code(reports), "documents": [asdict(report) for report in reports]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_markdown(reports: Sequence[DocumentReport]) -> str:
    """Format for a document or a merge request; what documents print is escaped."""
    return "\n".join(line for report in reports for line in _markdown_lines(report)) + "\n"


def html_part(reports: Sequence[DocumentReport]) -> str:
    """Format as a part of a page that has its own head and style."""
    return "\n".join(line for report in reports for line in _html_lines(report))


def as_html(reports: Sequence[DocumentReport]) -> str:
    """Format as one page that needs nothing else and prints well."""
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>预决算公开核对报告 Report of a check</title>\n"
        f"<style>{_STYLE}</style></head>\n<body>\n{html_part(reports)}\n</body></html>\n"
    )


FORMATS: dict[str, Callable[[Sequence[DocumentReport]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}

_STYLE = (
    "body{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60em;margin:2em auto;"
    "padding:0 1em;line-height:1.55}article{break-after:page}li{margin:.6em 0;break-inside:avoid}"
    "h2.material{color:#a00}.detail{color:#444;font-size:.9em}.advice{font-weight:600}.unchecked{border:2px solid #a00;"
    "padding:.5em}code{font-size:.85em}@page{size:A4;margin:18mm}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}"
    "h2{break-after:avoid}a{color:inherit}}"
)


def blocks(report: DocumentReport) -> Iterator[tuple[str, str]]:
    """The report as kinds and lines of plain text, for forms that set their own type.

    Kinds: ``title``, ``unchecked``, ``head``, ``severity``, ``finding``, ``detail``, ``advice``.
    """
    yield "title", report.file_name
    for line in _head(report):
        yield "unchecked" if report.reading.not_checked and report.reading.not_checked in line else "head", line
    number = 1
    for severity in SEVERITIES:
        causes = report.of_severity(severity)
        if causes:
            yield "severity", f"{_heading(severity)}（{len(causes)}）"
        for found in causes:
            yield "finding", f"{number}. {found.message}"
            yield from (("detail", line) for line in _details(found))
            if found.advice:
                yield "advice", f"{_ADVICE}：{found.advice}"
            yield from (("detail", f"{_HENCE}：{item.message}") for item in found.consequences)
            number += 1
    yield from (("head", line) for line in _undecided(report))


def _head(report: DocumentReport) -> Iterator[str]:
    """What was read and how much was compared, before anything that was found."""
    reading = report.reading
    if reading.not_checked:
        yield f"{_NOT_CHECKED}：{reading.not_checked}（本文件不能视为通过 this file has not passed）"
    yield f"读到 Read：{_identity(reading)}" + (f"；《{report.title}》" if report.title else "")
    if report.outcome == "partial":
        yield f"读取 Reading：{report.outcome_reason}"
    yield from _tables(reading)
    yield (
        f"数字 Numbers：表内读出 read in tables {reading.numbers}，未读出 unread {len(reading.unread)}"
        + (f"，比率、增减、他年预算等非金额 no amounts {reading.set_aside}" if reading.set_aside else "")
        + f"；文字读出 read in the prose {reading.prose_numbers}"
    )
    for cell in reading.unread[:_MOST_UNREAD]:
        yield f"未读 Unread：{_place(cell.line, cell.field)} “{cell.text.strip()}”"
    if len(reading.unread) > _MOST_UNREAD:
        yield f"未读 Unread：{_and_more(len(reading.unread) - _MOST_UNREAD)}"
    compared = "，".join(f"{words_of('status', name).both} {reading.comparisons.get(name, 0)}" for name in _STATUSES)
    yield f"核对 Compared：{compared}"
    counts = "，".join(f"{words_of('severity', name).both} {len(report.of_severity(name))}" for name in SEVERITIES)
    yield f"矛盾 Contradictions（同一原因计一处 one for each cause）：{counts}"


def _heading(severity: str) -> str:
    """A severity with what it means for a reader."""
    words = words_of("severity", severity)
    return f"{words.zh}：{words.about} {words.en}"


def _identity(reading: Reading) -> str:
    year = f"{reading.year} 年度 fiscal year" if reading.year else "年度未识别 year not recognised"
    level, kind = words_of("disclosure_level", reading.level), words_of("document_kind", reading.kind)
    return f"{reading.body or '机构未识别 body not recognised'}，{year}，{level.zh}{kind.zh} {level.en}, {kind.en}"


def _tables(reading: Reading) -> Iterator[str]:
    for state, name in _TABLE_STATES.items():
        tables = [table for table in reading.tables if table.state == state]
        if tables:
            lines = "（行 line）" if tables[0].line else ""
            shown = "、".join(f"{table.name} {table.line or ''}".rstrip() for table in tables)
            yield f"{name} {len(tables)}{lines}：{shown}"


def _place(line: int, field: int | None = None, page: int | None = None, ref: str | None = None) -> str:
    """Where something is printed, in both languages; the file's own address needs none."""
    chinese = f"第 {line} 行" + (f"第 {field} 列" if field else "") + ("" if page is None else f"，第 {page} 页")
    english = f"line {line}" + (f" field {field}" if field else "") + ("" if page is None else f", page {page}")
    return f"{chinese} {english}" + ("" if ref is None else f"，{ref}")


def _and_more(count: int) -> str:
    return f"另有 {count} 处 and {count} more"


def _sides(found: Finding) -> Iterator[str]:
    for side, name in (("left", "一处 One place"), ("right", "另一处 The other")):
        printed = [item for item in found.operands if item.side == side and (item.text or item.label)]
        if printed:
            shown = "；".join(_printed(item) for item in printed[:_MOST_OPERANDS])
            more = f" 等 {len(printed)} 个数 of {len(printed)} numbers" if len(printed) > _MOST_OPERANDS else ""
            yield f"{name}：{shown}{more}"


def _printed(item: Operand) -> str:
    place = "" if item.line is None else _place(item.line, item.field, item.page, item.ref)
    owner = "" if item.file_name is None else f"{item.file_name} "
    return f"{item.label} {item.text}".strip() + (f"（{owner}{place}）" if place else "")


def _details(found: Finding) -> Iterator[str]:
    yield from _sides(found)
    yield f"规则 Rule：{found.rule}"
    yield found.message_en
    if found.reviewed_reason:
        yield f"已核对 Reviewed：{found.reviewed_reason}"


def _text_lines(report: DocumentReport) -> Iterator[str]:
    yield report.file_name
    yield from (f"  {line}" for line in _head(report))
    first = 1
    for severity in SEVERITIES:
        causes = report.of_severity(severity)
        if causes:
            yield f"\n  {_heading(severity)}（{len(causes)}）"
        for number, found in enumerate(causes, start=first):
            yield f"  {number}. [{found.rule_id}] {found.message}"
            yield from (f"      {line}" for line in _details(found))
            if found.advice:
                yield f"      {_ADVICE}：{found.advice}"
            yield from (f"      {_HENCE}：[{item.rule_id}] {item.message}" for item in found.consequences)
        first += len(causes)
    yield from (f"  {line}" for line in _undecided(report))
    yield ""


def _undecided(report: DocumentReport) -> Iterator[str]:
    if report.undecided:
        yield f"未作比较 Not compared（{len(report.undecided)}）"
        yield from (f"- {message}" for message in report.undecided[:_MOST_UNDECIDED])
        if len(report.undecided) > _MOST_UNDECIDED:
            yield f"- {_and_more(len(report.undecided) - _MOST_UNDECIDED)}"


def _markdown_lines(report: DocumentReport) -> Iterator[str]:
    yield f"# {_markdown(report.file_name)}\n"
    yield from (f"- {_markdown(line)}" for line in _head(report))
    yield ""
    first = 1
    for severity in SEVERITIES:
        causes = report.of_severity(severity)
        if causes:
            yield f"## {_heading(severity)}（{len(causes)}）\n"
        for number, found in enumerate(causes, start=first):
            yield f"{number}. `{found.rule_id}` {_markdown(found.message)}"
            yield from (f"   - {_markdown(line)}" for line in _details(found))
            if found.advice:
                yield f"   - **{_ADVICE}：{_markdown(found.advice)}**"
            yield from (f"   - {_HENCE}：`{item.rule_id}` {_markdown(item.message)}" for item in found.consequences)
        if causes:
            yield ""
        first += len(causes)


def _markdown(text: str) -> str:
    """Text that Markdown shows as it stands: no line break ends an item, no sign starts anything."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~])", r"\\\1", " ".join(text.split()))


def _html_lines(report: DocumentReport) -> Iterator[str]:
    yield f"<article>\n<h1>{html.escape(report.file_name)}</h1>"
    if report.reading.not_checked:
        yield f'<p class="unchecked">{_NOT_CHECKED}：{html.escape(report.reading.not_checked)}</p>'
    yield "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in _head(report)) + "</ul>"
    # One count over all severities: the marks on the pages carry the same numbers.
    first = 1
    for severity in SEVERITIES:
        causes = report.of_severity(severity)
        if causes:
            name = html.escape(_heading(severity))
            yield f'<h2 class="{severity}">{name}（{len(causes)}）</h2>\n<ol start="{first}">'
            yield from map(_html_item, causes)
            yield "</ol>"
            first += len(causes)
    yield "</article>"


def _html_item(found: Finding) -> str:
    details = "".join(f'<div class="detail">{html.escape(line)}</div>' for line in _details(found))
    advice = f'<div class="advice">{_ADVICE}：{html.escape(found.advice)}</div>' if found.advice else ""
    items = [(item.rule_id, item.message) for item in found.consequences]
    consequences = "".join(starmap(_html_consequence, items))
    return (
        f'<li id="{found.finding_id}"><code>{html.escape(found.rule_id)}</code> {html.escape(found.message)}'
        f"{details}{advice}{f'<ul>{consequences}</ul>' if consequences else ''}</li>"
    )


def _html_consequence(rule_id: str, message: str) -> str:
    return f'<li class="detail">{_HENCE}：<code>{html.escape(rule_id)}</code> {html.escape(message)}</li>'
