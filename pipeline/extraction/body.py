"""Body rows to figures: each amount with its row, its column and its place on the page.

What a row and a column mean together belongs here. Which layout a row is read by was decided in ``placement``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extraction.columns import PRIOR, Column
from pipeline.extraction.normalise import printed
from pipeline.extraction.placement import Reading, label_end
from pipeline.extraction.records import Figure, Indicator, UnplacedCell
from pipeline.extraction.rows import (
    Label,
    counts_things,
    ends_a_group,
    find_class,
    find_economic,
    find_item,
    find_line,
    has_ordinal,
    is_no_category,
    is_no_data,
    is_total,
    line_key,
    ordinal_level,
    read_label,
)
from pipeline.extraction.titles import find_heading_unit

LINE_FUNDS = {
    "general_public_appropriation": "general_public",
    "government_fund_appropriation": "government_fund",
    "state_capital_appropriation": "state_capital",
    "special_account": "special_account",
    "appropriation_revenue": "appropriation",
}
USE_MEASURES = {"basic_expenditure": "basic", "project_expenditure": "project"}
NUMERIC = frozenset({"amount", "percent", "error", "many"})
STAGES = frozenset({"budget", "adjusted_budget", "final", "prior_final", None})
CODED_AXES = frozenset({"function", "economic"})
UNPLACED_REASONS = {
    "no_heading": "the column has no heading that says what the number is, and the table's sums do not decide it",
    "contradiction": "a number stands under a heading for names or codes, and no other reading of the header adds up",
    "error_value": "the cell prints an error or a number in a form that cannot be read for certain",
    "several_numbers": "the cell prints several numbers; the row lines of the table are lost",
    "aside": "the column holds a rate, a price or a comparison, which is no amount of this table",
    "prior_year": "the column holds the budget of an earlier year, for which the warehouse has no stage",
    "percentage": "a percentage in a table of amounts",
    "not_money": "the table is no known statement and names no unit of money: its numbers are not taken for amounts",
    "no_unit": "the table names no unit of money, nor does any other table of the document",
}


@dataclass(slots=True)
class Table:
    """What is known of a table before its body is read."""

    document_id: str
    statement_no: int
    statement_id: str
    axis: str
    stage: str
    fund: str
    unit_text: str
    column_units: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(slots=True)
class BodyResult:
    """Everything that the rows of one table gave."""

    figures: list[Figure] = field(default_factory=list[Figure])
    unplaced: list[UnplacedCell] = field(default_factory=list[UnplacedCell])
    indicators: list[Indicator] = field(default_factory=list[Indicator])
    structural: int = 0
    indicator_tokens: int = 0
    numeric: int = 0
    note: str = ""


@dataclass(slots=True)
class _State:
    """What earlier lines say about the next one, per block."""

    context: str = ""
    context_line: str = ""
    opening: bool = False
    project: str = ""
    name: str = ""
    counting: str = ""
    counting_level: int = 0


@dataclass(frozen=True, slots=True)
class _Meaning:
    row_kind: str
    line_id: str = ""
    function_code: str = ""
    economic_code: str = ""
    measure: str = ""
    fund: str = ""
    of_which: bool = False


def _revenue_line(key: str, state: _State) -> tuple[str, str]:
    """Line and, for a fund's line under the opening balance, the measure."""
    line = find_line(key, "revenue")
    if state.opening and line in LINE_FUNDS:
        return "opening_balance", LINE_FUNDS[line]
    if line:
        state.opening = line == "opening_balance"
    return line, ""


def _expenditure_line(key: str, state: _State) -> _Meaning | None:
    line = find_line(key, "expenditure")
    if line:
        return _Meaning("line", line_id=line)
    use = USE_MEASURES.get(state.context_line, "")
    if use and (code := find_economic(key)):
        return _Meaning("line", economic_code=code, measure=use)
    if code := find_class(key):
        return _Meaning("line", function_code=code)
    if code := find_economic(key):
        return _Meaning("line", economic_code=code)
    return None


