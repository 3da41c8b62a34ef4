"""Performance forms: sheets that print label and value side by side, then a table of indicators.

Target and self-evaluation forms (绩效目标表, 绩效自评表) belong here; performance tables with one column per fact are
read like any other table by ``figures``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extraction.dataset.records import Figure, Indicator
from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key, printed
from pipeline.extraction.tables.form_labels import LEVELS, FormLabel, find_label
from pipeline.extraction.tables.frame import Content, Frame
from pipeline.extraction.tables.label_words import line_key
from pipeline.extraction.tables.unplaced import unplaced_cell
from pipeline.extraction.wording.kinds import RowType, SubjectKind
from pipeline.extraction.wording.tables import vocabulary

TARGET_PARTS = ("target_sign", "target_unit")
"""Columns in which some forms print what stands before and behind the target (≥ | 95 | %)."""
INDICATOR_ROLES = (*LEVELS, "description", "target", *TARGET_PARTS, "actual", "weight", "score", "deviation", "basis")
_SIGN = re.compile(r"[≥≤=><]+")
VALUE_ROLES = frozenset({"weight", "rate", "score"})


@dataclass(slots=True)
class _Form:
    subject: str = ""
    subject_kind: SubjectKind = "project"
    columns: dict[int, FormLabel] = field(default_factory=dict[int, FormLabel])
    indicators: dict[int, str] = field(default_factory=dict[int, str])
    levels: dict[str, str] = field(default_factory=dict[str, str])
    subject_column: int = -1
    money: dict[int, tuple[str, FormLabel]] = field(default_factory=dict[int, "tuple[str, FormLabel]"])
    """Columns of money of the subject, beside its indicators."""
    width: int = 0
    first_figure: int = 0
    """Figures of the form before those under the headings in force."""
    headings_contradicted: bool = False


class FormReader:
    """Reads one form in order of its rows."""

    def __init__(self, table: Frame, project_in_title: str = "") -> None:
        self.table = table
        self.project_in_title = project_in_title
        self.form = _Form()
        if "department" in table.statement_id:
            self.form.subject_kind = "department"
        self.result = Content()

    def read(self, rows: Sequence[Row]) -> Content:
        """Read all rows of the form.

        Args:
            rows: The form's rows, headings included.

        Returns:
            Money cells as figures, the tree of indicators, and counts of all numeric cells.
        """
        for number, row in enumerate(rows, 1):
            self._row(number, row)
        return self.result

    def _row(self, number: int, row: Row) -> None:
        labels = {i: f for i, cell in enumerate(row.cells) if cell.strip() and (f := find_label(cell))}
        kinds = {f.kind for f in labels.values()}
        if {"level1", "level2"} & kinds and len(kinds) > 1:
            self.form.indicators = {i: f.kind for i, f in labels.items() if f.kind in INDICATOR_ROLES}
            self.form.subject_column = next((i for i, f in labels.items() if f.kind == "subject_project"), -1)
            self.form.money = _money_columns(row, labels) if self.form.subject_column >= 0 else {}
            self._count(row, set())
        elif "total_score" in kinds:
            self._total(row)
        elif self.form.indicators:
            self._indicator(number, row)
        elif len([f for f in labels.values() if f.kind == "column"]) > 1 or kinds >= {"weight", "score"}:
            self.form.width, self.form.first_figure = len(row.cells), len(self.result.figures)
            self.form.headings_contradicted = False
            self.form.columns = {i: f for i, f in labels.items() if f.kind in ("column", "weight", "rate", "score")}
            self._count(row, set())
        else:
            self._subject(row, labels)
            self._money(number, row, labels)

    def _subject(self, row: Row, labels: dict[int, FormLabel]) -> None:
        for index, label in labels.items():
            if label.kind not in ("subject_project", "subject_department"):
                continue
            value = next((c for i, c in enumerate(row.cells) if i > index and c.strip() and i not in labels), "")
            wanted = label.kind == f"subject_{self.form.subject_kind}"
            if value and wanted and (not self.form.subject or label.kind == "subject_project"):
                self.form.subject = printed(value)

    def _money(self, number: int, row: Row, labels: dict[int, FormLabel]) -> None:
        current: tuple[str, FormLabel] | None = None
        used: set[int] = set()
        doubt = self._doubt(row, labels)
        scores: dict[str, str] = {}
        for index, cell in enumerate(row.cells):
            if index in labels:
                current = self._owner(cell.strip(), labels[index], current)
                continue
            kind, amount = classify(cell)
            column = self.form.columns.get(index)
            if kind == "amount" and doubt:
                used.add(index)
                self._unplaced(row, index, amount, doubt)
            elif column and column.kind in VALUE_ROLES and kind in ("amount", "percent"):
                scores[column.kind] = cell.strip()
            elif kind == "amount" and current and (column or not self.form.columns):
                used.add(index)
                self._figure(number, row, index, amount, current, column)
            elif kind == "amount" and column and column.kind == "column":
                used.add(index)
                self._unplaced(row, index, amount, "no_row_label")
        if scores:
            self._add(row, "execution", target=None, actual=scores.get("rate"), weight=scores.get("weight"),
                      score=scores.get("score"))  # fmt: skip
        self._count(row, used, indicator_columns=set(self.form.columns))

    def _owner(
        self, text: str, label: FormLabel, current: tuple[str, FormLabel] | None
    ) -> tuple[str, FormLabel] | None:
        """The label that the numbers after it belong to; before any columns a heading of one announces the whole."""
        if label.kind == "money":
            return text, label
        if label.kind == "column" and not self.form.columns:
            return text, replace(label, kind="money", measure="total")
        return None if label.kind in VALUE_ROLES | {"other", "subject_direction"} else current

    def _doubt(self, row: Row, labels: dict[int, FormLabel]) -> str:
        """Why the columns of a row are not those of the headings above it; an empty string where they are."""
        if self.form.columns and len(row.cells) != self.form.width:
            return "row_width"
        if self._columns_moved(row, labels):
            self._lose_figures_above()
        return "header_damaged" if self.form.headings_contradicted else ""

    def _lose_figures_above(self) -> None:
        """One row contradicts the headings: what other rows have under them is not certain either."""
        self.form.headings_contradicted = True
        doubtful = self.result.figures[self.form.first_figure :]
        del self.result.figures[self.form.first_figure :]
        for figure in doubtful:
            place = (figure.source_line, figure.source_field)
            self._unplaced_at(place, figure.amount_number, "header_damaged")

    def _columns_moved(self, row: Row, labels: dict[int, FormLabel]) -> bool:
        """True where labels stand under headings of amounts, or numbers beside them: the headings stand elsewhere."""
        columns = {i: label.kind for i, label in self.form.columns.items()}
        names = any(columns.get(i) == "column" for i, label in labels.items() if label.kind == "money")
        percents = any(columns.get(i) in ("column", "weight") for i, kind, _ in row.items if kind == "percent")
        beyond = any(i > max(columns) for i, kind, _ in row.items if kind == "amount") if columns else False
        return names or percents or beyond

    def _figure(
        self, number: int, row: Row, index: int, amount: str, owner: tuple[str, FormLabel], column: FormLabel | None
    ) -> None:
        table, (text, label) = self.table, owner
        line, field_no = row.position(index)
        evaluation = "evaluation" in table.statement_id
        total = label.measure == "total"
        kind = ("total" if total else "line") if evaluation else "project"
        stage = label.stage or (column.stage if column else "") or "budget"
        project = self.form.subject or self.project_in_title
        reason = "" if table.unit_text else "no_unit"
        if self.form.subject_kind == "project" and not project:
            reason = "no_row_label"
        if reason:
            self._unplaced(row, index, amount, reason)
            return
        self.result.figures.append(
            Figure(
                table.document_id, table.statement_no, table.statement_id, line, field_no, number, 1, kind, text, None,
                None, None, None, None, project or None, None, None, None,
                None, None, label.measure, stage,
                table.fund or None, line_key(text)[1], True, row.cells[index].strip(), amount, table.unit_text,
                "header", None,
            )
        )  # fmt: skip

    def _unplaced(self, row: Row, index: int, text: str, code: str) -> None:
        self._unplaced_at(row.position(index), text, code)

    def _unplaced_at(self, place: tuple[int, int], text: str, code: str) -> None:
        table = self.table
        self.result.unplaced.append(unplaced_cell(table.document_id, table.statement_no, place, text, code))

    def _indicator(self, number: int, row: Row) -> None:
        by_role: dict[str, str] = {}
        subject = row.cells[self.form.subject_column] if 0 <= self.form.subject_column < len(row.cells) else ""
        used: set[int] = set()
        if subject.strip() and printed(subject) != self.form.subject:
            self.form.subject, self.form.levels = printed(subject), {}
            used = self._money_of_subject(number, row)
        for index, role in self.form.indicators.items():
            cell = row.cells[index] if index < len(row.cells) else ""
            if cell.strip() and classify(cell)[0] != "nil":
                by_role[role] = printed(cell)
        for role in LEVELS:
            if role in by_role:
                self.form.levels = {k: v for k, v in self.form.levels.items() if LEVELS.index(k) < LEVELS.index(role)}
                self.form.levels[role] = by_role[role]
        says_something = any(by_role.get(r) for r in ("target", "actual", "score", "weight")) or "level3" in by_role
        if says_something:
            self._add(row, "indicator", target=_whole_target(by_role), actual=by_role.get("actual"),
                      weight=by_role.get("weight"), score=by_role.get("score"), level3=by_role.get("level3"),
                      description=by_role.get("description"), deviation=by_role.get("deviation"))  # fmt: skip
        self._count(row, used, indicator_columns=set(range(len(row.cells))))

    def _money_of_subject(self, number: int, row: Row) -> set[int]:
        """Amounts of a project that stand in the row of its first indicator; the columns they were read from."""
        amounts = {i: amount for i, kind, amount in row.items if kind == "amount" and i in self.form.money}
        for index, amount in amounts.items():
            self._figure(number, row, index, amount, self.form.money[index], None)
        return set(amounts)

    def _total(self, row: Row) -> None:
        values = [cell.strip() for cell in row.cells if classify(cell)[0] == "amount"]
        grade = next((printed(c) for c in row.cells if c.strip() and (f := find_label(_grade_key(c))) and
                      f.kind == "grade"), None)  # fmt: skip
        self._add(row, "total", target=None, actual=None, weight=values[0] if len(values) > 1 else None,
                  score=values[-1] if values else None, grade=grade)  # fmt: skip
        self._count(row, set(), indicator_columns=set(range(len(row.cells))))

    def _add(
        self, row: Row, row_type: RowType, *, target: str | None, actual: str | None, weight: str | None,
        score: str | None, level3: str | None = None, description: str | None = None, grade: str | None = None,
        deviation: str | None = None,
    ) -> None:  # fmt: skip
        form = self.form
        levels = (form.levels.get("level1"), form.levels.get("level2")) if row_type == "indicator" else (None, None)
        self.result.indicators.append(
            Indicator(
                self.table.document_id, self.table.statement_no, len(self.result.indicators) + 1, row_type,
                form.subject_kind, form.subject or self.project_in_title or None, *levels,
                level3, description, target, actual, weight, score,
                grade, deviation, row.position(0)[0],
            )
        )  # fmt: skip

    def _count(self, row: Row, used: set[int], indicator_columns: set[int] | None = None) -> None:
        """Account for every numeric cell that is no figure."""
        for index, cell in enumerate(row.cells):
            kind, _ = classify(cell)
            if kind not in ("amount", "percent", "error", "many"):
                continue
            self.result.numeric += 1
            if index in used:
                continue
            if indicator_columns and (index in indicator_columns or kind == "percent"):
                self.result.indicator_tokens += 1
            elif kind == "error":
                self._unplaced(row, index, cell.strip(), "error_value")
            elif "." in cell and kind == "amount":  # no serial number, year or count
                self._unplaced(row, index, cell.strip(), "no_heading")
            else:
                self.result.structural += 1


def _whole_target(by_role: Mapping[str, str]) -> str | None:
    """The target with its sign before and its unit behind it, where these stand in columns of their own."""
    target = by_role.get("target")
    if not target:
        return None
    sign, unit = (by_role.get(part, "") for part in TARGET_PARTS)
    before = sign if _SIGN.fullmatch(match_key(sign)) and not _SIGN.match(match_key(target)) else ""
    behind = unit if classify(target)[0] == "amount" else ""
    return f"{before}{target}{behind}"


def _money_columns(row: Row, labels: dict[int, FormLabel]) -> dict[int, tuple[str, FormLabel]]:
    money = {i: label for i, label in labels.items() if label.kind in ("money", "column")}
    return {i: (row.cells[i].strip(), replace(f, measure=f.measure or "total")) for i, f in money.items()}


def _grade_key(cell: str) -> str:
    return match_key(cell).split(":")[0]


def form_unit(rows: Sequence[Row]) -> str:
    """The unit of money that labels of the form print in brackets (``项目资金（万元）``)."""
    words = vocabulary()
    for row in rows:
        for cell in row.cells:
            if cell and (found := words.unit_in_heading.search(match_key(cell))):
                return found[1]
    return ""
