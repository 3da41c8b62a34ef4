"""Body rows to figures: each amount with its row, its column and its place on the page.

What a row and a column mean together belongs here. Which layout a row is read by was decided in ``placement``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.extraction.dataset.records import Figure, Indicator
from pipeline.extraction.page.cells import NUMERIC, cell_unit
from pipeline.extraction.tables.blocks import (
    RowParts,
    block_label,
    code_trails,
    has_code_beside,
    last_rows,
    named_blocks,
    names_a_row,
    prints_numbers,
    sorted_cells,
)
from pipeline.extraction.tables.columns import FUNDS_OF_APPROPRIATION, Column, Layout
from pipeline.extraction.tables.continued_codes import CodeTrail
from pipeline.extraction.tables.figure_parts import (
    PUBLISHED_STAGES,
    as_printed,
    codes_of,
    is_label_number,
    measure_of,
    quantity_unit,
    reason_of,
    stage_of,
)
from pipeline.extraction.tables.frame import Content, Frame
from pipeline.extraction.tables.label_words import (
    counts_things,
    find_line,
    is_no_data,
    is_total,
    line_key,
    names_no_single_row,
    ordinal_level,
)
from pipeline.extraction.tables.labels import Label, with_project
from pipeline.extraction.tables.meaning import (
    CODED_AXES,
    State,
    depends_on_context,
    lacks_balance,
    line_meaning,
    meaning_of,
)
from pipeline.extraction.tables.row_reading import HEADER_DAMAGED, Reading
from pipeline.extraction.tables.row_stages import RowYears, row_years
from pipeline.extraction.tables.unplaced import unplaced_cell
from pipeline.extraction.wording.kinds import Axis, of_prior_year

TOP_LEVELS = 2
"""Levels of numbers (一、 and （一）) under which lines of a table of items are counted."""
LEAST_NAMELESS = 2
"""Rows of amounts, none with a name, that are no totals."""


class FigureReader:
    """Reads the rows of one table in order."""

    def __init__(self, table: Frame, axis: Axis) -> None:
        self.table = table
        self.axis: Axis = axis
        self.result = Content()
        self.states: dict[int, State] = {}
        self.named: frozenset[int] = frozenset()
        self.ends: frozenset[int] = frozenset()
        self.rows_of_amounts = 0
        self.years = RowYears()
        self.open_code = False
        self.trails: dict[int, CodeTrail] = {}

    def read(self, readings: Sequence[Reading]) -> Content:
        """Read all rows.

        Args:
            readings: Rows with the layouts they are read by.

        Returns:
            Figures, unplaced cells, indicators and counts; every numeric cell is in exactly one of them.
        """
        self.named = named_blocks(readings)
        self.ends = last_rows(readings)
        self.rows_of_amounts = sum(any(kind == "amount" for _, kind, _ in reading.cells) for reading in readings)
        self.years = row_years(
            [[c for c in r.row.cells if c.strip()] for r in readings if prints_numbers(r)], self.axis
        )
        if self.axis in CODED_AXES:
            self.trails = code_trails(readings, self.axis)
        for number, reading in enumerate(readings, 1):
            self._row(number, reading)
        return self.result

    def _row(self, number: int, reading: Reading) -> None:
        amounts, count, structural, others = sorted_cells(reading)
        self.result.numeric += count
        if not count:
            note = next((c for c in reading.row.cells if c and is_no_data(c)), "")
            self.result.note = self.result.note or note
            if self.axis in CODED_AXES and not reading.layout.has_indicators:
                return
        labels = {block: block_label(reading, block, self.axis) for block in reading.layout.label_columns}
        if reading.doubt:
            for block in labels:
                self._state(block).lost = True
        for block, trail in self.trails.items():
            amounts = self._complete_code(reading, block, trail, labels, amounts)
        if self.axis == "item":
            self._carry(labels)
        if self.axis in CODED_AXES and self._is_rest_of_a_name(labels, amounts):
            amounts = self._all_unplaced(reading, amounts, "context_lost")
        self._blocks(number, reading, labels, amounts)
        if others:
            self._leftovers(reading, {i for found in amounts.values() for i, _ in found})
        else:
            self.result.structural += structural
        if reading.layout.has_indicators:
            self._indicators(reading, labels[1])

    def _is_rest_of_a_name(self, labels: dict[int, Label], amounts: Mapping[int, object]) -> bool:
        """True for a name without code right below a code that has a name but no amounts: it may be that name's end."""
        follows, label = self.open_code, labels[1]
        self.open_code = bool(label.code_parts) and not amounts
        is_open = not label.code_parts and not label.unit_code and bool(label.text)
        return follows and is_open and not is_total(label.text) and not find_line(line_key(label.text)[0], "economic")

    def _complete_code(
        self, reading: Reading, block: int, trail: CodeTrail, labels: dict[int, Label],
        amounts: dict[int, list[tuple[int, str]]],
    ) -> dict[int, list[tuple[int, str]]]:  # fmt: skip
        """Give the label of a block its whole code; the amounts without those of a block whose code nothing tells."""
        if (label := labels.get(block)) is None:
            return amounts
        reason = HEADER_DAMAGED if label.has_two_codes or has_code_beside(reading, block, label) else ""
        if reading.doubt:
            reason = "code_incomplete" if trail.lose(label) else reason
        elif not reason and (completed := trail.complete(label)) is not None:
            labels[block] = completed
        else:
            reason = reason or "code_incomplete"
        if not reason:
            return amounts
        labels[block] = Label()
        if block not in amounts:
            return amounts
        self._all_unplaced(reading, {block: amounts[block]}, reason)
        return {other: found for other, found in amounts.items() if other != block}

    def _all_unplaced(
        self, reading: Reading, amounts: dict[int, list[tuple[int, str]]], reason: str
    ) -> dict[int, list[tuple[int, str]]]:
        """Leave the amounts of a row unplaced; what is left of them: none."""
        for found in amounts.values():
            for index, _ in found:
                self._unplaced(reading, index, reason)
        return {}

    def _blocks(
        self, number: int, reading: Reading, labels: dict[int, Label], amounts: dict[int, list[tuple[int, str]]]
    ) -> None:
        """Read the blocks of a row; a label without amounts is left open for the block after it."""
        pending: Label | None = None
        for block, label in labels.items():
            if block in amounts:
                if number in self.ends and label.is_blank and pending is None and names_a_row(labels, block):
                    self._all_unplaced(reading, {block: amounts[block]}, "no_row_label")
                    continue
                self._block(number, reading, block, amounts[block], label, pending)
                pending = None
                continue
            if label.text and self.axis == "line":
                line_meaning(label, reading.layout.sides[block], self._state(block))
            elif label.text and self.axis == "three_public":
                self._counted(label, self._state(block))
            pending = label if label.text else pending

    def _state(self, block: int) -> State:
        return self.states.setdefault(block, State())

    def _carry(self, labels: dict[int, Label]) -> None:
        """Carry the name of a project over the rows that belong to it (procurement items)."""
        state, label = self._state(1), labels[1]
        starts_group = find_line(line_key(label.text)[0], "procurement") or is_total(label.text)
        state.project = label.project_name or ("" if starts_group else state.project)
        named = label.text or next(iter(label.context), "")
        labels[1] = replace(label, project_name=state.project, text=named)

    def _block(
        self, number: int, reading: Reading, block: int, amounts: list[tuple[int, str]], label: Label,
        pending: Label | None,
    ) -> None:  # fmt: skip
        """Emit the amounts of one block; a block without label takes the label left open before it."""
        inherits = pending is not None and not label.text and not label.code_parts
        owner = pending if pending is not None and inherits else label
        owner = with_project(owner) if self.table.axis == "project" else owner
        if self._lacks_label(number, block, owner, is_first=reading.row.position(amounts[0][0])[1] == 1):
            for index, _ in amounts:
                self._unplaced(reading, index, "no_row_label")
            return
        state = self._state(block - 1 if inherits else block)
        if self._lost_its_context(owner, state):
            for index, _ in amounts:
                self._unplaced(reading, index, "context_lost")
            return
        before = state.context
        meaning = meaning_of(self.table.statement_id, owner, reading.column(amounts[0][0]), state, self.axis)
        context = [before] if before and before != owner.text else []
        row = RowParts(number, block, owner, state, meaning, " / ".join([*context, *owner.context, *owner.remarks]))
        for index, amount in amounts:
            if index != amounts[0][0] and self.axis == "three_public":
                row.meaning = meaning_of(self.table.statement_id, owner, reading.column(index), state, self.axis)
            self._figure(reading, index, amount, row)

    def _lost_its_context(self, label: Label, state: State) -> bool:
        """True for a line that may stand under one which could not be read; a line of the top level ends that."""
        if self.axis == "line" and lacks_balance(label, state):
            state.lost = True
        if not state.lost:
            return False
        if self.axis == "item":
            state.lost = not (label.project_name or is_total(label.text))
        elif self.axis == "three_public":
            state.lost = ordinal_level(label.text) > TOP_LEVELS and not counts_things(label.text)
        else:
            state.lost = self.axis == "line" and depends_on_context(label)
        return state.lost

    def _lacks_label(self, number: int, block: int, label: Label, *, is_first: bool) -> bool:
        """True for amounts without a label in a table whose rows have one; a 合计 at either end may do without.

        Where several rows print amounts and none a name, the names stand elsewhere: on another page, as a rule.
        其中 alone names nothing: the name it stands before is in another row.
        A heading, or two lines in one, is no label.
        An amount that begins its line stands in no column.
        """
        if label.text and not label.code_parts and not label.context and line_key(label.text) == ("", True):
            return True
        if self.axis in ("line", *CODED_AXES) and not label.code_parts and names_no_single_row(label.text):
            return True
        if not label.is_blank:
            return False
        if block not in self.named:
            return self.rows_of_amounts >= LEAST_NAMELESS
        if self.axis == "line" or is_first:
            return True
        return (self.axis in CODED_AXES or self.axis == "three_public") and number not in self.ends

    def _figure(self, reading: Reading, index: int, amount: str, row: "RowParts") -> None:
        column, table, label, meaning = reading.column(index), self.table, row.label, row.meaning
        line, field_no = reading.row.position(index)
        is_money = self.axis in CODED_AXES or not self._is_count(column, label, row.state)
        if is_money:
            unit = cell_unit(reading.row.cells[index]) or table.column_units.get(index) or table.unit_text
        else:
            unit = (quantity_unit(label.text) if counts_things(label.text) else "") or row.state.counting
        if told := meaning.row_stage:
            if told.is_aside or (told.stage and column.stage and column.stage != told.stage):
                self._unplaced(reading, index, "aside" if told.is_aside else "contradiction")
                return
            if told.year and not self.years.all_told:
                self._unplaced(reading, index, "context_lost")
                return
            is_prior = bool(told.year) and told.year < self.years.latest
            row_stage = told.stage or column.stage or table.stage
            column = replace(column, stage=of_prior_year(row_stage) if is_prior else row_stage)
        if label.fund and column.fund not in ("", "all", label.fund):
            self._unplaced(reading, index, "contradiction")
            return
        stage = stage_of(column, table, reading.layout)
        if stage not in PUBLISHED_STAGES:
            self._unplaced(reading, index, "prior_year")
            return
        if is_money and not unit:
            self._unplaced(reading, index, "not_money" if table.statement_id == "other" else "no_unit")
            return
        is_unit = meaning.row_kind == "unit"
        unit_code = label.unit_code or (label.code_text if is_unit else "")
        self.result.figures.append(
            Figure(
                table.document_id, table.statement_no, table.statement_id, line, field_no, row.number, row.block,
                meaning.row_kind, label.text or None, *codes_of(label, is_unit),
                row.context or None, unit_code or None, label.unit_name or None, label.project_name or None,
                meaning.line_id or None, meaning.function_code or None, meaning.economic_code or None,
                column.label or None, column.economic_code or None, measure_of(meaning, column, is_money),
                stage or None, label.fund or self._fund(column, reading.layout) or meaning.fund or table.fund or None,
                column.of_which or meaning.of_which, is_money, as_printed(reading.row.cells[index]), amount,
                unit or None,
                reading.placement, reading.note or None,
            )
        )  # fmt: skip

    def _fund(self, column: Column, layout: Layout) -> str:
        """The fund of a column; 财政拨款 in a table of one fund alone is that fund."""
        is_whole = column.fund == "appropriation" and not any(c.fund in FUNDS_OF_APPROPRIATION for c in layout.columns)
        return "" if is_whole and self.table.is_of_fund else column.fund

    def _is_count(self, column: Column, label: Label, state: State) -> bool:
        return column.measure == "quantity" or (column.measure == "total" and self._counted(label, state))

    def _counted(self, label: Label, state: State) -> bool:
        """True for a line that counts things, and in a table of items for the lines numbered below such a line."""
        level = ordinal_level(label.text)
        if counts_things(label.text):
            state.counting, state.counting_level = quantity_unit(label.text), level
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
            elif kind in ("amount", "code") and is_label_number(reading, index, number):
                self.result.structural += 1
            else:
                self._unplaced(
                    reading,
                    index,
                    reading.doubt if index in reading.lost and reading.doubt else reason_of(kind, number, column),
                )

    def _unplaced(self, reading: Reading, index: int, code: str) -> None:
        line, field_no = reading.row.position(index)
        self.result.unplaced.append(
            unplaced_cell(
                self.table.document_id,
                self.table.statement_no,
                (line, field_no),
                reading.row.cells[index].strip(),
                code,
            )
        )

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