def _line_label(label: Label) -> str:
    """The text that names the line: for a 小计 beside the name of its group, the group."""
    is_subtotal = bool(find_line(line_key(label.text)[0], "subtotal"))
    return label.context[-1] if is_subtotal and label.context else label.text


def _line_meaning(label: Label, side: str, state: _State) -> _Meaning:
    text = _line_label(label)
    key, of_which = line_key(text)
    found: _Meaning | None = None
    if side == "revenue":
        line, measure = _revenue_line(key, state)
        found = (
            _Meaning("line", line_id=line, measure=measure, fund=measure or LINE_FUNDS.get(line, "")) if line else None
        )
    meaning = found or _expenditure_line(key, state) or _Meaning("line")
    if has_ordinal(text) or meaning.line_id:
        state.context, state.context_line = text, meaning.line_id
    elif ends_a_group(key):
        state.context_line = ""
    return replace(meaning, of_which=True) if of_which else meaning


def _coded_meaning(label: Label) -> _Meaning:
    if label.code_parts:
        system = label.code_system
        if is_no_category(label.code_text, label.text):
            return _Meaning("unit")
        return _Meaning("economic" if system.startswith("economic") else "function")
    key, of_which = line_key(label.text)
    if line := find_line(key, "economic"):
        return _Meaning("line", line_id=line)
    if is_total(label.text) or not label.text:
        return _Meaning("total")
    if label.unit_code or (label.unit_name and label.unit_name == label.text):
        return _Meaning("unit")
    return _Meaning("line", of_which=of_which)


def _item_meaning(label: Label) -> _Meaning:
    texts = [label.text, *label.context]
    if any(map(is_total, texts)):
        return _Meaning("total")
    for text in texts[:1] if label.text else texts:
        if line := find_line(line_key(text)[0], "procurement"):
            return _Meaning("line", line_id=line)
    return _Meaning("item")


def _meaning(table: Table, label: Label, column: Column, state: _State, axis: str) -> _Meaning:
    if axis == "item":
        return _item_meaning(label)
    if axis in CODED_AXES:
        return _coded_meaning(label)
    if axis == "line" and not table.statement_id.startswith("performance"):
        return _line_meaning(label, column.side, state) if label.text else _Meaning("total")
    if any(is_total(t) for t in (label.text, label.unit_name, label.project_name) if t) or not label.text:
        return _Meaning("total")
    if axis == "three_public" and column.measure == "total" and (item := find_item(line_key(label.text)[0])):
        return _Meaning("total", measure=item)
    if axis == "project" or label.project_name:
        return _Meaning("project")
    if label.code_parts:
        return _coded_meaning(label)
    if axis == "asset":
        return _Meaning("line", of_which=line_key(label.text)[1])
    return _Meaning("unit" if label.unit_name or label.unit_code else "line", of_which=line_key(label.text)[1])


def _block_label(reading: Reading, block: int, axis: str) -> Label:
    coded = axis in CODED_AXES
    if reading.inferred and block == 1:
        return read_label(reading.row.cells, range(label_end(reading.cells)), None, coded=coded)
    return read_label(reading.row.cells, reading.layout.label_columns[block], reading.layout, coded=coded)


class BodyReader:
    """Reads the rows of one table in order."""

    def __init__(self, table: Table, axis: str) -> None:
        self.table = table
        self.axis = axis
        self.result = BodyResult()
        self.states: dict[int, _State] = {}

    def read(self, readings: Sequence[Reading]) -> BodyResult:
        """Read all rows.

        Args:
            readings: Rows with the layouts they are read by.

        Returns:
            Figures, unplaced cells, indicators and counts; every numeric cell is in exactly one of them.
        """
        for number, reading in enumerate(readings, 1):
            self._row(number, reading)
        return self.result

    def _row(self, number: int, reading: Reading) -> None:
        numeric = [i for i, kind, _ in reading.cells if kind in NUMERIC]
        self.result.numeric += len(numeric)
        if not numeric:
            note = next((c for c in reading.row.cells if c and is_no_data(c)), "")
            self.result.note = self.result.note or note
            if self.axis in CODED_AXES and not reading.layout.has_indicators:
                return
        labels = {block: _block_label(reading, block, self.axis) for block in reading.layout.label_columns}
        self._carry(labels)
        taken: set[int] = set()
        pending: Label | None = None
        for block, label in labels.items():
            used = self._block(number, reading, block, label, pending)
            taken |= used
            pending = None if used else (label if label.text else pending)
        if len(taken) < len(numeric):
            self._leftovers(reading, taken)
        if reading.layout.has_indicators:
            self._indicators(reading, labels[1])

    def _carry(self, labels: dict[int, Label]) -> None:
        """Carry the name of a project over the rows that belong to it (procurement items)."""
        state = self.states.setdefault(1, _State())
        if self.axis == "item":
            label = labels[1]
            state.project = label.project_name or (
                "" if find_line(line_key(label.text)[0], "procurement") else state.project
            )
            named = label.text or next(iter(label.context), "")
            labels[1] = replace(label, project_name=state.project, text=named)

    def _block(self, number: int, reading: Reading, block: int, label: Label, pending: Label | None) -> set[int]:
        """Emit the amounts of one block; a block without label takes the label left open before it."""
        blocks = reading.layout.block_of_amount
        amounts = [
            (i, n)
            for i, kind, n in reading.cells
            if kind == "amount"
            and i not in reading.lost
            and (blocks.get(i) == block or _is_replaced(reading, i, block))
        ]
        inherits = amounts and not label.text and not label.code_parts and pending is not None
        owner = pending if inherits and pending is not None else label
        state = self.states.setdefault(block - 1 if inherits else block, _State())
        for index, amount in amounts:
            self._figure(number, reading, (block, index), amount, owner, state)
        if not amounts and label.text and self.axis == "line":
            _line_meaning(label, reading.layout.sides[block], state)
        return {i for i, _ in amounts}

    def _figure(
        self, number: int, reading: Reading, place: tuple[int, int], amount: str, label: Label, state: _State
    ) -> None:
        block, index = place
        column, table = reading.column(index), self.table
        before = state.context
        meaning = _meaning(table, label, column, state, self.axis)
        context = " / ".join([*([before] if before and before != label.text else []), *label.context])
        line, field_no = reading.row.position(index)
        counted = column.measure == "quantity" or (column.measure == "total" and self._counted(label, state))
        is_money = not counted
        unit = (
            table.column_units.get(index) or table.unit_text
            if is_money
            else _quantity_unit(label.text) or state.counting
        )
        stage = _stage(column, table)
        if stage not in STAGES:
            self._unplaced(reading, index, "prior_year")
            return
        if is_money and not unit:
            self._unplaced(reading, index, "not_money" if table.statement_id == "other" else "no_unit")
            return
        inferred, is_unit = reading.inferred, meaning.row_kind == "unit"
        unit_code = label.unit_code or (label.code_text if is_unit else "")
        self.result.figures.append(
            Figure(
                table.document_id, table.statement_no, table.statement_id, line, field_no, number, block,
                meaning.row_kind, label.text or None, *_codes(label, is_unit),
                context or None, unit_code or None, label.unit_name or None, label.project_name or None,
                meaning.line_id or None, meaning.function_code or None, meaning.economic_code or None,
                column.label or None, column.economic_code or None, _measure(meaning, column, is_money),
                stage, column.fund or meaning.fund or table.fund or None,
                column.of_which or meaning.of_which, is_money, printed(reading.row.cells[index]), amount, unit or None,
                "inferred" if inferred else "header", reading.note or None,
            )
        )  # fmt: skip

    def _counted(self, label: Label, state: _State) -> bool:
        """True for a line that counts things, and in a table of items for the lines numbered below such a line."""
        level = ordinal_level(label.text)
        if counts_things(label.text):
            state.counting, state.counting_level = _quantity_unit(label.text), level
            return True
        if self.axis != "three_public" or (level and level <= state.counting_level):
            state.counting = ""
        return bool(state.counting)

    def _leftovers(self, reading: Reading, taken: set[int]) -> None:
        """Account for numeric cells that are no figures: codes and numbers of lines, indicators, the unplaced."""
        unplaced_here = {(u.source_line, u.source_field) for u in self.result.unplaced[-len(reading.cells) :]}
        for index, kind, number in reading.cells:
            if kind not in NUMERIC or index in taken or reading.row.position(index) in unplaced_here:
                continue
            column = reading.column(index)
            if column.role.startswith("indicator"):
                self.result.indicator_tokens += 1
            elif column.role == "aside":
                self._unplaced(reading, index, "aside")
            elif kind == "amount" and _is_label_number(reading, index, number):
                self.result.structural += 1
            else:
                self._unplaced(reading, index, _reason(kind, column))

    def _unplaced(self, reading: Reading, index: int, code: str) -> None:
        line, field_no = reading.row.position(index)
        self.result.unplaced.append(
            UnplacedCell(
                self.table.document_id, self.table.statement_no, line, field_no, reading.row.cells[index].strip(),
                code, UNPLACED_REASONS[code],
            )
        )  # fmt: skip

    def _indicators(self, reading: Reading, label: Label) -> None:
        """Cells under indicator headings: one indicator each."""
        if is_total(label.text) or is_total(label.unit_name):
            return
        subject = label.project_name or label.unit_name or label.text
        kind = "department" if self.table.statement_id.startswith("performance_department") else "project"
        for index, cell in enumerate(reading.row.cells):
            column = reading.column(index)
            if not column.role.startswith("indicator") or not cell.strip():
                continue
            levels = [p for p in column.label.split(" / ") if p][-2:]
            level1 = levels[0] if levels else None
            level2 = levels[1] if len(levels) > 1 else None
            if column.label.count(" / ") == 1:
                level1, level2 = levels[1], None
            self.result.indicators.append(
                Indicator(
                    self.table.document_id, self.table.statement_no, len(self.result.indicators) + 1, "indicator",
                    kind, subject or None, level1, level2, None, None, cell.strip(), None, None, None, None, None,
                    reading.row.position(index)[0],
                )
            )  # fmt: skip


def _is_replaced(reading: Reading, index: int, block: int) -> bool:
    """True where a number without heading got its column from a sibling table."""
    return index in reading.replaced and reading.replaced[index].block == block


def _reason(kind: str, column: Column) -> str:
    if kind == "error":
        return "error_value"
    if kind == "many":
        return "several_numbers"
    if kind == "percent":
        return "percentage"
    return "no_heading" if column.role == "unknown" else "contradiction"


def _is_label_number(reading: Reading, index: int, number: str) -> bool:
    """True for a number that belongs to the label: a code, a line number."""
    if index not in reading.lost and not reading.column(index).is_amount:
        return True
    return reading.inferred and number.isdigit() and index < label_end(reading.cells)


def _codes(label: Label, is_unit: bool) -> tuple[str | None, str | None]:
    """Code and classification of a row; what stands in a unit's row is no code of a classification."""
    return (None, None) if is_unit else (label.code_text or None, label.code_system or None)


def _measure(meaning: _Meaning, column: Column, is_money: bool) -> str | None:
    return (meaning.measure or column.measure or None) if is_money else "quantity"


def _stage(column: Column, table: Table) -> str | None:
    """Stage of a column; in a budget what was carried out is last year's, and 上年 alone is the table's own stage."""
    if column.stage == PRIOR:
        return f"{PRIOR}_{table.stage}"
    if column.stage == "final" and table.stage == "budget" and not table.statement_id.startswith("performance"):
        return f"{PRIOR}_final"
    return column.stage or table.stage or None


def _quantity_unit(label: str) -> str:
    """The unit of a quantity that a label prints in brackets (``房屋（平方米）``)."""
    opened = max(label.rfind("("), label.rfind("（"))
    return label[opened + 1 :].rstrip(")） ") if opened >= 0 else ""


def header_units(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Units of money in brackets of header cells, per column."""
    found: dict[int, str] = {}
    for row in rows:
        for index, cell in enumerate(row):
            if cell and (unit := find_heading_unit(cell)):
                found[index] = unit
    return found
